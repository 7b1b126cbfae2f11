"""Questions to begin with, made from what the index holds, so that each has an answer."""

from __future__ import annotations

from collections import defaultdict

from kb.answer import sections
from kb.answer.desk import Desk
from kb.lexicon.indicators import indicators
from kb.store.contracts import FactQuery
from kb.types import Fact, FactKind, FactStatus, PeriodKind

_LONGEST = 5  # characters of a place name that reads well in an example


def examples_of(desk: Desk) -> tuple[str, ...]:
    """At most four: which place has most, a figure over the years, one figure, and what falls short."""
    facts = [fact for fact in desk.figures(FactQuery()) if _plain(desk, fact)]
    asked = [
        question for question in (_ranking(desk, facts), _series(facts), _figure(facts), _section(desk)) if question
    ]
    return tuple(dict.fromkeys(asked))


def _plain(desk: Desk, fact: Fact) -> bool:
    """A whole year's amount of a topic's first indicator, of the report's own place and year."""
    report = desk.report(fact)
    known = indicators().all.get(fact.indicator)
    heads = indicators().topics[known.topic].heads[:1] if known else ()
    return (
        fact.kind == FactKind.AMOUNT
        and fact.status == FactStatus.DONE
        and fact.period.kind == PeriodKind.YEAR
        and (fact.place_code, fact.period.year) == (report.place_code, report.year)
        and fact.indicator in heads
        and len(fact.place) <= _LONGEST
    )


def _ranking(desk: Desk, facts: list[Fact]) -> str:
    places: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for fact in facts:
        places[fact.indicator, fact.period.year, desk.report(fact).kind].add(fact.place_code)
    best = max(places, key=lambda key: (len(places[key]), key[1], key), default=None)
    return f"哪个{best[2]}{best[1]}年{best[0]}最多？" if best else ""


def _series(facts: list[Fact]) -> str:
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    for fact in facts:
        years[fact.place, fact.indicator].add(fact.period.year)
    best = max(years, key=lambda key: (len(years[key]), key), default=None)
    return f"{best[0]}历年{best[1]}有什么变化？" if best and len(years[best]) > 1 else ""


def _figure(facts: list[Fact]) -> str:
    newest = max(facts, key=lambda fact: (fact.period.year, fact.report_id, -fact.number), default=None)
    return f"{newest.place}{newest.period.year}年{newest.indicator}是多少？" if newest else ""


def _section(desk: Desk) -> str:
    for report in sorted(desk.catalogue.reports, key=lambda one: (-one.year, one.id)):
        if report.place and report.year and len(report.place) <= _LONGEST:
            inside = sections.section_paragraphs(desk.snapshot.reports.paragraphs(report.id), sections.PROBLEMS)
            if len(sections.items(inside)) > 1:
                return f"{report.place}{report.year}年有哪些不足？"
    return ""
