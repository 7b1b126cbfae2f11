"""When a figure was: the periods that its paragraph and the headings above it name, and which of them is the figure's."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.facts.comparing import LOOK_BACK, comes_from, level_of
from kb.lang.periods import PeriodMention, find_periods
from kb.types import Period, PeriodKind, Span

if TYPE_CHECKING:
    from kb.types import Report

SEALED = re.compile(r"《[^《》]*》|“[^“”\n]{0,60}”|〔[^〔〕]*〕")
WORK_REPORT = re.compile(r"政府工作报告")
_WHICHEVER = frozenset({"全年", "当年", "本年", "本年度"})
_CLOSED = re.compile(r"\([^()]*\)")
_COMPARED = re.compile(
    r"上年度?(?=结转|结存|未结)|(?:较|比|同|与|于|超过?|不及)(?:去年|上年度?|上一年度?|前一年|(?:19|20)\d\d年)(?:度|全年|同期)?|同期"
    r"|(?<=[是为])(?:去年|上年|(?:19|20)\d\d年)(?=的(?:近|约)?[\d一二两三四五六七八九十.]+(?:点.)?倍)|(?<=结转)(?:[至到])?下(?:一)?年度?"
)
_ACCORDING = re.compile(r"(?:对照|针对|根据|按照|依据|依照|落实|围绕|聚焦)")  # 对照2019年督察反馈的问题, 列出…
_PLAN_NAME = re.compile(r"“(?:十|[七八九]五)")
_MADE_BEFORE = re.compile(
    r"(?:度|[底末])?(?:以|之)?前(?:的|(?:制定|印发|出台|发布|公布|颁布|签订|形成)[^,;。\d]{0,6}的)"
)
_MADE = re.compile(
    r"(?:度|[底末])?(?:以来|以前|之前|以后|之后|前|后)?(?:由[^,;。]{1,12}?)?"
    r"(?:制定|印发|出台|发布|公布|颁布|实施|签订|签署|形成|作出|立案|受理|办结|审结|排查)[^,;。\d]{0,6}的"
)
_GONE_THROUGH = re.compile(r"(?:度|[底末])?(?:以来|至今|期间)?的[^,;。]{0,24}?(?:清理|梳理|复核|评估|回头看|核查|复查)")
_NOW = re.compile(r"(?:只有|仅有|现有|目前|尚有)[^,;。]{0,4}$")  # 三年累计收案942件,复议人员只有7名
_DEALT_WITH = re.compile(r"(?:对|将|就|把)[^,;。]{0,14}$")
_ADDED_UP = re.compile(r"年?[)\s]*[,]?[^,;。(]{0,16}(?:累计|总计|合计|共计|共|总共)")
_ASIDE = re.compile(
    r"(?:全年|同期|累计|总计|合计|共计|共|已|达|为|是|仅|约|超过?|近)*\d(?:[\d.]|,(?=\d{3}))*[^,;。()\d]{1,4},"
)
_OF_ITS_YEAR = re.compile(r"半年|季度|月份")  # reports within a year, and those that are a plan, plan for that year
_A_PLAN = re.compile(r"计划|要点|方案|规划")
_FIGURE = re.compile(r"(?:度|同期|底|末)?(?:的|约|近)*\d")


def period_mentions(folded: str, report: Report) -> list[PeriodMention]:
    """Periods that figures may belong to: none inside 《》 or “”, none that a figure is compared with (较上年), none that
    tells which things were dealt with (对2022年底前的文件清理), and not 全年, which is whatever year is spoken of. 过去五年
    of a government's work report ends the year before its own.
    """
    return list(_mentions(folded, report.year, WORK_REPORT.search(report.title) is not None))


@lru_cache(maxsize=512)  # the headings above stand above many figures
def _mentions(folded: str, year: int, looks_back: bool) -> tuple[PeriodMention, ...]:  # noqa: FBT001 (a key)
    masked = blank(blank(folded, SEALED), _COMPARED)
    found = []
    for mention in find_periods(masked, year):
        if mention.text in _WHICHEVER or _tells_which(masked, mention.span):
            continue
        stretch = mention.relative and mention.period.kind == PeriodKind.RANGE
        found.append(replace(mention, period=_year_before(mention.period)) if looks_back and stretch else mention)
    return tuple(found)


def _tells_which(folded: str, mention: Span) -> bool:
    """Whether a period is that of the things dealt with, not of the dealing: 2022年底前的, 2020年以来制定的."""
    if _MADE_BEFORE.match(folded, mention.end):
        return True
    dealt = _DEALT_WITH.search(folded, max(0, mention.start - 16), mention.start)
    if dealt is None:
        return False
    return any(which.match(folded, mention.end) for which in (_MADE, _GONE_THROUGH))


def _year_before(period: Period) -> Period:
    first, last = period.first, period.last
    return Period(first.replace(year=first.year - 1), last.replace(year=last.year - 1), period.kind)


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """The text, as long as it was, without what matches; the name of a plan (“十四五”) stays."""
    return pattern.sub(lambda match: match[0] if _PLAN_NAME.match(match[0]) else "□" * len(match[0]), text)


def period_of(folded: str, mentions: list[PeriodMention], sentence: Span, figure: Span, fallback: Period) -> Period:
    """The nearest period before the figure in its sentence, else `fallback`; the year compared with (较上年的…) and the one
    that something rose or fell from (从2022年的…) only for the figure right behind it. A day stands for its year.
    """
    left = folded[max(sentence.start, figure.start - LOOK_BACK) : figure.start]
    closed = [Span(*match.span()) for match in _CLOSED.finditer(folded, sentence.start, figure.start)]
    before = [
        m
        for m in mentions
        if sentence.start <= m.span.start
        and m.span.end <= figure.start
        and not any(bracket.start <= m.span.start < bracket.end for bracket in closed if not _spans(folded, m, figure))
        and (comes_from(left) or not _leaves(folded, m.span))
        and not (m.period.kind == PeriodKind.RANGE and _NOW.search(left) and "," in folded[m.span.end : figure.start])
        and not _is_aside(folded, m.span, figure)
        and not _ACCORDING.match(_clause_around(folded, m.span, figure))
    ]
    chosen = before[-1].period if before else fallback
    chosen = Period.of_year(chosen.year) if chosen.kind == PeriodKind.DAY else chosen
    return level_of(left, chosen.year) or chosen


def _spans(folded: str, mention: PeriodMention, figure: Span) -> bool:
    """Whether a stretch of years in a bracket is the time that what follows adds up over: (2021—2025年)累计."""
    stretch = mention.period.kind == PeriodKind.RANGE
    return stretch and _ADDED_UP.match(folded, mention.span.end, figure.start) is not None


def _is_aside(folded: str, mention: Span, figure: Span) -> bool:
    """Whether a period is only that of a figure set in between: 收到186件,(2021年以来累计581件,)审结150件."""
    between = folded[max(0, mention.start - 1) : mention.start] == ","
    aside = _ASIDE.match(folded, mention.end, figure.start) if between else None
    return aside is not None


def _clause_around(folded: str, mention: Span, figure: Span) -> str:
    """The clause of a period that ends before the figure; "" where the figure stands in it."""
    end = folded.find(",", mention.end, figure.start)
    start = max(folded.rfind(mark, max(0, mention.start - 40), mention.start) for mark in ",;。:\n")
    return folded[start + 1 : end] if end >= 0 else ""


def _leaves(folded: str, mention: Span) -> bool:
    """Whether a period is that of what something rose or fell from: 从(2022年)的85件增至103件."""
    return (
        folded[max(0, mention.start - 1) : mention.start] in ("从", "由")
        and _FIGURE.match(folded, mention.end) is not None
    )


def opened(
    folded: str, sentence: Span, mentions: list[PeriodMention], before: Period | None, year: int, *, goes_on: bool
) -> Period | None:
    """The year that a sentence begins with (2025年,…); else that of the one `before` where this one goes on with it behind
    a ;, or where that year is still to come: a plan is one of its year to its end.
    """
    first = next((mention for mention in mentions if mention.span.start >= sentence.start), None)
    begins = first is not None and not folded[sentence.start : first.span.start].strip()
    if first is not None and begins and first.period.kind is PeriodKind.YEAR and folded[first.span.end :][:1] == ",":
        return first.period
    return before if before is not None and (goes_on or before.year > year > 1) else None


def section_period(section: tuple[str, ...], report: Report, *, plans: bool) -> Period:
    """The year that a heading above the paragraph names, the nearest first, else the report's; the year after it where a
    report that looks back plans on. A government's work report tells of the year before its own where it does not plan.
    """
    report_year = report.year
    for heading in reversed(section):
        stretches = (PeriodKind.YEAR, PeriodKind.RANGE)
        years = [m.period for m in period_mentions(heading, report) if m.period.kind in stretches]
        if len(years) == 1:
            return years[0]
    if not report_year:
        return Period.of_year(1)
    if WORK_REPORT.search(report.title):
        return Period.of_year(report_year - (0 if plans else 1))
    of_its_year = _A_PLAN.search(report.title) or any(map(_OF_ITS_YEAR.search, (report.title, *section)))
    on = plans and not of_its_year
    return Period.of_year(report_year + (1 if on else 0))
