"""From a Document to numbered paragraphs, each knowing the headings above it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import takewhile

from indexer.cutting import cut
from indexer.headings import (
    heading_end,
    is_closing,
    is_contents,
    is_date_line,
    is_delivery,
    is_salutation,
    is_signature,
    is_title,
    marker,
    plain,
)
from indexer.lines import Line, lines_of
from kb.types import BlockKind, Document, Paragraph, ParagraphKind, Span

_HEAD = 15  # lines: no title stands further down
_LONGEST_HEADING = 200  # characters: what a format marks as a heading and is longer is text
_UNNUMBERED = 9  # rank of a heading without number or markup: inside every other
_SUBHEADING = 25  # characters, the longest of those
_AFTER = 40  # characters: what follows one is a paragraph at least so long
_PAGE = re.compile(r"[ .…·\-—]*\(?\d{0,3}\)?$")  # the dots and the number behind a line of contents
_STOPS = frozenset("。!?;")
_PUNCTUATION = re.compile("[,。;:!?、…]")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading that is open: `level` as the format marks it, 0 for none."""

    text: str
    rank: int
    level: int = 0


def report_id(document: Document) -> str:
    """The id of a report: that of its file, or of its part of it."""
    return (
        hashlib.sha256(f"{document.sha256}\n{document.part}".encode()).hexdigest()[:12]
        if document.part
        else document.sha256[:12]
    )


def paragraphs_of(document: Document) -> tuple[Paragraph, ...]:
    """The paragraphs of a report, numbered from 1 in reading order.

    Wrapped lines are joined, very long ones cut. Together the texts are those of the blocks, nothing lost, nothing
    twice. For plain text, `document.text[p.span]` is `p.text` but for the line break and indent at a joint.
    """
    return _Builder(document).build()


def _contents(lines: list[Line]) -> frozenset[int]:
    """The lines of a table of contents: its heading and, behind it, what stands in the report once more."""
    start = next((at for at, line in enumerate(lines[:_HEAD]) if is_contents(line.text)), None)
    if start is None:
        return frozenset()
    names = [_PAGE.sub("", line.text[:_LONGEST_HEADING]) for line in lines]
    last = {name: at for at, name in enumerate(names)}
    end = start + 1
    while end < len(lines) and last[names[end]] > end:
        end += 1
    return frozenset(range(start, end))


