"""What a question is read against: the places and years that the reports hold, today's date, and which words occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Holdings:
    """`covered` are (place code, year) of all reports. `frequency` tells in how many paragraphs a word stands."""

    covered: frozenset[tuple[str, int]]
    today: date
    frequency: Callable[[str], int]

    @property
    def places(self) -> frozenset[str]:
        return frozenset(place for place, _ in self.covered)

    def years(self, places: Iterable[str] | None = None) -> tuple[int, ...]:
        """Years held for any of `places` (None: for all), ascending."""
        wanted = None if places is None else set(places)
        return tuple(sorted({year for place, year in self.covered if year and (wanted is None or place in wanted)}))
