"""Figures to be looked at: the rules of `Relation`, over facts that the cluster hands out in a fitting order.

A cluster joins nothing. It sorts, though, so that figures to be compared come one after another, and no more of them is
held at once than one place has of one indicator, or one paragraph has. Values are compared as rough numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, islice, pairwise
from typing import NamedTuple

from kb.store.contracts import Relation, ReportStore, Suspect
from kb.store.opensearch.connection import Json, Page
from kb.store.opensearch.passages import among
from kb.types import Fact, FactKind, Report

MOST = 20_000  # suspects of a relation
Scan = Callable[[Json, Page], Iterator[Fact]]
Changes = dict[tuple[str, int], list[Fact]]
_GROUPS = Page(("place_code", "indicator", "unit", "kind", "year", "report_id", "number"))
_READING = Page(("report_id", "number"))
_FALLS = re.compile("[降减少落跌]")
_AT_ONCE = 500  # paragraphs fetched at once


def found(scan: Scan, store: ReportStore, without: frozenset[str]) -> list[Suspect]:
    """All suspects, of each relation at most MOST; facts of the reports `without` take no part."""
    over = _where(without, [{"range": {"value": {"gt": 100}}}], kind="rate", unit="%", status="done")
    parts = _parts(scan(_where(without), _READING), store)
    return [
        *islice((Suspect(Relation.OVER, fact) for fact in scan(over, _READING)), MOST),
        *_compared(scan, store, without),
        *islice(parts, MOST),
    ]


def _where(without: frozenset[str], more: Sequence[Json] = (), **values: object) -> Json:
    chosen = [{"term": {name: value}} for name, value in values.items()]
    return {"bool": {"filter": [*chosen, *more], "must_not": among(without)}}


# --- comparable figures ----------------------------------------------------------------------------------------------


def _compared(scan: Scan, store: ReportStore, without: frozenset[str]) -> Iterator[Suspect]:
    changes: Changes = defaultdict(list)
    stated = _where(without, [{"range": {"change_of": {"gt": 0}}}], kind="change", unit="%")
    for change in scan(stated, _READING):
        changes[change.report_id, change.change_of].append(change)
    reports = {report.id: report for report in store.reports()}
    comparable = _where(without, status="done", period_kind="year", part_of=0)
    comparable["bool"]["must_not"] += [{"term": {"indicator": ""}}, {"term": {"kind": "change"}}]
    left = dict.fromkeys((Relation.GROWTH, Relation.TENFOLD, Relation.CONFLICT), MOST)
    for _, group in groupby(scan(comparable, _GROUPS), lambda one: (one.place_code, one.indicator, one.unit, one.kind)):
        by_year: dict[int, list[Fact]] = defaultdict(list)
        for fact in group:
            by_year[fact.period.year].append(fact)
        for suspect in chain.from_iterable(_of_group(by_year, year, changes, reports) for year in sorted(by_year)):
            left[suspect.relation] -= 1
            if left[suspect.relation] >= 0:
                yield suspect


def _of_group(
    by_year: dict[int, list[Fact]], year: int, changes: Changes, reports: dict[str, Report]
) -> Iterator[Suspect]:
    """What is suspect among figures of a year, and between them and those of the year before."""
    now, before = by_year[year], by_year.get(year - 1, [])
    if now[0].kind is FactKind.AMOUNT:
        for fact in now:
            for other in before:
                yield from _over_years(fact, other, changes.get((fact.report_id, fact.number), ()))
    for at, fact in enumerate(now):
        for other in now[at + 1 :]:
            if fact.report_id != other.report_id and _conflict(fact, other, reports):
                yield Suspect(Relation.CONFLICT, fact, other)


def _over_years(fact: Fact, other: Fact, changes: Iterable[Fact]) -> Iterator[Suspect]:
    now, was = float(fact.value), float(other.value)
    if was <= 0:
        return
    for change in changes:
        stated = float(change.value)
        stated = -stated if stated > 0 and _FALLS.search(change.phrase) else stated
        if abs((now - was) * 100 - stated * was) > 0.1 * was:
            yield Suspect(Relation.GROWTH, fact, other, change)
    if now > 0 and (now >= 10 * was or was >= 10 * now):
        yield Suspect(Relation.TENFOLD, fact, other)


def _conflict(fact: Fact, other: Fact, reports: dict[str, Report]) -> bool:
    one, two = reports[fact.report_id], reports[other.report_id]
    apart = one.issuer == two.issuer or one.place_code != two.place_code
    return apart and one.genre == two.genre and float(fact.value) != float(other.value)


# --- parts above their whole -----------------------------------------------------------------------------------------


class _Pair(NamedTuple):
    """Two figures that follow each other in a paragraph, the second above the first and all others before."""

    whole: Fact
    part: Fact


def _parts(facts: Iterable[Fact], store: ReportStore) -> Iterator[Suspect]:
    """`facts` are all, in reading order."""
    pairs = _rising(facts)
    while batch := list(islice(pairs, _AT_ONCE)):
        keys = list(dict.fromkeys((pair.part.report_id, pair.part.paragraph) for pair in batch))
        texts = {(one.report_id, one.number): one.text for one in store.pick(keys)}
        for whole, part in batch:
            between = texts.get((part.report_id, part.paragraph), "")[whole.figure.end : part.figure.start]
            if between[1:].startswith("其中"):
                yield Suspect(Relation.PART, part, whole)


def _rising(facts: Iterable[Fact]) -> Iterator[_Pair]:
    for _, group in groupby(facts, lambda one: (one.report_id, one.paragraph)):
        most: dict[str, float] = {}
        for whole, part in pairwise(group):
            most[whole.unit] = max(float(whole.value), most.get(whole.unit, float("-inf")))
            if (
                whole.kind is part.kind is FactKind.AMOUNT
                and whole.unit == part.unit
                and part.number == whole.number + 1
                and float(part.value) > most[part.unit]
            ):
                yield _Pair(whole, part)
