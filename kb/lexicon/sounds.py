"""What Chinese words sound like, without tones: for names typed by ear (蜜云区) or in letters (miyun)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

# Syllables that many people say, and so type, alike.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("hu", "f"))
# Shorter words sound like too many others.
_LEAST_LETTERS = 4
_LEAST_LETTERS_TO_MEND = 5
_LONGEST_READING = 10  # characters, of the words of readings.tsv
_INITIAL = re.compile("^(?:[zcs]h|[b-df-hj-np-tw-z])")


@lru_cache(maxsize=65536)
def sounds(word: str) -> tuple[str, ...]:
    """Syllables without tones, as pypinyin tells them; what is not Chinese stays as one piece."""
    return tuple(part.strip() for part in _heard(word) if part.strip())


def final_of(syllable: str) -> str:
    """What of a syllable rhymes: i of xi."""
    return _INITIAL.sub("", syllable)


def _heard(word: str) -> Iterator[str]:
    """The longest word with a reading of its own goes before its characters: 重庆 is chong qing, 重 alone zhong."""
    alone, readings = _syllables(), _readings()
    at, other = 0, ""
    while at < len(word):
        if word[at] not in alone:
            other, at = other + word[at], at + 1
            continue
        if other:
            yield other
            other = ""
        longest = min(_LONGEST_READING, len(word) - at)
        size = next((size for size in range(longest, 1, -1) if word[at : at + size] in readings), 1)
        yield from readings[word[at : at + size]] if size > 1 else (alone[word[at]],)
        at += size
    if other:
        yield other


@cache
def _syllables() -> Mapping[str, str]:
    return {character: syllable for syllable, characters in _rows("syllables.tsv") for character in characters}


@cache
def _readings() -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(syllables.split()) for word, syllables in _rows("readings.tsv")}


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table that scripts/make_sounds.py wrote."""
    for line in resources.files("kb.lexicon").joinpath(f"data/{name}").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            first, _, second = line.partition("\t")
            yield first, second


class Ear:
    """Names by their sound, for what is typed by ear. Made of pairs of a code and the names that it goes by."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._codes: list[str] = []
        self._said: defaultdict[str, set[int]] = defaultdict(set)  # numbers of codes by the letters of a name
        self._alike: defaultdict[str, set[tuple[int, tuple[str, ...]]]] = defaultdict(set)
        for number, (code, names) in enumerate(named):
            self._codes.append(code)
            for name in names:
                if len(name) > 1:
                    syllables = sounds(name)
                    self._said["".join(syllables)].add(number)
                    self._alike[_plain_sound(syllables)].add((number, syllables))

    def near(self, word: str) -> tuple[str, ...]:
        """Codes of names that are said as `word` is, else of those that are said much alike: one syllable that many say
        alike (xing, xin), or one slip of the finger where letters were typed. In the order of the names.
        """
        syllables = sounds(word)
        letters = "".join(syllables)
        found = self._said.get(letters, set()) if len(letters) >= _LEAST_LETTERS else set()
        found = found or (self._mistyped(letters) if word.isascii() else self._misheard(syllables))
        return tuple(self._codes[number] for number in sorted(found))

    def _misheard(self, syllables: tuple[str, ...]) -> set[int]:
        if len(syllables) < 2:
            return set()
        alike = self._alike.get(_plain_sound(syllables), ())
        return {number for number, name in alike if sum(map(str.__ne__, name, syllables)) == 1}

    def _mistyped(self, letters: str) -> set[int]:
        if len(letters) < _LEAST_LETTERS_TO_MEND:
            return set()
        near = (said for said in self._said if len(said) >= _LEAST_LETTERS_TO_MEND and _one_slip(letters, said))
        return {number for said in near for number in self._said[said]}


def _plain_sound(syllables: Iterable[str]) -> str:
    return " ".join(map(_plain, syllables))


def _plain(syllable: str) -> str:
    for strong, weak in _ALIKE:
        syllable = syllable.replace(strong, weak)
    return syllable


def _one_slip(one: str, two: str) -> bool:
    """Whether one letter too many, too few or another, or two letters swapped, make the difference."""
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) < len(two):
        return one[start:] == two[start + 1 :]
    swapped = one[start : start + 2][::-1] == two[start : start + 2] and one[start + 2 :] == two[start + 2 :]
    return swapped or one[start + 1 :] == two[start + 1 :]
