"""Problems and plans: which section of which report tells them, and every point of it counted."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from tests.answer_fixtures import plain
from tests.building import build

TODAY = date(2026, 11, 22)


@pytest.fixture
def world(tmp_path):
    def made(**reports):
        (tmp_path / "reports").mkdir()
        for name, body in reports.items():
            text = f"通州区{name[1:]}年法治政府建设年度情况报告\n{body}\n"
            (tmp_path / "reports" / f"{name}.txt").write_text(text, "utf-8")
        build(tmp_path / "reports", tmp_path / "index")
        return KnowledgeBase(Settings(index=str(tmp_path / "index")), lambda: TODAY)

    return made


def told(kb, question):
    answer = kb.ask(question).answer
    return answer, plain(answer.text)


DONE = "2024年,全区围绕中心工作推进依法治区。\n一、主要工作\n办理法律援助案件600件,推进合同审查。\n"


@pytest.mark.parametrize(
    "heading",
    ["二、2025年思路", "二、下步举措", "二、2025年重点", "二、下一阶段展望", "二、2025年目标", "二、今后打算"],
)
@pytest.mark.parametrize(
    "question", ["通州区2025年准备干啥", "通州区2025年有什么打算", "通州区2025年工作计划", "通州区2025年有哪些举措"]
)
def test_plans_of_the_year_to_come_stand_in_the_last_report(world, heading, question):
    body = f"{DONE}{heading}\n新建法治公园3处;培训调解员200人;修订执法裁量基准。"
    answer, text = told(world(r2024=body), question)
    assert answer.status == "answered"
    assert "下一步安排有3项" in text
    assert "修订执法裁量基准" in text


def test_an_introduction_is_no_plan(world):
    answer, text = told(world(r2024=DONE), "通州区2025年有什么打算")
    assert answer.status == "not_found"
    assert "围绕中心工作" not in text


def test_the_year_to_come_is_that_after_the_latest_report(world):
    plan = "二、下一步安排\n一是{}。二是加强培训。"
    kb = world(r2023=DONE + plan.format("建公园"), r2024=DONE + plan.format("建讲堂"))
    _, text = told(kb, "通州区下一年打算做什么")
    assert "建讲堂" in text
    assert "建公园" not in text


MIXED = (
    DONE
    + "二、问题和打算\n存在三方面问题:执法力量不足;培训质量不高;司法所用房紧张。2025年,将招录执法员12名,新建司法所2个。"
)


def test_a_section_of_problems_and_plans_is_split(world):
    kb = world(r2024=MIXED)
    _, problems = told(kb, "通州区2024年有哪些问题")
    assert "不足和问题有3项" in problems
    assert "招录" not in problems
    _, plans = told(kb, "通州区2025年有什么打算")
    assert "招录执法员12名" in plans
    assert "培训质量" not in plans


def test_each_point_with_its_own_next_step_is_not_cut_off(world):
    body = (
        DONE + "二、存在不足\n1.力量薄弱。下一步加强招录。\n2.宣传单一。下一步丰富形式。\n3.经费紧张。下一步争取资金。"
    )
    _, text = told(world(r2024=body), "通州区2024年有哪些不足")
    assert "有3项" in text
    assert "经费紧张" in text


def test_what_a_report_admits_are_its_problems(world):
    body = f"{DONE}二、存在的差距\n1.执法规范化水平不均衡。\n2.普法手段较为单一。"
    _, text = told(world(r2024=body), "通州区2024年的报告承认了哪些问题")
    assert "有2项" in text


@pytest.mark.parametrize("last", ["3.编制偏少,全区司法所人均仅1.6名。", "3.编制偏少。", "3.部分镇街“重案轻防”"])
def test_every_numbered_point_counts(world, last):
    body = f"{DONE}二、存在的差距\n1.执法规范化水平不均衡,案卷抽查合格率为91.2%。\n2.普法手段较为单一,青年参与度不高。\n{last}"
    answer, text = told(world(r2024=body), "通州区2024年存在哪些差距")
    assert answer.status == "answered"
    assert "有3项" in text
    assert last[2:6] in text


def test_points_that_are_not_set_apart_are_not_counted(world):
    body = DONE + "二、存在问题\n个别单位重视不够,部分同志学法不深。基层力量薄弱。"
    _, text = told(world(r2024=body), "通州区2024年有哪些问题")
    assert "基层力量薄弱" in text
    assert "项" not in text.split("\n")[0]


@pytest.mark.parametrize("question", ["通州区怎么把评书和普法结合起来", "通州区如何将评书与普法融合起来的"])
def test_how_two_are_joined_is_no_sum(world, question):
    body = DONE + "创办“运河评书堂”,把评书和普法结合起来,开讲40场。办理调解案件90件。"
    answer, text = told(world(r2024=body), question)
    assert answer.status == "answered"
    assert "运河评书堂" in text
    assert "合计" not in text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("通州区2024年行政复议平均审多久", "32天"),
        ("通州区2024年行政复议平均审理期限多长时间", "32天"),
        ("通州区2024年追回多少工资", "410万元"),
        ("通州区2024年拆了多少违建", "6.2万平方米"),
    ],
)
def test_what_kind_of_unit_is_asked_for(world, question, figure):
    body = DONE + (
        "收到行政复议申请300件,行政复议平均审理期限32天。为150名工人追回工资410万元。"
        "处罚类型中违法建设88件。拆除违法建设6.2万平方米。"
    )
    answer, text = told(world(r2024=body), question)
    assert answer.status == "answered"
    assert figure in text.split("\n")[0]


def test_a_count_is_no_time(world):
    answer, _ = told(world(r2024=DONE + "收到行政复议申请300件。"), "通州区2024年行政复议平均审多久")
    assert answer.status == "not_found"


@pytest.mark.parametrize(
    "question",
    ["通州区出庭应诉率提高了几个百分点", "通州区出庭应诉率提升了多少", "通州区2024年出庭应诉率上升几个百分点"],
)
def test_a_change_in_points_is_that_of_two_years(world, question):
    rate = "行政机关负责人出庭应诉率{}%。"
    kb = world(r2023=DONE + rate.format("92.5"), r2024=DONE + rate.format("96.1"))
    _, text = told(kb, question)
    assert "3.6个百分点" in text.split("\n")[0]


def test_money_apart_is_told_as_reports_write_it(world):
    money = "法律援助挽回经济损失{}万元。"
    kb = world(r2023=DONE + money.format("1,267.8"), r2024=DONE + money.format("1,518.2"))
    _, text = told(kb, "通州区历年法律援助挽回经济损失的变化")
    assert "250.4万元" in text
    assert "2,504,000" not in text
