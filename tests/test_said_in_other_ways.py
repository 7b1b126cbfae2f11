"""Changes, growth, named places and totals asked for in the words of speech."""

from __future__ import annotations

import pytest

from tests.test_said_otherwise import told, work, world

__all__ = ["world"]


@pytest.mark.parametrize("asked", ["怎么变的", "如何变了", "有啥变化"])
def test_how_a_figure_changed_from_one_year_to_another(world, asked):
    kb = world(
        work("大兴区", 2019, "办理行政处罚案件5000件。"),
        work("大兴区", 2020, "办理行政处罚案件4000件,其中普通程序案件900件。"),
    )
    text = told(kb, f"大兴区行政处罚案件从2019年到2020年{asked}")[1]
    assert text.startswith("大兴区行政处罚案件2019年为5000件[1],2020年为4000件[2],减少1,000件")


# --- which grows faster ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["哪个增长快", "哪个增长得更快", "谁增长快"])
def test_stated_growth_of_two_things_is_compared(world, asked):
    kb = world(work("大兴区", 2020, "完成社会消费品零售额30亿元,增长6.1%;一般公共预算收入12亿元,同比增长9.4%。"))
    text = told(kb, f"大兴区2020年社会消费品零售额和一般公共预算收入{asked}")[1]
    assert text.startswith("一般公共预算收入增长较快,为9.4%[1],社会消费品零售额为6.1%[1],相差3.3个百分点。")


def test_a_fall_is_less_than_a_growth_whatever_its_size(world):
    kb = world(work("大兴区", 2020, "完成社会消费品零售额30亿元,下降16.1%;一般公共预算收入12亿元,同比增长9.4%。"))
    text = told(kb, "大兴区2020年社会消费品零售额和一般公共预算收入哪个增长快")[1]
    assert text.startswith("一般公共预算收入增长9.4%[1],社会消费品零售额下降16.1%[1]。")


# --- places named side by side -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("those", ["这些区", "这几个区里", "那些地方"])
def test_a_word_that_sums_up_named_places_is_no_topic(world, those):
    kb = world(
        work("大兴区", 2020, "调解案件600件。"),
        work("密云区", 2020, "调解案件700件。"),
    )
    text = told(kb, f"2020年大兴、密云{those},谁调解的案件最多")[1]
    assert text.startswith("密云区2020年较多,为700件[1],大兴区2020年为600件[2]")


TOWNS = "全市调解案件3000件,其中龙湖镇调解案件{}件,{}调解案件300件。"


@pytest.mark.parametrize("question", ["新郑的龙湖镇和薛店镇2020年谁调解案件多", "龙湖镇和薛店镇2020年谁调解案件多"])
def test_a_town_is_that_of_the_place_named_with_it(world, question):
    kb = world(
        work("福建省晋江市", 2020, TOWNS.format(900, "陈埭镇")),
        work("河南省新郑市", 2020, TOWNS.format(500, "薛店镇")),
    )
    text = told(kb, question)[1]
    assert text.startswith("龙湖镇2020年较多,为500件[1],薛店镇2020年为300件[1]")


def test_a_town_whose_name_is_a_word_counts_among_towns(world):
    kb = world(
        work("浙江省德清县", 2020, "普通程序案件500件,乾元镇、新市镇、钟管镇普通程序案件分别为130件、180件和90件。")
    )
    text = told(kb, "2020年乾元镇、新市镇、钟管镇普通程序案件一共多少件")[1]
    assert text.startswith("合计400件:乾元镇2020年130件[1] + 新市镇2020年180件[1] + 钟管镇2020年90件[1]")


# --- a total of just the divisions asked for -----------------------------------------------------------------------------------


def test_the_stated_total_of_the_towns_goes_before_a_sum_of_some(world):
    kb = world(
        work(
            "大兴区",
            2020,
            "全区办理行政处罚案件9000件。其中,各镇街办理行政处罚案件5000件,黄村镇、西红门镇分别办理1200件、800件。",
        )
    )
    text = told(kb, "2020年大兴区各镇街一共办理了多少件行政处罚案件")[1]
    assert "5000件[1]" in text
    assert "合计" not in text


def test_without_a_stated_total_the_towns_are_added_up(world):
    kb = world(
        work(
            "大兴区",
            2020,
            "全区办理行政处罚案件9000件。其中,黄村镇办理行政处罚案件1200件,西红门镇办理行政处罚案件800件。",
        )
    )
    text = told(kb, "2020年大兴区各镇街一共办理了多少件行政处罚案件")[1]
    assert "2,000件" in text
    assert "9000" not in text


# --- what the year before left over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["上一年留下来的", "去年没办完转来的", "上年结转的", "上年遗留的", "往年未结留下来的", "上一年度结存的"]
)
@pytest.mark.parametrize("stated", ["上年结转58件", "上年结存58件"])
def test_what_the_year_before_left_over_is_no_second_year(world, asked, stated):
    kb = world(
        work("大兴区", 2019, "收到行政复议申请600件。"),
        work("大兴区", 2020, f"收到行政复议申请700件,审结723件(含{stated})。"),
    )
    answer, text = told(kb, f"大兴区2020年审结的复议案件里有几件是{asked}")
    assert answer.status == "answered"
    assert "58件[1]" in text.splitlines()[0]
    assert "2019" not in text
