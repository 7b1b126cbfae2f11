"""How far a build is, told by the process that builds to any that asks; and the wish to stop it.

KB_INDEX/build.json      the last build's state, replaced as it goes on
KB_INDEX/build.cancel    there while someone wants the build to stop
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kb.errors import BuildCancelledError
from kb.store.files import is_locked

_EVERY = 0.2  # seconds between two states brought to disk
_SILENT = timedelta(seconds=3)


class BuildState(StrEnum):
    """`BROKEN_OFF`: the process died without a word."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True)
class BuildStatus:
    """The state of the last build. `done` of `total` files were read, the last of them `source`.

    `generation` is the one that came into force, "" before that; `message` says why it failed. Times are ISO 8601, UTC.
    """

    state: BuildState
    started: str
    updated: str
    done: int = 0
    total: int = 0
    source: str = ""
    generation: str = ""
    message: str = ""


def build_status(index_dir: Path) -> BuildStatus | None:
    """The state of the last build, None where there was none.

    One that says it runs must hold the lock, or have said so just now: between two steps it may not hold it.
    """
    try:
        stated = json.loads((index_dir / "build.json").read_text("utf-8"))
        status = BuildStatus(**{**stated, "state": BuildState(stated["state"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    silent = datetime.now(UTC) - datetime.fromisoformat(status.updated)
    if status.state is BuildState.RUNNING and silent > _SILENT and not is_locked(index_dir):
        return replace(status, state=BuildState.BROKEN_OFF)
    return status


def cancel_build(index_dir: Path) -> None:
    """Ask the build that runs to stop; it does so within a file's reading. Without one nothing happens."""
    if is_locked(index_dir):
        (index_dir / "build.cancel").touch()


class BuildLog:
    """Written by the process that builds, which holds the lock."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._status = BuildStatus(BuildState.RUNNING, _now(), _now())
        self._written = 0.0
        self._cancel.unlink(missing_ok=True)  # meant for a build that is over
        self._write()

    @property
    def _cancel(self) -> Path:
        return self._index_dir / "build.cancel"

    def step(self, done: int, total: int, source: str) -> None:
        """Tell how far it is. Raises BuildCancelledError when someone wants it to stop."""
        if self._cancel.exists():
            raise BuildCancelledError
        self._status = replace(self._status, done=done, total=total, source=source)
        if time.monotonic() - self._written >= _EVERY:
            self._write()

    def end(self, state: BuildState, *, generation: str = "", message: str = "") -> None:
        """Tell how it ended."""
        self._status = replace(self._status, state=state, generation=generation, message=message)
        self._write()
        with suppress(OSError):
            self._cancel.unlink(missing_ok=True)

    def _write(self) -> None:
        """Never fails: a build does not end because it cannot say how far it is. Need not survive a loss of power."""
        self._written = time.monotonic()
        beside = self._index_dir / "build.json.new"
        with suppress(OSError):
            beside.write_text(json.dumps(asdict(replace(self._status, updated=_now())), ensure_ascii=False), "utf-8")
            beside.replace(self._index_dir / "build.json")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
