"""The section of a report that a question asks for (不足, 安排, 第一责任人), and the items it lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.lang.normalize import fold, simplify
from kb.types import Paragraph, ParagraphKind, Span

PROBLEMS = re.compile(r"不足|问题|短板|薄弱|困难|差距")
PLANS = re.compile(
    r"安排|计划|打算|下一步|下步|工作思路|展望|努力方向|今后|下一?年度|明年|来年|(?:工作)?(?:目标|重点|任务)$"
)
MEASURES = re.compile(r"举措|成效|做法|开展情况|工作情况|推进.{0,12}情况|主要工作|亮点")
RESPONSIBLE = re.compile(r"第一责任人|主要负责人.{0,6}履行|履职")
_ITEM = re.compile(
    r"(?:^|(?<=[,。;:!?]))\s*(?:[一二三四五六七八九十]{1,2}是|其[一二三四五]是?|第[一二三四五六七八九十],|\([一二三四五六七八九十\d]{1,2}\)|[①-⑩])"
)
_NUMBER = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[章节条部分]+、?)\s*"
)
_ENOUGH = 12  # characters that a heading needs to say something by itself


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a section: its paragraph and the published span that states it."""

    paragraph: Paragraph
    span: Span

    @property
    def text(self) -> str:
        return self.paragraph.text[self.span.start : self.span.end]


def section_paragraphs(paragraphs: Sequence[Paragraph], heading: re.Pattern[str]) -> list[Paragraph]:
    """Paragraphs of the first top section whose heading fits, its own heading left out; of a lower one if no top one does.

    Empty where none does.
    """
    for depth in (0, 1, 2):
        inside = [
            paragraph
            for paragraph in paragraphs
            if len(paragraph.section) > depth and heading.search(simplify(paragraph.section[depth]))
        ]
        if inside:
            first = inside[0].section[depth]
            return [paragraph for paragraph in inside if paragraph.section[depth] == first]
    return []


def items(paragraphs: Sequence[Paragraph]) -> list[Item]:
    """The points a section makes: its sub-headings where it has two or more, else its 一是/二是 items, else paragraphs."""
    heads = [p for p in paragraphs if p.kind == ParagraphKind.HEADING and len(_NUMBER.sub("", p.text)) >= 4]
    depth = min((p.depth for p in heads), default=0)
    heads = [p for p in heads if p.depth == depth]
    if len(heads) >= 2:
        return [Item(p, _without_number(p)) for p in heads]
    listed = [item for p in paragraphs for item in _enumerated(p)]
    if len(listed) >= 2:
        return listed
    ran = _running_heads(paragraphs)
    if len(ran) >= 2:
        return ran
    return [Item(p, Span(0, len(p.text))) for p in paragraphs if p.kind == ParagraphKind.BODY]


def _without_number(paragraph: Paragraph) -> Span:
    match = _NUMBER.match(paragraph.text)
    return Span(match.end() if match else 0, len(paragraph.text))


def _enumerated(paragraph: Paragraph) -> list[Item]:
    """一是…;二是… of one paragraph, each from its number to the next."""
    if paragraph.kind != ParagraphKind.BODY:
        return []
    folded = fold(paragraph.text)
    starts = [match.start() for match in _ITEM.finditer(folded.text)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(folded.text)], strict=False):
        cut = folded.text[start:end].rstrip(" ;。\n")
        lead = len(cut) - len(cut.lstrip())
        if len(cut.strip()) > 4:
            found.append(Item(paragraph, folded.published(Span(start + lead, start + len(cut)))))
    return found


def _running_heads(paragraphs: Sequence[Paragraph]) -> list[Item]:
    """Headings that run into the text of their paragraph: (一)健全机制。2021年…"""
    found, seen = [], set()
    for paragraph in paragraphs:
        head = paragraph.section[-1] if paragraph.section else ""
        if head and head not in seen and paragraph.text.startswith(head):
            seen.add(head)
            found.append(Item(paragraph, Span(_without_number(paragraph).start, len(head))))
    return found
