"""Builds that die: killed at every step in turn, or by a disk that takes no more. What is in force answers on.

A step is whatever the interpreter tells an audit hook before it writes, makes, renames, links or deletes a file.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from datetime import date
from itertools import count

import pytest

from indexer import checking
from indexer.reading import warm
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import JushiError
from kb.lexicon.words import analyser
from kb.store.manifest import damaged_files
from tests.building import build, open_snapshot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed as Linux does it")

STEPS = {
    "os.mkdir",
    "os.rename",
    "os.link",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "shutil.copyfile",
    "sqlite3.connect",
}
REPORT = "{place}2024年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件。\n"
QUESTION = "哪个区2024年法律援助案件最多"


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for place, cases in (("北京市大兴区", 373), ("北京市密云区", 730), ("北京市通州区", 500), ("北京市房山区", 100)):
        (folder / f"{place}.txt").write_text(REPORT.format(place=place, cases=cases), "utf-8")
    return folder


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def answer(index):
    """What is answered now, from an index that is whole."""
    assert damaged_files(index) == []
    snapshot = open_snapshot(index, analyser().version)
    assert list(checking.faults(snapshot)) == []
    snapshot.close()
    return KnowledgeBase(Settings(index=str(index)), lambda: date(2025, 6, 1)).ask(QUESTION).answer.text


def in_a_child(work):
    """Run `work` in a process of its own; its exit status, or minus the signal that killed it."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except JushiError:
            os._exit(3)
        finally:
            os._exit(4)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(step, work):
    """Whether `work`, run in a child, was killed before its step of this number; False when it has fewer."""

    def dying():
        steps, own = count(1), os.getpid()

        def hook(event, arguments):
            writes = event in STEPS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & 3)
            if writes and os.getpid() == own and next(steps) == step:
                os.kill(own, signal.SIGKILL)

        sys.addaudithook(hook)
        work()

    status = in_a_child(dying)
    assert status in (0, -signal.SIGKILL)
    return status != 0


def change(reports):
    """What happens in the folder between two builds: one report comes, one goes, one changes."""
    (reports / "北京市海淀区.txt").write_text(REPORT.format(place="北京市海淀区", cases=900), "utf-8")
    (reports / "北京市房山区.txt").unlink(missing_ok=True)
    (reports / "北京市通州区.txt").write_text(REPORT.format(place="北京市通州区", cases=501), "utf-8")


def test_killed_at_every_step_of_a_first_build(reports, index):
    warm()
    for step in count(1):
        if not killed_at(step, lambda: build(reports, index)):
            break
    assert step > 10
    assert "密云区，为730件" in answer(index)


@pytest.mark.parametrize("full", [False, True], ids=["going on", "anew"])
def test_killed_at_every_step_of_a_later_build(reports, index, full):
    build(reports, index)
    before = answer(index)
    change(reports)
    seen = set()
    for step in count(1):
        if not killed_at(step, lambda: build(reports, index, full=full)):
            break
        seen.add(answer(index))
        if step % 7 == 0:  # now and then the next build is not killed, and what was in force is so again
            build(reports, index)
            assert "海淀区，为900件" in answer(index)
            for name in ("北京市海淀区.txt", "北京市通州区.txt"):
                (reports / name).unlink()
            for place, cases in (("北京市通州区", 500), ("北京市房山区", 100)):
                (reports / f"{place}.txt").write_text(REPORT.format(place=place, cases=cases), "utf-8")
            build(reports, index)
            assert answer(index) == before
            change(reports)
    after = answer(index)
    assert step > 10
    assert "海淀区，为900件" in after
    assert seen <= {before, after}
    assert before in seen


@pytest.mark.parametrize("room", [0, 500, 4_000, 12_000, 40_000])
@pytest.mark.parametrize("full", [False, True], ids=["going on", "anew"])
def test_a_disk_that_takes_no_more(reports, index, room, full):
    """No file may grow beyond `room` bytes: the system refuses to write, as it does when a disk is full."""
    build(reports, index)
    before = answer(index)
    change(reports)

    def cramped():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        build(reports, index, full=full)

    assert in_a_child(cramped) == 3
    assert answer(index) == before
    build(reports, index)
    assert "海淀区，为900件" in answer(index)


def test_a_folder_that_vanished_changes_nothing(reports, index, tmp_path):
    build(reports, index)
    before = answer(index)
    reports.rename(tmp_path / "elsewhere")
    with pytest.raises(JushiError, match="没有文件夹"):
        build(reports, index)
    assert answer(index) == before
    (tmp_path / "elsewhere").rename(reports)
    change(reports)
    build(reports, index)
    assert "海淀区，为900件" in answer(index)
