"""Open a generation that is a folder."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

from kb.errors import BrokenIndexError, SettingError
from kb.store.files import Hold
from kb.store.manifest import Manifest, read_manifest
from kb.store.registry import engine_named
from kb.store.shelf import Snapshot
from kb.store.sqlite_store import SqliteStore


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
