"""From the rows of all pages to one flow of lines and tables: without what stands around the text of every page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from indexer.readers.pdf_lines import Column, Row, Run, Table, columns_of, text_of
from indexer.readers.pdf_tables import aligned_tables

_ZONE = 0.15  # of the height of a page, above and below: there stand running heads and numbers of pages
_HEAD = 0.08  # of the height of a page: small letters so far up are a running head, even of a single page
_GAP = 1.25  # of the usual distance of rows: what is further off the text may be such
_OUTERMOST = 3  # rows of a page that may be such
_SMALLER = 0.92  # of the size of the text: notes and running heads
_FULL = 1.5  # of the size: full lines end within so much of one another
_ENOUGH = 8  # lines that tell the edges of a column
_NUMBER = re.compile(
    r"[—–―\-－·~_〔\[(（|]*(?:\d{1,3}|[ivxIVX]{1,5})[—–―\-－·~_〕\])）|]*|第?\d{1,4}页?[/,，共]+\d{1,4}页?|第\d{1,4}页|[Pp]age\d+(?:of\d+)?"
    r"|[—–―\-－·]+\d{1,4}[—–―\-－·]+"
)
_SENTENCE = re.compile("[，。；]")  # no running head in letters of the size of the text holds one
_PRINTED = re.compile(
    r"(?:https?|file)://\S+|(?:\d{4}|\d{1,2})[/年.-]\d{1,2}[/月.-]\d{1,4}日?[,，]?\s*(?:[上下]午)?\d{1,2}:\d{2}.*"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one page, those of tables as one run each, from top to bottom."""

    number: int
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the flow. `indent` and `short` tell how far it begins and ends inside its column, in its own size;
    `drop` is the distance to the line above in points, 0 for the first of a column; `note`: it stands at the foot of a
    page in small letters.
    """

    text: str
    size: float
    bold: bool
    indent: float
    short: float
    drop: float
    note: bool = False


@dataclass(frozen=True, slots=True)
class _Edges:
    left: float
    right: float


def flow(sheets: Sequence[Sheet]) -> Iterator[Line | Table]:
    """The lines and tables of all pages in reading order."""
    body = body_size(run for sheet in sheets for row in sheet.rows for run in row)
    bare = _without_heads(sheets, body)
    pages = [columns_of(sheet.rows) for sheet in bare]
    told: defaultdict[int, list[_Edges]] = defaultdict(list)
    for column in (column for page in pages for column in page):
        edges = _edges(column)
        if edges is not None:
            told[column.place].append(edges)
    for page in pages:
        whole = _edges(Column(0, tuple(row for column in page if column.place == 0 for row in column.rows)))
        items: list[Line | Table] = []
        for column in page:
            edges = _edges(column) or (whole if column.place == 0 else None) or _usual(told[column.place])
            items += _lines(column, edges)
        yield from _noted(items, body)


def body_size(runs: Iterable[Run]) -> float:
    """The size of most letters, in half points; 0.0 for none."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(2 * run.size) / 2] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


# --- around the text -------------------------------------------------------------------------------------------------


