"""From the letters of a page to rows of text, and to columns of rows in reading order."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.readers.pdf_page import Glyph

_SAME_ROW = 0.45  # of the size: base lines not further apart are one row
_APART = 0.85  # of the size: the gap between two runs of a row
_BLANK, _LATIN_BLANK = 0.9, 0.17  # of the size: gaps that count for a blank, in Chinese and in English
_RAISED, _SMALL = 0.15, 0.86
_LEAST_GUTTER = 0.8  # of the size
_LEAST_ROWS = 5
_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Table:
    """A table where it stands on its page. A cell over several rows or columns is repeated in each of its places.
    `edges` are the left and right edges of the columns, empty where no lines tell them.
    """

    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one row that stand close together, or a table, whose `base` is its upper edge. Lengths as in
    `pdf_page`.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    table: Table | None = None


Row = tuple[Run, ...]


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows of letters from top to bottom, each of runs from left to right; rows without ink are left out."""
    rows = []
    for letters in _rows(glyphs):
        runs = tuple(run for part in _parts(letters) if (run := _run(part)).text)
        if runs:
            rows.append(runs)
    return rows


def text_of(row: Row) -> str:
    """The text of a row, its runs parted by a blank; letters that all stand apart (目　录) are one word."""
    spread = all(len(run.text) == 1 and is_wide(run.text) for run in row)
    return ("" if spread else " ").join(run.text for run in row)


def is_wide(char: str) -> bool:
    """Whether a character is as wide as a Chinese one, so that no blank stands beside it."""
    return unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…—·"


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Letters by base line; the largest first, so that a raised figure finds the row that it stands in."""
    bases: list[float] = []
    rows: dict[float, list[Glyph]] = {}
    for glyph in sorted(glyphs, key=lambda one: -one.size):
        at = bisect_left(bases, glyph.base)
        near = [base for base in bases[max(0, at - 2) : at + 2] if _fits(rows[base][0], glyph)]
        if near:
            rows[min(near, key=lambda base: abs(base - glyph.base))].append(glyph)
        elif glyph.text.strip():
            insort(bases, glyph.base)
            rows[glyph.base] = [glyph]
    return [sorted(rows[base], key=lambda one: one.left) for base in bases]


def _fits(first: Glyph, glyph: Glyph) -> bool:
    return abs(first.base - glyph.base) <= _SAME_ROW * first.size and glyph.size >= 0.4 * first.size


def _parts(letters: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The letters of a row, parted at wide gaps; blanks are gaps."""
    part: list[Glyph] = []
    for glyph in letters:
        inked = [one for one in part[-6:] if one.text.strip()]
        if inked and glyph.text.strip() and glyph.left - inked[-1].right > _APART * max(glyph.size, inked[-1].size):
            yield part
            part = []
        part.append(glyph)
    if part:
        yield part


def _run(part: Sequence[Glyph]) -> Run:
    inked = [glyph for glyph in part if glyph.text.strip()]
    if not inked:
        return Run("", 0, 0, 0, 0)
    size, base = median(glyph.size for glyph in inked), median(glyph.base for glyph in inked)
    bold = sum(glyph.bold for glyph in inked) >= 0.8 * len(inked)
    return Run(_written(part, size, base), inked[0].left, max(one.right for one in inked), base, size, bold)


def _written(part: Sequence[Glyph], size: float, base: float) -> str:
    """The text of a run. Blanks stay where they part words; a line with all its letters set apart has none."""
    pieces: list[str] = []
    blanks: list[bool] = []
    last: Glyph | None = None
    spaced = 0.0
    for glyph in part:
        if not glyph.text.strip():
            spaced += max(0.01, (glyph.right - glyph.left) / size)
            continue
        text = (
            _raised(glyph, last) if glyph.size <= _SMALL * size and base - glyph.base >= _RAISED * size else glyph.text
        )
        if text:
            blanks.append(last is not None and _blank_between(last, glyph, spaced))
            pieces.append(text)
        last, spaced = glyph, 0.0
    wide = [
        blank
        for (one, two), blank in zip(pairwise(pieces), blanks[1:], strict=True)
        if is_wide(one[-1]) and is_wide(two[0])
    ]
    if wide and sum(wide) >= 0.6 * len(wide):
        pairs = zip(("", *pieces), pieces, blanks, strict=False)
        blanks = [blank and not (is_wide(one[-1:] or " ") and is_wide(two[0])) for one, two, blank in pairs]
    return "".join(f" {text}" if blank else text for text, blank in zip(pieces, blanks, strict=True)).strip()


