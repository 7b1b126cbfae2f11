"""Write many documents: in lots, two at a time, no faster than the cluster takes them.

What of a lot is too much for it (429, of its queues or its memory) is sent again after a pause that doubles, and the lots
after it are smaller. All documents have an id, so that nothing comes in twice.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from kb.errors import StoreRefusedError, UnreachableStoreError
from kb.store.opensearch.connection import TOO_MUCH, Connection, Json, TooMuchError
from kb.store.opensearch.documents import Document
from kb.store.opensearch.layout import name_of

MOST, FEWEST = 2_000, 50  # documents in a lot
BYTES = 4_000_000  # of text in a lot, roughly
_AT_ONCE = 2
_PATIENCE = 600  # seconds for a lot to be taken


class Bulk:
    """`put` documents, then `finish`, or `abandon`. One thread puts."""

    def __init__(self, connection: Connection, generation: str) -> None:
        self._connection = connection
        self._prefix, self._generation = connection.access.prefix, generation
        self._threads = ThreadPoolExecutor(_AT_ONCE, "bulk")
        self._room = threading.Semaphore(_AT_ONCE + 1)  # lots that are sent or wait: more are not held in memory
        self._sent: list[Future[None]] = []
        self._lot: list[Json] = []
        self._bytes = 0
        self._most = MOST

    def put(self, documents: Iterable[Document]) -> None:
        """Write these, now or later. Raises what writing an earlier lot raised."""
        for kind, key, body in documents:
            self._lot += [{"index": {"_index": name_of(self._prefix, self._generation, kind), "_id": key}}, body]
            self._bytes += _length(body)
            if len(self._lot) >= 2 * self._most or self._bytes >= BYTES:
                self._send()

    def finish(self) -> None:
        """Wait until all is written. Raises IndexStateError when something could not be."""
        self._send()
        for one in self._sent:
            one.result()
        self._threads.shutdown()

    def abandon(self) -> None:
        """Send no more; returns when nothing is under way."""
        self._threads.shutdown(cancel_futures=True)

    def _send(self) -> None:
        lot, self._lot, self._bytes = self._lot, [], 0
        if not lot:
            return
        self._room.acquire()
        waiting = []
        for one in self._sent:
            if one.done():
                one.result()
            else:
                waiting.append(one)
        self._sent = [*waiting, self._threads.submit(self._write, lot)]

    def _write(self, lot: list[Json]) -> None:
        try:
            end, pause = time.monotonic() + _PATIENCE, 0.2
            while lot := self._refused(lot):
                if time.monotonic() > end:
                    raise UnreachableStoreError(self._connection.access.shown, "集群一直过忙，写不进去")
                self._most = max(FEWEST, self._most // 2)
                time.sleep(pause * random.uniform(0.5, 1))
                pause = min(2 * pause, 10)
        finally:
            self._room.release()

    def _refused(self, lot: list[Json]) -> list[Json]:
        """Write a lot; what of it was too much. Raises StoreRefusedError when something was refused for good."""
        left: list[Json] = []
        size = 2 * self._most
        for first in range(0, len(lot), size):
            part = lot[first : first + size]
            try:
                reply = self._connection.bulk(part)
            except TooMuchError:  # all of it, before a document was looked at
                left += part
                continue
            if not reply["errors"]:
                continue
            for at, item in enumerate(reply["items"]):
                status, error = item["index"]["status"], item["index"].get("error", {})
                if status == TOO_MUCH:
                    left += part[2 * at : 2 * at + 2]
                elif status >= 400:
                    raise StoreRefusedError(f"{status} {error.get('type', '')}: {str(error.get('reason', ''))[:200]}")
        return left


def _length(body: Any) -> int:
    """About how many bytes the text of a document takes."""
    if isinstance(body, str):
        return 3 * len(body)
    if isinstance(body, dict):
        return sum(8 + len(name) + _length(value) for name, value in body.items())
    if isinstance(body, (list, tuple)):
        return sum(_length(value) for value in body)
    return 8
