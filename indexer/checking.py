"""Verify a generation: counts agree, every posting leads to a paragraph, every figure to its words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.store.contracts import FactQuery
from kb.store.generations import Snapshot


def faults(snapshot: Snapshot) -> Iterator[str]:
    """What is wrong, a Chinese sentence each; nothing for a sound generation."""
    manifest = snapshot.manifest
    reports = snapshot.reports.reports()
    held = {report.id: {p.number: p for p in snapshot.reports.paragraphs(report.id)} for report in reports}
    paragraphs = sum(map(len, held.values()))
    counts = (
        ("报告", manifest.reports, len(reports)),
        ("段落", manifest.paragraphs, paragraphs),
        ("已索引的段落", manifest.paragraphs, snapshot.passages.count()),
        ("数字", manifest.facts, snapshot.figures.count()),
    )
    for name, stated, found in counts:
        if stated != found:
            yield f"{name}数不符：清单为 {stated}，实有 {found}。"
    for fact in snapshot.figures.facts(FactQuery()):
        paragraph = held.get(fact.report_id, {}).get(fact.paragraph)
        if paragraph is None:
            yield f"数字没有对应的段落：{fact.report_id} ¶{fact.paragraph}。"
        elif not 0 <= fact.figure.start < fact.figure.end <= len(paragraph.text):
            yield f"数字的位置超出段落：{fact.report_id} ¶{fact.paragraph}。"
