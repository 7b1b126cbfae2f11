"""Put the best passages first by how much of the question stands close together in each.

An index scores words wherever they stand in a paragraph. Here the best hits are read again: the question is cut into
characters and pairs of neighbours (which hold the order of words, and need no dictionary), and a passage gains by the
share of them that stands within one window of its text. A gram weighs by how few of these very passages have it, so
that what all of them are about counts little, and what tells them apart counts much. Measured in bench/README.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.lang.tokens import stop_words
from kb.store.contracts import Hit
from kb.types import Span

WINDOW = 60  # characters of folded text
COVERAGE_WEIGHT = 2.0
CHARACTER_WEIGHT = 0.5  # of a single Chinese character, beside 1 for a pair
DEPTH = 50  # how many hits are worth reading again

_TINY = 1e-9  # sums that differ by less differ by rounding
# Start, end and number of a gram in a text.
Occurrence = tuple[int, int, int]
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\u3400-\u9fff0-9a-z]")
_PIECE = re.compile(r"[0-9a-z]+|.", re.DOTALL)  # a number or Latin word, or one character


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit in its new place. `score` grows with both the index's score and the coverage.

    `coverage` is the share, from 0 to 1, of the question that stands in `window`, the narrowest span of the folded
    text that holds the best part of it; it is empty where none of the question stands in the text.
    """

    report_id: str
    paragraph: int
    score: float
    coverage: float
    window: Span


def question_grams(words: Iterable[str]) -> tuple[str, ...]:
    """Chinese characters and pairs of neighbours, numbers and Latin words whole, of a question, without repeats.

    `words` are those of `Analyser.words`. What lies wholly within stop words is left out; no pair reaches over
    anything but Chinese characters.
    """
    pieces = [(piece, word not in stop_words()) for word in words for piece in _PIECE.findall(word)]
    singles = [piece for piece, telling in pieces if telling and _WORD.match(piece)]
    pairs = [
        first + second
        for (first, telling), (second, also) in pairwise(pieces)
        if (telling or also) and _CHINESE.match(first) and _CHINESE.match(second)
    ]
    return tuple(dict.fromkeys(singles + pairs))


def rerank(hits: Sequence[Hit], texts: Sequence[str], grams: Sequence[str]) -> list[Ranked]:
    """Order the first `DEPTH` of `hits` anew, best first, equals as before; the rest follows in its old order.

    `texts` are the folded texts of the hits, one each, in the same order. The score is the index's score divided by
    the best one, plus COVERAGE_WEIGHT times the coverage; of the rest, the former alone.
    """
    if not hits:
        return []
    top = hits[0].score
    places = [_occurrences(text, grams) for text in texts[:DEPTH]]
    weights = _weights(places, grams)
    whole = sum(weights) or 1.0
    ranked = []
    for hit, found in zip(hits, places, strict=False):
        weight, window = _best_window(found, weights)
        coverage = weight / whole
        ranked.append(
            Ranked(hit.report_id, hit.paragraph, hit.score / top + COVERAGE_WEIGHT * coverage, coverage, window)
        )
    ranked.sort(key=lambda one: -one.score)
    rest = [Ranked(hit.report_id, hit.paragraph, hit.score / top, 0.0, Span(0, 0)) for hit in hits[DEPTH:]]
    return ranked + rest


def _occurrences(text: str, grams: Sequence[str]) -> list[Occurrence]:
    """Start, end and number of each gram in the text, in order."""
    found = []
    for number, gram in enumerate(grams):
        at = text.find(gram)
        while at >= 0:
            found.append((at, at + len(gram), number))
            at = text.find(gram, at + 1)
    found.sort()
    return found


def _weights(places: Sequence[Sequence[Occurrence]], grams: Sequence[str]) -> list[float]:
    """The inverse document frequency of each gram among the passages at hand, as in BM25; characters count half."""
    frequency = [0] * len(grams)
    for found in places:
        for number in {number for _, _, number in found}:
            frequency[number] += 1
    factors = [CHARACTER_WEIGHT if _CHINESE.fullmatch(gram) else 1.0 for gram in grams]
    return [
        factor * math.log1p((len(places) - df + 0.5) / (df + 0.5))
        for factor, df in zip(factors, frequency, strict=True)
    ]


def _best_window(found: Sequence[Occurrence], weights: Sequence[float]) -> tuple[float, Span]:
    """The greatest sum of weights of different grams within WINDOW characters, and the first span that has it."""
    counts = [0] * len(weights)
    weight = best = 0.0
    span = Span(0, 0)
    first = 0
    for last, (_, end, number) in enumerate(found):
        if not counts[number]:
            weight += weights[number]
        counts[number] += 1
        # Leave behind what is too far back, and what stands again further on.
        while first < last and (end - found[first][0] > WINDOW or counts[found[first][2]] > 1):
            gone = found[first][2]
            counts[gone] -= 1
            if not counts[gone]:
                weight -= weights[gone]
            first += 1
        if weight > best + _TINY:
            best, span = weight, Span(found[first][0], end)
    return best, span
