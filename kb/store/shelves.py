"""The one place where it is chosen where generations stand, by the setting KB_STORE."""

from __future__ import annotations

from pathlib import Path

from kb.store.local_shelf import LocalShelf
from kb.store.registry import engine_named
from kb.store.shelf import Shelf


def shelf_of(store: str, index_dir: Path) -> Shelf:
    """The shelf of a value of KB_STORE: the name of an engine. Raises SettingError when there is none of that name."""
    return LocalShelf(index_dir, engine_named(store).name)
