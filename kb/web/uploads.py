"""Files that arrive for the folder of reports: written to a hidden file in it, then moved to their name in one step.

KB_REPORTS/.uploads/*.part         being written
KB_REPORTS/.uploads/ID/NAME        waits until someone decides, since another file has that name
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import tempfile
import threading
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from kb.errors import RequestError
from kb.store.files import sha256_of, sync

# What the indexer reads; tests/test_web_admin_uploads.py compares it with the readers, which the server never loads.
ACCEPTED = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf"),
    *(".xlsx", ".xlsm", ".xls", ".et", ".csv", ".zip"),
)
LARGEST_UPLOAD = 210 * 1000 * 1000  # bytes of one request: an archive of the largest size that is read, and its form
FOLDER = ".uploads"
_PART = ".part"
_STALE = 24 * 3600  # seconds after which a part belongs to an upload that died
_LONGEST = 200  # bytes of a name; file systems take 255, and (2) or .meta may have to be added
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_ID = re.compile("[0-9a-f]{16}")
_TAKEN = "已有同名而内容不同的文件，请选择怎么处理。"


class Outcome(StrEnum):
    """What became of a file that arrived."""

    STORED = "stored"
    SAME = "same"
    WAITING = "waiting"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a file; `message` says it, `waiting` is the id under which it waits."""

    name: str
    outcome: Outcome
    message: str
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits until someone decides, since another one has its name."""

    id: str
    name: str
    size: int


class Intray:
    """Takes files into a folder of reports. One process of the server uses it, by any number of threads."""

    def __init__(self, reports: Path) -> None:
        self._reports = reports
        self._hidden = reports / FOLDER

    def part(self) -> IO[bytes]:
        """A new hidden file to write to; whoever asked for it deletes it where it was not taken. Raises OSError."""
        self._hidden.mkdir(parents=True, exist_ok=True)
        for path in self._hidden.glob(f"*{_PART}"):
            with suppress(OSError):  # another thread was first
                if time.time() - path.stat().st_mtime > _STALE:
                    path.unlink()
        return tempfile.NamedTemporaryFile("w+b", dir=self._hidden, suffix=_PART, delete=False)

    def take(self, part: Path, given: str) -> Arrival:
        """Move a part to its name, made safe; a file that is there is never replaced. Raises OSError."""
        try:
            name = safe_name(given)
        except RequestError as error:
            return Arrival(shown_name(given), Outcome.REFUSED, str(error))
        if not part.stat().st_size:
            return Arrival(name, Outcome.REFUSED, "文件是空的，没有放入。")
        sync(part)
        part.chmod(0o644)  # as files are that people put there
        with _MOVING:
            return self._settle(part, name)

    def waiting(self) -> list[Waiting]:
        """Files that wait for someone to decide, by name."""
        kept = [(path, next(path.iterdir(), None)) for path in self._hidden.glob("*") if _ID.fullmatch(path.name)]
        found = [Waiting(path.name, held.name, held.stat().st_size) for path, held in kept if held is not None]
        return sorted(found, key=lambda one: (one.name, one.id))

    def decide(self, waiting: str, choice: str) -> Arrival:
        """Take a waiting file in beside the one of its name ("both") or in its place ("replace"), or drop it ("drop").

        Raises RequestError for what does not wait any more or is no choice, OSError.
        """
        with _MOVING:
            one = next((one for one in self.waiting() if one.id == waiting), None)
            if one is None:
                raise RequestError(404, "not_waiting", "这个文件已经处理过了。", "请刷新管理页面。")
            held = self._hidden / one.id / one.name
            match choice:
                case "both":
                    name = self._free_name(one.name)
                    arrival = Arrival(name, Outcome.STORED, f"已放入，取名“{name}”，原有文件没有动。")
                    _move(held, self._reports / name)
                case "replace":
                    arrival = Arrival(one.name, Outcome.STORED, "已替换原有文件。")
                    _move(held, self._reports / one.name)
                case "drop":
                    arrival = Arrival(one.name, Outcome.DROPPED, "没有放入，原有文件没有动。")
                    held.unlink()
                case _:
                    raise RequestError(400, "bad_choice", "没有说明怎么处理。", "请选保留两份、替换或不放入。")
            held.parent.rmdir()
            return arrival

    def _settle(self, part: Path, name: str) -> Arrival:
        target = self._reports / name
        if not target.exists():
            _move(part, target)
            return Arrival(name, Outcome.STORED, "已放入。")
        if target.is_file() and sha256_of(target) == sha256_of(part):
            return Arrival(name, Outcome.SAME, "文件夹里已有内容相同的这个文件，不必再放。")
        for one in self.waiting():
            if one.name == name and sha256_of(self._hidden / one.id / name) == sha256_of(part):
                return Arrival(name, Outcome.WAITING, _TAKEN, one.id)
        waiting = secrets.token_hex(8)
        (self._hidden / waiting).mkdir()
        _move(part, self._hidden / waiting / name)
        return Arrival(name, Outcome.WAITING, _TAKEN, waiting)

    def _free_name(self, name: str) -> str:
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        number = 2
        while (self._reports / f"{stem}({number}){suffix}").exists():
            number += 1
        return f"{stem}({number}){suffix}"


_MOVING = threading.Lock()  # between looking whether a name is free and taking it


def _move(path: Path, target: Path) -> None:
    os.replace(path, target)  # noqa: PTH105  says that what is there is replaced
    sync(target.parent)


def shown_name(given: str) -> str:
    """The last part of a name as it was given, without what could disturb a page."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    return "".join(char for char in name if unicodedata.category(char)[0] != "C")[:80] or "没有名字的文件"


def safe_name(given: str) -> str:
    """A name fit for every file system, without folders. Raises RequestError where the file would not be read."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    name = re.sub(r'[<>:"|?*\ufffd]', "_", name)
    name = " ".join(name.split()).lstrip(".~$ ").rstrip(". ")
    path = PurePosixPath(name)
    if path.suffix.lower() not in ACCEPTED or not path.stem:
        raise RequestError(
            400,
            "unsupported",
            f"不支持“{path.suffix or shown_name(given)}”格式，没有放入。",
            "请另存为页面上列出的格式。",
        )
    if path.stem.lower() == "readme":
        raise RequestError(400, "readme", "名为 README 的文件不会当作报告读取。", "请改名后再放入。")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
        path = PurePosixPath(name)
    room = _LONGEST - len(path.suffix.encode())
    return path.stem.encode()[:room].decode("utf-8", "ignore").rstrip() + path.suffix


def disk_message(error: OSError) -> tuple[str, str]:
    """What kept a file from being written or moved, and what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "磁盘已满，没有写成。", "请腾出空间后再试。"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "没有写入报告文件夹的权限。", "请管理员检查 KB_REPORTS 的权限后再试。"
    return f"读写文件时出错（{error.strerror or error}）。", "请检查报告文件夹和索引文件夹后再试。"
