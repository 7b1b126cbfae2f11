"""Figures of tables: what number a cell is, and which cells name it (indexer/tabular.py).

The text of a table has a line a row and " | " between cells. A unit stands in the cell (3件), in a head or label in brackets
or behind a slash or a colon (受理(件), 金额/万元), in a cell of its own, as the end of a name (件数), or in the caption
(单位:件、%), which counts for shares only where it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from indexer.cell_kinds import BARE, YEAR, is_unit, whole_quantity
from indexer.tabular import Figure, lay_out
from kb.lang.numerals import arabic_number, multiplier
from kb.lang.units import family, unit_pattern, units
from kb.types import Precision, Quantity, Span

_SEPARATOR = " | "
_UNIT = rf"(?P<factor>[万亿]?)(?P<unit>[%‰]|{unit_pattern()})"
_HEAD_UNIT = re.compile(rf"(?:[(/:]|单位:?)\s*{_UNIT}\)?\s*$|^\s*\(?{_UNIT.replace('?P<', '?P<only_')}\)?\s*$")
_NAMED_UNIT = re.compile(r"(?P<unit>[件人户次场起份宗])数$|(?P<whole>人次|件次|户次|场次|批次)$")
_STATED_UNITS = re.compile(r"单位\s*:\s*(?P<units>[^\s()|;]{1,24})|\((?P<last>[^()]{1,12})\)\s*$")
_ONE_UNIT = re.compile(rf"{_UNIT}")
_CHANGE = re.compile(
    r"同比|环比|增幅|降幅|涨幅|增速|增减|(?:比|较)(?:上年|去年|上一年|前年|(?:19|20)\d\d年)|变化(?:率|幅度)"
    r"|(?:增长|下降|上升|提高|减少)(?:率|幅度|百分点)?\s*(?:\(.*\))?$"
)
_RATE = re.compile(r"(?:率|占比|比重|比例|百分比)\s*(?:\(.*\))?$")
_MONEY = re.compile(r"金额|经费|资金|收入|支出|费用?(?:\(.*\))?$|收费|补贴|投资|标的|罚款|产值")
_DOWN = frozenset("-−↓▼")
_PLAIN = re.compile(rf"[(/:]\s*(?:单位:)?\s*[万亿]?(?:[%‰]|{unit_pattern()})\)?")
_EMPTY = re.compile(r"数量|件数|个数|人数|次数|数值|数据|数|指标|项目|类别|数额")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure of a table and the cells that name it; the span of its row. `is_rate` of a share, also one without %."""

    quantity: Quantity
    figure: Figure
    row: Span
    is_change: bool = False
    is_rate: bool = False

    @property
    def name(self) -> str:
        """The words of labels and heads, without units and the years of labels."""
        labels = (part.text for part in self.figure.labels if not YEAR.fullmatch(part.text))
        return joined((*labels, *(_year(part.text) for part in self.figure.heads)))


def cell_figures(folded: str, above: Iterable[str] = ()) -> list[CellFigure]:
    """All figures of a table's folded text, row by row; `above` are folded lines right above it, from the top down.

    Serial numbers (序号), ranks and years are none. Never raises.
    """
    rows = [line.split(_SEPARATOR) for line in folded.split("\n")]
    starts = _starts(rows)
    found = []
    for figure in lay_out(rows).figures:
        cell = rows[figure.row][figure.column]
        lines = [*above, *(part.text for part in (*figure.captions, *figure.groups))]
        is_change = any(_CHANGE.search(part.text) for part in (*figure.heads, *figure.labels))
        is_rate = any(_RATE.search(part.text) for part in (*figure.heads[-1:], *figure.labels[-1:]))
        quantity = _quantity(cell, starts[figure.row][figure.column], figure, lines, share=is_change or is_rate)
        if quantity is not None:
            last = len(rows[figure.row]) - 1
            row = Span(starts[figure.row][0], starts[figure.row][last] + len(rows[figure.row][last]))
            found.append(CellFigure(quantity, figure, row, is_change, is_rate or quantity.unit in ("%", "‰")))
    return found


