"""Find the files of a folder of reports."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from indexer.readers import ARCHIVE, MAX_ARCHIVE_BYTES, MAX_BYTES, READERS
from kb.store.corrections import SUFFIX as CORRECTIONS
from kb.types import Problem

_KNOWN = (*READERS, ARCHIVE)  # suffixes


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: `source` is its path below `folder`, with "/" between folders; `size` is in bytes, `modified` in
    nanoseconds since 1970. `member` is the label of the one file in an archive that is meant, "" for all.
    """

    source: str
    path: Path
    size: int
    modified: int
    folder: Path
    member: str = ""

    @property
    def is_archive(self) -> bool:
        """Whether it holds files instead of being one."""
        return self.path.suffix.lower() == ARCHIVE

    @property
    def name(self) -> str:
        """What is meant: the file, or the one in the archive."""
        return f"{self.source}/{self.member}" if self.member else self.source

    @property
    def most(self) -> int:
        """How many bytes it may have: larger ones are not read."""
        return MAX_ARCHIVE_BYTES if self.is_archive else MAX_BYTES

    def read(self) -> bytes:
        """Its bytes now, one more than it may have where it has more. Raises OSError where it cannot be read."""
        with self._open() as file:
            return file.read(self.most + 1)

    def sha256(self) -> str:
        """The hash of its content now, read in pieces; of one too large to be read that of its name and size.

        Raises OSError where it cannot be read.
        """
        if self.size > self.most:
            return hashlib.sha256(f"{self.source}\n{self.size}".encode()).hexdigest()
        with self._open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _open(self) -> BufferedReader:
        """Open it without waiting, should it have become a pipe that no one writes to."""
        file = open(self.path, "rb", opener=_without_waiting)  # noqa: SIM115 (whoever calls closes it)
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise OSError(errno.EINVAL, "no regular file")
        return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@dataclass(frozen=True, slots=True)
class Discovery:
    """Files to read, and what is wrong with others; both in order of their source."""

    files: tuple[Found, ...]
    problems: tuple[Problem, ...]


def discover(folder: Path) -> Discovery:
    """All reports in a folder and the folders in it. Never raises for what it finds.

    Left out in silence: hidden files, lock files of editors (~$…), README, and what was put right by hand (….meta). Listed as problems: suffixes without a
    reader ("unsupported"), links that lead out of the folder ("outside"), names that are no text ("name"), folders and
    files that cannot be looked into ("unreadable"), a folder that is not there ("no_folder").
    """
    if not folder.is_dir():
        missing = Problem(
            str(folder), "no_folder", f"没有文件夹 {folder}。请新建它并放入报告，或改正 KB_REPORTS。", fatal=True
        )
        return Discovery((), (missing,))
    looked = list(_walk(folder))
    return Discovery(
        tuple(sorted((one for one in looked if isinstance(one, Found)), key=lambda found: found.source)),
        tuple(sorted((one for one in looked if isinstance(one, Problem)), key=lambda problem: problem.source)),
    )


def _walk(folder: Path) -> Iterator[Found | Problem]:
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(folder / above) as entries:
                inside = [one for one in entries if not _is_silent(one.name)]
        except OSError:
            yield _problem(_text(above), "unreadable", "打不开这个文件夹，请检查权限，或缩短文件夹的层次。")
            continue
        for entry in inside:
            below = f"{above}/{entry.name}" if above else entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(below)
            elif (looked := _look(entry, below, folder)) is not None:
                yield looked


def _is_silent(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith(CORRECTIONS) or Path(name).stem.lower() == "readme"


def _text(name: str) -> str:
    """A name of the file system as text; what is none in it becomes U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _look(entry: os.DirEntry[str], below: str, folder: Path) -> Found | Problem | None:
    """A file, or what is wrong with it; None for a link to a folder that is looked into anyway."""
    source = _text(below)
    if "\ufffd" in source:
        return _problem(source, "name", "文件名不是 UTF-8 文字。请给文件改名后重新放入。")
    try:
        looked = entry.stat()
        is_inside = not entry.is_symlink() or Path(entry.path).resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to nowhere, or to itself
        return _problem(source, "unreadable", "打不开这个文件，可能是失效的链接。请换成文件本身。")
    if not is_inside:
        return _problem(source, "outside", "这个链接指向文件夹之外，没有读取。请把文件复制进来。")
    if stat.S_ISDIR(looked.st_mode):
        return None
    if not stat.S_ISREG(looked.st_mode):
        return _problem(source, "unreadable", "这是管道或设备之类，不是文件，没有读取。请把它移走。")
    suffix = os.path.splitext(entry.name)[1]  # noqa: PTH122 (some thousand times a build: a Path takes ten times as long)
    if suffix.lower() in _KNOWN:
        return Found(source, Path(entry.path), looked.st_size, looked.st_mtime_ns, folder)
    return _problem(source, "unsupported", f"不支持“{suffix or entry.name}”格式。请转换为 {'、'.join(_KNOWN)} 之一。")


def _problem(source: str, code: str, message: str) -> Problem:
    return Problem(source, code, message, fatal=True)
