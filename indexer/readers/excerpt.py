"""The table of some figures of a sheet: their heads and labels, and no other figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.tabular import Figure, Part


def excerpt(
    rows: Sequence[Sequence[str]], figures: Sequence[Figure], asides: Mapping[int, Sequence[Part]]
) -> tuple[tuple[str, ...], ...]:
    """Rows of one length, as published: the heads of all columns kept, then each row of `figures` with its labels.

    `rows` are the sheet the figures stand in, `figures` of one table in reading order, `asides` by row. Groups stand above their rows.
    """
    wanted = {figure.row for figure in figures}
    kept = {(figure.row, figure.column): rows[figure.row][figure.column] for figure in figures}
    heads: dict[int, tuple[Part, ...]] = {figure.column: figure.heads for figure in figures}
    for figure in figures:
        for label in figure.labels:
            kept[figure.row, label.column] = rows[label.row][label.column]
            heads.setdefault(label.column, label.heads)
    for aside in (one for row in wanted for one in asides.get(row, ())):
        kept[aside.row, aside.column] = rows[aside.row][aside.column]
        heads.setdefault(aside.column, aside.heads)
    columns = sorted(heads)
    table = _head_rows(rows, [heads[column] for column in columns])
    groups: tuple[Part, ...] = ()
    for row in sorted(wanted):
        own = next(figure.groups for figure in figures if figure.row == row)
        if own != groups:
            groups = own
            table += [(rows[part.row][part.column],) * max(2, len(columns)) for part in own]
        table.append(tuple(kept.get((row, column), "") for column in columns))
    width = max(map(len, table))
    return tuple(row + ("",) * (width - len(row)) for row in table)


def _head_rows(rows: Sequence[Sequence[str]], heads: Sequence[tuple[Part, ...]]) -> list[tuple[str, ...]]:
    """The heads of columns as rows; where one has fewer its last is repeated, as a merged cell would be."""
    depth = max(map(len, heads), default=0)
    levels = [[_written(rows, parts, level) for parts in heads] for level in range(depth)]
    return [tuple(level) for level in levels]


def _written(rows: Sequence[Sequence[str]], parts: tuple[Part, ...], level: int) -> str:
    if not parts:
        return ""
    part = parts[min(level, len(parts) - 1)]
    return rows[part.row][part.column]
