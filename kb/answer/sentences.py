"""The sentences of a few paragraphs that hold most of a question, as published.

Sentences are judged by the pairs of characters of the question that they hold, each weighing by how rare it is among the
paragraphs at hand. The best sentence leads; its neighbours in the same paragraph
follow, those behind it first, up to ROOM characters; a second paragraph adds its best sentence where it comes near the first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.lang.normalize import Folded
from kb.lang.periods import find_periods
from kb.lexicon.words import analyser
from kb.store.rerank import question_grams
from kb.types import Paragraph, Span

ROOM = 330
_END = re.compile(r"[。!?;\n]+[”’)]*|$")
_NEAR = 0.75  # a second paragraph is shown when it holds at least this share of what the first holds
_PLACED = re.compile(r"(?<![存现正旨所])(?:在|于|落户|落地)(?![于册职])[^,;。]{2,30}|[镇乡村](?!级)|街道|社区")
_SEALED = re.compile(r"《[^《》]*》")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of whole sentences of one paragraph: its published span."""

    paragraph: Paragraph
    span: Span
    weight: float

    @property
    def text(self) -> str:
        return self.paragraph.text[self.span.start : self.span.end]


def best_sentences(
    texts: Sequence[tuple[Paragraph, Folded]], words: str, holding: Callable[[str], bool] | None = None
) -> list[Sentence]:
    """Runs of sentences that answer, best first, at most two; with `holding`, single ones that hold what is asked for."""
    grams = question_grams(analyser().words(words))
    weights = _weights([folded.text for _, folded in texts], grams)
    found = [run for paragraph, folded in texts if (run := _run(paragraph, folded, weights, holding)) is not None]
    if not found:
        return []
    best = max(found, key=lambda run: run.weight)
    if holding and best.weight < 0.35 * sum(weights.values()):
        return []
    others = [run for run in found if run is not best and run.weight >= best.weight * _NEAR]
    return [best, *others[:1]]


def _weights(texts: Sequence[str], grams: Sequence[str]) -> dict[str, float]:
    count = len(texts)
    weights = {}
    for gram in grams:
        frequency = sum(gram in text for text in texts)
        if frequency:
            weights[gram] = math.log1p((count - frequency + 0.5) / (frequency + 0.5)) + 0.2
    return weights


def _run(
    paragraph: Paragraph, folded: Folded, weights: dict[str, float], holding: Callable[[str], bool] | None
) -> Sentence | None:
    spans = _spans(folded.text)
    if holding:
        spans = [span for span in spans if holding(folded.text[span.start : span.end])]
    if not spans:
        return None
    worth = [_worth(folded.text[span.start : span.end], weights) for span in spans]
    top = max(range(len(spans)), key=lambda at: worth[at])
    if worth[top] <= 0:
        return None
    first = last = top
    if not holding:
        first, last = _widened(spans, top)
    start, end = spans[first].start, spans[last].end
    held = _worth(folded.text[start:end], weights)
    return Sentence(paragraph, folded.published(Span(start, end)), held)


def _widened(spans: Sequence[Span], top: int) -> tuple[int, int]:
    """Take in the following sentences, then those before, while there is room."""
    first = last = top
    while last + 1 < len(spans) and spans[last + 1].end - spans[first].start <= ROOM:
        last += 1
    while first > 0 and spans[last].end - spans[first - 1].start <= ROOM:
        first -= 1
    return first, last


def _spans(text: str) -> list[Span]:
    spans, start = [], 0
    for end in _END.finditer(text):
        if text[start : end.end()].strip():
            spans.append(Span(start, end.end()))
        start = end.end()
    return spans


def _worth(text: str, weights: dict[str, float]) -> float:
    return sum(weight for gram, weight in weights.items() if gram in text)


def is_placed(text: str) -> bool:
    """Whether a text says where something is or was done."""
    return _PLACED.search(text) is not None


def is_dated(text: str) -> bool:
    """Whether a text names a date or year."""
    return bool(find_periods(_SEALED.sub("", text), 2000)) or bool(re.search(r"\d{4}-\d\d?-\d\d?", text))
