"""Verify a generation: counts agree, every posting leads to a paragraph, every figure to its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.lang.recheck import states
from kb.store.contracts import FactQuery
from kb.store.snapshots import Snapshot
from kb.types import Report


def faults(snapshot: Snapshot, only: frozenset[str] | None = None) -> Iterator[str]:
    """What is wrong, a Chinese sentence each; nothing for a sound generation.

    Counts and postings are looked at whole; the figures of the reports `only`, where it is given.
    """
    manifest = snapshot.manifest
    reports = snapshot.reports.reports()
    stored, indexed = set(snapshot.reports.keys()), list(snapshot.passages.keys())
    counts = (
        ("报告", manifest.counts.reports, len(reports)),
        ("段落", manifest.counts.paragraphs, len(stored)),
        ("已索引的段落", manifest.counts.paragraphs, len(indexed)),
        ("数字", manifest.counts.facts, snapshot.figures.count()),
    )
    for name, stated, found in counts:
        if stated != found:
            yield f"{name}数不符：清单为 {stated}，实有 {found}。"
    for report_id, number in indexed:
        if (report_id, number) not in stored:
            yield f"检索结果没有对应的段落：{report_id} ¶{number}。"
    for report in reports:
        if only is None or report.id in only:
            yield from _report_faults(snapshot, report)


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
