"""The tables behind the gazetteer: data/places.tsv (made), places_extra.tsv and places_words.txt (by hand).

A line stays a string until it is asked for: 48 000 lines are read in some tenths of a second.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache, cached_property
from importlib import resources
from typing import NamedTuple

from kb.errors import DataError
from kb.types import Level

_COLUMNS = 10


class PlaceRow(NamedTuple):
    """A line of the table; `successors` and `aliases` are joined by blanks, years are text or ""."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    short: str
    since: str
    until: str
    successors: str
    aliases: str


def _data(name: str) -> str:
    return resources.files("kb.lexicon").joinpath("data", name).read_text("utf-8")


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are no place by themselves, though they are or hold a name."""
    lines = _data("places_words.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    """Lines with their cells, without comments and heading. Raises DataError at a wrong number of columns."""
    for number, line in enumerate(_data(name).split("\n"), 1):
        if line and line[0] != "#":
            cells = line.split("\t")
            if len(cells) != _COLUMNS:
                raise DataError(f"{name} 第{number}行有 {len(cells)} 列。", f"应为 {_COLUMNS} 列,以制表符分隔。")
            if cells[0] != "code":
                yield line, cells


class PlaceTable:
    """Rows by code, and codes by name. Codes of one name are joined by blanks, which costs no list a name."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}
        self._parsed: dict[str, PlaceRow] = {}
        self._full: dict[str, str] = {}
        self._shorts: dict[str, str] = {}
        self._lengths: dict[str, int] = {}
        town = Level.TOWN.value
        for line, (code, name, level, _, _, short, _, _, _, aliases) in _lines("places.tsv"):
            self.lines[code] = line
            _add(self._full, name, code)
            if short and level != town:
                _add(self._shorts, short, code)
            if aliases:
                self._add_aliases(code, aliases)
        for line, cells in _lines("places_extra.tsv"):
            self._add_extra(line, PlaceRow._make(cells))
        for names in (self._full, self._shorts):
            for name in names:
                start = name[:2]
                self._lengths[start] = self._lengths.get(start, 0) | 1 << len(name)

    def _add_extra(self, line: str, row: PlaceRow) -> None:
        if row.name:
            self.lines[row.code] = line
            _add(self._full, row.name, row.code)
            if row.short:
                _add(self._shorts, row.short, row.code)
        elif row.code in self.lines:
            old = self.row(row.code)
            self._parsed[row.code] = old._replace(aliases=f"{old.aliases} {row.aliases}".strip())
        else:
            raise DataError(f"places_extra.tsv 中的代码 {row.code} 不存在。", "请改正代码,或写出名称。")
        self._add_aliases(row.code, row.aliases)

    def _add_aliases(self, code: str, aliases: str) -> None:
        for alias in aliases.split():
            _add(self._full if len(alias) > 2 else self._shorts, alias, code)

    def row(self, code: str) -> PlaceRow:
        """The row of a code. Raises KeyError where there is none."""
        row = self._parsed.get(code)
        if row is None:
            row = self._parsed[code] = PlaceRow._make(self.lines[code].split("\t"))
        return row

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Codes from the province down to the parent; empty for an unknown code."""
        above: list[str] = []
        while code in self.lines and (code := self.row(code).parent):
            above.insert(0, code)
        return tuple(above)

    def with_ancestors(self, codes: frozenset[str]) -> frozenset[str]:
        """The codes and those of all divisions above them."""
        return codes.union(*map(self.ancestors, codes))

    def full(self, name: str) -> list[str]:
        """Codes of places with this own name, or with this alias of three characters or more."""
        return self._full.get(name, "").split()

    def short(self, name: str) -> list[str]:
        """Codes of places above the town with this short name or alias of one or two characters."""
        return self._shorts.get(name, "").split()

    def town_short(self, name: str) -> list[str]:
        """Codes of towns with this short name."""
        return self._town_shorts.get(name, "").split()

    @property
    def begins(self) -> Container[str]:
        """The pairs of characters with which names begin."""
        return self._lengths

    def lengths(self, start: str) -> tuple[int, ...]:
        """Lengths of the names that begin with these two characters, the longest first."""
        return _bits(self._lengths.get(start, 0))

    def is_full(self, name: str) -> bool:
        """Whether this is an own name or long alias of some place, and not only of zones that share it (开发区)."""
        codes = self.full(name)
        return len(codes) == 1 or any(self.row(code).level != Level.ZONE for code in codes)

    @cached_property
    def _town_shorts(self) -> dict[str, str]:
        shorts: dict[str, str] = {}
        for code in self.lines:
            row = self.row(code)
            if row.short and row.level == Level.TOWN:
                _add(shorts, row.short, code)
        return shorts

    @cached_property
    def below(self) -> dict[str, str]:
        """Codes of what is in force right below a place, by its code, zones left out; below "" the provinces."""
        below: dict[str, str] = {}
        for code, line in self.lines.items():
            _, _, level, _, parent, _, _, until, *_ = line.split("\t")
            if not until and level not in (Level.NATION, Level.ZONE):
                _add(below, parent, code)
        return below

    @cached_property
    def heirs(self) -> dict[str, str]:
        """Codes of former places by the code of today."""
        heirs: dict[str, str] = {}
        for code in self.lines:
            for successor in self.row(code).successors.split():
                _add(heirs, successor, code)
        return heirs


def _add(index: dict[str, str], key: str, code: str) -> None:
    index[key] = f"{index[key]} {code}" if key in index else code


@cache
def _bits(mask: int) -> tuple[int, ...]:
    return tuple(bit for bit in range(mask.bit_length() - 1, 0, -1) if mask >> bit & 1)
