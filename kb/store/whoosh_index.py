"""Passages in a Whoosh index, read in bulk.

Whoosh's own matchers walk posting lists one posting at a time in Python. Here a whole list is decoded into numpy
arrays and scored at once, which gives the same scores some ten times faster, and the scored lists are kept.
Blocks of a list are decoded through private parts of Whoosh's matcher (`_read_data`, `_next_block`), so its version
is pinned, and a test compares every score with those of Whoosh's own search.

An index folder holds pickles of Whoosh: open only what this program wrote.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from pickle import UnpicklingError
from struct import error as StructError  # noqa: N812 (its own name says nothing)
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from whoosh import index
from whoosh.reading import TermNotFound

from kb.errors import BrokenIndexError
from kb.store.contracts import Hit, TextQuery
from kb.store.whoosh_segments import Documents, alive, table_path

K1 = 0.8
B = 0.5
FIELDS = (("terms", 1.0), ("head", 0.2))  # with the weight of each; headings above a paragraph say less than itself
CACHE_BYTES = 32 * 2**20
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    UnpicklingError,
    StructError,
    zlib.error,
    BadZipFile,
)


class _Segment(NamedTuple):
    """A segment, and the number of each of its documents in the whole index, -1 for a deleted one."""

    reader: Any
    numbers: NDArray[np.int32]
    whole: bool

    def postings(self, field: str, term: str) -> tuple[NDArray[np.int32], NDArray[np.float64]] | None:
        """Numbers of the documents with a term, ascending, and how often it stands in each; None for none."""
        try:
            matcher = self.reader.postings(field, term)
        except TermNotFound:
            return None
        own, frequencies = posting_arrays(
            matcher if self.whole else matcher.child
        )  # Whoosh wraps it to pass over deleted
        numbers = self.numbers[own]
        return (numbers, frequencies) if self.whole else (numbers[numbers >= 0], frequencies[numbers >= 0])


class _Scored(NamedTuple):
    """A posting list: the BM25 score of a term in each of `documents` (numbers, ascending), of which there are `having`.

    Of a term that stands in many, `documents` is None and `scores` has a place for every document of the index.
    """

    documents: NDArray[np.int32] | None
    scores: NDArray[np.float32]
    having: int

    @property
    def size(self) -> int:
        """Bytes it takes in the cache, with some 500 for the objects around it."""
        return (0 if self.documents is None else self.documents.nbytes) + self.scores.nbytes + 500

    def add_to(self, total: NDArray[np.float64], weight: float) -> None:
        if self.documents is None:
            total += weight * self.scores
        else:
            total[self.documents] += weight * self.scores


_NOTHING = _Scored(np.empty(0, np.int32), np.empty(0, np.float32), 0)
_MANY = 1 / 8  # of all documents: from here on a place for every one is faster


class WhooshIndex:
    """A `PassageIndex` over a folder that `WhooshWriter` made."""

    def __init__(self, folder: Path, cache_bytes: int = CACHE_BYTES) -> None:
        """Open. Raises BrokenIndexError when the index is missing, damaged or of another make."""
        self._folder = folder
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], _Scored] = OrderedDict()
        self._cache_room = cache_bytes
        try:
            self._reader = index.open_dir(folder, readonly=True).reader()
            self._load()
        except (index.IndexError, *_DAMAGE) as error:
            raise BrokenIndexError(str(folder)) from error

    def _load(self) -> None:
        """Read the tables of all segments. A document's number is its place in them, deleted ones left out."""
        self._segments: list[_Segment] = []
        tables, first = [], 0
        for reader, _ in self._reader.leaf_readers() if self._reader.doc_count_all() else ():
            table, kept = Documents.load(table_path(self._folder, reader.segment())), alive(reader.segment())
            if len(table) != len(kept):
                raise ValueError("a table of another segment")
            numbers = np.where(kept, first + np.cumsum(kept) - 1, -1).astype(np.int32)
            self._segments.append(_Segment(reader, numbers, bool(kept.all())))
            tables.append(table.only(kept))
            first += int(kept.sum())
        documents = Documents.joined(tables)
        names, self._report_of = np.unique(documents.report, return_inverse=True)
        self._reports = [str(name) for name in names]
        self._ordinals = {name: ordinal for ordinal, name in enumerate(self._reports)}
        self._paragraph_of = documents.paragraph
        self._lengths = {}
        for name, _ in FIELDS:
            lengths = getattr(documents, name).astype(np.float64)
            self._lengths[name] = lengths / ((lengths.mean() if len(lengths) else 0) or 1)

    def search(self, query: TextQuery) -> list[Hit]:
        if query.limit <= 0:
            return []
        scores = np.zeros(self.count())
        rarest: NDArray[np.int32] | None = None
        for term, weight in query.terms.items():
            for name, field_weight in FIELDS:
                found = self._scored(name, term)
                found.add_to(scores, weight * field_weight)
                if found.having >= query.limit and found.documents is not None:
                    rarest = found.documents if rarest is None or found.having < len(rarest) else rarest
        if query.reports is not None:
            scores[~self._among(query.reports)] = 0
        least = 0.0 if rarest is None else _last_of(scores[rarest], query.limit)
        return [self._hit(document, scores) for document in self._best(scores, query.limit, least)]

    def _among(self, reports: frozenset[str] | None) -> NDArray[np.bool_]:
        """Which paragraphs are of these reports; all for None."""
        allowed = np.full(len(self._reports), reports is None)
        allowed[[self._ordinals[name] for name in reports or () if name in self._ordinals]] = True
        among: NDArray[np.bool_] = allowed[self._report_of]
        return among

    def document_frequency(self, term: str) -> int:
        return self._scored("terms", term).having

    def count(self) -> int:
        return len(self._report_of)

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        chosen = self._among(reports)
        for report, paragraph in zip(
            self._report_of[chosen].tolist(), self._paragraph_of[chosen].tolist(), strict=True
        ):
            yield self._reports[report], paragraph

    def close(self) -> None:
        self._reader.close()

    def _hit(self, document: np.intp, scores: NDArray[np.float64]) -> Hit:
        report = self._reports[self._report_of[document]]
        return Hit(report, int(self._paragraph_of[document]), float(scores[document]))

    def _best(self, scores: NDArray[np.float64], limit: int, least: float) -> NDArray[np.intp]:
        """The best documents in their order. `least` is a score that `limit` of them reach, or 0."""
        found = np.flatnonzero(scores >= least if least > 0 else scores > 0)
        if limit < len(found):
            # Keep all that equal the last one in, so that the order of equals decides and not the partition.
            found = found[scores[found] >= _last_of(scores[found], limit)]
        order = np.lexsort((self._paragraph_of[found], self._report_of[found], -scores[found]))
        return found[order[:limit]]

    def _scored(self, field: str, term: str) -> _Scored:
        """The scored posting list of a term, from the cache or the files. Whoosh's files are read by one at a time."""
        key = (field, term)
        with self._lock:
            if (kept := self._cache.get(key)) is not None:
                self._cache.move_to_end(key)
                return kept
            scored = self._score(field, term)
            self._cache[key] = scored
            self._cache_room -= scored.size
            while self._cache_room < 0:
                self._cache_room += self._cache.popitem(last=False)[1].size
            return scored

    def _score(self, field: str, term: str) -> _Scored:
        try:
            found = [one for segment in self._segments if (one := segment.postings(field, term)) is not None]
        except _DAMAGE as error:
            raise BrokenIndexError(str(self._folder)) from error
        if not found:
            return _NOTHING
        documents = np.concatenate([numbers for numbers, _ in found])
        frequencies = np.concatenate([counts for _, counts in found])
        idf = np.log1p((self.count() - len(documents) + 0.5) / (len(documents) + 0.5))
        length = self._lengths[field][documents]
        scores = idf * frequencies * (K1 + 1) / (frequencies + K1 * (1 - B + B * length))
        if len(documents) < _MANY * self.count():
            return _Scored(documents, scores.astype(np.float32), len(documents))
        everywhere = np.zeros(self.count(), np.float32)
        everywhere[documents] = scores
        return _Scored(None, everywhere, len(documents))


def _last_of(scores: NDArray[np.float64], limit: int) -> float:
    """The score of the last of the `limit` best; there are as many."""
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit])


def posting_arrays(matcher: Any) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """All of a matcher's documents and frequencies, block by block. Whoosh keeps the gaps between numbers."""
    documents, frequencies = [], []
    while True:
        matcher._read_data()  # noqa: SLF001
        gaps, weights, _ = matcher._data  # noqa: SLF001
        documents.append(np.cumsum(gaps, dtype=np.int32))
        # None: all are 1; a single number: all are that.
        frequencies.append(np.broadcast_to(np.asarray(1.0 if weights is None else weights, np.float64), len(gaps)))
        if matcher._lastblock:  # noqa: SLF001
            return np.concatenate(documents), np.concatenate(frequencies)
        matcher._next_block()  # noqa: SLF001
