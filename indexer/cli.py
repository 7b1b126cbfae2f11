"""The command line: build, watch, status, check, verify, quality, rollback, facts, explain. Exit status: 0 done, 1 failed, 2 wrong usage."""

from __future__ import annotations

import csv
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer import checking, telling, verifying
from indexer import explain as explaining
from indexer import watch as watching
from indexer.pipeline import BuildReport, build
from indexer.readers import ARCHIVE
from indexer.reading import FileReading, read_archive, read_bytes
from kb.config import Settings
from kb.errors import JushiError
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery
from kb.store.export import COLUMNS, figure_row
from kb.store.quality import Quality, quality_of
from kb.store.shelf import Part, Shelf
from kb.store.shelves import shelf_of
from kb.store.snapshots import open_snapshot

P = ParamSpec("P")
R = TypeVar("R")


def _told(command: Callable[P, R]) -> Callable[P, R]:
    """Show a JushiError as a sentence, with exit status 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except JushiError as error:
            raise click.ClickException(str(error)) from error

    return wrapped


def _folder(name: str, field: str, text: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    def default() -> Path:
        try:
            return Path(getattr(Settings.from_environment(), field))
        except JushiError as error:
            raise click.ClickException(str(error)) from error

    return click.option(
        name, type=click.Path(path_type=Path), default=default, show_default=f"KB_{field.upper()}", help=text
    )


_reports = _folder("--reports", "reports", "存放报告的文件夹")
_index = _folder("--index", "index", "存放索引的文件夹")


def _shelf(index: Path) -> Shelf:
    """Where generations stand, by KB_STORE. Raises SettingError."""
    return shelf_of(Settings.from_environment(), index)


@click.group(help="据实：读取报告，建立索引。")
def cli() -> None:
    """Group of all commands."""


@cli.command(help="守候报告文件夹：文件有变动并停稳后，自动重建索引。按 Ctrl+C 结束。")
@_reports
@_index
@_told
def watch(reports: Path, index: Path) -> None:
    """Build, then build again after each change, until interrupted."""
    console = Console(stderr=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        watching.watch(
            reports,
            lambda: _build_and_tell(console, reports, index),
            lambda text: console.print(escape(text), highlight=False, soft_wrap=True),
        )
    except KeyboardInterrupt:
        console.print("已停止守候。")


@cli.command("build", help="读取新的和改动过的报告，建立新的索引并启用。")
@_reports
@_index
@click.option("--full", is_flag=True, help="全部重读；不加时只读有变动的文件")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="同时读取的进程数")
@click.option("--profile", is_flag=True, help="列出时间用在哪里")
@click.option("--part", default="", help="只读其中一批文件，如 2/8；各批可在多台机器上进行，齐了才启用（限检索集群）")
@_told
def build_command(
    reports: Path,
    index: Path,
    full: bool,  # noqa: FBT001 (click passes it)
    jobs: int,
    profile: bool,  # noqa: FBT001
    part: str,
) -> None:
    """Build, with a progress bar on a terminal and a summary."""
    console = Console(stderr=True)
    columns = (TextColumn("读取报告"), BarColumn(), MofNCompleteColumn(), TextColumn("剩余"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("read", total=None)
        result = build(
            reports,
            _shelf(index),
            jobs=jobs,
            full=full,
            progress=lambda done, total, _: bar.update(task, completed=done, total=total),
            part=Part.parsed(part) if part else None,
        )
    _print_summary(console, result)
    if result.missing:
        return
    for line in (
        *(telling.times(result.spent) if profile else ()),
        *telling.outgrown(_shelf(index).engine, result.counts.paragraphs),
        *telling.summary(_quality_of(index)),
    ):
        console.print(escape(line), highlight=False, soft_wrap=True)
    _print_golden(console, index)


def _build_and_tell(console: Console, reports: Path, index: Path) -> None:
    _print_summary(console, build(reports, _shelf(index)))
    _print_golden(console, index)


def _print_golden(console: Console, index: Path) -> None:
    """What became of the golden questions, where there are any."""
    verified = verifying.verify(index)
    for line in verified.lines if verified.held else ():
        console.print(escape(line), highlight=False, soft_wrap=True)


def _print_summary(console: Console, result: BuildReport) -> None:
    for line in telling.built(result):
        console.print(escape(line), highlight=False, soft_wrap=True)


@cli.command(help="索引的现状：收录了什么，有哪些问题。")
@_index
@_told
def status(index: Path) -> None:
    """Print what the index in force holds."""
    shelf = _shelf(index)
    snapshot = open_snapshot(shelf, analyser().version)
    try:
        manifest = snapshot.manifest
        click.echo(f"索引 {snapshot.generation}，建于 {manifest.built_at}，检索引擎 {manifest.engine}")
        click.echo(
            f"{manifest.counts.reports} 份报告，{manifest.counts.paragraphs} 段，{manifest.counts.facts} 个数字，{manifest.counts.problems} 处问题"
        )
        for line in shelf.condition():
            click.echo(line)
        for one in shelf.history():
            click.echo(f"  {'现用' if one.in_force else '可退回'}  {one.name}  建于 {one.manifest.built_at}")
        held = Counter((report.year, report.kind or "未识别") for report in snapshot.reports.reports())
        for (year, kind), count in sorted(held.items()):
            click.echo(f"  {f'{year}年' if year else '年份未识别'}  {kind}  {count} 份")
        for problem in snapshot.reports.problems():
            click.echo(f"  {'跳过' if problem.fatal else '提示'}  {problem.source}  {problem.message}")
    finally:
        snapshot.close()


@cli.command(help="核对索引：文件是否完整，每个数字是否与原文一致。")
@_index
@_told
def check(index: Path) -> None:
    """Verify the index in force; exit 1 when anything is wrong."""
    shelf = _shelf(index)
    damaged = shelf.damaged()
    snapshot = open_snapshot(shelf, analyser().version)
    try:
        wrong = [*checking.faults(snapshot), *checking.mismatches(snapshot)]
    finally:
        snapshot.close()
    for name in damaged:
        click.echo(f"文件与清单不符：{name}")
    for fault in wrong:
        click.echo(fault)
    if damaged or wrong:
        raise click.ClickException("索引有误，请运行 python -m indexer build --full。")
    click.echo(f"索引 {snapshot.generation} 完好。")


@cli.command(help="再问一遍考题（管理页面里由报错定下的问题），说出哪些回答变了。")
@_index
@_told
def verify(index: Path) -> None:
    """Replay the golden questions; exit 1 when the answer to any has changed."""
    verified = verifying.verify(index)
    click.echo("\n".join(verified.lines))
    if not verified.unchanged:
        raise SystemExit(1)


def _quality_of(index: Path) -> Quality:
    with closing(open_snapshot(_shelf(index), analyser().version)) as snapshot:
        return quality_of(snapshot)


@cli.command(help="索引的质量：哪些报告缺少地区、年份或数字，哪些说法不在词表里，哪些数字可疑。")
@_index
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@_told
def quality(index: Path, as_json: bool) -> None:  # noqa: FBT001 (click passes it)
    """Print the quality of the index in force."""
    found = _quality_of(index)
    told = [json.dumps(asdict(found), ensure_ascii=False, indent=2)] if as_json else telling.whole(found)
    click.echo("\n".join(told))


@cli.command(help="退回到较早的索引；不写名字时退回前一个。status 列出可选的。")
@click.argument("name", default="")
@_index
@_told
def rollback(name: str, index: Path) -> None:
    """Put an earlier generation in force again."""
    click.echo(f"已退回到索引 {_shelf(index).roll_back(name)}。")


@cli.command(help="以 CSV 输出全部数字（UTF-8，标准输出）。")
@_index
@_told
def facts(index: Path) -> None:
    """Print every fact; the columns are a contract."""
    snapshot = open_snapshot(_shelf(index), analyser().version)
    try:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for report in snapshot.reports.reports():
            paragraphs = {paragraph.number: paragraph for paragraph in snapshot.reports.paragraphs(report.id)}
            for fact in snapshot.figures.facts(FactQuery(reports=frozenset({report.id}))):
                writer.writerow(figure_row(fact, report, paragraphs[fact.paragraph]).cells())
    finally:
        snapshot.close()


@cli.command(help="说明一个文件读出了什么，为什么。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_told
def explain(file: Path) -> None:
    """Print how one file is read, without an index."""
    files = list(_file_readings(file))
    for line in (line for one in files for line in explaining.lines(one)):
        click.echo(line)
    if not any(one.readings for one in files):
        raise SystemExit(1)


def _file_readings(file: Path) -> Iterator[FileReading]:
    data = file.read_bytes()
    if file.suffix.lower() == ARCHIVE:
        yield from read_archive(file.name, data, file.parent)
    else:
        yield read_bytes(file.name, data, file.parent)


def main() -> None:
    """Entry point; output is UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli(prog_name="python -m indexer")
