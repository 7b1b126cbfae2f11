"""Builds and the quality of an index as lines for a terminal: a summary after a build, and the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.clock import Spent
from indexer.pipeline import BuildReport
from kb.store.quality import Quality, ReportName
from kb.store.registry import OUTGROWN
from kb.store.suspicion import LABELS, Suspicion

_FEW = 5  # suspicions told after a build
_SHOWN = 20  # problems told after a build before the rest is only counted


def built(result: BuildReport) -> Iterator[str]:
    """What a build did, and the problems it met."""
    counts, problems = result.counts, result.problems
    share = f"（其中{counts.named / counts.facts:.0%}属于已知指标）" if counts.facts else ""
    done = "已写入这一批，未启用的索引" if result.missing else "已建立索引"
    yield (
        f"{done} {result.generation}：{result.files} 个文件（读取 {result.read} 个），{counts.reports} 份报告，"
        f"{counts.paragraphs} 段，{counts.facts} 个数字{share}，用时 {result.seconds:.1f} 秒。"
    )
    if result.missing:
        yield f"还差第 {'、'.join(map(str, result.missing))} 批；齐了就启用。"
    if problems:
        yield f"{len(problems)} 处问题，跳过 {sum(problem.fatal for problem in problems)} 个文件："
    for problem in problems[:_SHOWN]:
        where = f"{problem.source}:{problem.line}" if problem.line else problem.source
        yield f"  {'跳过' if problem.fatal else '提示'}  {where}  {problem.message}"
    if len(problems) > _SHOWN:
        yield f"  ……另有 {len(problems) - _SHOWN} 处，见 python -m indexer status"


def summary(quality: Quality) -> Iterator[str]:
    """What a person should know after a build; nothing where all is well."""
    told = [
        f"{len(quality.without_place)} 份报告看不出地区" if quality.without_place else "",
        f"{len(quality.without_year)} 份看不出年份" if quality.without_year else "",
        f"{len(quality.without_figures)} 份没有数字" if quality.without_figures else "",
        f"{quality.versions} 份另有较新的版本" if quality.versions else "",
    ]
    if any(told):
        yield f"提请留意：{'，'.join(filter(None, told))}。"
    if quality.suspicions:
        yield f"{len(quality.suspicions)} 处数字可疑，请核对："
        yield from (f"  {line(one)}" for one in quality.suspicions[:_FEW])
    if len(quality.suspicions) > _FEW:
        yield f"  ……另有 {len(quality.suspicions) - _FEW} 处。"
    if any(told) or quality.suspicions:
        yield "详见 python -m indexer quality。"


def times(spent: Sequence[Spent]) -> Iterator[str]:
    """Where the time of a build went, a line a step."""
    yield "时间用在："
    yield from (f"  {step}  {seconds:.1f} 秒" for step, seconds in spent)


def outgrown(engine: str, paragraphs: int) -> Iterator[str]:
    """That another engine would be quicker with so many paragraphs; nothing where this one is quick."""
    most, larger = OUTGROWN.get(engine, (paragraphs, ""))
    if paragraphs > most:
        yield (
            f"共 {paragraphs} 段，已超过检索引擎 {engine} 适宜的 {most} 段："
            f"设置 KB_STORE={larger} 后重新建立索引，提问会更快。"
        )


def whole(quality: Quality) -> Iterator[str]:
    """All that was found."""
    yield f"索引 {quality.generation}：{quality.reports} 份报告，{quality.paragraphs} 段，{quality.figures} 个数字，{quality.share:.0%} 属于已知指标。"
    yield f"重复的文件 {quality.duplicates} 个；另有较新版本的报告 {quality.versions} 份。"
    yield from (f"跳过的文件：{skipped.reason} {skipped.files} 个。" for skipped in quality.skipped)
    yield from _named("看不出地区的报告", quality.without_place)
    yield from _named("看不出年份的报告", quality.without_year)
    yield from _named("没有数字的报告", quality.without_figures)
    if quality.phrases:
        yield "不属于已知指标、出现最多的说法（可加入指标词表）："
        yield from (f"  {counted.figures:>5}  {counted.phrase}" for counted in quality.phrases)
    if not quality.suspicions:
        yield "没有发现可疑的数字。"
    for kind, label in LABELS.items():
        of = [one for one in quality.suspicions if one.kind is kind]
        if of:
            yield f"{label}（{len(of)} 处）："
            yield from (f"  {line(one)}" for one in of)


def line(one: Suspicion) -> str:
    """A suspicion with the place it stands at."""
    return f"{one.here.source} 第{one.here.paragraph}段  {one.sentence}"


def _named(what: str, reports: Sequence[ReportName]) -> Iterator[str]:
    if reports:
        yield f"{what}（{len(reports)} 份）："
        yield from (f"  {report.source}  {report.title}" for report in reports)
