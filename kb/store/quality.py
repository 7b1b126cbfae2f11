"""How good an index is: what it holds, what falls short in it, and which figures in it may be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.store.contracts import PhraseCount
from kb.store.shelf import Snapshot
from kb.store.suspicion import Suspicion, judge
from kb.store.versions import superseded
from kb.types import Problem

PHRASES = 20
DUPLICATE = "duplicate"
# Why a file was skipped, by the code of its problem.
_REASONS = {
    "binary": "不是文字文件",
    "bomb": "压缩包异常",
    "damaged": "文件损坏",
    "empty": "没有内容",
    "encoding": "认不出编码",
    "fault": "读取时程序出错",
    "format": "格式不符",
    "garbled": "内容是乱码",
    "locked": "设有密码",
    "memory": "占用内存过大",
    "nested": "压缩包里还有压缩包",
    "no_converter": "缺少转换程序",
    "scanned": "是扫描件",
    "slow": "读取超时",
    "timeout": "读取超时",
    "too_large": "太大",
    "unread": "读不出文字",
    "unreadable": "打不开",
    "unsafe": "含有不安全的内容",
    "unsupported": "不支持的格式",
}


class ReportName(NamedTuple):
    """A report by which people know it."""

    id: str
    source: str
    title: str


class SkippedCount(NamedTuple):
    """Why files were skipped, in Chinese, and how many."""

    reason: str
    files: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of one generation. `named` of its `figures` have a known indicator; `phrases` are the most frequent of
    the others, to be added to the lexicon. `duplicates` are files left out since another has the same bytes, `versions`
    reports that a later version supersedes; their figures and phrases are not looked at.
    """

    generation: str
    reports: int
    paragraphs: int
    figures: int
    named: int
    phrases: tuple[PhraseCount, ...]
    without_place: tuple[ReportName, ...]
    without_year: tuple[ReportName, ...]
    without_figures: tuple[ReportName, ...]
    duplicates: int
    versions: int
    skipped: tuple[SkippedCount, ...]
    suspicions: tuple[Suspicion, ...]

    @property
    def share(self) -> float:
        """Of the figures, the share whose indicator is known; 1.0 where there are none."""
        return self.named / self.figures if self.figures else 1.0


def quality_of(snapshot: Snapshot) -> Quality:
    """Look at a whole generation. Raises BrokenIndexError."""
    counts, figures = snapshot.manifest.counts, snapshot.figures
    reports, problems = snapshot.reports.reports(), snapshot.reports.problems()
    old = frozenset(superseded(reports))
    names = {report.id: ReportName(report.id, report.source, report.title) for report in reports}
    stating = figures.stating()
    return Quality(
        generation=snapshot.generation,
        reports=counts.reports,
        paragraphs=counts.paragraphs,
        figures=counts.facts,
        named=counts.named,
        phrases=tuple(figures.unnamed(old, PHRASES)),
        without_place=tuple(names[report.id] for report in reports if not report.place_code),
        without_year=tuple(names[report.id] for report in reports if not report.year),
        without_figures=tuple(names[report.id] for report in reports if report.id not in stating),
        duplicates=sum(problem.code == DUPLICATE for problem in problems),
        versions=len(old),
        skipped=_skipped(problems),
        suspicions=judge(
            snapshot.reports, figures, {r.id: r for r in reports if r.id not in old}, figures.suspects(old)
        ),
    )


def _skipped(problems: Sequence[Problem]) -> tuple[SkippedCount, ...]:
    """Files skipped by reason, the most frequent first."""
    met = Counter(_REASONS.get(one.code, "其他原因") for one in problems if one.fatal and one.code != DUPLICATE)
    return tuple(SkippedCount(reason, count) for reason, count in sorted(met.items(), key=lambda of: (-of[1], of[0])))
