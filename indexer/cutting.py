"""Cut a very long paragraph into readable ones, at its own items (一是, 二是, 第一,) or at ends of sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise

from indexer.headings import plain
from kb.types import Span

LONG = 400  # characters: shorter paragraphs are never cut
MOST = 1_000  # characters that a piece may have
_FROM, _TO = 100, 350  # what a cut piece should hold
_ITEM = re.compile(
    r"(?:(?<=[。;:!?,])|(?<=。”)) ?"
    r"(?:[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十][,、]|\( ?\d{1,2} ?\)|\(?[①-⑳])"
)
# A stop before a closing mark ends no sentence: 提出“坚持依法行政。”的要求.
_SENTENCE = re.compile(r"[。!?](?![”’)])")
_CLAUSE = re.compile(r";(?![”’)])")
_PAUSE = re.compile(r"[,;:、。!?\s](?!\d)")
_PAIRS = {"”": "“", "’": "‘", "》": "《", "〉": "〈", ")": "(", "】": "【", "」": "「", "』": "『"}
_OPENING = frozenset(_PAIRS.values())


def cut(text: str) -> list[Span]:
    """Spans that follow one another and cover `text`: one for up to LONG characters, else pieces of some 100 to 350.

    No cut falls inside brackets, quotation marks or marks of book titles. A sentence that has no place to cut stays
    whole up to MOST characters; what is longer is cut where it can be, for no report has such and time would run out.
    """
    whole = Span(0, len(text))
    if len(text) <= LONG:
        return [whole]
    shown = plain(text)
    inside = _inside(shown)
    items = [found.start() for found in _ITEM.finditer(shown) if not inside[found.start()]]
    parts = _split(whole, items) if len(items) >= 2 else [whole]
    if len(items) >= 2 and len(parts) > 1 and parts[0].end - parts[0].start < _FROM:
        parts[:2] = [Span(parts[0].start, parts[1].end)]
    pieces = [piece for part in parts for piece in _pieces(part, shown, inside)]
    return [part for piece in _merged(pieces, set(items)) for part in _forced(piece, shown)]


def _inside(shown: str) -> list[bool]:
    """For each place before a character, whether it lies in a pair of brackets or marks; lone ones do not count."""
    change = [0] * (len(shown) + 2)
    opened: list[int] = []
    waiting = Counter[str]()
    for at, char in enumerate(shown):
        if char in _OPENING:
            opened.append(at)
            waiting[char] += 1
        elif char in _PAIRS and waiting[_PAIRS[char]]:
            start = opened.pop()
            while shown[start] != _PAIRS[char]:
                waiting[shown[start]] -= 1
                start = opened.pop()
            waiting[_PAIRS[char]] -= 1
            change[start + 1] += 1
            change[at + 1] -= 1
    return [depth > 0 for depth in accumulate(change[:-1])]


def _split(span: Span, places: list[int]) -> list[Span]:
    edges = [span.start, *(place for place in places if span.start < place < span.end), span.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _pieces(part: Span, shown: str, inside: list[bool]) -> Iterator[Span]:
    """Cut a part of over _TO characters at ends of sentences, at semicolons where it has none."""
    if part.end - part.start <= _TO:
        yield part
        return
    for pattern in (_SENTENCE, _CLAUSE):
        ends = [found.end() for found in pattern.finditer(shown, part.start, part.end) if not inside[found.end()]]
        sentences = _split(part, ends)
        if len(sentences) > 1:
            yield from _filled(sentences)
            return
    yield part


def _filled(sentences: list[Span]) -> Iterator[Span]:
    """Take sentences together while they stay within _TO."""
    start, end = sentences[0]
    for sentence in sentences[1:]:
        if sentence.end - start > _TO:
            yield Span(start, end)
            start = sentence.start
        end = sentence.end
    yield Span(start, end)


def _merged(pieces: list[Span], items: set[int]) -> list[Span]:
    """Join what is too short to stand alone to its neighbour before it, unless that grows too long."""
    merged = pieces[:1]
    for piece in pieces[1:]:
        last = merged[-1]
        short = min(piece.end - piece.start, last.end - last.start) < (_FROM // 2 if piece.start in items else _FROM)
        if short and piece.end - last.start <= _TO:
            merged[-1] = Span(last.start, piece.end)
        else:
            merged.append(piece)
    return merged


def _forced(piece: Span, shown: str) -> Iterator[Span]:
    """Cut a piece of over MOST characters behind the last pause that is in reach, or anywhere."""
    start = piece.start
    while piece.end - start > MOST:
        pauses = [found.end() for found in _PAUSE.finditer(shown, start + MOST // 2, start + MOST)]
        end = pauses[-1] if pauses else start + MOST
        yield Span(start, end)
        start = end
    yield Span(start, piece.end)
