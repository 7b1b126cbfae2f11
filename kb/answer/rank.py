"""Which place has most: every report of the scope is read, and the answer says how complete that is."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from kb.answer import kinds, lookup, trend
from kb.answer.absence import absent
from kb.answer.charting import ranking_chart
from kb.answer.compare import compare_items
from kb.answer.coverage import tell_coverage, tell_figures, tell_no_reports, tell_places
from kb.answer.desk import Desk
from kb.answer.draft import Draft, named, period_text
from kb.answer.field import Field, field_of
from kb.answer.figures import find
from kb.answer.growth import DOWN
from kb.answer.ranking import SHOWN, TABLED, formula_of, ordered, ranking_table, tell_cautions
from kb.answer.winnow import Match
from kb.ask import cues
from kb.types import Fact, FactStatus, Piece, Question, Scope, Status, Target, Wanted

_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "==": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


def answer(question: Question, desk: Desk) -> Draft:
    """Rank places; or things named side by side, for one place."""
    if question.items:
        return compare_items(question, desk)
    draft = Draft(desk, question)
    target, wanted = question.targets[0], question.wanted[0]
    if target.places and cues.WHICH_YEAR.search(question.folded):
        return trend.by_year(question, desk)
    if target.places and question.scope is None and cues.WHICH_KIND.search(question.folded):
        return kinds.by_kind(question, desk)
    scope = question.scope or Scope(within=target.places[0].code if target.places else "")
    read = _years_read(question)
    reports = desk.catalogue.in_scope(scope, read)
    if not reports and target.places and question.scope is None:
        return lookup.answer(question, desk)  # 浏阳市最高一单罚了多少: a figure of the place itself
    above = desk.catalogue.of_places([scope.within], read) if scope.within and scope.kinds else ()
    found = field_of(desk, wanted, reports, target.years, plans=question.plans, above=above, scope=scope)
    if wanted.kind == "change":
        found = replace(found, matches=_of_one_way(desk, question, found.matches))
    if not reports and not above:
        tell_no_reports(draft, scope, target.years)
    elif not found.matches:
        absent(draft, Target(years=target.years), wanted, reports or above)
        tell_coverage(draft, found, scope, read)
        _offer_other_years(draft, wanted, scope, target.years)
    elif question.tells:
        _tell_who_tells(draft, question, found, scope)
    else:
        _tell(draft, question, found, scope)
    return draft


def _tell_who_tells(draft: Draft, question: Question, found: Field, scope: Scope) -> None:
    """哪些区没有写公证办了多少件: the places that do not give the figure, or those that do."""
    facts = [match.fact for match in found.matches]
    tell_places(draft, found, scope, _label(question, facts), lacking=question.tells == "missing")
    draft.table = ranking_table(draft, ordered(found.matches, ascending=False)[:TABLED])
    for match in found.matches[:SHOWN]:
        draft.remember(match.fact)


def _tell(draft: Draft, question: Question, found: Field, scope: Scope) -> None:
    ranking = ordered(found.matches, ascending=question.ascending)
    bound = question.bound or _against(draft.desk, question)
    if bound:
        sign, value = bound
        ranking = [match for match in ranking if _SIGNS[sign](match.fact.value, value)]
        _tell_bound(draft, ranking, scope)
    elif question.nth:
        _tell_nth(draft, question, ranking)
    else:
        _tell_first(draft, question, ranking)
    if question.plans:
        planned = all(match.fact.status is FactStatus.PLANNED for match in ranking)
        draft.say("以上是计划数,不是完成数。" if planned else "报告没有写计划数,以上是完成数。")
    tell_coverage(draft, found, scope, _years_read(question))
    tell_cautions(draft, found, question)
    tabled = ranking[:TABLED]
    draft.table = ranking_table(draft, tabled)
    if len(ranking) > len(tabled):
        draft.note(f"表中是前{len(tabled)}名,共{len(ranking)}个地区给出该数字;全部数字可在指标页查看和下载。")
    label = (
        f"{_year_text(question)}{scope.label and f'各{scope.label}'}{_label(question, [m.fact for m in found.matches])}"
    )
    draft.chart = ranking_chart(
        draft.desk,
        label,
        [match.fact for match in tabled],
        () if bound else found.missing[:TABLED],
        ascending=question.ascending,
    )
    draft.formulas.append(formula_of(question, found))
    for match in ranking[: SHOWN if not question.nth else 1]:
        draft.remember(match.fact)
    if len(ranking) > 1 and not question.nth and question.wanted[0].words and question.scope is not None:
        draft.suggest_surely("倒数第二名呢?" if question.ascending else "第二名呢?")
    if ranking:
        draft.suggest_figures(ranking[0].fact)


def _offer_other_years(draft: Draft, wanted: Wanted, scope: Scope, years: tuple[int, ...]) -> None:
    """The figures of other years, where the year asked for has none; a change is asked of its year alone."""
    if not years or wanted.kind == "change":
        return
    found = field_of(draft.desk, wanted, draft.desk.catalogue.in_scope(scope), ())
    pieces: list[str | Piece] = []
    for match in ordered(found.matches, ascending=False)[:3]:
        pieces += [
            "、" if pieces else "其他年份有:",
            f"{draft.desk.name_of(match.fact)}{period_text(match.fact)}",
            draft.figure(match.fact),
        ]
    if pieces:
        draft.say(*pieces, "。")


def _years_read(question: Question) -> tuple[int, ...]:
    """The years of the reports to read: what is planned for a year stands in the report of the year before, too."""
    years = question.targets[0].years
    return tuple(sorted({*years, *(year - 1 for year in years)})) if question.plans else years


def _of_one_way(desk: Desk, question: Question, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Of stated changes those that rose, or those that fell where 下降 is asked for: 下降3.1% is no small growth."""
    fell = DOWN.search(question.folded) is not None
    return tuple(match for match in matches if (DOWN.search(desk.clause_text(match.fact)) is not None) == fell)


