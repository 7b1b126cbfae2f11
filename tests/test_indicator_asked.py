"""A question that names an indicator is answered by its figures, and by no others that merely share its words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kb.answer import field
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.types import Status
from tests.building import build

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "北京市{place}2023年法治政府建设年度情况报告\n一、主要工作\n"


def asked(folder: Path, question: str, suffix: str = "txt", **reports: str):
    """The answer over reports of 密云区 or of several places, each of one paragraph."""
    (folder / "reports").mkdir()
    for place, text in reports.items():
        (folder / "reports" / f"{place}2023.{suffix}").write_text(HEAD.format(place=place) + text + "\n", "utf-8")
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index")), lambda: date(2024, 6, 1)).ask(question).answer


@pytest.mark.parametrize(
    ("question", "report", "near"),
    [
        ("密云区2023年主动公开的政府信息多少条", "收到政府信息公开申请522件。", "522"),
        ("密云区2023年法律援助案件多少件", "行政法律援助案件4件。", "4件"),
        ("密云区2023年各部门办理行政调解案件多少件", "收到行政复议申请105件，维持41件、调解终止27件。", "27件"),
        ("密云区2023年信访事项办结了多少件", "受理信访事项986件次。", "986"),
        ("密云区2023年承办政协提案多少件", "承办人大代表建议和政协提案共412件。", "412件"),
        ("密云区2023年人民调解案件多少件", "化解矛盾纠纷中，其中物业纠纷28件、邻里纠纷25件。", "28件"),
        ("密云区2023年有多少执法人员", "举办行政执法人员行政诉讼法律知识讲座1次。", "1次"),
        ("密云区2023年废止规范性文件多少件", "制定规范性文件12件。", "12件"),
        ("密云区2023年受理行政复议多少件", "办理刑事复议复核案件13件。", "13件"),
        ("密云区2023年办理行政调解案件多少件", "行政复议申请经调解和解结案736件。", "736件"),
        ("密云区2023年组织法治宣传活动多少场", "普法活动惠及群众超6.1万人次。", "6.1万"),
        ("密云区2023年组织法治专题培训多少期", "参加法治培训210余人次。", "210"),
        ("密云区2023年参加法治培训多少人次", "组织法治专题培训12期。", "12期"),
    ],
)
def test_what_the_table_tells_apart_is_offered_and_never_answered(tmp_path, question, report, near):
    answer = asked(tmp_path, question, 密云区=report)
    assert answer.status == Status.NOT_FOUND
    assert answer.text.startswith("没有找到")
    assert near not in answer.text.split("\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "密云区2023年医疗纠纷调解了多少件",
        "密云区2023年物业方面的纠纷调解多少件",
        "密云区2023年婚姻家庭纠纷调解多少件",
        "哪个区2023年物业纠纷调解最多",
        "所有区2023年一共调解了多少医疗纠纷",
    ],
)
def test_a_kind_that_no_report_tells_of_is_not_answered_by_the_whole(tmp_path, question):
    answer = asked(tmp_path, question, 密云区="全年调解纠纷1234件。", 大兴区="调解各类矛盾纠纷567件。")
    assert answer.status == Status.NOT_FOUND
    assert "1234件" not in answer.text.split("\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "密云区2023年医疗纠纷调解了多少件",
        "密云区2023年调解医疗方面的纠纷多少件",
        "你好，密云区2023年调解纠纷多少",
        "密云区2023年依法调解纠纷多少件",
        "密云区2023年社会矛盾纠纷调解多少件",
    ],
)
def test_a_kind_that_stands_by_the_figure_and_words_that_tell_none_are_answered(tmp_path, question):
    answer = asked(tmp_path, question, 密云区="聚焦医疗领域，调解纠纷1234件。")
    assert "1234件" in answer.text.split("\n")[0]


def test_a_cell_without_a_unit_answers_by_its_own_words(tmp_path):
    table = "收到政府信息公开申请492件，处理情况如下。\n\n| 处理结果 | 数量 |\n| --- | --- |\n| 予以公开 | 203 |\n| 不予公开 | 37 |"
    answer = asked(tmp_path, "密云区2023年信息公开申请不予公开的多少件", "md", 密云区=table)
    assert "37" in answer.text.split("\n")[0]
    assert "492" not in answer.text.split("\n")[0]


def test_a_case_is_filed_that_is_filed_and_looked_into(tmp_path):
    assert "379起" in asked(tmp_path, "密云区2023年立案查处了多少起涉水案件", 密云区="涉水执法共立案379起。").text


def test_the_very_indicator_goes_before_one_whose_words_fit_better(tmp_path):
    report = "组织法治宣传活动472场，普法活动惠及群众近2.5万人次。"
    assert "472场" in asked(tmp_path, "密云区2023年普法活动有多少", 密云区=report).text.split("\n")[0]


def test_a_ranking_takes_each_place_by_its_own_words(tmp_path):
    """One place gives the indicator once, one twice (a part and the whole), one in words of its own, one not at all."""
    answer = asked(
        tmp_path,
        "哪个区2023年法律援助案件最多",
        密云区="办理法律援助案件300件。",
        大兴区="办理法律援助案件500件，其中法律援助案件中涉及农民工的120件。",
        通州区="全年法援工作中共承办援助案件410件。",
        朝阳区="调解纠纷900件。",
    )
    assert answer.table is not None
    assert [(row[1], row[3]) for row in answer.table.rows] == [
        ("大兴区", "500件"),
        ("通州区", "410件"),
        ("密云区", "300件"),
    ]
    assert any("朝阳区" in note for note in answer.notes)


def test_what_was_applied_for_is_not_ranked_with_what_was_accepted(tmp_path):
    answer = asked(
        tmp_path,
        "哪个区2023年行政复议受理最多",
        密云区="受理行政复议案件151件。",
        大兴区="收到行政复议申请258件。",
        通州区="受理行政复议案件90件。",
        朝阳区="调解纠纷900件。",
    )
    assert [row[1] for row in answer.table.rows] == ["密云区", "通州区"]
    assert "收录了4份区级报告，2份给出该指标。" in answer.text
    assert any("未参与排名：大兴区258件" in note for note in answer.notes)
    assert any(note == "未给出该数字的有：朝阳区。" for note in answer.notes)


@pytest.mark.parametrize("question", ["哪个区2023年审核规范性文件最多", "北京各区2023年审核规范性文件一共多少件"])
def test_where_there_are_too_many_figures_to_compare_words_the_answer_says_so(tmp_path, monkeypatch, question):
    reports = {"密云区": "审核规范性文件30件。", "大兴区": "审核规范性文件50件。", "朝阳区": "调解纠纷900件。"}
    (tmp_path / "few").mkdir()
    assert field.HASTY not in asked(tmp_path / "few", question, **reports).notes
    monkeypatch.setattr(field, "_MOST_BESIDE", 0)
    (tmp_path / "many").mkdir()
    assert field.HASTY in asked(tmp_path / "many", question, **reports).notes


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("密云区2023年调解的纠纷里涉侨的有多少件", "94件"),
        ("密云区2023年调解的纠纷当中，邻里纠纷有多少件", "77件"),
        ("密云区2023年底在册的社区矫正对象有多少人", "386人"),
        ("密云区2023年累计接收社区矫正对象多少人", "4127人"),
    ],
)
def test_what_is_asked_of_a_part_or_of_a_day_is_answered_by_it(tmp_path, question, figure):
    report = (
        "共调解纠纷4726件，其中邻里纠纷77件、涉侨纠纷94件。\n累计接收社区矫正对象4127人，累计解除3741人，在册386人。"
    )
    assert figure in asked(tmp_path, question, 密云区=report).text.replace(",", "").split("\n")[0]


def test_what_came_to_a_stock_is_not_the_stock(tmp_path):
    answer = asked(tmp_path, "密云区2023年新接收社区矫正对象多少人", 密云区="累计接收社区矫正对象4127人。")
    assert answer.status == Status.NOT_FOUND


def test_a_figure_asked_of_no_place_is_told_for_each_that_gives_it(tmp_path):
    answer = asked(
        tmp_path,
        "法律援助案件有多少",
        密云区="办理法律援助案件730件。",
        大兴区="办理法律援助案件373件。",
        通州区="开展普法活动20场。",
    )
    first, second = answer.text.split("\n")[:2]
    assert "没有说是哪个地区" in first
    assert "2个地区" in first
    assert "密云区（2023年）730件[1]；大兴区（2023年）373件[2]" in second
    assert "3份" in answer.text
    assert any("未给出" in note and "通州区" in note for note in answer.notes)
    assert len(answer.table.rows) == 2


def test_the_only_place_that_gives_a_figure_is_told_as_such(tmp_path):
    answer = asked(tmp_path, "法律援助案件有多少", 密云区="办理法律援助案件730件。", 大兴区="开展普法活动20场。")
    assert answer.text.startswith("密云区2023年")
