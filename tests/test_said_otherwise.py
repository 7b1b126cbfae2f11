"""Questions and reports that name a thing differently, and figures that are near what was asked but another: little worlds."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from tests.answer_fixtures import plain, report
from tests.building import build

TODAY = date(2026, 11, 22)


@pytest.fixture
def world(tmp_path):
    def made(*reports):
        (tmp_path / "reports").mkdir()
        for number, text in enumerate(reports):
            (tmp_path / "reports" / f"{number}.txt").write_text(text, "utf-8")
        build(tmp_path / "reports", tmp_path / "index")
        return KnowledgeBase(Settings(index=str(tmp_path / "index")), lambda: TODAY)

    return made


def work(place, year, body):
    return report(place, year, f"一、主要工作\n{body}")


def told(kb, *turns):
    state = ""
    for turn in turns:
        reply = kb.ask(turn, state)
        state = reply.state
    return reply.answer, plain(reply.answer.text)


# --- what a report says of the year to come ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "大兴区2019年报告提出的2020年工作安排有哪些",
        "大兴区2019年报告里2020年打算做什么",
        "大兴区2019年报告写的下一步打算有哪些",
        "大兴区2019年年度报告列出的工作安排有哪些",
    ],
)
def test_the_plans_of_a_report_are_those_of_its_own_last_section(world, question):
    plans = "{}\n二、存在的不足\n一是力量薄弱。二是培训不够。\n三、{}年工作安排\n一是{}。二是推进复议规范化。"
    kb = world(
        work("大兴区", 2018, plans.format("受理法律援助案件500件。", 2019, "推进公证改革")),
        work("大兴区", 2019, plans.format("受理法律援助案件600件。", 2020, "健全监督机制")),
        work("大兴区", 2020, plans.format("受理法律援助案件700件。", 2021, "加强普法宣传")),
    )
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert text.startswith("大兴区2019年报告列出的下一步安排有2项:\n1. 一是健全监督机制[1]")
    assert {citation.year for citation in answer.citations} == {2019}


# --- one thing by two names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "question", "figure"),
    [
        ("政务大厅办理各类事项近310万件。", "政务服务办件多少", "近310万件"),
        ("适用免罚清单不予处罚145件。", "对轻微违法行为依法不予处罚多少件", "145件"),
        ("向公安机关移送涉嫌犯罪案件18件。", "行刑衔接移送多少件", "18件"),
        ("办理行政处罚案件2000件,罚款3000万元。", "行政处罚的罚款是多少", "3000万元"),
        ("办理行政处罚案件2000件,罚款3000万元。", "行政处罚的案件是多少", "2000件"),
    ],
)
def test_a_figure_is_found_by_the_other_name_of_what_it_counts(world, stated, question, figure):
    kb = world(work("大兴区", 2020, stated))
    answer, text = told(kb, f"大兴区2020年{question}")
    assert answer.status == "answered"
    assert figure in text.split("\n")[0]


def test_kinds_of_things_are_no_question_for_each(world):
    kb = world(work("大兴区", 2020, "政务大厅办理各类事项310件。"))
    answer, _ = told(kb, "大兴区2020年政务大厅办理各类事项多少件")
    assert "政务大厅办理各类事项" in [reading.value for reading in answer.query]


def test_a_sum_takes_in_the_report_that_says_it_otherwise(world):
    kb = world(
        work("新疆维吾尔自治区英吉沙县", 2020, "行刑衔接移送24件。"),
        work("新疆维吾尔自治区叶城县", 2020, "向公安机关移送涉嫌犯罪案件18件。"),
    )
    assert "合计42件" in told(kb, "英吉沙县和叶城县2020年行刑衔接移送合计多少")[1]


# --- near, but another ---------------------------------------------------------------------------------------------------


def test_a_figure_is_not_named_by_the_words_of_its_neighbour(world):
    kb = world(work("大兴区", 2020, "放映法治电影58场,拟举办青少年科普讲演11场。"))
    answer, text = told(kb, "大兴区2020年举办科普讲演多少场")
    assert answer.status == "not_found"
    assert "58场" not in text.split("。")[0]


@pytest.mark.parametrize(
    ("stated", "question", "figure"),
    [
        ("受理法律援助案件15件,其中民事案件8件,刑事4件,行政3件。", "办理行政应诉案件多少件", ""),
        ("开展矛盾纠纷排查1899次。排查安全隐患1024处。", "排查安全隐患有多少", "1024处"),
        ("市政府法律顾问列席会议6次,参与化解信访事件15场次。", "法律顾问化解信访事件多少场次", "15场次"),
    ],
)
def test_another_figure_is_not_taken_for_it(world, stated, question, figure):
    answer, text = told(world(work("大兴区", 2020, stated)), f"大兴区2020年{question}")
    assert answer.status == ("answered" if figure else "not_found")
    assert figure in text.split("\n")[0]


def test_a_count_is_not_answered_with_a_rate_nor_with_the_whole(world):
    kb = world(work("陕西省", 2017, "调解成功纠纷9000件。"), work("江西省", 2017, "调解纠纷8000件,调解成功率98.5%。"))
    answer, text = told(kb, "陕西省和江西省2017年调解成功的纠纷哪个多")
    assert answer.status == "not_found"
    assert "98.5%" not in text
    assert "9000件" in text


@pytest.mark.parametrize(
    ("question", "near"),
    [("法律意见书多少份", ""), ("成功调解纠纷多少件", "调解纠纷900件[1]")],
)
def test_what_is_near_is_offered_as_another(world, question, near):
    kb = world(work("大兴区", 2020, "制发行政复议意见书7份。调解纠纷900件。"))
    answer, text = told(kb, f"大兴区2020年{question}")
    assert answer.status == "not_found"
    assert near in text
    assert ("相近的有(与所问不是同一个数)" in text) == bool(near)


def test_the_indicator_asked_for_goes_before_one_that_more_years_state(world):
    kb = world(
        work("大兴区", 2018, "受理行政复议申请300件。"),
        work("大兴区", 2019, "收到行政复议申请420件,受理400件。"),
        work("大兴区", 2020, "收到行政复议申请520件,受理500件。"),
        work("大兴区", 2021, "受理行政复议申请600件。"),
    )
    answer, text = told(kb, "大兴区历年收到的行政复议申请")
    assert "2019年为420件[1],2020年为520件[2]," in text
    assert "300件" not in text
    assert any("2018年、2021年没有这个数字" in note for note in answer.notes)
    assert "2018年300件" in told(kb, "大兴区历年受理的行政复议申请")[1]


def test_a_series_gives_the_counts_and_not_one_stated_change(world):
    kb = world(
        *(work("大兴区", year, f"查处超限{kind}货车{count}辆,同比增长7.3%。")
          for year, kind, count in ((2018, "超载", 300), (2019, "运输", 410), (2020, "超载", 440)))
    )  # fmt: skip
    _, text = told(kb, "大兴区历年查处的超限货车变化如何")
    assert all(figure in text for figure in ("300辆", "410辆", "440辆"))


def test_a_series_takes_in_the_years_that_say_it_otherwise(world):
    kb = world(
        work("大兴区", 2019, "办理信访件56件。"),
        work("大兴区", 2020, "12345热线受理群众诉求311件,受理信访事项53件。"),
        work("大兴区", 2021, "办理信访件52件。"),
    )
    assert "2019年56件[1];2020年53件[3];2021年52件[2]。" in told(kb, "大兴区历年信访件变化如何")[1]


def test_of_equal_figures_that_of_the_years_own_report_is_cited(world):
    kb = world(
        work("大兴区", 2017, "截至2017年底,各部门开展行政调解885件。"),
        work("大兴区", 2018, "办理行政调解案件995件,比上年的885件增加110件。"),
    )
    answer, text = told(kb, "大兴区2017年办理行政调解案件多少件")
    assert "885件[1]" in text
    assert answer.citations[0].year == 2017


# --- names in a question -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("哪个县政府会前学法最多", "茶陵县"),
        ("2020年哪个县司法建议最多", "攸县"),
        ("2020年哪个市政府会前学法次数最多", "醴陵市"),
        ("攸县和茶陵县2020年会前学法哪个多", "茶陵县"),
        ("茶陵县和攸县2020年会前学法哪个多", "茶陵县"),
        ("2020年攸县会前学法多少次", "攸县"),
    ],
)
def test_places_of_a_question(world, question, first):
    kb = world(
        work("湖南省", 2020, "省政府常务会议会前学法18次。收到司法建议221份。"),
        work("湖南省醴陵市", 2020, "市政府常务会议会前学法8次。"),
        work("湖南省攸县", 2020, "县政府常务会议会前学法5次。收到司法建议26份。"),
        work("湖南省茶陵县", 2020, "县政府常务会议会前学法7次。"),
    )
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert first in text.split(",")[0]
    assert "湖南省" not in text


def test_a_place_held_is_not_joined_to_the_word_before_it(world):
    kb = world(
        work("辽宁省抚顺市新抚区", 2021, "开展合法性审查219件。"),
        work("辽宁省抚顺市顺城区", 2021, "开展合法性审查320件。"),  # no 和顺县
    )
    assert "合计539件" in told(kb, "新抚区和顺城区2021年合法性审查一共多少件")[1]


@pytest.mark.parametrize("question", ["请谁就《数据安全法》作了专题辅导", "《数据安全法》的专题辅导是谁讲的"])
def test_a_title_asks_for_no_figure(world, question):
    kb = world(work("大兴区", 2021, "邀请王教授就《数据安全法》作专题辅导。全年受理法律援助案件600件。"))
    answer, text = told(kb, f"大兴区2021年{question}")
    assert answer.status == "answered"
    assert "王教授" in text
    assert any("《数据安全法》" in reading.value for reading in answer.query)
