"""The section of a report that a question asks for: 不足, 安排, 第一责任人; found by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.points import Item, split_at_plans, whole
from kb.lang.normalize import simplify
from kb.types import Paragraph

PROBLEMS = re.compile(r"不足|问题|短板|弱项|薄弱|困难|差距|难点|欠缺")
PLANS = re.compile(
    r"安排|计划|打算|下一步|下步|思路|展望|努力方向|今后|下一?年度|明年|来年|下.{0,4}举措|(?:目标|重点|任务)$"
)
MEASURES = re.compile(r"(?<!下步)(?<!下一步)举措|成效|做法|开展情况|工作情况|推进.{0,12}情况|主要工作|亮点")
RESPONSIBLE = re.compile(r"第一责任人|主要负责人.{0,6}履行|履职")


def section_of(paragraphs: Sequence[Paragraph], asked: re.Pattern[str], year: int) -> list[Item]:
    """What the section says that is asked for in the report of a year; of one that goes on from problems to plans (问题和打算)
    only what was asked for. Empty where no heading fits.
    """
    heading = re.compile(f"{PLANS.pattern}|{year + 1}年") if asked is PLANS else asked
    inside = section_paragraphs(paragraphs, heading, last=asked is PLANS)
    if asked not in (PROBLEMS, PLANS) or not inside:
        return whole(inside)
    below = [p for p in inside if any(_is_only(head, asked) for head in p.section)]
    if asked is PLANS and (below or not any(PROBLEMS.search(simplify(head)) for head in inside[0].section)):
        return whole(below or inside)
    problems, plans = split_at_plans(whole(below or inside), year)
    return problems if asked is PROBLEMS else plans or whole(inside)


def _is_only(heading: str, asked: re.Pattern[str]) -> bool:
    """Whether a heading speaks of what is asked for, and not of problems and plans in one."""
    text = simplify(heading)
    other = PLANS if asked is PROBLEMS else PROBLEMS
    return asked.search(text) is not None and other.search(text) is None


def section_paragraphs(
    paragraphs: Sequence[Paragraph], heading: re.Pattern[str], *, last: bool = False
) -> list[Paragraph]:
    """Paragraphs of the first (or last) top section whose heading fits, its own heading left out; of a lower one if no top
    one does. Empty where none does.
    """
    for depth in (0, 1, 2):
        inside = [
            paragraph
            for paragraph in paragraphs
            if len(paragraph.section) > depth and heading.search(simplify(paragraph.section[depth]))
        ]
        if inside:
            named = inside[-1 if last else 0].section[depth]
            return [paragraph for paragraph in inside if paragraph.section[depth] == named]
    return []
