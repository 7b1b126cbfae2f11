"""What the style and the properties of a Word paragraph make of it: heading, numbered item, line of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.readers.word_package import Node, child, children, number, value

NO_LEVEL, TITLE = -1, 0
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|標題|文档标题|公文标题)", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|目录)\s*(?:\d|heading|标题)", re.IGNORECASE)
_DEEPEST = 20  # styles based on one another: Word allows fewer


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is: `level` NO_LEVEL for text, TITLE, else that of its heading, 1 the highest; the list that
    numbers it ("" for none) and its level in it, 0 the highest; whether it is a line of a table of contents.
    """

    level: int
    numbered: str
    depth: int
    is_contents: bool


class Styles:
    """The styles of a document."""

    def __init__(self, styles: Node | None) -> None:
        self._by_id = {value(style, "styleId"): style for style in children(styles, "style")}

    def look(self, paragraph: Node) -> Look:
        """What its own properties say goes before its style, and that before the styles it is based on."""
        own = child(paragraph, "pPr")
        chain = list(self._chain(value(child(own, "pStyle"))))
        names = [value(child(style, "name")).strip() for style in chain]
        sources = [own, *(child(style, "pPr") for style in chain)]
        listed = next((told for source in sources if (told := value(child(source, "numPr", "numId")))), "")
        depth = next((told for source in sources if (told := value(child(source, "numPr", "ilvl")))), "")
        return Look(
            self._level(sources, names),
            "" if listed == "0" else listed,
            min(max(0, number(depth, 0)), 8),
            any(_CONTENTS.match(one) for one in names),
        )

    def list_of(self, style: str) -> str:
        """The list that a style numbers by, "" for none."""
        return next((told for one in self._chain(style) if (told := value(child(one, "pPr", "numPr", "numId")))), "")

    def _level(self, sources: list[Node | None], names: list[str]) -> int:
        """By the outline level, or by the name of a style, whichever stands nearer to the paragraph."""
        for source, named in zip(sources, ["", *names], strict=True):
            outline = number(value(child(source, "outlineLvl")), -1)
            if found := _HEADING.fullmatch(named):
                return int(found[1])
            if _TITLE.fullmatch(named):
                return TITLE
            if outline >= 0:
                return outline + 1 if outline < 9 else NO_LEVEL
        return NO_LEVEL

    def _chain(self, style: str) -> Iterator[Node]:
        """A style and those it is based on."""
        for _ in range(_DEEPEST):
            if style not in self._by_id:
                return
            yield self._by_id[style]
            style = value(child(self._by_id[style], "basedOn"))
