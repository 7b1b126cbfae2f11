"""Files that survive a loss of power, and the lock of a build."""

from __future__ import annotations

import os
import sqlite3
from hashlib import file_digest
from pathlib import Path

from kb.errors import IndexStateError


def lock_for_build(index_dir: Path) -> sqlite3.Connection:
    """Hold the build lock until the connection is closed or the process dies, however it dies.

    SQLite's lock on an empty file is one that every operating system frees by itself.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(index_dir / "build.lock", timeout=0, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(index_dir) from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise IndexStateError(f"另一个构建正在写入 {index_dir}。", "请等它结束后再试。") from error
        raise _unwritable(index_dir) from error
    return lock


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
