"""A small tree of an HTML page in which every text knows where it stands in the source.

The parsers of lxml and html5lib forget that, and `html.parser` takes quadratic time over broken pages. Unclosed and
crossed tags are mended the way browsers do for the common cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from kb.types import Span

_EMPTY_TAGS = "area base br col embed hr img input link meta param source track wbr"
_BLOCK_TAGS = (
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_VOID = frozenset(_EMPTY_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_RAW = frozenset({"script", "style", "title", "textarea"})
_CLOSES = {  # an opening tag ends these when they are open, up to the nearest of the second set
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "option": ({"option"}, {"select"}),
}
_TAG = re.compile(r"<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/<>\"']*)")
_TAG_END = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_LONGEST_TAG = 4000  # characters of a tag that are read for attributes: embedded pictures are far longer
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
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def texts(self) -> Iterator[Text]:
        """All characters below, in the order of the page."""
        waiting: list[Node | Text] = [self]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Node):
                waiting.extend(reversed(child.children))
            else:
                yield child


def is_block(tag: str) -> bool:
    """Whether an element begins a line of its own."""
    return tag in _BLOCKS


def parse(source: str) -> Node:
    """The tree of a page, its root a node of tag "". Never raises."""
    return _Builder(source).build()


class _Builder:
    """Reads tags and texts from left to right, in time that grows with the length of the page however broken it is."""

    def __init__(self, source: str) -> None:
        self.root = Node("", {})
        self._open = [self.root]
        self._source = source
        self._quotes_hold = True  # until a quotation mark in a tag is found to stay open to the end of the page
        self._at = 0

    def build(self) -> Node:
        while self._at < len(self._source):
            start = self._source.find("<", self._at)
            self._text(self._at, start if start >= 0 else len(self._source))
            if start >= 0:
                self._markup(start)
        return self.root

    def _markup(self, start: int) -> None:
        """Read one tag, comment or declaration; "<" that begins none of them is text."""
        if self._source.startswith(("<!", "<?"), start):
            closing = "-->" if self._source.startswith("<!--", start) else ">"
            end = self._source.find(closing, start)
            self._at = end + len(closing) if end >= 0 else len(self._source)
            return
        name = _TAG.match(self._source, start)
        end = self._tag_end(name.end()) if name else 0
        if name is None or not end:
            at = start + 1 if name is None else len(self._source)
            self._text(start, at)
            return
        self._at = end
        tag = name["tag"].lower()
        if name["end"]:
            self._end({tag}, {"table"} if tag in {"p", "div", "span"} else set())
        else:
            self._start(tag, self._source[name.end() : end - 1])

    def _tag_end(self, at: int) -> int:
        """Where the tag ends whose name ends at `at`; 0 where no tag is closed any more."""
        if self._quotes_hold:
            found = _TAG_END.match(self._source, at)
            if found:
                return found.end()
            self._quotes_hold = False
        return self._source.find(">", at) + 1

    def _start(self, tag: str, written: str) -> None:
        if tag in _BLOCKS:
            self._end({"p"}, {"table", "div", "td", "li"})
        if tag in _CLOSES:
            self._end(*_CLOSES[tag])
        found = _ATTRIBUTE.findall(written[:_LONGEST_TAG])
        node = Node(tag, {name.lower(): unescape(value.strip("\"'")) for name, value in found})
        self._open[-1].children.append(node)
        if tag in _RAW:
            self._raw(node)
        elif tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(node)

    def _raw(self, node: Node) -> None:
        """Read what stands in an element that can hold no tags."""
        found = re.compile(f"</{node.tag}", re.IGNORECASE).search(self._source, self._at)
        end = found.start() if found else len(self._source)
        node.children.append(Text(unescape(self._source[self._at : end]), Span(self._at, end)))
        self._at = end

    def _end(self, tags: set[str], barriers: set[str]) -> None:
        """Close the innermost open element of `tags` and all inside it, unless one of `barriers` is open within."""
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag in tags:
                del self._open[depth:]
                return
            if self._open[depth].tag in barriers:
                return

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self._open[-1].children.append(Text(unescape(self._source[start:end]), Span(start, end)))
        self._at = end
