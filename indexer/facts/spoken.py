"""What the clauses of a sentence before a figure's own say that it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.facts.naming import is_bare_mediation, is_dependent, uncompared, ungrown, without
from kb.types import Fact, Span

_LISTED = re.compile(
    r"(?:[位排]?[居列名]|排)?(?:全[省市区县])?(?:前[两二三四五六七八九十\d]+[位名]?|最[多高大])?的?(?:依次|分别)?(?:为|是|有)[^、\d]+(?:、[^、\d]+)+$"
)
_NEAR = 6  # figures back that a bare verb may hang on
_DISPUTE = re.compile(r"(?:矛盾|民间|社会)*纠纷|(?<=调解)案件")
_NAMES = 3  # characters that may name something


class Spoken:
    """The clauses of one sentence; `dates` are the periods named in it."""

    def __init__(self, text: str, clauses: list[Span], dates: list[Span]) -> None:
        self._text, self._clauses, self._dates = text, clauses, dates

    def _earlier(self, clause: Span) -> list[str]:
        """The clauses of the sentence before one, without their dates."""
        return [without(self._text, c, self._dates).strip() for c in self._clauses if c.end <= clause.start]

    def last(self, clause: Span) -> str:
        """What the clauses of the sentence before name last, up to a figure."""
        spoken = [text for text in map(_unlisted, self._earlier(clause)) if not is_dependent(text) and len(text) > 2]
        return ungrown(re.split(r"\d+(?![\d年])", spoken[-1])[0][-30:]) if spoken else ""

    def with_dispute(self, own: str, clause: Span, told: Sequence[Fact]) -> str:
        """Own words that say no more than that something was mediated, with what it was, as the sentence, else a figure told
        shortly before, spoke of it last: 排查矛盾纠纷4208件,调解(矛盾纠纷)3826件; other words as they are.
        """
        if not is_bare_mediation(own):
            return own
        words = (*reversed(self._earlier(clause)), *(fact.phrase for fact in reversed(told[-_NEAR:])))
        found = next(filter(None, map(_DISPUTE.search, words)), None)
        return f"{own}{found[0]}" if found else own

    def before_bracket(self, clause: Span, *, said: bool) -> str:
        """The clause that a bracket stands behind: 立案数比2023年(1216件); "" where it has a figure of its own, names nothing
        or only a target, or where no bracket begins.
        """
        if self._text[clause.start - 1 : clause.start] != "(":
            return ""
        words = uncompared(self._earlier(clause)[-1]) if self._earlier(clause) else ""
        target = said and words.endswith(("任务", "目标", "指标"))
        return "" if target or re.search(r"\d", words) or len(words) < _NAMES else words[-30:]


def _unlisted(words: str) -> str:
    """A clause without the names that it lists at its end: 办案量(居前三位的是大良、容桂、乐从)."""
    return _LISTED.sub("", words)
