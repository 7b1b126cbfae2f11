"""Read plain text: a block a line that is not empty, as it stands in the file; lines of as many cells parted by tabs, one
behind the other, are the rows of a table, as copied from a page or a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from indexer.readers.content import Content
from indexer.readers.encoding import decode
from indexer.readers.front import front_matter
from indexer.readers.noise import without_chrome
from kb.types import Block, BlockKind, Span

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARGIN = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff\x1a"


def read(data: bytes) -> tuple[Content, ...]:
    """Lines without their indent; `text[block.span] == block.text` for each but tables, which have " | " for tabs."""
    text, encoding = decode(data)
    stated, start = front_matter(text)
    blocks, stated = without_chrome(_blocks(text, start), stated)
    return (Content(text, blocks, stated, encoding),)


def _blocks(text: str, start: int) -> Iterator[Block]:
    for cells, spans in groupby(lines(text, start), lambda span: text.count("\t", *span)):
        run = list(spans)
        if cells and len(run) > 1:
            yield _table(text, run)
        else:
            yield from (Block(BlockKind.PARAGRAPH, text[slice(*span)], span) for span in run)


def _table(text: str, rows: Sequence[Span]) -> Block:
    cells = tuple(tuple(cell.strip() for cell in text[slice(*span)].split("\t")) for span in rows)
    shown = "\n".join(" | ".join(row) for row in cells)
    return Block(BlockKind.TABLE, shown, Span(rows[0].start, rows[-1].end), cells=cells)


def lines(text: str, start: int = 0) -> Iterator[Span]:
    """The spans of lines that hold more than white space, from `start` on, indent and trailing blanks left out."""
    for found in _LINE.finditer(text, start):
        whole = found[0]
        left = len(whole) - len(whole.lstrip(_MARGIN))
        kept = whole.strip(_MARGIN)
        if kept.strip():
            yield Span(found.start() + left, found.start() + left + len(kept))
