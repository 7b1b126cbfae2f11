"""What `indexer check` and every build look at before a generation comes into force."""

from __future__ import annotations

import sqlite3

import pytest

from indexer import checking
from kb.store.manifest import current_name
from kb.store.opening import open_generation
from tests.building import build

REPORT = "北京市大兴区2024年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件373件，解答咨询2200人次。\n"


@pytest.fixture
def index(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "大兴区.txt").write_text(REPORT, "utf-8")
    build(tmp_path / "reports", tmp_path / "index")
    return tmp_path / "index"


def faults(index, only=None, look=checking.faults):
    snapshot = open_generation(index, current_name(index))
    try:
        return list(look(snapshot) if only is None else look(snapshot, only))
    finally:
        snapshot.close()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE fact SET figure_end = 900 WHERE value = '373'", "数字的位置超出段落"),
        ("UPDATE fact SET paragraph = 99 WHERE value = '373'", "数字没有对应的段落"),
        ("DELETE FROM fact WHERE value = '373'", "数字数不符：应为 2，实有 1"),
        ("DELETE FROM paragraph WHERE number = 3", "检索结果没有对应的段落"),
        ("DELETE FROM report", "报告数不符：应为 1，实有 0"),
        ("UPDATE report SET paragraph_count = 7", "应有 7 段，实有 3 段"),
    ],
)
def test_each_fault_is_named(index, damage, told):
    assert faults(index) == []
    with sqlite3.connect(next(index.glob("gen-*/store.sqlite"))) as connection:
        connection.execute(damage)
    connection.close()
    assert any(told in fault for fault in faults(index))


def test_figures_are_looked_at_in_the_reports_named(index):
    with sqlite3.connect(next(index.glob("gen-*/store.sqlite"))) as connection:
        connection.execute("UPDATE fact SET figure_end = 900 WHERE value = '373'")
    connection.close()
    assert faults(index, frozenset()) == []
    assert len(faults(index)) == 1


def test_a_figure_must_be_what_its_words_state(index):
    assert faults(index, look=checking.mismatches) == []
    with sqlite3.connect(next(index.glob("gen-*/store.sqlite"))) as connection:
        connection.execute("UPDATE fact SET value = '374' WHERE value = '373'")
    connection.close()
    (fault,) = faults(index, look=checking.mismatches)
    assert "记为 374件，原文为“373件”" in fault
