"""What a reader of one format hands back, and the protocol that every reader keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kb.types import Block, BlockKind, Span

Stated = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader could not take in of a file that it read otherwise; becomes a Problem that is not fatal.

    `code` is a stable English word, `message` Chinese: the cause and the next step.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Content:
    """One report in a file: its text, the blocks of it in order, and what the file states of itself.

    Spans of `blocks` lie in `text`: the decoded file where the format is text, else what `laid_out` makes. `stated`
    has keys of STATED_KEYS only, in file order; where a key is repeated the first counts. `encoding` is "" for
    formats that have none of their own. `part` tells apart the reports of one file (密云区2024年), "" where the file
    is one report; no two of a file are alike.
    """

    text: str
    blocks: tuple[Block, ...]
    stated: Stated = ()
    encoding: str = ""
    part: str = ""
    remarks: tuple[Remark, ...] = ()


class Reader(Protocol):
    """Reads one format: `read` of a module of this package.

    The reports in a file, at least one; only files of tables hold several. Raises ReadError, and nothing else that it
    could foresee, where nothing can be read: a damaged file, a locked one, one without text. What takes too long or
    too much memory is stopped from outside.
    """

    def __call__(self, data: bytes) -> tuple[Content, ...]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading or table of a format that is not text. `text` is one line; that of a table is made of `cells`,
    whose rows are of one length.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    cells: tuple[tuple[str, ...], ...] = ()


def laid_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of a document whose format is not text, with an empty line between blocks, and the blocks in it."""
    parts, blocks, at = [], [], 0
    for piece in pieces:
        shown = "\n".join(" | ".join(row) for row in piece.cells) if piece.kind is BlockKind.TABLE else piece.text
        if shown.strip():
            blocks.append(Block(piece.kind, shown, Span(at, at + len(shown)), piece.level, piece.cells))
            parts.append(shown)
            at += len(shown) + 2
    return "\n\n".join(parts), tuple(blocks)
