"""Units of count and measure: which words are units, their base unit and factor, and which may stand for which.

The table is data/units.tsv: unit, base unit, factor to the base, family, and characters that may not follow it (起诉 is no
起). Units of one family answer the same question
word (多少件 is answered by 件, 起 and 宗) but are never added or ranked together unless they are the same base unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table; `factor` leads to `base`: 1 万元 = 10000 元."""

    name: str
    base: str
    factor: Decimal
    family: str
    not_before: str = ""


@cache
def units() -> dict[str, Unit]:
    """All units by name."""
    table = {}
    for line in resources.files("kb.lang").joinpath("data/units.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, base, factor, kin, not_before = line.split("\t")
            table[name] = Unit(name, base, Decimal(factor), kin, not_before)
    return table


def family(unit: str) -> str:
    """The family of a unit ("cases" for 件), "" for an unknown or empty one."""
    known = units().get(unit)
    return known.family if known else ""


@cache
def unit_pattern() -> str:
    """A regular expression of all units, the longest first."""
    longest_first = sorted(units().values(), key=lambda unit: (-len(unit.name), unit.name))
    return "|".join(
        re.escape(unit.name) + (f"(?![{unit.not_before}])" if unit.not_before else "") for unit in longest_first
    )


_A_HEAD = re.compile(r"平均每|[人户]均")


def is_a_head(phrase: str, unit: str) -> bool:
    """Whether a count is told a head (平均每名调解员调解21件): no total of what it counts. Money a head is a figure of its own."""
    return _A_HEAD.search(phrase) is not None and family(unit) in ("people", "places", "pieces", "cases", "times")
