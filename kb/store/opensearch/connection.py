"""Talk to the cluster: every call has a time limit, is tried again on another node, and fails with a sentence.

A node that dies takes its answers along; the same call is made of another one. A cluster that is choosing a new manager,
moving a shard or short of memory says so (429, 503), and is asked again after a pause that doubles, as long as `Pace` says.
Nothing is asked twice that would not be the same done twice.
"""

from __future__ import annotations

import json
import logging
import random
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import (
    ConnectionTimeout,
    ImproperlyConfigured,
    OpenSearchException,
    SSLError,
    TransportError,
)

from kb.errors import BrokenIndexError, SettingError, StoreRefusedError, UnreachableStoreError
from kb.store.opensearch.access import Access, Pace

TIMEOUT = 30  # seconds a call may take
PAGE = 5_000  # documents fetched at once
_AT_ONCE = 32  # calls of one process to a node that keep their connection
_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds
TOO_MUCH = 429
_BUSY = frozenset({TOO_MUCH, 502, 503, 504})
_BARRED = frozenset({401, 403})
_BLOCKED = "cluster_block_exception"  # 403, too: nothing to do with who asks; a disk that is full closes indices so
_log = logging.getLogger(__name__)
logging.getLogger("opensearch").setLevel(logging.ERROR)  # a node that is away is told of once, by us

Json = dict[str, Any]


class AbsentError(Exception):
    """What was asked for is not there (404)."""


class ConflictError(Exception):
    """Someone else changed it first, or it is there already (409)."""


class TooMuchError(UnreachableStoreError):
    """The cluster takes no more at once, again and again (429)."""


@dataclass(frozen=True, slots=True)
class Page:
    """How `scan` pages: by these fields, which together are unlike for all documents."""

    fields: tuple[str, ...]
    source: bool = True


