"""Wholes and their parts, figures and their changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kb.lang.units import family
from kb.types import Fact, FactKind, Quantity, Span

_SHARES = frozenset({"rate", "points", "fold"})


def summing_to(whole: Fact | None, following: Iterable[Quantity]) -> frozenset[Span]:
    """Where the figures right behind a whole stand that are counted as it is and make it up: 107件,刑事27件,民事80件.

    Shares and changes between them are passed over. Nothing where fewer than two make it up exactly.
    """
    run: list[Quantity] = []
    total = Decimal(0)
    for quantity in following:
        if whole is None or total >= whole.value:
            break
        if family(quantity.unit) in _SHARES:
            continue
        if quantity.unit != whole.unit:
            break
        run.append(quantity)
        total += quantity.value
    exact = whole is not None and total == whole.value and len(run) > 1
    return frozenset(quantity.span for quantity in run) if exact else frozenset()


def tied(fact: Fact, head: Fact | None, told: Fact | None, *, part: bool) -> Fact:
    """Tie a change to the figure `told` before it, and a part (其中…, a bracket, a handling of the same unit) to its whole."""
    hangs = fact.rule.endswith("+subject")
    if fact.kind == FactKind.CHANGE:
        if hangs and told is not None and told.paragraph == fact.paragraph:
            return replace(fact, change_of=told.number, indicator=fact.indicator or told.indicator)
        return fact
    same = head is not None and head.unit == fact.unit and fact.value <= head.value and fact.kind == FactKind.AMOUNT
    if head is not None and same and (part or (hangs and head.paragraph == fact.paragraph)):
        return replace(fact, part_of=head.number)
    return fact
