"""Make generations: complete, immutable indexes side by side, one of them in force.

A build writes a whole new folder beside the old ones, brings it to disk, has it verified, and then replaces CURRENT in
one step. Until that step readers see the old generation, after it the new one; a build that fails at any point leaves
the old one in force. A generation that goes on from the one before shares the files that did not change (hard links).
The last ones are kept to go back to; older ones are deleted when no one reads them, with the remains of killed builds.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import BrokenBuildError, BrokenIndexError, IndexStateError
from kb.store.contracts import Counts, FileRecord, PassageWriter, ReadReport
from kb.store.files import link_or_copy, lock_for_build, nobody_holds, replace_text, sha256_of, sync
from kb.store.manifest import SCHEMA, Manifest, damaged_files, generation_names, generation_number, named, read_manifest
from kb.store.opening import open_generation, open_stores
from kb.store.registry import engine_named
from kb.store.shelf import Held, Made, Verify
from kb.store.sqlite_writer import SqliteWriter
from kb.types import Problem

KEPT = 3  # complete generations, the one in force among them
_log = logging.getLogger(__name__)


class GenerationWriter:
    """A `Writing` of a generation that is a folder, which is never made in parts."""

    goes_on: bool | None = None
    missing: tuple[int, ...] = ()

    def __init__(self, index_dir: Path, made: Made, verify: Verify | None = None) -> None:
        """`verify` names what is wrong with the new generation; if anything is, it never comes into force."""
        self._index_dir = index_dir
        self._made = made
        self._engine = engine_named(made.engine)
        self._verify = verify
        self._counts: Counts | None = None
        self._store: SqliteWriter | None = None
        self._passages: PassageWriter | None = None
        self.name = ""
        self.before = ""

    def __enter__(self) -> Self:
        self._lock = lock_for_build(self._index_dir)
        self.before = named(self._index_dir)
        newest = max(map(generation_number, generation_names(self._index_dir)), default=0)
        self.name = f"gen-{newest + 1:06}"
        self._folder = self._index_dir / self.name
        return self

    def begin(self, removed: frozenset[str] | None = None) -> None:
        """Begin with nothing; or where `removed` is given, with the generation in force less these reports."""
        with self._writing():
            self._folder.mkdir()
            if removed is not None:
                link_or_copy(self._index_dir / self.before / "passages", self._folder / "passages")
                shutil.copyfile(self._index_dir / self.before / "store.sqlite", self._folder / "store.sqlite")
            self._store = SqliteWriter(self._folder / "store.sqlite", removed)
            self._passages = self._engine.write(self._folder / "passages", removed)

    def add(self, read: ReadReport) -> None:
        """Put in a report whose id is not there."""
        store, passages = self._writers()
        with self._writing():
            store.add(read)
            for entry in read.passages:
                passages.add(entry)

    def finish(self, files: Iterable[FileRecord] = (), problems: Iterable[Problem] = ()) -> Counts:
        """Everything is in: complete the files, once. `files` and `problems` are all there are."""
        store, passages = self._writers()
        with self._writing():
            self._counts = store.finish(files, problems)
            store.close()
            passages.finish()
            self._passages = None
        return self._counts

    def _writers(self) -> tuple[SqliteWriter, PassageWriter]:
        if self._store is None or self._passages is None:
            raise RuntimeError("begin was not called, or finish was")
        return self._store, self._passages

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._counts is not None:
                with self._writing():
                    manifest = self._manifest(self._counts)
                    self._check(manifest)
                    self._publish(manifest)
        finally:
            self._leave()

    def _leave(self) -> None:
        """Free everything, whatever happened before."""
        try:
            if self._store is not None:
                self._store.close()
            if self._passages is not None:
                with suppress(OSError):  # the folder is deleted below
                    self._passages.abandon()
            current = named(self._index_dir)
            _clean(self._index_dir, {self.before, current}, given_up="" if current == self.name else self.name)
        finally:
            self._lock.close()

    def _manifest(self, counts: Counts) -> Manifest:
        """Bring all files to disk, and say what they are."""
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        known = self._checksums_before()
        files = []
        for path in paths:
            name, inode = path.relative_to(self._folder).as_posix(), path.stat().st_ino
            if (name, inode) not in known:
                sync(path)
            files.append((name, known.get((name, inode)) or sha256_of(path)))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = self._made
        return Manifest(SCHEMA, made.analyser, made.extractor, made.engine, now, counts, tuple(files))

    def _publish(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the generation complete, and then the pointer, which puts it in force."""
        for folder in (self._folder / "passages", self._index_dir):
            sync(folder)
        replace_text(self._folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")
        replace_text(self._index_dir / "CURRENT", self.name + "\n")

    def _checksums_before(self) -> dict[tuple[str, int], str]:
        """Checksums of the files shared with the generation before, by name and inode."""
        known = {}
        try:
            for name, digest in read_manifest(self._index_dir, self.before).files:
                known[name, (self._index_dir / self.before / name).stat().st_ino] = digest
        except (OSError, IndexStateError):  # none before, or a damaged one: all is read
            return {}
        return known

    def _check(self, manifest: Manifest) -> None:
        if self._verify is None:
            return
        snapshot = open_stores(self._folder, manifest)
        try:
            faults = list(self._verify(snapshot))
        finally:
            snapshot.close()
        if faults:
            _log.error("%s is not sound and was thrown away: %s", self.name, "; ".join(faults[:5]))
            raise BrokenBuildError(faults[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn what the disk refuses into an error that says so."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise IndexStateError(
                f"无法写入索引文件夹 {self._index_dir}（{error}）。", "请检查磁盘空间和权限；原有索引照常使用。"
            ) from error


def _clean(index_dir: Path, keep: set[str], given_up: str) -> None:
    """Delete generations, but those to keep, the last KEPT that are complete, and any that someone reads.

    The one `given_up` is deleted even if complete. What cannot be (open, on Windows) is left for the next build.
    """
    names = generation_names(index_dir)
    complete = [name for name in names if name != given_up and (index_dir / name / "manifest.json").is_file()]
    for name in names:
        manifest = index_dir / name / "manifest.json"
        if name not in {*keep, *complete[:KEPT]} and nobody_holds(manifest):
            with suppress(OSError):
                manifest.unlink(missing_ok=True)  # first, so that a half deleted one is never taken for complete
            shutil.rmtree(
                index_dir / name,
                onerror=lambda _, at, __: _log.warning("cannot delete %s: try again at next build", at),
            )


# --- going back --------------------------------------------------------------------------------------------------


def history(index_dir: Path) -> list[Held]:
    """The complete generations of this layout, the latest first."""
    held, current = [], named(index_dir)
    for name in generation_names(index_dir):
        with suppress(IndexStateError):
            held.append(Held(name, read_manifest(index_dir, name), name == current))
    return held


def roll_back(index_dir: Path, name: str = "") -> str:
    """Put an earlier generation in force: that of `name`, else the latest complete one before the one in force.

    Returns its name. Raises IndexStateError where there is none, it is damaged, or a build runs.
    """
    lock = lock_for_build(index_dir)
    try:
        current = generation_number(named(index_dir))
        known = [held.name for held in history(index_dir)]
        earlier = [one for one in known if not current or generation_number(one) < current]
        chosen = name or next(iter(earlier), "")
        if chosen not in known:
            raise IndexStateError("没有可以退回的索引版本。", "请运行 python -m indexer build 重新建立。")
        if damaged := damaged_files(index_dir, chosen):
            raise BrokenIndexError(damaged[0])
        open_generation(index_dir, chosen).close()
        replace_text(index_dir / "CURRENT", chosen + "\n")
    finally:
        lock.close()
    return chosen
