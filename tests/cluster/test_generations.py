"""Generations on a cluster: all or nothing, one build at a time, on whatever machine."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import BrokenIndexError, BuildRunsError, IndexStateError, NoIndexError, OutdatedIndexError
from kb.store.contracts import Counts, TextQuery
from kb.store.opensearch import rooms
from kb.store.opensearch.layout import KINDS, control_of, name_of
from kb.store.opensearch.rooms import KEPT
from kb.store.shelf import Made
from kb.store.snapshots import Snapshots, open_snapshot
from kb.types import Problem
from tests.test_generations import read

VERSION = "words-1"
MADE = Made(VERSION, engine="opensearch")


def build(shelf, *keys, version=VERSION, removed=None, verify=None, fails=False):
    with shelf.next(replace(MADE, analyser=version), verify) as writer:
        writer.begin(removed)
        for key in keys:
            writer.add(read(key))
        if fails:
            raise RuntimeError("the reader gave up")
        writer.finish()
    return writer.name


def held_in(shelf):
    """Reports of the generation in force, as its stores know them."""
    snapshot = open_snapshot(shelf, VERSION)
    ids = [report.id for report in snapshot.reports.reports()]
    assert ids == [hit.report_id for hit in snapshot.passages.search(TextQuery({"调解": 1.0}))]
    return ids


def generations(shelf):
    return sorted(rooms.survey(shelf.connection).kinds)


def test_a_build_is_seen_whole_and_the_next_replaces_it(shelf):
    with pytest.raises(NoIndexError):
        open_snapshot(shelf, VERSION)
    with shelf.next(MADE) as writer:
        writer.begin()
        writer.add(read("a"))
        writer.finish([], [Problem("b.txt", "empty", "文件是空的。")])
    snapshot = open_snapshot(shelf, VERSION)
    assert snapshot.generation == writer.name == "gen-000001"
    assert snapshot.manifest.counts == Counts(reports=1, paragraphs=1, facts=0, named=0, problems=1)
    assert [problem.source for problem in snapshot.reports.problems()] == ["b.txt"]
    assert rooms.survey(shelf.connection).kinds == {"gen-000001": set(KINDS)}
    build(shelf, "b", removed=frozenset({"a"}))
    assert held_in(shelf) == ["b"]
    assert [report.id for report in snapshot.reports.reports()] == ["a"]  # a request goes on with what it began with
    assert shelf.damaged() == []
    assert "正常" in shelf.condition()[0]
    assert "3 个节点" in shelf.condition()[0]


def test_some_before_are_kept_and_gone_back_to(shelf):
    names = [build(shelf, key) for key in "abcd"]
    assert generations(shelf) == names[-KEPT:]
    assert [(held.name, held.in_force) for held in shelf.history()] == [
        (names[3], True), (names[2], False), (names[1], False),
    ]  # fmt: skip
    assert shelf.roll_back() == names[2]
    assert held_in(shelf) == ["c"]
    assert shelf.roll_back(names[1]) == names[1]
    for name in ("", "gen-000009", "../elsewhere"):
        with pytest.raises(IndexStateError, match="没有可以退回"):
            shelf.roll_back(name)
    assert build(shelf, "e") == "gen-000005"
    assert names[1] in generations(shelf)  # in force when the build began


def test_a_generation_that_was_just_replaced_stays_a_while(shelf):
    patient = replace(shelf, pace=replace(shelf.pace, grace=60))
    names = [build(patient, key) for key in "abcd"]
    assert generations(shelf) == names
    build(shelf, "e")
    assert names[0] not in generations(shelf)


def test_a_build_that_fails_or_is_not_sound_changes_nothing(shelf):
    build(shelf, "a")
    with pytest.raises(RuntimeError, match="gave up"):
        build(shelf, "b", fails=True)
    with pytest.raises(IndexStateError, match=r"没有通过核对.*段落数不符"):
        build(shelf, "b", verify=lambda _snapshot: ["段落数不符"])
    with shelf.next(MADE):
        pass
    assert generations(shelf) == ["gen-000001"]
    assert held_in(shelf) == ["a"]
    build(shelf, "c")
    assert held_in(shelf) == ["c"]


DYING = """
import os, sys
from pathlib import Path
from tests.cluster.nodes import shelf_at
from tests.cluster.test_generations import MADE
from tests.test_generations import read
with shelf_at(sys.argv[1], Path(sys.argv[2])).next(MADE) as writer:
    writer.begin(frozenset())
    writer.add(read("b"))
    if sys.argv[3] == "late":
        writer.finish()
    os._exit(9)
