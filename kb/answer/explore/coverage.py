"""Coverage: of which divisions and years reports are held, level by level from the provinces down, and which are missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb.answer.desk import Catalogue
from kb.lexicon.places import NATION, gazetteer
from kb.types import Level, Place, Report


@dataclass(frozen=True, slots=True)
class Held:
    """A division in a year: its own report, None where none is held, and how many places below it have one."""

    year: int
    report: Report | None
    below: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A division: a `Held` for each year, how many reports there are of it and below it in all, of how many places."""

    place: Place
    held: tuple[Held, ...]
    reports: int
    places: int
    opens: bool  # whether something lies below it that may be looked at


@dataclass(frozen=True, slots=True)
class Coverage:
    """The divisions right below `within` (None: the provinces) that hold reports, themselves or below them, in order of code;
    `itself` is the stretch of `within`. `missing` are the others in force. `unplaced` reports tell no place or no year.
    """

    within: Place | None
    above: tuple[Place, ...]
    years: tuple[int, ...]
    itself: Stretch | None
    stretches: tuple[Stretch, ...]
    missing: tuple[Place, ...]
    reports: int
    places: int
    unplaced: int


def coverage_of(catalogue: Catalogue, within: str = "") -> Coverage | None:
    """What is held below a division ("" or the nation: the provinces); None for an unknown code."""
    within = "" if within == NATION else within
    place = gazetteer().get(within) if within else None
    if within and place is None:
        return None
    held = {
        where: one
        for where, one in catalogue.at.items()
        if within in ("", where[0]) or gazetteer().contains(within, where[0])
    }
    years = tuple(sorted({year for _, year in held}))
    groups: dict[str, dict[tuple[str, int], Report]] = defaultdict(dict)
    for where, report in held.items():
        if (branch := _branch(where[0], within)) != "":
            groups[branch][where] = report
    below = gazetteer().below(within)
    stretches = [_stretch(one, groups[one.code], years) for one in gazetteer().all(groups)]
    unplaced = sum(not (report.place_code and report.year) for report in catalogue.reports)
    return Coverage(
        within=place,
        above=gazetteer().all(place.ancestors) if place else (),
        years=years,
        itself=_stretch(place, held, years) if place else None,
        stretches=tuple(sorted(stretches, key=lambda one: one.place.code)),
        missing=tuple(one for one in below if one.code not in groups),
        reports=len(held),
        places=len({code for code, _ in held}),
        unplaced=0 if within else unplaced,
    )


def _branch(code: str, within: str) -> str:
    """The code of the division right below `within` that a place is, or lies in; "" for `within` itself."""
    place = gazetteer().get(code)
    if place is None or code == within:
        return ""
    path = (*place.ancestors, code)
    return path[path.index(within) + 1 if within else 0]


def _stretch(place: Place, held: dict[tuple[str, int], Report], years: tuple[int, ...]) -> Stretch:
    by_year: dict[int, list[str]] = defaultdict(list)
    for code, year in held:
        by_year[year].append(code)
    return Stretch(
        place=place,
        held=tuple(
            Held(year, held.get((place.code, year)), sum(code != place.code for code in by_year[year]))
            for year in years
        ),
        reports=len(held),
        places=len({code for code, _ in held}),
        opens=place.level not in (Level.TOWN, Level.ZONE) and any(code != place.code for code, _ in held),
    )
