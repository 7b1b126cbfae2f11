"""What a build must do: which files are read, which keep their reports, which reports leave the index."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.discover import Found
from indexer.versions import reader_version
from kb.store.contracts import FileRecord
from kb.store.corrections import corrections_digest
from kb.types import Problem

_TICK = 2 * 10**9  # nanoseconds: a file that changed less than this ago may change again and keep its time


@dataclass(frozen=True, slots=True)
class Plan:
    """`read` are files to be read, with the record each gets when it was; `kept` those whose reports stay as they are.

    All are in order of source. `removed` are ids of reports that leave the index before anything new comes in;
    `problems` are those of kept files, and of files that are copies of others and therefore not read.
    """

    read: tuple[tuple[Found, FileRecord], ...]
    kept: tuple[FileRecord, ...]
    removed: frozenset[str]
    problems: tuple[Problem, ...]


def make_plan(files: Sequence[Found], before: Sequence[FileRecord], problems: Iterable[Problem]) -> Plan:
    """Compare what is in the folder with what the generation before read of it.

    `before` and `problems` are the records and problems of that generation; with none, everything is read. A file
    counts as the same while its size and time of change are the same, else its content is compared. Of files with the
    same bytes only the first is read.
    """
    records = {record.source: record for record in before}
    problems_of = _by_file(problems)
    first_of: dict[str, str] = {}
    read, kept, met, doubtful = [], [], [], []
    for found in files:
        record = _record(found, records.get(found.source))
        first = first_of.setdefault(record.sha256, found.source) if record.sha256 else found.source
        if first != found.source:
            kept.append(replace(record, reports=()))
            met.append(same_as(found.source, first))
        elif found.source not in records or not _is_same(record, records[found.source]):
            read.append((found, record))
        elif any(problem.code == "duplicate" for problem in problems_of.get(found.source, ())):
            doubtful.append((found, record))
        else:
            kept.append(record)
            met += problems_of.get(found.source, ())
    if read or records.keys() - {found.source for found in files}:
        read += doubtful  # the first of its bytes may have gone
    else:
        kept += [record for _, record in doubtful]
        met += [problem for found, _ in doubtful for problem in problems_of.get(found.source, ())]
    staying = {report for record in kept for report in record.reports}
    removed = {report for record in before for report in record.reports} - staying
    in_order = sorted(read, key=lambda one: one[0].source), sorted(kept, key=lambda record: record.source)
    return Plan(tuple(in_order[0]), tuple(in_order[1]), frozenset(removed), tuple(met))


def _record(found: Found, before: FileRecord | None) -> FileRecord:
    """What is known of a file without reading it as a report; its bytes are looked at only if it may have changed."""
    reader = f"{reader_version(found.source)}{corrections_digest(found.folder, found.source)}"
    is_settled = time.time_ns() - found.modified > _TICK
    if before is not None and (before.size, before.modified) == (found.size, found.modified) and is_settled:
        return replace(before, reader=reader)
    try:
        sha256 = found.sha256()
    except OSError:  # it is gone, or barred: reading it will say so
        sha256 = ""
    same = before is not None and before.sha256 == sha256
    reports = before.reports if before is not None and same else ()
    return FileRecord(found.source, found.size, found.modified if is_settled else 0, sha256, reader, reports)


def _is_same(now: FileRecord, before: FileRecord) -> bool:
    return bool(now.sha256) and (now.sha256, now.reader) == (before.sha256, before.reader)


def _by_file(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems by the source of their file, and by everything above it: a file in an archive is the archive's."""
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        parts = problem.source.split("/")
        for end in range(1, len(parts) + 1):
            found["/".join(parts[:end])].append(problem)
    return found


def same_as(source: str, first: str) -> Problem:
    """What is said of a file whose report is there already."""
    return Problem(source, "duplicate", f"与“{first}”内容完全相同，只收录一份；可删去其中一个。", fatal=True)
