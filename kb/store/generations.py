"""Generations: complete, immutable indexes side by side, one of them in force.

    KB_INDEX/CURRENT                     the name of the one in force
    KB_INDEX/gen-000001/passages/        the engine's files
    KB_INDEX/gen-000001/store.sqlite     reports, figures, problems
    KB_INDEX/gen-000001/manifest.json    what it holds and what made it
    KB_INDEX/build.lock                  held while a build runs

A build writes and syncs a whole new folder, then replaces CURRENT in one step. Until that step readers see the old
generation, after it the new one; a build that fails at any point leaves the old one in force. The generation before
the one in force is kept for readers that are just opening it; older ones and remains of killed builds are deleted.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import BrokenIndexError, IndexStateError, NoIndexError, OutdatedIndexError, SettingError
from kb.store.contracts import FigureStore, PassageEntry, PassageIndex, ReadReport, ReportStore
from kb.store.files import lock_for_build, replace_text, sha256_of, sync
from kb.store.registry import engine_named
from kb.store.sqlite_store import SCHEMA_VERSION, SqliteStore, write_reports
from kb.types import Problem

# Raise it when the layout of a generation changes; the tables have a version of their own.
LAYOUT_VERSION = 1
SCHEMA = f"{LAYOUT_VERSION}.{SCHEMA_VERSION}"

_NAME = re.compile(r"gen-(\d{6,})")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what made it. `files` are pairs of a path below its folder and its SHA-256."""

    schema: str
    analyser: str
    engine: str
    built_at: str  # ISO 8601, UTC
    reports: int
    paragraphs: int
    facts: int
    problems: int
    files: tuple[tuple[str, str], ...]


# --- writing ---------------------------------------------------------------------------------------------------------


