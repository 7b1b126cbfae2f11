"""Cut folded text into sentences and clauses, as spans of the folded text.

A sentence ends at 。!? ; or a line break. A clause ends at , : too, and at a bracket that holds a figure; a bracket that
holds none (镇(街道)) stays inside its clause. Nothing is cut inside 《》 or “”.
"""

from __future__ import annotations

import re

from kb.types import Span

_SEALED = re.compile(r"《[^《》]*》|“[^“”\n]{0,60}”|(?<=\d),(?=\d{3}(?!\d))|\([^()\d]{0,40}\)")
_SENTENCE = re.compile(r"[。!?;\n]+")
_CLAUSE = re.compile(r"[,:()]+")


def sentences(folded: str) -> list[Span]:
    """Sentences in order, without the mark that ends them; blank ones are left out."""
    return _cut(folded, Span(0, len(folded)), _SENTENCE)


def clauses(folded: str, sentence: Span) -> list[Span]:
    """Clauses of a sentence in order, without the marks between them; blank ones are left out."""
    return _cut(folded, sentence, _CLAUSE)


def _cut(folded: str, within: Span, marks: re.Pattern[str]) -> list[Span]:
    sealed = [match.span() for match in _SEALED.finditer(folded, within.start, within.end)]
    parts, start = [], within.start
    for mark in marks.finditer(folded, within.start, within.end):
        if any(a <= mark.start() < b for a, b in sealed):
            continue
        parts.append(Span(start, mark.start()))
        start = mark.end()
    parts.append(Span(start, within.end))
    return [part for part in parts if folded[part.start : part.end].strip()]
