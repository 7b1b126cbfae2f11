"""What the result of reading rests on: hashes of the code and tables behind it, so that nothing has to be counted up by
hand and a later build reads again exactly what would now be read otherwise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version as version_of_library
from pathlib import Path

from indexer.readers import ARCHIVE, READERS

_ROOT = Path(__file__).parent.parent
_IMPORT = re.compile(r"^\s*from ((?:kb|indexer)[\w.]*) import \(?([\w, ]*)", re.MULTILINE)
_DATA = re.compile(r"\b\w+\.(?:tsv|toml|txt)\b")
_STRUCTURE = ("indexer.structure", "indexer.metadata")
_FACTS = ("indexer.facts.extract", "kb.lexicon.words")


def reader_version(source: str) -> str:
    """The version of all that turns a file of this suffix into paragraphs and tells its title, place and year."""
    return _version_of(source[source.rindex(".") :].lower())


@cache
def _version_of(suffix: str) -> str:
    forms = READERS.values() if suffix == ARCHIVE else [READERS[suffix]]
    modules = [f"indexer.readers.{form.module}" for form in forms]
    libraries = {library for form in forms for library in form.libraries}
    return _digest((*modules, *_STRUCTURE), sorted(libraries))


@cache
def extractor_version() -> str:
    """The version of all that reads facts in paragraphs."""
    return _digest(_FACTS, [])


def _digest(modules: Iterable[str], libraries: Iterable[str]) -> str:
    """A hash of modules, of all of the project that they import, and of the tables that these name."""
    digest = hashlib.sha256()
    for path in sorted(_closure(modules)):
        digest.update(path.read_bytes())
    for library in libraries:
        digest.update(f"{library} {version_of_library(library)}".encode())
    return digest.hexdigest()[:16]


def _closure(modules: Iterable[str]) -> set[Path]:
    paths: set[Path] = set()
    todo = list(modules)
    while todo:
        module = todo.pop()
        path = _path(module)
        if path is None or path in paths:
            continue
        paths.add(path)
        text = path.read_text("utf-8")
        paths.update(data for name in _DATA.findall(text) if (data := path.parent / "data" / name).is_file())
        todo += _imported(text)
    return paths


def _imported(text: str) -> Iterator[str]:
    """Modules that a module imports; `from package import module` names the package and the module."""
    for package, names in _IMPORT.findall(text):
        yield package
        yield from (f"{package}.{name.strip()}" for name in names.split(",") if name.strip())


def _path(module: str) -> Path | None:
    base = _ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)
