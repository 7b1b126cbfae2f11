"""Put together again what a file breaks over lines: sentences wrapped in the middle, titles of two lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.headings import heading_end, is_closing, is_date_line, is_salutation, is_signature, is_title, marker, plain
from kb.types import Block, BlockKind, Document, Span

_END = tuple("。!?;:…”’』」)】")
_OPEN = tuple(",、(《“〈")
_BODY = re.compile("[,。;]")
_LONGEST = 5000  # characters: no sentence is longer
_FULL = 3  # characters by which a full line of a wrapped file may fall short of its width
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|td|tr|li|h[1-6]|table|section|article)\b", re.IGNORECASE)
_INDENT = re.compile(r"(?:[ \t\u00a0\u3000\u2002\u2003]|&nbsp;|&emsp;|&ensp;|&#160;|&#12288;){2,}$|[\u3000\u00a0]$")
_ORGAN = re.compile(r".*(?:人民政府|[局厅]|委员会|办公室|办事处|管委会|常委会)")
_UNFINISHED = re.compile(r".*(?:对|关于|的|和|与|及|年|年度|[省市县区镇乡]|街道|政府|法治|建设|工作|开展|贯彻|落实)")
_RESUMES = re.compile(r"《|关于|年度|工作|情况|建设|评议|法治|依法|政府|落实|贯彻|推进|开展|报告|总结")
_YEAR_FIRST = re.compile(r"(?:19|20)\d{2}|二〇|二零")


@dataclass(frozen=True, slots=True)
class Line:
    """A block, or several that are one. `starts` pairs offsets in `text` with the offsets in the document where they
    stand, one pair a piece that stands there character by character; empty where the format's markup is in between.
    """

    block: Block
    text: str
    span: Span
    starts: tuple[tuple[int, int], ...]

    def published(self, part: Span) -> Span:
        """Where a part of `text` stands in the document: exact for plain text, else the whole block."""
        if not self.starts or part.start >= part.end:
            return self.span
        return Span(self._at(part.start), self._at(part.end - 1) + 1)

    def _at(self, offset: int) -> int:
        own, there = max(pair for pair in self.starts if pair[0] <= offset)
        return there + offset - own


def lines_of(document: Document) -> list[Line]:
    """The blocks of a document in order, broken ones joined. The text of a joined line has nothing at the joint."""
    blocks = document.blocks
    width = _width(blocks)
    first_heading = next((at for at, block in enumerate(blocks) if _is_section(block)), len(blocks))
    lines: list[Line] = []
    for at, block in enumerate(blocks):
        line = _line(document, block)
        if lines and _joins(document, lines[-1], blocks[at - 1], block, width, in_head=at < min(first_heading, 15)):
            lines[-1] = _join(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _line(document: Document, block: Block) -> Line:
    exact = document.text[slice(*block.span)] == block.text
    return Line(block, block.text, block.span, ((0, block.span.start),) if exact else ())


def _join(line: Line, more: Line) -> Line:
    moved = tuple((len(line.text) + own, there) for own, there in more.starts)
    starts = line.starts + moved if line.starts and moved else ()
    return Line(line.block, line.text + more.text, Span(line.span.start, more.span.end), starts)


def _is_section(block: Block) -> bool:
    return block.kind is not BlockKind.TABLE and marker(block.text) is not None and heading_end(block.text) > 0


def _width(blocks: Sequence[Block]) -> int:
    """The width of a file that is wrapped to one, in characters; 0 for a file that is not."""
    sizes = [len(block.text) for block in blocks if block.kind is BlockKind.PARAGRAPH]
    counts = Counter(size for size in sizes if 18 <= size <= 90)
    if len(sizes) < 8 or not counts:
        return 0
    width = max(counts, key=lambda size: (counts[size] + counts[size - 1] + counts[size + 1], size))
    full = counts[width] + counts[width - 1] + counts[width + 1]
    longer = sum(size > width + 2 for size in sizes)
    return width if full >= 0.3 * len(sizes) and longer <= 0.05 * len(sizes) else 0


def _joins(document: Document, line: Line, last: Block, block: Block, width: int, *, in_head: bool) -> bool:
    if BlockKind.TABLE in {last.kind, block.kind} or last.kind is not block.kind or last.level != block.level:
        return False
    if marker(block.text) or is_date_line(block.text) or is_date_line(last.text) or is_salutation(line.text):
        return False
    if in_head and _title_goes_on(line.text, block.text):
        return True
    if block.kind is BlockKind.HEADING or is_title(line.text) or is_closing(block.text):
        return False
    gap = document.text[last.span.end : block.span.start]
    return _sentence_goes_on(line.text, last.text, block.text, gap, width)


def _title_goes_on(first: str, second: str) -> bool:
    """Whether two lines of the head are one title: the issuer or an unfinished phrase, then what ends like a title."""
    if not 5 <= len(first) <= 60 or len(second) > 80:
        return False
    shown, more = plain(first), plain(second)
    if is_title(first) or marker(first) or shown.endswith(_END):
        return False
    if _BODY.search(re.sub("《.*?》", "", shown)) or not is_title(first + second):
        return False
    if _ORGAN.fullmatch(shown):
        return _RESUMES.match(more) is not None or _YEAR_FIRST.match(more) is not None
    return _UNFINISHED.fullmatch(shown) is not None and len(shown) >= 8 and _RESUMES.match(more) is not None


def _sentence_goes_on(text: str, last: str, following: str, gap: str, width: int) -> bool:
    """Whether a sentence runs over the end of a line. `text` is what was joined so far, `last` its last line."""
    if len(text) > _LONGEST:
        return False
    shown = plain(text[-200:])
    if is_signature(following) and shown.endswith(_END):
        return False
    parted = len(re.findall(r"\r\n|\r|\n", gap)) > 1 or _PARAGRAPH_TAG.search(gap) is not None
    if shown.endswith(_OPEN):
        return not is_signature(following)
    if parted or _INDENT.search(gap) or is_signature(text):
        return False
    if width and len(last) >= width - _FULL:
        return not shown.endswith(_END[:5])
    body = len(shown) >= 15 and _BODY.search(shown) is not None
    return body and not shown.endswith(_END) and heading_end(text) < len(text)
