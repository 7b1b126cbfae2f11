"""Bring what the parts of a build say of files and problems in one order, each report to the first of its files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kb.store.contracts import FileRecord
from kb.store.opensearch import rooms
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.documents import file_document, problem_document
from kb.store.opensearch.layout import FILES
from kb.store.opensearch.reports import ClusterReports
from kb.types import Problem


def merged(connection: Connection, generation: str) -> tuple[Counter[str], int]:
    """Write them anew. Gives the ids of reports that several parts brought, with how often too many, and how many
    problems there are.
    """
    store = ClusterReports(connection, generation)
    records, problems = store.files(), list(store.problems())
    twice: Counter[str] = Counter()
    first_of: dict[str, str] = {}
    kept: list[FileRecord] = []
    for record in records:  # in order of source
        doubled = [report for report in record.reports if first_of.setdefault(report, record.source) != record.source]
        twice.update(doubled)
        problems += [_same_as(record.source, first_of[report]) for report in doubled[:1]]
        kept.append(replace(record, reports=tuple(one for one in record.reports if one not in doubled)))
    problems.sort(key=lambda one: one.source)
    rooms.remove(connection, generation, {"match_all": {}}, (FILES,))
    bulk = Bulk(connection, generation)
    bulk.put(file_document(one, row, generation) for row, one in enumerate(kept))
    bulk.put(problem_document(one, row, generation) for row, one in enumerate(problems))
    bulk.finish()
    return twice, len(problems)


def _same_as(source: str, first: str) -> Problem:
    return Problem(source, "duplicate", f"与“{first}”内容完全相同，只收录一份；可删去其中一个。", fatal=True)
