"""Tell in words how a file was read: encoding, title, place and year with reasons, structure, figures, numbers passed over."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.facts.extract import Passed
from indexer.reading import FileReading, Reading
from kb.types import Fact, FactKind, FactStatus, Paragraph, ParagraphKind, Report

_REASONS = {
    "quoted": "在引号或书名号里，是名称的一部分", "ordinal": "是序数（第几、几届）",
    "threshold": "是划分的界限（多少以上的项目）", "date": "是日期或年份", "name": "是名称或编号的一部分",
    "no_unit": "后面没有计量单位", "vague": "是虚指（一个、数十）", "idiom": "是固定说法（三项制度）", "malformed": "不是完整的数",
}  # fmt: skip
_STATUS = {FactStatus.DONE: "已完成", FactStatus.PLANNED: "计划"}
_KIND = {FactKind.AMOUNT: "数量", FactKind.RATE: "比率", FactKind.CHANGE: "变化"}


def lines(file: FileReading) -> Iterator[str]:
    """The explanation, line by line, in Chinese."""
    for problem in file.problems:
        yield f"{'跳过' if problem.fatal else '提示'}：{problem.message}"
    for reading in file.readings:
        yield from _reading_lines(reading)


def _reading_lines(reading: Reading) -> Iterator[str]:
    report = reading.read.report
    part = f" {reading.document.part}" if reading.document.part else ""
    encoding = f"编码 {reading.document.encoding}，" if reading.document.encoding else ""
    yield f"文件：{report.source}{part}（{encoding}{len(reading.document.text)} 字）"
    yield from _about(report)
    yield ""
    texts = {paragraph.number: paragraph for paragraph in reading.read.paragraphs}
    for paragraph in reading.read.paragraphs:
        yield _paragraph_line(paragraph)
    yield ""
    yield f"数字 {len(reading.extraction.facts)} 个："
    for fact in reading.extraction.facts:
        yield _fact_line(fact, texts[fact.paragraph])
    yield ""
    passed = [item for item in reading.extraction.passed if item.reason not in ("date", "no_unit")]
    yield f"略过的数 {len(reading.extraction.passed)} 个（日期和不带单位的 {len(reading.extraction.passed) - len(passed)} 个不列）："
    for item in passed:
        yield _passed_line(item, texts[item.paragraph])


def _about(report: Report) -> Iterator[str]:
    derived = "（推得，文件中没有标题）" if report.title_derived else ""
    yield f"标题：{report.title}{derived}"
    yield f"地区：{' › '.join(report.place_path) or '未识别'}    年份：{report.year or '未识别'}"
    yield f"发文：{report.issuer or '未识别'}    日期：{report.published or '未识别'}    文字：{'繁体' if report.traditional else '简体'}"
    for reason in report.reasons:
        yield f"  依据：{reason}"


def _paragraph_line(paragraph: Paragraph) -> str:
    shown = paragraph.text if len(paragraph.text) <= 60 else paragraph.text[:58] + "……"
    if paragraph.kind in (ParagraphKind.HEADING, ParagraphKind.TITLE):
        return f"¶{paragraph.number} {'  ' * max(0, paragraph.depth - 1)}【{shown}】"
    where = f"（{paragraph.span.start}–{paragraph.span.end}字）"
    return f"¶{paragraph.number} {shown} {where}"


def _fact_line(fact: Fact, paragraph: Paragraph) -> str:
    figure = paragraph.text[fact.figure.start : fact.figure.end]
    name = f"{fact.indicator}({fact.phrase})" if fact.indicator else fact.phrase
    ties = f"，属于第{fact.part_of}个" if fact.part_of else f"，是第{fact.change_of}个的变化" if fact.change_of else ""
    return (
        f"{fact.number}. ¶{fact.paragraph} {figure} = {fact.value:f}{fact.unit}  {name}  "
        f"{fact.place}{fact.period.year}年，{_KIND[fact.kind]}，{_STATUS[fact.status]}{ties}  [规则 {fact.rule}]"
    )


def _passed_line(item: Passed, paragraph: Paragraph) -> str:
    start, end = item.span
    around = paragraph.text[max(0, start - 6) : end + 6].replace("\n", " ")
    return f"¶{item.paragraph} “{around}”:{_REASONS[item.reason]}"
