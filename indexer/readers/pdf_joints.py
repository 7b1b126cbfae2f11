"""How two lines of one sentence are put together."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]")


def joined(lines: Iterable[str]) -> str:
    """Lines as one: a blank between two English words, nothing between Chinese ones or the halves of a number."""
    whole = ""
    for line in lines:
        whole += f" {line}" if _needs_blank(whole, line) else line
    return whole


def _needs_blank(before: str, after: str) -> bool:
    if not before or not after:
        return False
    last, first = before[-1], after[0]
    if _WORD.match(last):
        return _WORD.match(first) is not None or (first.isdigit() and _is_english(before))
    return last in ",.;:)0123456789" and _WORD.match(first) is not None and _is_english(before)


def _is_english(text: str) -> bool:
    return len(re.findall(r"[A-Za-z]", text)) > 0.5 * len(text)
