"""Read plain text: a block a line that is not empty, as it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.readers.content import Content
from indexer.readers.encoding import decode
from indexer.readers.front import front_matter
from indexer.readers.noise import without_chrome
from kb.types import Block, BlockKind, Span

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARGIN = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff\x1a"


def read(data: bytes) -> tuple[Content, ...]:
    """Lines without their indent; `text[block.span] == block.text` for each."""
    text, encoding = decode(data)
    stated, start = front_matter(text)
    every = (Block(BlockKind.PARAGRAPH, text[slice(*span)], span) for span in lines(text, start))
    blocks, stated = without_chrome(every, stated)
    return (Content(text, blocks, stated, encoding),)


def lines(text: str, start: int = 0) -> Iterator[Span]:
    """The spans of lines that hold more than white space, from `start` on, indent and trailing blanks left out."""
    for found in _LINE.finditer(text, start):
        whole = found[0]
        left = len(whole) - len(whole.lstrip(_MARGIN))
        kept = whole.strip(_MARGIN)
        if kept.strip():
            yield Span(found.start() + left, found.start() + left + len(kept))
