"""Generations: all or nothing, one at a time, and readers never disturbed."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import BrokenIndexError, IndexStateError, NoIndexError, OutdatedIndexError, SettingError
from kb.store.contracts import Counts, FactQuery, PassageEntry, ReadReport, TextQuery
from kb.store.generations import KEPT, GenerationWriter, history, roll_back
from kb.store.local_shelf import LocalShelf
from kb.store.manifest import damaged_files
from kb.store.shelf import Made
from kb.store.snapshots import Snapshots
from kb.types import Paragraph, ParagraphKind, Problem, Report, Span
from tests.building import open_snapshot

VERSION = "words-1"


def read(key):
    report = Report(
        key, f"{key}.txt", "", "", "", "", (), "", "", 2024, "", None,
        traditional=False, title_derived=False, source_url="", note="", paragraph_count=1,
    )  # fmt: skip
    paragraph = Paragraph(key, 1, ParagraphKind.BODY, f"调解{key}", (), Span(0, 3))
    return ReadReport(report, (paragraph,), (), (PassageEntry(key, 1, ["调解", key]),))


def build(folder, *keys, version=VERSION, removed=None, verify=None, fails=False):
    """A generation of these reports, or with `removed` the one in force less those and with `keys` added."""
    with GenerationWriter(folder, Made(version), verify) as writer:
        writer.begin(removed)
        for key in keys:
            writer.add(read(key))
        if fails:
            raise RuntimeError("the reader gave up")
        writer.finish()
    return writer.name


def held_in(folder):
    """Reports of the generation in force, as its two stores know them."""
    snapshot = open_snapshot(folder, VERSION)
    ids = [report.id for report in snapshot.reports.reports()]
    hits = [hit.report_id for hit in snapshot.passages.search(TextQuery({"调解": 1.0}))]
    snapshot.close()
    assert ids == hits
    return ids


def generations(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("gen-"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "index"


def test_a_build_is_seen_whole_by_readers(folder):
    with GenerationWriter(folder, Made(VERSION)) as writer:
        writer.begin()
        writer.add(read("a"))
        writer.finish([], [Problem("b.txt", "empty", "文件是空的。")])
    snapshot = open_snapshot(folder, VERSION)
    manifest = snapshot.manifest
    assert snapshot.generation == writer.name == "gen-000001"
    assert manifest.counts == Counts(reports=1, paragraphs=1, facts=0, named=0, problems=1)
    assert (manifest.analyser, manifest.engine) == (VERSION, "whoosh")
    assert manifest.built_at.endswith("+00:00")
    assert [problem.source for problem in snapshot.reports.problems()] == ["b.txt"]
    assert snapshot.figures.facts(FactQuery()) == []
    snapshot.close()


def test_a_later_build_replaces_and_some_before_are_kept(folder):
    names = [build(folder, key) for key in "abcde"]
    assert names == [f"gen-00000{number}" for number in range(1, 6)]
    assert generations(folder) == names[-KEPT:]
    assert held_in(folder) == ["e"]


def test_no_reports_make_an_index_too(folder):
    build(folder)
    assert held_in(folder) == []


def test_a_build_that_fails_changes_nothing(folder):
    build(folder, "a")

    with pytest.raises(RuntimeError, match="gave up"):
        build(folder, "b", fails=True)
    assert generations(folder) == ["gen-000001"]
    assert held_in(folder) == ["a"]
    build(folder, "c")
    assert held_in(folder) == ["c"]


def test_a_build_that_writes_nothing_changes_nothing(folder):
    build(folder, "a")
    with GenerationWriter(folder, Made(VERSION)):
        pass
    assert generations(folder) == ["gen-000001"]
    assert held_in(folder) == ["a"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_while_publishing_changes_nothing(folder, monkeypatch, step):
    """The last steps before the new generation is in force, each failing in turn."""
    build(folder, "a")
    real = getattr(os, step)
    for good_calls in range(40):
        calls = iter(range(100))

        def failing(*args, good_calls=good_calls, calls=calls):
            if next(calls) >= good_calls:
                raise OSError(28, "No space left on device")
            return real(*args)

        with monkeypatch.context() as patch:
            patch.setattr(os, step, failing)
            try:
                build(folder, "b")
            except IndexStateError:
                pass
            else:
                break
        # The pointer itself was replaced: only bringing its folder to disk failed.
        if held_in(folder) == ["b"]:
            break
        assert generations(folder) == ["gen-000001"]
        assert held_in(folder) == ["a"]
    assert good_calls > 0
    build(folder, "c")
    assert held_in(folder) == ["c"]


DYING = """
import os, sys
from pathlib import Path
from kb.store.generations import GenerationWriter
from kb.store.shelf import Made
from tests.test_generations import read
with GenerationWriter(Path(sys.argv[1]), Made("words-1")) as writer:
    writer.begin()
    writer.add(read("b"))
    os._exit(9)
