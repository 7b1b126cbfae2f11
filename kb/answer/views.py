"""The texts in which a figure's name is looked for, from the nearest to the farthest: its own words, its clause, its
sentence, the sentence before, the paragraph, the headings. All are folded, in the words of reports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.desk import Desk
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser, as_written, related
from kb.types import Fact, Paragraph

_OWN, _CLAUSE, _SENTENCE, _BEFORE, _NEAR, _FAR = 1.0, 0.85, 0.65, 0.5, 0.3, 0.2
_LISTED = 0.55  # a word of the clause that names another of its figures
_BROAD = {"案件": 0.4}  # a part of so many names that it tells little
_SENTENCE_END = re.compile(r"[。!?;\n]")


@dataclass(frozen=True, slots=True)
class Views:
    """See the module."""

    own: str
    clause: str
    sentence: str
    before: str
    near: str
    far: str
    rivals: str = ""  # own words of the other figures of the clause
    issuer: str = ""  # the department that reports: what it counts is all of its field

    def holds(self, word: str) -> float:
        """How well a word, its parts or a related word stand here, 0 to 1: the nearer the better."""
        best = self._plain(word)
        for other, degree in related().get(word, {}).items():
            if best < degree:
                best = max(best, degree * self._plain(other))
        parts = _parts(word)
        if best < _CLAUSE and parts:
            weights = [_BROAD.get(part, 1.0) for part in parts]
            held = sum(weight * self.holds(part) for weight, part in zip(weights, parts, strict=True))
            best = max(best, 0.95 * held / sum(weights))
        elif best < _CLAUSE and len(word) > 2:
            pairs = [word[at : at + 2] for at in range(len(word) - 1)]
            best = max(best, 0.75 * sum(pair in self.own or pair in self.clause for pair in pairs) / len(pairs))
            if all(char in self.own for char in word):
                best = max(best, 0.7)
        return best

    def says(self, word: str) -> bool:
        """Whether a word, or one that means nearly the same, stands in the figure's own words or its clause."""
        return any(one in self.own or one in self.clause for one in (word, *related().get(word, ())))

    def issued(self, word: str) -> bool:
        """Whether a word names no more than who reports (环保 in the report of a 生态环境局): it is said of all its figures."""
        if not self.issuer or self._plain(word) >= _SENTENCE:
            return False
        return any(one in self.issuer for one in (word, *related().get(word, ())) if len(one) > 1)

    def _plain(self, word: str) -> float:
        if word in self.own:
            return _OWN
        if word in self.clause:
            return _LISTED if word in self.rivals else _CLAUSE
        if word in self.sentence:
            return _SENTENCE
        if word in self.before:
            return _BEFORE
        if word in self.near:
            return _NEAR
        return _FAR if word in self.far else 0.0


def views_of(desk: Desk, fact: Fact, paragraph: Paragraph, rivals: str = "") -> Views:
    """The texts around a fact that stands in `paragraph`; `rivals` are the own words of the other figures of its clause."""
    folded = desk.folded(paragraph)
    text = written(folded.text)
    own = written(fact.phrase)
    clause = written(fold_slice(paragraph.text, fact.clause.start, fact.clause.end))
    section = written(fold_slice(" ".join(paragraph.section)))
    at = text.find(clause) if clause else -1
    issuer = written(desk.catalogue.office_of.get(fact.report_id, ""))
    if at < 0:
        return Views(own, clause, clause, "", text, section, rivals, issuer)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, at)), default=0)
    stop = _SENTENCE_END.search(text, at + len(clause))
    sentence = text[start : stop.start() if stop else len(text)]
    earlier = max((m.end() for m in _SENTENCE_END.finditer(text, 0, max(0, start - 1))), default=0)
    return Views(own, clause, sentence, text[earlier:start], text, section, rivals, issuer)


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """The shorter words that a long one is made of (调解纠纷: 调解, 纠纷), end to end; () where there are none."""
    shorter = sorted({part for part in analyser().terms(word) if part != word and len(part) > 1}, key=len, reverse=True)
    parts, at = [], 0
    while at < len(word):
        part = next((one for one in shorter if word.startswith(one, at)), "")
        if not part:
            return ()
        parts.append(part)
        at += len(part)
    return tuple(parts)


@lru_cache(maxsize=8192)
def written(folded: str) -> str:
    """Folded text in the words of reports."""
    return as_written(folded)


def fold_slice(text: str, start: int = 0, end: int | None = None) -> str:
    """Folded text of a published slice."""
    return _fold(text[start:end])


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    return folded_text(text)
