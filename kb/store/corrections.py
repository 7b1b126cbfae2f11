"""What people put right by hand about a report: title, place, year … kept in a small text file beside the report.

    reports/密云区2024.pdf            the report
    reports/密云区2024.pdf.meta       place: 北京市密云区
    reports/各区.zip                  reports in an archive …
    reports/各区.zip.meta/密云区.docx.meta   … and the file for one of them

A line is `key: value`, keys as in the head of a text file (`kb.types.STATED_KEYS`). It overrules what the report says
of itself; every later build honours it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from kb.store.files import replace_text
from kb.types import STATED_KEYS

SUFFIX = ".meta"
_ARCHIVE = ".zip"
_LINE = re.compile(r"\s*(?P<key>[A-Za-z_]+)\s*[:\uff1a]\s*(?P<value>.*?)\s*")
_LONGEST = 10_000  # bytes: more is none of these files


def correction_path(reports_dir: Path, source: str) -> Path:
    """Where the corrections of a report are kept; `source` is its path below `reports_dir`."""
    if _ARCHIVE not in source.lower():
        return reports_dir / f"{source}{SUFFIX}"
    *above, name = PurePosixPath(source).parts
    held_in = [part + SUFFIX if part.lower().endswith(_ARCHIVE) else part for part in above]
    return reports_dir.joinpath(*held_in, name + SUFFIX)


def read_corrections(reports_dir: Path, source: str) -> tuple[tuple[str, str], ...]:
    """Pairs of key and value; () where there are none, or the file cannot be read. Unknown lines are passed over."""
    try:
        text = _head(correction_path(reports_dir, source)).decode("utf-8-sig", "replace")
    except OSError:
        return ()
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    pairs = ((one["key"].lower(), one["value"]) for one in found if one)
    return tuple((key, value) for key, value in pairs if key in STATED_KEYS and value)


def write_corrections(reports_dir: Path, source: str, stated: Iterable[tuple[str, str]]) -> None:
    """Keep these instead of any before; where none are left, none are kept. Raises OSError."""
    path = correction_path(reports_dir, source)
    lines = [f"{key}: {' '.join(value.split())}\n" for key, value in stated if value.strip()]
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, "".join(lines))
    else:
        path.unlink(missing_ok=True)


def corrections_digest(reports_dir: Path, source: str) -> str:
    """A short hash of the corrections of a file, all in it where it is an archive; "" where there are none."""
    path = correction_path(reports_dir, source)
    if not os.path.lexists(path):  # of most files there are none
        return ""
    try:
        kept = sorted(path.rglob("*" + SUFFIX)) if _holds(path) else [path]
        parts = [os.fsencode(one.relative_to(path.parent)) + _head(one) for one in kept]
    except OSError:
        return ""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _holds(path: Path) -> bool:
    """Whether this is a folder with the corrections of an archive, and no link to one."""
    return path.name.lower().endswith(_ARCHIVE + SUFFIX) and path.is_dir() and not path.is_symlink()


def _head(path: Path) -> bytes:
    """The first bytes of a file. Raises OSError for what is none, so that a pipe is not waited for."""
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(_LONGEST)