"""


@pytest.mark.parametrize("step", ["early", "late"])
def test_a_build_that_is_killed_leaves_the_old_and_locks_only_for_a_while(shelf, cluster, step):
    build(shelf, "a")
    store, root = f"{cluster.store}/{shelf.access.prefix}", Path(__file__).parents[2]
    elsewhere = str(shelf.index_dir / "other")
    done = subprocess.run([sys.executable, "-c", DYING, store, elsewhere, step], cwd=root, check=False)
    killed = time.time()
    assert done.returncode == 9
    assert generations(shelf) == ["gen-000001", "gen-000002"]
    assert held_in(shelf) == ["a"]
    while time.time() < killed + 60:
        with suppress(BuildRunsError):
            build(shelf, "c")
            break
        time.sleep(0.2)
    assert held_in(shelf) == ["c"]
    assert generations(shelf) == ["gen-000001", "gen-000003"]


def test_two_builds_at_once_on_two_machines(shelf, tmp_path):
    build(shelf, "a")
    other = replace(shelf, index_dir=tmp_path / "other")
    with shelf.next(MADE) as writer:
        writer.begin()
        time.sleep(2.5 * shelf.pace.lease)  # the lock is prolonged as long as the build lives
        for machine in (shelf, other):
            with pytest.raises(BuildRunsError, match="另一个构建正在写入"):
                build(machine, "b")
        with pytest.raises(BuildRunsError):
            other.roll_back()
        writer.add(read("c"))
        writer.finish()
    assert held_in(shelf) == ["c"]


def test_a_build_whose_lock_was_taken_over_does_not_come_into_force(shelf, tmp_path):
    """As after a machine slept: the lock ran out, and another build came."""
    build(shelf, "a")
    other = replace(shelf, index_dir=tmp_path / "other")
    writer = shelf.next(MADE).__enter__()
    writer.begin()
    writer.add(read("b"))
    path = f"/{control_of(shelf.access.prefix)}/_doc/build"
    shelf.connection.call("PUT", path, {"record": {"owner": "nobody", "host": "", "until": 0}})
    build(other, "c")
    with pytest.raises(IndexStateError):
        finish(writer)
    assert held_in(shelf) == ["c"]


def finish(writer):
    """As the end of a block does."""
    try:
        writer.finish()
    except IndexStateError as error:
        writer.__exit__(type(error), error, None)
        raise
    writer.__exit__(None, None, None)


def test_what_another_analyser_cut_is_refused(shelf):
    build(shelf, "a", version="words-0")
    with pytest.raises(OutdatedIndexError, match=r"words-0.*words-1"):
        open_snapshot(shelf, VERSION)


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_that_is_missing_is_named_and_mended_by_a_build(shelf, kind):
    first = build(shelf, "a")
    build(shelf, "b")
    index = name_of(shelf.access.prefix, first, kind)
    shelf.connection.call("DELETE", f"/{index}")
    with pytest.raises(IndexStateError):
        shelf.roll_back()
    assert held_in(shelf) == ["b"]
    index = name_of(shelf.access.prefix, shelf.current(), kind)
    shelf.connection.call("DELETE", f"/{index}")
    with pytest.raises(BrokenIndexError):
        shelf.open(shelf.current())
    build(shelf, "c")
    assert held_in(shelf) == ["c"]


def test_documents_that_are_missing_are_damage(shelf):
    build(shelf, "a", "b")
    assert shelf.damaged() == []
    index = name_of(shelf.access.prefix, shelf.current(), "paragraphs")
    shelf.connection.call("PUT", f"/{index}/_settings", {"index.blocks.write": None})
    shelf.connection.call("DELETE", f"/{index}/_doc/a%231", refresh="true")
    assert shelf.damaged() == [index]


def test_a_generation_is_never_written_to_again(shelf):
    build(shelf, "a")
    index = name_of(shelf.access.prefix, shelf.current(), "paragraphs")
    with pytest.raises(IndexStateError):
        shelf.connection.call("DELETE", f"/{index}/_doc/a%231")


def test_requests_see_the_next_generation_when_it_is_in_force(shelf):
    snapshots = Snapshots(shelf, VERSION)
    build(shelf, "a")
    with snapshots.hold() as first:
        build(shelf, "b")
        with snapshots.hold() as second:
            assert [report.id for report in second.reports.reports()] == ["b"]
        assert [report.id for report in first.reports.reports()] == ["a"]
    snapshots.close()
