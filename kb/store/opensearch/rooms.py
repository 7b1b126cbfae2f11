"""The sets of indices of generations: what is there, which is in force, and making, copying and deleting them."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from kb.errors import BrokenIndexError, IndexStateError, OutdatedIndexError, StoreRefusedError
from kb.store.manifest import Manifest, generation_number
from kb.store.opensearch.connection import AbsentError, Connection, Json
from kb.store.opensearch.documents import manifest_of, manifest_record
from kb.store.opensearch.layout import (
    DRAFT,
    FILES,
    KINDS,
    LAYOUT,
    PASSAGES,
    REPORTS,
    WRITTEN,
    alias_of,
    control_of,
    generation_of,
    name_of,
    templates,
)

KEPT = 3  # complete generations, the one in force among them
_PATIENCE = 600  # seconds for the second copies to be there
_LONG = 3600  # seconds a step over all documents may take
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Rooms:
    """What is there now: the kinds of indices of each generation, and which generation is in force ("" for none)."""

    kinds: dict[str, set[str]] = field(default_factory=dict)
    current: str = ""

    @property
    def newest(self) -> int:
        """The highest number of a generation, complete or not; 0 for none."""
        return max(map(generation_number, self.kinds), default=0)


def survey(connection: Connection) -> Rooms:
    """Look. Raises BrokenIndexError when parts of several generations are in force."""
    prefix = connection.access.prefix
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    current: set[str] = set()
    with suppress(AbsentError):  # with no index there at all
        for index, held in connection.call("GET", f"/{prefix}-gen-*/_alias", local="true").items():
            if generation := generation_of(prefix, index):
                kinds[generation].add(index.rpartition("-")[2])
                current |= {generation} if alias_of(prefix) in held["aliases"] else set()
    if len(current) > 1:
        raise BrokenIndexError(alias_of(prefix))
    return Rooms(dict(kinds), next(iter(current), ""))


def current_name(connection: Connection) -> str:
    """The generation in force, "" for none. Asks the node at hand, which knows it also while no manager is elected."""
    prefix = connection.access.prefix
    try:
        found = connection.call("GET", f"/_alias/{alias_of(prefix)}", local="true")
    except AbsentError:
        return ""
    names = {generation_of(prefix, index) for index in found}
    if len(names) != 1 or "" in names:
        raise BrokenIndexError(alias_of(prefix))
    return names.pop()


def manifests(connection: Connection, generation: str = "gen-*") -> dict[str, Manifest]:
    """The manifests of complete generations of any layout."""
    prefix = connection.access.prefix
    found = {}
    with suppress(AbsentError):
        path = f"/{name_of(prefix, generation, REPORTS)}/_mapping"
        for index, held in connection.call("GET", path, local="true").items():
            name = generation_of(prefix, index)
            manifest = manifest_of(held["mappings"].get("_meta", {}), name)
            if name and manifest is not None:
                found[name] = manifest
    return found


def manifest_named(connection: Connection, generation: str) -> Manifest:
    """Raises BrokenIndexError where there is none, OutdatedIndexError for one of another layout."""
    manifest = manifests(connection, generation).get(generation) if generation_number(generation) else None
    if manifest is None:
        raise BrokenIndexError(f"{connection.access.prefix}-{generation}")
    if manifest.schema != LAYOUT:
        raise OutdatedIndexError(f"结构 {manifest.schema}", LAYOUT)
    return manifest


def prepare(connection: Connection) -> None:
    """Have the templates and the index of who builds there."""
    prefix = connection.access.prefix
    for name, template in templates(prefix, connection.access.shards).items():
        connection.call("PUT", f"/_index_template/{name}", template)
    _make(connection, control_of(prefix))


def make(connection: Connection, generation: str, kinds: Iterable[str] = WRITTEN) -> None:
    """New indices, empty."""
    for kind in kinds:
        _make(connection, name_of(connection.access.prefix, generation, kind))


def _make(connection: Connection, index: str) -> None:
    try:
        connection.call("PUT", f"/{index}", seconds=120)
    except StoreRefusedError as error:
        if "resource_already_exists" not in str(error):
            raise


def clone(connection: Connection, before: str, generation: str) -> None:
    """The indices of a generation that goes on from another: its files are shared where they stay as they are."""
    prefix = connection.access.prefix
    for kind in KINDS:
        if kind != FILES:
            own = DRAFT if kind == PASSAGES else kind
            _clone(connection, name_of(prefix, before, kind), name_of(prefix, generation, own))
    make(connection, generation, (FILES,))
    _wait(connection, generation, WRITTEN, "yellow")


def _clone(connection: Connection, index: str, to: str) -> None:
    """A copy of an index that nobody may write to, into which may be written. Raises BrokenIndexError where there is none."""
    settings = {"index.blocks.write": None, "index.number_of_replicas": 0, "index.auto_expand_replicas": "false"}
    try:
        connection.call("PUT", f"/{index}/_clone/{to}", {"settings": settings}, seconds=300)
    except StoreRefusedError as error:
        if "resource_already_exists" not in str(error):
            raise
    except AbsentError as error:
        raise BrokenIndexError(index) from error


def remove(connection: Connection, generation: str, query: Json, kinds: Iterable[str] = WRITTEN) -> None:
    """Take documents out of a generation that is being made."""
    names = ",".join(name_of(connection.access.prefix, generation, kind) for kind in kinds)
    refresh(connection, generation)
    chosen: Json = {"conflicts": "proceed", "refresh": "true", "slices": "auto", "ignore_unavailable": "true"}
    connection.call("POST", f"/{names}/_delete_by_query", {"query": query}, seconds=_LONG, **chosen)


def refresh(connection: Connection, generation: str) -> None:
    """Show what was written."""
    connection.call("POST", f"/{_all(connection, generation)}/_refresh", seconds=_LONG, ignore_unavailable="true")


def settle(connection: Connection, generation: str) -> None:
    """Show what was written, and make the passages of their draft, without what was deleted in it.

    A score must count nothing that was deleted. An index keeps deleted documents for half a minute and more, for copies
    that may lag behind; a clone, which has no copies yet, lets them go at once.
    """
    draft, passages = (name_of(connection.access.prefix, generation, kind) for kind in (DRAFT, PASSAGES))
    refresh(connection, generation)
    connection.call("PUT", f"/{draft}/_settings", {"index.blocks.write": True}, seconds=120)
    _clone(connection, draft, passages)
    connection.call("POST", f"/{passages}/_forcemerge", seconds=_LONG, only_expunge_deletes="true")
    connection.call("POST", f"/{passages}/_refresh", seconds=_LONG)
    connection.call("DELETE", f"/{draft}", seconds=120, ignore_unavailable="true")


def complete(connection: Connection, generation: str) -> None:
    """Nothing more will be written: have a second copy of everything where there are nodes for it, and allow no change
    any more.
    """
    settle(connection, generation)
    settings = {"index.auto_expand_replicas": "0-1", "index.blocks.write": True}
    path = f"/{_all(connection, generation)}/_settings"
    connection.call("PUT", path, settings, seconds=120, ignore_unavailable="true")
    if not _wait(connection, generation, KINDS, "green"):
        _log.warning("%s has no second copy of everything: a node that stops may take answers along", generation)


def publish(connection: Connection, generation: str, manifest: Manifest) -> None:
    """Write the manifest, which makes it complete, then put it in force."""
    meta = {"_meta": manifest_record(manifest, generation)}
    path = f"/{name_of(connection.access.prefix, generation, REPORTS)}/_mapping"
    connection.call("PUT", path, meta, seconds=120)
    put_in_force(connection, generation)


def put_in_force(connection: Connection, generation: str) -> None:
    """One action, which every node sees whole or not at all."""
    prefix = connection.access.prefix
    alias = alias_of(prefix)
    try:
        held = sorted(connection.call("GET", f"/_alias/{alias}"))
    except AbsentError:
        held = []
    new = [name_of(prefix, generation, kind) for kind in KINDS]
    actions: list[Json] = [{"remove": {"index": index, "alias": alias}} for index in held if index not in new]
    actions += [{"add": {"index": index, "alias": alias}} for index in new]
    connection.call("POST", "/_aliases", {"actions": actions}, seconds=120)


def delete(connection: Connection, generation: str) -> None:
    """Delete all there is of a generation."""
    connection.call("DELETE", f"/{_all(connection, generation)}", seconds=120, ignore_unavailable="true")


def clean(connection: Connection, keep: set[str], grace: float) -> None:
    """Delete generations but those to keep, the last KEPT that are complete, and those replaced less than `grace` seconds
    ago, which a request may still read.
    """
    there, held = survey(connection), manifests(connection)
    complete_ones = sorted(held, key=generation_number, reverse=True)
    replaced = {name: held[after].built_at for after, name in pairwise(complete_ones)}
    for name in sorted(there.kinds):
        since = datetime.fromisoformat(replaced[name]) if name in replaced else None
        in_use = since is not None and datetime.now(UTC) - since < timedelta(seconds=grace)
        if name not in {*keep, there.current, *complete_ones[:KEPT]} and not in_use:
            try:
                delete(connection, name)
            except IndexStateError as error:
                _log.warning("cannot delete %s, try again at next build: %s", name, error)


def _all(connection: Connection, generation: str) -> str:
    return ",".join(name_of(connection.access.prefix, generation, kind) for kind in (*KINDS, DRAFT))


def _wait(connection: Connection, generation: str, kinds: Sequence[str], status: str) -> bool:
    """Wait until these indices have at least this health; False where that takes too long. Raises BrokenIndexError."""
    end = time.monotonic() + _PATIENCE
    path = "/_cluster/health/" + ",".join(name_of(connection.access.prefix, generation, kind) for kind in kinds)
    while time.monotonic() < end:
        # Where it takes longer it says so by 408, which is no fault.
        if not connection.call("GET", path, wait_for_status=status, timeout="10s", seconds=20, ignore=408)["timed_out"]:
            return True
        if absent := set(kinds) - survey(connection).kinds.get(generation, set()):
            raise BrokenIndexError(name_of(connection.access.prefix, generation, absent.pop()))
    return False
