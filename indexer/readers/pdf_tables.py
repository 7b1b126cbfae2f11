"""Tables of a page of a PDF: those with ruling lines by their lines, others by the places of what stands in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from indexer.readers.pdf_drawings import Rule
from indexer.readers.pdf_joints import joined
from indexer.readers.pdf_lines import Row, Run, Table, rows_of, text_of
from indexer.readers.pdf_page import Glyph

_NEAR = 3.0  # points: lines not further apart are one, or touch
_LEAST_FILLED = 0.25  # of the cells
_MOST_CELLS = 20_000
_FIGURE = re.compile(r"[\d\s.,%+\-—–/:：，．％‰()（）]+(?:[\u4e00-\u9fff]{0,3})")


def ruled_tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Table], list[Glyph]]:
    """The tables that ruling lines make, and the letters that stand in none."""
    tables, rest = [], list(glyphs)
    for group in _touching(rules):
        table, left = _table(group, rest)
        if table is not None:
            tables.append(table)
            rest = left
    return tables, rest


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch or cross, group by group."""
    groups: list[list[Rule]] = []
    bounds: list[Rule] = []  # of each group: its level and upright extent
    for rule in sorted(rules, key=lambda one: (one.top, one.left)):
        mine, box = [rule], rule
        for at in range(len(groups) - 1, -1, -1):
            if _meets(bounds[at], rule) and any(_meets(other, rule) for other in groups[at]):
                mine += groups.pop(at)
                box = _around(box, bounds.pop(at))
        groups.append(mine)
        bounds.append(box)
    return groups


def _meets(one: Rule, two: Rule) -> bool:
    return (
        one.left <= two.right + _NEAR
        and two.left <= one.right + _NEAR
        and one.top <= two.bottom + _NEAR
        and two.top <= one.bottom + _NEAR
    )


def _around(one: Rule, two: Rule) -> Rule:
    return Rule(min(one.left, two.left), min(one.top, two.top), max(one.right, two.right), max(one.bottom, two.bottom))


def _table(group: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[Table | None, list[Glyph]]:
    """The table that a group of rules makes, None where they make none; and the letters outside of it."""
    level = [rule for rule in group if rule.top == rule.bottom and rule.left != rule.right]
    upright = [rule for rule in group if rule.left == rule.right and rule.top != rule.bottom]
    if len(level) < 2 or not upright:
        return None, []
    xs = _places([rule.left for rule in upright] + [edge for rule in level for edge in (rule.left, rule.right)])
    ys = _places([rule.top for rule in level] + [edge for rule in upright for edge in (rule.top, rule.bottom)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 2 or columns * rows > _MOST_CELLS:
        return None, []
    letters: dict[int, list[Glyph]] = {}
    outside = []
    owner = _owners(xs, ys, level, upright)
    for glyph in glyphs:
        column = bisect_right(xs, (glyph.left + glyph.right) / 2) - 1
        row = bisect_right(ys, glyph.base - 0.35 * glyph.size) - 1
        if 0 <= column < columns and 0 <= row < rows:
            letters.setdefault(owner[row * columns + column], []).append(glyph)
        else:
            outside.append(glyph)
    texts = {at: joined(text_of(row) for row in rows_of(held)) for at, held in letters.items()}
    filled = sum(bool(text) for text in texts.values())
    if filled < 2 or filled < _LEAST_FILLED * len(set(owner)):
        return None, []
    cells = tuple(tuple(texts.get(owner[row * columns + at], "") for at in range(columns)) for row in range(rows))
    return _tidy(Table(ys[0], ys[-1], tuple(xs), cells)), outside


def _places(values: Iterable[float]) -> list[float]:
    """The values in order, those that are near one another as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _owners(xs: list[float], ys: list[float], level: Sequence[Rule], upright: Sequence[Rule]) -> list[int]:
    """For each cell of the grid, row by row, the first of those that no line parts it from."""
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(columns * rows))

    def find(at: int) -> int:
        while owner[at] != at:
            at = owner[at]
        return at

    beside = _by_place(xs, ((rule.left, rule.top, rule.bottom) for rule in upright))
    below = _by_place(ys, ((rule.top, rule.left, rule.right) for rule in level))
    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and not _covers(beside[column + 1], (ys[row] + ys[row + 1]) / 2):
                owner[find(at + 1)] = find(at)
            if row + 1 < rows and not _covers(below[row + 1], (xs[column] + xs[column + 1]) / 2):
                owner[max(find(at), find(at + columns))] = min(find(at), find(at + columns))
    return [find(at) for at in range(len(owner))]


def _by_place(places: list[float], lines: Iterable[tuple[float, float, float]]) -> list[list[tuple[float, float]]]:
    """From where to where lines run, by the place that each lies at."""
    held: list[list[tuple[float, float]]] = [[] for _ in places]
    for place, start, end in lines:
        held[max(0, bisect_right(places, place + 0.01) - 1)].append((start, end))
    return held


def _covers(lines: Iterable[tuple[float, float]], at: float) -> bool:
    return any(start - 1 <= at <= end + 1 for start, end in lines)


def _tidy(table: Table) -> Table | None:
    """Without rows and columns that are empty; None where it has not two of either left."""
    rows = [row for row in table.cells if any(row)]
    kept = [at for at in range(len(table.cells[0])) if any(row[at] for row in rows)]
    if len(rows) < 2 or len(kept) < 2:
        return None
    cells = tuple(tuple(row[at] for at in kept) for row in rows)
    return Table(table.top, table.bottom, table.edges, cells)


# --- tables without ruling lines -------------------------------------------------------------------------------------


def aligned_tables(rows: Sequence[Row]) -> Iterator[Row | Table]:
    """The rows, and in place of three or more that stand in the same columns the table that they are."""
    at = 0
    while at < len(rows):
        size = _aligned(rows, at)
        if size:
            block = rows[at : at + size]
            cells = tuple(tuple(run.text for run in row) for row in block)
            yield Table(block[0][0].base - block[0][0].size, block[-1][0].base, (), cells)
            at += size
        else:
            yield rows[at]
            at += 1


def _aligned(rows: Sequence[Row], start: int) -> int:
    """How many rows from `start` on are a table: as many runs each, one below the other, and figures among them."""
    first = rows[start]
    if len(first) < 2:
        return 0
    spans = [(run.left, run.right) for run in first]
    end = start + 1
    while end < len(rows) and len(rows[end]) == len(first):
        wider = [
            (min(left, run.left), max(right, run.right)) for (left, right), run in zip(spans, rows[end], strict=True)
        ]
        if any(one[1] >= two[0] for one, two in pairwise(wider)) or _parted(rows[end - 1], rows[end]):
            break
        spans, end = wider, end + 1
    block = rows[start:end]
    figures = max(sum(_is_figure(row[at]) for row in block[1:]) for at in range(1, len(first)))
    return end - start if len(block) >= 3 and figures >= 0.6 * (len(block) - 1) else 0


def _parted(above: Row, below: Row) -> bool:
    return below[0].base - above[0].base > 3.5 * below[0].size


def _is_figure(run: Run) -> bool:
    return _FIGURE.fullmatch(run.text) is not None and any(char.isdigit() for char in run.text)
