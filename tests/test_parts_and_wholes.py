"""Shares, remainders and what reports call 不合格: stated before computed, and computed of a part and its own whole only."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.service import KnowledgeBase
from kb.ask.wanted import wanted_of
from kb.config import Settings
from tests.answer_fixtures import plain, report
from tests.building import build

TODAY = date(2026, 11, 22)


@pytest.fixture
def world(tmp_path):
    def made(*bodies):
        (tmp_path / "reports").mkdir()
        for body in bodies:
            year = 2024 - len(list((tmp_path / "reports").iterdir()))
            text = report("大兴区", year, f"一、主要工作\n{body}")
            (tmp_path / "reports" / f"{year}.txt").write_text(text, "utf-8")
        build(tmp_path / "reports", tmp_path / "index")
        return KnowledgeBase(Settings(index=str(tmp_path / "index")), lambda: TODAY)

    return made


def told(kb, question):
    answer = kb.ask(question).answer
    return answer, plain(answer.text)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("调解纠纷里物业纠纷占几成", "物业纠纷占调解纠纷"),
        ("信访事项中来访的占多少", "来访占信访事项"),
        ("来信占信访事项的百分之几", "来信占信访事项"),
        ("劳动争议在调解纠纷中占多大比例", "劳动争议占调解纠纷"),
        ("处罚案件里交通类占比", "交通类占处罚案件"),
        ("行政案件的比重", "行政案件占比"),
        ("收到的信访里有多大比例被受理", "受理占收到的信访"),
        ("调解达成协议的比例", "调解达成协议占比"),
    ],
)
def test_a_share_is_heard_in_every_wording(asked, words):
    (wanted,) = wanted_of(asked)
    assert (wanted.words, wanted.kind) == (words, "rate")


@pytest.mark.parametrize("asked", ["信访事项里来访占了多少件", "信访事项中来访占几件"])
def test_a_number_asked_for_as_a_share_is_a_number(asked):
    (wanted,) = wanted_of(asked)
    assert wanted.kind == ""
    assert wanted.unit == "件"
    assert "占" not in wanted.words


BODY = """全年受理信访事项800件,其中来访200件、来信120件。
调解各类纠纷500件,调解成功450件。
食品:食品监督抽检3,000批次,不合格60批次。
玩具:抽检儿童玩具产品400批次,检出不合格12批次。
收到行政复议申请90件,受理80件,审结72件。"""


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("大兴区2024年信访事项里来访占几成", "25%"),
        ("大兴区2024年来信占信访事项的比例是多少", "15%"),
        ("大兴区2024年信访事项中,来访的占多少", "25%"),
        ("大兴区2024年调解纠纷成功的占多少", "90%"),
        ("大兴区2024年信访事项里来访占了多少件", "200件[1]"),
        ("大兴区2024年食品抽检不合格多少批次", "60批次[1]"),
        ("大兴区2024年玩具抽检查出几批次不合格", "12批次[1]"),
        ("大兴区2024年受理的行政复议还有几件没办完", "8件"),
        ("大兴区2024年行政复议还剩多少件没审结", "8件"),
    ],
)
def test_parts_and_wholes(world, question, start):
    answer, text = told(world(BODY), question)
    assert answer.status == "answered"
    assert start in text.split("。")[0]


@pytest.mark.parametrize("question", ["大兴区2024年药品抽检多少批次不合格", "大兴区2024年药品抽检不合格的批次占多少"])
def test_what_is_said_of_another_thing_is_not_computed(world, question):
    answer, text = told(world(BODY), question)
    assert answer.status == "not_found"
    assert "计算" not in text


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("大兴区2024年土地类占一审案件的比例", "20%"),
        ("大兴区2024年一审案件中治安类占几成", "50%"),
        ("大兴区2024年来访案件占比", ""),
    ],
)
def test_a_part_is_named_by_its_own_words(world, question, share):
    body = "一审行政诉讼案件60件,其中治安类30件、土地类12件、环保类18件。"
    answer, text = told(world(body), question)
    assert (answer.status == "answered") is bool(share)
    assert share in text


def test_what_stands_in_one_list_is_no_whole(world):
    body = "一审案件中治安类30件、土地类12件、环保类18件。"
    answer, text = told(world(body), "大兴区2024年土地类占一审案件的比例")
    assert answer.status == "not_found"
    assert "40%" not in text


def test_one_grade_of_several_is_no_rate_of_passing(world):
    answer, text = told(world("评查案卷100宗,其中优秀30宗、合格65宗、不合格5宗。"), "大兴区2024年案卷合格率是多少")
    assert answer.status == "not_found"
    assert "65%" not in text


def test_what_is_asked_a_day_is_not_answered_by_the_sum(world):
    answer, _ = told(world("全年受理信访事项800件。"), "大兴区2024年平均每天受理信访多少件")
    assert answer.status == "not_found"


def test_what_was_carried_over_counts_wherever_it_is_said(world):
    body = "受理行政复议案件80件,审结行政复议案件72件。\n年内审结行政复议案件72件(含上年结转9件)。"
    answer, text = told(world(body), "大兴区2024年行政复议还有几件没审结")
    assert answer.status == "not_found"
    assert "计算" not in text


def test_the_row_above_is_no_whole(world):
    body = "信息公开申请办理情况如下:\n| 办理结果 | 件数 |\n| --- | --- |\n| 予以公开 | 90 |\n| 部分公开 | 30 |"
    _, text = told(world(body), "大兴区2024年部分公开的占多少")
    assert "33.33" not in text
    assert "计算" not in text


def test_what_was_carried_over_is_no_remainder(world):
    body = "受理行政复议案件80件,审结85件(含上年结转9件)。"
    answer, text = told(world(body), "大兴区2024年行政复议还有几件没审结")
    assert answer.status == "not_found"
    assert "计算" not in text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("大兴区2024年罚款多少钱", "300万元[1]"),
        ("大兴区2024年减免罚款多少钱", "20万元[1]"),
        ("大兴区2024年不予立案多少件", "5件[1]"),
    ],
)
def test_the_opposite_is_another_thing(world, question, figure):
    body = "立案查处90件,不予立案5件。为企业减免罚款20万元。罚款300万元。"
    answer, text = told(world(body), question)
    assert answer.status == "answered"
    assert figure in text.split("。")[0]
