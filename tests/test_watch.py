"""Watching a folder: built once it has come to rest, and nothing that happens to it or to a build ends the watch."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from indexer.watch import PARENT, watch
from kb.store.corrections import write_corrections
from kb.store.files import lock_for_build
from kb.store.manifest import named
from tests.admin_fixtures import NEW
from tests.building import build
from tests.web_fixtures import FILES

ROOT = Path(__file__).parent.parent


class Over(Exception):  # noqa: N818  no error: the steps are done
    """Ends a watch."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "大兴区2024.txt").write_text(FILES["大兴区2024.txt"], "utf-8")
    return tmp_path / "reports"


@pytest.fixture
def watched(folder, tmp_path):
    """Watch the folder with real builds while steps are done, one between each two looks; what was built and told."""

    def run(*steps):
        todo, built, told = iter(steps), [], []

        def sleep(_seconds):
            try:
                step = next(todo)
            except StopIteration:
                raise Over from None
            if step is not None:
                step()

        def rebuild():
            done = build(folder, tmp_path / "index")
            built.append((done.files, done.generation))

        with pytest.raises(Over):
            watch(folder, rebuild, told.append, sleep)
        return built, told

    return run


def test_it_builds_once_and_then_after_a_change_only(watched, folder):
    new = folder / "通州区2024.txt"
    built, told = watched(None, None, lambda: new.write_text(NEW, "utf-8"), None, None, new.unlink, None, None)
    assert [files for files, _ in built] == [1, 2, 1]
    assert told == []


def test_a_file_is_built_only_when_it_has_stopped_growing(watched, folder):
    new = folder / "通州区2024.txt"
    steps = [lambda text=NEW[:length]: new.write_text(text, "utf-8") for length in (10, 30, 90, len(NEW))]
    built, _ = watched(None, None, *steps, None, None)
    assert [files for files, _ in built] == [1, 2]


def test_what_was_put_right_is_a_change(watched, folder):
    built, _ = watched(None, None, lambda: write_corrections(folder, "大兴区2024.txt", [("year", "2020")]), None, None)
    assert len(built) == 2
    assert built[0][1] != built[1][1]


def test_a_folder_that_vanishes_is_said_and_waited_for(watched, folder):
    away = folder.with_name("away")
    built, told = watched(None, None, lambda: folder.rename(away), None, None, lambda: away.rename(folder), None, None)
    assert len(told) == 1
    assert "没有文件夹" in told[0]
    assert [files for files, _ in built] == [1, 1]


def test_a_build_that_fails_is_said_once_and_tried_again_after_the_next_change(watched, folder, tmp_path):
    (tmp_path / "index").write_text("in the way", "utf-8")

    def mend():
        (tmp_path / "index").unlink()
        (folder / "通州区2024.txt").write_text(NEW, "utf-8")

    built, told = watched(None, None, None, None, mend, None, None)
    assert len(told) == 1
    assert "没有建成" in told[0]
    assert [files for files, _ in built] == [2]


def test_while_another_build_runs_it_waits_and_tries_again(watched, tmp_path):
    with closing(lock_for_build(tmp_path / "index")) as lock:
        built, told = watched(None, None, None, lock.close, None)
    assert len(told) == 1
    assert "另一个构建" in told[0]
    assert [files for files, _ in built] == [1]


def test_it_ends_with_the_process_it_belongs_to(folder, monkeypatch):
    monkeypatch.setenv(PARENT, "1" if os.getppid() != 1 else "2")
    watch(folder, lambda: pytest.fail("built"), lambda _: None, lambda _: pytest.fail("slept"))


# --- as processes ---


def alive(words):
    """Processes of this machine whose command line holds all of `words`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if all(word in line for word in words):
            found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_watches_where_it_is_set_to_and_ends_the_watch_with_itself(folder, tmp_path, ending):
    words = ("watch", str(folder))
    environment = {
        "KB_REPORTS": str(folder),
        "KB_INDEX": str(tmp_path / "index"),
        "KB_WATCH": "on",
        "KB_PORT": str(free_port()),
    }
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    try:
        while not named(tmp_path / "index"):
            assert server.poll() is None
            time.sleep(0.1)
        assert len(alive(words)) >= 1
        server.send_signal(ending)
        server.wait()
        while alive(words):
            time.sleep(0.1)
    finally:
        server.kill()
        server.wait()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
