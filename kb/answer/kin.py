"""Which figures may be set side by side: those counted alike, over stretches of time of one length."""

from __future__ import annotations

from kb.lang.units import family
from kb.types import Fact


def class_of(fact: Fact) -> str:
    """Units that may be ranked side by side, with a word of caution where they differ: things counted one by one (件, 个, 份,
    项 …) are one class, any other family is its own.
    """
    kin = family(fact.unit) or fact.unit
    return "things" if kin in ("cases", "pieces", "papers") else kin


def stretch_of(fact: Fact) -> tuple[int, int, int]:
    """How many years a figure spans, and its first and last month: figures of unlike stretches are never ranked together."""
    period = fact.period
    return (period.last.year - period.first.year, period.first.month, period.last.month)
