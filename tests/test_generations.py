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
from kb.store.contracts import FactQuery, PassageEntry, ReadReport, TextQuery
from kb.store.generations import GenerationWriter, Snapshots, damaged_files, open_snapshot
from kb.types import Paragraph, ParagraphKind, Problem, Report, Span

VERSION = "words-1"


def read(key):
    report = Report(
        key, f"{key}.txt", "", "", "", "", (), "", "", 2024, "", None,
        traditional=False, title_derived=False, source_url="", note="", paragraph_count=1,
    )  # fmt: skip
    return ReadReport(report, (Paragraph(key, 1, ParagraphKind.BODY, f"调解{key}", (), Span(0, 3)),))


def build(folder, *keys, version=VERSION):
    with GenerationWriter(folder, version) as writer:
        writer.write([read(key) for key in keys], [PassageEntry(key, 1, ["调解", key]) for key in keys])
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
    with GenerationWriter(folder, VERSION) as writer:
        writer.write([read("a")], [PassageEntry("a", 1, ["调解"])], [Problem("b.txt", "empty", "文件是空的。")])
    snapshot = open_snapshot(folder, VERSION)
    manifest = snapshot.manifest
    assert snapshot.generation == writer.name == "gen-000001"
    assert (manifest.reports, manifest.paragraphs, manifest.facts, manifest.problems) == (1, 1, 0, 1)
    assert (manifest.analyser, manifest.engine) == (VERSION, "whoosh")
    assert manifest.built_at.endswith("+00:00")
    assert [problem.source for problem in snapshot.reports.problems()] == ["b.txt"]
    assert snapshot.figures.facts(FactQuery()) == []
    snapshot.close()


def test_a_later_build_replaces_and_the_one_before_is_kept(folder):
    names = [build(folder, key) for key in "abcd"]
    assert names == ["gen-000001", "gen-000002", "gen-000003", "gen-000004"]
    assert generations(folder) == names[-2:]
    assert held_in(folder) == ["d"]


def test_no_reports_make_an_index_too(folder):
    build(folder)
    assert held_in(folder) == []


def test_a_build_that_fails_changes_nothing(folder):
    build(folder, "a")

    def failing():
        yield PassageEntry("b", 1, ["调解"])
        raise RuntimeError("the reader gave up")

    with pytest.raises(RuntimeError, match="gave up"), GenerationWriter(folder, VERSION) as writer:
        writer.write([read("b")], failing())
    assert generations(folder) == ["gen-000001"]
    assert held_in(folder) == ["a"]
    build(folder, "c")
    assert held_in(folder) == ["c"]


def test_a_build_that_writes_nothing_changes_nothing(folder):
    build(folder, "a")
    with GenerationWriter(folder, VERSION):
        pass
    assert generations(folder) == ["gen-000001"]
    assert held_in(folder) == ["a"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_while_publishing_changes_nothing(folder, monkeypatch, step):
    """The last steps before the new generation is in force, each failing in turn."""
    build(folder, "a")
    real = getattr(os, step)
    for good_calls in range(20):
        calls = iter(range(100))

        def failing(*args, good_calls=good_calls, calls=calls):
            if next(calls) >= good_calls:
                raise OSError(28, "No space left on device")
            return real(*args)

        with monkeypatch.context() as patch:
            patch.setattr(os, step, failing)
            try:
                build(folder, "b")
            except OSError:
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
from kb.store.contracts import PassageEntry
from kb.store.generations import GenerationWriter
def entries():
    yield PassageEntry("b", 1, ["调解"])
    os._exit(9)
with GenerationWriter(Path(sys.argv[1]), "words-1") as writer:
    writer.write([], entries())
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
    with GenerationWriter(folder, VERSION) as writer:
        with pytest.raises(IndexStateError, match="另一个构建正在写入") as raised:
            build(folder, "b")
        assert raised.value.hint
        writer.write([read("c")], [PassageEntry("c", 1, ["调解"])])
    assert held_in(folder) == ["c"]


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError, match="无法写入"):
        build(tmp_path / "file" / "index", "a")


def test_an_unknown_engine(folder):
    with pytest.raises(SettingError):
        GenerationWriter(folder, VERSION, engine="lucene")


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
    snapshots = Snapshots(folder, VERSION)
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
