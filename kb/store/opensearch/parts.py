"""The next generation on a cluster, by several builds that each bring a part of the files, on one machine or on several.

The first to come opens the generation; what it is, and which parts are in, stands in one document of the control index,
which is changed only by who saw its last version. The part that completes it verifies it and puts it in force. A part that
is done again replaces itself: its documents bear its name. While any part is at work no other build begins; once none is, a
build of the whole may give the unfinished generation up.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import BuildRunsError, IndexStateError
from kb.store.contracts import Counts, FileRecord, ReadReport
from kb.store.files import lock_for_build
from kb.store.opensearch import rooms
from kb.store.opensearch.access import Pace
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.documents import documents_of, file_document, problem_document
from kb.store.opensearch.layout import FILES, WRITTEN
from kb.store.opensearch.lease import Lease
from kb.store.opensearch.ledger import Ledger, State
from kb.store.opensearch.merging import merged
from kb.store.opensearch.passages import among
from kb.store.opensearch.writing import BUILD, NONE, added, begin, check, counts_of, less, manifest_now, tally
from kb.store.shelf import Made, Part, Verify
from kb.types import Problem

_OPENING = 300  # seconds to wait for another part that opens the generation


class PartWriting:
    """A `Writing` of one part. `goes_on` tells how the open generation began, None where none is open."""

    def __init__(
        self,
        connection: Connection,
        index_dir: Path,
        made: Made,
        verify: Verify | None,
        part: Part,
        pace: Pace,
    ) -> None:
        self._connection, self._made, self._verify, self._part = connection, made, verify, part
        self._ledger = Ledger(connection)
        self._folder = index_dir / part.folder
        self._length, self._grace = pace.lease, pace.grace
        self._own = Lease(connection, f"part-{part.number}", pace.lease)
        self._lease: Lease | None = None
        self._state: State | None = None
        self._tally: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        self._bulk: Bulk | None = None
        self._local: sqlite3.Connection | None = None
        self._finished = False
        self.name = ""
        self.before = ""
        self.missing: tuple[int, ...] = ()

    @property
    def goes_on(self) -> bool | None:
        """How the open generation began."""
        return None if self._state is None else self._state.goes_on

    def __enter__(self) -> Self:
        self._local = lock_for_build(self._folder)
        try:
            rooms.prepare(self._connection)
            self._own.take()
            self._state = self._fitting(self._ledger.read())
        except BaseException:
            self._leave()
            raise
        if self._state is None:
            self.before = rooms.survey(self._connection).current
        else:
            self.before, self.name = self._state.before, self._state.generation
        return self

    def begin(self, removed: frozenset[str] | None = None) -> None:
        """Join the open generation, or open it: with nothing, or with the one before. Of that, this part takes the
        reports `removed` out.
        """
        self._state = self._join() or self._open(goes_on=removed is not None)
        state = self._state
        if state.goes_on != (removed is not None):
            raise IndexStateError(
                "这一批与先到的批次做法不同：一个接着原有索引，一个全部重建。", "请给每一批都加上 --full，或都不加。"
            )
        self.before, self.name = state.before, state.generation
        gone = less(self._connection, NONE, state.before, removed) if removed else NONE
        self._ledger.change(
            self.name,
            lambda one: replace(one, brought=_without(one.brought, self._key), gone=one.gone | {self._key: list(gone)}),
        )
        rooms.remove(self._connection, self.name, {"term": {"batch": self._batch}})
        if removed:
            rooms.remove(self._connection, self.name, {"bool": {"filter": among(removed)}}, set(WRITTEN) - {FILES})
        self._bulk = Bulk(self._connection, self.name)

    def add(self, read: ReadReport) -> None:
        """Put in a report of this part."""
        self._writer().put(documents_of(read, self._batch))
        self._names[read.report.id] = read.report.source
        self._tally += tally(read)

    def finish(self, files: Iterable[FileRecord] = (), problems: Iterable[Problem] = ()) -> Counts:
        """This part is in; `files` and `problems` are its own. The counts are those of the part."""
        found = list(problems)
        writer = self._writer()
        for row, one in enumerate(files):
            names = {report: self._names[report] for report in one.reports if report in self._names}
            writer.put([file_document(one, row, self._batch, names)])
        writer.put(problem_document(one, row, self._batch) for row, one in enumerate(found))
        writer.finish()
        self._bulk = None
        self._finished = True
        return added(NONE, self._tally, len(found))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._finished:
                brought = dict(self._tally)
                state = self._ledger.change(
                    self.name, lambda one: replace(one, brought=one.brought | {self._key: brought})
                )
                self.missing = state.missing
                if not state.missing:
                    self._complete(state)
        finally:
            self._leave()

    @property
    def _key(self) -> str:
        return str(self._part.number)

    @property
    def _made_by(self) -> tuple[str, str, str]:
        return self._made.analyser, self._made.extractor, self._made.engine

    @property
    def _batch(self) -> str:
        """What the documents of this part are marked with."""
        return f"{self.name}/{self._key}"

    def _writer(self) -> Bulk:
        if self._bulk is None:
            raise RuntimeError("begin was not called, or finish was")
        return self._bulk

    # --- opening and joining -----------------------------------------------------------------------------------------

    def _join(self) -> State | None:
        """Hold the lock together with the other parts; None where no generation is open."""
        state = self._fitting(self._ledger.read())
        if state is not None:
            self._lease = Lease(self._connection, BUILD, self._length, state.owner)
            self._lease.take()
        return state

    def _open(self, *, goes_on: bool) -> State:
        """Open the generation, or join it where another part was first."""
        opening = Lease(self._connection, "opening", self._length)
        end = time.monotonic() + _OPENING
        while True:
            try:
                opening.take()
                break
            except BuildRunsError:
                if time.monotonic() > end:
                    raise
                time.sleep(1)
        try:
            return self._join() or self._opened(goes_on=goes_on)
        finally:
            opening.release()

    def _opened(self, *, goes_on: bool) -> State:
        owner = uuid.uuid4().hex
        self._lease = Lease(self._connection, BUILD, self._length, owner)
        self._lease.take()
        there = rooms.survey(self._connection)
        name = f"gen-{there.newest + 1:06}"
        begin(self._connection, name, there.current, frozenset() if goes_on else None)
        state = State(name, there.current, goes_on, self._part.of, self._made_by, owner)
        self._ledger.open(state)
        return state

    def _fitting(self, state: State | None) -> State | None:
        """The state where this part belongs to it; None where none is open. Raises IndexStateError of another division."""
        if state is None or state.generation not in rooms.survey(self._connection).kinds:
            return None
        if rooms.manifests(self._connection, state.generation):  # it came into force, and was not cleared away
            return None
        if state.of != self._part.of or state.made != self._made_by:
            division = f"共 {state.of} 批" if state.of != self._part.of else "由另一版本的程序开始"
            raise IndexStateError(
                f"有一次分批构建还没有完成（{division}）。",
                f"请用同样的分法和程序补齐第 {'、'.join(map(str, state.missing))} 批，或不加 --part 重新构建。",
            )
        return state

    # --- the last part -----------------------------------------------------------------------------------------------

    def _complete(self, state: State) -> None:
        """All parts are in: bring files and problems in order, verify, and put it in force."""
        if self._lease is not None:
            self._lease.hold()
        rooms.refresh(self._connection, self.name)
        twice, problems = merged(self._connection, self.name)
        held = rooms.manifest_named(self._connection, state.before).counts if state.goes_on else NONE
        base = [count + sum(gone[at] for gone in state.gone.values()) for at, count in enumerate(held)]
        brought = sum((Counter(one) for one in state.brought.values()), Counter[str]())
        brought.subtract(self._held_twice(twice))
        counts = added(Counts(*base), brought, problems)
        rooms.complete(self._connection, self.name)
        manifest = manifest_now(self._made, counts)
        check(self._connection, self.name, manifest, self._verify)
        if self._lease is not None:
            self._lease.hold()
        rooms.publish(self._connection, self.name, manifest)
        self._ledger.close()
        rooms.clean(self._connection, {state.before}, self._grace)

    def _held_twice(self, twice: Counter[str]) -> Counter[str]:
        """What reports count for that several parts brought, once for each time too many."""
        found: Counter[str] = Counter()
        for report, times in twice.items():
            held = counts_of(self._connection, self.name, frozenset({report}))
            found.update({name: times * count for name, count in held._asdict().items()})
        return found

    def _leave(self) -> None:
        """Free everything. The generation stays open for the other parts, and for this one to be done again."""
        try:
            if self._bulk is not None:
                self._bulk.abandon()
            if self._lease is not None:
                if self._state is not None and not self.missing and self._finished:
                    self._lease.release()
                else:
                    self._lease.leave()
        finally:
            self._own.release()
            if self._local is not None:
                self._local.close()


def _without(of: dict[str, dict[str, int]], key: str) -> dict[str, dict[str, int]]:
    return {name: value for name, value in of.items() if name != key}
