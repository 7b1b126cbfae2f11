"""Reports of two cities and their districts that say the same in their own ways: what strangers asked, and got wrong answers."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer.service import KnowledgeBase, Reply
from kb.config import Settings
from kb.types import Status
from tests.building import build

REPORTS = {
    ("南京市玄武区", 2022): "受理行政复议申请86件，审结79件，其中纠错9件，纠错率11.4%。办理法律援助案件312件。",
    ("南京市玄武区", 2023): "收到行政复议申请124件，比上年增长44.2%，受理112件，直接纠错12件，纠错率11.4%。"
    "办理法律援助案件355件，同比增长13.8%。开展行政执法人员培训6场，培训执法人员480人次。",
    (
        "南京市玄武区",
        2024,
    ): "受理行政复议案件141件。办理法律援助案件388件。\n二、2025年计划\n计划办理法律援助案件400件以上，新增法律顾问20名。",
    ("南京市秦淮区", 2023): "收到行政复议申请158件，受理140件。办理法律援助案件301件。",
    ("南京市秦淮区", 2024): "收到行政复议申请190件，受理171件，同比分别增长20.3%和22.1%。",
    ("南京市鼓楼区", 2023): "收到行政复议申请231件。办理法律援助案件402件。",
    ("徐州市鼓楼区", 2023): "收到行政复议申请73件。调解纠纷1890件。办理法律援助案件160件，同比下降20.5%。",
    (
        "徐州市云龙区",
        2023,
    ): "收到行政复议申请59件。办理法律援助案件198件。全年调解纠纷1204件，其中婚姻家庭纠纷310件、邻里纠纷402件。"
    "全年办理行政诉讼170余件。指示批示行政复议、行政应诉案件28件。",
    ("徐州市", 2023): "办理法律援助案件6820件，同比下降3.1%。",
    ("南京市", 2023): "办理法律援助案件1.02万件，其中玄武区、秦淮区、鼓楼区分别为355件、301件、412件。",
    ("南京市", 2024): "办理法律援助案件1.13万件。“十四五”以来，全市累计办理法律援助案件4.2万件。",
}

# turn > turn > … | what must stand in the answer
ANSWERED = """
2023年法律援助案件第二多的区 | 玄武区 355件
2023年行政复议申请第三多的是哪个区 | 玄武区 124件
哪个区2023年法律援助案件同比增长最快 | 玄武区 13.8% 增幅
哪个区2023年法律援助案件降幅最大 | 鼓楼区 20.5% 降幅
2023年法律援助案件下降最多的市 | 徐州市 3.1%
玄武区2023年法律援助案件增长百分之几 | 增长13.8%
玄武区2024年法律援助案件比2023年增长百分之几 | 增加33件 9.3%
秦淮区2024年行政复议受理增长多少 | 22.1
玄武区2023年执法人员培训人次 | 480人次
南京鼓楼区2023年法律援助案件多少 | 鼓楼区2023年法律援助案件为402件 另一处说法不同 412件
云龙区2023年邻里纠纷调解多少件 | 402件
哪个区2023年邻里纠纷调解最多 | 云龙区 402件
哪个区2023年婚姻家庭纠纷调解最多 | 云龙区 310件
云龙区2023年行政应诉案件是多少 | 行政应诉案件为170余件
近三年玄武区法律援助案件总共多少 | 合计1,055件
玄武区历年行政复议申请 | 124件
南京市历年法律援助案件 | 1.02万件 1.13万件 增加1,100件
“十四五”以来南京市累计办理法律援助案件多少 | 4.2万件
玄武区2025年计划新增法律顾问多少名 | 20名 计划数
哪个区2025年计划法律援助案件最多 | 玄武区 400件以上 计划数
玄武区2024年行政复议申请多少件 | 141件 受理
鼓楼区2023年行政复议申请 > 徐州的 | 73件
哪个区2023年法律援助案件最多 > 徐州呢 | 云龙区 198件
玄武区2024年法律援助案件多少 > 比2023年多多少 | 388件 355件 33件
玄武区2023年法律援助案件多少 > 跟秦淮区比呢 | 355件 301件 54件
""".strip().splitlines()

# question | what must not stand in the first line of the answer, which finds nothing
NOT_FOUND = """
玄武区2023年行政复议申请率 | %
玄武区2023年民事法律援助案件多少 | 355
哪个市2023年法律援助案件增长最快 | 3.1
""".strip().splitlines()


@pytest.fixture(scope="module")
def two_cities(tmp_path_factory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("two_cities")
    (folder / "reports").mkdir()
    for (place, year), body in REPORTS.items():
        title = f"{place}{year}年法治政府建设年度情况报告"
        (folder / "reports" / f"{title}.txt").write_text(f"{title}\n一、主要工作\n{body}\n", "utf-8")
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index")), lambda: date(2025, 6, 1))


def talked(knowledge: KnowledgeBase, turns: str) -> Reply:
    reply = None
    for turn in turns.split(" > "):
        reply = knowledge.ask(turn.strip(), reply.state if reply else "")
    assert reply is not None
    return reply


@pytest.mark.parametrize("line", ANSWERED)
def test_the_right_figure_is_told(two_cities, line):
    turns, expected = line.split(" | ")
    answer = talked(two_cities, turns).answer
    assert answer.status == Status.ANSWERED
    for part in expected.split():
        assert part in answer.text, answer.text


@pytest.mark.parametrize("line", NOT_FOUND)
def test_what_is_near_is_not_told_for_it(two_cities, line):
    question, wrong = line.split(" | ")
    answer = talked(two_cities, question).answer
    assert answer.status == Status.NOT_FOUND, answer.text
    assert wrong not in answer.text.split("\n")[0]


def test_no_other_indicator_of_its_topic_stands_in_a_series(two_cities):
    """2022 gives 受理 and 纠错 of 行政复议申请, and no 申请."""
    text = talked(two_cities, "玄武区历年行政复议申请").answer.text
    assert "9件" not in text
    assert "86件" not in text


def test_what_two_reports_give_alike_is_told_once(two_cities):
    assert "355件[2]" not in talked(two_cities, "玄武区2023年法律援助案件多少").answer.text


def test_another_of_its_kin_is_said_to_be_another(two_cities):
    answer = talked(two_cities, "玄武区2024年行政复议申请多少件").answer
    assert any("不是同一个数" in note for note in answer.notes)


def test_what_was_done_is_no_plan(two_cities):
    assert "388" not in talked(two_cities, "玄武区2025年计划办理法律援助案件多少件").answer.text


def test_a_sum_adds_no_other_indicator(two_cities):
    """玄武区 gives 受理 alone in 2024."""
    text = talked(two_cities, "2024年南京各区行政复议申请合计多少").answer.text
    assert "190件" in text
    assert "141" not in text


def test_a_ranking_without_a_figure_tells_of_other_years_and_of_no_other_level(two_cities):
    answer = talked(two_cities, "哪个区2024年执法培训人次最多").answer
    assert answer.status == Status.NOT_FOUND
    assert "其他年份有：玄武区2023年480人次" in answer.text
    assert "南京市" not in answer.text
