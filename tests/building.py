"""Builds and snapshots of an index that is a folder, as most tests use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer import pipeline
from kb.store import snapshots
from kb.store.local_shelf import LocalShelf

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.pipeline import BuildReport
    from kb.store.shelf import Snapshot


def build(reports: Path, index: Path, **chosen: object) -> BuildReport:
    """`indexer.pipeline.build` into a folder."""
    return pipeline.build(reports, LocalShelf(index), **chosen)


def open_snapshot(index: Path, analyser: str) -> Snapshot:
    """The generation in force of a folder."""
    return snapshots.open_snapshot(LocalShelf(index), analyser)
