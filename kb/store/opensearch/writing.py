"""The next generation on a cluster, by one build."""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import BrokenBuildError, IndexStateError
from kb.store.contracts import Counts, FileRecord, ReadReport
from kb.store.files import lock_for_build
from kb.store.manifest import Manifest
from kb.store.opensearch import rooms
from kb.store.opensearch.access import Pace
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.documents import documents_of, file_document, problem_document
from kb.store.opensearch.layout import FIGURES, FILES, LAYOUT, PARAGRAPHS, REPORTS, WRITTEN, name_of
from kb.store.opensearch.lease import Lease
from kb.store.opensearch.ledger import Ledger
from kb.store.opensearch.opening import open_stores
from kb.store.opensearch.passages import among
from kb.store.shelf import Made, Verify
from kb.types import Problem

BUILD = "build"  # the name of the lock
NONE = Counts(0, 0, 0, 0, 0)
_log = logging.getLogger(__name__)


class ClusterWriting:
    """A `Writing` of a generation on a cluster. One build at a time, by a lock on this machine and one on the cluster."""

    goes_on: bool | None = None
    missing: tuple[int, ...] = ()

    def __init__(self, connection: Connection, index_dir: Path, made: Made, verify: Verify | None, pace: Pace) -> None:
        self._connection, self._index_dir, self._made, self._verify = connection, index_dir, made, verify
        self._lease = Lease(connection, BUILD, pace.lease)
        self._grace = pace.grace
        self._tally: Counter[str] = Counter()
        self._base = NONE
        self._counts: Counts | None = None
        self._bulk: Bulk | None = None
        self._local: sqlite3.Connection | None = None
        self.name = ""
        self.before = ""

    def __enter__(self) -> Self:
        self._local = lock_for_build(self._index_dir)
        try:
            rooms.prepare(self._connection)
            self._lease.take()
            there = rooms.survey(self._connection)
        except BaseException:
            self._lease.release()
            self._local.close()
            raise
        self.before, self.name = there.current, f"gen-{there.newest + 1:06}"
        return self

    def begin(self, removed: frozenset[str] | None = None) -> None:
        """Begin with nothing; or where `removed` is given, with the generation in force less these reports."""
        self._lease.hold()
        self._base = begin(self._connection, self.name, self.before, removed)
        if removed:
            rooms.remove(self._connection, self.name, {"bool": {"filter": among(removed)}}, set(WRITTEN) - {FILES})
        self._bulk = Bulk(self._connection, self.name)

    def add(self, read: ReadReport) -> None:
        """Put in a report whose id is not there."""
        self._writer().put(documents_of(read, self.name))
        self._tally += tally(read)

    def finish(self, files: Iterable[FileRecord] = (), problems: Iterable[Problem] = ()) -> Counts:
        """Everything is in: complete it, once. `files` and `problems` are all there are."""
        found = list(problems)
        writer = self._writer()
        writer.put(file_document(one, row, self.name) for row, one in enumerate(files))
        writer.put(problem_document(one, row, self.name) for row, one in enumerate(found))
        writer.finish()
        self._bulk = None
        self._lease.hold()
        rooms.complete(self._connection, self.name)
        self._counts = added(self._base, self._tally, len(found))
        return self._counts

    def _writer(self) -> Bulk:
        if self._bulk is None:
            raise RuntimeError("begin was not called, or finish was")
        return self._bulk

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        in_force = False
        try:
            if kind is None and self._counts is not None:
                manifest = manifest_now(self._made, self._counts)
                check(self._connection, self.name, manifest, self._verify)
                self._lease.hold()
                rooms.publish(self._connection, self.name, manifest)
                in_force = True
        finally:
            self._leave(in_force=in_force)

    def _leave(self, *, in_force: bool) -> None:
        """Free everything, whatever happened before; what cannot be deleted now is left for the next build."""
        try:
            if self._bulk is not None:
                self._bulk.abandon()
            with suppress(IndexStateError):
                self._lease.hold()  # raises where another build works here by now
                if not in_force and rooms.current_name(self._connection) != self.name:
                    rooms.delete(self._connection, self.name)
                rooms.clean(self._connection, {self.before}, self._grace)
                Ledger(self._connection).close()  # parts that were never completed were just deleted
        finally:
            self._lease.release()
            if self._local is not None:
                self._local.close()


def begin(connection: Connection, name: str, before: str, removed: frozenset[str] | None) -> Counts:
    """Make the indices of a generation, and say what stays in them: nothing, or the generation `before` less `removed`."""
    if removed is None:
        rooms.make(connection, name)
        return NONE
    held = rooms.manifest_named(connection, before).counts
    rooms.clone(connection, before, name)
    return less(connection, held, before, removed)


def less(connection: Connection, held: Counts, before: str, removed: frozenset[str]) -> Counts:
    """What a generation holds without these reports, problems apart, which are all written anew."""
    gone = counts_of(connection, before, removed) if removed else NONE
    return Counts(*(all_ - one for all_, one in zip(held, gone, strict=True)))._replace(problems=0)


def counts_of(connection: Connection, generation: str, reports: frozenset[str]) -> Counts:
    """What a generation holds of these reports; no problems, for those are of files."""
    of, prefix = {"filter": among(reports)}, connection.access.prefix
    held, paragraphs, facts = (
        connection.count(name_of(prefix, generation, kind), {"bool": of}) for kind in (REPORTS, PARAGRAPHS, FIGURES)
    )
    unnamed = {"bool": of | {"must": [{"term": {"indicator": ""}}]}}
    named = facts - connection.count(name_of(prefix, generation, FIGURES), unnamed)
    return Counts(held, paragraphs, facts, named, 0)


def tally(read: ReadReport) -> Counter[str]:
    """What a report adds to the counts."""
    named = sum(bool(row.fact.indicator) for row in read.facts)
    return Counter(reports=1, paragraphs=len(read.paragraphs), facts=len(read.facts), named=named)


def added(base: Counts, tallied: Counter[str], problems: int) -> Counts:
    """The counts with what was put in."""
    of = dict(zip(Counts._fields, base, strict=True))
    return Counts(**{name: of[name] + tallied[name] for name in Counts._fields[:-1]}, problems=problems)


def manifest_now(made: Made, counts: Counts) -> Manifest:
    """The manifest of a generation that is complete now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(LAYOUT, made.analyser, made.extractor, made.engine, now, counts, ())


def check(connection: Connection, name: str, manifest: Manifest, verify: Verify | None) -> None:
    """Raises BrokenBuildError when `verify` finds a fault."""
    if verify is None:
        return
    faults = list(verify(open_stores(connection, name, manifest)))
    if faults:
        _log.error("%s is not sound and was thrown away: %s", name, "; ".join(faults[:5]))
        raise BrokenBuildError(faults[0])
