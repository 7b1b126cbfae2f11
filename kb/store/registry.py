"""The one place where an engine for passages is chosen by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import SettingError
from kb.store.contracts import PassageEntry, PassageIndex
from kb.store.whoosh_index import WhooshIndex, write_passages


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine writes passages into a new folder, and opens that folder. Opening raises BrokenIndexError."""

    name: str
    write: Callable[[Path, Iterable[PassageEntry]], None]
    open: Callable[[Path], PassageIndex]


ENGINES = {engine.name: engine for engine in (Engine("whoosh", write_passages, WhooshIndex),)}


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises SettingError when there is none."""
    if name not in ENGINES:
        raise SettingError(f"没有名为“{name}”的检索引擎。", f"可用的引擎：{'、'.join(ENGINES)}。")
    return ENGINES[name]
