"""Read HTML pages: the main text by where the sentences are, tables as tables, meta tags as what the page states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from indexer.headings import is_title
from indexer.readers.content import Content
from indexer.readers.encoding import decode
from indexer.readers.grid import grid, is_data_table, squeeze
from indexer.readers.noise import is_chrome, without_chrome
from indexer.readers.tree import Node, Text, is_block, parse
from kb.types import STATED_KEYS, Block, BlockKind, Span

_NEVER_SHOWN = "script style noscript iframe template svg head title button select textarea object"
_NEVER = frozenset(_NEVER_SHOWN.split())
_AROUND = frozenset(["nav", "header", "footer", "aside", "form"])
_AROUND_NAMES = re.compile(
    r"bread|crumb|sidebar|side-bar|foot|copyright|share|toolbar|tool-bar|print|relat|xgwz|xglj|xgxx|dqwz|weizhi|qrcode|"
    r"erweima|ewm\b|fontsize|font-size|pagenav|prevnext|\bnav|nav\b|menu|banner|advert|friendlink",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SENTENCE = re.compile("[\uff0c\uff1a\uff1b。、,;:]")
_MOST = 0.9  # of the punctuation of sentences: a part with less is not the main text by itself
_META = {"articletitle": "title", "pubdate": "published", "contentsource": "source"}
_LONGEST_TITLE = 500  # characters
_BETWEEN = re.compile(r"\s*[-_|—––·»>]+\s*")


@dataclass(slots=True)
class _Line:
    """A line of a page in the making."""

    parts: list[Text]
    linked: int = 0


def read(data: bytes) -> tuple[Content, ...]:
    """Blocks of the main text. A span runs from the first to the last character of a block in the source."""
    text, encoding = decode(data)
    page = parse(text)
    body = next((node for node in page.nodes() if node.tag == "body"), page)
    everything = list(_Lines(frozenset()).of(body))
    outside = [block for block in everything if block.kind is not BlockKind.TABLE and is_chrome(block.text)]
    _, stated = without_chrome(outside, _stated(page))
    around = _around(body)
    main = list(_Lines(around, linked=False).of(_main(body, around)))
    blocks, stated = without_chrome([*_title_above(everything, main, stated, page), *main], stated)
    return (Content(text, blocks, stated, encoding),)


def _stated(page: Node) -> tuple[tuple[str, str], ...]:
    """What meta tags state, those of this project's own name first, and the title where it reads like a report's."""
    own, others, site, title = [], [], "", ""
    for node in page.nodes():
        if node.tag == "meta":
            name, value = node.attributes.get("name", "").lower(), squeeze(node.attributes.get("content", ""))
            site = value if name == "sitename" else site
            if name.startswith("jushi:") and name[6:] in STATED_KEYS and value:
                own.append((name[6:], value))
            elif name in _META and value:
                others.append((_META[name], value))
        elif node.tag == "title" and not title:
            title = _title(squeeze("".join(text.text for text in node.texts())), site)
    known = {key for key, _ in own}
    stated = own + [pair for pair in others if pair[0] not in known]
    if title and "title" not in dict(stated):
        stated.append(("title", title))
    return tuple(stated)


def _title(whole: str, site: str) -> str:
    """The part of a page's title that is the report's, or ""."""
    parts = [part for part in _BETWEEN.split(whole) if part and part != site]
    told = [whole.removesuffix(site), *parts]
    return next((part.strip() for part in told if is_title(part.strip())), "")


def _title_above(
    everything: list[Block], blocks: list[Block], stated: tuple[tuple[str, str], ...], page: Node
) -> Iterator[Block]:
    """The heading of the page that stands outside the main text: the line that says what the page's title says."""
    titles = islice((node for node in page.nodes() if node.tag == "title"), 1)
    shown = [squeeze("".join(text.text for text in node.texts()))[:_LONGEST_TITLE] for node in titles]
    told = {dict(stated).get("title", ""), *shown}
    first = blocks[0].span.start if blocks else 0
    for block in everything:
        if block.span.start >= first:
            return
        if len(block.text) >= 6 and any(block.text in title for title in told):
            yield Block(BlockKind.HEADING, block.text, block.span, block.level or 1)
            return


