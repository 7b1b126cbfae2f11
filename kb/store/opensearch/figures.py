"""Facts in an index of the cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.store.contracts import FactQuery, IndicatorCount, PhraseCount, Suspect
from kb.store.opensearch import suspects
from kb.store.opensearch.connection import Connection, Json, Page
from kb.store.opensearch.documents import fact_of
from kb.store.opensearch.passages import among
from kb.store.opensearch.reports import ClusterReports
from kb.types import Fact

_IN_ORDER = Page(("report_id", "number"))
_GROUPS = 10_000  # buckets of an aggregation fetched at once
_SPARE = 50  # phrases a shard sends for each that is asked for, so that its counts are right after merging


class ClusterFigures:
    """A `FigureStore` over the index of one generation; `reports` has the paragraphs of the same."""

    def __init__(self, connection: Connection, index: str, reports: ClusterReports) -> None:
        self._connection = connection
        self._index = index
        self._reports = reports

    def facts(self, query: FactQuery) -> list[Fact]:
        names = ("reports", "indicators", "words", "years", "places", "kinds")
        if frozenset() in [getattr(query, name) for name in names]:
            return []
        condition = condition_of(query)
        if query.latest:
            condition["bool"]["filter"].append(self._latest(condition))
        return list(self._scan(condition, _IN_ORDER))

    def _latest(self, condition: Json) -> Json:
        """A condition for the latest year of each place, of facts that fit; the cluster finds it."""
        newest: dict[str, int] = {}
        for key, _ in self.grouped(condition, ("place_code", "year")):  # in order of place, then year
            newest[key["place_code"]] = key["year"]
        places: defaultdict[int, list[str]] = defaultdict(list)
        for place, year in newest.items():
            places[year].append(place)
        either = [
            {"bool": {"filter": [{"term": {"year": year}}, {"terms": {"place_code": codes}}]}}
            for year, codes in places.items()
        ]
        return {"bool": {"should": either, "minimum_should_match": 1}} if either else {"match_none": {}}

    def count(self) -> int:
        return self._connection.count(self._index)

    def stating(self) -> frozenset[str]:
        return frozenset(key["report_id"] for key, _ in self.grouped({"match_all": {}}, ("report_id",)))

    def tally(self, without: frozenset[str]) -> list[IndicatorCount]:
        query = {"bool": {"must_not": among(without) if without else []}}
        groups = self.grouped(query, ("indicator", "year"))
        return [IndicatorCount(key["indicator"], key["year"], figures) for key, figures in groups]

    def unnamed(self, without: frozenset[str], limit: int) -> list[PhraseCount]:
        if limit <= 0:
            return []
        nameless = [{"term": {"indicator": ""}}]
        query = {"bool": {"filter": nameless, "must_not": [{"term": {"phrase": ""}}, *among(without)]}}
        order = [{"_count": "desc"}, {"_key": "asc"}]
        terms = {"field": "phrase", "size": limit, "shard_size": limit * _SPARE, "order": order}
        body: Json = {"query": query, "size": 0, "aggs": {"phrases": {"terms": terms}}}
        found = self._connection.search(self._index, body)["aggregations"]["phrases"]["buckets"]
        return [PhraseCount(bucket["key"], bucket["doc_count"]) for bucket in found]

    def suspects(self, without: frozenset[str]) -> list[Suspect]:
        return suspects.found(self._scan, self._reports, without)

    def grouped(self, query: Json, fields: tuple[str, ...]) -> Iterator[tuple[Json, int]]:
        """Every combination of values of these fields, and how many facts that fit have it; counted by the cluster."""
        sources = [{field: {"terms": {"field": field}}} for field in fields]
        composite: Json = {"size": _GROUPS, "sources": sources}
        while True:
            body: Json = {"query": query, "size": 0, "aggs": {"groups": {"composite": composite}}}
            found = self._connection.search(self._index, body)["aggregations"]["groups"]
            yield from ((bucket["key"], bucket["doc_count"]) for bucket in found["buckets"])
            if "after_key" not in found:
                return
            composite["after"] = found["after_key"]

    def close(self) -> None:
        """Nothing is held open."""

    def _scan(self, query: Json, page: Page) -> Iterator[Fact]:
        return (fact_of(hit["_source"]["record"]) for hit in self._connection.scan(self._index, query, page))


def condition_of(query: FactQuery) -> Json:
    """What facts must fit, as the cluster is asked it."""
    fields: dict[str, Iterable[str | int] | None] = {
        "indicator": query.indicators,
        "words": query.words,
        "year": query.years,
        "place_code": query.places,
        "kind": query.kinds,
        "status": None if query.status is None else {query.status},
        "own": {True} if query.own else None,
    }
    chosen = [{"terms": {name: list(wanted)}} for name, wanted in fields.items() if wanted is not None]
    return {"bool": {"filter": [*among(query.reports), *chosen]}}
