"""Rebuild when the folder of reports changes and has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.discover import discover

State = frozenset[tuple[str, int, int]]


def state_of(folder: Path) -> State:
    """Source, size and time of change of every file, for comparing; files that vanish meanwhile are left out."""
    found = set()
    for file in discover(folder).files:
        try:
            found.add((file.source, file.size, file.path.stat().st_mtime_ns))
        except OSError:
            continue
    return frozenset(found)


def changes(folder: Path, every: float = 2.0, sleep: Callable[[float], None] = time.sleep) -> Iterator[State]:
    """Yield once for each change that has stayed the same for a whole interval of `every` seconds. Never ends."""
    built = seen = state_of(folder)
    while True:
        sleep(every)
        now = state_of(folder)
        if now == seen and now != built:
            built = now
            yield now
        seen = now
