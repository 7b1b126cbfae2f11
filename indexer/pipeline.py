"""From a folder of reports to a new generation: discover, read, structure, recognise, extract, write.

What cannot be read becomes a Problem and is skipped; nothing that a file holds stops the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from indexer.discover import Found, discover
from indexer.reading import FileReading, read_file
from kb.errors import ReportsFolderError
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser
from kb.store.contracts import PassageEntry, ReadReport
from kb.store.generations import GenerationWriter
from kb.types import Problem

_WORTH_PROCESSES = 60  # fewer files are read sooner by this process alone than others take to start

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `files` were found, `reports` came of them; `seconds` is wall time."""

    generation: str
    files: int
    reports: int
    paragraphs: int
    facts: int
    named: int
    problems: tuple[Problem, ...]
    seconds: float


def build(reports_dir: Path, index_dir: Path, *, jobs: int = 1, progress: Progress | None = None) -> BuildReport:
    """Read every file below `reports_dir` and put a new generation in force; the old one answers until then.

    `progress` is told (files done, files in all, source). Raises JushiError where the folder cannot be read, another
    build runs, or the index cannot be written.
    """
    started = time.perf_counter()
    found = discover(reports_dir)
    problems = list(found.problems)
    missing = next((problem for problem in problems if problem.code == "no_folder"), None)
    if missing is not None:
        raise ReportsFolderError(missing.message, "索引保持原样。")
    read_reports: list[ReadReport] = []
    sources: dict[str, str] = {}
    with GenerationWriter(index_dir, analyser().version) as writer:
        for done, reading in enumerate(_readings(found.files, jobs), 1):
            problems += reading.problems
            for one in reading.readings:
                first = sources.setdefault(one.read.report.id, reading.source)
                if first == reading.source:
                    read_reports.append(one.read)
                else:
                    problems.append(_same_as(reading.source, first))
            if progress is not None:
                progress(done, len(found.files), reading.source)
        writer.write(read_reports, _passages(read_reports), problems)
    facts = [row.fact for one in read_reports for row in one.facts]
    return BuildReport(
        generation=writer.name,
        files=len(found.files),
        reports=len(read_reports),
        paragraphs=sum(len(one.paragraphs) for one in read_reports),
        facts=len(facts),
        named=sum(bool(fact.indicator) for fact in facts),
        problems=tuple(problems),
        seconds=time.perf_counter() - started,
    )


def _readings(files: Iterable[Found], jobs: int) -> Iterator[FileReading]:
    files = list(files)
    if jobs < 2 or len(files) < _WORTH_PROCESSES:
        yield from map(read_file, files)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(read_file, files, chunksize=8)


def _same_as(source: str, first: str) -> Problem:
    return Problem(source, "duplicate", f"与“{first}”内容完全相同，只收录一份；可删去其中一个。", fatal=True)


def _passages(reports: Iterable[ReadReport]) -> Iterator[PassageEntry]:
    for one in reports:
        title = _terms(one.report.title)
        for paragraph in one.paragraphs:
            heads = [term for heading in paragraph.section for term in _terms(heading)]
            yield PassageEntry(one.report.id, paragraph.number, _terms(paragraph.text), [*heads, *title])


def _terms(text: str) -> list[str]:
    return analyser().terms(folded_text(text))