def joined(names: Iterable[str]) -> str:
    """Names of a figure in one phrase: without units, words that name nothing (数量) and repetitions."""
    return " ".join(dict.fromkeys(bare for name in names if (bare := _plain(name)))).strip()


def _starts(rows: list[list[str]]) -> list[list[int]]:
    """Where each cell begins in the text of the table."""
    starts, at = [], 0
    for row in rows:
        begins = []
        for cell in row:
            begins.append(at)
            at += len(cell) + len(_SEPARATOR)
        starts.append(begins)
        at += 1 - len(_SEPARATOR)
    return starts


def _quantity(cell: str, at: int, figure: Figure, lines: list[str], *, share: bool) -> Quantity | None:
    bare = BARE.fullmatch(cell)
    if not bare:
        one = whole_quantity(cell)
        if one is None:
            return None
        return Quantity(one.value, one.unit, one.precision, Span(at + one.span.start, at + one.span.end), one.high)
    if not figure.heads and not figure.labels:
        return None
    factor, unit = ("", bare["percent"]) if bare["percent"] else _told_unit(figure, lines, share=share)
    known = units().get(unit)
    value = arabic_number(bare["number"]) * multiplier(bare["factor"] or factor) * (known.factor if known else 1)
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    lead = len(cell) - len(cell.lstrip())
    span = Span(at + lead, at + len(cell.rstrip()))
    return Quantity(-value if bare["sign"] in _DOWN else value, known.base if known else unit, Precision.EXACT, span)


def _told_unit(figure: Figure, lines: list[str], *, share: bool) -> tuple[str, str]:
    """The factor and unit that the cells naming a bare number tell, else the caption; a share is never counted in 件."""
    names = [part.text for part in (*reversed(figure.heads), *reversed(figure.labels))]
    for text in names:
        if found := _HEAD_UNIT.search(text):
            factor, unit = (found["factor"] or found["only_factor"] or ""), (found["unit"] or found["only_unit"])
            if not share or family(unit) in {"rate", "points", "fold"} or text in {p.text for p in figure.heads[-1:]}:
                return factor, unit
    if not share:
        for text in names:
            if named := _NAMED_UNIT.search(text.strip()):
                return "", named["unit"] or named["whole"]
    return _caption_unit(names, lines, share=share)


def _caption_unit(names: list[str], lines: list[str], *, share: bool) -> tuple[str, str]:
    for line in reversed(lines):
        told = list(_listed_units(line))
        shares = [one for one in told if one[1] in {"%", "‰"}]
        others = [one for one in told if one not in shares]
        if share and told:
            return shares[0] if shares else ("", "")
        money = any(_MONEY.search(name) for name in names)
        fitting = [one for one in others if (family(one[1]) == "money") == money] if len(others) > 1 else others
        if fitting or shares:
            return (fitting or shares)[0] if fitting or not others else ("", "")
    return "", ""


def _listed_units(line: str) -> Iterator[tuple[str, str]]:
    """The units that a caption states: 单位:件、万元; (件) at its end. Nothing where a word among them is none."""
    for found in _STATED_UNITS.finditer(line):
        words = [word for word in re.split("[、,/和及]", found["units"] or found["last"]) if word]
        matches = [_ONE_UNIT.fullmatch(word.removeprefix("单位:").strip()) for word in words]
        for match in matches:
            if match is not None and all(matches):
                yield match["factor"], match["unit"]


def _plain(name: str) -> str:
    """A head without its unit; "" for one that names nothing (数量, 件数)."""
    bare = "" if is_unit(name) else _PLAIN.sub("", name).strip()
    return "" if _EMPTY.fullmatch(bare) else bare


def _year(name: str) -> str:
    """A head that is a year as a year is written."""
    found = YEAR.fullmatch(name)
    return f"{found['year']}年" if found else name
