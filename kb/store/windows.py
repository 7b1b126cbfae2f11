"""Where strings stand in several texts, and which stretch of each text holds the most of them.

All texts are looked at as one, in arrays: to walk them one occurrence after another takes five times longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.types import Span

_END = "\0"  # behind each text; stands in none, for no reader lets it pass
_TINY = 1e-9  # sums that differ by less differ by rounding


@dataclass(frozen=True, slots=True)
class Places:
    """Occurrences, an entry each: where it starts in the texts joined, and the numbers of its string and its text.

    `lengths` are those of the strings, `offsets` where each text starts; `size` is the length of the texts joined.
    """

    starts: NDArray[np.int64]
    strings: NDArray[np.int64]
    texts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    offsets: NDArray[np.int64]
    size: int

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which string stands in which text."""
        held = np.zeros((len(self.offsets), len(self.lengths)), np.bool_)
        held[self.texts, self.strings] = True
        return held


class Texts:
    """Texts to look for strings in; at least one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = _END.join(texts) + _END
        self._codes = np.frombuffer(self._joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._offsets = np.concatenate(([0], np.cumsum([len(text) + 1 for text in texts])[:-1])).astype(np.int64)

    def places(self, strings: Sequence[str]) -> Places:
        """Where each of different `strings`, none empty, stands; occurrences may overlap."""
        found = [self._short(strings)]
        for number, string in enumerate(strings):
            if len(string) > 2:
                at = self._all(string)
                found.append((at, np.full(len(at), number, np.int64)))
        starts, numbers = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return Places(
            starts,
            numbers,
            np.searchsorted(self._offsets, starts, "right") - 1,
            np.array([len(string) for string in strings], np.int64),
            self._offsets,
            len(self._joined),
        )

    def _short(self, strings: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and numbers of single characters and pairs."""
        characters = sorted({character for string in strings if len(string) <= 2 for character in string})
        code = {character: number for number, character in enumerate(characters, 1)}
        table = np.zeros(0x110000, np.uint16)
        table[[ord(character) for character in characters]] = range(1, len(characters) + 1)
        singles = np.full(len(characters) + 1, -1, np.int64)
        pairs = np.full((len(characters) + 1, len(characters) + 1), -1, np.int64)
        for number, string in enumerate(strings):
            if len(string) == 1:
                singles[code[string]] = number
            elif len(string) == 2:
                pairs[code[string[0]], code[string[1]]] = number
        coded = table[self._codes]
        at = np.flatnonzero(coded)  # never the last place, which is an _END
        one, two = singles[coded[at]], pairs[coded[at], coded[at + 1]]
        starts, numbers = np.concatenate((at, at)), np.concatenate((one, two))
        return starts[numbers >= 0], numbers[numbers >= 0]

    def _all(self, string: str) -> NDArray[np.int64]:
        starts = []
        at = self._joined.find(string)
        while at >= 0:
            starts.append(at)
            at = self._joined.find(string, at + 1)
        return np.array(starts, np.int64)


def best_sums(places: Places, weights: NDArray[np.float64], width: int) -> tuple[NDArray[np.float64], list[Span]]:
    """For each text, to nine digits, the greatest sum of weights, none negative, of different strings within `width`
    characters, and the narrowest span of the first such stretch; an empty one where the sum is 0.
    """
    ends = places.starts + places.lengths[places.strings]
    # From which starts of a stretch an occurrence is within it, and no earlier one of its string is.
    order = np.lexsort((places.starts, places.strings))
    before = np.full(len(order), -1, np.int64)
    again = places.strings[order[1:]] == places.strings[order[:-1]]
    before[order[1:][again]] = places.starts[order[:-1][again]]
    first = np.maximum(np.maximum(ends - width, places.offsets[places.texts]), before + 1)
    fits = first <= places.starts
    gained = np.bincount(first[fits], weights[places.strings[fits]], places.size + 1)
    lost = np.bincount(places.starts[fits] + 1, weights[places.strings[fits]], places.size + 1)
    sums = np.cumsum(gained - lost)[: places.size]
    best = np.maximum.reduceat(sums, places.offsets).round(9)  # like texts have like sums
    return best, _spans(places, ends, sums, best, width)


def _spans(
    places: Places, ends: NDArray[np.int64], sums: NDArray[np.float64], best: NDArray[np.float64], width: int
) -> list[Span]:
    """The narrowest span of the first stretch with the best sum, for each text."""
    text_of = np.repeat(np.arange(len(best)), np.diff(np.append(places.offsets, places.size)))
    tops = np.flatnonzero(sums >= best[text_of] - _TINY)
    _, firsts = np.unique(text_of[tops], return_index=True)
    begin = tops[firsts]
    within = (places.starts >= begin[places.texts]) & (ends <= begin[places.texts] + width)
    starts, ends, strings, texts = places.starts[within], ends[within], places.strings[within], places.texts[within]
    shape = (len(best), len(places.lengths))
    earliest = np.full(shape, places.size, np.int64)  # end of the first occurrence of each string in the stretch
    np.minimum.at(earliest, (texts, strings), ends)
    end = np.where(earliest < places.size, earliest, -1).max(1, initial=-1)
    left = ends <= end[texts]
    latest = np.full(shape, -1, np.int64)  # start of the last occurrence that still ends in time
    np.maximum.at(latest, (texts[left], strings[left]), starts[left])
    start = np.where(latest >= 0, latest, places.size).min(1, initial=places.size)
    return [
        Span(int(s - offset), int(e - offset)) if total > _TINY else Span(0, 0)
        for s, e, offset, total in zip(start, end, places.offsets, best, strict=True)
    ]
