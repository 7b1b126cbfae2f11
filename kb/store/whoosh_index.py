"""Passages in a Whoosh index, read in bulk.

Whoosh's own matchers walk posting lists one posting at a time in Python. Here a whole list is decoded into numpy
arrays and scored at once, which gives the same scores some ten times faster, and the scored lists are kept.
Blocks of a list are decoded through private parts of Whoosh's matcher (`_read_data`, `_next_block`), so its version
is pinned, and a test compares every score with those of Whoosh's own search.

An index folder holds pickles of Whoosh: open only what this program wrote.
"""

from __future__ import annotations

import shutil
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from pickle import UnpicklingError
from struct import error as StructError  # noqa: N812 (its own name says nothing)
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import TermNotFound

from kb.errors import BrokenIndexError
from kb.store.contracts import Hit, PassageEntry, TextQuery

K1 = 0.8
B = 0.5
FIELDS = (("terms", 1.0), ("head", 0.2))  # with the weight of each; headings above a paragraph say less than itself
CACHE_BYTES = 64 * 2**20
# Above this many megabytes of postings Whoosh sorts on disk, which doubles the time of a build.
_MEMORY_LIMIT = 6000
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
)


class _Scored(NamedTuple):
    """A posting list: numbers of documents, ascending, and the BM25 score of the term in each."""

    documents: NDArray[np.int32]
    scores: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Bytes it takes in the cache, with some 500 for the objects around it."""
        return self.documents.nbytes + self.scores.nbytes + 500


_NOTHING = _Scored(np.empty(0, np.int32), np.empty(0, np.float32))


def _schema() -> fields.Schema:
    return fields.Schema(
        terms=fields.KEYWORD(scorable=True),
        head=fields.KEYWORD(scorable=True),
        report=fields.COLUMN(columns.RefBytesColumn()),
        paragraph=fields.COLUMN(columns.NumericColumn("I")),
    )


def write_passages(folder: Path, entries: Iterable[PassageEntry]) -> None:
    """Write an index of `entries` into `folder`, which is made and must not exist yet; on an error it is gone again."""
    folder.mkdir(parents=True)
    writer = index.create_in(folder, _schema()).writer(
        limitmb=_MEMORY_LIMIT, codec=W3Codec(blocklimit=2048, compression=1)
    )
    try:
        for entry in entries:
            writer.add_document(
                terms=list(entry.terms),
                head=list(entry.head_terms),
                report=entry.report_id.encode(),
                paragraph=entry.paragraph,
            )
    except BaseException:
        writer.cancel()
        shutil.rmtree(folder)
        raise
    writer.commit()


class WhooshIndex:
    """A `PassageIndex` over a folder that `write_passages` made."""

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
        """Read what belongs to documents: report, paragraph, and length in each field."""
        reader = self._reader
        count = reader.doc_count_all()
        if count and (not reader.is_atomic() or reader.has_deletions()):
            raise ValueError("not one segment without deletions")
        numbers = range(count)
        ids = reader.column_reader("report", translate=False) if count else ()
        paragraphs = reader.column_reader("paragraph", translate=False) if count else ()
        names = [bytes(ids[number]).decode() for number in numbers]
        self._reports = sorted(set(names))
        self._ordinals = {name: ordinal for ordinal, name in enumerate(self._reports)}
        self._report_of = np.fromiter((self._ordinals[name] for name in names), np.int32, count)
        self._paragraph_of = np.fromiter((paragraphs[number] for number in numbers), np.int64, count)
        self._lengths: dict[str, NDArray[np.float64]] = {}
        for name, _ in FIELDS:
            lengths = (reader.doc_field_length(number, name, 0) or 0 for number in numbers)
            average = reader.field_length(name) / count if count else 0
            self._lengths[name] = np.fromiter(lengths, np.float64, count) / (average or 1)

    def search(self, query: TextQuery) -> list[Hit]:
        scores = np.zeros(self.count())
        for term, weight in query.terms.items():
            for name, field_weight in FIELDS:
                found = self._scored(name, term)
                scores[found.documents] += weight * field_weight * found.scores
        if query.reports is not None:
            allowed = np.zeros(len(self._reports), np.bool_)
            allowed[[self._ordinals[name] for name in query.reports if name in self._ordinals]] = True
            scores[~allowed[self._report_of]] = 0
        return [self._hit(document, scores) for document in self._best(scores, query.limit)]

    def document_frequency(self, term: str) -> int:
        return len(self._scored("terms", term).documents)

    def count(self) -> int:
        return len(self._report_of)

    def close(self) -> None:
        self._reader.close()

    def _hit(self, document: np.intp, scores: NDArray[np.float64]) -> Hit:
        report = self._reports[self._report_of[document]]
        return Hit(report, int(self._paragraph_of[document]), float(scores[document]))

    def _best(self, scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
        found = np.flatnonzero(scores > 0)
        if limit < len(found):
            # Keep all that equal the last one in, so that the order of equals decides and not the partition.
            last = np.partition(scores[found], len(found) - limit)[len(found) - limit] if limit > 0 else np.inf
            found = found[scores[found] >= last]
        order = np.lexsort((self._paragraph_of[found], self._report_of[found], -scores[found]))
        return found[order[: max(limit, 0)]]

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
            documents, frequencies = _postings(self._reader.postings(field, term))
        except TermNotFound:
            return _NOTHING
        except _DAMAGE as error:
            raise BrokenIndexError(str(self._folder)) from error
        idf = np.log1p((self.count() - len(documents) + 0.5) / (len(documents) + 0.5))
        length = self._lengths[field][documents]
        scores = idf * frequencies * (K1 + 1) / (frequencies + K1 * (1 - B + B * length))
        return _Scored(documents, scores.astype(np.float32))


def _postings(matcher: Any) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """All of a matcher's documents and frequencies, block by block. Whoosh keeps the gaps between numbers."""
    documents, frequencies = [], []
    while True:
        matcher._read_data()  # noqa: SLF001
        gaps, weights, _ = matcher._data  # noqa: SLF001
        documents.append(np.cumsum(np.array(gaps, np.int32), dtype=np.int32))
        # None: all are 1; a single number: all are that.
        frequencies.append(np.broadcast_to(np.array(1.0 if weights is None else weights, np.float64), len(gaps)))
        if matcher._lastblock:  # noqa: SLF001
            return np.concatenate(documents), np.concatenate(frequencies)
        matcher._next_block()  # noqa: SLF001
