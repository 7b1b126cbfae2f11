"""The lock of a build: a document that says who builds and until when, renewed as long as he lives.

Whoever finds it run out may take it over. Each step names the version of the document that it saw, so that of two who take
it at once one fails. The clocks of the machines may differ by less than two thirds of its length.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
import uuid
from contextlib import suppress

from kb.errors import BuildRunsError, IndexStateError
from kb.store.opensearch.connection import AbsentError, ConflictError, Connection, Json
from kb.store.opensearch.layout import control_of

_EVERY = 3  # renewals in that time
_TRIES = 20
_log = logging.getLogger(__name__)


class Lease:
    """`take`, then `hold` before each step that must not be done by two, then `release`."""

    def __init__(self, connection: Connection, document: str, length: float, owner: str = "") -> None:
        """`document` names the lock: one for each thing that is done by one at a time, or by all of one `owner`."""
        self._connection = connection
        self._path = f"/{control_of(connection.access.prefix)}/_doc/{document}"
        self._index, self._document = control_of(connection.access.prefix), document
        self._length = length
        self._owner = owner or uuid.uuid4().hex
        self._lock = threading.Lock()
        self._seen: Json | None = None
        self._over = threading.Event()
        self._renewing: threading.Thread | None = None

    def take(self) -> None:
        """Raises BuildRunsError while somebody else has it."""
        held = self._connection.get(self._index, self._document)
        if held is not None and held["_source"]["record"]["owner"] != self._owner:
            left = held["_source"]["record"]["until"] - time.time()
            if left > 0:
                raise BuildRunsError(f"{self._index}（{held['_source']['record']['host']}）")
        self._seen = held
        self.hold()
        self._renewing = threading.Thread(target=self._renew, name="lease", daemon=True)
        self._renewing.start()

    def hold(self) -> None:
        """Prolong it. Raises BuildRunsError when somebody else has taken it over."""
        record = {"owner": self._owner, "host": socket.gethostname(), "until": time.time() + self._length}
        with self._lock:
            for _ in range(_TRIES):
                with suppress(ConflictError):
                    self._seen = self._connection.call("PUT", self._path, {"record": record}, **_version(self._seen))
                    return
                # Another of our owner was faster, or the reply to our own call was lost.
                held = self._connection.get(self._index, self._document)
                if held is not None and held["_source"]["record"]["owner"] != self._owner:
                    break
                self._seen = held
            raise BuildRunsError(self._index)

    def leave(self) -> None:
        """Prolong it no more: others of its owner may, or else it runs out."""
        self._over.set()
        if self._renewing is not None:
            self._renewing.join()

    def release(self) -> None:
        """Let others have it. Where the cluster does not answer it runs out by itself."""
        self.leave()
        with self._lock, suppress(AbsentError, ConflictError, IndexStateError):
            if self._seen is not None:
                self._connection.call("DELETE", self._path, **_version(self._seen))

    def _renew(self) -> None:
        while not self._over.wait(self._length / _EVERY):
            try:
                self.hold()
            except BuildRunsError:
                _log.error("another build took over the lock of this one, which will not come into force")
                return
            except IndexStateError as error:  # out of reach, or it does not do it now: tried again before it runs out
                _log.warning("the lock of the build could not be prolonged: %s", error)


def _version(seen: Json | None) -> Json:
    """Let a change be made only to what was seen; to nothing, where nothing was."""
    if seen is None:
        return {"op_type": "create"}
    return {"if_seq_no": seen["_seq_no"], "if_primary_term": seen["_primary_term"]}
