"""What the pages of administration share: the folders, the token, the build that runs."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from kb.config import Settings
from kb.store.shelf import Shelf
from kb.store.shelves import shelf_of
from kb.web.builds import Builder
from kb.web.sealing import read_key

EXTENSION = "jushi.admin"
TOKEN_FILE = "admin.token"  # noqa: S105  a name, no secret
MOST_GUESSES, STRETCH = 10, 60.0  # wrong tokens from one address within these seconds
MOST_WATCHERS, WATCHED = 3, 25.0  # pages that are told of a build as it goes on, and for how many seconds at a time


class Throttle:
    """Counts what an address should not do often, as sending wrong tokens or remarks, and tells when it has to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._done: dict[str, deque[float]] = {}

    def must_wait(self, address: str) -> bool:
        """Whether this address has done it too often; what is older is forgotten."""
        since = self._clock() - STRETCH
        with self._lock:
            for other, times in list(self._done.items()):
                while times and times[0] <= since:
                    times.popleft()
                if not times:
                    del self._done[other]
            return len(self._done.get(address, ())) >= MOST_GUESSES

    def add(self, address: str) -> None:
        """Count one more."""
        with self._lock:
            self._done.setdefault(address, deque(maxlen=MOST_GUESSES)).append(self._clock())


@dataclass(frozen=True, slots=True)
class Office:
    """All that the pages of administration share. `watchers` are free places for pages told of a build as it goes on,
    each for `watched` seconds.
    """

    reports: Path
    index: Path
    shelf: Shelf
    token: str
    builder: Builder
    guesses: Throttle
    watchers: threading.BoundedSemaphore
    watched: float = WATCHED

    def is_token(self, given: str) -> bool:
        """Whether it is the token, compared in constant time."""
        return secrets.compare_digest(given.strip().encode("utf-8", "replace"), self.token.encode())


def make_office(settings: Settings) -> Office:
    """The office of these settings; its token is made where none is set. Raises SettingError."""
    reports, index = settings.reports_dir.absolute(), settings.index_dir.absolute()
    return Office(
        reports=reports,
        index=index,
        shelf=shelf_of(settings, index),
        token=admin_token(settings),
        builder=Builder(reports, index),
        guesses=Throttle(),
        watchers=threading.BoundedSemaphore(MOST_WATCHERS),
    )


def admin_token(settings: Settings) -> str:
    """The token of the setting, else the one kept beside the index, made on first use. Raises SettingError."""
    return settings.admin_token or read_key(settings.index_dir, TOKEN_FILE)


def office() -> Office:
    """The office of the application that serves this request."""
    return cast("Office", current_app.extensions[EXTENSION])
