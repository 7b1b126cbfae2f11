"""From a folder of reports to a new generation: discover, plan, read, write, verify.

What cannot be read becomes a Problem and is skipped; nothing that a file holds stops the others. Only what changed is
read again, and a generation goes on from the one before where it can.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.clock import Clock, Spent
from indexer.discover import Discovery, Found, discover
from indexer.intake import Intake, Progress
from indexer.plan import Plan, make_plan
from indexer.versions import extractor_version
from indexer.workers import Limits, Workers
from kb.errors import BuildCancelledError, IndexStateError, JushiError, ReportsFolderError
from kb.lexicon.words import analyser
from kb.store.building import BuildLog, BuildState
from kb.store.contracts import Counts, ReadReport
from kb.store.shelf import Made, Part, Shelf, Snapshot
from kb.types import Problem

_MOST_CHANGED = 0.5  # of the reports: where more change, all is written anew, with no remains to drag along


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Of `files` found `read` were read and the others kept as they were; `counts` is what the index
    then holds. `generation` is the one in force, that before where nothing had changed. `seconds` is wall time, and `spent`
    where it went. `missing` are the parts of a build in parts that are not in: while there are any `generation` is not in
    force, and all else is of the part that was built.
    """

    generation: str
    files: int
    read: int
    counts: Counts
    problems: tuple[Problem, ...]
    seconds: float
    spent: tuple[Spent, ...] = ()
    missing: tuple[int, ...] = ()


def build(
    reports_dir: Path,
    shelf: Shelf,
    *,
    jobs: int = 1,
    full: bool = False,
    progress: Progress | None = None,
    limits: Limits | None = None,
    part: Part | None = None,
) -> BuildReport:
    """Bring the index up to the folder of reports, as a new generation; the old one answers until that is in force.
    With `part` only its share of the files is read, and the generation comes into force when all parts are in.

    `full` reads and writes everything anew. `progress` is told (files done, files to read, source); `limits`
    are those of the processes that read. Raises JushiError where the folder cannot be read, another build runs, or the
    index cannot be written.
    """
    found = discover(reports_dir)
    missing = next((problem for problem in found.problems if problem.code == "no_folder"), None)
    if missing is not None:
        raise ReportsFolderError(missing.message, "索引保持原样。")
    one = _Build(shelf, found, Made(analyser().version, extractor_version(), shelf.engine), progress, part)
    try:
        result = one.run(jobs, limits, full=full)
    except BuildCancelledError:
        one.tell(BuildState.CANCELLED)
        raise
    except JushiError as error:
        one.tell(BuildState.FAILED, message=str(error))
        raise
    one.tell(BuildState.DONE, generation=result.generation)
    return result


class _Build:
    """One run of the pipeline over the files of `found`."""

    def __init__(
        self, shelf: Shelf, found: Discovery, made: Made, progress: Progress | None, part: Part | None
    ) -> None:
        self._shelf, self._found, self._made, self._progress, self._part = shelf, found, made, progress, part
        self._started = time.perf_counter()
        self._clock = Clock()
        self._log: BuildLog | None = None

    def run(self, jobs: int, limits: Limits | None, *, full: bool) -> BuildReport:
        """Make the next generation, or find that nothing changed. Raises JushiError."""
        intake, folder = Intake(self._clock), self._shelf.index_dir
        with self._shelf.next(self._made, intake.faults, self._part) as writer, ExitStack() as opened:
            self._log = BuildLog(folder / self._part.folder if self._part else folder)
            before = None if full else _open_before(self._shelf, writer.before)
            if before is not None:
                opened.callback(before.close)
            with self._clock.on("比较文件"):
                plan = _plan(self._found.files, before)
            if before is not None and writer.goes_on is None and self._changes_nothing(plan, before):
                return self._report(before.generation, plan, before.manifest.counts, before.reports.problems())
            workers = opened.enter_context(Workers(jobs, limits))
            goes_on = before is not None and self._goes_on(plan, before)
            goes_on = goes_on if writer.goes_on is None or before is None else writer.goes_on
            stray: Sequence[Problem] = self._found.problems
            if self._part is not None:
                plan, stray = _share(self._part, plan, before), [one for one in stray if self._part.has(one.source)]
            if goes_on:
                writer.begin(plan.removed)
            else:
                writer.begin()
                intake.renew(writer, workers.read_again(_kept_reports(plan, before)))
            intake.take(writer, workers, plan, self._step)
            problems = sorted((*stray, *plan.problems, *intake.problems), key=lambda met: met.source)
            with self._clock.on("完成索引文件"):
                counts = writer.finish([*plan.kept, *intake.records], problems)
        return replace(self._report(writer.name, plan, counts, problems), missing=writer.missing)

    def tell(self, state: BuildState, *, generation: str = "", message: str = "") -> None:
        """Tell how it ended; nothing where it never began, since another build runs."""
        if self._log is not None:
            self._log.end(state, generation=generation, message=message)

    def _step(self, done: int, total: int, source: str) -> None:
        if self._log is not None:
            self._log.step(done, total, source)
        if self._progress is not None:
            self._progress(done, total, source)

    def _report(self, generation: str, plan: Plan, counts: Counts, problems: Sequence[Problem]) -> BuildReport:
        seconds = time.perf_counter() - self._started
        return BuildReport(
            generation, len(self._found.files), len(plan.read), counts, tuple(problems), seconds, self._clock.spent()
        )

    def _changes_nothing(self, plan: Plan, before: Snapshot) -> bool:
        """Whether the next generation would be the one in force over again."""
        if plan.read or not self._made_alike(before) or list(plan.kept) != list(before.reports.files()):
            return False
        return sorted((*self._found.problems, *plan.problems), key=repr) == sorted(before.reports.problems(), key=repr)

    def _goes_on(self, plan: Plan, before: Snapshot) -> bool:
        """Whether the generation before can be gone on from: made alike, and most of it stays."""
        changed = len(plan.removed) + len(plan.read)
        return self._made_alike(before) and changed <= _MOST_CHANGED * max(before.manifest.counts.reports, 1)

    def _made_alike(self, before: Snapshot) -> bool:
        one = before.manifest
        return Made(one.analyser, one.extractor, one.engine) == self._made


def _open_before(shelf: Shelf, name: str) -> Snapshot | None:
    """The generation in force, None where there is none or it is of no use: then all is built anew."""
    with suppress(IndexStateError):
        return shelf.open(name) if name else None
    return None


def _plan(files: Sequence[Found], before: Snapshot | None) -> Plan:
    if before is None:
        return make_plan(files, (), ())
    return make_plan(files, before.reports.files(), before.reports.problems())


def _share(part: Part, plan: Plan, before: Snapshot | None) -> Plan:
    """What of a plan is to be done by one part."""
    gone = () if before is None else before.reports.files()
    own = {report for record in gone if part.has(record.source) for report in record.reports}
    return Plan(
        tuple(one for one in plan.read if part.has(one[0].source)),
        tuple(record for record in plan.kept if part.has(record.source)),
        plan.removed & own,
        tuple(problem for problem in plan.problems if part.has(problem.source)),
    )


def _kept_reports(plan: Plan, before: Snapshot | None) -> Iterator[ReadReport]:
    """The reports of files that stay, from the generation before, without their facts and words."""
    if before is None:
        return
    for report_id in (one for record in plan.kept for one in record.reports):
        report = before.reports.report(report_id)
        if report is not None:
            yield ReadReport(report, tuple(before.reports.paragraphs(report_id)))
