"""The one place where it is chosen where generations stand, by the setting KB_STORE."""

from __future__ import annotations

from pathlib import Path

from kb.config import Settings
from kb.store.local_shelf import LocalShelf
from kb.store.opensearch.access import SCHEME, access_of
from kb.store.registry import engine_named
from kb.store.shelf import Shelf


def shelf_of(settings: Settings, index_dir: Path) -> Shelf:
    """The shelf that the settings name: by an engine, or by the address of a cluster. Raises SettingError."""
    store = settings.store
    if store.startswith(SCHEME):
        from kb.store.opensearch.shelf import ClusterShelf  # noqa: PLC0415 (its client takes a while to load)

        access = access_of(
            store,
            user=settings.store_user,
            password=settings.store_password,
            authority=settings.store_ca,
            shards=int(settings.store_shards),
        )
        return ClusterShelf(index_dir, access)
    return LocalShelf(index_dir, engine_named(store).name)
