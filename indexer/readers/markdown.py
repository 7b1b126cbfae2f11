"""Read Markdown line by line: headings, lists, tables; emphasis and links become their text.

The `markdown` library gives HTML without places in the source, and citations need them; reports use little of the
syntax, so it is read here. Numbers of lists stay, since in a report they are numbers of items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from indexer.readers.content import Content
from indexer.readers.front import front_matter
from indexer.readers.noise import without_chrome
from indexer.readers.text import lines
from kb.types import Block, BlockKind, Span

_HEADING = re.compile(r"(#{1,6})\s*(?!#)(.*?)\s*#*")
_UNDERLINE = re.compile(r"=+|-{3,}")
_RULE = re.compile(r"(?:[-*_]\s*){3,}|(?:`{3,}|~{3,}).*")
_BULLET = re.compile(r"(?:>\s*)*(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_MARKS = (re.compile(r"(\*{1,3})(\S|\S.{0,500}?\S)\1"), re.compile(r"(?<!\w)(_{1,3})(\S|\S.{0,500}?\S)\1(?!\w)"))
_CODE = re.compile(r"(`{1,3})(.{1,500}?)\1")
_STRUCK = re.compile(r"~~(.{1,500}?)~~")


def read(text: str) -> Content:
    """Headings with their level, tables with cells, every other line a paragraph; spans cover the source lines."""
    stated, start = front_matter(text)
    shown = _without_comments(text)
    return without_chrome(_blocks(shown, list(lines(shown, start))), stated)


def _without_comments(text: str) -> str:
    """The text with its HTML comments blanked out, as long as before; one that is never closed is text."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], re.sub(r"[^\r\n]", " ", text[start : end + 3])]
        at = end + 3
    return "".join((*kept, text[at:]))


def plain(markup: str) -> str:
    """The text of one line of Markdown without its marks."""
    shown = _LINK.sub(r"\1", _IMAGE.sub("", _AUTOLINK.sub(r"\1", markup)))
    shown = _CODE.sub(r"\2", _STRUCK.sub(r"\1", _TAG.sub("", shown)))
    for mark in _MARKS:
        shown = mark.sub(r"\2", shown)
    return re.sub(r"[\r\n]+", " ", unescape(_ESCAPED.sub(r"\1", shown))).strip()


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
            yield from _block(found[2], BlockKind.HEADING, spans[at], len(found[1]))
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
    cells = tuple((*row, *[""] * (width - len(row))) for row in rows)
    shown = "\n".join(" | ".join(row) for row in cells)
    return Block(BlockKind.TABLE, shown, Span(spans[0].start, spans[-1].end), cells=cells)


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\||(?<!\\)\|$", "", line)
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", inner)]
