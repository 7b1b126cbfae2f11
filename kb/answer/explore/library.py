"""The reports: a list that is narrowed, a search in their text, and every figure that was read from one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from kb.answer.desk import Catalogue, Desk
from kb.answer.explore.grid import rows_of
from kb.answer.explore.paging import page_of
from kb.answer.retrieve import search_words
from kb.lang.normalize import Folded, folded_text
from kb.lexicon.places import NATION, gazetteer
from kb.lexicon.words import analyser
from kb.store.export import FigureRow
from kb.types import Citation, Level, Report, Span

PAGE = 50  # reports
HITS_PAGE = 10
MOST_HITS = 50  # as many as are worth ordering: see kb.store.rerank


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """Which reports: of a place (name or code) or below it, of a year, of a level (`Level` value), of a kind of division (区
    县 镇 …); "" and 0 for any. `page` counts from 1, 0 is all of them.
    """

    place: str = ""
    year: int = 0
    level: str = ""
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of reports, the latest year first, then by place. `found` fit, of `total`. `years`, `levels` and `kinds` are what
    one may choose from. `newer` gives for an old version the id of the latest.
    """

    reports: tuple[Report, ...]
    found: int
    total: int
    page: int
    pages: int
    years: tuple[int, ...]
    levels: tuple[str, ...]
    kinds: tuple[str, ...]
    newer: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of paragraphs found, best first, words marked; `found` of them are looked through, MOST_HITS at most, in
    `reports` reports.
    """

    hits: tuple[Citation, ...]
    found: int
    page: int
    pages: int
    reports: int


def list_reports(catalogue: Catalogue, query: ReportQuery) -> ReportList:
    """Reports that fit, old versions included."""
    every = tuple(catalogue.by_id.values())
    fits = _fits(query)
    chosen = sorted((one for one in every if fits(one)), key=lambda one: -one.year)
    page = page_of(chosen, query.page, PAGE)
    kinds = {one.kind: order for order, one in reversed(list(enumerate(every)))}
    return ReportList(
        reports=page.shown if query.page else tuple(chosen),
        found=len(chosen),
        total=len(every),
        page=page.number,
        pages=page.pages,
        years=tuple(sorted({one.year for one in every if one.year}, reverse=True)),
        levels=tuple(level.value for level in Level if any(one.level == level for one in every)),
        kinds=tuple(kind for kind in sorted(kinds, key=lambda kind: kinds[kind]) if kind),
        newer=catalogue.newer,
    )


def search_reports(desk: Desk, words: str, query: ReportQuery) -> Found:
    """Paragraphs that hold the words, in reports that fit; old versions take no part."""
    fits = _fits(query)
    chosen = frozenset(report.id for report in desk.catalogue.reports if fits(report))
    narrowed = None if len(chosen) == len(desk.catalogue.reports) else chosen
    found = search_words(desk, folded_text(words), narrowed, MOST_HITS)
    page = page_of(found, query.page, HITS_PAGE)
    for ranked, _ in page.shown:
        paragraph = desk.paragraphs([(ranked.report_id, ranked.paragraph)])[0]
        folded = desk.folded(paragraph)
        desk.cite(paragraph, *(_words_in(folded, words, ranked.window) or [folded.published(ranked.window)]))
    return Found(desk.citations(), len(found), page.number, page.pages, len(chosen))


def figures_of(desk: Desk, report_id: str) -> tuple[FigureRow, ...]:
    """All figures of a report in reading order."""
    report = desk.catalogue.by_id.get(report_id)
    facts = desk.facts_of(report) if report is not None else []
    return tuple(rows_of(desk, facts).values())


def _words_in(folded: Folded, words: str, window: Span) -> list[Span]:
    """Where words of a question stand within a window of the folded text, as published; pairs of characters that follow one
    another in the question count as words.
    """
    cut = [word for word in analyser().words(folded_text(words)) if word.strip()]
    grams = {a + b for word in cut for a, b in pairwise(word)} | {
        word for word in cut if len(word) == 1 and len(cut) == 1
    }
    spans = []
    for gram in grams:
        at = folded.text.find(gram, window.start)
        while at >= 0 and at + len(gram) <= window.end:
            spans.append(folded.published(Span(at, at + len(gram))))
            at = folded.text.find(gram, at + 1)
    return sorted(spans)


def _fits(query: ReportQuery) -> Callable[[Report], bool]:
    at = is_at(query.place)

    def fits(report: Report) -> bool:
        if query.year not in (0, report.year) or query.level not in ("", report.level):
            return False
        return query.kind in ("", report.kind) and at(report)

    return fits


def is_at(words: str) -> Callable[[Report], bool]:
    """What tells whether a report is of a place, a code or any name of it, or of one below; "" is any place."""
    named = frozenset(place.code for place in gazetteer().by_name(folded_text(words))) if words else frozenset()

    def at(report: Report) -> bool:
        if words in ("", report.place_code, report.place) or words in report.place_path:
            return True
        place = gazetteer().get(report.place_code)
        return place is not None and not named.isdisjoint((NATION, *place.ancestors, place.code))

    return at
