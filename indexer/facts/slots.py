"""Where, when, how far done and of what kind a figure is: one pure function a slot, from folded text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.facts.comparing import LOOK_BACK, comes_from, is_level, level_of
from kb.lang.periods import PeriodMention, find_periods
from kb.lang.quantities import PassedOver
from kb.types import FactKind, FactStatus, Period, PeriodKind, Quantity, Span

if TYPE_CHECKING:
    from kb.lexicon.places import Gazetteer
    from kb.types import Place, Report

_SEALED = re.compile(r"《[^《》]*》|“[^“”\n]{0,60}”|〔[^〔〕]*〕")
_WHICHEVER = frozenset({"全年", "当年", "本年", "本年度"})
_CLOSED = re.compile(r"\([^()]*\)")
_COMPARED = re.compile(
    r"上年度?(?=结转|结存|未结)|(?:较|比|同|与|于)(?:去年|上年度?|上一年度?|前一年|(?:19|20)\d\d年)(?:度|全年|同期)?|同期"
)
_ACCORDING = re.compile(r"(?:对照|针对|根据|按照|依据|依照|落实|围绕|聚焦)")  # 对照2019年督察反馈的问题, 列出…
_DEEDS = "|".join(
    """新增 新建 新设 建 完成 实施 开展 推进 组织 举办 召开 达到 安排 投入 培训 打造 设立 制定 修订 出台 实现 启动 增加 扩大
    引进 选派 聘 采购 购 印发 办理 化解""".split()
)
_PLAN = re.compile(
    rf"(?:^|[,。;:、\s年月区市县镇局我院])计划(?:在|于|到|用|{_DEEDS})|力争|预计"
    rf"|(?<![模虚草起比审])拟(?:于|在|将|用|投|再|新|{_DEEDS})|目标(?:任务)?(?:是|为|:)|(?:^|[,;:])(?:今后|下一步)"
    rf"|计划总?投资|争取(?:在|到|于|实现|完成|达到|建成|全部|全面)"
    rf"|将(?![^,;]{{0,40}}?(?:纳入|列入|列为|作为|融入|贯穿|延伸|下沉|转化|移送|移交|转交|推送|报送|上传|下放|结合|挂钩|分为))"
    rf"(?:于|在|继续|进一步|努力|全面|大力|持续|深入|加快|重点|着力|积极|再|{_DEEDS})"
)
_DONE = re.compile(r"已|截[至止]|(?:超额|如期|圆满)完成")
_PLAN_SECTION = re.compile(
    r"安排|计划|打算|下一步|工作思路|展望|预期目标|工作目标|总体要求和|(?:明年|下一?年度?).{0,8}工作"
)
_TASK_SECTION = re.compile(
    r"(?:今年|\d{4}年).{0,14}(?:任务|总体要求|政策取向|目标|重点工作|主要工作)|政府工作任务|工作的?建议"
)
_WORK_REPORT = re.compile(r"政府工作报告")
_PAST_SECTION = re.compile(r"回顾|完成情况|执行情况|开展情况|落实情况|举措和成效|主要成效|存在|履行|履职|第一责任人")
_CHANGE = re.compile(
    r"同比|环比|较|增长|上升|下降|增加(?!值)|减少|提升|提高|降低|压缩|压减|缩短|上涨|下跌|回落|增幅|降幅|涨幅|翻|是.{0,8}年的$"
)
_REACHED = re.compile(
    r"(?:增长|上升|下降|增加|减少|提升|提高|降低|压缩|压减|缩短|上涨|回落|升|降|增|减)(?:到|至|为)(?:近|约|了)?$"
)
_FIGURE = re.compile(r"(?:度|同期|底|末)?(?:的|约|近)*\d")
_CHANGE_UNITS = frozenset({"%", "‰", "个百分点", "倍"})
_WHOLE_CITY = re.compile(r"^全市(?!首|率先|第|唯一|前|[一二三四五六七八九]个|.{0,6}(?:示范|典型|先进|奖))")


def period_mentions(folded: str, report: Report) -> list[PeriodMention]:
    """Periods that figures may belong to: none inside 《》 or “”, none that a figure is compared with (较上年), and not
    全年, which is whatever year is spoken of. 过去五年 of a government's work report ends the year before its own.
    """
    masked = _blank(_blank(folded, _SEALED), _COMPARED)
    back = 1 if _WORK_REPORT.search(report.title) else 0
    found = []
    for mention in find_periods(masked, report.year):
        if mention.text in _WHICHEVER:
            continue
        stretch = mention.relative and mention.period.kind == PeriodKind.RANGE
        found.append(replace(mention, period=_year_before(mention.period)) if back and stretch else mention)
    return found


def _year_before(period: Period) -> Period:
    first, last = period.first, period.last
    return Period(first.replace(year=first.year - 1), last.replace(year=last.year - 1), period.kind)


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: match[0] if match[0].startswith("“十") else "□" * len(match[0]), text)


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
        and not any(bracket.start <= m.span.start < bracket.end for bracket in closed)
        and (comes_from(left) or not _leaves(folded, m.span))
        and not _ACCORDING.match(_clause_around(folded, m.span, figure))
    ]
    chosen = before[-1].period if before else fallback
    chosen = Period.of_year(chosen.year) if chosen.kind == PeriodKind.DAY else chosen
    return level_of(left, chosen.year) or chosen


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


def section_period(section: tuple[str, ...], report: Report, *, plans: bool) -> Period:
    """The year that a heading above the paragraph names, the nearest first, else the report's; a government's work
    report tells of the year before its own where it does not plan.
    """
    report_year = report.year
    for heading in reversed(section):
        stretches = (PeriodKind.YEAR, PeriodKind.RANGE)
        years = [m.period for m in period_mentions(heading, report) if m.period.kind in stretches]
        if len(years) == 1:
            return years[0]
    back = _WORK_REPORT.search(report.title) is not None and not plans
    return Period.of_year((report_year or 1) - (1 if back and report_year else 0))


def is_plan_section(section: tuple[str, ...], report: Report) -> bool:
    """Whether the headings say that the section tells of what is to come."""
    report_year = report.year
    annual_plan = _WORK_REPORT.search(report.title) is not None
    for heading in section:
        if _PAST_SECTION.search(heading):
            return False
        if annual_plan and heading is section[0] and _TASK_SECTION.search(heading):
            return True
        later = any(m.period.year > report_year for m in period_mentions(heading, report))
        if later or _PLAN_SECTION.search(heading):
            return True
    return False


def status_of(
    folded: str, sentence: Span, figure: Span, period: Period, report_year: int, *, plans: bool
) -> FactStatus:
    """Planned where the section, a word of intention before the figure, or a later year says so; not behind 已."""
    before = _DONE.split(_blank(folded[sentence.start : figure.start], _SEALED))[-1]
    if plans or _PLAN.search(before) or (report_year and period.first.year > report_year):
        return FactStatus.PLANNED
    return FactStatus.DONE


def kind_of(folded: str, clause: Span, quantity: Quantity, left: str) -> FactKind:
    """Change where the words say how much it grew or shrank; rate for other shares; else amount."""
    tail = left[-14:]
    if is_level(left):  # 较2022年的3310万元
        return FactKind.RATE if quantity.unit in ("%", "‰") else FactKind.AMOUNT
    if _REACHED.search(tail):
        return FactKind.RATE if quantity.unit in ("%", "‰") else FactKind.AMOUNT
    if _CHANGE.search(tail) and (
        quantity.unit in _CHANGE_UNITS or re.search(r"同比|环比|较|比", folded[clause.start : quantity.span.start])
    ):
        return FactKind.CHANGE
    if quantity.unit == "倍":
        return FactKind.CHANGE
    return FactKind.RATE if quantity.unit in ("%", "‰") else FactKind.AMOUNT


_IN_NAMES = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_LONGEST_NAME = 12  # characters


def outside_places(
    folded: str, quantities: list[Quantity], passed: list[PassedOver], gazetteer: Gazetteer
) -> tuple[list[Quantity], list[PassedOver]]:
    """Quantities that are no part of the name of a place (三门峡市, 七台河, 五家渠市); the numbers passed over, those added."""
    named = [one for one in quantities if _is_in_place(folded, one.span, gazetteer)]
    if not named:
        return quantities, passed
    added = [PassedOver(one.span, "name") for one in named]
    return [one for one in quantities if one not in named], sorted([*passed, *added], key=lambda one: one.span)


def _is_in_place(folded: str, span: Span, gazetteer: Gazetteer) -> bool:
    """Whether a number in Chinese numerals stands in a place's name that goes on behind its unit."""
    if _IN_NAMES.match(folded, span.start) is None:
        return False
    start = max(0, span.start - _LONGEST_NAME)
    around = folded[start : span.end + _LONGEST_NAME]
    mentions = (mention.span for mention in gazetteer.find(around, short=True))
    return any(start + at.start <= span.start and span.end < start + at.end for at in mentions)


