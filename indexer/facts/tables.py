"""Figures of tables: a cell is named by the head of its row and the head of its column.

The text of a table has a line a row and " | " between cells. The head of a column is the nearest cell above that holds no
bare number; that of a row the nearest such cell to its left. A unit stands in the cell (3件), or in a head in brackets
or behind a slash or a colon (受理(件), 金额/万元).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.lang.numerals import ARABIC, arabic_number, multiplier
from kb.lang.quantities import find_quantities
from kb.lang.units import unit_pattern, units
from kb.types import Precision, Quantity, Span

_SEPARATOR = " | "
_BARE = re.compile(rf"\s*(?P<number>{ARABIC})(?P<factor>[万亿]?)\s*(?P<percent>%?)\s*")
_HEAD_UNIT = re.compile(rf"(?:[(/:]|单位:?)\s*(?P<factor>[万亿]?)(?P<unit>%|{unit_pattern()})\)?\s*$")
_YEAR = re.compile(r"\s*(?:19|20)\d\d年?度?\s*")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure of a table: its `name` from the heads, the span of its `row`, and the year cell before it in the row."""

    quantity: Quantity
    name: str
    row: Span
    when: str = ""


def cell_figures(folded: str) -> list[CellFigure]:
    """All figures of a table's folded text, row by row. Serial numbers (序号) and years are none."""
    found: list[CellFigure] = []
    heads: dict[int, str] = {}
    start = 0
    for line in folded.split("\n"):
        row, at, label, when = Span(start, start + len(line)), start, "", ""
        for column, cell in enumerate(line.split(_SEPARATOR)):
            head = heads.get(column, "")
            quantity = _cell_quantity(cell, at, head, label)
            if quantity is None:
                if cell.strip() and not _BARE.fullmatch(cell):
                    heads[column] = cell.strip()
                    label = cell.strip()
                elif _YEAR.fullmatch(cell):
                    when = f"{cell.strip().rstrip('年度')}年"
                    heads[column] = when
            elif not re.search(r"序号|编号|年份|代码|电话", head):
                name = " ".join(dict.fromkeys(_plain(part) for part in (label, head) if part)).strip()
                found.append(CellFigure(quantity, name, row, when))
            at += len(cell) + len(_SEPARATOR)
        start += len(line) + 1
    return found


def _cell_quantity(cell: str, at: int, head: str, label: str) -> Quantity | None:
    bare = _BARE.fullmatch(cell)
    if bare and not _YEAR.fullmatch(cell):
        unit_words = _HEAD_UNIT.search(head) or _HEAD_UNIT.search(label)
        unit = "%" if bare["percent"] else (unit_words["unit"] if unit_words else "")
        if not unit and not head and not label:
            return None
        factor = multiplier(bare["factor"] or (unit_words["factor"] if unit_words else ""))
        value = arabic_number(bare["number"]) * factor * (units()[unit].factor if unit in units() else 1)
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        lead = len(cell) - len(cell.lstrip())
        base = units()[unit].base if unit in units() else unit
        return Quantity(value, base, Precision.EXACT, Span(at + lead, at + len(cell.rstrip())))
    quantities, _ = find_quantities(cell)
    if len(quantities) == 1 and quantities[0].span.end - quantities[0].span.start >= len(cell.strip()) - 1:
        one = quantities[0]
        return Quantity(one.value, one.unit, one.precision, Span(at + one.span.start, at + one.span.end), one.high)
    return None


def _plain(name: str) -> str:
    """A head without its unit; "" for one that names nothing (数量, 件数)."""
    bare = re.sub(rf"[(/:]\s*[万亿]?(?:%|{unit_pattern()})\)?", "", name).strip()
    return "" if re.fullmatch(r"数量|件数|个数|人数|次数|数值|数据|数", bare) else bare
