"""Write passages into a tantivy index: a new one, or go on with the one that is there.

tantivy's segments are never changed: what is removed is masked by a file of its own, small segments are merged into new
ones, and the two files that say which segments there are get replaced. So an index may share the files of the one that it
was copied from.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from kb.store.contracts import PassageEntry
from kb.store.tantivy_index import damage_named, order_of, schema

MEMORY = 200_000_000  # bytes of postings before they become a segment


@contextmanager
def _to_disk() -> Iterator[None]:
    """Turn what tantivy says of a disk that is full or refuses into OSError, as the contract has it."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


class TantivyWriter:
    """A `PassageWriter`: `add` paragraphs, then `finish`, or `abandon` all of it."""

    def __init__(self, folder: Path, removed: frozenset[str] | None = None, memory: int = MEMORY) -> None:
        """A new index in `folder`, which is made; or where `removed` is given, the one that is there, less the
        paragraphs of these reports. Raises BrokenIndexError when that index cannot be read.
        """
        self._folder = folder
        self._is_new = removed is None
        if removed is None:
            folder.mkdir(parents=True)
            self._writer = tantivy.Index(schema(), path=str(folder)).writer(memory, num_threads=1)
            return
        with damage_named(folder):
            self._writer = tantivy.Index.open(str(folder)).writer(memory, num_threads=1)
            for report in sorted(removed):
                self._writer.delete_documents_by_term("report", report)

    def add(self, entry: PassageEntry) -> None:
        document = tantivy.Document()
        document.add_text("terms", " ".join(entry.terms))
        document.add_text("head", " ".join(entry.head_terms))
        document.add_text("report", entry.report_id)
        document.add_unsigned("paragraph", entry.paragraph)
        document.add_unsigned("order", order_of(entry.report_id))
        with _to_disk():
            self._writer.add_document(document)

    def finish(self) -> None:
        with _to_disk():
            self._writer.commit()
            self._writer.wait_merging_threads()

    def abandon(self) -> None:
        with _to_disk():
            self._writer.rollback()
            self._writer.wait_merging_threads()  # frees its lock
        if self._is_new:
            shutil.rmtree(self._folder)
