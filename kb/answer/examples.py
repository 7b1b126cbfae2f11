"""Questions to begin with, made from what the index holds, so that each has an answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kb.answer import sections
from kb.answer.desk import Desk
from kb.answer.points import listed
from kb.lexicon.indicators import indicators
from kb.store.contracts import FactQuery, IndicatorCount
from kb.types import Fact, FactKind, FactStatus, PeriodKind

_LONGEST = 5  # characters of a place name that reads well in an example
_TRIED = 12  # of the best to begin with
_NEARLY = 0.7  # share of the most places that counts as many


def examples_of(desk: Desk) -> tuple[str, ...]:
    """At most four: which place has most, a figure over the years, one figure, and what falls short.

    The store counts, and only the figures of one indicator and year, and of one place, are read.
    """
    asked = [question for question in (_ranking(desk), _series(desk), _figure(desk), _section(desk)) if question]
    return tuple(dict.fromkeys(asked))


def _heads(desk: Desk) -> list[IndicatorCount]:
    """How often the first indicator of each topic is stated, by year."""
    heads = {topic.heads[0] for topic in indicators().topics.values() if topic.heads}
    return [one for one in desk.snapshot.figures.tally(frozenset(desk.catalogue.newer)) if one.indicator in heads]


def _plain(desk: Desk, query: FactQuery) -> list[Fact]:
    """Whole years' amounts, of the report's own place and year."""
    found = desk.figures(replace(query, kinds=frozenset({FactKind.AMOUNT}), status=FactStatus.DONE, own=True))
    return [
        fact
        for fact in found
        if fact.period.kind == PeriodKind.YEAR
        and fact.period.year == desk.report(fact).year
        and len(fact.place) <= _LONGEST
    ]


def _subject(indicator: str) -> int:
    """Where the topic of an indicator stands in the table: the order tells what is asked about most."""
    return list(indicators().topics).index(indicators().all[indicator].topic)


def _of(desk: Desk, one: IndicatorCount) -> list[Fact]:
    return _plain(desk, FactQuery(indicators=frozenset({one.indicator}), years=frozenset({one.year})))


def _ranking(desk: Desk) -> str:
    """Of an indicator and year that are stated often, where many places of one kind compete: of those where nearly as many
    do as anywhere, the subject that stands first in the table, as the one most asked about.
    """
    most = sorted(_heads(desk), key=lambda one: (one.figures, one.year, one.indicator), reverse=True)
    places: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for one in most[:_TRIED]:
        for fact in _of(desk, one):
            places[desk.report(fact).kind, one.year, one.indicator].add(fact.place_code)
    most_places = max(map(len, places.values()), default=0)
    many = [key for key, competing in places.items() if len(competing) >= _NEARLY * most_places]
    best = min(many, key=lambda key: (_subject(key[2]), -len(places[key]), -key[1], key), default=None)
    return f"哪个{best[0]}{best[1]}年{best[2]}最多？" if best else ""


def _series(desk: Desk) -> str:
    """Of the place that reports of most years are held of."""
    held = {code: len({report.year for report in reports}) for code, reports in desk.catalogue.by_place.items() if code}
    names = {code: desk.catalogue.by_place[code][0].place for code in held}
    most = sorted((code for code in held if len(names[code]) <= _LONGEST), key=lambda code: (-held[code], code))
    heads = frozenset(one.indicator for one in _heads(desk))
    for code in most[:_TRIED]:
        years: dict[str, set[int]] = defaultdict(set)
        for fact in _plain(desk, FactQuery(indicators=heads, places=frozenset({code}))):
            years[fact.indicator].add(fact.period.year)
        best = max(years, key=lambda name: (len(years[name]), name), default="")
        if best and len(years[best]) > 1:
            return f"{names[code]}历年{best}有什么变化？"
    return ""


def _figure(desk: Desk) -> str:
    """Of the latest year, the subject that stands first in the table."""
    newest = sorted(_heads(desk), key=lambda one: (-one.year, _subject(one.indicator), one.indicator))
    for one in newest[: 2 * _TRIED]:
        fact = min(_of(desk, one), key=lambda fact: (fact.report_id, fact.number), default=None)
        if fact is not None:
            return f"{fact.place}{one.year}年{one.indicator}是多少？"
    return ""


def _section(desk: Desk) -> str:
    for report in sorted(desk.catalogue.reports, key=lambda one: (-one.year, one.id)):
        if report.place and report.year and len(report.place) <= _LONGEST:
            inside = sections.section_of(desk.snapshot.reports.paragraphs(report.id), sections.PROBLEMS, report.year)
            if listed(inside):
                return f"{report.place}{report.year}年有哪些不足？"
    return ""
