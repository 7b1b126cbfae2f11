"""What a reader of one format hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kb.types import Block


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of a decoded file in order, and what it states of itself (keys of STATED_KEYS, in file order)."""

    blocks: tuple[Block, ...]
    stated: tuple[tuple[str, str], ...] = ()


class Reader(Protocol):
    """Reads one format. Never raises: any text gives some content, if only no blocks."""

    def __call__(self, text: str) -> Content:
        """Blocks with spans into `text`, web chrome left out."""
