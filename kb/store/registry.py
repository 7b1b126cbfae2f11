"""The one place where an engine for passages is chosen by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from kb.errors import SettingError
from kb.store.contracts import PassageIndex, PassageWriter


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


def _whoosh() -> Engine:
    writer, index = import_module("kb.store.whoosh_writer"), import_module("kb.store.whoosh_index")
    return Engine("whoosh", writer.WhooshWriter, index.WhooshIndex)


def _tantivy() -> Engine:
    writer, index = import_module("kb.store.tantivy_writer"), import_module("kb.store.tantivy_index")
    return Engine("tantivy", writer.TantivyWriter, index.TantivyIndex)


# An engine is loaded when it is used: the library of the other one need not be there.
ENGINES: dict[str, Callable[[], Engine]] = {"whoosh": _whoosh, "tantivy": _tantivy}
# Up to how many paragraphs an engine is quick (bench/README.md), and which one is beyond.
OUTGROWN = {"whoosh": (500_000, "tantivy")}


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises SettingError when there is none, or its library is not installed."""
    if name not in ENGINES:
        raise SettingError(f"没有名为“{name}”的检索引擎。", f"可用的引擎：{'、'.join(ENGINES)}。")
    try:
        return ENGINES[name]()
    except ModuleNotFoundError as error:
        raise SettingError(
            f"检索引擎 {name} 需要的 {error.name} 没有安装。", "请运行 pip install -r requirements.txt 安装。"
        ) from error
