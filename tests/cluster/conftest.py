"""The cluster that all these tests share, and a place of its own on it for each."""

from __future__ import annotations

import re
from itertools import count

import pytest
from hypothesis import settings

from kb.store.opensearch.access import access_of
from kb.store.opensearch.connection import Connection
from tests.cluster.nodes import Cluster, shelf_at

_number = count(1)
# An example is several indices on three nodes here.
settings.register_profile("cluster", settings.get_profile("jushi"), max_examples=5)
settings.load_profile("cluster")


@pytest.fixture(scope="session")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def place(cluster):
    """A function that gives a value of KB_STORE that nothing stands at yet."""

    def place() -> str:
        return f"{cluster.store}/t{next(_number)}"

    return place


@pytest.fixture
def shelf(place, tmp_path):
    """Where nothing was built yet; cut into three, so that what is counted is counted over shards. A lock lasts briefly."""
    return shelf_at(place(), tmp_path / "index", shards=3)


@pytest.fixture(autouse=True)
def _swept(cluster):
    """A node holds so many shards: what a test built goes with it, but what stands at "kept", for a whole file."""
    yield
    connection = Connection(access_of(cluster.store))
    built = [index for index in connection.call("GET", "/_alias") if re.match(r"t\d+-", index)]
    for first in range(0, len(built), 50):
        connection.call("DELETE", "/" + ",".join(built[first : first + 50]))
    connection.close()
