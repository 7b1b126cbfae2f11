"""Which figure stands for a place and a year: the one rule of every matrix.

A cell holds figures of one `Measure` only: done, of a whole year (or, in a matrix of its own, cumulated), no part of a figure
of the same indicator and place (受理402件,其中审结397件 is all of 审结), no figure a head, not what something rose from. Of several
the first stands that

1. a government states, before a department of it,
2. stands in the report of that very year, before one that a later report looks back with,
3. is named by words of its own, before one that takes its subject from a figure beside it,
4. most paragraphs state,
5. is exact, before 超过 and 不足,
6. comes first in the order of reports and paragraphs; within a paragraph the largest, which is the total of the others.

All the others stay reachable. Those that contradict the first are conflicts, and are told as such.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kb.answer.kin import class_of
from kb.lang.normalize import folded_text
from kb.lang.units import is_a_head
from kb.lexicon.places import gazetteer
from kb.store.export import FigureRow
from kb.types import Fact, FactKind, FactStatus, PeriodKind, Precision, Report

_BOUNDS = (Precision.AT_LEAST, Precision.AT_MOST)
_ROUNDED = re.compile(r"[万亿千百.]")

ReportOf = Callable[[str], Report]


class Measure(NamedTuple):
    """What may stand in one matrix: figures of one class of units (see `kb.answer.kin.class_of`) and one kind, amounts or
    rates, of whole years or, `cumulated`, from some day up to one in the year. What rose or fell by how much has no
    matrix: whether it rose stands in words.
    """

    family: str
    kind: FactKind
    cumulated: bool = False

    @property
    def key(self) -> str:
        """The measure as an address carries it."""
        return f"{self.family or 'none'}-{self.kind.value}{'-cumulated' if self.cumulated else ''}"

    def label(self, units: Sequence[str]) -> str:
        """How it is called on a page; `units` are those of its figures."""
        told = "、".join(unit for unit in units if unit) or "无单位"
        return f"{told}（历年累计）" if self.cumulated else told


class State(StrEnum):
    """What a cell can say."""

    STATED = "stated"
    OTHER = "other"  # only figures of other measures: parts, plans, other periods, other units
    GAP = "gap"  # a report of that place and year is held and does not state it
    ABSENT = "absent"  # no report of that place and year is held, and none speaks of it


@dataclass(frozen=True, slots=True)
class Cell:
    """One place and year. `figure` stands in it, None unless stated; `conflicts` contradict it; `others` are all other
    figures of the same indicator, place and year, conflicts included, in reading order. `report` is the one held of that
    place and year, if any.
    """

    place_code: str
    year: int
    state: State
    figure: FigureRow | None = None
    conflicts: tuple[FigureRow, ...] = ()
    others: tuple[FigureRow, ...] = ()
    report: Report | None = None


def measure_of(fact: Fact, whole: Fact | None = None) -> Measure | None:
    """The measure whose cells a figure may stand in; None for one that stands in none. `whole` is the figure of the same
    indicator that it is a part of, if any.
    """
    first, last, kind = fact.period.first, fact.period.last, fact.period.kind
    yearly = (first.year, first.month, first.day, last.month, last.day) == (last.year, 1, 1, 12, 31)
    if not yearly and kind is not PeriodKind.CUMULATIVE:
        return None
    part = whole is not None and whole.place_code == fact.place_code
    if fact.kind is FactKind.CHANGE or part or fact.status is not FactStatus.DONE or fact.rule.startswith("from"):
        return None
    if is_a_head(fact.phrase, fact.unit):
        return None
    return Measure(class_of(fact), fact.kind, not yearly)


def standing(facts: Iterable[Fact], report_of: ReportOf, offices: frozenset[str] = frozenset()) -> Fact | None:
    """The figure that stands for the place and year that `facts`, of one measure, are of; None where there are none.
    `offices` are ids of reports that departments issued.
    """
    leading = _leading(facts)
    if len(leading) < 2:
        return leading[0] if leading else None
    times = Counter((fact.value, fact.unit) for fact in leading)

    def rank(fact: Fact) -> tuple[bool, bool, bool, int, bool, str, int]:
        elsewhere = report_of(fact.report_id).year != fact.period.year
        return (
            fact.report_id in offices, elsewhere, " " in fact.phrase, -times[fact.value, fact.unit],
            fact.precision in _BOUNDS, fact.report_id, fact.number,
        )  # fmt: skip

    return min(leading, key=rank)


def contradicting(
    figure: FigureRow, others: Iterable[FigureRow], offices: frozenset[str] = frozenset()
) -> tuple[FigureRow, ...]:
    """Those of `others`, of the measure, place and year of `figure`, that cannot be right if it is: of another paragraph,
    named by words of their own, in its unit, and further away than rounding and words of precision allow; each value once.
    What a department counts does not contradict what its government counts, nor what is told of a division below it.
    """
    rows = {(one.report_id, one.fact.number): one for one in others}
    least, most = bounds(figure)
    kept: dict[Decimal, FigureRow] = {}
    for fact in _leading(one.fact for one in rows.values()):
        other = rows[fact.report_id, fact.number]
        same_paragraph = (fact.report_id, fact.paragraph) == (figure.report_id, figure.fact.paragraph)
        named = " " not in fact.phrase or fact.phrase == figure.fact.phrase
        issued = (fact.report_id in offices) == (figure.report_id in offices)
        low, high = bounds(other)
        if _is_of_another(other):
            continue
        if not same_paragraph and named and issued and fact.unit == figure.fact.unit and (high < least or most < low):
            kept.setdefault(fact.value, other)
    return tuple(kept.values())


def bounds(figure: FigureRow) -> tuple[Decimal, Decimal]:
    """Between what a figure may lie by its rounding and words of precision, both inclusive: 730余 720 to 740, 1.2万 11500 to
    12500; of a range its ends.
    """
    fact = figure.fact
    if fact.high is not None:
        return fact.value, fact.high
    exact = fact.precision is Precision.EXACT
    if exact and not _ROUNDED.search(figure.figure):
        return fact.value, fact.value
    last = Decimal(1).scaleb(int(fact.value.normalize().as_tuple().exponent))
    slack = last / 2 if exact else last
    return fact.value - slack, fact.value + slack


def _is_of_another(figure: FigureRow) -> bool:
    """Whether the clause of a figure names a division below the one that it was read for."""
    mentions = gazetteer().find(folded_text(figure.clause))
    return any(figure.fact.place_code in place.ancestors for mention in mentions for place in mention.places)


def _leading(facts: Iterable[Fact]) -> list[Fact]:
    """One figure a paragraph, in reading order: of amounts in the unit of the first the largest, else the first."""
    facts = list(facts)
    if len(facts) < 2:
        return facts
    by_paragraph: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda one: (one.report_id, one.number)):
        by_paragraph[fact.report_id, fact.paragraph].append(fact)
    return [_largest(beside) for beside in by_paragraph.values()]


def _largest(beside: Sequence[Fact]) -> Fact:
    own = [fact for fact in beside if " " not in fact.phrase] or list(beside)
    first = own[0]
    if first.kind is not FactKind.AMOUNT:
        return first
    return max((fact for fact in own if fact.unit == first.unit), key=lambda fact: fact.value)