class _Builder:
    def __init__(self, document: Document) -> None:
        self._id = report_id(document)
        self._lines = lines_of(document)
        self._title = dict(document.stated).get("title", "")
        self._open: list[_Heading] = []
        self._contents = _contents(self._lines)
        self._in_head = True
        self._titled = False
        self._made: list[Paragraph] = []

    def build(self) -> tuple[Paragraph, ...]:
        for at, line in enumerate(self._lines):
            self._read(at, line)
        return tuple(self._made)

    def _read(self, at: int, line: Line) -> None:
        text = line.text
        if line.block.kind is BlockKind.TABLE:
            self._add(line, ParagraphKind.TABLE)
        elif at in self._contents:
            self._add(line, ParagraphKind.BODY, section=())
        elif self._in_head and at < _HEAD + len(self._contents) and self._is_title(line):
            self._titled = True
            self._add(line, ParagraphKind.TITLE)
        elif is_date_line(text) or is_closing(text) or self._is_address(at):
            self._open = [] if is_closing(text) else self._open
            self._add(line, ParagraphKind.ADDRESS, section=())
        elif marker(text):
            self._numbered(line, at)
        elif line.block.kind is BlockKind.HEADING and len(text) <= _LONGEST_HEADING:
            self._marked(line)
        elif self._is_subheading(at):
            self._open = [heading for heading in self._open if heading.rank < _UNNUMBERED]
            self._heading(line, _Heading(text, _UNNUMBERED), min(len(self._open) + 1, 4))
        else:
            self._add(line, ParagraphKind.BODY)

    def _is_title(self, line: Line) -> bool:
        if marker(line.text) or len(line.text) > _LONGEST_HEADING:
            return False
        marked = line.block.kind is BlockKind.HEADING and line.block.level == 1 and not self._titled
        return marked or line.text == self._title or is_title(line.text)

    def _is_address(self, at: int) -> bool:
        """Whom it is sent to and who gave it, in the head; a signature there, at the end or before a date."""
        text = self._lines[at].text
        if self._in_head and (is_salutation(text) or is_delivery(text)):
            return True
        following = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        placed = self._in_head or at + 1 == len(self._lines) or is_date_line(following)
        return placed and is_signature(text)

    def _is_subheading(self, at: int) -> bool:
        """A short line without punctuation between paragraphs of text."""
        text = plain(self._lines[at].text)
        if not 4 <= len(text) <= _SUBHEADING or _PUNCTUATION.search(text) or not 0 < at < len(self._lines) - 1:
            return False
        before, after = self._lines[at - 1], self._lines[at + 1]
        ended = before.block.kind is BlockKind.TABLE or self._made[-1].kind is not ParagraphKind.BODY
        ended = ended or plain(before.text).endswith(("。", "!", "?", "”", ";"))
        follows = after.block.kind is BlockKind.PARAGRAPH and (
            len(after.text) >= _AFTER or marker(after.text) is not None
        )
        return ended and follows and re.search("[一-鿿]{2}", text) is not None

    def _numbered(self, line: Line, at: int) -> None:
        mark = marker(line.text)
        if mark is None:
            return
        end = heading_end(line.text)
        end = 0 if end == len(line.text) and self._is_item(at, mark.rank) else end
        self._in_head = self._in_head and end == 0
        level = line.block.level
        above = (heading for heading in self._open if heading.rank < mark.rank)
        self._open = list(takewhile(lambda heading: not 0 < level <= heading.level, above))
        if end == len(line.text):
            self._heading(line, _Heading(line.text, mark.rank, level), mark.depth)
            return
        if end:
            self._open.append(_Heading(line.text[:end], mark.rank))
        self._add(line, ParagraphKind.BODY)

    def _is_item(self, at: int, rank: int) -> bool:
        """Whether a numbered sentence is an item of a list: it ends in a stop, or stands behind such an item, and has
        nothing below it.
        """
        line = self._lines[at]
        if line.block.kind is BlockKind.HEADING or not self._is_bare(at, rank):
            return False
        before = self._made[-1] if self._made else None
        follows = before is not None and before.kind is ParagraphKind.BODY and self._rank(before.text) == rank
        return plain(line.text[-1:]) in _STOPS or (follows and self._is_bare(at - 1, rank))

    def _is_bare(self, at: int, rank: int) -> bool:
        """Whether behind a line comes one with a number of its kind or further out, or what belongs to no section."""
        if at + 1 >= len(self._lines):
            return True
        after = self._lines[at + 1]
        if after.block.kind is BlockKind.TABLE:
            return False
        number = self._rank(after.text)
        ends = is_date_line(after.text) or is_closing(after.text) or self._is_address(at + 1)
        return number <= rank if number is not None else ends or after.block.kind is BlockKind.HEADING

    @staticmethod
    def _rank(text: str) -> int | None:
        mark = marker(text)
        return mark.rank if mark else None

    def _marked(self, line: Line) -> None:
        """A heading that only the format marks: it ends those of its level and below, and numbered ones within."""
        level = line.block.level
        self._in_head = False
        above = [at for at, heading in enumerate(self._open) if 0 < heading.level < level]
        self._open = self._open[: above[-1] + 1] if above else []
        rank = self._open[-1].rank if self._open else -1
        self._heading(line, _Heading(line.text, rank, level), min(max(1, level - 1), 4))

    def _heading(self, line: Line, heading: _Heading, depth: int) -> None:
        self._add(line, ParagraphKind.HEADING, depth=depth)
        self._open.append(heading)

    def _add(self, line: Line, kind: ParagraphKind, *, depth: int = 0, section: tuple[str, ...] | None = None) -> None:
        path = tuple(heading.text for heading in self._open) if section is None else section
        parts = cut(line.text) if kind is ParagraphKind.BODY else [Span(0, len(line.text))]
        for part in parts:
            number = len(self._made) + 1
            text, span = line.text[slice(*part)], line.published(part)
            self._made.append(Paragraph(self._id, number, kind, text, path, span, depth, line.block.cells))
