"""Put the best passages first by how much of the question stands close together in each.

An index scores words wherever they stand in a paragraph. Here the best hits are read again, and a passage gains by

- coverage: the share of the question's characters and pairs of neighbours (which hold the order of words, and need no
  dictionary) that stands within one window of its text. A gram weighs by how few of these very passages have it, so that
  what all of them are about counts little, and what tells them apart counts much;
- words: the share of the question's words within one window, each by its rarity in the whole index, which knows better
  than fifty passages what is rare;
- the run: how much of the question stands in the text as it is written, without a gap;
- the headings above it: the share of the grams that stands there, for what a heading says is not said again below it.

Weights were fitted on half of the questions of public sets and measured on the other half; see bench/README.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.lang.tokens import stop_words
from kb.store.contracts import Hit
from kb.store.windows import Texts, best_sums
from kb.types import Span

WINDOW = 60  # characters of folded text
COVERAGE_WEIGHT = 2.0
WORDS_WEIGHT = 0.75
RUN_WEIGHT = 1.0
HEAD_WEIGHT = 2.25
CHARACTER_WEIGHT = 0.5  # of a single Chinese character, beside 1 for a pair
DEPTH = 50  # how many hits are worth reading again

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\u3400-\u9fff0-9a-z]")
_PIECE = re.compile(r"[0-9a-z]+|.", re.DOTALL)  # a number or Latin word, or one character


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: the folded question, its grams, and its words, each with its rarity."""

    text: str
    grams: tuple[str, ...]
    words: tuple[str, ...] = ()
    rarities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A folded text, and the folded headings above it."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit in its new place. `score` grows with the index's score and with all that is said above.

    `coverage` is the share, from 0 to 1, of the question that stands in `window`, the narrowest span of the folded
    text that holds the best part of it; it is empty where none of the question stands in the text.
    """

    report_id: str
    paragraph: int
    score: float
    coverage: float
    window: Span


def sought(text: str, cut: Iterable[str], terms: Iterable[str], frequency: Callable[[str], int], count: int) -> Sought:
    """What a folded question looks for: `cut` and `terms` are those of `Analyser.words` and `Analyser.terms`;
    `frequency` tells in how many of the `count` paragraphs of the index a term stands.
    """
    words = tuple(dict.fromkeys(terms))
    return Sought(text, question_grams(cut), words, tuple(_rarity(count, frequency(word)) for word in words))


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


def rerank(hits: Sequence[Hit], passages: Sequence[Passage], asked: Sought) -> list[Ranked]:
    """Order the first `DEPTH` of `hits` anew, best first, equals as before; the rest follows in its old order.

    `passages` are those of the hits, one each, in the same order. The score is the index's score divided by the best
    one, plus the four shares above, each times its weight; of the rest, the former alone.
    """
    if not hits:
        return []
    top = hits[0].score
    read = passages[:DEPTH]
    texts = Texts([passage.text for passage in read])
    grams, words = texts.places(asked.grams), texts.places(asked.words)
    factors = np.array([CHARACTER_WEIGHT if _CHINESE.fullmatch(gram) else 1.0 for gram in asked.grams])
    weights = factors * [_rarity(len(read), int(df)) for df in grams.present.sum(0)]
    sums, windows = best_sums(grams, weights, WINDOW)
    coverages = sums / (weights.sum() or 1.0)
    rarities = np.array(asked.rarities, np.float64)
    gains = (
        COVERAGE_WEIGHT * coverages
        + WORDS_WEIGHT * best_sums(words, rarities, WINDOW)[0] / (rarities.sum() or 1.0)
        + RUN_WEIGHT * _runs(asked.text, read)
        + HEAD_WEIGHT * _in_heads(asked.grams, weights, read)
    )
    ranked = [
        Ranked(hit.report_id, hit.paragraph, hit.score / top + float(gain), float(coverage), window)
        for hit, gain, coverage, window in zip(hits, gains, coverages, windows, strict=False)
    ]
    ranked.sort(key=lambda one: -one.score)
    rest = [Ranked(hit.report_id, hit.paragraph, hit.score / top, 0.0, Span(0, 0)) for hit in hits[DEPTH:]]
    return ranked + rest


def _rarity(count: int, having: int) -> float:
    """The inverse document frequency, as in BM25."""
    return math.log1p(max(count - having + 0.5, 0.0) / (having + 0.5))


def _runs(question: str, passages: Sequence[Passage]) -> NDArray[np.float64]:
    """The longest part of the question that stands in each text, in characters, by those of its words."""
    whole = sum(1 for character in question if _WORD.match(character)) or 1
    return np.array([longest_run(question, passage.text) / whole for passage in passages])


def longest_run(question: str, text: str) -> int:
    """How many characters of the question stand in the text without a gap, at most."""
    longest = start = 0
    while start + longest < len(question):
        while start + longest < len(question) and question[start : start + longest + 1] in text:
            longest += 1
        start += 1
    return longest


def _in_heads(grams: Sequence[str], weights: NDArray[np.float64], passages: Sequence[Passage]) -> NDArray[np.float64]:
    """The share of the grams, by weight, that stands in the headings above each passage."""

    @cache
    def share(head: str) -> float:
        return float(sum(weight for gram, weight in zip(grams, weights, strict=True) if gram in head))

    return np.array([share(passage.head) for passage in passages]) / (weights.sum() or 1.0)
