"""Which columns of a table hold figures, so that they can be set to the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

# A year is a name; a dash or nothing stands for a figure that is missing.
_FIGURE = re.compile(r"(?![0-9]{4}年$)[约近超逾不足+\-−—–]*[0-9].*|[—–\-]?")


def numeric_columns(rows: Sequence[Sequence[str]]) -> tuple[bool, ...]:
    """For each column whether all its cells are figures (or empty, but not all); `rows` are without the head."""
    return tuple(
        any(column) and all(_FIGURE.fullmatch(cell.strip()) for cell in column)
        for column in zip_longest(*rows, fillvalue="")
    )
