"""Whether a figure reached a threshold, what was aimed at, the largest single one, who issued a report; and names that read well."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.draft import linked, named
from kb.answer.service import KnowledgeBase
from kb.ask.reaches import threshold_of
from kb.config import Settings
from kb.types import Fact, FactKind, FactStatus, Period, Precision, Span
from tests.answer_fixtures import plain
from tests.building import build

TODAY = date(2026, 11, 22)
TITLE = "密云区2024年法治政府建设年度情况报告\n一、主要工作\n"
BODY = """组织普法活动380场,培训执法人员2,600余人次。行政机关负责人出庭应诉率97.2%。
实施行政处罚900件,罚没款1,200万元,单案最高罚款36万元。为企业减免罚款80万元。
直播普法12场,最高一场观看5.1万人次,观看总量30万人次。
二、2025年工作安排
力争行政机关负责人出庭应诉率达到98%以上,组织普法活动420场。
"""


@pytest.fixture
def ask(tmp_path):
    def asked(question, text=TITLE + BODY):
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "a.txt").write_text(text, "utf-8")
        build(tmp_path / "reports", tmp_path / "index")
        answer = KnowledgeBase(Settings(index=str(tmp_path / "index")), lambda: TODAY).ask(question).answer
        return answer, plain(answer.text)

    return asked


@pytest.mark.parametrize(
    ("question", "asked", "value"),
    [
        ("密云区普法活动有没有达到400场", "密云区普法活动多少场", 400),
        ("密云区出庭应诉率是否达到95%", "密云区出庭应诉率是多少", 95),
        ("密云区罚没款超过1000万元了吗", "密云区罚没款多少元", 10000000),
        ("密云区培训是不是超过两千人次", "密云区培训多少人次", 2000),
    ],
)
def test_a_threshold_is_heard(question, asked, value):
    threshold = threshold_of(question)
    assert threshold is not None
    assert (threshold.asked, threshold.value) == (asked, value)


@pytest.mark.parametrize("question", ["密云区有没有法治公园", "密云区达到100%的有哪些", "密云区普法活动多少场"])
def test_no_threshold_is_heard_where_none_is_asked_about(question):
    assert threshold_of(question) is None


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("密云区2024年普法活动有没有达到400场", "没有达到400场:密云区2024年普法活动为380场[1]"),
        ("密云区2024年普法活动是否达到350场", "达到了350场:"),
        ("密云区2024年罚没款超过1000万元了吗", "超过了1,000万元:"),
        ("密云区2024年罚没款是不是超过2000万元", "没有超过2,000万元:"),
        ("密云区2024年出庭应诉率有没有达到98%", "没有达到98%:"),
        ("密云区2024年执法人员培训是否超过2000人次", "超过了2,000人次:"),
    ],
)
def test_whether_a_mark_was_reached_is_said_first(ask, question, start):
    answer, text = ask(question)
    assert answer.status == "answered"
    assert text.startswith(start)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("密云区2024年最高一单罚了多少", "36万元[1]"),
        ("密云区罚得最多的一单是多少钱", "36万元[1]"),
        ("密云区2024年罚款多少钱", "1,200万元[1]"),
        ("密云区2024年直播最高一场多少人看", "5.1万人次[1]"),
        ("密云区2025年出庭应诉率目标是多少", "98%以上[1]"),
        ("密云区2025年普法活动的任务是多少场", "420场[1]"),
    ],
)
def test_one_of_many_and_what_is_aimed_at(ask, question, figure):
    answer, text = ask(question)
    assert answer.status == "answered"
    assert figure in text.split("\n")[0]


def test_what_was_done_is_no_aim(ask):
    answer, text = ask("密云区2024年出庭应诉率目标是多少")
    assert answer.status == "not_found"
    assert not text.startswith("密云区2024年")


@pytest.mark.parametrize("document", ["这份分析", "这份报告", "白皮书"])
def test_who_issued_it_and_when_is_read_from_its_line(ask, document):
    line = "发布单位:北京市密云区司法局(区政府行政复议局) 发布日期:2025-02-17\n"
    text = f"密云区2024年行政复议情况分析\n{line}一、基本情况\n受理行政复议案件90件。\n"
    answer, told = ask(f"密云区{document}是谁发的 哪天发的", text)
    assert answer.status == "answered"
    assert "北京市密云区司法局" in told
    assert "2025年2月17日" in told


def test_a_count_is_no_year(ask):
    _, text = ask("密云区2024年普法活动是否超过2000场")
    assert "2000年" not in text
    assert text.startswith("没有超过2,000场:")


def fact(phrase, unit="件"):
    return Fact(
        "r", 1, 1, "", phrase, "", 1, unit, Precision.EXACT, FactKind.AMOUNT, FactStatus.DONE, Period.of_year(2024),
        "密云区", "110118", Span(0, 1), Span(0, 1), "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("监督机制更加健全。 抽查案卷", "抽查案卷为"),
        ("审查 不予审查", "不予审查"),
        ("平均办理时限压缩到", "平均办理时限为"),
        ("平均到场用时缩短为", "平均到场用时为"),
        ("登记案件 密云区登记案件", "登记案件为"),
        ("在册电梯(台),其中货梯", "货梯为"),
        ("诈骗类警情占", "诈骗类警情占"),
        ("案卷合格率保持", "案卷合格率保持"),
    ],
)
def test_names_are_short_and_right(phrase, name):
    assert linked(named(fact(phrase))) == name
