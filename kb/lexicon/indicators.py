"""Indicators: what a figure counts, and what must not be taken for it.

The table is data/indicators.toml; its head explains the fields, and users add to it. An indicator is recognised by words,
the same for a figure's own words and for a question's.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from kb.errors import DataError


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with several indicators. `heads` are those meant, in this order, when only the subject is named."""

    name: str
    words: tuple[str, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """`words` are alternatives, each a set of words that must all stand in the text; `without` must not stand there.

    `ends` are words too, and the text ends in the last of them. `nouns` are those of its words that a word before them narrows
    (kb/lexicon/narrowing.py). `units` are base units it is counted in; () for any.
    """

    name: str
    topic: str
    words: tuple[frozenset[str], ...]
    units: tuple[str, ...]
    without: tuple[str, ...] = ()
    definition: str = ""
    unlike: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()

    def words_in(self, text: str) -> frozenset[str]:
        """Its words that folded `text` names it by, of several alternatives the one with the most characters; none where
        the text does not name it.
        """
        return max(self._alternatives_in(text), key=_size, default=frozenset())

    def any_words_in(self, text: str) -> frozenset[str]:
        """The words of all alternatives that folded `text` names it by."""
        return frozenset().union(*self._alternatives_in(text))

    def _alternatives_in(self, text: str) -> list[frozenset[str]]:
        if any(word in text for word in self.without):
            return []
        found = [words for words in self.words if all(word in text for word in words)]
        ending = [words for end in self.ends if text.endswith((words := end.split())[-1])]
        return found + [frozenset(words) for words in ending if all(word in text for word in words)]

    def is_kind_of(self, other: Indicator) -> bool:
        """Whether its name is that of the other with more said (行政法律援助案件, 法律援助案件), so that it counts something else."""
        return self.topic == other.topic and self.name != other.name and other.name in self.name


class Indicators:
    """The table, ready to recognise. `version` changes with its content."""

    def __init__(self, topics: Iterable[Topic], indicators: Iterable[Indicator]) -> None:
        self.topics = {topic.name: topic for topic in topics}
        self.all = {indicator.name: indicator for indicator in indicators}
        self._by_word = _by_rarest_word(self.all.values())
        self._topics_by_word: dict[str, list[str]] = {}
        for topic in self.topics.values():
            for word in topic.words:
                self._topics_by_word.setdefault(word, []).append(topic.name)
        self._topical = lru_cache(maxsize=4096)(self._find_topics)
        self._recognised = lru_cache(maxsize=4096)(self._find)  # the heads of a table come again in every row
        self.version = hashlib.sha256(repr((self.topics, self.all)).encode()).hexdigest()[:12]

    def recognise(self, text: str, unit: str | None = None) -> tuple[Indicator, ...]:
        """The indicators that folded `text` names, most specific first (most characters of words found, then name).

        With `unit`, only those counted in it.
        """
        return self._recognised(text, unit)

    def _find(self, text: str, unit: str | None) -> tuple[Indicator, ...]:
        found = []
        for indicator in self._likely(text):
            if unit is not None and indicator.units and unit not in indicator.units:
                continue
            if words := indicator.words_in(text):
                found.append((-_size(words), indicator.name, indicator))
        return tuple(indicator for *_, indicator in sorted(found, key=lambda row: row[:2]))

    def _likely(self, text: str) -> Iterable[Indicator]:
        """The indicators of which an alternative has its rarest word in the text: few of all, and no other can be named."""
        likely: dict[str, Indicator] = {}
        for word, those in self._by_word.items():
            if word in text:
                likely |= those
        return likely.values()

    def topics_in(self, text: str) -> tuple[Topic, ...]:
        """The topics that folded `text` names, longest word first."""
        return self._topical(text)

    def _find_topics(self, text: str) -> tuple[Topic, ...]:
        longest: dict[str, int] = {}
        for word, topics in self._topics_by_word.items():
            if word in text:
                longest |= {name: max(len(word), longest.get(name, 0)) for name in topics}
        return tuple(self.topics[name] for name in sorted(longest, key=lambda name: (-longest[name], name)))

    def names(self) -> tuple[str, ...]:
        """Words that the word-cutter must keep whole: topics and the words of indicators of two characters and more."""
        words = {word for topic in self.topics.values() for word in topic.words}
        words |= {word for indicator in self.all.values() for group in indicator.words for word in group}
        words |= {word for indicator in self.all.values() for end in indicator.ends for word in end.split()}
        return tuple(sorted(word for word in words if len(word) > 1))


def _by_rarest_word(indicators: Iterable[Indicator]) -> dict[str, dict[str, Indicator]]:
    """For one word of each alternative, that which fewest alternatives have, the indicators that it may tell of, by name."""
    alternatives = [
        (one, words) for one in indicators for words in (*one.words, *map(frozenset, map(str.split, one.ends)))
    ]
    often = Counter(word for _, words in alternatives for word in words)
    found: dict[str, dict[str, Indicator]] = {}
    for one, words in alternatives:
        found.setdefault(min(words, key=lambda word: (often[word], word)), {})[one.name] = one
    return found


def load(text: str, source: str) -> Indicators:
    """Read a table in TOML. Raises DataError, naming `source` and the entry, where it is malformed."""
    try:
        table = tomllib.loads(text)
        topics = [
            Topic(entry["name"], tuple(entry["words"]), tuple(entry.get("heads", ()))) for entry in table["topic"]
        ]
        indicators = [_indicator(entry) for entry in table["indicator"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise DataError(f"指标表 {source} 有误：{error}。", "请对照表头的说明改正。") from error
    names = {topic.name for topic in topics}
    known = {indicator.name for indicator in indicators}
    for indicator in indicators:
        if indicator.topic not in names:
            raise DataError(
                f"指标表 {source} 的“{indicator.name}”属于未列出的主题“{indicator.topic}”。", "请补上该主题。"
            )
    for topic in topics:
        for head in topic.heads:
            if head not in known:
                raise DataError(f"指标表 {source} 的主题“{topic.name}”以未列出的指标“{head}”为首。", "请补上该指标。")
    return Indicators(topics, indicators)


def _indicator(entry: dict[str, Any]) -> Indicator:
    return Indicator(
        name=entry["name"],
        topic=entry["topic"],
        words=tuple(frozenset(words.split()) for words in entry["words"]),
        units=tuple(entry.get("units", ())),
        without=tuple(entry.get("without", ())),
        definition=entry.get("definition", ""),
        unlike=tuple(entry.get("unlike", ())),
        ends=tuple(entry.get("ends", ())),
        nouns=tuple(entry.get("nouns", ())),
    )


def _size(words: Iterable[str]) -> int:
    return sum(map(len, words))


@cache
def indicators() -> Indicators:
    """The table, read once a process."""
    return load(resources.files("kb.lexicon").joinpath("data/indicators.toml").read_text("utf-8"), "indicators.toml")
