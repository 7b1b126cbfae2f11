"""Verify a generation: counts agree, every posting leads to a paragraph, every figure to its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.lang.recheck import states
from kb.store.contracts import FactQuery
from kb.store.shelf import Snapshot
from kb.types import Report


def faults(snapshot: Snapshot, only: frozenset[str] | None = None) -> Iterator[str]:
    """What is wrong, a Chinese sentence each; nothing for a sound generation.

    All counts are compared; paragraphs, postings and figures one by one, those of the reports `only` where it is given.
    """
    counts = snapshot.manifest.counts
    if only is None:
        reports = snapshot.reports.reports()
        yield from _differs("报告", counts.reports, len(reports))
    else:
        reports = [report for one in sorted(only) if (report := snapshot.reports.report(one)) is not None]
        yield from _differs("新读的报告", len(only), len(reports))
    yield from _differs("已索引的段落", counts.paragraphs, snapshot.passages.count())
    yield from _differs("数字", counts.facts, snapshot.figures.count())
    stored, indexed = set(snapshot.reports.keys(only)), list(snapshot.passages.keys(only))
    yield from _differs("可检索的段落", len(stored), len(indexed))
    for report_id, number in indexed:
        if (report_id, number) not in stored:
            yield f"检索结果没有对应的段落：{report_id} ¶{number}。"
    for report in reports:
        yield from _report_faults(snapshot, report)


def _differs(name: str, stated: int, found: int) -> Iterator[str]:
    if stated != found:
        yield f"{name}数不符：应为 {stated}，实有 {found}。"


def _report_faults(snapshot: Snapshot, report: Report) -> Iterator[str]:
    texts = {paragraph.number: paragraph.text for paragraph in snapshot.reports.paragraphs(report.id)}
    if len(texts) != report.paragraph_count:
        yield f"{report.source} 应有 {report.paragraph_count} 段，实有 {len(texts)} 段。"
    for fact in snapshot.figures.facts(FactQuery(reports=frozenset({report.id}))):
        if fact.paragraph not in texts:
            yield f"数字没有对应的段落：{report.source} ¶{fact.paragraph}。"
        elif not 0 <= fact.figure.start < fact.figure.end <= len(texts[fact.paragraph]):
            yield f"数字的位置超出段落：{report.source} ¶{fact.paragraph}。"


def mismatches(snapshot: Snapshot) -> Iterator[str]:
    """Figures whose own words do not state them, a Chinese sentence each. Such a figure is never answered, so it keeps
    no generation from coming into force.
    """
    for report in snapshot.reports.reports():
        texts = {paragraph.number: paragraph.text for paragraph in snapshot.reports.paragraphs(report.id)}
        for fact in snapshot.figures.facts(FactQuery(reports=frozenset({report.id}))):
            written = texts.get(fact.paragraph, "")[fact.figure.start : fact.figure.end]
            if not states(written, fact.value, fact.unit):
                yield f"数字与原文不符：{report.source} ¶{fact.paragraph}，记为 {fact.value}{fact.unit}，原文为“{written}”。"
