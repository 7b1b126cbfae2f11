"""Tables of HTML: which of them hold data, and their cells as a grid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.readers.sheet_grid import refuse_many
from indexer.readers.tree import Node

_LONG_CELL = 120  # characters: a cell with more is text in a frame
_MAX_SPAN = 60
_BROKEN = re.compile(r"(?<![ \t\u00a0\u3000])[ \t\u00a0\u3000]*[\r\n][\s]*")  # tried once in a run of blanks
_ASIAN = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’…—"
_BETWEEN_ASIAN = re.compile(f"(?<=[{_ASIAN}])\n|\n(?=[{_ASIAN}])")


def squeeze(text: str) -> str:
    """Text as a browser shows it in one line: a line break beside Chinese vanishes, other white space is one blank."""
    joined = _BETWEEN_ASIAN.sub("", _BROKEN.sub("\n", text))
    return re.sub(r"\s+", " ", re.sub("[\u200b\u200c\u200d\ufeff]", "", joined)).strip()


def is_data_table(table: Node) -> bool:
    """Whether a table holds data, not the frame of a page: two rows and columns, no long text, no table in it."""
    if table.tag != "table" or table.attributes.get("role") in {"presentation", "none"}:
        return False
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    if any(node.tag == "table" for cell in cells for node in cell.nodes()):
        return False
    columns = [sum(1 for _ in _cells(row)) for row in _rows(table)]
    filled = [shown for shown in map(_shown, cells) if shown]
    return len(columns) >= 2 and max(columns) >= 2 and len(filled) >= 2 and max(map(len, filled)) <= _LONG_CELL


def grid(table: Node) -> tuple[tuple[str, ...], ...]:
    """The cells, all rows of one length. A cell that spans rows or columns is repeated in each of its places.

    Raises ReadError "too_large".
    """
    placed: dict[tuple[int, int], str] = {}
    for number, row in enumerate(_rows(table)):
        column = 0
        for cell in _cells(row):
            while (number, column) in placed:
                column += 1
            shown, wide, high = _shown(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            for down in range(high):
                for across in range(wide):
                    placed.setdefault((number + down, column + across), shown)
            column += wide
            refuse_many(0, len(placed))
    height = sum(1 for _ in _rows(table))
    width = max(column for _, column in placed) + 1
    return tuple(tuple(placed.get((row, column), "") for column in range(width)) for row in range(height))


def _span(cell: Node, name: str) -> int:
    written = cell.attributes.get(name, "").strip()
    return max(1, min(int(written), _MAX_SPAN)) if re.fullmatch(r"[0-9]{1,4}", written) else 1


def _shown(cell: Node) -> str:
    return squeeze("".join(text.text for text in cell.texts()))


def _rows(table: Node) -> Iterator[Node]:
    """Its own rows, those of tables inside left out."""
    for child in table.children:
        if isinstance(child, Node):
            if child.tag == "tr":
                yield child
            elif child.tag != "table":
                yield from _rows(child)


def _cells(row: Node) -> Iterator[Node]:
    return (child for child in row.children if isinstance(child, Node) and child.tag in {"td", "th"})
