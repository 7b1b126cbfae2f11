"""What a rate is computed of, what a mean is counted in, and how a refusal reads."""

from __future__ import annotations

import pytest

from tests.test_said_otherwise import told, work, world

__all__ = ["world"]

REVIEWS = "收到行政复议申请50件,受理40件,审结25件,其中维持20件,撤销4件,驳回1件。"


@pytest.mark.parametrize(("act", "share"), [("维持", "80%"), ("撤销", "16%"), ("驳回", "4%")])
def test_how_cases_ended_is_a_share_of_those_that_did(world, act, share):
    text = told(world(work("大兴区", 2020, REVIEWS)), f"大兴区2020年行政复议{act}率是多少")[1]
    assert f"率为{share}" in text
    assert "25件[1]" in text


@pytest.mark.parametrize(("whole", "share"), [("受理的", "62.5%"), ("申请的", "50%")])
def test_the_whole_that_is_named_is_the_one_divided_by(world, whole, share):
    text = told(world(work("大兴区", 2020, REVIEWS)), f"大兴区2020年审结的行政复议占{whole}多少")[1]
    assert f"比例为{share}" in text


def test_a_mean_of_two_words_for_a_case_has_a_unit(world):
    kb = world(work("大兴区", 2020, "调解纠纷600件。"), work("密云区", 2020, "调解纠纷700宗。"))
    text = told(kb, "2020年各区平均调解了多少纠纷")[1]
    assert text.startswith("平均650件(2个区,合计1,300件)")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("大兴区2020年办了多少涉外公证", "涉外公证"),
        ("大兴区2020年人民调解了多少劳资纠纷", "人民调解劳资纠纷"),
        ("大兴区2020年有多少件是当庭和解的", "当庭和解"),
    ],
)
def test_a_refusal_names_what_was_asked_for_in_words_of_its_own(world, question, topic):
    answer, text = told(world(work("大兴区", 2020, "举办讲座6次。")), question)
    assert answer.status == "not_found"
    assert text.startswith(f"没有找到:大兴区2020年的报告没有提到“{topic}”。")
    assert "收录的是2020年" not in text  # of the only year that is held


def test_what_is_held_is_told_once(world):
    text = told(world(work("大兴区", 2020, "举办讲座6次。")), "云县和通州区2020年举办讲座谁多")[1]
    assert text.count("目前收录") == 1
