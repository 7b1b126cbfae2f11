"""How a table is laid out: which rows are captions, heads and figures, and what cells name each figure.

    line     one text alone, or merged over the whole row: a caption above the heads, a group (一、新收) among the rows
    heads    rows without figures above those with figures; several where the upper ones span columns (调解 › 受理, 成功)
    labels   the words before a figure in its row; an empty cell takes that of the row above, as under a merged cell
    asides   other words of a row: remarks, ratings, who is responsible

Cells are folded text. Years are names, not figures; so are serial numbers and ranks no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.cell_kinds import YEAR, Kind, is_unit, kind_of_cell

_NO_FIGURE = re.compile(
    r"序号|编号|代码|电话|邮编|年份|(?:排名|名次|位次|排序|排位|位列)(?:\(.*\))?$|^(?:年度|时间|日期|年|no\.?)$"
)
_AGED = re.compile(r"^(?:年份|年度|年|时间|日期|统计期|报告期)$")
_ASIDE = re.compile(r"备注|说明|依据|联系人|(?:责任|牵头|承办|配合|主管)(?:单位|部门|人)$")
_CAPTION = re.compile(
    r"单位\s*:|^表\s*[\d一二三四五六七八九十]|(?:制表|填报|报送|审核|统计|填表)(?:人|单位|日期|时间)?\s*:"
)
_GROUP = re.compile(r"[(]?[一二三四五六七八九十]+[)、.]|第.{1,8}[条项章]|[(]?\d+[)、.]|注\s*:|备注|说明|.*:$")
_NUMBERED = frozenset(["甲", "乙", "丙", "丁", "栏次", "栏目", ""])
_MOST_HEADS = 6  # rows
_LONGEST = 300  # characters of a cell that are looked at: no figure and no name of one is longer
_SHORT, _LONG = 8, 16  # characters: a name of a column; what is too long for the name of a row


@dataclass(frozen=True, slots=True)
class Part:
    """A cell that names figures: a head, a line, or a label, which has its own heads (none in a table without)."""

    text: str
    row: int
    column: int
    is_label: bool = False
    heads: tuple[Part, ...] = ()

    @property
    def over(self) -> str:
        """The words of its heads."""
        return " ".join(head.text for head in self.heads)


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell with a figure: the labels to its left, its heads from the top down, the lines above heads and above rows.

    `table` counts the tables of a grid from 0.
    """

    row: int
    column: int
    labels: tuple[Part, ...]
    heads: tuple[Part, ...]
    captions: tuple[Part, ...]
    groups: tuple[Part, ...]
    table: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The figures of a grid in reading order, its lines (captions, groups and notes) and the asides of its rows."""

    figures: tuple[Figure, ...]
    lines: tuple[Part, ...]
    asides: tuple[Part, ...]


def lay_out(cells: Sequence[Sequence[str]]) -> Layout:
    """The layout of a grid; rows may differ in length. Never raises."""
    return _Reader(cells).read()


class _Reader:
    """Goes down the rows of one grid."""

    def __init__(self, cells: Sequence[Sequence[str]]) -> None:
        self._cells = [[cell[:_LONGEST] for cell in row] for row in cells]
        self._kinds = [[kind_of_cell(cell) for cell in row] for row in self._cells]
        self._width = max(map(len, cells), default=0)
        self._figures: list[Figure] = []
        self._lines: list[Part] = []
        self._asides: list[Part] = []
        self._block: list[int] = []  # rows of heads
        self._heads: dict[int, tuple[Part, ...]] = {}  # by column
        self._carried: dict[int, Part] = {}  # labels by column, for empty cells below
        self._pending: tuple[Part, ...] = ()  # lines with neither heads nor figures below them so far
        self._captions: tuple[Part, ...] = ()
        self._groups: tuple[Part, ...] = ()
        self._in_body = self._after_blank = False
        self._table = 0

    def read(self) -> Layout:
        for at in range(len(self._cells)):
            self._row(at)
        return Layout(tuple(self._figures), tuple(self._lines), tuple(self._asides))

    def _row(self, at: int) -> None:
        row = self._cells[at]
        filled = [column for column, cell in enumerate(row) if cell.strip()]
        if not filled:
            self._after_blank = True
            self._carried.clear()
            return
        if self._is_line(at, filled):
            texts = {row[column].strip(): column for column in reversed(filled)}
            parts = tuple(Part(text, at, column) for text, column in reversed(texts.items()))
            self._lines += parts
            self._pending += parts
            self._carried.clear()
        elif self._is_numbering(at, filled):
            return
        elif any(self._is_figure(at, column) for column in filled):
            self._body(at)
        elif self._is_head(at, filled):
            self._head(at)
        else:
            self._in_body = True
            self._asides += (self._part(at, column) for column in filled if self._kinds[at][column] is Kind.WORDS)
        self._after_blank = False

    # --- what a row is -----------------------------------------------------------------------------------------------

    def _is_line(self, at: int, filled: list[int]) -> bool:
        row, kinds = self._cells[at], self._kinds[at]
        distinct = {row[column].strip() for column in filled}
        if self._width < 2 or any(kinds[column] is Kind.FIGURE for column in filled):
            return False
        if any(_CAPTION.search(text) for text in distinct):
            return len(distinct) <= 3 and (len(filled) < self._width or len(distinct) == 1)
        if len(distinct) > 1 or kinds[filled[0]] is Kind.VOID:
            return False
        text = row[filled[0]].strip()
        if filled[0] > 0 and len(text) <= _SHORT:
            return False  # an upper head that has no corner
        if len(filled) > 1 or not (self._in_body or self._block):
            return True
        return kinds[filled[0]] is Kind.YEAR or len(text) > _LONG or _GROUP.match(text) is not None

    def _is_numbering(self, at: int, filled: list[int]) -> bool:
        """Whether a row below the heads only numbers the columns: 甲 1 2 3."""
        row, kinds = self._cells[at], self._kinds[at]
        numbers = [row[column].strip() for column in filled if kinds[column] is Kind.FIGURE]
        rest = {row[column].strip() for column in filled if kinds[column] is not Kind.FIGURE}
        counted = len(numbers) >= 2 and numbers == [str(number + 1) for number in range(len(numbers))]
        return bool(self._block) and not self._in_body and counted and rest <= _NUMBERED

    def _is_figure(self, at: int, column: int) -> bool:
        kind, heads = self._kinds[at][column], self._heads.get(column, ())
        if any(_NO_FIGURE.search(head.text.strip()) for head in heads[-1:]):
            return False
        if kind is not Kind.YEAR:
            return kind is Kind.FIGURE
        if not heads or "年" in self._cells[at][column] or _AGED.fullmatch(heads[-1].text.strip()):
            return False
        return self._is_named(at, column)

    def _is_named(self, at: int, column: int) -> bool:
        """Whether words stand before a number like 2024 in its row, and are not those of the head above them."""
        for before in range(column):
            text = self._cells[at][before].strip()
            over = {head.text for head in self._heads.get(before, ())}
            if text and text not in over and self._kinds[at][before] is not Kind.VOID:
                return True
        return False

    def _is_head(self, at: int, filled: list[int]) -> bool:
        words = [column for column in filled if self._kinds[at][column] is not Kind.VOID]
        if not words:
            return False
        if not self._block:
            return not self._in_body or len(words) > 1
        if self._in_body:
            row = self._cells[at]
            again = any(row[column].strip() in {h.text for h in self._heads.get(column, ())} for column in words)
            return self._after_blank or bool(self._pending) or again
        return len(self._block) < _MOST_HEADS and self._goes_on(at)

    def _goes_on(self, at: int) -> bool:
        """Whether a row goes on with the heads above: that row spans columns or rows, or this one holds units."""
        row, above = self._texts(at), self._texts(self._block[-1])
        spans = any(not text for text in above) or any(one == other for one, other in pairwise(above))
        spanned = any(not text or text == over for text, over in zip(row, above, strict=True))
        units = all(is_unit(text) for text in row[1:] if text)
        return spans or spanned or (units and any(row[1:]))

    def _texts(self, at: int) -> list[str]:
        texts = [cell.strip() for cell in self._cells[at]]
        return texts + [""] * (self._width - len(texts))

    # --- what it tells -----------------------------------------------------------------------------------------------

    def _head(self, at: int) -> None:
        if self._in_body or not self._block:
            self._table += bool(self._block or self._in_body)
            self._block, self._groups, self._in_body = [], (), False
            self._captions = self._pending or self._captions
        self._pending = ()
        self._carried.clear()
        self._block.append(at)
        self._heads = dict(enumerate(self._heads_of_columns()))

    def _heads_of_columns(self) -> Iterator[tuple[Part, ...]]:
        """The heads of each column from the top down; an empty one takes that to its left where heads stand below it."""
        rows = [(at, self._texts(at)) for at in self._block]
        left = [0] * len(rows)  # by row: the last column so far that holds something
        for column in range(self._width):
            parts: list[Part] = []
            for number, (at, row) in enumerate(rows):
                left[number] = column if row[column] else left[number]
                headed = any(lower[column] for _, lower in rows[number + 1 :])
                source = left[number] if headed else column
                if row[source] and row[source] not in {part.text for part in parts}:
                    parts.append(Part(row[source], at, source))
            yield tuple(parts)

    def _part(self, at: int, column: int) -> Part:
        return Part(self._cells[at][column].strip(), at, column, is_label=True, heads=self._heads.get(column, ()))

    def _body(self, at: int) -> None:
        self._in_body = True
        if self._pending:
            self._groups = self._pending if self._block else self._groups
            self._captions = self._captions if self._block else self._pending
            self._pending = ()
        run: list[Part] = []
        counted = False  # whether a figure stands behind the labels of `run`
        for column, kind in enumerate(self._kinds[at]):
            if self._is_figure(at, column):
                self._figure(at, column, run)
                counted = True
            elif kind in {Kind.WORDS, Kind.YEAR}:
                part = self._part(at, column)
                if _ASIDE.search(part.over) or (counted and not self._begins_anew(column)):
                    self._asides.append(part)
                    continue
                run = [part] if counted else [*run, part]
                counted = False
                self._carry(part)
            elif not self._cells[at][column].strip() and column in self._carried and self._is_labelled(at, column):
                run.append(self._carried[column])

    def _carry(self, part: Part) -> None:
        self._carried = {column: old for column, old in self._carried.items() if column < part.column}
        self._carried[part.column] = part

    def _is_labelled(self, at: int, column: int) -> bool:
        """Whether a label stands to the right, before any figure."""
        for behind in range(column + 1, len(self._cells[at])):
            if self._is_figure(at, behind):
                return False
            if self._kinds[at][behind] in {Kind.WORDS, Kind.YEAR}:
                return not _ASIDE.search(self._part(at, behind).over)
        return False

    def _begins_anew(self, column: int) -> bool:
        """Whether words behind a figure are labels once more: 指标 数量 指标 数量."""
        heads = self._heads.get(column, ())
        return not heads or any(self._heads.get(left) and _same(self._heads[left], heads) for left in range(column))

    def _figure(self, at: int, column: int, run: Iterable[Part]) -> None:
        labels, heads = tuple(run), self._heads.get(column, ())
        left = self._figures[-1] if self._figures and self._figures[-1].row == at else None
        merged = left is not None and self._cells[at][left.column] == self._cells[at][column] and bool(heads)
        if left is not None and merged and left.labels == labels and _same(left.heads, heads):
            return  # one cell over several columns, repeated in each
        if any(_NO_FIGURE.search(part.text) and not YEAR.fullmatch(part.text) for part in labels[-1:]):
            return
        self._figures.append(Figure(at, column, labels, heads, self._captions, self._groups, self._table))


def _same(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    return [part.text for part in one] == [part.text for part in other]
