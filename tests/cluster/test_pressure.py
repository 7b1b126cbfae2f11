"""A cluster that takes little at once: it says so (429), and gets less at a time until it has all."""

from __future__ import annotations

import pytest

from kb.store.opensearch.access import access_of
from kb.store.opensearch.bulk import Bulk
from kb.store.opensearch.connection import Connection, TooMuchError
from kb.store.opensearch.layout import name_of
from tests.cluster.nodes import Cluster

DOCUMENTS = 800
TEXT = "调解纠纷" * 250  # three kilobytes


@pytest.fixture(scope="module")
def small():
    """A node of its own that takes half a megabyte at once."""
    with Cluster(1, {"indexing_pressure.memory.limit": "512kb"}) as cluster:
        connection = Connection(access_of(f"{cluster.store}/pressed"))
        yield connection
        connection.close()


def refused(connection: Connection) -> int:
    """How many requests to write were refused because the node had too much in hand."""
    nodes = connection.call("GET", "/_nodes/stats/indexing_pressure")["nodes"].values()
    told = [node["indexing_pressure"]["memory"]["total"] for node in nodes]
    return sum(one["coordinating_rejections"] + one["primary_rejections"] for one in told)


def test_what_is_too_much_at_once_is_written_in_less(small):
    bulk = Bulk(small, "g1")
    bulk.put(("passages", str(number), {"text": TEXT, "number": number}) for number in range(DOCUMENTS))
    bulk.finish()
    index = name_of("pressed", "g1", "passages")
    small.call("POST", f"/{index}/_refresh")
    assert small.count(index) == DOCUMENTS
    assert refused(small) > 0


def test_one_lot_that_is_too_much_is_told_at_once(small):
    lines = [line for number in range(500) for line in ({"index": {"_index": "x", "_id": str(number)}}, {"text": TEXT})]
    with pytest.raises(TooMuchError):
        small.bulk(lines)
