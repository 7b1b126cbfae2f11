"""The points that a section makes, and where a section of problems turns to plans.

A point is an `Item`: a paragraph and the published span of it that states the point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.lang.normalize import Folded, fold
from kb.types import Paragraph, ParagraphKind, Span

_ITEM = re.compile(
    r"(?:^|(?<=[,。;:!?]))\s*(?:[一二三四五六七八九十]{1,2}[是要]|其[一二三四五]是?|第[一二三四五六七八九十],|\([一二三四五六七八九十\d]{1,2}\)|[①-⑩])"
)
_NUMBER = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章节条部分]+、?)\s*"
)
_TO_PLANS = r"下一?步|下一?阶段|今后|明年|来年|下一?年|新的一年|接下来|针对(?:上述|以上|这些)|对此|为此"
_LEAD = re.compile(r"^[^;。:]{0,40}(?:问题|差距|不足|短板|弱项|困难|难点|方面|如下|几点)[^;。:]{0,8}:")
_MARKS = re.compile(r"[;。]")
_SHORTEST = 4  # characters of a point


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a section: its paragraph and the published span that states it."""

    paragraph: Paragraph
    span: Span

    @property
    def text(self) -> str:
        return self.paragraph.text[self.span.start : self.span.end]


def whole(paragraphs: Sequence[Paragraph]) -> list[Item]:
    """Paragraphs as items, each without the heading of its section that runs into it."""
    return [Item(p, _without_heading(p)) for p in paragraphs]


def told(parts: Sequence[Item]) -> list[Item]:
    """The parts that are text: what a section says where it sets no points apart."""
    return [part for part in parts if part.paragraph.kind == ParagraphKind.BODY]


def listed(parts: Sequence[Item]) -> list[Item]:
    """The points that a section sets apart, two or more: by numbers, sub-headings, 一是/二是, a paragraph each, semicolons.
    None where it only tells them, so that nobody could say how many there are.
    """
    bodies = told(parts)
    for points in (
        _numbered(parts),
        _headings(parts),
        [item for part in bodies for item in _enumerated(part)],
        _running_heads(parts),
        bodies,
        [item for part in bodies for item in _by_semicolons(part)],
    ):
        if len(points) > 1:
            return points
    return []


def split_at_plans(parts: Sequence[Item], year: int) -> tuple[list[Item], list[Item]]:
    """The parts of a section in the report of a year before it turns from problems to plans, and those from there on; the
    latter () without a turn. Where each of several points tells its own plan, nothing is split.
    """
    turns = re.compile(rf"(?:^|(?<=[。;!?\n]))\s*(?:{_TO_PLANS}|{year + 1}年)")
    for at, part in enumerate(parts):
        folded, start, end = _window(part)
        turn = turns.search(folded.text, start, end)
        if turn is None or part.paragraph.kind is ParagraphKind.TABLE:
            continue
        if (
            turn.start() > start
            and _style(part.text)
            and any(_style(p.text) == _style(part.text) for p in parts[at + 1 :])
        ):
            break
        before = [Item(part.paragraph, folded.published(Span(start, turn.start())))] if turn.start() > start else []
        return [*parts[:at], *before], [
            Item(part.paragraph, folded.published(Span(turn.start(), end))),
            *parts[at + 1 :],
        ]
    return list(parts), []


def _window(part: Item) -> tuple[Folded, int, int]:
    """The folded paragraph of an item, and from where to where the item stands in it."""
    text, span = part.paragraph.text, part.span
    return fold(text), len(fold(text[: span.start]).text), len(fold(text[: span.end]).text)


def _headings(parts: Sequence[Item]) -> list[Item]:
    heads = [p.paragraph for p in parts if p.paragraph.kind == ParagraphKind.HEADING]
    heads = [p for p in heads if len(_NUMBER.sub("", p.text)) >= _SHORTEST]
    depth = min((p.depth for p in heads), default=0)
    return [Item(p, _without_number(p)) for p in heads if p.depth == depth]


def _numbered(parts: Sequence[Item]) -> list[Item]:
    """The paragraphs of one list, numbered alike, where some of them were taken for headings and some were not."""
    kinds = (ParagraphKind.BODY, ParagraphKind.HEADING)
    paragraphs = [part.paragraph for part in parts if part.paragraph.kind in kinds]
    first = next((style for p in paragraphs if (style := _style(p.text))), "")
    alike = [p for p in paragraphs if first and _style(p.text) == first]
    return [Item(p, _without_number(p)) for p in alike] if len({p.kind for p in alike}) > 1 else []


def _style(text: str) -> str:
    """How a paragraph is numbered: (一) and (二) alike, 1. and 2. alike; "" where it is not."""
    match = _NUMBER.match(text)
    return re.sub(r"[一二三四五六七八九十]+", "一", re.sub(r"\d+", "1", match[0].strip())) if match else ""


def _without_number(paragraph: Paragraph) -> Span:
    match = _NUMBER.match(paragraph.text)
    return Span(match.end() if match else 0, len(paragraph.text))


def _without_heading(paragraph: Paragraph) -> Span:
    """A paragraph without the heading that runs into it (七、问题和打算。法治建设…), where more follows."""
    head = paragraph.section[-1] if paragraph.section else ""
    top = head and paragraph.text.startswith(head) and len(paragraph.section) == 1
    start = len(head) if top and len(paragraph.text) > len(head) + 1 else 0
    while 0 < start < len(paragraph.text) and paragraph.text[start] in "。.:： ":
        start += 1
    return Span(start, len(paragraph.text))


def _enumerated(part: Item) -> list[Item]:
    """一是…;二是… of one paragraph, each from its number to the next."""
    folded, first, last = _window(part)
    starts = [match.start() for match in _ITEM.finditer(folded.text, first, last)]
    return [
        item
        for start, end in zip(starts, [*starts[1:], last], strict=False)
        if (item := _point(part.paragraph, folded, start, end)) is not None
    ]


def _by_semicolons(part: Item) -> list[Item]:
    """A;B;C of one paragraph, what leads to them left out."""
    folded, first, last = _window(part)
    lead = _LEAD.match(folded.text[first:last])
    first += lead.end() if lead else 0
    if ";" not in folded.text[first:last]:
        return []
    ends = [*(match.end() for match in _MARKS.finditer(folded.text, first, last)), last]
    return [
        item
        for start, end in zip([first, *ends], ends, strict=False)
        if (item := _point(part.paragraph, folded, start, end)) is not None
    ]


def _point(paragraph: Paragraph, folded: Folded, start: int, end: int) -> Item | None:
    cut = folded.text[start:end].rstrip(" ;。\n")
    lead = len(cut) - len(cut.lstrip())
    if len(cut.strip()) <= _SHORTEST:
        return None
    return Item(paragraph, folded.published(Span(start + lead, start + len(cut))))


def _running_heads(parts: Sequence[Item]) -> list[Item]:
    """Headings that run into the text of their paragraph: (一)健全机制。2021年…"""
    found, seen = [], set()
    for paragraph in (part.paragraph for part in parts):
        head = paragraph.section[-1] if paragraph.section else ""
        if head and head not in seen and paragraph.text.startswith(head):
            seen.add(head)
            found.append(Item(paragraph, Span(_without_number(paragraph).start, len(head))))
    return found
