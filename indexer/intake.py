"""Takes in what the workers read: each report once, each file with what is to be known of it at the next build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from indexer import checking
from indexer.clock import Clock
from indexer.plan import Plan, same_as
from indexer.reading import FileDigest
from indexer.workers import Workers
from kb.store.contracts import FileRecord, ReadReport
from kb.store.shelf import Snapshot, Writing
from kb.types import Problem

Progress = Callable[[int, int, str], None]


class Intake:
    """Takes what the workers read and puts each report in once; `clock` is told where the time goes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.problems: list[Problem] = []
        self.records: list[FileRecord] = []
        self._written: set[str] = set()  # ids of reports

    def renew(self, writer: Writing, reads: Iterable[ReadReport]) -> None:
        """Put in reports of the generation before."""
        for read in reads:
            self._add(writer, read)

    def take(self, writer: Writing, workers: Workers, plan: Plan, progress: Progress) -> None:
        """Read the files that the plan names and put their reports in; `progress` is told files done, all, source."""
        sources = {report: record.source for record in plan.kept for report in record.reports}
        digests = workers.read(found for found, _ in plan.read)
        for done, (found, record) in enumerate(plan.read, 1):
            with self._clock.on("等待读取的进程"):
                digest = next(digests)
            self._clock.add("读取的进程自身（各进程合计）", digest.seconds)
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
            progress(done, len(plan.read), found.source)

    def faults(self, snapshot: Snapshot) -> list[str]:
        """What is wrong with the generation; of the reports, those are looked at that this build wrote."""
        with self._clock.on("核对"):
            return list(checking.faults(snapshot, frozenset(self._written)))

    def _add(self, writer: Writing, read: ReadReport) -> None:
        with self._clock.on("写入"):
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
