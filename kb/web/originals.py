"""The file that a report was read from, as it was put in: found without leaving the folder, and known to be the same.

The name comes from the index and is not trusted all the same: it must lead to a regular file within the folder of reports,
links followed. What is sent are the very bytes whose hash was compared with that of the index.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from kb.errors import RequestError
from kb.types import Report

LARGEST = 100_000_000  # bytes of a file, or of a member of an archive
MOST_INFLATED = 300_000_000  # bytes of all members of an archive that are looked at
ARCHIVE = ".zip"
OTHER = "application/octet-stream"
# Nothing that a browser would run is called by its own type, and all are sent as attachments.
TYPES = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".wps": "application/vnd.ms-works",
}
_PIECE = 1 << 20
_BROKEN = (BadZipFile, LargeZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Original:
    """A file ready to be sent: its name without folders, its type, its bytes."""

    name: str
    mimetype: str
    data: bytes


def original_of(report: Report, folder: Path) -> Original:
    """The file, or member of an archive, that a report of this folder was read from.

    Raises RequestError: 404 where it is no longer there, leads out of the folder, is no regular file or is too large; 409
    where its bytes are others than those that were read.
    """
    parts = PurePosixPath(report.source).parts
    for length in range(len(parts), 0, -1):
        path = _within(folder, parts[:length])
        if path is None:
            continue
        if length < len(parts) and path.suffix.lower() != ARCHIVE:
            break
        data = _member(path, report) if length < len(parts) else _same(_read(path), report)
        return Original(parts[-1], TYPES.get(PurePosixPath(parts[-1]).suffix.lower(), OTHER), data)
    raise _gone(report)


def _within(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The regular file of this name, links followed; None where there is none within the folder."""
    if any(part in ("", ".", "..") or "\0" in part for part in parts) or PurePosixPath(*parts).is_absolute():
        return None
    try:
        root = folder.resolve(strict=True)
        path = folder.joinpath(*parts).resolve(strict=True)
        regular = stat.S_ISREG(path.stat().st_mode)
    except (OSError, RuntimeError, ValueError):  # not there, a link to itself, a name that no file can have
        return None
    return path if regular and path.is_relative_to(root) else None


def _read(path: Path) -> bytes:
    """The bytes of a file, at most LARGEST. Opened without waiting, should it have become a pipe meanwhile."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise RequestError(404, "no_original", "原文件打不开。", "请管理员检查报告文件夹的权限。") from error
    if len(data) > LARGEST:
        raise RequestError(404, "no_original", "原文件太大，不能从这里下载。", "请向管理员索取。")
    return data


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def _same(data: bytes, report: Report) -> bytes:
    if hashlib.sha256(data).hexdigest() != report.sha256:
        raise _changed()
    return data


def _member(path: Path, report: Report) -> bytes:
    """The member with the bytes of the report. It is known by its hash, whatever its name became when it was read."""
    try:
        with ZipFile(path) as archive:
            left = MOST_INFLATED
            for member in archive.infolist():
                if member.is_dir() or member.flag_bits & 1:
                    continue
                data = _inflated(archive, member, min(left, LARGEST))
                left -= len(data)
                if hashlib.sha256(data).hexdigest() == report.sha256:
                    return data
                if left <= 0:
                    break
    except _BROKEN as error:
        raise _changed() from error
    raise _changed()


def _inflated(archive: ZipFile, member: ZipInfo, most: int) -> bytes:
    """The bytes of a member, cut off when they are more than `most`, whatever the archive says of its size."""
    pieces, length = [], 0
    with archive.open(member) as file:
        while length <= most and (piece := file.read(_PIECE)):
            pieces.append(piece)
            length += len(piece)
    return b"".join(pieces)


def _changed() -> RequestError:
    message = "原文件在收录之后改动过，与这里显示的文字可能不同，没有提供下载。"
    return RequestError(409, "changed_original", message, "请管理员更新索引后再试。")


def _gone(report: Report) -> RequestError:
    name = PurePosixPath(report.source).name
    return RequestError(404, "no_original", f"原文件“{name}”已不在报告文件夹里。", "收录的文字仍可在报告页查看。")
