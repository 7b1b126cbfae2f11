"""A sheet as a grid: cells put one by one, merged ones spread out, empty rows and columns left away."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from indexer.cell_kinds import Kind, kind_of_cell
from indexer.readers.content import Remark
from kb.errors import ReadError
from kb.lang.normalize import folded_text

MOST_ROWS = 50_000
MOST_COLUMNS = 2_000  # with something in them
MOST_CELLS = 300_000  # with something in them
_MOST_AREA = 2_000_000  # cells of a grid, empty ones too


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is shown: rows of one length, an empty row where rows were left out. `filled` counts its cells."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[Remark, ...] = ()
    filled: int = 0


def refuse_many(rows: int, cells: int, columns: int = 0) -> None:
    """Raises ReadError "too_large" for more rows, cells or columns than a table of a report ever has."""
    if rows > MOST_ROWS or cells > MOST_CELLS or columns > MOST_COLUMNS:
        message = f"表格超过 {MOST_ROWS} 行、{MOST_COLUMNS} 列或 {MOST_CELLS} 个单元格，不像统计报表。"
        raise ReadError("too_large", message, "请只保留需要的行列，或拆成几个文件，再放入。")


@dataclass(slots=True)
class Sparse:
    """A sheet in the making. `merged` are ranges (top, left, bottom, right), all inclusive."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncomputed: int = 0
    hidden: int = 0
    filled: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Raises ReadError "too_large" at the cell that is too many."""
        self.cells.setdefault(row, {})[column] = re.sub(r"\s*\|\s*", "|", text) if "|" in text else text
        self.filled += 1
        refuse_many(len(self.cells), self.filled)

    def sheet(self) -> Sheet:
        """The grid of what was put. Raises ReadError "too_large"."""
        rows = sorted(self.cells)
        columns = sorted({column for cells in self.cells.values() for column in cells})
        refuse_many(0, MOST_CELLS + 1 if len(rows) * len(columns) > _MOST_AREA else 0, len(columns))
        self._spread(rows, columns)
        grid: list[tuple[str, ...]] = []
        for before, row in zip([0, *rows], rows, strict=False):
            if grid and row > before + 1:
                grid.append(("",) * len(columns))
            grid.append(tuple(self.cells[row].get(column, "") for column in columns))
        return Sheet(self.name, tuple(grid), tuple(self._remarks()), self.filled)

    def _spread(self, rows: list[int], columns: list[int]) -> None:
        """Repeat words of merged cells in each of their places; a figure that spans rows stands in the first alone."""
        spent = 0
        for top, left, bottom, right in self.merged:
            text = self.cells.get(top, {}).get(left, "")
            inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
            spent += len(inside) * len(across) + 1
            refuse_many(0, MOST_CELLS + 1 if spent > _MOST_AREA else 0)
            if text and kind_of_cell(folded_text(text)) in {Kind.WORDS, Kind.YEAR}:
                for row in inside:
                    for column in across:
                        self.cells[row].setdefault(column, text)

    def _remarks(self) -> list[Remark]:
        where = f"工作表“{self.name}”里" if self.name else "表格里"
        found = []
        if self.uncomputed:
            message = (
                f"{where}有 {self.uncomputed} 个公式没有存下结果，没有收录。请用 Excel 或 WPS 打开后重新保存，再放入。"
            )
            found.append(Remark("uncomputed", message))
        if self.hidden:
            message = f"{where}有 {self.hidden} 个单元格在隐藏的行或列中，没有收录。需要时请取消隐藏，保存后再放入。"
            found.append(Remark("hidden", message))
        return found
