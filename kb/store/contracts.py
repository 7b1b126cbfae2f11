"""What a store promises, as protocols. Any engine can be written from this text; `tests/store_contract.py` proves it.

Everything here is read-only and belongs to one generation. All methods may be called from several threads at once.
A store raises `BrokenIndexError` when its files are damaged, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from kb.types import Fact, FactKind, FactStatus, Paragraph, Problem, Report, Span


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Terms of the analyser with weights (an Or of all), in paragraphs of `reports` (None: of all), at most `limit`."""

    terms: Mapping[str, float]
    reports: frozenset[str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found, with its BM25 score (higher is better; comparable within one query only)."""

    report_id: str
    paragraph: int
    score: float


class PassageIndex(Protocol):
    """Finds paragraphs by words.

    BM25 with k1 0.8, b 0.5, idf ln(1 + (N - df + 0.5) / (df + 0.5)), where the engine lets them be set; the terms of
    the headings above a paragraph are scored alike as a field of their own, and count a fifth.
    """

    def search(self, query: TextQuery) -> list[Hit]:
        """Best first; equal scores in order of report id, then paragraph. Unknown terms and reports are ignored."""

    def document_frequency(self, term: str) -> int:
        """In how many paragraphs of the index a term stands."""

    def count(self) -> int:
        """How many paragraphs are indexed."""

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        """(report id, number) of every paragraph of `reports` (None: of all) that is indexed, in no order."""

    def close(self) -> None:
        """Free files. Nothing may be called afterwards."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a build knows of a file it read, so that a later one need not read it again.

    `size` is in bytes and `modified` in nanoseconds since 1970: as long as both stay, the content is taken to be the
    same; 0 where the file may have changed within the clock's tick. `reader` is the version of all that read it.
    `reports` are the ids of the reports in it, () where it could not be read or another file has the same bytes.
    """

    source: str
    size: int
    modified: int
    sha256: str
    reader: str
    reports: tuple[str, ...] = ()


class ReportStore(Protocol):
    """Holds reports and their paragraphs as published."""

    def reports(self) -> Sequence[Report]:
        """All, ordered by place code, then year, then id."""

    def report(self, report_id: str) -> Report | None:
        """One, or None."""

    def paragraphs(self, report_id: str) -> Sequence[Paragraph]:
        """All of a report in order; empty for an unknown report."""

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        """(report id, number) of every paragraph of `reports` (None: of all), in no order."""

    def pick(self, keys: Sequence[tuple[str, int]]) -> list[Paragraph]:
        """The paragraphs of these (report id, number) in the order of `keys`; unknown ones are left out."""

    def written(self, places: Sequence[tuple[str, int, Span]]) -> list[str]:
        """The published words at these (report id, paragraph, span), one each, in their order; "" where there is none."""

    def problems(self) -> Sequence[Problem]:
        """What the build found wrong with files, in the order it found it."""

    def files(self) -> Sequence[FileRecord]:
        """Every file that was read, those that gave no report included, in order of source."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Which facts: all given conditions hold. `words`: the phrase has at least one of them. `places` are codes.

    `own`: only those of the very place that their report is about. `latest`: of those that fit, for each place only
    those of its latest year; the store finds it.
    """

    reports: frozenset[str] | None = None
    indicators: frozenset[str] | None = None
    words: frozenset[str] | None = None
    years: frozenset[int] | None = None
    places: frozenset[str] | None = None
    kinds: frozenset[FactKind] | None = None
    status: FactStatus | None = None
    own: bool = False
    latest: bool = False


class Relation(StrEnum):
    """How figures that cannot well all be right stand to each other.

    Figures are comparable when they are done amounts or rates of whole years with a known indicator, no part of others,
    and of one place, indicator, unit and kind.
    """

    OVER = "over"  # a done rate above 100 %
    GROWTH = "growth"  # a figure, a comparable one of the year before, and a stated change in % that is far from theirs
    TENFOLD = "tenfold"  # two comparable amounts of a year and the year before, one ten times the other or more
    PART = "part"  # an amount that 其中 joins to the one before, of its unit, above it and all others before
    CONFLICT = "conflict"  # unlike figures of a year in two reports of a genre, of one issuer or of two places


@dataclass(frozen=True, slots=True)
class Suspect:
    """Figures that may not be right together: `other` is the whole, the year before or the other report's figure, `change`
    the stated change; None where there is none.
    """

    relation: Relation
    fact: Fact
    other: Fact | None = None
    change: Fact | None = None


class PhraseCount(NamedTuple):
    """Words that name figures, and how many figures they name."""

    phrase: str
    figures: int


class IndicatorCount(NamedTuple):
    """How many figures of an indicator ("" for those without) are of a year."""

    indicator: str
    year: int
    figures: int


class FigureStore(Protocol):
    """Holds the facts of all reports."""

    def facts(self, query: FactQuery) -> list[Fact]:
        """Every fact that fits, ordered by report id, then number."""

    def count(self) -> int:
        """How many facts are held."""

    def stating(self) -> frozenset[str]:
        """The ids of the reports that have facts."""

    def tally(self, without: frozenset[str]) -> list[IndicatorCount]:
        """How many facts there are of each indicator and year of the figure, those of the reports `without` left out.
        Ordered by indicator, then year; those without an indicator come first, under "". No count is 0.
        """

    def unnamed(self, without: frozenset[str], limit: int) -> list[PhraseCount]:
        """The most frequent phrases of facts without indicator, those of the reports `without` left out."""

    def suspects(self, without: frozenset[str]) -> list[Suspect]:
        """Figures to be looked at, by rough rules, in no order; those of the reports `without` left out."""

    def close(self) -> None: ...


# --- what a build hands over -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A paragraph to index: its own terms, with repeats, and those of the headings above it."""

    report_id: str
    paragraph: int
    terms: Sequence[str]
    head_terms: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact and the words of its phrase by which `FactQuery.words` finds it."""

    fact: Fact
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report as read, with all its paragraphs and facts, and each paragraph's entry in the passage index."""

    report: Report
    paragraphs: tuple[Paragraph, ...]
    facts: tuple[FactRow, ...] = ()
    passages: tuple[PassageEntry, ...] = ()


class Counts(NamedTuple):
    """How many of each a generation holds; `named` are facts with a known indicator."""

    reports: int
    paragraphs: int
    facts: int
    named: int
    problems: int


class PassageWriter(Protocol):
    """Writes paragraphs into a folder; nothing may be called after `finish` or `abandon`. May raise OSError."""

    def add(self, entry: PassageEntry) -> None: ...

    def finish(self) -> None:
        """Complete the files. Whether they reached the disk is the caller's business."""

    def abandon(self) -> None:
        """Free the folder; its content is of no use."""
