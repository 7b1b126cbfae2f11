"""Questions for a person or a place that prose names: who holds an office, where something was done, who came and when."""

from __future__ import annotations

import pytest

from tests.test_said_otherwise import told, work, world

__all__ = ["world"]


# --- who holds an office -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["大兴区区长是谁", "谁是大兴区区长", "大兴区区长叫什么名字", "大兴区2020年的区长姓名", "大兴区长是哪位"]
)
def test_who_holds_an_office_is_answered_by_the_words_that_name_them(world, question):
    kb = world(
        work("大兴区", 2020, "区长办公会研究法治议题5次。副区长何平带队调研。\n2020年3月,区长赵立新主持召开常务会议。")
    )
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert "区长赵立新主持召开常务会议。[1]" in text
    assert "何平" not in text


@pytest.mark.parametrize(
    "said",
    [
        "区长出庭应诉1次,区长办公会学法9次。",
        "区长高度重视法治建设,任组长。",
        "副区长何平带队调研。",
        "通州区区长何平到我区交流,作专题报告。",
    ],
)
def test_a_role_without_a_name_beside_it_tells_no_name(world, said):
    kb = world(work("大兴区", 2020, said))
    answer, text = told(kb, "大兴区区长叫什么名字")
    assert answer.status == "not_found"
    assert text.startswith("没有找到:大兴区的报告没有写出区长的姓名。")


# --- where ---------------------------------------------------------------------------------------------------------------

WHERE = (
    "在黄村镇、西红门镇建成法治文化公园2个。\n在魏善庄镇试点“法务会客厅”,接待群众300人次。\n"
    "在兴丰街道、清源街道设立人大监督联络点2个。\n新建法治文化公园5个。\n12月,在区文化馆举办宪法宣传周启动仪式。"
)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("大兴区2020年在哪几个镇建了法治文化公园", "在黄村镇、西红门镇建成法治文化公园2个。[1]"),
        ("大兴区2020年法治文化公园建在哪里", "在黄村镇、西红门镇建成法治文化公园2个。[1]"),
        ("大兴区的“法务会客厅”在哪个镇试点", "在魏善庄镇试点“法务会客厅”,接待群众300人次。[1]"),
        ("大兴区2020年的人大监督联络点设在哪些地方", "在兴丰街道、清源街道设立人大监督联络点2个。[1]"),
        ("大兴区2020年的宪法宣传周启动仪式在哪里举办", "12月,在区文化馆举办宪法宣传周启动仪式。[1]"),
    ],
)
def test_where_something_was_done_is_read_from_the_sentence_that_says_it(world, question, sentence):
    kb = world(work("大兴区", 2020, WHERE))
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert text == sentence


def test_where_with_a_measure_is_a_ranking_still(world):
    kb = world(
        work("大兴区", 2020, "受理法律援助案件600件。"),
        work("密云区", 2020, "受理法律援助案件700件。"),
    )
    assert told(kb, "2020年法律援助案件在哪个区最多")[1].startswith("2020年法律援助案件最多的是密云区")


@pytest.mark.parametrize(
    "question",
    [
        "大兴区2020年请谁来讲行政强制法,是几月份",
        "大兴区2020年邀请哪位教授讲行政强制法,是什么时候",
        "大兴区2020年行政强制法是谁来讲的,在几月",
    ],
)
def test_who_came_and_when_are_one_sentence(world, question):
    kb = world(
        work(
            "大兴区",
            2020,
            "区政府常务会议学法6次。8月,区政府邀请某大学法学院教授林如海作行政强制法专题讲座。办理建议12件。",
        )
    )
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert "8月,区政府邀请某大学法学院教授林如海作行政强制法专题讲座。" in text
