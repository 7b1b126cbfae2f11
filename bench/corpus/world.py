"""The made world: which places report on which years, and how much of everything there was. Nothing of it is stored:
every figure is a function of seed, place, thing and year, so that reports agree with one another and with the questions.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property, lru_cache
from statistics import NormalDist

from bench.corpus.specs import Spec, specs
from kb.lexicon.place_table import PlaceTable
from kb.lexicon.places import gazetteer
from kb.types import Level, Place

FIRST, LAST = 2015, 2025
_SIZES = {Level.PROVINCE: 18.0, Level.CITY: 5.0, Level.COUNTY: 1.0, Level.TOWN: 0.06}
_NOT_OF_TOWNS = frozenset({"制度建设", "行政复议", "监督公开"})
_NORMAL = NormalDist()
_OUTSIDE = ("71", "81", "82")  # they publish no such reports


@dataclass(frozen=True, slots=True)
class Figure:
    """How a report states a figure: the words of number and unit, and the value in base units."""

    text: str
    value: Decimal
    rounded: bool = False


class World:
    """`reports` places and years in order, drawn by `seed`."""

    def __init__(self, reports: int, seed: int) -> None:
        self.seed = seed
        self.plan = self._plan(reports)
        self.held = frozenset(self.plan)

    def unit(self, *key: object) -> float:
        """A number from 0 to 1, the same for the same key."""
        digest = hashlib.blake2b(f"{self.seed} {key}".encode(), digest_size=7).digest()
        return (int.from_bytes(digest) + 0.5) / 2**56

    # --- which reports -------------------------------------------------------------------------------------------

    def _plan(self, reports: int) -> tuple[tuple[str, int], ...]:
        below: dict[str, list[str]] = {}
        roots = []
        for code in PlaceTable().lines:
            place = gazetteer().get(code)
            if place is None or place.until is not None or place.since > FIRST or place.level not in _SIZES:
                continue
            below.setdefault(place.parent, []).append(code)
            if place.level is Level.CITY or place.kind == "直辖市":
                roots.append(code)
        wealth = min(1.0, 0.3 + reports / 20000)  # a small corpus holds less of each of several cities
        roots = [code for code in roots if len(below.get(code, ())) > 2 and not code.startswith(_OUTSIDE)]
        found: dict[tuple[str, int], None] = {}
        for root in sorted(roots, key=lambda code: self.unit("root", code)):
            for code in self._members(root, below, wealth):
                for year in self._years(root, code, wealth):
                    found.setdefault((code, year))
            if len(found) >= reports:
                return tuple(found)[:reports]
        raise SystemExit(f"不够:最多 {len(found)} 份。")

    def _members(self, root: str, below: dict[str, list[str]], wealth: float) -> list[str]:
        """A city, its counties, some of their towns, and the province above it."""
        counties = sorted(below[root], key=lambda code: self.unit("member", code))
        counties = counties[: max(3, round(wealth * len(counties)))]
        chosen = [*gazetteer().get(root).ancestors, root, *counties]
        for county in counties:
            if self.unit("towns", county) < 0.2:
                chosen += sorted(below.get(county, ()), key=lambda code: self.unit("town", code))[:1]
        return chosen

    def _years(self, root: str, code: str, wealth: float) -> list[int]:
        """Several years, most of them shared with the other places of the city, some of them missing."""
        length = 3 + round(wealth * 8 * self.unit("length", root)) if wealth < 1 else 11
        first = FIRST + round((LAST - FIRST + 1 - length) * self.unit("first", root))
        gap = 0.08 if code.startswith(root[:2]) else 0.0
        return [year for year in range(first, first + length) if self.unit("gap", code, year) > gap]

    @cached_property
    def by_year(self) -> dict[int, tuple[str, ...]]:
        """The places that report on a year."""
        years: dict[int, list[str]] = {}
        for code, year in self.plan:
            years.setdefault(year, []).append(code)
        return {year: tuple(codes) for year, codes in sorted(years.items())}

    @cached_property
    def years(self) -> dict[str, tuple[int, ...]]:
        """The years that a place reports on."""
        found: dict[str, list[int]] = {}
        for code, year in self.plan:
            found.setdefault(code, []).append(year)
        return {code: tuple(sorted(years)) for code, years in found.items()}

    @cached_property
    def _names(self) -> dict[str, int]:
        counted: dict[str, int] = {}
        for code in self.years:
            name = place_of(code).name
            counted[name] = counted.get(name, 0) + 1
        return counted

    def called(self, code: str) -> str:
        """What a question calls a place: its own name, with the division above where several hold reports."""
        place = place_of(code)
        if place.level is Level.TOWN or self._names[place.name] > 1:
            return place_of(place.parent).name + place.name
        return place.name

    # --- what there was ------------------------------------------------------------------------------------------

    @lru_cache(maxsize=4096)  # noqa: B019 - a world lives as long as the program
    def amount(self, code: str, name: str, year: int) -> float:
        """How much of a thing there was; counts are whole, rates have one or two decimals."""
        spec = specs()[name]
        if spec.sort == "rate":
            return round(spec.low + (spec.high - spec.low) * self.unit(code, name, year), 1 + (self.unit(name) < 0.4))
        if spec.sort == "computed":
            part, whole = (self.amount(code, of, year) for of in spec.of)
            return round(100 * part / whole, 1) if whole else 0.0
        if spec.sort == "share":
            share = spec.low + (spec.high - spec.low) * self.unit(code, name, year)
            return float(round(self.amount(code, spec.of[0], year) * share))
        if spec.sort == "rest":
            others = [one for one in specs().values() if one.of == spec.of and one.sort == "share"]
            return self.amount(code, spec.of[0], year) - sum(self.amount(code, one.name, year) for one in others)
        size = spec.base * _SIZES[place_of(code).level] * math.exp(0.55 * self._bell(code, name))
        grown = (0.97 + 0.12 * self.unit(code, name, "growth")) ** (year - FIRST)
        size *= grown * (1.0 if spec.sort == "stock" else 0.86 + 0.3 * self.unit(code, name, year))
        return round(size, 2 if spec.scale else 0)

    def _bell(self, *key: object) -> float:
        return _NORMAL.inv_cdf(self.unit("bell", *key))

    def states(self, code: str, name: str, year: int) -> bool:
        """Whether the report of a place on a year states a thing."""
        spec = specs()[name]
        if (code, year) not in self.held or self.amount(code, name, year) <= 0:
            return False
        town = place_of(code).level is Level.TOWN
        if (town and spec.section in _NOT_OF_TOWNS) or self.unit(code, year, "section", spec.section) < 0.06:
            return False
        return self.unit(code, name, year, "states") < (0.15 if self.unit(code, name, "silent") < 0.12 else 0.82)

    def looks_back(self, code: str, name: str, year: int) -> str:
        """What a report says of the year before beside a figure: "", "growth" (同比…%), "past" (上年…件), "from" (由…%)."""
        spec = specs()[name]
        if spec.sort not in {"exact", "rate"} or spec.scale or not self.states(code, name, year):
            return ""
        before, now = self.amount(code, name, year - 1), self.amount(code, name, year)
        chance = self.unit(code, name, year, "back")
        if spec.sort == "rate":
            return "from" if now > before and chance < 0.1 else ""
        if before < 5 or before == now or chance > 0.3:
            return ""
        return "past" if chance < 0.08 else "growth" if abs(now / before - 1) < 1 else ""

    def known(self, code: str, name: str, year: int) -> bool:
        """Whether any report states a thing of a place and year: its own, or that of the year after looking back."""
        return self.states(code, name, year) or self.looks_back(code, name, year + 1) in {"past", "from"}

    def figure(self, code: str, spec: Spec, year: int, *, commas: bool = False) -> Figure:
        """A figure as its report states it."""
        amount = self.amount(code, spec.name, year)
        if spec.sort == "rounded" and amount >= 100:
            return _rounded(int(amount), spec.unit, self.unit(code, spec.name, year, "round"))
        number = Decimal(str(amount))
        if number == number.to_integral_value():
            number = number.to_integral_value()
        text = f"{number:,f}" if commas else f"{number:f}"
        return Figure(f"{text}{spec.scale}{spec.unit}", number * spec.factor)


def _rounded(amount: int, unit: str, chance: float) -> Figure:
    """1200余件, 近1300件, 1.2万余件."""
    step = 10 ** (len(str(amount)) - 2)
    near = chance > 0.7
    value = (amount // step + near) * step
    number = Decimal(value)
    shown = f"{value}"
    scale = ""
    if value >= 10000:
        shown, scale = f"{(number / 10000).quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}", "万"
    before, after = ("近", "") if near else ("超", "") if chance > 0.5 else ("", "余")
    return Figure(f"{before}{shown}{scale}{after}{unit}", number, rounded=True)


@cache
def place_of(code: str) -> Place:
    """The place of a code of the gazetteer."""
    place = gazetteer().get(code)
    if place is None:
        raise KeyError(code)
    return place
