"""Answers over the little reports of `answer_fixtures`: what each kind of question gets, and what holds for any."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.lang.normalize import folded_text
from kb.types import Status
from tests.answer_fixtures import TEXTS, ask, knowledge, plain, told


def first(*turns):
    """The first line of the answer, with its marks."""
    return told(*turns).split("\n")[0]


def origins(answer, origin):
    return [plain(reading.value) for reading in answer.query if reading.origin == origin]


# --- one figure ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("密云区2024年调解了多少纠纷", "调解纠纷18251件[1]。"),
        ("大兴区2024年法律援助案件多少", "大兴区2024年法律援助案件为600件[1]。"),
        ("大兴区2024年调解成功率是多少", "大兴区2024年调解成功率为98.6%[1]。"),
        ("大兴2023年收到多少行政复议申请", "420件[1]"),
        ("旧宫镇2024年调解纠纷多少", "旧宫镇2024年调解纠纷300件[1]"),
        ("大兴区2024年旧宫镇调解纠纷多少", "300件[1]"),
        ("大兴区2024年投入了多少经费", "约120万元[1]"),
        ("大兴区2024年经费多少钱", "约120万元[1]"),
        ("大兴区2024年举办法治培训多少场", "11场[1]"),
    ],
)
def test_the_first_sentence_gives_the_figure(question, expected):
    answer = ask(question)
    assert answer.status == Status.ANSWERED
    assert expected in plain(answer.text).split("\n")[0]


def test_the_name_of_a_figure_is_not_cut():
    assert "级调解组织" not in first("密云区2024年调解了多少纠纷").replace("各级", "")


def test_a_figure_leads_to_its_place_in_the_text_as_published():
    answer = ask("密云区2024年调解纠纷多少")
    (citation,) = answer.citations
    assert citation.source == "密云区2024.txt"
    assert (citation.place, citation.year, citation.section) == ("密云区", 2024, ("一、主要工作",))
    assert citation.text == "各級調解組織調解糾紛18251件。"
    assert [citation.text[mark.start : mark.end] for mark in citation.marks] == ["18251件"]


def test_the_clause_is_quoted_as_published():
    assert "原文:“各級調解組織調解糾紛18251件”。" in told("密云区2024年调解纠纷多少")


def test_words_of_precision_stay():
    assert "730余件[1]" in first("密云区2024年法律援助案件多少")
    assert "约120万元[1]" in first("大兴区2024年投入经费多少")


def test_several_figures_are_each_answered():
    text = told("大兴区2024年行政复议收到多少件,受理多少件")
    assert text.index("486件[1]") < text.index("402件[1]")


def test_two_statements_that_disagree_are_both_shown():
    answer = ask("通州区2024年法律援助案件多少")
    assert {"900件[1]", "950件[2]"} <= set(re.findall(r"\d+件\[\d\]", plain(answer.text)))
    assert len(answer.citations) == 2
    assert any("不一致" in note for note in answer.notes)


def test_without_a_year_the_newest_is_taken_and_said():
    answer = ask("大兴区法律援助案件多少")
    assert "大兴区2024年法律援助案件为600件[1]" in plain(answer.text)
    assert origins(answer, "assumed") == ["未指定,取最近的2024年"]


@pytest.mark.parametrize(
    ("question", "figure", "said"),
    [
        ("大兴区去年法律援助案件多少", "大兴区2024年法律援助案件为600件", "去年(2025年)未收录,按最近的2024年"),
        ("金平县去年法律援助案件多少", "2025年法律援助案件为150件", "去年→2025年"),
    ],
)
def test_last_year_is_the_calendars_where_held_else_the_newest(question, figure, said):
    answer = ask(question)
    assert figure in plain(answer.text)
    assert origins(answer, "assumed") == [said]


@pytest.mark.parametrize(
    ("question", "figure", "said"),
    [
        ("密运区2024年调解纠纷多少", "18251件", "密运区→密云区"),
        ("大兴区2024年法律缘助案件多少", "600件", "法律缘助案件→法律援助案件"),
    ],
)
def test_a_typo_is_mended_and_said(question, figure, said):
    answer = ask(question)
    assert figure in plain(answer.text)
    assert origins(answer, "mended") == [said]


# --- plans -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "planned"), [("大兴区2025年举办了多少场法治培训", "50场"), ("大兴区2024年新建了几处法治公园", "3处[")]
)
def test_what_is_planned_is_no_answer_to_what_was_done(question, planned):
    """It may be offered, in a line that says it is a plan."""
    answer = ask(question)
    assert answer.status == Status.NOT_FOUND
    assert all("计划" in line for line in plain(answer.text).split("\n") if planned in line)


def test_plans_answer_questions_about_plans():
    assert "50场[1]" in first("大兴区2025年计划举办多少场法治培训")


# --- rankings --------------------------------------------------------------------------------------------------------


def test_a_ranking_tells_the_first_the_rest_and_how_complete_it_is():
    answer = ask("哪个区2024年调解纠纷最多")
    lines = plain(answer.text).split("\n")
    assert lines[0] == "2024年调解纠纷最多的是密云区,为18251件[1]。"
    assert "密云区18251件[1];2. 大兴区9640件[2]" in lines[1]
    assert lines[2] == "2024年收录了3份区级报告,2份给出该指标。"
    assert "未给出该数字的有:通州区。" in map(plain, answer.notes)
    assert [row[:2] for row in answer.table.rows] == [("1", "密云区"), ("2", "大兴区")]
    assert answer.table.cites == ((1,), (2,))


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("2024年调解纠纷最少的是哪个区", "大兴区"),
        ("哪个区2024年法律援助案件最多", "通州区"),
        ("2024年法律援助案件第二名是哪个区", "密云区"),
        ("2024年法律援助案件排名第二的是哪个区", "密云区"),
        ("2024年法律援助案件倒数第一是哪个区", "大兴区"),
        ("哪年大兴区法律援助案件最多", "2024年"),
    ],
)
def test_who_is_first_or_nth(question, place):
    assert re.search(rf"[是]{place}", first(question))


def test_a_town_never_wins_among_districts():
    assert "旧宫镇" not in told("哪个区调解纠纷最多")
    assert "旧宫镇" in first("哪个镇2022年调解纠纷最多")


def test_a_rank_that_nobody_holds_is_not_found():
    answer = ask("2024年法律援助案件第九名是哪个区")
    assert answer.status == Status.NOT_FOUND
    assert "只有3个地区" in plain(answer.text)


@pytest.mark.parametrize(
    ("question", "named", "unnamed"),
    [
        ("哪些区2024年法律援助案件超过700件", ["通州区", "密云区"], "大兴区"),
        ("哪些区2024年法律援助案件不到700件", ["大兴区"], "密云区"),
        ("哪些区2024年法律援助案件不少于900件", ["通州区"], "密云区"),
    ],
)
def test_only_places_within_the_bound_are_named(question, named, unnamed):
    line = first(question)
    assert all(place in line for place in named)
    assert f"{len(named)}个" in line
    assert unnamed not in line


def test_nobody_within_the_bound_is_said():
    assert "没有符合条件的区" in first("哪些区2024年法律援助案件超过7000件")


def test_a_level_without_reports_of_the_year_is_not_found_and_says_what_is_held():
    answer = ask("哪个镇2024年调解纠纷最多")
    assert answer.status == Status.NOT_FOUND
    assert "未收录2024年的镇级报告" in plain(answer.text)
    assert "2022年" in plain(answer.text)


def test_things_side_by_side_are_ranked_in_one_report():
    line = first("大兴区2024年宣传活动、律师讲座、法治培训哪样办得最多")
    assert line.startswith("律师讲座最多,为34场[1],宣传活动为22场[1],法治培训为11场[1]")


# --- comparisons, sums, series, derived ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大兴区和兴平市2020年谁办的法律援助多", "大兴区2020年较多,为373件[1],兴平市2020年为293件[2],相差80件"),
        (
            "大兴区2020年和密云区2024年法律援助案件哪个多",
            "密云区2024年较多,为730余件[1],大兴区2020年为373件[2],相差约357件",
        ),
        ("大兴区2023年和2024年法律援助案件哪个多", "大兴区2024年较多,为600件[1],大兴区2023年为500件[2],相差100件"),
        ("大兴区2023年和2024年调解成功率哪个高", "大兴区2024年较高,为98.6%[1],大兴区2023年为97.5%[2],相差1.1个百分点"),
    ],
)
def test_two_are_compared_with_their_difference(question, expected):
    assert expected in first(question)


def test_a_comparison_with_a_place_that_is_not_held_is_not_made():
    answer = ask("大兴区和海淀区2024年法律援助案件哪个多")
    assert answer.status == Status.NOT_FOUND
    assert "未收录海淀区" in plain(answer.text)
    assert "600件[1]" in plain(answer.text)
    assert "较多" not in plain(answer.text)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("大兴区2024年法治培训和投入经费哪个多", ("11场", "约120万元")),
        ("大兴区2024年调解成功率和密云区2024年调解纠纷哪个高", ("98.6%", "18251件")),
    ],
)
def test_figures_of_unlike_units_are_shown_but_not_compared(question, figures):
    answer = ask(question)
    assert not re.search(r"较[多高]|相差|最[多高]", plain(answer.text))
    assert all(figure in plain(answer.text) for figure in figures)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大兴区2024年宣传活动和律师讲座一共多少场", "合计56场:宣传活动22场[1] + 律师讲座34场[1]。"),
        ("各区2024年法律援助案件一共多少", "合计约2,230件"),
        ("大兴区和密云区2024年法律援助一共多少件", "合计约1,330件:大兴区2024年600件[1] + 密云区2024年730余件[2]。"),
        ("大兴区2023年到2024年法律援助一共多少件", "合计1,100件:2023年500件[1] + 2024年600件[2]。"),
        ("大兴区2023年和2024年法律援助平均多少件", "平均550件(2个数字,合计1,100件)"),
        ("2024年各区法律援助案件平均多少", "平均约743.33件(3个区,合计"),
    ],
)
def test_sums_show_their_addends(question, expected):
    assert expected in first(question)


def test_a_sum_over_places_tells_how_complete_it_is():
    assert "2024年收录了3份区级报告,3份给出该指标" in told("各区2024年法律援助案件一共多少")


def test_a_share_that_no_report_states_is_derived_with_its_formula():
    answer = ask("大兴区2020年行政复议审结率是多少")
    assert "80.85%" in plain(answer.text)
    assert "行政复议审结304件[1] ÷ 行政复议申请376件[1]" in plain(answer.text)
    assert any("没有直接给出" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    ["大兴区2020年行政复议未审结多少件", "大兴区2020年还有多少行政复议没审结", "大兴区2020年未审结的行政复议多少件"],
)
def test_a_remainder_is_derived_with_its_formula(question):
    answer = ask(question)
    assert answer.status == Status.ANSWERED
    assert "72件" in plain(answer.text)
    assert "376件[1] − " in plain(answer.text)
    assert "304件[1]" in plain(answer.text)


def test_a_stated_rate_is_not_derived():
    assert "计算" not in told("大兴区2024年调解成功率是多少")


def test_a_series_tells_each_year_the_change_and_the_gaps():
    answer = ask("大兴区历年法律援助案件")
    assert (
        plain(answer.text) == "大兴区法律援助案件2020年为373件[1],2024年为600件[2],增加227件(+60.86%)。\n"
        "各年:2020年373件[1];2023年500件[3];2024年600件[2]。"
    )
    assert "2021年、2022年没有这个数字。" in map(plain, answer.notes)
    assert [row[0] for row in answer.table.rows] == ["2020年", "2023年", "2024年"]


def test_a_series_of_one_year_is_none():
    answer = ask("兴平市历年法律援助案件")
    assert answer.status == Status.NOT_FOUND
    assert "293件[1]" in plain(answer.text)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("大兴区2024年行政复议受理同比增长多少", ("0.5%", "402件")),
        ("大兴区2024年法律援助比2023年增长了多少", ("600件", "500件", "100件")),
        ("大兴区2024年法律援助案件比上年增长多少", ("600件", "500件", "100件")),
    ],
)
def test_a_growth_is_told_with_both_figures(question, figures):
    answer = ask(question)
    assert answer.status == Status.ANSWERED
    assert all(figure in plain(answer.text) for figure in figures)


# --- all figures, passages, the reports themselves -------------------------------------------------------------------


def test_all_figures_of_a_report_are_listed_and_none_that_is_planned():
    answer = ask("大兴区2024年有哪些数字")
    told = [row[1] for row in answer.table.rows]
    assert {"486件", "402件", "600件", "22场", "34场", "11场", "约120万元", "9640件", "98.6%"} <= set(told)
    assert not {"50场", "3处", "300件"} & set(told)


def test_a_change_is_not_listed_under_the_name_of_the_amount():
    rows = ask("大兴区2024年有哪些数字").table.rows
    assert "486件" in [row[1] for row in rows]
    assert "0.5%" not in [row[1] for row in rows]


def test_figures_about_a_topic_are_those_about_it():
    told = [row[1] for row in ask("大兴区2024年行政复议方面的数字有哪些").table.rows]
    assert {"486件", "402件"} <= set(told)
    assert "600件" not in told


@pytest.mark.parametrize("question", ["大兴区2024年有哪些不足", "大兴区2024年存在什么问题"])
def test_shortcomings_are_listed_one_by_one(question):
    answer = ask(question)
    lines = plain(answer.text).split("\n")
    assert len(lines) == 4
    for line, words in zip(lines[1:], ["执法力量薄弱", "决策程序有待规范", "普法针对性"], strict=True):
        assert words in line
        assert re.search(r"\[\d\]", line)
    assert answer.citations[0].section == ("二、存在的不足",)


@pytest.mark.parametrize("question", ["大兴区2024年的下一步安排是什么", "大兴区2025年有什么工作安排"])
def test_plans_are_told_from_their_section(question):
    answer = ask(question)
    assert answer.status == Status.ANSWERED
    assert "法治公园" in plain(answer.text)


def test_a_passage_that_answers_is_quoted_and_cited():
    answer = ask("通州区2024年建设了什么平台")
    assert "建设行政执法监督平台" in plain(answer.text)
    assert answer.citations[0].source == "通州区2024.txt"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大兴区2024年报告什么时候发布的", "2025年3月1日[1]"),
        ("大兴区2024年报告是谁写的", "北京市大兴区人民政府"),
        ("有哪些报告", "共收录8份报告,涉及6个地区,2020年至2025年"),
        ("大兴区有哪些年份的报告", "共收录3份报告"),
    ],
)
def test_reports_are_told_about(question, expected):
    assert expected in first(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [("你好", "你好"), ("谢谢", "不客气"), ("再见", "再见"), ("你能做什么", "据实"), ("你的数据从哪里来", "原文")],
)
def test_talk_is_answered_with_talk(question, expected):
    answer = ask(question)
    assert answer.status == Status.SMALLTALK
    assert expected in plain(answer.text)
    assert answer.citations == ()


# --- in other words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("请问一下密云区2024年调解纠纷的数量", "18251件[1]"),
        ("2024年密云区审结了多少行政复议案件", "700件[1]"),
        ("大兴區2024年調解糾紛多少", "9640件[1]"),
        ("大兴区2024年讲座场次", "34场[1]"),
        ("2024年大兴、密云法律援助案件各多少", "600件[1]"),
        ("2024年调解纠纷数最高的区", "密云区"),
        ("2024年有几个区法律援助案件超过700件", "2个"),
        ("2024年法律援助案件超过700件的区有几个", "2个"),
        ("大兴区、密云区、通州区2024年法律援助案件谁最多", "通州区"),
        ("2024年哪个区的法律援助案件比大兴区多", "通州区"),
        ("大兴区2024年律师讲座比宣传活动多几场", "12场"),
        ("2020年大兴区法律援助比兴平市多几倍", "373件[1]"),
        ("大兴区法律援助案件从2020年到2024年涨了多少", "227件"),
        ("给我大兴区2024年所有数据", "9个"),
        ("你好,密云区2024年调解纠纷多少", "18251件[1]"),
    ],
)
def test_the_same_is_answered_however_it_is_asked(question, expected):
    answer = ask(question)
    assert answer.status == Status.ANSWERED
    assert expected in plain(answer.text).split("\n")[0]


def test_so_many_are_named_as_were_asked_for():
    text = told("法律援助案件最多的三个区")
    assert all(place in text for place in ("通州区", "密云区", "大兴区"))
    assert "兴平市" not in text


@pytest.mark.parametrize(
    "question",
    [
        "大兴区、密云区、通州区2024年法律援助案件谁最多",
        "2024年哪个区的法律援助案件比大兴区多",
        "大兴区2024年律师讲座比宣传活动多几场",
    ],
)
def test_what_the_reports_hold_is_never_said_to_be_missing(question):
    assert not re.search(r"未收录2024年|没有给出", told(question))


# --- what is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "why", "offered"),
    [
        ("密云区2023年调解纠纷多少", "没有找到(未收录密云区2023年的报告)", "密云区2024年"),
        ("海淀区2024年调解纠纷多少", "没有找到(未收录海淀区的报告)", "大兴区2020年"),
        ("2019年哪个区法律援助最多", "未收录2019年的区级报告", "2024年"),
        ("兴平市2020年行政复议多少件", "提到“行政复议”的有关内容,但没有给出这个数字[1]", ""),
        ("兴平市2020年公证多少件", "没有提到“公证”", "2020年"),
        ("兴平市2020年无人机巡查多少次", "没有提到“无人机巡查”", "2020年"),
    ],
)
def test_three_kinds_of_absence_are_told_apart(question, why, offered):
    answer = ask(question)
    assert answer.status == Status.NOT_FOUND
    assert why in plain(answer.text).split("\n")[0]
    assert offered in plain(answer.text)


def test_the_nearest_figure_is_offered_as_another():
    lines = told("密云区2023年调解纠纷多少").split("\n")
    assert lines[1].startswith("另有:密云区2024年")
    assert "18251件[1]" in lines[1]


# --- for any question ------------------------------------------------------------------------------------------------

POOL = """
密云区 大兴区 通州 北京 海淀区 旧宫镇 2024年 2020年 去年 近三年 和 比 的 哪个区 各区 最多 最少 多少 件 第二名
前两名 超过 600件 率 行政复议 法律援助案件 调解纠纷 讲座 、 一共 平均 变化 不足 怎么 呢 ? , “ 》 为什么 报告
有哪些数字 增长 它 两个 差多少 安排 未审结
"""
WORDS = st.lists(
    st.sampled_from(POOL.split()),
    min_size=1,
    max_size=7,
).map("".join)  # fmt: skip


def check(answer):
    """What holds for every answer: marks lie inside, every [n] is cited, every figure cited is in its text."""
    assert plain(answer.text).strip()
    numbers = {n for line in answer.lines for piece in line for n in piece.cites}
    assert numbers <= {citation.n for citation in answer.citations}
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert citation.source in TEXTS
        assert len(set(citation.marks)) == len(citation.marks)
        for mark in citation.marks:
            assert 0 <= mark.start < mark.end <= len(citation.text)
    _check_figures(answer)
    if answer.table:
        assert all(len(row) == len(answer.table.columns) for row in answer.table.rows)
        assert {n for cites in answer.table.cites for n in cites} <= {citation.n for citation in answer.citations}


def _check_figures(answer):
    """The digits of a figure stand in the paragraph that it is cited to."""
    texts = {citation.n: folded_text(citation.text) for citation in answer.citations}
    for piece in (piece for line in answer.lines for piece in line if piece.cites):
        cited = "".join(texts[n] for n in piece.cites)
        if len(piece.text) < 15:
            assert all(digits in cited for digits in re.findall(r"\d[\d.,]*", folded_text(piece.text))), piece


@settings(max_examples=120, deadline=None)
@given(WORDS | st.text(max_size=25))
def test_any_question_is_answered_and_every_mark_lies_in_its_text(question):
    answer = ask(question)
    check(answer)
    assert answer.generation == knowledge().generation


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=3))
def test_any_conversation_is_answered(turns):
    check(ask(*turns))


@settings(max_examples=25, deadline=None)
@given(WORDS, st.text(max_size=30) | st.sampled_from(["{}", "[]", "null", '{"intent":1}', '{"targets":[[1]]}']))
def test_a_state_that_is_none_is_a_new_conversation(question, state):
    assert knowledge().ask(question, state).answer == knowledge().ask(question).answer


@pytest.mark.parametrize("question", ["哪个区2024年调解纠纷最多", "大兴区历年法律援助案件", "大兴区2024年有哪些不足"])
def test_the_same_question_gets_the_same_answer(question):
    assert ask(question) == ask(question)


# --- what is no place, what is left out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["火星市2024年调解纠纷多少", "阳光区2024年法律援助多少件", "纽约2024年法律援助案件"]
)
def test_a_place_that_is_none_gets_no_figure_of_another(question):
    answer = ask(question)
    assert answer.status == Status.NOT_FOUND
    assert "没有认出" in answer.text
    assert not answer.citations


def test_a_place_left_out_does_not_win():
    everyone = ask("哪个区2024年法律援助案件最多").text
    winner = re.search(r"最多的是(.{2,4}?区)", everyone)[1]
    others = ask(f"除了{winner},哪个区2024年法律援助案件最多").text
    assert f"最多的是{winner}" not in others
    assert "最多的是" in others


def test_what_was_guessed_stands_in_the_notes():
    answer = ask("大星区2024年法律援助案件多少")
    assert "600件" in answer.text
    assert any("大星区" in note and "大兴区" in note for note in answer.notes)


def test_a_place_alone_tells_what_is_held_of_it():
    assert "大兴区2024年" in ask("大兴区").text
