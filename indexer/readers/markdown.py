"""Read Markdown line by line: headings, lists, tables; emphasis and links become their text.

What stands within a line is read by the `markdown` library. Blocks are told apart here, for the library gives them
without their places in the source, and citations need those. Numbers of lists stay, since in a report they are
numbers of items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from xml.etree.ElementTree import Element  # made here, never parsed from text

from markdown import Markdown
from markdown.util import ETX, STX

from indexer.readers.content import Content
from indexer.readers.encoding import decode
from indexer.readers.front import front_matter
from indexer.readers.noise import without_chrome
from indexer.readers.sheet_grid import refuse_many
from indexer.readers.text import lines
from kb.types import Block, BlockKind, Span

_HEADING = re.compile(r"(#{1,6})(?!#)(.*)")
_UNDERLINE = re.compile(r"=+|-{3,}")
_RULE = re.compile(r"(?:[-*_]\s*){3,}|(?:`{3,}|~{3,}).*")
_BULLET = re.compile(r"(?:>\s*)*(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_STRUCK = re.compile(r"~~(.{1,500}?)~~")  # the library does not know it
_MARKS = re.compile(r"[\\`*_\[<&~]")
_STASHED = re.compile(rf"{STX}wzxhzdk:(\d+){ETX}")
_MOST_BRACKETS = 100  # in a line: the library's time grows with the square of their number, and no prose has so many
_LONGEST = 5_000  # characters of a line that the library reads, for the same reason


def read(data: bytes) -> tuple[Content, ...]:
    """Headings with their level, tables with cells, every other line a paragraph; spans cover the source lines."""
    text, encoding = decode(data)
    stated, start = front_matter(text)
    shown = _without_comments(text)
    blocks, stated = without_chrome(_blocks(shown, list(lines(shown, start))), stated)
    return (Content(text, blocks, stated, encoding),)


def _without_comments(text: str) -> str:
    """The text with its HTML comments blanked out, as long as before; one that is never closed is text."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], re.sub(r"[^\r\n]", " ", text[start : end + 3])]
        at = end + 3
    return "".join((*kept, text[at:]))


@cache
def _library() -> Markdown:
    return Markdown()


def plain(markup: str) -> str:
    """The text of one line of Markdown without its marks; pictures are dropped.

    A line of brackets, or a very long one, stays as it is.
    """
    shown = markup.replace(STX, "").replace(ETX, "")  # the library's own marks
    if len(shown) <= _LONGEST and shown.count("[") <= _MOST_BRACKETS and _MARKS.search(shown):
        shown = _inline(_STRUCK.sub(r"\1", shown))
    return re.sub(r"[\r\n]+", " ", shown).strip()


def _inline(markup: str) -> str:
    """One line through the library's inline patterns; tags are dropped, entities become their characters."""
    library = _library().reset()
    root = Element("div")
    line = Element("p")
    line.text = markup
    root.append(line)
    for step in ("inline", "unescape"):
        library.treeprocessors[step].run(root)
    stash = library.htmlStash.rawHtmlBlocks
    pieces = ["" if str(piece).startswith("<") else str(piece) for piece in stash]
    return unescape(_STASHED.sub(lambda found: pieces[int(found[1])], "".join(root.itertext())))


def _blocks(text: str, spans: list[Span]) -> Iterator[Block]:
    at = 0
    while at < len(spans):
        following = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
        line = text[slice(*spans[at])]
        if "|" in line and "|" in following and _DELIMITER.fullmatch(following):
            size = _table_size(text, spans[at:])
            yield _table(text, spans[at : at + size])
            at += size
            continue
        underlined = _underlined(text, spans, at)
        if underlined:
            yield from _block(line, BlockKind.HEADING, spans[at], 1 if following.startswith("=") else 2)
        elif found := _HEADING.fullmatch(line):
            yield from _block(found[2].strip().rstrip("#"), BlockKind.HEADING, spans[at], len(found[1]))
        elif not _RULE.fullmatch(line):
            yield from _block(line[_BULLET.match(line).end() :], BlockKind.PARAGRAPH, spans[at])  # type: ignore[union-attr]
        at += 2 if underlined else 1


def _underlined(text: str, spans: list[Span], at: int) -> bool:
    """Whether the next line, without an empty one between, is an underline that makes this one a heading."""
    if at + 1 >= len(spans) or not _UNDERLINE.fullmatch(text[slice(*spans[at + 1])]):
        return False
    return _adjoin(text, spans[at], spans[at + 1])


def _adjoin(text: str, one: Span, two: Span) -> bool:
    """Whether no empty line stands between two lines."""
    return len(re.findall(r"\r\n|\r|\n", text[one.end : two.start])) == 1


def _block(markup: str, kind: BlockKind, span: Span, level: int = 0) -> Iterator[Block]:
    shown = plain(markup)
    if shown:
        yield Block(kind, shown, span, level)


def _table_size(text: str, spans: list[Span]) -> int:
    size = 2
    while size < len(spans) and "|" in text[slice(*spans[size])] and _adjoin(text, spans[size - 1], spans[size]):
        size += 1
    return size


def _table(text: str, spans: list[Span]) -> Block:
    rows = [_cells(text[slice(*span)]) for span in (spans[0], *spans[2:])]
    width = max(map(len, rows))
    refuse_many(len(rows), width * len(rows))
    cells = tuple((*row, *[""] * (width - len(row))) for row in rows)
    shown = "\n".join(" | ".join(row) for row in cells)
    return Block(BlockKind.TABLE, shown, Span(spans[0].start, spans[-1].end), cells=cells)


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\||(?<!\\)\|$", "", line)
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", inner)]
