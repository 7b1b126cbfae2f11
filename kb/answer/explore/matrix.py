"""A matrix: the places that hold reports, or are spoken of in some, by the years; a page of it, or all for a download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.answer.desk import Catalogue, Desk
from kb.answer.explore.cells import Cell, Measure
from kb.answer.explore.grid import Grid, MeasureCount
from kb.answer.explore.paging import page_of
from kb.lexicon.indicators import Indicator
from kb.lexicon.places import gazetteer
from kb.types import Fact, Level, Place

PAGE = 40  # rows
MOST_ROWS = 20_000  # of a download
BARS = 20


class Show(StrEnum):
    """Which places a matrix has: all that hold a report, those that say something of the indicator (a part of it, a plan),
    or those with a figure that stands.
    """

    ALL = "all"
    SPEAKING = "speaking"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class MatrixQuery:
    """What of an indicator is shown: the measure of this key ("" the fullest), places of a level (a `Level` value; "" all)
    within a division (its code; "" anywhere; it is itself left out), ordered by the figures of a year, greatest first (0:
    by place), and which page, from 1; `page` 0 is all rows, for a download.
    """

    measure: str = ""
    level: str = ""
    within: str = ""
    year: int = 0
    page: int = 1
    show: Show = Show.ALL


@dataclass(frozen=True, slots=True)
class Row:
    """A place with a cell for each year of the matrix."""

    place: Place
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class YearCount:
    """Of the places of a matrix: how many have a report of this year, how many a figure that stands in it."""

    year: int
    held: int
    stated: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of a matrix; `figures` of the indicator are held in all. `found` rows fit the query; of all that do but for
    `show`, `stating` have a figure that stands, `speaking` say something, and `silent` nothing: these come last. `levels` and
    `parents` (provinces, and the cities of the one that was asked for) are what one may choose from. `bars` are the greatest
    figures of `bar_year` among the places of `bar_level`: the level asked for, else the one that most places with a figure
    of that year are of.
    """

    indicator: Indicator
    figures: int
    measures: tuple[MeasureCount, ...]
    measure: MeasureCount | None
    years: tuple[YearCount, ...]
    rows: tuple[Row, ...]
    found: int
    stating: int
    speaking: int
    silent: int
    page: int
    pages: int
    levels: tuple[str, ...]
    parents: tuple[Place, ...]
    within: Place | None
    bar_year: int
    bar_level: str
    bars: tuple[Cell, ...]


def matrix_of(desk: Desk, grid: Grid, query: MatrixQuery) -> Matrix:
    """The part of a grid that is asked for."""
    chosen = grid.measure(query.measure)
    stands = grid.stands[chosen.measure] if chosen else {}
    everywhere = _places(desk.catalogue, grid)
    places = [place for place in everywhere if _fits(place, query)]
    years = _years(desk.catalogue, grid, {place.code for place in places}, stands)
    with_figure, said = {code for code, _ in stands}, {code for code, _ in grid.all}
    stating = [place for place in places if place.code in with_figure]
    speaking = [place for place in places if place.code in said]
    silent = [place for place in places if place.code not in said]
    ordered = _ordered(stating if query.show is Show.STATED else speaking, stands, query.year)
    ordered += silent if query.show is Show.ALL else []
    page = page_of(ordered, query.page, PAGE)
    shown = page.shown if query.page else ordered[:MOST_ROWS]
    bar_year = query.year or max(years, key=lambda one: (one.stated, one.year), default=YearCount(0, 0, 0)).year
    bar_level = query.level or _commonest([place for place in places if (place.code, bar_year) in stands])
    barred = [place for place in places if place.level.value == bar_level]
    return Matrix(
        indicator=grid.indicator,
        figures=sum(map(len, grid.all.values())),
        measures=grid.measures,
        measure=chosen,
        years=years,
        rows=_rows(desk, grid, chosen.measure if chosen else None, shown, [one.year for one in years]),
        found=len(ordered),
        stating=len(stating),
        speaking=len(speaking),
        silent=len(silent),
        page=page.number,
        pages=page.pages,
        levels=tuple(level.value for level in Level if any(place.level is level for place in everywhere)),
        parents=_parents(everywhere, query.within),
        within=gazetteer().get(query.within),
        bar_year=bar_year,
        bar_level=bar_level,
        bars=_bars(desk, grid, chosen.measure, barred, bar_year) if chosen else (),
    )


def _places(catalogue: Catalogue, grid: Grid) -> list[Place]:
    """In the order of the divisions: a province, its cities, their counties, each before what lies below it."""
    codes = {code for code, _ in catalogue.at} | {code for code, _ in grid.all}
    return sorted(gazetteer().all(codes), key=lambda place: (*place.ancestors, place.code))


def _fits(place: Place, query: MatrixQuery) -> bool:
    return (not query.level or place.level.value == query.level) and (
        not query.within or query.within in place.ancestors
    )


def _years(
    catalogue: Catalogue, grid: Grid, codes: set[str], stands: dict[tuple[str, int], Fact]
) -> tuple[YearCount, ...]:
    held = [year for code, year in catalogue.at if code in codes]
    stated = [year for code, year in stands if code in codes]
    years = {*held, *stated, *(year for code, year in grid.all if code in codes)}
    return tuple(YearCount(year, held.count(year), stated.count(year)) for year in sorted(years))


def _ordered(places: list[Place], stands: dict[tuple[str, int], Fact], year: int) -> list[Place]:
    if not year:
        return list(places)
    stated = [place for place in places if (place.code, year) in stands]
    stated.sort(key=lambda place: -stands[place.code, year].value)
    return [*stated, *(place for place in places if (place.code, year) not in stands)]


def _rows(
    desk: Desk, grid: Grid, measure: Measure | None, places: Sequence[Place], years: Sequence[int]
) -> tuple[Row, ...]:
    cells = iter(grid.cells(desk, measure, [(place.code, year) for place in places for year in years]))
    return tuple(Row(place, tuple(next(cells) for _ in years)) for place in places)


def _commonest(places: list[Place]) -> str:
    levels = [place.level.value for place in places]
    return max(dict.fromkeys(levels), key=levels.count, default="")


def _bars(desk: Desk, grid: Grid, measure: Measure, places: list[Place], year: int) -> tuple[Cell, ...]:
    stands = grid.stands[measure]
    greatest = [(place.code, year) for place in _ordered(places, stands, year) if (place.code, year) in stands]
    return tuple(cell for cell in grid.cells(desk, measure, greatest[:BARS]) if cell.figure is not None)


def _parents(places: list[Place], within: str) -> tuple[Place, ...]:
    """Provinces with something below them, each followed by its cities where it is the one asked for, or holds it."""
    asked = gazetteer().get(within)
    province = (*asked.ancestors, asked.code)[0] if asked else ""
    codes = {code for place in places for code in place.ancestors[:1]}
    codes |= {place.ancestors[1] for place in places if len(place.ancestors) > 1 and place.ancestors[0] == province}
    if asked:
        codes.add(asked.code)
    return tuple(sorted(gazetteer().all(codes), key=lambda place: (*place.ancestors, place.code)))