def _without_heads(sheets: Sequence[Sheet], body: float) -> list[Sheet]:
    """The pages without running heads, feet and page numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        seen.update({key for row in _outer(sheet) for key in _keys(row)})
    return [
        replace(sheet, rows=tuple(row for row in sheet.rows if not _is_around(row, sheet, sheets, seen, body)))
        for sheet in sheets
    ]


def _outer(sheet: Sheet) -> list[Row]:
    """The outermost rows of a page that stand near its upper or lower edge; no tables."""
    upper = [row for row in sheet.rows[:_OUTERMOST] if row[0].base < _ZONE * sheet.height]
    lower = [row for row in sheet.rows[-_OUTERMOST:] if row[0].base > (1 - _ZONE) * sheet.height]
    return [row for row in upper + lower if all(run.table is None for run in row)]


def _keys(row: Row) -> set[tuple[str, int]]:
    """What a row says, the number of the page aside, with where it stands: two places, for one at the border of two."""
    text = re.sub(r"\s+", "", text_of(row)).strip("0123456789—–-·|/")
    return {(text, round(row[0].base / 6)), (text, int(row[0].base / 6))}


def _is_around(row: Row, sheet: Sheet, sheets: Sequence[Sheet], seen: Counter[tuple[str, int]], body: float) -> bool:
    if row not in _outer(sheet):
        return False
    text = text_of(row)
    small = max(run.size for run in row) <= _SMALLER * body
    if _NUMBER.fullmatch(re.sub(r"\s+", "", text)) or _PRINTED.match(text):
        return True
    if small and row == sheet.rows[0] and row[0].base < _HEAD * sheet.height:
        return True
    often = max(seen[key] for key in _keys(row))
    usual = often >= 0.4 * len(sheets) or (often >= 3 and often >= 0.2 * len(sheets))
    return often >= 2 and (small or (usual and not _SENTENCE.search(text) and _stands_off(row, sheet)))


def _stands_off(row: Row, sheet: Sheet) -> bool:
    """Whether a wide gap parts a row at the edge of a page from the text."""
    bases = [one[0].base for one in sheet.rows]
    at, last = bases.index(row[0].base), len(bases) - 1
    gaps = [below - above for above, below in pairwise(bases)]
    between = gaps[at:_OUTERMOST] if row[0].base < sheet.height / 2 else gaps[max(0, last - _OUTERMOST) : at]
    return any(gap > _GAP * median(gaps) for gap in between)


# --- lines -----------------------------------------------------------------------------------------------------------


def _edges(column: Column) -> _Edges | None:
    """Where the lines of a column begin and end, None where they are too few to tell."""
    rows = [row for row in column.rows if row[0].table is None]
    if len(rows) < _ENOUGH:
        return None
    size = body_size(run for row in rows for run in row)
    rows = [row for row in rows if abs(row[0].size - size) <= 0.1 * size] or rows  # no titles, no notes
    lefts, rights = sorted(row[0].left for row in rows), sorted((row[-1].right for row in rows), reverse=True)
    least = max(1, 0.05 * len(rows))
    left = next((edge for edge in lefts if sum(0 <= one - edge <= 0.5 * size for one in lefts) >= least), lefts[0])
    right = next(
        (edge for edge in rights if sum(0 <= edge - one <= _FULL * size for one in rights) >= least), rights[0]
    )
    return _Edges(left, right)


def _usual(edges: Sequence[_Edges]) -> _Edges | None:
    """The edges of most columns of that place."""
    if not edges:
        return None
    return _Edges(
        sorted(one.left for one in edges)[len(edges) // 2], sorted(one.right for one in edges)[len(edges) // 2]
    )


def _lines(column: Column, edges: _Edges | None) -> Iterator[Line | Table]:
    if edges is None:
        rows = [row for row in column.rows if row[0].table is None] or list(column.rows)
        edges = _Edges(min(row[0].left for row in rows), max(row[-1].right for row in rows))
    above = 0.0
    for stretch in _stretches(column.rows):
        if stretch[0][0].table is not None:
            yield stretch[0][0].table
            above = 0.0
            continue
        for item in aligned_tables(stretch):
            if isinstance(item, Table):
                yield item
                above = item.bottom
            else:
                yield _line(item, edges, above)
                above = item[0].base


def _stretches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows between tables together, each table by itself."""
    held: list[Row] = []
    for row in rows:
        if any(run.table is not None for run in row):
            if held:
                yield held
            held = []
            alone: list[Row] = [(run,) for run in row if run.table is not None]
            yield from ([one] for one in alone)
            held += [rest] if (rest := tuple(run for run in row if run.table is None)) else []
        else:
            held.append(row)
    if held:
        yield held


def _line(row: Row, edges: _Edges, above: float) -> Line:
    size = max(row, key=lambda run: len(run.text)).size
    indent, short = (row[0].left - edges.left) / size, (edges.right - row[-1].right) / size
    drop = row[0].base - above if above else 0.0
    return Line(text_of(row), size, all(run.bold for run in row), indent, short, drop)


def _noted(items: Sequence[Line | Table], body: float) -> Iterator[Line | Table]:
    """The items of a page, small lines below its text marked as notes."""
    end = len(items)
    for item in reversed(items):
        if isinstance(item, Table) or item.size > _SMALLER * body:
            break
        end -= 1
    for at, item in enumerate(items):
        yield replace(item, note=True) if isinstance(item, Line) and 0 < end <= at else item
