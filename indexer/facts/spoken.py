"""What the clauses of a sentence before a figure's own say that it counts."""

from __future__ import annotations

import re

from indexer.facts.naming import is_dependent, uncompared, ungrown, without
from kb.types import Span

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
        spoken = [text for text in self._earlier(clause) if not is_dependent(text) and len(text) > 2]
        return ungrown(re.split(r"\d+(?![\d年])", spoken[-1])[0][-30:]) if spoken else ""

    def before_bracket(self, clause: Span, *, said: bool) -> str:
        """The clause that a bracket stands behind: 立案数比2023年(1216件); "" where it has a figure of its own, names nothing
        or only a target, or where no bracket begins.
        """
        if self._text[clause.start - 1 : clause.start] != "(":
            return ""
        words = uncompared(self._earlier(clause)[-1]) if self._earlier(clause) else ""
        target = said and words.endswith(("任务", "目标", "指标"))
        return "" if target or re.search(r"\d", words) or len(words) < _NAMES else words[-30:]
