"""Snapshots: one generation, open, for as long as a request needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BrokenIndexError, IndexStateError, NoIndexError, OutdatedIndexError, SettingError
from kb.store.contracts import FigureStore, PassageIndex, ReportStore
from kb.store.files import Hold
from kb.store.manifest import Manifest, current_name, named, read_manifest
from kb.store.registry import engine_named
from kb.store.sqlite_store import SqliteStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, open: everything that a request sees. Stays whole when a newer one comes into force."""

    generation: str
    manifest: Manifest
    passages: PassageIndex
    reports: ReportStore
    figures: FigureStore
    hold: Hold | None = None

    def close(self) -> None:
        """Free all files. Nothing may be called on the stores afterwards."""
        self.passages.close()
        self.reports.close()
        self.figures.close()
        if self.hold is not None:
            self.hold.close()


def open_snapshot(index_dir: Path, analyser_version: str) -> Snapshot:
    """Open the generation in force. Nothing is written, so that the folder may be read-only.

    Raises NoIndexError, OutdatedIndexError (another layout or analyser) or BrokenIndexError.
    """
    while True:
        name = current_name(index_dir)
        if not name:
            raise NoIndexError(str(index_dir))
        try:
            snapshot = open_generation(index_dir, name)
        except BrokenIndexError:
            if current_name(index_dir) == name:
                raise
            continue  # a newer one came into force, and this one was deleted under our hands
        if snapshot.manifest.analyser != analyser_version:
            snapshot.close()
            raise OutdatedIndexError(f"分词 {snapshot.manifest.analyser}", analyser_version)
        return snapshot


def open_generation(index_dir: Path, name: str) -> Snapshot:
    """Open a generation, in force or not, by whatever analyser it was cut. Raises OutdatedIndexError (another layout)
    or BrokenIndexError.
    """
    with ExitStack() as opened:
        hold = opened.enter_context(closing(Hold(index_dir / name / "manifest.json")))
        snapshot = open_stores(index_dir / name, read_manifest(index_dir, name), hold)
        opened.pop_all()
    return snapshot


def open_stores(folder: Path, manifest: Manifest, hold: Hold | None = None) -> Snapshot:
    """Open the stores of a generation whose manifest is known. Raises BrokenIndexError."""
    with ExitStack() as opened:
        try:
            engine = engine_named(manifest.engine)
        except SettingError as error:
            raise BrokenIndexError(str(folder)) from error
        passages = opened.enter_context(closing(engine.open(folder / "passages")))
        store = opened.enter_context(closing(SqliteStore(folder / "store.sqlite")))
        opened.pop_all()
    return Snapshot(folder.name, manifest, passages, store, store, hold)


@dataclass(slots=True)
class _Held:
    """An open snapshot and how many requests use it."""

    snapshot: Snapshot
    users: int = 0


class Snapshots:
    """Hands each request the snapshot in force, and closes an older one when its last request has left.

    A newer generation that cannot be opened is logged once, and the one that is open stays in use.
    """

    def __init__(self, index_dir: Path, analyser_version: str) -> None:
        self._index_dir = index_dir
        self._analyser = analyser_version
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._refused = ""

    @contextmanager
    def hold(self) -> Iterator[Snapshot]:
        """The newest snapshot, open until the block ends. Raises as `open_snapshot` when none could be opened yet."""
        with self._lock:
            held = self._newest()
            held.users += 1
        try:
            yield held.snapshot
        finally:
            with self._lock:
                held.users -= 1
                self._close_unused(held)

    def current(self) -> Snapshot:
        """The newest snapshot, for a glance at its name or manifest: once a newer one comes it may be closed at any
        time, so a request that reads its stores uses `hold`. Raises as `hold`.
        """
        with self._lock:
            return self._newest().snapshot

    def close(self) -> None:
        """Close the snapshot in force, as soon as nobody holds it; asking again opens it again."""
        with self._lock:
            held, self._held = self._held, None
            if held is not None:
                self._close_unused(held)

    def _newest(self) -> _Held:
        held = self._held
        if held is not None and not self._is_newer(held):
            return held
        try:
            opened = _Held(open_snapshot(self._index_dir, self._analyser))
        except IndexStateError as error:
            if held is None:
                raise
            self._refused = named(self._index_dir)
            _log.warning(
                "cannot open %s, stay with %s: %s", self._refused or "CURRENT", held.snapshot.generation, error
            )
            return held
        self._held = opened
        if held is not None:
            self._close_unused(held)
        return opened

    def _is_newer(self, held: _Held) -> bool:
        return named(self._index_dir) not in {held.snapshot.generation, self._refused}

    def _close_unused(self, held: _Held) -> None:
        if held is not self._held and not held.users:
            held.snapshot.close()
