"""What a question is read against: the places and years that the reports hold, today's date, and which words occur."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Holdings:
    """`covered` are (place code, year) of all reports. `frequency` tells in how many paragraphs a word stands."""

    covered: frozenset[tuple[str, int]]
    today: date
    frequency: Callable[[str], int]

    @property
    def places(self) -> frozenset[str]:
        return _places(self.covered)

    def years(self, places: Iterable[str] | None = None) -> tuple[int, ...]:
        """Years held for any of `places` (None: for all), ascending."""
        held = _years(self.covered)
        wanted = held.keys() if places is None else set(places) & held.keys()
        return tuple(sorted({year for place in wanted for year in held[place]}))


# What is covered is the same for every question to a generation.


@lru_cache(maxsize=2)
def _places(covered: frozenset[tuple[str, int]]) -> frozenset[str]:
    return frozenset(place for place, _ in covered)


@lru_cache(maxsize=2)
def _years(covered: frozenset[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for place, year in covered:
        if year:
            found[place].add(year)
    return {place: frozenset(years) for place, years in found.items()}
