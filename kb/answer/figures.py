"""Find the one figure that is meant: by words, place, year and period; and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.desk import Desk
from kb.answer.match import Matcher
from kb.answer.winnow import GOOD, Match
from kb.types import Fact, FactKind, PeriodKind, Precision, Target, Wanted

_STOCK = ("累计", "新增", "现有", "总量", "现行")  # words that tell a stock from what came to it
_LIKELY = 0.7  # a figure of equal value scored at least so near the best is most likely the very same
_CLOSE = 0.93  # a figure scored at least so near the best is as good a reading


@dataclass(frozen=True, slots=True)
class Found:
    """The figure meant, and `others`: as good readings that count something else; `rivals`: other values for the same."""

    match: Match
    others: tuple[Match, ...] = ()
    rivals: tuple[Match, ...] = ()
    earlier: tuple[Match, ...] = ()

    @property
    def fact(self) -> Fact:
        return self.match.fact


def find(desk: Desk, wanted: Wanted, target: Target, *, plans: bool = False) -> Found | None:
    """The figure of `target` that `wanted` means, or None. Without a year, the latest year that states it."""
    facts = desk.facts(target)
    matches = Matcher(desk, wanted, plans=plans).matches(facts)
    return choose(desk, matches, target)


def choose(desk: Desk, matches: Sequence[Match], target: Target) -> Found | None:
    """The best of scored matches: good enough, of the newest year, of a whole year, true to its text."""
    matches = [_weighed(desk, match) for match in matches]
    matches = sorted((m for m in matches if m.score >= GOOD and desk.is_true_to_text(m.fact)), key=lambda m: -m.score)
    matches = _of_period(matches, target)
    if not matches:
        return None
    best = matches[0]
    close = [m for m in matches if m.score >= best.score * _CLOSE]
    alike = [m for m in close if _same_thing(desk, m.fact, best.fact)]
    if not target.years:
        newest = max(m.fact.period.year for m in alike)
        earlier = tuple(m for m in alike if m.fact.period.year != newest)
        alike = [m for m in alike if m.fact.period.year == newest]
    else:
        earlier = ()
    best = _of_own_report(desk, _total(alike), matches)
    elsewhere = [m for m in matches if m.same and m not in alike and m.fact.report_id != best.fact.report_id]
    said_so = [*alike, *(m for m in elsewhere if _same_thing(desk, m.fact, best.fact))]
    rivals = tuple(m for m in said_so if _contradicts(m.fact, best.fact))
    others = tuple(
        m for m in close if not _same_thing(desk, m.fact, best.fact) and m.fact.place_code == best.fact.place_code
    )
    return Found(best, others[:3], rivals[:2], earlier)


def _of_period(matches: list[Match], target: Target) -> list[Match]:
    """Only figures of the part of the year that is asked for; else only those of one year, where there are any."""
    part = target.part
    if part is not None:
        days = (part.first.month, part.last.month)
        return [
            m
            for m in matches
            if (m.fact.period.first.month, m.fact.period.last.month) == days
            and m.fact.period.first.year == m.fact.period.last.year
        ]
    if len(target.years) > 1:  # “十四五”以来累计: a figure of that very stretch goes before one of its years
        whole = [m for m in matches if m.fact.period.first.year == min(target.years) < m.fact.period.last.year]
        return whole or matches
    single = [m for m in matches if m.fact.period.first.year == m.fact.period.last.year]
    return single if single and len(target.years) == 1 else matches


def _total(alike: Sequence[Match]) -> Match:
    """The best match; where its paragraph counts the same thing more than once, the largest count: the total of the others."""
    best = alike[0]
    if best.fact.kind != FactKind.AMOUNT:
        return best
    stock = {word for word in _STOCK if word in best.fact.phrase}
    alike = [m for m in alike if stock == {word for word in _STOCK if word in m.fact.phrase}]
    beside = [m for m in alike if (m.fact.report_id, m.fact.paragraph) == (best.fact.report_id, best.fact.paragraph)]
    return max(beside, key=lambda match: match.fact.value)


def _of_own_report(desk: Desk, best: Match, matches: Sequence[Match]) -> Match:
    """The match of the same thing in the place's own report of that very year, before one that a later report looks back
    with, or the report of a division above tells.
    """
    fact = best.fact
    if _is_own(desk, fact):
        return best
    for match in matches:
        one = match.fact
        beside = (one.unit, one.kind, one.place_code) == (fact.unit, fact.kind, fact.place_code)
        if not beside or one.period.year != fact.period.year or not _is_own(desk, one):
            continue
        likely = match.score >= best.score * _LIKELY
        counts_it = match.same and best.same and one.indicator == fact.indicator and one.period == fact.period
        if (counts_it and likely and not one.part_of) or (one.value == fact.value and (match.same or likely)):
            return match
    return best


def _is_own(desk: Desk, fact: Fact) -> bool:
    """Whether a fact stands in the report of its own place and year."""
    report = desk.report(fact)
    return report.place_code == fact.place_code and report.year == fact.period.year


def _weighed(desk: Desk, match: Match) -> Match:
    """A whole year is what people mean; a report speaks best of its own year and place."""
    fact, score = match.fact, match.score
    if fact.period.kind not in (PeriodKind.YEAR, PeriodKind.CUMULATIVE):
        score *= 0.94
    if fact.precision in (Precision.AT_LEAST, Precision.AT_MOST):
        score *= 0.95  # 突破百件 tells less than 108件
    report = desk.report(fact)
    if report.year != fact.period.year:
        score *= 0.98
    if report.place_code != fact.place_code:
        score *= 0.98
    return replace(match, score=score)


def _same_thing(desk: Desk, one: Fact, other: Fact) -> bool:
    """Whether two facts count the same: one indicator and unit, or the very same words. What a city's report gives of a
    district is a part of the city's, and the whole of the district's.
    """
    if one.unit != other.unit or one.kind != other.kind:
        return False
    if one.phrase == other.phrase:
        return True
    parts = [fact for fact in (one, other) if fact.part_of and desk.report(fact).place_code == fact.place_code]
    return bool(one.indicator) and one.indicator == other.indicator and not parts


def _contradicts(one: Fact, other: Fact) -> bool:
    """Whether two facts of one thing, place and period give different values, in different paragraphs."""
    apart = (one.report_id, one.paragraph) != (other.report_id, other.paragraph)
    return apart and one.value != other.value and one.period == other.period and one.place_code == other.place_code


def of_one_indicator(groups: Sequence[Sequence[Match]]) -> list[list[Match]]:
    """Groups of matches (a year's, a place's), each with one indicator put first where it has a good match of it: the one
    that the question names, else the one that most groups state. What is set side by side should count the same.
    """
    weights: dict[str, tuple[int, float]] = {}  # in how many groups an indicator is stated, and how well it fits there
    for group in groups:
        best_of: dict[str, float] = {}
        for match in group:
            if match.score >= GOOD and match.fact.indicator:
                best_of[match.fact.indicator] = max(match.score, best_of.get(match.fact.indicator, 0.0))
        for name, score in best_of.items():
            count, total = weights.get(name, (0, 0.0))
            weights[name] = (count + 1, total + score)
    named = {m.fact.indicator for group in groups for m in group if m.named and m.score >= GOOD}
    leading = max(weights, key=lambda name: (name in named, *weights[name], name), default="")
    if not leading or (weights[leading][0] < 2 and not named):
        return [list(group) for group in groups]
    arranged = []
    for group in groups:
        ordered = sorted(group, key=lambda match: -match.score)
        best = ordered[0].score if ordered else 0.0
        same = [m for m in ordered if m.fact.indicator == leading and m.same and m.score >= max(GOOD, best * 0.6)]
        arranged.append(same or ordered)
    return arranged


def change_of(desk: Desk, fact: Fact) -> tuple[Fact, ...]:
    """Changes that the report states of a fact (同比增长12.3%), in reading order."""
    facts = desk.facts(Target(), (desk.report(fact),))
    return tuple(
        one
        for one in facts
        if one.kind == FactKind.CHANGE and one.change_of == fact.number and desk.is_true_to_text(one)
    )