def _year_text(question: Question) -> str:
    years = question.targets[0].years
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年" if years else ""


def _tell_first(draft: Draft, question: Question, ranking: Sequence[Match]) -> None:
    first = ranking[0].fact
    year = "" if len(question.targets[0].years) == 1 else f"({period_text(first)},各地按最近一年)"
    word = "最少" if question.ascending else "最多"
    if first.unit == "%":
        word = "最低" if question.ascending else "最高"
    kind = _label(question, [match.fact for match in ranking])
    tied = [m.fact for m in ranking[1:] if m.fact.value == first.value]
    places = "、".join(draft.desk.name_of(fact) for fact in (first, *tied))
    draft.say(f"{_year_text(question)}{kind}{word}的是{places}{year},为", draft.figure(first), "。")
    count = question.top or SHOWN
    rows = ranking[:count]
    if len(rows) > 1:
        pieces: list[str | Piece] = ["排名:"]
        for place, match in enumerate(rows, 1):
            when = "" if len(question.targets[0].years) == 1 else period_text(match.fact)
            pieces += [
                f"{'' if place == 1 else ';'}{place}. {draft.desk.name_of(match.fact)}{when}",
                draft.figure(match.fact),
            ]
        draft.say(*pieces, "。", charted=True)


def _against(desk: Desk, question: Question) -> tuple[str, Decimal] | None:
    """The condition that a place named for comparison sets: more (or less) than it has."""
    if question.rival is None:
        return None
    found = find(desk, question.wanted[0], Target((question.rival,), question.targets[0].years), plans=question.plans)
    less = re.search(r"[少低]", question.folded.rpartition("比")[2]) is not None
    return ("<" if less else ">", found.fact.value) if found is not None else None


def _label(question: Question, facts: Sequence[Fact]) -> str:
    """What is ranked, in words: the indicator where all have one, else the words of the question."""
    if len({fact.indicator for fact in facts}) == 1 and facts[0].indicator:
        way = "降幅" if DOWN.search(question.folded) else "增幅"
        return facts[0].indicator + (way if question.wanted[0].kind == "change" else "")
    words = question.wanted[0].words.replace(" ", "")
    return words if 2 <= len(words) <= 16 else named(facts[0])


def _tell_nth(draft: Draft, question: Question, ranking: Sequence[Match]) -> None:
    if question.nth > len(ranking):
        draft.status = Status.NOT_FOUND
        draft.say(f"没有找到:给出这个数字的只有{len(ranking)}个地区,没有第{question.nth}名。")
        return
    fact = ranking[question.nth - 1].fact
    order = "倒数" if question.ascending else ""
    draft.say(
        f"{order}第{question.nth}名是{draft.desk.name_of(fact)},{period_text(fact)}{named(fact, question.wanted[0])}为",
        draft.figure(fact),
        "。",
    )


def _tell_bound(draft: Draft, ranking: Sequence[Match], scope: Scope) -> None:
    if not ranking:
        draft.say(f"在给出这个数字的报告里,没有符合条件的{scope.label or '地区'}。")
        return
    tell_figures(draft, f"符合条件的{scope.label or '地区'}有{len(ranking)}个:", ranking, SHOWN * 2)
