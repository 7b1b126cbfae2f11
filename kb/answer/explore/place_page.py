"""A place: its figures over the years, its reports, and the places above and below; and the way there from the provinces."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb.answer.desk import Catalogue, Desk
from kb.answer.explore.cells import Cell
from kb.answer.explore.grid import Grid, MeasureCount
from kb.lang.normalize import folded_text
from kb.lexicon.indicators import Indicator, indicators
from kb.lexicon.places import gazetteer
from kb.store.contracts import FactQuery
from kb.types import Fact, Place, Report

MOST_FOUND = 100  # places


@dataclass(frozen=True, slots=True)
class Branch:
    """A place, how many reports are of itself, how many of places below it, and the branches below it that are shown."""

    place: Place
    own: int
    below: int
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceTree:
    """Branches in order of code. `cut`: more were found than are shown."""

    branches: tuple[Branch, ...]
    places: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of a place in one measure (None: only figures that stand in none), with a cell a year."""

    indicator: Indicator
    measure: MeasureCount | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PlacePage:
    """`above` are the divisions above, the highest first. `lines` are in the order of the table of indicators, their cells in
    that of `years`. `unnamed` figures are of no known indicator. `reports` are the earliest first, old versions left out.
    """

    place: Place
    above: tuple[Place, ...]
    reports: tuple[Report, ...]
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    unnamed: int
    children: tuple[Branch, ...]


def place_page(desk: Desk, place: Place) -> PlacePage:
    """All that is held of a place."""
    facts = desk.figures(FactQuery(places=frozenset({place.code})))
    reports = tuple(sorted(desk.catalogue.by_place.get(place.code, ()), key=lambda one: (one.year, one.id)))
    named = [fact for fact in facts if fact.indicator in indicators().all]
    years = tuple(sorted({fact.period.year for fact in named} | {one.year for one in reports if one.year}))
    return PlacePage(
        place=place,
        above=gazetteer().all(place.ancestors),
        reports=reports,
        years=years,
        lines=_lines(desk, place, named, years),
        unnamed=len(facts) - len(named),
        children=_branches(_counted(desk.catalogue), place.code),
    )


def place_tree(catalogue: Catalogue, words: str = "") -> PlaceTree:
    """Provinces and their cities; or the places whose full name holds the folded `words`, or that are known by them."""
    asked = "".join(folded_text(words).split())
    held = _counted(catalogue)
    if not asked:
        return PlaceTree(_branches(held, "", depth=2), sum(1 for own, _ in held.values() if own))
    named = {place.code for place in gazetteer().by_name(asked)}
    found = [place for place in gazetteer().all(held) if place.code in named or asked in folded_text(place.full_name)]
    found.sort(key=lambda place: (asked not in folded_text(place.name), len(place.ancestors), place.code))
    branches = tuple(Branch(place, *held[place.code]) for place in found[:MOST_FOUND])
    return PlaceTree(branches, len(found), cut=len(found) > MOST_FOUND)


def _lines(desk: Desk, place: Place, facts: Iterable[Fact], years: tuple[int, ...]) -> tuple[Line, ...]:
    by_indicator: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_indicator[fact.indicator].append(fact)
    desk.paragraphs({(fact.report_id, fact.paragraph): None for of in by_indicator.values() for fact in of})
    wheres = [(place.code, year) for year in years]
    lines = []
    for indicator in indicators().all.values():
        if indicator.name not in by_indicator:
            continue
        grid = Grid(indicator, by_indicator[indicator.name], desk.catalogue)
        for measure in grid.measures or (None,):
            cells = grid.cells(desk, measure.measure if measure else None, wheres)
            lines.append(Line(indicator, measure, tuple(cells)))
    return tuple(lines)


def _counted(catalogue: Catalogue) -> dict[str, tuple[int, int]]:
    """For each place that holds reports, or has such below it: how many are of itself, how many of places below."""
    own: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for code, reports in catalogue.by_place.items():
        place = gazetteer().get(code)
        if place is not None:
            own[code] += len(reports)
            for upper in place.ancestors:
                below[upper] += len(reports)
    return {code: (own[code], below[code]) for code in {*own, *below}}


def _branches(held: dict[str, tuple[int, int]], code: str, depth: int = 1) -> tuple[Branch, ...]:
    """What lies right below a place ("": the provinces) and holds reports, itself or below it; `held` is `_counted`."""
    right_below: dict[str, list[Place]] = defaultdict(list)
    for place in gazetteer().all(held):
        right_below[place.parent].append(place)

    def grown(parent: str, left: int) -> tuple[Branch, ...]:
        places = sorted(right_below.get(parent, ()), key=lambda place: place.code) if left else ()
        return tuple(Branch(place, *held[place.code], grown(place.code, left - 1)) for place in places)

    return grown(code, depth)
