"""Read Word documents (.docx): paragraphs as Word shows them with the numbers of their lists, tables in their place.

Left out: page heads and feet, comments, tables of contents, what is deleted or hidden. A note stands behind the block
that cites it, so that its figures are read under the same headings; at the end it would come after the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from indexer.headings import is_title
from indexer.readers import tree
from indexer.readers.content import Content, Piece, Stated, laid_out
from indexer.readers.front import front_matter
from indexer.readers.grid import grid, is_data_table
from indexer.readers.noise import without_chrome
from indexer.readers.text import lines
from indexer.readers.word_numbers import Numbering
from indexer.readers.word_package import Node, Package, child, is_on, name, number, opened, value
from indexer.readers.word_styles import NO_LEVEL, TITLE, Look, Styles
from kb.types import BlockKind, Span

_TEXTS = {"t": "", "sym": "", "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_FIELDS = frozenset(["fldChar", "fldSimple", "instrText"])
_GONE = frozenset(["del", "moveFrom", "pPr", "rPr", "sdtPr", "rt"])
_WRAPPERS = frozenset("ins moveTo sdt sdtContent customXml smartTag".split())
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_NOT_SHOWN = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)  # fields that tell of the paper
_SENTENCE_WITHIN = re.compile(r"[。；！？].")
_LONGEST_HEADING = 80  # characters: longer ones are paragraphs to which a heading's style was given
_MOST_FIELDS = 20  # that are open one in another
_FRONT = 40  # pieces that are searched for what the file states of itself


def read(data: bytes) -> tuple[Content, ...]:
    """Raises ReadError: see `opened`."""
    package = opened(data)
    stated, pieces = _front(_levelled(list(_Walk(package).blocks(package.document))))
    if is_title(package.title) and not any(_may_be_title(piece) for piece in pieces):
        stated = (*stated, ("title", package.title))
    text, laid = laid_out(pieces)
    blocks, stated = without_chrome(laid, stated)
    return (Content(text, blocks, stated),)


def _may_be_title(piece: Piece) -> bool:
    """Whether a piece may be the title of the report; then what the properties call it, often an older name, is not."""
    return piece.level == 1 or (piece.kind is not BlockKind.TABLE and is_title(piece.text))


def _front(pieces: list[Piece]) -> tuple[Stated, list[Piece]]:
    """What the leading paragraphs between `---` state, and the pieces of the report."""
    head = takewhile(lambda piece: piece.kind is BlockKind.PARAGRAPH, pieces[:_FRONT])
    text = "".join(f"{piece.text}\n" for piece in head)
    stated, end = front_matter(text)
    return stated, pieces[text.count("\n", 0, end) :]


def _levelled(pieces: list[Piece]) -> list[Piece]:
    """Give level 1 to the title alone: where the first level of headings is that of sections, they begin at 2."""
    levels = [piece.level for piece in pieces if piece.kind is BlockKind.HEADING]
    is_alone = levels[:1] == [1] and levels.count(1) == 1
    down = 1 if TITLE in levels or (1 in levels and not is_alone) else 0
    return [
        replace(piece, level=1 if piece.level == TITLE else piece.level + down)
        if piece.kind is BlockKind.HEADING
        else piece
        for piece in pieces
    ]


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, and whether its result has begun."""

    code: str = ""
    in_result: bool = False


@dataclass(slots=True)
class _Line:
    """A paragraph in the making: its text, the pieces of text boxes in it, and the fields open in it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add text, unless it stands in the code of a field or in the result of one that is not shown."""
        if all(one.in_result and not _NOT_SHOWN.match(one.code) for one in self.fields):
            self.parts.append(text)


