"""The build: from a folder of little reports to a generation in force, whatever the files hold."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.discover import Found
from indexer.pipeline import BuildReport
from indexer.reading import digest, read_bytes
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import JushiError
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery
from tests.building import build, open_snapshot

DAXING = """大兴区2024年法治政府建设年度情况报告
一、主要工作
受理法律援助案件373件,解答咨询2200人次。
"""
MIYUN = """密云区2024年法治政府建设年度情况报告
一、主要工作
受理法律援助案件730件。
"""


@pytest.fixture
def folder(tmp_path):
    """Two reports, a copy of one, an empty file and one that is no text."""
    reports = tmp_path / "reports"
    (reports / "区").mkdir(parents=True)
    (reports / "大兴区2024年.txt").write_text(DAXING, "utf-8")
    (reports / "区" / "密云区2024年.txt").write_bytes(MIYUN.encode("gb18030"))
    (reports / "副本.txt").write_text(DAXING, "utf-8")
    (reports / "空.txt").write_text("", "utf-8")
    (reports / "坏.txt").write_bytes(bytes(range(256)) * 8)
    return reports


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def built(folder, index) -> BuildReport:
    return build(folder, index)


def test_what_can_be_read_is_read_and_the_rest_is_listed(built):
    assert built.files == 5
    assert (built.counts.reports, built.counts.facts, built.counts.named) == (2, 3, 3)
    assert {problem.source for problem in built.problems if problem.fatal} >= {"空.txt", "坏.txt"}
    assert all(problem.message and problem.code for problem in built.problems)


def test_of_two_equal_files_one_is_kept_and_the_other_named(built, index):
    (duplicate,) = [problem for problem in built.problems if problem.code == "duplicate"]
    assert {duplicate.source} | {report.source for report in reports_of(index)} >= {"大兴区2024年.txt", "副本.txt"}
    assert "大兴区2024年.txt" in duplicate.message or "副本.txt" in duplicate.message


def test_a_generation_holds_reports_paragraphs_and_facts(built, index):
    snapshot = open_snapshot(index, analyser().version)
    try:
        assert snapshot.generation == built.generation
        assert {report.place for report in snapshot.reports.reports()} == {"大兴区", "密云区"}
        facts = snapshot.figures.facts(FactQuery(indicators=frozenset({"法律援助案件"})))
        assert sorted(fact.value for fact in facts) == [373, 730]
        assert snapshot.passages.count() == built.counts.paragraphs
        assert {problem.source for problem in snapshot.reports.problems()} == {p.source for p in built.problems}
    finally:
        snapshot.close()


def test_progress_is_told_file_by_file(folder, index):
    told = []
    build(folder, index, progress=lambda *step: told.append(step))
    assert [(done, total) for done, total, _ in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]  # a copy is not read
    assert {source for _, _, source in told} == {"副本.txt", "区/密云区2024年.txt", "坏.txt", "空.txt"}


def test_the_same_folder_gives_the_same_facts(folder, index, tmp_path):
    build(folder, index)
    build(folder, tmp_path / "other")
    assert facts_of(index) == facts_of(tmp_path / "other")


def test_the_old_generation_answers_until_the_new_one_is_in_force(folder, index):
    first = build(folder, index)
    knowledge = KnowledgeBase(Settings(index=str(index)), lambda: date(2025, 6, 1))
    (folder / "朝阳区2024年.txt").write_text(DAXING.replace("大兴区", "北京市朝阳区").replace("373", "999"), "utf-8")
    seen = []
    second = build(folder, index, progress=lambda *_: seen.append(knowledge.ask("哪个区2024年法律援助案件最多").answer))
    assert {answer.generation for answer in seen} == {first.generation}
    assert {"730件" in answer.text for answer in seen} == {True}
    after = knowledge.ask("哪个区2024年法律援助案件最多").answer
    assert after.generation == second.generation != first.generation
    assert "999件" in after.text


def test_a_build_that_breaks_off_leaves_the_old_generation_in_force(folder, index):
    first = build(folder, index)

    (folder / "新.txt").write_text(DAXING.replace("大兴区", "海淀区"), "utf-8")

    def break_off(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, index, progress=break_off)
    knowledge = KnowledgeBase(Settings(index=str(index)), lambda: date(2025, 6, 1))
    assert knowledge.ask("哪个区2024年法律援助案件最多").answer.generation == first.generation
    assert build(folder, index).generation != first.generation


def test_a_folder_that_is_not_there_is_an_error_in_words(tmp_path, index):
    with pytest.raises(JushiError) as caught:
        build(tmp_path / "nowhere", index)
    assert "nowhere" in str(caught.value)
    assert caught.value.hint


def test_an_empty_folder_gives_an_empty_index(tmp_path, index):
    (tmp_path / "reports").mkdir()
    result = build(tmp_path / "reports", index)
    assert (result.files, result.counts.reports, result.counts.facts) == (0, 0, 0)
    knowledge = KnowledgeBase(Settings(index=str(index)), lambda: date(2025, 6, 1))
    assert knowledge.ask("哪个区2024年法律援助案件最多").answer.status == "not_found"


def test_many_files_are_read_by_several_processes_to_the_same_end(tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(62):
        text = DAXING.replace("373", str(1000 + number))
        (reports / f"{number:03}.txt").write_text(text, "utf-8")
    alone, together = build(reports, tmp_path / "a"), build(reports, tmp_path / "b", jobs=2)
    assert alone.counts == together.counts
    assert (alone.counts.reports, alone.counts.facts) == (62, 124)
    assert facts_of(tmp_path / "a") == facts_of(tmp_path / "b")


def test_a_file_that_went_away_is_a_problem(tmp_path):
    read = digest(Found("gone.txt", tmp_path / "gone.txt", 10, 0, tmp_path))
    (problem,) = read.problems
    assert (problem.fatal, problem.code, problem.source) == (True, "unreadable", "gone.txt")
    assert read.reports == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02" * 50, b"\xff\xfe", "只有一行".encode(), b"<html>", "﻿\n\n\n".encode()]
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_no_bytes_whatever_raise(name, data):
    reading = read_bytes(name, data)
    assert bool(reading.readings) != any(problem.fatal for problem in reading.problems)


@pytest.mark.usefixtures("built")
def test_facts_carry_the_words_they_are_found_by(index):
    snapshot = open_snapshot(index, analyser().version)
    try:
        assert len(snapshot.figures.facts(FactQuery(words=frozenset({"法律援助案件"})))) == 2
        assert snapshot.figures.facts(FactQuery(words=frozenset({"没有这个词"}))) == []
    finally:
        snapshot.close()


def reports_of(index):
    snapshot = open_snapshot(index, analyser().version)
    try:
        return snapshot.reports.reports()
    finally:
        snapshot.close()


def facts_of(index):
    snapshot = open_snapshot(index, analyser().version)
    try:
        return sorted(snapshot.figures.facts(FactQuery()), key=lambda fact: (fact.report_id, fact.number))
    finally:
        snapshot.close()
