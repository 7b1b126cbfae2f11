"""Cut folded text into words: the one analyser, for reports and questions alike.

jieba's search cut with its hidden Markov model off: it is deterministic, and rjieba (the same cut in Rust, some 37
times faster) gives the very same words, so that it does the work where it is installed.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module, resources
from importlib.metadata import version
from threading import Lock
from typing import Any, NamedTuple

from kb.lang.normalize import FOLD_VERSION

try:
    import rjieba
except ImportError:  # no wheel for this machine: jieba gives the same words
    rjieba = None  # type: ignore[assignment]

_WORD = re.compile(r"[\u3400-\u9fff0-9a-z]")
_NAME = re.compile(r"[\u3400-\u9fff0-9a-z]+")  # with a mark inside, no cutter keeps it whole
_NUMBER = re.compile(r"[0-9.]+%?")
_NAMELESS = frozenset("v vd vi vg a ad ag d dg r rr rz m mq q t tg s f c p u ul uj uz ug ud uv y e o h k w".split())


@cache
def stop_words() -> frozenset[str]:
    """Words that carry no topic (data/stopwords.txt)."""
    lines = resources.files("kb.lang").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class Analyser:
    """Cuts words. `words` are names that must never be cut apart; longer words that hold them are still cut to them."""

    def __init__(self, words: Iterable[str], frequencies: Mapping[str, int] | None = None) -> None:
        """The dictionaries, which take a while, are loaded when the first word is cut; `version` tells without them.

        `frequencies` are those of `suggested` for these very words; of any others they are not looked at.
        """
        self._names = sorted({word for word in words if _NAME.fullmatch(word)})
        is_of_these = frequencies is not None and list(frequencies) == self._names
        self._frequencies = dict(frequencies) if frequencies is not None and is_of_these else None
        digest = hashlib.sha256("\n".join(self._names).encode()).hexdigest()[:12]
        self.version = f"{FOLD_VERSION}-jieba{version('jieba')}-{digest}"
        self._loading = Lock()
        self._cutters: _Cutters | None = None

    def terms(self, folded: str) -> list[str]:
        """Index terms of folded text in order, with repeats: words and their parts, no punctuation, no stop words."""
        return [word for word in self._search_cut(folded) if _WORD.search(word) and word not in stop_words()]

    def suggested(self) -> dict[str, int]:
        """The frequency of each name by which jieba keeps it whole, in order of the names. Takes about a second."""
        return _suggested(self._names, _jieba())

    def words(self, folded: str) -> list[str]:
        """Words of folded text in order, each character in exactly one, punctuation included."""
        plain, fast = self._loaded()
        if fast is not None:
            return list(fast.cut(folded, hmm=False))
        return list(plain.lcut(folded, HMM=False))

    def is_name(self, word: str) -> bool:
        """Whether a word can name a kind of thing (物业, 刑事, 消费): no verb, adjective, adverb, pronoun, number or word of
        time or place, by the parts of speech of jieba's dictionary; of a word that it cuts apart, the last part tells.
        """
        _, fast = self._loaded()
        if fast is not None:
            *_, (_, speech) = fast.tag(word, hmm=False)
        else:
            speech = [pair.flag for pair in import_module("jieba.posseg").lcut(word, HMM=False)][-1]
        return speech not in _NAMELESS

    def _search_cut(self, folded: str) -> list[str]:
        plain, fast = self._loaded()
        if fast is not None:
            return list(fast.cut_for_search(folded, hmm=False))
        return list(plain.lcut_for_search(folded, HMM=False))

    def _loaded(self) -> _Cutters:
        with self._loading:
            if self._cutters is None:
                self._cutters = _load(self._names, self._frequencies)
            return self._cutters


class _Cutters(NamedTuple):
    """rjieba where it is installed, else jieba with the same dictionary; the other is None."""

    plain: Any
    fast: Any


def _load(names: Sequence[str], frequencies: Mapping[str, int] | None) -> _Cutters:
    if rjieba is None:
        plain = _jieba()
        _suggested(names, plain)
        return _Cutters(plain, None)
    if frequencies is None:
        frequencies = _suggested(names, _jieba()) if names else {}
    fast = _fresh()
    for name, frequency in frequencies.items():
        fast.add_word(name, frequency, None)
    return _Cutters(None, fast)


# Importing rjieba makes a cutter, a tenth of a second and 30 MB: it is the first analyser's, the only one but in tests.
_unused = [rjieba]


def _fresh() -> Any:
    """A cutter of rjieba with jieba's own dictionary and nobody's names."""
    try:
        return _unused.pop()
    except IndexError:
        return rjieba.Jieba()


def _jieba() -> Any:
    """A cutter with jieba's own dictionary. The library is imported when nothing else can do the work."""
    jieba = import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    plain = jieba.Tokenizer()
    plain.initialize()
    return plain


def _suggested(names: Iterable[str], plain: Any) -> dict[str, int]:
    """The frequency of each name; jieba knows them all afterwards, and each in the light of those before it."""
    total, found = plain.total, {}
    for name in names:
        found[name] = plain.suggest_freq(name) + 1  # one above a tie with its parts
        plain.add_word(name, found[name])
        plain.total = total  # rjieba keeps its total: so both cutters weigh all words alike
    return found


def is_number(word: str) -> bool:
    """Whether a word is digits only (with a point or a percent sign)."""
    return _NUMBER.fullmatch(word) is not None