"""


def test_a_build_that_is_killed_leaves_the_old_and_no_lock(folder):
    build(folder, "a")
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", DYING, str(folder)], cwd=root, check=False)
    assert done.returncode == 9
    assert generations(folder) == ["gen-000001", "gen-000002"]
    assert held_in(folder) == ["a"]
    build(folder, "c")
    assert held_in(folder) == ["c"]
    assert generations(folder) == ["gen-000001", "gen-000003"]


def test_two_builds_at_once(folder):
    build(folder, "a")
    with GenerationWriter(folder, Made(VERSION)) as writer:
        with pytest.raises(IndexStateError, match="另一个构建正在写入") as raised:
            build(folder, "b")
        assert raised.value.hint
        writer.begin()
        writer.add(read("c"))
        writer.finish()
    assert held_in(folder) == ["c"]


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError, match="无法写入"):
        build(tmp_path / "file" / "index", "a")


def test_an_unknown_engine(folder):
    with pytest.raises(SettingError):
        GenerationWriter(folder, Made(VERSION, engine="lucene"))


# --- going on from the generation before ----------------------------------------------------------------------------


def test_a_generation_goes_on_from_the_one_before(folder):
    build(folder, "a", "b")
    build(folder, "c", removed=frozenset({"a"}))
    assert held_in(folder) == ["b", "c"]
    assert damaged_files(folder) == []
    roll_back(folder)
    assert held_in(folder) == ["a", "b"]
    assert damaged_files(folder) == []


def test_what_did_not_change_is_shared_between_generations(folder):
    first = folder / build(folder, *"abcdefgh")
    second = folder / build(folder, "i", removed=frozenset())
    shared = {path.stat().st_ino for path in (first / "passages").iterdir()}
    assert shared & {path.stat().st_ino for path in (second / "passages").glob("*.seg")}


def test_a_generation_that_is_not_sound_never_comes_into_force(folder):
    build(folder, "a")
    with pytest.raises(IndexStateError, match=r"没有通过核对.*段落数不符"):
        build(folder, "b", verify=lambda _snapshot: ["段落数不符"])
    assert held_in(folder) == ["a"]
    assert generations(folder) == ["gen-000001"]


# --- going back ------------------------------------------------------------------------------------------------------


def test_going_back_and_on(folder):
    first, second, third = build(folder, "a"), build(folder, "b"), build(folder, "c")
    assert [(held.name, held.in_force) for held in history(folder)] == [(third, True), (second, False), (first, False)]
    assert roll_back(folder) == second
    assert held_in(folder) == ["b"]
    assert roll_back(folder) == first
    assert roll_back(folder, third) == third
    assert held_in(folder) == ["c"]
    roll_back(folder, first)
    assert build(folder, "d") == "gen-000004"
    assert {first, third, "gen-000004"} <= set(generations(folder))


@pytest.mark.parametrize("name", ["", "gen-000009", "../elsewhere"])
def test_there_may_be_nothing_to_go_back_to(folder, name):
    build(folder, "a")
    with pytest.raises(IndexStateError, match="没有可以退回"):
        roll_back(folder, name)
    assert held_in(folder) == ["a"]


def test_a_damaged_generation_is_not_gone_back_to(folder):
    first = folder / build(folder, "a")
    build(folder, "b")
    next((first / "passages").glob("*.seg")).write_bytes(b"damaged")
    with pytest.raises(BrokenIndexError):
        roll_back(folder)
    assert held_in(folder) == ["b"]


def test_a_generation_that_someone_reads_is_not_deleted(folder):
    build(folder, "a")
    reader = open_snapshot(folder, VERSION)
    for key in "bcdef":
        build(folder, key)
    assert "gen-000001" in generations(folder)
    assert [report.id for report in reader.reports.reports()] == ["a"]
    reader.close()
    build(folder, "g")
    assert "gen-000001" not in generations(folder)


# --- opening ---------------------------------------------------------------------------------------------------------


def test_nothing_built_yet(folder):
    with pytest.raises(NoIndexError, match="indexer build"):
        open_snapshot(folder, VERSION)
    with pytest.raises(NoIndexError):
        damaged_files(folder)


def test_an_index_cut_by_another_analyser_is_refused(folder):
    build(folder, "a", version="words-0")
    with pytest.raises(OutdatedIndexError, match=r"words-0.*words-1"):
        open_snapshot(folder, VERSION)


def test_an_index_of_another_layout_is_refused(folder):
    manifest = folder / build(folder, "a") / "manifest.json"
    manifest.write_text(json.dumps({"schema": "0.9", "something": "else"}))
    with pytest.raises(OutdatedIndexError, match=r"0\.9"):
        open_snapshot(folder, VERSION)


@pytest.mark.parametrize(
    "damage", ["CURRENT", "../..", "binary", "folder", "manifest", "fields", "engine", "store", "passages"]
)
def test_damage_is_named_and_mended_by_a_build(folder, damage):
    inside = folder / build(folder, "a")
    manifest = inside / "manifest.json"
    if damage == "CURRENT":
        (folder / "CURRENT").write_text("gen-000009\n")
    elif damage == "../..":
        (folder / "CURRENT").write_text("../../elsewhere")
    elif damage == "binary":
        (folder / "CURRENT").write_bytes(b"\xff\xfe\x00")
    elif damage == "folder":
        inside.rename(folder / "moved")
    elif damage == "manifest":
        manifest.write_text("{")
    elif damage == "fields":
        manifest.write_text(manifest.read_text().replace("built_at", "made_at"))
    elif damage == "engine":
        manifest.write_text(manifest.read_text().replace("whoosh", "lucene"))
    else:
        path = inside / "store.sqlite" if damage == "store" else next((inside / "passages").glob("*.toc"))
        path.unlink()
    with pytest.raises(BrokenIndexError, match="--full"):
        open_snapshot(folder, VERSION)
    build(folder, "b")
    assert held_in(folder) == ["b"]


def test_damaged_files_are_listed(folder):
    inside = folder / build(folder, "a")
    assert damaged_files(folder) == []
    segment = next((inside / "passages").glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1] + b"?")
    (inside / "store.sqlite").unlink()
    assert damaged_files(folder) == [str(segment), str(inside / "store.sqlite")]


def test_readers_write_nothing(folder):
    """A read-only folder will do, also to one who may write everywhere."""
    build(folder, "a")
    paths = [folder, *folder.rglob("*")]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert held_in(folder) == ["a"]
        assert damaged_files(folder) == []
        after = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in [folder, *folder.rglob("*")]}
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert after == before


# --- snapshots for requests ------------------------------------------------------------------------------------------


def seen(snapshot):
    return [report.id for report in snapshot.reports.reports()]


@pytest.fixture
def snapshots(folder):
    snapshots = Snapshots(LocalShelf(folder), VERSION)
    yield snapshots
    snapshots.close()


def test_a_snapshot_is_opened_once_and_the_next_when_it_is_in_force(folder, snapshots):
    with pytest.raises(NoIndexError):
        snapshots.current()
    build(folder, "a")
    first = snapshots.current()
    assert snapshots.current() is first
    build(folder, "b")
    assert seen(snapshots.current()) == ["b"]


def test_a_request_keeps_its_snapshot_and_the_last_one_closes_it(folder, snapshots):
    build(folder, "a")
    with snapshots.hold() as first:
        with snapshots.hold() as again:
            assert again is first
            for key in "bcd":
                build(folder, key)
            with snapshots.hold() as newest:
                assert seen(newest) == ["d"]
        assert seen(first) == ["a"]
        assert first.passages.search(TextQuery({"调解": 1.0}))
    with pytest.raises(Exception, match="closed"):
        seen(first)
    assert seen(snapshots.current()) == ["d"]


def test_a_newer_generation_that_cannot_be_opened_is_logged_once(folder, snapshots, caplog):
    build(folder, "a")
    assert seen(snapshots.current()) == ["a"]
    build(folder, "b", version="words-2")
    with caplog.at_level(logging.WARNING):
        assert seen(snapshots.current()) == ["a"]
        assert seen(snapshots.current()) == ["a"]
    assert len(caplog.records) == 1
    assert "gen-000002" in caplog.text
    build(folder, "c")
    assert seen(snapshots.current()) == ["c"]


def test_requests_of_many_threads_see_one_generation_each_while_builds_go_on(folder, snapshots):
    build(folder, "a")
    stop = threading.Event()

    def ask():
        asked = 0
        while not stop.is_set() or not asked:
            with snapshots.hold() as snapshot:
                hits = [hit.report_id for hit in snapshot.passages.search(TextQuery({"调解": 1.0}))]
                assert hits == seen(snapshot)
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(ask) for _ in range(4)]
        for key in "bcdef":
            build(folder, key)
        stop.set()
        assert all(one.result() for one in asking)
    assert seen(snapshots.current()) == ["f"]
