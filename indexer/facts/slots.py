"""How far done and of what kind a figure is: one pure function a slot, from folded text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.facts.comparing import REACHING, is_level, is_more
from indexer.facts.when import SEALED, WORK_REPORT, blank, period_mentions
from kb.types import FactKind, FactStatus, Period, Quantity, Span

if TYPE_CHECKING:
    from kb.types import Report

_BRACKET = re.compile(r"\([^()]*\)?")
_DEEDS = "|".join(
    """新增 新建 新设 建 完成 实施 开展 推进 组织 举办 召开 达到 安排 投入 培训 打造 设立 制定 修订 出台 实现 启动 增加 扩大
    引进 选派 聘 采购 购 印发 办理 化解""".split()
)
_PLAN = re.compile(
    rf"(?:^|[,。;:、\s年月区市县镇局我院])计划(?:在|于|到|用|{_DEEDS})|力争|预计"
    rf"|(?<![模虚草起比审])拟(?![\u4e00-\u9fff]{{1,4}}的)(?:于|在|将|用|投|再|新|{_DEEDS})|目标(?:任务)?(?::|[是为][^,;]*$)|(?:^|[,;:])(?:今后|下一步)"
    rf"|拟(?:废止|修改|清理|取消|保留|失效)|(?:改进|整改)措施:[^。;]*将[^,;]{{0,24}}(?:提高|提升|降低|控制)"
    rf"|计划总?投资|争取(?:在|到|于|实现|完成|达到|建成|全部|全面)"
    rf"|将(?![^,;]{{0,40}}?(?:纳入|列入|列为|作为|融入|贯穿|延伸|下沉|转化|移送|移交|转交|推送|报送|上传|下放|结合|挂钩|分为))"
    rf"(?:于|在|继续|进一步|努力|全面|大力|持续|深入|加快|重点|着力|积极|再|{_DEEDS})"
)
_TARGET = re.compile(
    r"(?:(?:年度?|全年|下达|预期|预定|既定|控制|考核|规定|约束性)[^,;。()]{0,6}?(?:任务|目标|指标)[数值量]?|目标(?:任务|[数值])?|任务[数量]?(?=[为是]))"
    r"(?P<mark>(?:为|是|\(|:|约)*)$"
)
_REACHING_IT = re.compile(r"(?:完成|实现|超额|达|超)[^,;。(]*$")
_COUNTS_TASKS = re.compile(r"[项个件条]$")  # 年度重点任务12项
_TARGET_AFTER = re.compile(r"的[^,;。\d]{0,8}?(?:目标|任务|指标)(?!库|清单|内容)")
_REACHED_IT = re.compile(r"(?:实现|达到?|完成)(?:了)?$")
_DONE = re.compile(r"已|截[至止]|(?:超额|如期|圆满)完成")
_PLAN_SECTION = re.compile(
    r"安排|计划|打算|下一步|工作思路|展望|预期目标|工作目标|总体要求和|(?:明年|下一?年度?).{0,8}工作"
)
_TASK_SECTION = re.compile(
    r"(?:今年|\d{4}年).{0,14}(?:任务|总体要求|政策取向|目标|重点工作|主要工作)|政府工作任务|工作的?建议"
)
_PAST_SECTION = re.compile(r"回顾|完成情况|执行情况|开展情况|落实情况|举措和成效|主要成效|存在|履行|履职|第一责任人")
_CHANGE = re.compile(
    r"同比|环比|较(?!.的|好)|增长|上升|下降|增加(?!值)|减少|提升|提高|降低|压缩|压减|缩短|上涨|下跌|回落|[增降涨升跌]幅|翻|是.{0,8}年的$"
)
_REACHED = re.compile(rf"{REACHING}[到至为](?:近|约|了)?(?:年[末底]|目前)?的?$")
_CHANGE_UNITS = frozenset({"%", "‰", "个百分点", "倍"})


def is_plan_section(section: tuple[str, ...], report: Report) -> bool:
    """Whether the headings say that the section tells of what is to come."""
    report_year = report.year
    annual_plan = WORK_REPORT.search(report.title) is not None
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
    before = _DONE.split(blank(folded[sentence.start : figure.start], SEALED))[-1]
    if _is_target(before, folded[figure.start : figure.end], folded[figure.end : figure.end + 16]):
        return FactStatus.PLANNED
    if plans or _PLAN.search(before) or (report_year and period.first.year > report_year):
        return FactStatus.PLANNED
    return FactStatus.DONE


def _is_target(before: str, figure: str, after: str) -> bool:
    """Whether a figure is what was to be reached: 年度任务(5万平方米), 400场次的预期目标; not what was reached."""
    if figure.endswith("百分点"):  # 高于目标0.5个百分点
        return False
    named = _TARGET.search(before)
    if named is not None and (named["mark"] or not (_REACHING_IT.search(before) or _COUNTS_TASKS.search(figure))):
        return True
    return _TARGET_AFTER.match(after) is not None and _REACHED_IT.search(before) is None


def kind_of(quantity: Quantity, left: str, said: str) -> FactKind:
    """Change where the words say how much it grew or shrank, or how much more it is than another; rate for other shares;
    else amount. `left` are the words of its clause behind the figure before, `said` all of its sentence before it.
    """
    tail = left[-14:]
    plain = FactKind.RATE if quantity.unit in ("%", "‰") else FactKind.AMOUNT
    if is_level(said) or _REACHED.search(tail):  # 较2022年的3310万元
        return plain
    if quantity.unit in ("倍", "个百分点") or is_more(said):
        return FactKind.CHANGE
    compared = _BRACKET.sub("", said).rsplit(",", 1)[-1]  # 较上年(1.31亿元)减少4460万元
    if _CHANGE.search(tail) and (quantity.unit in _CHANGE_UNITS or re.search(r"同比|环比|较(?!.的|好)|比", compared)):
        return FactKind.CHANGE
    return plain
