"""Generations in a folder of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.errors import SettingError
from kb.store import generations, manifest, opening
from kb.store.shelf import Held, Made, Part, Snapshot, Verify


@dataclass(frozen=True)
class LocalShelf:
    """A `Shelf` over the folder `index_dir`; new generations keep their passages by `engine`."""

    index_dir: Path
    engine: str = "whoosh"

    def current(self) -> str:
        return manifest.current_name(self.index_dir)

    def open(self, name: str) -> Snapshot:
        return opening.open_generation(self.index_dir, name)

    def next(self, made: Made, verify: Verify | None = None, part: Part | None = None) -> generations.GenerationWriter:
        if part is not None:
            raise SettingError("只有检索集群（KB_STORE=opensearch+…）可以分批构建。", "请去掉 --part。")
        return generations.GenerationWriter(self.index_dir, made, verify)

    def history(self) -> list[Held]:
        return generations.history(self.index_dir)

    def roll_back(self, name: str = "") -> str:
        return generations.roll_back(self.index_dir, name)

    def damaged(self) -> list[str]:
        return manifest.damaged_files(self.index_dir)

    def condition(self) -> list[str]:
        return []
