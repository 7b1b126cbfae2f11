"""What a cell of a table holds: nothing, a figure, a year, or words."""

from __future__ import annotations

import re
from enum import Enum, auto

from kb.lang.numerals import ARABIC
from kb.lang.quantities import find_quantities
from kb.lang.units import unit_pattern
from kb.types import Quantity

BARE = re.compile(
    rf"\s*(?P<sign>[-+−↑↓▲▼]?)\s*(?P<number>{ARABIC})(?P<factor>[万亿]?)\s*(?P<percent>[%‰]?)\s*"
)  # a number by itself
YEAR = re.compile(r"\s*(?P<year>(?:19|20)\d\d)\s*(?P<word>年度?)?\s*")
TOTAL = re.compile(r"\s*(?:(?:合|总|共)\s*计数?|总\s*数|总和|全[国省市区县州旗盟镇乡](?:合计|总计|总数)?)\s*")
_VOID = re.compile(r"\s*(?:[-—–―~…./\\*]{1,6}|无|空|暂无|无数据|未统计|不详|缺|n/?a|nil|null)?\s*")
_LONGEST = 80  # characters: what is longer is no number with its unit
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMERAL = re.compile("[0-9零〇一二两三四五六七八九十百千万亿半]")


class Kind(Enum):
    """What a cell holds."""

    VOID = auto()
    FIGURE = auto()
    YEAR = auto()
    WORDS = auto()


def kind_of_cell(cell: str) -> Kind:
    """What a cell of folded text holds. A year with nothing else is YEAR, also where it may be a figure."""
    if _VOID.fullmatch(cell):
        return Kind.VOID
    if YEAR.fullmatch(cell):
        return Kind.YEAR
    return Kind.FIGURE if BARE.fullmatch(cell) or whole_quantity(cell) else Kind.WORDS


def whole_quantity(cell: str) -> Quantity | None:
    """The quantity with its unit that a cell is, None where it holds more or nothing of the kind."""
    if len(cell) > _LONGEST or not _NUMERAL.search(cell):
        return None
    quantities, _ = find_quantities(cell)
    if len(quantities) != 1:
        return None
    span = quantities[0].span
    rest = (cell[: span.start] + cell[span.end :]).strip()
    return None if len(rest) > 1 or _HAN.match(rest) else quantities[0]  # 七台河 is no 七台


def is_unit(text: str) -> bool:
    """Whether a cell names a unit and nothing else: (件), 万元."""
    return re.fullmatch(rf"\s*\(?(?:单位:)?\s*[万亿]?(?:[%‰]|{unit_pattern()})\)?\s*", text) is not None
