"""Whatever is done to the folder between builds, the index is what a build from nothing would make of it."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from datetime import date

import pytest

from indexer import checking, pipeline, plan
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery, TextQuery
from kb.store.corrections import correction_path, write_corrections
from tests.building import build, open_snapshot
from tests.test_archive import packed
from tests.word_fixtures import as_word

PLACES = ("大兴区", "密云区", "通州区", "房山区", "海淀区", "怀柔区", "平谷区", "延庆区", "门头沟区")
TEXT = """北京市{place}2024年法治政府建设年度情况报告
一、主要工作
（一）推进复议。全年受理法律援助案件{cases}件，同比增长12.5%。
二、存在的不足
队伍建设有待加强，{place}仍需努力。
"""
TERMS = dict.fromkeys(("法律", "援助", "队伍", "努力", "加强"), 1.0)


def text_of(place, cases):
    return TEXT.format(place=place, cases=cases)


def saved_as(suffix, text):
    return as_word(text) if suffix == ".docx" else text.encode("gb18030" if suffix == ".txt" else "utf-8")


def settle(folder):
    """Let all files look as if they had been changed long ago, as most have."""
    then = time.time_ns() - 60 * 10**9
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime_ns > then:
            os.utime(path, ns=(then, then))


def whole(index):
    """All that an index holds, but for what two ways to it may tell differently: which of two equal files is the one
    that counts, and the order of problems.
    """
    snapshot = open_snapshot(index, analyser().version)
    try:
        assert list(checking.faults(snapshot)) == []
        reports = sorted(snapshot.reports.reports(), key=lambda report: report.id)
        hits = snapshot.passages.search(TextQuery(TERMS, limit=1000))
        problems = snapshot.reports.problems()
        return {
            "reports": [replace(report, source="", modified="") for report in reports],
            "paragraphs": [snapshot.reports.paragraphs(report.id) for report in reports],
            "facts": snapshot.figures.facts(FactQuery()),
            "by word": snapshot.figures.facts(FactQuery(words=frozenset({"法律援助"}))),
            "passages": sorted(snapshot.passages.keys()),
            "hits": sorted((hit.report_id, hit.paragraph, round(hit.score, 4)) for hit in hits),
            "files": [(file.source, file.size, file.sha256, file.reader) for file in snapshot.reports.files()],
            "problems": sorted((one.code, one.source, one.message) for one in problems if one.code != "duplicate"),
            "duplicates": sum(one.code == "duplicate" for one in problems),
            "counts": snapshot.manifest.counts,
        }
    finally:
        snapshot.close()


class Folder:
    """A folder of reports and what may happen in it, drawn from a seed."""

    def __init__(self, path, seed):
        self.path, self.draw, self.made = path, random.Random(seed), 0
        path.mkdir()

    def files(self):
        return sorted(one for one in self.path.rglob("*") if one.is_file() and not one.name.endswith(".meta"))

    def new(self):
        self.made += 1
        return text_of(self.draw.choice(PLACES), 100 + self.made)

    def add(self):
        text, suffix = self.new(), self.draw.choice([".txt", ".md", ".docx"])
        below = self.path / self.draw.choice(["", "区", "区/旧"])
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{self.made}{suffix}").write_bytes(saved_as(suffix, text))

    def spoil(self):
        (self.path / f"坏{self.made}.txt").write_bytes(bytes(range(256)) * (self.made + 1))

    def change(self):
        path = self.draw.choice(self.files())
        path.write_bytes(saved_as(path.suffix, self.new()) if path.suffix != ".zip" else self.archive())

    def rename(self):
        path = self.draw.choice(self.files())
        self.made += 1
        self.forget(path)
        path.rename(self.path / f"改{self.made}{path.suffix}")

    def delete(self):
        path = self.draw.choice(self.files())
        self.forget(path)
        path.unlink()

    def copy(self):
        path = self.draw.choice(self.files())
        self.made += 1
        self.forget(path)
        (self.path / f"{self.draw.choice('0z')}抄{self.made}{path.suffix}").write_bytes(path.read_bytes())

    def pack(self):
        self.made += 1
        (self.path / f"包{self.made}.zip").write_bytes(self.archive())

    def archive(self):
        """Some new reports, and some that are in the folder too."""
        old = [one for one in self.files() if one.suffix != ".zip"][:2]
        for one in old:
            self.forget(one)
        files = [("新.txt", self.new()), ("夹/新.md", self.new()), *((one.name, one.read_bytes()) for one in old)]
        return packed(files)

    def touch(self):
        os.utime(self.draw.choice(self.files()))

    def correct(self):
        """Put one right that has no copy: of copies it would depend on which counts."""
        path = self.draw.choice(self.files())
        bytes_of = [one.read_bytes() for one in self.files()]
        if path.suffix != ".zip" and bytes_of.count(path.read_bytes()) == 1 and not list(self.path.glob("*.zip")):
            write_corrections(self.path, path.relative_to(self.path).as_posix(), [("note", f"更正{self.made}")])

    def forget(self, path):
        correction_path(self.path, path.relative_to(self.path).as_posix()).unlink(missing_ok=True)

    def step(self):
        doings = [self.add, self.add, self.change, self.rename, self.delete, self.copy, self.pack, self.touch]
        doings += [self.correct, self.spoil]
        few = len(self.files()) < 3
        for doing in self.draw.choices(doings[:2] if few else doings, k=self.draw.randint(1, 3)):
            doing()
        if self.draw.random() < 0.7:
            settle(self.path)


@pytest.mark.parametrize("seed", range(3))
def test_any_walk_of_changes_ends_where_a_build_from_nothing_does(tmp_path, seed):
    folder = Folder(tmp_path / "reports", seed)
    for _ in range(4):
        folder.add()
    for step in range(7):
        folder.step()
        build(folder.path, tmp_path / "index")
        build(folder.path, tmp_path / f"anew{step}", full=True)
        one, other = whole(tmp_path / "index"), whole(tmp_path / f"anew{step}")
        for part, held in one.items():
            assert held == other[part], (step, part)


# --- what is read again ----------------------------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, place in enumerate(PLACES[:5]):
        suffix = (".txt", ".md", ".docx")[number % 3]
        (folder / f"{place}{suffix}").write_bytes(saved_as(suffix, text_of(place, 100 + number)))
    settle(folder)
    return folder


@pytest.fixture
def index(tmp_path, reports):
    build(reports, tmp_path / "index")
    return tmp_path / "index"


def ask(index, question):
    return KnowledgeBase(Settings(index=str(index)), lambda: date(2025, 6, 1)).ask(question).answer


def test_nothing_is_read_where_nothing_changed(reports, index):
    again = build(reports, index)
    assert (again.read, again.generation) == (0, "gen-000001")


def test_only_what_changed_is_read(reports, index):
    (reports / "大兴区.txt").write_text(text_of("大兴区", 999), "utf-8")
    (reports / "怀柔区.txt").write_text(text_of("怀柔区", 888), "utf-8")
    assert build(reports, index).read == 2
    assert "999件" in ask(index, "大兴区2024年法律援助案件多少件").text
    assert "888件" in ask(index, "怀柔区2024年法律援助案件多少件").text


def test_a_file_touched_with_the_same_bytes_is_not_read(reports, index):
    for path in reports.iterdir():
        os.utime(path)
    assert build(reports, index).read == 0


def test_a_deleted_file_stops_answering(reports, index):
    (reports / "大兴区.txt").unlink()
    assert build(reports, index).read == 0
    answer = ask(index, "大兴区2024年法律援助案件多少件")
    assert "100件" not in answer.text
    snapshot = open_snapshot(index, analyser().version)
    held = {one.id for one in snapshot.reports.reports()}
    hits = snapshot.passages.search(TextQuery(TERMS, limit=1000))
    snapshot.close()
    assert len(held) == 4
    assert {hit.report_id for hit in hits} <= held


def test_of_two_names_of_the_same_bytes_the_second_takes_over(reports, index):
    (reports / "大兴区二.txt").write_bytes((reports / "大兴区.txt").read_bytes())
    both = build(reports, index)
    assert (both.read, both.counts.reports) == (0, 5)
    assert [one.code for one in both.problems] == ["duplicate"]
    (reports / "大兴区.txt").unlink()
    one = build(reports, index)
    assert (one.counts.reports, one.problems) == (5, ())
    answer = ask(index, "大兴区2024年法律援助案件多少件")
    assert "100件" in answer.text
    assert {cited.source for cited in answer.citations} == {"大兴区二.txt"}


def test_a_copy_in_an_archive_is_read_again_only_when_something_changed(reports, index):
    (reports / "包.zip").write_bytes(packed([("抄.txt", (reports / "大兴区.txt").read_bytes())]))
    settle(reports)
    assert [one.code for one in build(reports, index).problems] == ["duplicate"]
    assert build(reports, index).read == 0
    (reports / "大兴区.txt").unlink()
    assert build(reports, index).read == 1
    assert {one.source for one in ask(index, "大兴区2024年法律援助案件多少件").citations} == {"包.zip/抄.txt"}


def test_corrections_are_honoured_and_undone(reports, index):
    before = whole(index)
    write_corrections(reports, "大兴区.txt", [("place", "北京市石景山区"), ("year", "2021")])
    assert build(reports, index).read == 1
    assert "100件" in ask(index, "石景山区2021年法律援助案件多少件").text
    write_corrections(reports, "大兴区.txt", [])
    assert build(reports, index).read == 1
    assert whole(index) == before


def test_a_reader_that_changed_reads_its_own_files_again(reports, index, monkeypatch):
    ours = plan.reader_version
    monkeypatch.setattr(plan, "reader_version", lambda one: ours(one) + ("b" if one.endswith(".md") else ""))
    assert build(reports, index).read == sum(path.suffix == ".md" for path in reports.iterdir()) > 0
    assert build(reports, index).read == 0


def test_an_extractor_that_changed_reads_no_file_but_all_facts(reports, index, monkeypatch):
    before, seen = whole(index), []
    monkeypatch.setattr(pipeline, "extractor_version", lambda: "other")
    real = pipeline.Workers.read_again
    monkeypatch.setattr(
        pipeline.Workers, "read_again", lambda self, reads: (seen.append(one) or one for one in real(self, reads))
    )
    again = build(reports, index)
    assert (again.read, again.counts.reports, len(seen)) == (0, 5, 5)
    assert again.generation == "gen-000002"
    assert whole(index) == before
    assert build(reports, index).generation == "gen-000002"


def test_a_dictionary_that_changed_reads_no_file_but_cuts_all_words(reports, index, monkeypatch):
    monkeypatch.setattr(analyser(), "version", "other")
    again = build(reports, index)
    assert (again.read, again.generation, again.counts.reports) == (0, "gen-000002", 5)
    assert "100件" in ask(index, "大兴区2024年法律援助案件多少件").text
