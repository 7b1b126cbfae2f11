"""Answers that were just given are kept: none is worked out twice, and none is told of another generation or day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kb.answer.recent import Recent
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from tests.building import build


def test_a_value_is_made_once_and_the_oldest_goes_first():
    made = []
    kept = Recent(2)

    def value(key):
        return kept.get(key, lambda: made.append(key) or f"value of {key}")

    assert [value(key) for key in "aabab"] == ["value of a", "value of a", "value of b", "value of a", "value of b"]
    assert made == ["a", "b"]
    value("c")  # now a, asked for before b, is gone
    assert [value("b"), value("c"), value("a")] == ["value of b", "value of c", "value of a"]
    assert made == ["a", "b", "c", "a"]


def test_what_fails_is_not_kept():
    kept = Recent(2)

    def fail():
        raise ValueError("no index")

    with pytest.raises(ValueError, match="no index"):
        kept.get("a", fail)
    assert kept.get("a", lambda: 1) == 1


def test_threads_share_it():
    kept = Recent(3)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda at: kept.get(at % 5, lambda: at % 5), range(500)))
    assert found == [at % 5 for at in range(500)]


def test_an_answer_is_of_its_generation_and_day(tmp_path):
    reports, index, days = tmp_path / "reports", tmp_path / "index", [date(2024, 6, 1)]
    reports.mkdir()

    def state(cases):
        (reports / "a.txt").write_text(
            f"北京市密云区2023年法治政府建设年度情况报告\n一、工作\n调解纠纷{cases}件。\n", "utf-8"
        )
        build(reports, index)

    state(11)
    kb = KnowledgeBase(Settings(index=str(index)), lambda: days[0])
    first = kb.ask("密云区去年调解纠纷多少件").answer
    assert kb.ask("密云区去年调解纠纷多少件").answer is first
    assert "11件" in first.text
    state(12)
    assert "12件" in kb.ask("密云区去年调解纠纷多少件").answer.text
    days[0] = date(2026, 6, 1)
    assert kb.ask("密云区去年调解纠纷多少件").answer.query != first.query
