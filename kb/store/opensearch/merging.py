"""Bring what the parts of a build say of files and problems in one order, each report to the first of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kb.store.contracts import FileRecord
from kb.store.opensearch import rooms
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.documents import Document, file_document, file_of, problem_document, report_document
from kb.store.opensearch.layout import FILES
from kb.store.opensearch.reports import ClusterReports
from kb.types import Problem


def merged(connection: Connection, generation: str) -> tuple[Counter[str], int]:
    """Write them anew. Gives the ids of reports that several parts brought, with how often too many, and how many
    problems there are.
    """
    store = ClusterReports(connection, generation)
    problems = list(store.problems())
    twice: Counter[str] = Counter()
    first_of: dict[str, tuple[str, str]] = {}  # of each report the file, and the source of the report in it
    kept: list[FileRecord] = []
    for told in store.file_records():  # in order of source
        record, names = file_of(told), told.get("names", {})
        doubled = []
        for report in record.reports:
            own = record.source, names.get(report, record.source)
            if (first := first_of.setdefault(report, own)) != own:
                doubled.append(report)
                problems.append(_same_as(own[1], first[1]))
        twice.update(doubled)
        kept.append(replace(record, reports=tuple(one for one in record.reports if one not in doubled)))
    problems.sort(key=lambda one: one.source)
    rooms.remove(connection, generation, {"match_all": {}}, (FILES,))
    bulk = Bulk(connection, generation)
    bulk.put(file_document(one, row, generation) for row, one in enumerate(kept))
    bulk.put(problem_document(one, row, generation) for row, one in enumerate(problems))
    bulk.put(_named(store, generation, {report: first_of[report][1] for report in twice}))
    bulk.finish()
    return twice, len(problems)


def _named(store: ClusterReports, generation: str, sources: dict[str, str]) -> Iterator[Document]:
    """Reports that several files hold, under the first of these, whichever part wrote them last."""
    for report_id, source in sources.items():
        report = store.report(report_id)
        if report is not None and report.source != source:
            yield report_document(replace(report, source=source), generation)


def _same_as(source: str, first: str) -> Problem:
    return Problem(source, "duplicate", f"与“{first}”内容完全相同，只收录一份；可删去其中一个。", fatal=True)
