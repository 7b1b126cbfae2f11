"""The analyser with the project's own words: places and the words of indicators are never cut apart."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from kb.lang.tokens import Analyser
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer


@cache
def analyser() -> Analyser:
    """The one analyser, made once a process."""
    return Analyser((*gazetteer().words(), *indicators().names()), _frequencies())


def _frequencies() -> dict[str, int]:
    """What data/frequencies.tsv keeps so that jieba need not be asked; of no effect once a name has been added."""
    lines = resources.files("kb.lexicon").joinpath("data/frequencies.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: int(frequency) for name, frequency in rows}


@cache
def synonyms() -> dict[str, str]:
    """What people say and what reports write (data/synonyms.tsv); a word that stands for itself protects itself."""
    lines = resources.files("kb.lexicon").joinpath("data/synonyms.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return {row[0]: row[1] for row in rows if len(row) == 2}


@cache
def _synonym_pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(synonyms(), key=lambda word: (-len(word), word))))


def as_written(folded: str) -> str:
    """The words of reports for those that people say: 法援 → 法律援助. Longest first, one pass, nothing chained."""
    return _synonym_pattern().sub(lambda match: synonyms()[match[0]], folded) if synonyms() else folded


@cache
def related() -> dict[str, dict[str, float]]:
    """How well a word of a report answers for a word of a question (data/related.tsv), 0 to 1, both ways."""
    table: dict[str, dict[str, float]] = {}
    for line in resources.files("kb.lexicon").joinpath("data/related.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            one, other, degree = line.split("\t")
            table.setdefault(one, {})[other] = float(degree)
            table.setdefault(other, {})[one] = float(degree)
    return table
