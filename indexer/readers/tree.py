"""A small tree of an HTML page in which every node and text knows where it stands in the source.

The parsers of lxml and html5lib forget that; `html.parser` tells it. Unclosed and crossed tags are mended the way
browsers do for the common cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from kb.types import Span

_EMPTY_TAGS = "area base br col embed hr img input link meta param source track wbr"
_BLOCK_TAGS = (
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_VOID = frozenset(_EMPTY_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CLOSES = {  # an opening tag ends these when they are open, up to the nearest of the second set
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "option": ({"option"}, {"select"}),
}
_DEEPEST = 200  # nodes below are flattened into their parent, so that walking the tree cannot exhaust the stack


@dataclass(slots=True)
class Text:
    """Characters of a page, entities resolved."""

    text: str
    span: Span


@dataclass(slots=True)
class Node:
    """An element with its attributes (lower-case names) and what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | Text] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """This node and all below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.nodes()

    def texts(self) -> Iterator[Text]:
        """All characters below, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                yield from child.texts()
            else:
                yield child


def is_block(tag: str) -> bool:
    """Whether an element begins a line of its own."""
    return tag in _BLOCKS


def parse(source: str) -> Node:
    """The tree of a page, its root a node of tag "". Never raises."""
    builder = _Builder(source)
    builder.feed(source)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.root = Node("", {})
        self._open = [self.root]
        self._source = source
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end({"p"}, {"table", "div", "td", "li"})
        if tag in _CLOSES:
            self._end(*_CLOSES[tag])
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end({tag}, {"table"} if tag in {"p", "div", "span"} else set())

    def _end(self, tags: set[str], barriers: set[str]) -> None:
        """Close the innermost open element of `tags` and all inside it, unless one of `barriers` is open within."""
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag in tags:
                del self._open[depth:]
                return
            if self._open[depth].tag in barriers:
                return

    def handle_data(self, data: str) -> None:
        self._text(data, len(data))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        closed = self._source.startswith(";", self._at() + len(written))
        self._text(unescape(f"{written};"), len(written) + closed)

    def _text(self, text: str, length: int) -> None:
        start = self._at()
        self._open[-1].children.append(Text(text, Span(start, start + length)))

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 - the name is the library's
        """Skip `<![…>` of any make: the parser of the library fails on those it does not know."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1
