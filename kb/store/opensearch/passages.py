"""Passages in an index of the cluster, found by its own BM25."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb.store.contracts import Hit, TextQuery
from kb.store.opensearch.connection import Connection, Json, Page
from kb.store.opensearch.layout import FIELDS

MOST = 10_000  # hits of one search; OpenSearch gives no more at once
_FREQUENCIES = 20_000  # words whose frequency is kept
_KEYS = Page(("report_id", "number"), source=False)


class ClusterPassages:
    """A `PassageIndex`. Statistics of words are gathered from all shards before any scores, so that it does not matter
    how the index is cut. A paragraph without words counts as one word long, and lengths above 40 are rounded.
    """

    def __init__(self, connection: Connection, index: str) -> None:
        self._connection = connection
        self._index = index
        self._frequency = lru_cache(_FREQUENCIES)(self._count)  # the index never changes

    def search(self, query: TextQuery) -> list[Hit]:
        limit = min(query.limit, MOST)
        clauses = [
            {"term": {field: {"value": term, "boost": weight * field_weight}}}
            for term, weight in query.terms.items()
            for field, field_weight in FIELDS
            if term and weight > 0
        ]
        if not clauses or limit <= 0 or query.reports == frozenset():
            return []
        body: Json = {
            "query": {"bool": {"should": clauses, "minimum_should_match": 1, "filter": among(query.reports)}},
            "size": limit,
            "sort": [{"_score": "desc"}, {"report_id": "asc"}, {"number": "asc"}],
            "_source": False,
            "track_total_hits": False,
        }
        found = self._connection.search(self._index, body, search_type="dfs_query_then_fetch")
        return [Hit(report, number, score) for score, report, number in (hit["sort"] for hit in found["hits"]["hits"])]

    def document_frequency(self, term: str) -> int:
        return self._frequency(term)

    def count(self) -> int:
        return self._connection.count(self._index)

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        return keys_of(self._connection, self._index, reports)

    def close(self) -> None:
        """Nothing is held open."""

    def _count(self, term: str) -> int:
        return self._connection.count(self._index, {"term": {"terms": term}}) if term else 0


def among(reports: frozenset[str] | None) -> list[Json]:
    """A filter for documents of these reports; none for None."""
    return [] if reports is None else [{"terms": {"report_id": sorted(reports)}}]


def keys_of(connection: Connection, index: str, reports: frozenset[str] | None) -> Iterator[tuple[str, int]]:
    """(report id, number) of every document of these reports, None for all."""
    query = {"bool": {"filter": among(reports)}}
    return ((report, number) for report, number in (hit["sort"] for hit in connection.scan(index, query, _KEYS)))
