"""Where the time of a build goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds that went into a step; `step` is Chinese."""

    step: str
    seconds: float


class Clock:
    """Adds up the seconds of steps, in the order in which they are first met."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def on(self, step: str) -> Iterator[None]:
        """Count the wall time of this block for a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(step, time.perf_counter() - started)

    def add(self, step: str, seconds: float) -> None:
        """Count seconds that were measured elsewhere for a step."""
        self._seconds[step] = self._seconds.get(step, 0.0) + seconds

    def spent(self) -> tuple[Spent, ...]:
        """All steps so far."""
        return tuple(Spent(*one) for one in self._seconds.items())
