"""What an answer carries besides its words: the chart, the trace, conflicts, suggestions, and readings put right."""

from __future__ import annotations

import pytest

from kb.answer.service import KnowledgeBase
from kb.answer.trace import SHOWN
from kb.config import Settings
from kb.types import Change, ChartKind, Status
from tests.answer_fixtures import ask, knowledge, plain, report
from tests.building import build

LOOKUP = "大兴区2024年法律援助案件多少"
RANKING = "哪个区2024年法律援助案件最多"
TREND = "大兴区历年法律援助案件"
COMPARISON = "大兴区和密云区2024年谁调解纠纷多"


def changed(question, **changes):
    return knowledge().ask(question, "", [Change(slot, value) for slot, value in changes.items()]).answer


def words_of(answer, mark):
    """The words of a report that a chart's mark names."""
    cited = next(one for one in answer.citations if one.n == mark.cite)
    return cited.text[mark.mark.start : mark.mark.end]


# --- charts ---


def test_a_ranking_has_a_mark_for_each_row_and_a_gap_for_each_report_without_the_figure():
    answer = ask(RANKING)
    held = [mark for mark in answer.chart.marks if mark.value is not None]
    gaps = [mark for mark in answer.chart.marks if mark.value is None]
    assert answer.chart.kind is ChartKind.RANKING
    assert [(mark.label, mark.text) for mark in held] == [(row[1], row[3]) for row in answer.table.rows]
    values = [mark.value for mark in held]
    assert values == sorted(values, reverse=True)
    assert all(mark.report_id and not mark.text for mark in gaps)
    assert not {mark.label for mark in gaps} & {mark.label for mark in held}


def test_a_trend_has_a_mark_for_each_year_in_between():
    answer = ask(TREND)
    assert answer.chart.kind is ChartKind.TREND
    assert [mark.label for mark in answer.chart.marks] == ["2020年", "2021年", "2022年", "2023年", "2024年"]
    assert [mark.value is None for mark in answer.chart.marks] == [False, True, True, False, False]


def test_a_comparison_tells_difference_and_ratio():
    answer = ask(COMPARISON)
    assert answer.chart.kind is ChartKind.COMPARISON
    assert len(answer.chart.marks) == 2
    assert "倍" in answer.chart.remark
    assert all("=" in formula for formula in answer.trace.formulas)


def test_rates_have_a_difference_and_no_ratio(tmp_path):
    (tmp_path / "reports").mkdir()
    for place, rate in (("大兴区", "98.6%"), ("密云区", "90.1%")):
        text = report(place, 2024, f"一、主要工作\n人民调解成功率为{rate}。")
        (tmp_path / "reports" / f"{place}.txt").write_text(text, "utf-8")
    build(tmp_path / "reports", tmp_path / "index")
    answer = KnowledgeBase(Settings(index=str(tmp_path / "index"))).ask("大兴区和密云区2024年谁的调解成功率高").answer
    assert answer.trace.formulas == ("98.6% − 90.1% = 8.5个百分点。",)
    assert answer.chart.remark == "大兴区2024年比密云区2024年高8.5个百分点。"


@pytest.mark.parametrize("question", [RANKING, TREND, COMPARISON])
def test_every_mark_and_every_figure_of_a_table_names_its_very_words(question):
    answer = ask(question)
    for mark in answer.chart.marks:
        if mark.value is not None:
            assert words_of(answer, mark)[:2] == mark.text[:2]
    texts = {one.n: one.text for one in answer.citations}
    for row, cites, mark in zip(answer.table.rows, answer.table.cites, answer.table.marks, strict=True):
        assert texts[cites[0]][mark.start : mark.end][:2] == row[answer.table.figure][:2]


def test_every_figure_said_names_its_very_words():
    for question in (LOOKUP, RANKING, TREND, COMPARISON):
        answer = ask(question)
        marked = [piece for line in answer.lines for piece in line if piece.mark is not None]
        texts = {one.n: one.text for one in answer.citations}
        assert marked
        for piece in marked:
            assert texts[piece.cites[0]][piece.mark.start : piece.mark.end][:2] == piece.text[:2]


def test_what_a_chart_shows_too_is_marked_so():
    answer = ask("哪个区2024年法律援助案件最多")
    assert [plain(answer.text).split("\n")[at][:2] for at in answer.charted] == ["排名"]


# --- the trace ---


def test_the_trace_has_what_is_cited_and_says_of_all_else_why_not():
    trace = ask("大兴区2024年行政复议申请多少件").trace
    assert [one.figure for one in trace.used] == ["486件"]
    assert ("402件", "说的是行政复议受理，是另一个指标") in [(one.figure, one.reason) for one in trace.left_out]
    assert all(one.reason for one in trace.left_out)
    assert not {(one.report_id, one.paragraph, one.mark) for one in trace.used} & {
        (one.report_id, one.paragraph, one.mark) for one in trace.left_out
    }


