"""From the flow of lines to paragraphs, headings and tables: what a page, a column or the end of a line broke in two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from indexer.headings import is_closing, is_date_line, is_salutation, is_signature, is_title, marker
from indexer.readers.content import Piece
from indexer.readers.pdf_flow import Line
from indexer.readers.pdf_joints import joined
from indexer.readers.pdf_lines import Table, is_wide
from kb.types import BlockKind

_ENDS = tuple("。！？；：!?;”’）)】》")
_STOPS = tuple("。！？!?”")
_SLACK = 0.8  # of the size: with so much more room than its first word needs, a line would have begun above
_LOOSE = 2.5  # of the size: the same for a line without indent, where paragraphs have one
_SAME = 0.6  # of the size: lines that begin within so much begin alike
_FIRST_LINE = (1.2, 3.2)  # of the size: the indent of a first line
_INSIDE = 4.5  # of the size: what begins further in is set apart: titles, signatures
_SPACED = 1.3  # of the usual distance of lines
_LARGER = 1.15  # of the size of the text: headings
_LONGEST_HEADING = 60
_LEADER = re.compile(r"(?:[.…·．]\s?){4,}\s*\d+$")
_ITEM = re.compile(r"[•●■◆▪\-*–—○□☆★※]\s?|\d{1,2}[.．、)）]|[(（]?[一二三四五六七八九十]{1,3}[)）、]|[①-⑳]")
_TOKEN = re.compile(r"[(（“‘《〈【]*(?:[A-Za-z0-9.,%+\-/:&=?_~#]+|.)[，。、；：？！）》〉】”’…,.;:?!)%％]*")


@dataclass(frozen=True, slots=True)
class _Style:
    """What the lines of a file have in common: the size of its text, whether paragraphs begin with an indent, whether
    its text is bold, the distance of lines by their size.
    """

    size: float
    indented: bool
    bold: bool
    pitches: tuple[tuple[float, float], ...]

    def pitch(self, size: float) -> float:
        return dict(self.pitches).get(_rounded(size), 1.6 * size)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph in the making."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return joined(line.text for line in self.lines)


def pieces_of(items: Iterable[Line | Table], size: float) -> list[Piece]:
    """The paragraphs, headings and tables of a flow; `size` is that of the text. Notes follow the paragraph that they
    would cut in two.
    """
    whole = list(items)
    style = _style([item for item in whole if isinstance(item, Line)], size)
    levels = _levels(whole, style)
    return [_piece(made, style, levels) for made in _grouped(whole, style)]


def _grouped(items: Sequence[Line | Table], style: _Style) -> Iterator[_Paragraph | Table]:
    open_: _Paragraph | Table | None = None
    notes: list[Line] = []
    for item in items:
        if isinstance(item, Line) and item.note:
            notes.append(item)
            continue
        if isinstance(item, Table) and isinstance(open_, Table) and _is_continued(open_, item):
            open_ = _continued(open_, item)
            continue
        if isinstance(item, Line) and isinstance(open_, _Paragraph) and not _breaks(open_.lines, item, style):
            open_.lines.append(item)
            continue
        if open_ is not None:
            yield open_
        yield from _noted(notes, style)
        notes = []
        open_ = _Paragraph([item]) if isinstance(item, Line) else item
    if open_ is not None:
        yield open_
    yield from _noted(notes, style)


def _noted(notes: Sequence[Line], style: _Style) -> Iterator[_Paragraph]:
    held = _Paragraph()
    for line in notes:
        if held.lines and (_ITEM.match(line.text) or _breaks(held.lines, line, style)):
            yield held
            held = _Paragraph()
        held.lines.append(line)
    if held.lines:
        yield held


# --- the style of a file ---------------------------------------------------------------------------------------------


def _style(lines: Sequence[Line], size: float) -> _Style:
    text = [line for line in lines if abs(line.size - size) <= 0.1 * size]
    first = sum(_FIRST_LINE[0] <= line.indent <= _FIRST_LINE[1] for line in text)
    flush = sum(line.indent < _SAME for line in text)
    letters = sum(len(line.text) for line in lines)
    bold = sum(len(line.text) for line in lines if line.bold) > 0.5 * letters
    return _Style(size, first >= max(2, 0.03 * len(text)) and flush > 0, bold, _pitches(lines))


def _pitches(lines: Sequence[Line]) -> tuple[tuple[float, float], ...]:
    """The usual distance of lines for each size: that of lines below full ones."""
    below: defaultdict[float, list[float]] = defaultdict(list)
    for above, line in pairwise(lines):
        if (
            0 < line.drop <= 2.6 * line.size
            and above.short <= 1 + _SLACK
            and abs(above.size - line.size) < 0.05 * line.size
        ):
            below[_rounded(line.size)].append(line.drop)
    return tuple((size, median(drops)) for size, drops in below.items() if len(drops) >= 2)


def _rounded(size: float) -> float:
    return round(2 * size) / 2


# --- where a paragraph ends ------------------------------------------------------------------------------------------


def _breaks(lines: Sequence[Line], line: Line, style: _Style) -> bool:
    """Whether a line begins a new paragraph after `lines`."""
    last = lines[-1]
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return True
    if _is_large(last, style) and _is_large(line, style):
        return not _title_goes_on(lines, line)
    slack = _LOOSE if style.indented and line.indent < _SAME else _SLACK
    if line.drop > _SPACED * style.pitch(line.size) or last.short > _token(line) + slack:
        return True
    if min(last.indent, line.indent) > _INSIDE or _LEADER.search(last.text) or _stands_alone(lines, line):
        return True
    if last.bold != line.bold and not style.bold and not (len(lines) > 1 or last.text.endswith(_ENDS[:4])):
        return _is_alone_by_weight(last, line)
    return _begins_by_place(lines, line, style)


def _is_alone_by_weight(last: Line, line: Line) -> bool:
    """Whether a bold line and a light one are heading and text: the first says nothing unfinished."""
    return last.bold and not line.bold and marker(last.text) is not None and line.indent >= _FIRST_LINE[0]


def _begins_by_place(lines: Sequence[Line], line: Line, style: _Style) -> bool:
    last, ended = lines[-1], lines[-1].text.endswith(_ENDS)
    if len(lines) > 1:
        edge = median(one.indent for one in lines[1:])
        if abs(line.indent - edge) > _SAME:
            return True
        if edge > _SAME:
            return ended and _ITEM.match(line.text) is not None
        return _begins_at_edge(last, line, style)
    step = line.indent - last.indent
    if -_FIRST_LINE[1] - 0.4 <= step <= -_FIRST_LINE[0]:
        return False
    if step > _SAME:
        return not (_ITEM.match(last.text) and step <= _FIRST_LINE[1])
    if step < -_SAME:
        return True
    return ended or style.indented if last.indent > _SAME else _begins_at_edge(last, line, style)


def _begins_at_edge(last: Line, line: Line, style: _Style) -> bool:
    """Whether a line at the edge of its column below a full one begins a paragraph."""
    if style.indented:
        return False
    numbered = marker(line.text) is not None
    if last.text.endswith(_STOPS):
        return numbered or line.drop == 0
    return numbered and marker(last.text) is not None  # a heading below a heading that fills its line


def _stands_alone(lines: Sequence[Line], line: Line) -> bool:
    """Whether the words tell that two lines are not one sentence."""
    text = line.text
    if is_date_line(text) or is_closing(text):
        return True
    if len(lines) > 1:
        return False
    last = lines[0].text
    return is_salutation(last) or is_closing(last) or (lines[0].indent > _INSIDE and is_signature(last))


def _token(line: Line) -> float:
    """The width of the first word of a line with the marks about it, which may not be parted, in its size."""
    found = _TOKEN.match(line.text)
    return sum(1.0 if is_wide(char) else 0.6 for char in found[0]) if found else 0.0


def _is_large(line: Line, style: _Style) -> bool:
    return line.size >= _LARGER * style.size


def _title_goes_on(lines: Sequence[Line], line: Line) -> bool:
    """Whether two large lines are one title: close together, with the same middle or the same beginning."""
    last = lines[-1]
    middle = abs((last.indent - last.short) - (line.indent - line.short)) <= 1.5
    if not (middle or abs(last.indent - line.indent) <= _SAME) or not 0 < line.drop <= 2.1 * line.size:
        return False
    before = joined(one.text for one in lines)
    return (not is_title(before) or is_title(before + line.text)) and not marker(line.text)


# --- tables over pages -----------------------------------------------------------------------------------------------


def _is_continued(table: Table, more: Table) -> bool:
    """Whether two tables that follow one another are one: as many columns, as wide where lines tell that."""
    if len(table.cells[0]) != len(more.cells[0]) or len(table.edges) != len(more.edges):
        return False
    widths = zip(pairwise(table.edges), pairwise(more.edges), strict=True)
    return all(abs((one[1] - one[0]) - (two[1] - two[0])) <= 4 for one, two in widths)


def _continued(table: Table, more: Table) -> Table:
    """Both as one, the rows of the head once, a row that the end of a page cut in two whole."""
    head = 0
    while head < min(len(table.cells), len(more.cells)) and table.cells[head] == more.cells[head]:
        head += 1
    rows = more.cells[head:]
    cells = table.cells
    if rows and _is_rest(cells[-1], rows[0]):
        whole = tuple(joined((above, below)) for above, below in zip(cells[-1], rows[0], strict=True))
        cells, rows = (*cells[:-1], whole), rows[1:]
    return replace(table, cells=cells + rows)


def _is_rest(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether a row is the rest of the one above: no label, and no figure of its own."""
    filled = [(one, two) for one, two in zip(above, below, strict=True) if two]
    return not below[0] and all(one and not any(char.isdigit() for char in two) for one, two in filled)


