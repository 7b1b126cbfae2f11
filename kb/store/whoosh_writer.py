"""Write passages into a Whoosh index: a new one, or more segments beside those that are there.

Segments are never changed, so an index may share their files with the one it was copied from. What is removed is
marked as deleted; small segments are merged when there are many of one size, as Lucene's tiered policy does, so that
every document is rewritten a few times in all, however often an index is added to.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader

from kb.errors import BrokenIndexError
from kb.store.contracts import PassageEntry
from kb.store.whoosh_segments import Documents, alive, table_path

# Above this many megabytes of postings Whoosh sorts on disk, which doubles the time of a build.
_MEMORY_LIMIT = 6000
_SIBLINGS = 8  # segments of one size before they become one of the next
_SMALLEST = 64  # documents: segments up to here are of the first size
LARGEST = 32_768  # documents: so many are kept in memory (some 20 KB each) before they become a segment


class WhooshWriter:
    """A `PassageWriter`: `add` paragraphs, then `finish`, or `abandon` all of it."""

    def __init__(self, folder: Path, removed: frozenset[str] | None = None, largest: int = LARGEST) -> None:
        """A new index in `folder`, which is made; or where `removed` is given, the one that is there, less the
        paragraphs of these reports. `largest` is how many documents a segment may have that is not merged of others.
        Raises BrokenIndexError when that index cannot be read.
        """
        self._largest = largest
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
        self._writer = _open(self._folder).writer(limitmb=_MEMORY_LIMIT, codec=W3Codec(blocklimit=2048, compression=1))
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
        if len(self._rows) >= self._largest:
            self.finish()
            self._begin()
        self._writer.add_document(terms=list(entry.terms), head=list(entry.head_terms))
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

    def _merge(self, writer: Any, segments: list[Any]) -> list[Any]:
        """Whoosh asks which segments stay; the others' documents are added behind the new ones, in this order."""
        merged = _to_merge(segments)
        self._new_tables = [Documents.of(self._rows)]
        for segment in merged:
            if not alive(segment).any():
                continue  # nothing of it stays, and Whoosh would write a segment of nothing
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            self._new_tables.append(self._tables[segment.segment_id()].only(alive(segment)))
        return [segment for segment in segments if segment not in merged]


def _schema() -> fields.Schema:
    return fields.Schema(terms=fields.KEYWORD(scorable=True), head=fields.KEYWORD(scorable=True))


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
