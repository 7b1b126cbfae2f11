"""Snapshots: one generation, open, for as long as a request needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kb.errors import BrokenIndexError, IndexStateError, NoIndexError, OutdatedIndexError
from kb.store.shelf import Shelf, Snapshot

_log = logging.getLogger(__name__)


def open_snapshot(shelf: Shelf, analyser_version: str) -> Snapshot:
    """Open the generation in force. Nothing is written, so that a folder may be read-only.

    Raises NoIndexError, OutdatedIndexError (another layout or analyser) or BrokenIndexError.
    """
    while True:
        name = shelf.current()
        if not name:
            raise NoIndexError(str(shelf.index_dir))
        try:
            snapshot = shelf.open(name)
        except BrokenIndexError:
            if shelf.current() == name:
                raise
            continue  # a newer one came into force, and this one was deleted under our hands
        if snapshot.manifest.analyser != analyser_version:
            snapshot.close()
            raise OutdatedIndexError(f"分词 {snapshot.manifest.analyser}", analyser_version)
        return snapshot


def name_in_force(shelf: Shelf) -> str:
    """As `Shelf.current`, and "" where it cannot be told: a build mends that."""
    with suppress(IndexStateError):
        return shelf.current()
    return ""


@dataclass(slots=True)
class _Held:
    """An open snapshot and how many requests use it."""

    snapshot: Snapshot
    users: int = 0


class Snapshots:
    """Hands each request the snapshot in force, and closes an older one when its last request has left.

    A newer generation that cannot be opened is logged once, and the one that is open stays in use.
    """

    def __init__(self, shelf: Shelf, analyser_version: str) -> None:
        self._shelf = shelf
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
            opened = _Held(open_snapshot(self._shelf, self._analyser))
        except IndexStateError as error:
            if held is None:
                raise
            self._refused = name_in_force(self._shelf)
            _log.warning(
                "cannot open %s, stay with %s: %s", self._refused or "CURRENT", held.snapshot.generation, error
            )
            return held
        self._held = opened
        if held is not None:
            self._close_unused(held)
        return opened

    def _is_newer(self, held: _Held) -> bool:
        return name_in_force(self._shelf) not in {held.snapshot.generation, self._refused}

    def _close_unused(self, held: _Held) -> None:
        if held is not self._held and not held.users:
            held.snapshot.close()