def place_of(left: str, report: Report, gazetteer: Gazetteer) -> tuple[str, str]:
    """Name and code of the figure's place: a division below the report's that the words before it name, the city where a
    district speaks of 全市, else the report's own. `left` are those words: of the clause, or the name in a list.
    """
    if report.place_code:
        below: list[Place] = []
        for mention in gazetteer.find(left):
            inside = [place for place in mention.places if gazetteer.contains(report.place_code, place.code)]
            below += inside[:1]
        if below:
            return below[-1].name, below[-1].code
        here = gazetteer.get(report.place_code)
        if here is not None and here.kind in ("区", "县", "旗") and _WHOLE_CITY.search(left.strip()):
            above = gazetteer.get(here.parent)
            if above is not None:
                return above.name, above.code
    return report.place, report.place_code


_ACTOR = re.compile(
    r"^(?:我(?:局|区|市|县|镇|院|中心|单位)|(?:以)?[区市县镇省乡局村]?[^,。;:]{0,12}?(?:调解组织|执法单位|执法部门|责任单位|各单位|各部门|政府|司法局|法院|检察院"
    r"|负责人|班子成员|委员会|法律顾问|公职律师|法治副校长|服务所|中心))"
)


def actor_of(own: str) -> str:
    """Who did it, as far as the figure's own words begin with it; else ""."""
    match = _ACTOR.match(own)
    return match[0] if match and len(match[0]) < len(own) else ""