def _weights(body: Node, around: frozenset[int]) -> dict[int, int]:
    """For each node, by identity: how much punctuation of sentences stands in it outside links."""
    weights: dict[int, int] = {}

    def weigh(node: Node) -> int:
        if node.tag in _NEVER or id(node) in around or _is_link(node):
            weights[id(node)] = 0
            return 0
        total = 0
        for child in node.children:
            total += weigh(child) if isinstance(child, Node) else len(_SENTENCE.findall(child.text))
        weights[id(node)] = total
        return total

    weigh(body)
    return weights


def _around(body: Node) -> frozenset[int]:
    """The parts of a page that by tag, name or style are not its main text, unless most of the text is in them."""
    weights = _weights(body, frozenset())
    whole = weights[id(body)]
    return frozenset(id(node) for node in body.nodes() if _looks_around(node) and 2 * weights.get(id(node), 0) <= whole)


def _looks_around(node: Node) -> bool:
    if node.tag in _AROUND or "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style", "")):
        return True
    names = f"{node.attributes.get('class', '')} {node.attributes.get('id', '')}"
    return _AROUND_NAMES.search(names) is not None


def _main(body: Node, around: frozenset[int]) -> Node:
    """The innermost element that still holds nearly all sentences of the page."""
    weights = _weights(body, around)
    node = body
    while True:
        within = [child for child in node.children if isinstance(child, Node) and child.tag != "tr"]
        inner = next((child for child in within if weights[id(child)] > _MOST * weights[id(body)]), None)
        if inner is None or is_data_table(inner):
            return node
        node = inner


def _is_link(node: Node) -> bool:
    return node.tag == "a" and bool(node.attributes.get("href"))


class _Lines:
    """Turns an element into blocks, but for the nodes `around` and, without `linked`, lines that are mere links."""

    def __init__(self, around: frozenset[int], *, linked: bool = True) -> None:
        self._around = around
        self._linked = linked
        self._line = _Line([])
        self._done: list[Block] = []

    def of(self, node: Node) -> list[Block]:
        self._walk(node, level=0, link=False)
        self._break(0)
        return self._done

    def _walk(self, node: Node, *, level: int, link: bool) -> None:
        if node.tag in _NEVER or id(node) in self._around:
            return
        if node.tag in {"br", "hr"}:
            self._break(level)
        elif node.tag == "table" and is_data_table(node):
            self._break(level)
            self._table(node)
        else:
            own = int(node.tag[1]) if re.fullmatch("h[1-6]", node.tag) else level
            if is_block(node.tag):
                self._break(level)
            for child in node.children:
                if isinstance(child, Node):
                    self._walk(child, level=own, link=link or _is_link(node))
                else:
                    self._add(child, link=link or _is_link(node))
            if is_block(node.tag):
                self._break(own)

    def _add(self, text: Text, *, link: bool) -> None:
        self._line.parts.append(text)
        self._line.linked += len(text.text.strip()) if link else 0

    def _break(self, level: int) -> None:
        if not self._line.parts:
            return
        line, self._line = self._line, _Line([])
        shown = squeeze("".join(part.text for part in line.parts))
        mere_link = 0 < len(shown) <= 60 and line.linked >= 0.8 * len(shown)
        if not shown or (mere_link and not self._linked):
            return
        filled = [part for part in line.parts if part.text.strip()]
        span = Span(filled[0].span.start, filled[-1].span.end)
        self._done.append(Block(BlockKind.HEADING if level else BlockKind.PARAGRAPH, shown, span, level))

    def _table(self, table: Node) -> None:
        cells = grid(table)
        filled = [text for text in table.texts() if text.text.strip()]
        span = Span(filled[0].span.start, filled[-1].span.end)
        shown = "\n".join(" | ".join(row) for row in cells)
        self._done.append(Block(BlockKind.TABLE, shown, span, cells=cells))
