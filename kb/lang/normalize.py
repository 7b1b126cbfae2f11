"""Fold text to its searched form, and lead every folded offset back to the published text.

Folding is NFKC (full-width forms, compatibility characters), Traditional to Simplified (OpenCC), regional words to
mainland ones (data/regional.tsv), variant characters, lower case; white space of every kind becomes one blank a character,
zero-width characters vanish. Reports and questions are folded by this function alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from opencc import OpenCC

from kb.types import Span

FOLD_VERSION = "2"

# Variants that OpenCC's t2s leaves, and quotation marks that readers use for one another.
_VARIANTS = dict(zip("説産「」『』﹒", "说产“”‘’.", strict=True))
_VARIANT = re.compile("[説産「」『』﹒]")  # str.translate takes ten times as long where most characters stay
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the way back: `starts[i]` is the published offset of folded character i; None: the same."""

    text: str
    length: int
    starts: tuple[int, ...] | None = None

    def published(self, span: Span) -> Span:
        """The shortest published span that folds to (at least) this folded span. An empty span stays empty."""
        if self.starts is None:
            return Span(*span)
        if span.start >= span.end:
            at = self.starts[span.start] if span.start < len(self.starts) else self.length
            return Span(at, at)
        start, last = self.starts[span.start], self.starts[span.end - 1]
        behind = bisect_right(self.starts, last, lo=span.end)
        return Span(start, self.starts[behind] if behind < len(self.starts) else self.length)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _regional() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = resources.files("kb.lang").joinpath("data/regional.tsv").read_text("utf-8").splitlines()
    rows = [(*line.split("\t"), "")[:3] for line in lines if line and not line.startswith("#")]
    words = (f"{word}(?![{after}])" if after else word for word, _, after in sorted(rows, key=lambda row: -len(row[0])))
    return re.compile("|".join(words)), {word: mainland for word, mainland, _ in rows}


def simplify(text: str) -> str:
    """Traditional to Simplified, character for character: the result is as long as `text`."""
    converted: str = _converter().convert(text)
    if len(converted) != len(text):  # a phrase rule changed the length: convert each character alone
        converted = "".join((_converter().convert(char) or char)[:1] for char in text)
    return _VARIANT.sub(lambda found: _VARIANTS[found[0]], converted)


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Fold `text`; see the module. Never raises. `fold(fold(x).text).text == fold(x).text` for text of reports.

    The last results are kept: a build and an answer look at each of their paragraphs several times.
    """
    wide, starts = _compatibility(text)
    lowered = simplify(wide)
    pattern, pairs = _regional()
    lowered = pattern.sub(lambda found: pairs[found[0]], lowered)
    return Folded(lowered, len(text), starts)


def folded_text(text: str) -> str:
    """The folded text alone, for words that need no way back."""
    return fold(text).text


def _compatibility(text: str) -> tuple[str, tuple[int, ...] | None]:
    """NFKC and lower case a character at a time, so that each folded character knows where it came from."""
    whole = text.translate(_FOLDS)
    if _FOLDS.moving.isdisjoint(text):
        return whole, None
    return whole, tuple(offset for offset, char in enumerate(text) for _ in _FOLDS[ord(char)])


class _Folds(dict[int, str]):
    """What each character becomes, filled in as characters are met; `moving` are those that become none or several."""

    def __init__(self) -> None:
        super().__init__()
        self.moving: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        blank = "\n" if char == "\n" else " "
        folded = blank if char.isspace() else unicodedata.normalize("NFKC", char).translate(_INVISIBLE).lower()
        if len(folded) != 1:
            self.moving.add(char)
        self[code] = folded
        return folded


_FOLDS = _Folds()


def is_traditional(text: str) -> bool:
    """Whether text is in Traditional characters: over 5 % of its Chinese characters change when simplified."""
    chinese = re.sub(r"[^\u4e00-\u9fff]", "", text)
    changed = sum(a != b for a, b in zip(chinese, simplify(chinese), strict=True))
    return bool(chinese) and changed > 0.05 * len(chinese)
