"""The names of generations, and what each says of itself; below KB_INDEX:

CURRENT                     the name of the one in force
gen-000001/passages/        the engine's files
gen-000001/store.sqlite     reports, figures, files, problems
gen-000001/manifest.json    what it holds and what made it; written last
build.lock                  held while a build runs
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BrokenIndexError, NoIndexError, OutdatedIndexError
from kb.store.contracts import Counts
from kb.store.files import sha256_of
from kb.store.sqlite_store import SCHEMA_VERSION

# Raise it when the layout of a generation changes; the tables have a version of their own.
LAYOUT_VERSION = 2
SCHEMA = f"{LAYOUT_VERSION}.{SCHEMA_VERSION}"

_NAME = re.compile(r"gen-(\d{6,})")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and what made it. `files` are pairs of a path below its folder and its SHA-256.

    `analyser` and `extractor` are the versions of what cut its words and of what read its facts.
    """

    schema: str
    analyser: str
    extractor: str
    engine: str
    built_at: str  # ISO 8601, UTC
    counts: Counts
    files: tuple[tuple[str, str], ...]


def generation_number(name: str) -> int:
    """The number in the name of a generation, 0 for any other name."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def generation_names(index_dir: Path) -> list[str]:
    """Every generation that has a folder, complete or not, the latest first; empty where there is no index."""
    if not index_dir.is_dir():
        return []
    names = [path.name for path in index_dir.iterdir() if generation_number(path.name)]
    return sorted(names, key=generation_number, reverse=True)


def current_name(index_dir: Path) -> str:
    """Name of the generation in force, "" when there is none. Raises BrokenIndexError when CURRENT names none."""
    try:
        name = (index_dir / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenIndexError(str(index_dir / "CURRENT")) from error
    if not generation_number(name):
        raise BrokenIndexError(str(index_dir / "CURRENT"))
    return name


def named(index_dir: Path) -> str:
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
        return Manifest(**{**stated, "counts": Counts(*stated["counts"])}, files=files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenIndexError(str(path)) from error


def damaged_files(index_dir: Path, name: str = "") -> list[str]:
    """Paths of files of a generation that are missing or not as they were written; "" names that in force.

    Reads every byte. Raises NoIndexError, OutdatedIndexError, BrokenIndexError.
    """
    name = name or current_name(index_dir)
    if not name:
        raise NoIndexError(str(index_dir))
    paths = [(index_dir / name / path, digest) for path, digest in read_manifest(index_dir, name).files]
    return [str(path) for path, digest in paths if not path.is_file() or sha256_of(path) != digest]
