"""Checking a generation, and knowledge bases made for one question."""

from __future__ import annotations

import sqlite3

import pytest

from indexer import checking
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.lexicon.words import analyser
from tests.building import build, open_snapshot

TEXT = "大兴区2024年法治政府建设年度情况报告\n一、主要工作\n全年受理法律援助案件600件。\n"


def test_a_sound_generation_has_no_faults_and_a_harmed_one_has(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "大兴区2024.txt").write_text(TEXT, "utf-8")
    done = build(tmp_path / "reports", tmp_path / "index")
    snapshot = open_snapshot(tmp_path / "index", analyser().version)
    assert list(checking.faults(snapshot)) == []
    snapshot.close()
    with sqlite3.connect(tmp_path / "index" / done.generation / "store.sqlite") as store:
        store.execute("UPDATE fact SET figure_end = 100000")
        store.execute("DELETE FROM paragraph WHERE kind = 'title'")
    store.close()
    snapshot = open_snapshot(tmp_path / "index", analyser().version)
    faults = list(checking.faults(snapshot))
    snapshot.close()
    assert any("超出段落" in fault for fault in faults)
    assert any("段落数不符" in fault for fault in faults)


def test_examples_are_answered(tmp_path):
    (tmp_path / "reports").mkdir()
    for place, count in (("大兴区", 600), ("通州区", 700)):
        text = TEXT.replace("大兴区", place).replace("600", str(count))
        (tmp_path / "reports" / f"{place}.txt").write_text(text, "utf-8")
    build(tmp_path / "reports", tmp_path / "index")
    kb = KnowledgeBase(Settings(index=str(tmp_path / "index")))
    assert kb.examples()
    for question in kb.examples():
        assert kb.ask(question).answer.status == "answered", question


def knowledge_of(folder, **texts):
    (folder / "reports").mkdir()
    for name, text in texts.items():
        (folder / "reports" / f"{name}.txt").write_text(text, "utf-8")
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index")))


def report(place, year, body):
    return f"{place}{year}年法治政府建设年度情况报告\n一、主要工作\n{body}\n"


def test_places_of_one_name_are_asked_back(tmp_path):
    kb = knowledge_of(
        tmp_path,
        a=report("江苏省南京市鼓楼区", 2024, "全年受理法律援助案件600件。"),
        b=report("福建省福州市鼓楼区", 2024, "全年受理法律援助案件500件。"),
    )
    answer = kb.ask("鼓楼区2024年法律援助案件多少").answer
    assert answer.status == "clarify"
    assert "南京市鼓楼区" in answer.text
    assert "福州市鼓楼区" in answer.text
    assert not answer.citations
    told = kb.ask("福州市鼓楼区2024年法律援助案件多少").answer
    assert "500件" in told.text
    assert "500件" in kb.ask(next(text for text in answer.suggestions if "福州" in text)).answer.text


@pytest.mark.parametrize(("stated", "noted"), [("同比增长20%", False), ("同比增长35%", True), ("同比下降20%", True)])
def test_a_stated_growth_is_checked_against_the_year_before(tmp_path, stated, noted):
    kb = knowledge_of(
        tmp_path,
        a=report("大兴区", 2023, "全年受理法律援助案件500件。"),
        b=report("大兴区", 2024, f"全年受理法律援助案件600件，{stated}。"),
    )
    answer = kb.ask("大兴区2024年法律援助案件多少").answer
    assert "600件" in answer.text
    assert any("不符" in note for note in answer.notes) == noted


def test_a_figure_a_head_is_computed_of_two_and_shown_with_both(tmp_path):
    kb = knowledge_of(tmp_path, a=report("大兴区", 2024, "全区有人民调解员300名。全年人民调解组织调解纠纷5400件。"))
    text = kb.ask("大兴区2024年平均每名调解员调解多少件纠纷").answer.text
    assert "18件/名" in text
    assert "5400件[1]" in text
    assert "300名[" in text


def test_a_stated_figure_a_head_goes_before_a_computed_one(tmp_path):
    body = "全区有人民调解员300名。全年人民调解组织调解纠纷5400件，平均每名调解员调解纠纷21件。"
    text = (
        knowledge_of(tmp_path, a=report("大兴区", 2024, body))
        .ask("大兴区2024年平均每名调解员调解多少件纠纷")
        .answer.text
    )
    assert "21件[1]" in text.split("\n")[0]


def test_figures_of_two_years_are_never_put_into_one_formula(tmp_path):
    kb = knowledge_of(
        tmp_path,
        a=report("大兴区", 2023, "全区有人民调解员300名。"),
        b=report("大兴区", 2024, "全年人民调解组织调解纠纷5400件。"),
    )
    assert "18件/名" not in kb.ask("大兴区平均每名调解员调解多少件纠纷").answer.text


def test_a_computed_figure_tells_the_year_that_was_taken(tmp_path):
    kb = knowledge_of(tmp_path, a=report("大兴区", 2024, "全区有人民调解员300名。全年人民调解组织调解纠纷5400件。"))
    answer = kb.ask("大兴区平均每名调解员调解多少件纠纷").answer
    assert "18件/名" in answer.text
    assert any("2024年" in reading.value for reading in answer.query if reading.origin == "assumed")


def test_a_figure_a_head_is_no_total(tmp_path):
    body = "全年平均每名调解员调解纠纷21件。"
    kb = knowledge_of(tmp_path, a=report("大兴区", 2024, body), b=report("密云区", 2024, "全年调解纠纷5件。"))
    assert kb.ask("大兴区2024年调解纠纷多少件").answer.status == "not_found"
    assert "密云区" in kb.ask("哪个区2024年调解纠纷最多").answer.text.split("\n")[0]