def test_a_plan_is_left_out_as_one(tmp_path_factory):
    trace = _told(
        tmp_path_factory.mktemp("plans"),
        "受理法律援助案件373件。\n二、2025年工作安排\n计划受理法律援助案件400件。",
        "大兴区法律援助案件多少",
    ).trace
    assert [(one.figure, one.reason) for one in trace.left_out if one.figure == "400件"] == [
        ("400件", "是计划数，不是完成数")
    ]


@pytest.mark.parametrize(
    ("question", "reasons"),
    [
        ("大兴区2021年法律援助案件多少", {"500件": "是2023年的，问的是2021年", "373件": "是2020年的，问的是2021年"}),
        ("大兴区法律援助案件多少", {"500件": "是2023年的，取最近的2024年", "373件": "是2020年的，取最近的2024年"}),
    ],
)
def test_another_year_is_told_with_the_years(question, reasons):
    """The figures of 大兴区 alone: 600件 in 2024, 500件 in 2023, 373件 in 2020."""
    told = {
        one.figure: one.reason
        for one in knowledge().ask(question).answer.trace.left_out
        if one.place == "大兴区" and one.name == "法律援助案件"
    }
    assert {figure: told.get(figure) for figure in reasons} == reasons


def test_a_trace_stays_bounded(tmp_path_factory):
    many = "\n".join(f"第{at}批受理法律援助案件{at}件。" for at in range(100, 100 + 2 * SHOWN))
    trace = _told(tmp_path_factory.mktemp("many"), many, LOOKUP).trace
    assert len(trace.left_out) == SHOWN
    assert trace.left_out_more > 0


def test_two_figures_for_one_thing_are_a_conflict(tmp_path_factory):
    answer = _told(
        tmp_path_factory.mktemp("conflict"), "受理法律援助案件373件。\n另外说明。\n受理法律援助案件375件。", LOOKUP
    )
    assert answer.conflicts == ((1, 2),)
    assert not ask(LOOKUP).conflicts


def _told(folder, body, question):
    """The answer over one report of 大兴区 of 2024."""
    (folder / "reports").mkdir()
    (folder / "reports" / "大兴区2024.txt").write_text(report("大兴区", 2024, f"一、主要工作\n{body}"), "utf-8")
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index"))).ask(question).answer


# --- suggestions ---


@pytest.mark.parametrize(
    "question", [LOOKUP, RANKING, TREND, COMPARISON, "大兴区2024年有哪些不足", "你好", "密云区2019年调解了多少纠纷"]
)
def test_whatever_is_suggested_has_an_answer(question):
    reply = knowledge().ask(question)
    for suggestion in reply.answer.suggestions:
        assert knowledge().ask(suggestion, reply.state).answer.status is Status.ANSWERED, suggestion


def test_all_figures_of_a_report_are_told_whatever_was_asked_before():
    state = knowledge().ask(LOOKUP).state
    assert "大兴区2024年的数字有" in plain(knowledge().ask("大兴区2024年有哪些数字?", state).answer.text)


def test_a_figure_leads_on_to_other_years_and_other_places():
    suggested = "".join(ask(LOOKUP).suggestions)
    assert "大兴区历年法律援助案件" in suggested
    assert "哪个区2024年法律援助案件最多" in suggested


# --- readings put right ---


@pytest.mark.parametrize(
    ("question", "changes", "expected"),
    [
        (LOOKUP, {"year": "2023"}, "大兴区2023年法律援助案件为500件"),
        (LOOKUP, {"year": "2023年"}, "大兴区2023年法律援助案件为500件"),
        (LOOKUP, {"place": "密云区"}, "密云区2024年法律援助案件"),
        (LOOKUP, {"topic": "行政复议申请"}, "486件"),
        (LOOKUP, {"place": "密云区、大兴区"}, "密云区2024年较多"),
        (LOOKUP, {"year": "", "place": "兴平市"}, "兴平市2020年"),
        (RANKING, {"year": ""}, "各地按最近一年"),
        (RANKING, {"topic": "调解纠纷"}, "调解纠纷最多的是"),
        (COMPARISON, {"place": "密云区"}, "密云区2024年"),
        (TREND, {"topic": "行政复议申请"}, "行政复议申请"),
        ("大兴区2024年有哪些不足", {"place": "密云区"}, "密云区2024年"),
    ],
)
def test_what_is_put_right_is_answered(question, changes, expected):
    answer = changed(question, **changes)
    assert expected in plain(answer.text)
    told = {reading.slot: reading for reading in answer.query if reading.origin == "changed"}
    assert set(told) == set(changes)
    assert all(told[slot].value == (value or "不限") for slot, value in changes.items())


@pytest.mark.parametrize("changes", [{"year": "去年的"}, {"place": "火星"}, {"scope": "星球"}, {"other": "x"}])
def test_what_means_nothing_changes_nothing(changes):
    assert changed(RANKING, **changes).text == ask(RANKING).text


def test_a_scope_is_put_right():
    answer = changed(RANKING, scope="镇")
    assert [reading.value for reading in answer.query if reading.slot == "scope"] == ["镇"]
    assert "镇级报告" in plain(answer.text)