# --- headings --------------------------------------------------------------------------------------------------------


def _levels(items: Sequence[Line | Table], style: _Style) -> tuple[float, ...]:
    """The sizes of letters that are larger than the text, the largest first."""
    sizes = {_rounded(item.size) for item in items if isinstance(item, Line) and _is_large(item, style)}
    return tuple(sorted(sizes, reverse=True))


def _piece(made: _Paragraph | Table, style: _Style, levels: tuple[float, ...]) -> Piece:
    if isinstance(made, Table):
        return Piece(BlockKind.TABLE, cells=made.cells)
    text = made.text
    level = _level(made.lines, text, style, levels)
    return Piece(BlockKind.HEADING if level else BlockKind.PARAGRAPH, text, level)


def _level(lines: Sequence[Line], text: str, style: _Style, levels: tuple[float, ...]) -> int:
    """1 for a title in large letters, 2 and more for other headings that letters tell, 0 for text."""
    first = lines[0]
    if len(text) > _LONGEST_HEADING or first.note or text.endswith(("。", "；", "，", "：", "、", ";", ",", ":")):
        return 0
    if is_date_line(text) or not re.search("[一-鿿]{2}", text) or re.match(r"[表图]\s?[\d一二三四五六七八九十]", text):
        return 0
    if _is_large(first, style):
        return 1 if is_title(text) else min(6, 2 + levels.index(_rounded(first.size)))
    return min(6, 2 + len(levels)) if not style.bold and all(line.bold for line in lines) else 0
