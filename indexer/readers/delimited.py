"""Read .csv files: one sheet without a name, its rows parted by comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from indexer.readers.content import Content
from indexer.readers.encoding import decode
from indexer.readers.grid import squeeze
from indexer.readers.sheet_grid import Sheet, Sparse
from indexer.readers.split import contents_of
from kb.errors import ReadError

_DELIMITERS = ",\t;"
_SAMPLE = 200  # lines


def read(data: bytes) -> tuple[Content, ...]:
    """A Content for each place and year (see indexer/readers/split.py); spans lie in the text that is laid out.

    Raises ReadError: those of `decode`, "damaged" or "too_large".
    """
    text, encoding = decode(data)
    return contents_of((_sheet(text),), encoding=encoding)


def _sheet(text: str) -> Sheet:
    grid = Sparse("")
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            for column, cell in enumerate(row, 1):
                if shown := squeeze(cell):
                    grid.put(number, column, shown)
    except csv.Error as error:
        raise ReadError(
            "damaged", "文件不是完整的 CSV 表格。", "请用 Excel 或 WPS 打开后另存为 CSV，再放入。"
        ) from error
    return grid.sheet()


def _delimiter(text: str) -> str:
    """The delimiter by which most rows have the same number of cells, two at least."""
    sample = text.splitlines(keepends=True)[:_SAMPLE]
    best = (0, 0, "")
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
        except csv.Error:
            continue
        width, rows = widths.most_common(1)[0] if widths else (1, 0)
        if (rows, width) > best[:2]:
            best = (rows, width, delimiter)
    return best[2] or ","
