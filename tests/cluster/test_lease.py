"""The lock of a build lasts as long as the build lives, also where the cluster refuses to prolong it for a while."""

from __future__ import annotations

import time

import pytest

from kb.errors import BuildRunsError, StoreRefusedError
from kb.store.opensearch.access import access_of
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.layout import control_of
from kb.store.opensearch.lease import Lease

LENGTH = 3  # seconds


@pytest.fixture
def connection(place):
    connection = Connection(access_of(place()))
    yield connection
    connection.close()


def written_to(connection: Connection, *, allowed: bool) -> None:
    index = control_of(connection.access.prefix)
    connection.call("PUT", f"/{index}/_settings", {"index.blocks.write": not allowed})


def test_a_renewal_that_is_refused_is_tried_again(connection):
    lease = Lease(connection, "lock", LENGTH)
    lease.take()
    written_to(connection, allowed=False)
    with pytest.raises(StoreRefusedError, match="cluster_block_exception"):
        lease.hold()
    time.sleep(LENGTH / 2)  # a renewal at least falls into it
    written_to(connection, allowed=True)
    time.sleep(LENGTH)
    with pytest.raises(BuildRunsError):
        Lease(connection, "lock", LENGTH).take()
    lease.release()
    other = Lease(connection, "lock", LENGTH)
    other.take()
    other.release()


def test_a_lock_that_nobody_prolongs_runs_out(connection):
    lease = Lease(connection, "lock", LENGTH)
    lease.take()
    lease.leave()
    time.sleep(LENGTH + 0.5)
    other = Lease(connection, "lock", LENGTH)
    other.take()
    with pytest.raises(BuildRunsError):
        lease.hold()
    other.release()
