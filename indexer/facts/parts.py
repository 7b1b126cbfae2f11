"""Wholes and their parts, figures and their changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kb.lang.units import family
from kb.types import Fact, FactKind, Quantity, Span

_SHARES = frozenset({"rate", "points", "fold"})
_BACK = 12  # figures back that a sentence may tell the parts of
_TELLING = 20  # a whole of so many is not made up by chance
_IN_ALL = re.compile(r"^[,、]?(?:以上)?(?:合计|总计|共计)$")
_SEVERAL = 2
KINDS = ("类", "其他", "其它", "其余")  # end the names of kinds


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


def as_sum(fact: Fact, left: str, told: Sequence[Fact]) -> Fact:
    """A figure behind 合计 (`left` are the words before it) that those told right before it make up exactly, as that of all of
    them and not of the last: 审查决策6件、合同158件、文件26件,合计190件.
    """
    if not _IN_ALL.search(left):
        return fact
    run: list[Fact] = []
    for one in reversed(told):
        if one.unit != fact.unit or one.kind is not fact.kind or sum(other.value for other in run) >= fact.value:
            break
        run.insert(0, one)
    if len(run) < _SEVERAL or sum(one.value for one in run) != fact.value:
        return fact
    same = {one.indicator for one in run}
    phrase = "、".join(one.phrase for one in run)
    return replace(fact, phrase=f"{phrase}合计", indicator=same.pop() if len(same) == 1 else "", part_of=0)


def made_up(facts: Sequence[Fact], quantities: Sequence[Quantity]) -> Fact | None:
    """The figure told before that those of a sentence make up exactly: 立案1083件。…。食品402件、药品681件."""
    first, *others = quantities
    alike = [one.value for one in others if one.unit == first.unit]
    if any(sum(alike[:end]) == first.value for end in range(1, len(alike) + 1)):
        return None  # the first is made up by those behind it
    wholes = (fact for fact in _wholes(facts, first) if fact.value >= _TELLING)
    return next((fact for fact in wholes if summing_to(fact, quantities)), None)


def whole_of_some(facts: Sequence[Fact], quantities: Sequence[Quantity]) -> Fact | None:
    """The last whole told before that the figures of a sentence, some kinds of it, do not exceed together."""
    first = quantities[0]
    together = sum(one.value for one in quantities if one.unit == first.unit)
    wholes = (fact for fact in _wholes(facts, first) if not fact.part_of)
    return next((fact for fact in wholes if fact.value >= together), None)


def _wholes(facts: Sequence[Fact], part: Quantity) -> Iterator[Fact]:
    """Amounts told before, the last first, that are counted as a part is and no less."""
    near = reversed(facts[-_BACK:])
    return (f for f in near if f.kind is FactKind.AMOUNT and f.unit == part.unit and f.value >= part.value)


def may_change(fact: Fact, told: Sequence[Fact]) -> list[Fact]:
    """Those figures told before that a change may be of: 增加6天 of days, not of a share of them."""
    if fact.kind is not FactKind.CHANGE or family(fact.unit) in _SHARES:
        return list(told)
    return [other for other in told if other.unit == fact.unit] or list(told)


def _beside(fact: Fact, head: Fact, *, part: bool) -> bool:
    """Whether two figures stand beside each other: kinds (食品类、药品类), places (A镇、B镇), periods (一季度、二季度)."""
    kinds = head.phrase.endswith(KINDS) and fact.phrase.endswith(KINDS)
    places = fact.rule.startswith("list") and head.rule.startswith("list") and fact.place_code != head.place_code
    inside = head.period.first <= fact.period.first and fact.period.last <= head.period.last
    return kinds or places or not (inside or part)


def tied(fact: Fact, head: Fact | None, told: Fact | None, *, part: bool) -> Fact:
    """Tie a change to the figure `told` before it, and a part (其中…, a bracket, a handling of the same unit) to its whole."""
    hangs = fact.rule.endswith("+subject")
    if fact.kind == FactKind.CHANGE:
        if hangs and told is not None and told.paragraph == fact.paragraph:
            return replace(fact, change_of=told.number, indicator=fact.indicator or told.indicator)
        return fact
    same = head is not None and head.unit == fact.unit and fact.value <= head.value and fact.kind == FactKind.AMOUNT
    if head is not None and same and (part or (hangs and head.paragraph == fact.paragraph)):
        return replace(fact, part_of=head.part_of if _beside(fact, head, part=part) else head.number)
    return fact
