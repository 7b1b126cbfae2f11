"""From a folder of reports to a new generation: discover, plan, read, write, verify.

What cannot be read becomes a Problem and is skipped; nothing that a file holds stops the others. Only what changed is
read again, and a generation goes on from the one before where it can.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import checking
from indexer.discover import Found, discover
from indexer.plan import Plan, make_plan, same_as
from indexer.reading import FileDigest
from indexer.versions import extractor_version
from indexer.workers import Workers
from kb.errors import IndexStateError, ReportsFolderError
from kb.lexicon.words import analyser
from kb.store.contracts import FileRecord, ReadReport
from kb.store.generations import GenerationWriter, Made
from kb.store.snapshots import Snapshot, open_generation
from kb.store.sqlite_writer import Counts
from kb.types import Problem

_MOST_CHANGED = 0.5  # of the reports: where more change, all is written anew, with no remains to drag along

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Of `files` found `read` were read and the others kept as they were; `counts` is what the index
    then holds. `generation` is the one in force, that before where nothing had changed. `seconds` is wall time.
    """

    generation: str
    files: int
    read: int
    counts: Counts
    problems: tuple[Problem, ...]
    seconds: float


def build(
    reports_dir: Path, index_dir: Path, *, jobs: int = 1, full: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the index up to the folder of reports, as a new generation; the old one answers until that is in force.

    `full` reads and writes everything anew. `progress` is told (files done, files to read, source). Raises
    JushiError where the folder cannot be read, another build runs, or the index cannot be written.
    """
    started = time.perf_counter()
    found = discover(reports_dir)
    missing = next((problem for problem in found.problems if problem.code == "no_folder"), None)
    if missing is not None:
        raise ReportsFolderError(missing.message, "索引保持原样。")
    made = Made(analyser().version, extractor_version())
    intake = _Intake()
    with GenerationWriter(index_dir, made, intake.faults) as writer, ExitStack() as opened:
        before = None if full else _open_before(index_dir, writer.before)
        if before is not None:
            opened.callback(before.close)
        plan = _plan(found.files, before)
        if before is not None and _changes_nothing(plan, found.problems, before, made):
            return _unchanged(before, len(found.files), started)
        workers = opened.enter_context(Workers(jobs))
        if before is not None and _goes_on(plan, before, made):
            writer.begin(plan.removed)
        else:
            writer.begin()
            intake.renew(writer, workers.read_again(_kept_reports(plan, before)))
        intake.take(writer, workers, plan, progress)
        problems = tuple(sorted((*found.problems, *plan.problems, *intake.problems), key=lambda one: one.source))
        counts = writer.finish([*plan.kept, *intake.records], problems)
    seconds = time.perf_counter() - started
    return BuildReport(writer.name, len(found.files), len(plan.read), counts, problems, seconds)


def _open_before(index_dir: Path, name: str) -> Snapshot | None:
    """The generation in force, None where there is none or it is of no use: then all is built anew."""
    with suppress(IndexStateError):
        return open_generation(index_dir, name) if name else None
    return None


def _plan(files: Sequence[Found], before: Snapshot | None) -> Plan:
    if before is None:
        return make_plan(files, (), ())
    return make_plan(files, before.reports.files(), before.reports.problems())


def _changes_nothing(plan: Plan, problems: Sequence[Problem], before: Snapshot, made: Made) -> bool:
    """Whether the next generation would be the one in force over again."""
    alike = _made_alike(before, made) and not plan.read and list(plan.kept) == list(before.reports.files())
    return alike and sorted((*problems, *plan.problems), key=repr) == sorted(before.reports.problems(), key=repr)


def _unchanged(before: Snapshot, files: int, started: float) -> BuildReport:
    one = before.manifest
    counts = Counts(one.reports, one.paragraphs, one.facts, one.named, one.problems)
    problems = tuple(before.reports.problems())
    return BuildReport(before.generation, files, 0, counts, problems, time.perf_counter() - started)


def _made_alike(before: Snapshot, made: Made) -> bool:
    manifest = before.manifest
    return (manifest.analyser, manifest.extractor, manifest.engine) == (made.analyser, made.extractor, made.engine)


def _goes_on(plan: Plan, before: Snapshot, made: Made) -> bool:
    """Whether the generation before can be gone on from: made alike, and most of it stays."""
    changed = len(plan.removed) + len(plan.read)
    return _made_alike(before, made) and changed <= _MOST_CHANGED * max(before.manifest.reports, 1)


def _kept_reports(plan: Plan, before: Snapshot | None) -> Iterator[ReadReport]:
    """The reports of files that stay, from the generation before, without their facts and words."""
    if before is None:
        return
    for report_id in (one for record in plan.kept for one in record.reports):
        report = before.reports.report(report_id)
        if report is not None:
            yield ReadReport(report, tuple(before.reports.paragraphs(report_id)))


class _Intake:
    """Takes what the workers read and puts each report in once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.records: list[FileRecord] = []
        self._written: set[str] = set()  # ids of reports

    def renew(self, writer: GenerationWriter, reads: Iterable[ReadReport]) -> None:
        """Put in reports of the generation before."""
        for read in reads:
            self._add(writer, read)

    def take(self, writer: GenerationWriter, workers: Workers, plan: Plan, progress: Progress | None) -> None:
        """Read the files that the plan names and put their reports in."""
        sources = {report: record.source for record in plan.kept for report in record.reports}
        digests = workers.read(found for found, _ in plan.read)
        for done, ((found, record), digest) in enumerate(zip(plan.read, digests, strict=True), 1):
            self.problems += digest.problems
            ids = []
            for read in digest.reports:
                first = sources.setdefault(read.report.id, read.report.source)
                if first == read.report.source:
                    self._add(writer, read)
                    ids.append(read.report.id)
                else:
                    self.problems.append(same_as(read.report.source, first))
            self.records.append(_recorded(record, digest, ids))
            if progress is not None:
                progress(done, len(plan.read), found.source)

    def faults(self, snapshot: Snapshot) -> Iterator[str]:
        """What is wrong with the generation; of the reports, those are looked at that this build wrote."""
        return checking.faults(snapshot, frozenset(self._written))

    def _add(self, writer: GenerationWriter, read: ReadReport) -> None:
        writer.add(read)
        self._written.add(read.report.id)


def _recorded(record: FileRecord, digest: FileDigest, ids: Sequence[str]) -> FileRecord:
    """The record of a file that was read. One that changed since it was planned is compared by content next time."""
    changed = digest.sha256 not in {"", record.sha256}
    return replace(
        record,
        sha256=digest.sha256 or record.sha256,
        modified=0 if changed else record.modified,
        reports=tuple(ids),
    )