def _blank_between(one: Glyph, two: Glyph, spaced: float) -> bool:
    """Whether a blank parts two letters; `spaced` is the width of the blanks that the file has there, in its size."""
    gap = (two.left - one.right) / max(one.size, two.size)
    if is_wide(one.text[-1]) or is_wide(two.text[0]):
        return gap >= _BLANK or spaced >= _LATIN_BLANK
    return spaced > 0 or gap >= _LATIN_BLANK


def _raised(glyph: Glyph, last: Glyph | None) -> str:
    """A raised figure: an exponent behind a Latin letter, else the mark of a note, which is no part of the text."""
    if last is not None and re.fullmatch("[A-Za-z⁰-⁹¹²³]", last.text):
        return glyph.text.translate(_RAISED_FIGURES)
    return "" if re.fullmatch(r"[0-9①-⑳\[\]〔〕*]", glyph.text) else glyph.text


# --- columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that are read one after the other: a whole page, a column of it, a stretch across columns. `place` is 0 for
    the width of the page, else the number of the column.
    """

    place: int
    rows: tuple[Row, ...]


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """The rows of a page as columns in reading order."""
    gutter = _gutter(rows)
    if gutter is None:
        return [Column(0, tuple(rows))] if rows else []
    columns: list[Column] = []
    band: list[Row] = []
    for row in rows:
        if any(run.left < gutter < run.right for run in row):
            columns += _band(band, gutter)
            band = []
            columns.append(Column(0, (row,)))
        else:
            band.append(row)
    return _joined([*columns, *_band(band, gutter)])


def _band(band: Sequence[Row], gutter: float) -> list[Column]:
    """A stretch of rows that no run crosses: what stands left of the gutter, then what stands right of it."""
    left = tuple(part for row in band if (part := tuple(run for run in row if run.left < gutter)))
    right = tuple(part for row in band if (part := tuple(run for run in row if run.left >= gutter)))
    if left and right:
        return [Column(1, left), Column(2, right)]
    return [Column(0, left or right)] if band else []


def _joined(columns: Sequence[Column]) -> list[Column]:
    """Neighbours of the same place as one."""
    joined: list[Column] = []
    for column in columns:
        if joined and joined[-1].place == column.place:
            joined[-1] = Column(column.place, joined[-1].rows + column.rows)
        else:
            joined.append(column)
    return joined


def _gutter(rows: Sequence[Row]) -> float | None:
    """Where two columns of prose part: a strip that few rows cross, with full lines on either side; None for one."""
    runs = [run for row in rows for run in row for _ in range(len(run.table.cells) if run.table else 1)]
    if len(runs) < 2 * _LEAST_ROWS:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    middle = (left + right) / 2
    edges = sorted({run.left for run in runs if abs(run.left - middle) < 0.2 * (right - left)})
    for edge in edges:
        before = sorted(run.right for run in runs if run.right <= edge + 1)
        crossing = sum(run.left < edge - 1 < run.right for run in runs)
        strip = edge - (before[int(0.95 * (len(before) - 1))] if before else left)  # a few lines hang over
        if strip >= _LEAST_GUTTER * median(run.size for run in runs) and crossing <= 0.25 * len(runs):
            sides = ([r for r in runs if r.right <= edge], [r for r in runs if r.left >= edge - 1])
            if all(_is_prose(side) for side in sides):
                return edge - strip / 2
    return None


def _is_prose(runs: Sequence[Run]) -> bool:
    """Whether many lines of a column are full, unlike those of a table."""
    if len(runs) < _LEAST_ROWS:
        return False
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    full = sum(run.right - run.left >= 0.7 * (right - left) for run in runs)
    return full >= 0.35 * len(runs) and right - left >= 7 * median(run.size for run in runs)
