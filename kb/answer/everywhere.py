"""A figure asked of no place (法律援助案件有多少): what each place that gives it says, for none of them was meant more."""

from __future__ import annotations

from kb.answer.charting import ranking_chart
from kb.answer.desk import Desk
from kb.answer.draft import Draft, period_text
from kb.answer.field import field_of
from kb.answer.match import Matcher
from kb.answer.ranking import ordered, ranking_table
from kb.types import Piece, Question

SHOWN = 10
TABLED = 100


def of_every_place(question: Question, desk: Desk) -> Draft | None:
    """The figure of each place, greatest first; None where the question names a place or more than one indicator, or fewer
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
    name = matcher.indicator.name
    dated = len(target.years) == 1
    when = f"{target.years[0]}年" if dated else ""
    draft.say(f"没有说是哪个地区。{when}有{len(ranking):,}个地区给出“{name}”{'' if dated else ',各取最近一年'}:")
    pieces: list[str | Piece] = []
    for at, match in enumerate(ranking[:SHOWN]):
        pieces += [
            ";" if at else "",
            f"{desk.name_of(match.fact)}{'' if dated else period_text(match.fact)}",
            draft.figure(match.fact),
        ]
    draft.say(*pieces, "。" if len(ranking) <= SHOWN else f"……其余{len(ranking) - SHOWN:,}个见下表。", charted=True)
    tabled = ranking[:TABLED]
    draft.table = ranking_table(draft, tabled)
    draft.chart = ranking_chart(desk, f"{when}各地{name}", [match.fact for match in tabled])
    for match in ranking[:SHOWN]:
        draft.remember(match.fact)
    draft.suggest_figures(ranking[0].fact)
    return draft
