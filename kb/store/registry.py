"""The one place where an engine for passages is chosen by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import SettingError
from kb.store.contracts import PassageIndex, PassageWriter
from kb.store.whoosh_index import WhooshIndex
from kb.store.whoosh_writer import WhooshWriter


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine writes passages and opens them; both may raise BrokenIndexError.

    `write(folder, None)` begins a new index in a folder that does not exist yet. `write(folder, removed)` goes on with
    the index that is in the folder, a copy whose files may be shared with the original and are therefore replaced,
    never changed; paragraphs of the reports `removed` leave it.
    """

    name: str
    write: Callable[[Path, frozenset[str] | None], PassageWriter]
    open: Callable[[Path], PassageIndex]


ENGINES = {engine.name: engine for engine in (Engine("whoosh", WhooshWriter, WhooshIndex),)}


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises SettingError when there is none."""
    if name not in ENGINES:
        raise SettingError(f"没有名为“{name}”的检索引擎。", f"可用的引擎：{'、'.join(ENGINES)}。")
    return ENGINES[name]
