"""Write passages into a Whoosh index: a new one, or more segments beside those that are there.

Segments are never changed, so an index may share their files with the one it was copied from. What is removed is
marked as deleted; small segments are merged when there are many of one size, as Lucene's tiered policy does, so that
every document is rewritten a few times in all, however often an index is added to.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index
from whoosh.reading import SegmentReader

from kb.errors import BrokenIndexError
from kb.store.contracts import PassageEntry
from kb.store.whoosh_bulk import BulkWriter, PostingList, Postings
from kb.store.whoosh_index import posting_arrays
from kb.store.whoosh_segments import Documents, alive, table_path

_FIELDS = ("head", "terms")
_SIBLINGS = 8  # segments of one size before they become one of the next
_SMALLEST = 64  # documents: segments up to here are of the first size
LARGEST = 32_768  # documents: segments from here on are not merged
_MOST_TERMS = 6_000_000  # kept in memory before they become a segment; some 30 bytes each while that is written


class WhooshWriter:
    """A `PassageWriter`: `add` paragraphs, then `finish`, or `abandon` all of it."""

    def __init__(self, folder: Path, removed: frozenset[str] | None = None, most_terms: int = _MOST_TERMS) -> None:
        """A new index in `folder`, which is made; or where `removed` is given, the one that is there, less the
        paragraphs of these reports. `most_terms` are kept in memory before they become a segment. Raises
        BrokenIndexError when that index cannot be read.
        """
        self._most_terms = most_terms
        self._folder = folder
        self._is_new = removed is None
        if removed is None:
            folder.mkdir(parents=True)
            index.create_in(folder, _schema()).close()
        self._begin(removed or frozenset())

    def _begin(self, removed: frozenset[str] = frozenset()) -> None:
        """Begin a segment, and take reports out of those that are there."""
        self._rows: list[tuple[str, int, int, int]] = []
        self._new_tables: list[Documents] = []
        self._postings = {name: Postings() for name in _FIELDS}
        self._writer = BulkWriter(_open(self._folder))
        self._tables = {
            segment.segment_id(): Documents.load(table_path(self._folder, segment)) for segment in self._segments
        }
        for segment in self._segments:
            gone = np.isin(self._tables[segment.segment_id()].report, list(removed))
            for document in np.flatnonzero(gone):
                segment.delete_document(int(document))

    @property
    def _segments(self) -> list[Any]:
        return list(self._writer.segments)

    def add(self, entry: PassageEntry) -> None:
        if sum(map(len, self._postings.values())) >= self._most_terms:
            self.finish()
            self._begin()
        self._postings["terms"].add(entry.terms)
        self._postings["head"].add(entry.head_terms)
        self._rows.append((entry.report_id, entry.paragraph, len(entry.terms), len(entry.head_terms)))

    def finish(self) -> None:
        self._writer.commit(mergetype=self._merge)
        table = Documents.joined(self._new_tables)
        if len(table):  # Whoosh writes no segment of nothing
            table.save(table_path(self._folder, self._writer.get_segment()))

    def abandon(self) -> None:
        self._writer.cancel()
        if self._is_new:
            shutil.rmtree(self._folder)

    def _merge(self, writer: BulkWriter, segments: list[Any]) -> list[Any]:
        """Whoosh asks which segments stay; the others' documents are added behind the new ones, in this order."""
        merged = _to_merge(segments)
        self._new_tables = [Documents.of(self._rows)]
        for segment in merged:
            if not alive(segment).any():
                continue  # nothing of it stays, and Whoosh would write a segment of nothing
            self._take(SegmentReader(writer.storage, writer.schema, segment), segment)
        table = Documents.joined(self._new_tables)
        if len(table):
            writer.fill({name: (self._postings[name], getattr(table, name)) for name in _FIELDS})
        return [segment for segment in segments if segment not in merged]

    def _take(self, reader: SegmentReader, segment: Any) -> None:
        """Put what stays of a segment behind all that is there."""
        kept = alive(segment)
        numbers = np.where(kept, sum(map(len, self._new_tables)) + np.cumsum(kept) - 1, -1)
        for name in _FIELDS:
            self._postings[name].merge(_lists(reader, name, numbers))
        self._new_tables.append(self._tables[segment.segment_id()].only(kept))
        reader.close()


def _lists(reader: SegmentReader, field: str, numbers: NDArray[np.int64]) -> Iterator[PostingList]:
    """The posting lists of a segment's field with new numbers of documents, -1 where one is left out."""
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        own, frequencies = posting_arrays(matcher.child if reader.has_deletions() else matcher)
        stays = numbers[own] >= 0
        yield PostingList(term, numbers[own][stays], frequencies[stays].astype(np.int64))


def _schema() -> fields.Schema:
    return fields.Schema(**{name: fields.KEYWORD(scorable=True) for name in _FIELDS})


def _open(folder: Path) -> Any:
    try:
        return index.open_dir(folder)
    except (OSError, ValueError, index.IndexError) as error:
        raise BrokenIndexError(str(folder)) from error


def _to_merge(segments: list[Any]) -> list[Any]:
    """Segments of which more than half is deleted, and small ones of a size that has too many; smallest first."""
    by_size: defaultdict[int, list[Any]] = defaultdict(list)
    wasted = []
    for segment in sorted(segments, key=lambda one: (int(alive(one).sum()), one.segment_id())):
        kept = int(alive(segment).sum())
        if 2 * kept < segment.doc_count_all():
            wasted.append(segment)
        else:
            by_size[_size(kept)].append(segment)
    crowded = (group for size, group in sorted(by_size.items()) if len(group) >= _SIBLINGS and size < _size(LARGEST))
    return wasted + [one for group in crowded for one in group]


def _size(documents: int) -> int:
    """0 up to _SMALLEST documents, 1 up to _SIBLINGS times as many, and so on."""
    size = 0
    while documents > _SMALLEST * _SIBLINGS**size:
        size += 1
    return size
