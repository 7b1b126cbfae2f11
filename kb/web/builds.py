"""Builds that the server starts: each a process of its own, so that no file can take the server down."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.config import Settings
from kb.errors import RequestError
from kb.store.building import BuildState, BuildStatus, build_status, cancel_build

ROOT = Path(__file__).parent.parent.parent  # where `python -m indexer` is found
LOG = "build.log"
_PATIENCE = 10  # seconds for a watch to end
_TAIL = 2000  # bytes of the log that are looked at
_SECRET = "KB_ADMIN_TOKEN"  # noqa: S105  a name: no process but the server needs its value


def indexer_process(*words: str, log: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
    """`python -m indexer` with these words, in a process of its own. With `log` its output goes there, and it outlives
    the server; without, it shares the server's terminal. Raises OSError.
    """
    command = [sys.executable, "-m", "indexer", *words]
    variables = {name: value for name, value in os.environ.items() if name != _SECRET} | environment
    if log is None:
        return subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL)  # noqa: S603
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603  the words are ours
            command,
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Have the folder of reports watched, by a process that ends with the block, or with this process."""
    words = ["watch", "--reports", str(settings.reports_dir.absolute()), "--index", str(settings.index_dir.absolute())]
    process = indexer_process(*words, JUSHI_WATCH_PARENT=str(os.getpid()))
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True)
class BuildView:
    """The last build as a page shows it. `state` is that of `BuildState`, or "none" or "starting"; `text` a sentence.

    `done` of `total` files are read; `total` is 0 while they are not counted.
    """

    state: str
    text: str
    running: bool = False
    done: int = 0
    total: int = 0


_STARTING = BuildView("starting", "正在启动……", running=True)


class Builder:
    """Starts builds, one at a time, and tells how far the last one is, whoever started it."""

    def __init__(self, reports_dir: Path, index_dir: Path) -> None:
        self._reports, self._index = reports_dir, index_dir
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._before: tuple[str, str] = ("", "")  # of the build before the one we started
        self._again = False

    def start(self, *, full: bool = False) -> None:
        """Start a build. Raises RequestError where one runs, OSError where none can be started."""
        with self._lock:
            if self.view().running:
                raise RequestError(409, "building", "正在建立索引。", "请等它结束，或先取消它。")
            self._launch(full=full)

    def start_or_repeat(self) -> str:
        """Start a build, or where ours runs have another follow it, since files came that it may have missed.

        Returns what to tell. Raises OSError.
        """
        with self._lock:
            if not self.view().running:
                self._launch(full=False)
                return "已开始更新索引。"
            self._again = self._is_ours_alive()
            return (
                "正在建立索引；这一次结束后会再更新一次。"
                if self._again
                else "另有程序正在建立索引；请等它结束后再点“更新索引”。"
            )

    def cancel(self) -> None:
        """Have the build that runs stop within a file's reading, and none follow it."""
        with self._lock:
            self._again = False
            cancel_build(self._index)
            if self._process is not None and self._is_silent(build_status(self._index)):
                self._process.terminate()  # it has not begun yet: nothing is written

    def view(self) -> BuildView:
        """How far the last build is; between one and that which is to follow it, one is starting."""
        view = self._last()
        return view if view.running or not self._again else _STARTING

    def _last(self) -> BuildView:
        status = build_status(self._index)
        if self._process is not None and self._is_silent(status):
            ended = self._process.poll()
            if ended is None:
                return _STARTING
            if ended < 0:
                return BuildView("cancelled", "这次还没有开始就停下了，索引保持原样。")
            if ended > 0:
                return BuildView("failed", f"这次没有建成：{_last_words(self._index / LOG)}索引保持原样。")
        return _view(status)

    def _launch(self, *, full: bool) -> None:
        status = build_status(self._index)
        self._before = (status.started, status.updated) if status else ("", "")
        words = ["build", "--reports", str(self._reports), "--index", str(self._index), *(["--full"] if full else [])]
        self._process = indexer_process(*words, log=self._index / LOG)
        threading.Thread(target=self._reap, args=(self._process,), daemon=True).start()

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        with self._lock:
            try:
                if self._again:
                    self._launch(full=False)
            finally:
                self._again = False

    def _is_ours_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _is_silent(self, status: BuildStatus | None) -> bool:
        """Whether the build that we started has not said anything of itself yet."""
        return ((status.started, status.updated) if status else ("", "")) == self._before


def local_time(iso: str) -> str:
    """A time of ISO 8601 as people here write it."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")


def _view(status: BuildStatus | None) -> BuildView:
    if status is None:
        return BuildView("none", "还没有在这里建立过索引。")
    when = local_time(status.updated)
    match status.state:
        case BuildState.RUNNING:
            text = _step(status)
        case BuildState.DONE:
            text = f"上次于 {when} 建成，启用了 {status.generation}。"
        case BuildState.CANCELLED:
            text = f"上次于 {when} 取消，索引保持原样。"
        case BuildState.FAILED:
            text = f"上次（{when}）没有建成：{status.message}"
        case BuildState.BROKEN_OFF:
            text = f"上次（{when}）中途断了，可能是关机或程序被结束；索引保持原样，请重新建立。"
    running = status.state is BuildState.RUNNING
    return BuildView(status.state.value, text, running, status.done, status.total)


def _step(status: BuildStatus) -> str:
    if not status.total:
        return "正在清点文件……"
    if status.done >= status.total:
        return f"{status.total} 个文件已读完，正在写入并核对……"
    return f"已读 {status.done} 个文件，共 {status.total} 个。刚读完：{status.source}"


def _last_words(log: Path) -> str:
    """The last line of a build that said nothing else; "" where it has none."""
    try:
        lines = log.read_bytes()[-_TAIL:].decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return f"{lines[-1].removeprefix('Error: ')} " if lines else ""
