"""The gazetteer: every division of China since 1980 down to towns, found by code, name, sound, or in text.

Names are folded text, Simplified and lower case, as in the tables (see place_table).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from kb.lexicon.place_finder import Names, find_steps
from kb.lexicon.place_table import PlaceTable, ordinary_words
from kb.lexicon.sounds import Ear
from kb.types import Level, Place, PlaceMention, Span

NATION = "000000"
_ORDER = {level: number for number, level in enumerate(Level)}


class Gazetteer:
    """All divisions. Reads its tables once; everything it gives is frozen, so that threads may share one."""

    def __init__(self) -> None:
        self._table = PlaceTable()
        self._places: dict[str, Place] = {}

    def get(self, code: str) -> Place | None:
        """The place of this code, or None."""
        if code not in self._table.lines:
            return None
        place = self._places.get(code)
        if place is None:
            place = self._places[code] = self._make(code)
        return place

    def _make(self, code: str) -> Place:
        row, above = self._table.row(code), self._table.ancestors(code)
        return Place(
            code=code,
            name=row.name,
            full_name="".join(self._table.row(upper).name for upper in above) + row.name,
            level=Level(row.level),
            kind=row.kind,
            ancestors=above,
            short=row.short,
            since=int(row.since or 0),
            until=int(row.until) if row.until else None,
            successors=tuple(row.successors.split()),
        )

    def all(self, codes: Iterable[str]) -> tuple[Place, ...]:
        """The places of these codes, in their order; unknown ones are left out."""
        return tuple(place for code in codes if (place := self.get(code)) is not None)

    # --- kin ---------------------------------------------------------------------------------------------------------

    def parent(self, place: Place) -> Place | None:
        """The division above; the nation above a province; None above the nation."""
        return None if place.code == NATION else self.get(place.parent or NATION)

    def path(self, place: Place) -> tuple[str, ...]:
        """Names from the province down, the place itself included."""
        return (*(self._table.row(code).name for code in place.ancestors), place.name)

    def contains(self, ancestor_code: str, code: str) -> bool:
        """Whether the second lies below the first, at any depth. Nothing contains itself."""
        if ancestor_code == NATION:
            return code != NATION and code in self._table.lines
        return ancestor_code in self._table.ancestors(code)

    def below(self, code: str) -> tuple[Place, ...]:
        """Divisions in force right below a place ("" or the nation: the provinces), zones left out, by code."""
        codes = self._table.below.get("" if code == NATION else code, "").split()
        return tuple(sorted(self.all(codes), key=lambda place: place.code))

    def today(self, place: Place) -> tuple[Place, ...]:
        """Divisions in force that took its place, by code; itself while it exists."""
        return (place,) if place.until is None else self.all(place.successors)

    def former(self, place: Place) -> tuple[Place, ...]:
        """Divisions of other names that became this one, wholly or in part; the last to end comes first."""
        found = [old for old in self.all(self._table.heirs.get(place.code, "").split()) if old.name != place.name]
        return tuple(sorted(found, key=lambda old: (-(old.until or 0), old.code)))

    # --- by name -----------------------------------------------------------------------------------------------------

    def by_name(self, name: str, parent_hint: str = "") -> tuple[Place, ...]:
        """Places of exactly this own name, full name, alias or short name; living first, then the higher level.

        A place whose own name it is hides those that it is only the short name of. A full name may leave out
        divisions or their last words (北京大兴区). `parent_hint` is the name or code of a division above; where
        places below it are found, only they are given.
        """
        table = self._table
        codes = table.full(name) or [*table.short(name), *table.town_short(name)]
        if not codes:
            run = Names(table, frozenset()).run(name, 0)
            codes = list(run[-1].codes) if run and run[-1].end == len(name) else []
        places = self._ranked(codes, frozenset())
        return tuple(place for place in places if parent_hint and self._is_below(place, parent_hint)) or places

    def _is_below(self, place: Place, hint: str) -> bool:
        above = self.all(place.ancestors)
        return any(hint in (upper.code, upper.name, upper.short, upper.full_name) for upper in above)

    def _ranked(self, codes: Iterable[str], held: frozenset[str]) -> tuple[Place, ...]:
        """Places, the likeliest first, without old forms of a place that stands among them."""
        wanted = set(codes)
        kept = [
            place
            for place in self.all(wanted)
            if place.until is None
            or place.code in held
            or not place.successors
            or not wanted.issuperset(place.successors)
        ]
        return tuple(sorted(kept, key=lambda p: (p.code not in held, p.until is not None, _ORDER[p.level], p.code)))

    def names(self, codes: Iterable[str]) -> frozenset[str]:
        """Names, aliases and short names (two characters or more) of these places, for a dictionary of words.

        Names that are ordinary words too are left out: they would cut other words to pieces.
        """
        rows = [self._table.row(code) for code in codes if code in self._table.lines]
        words = {word for row in rows for word in (row.name, row.short, *row.aliases.split())}
        return frozenset(word for word in words if len(word) > 1 and word not in ordinary_words())

    def words(self) -> tuple[str, ...]:
        """`names` of everything of county level and above, former divisions included, sorted."""
        lower = (Level.TOWN, Level.ZONE)
        return tuple(sorted(self.names(code for code in self._table.lines if self._table.row(code).level not in lower)))

    # --- in text and by sound ----------------------------------------------------------------------------------------

    def find(self, text: str, *, short: bool = False, known: frozenset[str] = frozenset()) -> tuple[PlaceMention, ...]:
        """Mentions from left to right, none overlapping; nested names (北京市大兴区旧宫镇) are one mention.

        `short` lets short names count (questions). `known` are codes of places that hold reports: they and the
        divisions above them come first, and their short names count even where they are ordinary words; only
        towns among them are found by short names. Never raises.
        """
        held = self._table.with_ancestors(known)
        return tuple(
            PlaceMention(Span(step.start, step.end), text[step.start : step.end], self._ranked(step.codes, held))
            for step in find_steps(self._table, text, short=short, known=known)
        )

    def near(self, word: str, known: frozenset[str]) -> tuple[Place, ...]:
        """Places of `known` whose name sounds as `word` does (蜜云区, miyun), else those that sound much like it.

        In order of code. Ordinary words have namesakes too (大型 sounds as 大兴): ask only about words that are
        not understood otherwise.
        """
        return self.all(_ear(self._table, known).near(word))


@lru_cache(maxsize=2)
def _ear(table: PlaceTable, known: frozenset[str]) -> Ear:
    """The same for every question to a generation; made once, for the sounds of thousands of names take a second."""
    rows = [table.row(code) for code in sorted(known & table.lines.keys())]
    return Ear((row.code, (row.name, row.short, *row.aliases.split())) for row in rows)


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process."""
    return Gazetteer()
