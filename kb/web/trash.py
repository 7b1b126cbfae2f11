"""Files taken out of the folder of reports: moved to a hidden folder in it, from where they can be put back.

KB_REPORTS/.trash/ID/SOURCE     with what was put right by hand beside it
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from kb.errors import RequestError
from kb.store.corrections import SUFFIX, correction_path

FOLDER = ".trash"
_ID = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{8}")
_MOVING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Removed:
    """A file in the trash; `source` is where it was, below the folder of reports. `when` as people write it."""

    id: str
    source: str
    when: str


def file_of(reports: Path, source: str) -> str:
    """The file that `source` names: itself, or the archive it is in. Raises RequestError where there is none."""
    parts = PurePosixPath(source).parts
    root = reports.resolve()
    for length in range(1, len(parts) + 1):
        if parts[length - 1] in {"/", ".."} or parts[length - 1].startswith(".") or "\0" in source:
            break
        path = reports.joinpath(*parts[:length])
        is_whole = length == len(parts) or path.suffix.lower() == ".zip"
        if is_whole and path.is_file() and path.parent.resolve().is_relative_to(root):
            return "/".join(parts[:length])
    raise RequestError(404, "no_file", "报告文件夹里没有这个文件。", "它可能已被移走；更新索引后列表会随之改变。")


def remove(reports: Path, source: str) -> Removed:
    """Move a file to the trash, with its corrections. Raises RequestError, OSError."""
    with _MOVING:
        name = file_of(reports, source)
        one = Removed(f"{datetime.now().strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}", name, "")  # noqa: DTZ005
        target = reports / FOLDER / one.id / name
        target.parent.mkdir(parents=True)
        corrections = correction_path(reports, name)
        if corrections.exists():
            os.replace(corrections, target.with_name(target.name + SUFFIX))  # noqa: PTH105
        os.replace(reports / name, target)  # noqa: PTH105
    return one


def removed(reports: Path) -> list[Removed]:
    """What is in the trash, the latest first."""
    found = []
    for folder in (reports / FOLDER).glob("*"):
        named = _ID.fullmatch(folder.name)
        path = _held_in(folder)
        if named and path:
            when = datetime.strptime(named[1], "%Y%m%d-%H%M%S").strftime("%Y-%m-%d %H:%M")  # noqa: DTZ007
            found.append(Removed(folder.name, path.relative_to(folder).as_posix(), when))
    return sorted(found, key=lambda one: one.id, reverse=True)


def restore(reports: Path, removed_id: str) -> str:
    """Put a file back where it was; returns its source. Raises RequestError where another one is there, OSError."""
    with _MOVING:
        one = next((one for one in removed(reports) if one.id == removed_id), None)
        if one is None:
            raise RequestError(404, "not_in_trash", "回收站里没有这个文件。", "请刷新本页。")
        held, target = reports / FOLDER / one.id / one.source, reports / one.source
        if target.exists():
            raise RequestError(409, "name_taken", f"“{one.source}”处已有另一个文件，没有放回。", "请先移走或改名。")
        target.parent.mkdir(parents=True, exist_ok=True)
        corrections = held.with_name(held.name + SUFFIX)
        if corrections.exists() and not correction_path(reports, one.source).exists():
            os.replace(corrections, correction_path(reports, one.source))  # noqa: PTH105
        os.replace(held, target)  # noqa: PTH105
        folder = held.parent
        while folder.name != FOLDER and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    return one.source


def _held_in(folder: Path) -> Path | None:
    """The file that was moved there; its corrections lie in a file or folder of its name and .meta."""
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return next((folder / path for path in paths if not any(part.endswith(SUFFIX) for part in path.parts)), None)
