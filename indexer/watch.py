"""Rebuild when the folder of reports changes and has come to rest. Only being stopped ends it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from indexer.discover import discover
from kb.errors import BuildRunsError, JushiError
from kb.store.corrections import correction_path

PARENT = "JUSHI_WATCH_PARENT"  # the process that the watch belongs to; it ends when that is gone
_EVERY = 2.0  # seconds between two looks
_SHARE = 10  # looks take at most one part in so many of the time

State = frozenset[tuple[str, int, int, int]]


def state_of(folder: Path) -> State:
    """Source, size and time of change of every file and of its corrections, for comparing."""
    return frozenset(
        (file.source, file.size, file.modified, _changed(correction_path(folder, file.source)))
        for file in discover(folder).files
    )


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # there are none, or they vanished
        return 0


def watch(
    folder: Path,
    build: Callable[[], None],
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Call `build` once the folder has stayed the same between two looks, and again after each change that has.

    A build that fails is told of, and tried again after the next change; one that another build keeps from running is
    tried again until it can. Returns when the process is gone that this one belongs to.
    """
    tried: State | None = None
    seen: State | None = None
    waits = False
    while not _is_left_alone():
        began = time.perf_counter()
        now = state_of(folder)
        took = time.perf_counter() - began
        if now == seen and now != tried:
            try:
                build()
                tried, waits = now, False
            except BuildRunsError as error:
                if not waits:
                    tell(f"{error.message}等它结束后再建。")
                waits = True
            except (JushiError, OSError) as error:
                tell(f"没有建成：{error} 继续守候，文件再有变动时重试。")
                tried, waits = now, False
        seen = now
        sleep(max(_EVERY, _SHARE * took))


def _is_left_alone() -> bool:
    parent = os.environ.get(PARENT, "")
    return bool(parent) and os.getppid() != int(parent)
