"""The door to all that is looked at: `Explorer`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kb.answer.desk import Desk
from kb.answer.explore.coverage import Coverage, coverage_of
from kb.answer.explore.grid import Grid, grid_of
from kb.answer.explore.library import Found, ReportList, ReportQuery, figures_of, list_reports, search_reports
from kb.answer.explore.matrix import Matrix, MatrixQuery, matrix_of
from kb.answer.explore.place_page import PlacePage, PlaceTree, place_page, place_tree
from kb.answer.explore.series import Series, series_of
from kb.answer.recent import Recent
from kb.lang.normalize import folded_text
from kb.lexicon.indicators import Indicator, indicators
from kb.lexicon.places import gazetteer
from kb.store.export import FigureRow

KEPT = 24  # grids


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """A known indicator, how many figures the reports give for it, and the first and last year of them (0 for none)."""

    indicator: Indicator
    figures: int
    first: int
    last: int


class Explorer:
    """Looks at one generation a call; may be called from several threads. Raises IndexStateError where none can be used.

    The figures of an indicator are read once a generation, for the last KEPT ones asked for.
    """

    def __init__(self, desk: Callable[[], AbstractContextManager[Desk]]) -> None:
        self._desk = desk
        self._grids: Recent[Grid] = Recent(KEPT)
        self._entries: Recent[tuple[IndicatorEntry, ...]] = Recent(1)

    def indicators(self, words: str = "", topic: str = "") -> tuple[IndicatorEntry, ...]:
        """Known indicators in the order of the table: of a topic where one is named, and whose name, other names, topic or
        definition hold all of `words`.
        """
        with self._desk() as desk:
            entries = self._entries.get(desk.snapshot.generation, lambda: _counted(desk))
        asked = folded_text(words).split()
        return tuple(
            one
            for one in entries
            if (not topic or one.indicator.topic == topic) and all(word in _told(one.indicator) for word in asked)
        )

    def matrix(self, name: str, query: MatrixQuery) -> Matrix | None:
        """The matrix of an indicator, None for an unknown one."""
        known = indicators().all.get(name)
        if known is None:
            return None
        with self._desk() as desk:
            return matrix_of(desk, self._grid(desk, known), query)

    def series(self, name: str, code: str, measure: str = "") -> Series | None:
        """All that the reports give of an indicator for one place; None for an unknown indicator or place."""
        known, place = indicators().all.get(name), gazetteer().get(code)
        if known is None or place is None:
            return None
        with self._desk() as desk:
            return series_of(desk, self._grid(desk, known), place, measure)

    def places(self, words: str = "") -> PlaceTree:
        """Provinces and cities that hold reports, or with `words` the places of such a name."""
        with self._desk() as desk:
            return place_tree(desk.catalogue, words)

    def place(self, code: str) -> PlacePage | None:
        """One place with its reports and figures; None for an unknown code."""
        place = gazetteer().get(code)
        if place is None:
            return None
        with self._desk() as desk:
            return place_page(desk, place)

    def coverage(self, within: str = "") -> Coverage | None:
        """What is held of the divisions right below one (its code; "" all provinces); None for an unknown code."""
        with self._desk() as desk:
            return coverage_of(desk.catalogue, within)

    def reports(self, query: ReportQuery) -> ReportList:
        """Reports, the latest first, narrowed by what is given; one page."""
        with self._desk() as desk:
            return list_reports(desk.catalogue, query)

    def search(self, words: str, query: ReportQuery) -> Found:
        """Paragraphs that hold the words, best first, in reports narrowed by `query`; one page."""
        with self._desk() as desk:
            return search_reports(desk, words, query)

    def figures_of(self, report_id: str) -> tuple[FigureRow, ...]:
        """All figures read from a report, superseded or not, in reading order; empty for an unknown one."""
        with self._desk() as desk:
            return figures_of(desk, report_id)

    def _grid(self, desk: Desk, indicator: Indicator) -> Grid:
        return self._grids.get((desk.snapshot.generation, indicator.name), lambda: grid_of(desk, indicator))


def _counted(desk: Desk) -> tuple[IndicatorEntry, ...]:
    years: dict[str, list[int]] = defaultdict(list)
    figures: dict[str, int] = defaultdict(int)
    for one in desk.snapshot.figures.tally(frozenset(desk.catalogue.newer)):
        years[one.indicator].append(one.year)
        figures[one.indicator] += one.figures
    return tuple(_entry(one, figures[one.name], years[one.name]) for one in indicators().all.values())


def _entry(indicator: Indicator, figures: int, years: Iterable[int]) -> IndicatorEntry:
    return IndicatorEntry(indicator, figures, min(years, default=0), max(years, default=0))


def _told(indicator: Indicator) -> str:
    others = " ".join("".join(words) for words in indicator.words)
    return f"{indicator.name} {others} {indicator.topic} {indicator.definition}"
