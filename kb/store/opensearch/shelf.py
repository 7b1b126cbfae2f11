"""Generations on an OpenSearch cluster."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.errors import BrokenIndexError, IndexStateError, NoIndexError
from kb.store.manifest import generation_number
from kb.store.opensearch import rooms
from kb.store.opensearch.access import Access, Pace
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.layout import FIGURES, KINDS, LAYOUT, PARAGRAPHS, PASSAGES, REPORTS, name_of
from kb.store.opensearch.lease import Lease
from kb.store.opensearch.opening import open_stores
from kb.store.opensearch.parts import PartWriting
from kb.store.opensearch.writing import BUILD, ClusterWriting
from kb.store.shelf import Held, Made, Part, Snapshot, Verify

_PACE = Pace()
_HEALTH = {"green": "正常", "yellow": "缺少副本，数据完整", "red": "有数据不可用"}


@dataclass(frozen=True)
class ClusterShelf:
    """A `Shelf` on a cluster; `index_dir` holds what belongs to this machine. `pace` has its stretches of time."""

    index_dir: Path
    access: Access
    engine: str = "opensearch"
    pace: Pace = _PACE

    @cached_property
    def connection(self) -> Connection:
        """Shared by all threads. Raises SettingError."""
        return Connection(self.access, self.pace.patience)

    def current(self) -> str:
        return rooms.current_name(self.connection)

    def open(self, name: str) -> Snapshot:
        manifest = rooms.manifest_named(self.connection, name)
        if missing := set(KINDS) - rooms.survey(self.connection).kinds.get(name, set()):
            raise BrokenIndexError(name_of(self.access.prefix, name, min(missing)))
        return open_stores(self.connection, name, manifest)

    def next(self, made: Made, verify: Verify | None = None, part: Part | None = None) -> ClusterWriting | PartWriting:
        if part is not None:
            return PartWriting(self.connection, self.index_dir, made, verify, part, self.pace)
        return ClusterWriting(self.connection, self.index_dir, made, verify, self.pace)

    def history(self) -> list[Held]:
        current, held = self.current(), rooms.manifests(self.connection)
        names = sorted(held, key=generation_number, reverse=True)
        return [Held(name, held[name], name == current) for name in names if held[name].schema == LAYOUT]

    def roll_back(self, name: str = "") -> str:
        rooms.prepare(self.connection)
        lock = Lease(self.connection, BUILD, self.pace.lease)
        lock.take()
        try:
            current = generation_number(self.current())
            known = [held.name for held in self.history()]
            earlier = [one for one in known if not current or generation_number(one) < current]
            chosen = name or next(iter(earlier), "")
            if chosen not in known:
                raise IndexStateError("没有可以退回的索引版本。", "请运行 python -m indexer build 重新建立。")
            if damaged := self._damaged(chosen):
                raise BrokenIndexError(damaged[0])
            rooms.put_in_force(self.connection, chosen)
        finally:
            lock.release()
        return chosen

    def damaged(self) -> list[str]:
        name = self.current()
        if not name:
            raise NoIndexError(self.access.shown)
        return self._damaged(name)

    def _damaged(self, name: str) -> list[str]:
        """Indices that are missing, have shards that nobody holds, or not as many documents as the manifest says."""
        counts = rooms.manifest_named(self.connection, name).counts
        stated = {
            REPORTS: counts.reports,
            PARAGRAPHS: counts.paragraphs,
            PASSAGES: counts.paragraphs,
            FIGURES: counts.facts,
        }
        there = rooms.survey(self.connection).kinds.get(name, set())
        wrong = []
        for kind in KINDS:
            index = name_of(self.access.prefix, name, kind)
            if kind not in there or (kind in stated and self._count(index) != stated[kind]):
                wrong.append(index)
        return wrong

    def _count(self, index: str) -> int:
        """How many documents there are, -1 where some cannot be read."""
        health = self.connection.call("GET", f"/_cluster/health/{index}", local="true")
        return -1 if health["status"] == "red" else self.connection.count(index)

    def condition(self) -> list[str]:
        try:
            health = self.connection.call("GET", "/_cluster/health")
        except IndexStateError as error:
            return [str(error)]
        told = (
            f"检索集群 {health['cluster_name']}：{_HEALTH.get(health['status'], health['status'])}，"
            f"{health['number_of_nodes']} 个节点，{health['active_shards']} 个分片可用，"
            f"{health['unassigned_shards']} 个未分配。"
        )
        lines = [told]
        if health["relocating_shards"] or health["initializing_shards"]:
            lines.append(f"{health['relocating_shards'] + health['initializing_shards']} 个分片正在迁移或恢复。")
        return lines
