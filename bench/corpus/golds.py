"""Questions and figures in the form of the gold files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bench.corpus.document import Made
from bench.corpus.stating import Planted

Gold = dict[str, Any]


def gold_of(
    kind: str,
    turns: list[str],
    numbers: list[str],
    *,
    mentions: list[list[str]] | None = None,
    forbid: list[str] | None = None,
    cite: list[dict[str, str]] | None = None,
    refuse: bool = False,
) -> Gold:
    """A gold question in the form of tests/golden, without its id."""
    return {
        "turns": turns,
        "kind": kind,
        "numbers": numbers,
        "mentions": mentions or [],
        "forbid": forbid or [],
        "cite": cite or [],
        "refuse": refuse,
        "note": "",
    }


def fact_of(made: Made, planted: Planted) -> dict[str, Any]:
    """A planted figure in the form of the gold facts."""
    value = planted.value
    return {
        "report": made.source,
        "quote": planted.quote,
        "indicator": planted.name,
        "aliases": [planted.said],
        "value": int(value) if value == value.to_integral_value() else float(Decimal(value)),
        "unit": planted.unit,
        "approx": planted.rounded,
        "year": planted.year,
        "place": planted.place,
        "parent": None,
        "soft": planted.soft,
    }
