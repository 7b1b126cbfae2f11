"""What a clerk sees of every file: the report in it and what was wrong with it; one page of them at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from kb.answer.explore.paging import page_of
from kb.errors import IndexStateError
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery
from kb.store.manifest import Manifest
from kb.store.shelf import Shelf, Snapshot
from kb.store.snapshots import open_snapshot
from kb.store.versions import superseded
from kb.types import Problem, Report

PAGE = 50  # entries


@dataclass(frozen=True, slots=True)
class Entry:
    """A report, or a file that gave none (`report` is None); `versions` are how many the same report has in the index."""

    source: str
    report: Report | None
    problems: tuple[Problem, ...]
    facts: int = 0
    versions: int = 1


@dataclass(frozen=True, slots=True)
class FileList:
    """One page of entries. `found` fit what was asked, of `total`; `troubled` are those with a problem."""

    entries: tuple[Entry, ...]
    found: int
    total: int
    troubled: int
    page: int
    pages: int


@contextmanager
def opened(shelf: Shelf) -> Iterator[Snapshot]:
    """The generation in force. Raises IndexStateError."""
    with closing(open_snapshot(shelf, analyser().version)) as snapshot:
        yield snapshot


def manifest_in_force(shelf: Shelf) -> tuple[str, Manifest] | IndexStateError:
    """Name and manifest of the generation in force, or why it cannot be used."""
    try:
        with opened(shelf) as snapshot:
            return snapshot.generation, snapshot.manifest
    except IndexStateError as error:
        return error


def list_files(snapshot: Snapshot, words: str = "", *, troubled: bool = False, page: int = 1) -> FileList:
    """The page of this number (from 1) of files whose name, title, place or issuer has all of `words`; files that gave
    no report come first, then reports by place and year.
    """
    every = _entries(snapshot.reports.reports(), snapshot.reports.problems())
    chosen = [entry for entry in every if (entry.problems or not troubled) and _has(entry, words.lower().split())]
    here = page_of(chosen, page, PAGE)
    counts = _figures(snapshot, frozenset(entry.report.id for entry in here.shown if entry.report))
    return FileList(
        entries=tuple(_counted(entry, counts) for entry in here.shown),
        found=len(chosen),
        total=len(every),
        troubled=sum(bool(entry.problems) for entry in every),
        page=here.number,
        pages=here.pages,
    )


def entry_of(snapshot: Snapshot, report_id: str) -> Entry | None:
    """The entry of one report, None where it is not held."""
    every = _entries(snapshot.reports.reports(), snapshot.reports.problems())
    found = next((entry for entry in every if entry.report and entry.report.id == report_id), None)
    return _counted(found, _figures(snapshot, frozenset({report_id}))) if found else None


def _entries(reports: Sequence[Report], problems: Sequence[Problem]) -> list[Entry]:
    met: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        met[problem.source].append(problem)
    newer = superseded(reports)
    alike = Counter(newer.get(report.id, report.id) for report in reports)
    held = [
        Entry(report.source, report, tuple(met.get(report.source, ())), versions=alike[newer.get(report.id, report.id)])
        for report in reports
    ]
    sources = {report.source for report in reports}
    return [*(Entry(source, None, tuple(of)) for source, of in sorted(met.items()) if source not in sources), *held]


def _has(entry: Entry, words: Sequence[str]) -> bool:
    report = entry.report
    told = (report.title, "".join(report.place_path), report.place, report.issuer, str(report.year)) if report else ()
    text = "\n".join((entry.source, *told)).lower()
    return all(word in text for word in words)


def _figures(snapshot: Snapshot, reports: frozenset[str]) -> Counter[str]:
    return Counter(fact.report_id for fact in snapshot.figures.facts(FactQuery(reports=reports)))


def _counted(entry: Entry, counts: Counter[str]) -> Entry:
    if entry.report is None:
        return entry
    return Entry(entry.source, entry.report, entry.problems, counts[entry.report.id], entry.versions)
