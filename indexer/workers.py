"""Read files in processes of their own, each within limits of time and memory, so that no file can stop a build.

A worker that takes too long is killed, one that dies is replaced, and both become a Problem of the file it was reading.
Where that was an archive, the files in it are read again one by one, so that only those at fault are lost.
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
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from indexer.discover import Found
from indexer.readers import seconds_for
from indexer.reading import FileDigest, digest, labels, memory_problem, read_again, warm
from kb.store.contracts import ReadReport
from kb.types import Problem

try:
    import resource
except ImportError:  # Windows: time is limited there, memory is not
    resource = None  # type: ignore[assignment]

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4  # files a worker that are handed out before the first of them is taken back
_STOPPED = frozenset(["timeout", "memory", "fault"])  # codes of what may be the fault of one file in an archive
_MOST_STOPPED = 5  # files of one archive that may be at fault before the rest is left unread
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take: `memory` in bytes of address space a worker, beyond what it has when it starts; `disk` in
    bytes a file that it writes; `seconds` a file, where that is less than its format may take.
    """

    memory: int = 3 * 2**30
    disk: int = 2**30
    seconds: float = float("inf")

    def seconds_for(self, found: Found) -> float:
        """How long a file may take."""
        return min(self.seconds, seconds_for(found.name))


class Workers:
    """`jobs` processes that read files; they start when the first file comes. Use as a context manager."""

    def __init__(self, jobs: int, limits: Limits | None = None) -> None:
        self._jobs = jobs
        self._limits = limits or Limits()
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._pool = ProcessPool(max_workers=jobs, initializer=_limit, initargs=[self._limits], context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs: the build was given up, or is done."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(self, files: Iterable[Found]) -> Iterator[FileDigest]:
        """What came of each file, in order. Never raises for what a file does to its worker."""
        for found, read in self._read(files):
            yield self._by_member(found, read) if found.is_archive and _is_stopped(read) else read

    def read_again(self, reads: Iterable[ReadReport]) -> Iterator[ReadReport]:
        """Reports with their facts read and their words cut anew, in order."""
        for _, future in self._each(reads, read_again, lambda _: None):
            yield future.result()

    def _read(self, files: Iterable[Found]) -> Iterator[tuple[Found, FileDigest]]:
        for found, future in self._each(files, digest, self._limits.seconds_for):
            try:
                read = future.result()
            except TimeoutError:
                seconds = self._limits.seconds_for(found)
                _log.warning("gave up %s after %s s", found.name, seconds)
                message = f"读取超过 {seconds:g} 秒，已跳过；请拆分后重新放入，或另存为 docx、txt。"
                read = _failed(found, Problem(found.name, "timeout", message, fatal=True))
            except (ProcessExpired, MemoryError) as error:  # killed by the system, or by a library out of memory
                _log.warning("worker died while reading %s: %r", found.name, error)
                read = _failed(found, memory_problem(found.name))
            yield found, read

    def _by_member(self, found: Found, read: FileDigest) -> FileDigest:
        """What came of the files in an archive, each read by itself, where reading them all at once was stopped."""
        reads: list[FileDigest] = []
        names = self._labels(found)
        for _, one in self._read(replace(found, member=name) for name in names):
            reads.append(one)
            left = len(names) - len(reads)
            if left and sum(map(_is_stopped, reads)) == _MOST_STOPPED:
                message = f"压缩包里已有 {_MOST_STOPPED} 个文件无法读取，其余 {left} 个没有再读；请解压后逐个放入。"
                problem = Problem(found.source, "unread", message, fatal=True)
                reads.append(FileDigest(found.source, problems=(problem,)))
                break
        if not reads:
            return read
        reports = tuple(report for one in reads for report in one.reports)
        return replace(read, reports=reports, problems=tuple(problem for one in reads for problem in one.problems))

    def _labels(self, found: Found) -> tuple[str, ...]:
        """The files in an archive, () where even that takes too much."""
        for _, future in self._each([found], labels, self._limits.seconds_for):
            with suppress(TimeoutError, ProcessExpired, MemoryError):
                return future.result()
        return ()

    def _each(
        self, tasks: Iterable[T], work: Callable[[T], R], seconds: Callable[[T], float | None]
    ) -> Iterator[tuple[T, Future[R]]]:
        """Each task and its result to come; only some are handed out ahead, so that memory stays bounded."""
        rest = iter(tasks)

        def begin(task: T) -> tuple[T, Future[R]]:
            return task, self._pool.schedule(work, args=[task], timeout=seconds(task))

        first = list(islice(rest, self._jobs * _AHEAD))
        if first:
            warm()
        pending = deque(map(begin, first))
        try:
            while pending:
                yield pending.popleft()
                pending.extend(map(begin, islice(rest, 1)))
        finally:
            for _, future in pending:  # those that no one waits for any more
                future.cancel()


def _is_stopped(read: FileDigest) -> bool:
    return not read.reports and any(problem.code in _STOPPED for problem in read.problems)


def _failed(found: Found, problem: Problem) -> FileDigest:
    with suppress(OSError):
        return FileDigest(found.source, found.sha256(), problems=(problem,))
    return FileDigest(found.source, problems=(problem,))


def _limit(limits: Limits) -> None:
    if resource is None:
        return
    for kind, most in ((resource.RLIMIT_AS, _address_space() + limits.memory), (resource.RLIMIT_FSIZE, limits.disk)):
        with suppress(ValueError, OSError):  # a lower limit is set already; macOS knows that of memory in name only
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _address_space() -> int:
    """Bytes of address space that this process has now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0
