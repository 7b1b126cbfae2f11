"""Read files in processes of their own, each within limits of time and memory, so that no file can stop a build.

A worker that takes too long is killed, one that dies is replaced, and both become a Problem of the file it was reading.
On Linux workers are forked from this process once it has loaded what every file needs; elsewhere each loads it.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from indexer.discover import Found
from indexer.readers import seconds_for
from indexer.reading import FileDigest, digest, memory_problem, read_again, warm
from kb.store.contracts import ReadReport
from kb.types import Problem

try:
    import resource
except ImportError:  # Windows: time is limited there, memory is not
    resource = None  # type: ignore[assignment]

T = TypeVar("T")
R = TypeVar("R")

MEMORY = 4 * 2**30  # bytes of address space a worker may take, libraries and tables (some 0.6 GiB) among them
_AHEAD = 4  # files a worker that are handed out before the first of them is taken back
_log = logging.getLogger(__name__)


class Workers:
    """`jobs` processes that read files; they start when the first file comes. Use as a context manager."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._pool = ProcessPool(max_workers=jobs, initializer=_limit_memory, context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs: the build was given up, or is done."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(self, files: Iterable[Found]) -> Iterator[FileDigest]:
        """What came of each file, in order. Never raises for what a file does to its worker."""
        for found, future in self._each(files, digest, lambda found: seconds_for(found.source)):
            yield self._result(found, future)

    def read_again(self, reads: Iterable[ReadReport]) -> Iterator[ReadReport]:
        """Reports with their facts read and their words cut anew, in order."""
        for _, future in self._each(reads, read_again, lambda _: None):
            yield future.result()

    def _each(
        self, tasks: Iterable[T], work: Callable[[T], R], seconds: Callable[[T], int | None]
    ) -> Iterator[tuple[T, Future[R]]]:
        """Each task and its result to come; only some are handed out ahead, so that memory stays bounded."""
        rest = iter(tasks)

        def begin(task: T) -> tuple[T, Future[R]]:
            return task, self._pool.schedule(work, args=[task], timeout=seconds(task))

        first = list(islice(rest, self._jobs * _AHEAD))
        if first:
            warm()
        pending = deque(map(begin, first))
        while pending:
            yield pending.popleft()
            pending.extend(map(begin, islice(rest, 1)))

    def _result(self, found: Found, future: Future[FileDigest]) -> FileDigest:
        try:
            return future.result()
        except TimeoutError:
            _log.warning("gave up %s after %s s", found.source, seconds_for(found.source))
            message = f"读取超过 {seconds_for(found.source)} 秒，已跳过；请拆分后重新放入，或另存为 docx、txt。"
            return _failed(found, Problem(found.source, "timeout", message, fatal=True))
        except (ProcessExpired, MemoryError) as error:  # killed by the system, or by a library out of memory
            _log.warning("worker died while reading %s: %r", found.source, error)
            return _failed(found, memory_problem(found.source))


def _failed(found: Found, problem: Problem) -> FileDigest:
    with suppress(OSError):
        return FileDigest(found.source, found.sha256(), problems=(problem,))
    return FileDigest(found.source, problems=(problem,))


def _limit_memory() -> None:
    if resource is not None:
        with suppress(ValueError, OSError):  # a lower limit is set already; macOS knows this one in name only
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
