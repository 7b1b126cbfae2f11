"""A figure asked of no place (法律援助案件有多少): what each place that gives it says, for none of them was meant more."""

from __future__ import annotations

from kb.answer.charting import ranking_chart
from kb.answer.coverage import tell_coverage, tell_figures
from kb.answer.desk import Desk
from kb.answer.draft import Draft
from kb.answer.field import field_of
from kb.answer.match import Matcher
from kb.answer.ranking import SHOWN, TABLED, formula_of, ordered, ranking_table, tell_cautions
from kb.types import Question, Scope


def of_every_place(question: Question, desk: Desk) -> Draft | None:
    """The figure of each place, greatest first, and how complete that is; None where the question names a place or more than one indicator, or fewer
    than two places give it.
    """
    target = question.targets[0]
    if target.places or question.scope or len(question.wanted) != 1 or question.plans or target.part:
        return None
    wanted = question.wanted[0]
    matcher = Matcher(desk, wanted)
    if not matcher.is_of_one_indicator or wanted.kind == "change":
        return None
    found = field_of(desk, wanted, desk.catalogue.in_scope(None, target.years), target.years)
    ranking = ordered(found.matches, ascending=False)
    if len(ranking) < 2 or any(match.fact.indicator != matcher.indicator.name for match in ranking):
        return None
    draft = Draft(desk, question)
    name, dated = matcher.indicator.name, len(target.years) == 1
    when = f"{target.years[0]}年" if dated else ""
    draft.say(f"没有说是哪个地区。{when}有{len(ranking):,}个地区给出“{name}”{'' if dated else ',各取最近一年'}。")
    tell_figures(draft, "", ranking, SHOWN)
    tell_coverage(draft, found, Scope(), target.years)
    tell_cautions(draft, found, question)
    tabled = ranking[:TABLED]
    draft.table = ranking_table(draft, tabled)
    missing = found.missing[:TABLED]
    draft.chart = ranking_chart(desk, f"{when}各地{name}", [match.fact for match in tabled], missing)
    draft.formulas.append(formula_of(question, found))
    for match in ranking[:SHOWN]:
        draft.remember(match.fact)
    draft.suggest_figures(ranking[0].fact)
    return draft
