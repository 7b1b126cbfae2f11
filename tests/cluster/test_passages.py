"""The contract of passages, on the cluster: with three shards, so that every statistic is gathered from all."""

from __future__ import annotations

import pytest

from kb.errors import BrokenIndexError
from kb.store.contracts import PassageEntry, ReadReport, TextQuery
from kb.store.opensearch import rooms
from kb.store.opensearch.access import access_of
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.documents import documents_of
from kb.store.opensearch.layout import DRAFT, PASSAGES, name_of
from kb.store.opensearch.passages import ClusterPassages, among
from kb.store.shelf import Made
from tests.store_contract import ENTRIES, WORDS, PassageContract, plain_scores
from tests.test_generations import read

GENERATION = "gen-000001"


class TestCluster(PassageContract):
    """Written by the same steps as a build takes, without the indices beside that of passages."""

    empty = 1

    @pytest.fixture
    def grow(self, place):
        connections = []

        def grow(steps):
            connection = Connection(access_of(place(), shards=3))
            connections.append(connection)
            rooms.prepare(connection)
            rooms.make(connection, GENERATION, [DRAFT])
            for kept, removed in steps:
                if removed:
                    rooms.remove(connection, GENERATION, {"bool": {"filter": among(removed)}}, [DRAFT])
                bulk = Bulk(connection, GENERATION)
                for entry in kept:
                    written = documents_of(ReadReport(read(entry.report_id).report, (), (), (entry,)), "1")
                    bulk.put(one for one in written if one.kind == DRAFT)
                bulk.finish()
            rooms.settle(connection, GENERATION)
            return ClusterPassages(connection, name_of(connection.access.prefix, GENERATION, PASSAGES))

        yield grow
        for connection in connections:
            connection.call("DELETE", f"/{name_of(connection.access.prefix, GENERATION, PASSAGES)}")
            connection.close()

    @pytest.fixture
    def make(self, grow):
        return lambda kept: grow([(kept, None)])


def test_a_copy_that_goes_on_scores_as_if_written_at_once(shelf):
    """A whole generation cloned from another, less some reports and with others."""
    put_in(shelf, ENTRIES, None)
    put_in(shelf, [PassageEntry("d", 1, ["调解", "援助", "援助"], ["复议"])], frozenset({"a"}))
    snapshot = shelf.open(shelf.current())
    held = [entry for entry in ENTRIES if entry.report_id != "a"] + [
        PassageEntry("d", 1, ["调解", "援助", "援助"], ["复议"])
    ]
    query = TextQuery(dict.fromkeys(WORDS, 1.0))
    found = {(hit.report_id, hit.paragraph): hit.score for hit in snapshot.passages.search(query)}
    assert found == pytest.approx(plain_scores(held, query, empty=1), rel=1e-5)


def put_in(shelf, entries, removed):
    with shelf.next(Made("words-1", engine="opensearch")) as writer:
        writer.begin(removed)
        for key in sorted({entry.report_id for entry in entries}):
            own = tuple(entry for entry in entries if entry.report_id == key)
            writer.add(ReadReport(read(key).report, (), (), own))
        writer.finish()


def test_words_of_any_length_and_many_hits(shelf):
    long = "长" * 400
    many = [PassageEntry("m", number, [long, "法律"]) for number in range(1, 1201)]
    put_in(shelf, many, None)
    passages = shelf.open(shelf.current()).passages
    assert passages.document_frequency(long) == 1200
    assert [hit.paragraph for hit in passages.search(TextQuery({long: 1.0}, limit=5000))] == list(range(1, 1201))


def test_an_index_that_is_gone_is_broken(shelf):
    shelf.current()
    passages = ClusterPassages(shelf.connection, name_of(shelf.access.prefix, GENERATION, PASSAGES))
    for ask in (passages.count, lambda: passages.search(TextQuery({"调解": 1.0})), lambda: list(passages.keys())):
        with pytest.raises(BrokenIndexError, match="gen-000001-passages"):
            ask()
