"""Reports, their paragraphs, files and problems in indices of the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.store.contracts import FileRecord
from kb.store.opensearch.connection import Connection, Json, Page
from kb.store.opensearch.documents import file_of, key_of, paragraph_of, problem_of, report_of
from kb.store.opensearch.layout import FILES, PARAGRAPHS, REPORTS, name_of
from kb.store.opensearch.passages import among, keys_of
from kb.types import Paragraph, Problem, Report, Span


class ClusterReports:
    """A `ReportStore` over the indices of one generation."""

    def __init__(self, connection: Connection, generation: str) -> None:
        self._connection = connection
        prefix = connection.access.prefix
        self._reports, self._paragraphs, self._files = (
            name_of(prefix, generation, kind) for kind in (REPORTS, PARAGRAPHS, FILES)
        )

    def reports(self) -> Sequence[Report]:
        page = Page(("place_code", "year", "report_id"))
        hits = self._connection.scan(self._reports, {"match_all": {}}, page)
        return [report_of(hit["_source"]["record"]) for hit in hits]

    def report(self, report_id: str) -> Report | None:
        (record,) = self._connection.get_many(self._reports, [key_of(report_id, 0)])
        return None if record is None else report_of(record)

    def paragraphs(self, report_id: str) -> Sequence[Paragraph]:
        query = {"bool": {"filter": among(frozenset({report_id}))}}
        hits = self._connection.scan(self._paragraphs, query, Page(("number",)))
        return [paragraph_of(hit["_source"]["record"]) for hit in hits]

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        return keys_of(self._connection, self._paragraphs, reports)

    def pick(self, keys: Sequence[tuple[str, int]]) -> list[Paragraph]:
        ids = [key_of(report, number) for report, number in keys]
        records = self._connection.get_many(self._paragraphs, list(dict.fromkeys(ids))) if ids else []
        found = {key: record for key, record in zip(dict.fromkeys(ids), records, strict=True) if record is not None}
        return [paragraph_of(found[key]) for key in ids if key in found]

    def written(self, places: Sequence[tuple[str, int, Span]]) -> list[str]:
        keys = [key_of(report, number) for report, number, _ in places]
        ids = list(dict.fromkeys(keys))
        records = self._connection.get_many(self._paragraphs, ids, "record.text") if ids else []
        texts = {key: record["text"] for key, record in zip(ids, records, strict=True) if record is not None}
        return [texts.get(key, "")[span.start : span.end] for key, (_, _, span) in zip(keys, places, strict=True)]

    def problems(self) -> Sequence[Problem]:
        hits = self._connection.scan(self._files, {"term": {"kind": "problem"}}, Page(("row", "source", "batch")))
        return [problem_of(hit["_source"]["record"]) for hit in hits]

    def files(self) -> Sequence[FileRecord]:
        return [file_of(record) for record in self.file_records()]

    def file_records(self) -> list[Json]:
        """As `files`, in the words of `file_document`."""
        hits = self._connection.scan(self._files, {"term": {"kind": "file"}}, Page(("source", "batch")))
        return [hit["_source"]["record"] for hit in hits]

    def close(self) -> None:
        """Nothing is held open."""