class _Walk:
    """Walks through one document in reading order."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(package.styles)
        self._numbers = Numbering(package.numbering, self._styles)
        self._notes = {
            (kind, value(note, "id")): note
            for kind, root in (("footnotes", package.footnotes), ("endnotes", package.endnotes))
            for note in (() if root is None else root)
            if value(note, "type") in {"", "normal"}
        }
        self._carried = ""  # text of a paragraph whose end was deleted: it runs on into the next
        self._cited: list[Piece] = []  # notes whose place has not yet come
        self._tables = 0  # that are open

    def blocks(self, parent: Node) -> Iterator[Piece]:
        """The pieces in an element; a heading of level TITLE is a title."""
        for node in parent:
            kind = name(node)
            if kind == "p":
                yield from self._paragraph(node)
            elif kind == "tbl":
                yield from self._table(node)
            elif kind == "AlternateContent":
                yield from self.blocks(_chosen(node))
            elif (kind in _WRAPPERS or kind == "body") and not _is_contents(node):
                yield from self.blocks(node)
            if not self._tables:
                cited, self._cited = self._cited, []
                yield from cited

    def _paragraph(self, paragraph: Node) -> Iterator[Piece]:
        look = self._styles.look(paragraph)
        line = _Line([self._carried])
        self._carried = ""
        self._inline(paragraph, line)
        text = "".join(line.parts)
        if child(paragraph, "pPr", "rPr", "del") is not None:
            self._carried = text
        elif not look.is_contents:
            yield from _pieces(look, self._numbers.mark(look), text)
        yield from line.boxes

    def _inline(self, parent: Node, line: _Line) -> None:
        """Take in what stands in a paragraph or an element of it."""
        for node in parent:
            kind = name(node)
            if kind in _GONE or (kind == "r" and is_on(node, "rPr", "vanish")):
                continue
            if kind in _TEXTS:
                line.add(_text(node))
            elif kind in _FIELDS:
                self._field(node, line)
            elif kind in _NOTES:
                self._cite(_NOTES[kind], value(node, "id"))
            elif kind == "txbxContent":
                line.boxes += self.blocks(node)
            else:
                self._inline(_chosen(node) if kind == "AlternateContent" else node, line)

    def _field(self, node: Node, line: _Line) -> None:
        """Take in a field, or of one in several elements the next of them. One not ended ends with its paragraph."""
        step = value(node, "fldCharType")
        if name(node) == "fldSimple":
            line.fields.append(_Field(value(node, "instr"), in_result=True))
            self._inline(node, line)
            line.fields.pop()
        elif step == "begin":
            line.fields += [_Field()] if len(line.fields) < _MOST_FIELDS else []
        elif line.fields and step == "end":
            line.fields.pop()
        elif line.fields:
            line.fields[-1].code = (line.fields[-1].code + (node.text or ""))[:_LONGEST_HEADING]
            line.fields[-1].in_result = step == "separate"

    def _cite(self, kind: str, which: str) -> None:
        """Read a note the first time it is cited."""
        note = self._notes.pop((kind, which), None)
        if note is not None:
            self._tables += 1  # notes cannot be cited in notes
            self._cited += list(self.blocks(note))
            self._tables -= 1

    def _table(self, table: Node) -> Iterator[Piece]:
        """A table of data as one; what stands in any other, a mere frame, as paragraphs."""
        self._tables += 1
        frame, held = tree.Node("table", {}), list[Piece]()
        above: dict[int, tree.Node] = {}
        for row in _below(table, "tr"):
            if child(row, "trPr", "del") is None:
                frame.children.append(self._row(row, above, held))
        self._tables -= 1
        if is_data_table(frame):
            yield Piece(BlockKind.TABLE, cells=grid(frame))
        else:
            yield from held

    def _row(self, row: Node, above: dict[int, tree.Node], held: list[Piece]) -> tree.Node:
        """A row for `grid`. `above` has, by column, the cell that one below may go on; `held` takes the pieces in it."""
        made = tree.Node("tr", {})
        column = number(value(child(row, "trPr", "gridBefore")), 0)
        if column:
            made.children.append(_cell(column, []))
        for cell in _below(row, "tc"):
            properties = child(cell, "tcPr")
            width = max(1, number(value(child(properties, "gridSpan")), 1))
            merged = child(properties, "vMerge")
            pieces = list(self.blocks(cell))
            if merged is not None and value(merged) != "restart" and column in above:
                made.children.append(above[column])
            else:
                above[column] = _cell(width, pieces)
                made.children.append(above[column])
                held += pieces
            column += width
        return made


def _cell(width: int, pieces: list[Piece]) -> tree.Node:
    made = tree.Node("td", {"colspan": str(width)})
    for piece in pieces:
        is_table = piece.kind is BlockKind.TABLE
        made.children.append(tree.Node("table", {}) if is_table else tree.Text(f"{piece.text}\n", Span(0, 0)))
    return made


def _pieces(look: Look, mark: str, text: str) -> Iterator[Piece]:
    """The pieces of a paragraph: one a line, for soft breaks part the paragraphs of what was pasted from a page. A
    heading, or a title, is one though it is set in several lines.
    """
    shown = [text[slice(*span)] for span in lines(text)]
    whole = "".join(shown)
    if not shown:
        return
    is_text = len(whole) > _LONGEST_HEADING or _SENTENCE_WITHIN.search(whole) is not None
    if look.level != NO_LEVEL and not is_text:
        yield Piece(BlockKind.HEADING, mark + whole, look.level)
        return
    shown = [whole] if is_title(whole) else shown
    for at, line in enumerate(shown):
        yield Piece(BlockKind.PARAGRAPH, line if at else mark + line)


def _text(node: Node) -> str:
    """What an element shows that is no more than text; "" for a character that only its font knows."""
    if name(node) == "sym":
        code = value(node, "char")
        point = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{4}", code) else 0
        return chr(point) if 0x20 <= point < 0xD800 else ""
    return _TEXTS[name(node)] or node.text or ""


def _is_contents(control: Node) -> bool:
    return value(child(control, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents"


def _chosen(alternatives: Node) -> Node:
    """Of several forms of the same thing the first that has text, so that none is read twice."""
    return next(
        (one for one in alternatives if any(name(inner) == "t" for inner in one.iter())),
        next(iter(alternatives), alternatives),
    )


def _below(parent: Node, wanted: str) -> Iterator[Node]:
    """The rows of a table or the cells of a row, through what may stand around them."""
    for node in parent:
        if name(node) == wanted:
            yield node
        elif name(node) in _WRAPPERS:
            yield from _below(node, wanted)