class GenerationWriter:
    """Makes the next generation: `with GenerationWriter(…) as writer: writer.write(…)`.

    Leaving the block puts it in force; leaving it by an exception, or without `write`, leaves all as it was.
    Entering raises IndexStateError while another build runs in the same folder, or when it cannot be written to.
    """

    def __init__(self, index_dir: Path, analyser_version: str, engine: str = "whoosh") -> None:
        self._index_dir = index_dir
        self._analyser = analyser_version
        self._engine = engine_named(engine)
        self._counts: tuple[int, int, int, int] | None = None
        self.name = ""

    def __enter__(self) -> Self:
        self._lock = lock_for_build(self._index_dir)
        numbers = [int(found[1]) for path in self._index_dir.iterdir() if (found := _NAME.fullmatch(path.name))]
        self.name = f"gen-{max(numbers, default=0) + 1:06}"
        self._folder = self._index_dir / self.name
        self._folder.mkdir()
        return self

    def write(
        self, reports: Sequence[ReadReport], passages: Iterable[PassageEntry], problems: Sequence[Problem] = ()
    ) -> None:
        """Write everything the generation holds, once."""
        write_reports(self._folder / "store.sqlite", reports, problems)
        self._engine.write(self._folder / "passages", passages)
        paragraphs = sum(len(read.paragraphs) for read in reports)
        facts = sum(len(read.facts) for read in reports)
        self._counts = (len(reports), paragraphs, facts, len(problems))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        before = _named(self._index_dir)
        try:
            if kind is None and self._counts is not None:
                self._seal(self._counts)
                replace_text(self._index_dir / "CURRENT", self.name + "\n")
        finally:
            _clean(self._index_dir, {before, _named(self._index_dir)})
            self._lock.close()

    def _seal(self, counts: tuple[int, int, int, int]) -> None:
        """Bring all files to disk, and write the manifest last."""
        paths = sorted(path for path in self._folder.rglob("*") if path.is_file())
        files = tuple((path.relative_to(self._folder).as_posix(), sha256_of(path)) for path in paths)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(SCHEMA, self._analyser, self._engine.name, now, *counts, files)
        for path in paths:
            sync(path)
        replace_text(self._folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")
        for folder in (self._folder / "passages", self._index_dir):
            sync(folder)


def _clean(index_dir: Path, keep: set[str]) -> None:
    """Delete generations but those to keep. What cannot be deleted (open, on Windows) is left for the next build."""
    for path in sorted(index_dir.iterdir()):
        if _NAME.fullmatch(path.name) and path.name not in keep:
            shutil.rmtree(path, onerror=lambda _, at, __: _log.warning("cannot delete %s: try again at next build", at))


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, open: everything that a request sees. Stays whole when a newer one comes into force."""

    generation: str
    manifest: Manifest
    passages: PassageIndex
    reports: ReportStore
    figures: FigureStore

    def close(self) -> None:
        """Free all files. Nothing may be called on the stores afterwards."""
        self.passages.close()
        self.reports.close()
        self.figures.close()


def current_name(index_dir: Path) -> str:
    """Name of the generation in force, "" when there is none. Raises BrokenIndexError when CURRENT names none."""
    try:
        name = (index_dir / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenIndexError(str(index_dir / "CURRENT")) from error
    if not _NAME.fullmatch(name):
        raise BrokenIndexError(str(index_dir / "CURRENT"))
    return name


def _named(index_dir: Path) -> str:
    """As `current_name`, and "" when CURRENT is damaged: a build mends it."""
    try:
        return current_name(index_dir)
    except BrokenIndexError:
        return ""


def read_manifest(index_dir: Path, name: str) -> Manifest:
    """Raises BrokenIndexError when the manifest is missing or unreadable, OutdatedIndexError of another layout."""
    path = index_dir / name / "manifest.json"
    try:
        stated = json.loads(path.read_text("utf-8"))
        if stated["schema"] != SCHEMA:
            raise OutdatedIndexError(f"结构 {stated['schema']}", SCHEMA)
        files = tuple((name, digest) for name, digest in stated.pop("files"))
        return Manifest(**stated, files=files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenIndexError(str(path)) from error


def open_snapshot(index_dir: Path, analyser_version: str) -> Snapshot:
    """Open the generation in force. Nothing is written, so that the folder may be read-only.

    Raises NoIndexError, OutdatedIndexError (another layout or analyser) or BrokenIndexError.
    """
    name = current_name(index_dir)
    if not name:
        raise NoIndexError(str(index_dir))
    manifest = read_manifest(index_dir, name)
    if manifest.analyser != analyser_version:
        raise OutdatedIndexError(f"分词 {manifest.analyser}", analyser_version)
    folder = index_dir / name
    try:
        engine = engine_named(manifest.engine)
    except SettingError as error:
        raise BrokenIndexError(str(folder)) from error
    passages = engine.open(folder / "passages")
    try:
        store = SqliteStore(folder / "store.sqlite")
    except BrokenIndexError:
        passages.close()
        raise
    return Snapshot(name, manifest, passages, store, store)


def damaged_files(index_dir: Path) -> list[str]:
    """Paths of files of the generation in force that are missing or not as they were written. Reads every byte.

    Raises NoIndexError, OutdatedIndexError, BrokenIndexError as `open_snapshot` does.
    """
    name = current_name(index_dir)
    if not name:
        raise NoIndexError(str(index_dir))
    paths = [(index_dir / name / path, digest) for path, digest in read_manifest(index_dir, name).files]
    return [str(path) for path, digest in paths if not path.is_file() or sha256_of(path) != digest]


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
            self._refused = _named(self._index_dir)
            _log.warning(
                "cannot open %s, stay with %s: %s", self._refused or "CURRENT", held.snapshot.generation, error
            )
            return held
        self._held = opened
        if held is not None:
            self._close_unused(held)
        return opened

    def _is_newer(self, held: _Held) -> bool:
        return _named(self._index_dir) not in {held.snapshot.generation, self._refused}

    def _close_unused(self, held: _Held) -> None:
        if held is not self._held and not held.users:
            held.snapshot.close()