class Connection:
    """One for all threads. Raises UnreachableStoreError, StoreRefusedError, or what is said below."""

    def __init__(self, access: Access, patience: float = Pace().patience) -> None:
        """Nothing is asked yet. Raises SettingError when the certificates cannot be read."""
        self.access = access
        self._patience = patience
        try:
            if access.authority:
                ssl.create_default_context(cafile=access.authority)  # else it would be read at the first call
            self._client = OpenSearch(
                hosts=[{"host": name.strip("[]"), "port": port} for name, port in access.hosts],
                use_ssl=access.secure,
                verify_certs=access.secure,
                ca_certs=access.authority or None,
                http_auth=(access.user, access.password) if access.user else None,
                timeout=TIMEOUT,
                max_retries=len(access.hosts),
                retry_on_timeout=False,
                retry_on_status=(),
                pool_maxsize=_AT_ONCE,
                http_compress=True,
            )
        except (ImproperlyConfigured, OSError) as error:
            raise SettingError(f"集群的证书文件 {access.authority} 读不了。", "请检查 KB_STORE_CA。") from error

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        seconds: float = TIMEOUT,
        busy: frozenset[int] = _BUSY,
        **parameters: Any,
    ) -> Json:
        """The reply as JSON. Raises also AbsentError, ConflictError and TooMuchError. `seconds` is the limit of one try,
        `busy` are the answers behind which the same is tried again.
        """
        end, pause = time.monotonic() + self._patience, _PAUSE
        parameters["request_timeout"] = seconds
        while True:
            try:
                reply = self._client.transport.perform_request(method, path, params=dict(parameters), body=body)
                return reply if isinstance(reply, dict) else {"found": reply}
            except TransportError as error:
                if not _passes(error, busy) or time.monotonic() + pause > end:
                    raise self._told(error) from error
                _log.info("%s %s: tried again in %.1f s (%s)", method, path, pause, error.status_code)
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, _LONGEST_PAUSE)

    def close(self) -> None:
        """Free the connections."""
        self._client.close()

    def search(self, index: str, body: Json, **parameters: Any) -> Json:
        """A search that is whole or fails: what some shards alone know is no answer. Raises BrokenIndexError."""
        try:
            return self.call("POST", f"/{index}/_search", body, allow_partial_search_results="false", **parameters)
        except AbsentError as error:
            raise BrokenIndexError(index) from error

    def count(self, index: str, query: Json | None = None) -> int:
        """How many documents fit. Raises BrokenIndexError."""
        body = {"query": query or {"match_all": {}}, "size": 0, "track_total_hits": True}
        return int(self.search(index, body)["hits"]["total"]["value"])

    def scan(self, index: str, query: Json, page: Page, size: int = PAGE) -> Iterator[Json]:
        """Every hit that fits, in order of the page's fields. Raises BrokenIndexError.

        The index is one that nobody changes any more, so each page goes on where the one before ended, on whichever
        copy of a shard answers. A point in time would bind it to copies on nodes that may die in between.
        """
        body: Json = {"query": query, "size": size, "sort": [{name: "asc"} for name in page.fields]}
        body |= {"_source": ["record"] if page.source else False, "track_total_hits": False}
        while hits := self.search(index, body)["hits"]["hits"]:
            yield from hits
            if len(hits) < size:
                return
            body["search_after"] = hits[-1]["sort"]

    def get_many(self, index: str, ids: Sequence[str], source: str = "record") -> list[Json | None]:
        """The record of each document, or what `source` names of it, in order; None where there is none. Raises
        BrokenIndexError.
        """
        found: list[Json | None] = []
        for first in range(0, len(ids), PAGE):
            body = {"ids": list(ids[first : first + PAGE])}
            for tries in range(5):
                try:
                    docs = self.call("POST", f"/{index}/_mget", body, realtime="false", _source=source)["docs"]
                except AbsentError as error:
                    raise BrokenIndexError(index) from error
                if not any("error" in doc for doc in docs):
                    break
                time.sleep(_PAUSE * 2**tries)  # its copy of the shard went away while it was read
            else:
                raise BrokenIndexError(index)
            found += [doc["_source"]["record"] if doc["found"] else None for doc in docs]
        return found

    def get(self, index: str, document: str) -> Json | None:
        """A document with its place in the order of changes (`_seq_no`, `_primary_term`), None where it is not there."""
        try:
            return self.call("GET", f"/{index}/_doc/{quote(document, safe='')}")
        except AbsentError:
            return None

    def bulk(self, lines: Sequence[Mapping[str, Any]], seconds: float = 120) -> Json:
        """Send actions and documents, alternating. Raises TooMuchError at once: less of it may be taken."""
        body = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
        return self.call("POST", "/_bulk", body, seconds=seconds, busy=_BUSY - {TOO_MUCH})

    def _told(self, error: TransportError) -> Exception:
        """The error that people read, or that the caller understands."""
        shown = self.access.shown
        if isinstance(error, SSLError):
            return UnreachableStoreError(shown, "证书不被信任", "请用 KB_STORE_CA 指定集群的 CA 证书。")
        if isinstance(error, NoConnection):
            return UnreachableStoreError(shown, "没有节点应答" if not _slow(error) else "应答超时")
        known = {404: AbsentError(error.error), 409: ConflictError(error.error)}
        if error.status_code in known:
            return known[error.status_code]
        if error.status_code in _BARRED and _BLOCKED not in _reason(error):
            return UnreachableStoreError(
                shown, "用户名或密码不对，或权限不够", "请检查 KB_STORE_USER 和 KB_STORE_PASSWORD。"
            )
        if error.status_code == TOO_MUCH:
            return TooMuchError(shown, "集群过忙")
        if error.status_code in _BUSY:
            return UnreachableStoreError(shown, "集群过忙或正在恢复")
        return StoreRefusedError(f"{error.status_code} {_reason(error)}")


def _slow(error: TransportError) -> bool:
    return isinstance(error, ConnectionTimeout)


def _passes(error: TransportError, busy: frozenset[int]) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, SSLError):
        return False
    return isinstance(error, NoConnection) or error.status_code in busy


def _reason(error: OpenSearchException) -> str:
    """The cluster's own words, in short."""
    info = error.args[2] if len(error.args) > 2 else ""
    stated = info.get("error", info) if isinstance(info, dict) else info
    if isinstance(stated, dict):
        causes = stated.get("root_cause") or [stated]
        stated = f"{causes[0].get('type', '')}: {causes[0].get('reason', '')}"
    return str(stated)[:300]
