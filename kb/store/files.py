"""Files that survive a loss of power, and the lock of a build."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import file_digest
from pathlib import Path

from kb.errors import BrokenIndexError, BuildRunsError, IndexStateError

try:
    import fcntl
except ImportError:  # Windows: a file that is open cannot be deleted there anyhow
    fcntl = None  # type: ignore[assignment]


class Hold:
    """Keeps a generation from being deleted by other processes, until it is closed or the process dies."""

    def __init__(self, manifest: Path) -> None:
        """Hold the generation of this manifest. Raises BrokenIndexError when it is not there any more."""
        try:
            self._handle = os.open(manifest, os.O_RDONLY)
            if fcntl is not None:
                fcntl.flock(self._handle, fcntl.LOCK_SH)
        except OSError as error:
            raise BrokenIndexError(str(manifest)) from error
        if os.fstat(self._handle).st_nlink == 0:  # deleted between the two
            os.close(self._handle)
            raise BrokenIndexError(str(manifest))

    def close(self) -> None:
        os.close(self._handle)


def nobody_holds(manifest: Path) -> bool:
    """Whether no `Hold` is on this manifest now; true where there is no manifest."""
    if fcntl is None:
        return True
    try:
        handle = os.open(manifest, os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def link_or_copy(folder: Path, to: Path) -> None:
    """Make `to` hold the files of `folder`, shared where the file system knows hard links; lock files are left out."""
    to.mkdir()
    for path in sorted(folder.iterdir()):
        if path.name.lower().endswith("lock"):
            continue
        try:
            (to / path.name).hardlink_to(path)
        except OSError:
            shutil.copy2(path, to / path.name)


def lock_for_build(index_dir: Path) -> sqlite3.Connection:
    """Hold the build lock until the connection is closed or the process dies, however it dies.

    SQLite's lock on an empty file is one that every operating system frees by itself.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(index_dir / "build.lock", timeout=1, isolation_level=None)  # seconds: see is_locked
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(index_dir) from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise BuildRunsError(str(index_dir)) from error
        raise _unwritable(index_dir) from error
    return lock


def is_locked(index_dir: Path) -> bool:
    """Whether a build runs now. Looking takes a shared lock for a moment, which a build that begins waits out."""
    path = index_dir / "build.lock"
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=0)) as lock:
            lock.execute("SELECT 1 FROM sqlite_master").fetchall()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return False


def _unwritable(index_dir: Path) -> IndexStateError:
    return IndexStateError(f"无法写入索引文件夹 {index_dir}。", "请检查该文件夹的权限和磁盘空间。")


def replace_text(path: Path, text: str) -> None:
    """Give `path` a new content in one step that survives a loss of power: never half of it is seen."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, "utf-8")
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file, or the list of names of a folder, to disk."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
