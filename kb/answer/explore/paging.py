"""A long list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What stands on one page, its number from 1, and how many pages there are."""

    shown: tuple[T, ...]
    number: int
    pages: int


def page_of(every: Sequence[T], number: int, size: int) -> Page[T]:
    """The page of this number, the nearest there is; an empty list has one page."""
    pages = max(1, -(-len(every) // size))
    number = min(max(number, 1), pages)
    return Page(tuple(every[(number - 1) * size : number * size]), number, pages)
