"""What changed from year to year, and what is compared within one report."""

from __future__ import annotations

import pytest

from tests.test_said_otherwise import told, work, world  # noqa: F401 (a fixture)


@pytest.fixture
def years(world):  # noqa: F811 (the fixture)
    return world(
        work("湖南省攸县", 2022, "法律援助案件200件。出庭应诉率90.5%。行政复议申请50件。"),
        work("湖南省攸县", 2023, "法律援助案件230件。出庭应诉率93.5%。行政复议申请40件。"),
        work("湖南省攸县", 2024, "法律援助案件276件。出庭应诉率95%。行政复议申请44件。"),
    )


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("攸县法律援助案件是不是一年比一年多", "是逐年上升"),
        ("攸县法律援助案件逐年增加吗", "是逐年上升"),
        ("攸县行政复议申请是不是一年比一年少", "不是逐年下降"),
        ("攸县行政复议申请连年下降吗", "不是逐年下降"),
    ],
)
def test_whether_a_figure_rose_year_by_year(years, question, start):
    answer, text = told(years, question)
    assert answer.status == "answered"
    assert text.startswith(start), text
    assert len(answer.citations) == 3


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("攸县出庭应诉率提高了几个百分点", ["2023年为93.5%", "2024年为95%", "增加1.5个百分点"]),
        ("攸县法律援助案件增加了多少", ["2023年为230件", "增加46件(+20%)"]),
        ("攸县历年法律援助案件增加了多少", ["2022年为200件", "增加76件(+38%)"]),
        ("攸县三年法律援助案件的变化", ["2022年为200件", "增加76件(+38%)"]),
        ("攸县2024年法律援助案件比2022年增长百分之多少", ["276件", "200件", "增加76件(+38%)"]),
        ("攸县2024年法律援助案件比2023年多多少", ["相差46件", "增加46件(+20%)"]),
        ("攸县2024年出庭应诉率比2022年高几个百分点", ["相差4.5个百分点"]),
    ],
)
def test_a_change_is_told_with_its_share(years, question, parts):
    answer, text = told(years, question)
    assert answer.status == "answered"
    assert [part for part in parts if part not in text.split("\n")[0]] == [], text
    assert answer.trace.formulas


@pytest.mark.parametrize(
    "question",
    [
        "攸县2024年调解的物业纠纷多还是邻里纠纷多",
        "攸县2024年物业纠纷和邻里纠纷哪个多",
        "攸县2024年邻里纠纷比物业纠纷多多少",
        "攸县2024年调解的邻里纠纷与物业纠纷相差多少",
    ],
)
def test_two_parts_of_a_whole_are_compared(world, question):  # noqa: F811 (the fixture)
    kb = world(work("湖南省攸县", 2024, "调解各类纠纷160件,其中婚姻家庭纠纷31件、邻里纠纷97件、物业纠纷32件。"))
    answer, text = told(kb, question)
    assert answer.status == "answered", text
    assert "97件" in text
    assert "32件" in text
    assert "相差65件" in text


def test_a_year_that_only_a_later_report_tells_of_is_not_called_missing(world):  # noqa: F811 (the fixture)
    kb = world(work("湖南省攸县", 2024, "法律援助案件276件,2022年为200件。"))
    answer, text = told(kb, "攸县2022年公证多少件")
    assert answer.status == "not_found"
    assert "没有收录攸县2022年的报告" in text
    assert "2024年的报告里" in text
