"""Questions by themselves: intent, places, years, what is wanted, and over which places."""

from __future__ import annotations

import signal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ask.understand import understand
from kb.ask.wanted import subject
from kb.types import Intent, Question
from tests.answer_fixtures import HOLDINGS, plain

# question | intent | places and years, one target after another | words that name each figure wanted
READ = """
密云区2024年调解了多少纠纷 | lookup | 密云区 2024 | 调解 纠纷
密云2024年调解纠纷多少件 | lookup | 密云区 2024 | 调解纠纷
通州2024复议申请 | lookup | 通州区 2024 | 行政复议申请
通州24年行政复议多少 | lookup | 通州区 2024 | 行政复议
通州区二〇二四年行政复议多少 | lookup | 通州区 2024 | 行政复议
法律援助案件有多少 | lookup | - | 法律援助案件
大兴区2024年行政复议收到多少件,审结多少件 | lookup | 大兴区 2024 | 行政复议收到 ; 审结
大兴区2024年法律援助审结率是多少 | lookup | 大兴区 2024 | 法律援助审结率
大兴区2025年计划办多少场培训 | lookup | 大兴区 2025 | 培训
哪个区2024年调解纠纷最多 | rank | 2024 | 调解纠纷
2024年行政复议最少的是哪个区 | rank | 2024 | 行政复议
北京各区2024年行政复议排名 | rank | 2024 | 行政复议
哪些区2024年调解纠纷超过1000件 | rank | 2024 | 调解纠纷
各区2024年受理了多少法律援助案件 | rank | 2024 | 法律援助案件
哪年通州区行政复议最多 | rank | 通州区 | 行政复议
大兴区和兴平市2020年谁办的法律援助多 | compare | 大兴区 2020 ; 兴平市 2020 | 法律援助 ; 法律援助
大兴区2024年“旧宫议事会”解决问题多少件 | lookup | 大兴区 2024 | 解决问题
大兴区2020年和密云区2024年法律援助案件哪个多 | compare | 大兴区 2020 ; 密云区 2024 | 法律援助案件 ; 法律援助案件
通州区2023年和2024年行政复议相差多少 | compare | 通州区 2023 ; 通州区 2024 | 行政复议 ; 行政复议
通州区2024年行政复议比2023年多多少 | compare | 通州区 2024 ; 通州区 2023 | 行政复议 ; 行政复议
通州区历年行政复议案件的变化 | trend | 通州区 | 行政复议案件
通州区近三年受理的行政复议案件 | trend | 通州区 2022 2023 2024 | 行政复议案件
通州区2020-2024年行政复议趋势 | trend | 通州区 2020 2021 2022 2023 2024 | 行政复议
通州区2024年行政复议同比增长多少 | trend | 通州区 2024 | 行政复议
各区2024年法律援助案件一共多少 | aggregate | 2024 | 法律援助案件
2024年各区县平均受理多少行政复议 | aggregate | 2024 | 行政复议
通州区2022年到2024年行政复议一共多少件 | aggregate | 通州区 2022 2023 2024 | 行政复议
密云区2024年行政复议方面的数字都有哪些 | numbers | 密云区 2024 | 行政复议
密云区2024年有哪些数字 | numbers | 密云区 2024 |
密云区2024年有哪些不足 | passage | 密云区 2024 | 不足
大兴区2024年怎么化解矛盾纠纷 | passage | 大兴区 2024 | 化解矛盾纠纷
为什么密云区2024年调解率低 | passage | 密云区 2024 | 调解
密云区2024年的报告是哪天发布的 | about | 密云区 2024 |
密云区2024年报告是报给谁的 | about | 密云区 2024 |
有哪些报告? | reports | - |
收录了哪些地区的报告 | reports | - |
最新的报告是哪年的 | reports | - |
数据更新到哪年了 | reports | - |
通州区有哪些年份的报告 | reports | 通州区 |
你好 | smalltalk | - |
您好! | smalltalk | - |
谢谢 | smalltalk | - |
好的,多谢 | smalltalk | - |
再见 | smalltalk | - |
你是谁 | smalltalk | - |
你能做什么? | smalltalk | - |
你的数据是从哪里来的 | smalltalk | - |
""".strip().splitlines()


def ask(text) -> Question:
    return understand(text, HOLDINGS)


def targets(question):
    return [" ".join([*(p.name for p in t.places[:1]), *map(str, t.years)]) or "-" for t in question.targets]


@pytest.mark.parametrize("row", READ)
def test_questions_are_read(row):
    text, intent, named, topics = (cell.strip() for cell in row.split("|"))
    question = ask(text)
    assert question.intent == intent
    assert targets(question) == [target.strip() for target in named.split(";")]
    if topics:
        assert len(question.wanted) == len(topics.split(";"))
    for topic, wanted in zip(topics.split(";"), question.wanted, strict=False):
        assert all(word in wanted.words for word in topic.split()), wanted


@pytest.mark.parametrize(
    ("text", "kinds", "within"),
    [
        ("哪个区2024年调解纠纷最多", "区", ""),
        ("北京各区2024年行政复议排名", "区", "110000"),
        ("哪个县2024年调解纠纷最多", "县 旗", ""),
        ("2024年各区县行政复议排名", "区 县 旗", ""),
        ("哪个市2024年行政复议最多", "市 直辖市", ""),
        ("哪个镇2022年讲座最多", "镇", ""),
        ("哪里2024年行政复议最多", "", ""),
        ("大兴区哪个镇2022年讲座最多", "镇", "110115"),
    ],
)
def test_the_scope_says_which_places_compete(text, kinds, within):
    scope = ask(text).scope
    assert (scope.kinds, scope.within) == (frozenset(kinds.split()), within)


@pytest.mark.parametrize("text", ["密云区2024年调解纠纷多少", "大兴区有几个镇", "密云区2024年行政复议最多的一类"])
def test_a_question_about_one_place_has_no_scope(text):
    assert ask(text).scope is None


@pytest.mark.parametrize(
    ("text", "ascending", "top", "nth"),
    [
        ("哪个区2024年行政复议最多", False, 0, 0),
        ("哪个区2024年行政复议最少", True, 0, 0),
        ("2024年行政复议前三名是哪些区", False, 3, 0),
        ("2024年行政复议前10名的区", False, 10, 0),
        ("2024年行政复议第二名是哪个区", False, 0, 2),
        ("2024年行政复议排第二的是哪个区", False, 0, 2),
        ("2024年行政复议倒数第一是哪个区", True, 0, 1),
        ("各区2024年行政复议从少到多排", True, 0, 0),
    ],
)
def test_order_and_how_many(text, ascending, top, nth):
    question = ask(text)
    assert question.intent == Intent.RANK
    assert (question.ascending, question.top, question.nth) == (ascending, top, nth)


def test_the_words_of_the_order_are_no_topic():
    (wanted,) = ask("行政复议排第二的是哪个区").wanted
    assert wanted.words == "行政复议"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("哪些区2024年调解纠纷超过1000件", (">", 1000)),
        ("哪些区2024年调解纠纷不少于一千件", (">=", 1000)),
        ("哪些区2024年调解纠纷不到2万件", ("<", 20000)),
        ("哪些区2024年调解纠纷不超过1,500件", ("<=", 1500)),
        ("哪些区2024年纠错率低于8.5%", ("<", Decimal("8.5"))),
        ("2024年调解纠纷超过1000件的区有几个", (">", 1000)),
    ],
)
def test_bounds(text, bound):
    assert ask(text).bound == bound


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("旧宫镇2022年宣传活动、律师讲座、法治培训三样里哪样办得最多?", ("宣传活动", "律师讲座", "法治培训")),
        ("大兴区2024年行政复议和法律援助哪个多", ("行政复议", "法律援助")),
        ("大兴区2024年讲座和培训一共多少场", ("讲座", "培训")),
        ("大兴区2024年行政复议多少", ()),
    ],
)
def test_things_named_side_by_side(text, items):
    assert ask(text).items == items


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        ("大兴区2024年法律援助多少件", "件", ""),
        ("大兴区2024年举办了几场讲座", "场", ""),
        ("大兴区2024年培训多少人次", "人次", ""),
        ("大兴区2024年法律援助投入多少钱", "", "money"),
        ("大兴区2024年行政复议纠错率是多少", "", "rate"),
        ("大兴区2024年行政复议占比多少", "", "rate"),
    ],
)
def test_unit_and_kind_of_what_is_wanted(text, unit, kind):
    wanted = ask(text).wanted[0]
    assert (wanted.unit, wanted.kind) == (unit, kind)


def test_a_growth_is_asked_of_one_figure_in_both_years():
    question = ask("大兴区2024年法律援助比2023年增长了多少")
    assert {wanted.words for wanted in question.wanted} == {"法律援助"}


@pytest.mark.parametrize(
    ("text", "plans"), [("大兴区2025年计划办多少场培训", True), ("大兴区2024年办了多少场培训", False)]
)
def test_plans_are_asked_for_as_such(text, plans):
    assert ask(text).plans is plans


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        ("大兴区去年受理多少行政复议案件", 2024, "2025年)未收录,按最近的2024年"),
        ("旧宫镇去年办了几场讲座", 2022, "2022年"),
        ("金平县去年行政复议多少", 2025, "2025年"),
        ("大兴区前年行政复议多少", 2024, "前年→2024年"),
    ],
)
def test_years_that_count_from_today_are_those_held_and_said(text, year, told):
    question = ask(text)
    assert question.targets[0].years == (year,)
    assert [told in plain(reading.value) for reading in question.readings if reading.origin == "assumed"] == [True]


def test_what_was_understood_is_told():
    slots = {reading.slot: reading.value for reading in ask("密云区2024年调解纠纷多少").readings}
    assert slots == {"intent": "查数字", "place": "北京市密云区", "year": "2024年", "topic": "调解纠纷"}


def test_a_name_of_two_places_is_the_one_that_reports_hold():
    question = ask("通州区2024年行政复议多少")
    assert [place.full_name for place in question.targets[0].places] == ["北京市通州区"]


def test_names_in_titles_are_no_places_asked_for():
    question = ask("密云区2024年落实《北京市行政程序条例》做了什么")
    assert targets(question)[0] == "密云区 2024"


@pytest.fixture
def guard():
    """Stops a pattern that would never come to an end."""

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarm signal")
@pytest.mark.usefixtures("guard")
@pytest.mark.parametrize(
    "piece",
    ["嗯", "谢谢", "好的", "1,111", "和", "区", "“", "《", "比", "什么", "万", "调解", "2024年", " ", "第一责任人"],
)
def test_long_questions_come_to_an_end(piece):
    for text in (piece * 300, piece * 60 + "谢x", "谢" + piece * 60 + "x"):
        assert ask(text).text == text


POOL = """
密云区 大兴 通州 北京 2024年 24 去年 近三年 和 比 的 哪个区 各区 最多 最少 多少 件 第二名 前三 超过 1000 百 率
行政复议 法律援助 、 一共 平均 变化 不足 怎么 呢 ? , “ 》 为什么 报告
"""
QUESTIONS = st.lists(
    st.sampled_from(POOL.split()),
    max_size=10,
).map("".join)  # fmt: skip


@given(QUESTIONS | st.text(max_size=40))
def test_any_text_is_understood_as_something(text):
    question = ask(text)
    assert question.text == text
    assert question.targets
    assert question.intent in (Intent.SMALLTALK, Intent.REPORTS) or question.wanted
    assert question.nth >= 0
    assert question.top >= 0
    assert ask(text) == question


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("行政复议受理了", "行政复议受理"),
        ("办法律援助", "法律援助"),
        ("罚了金额", "罚金额"),
        ("提到无人机", "无人机"),
        ("办法", "办法"),
        ("了", "了"),
    ],
)
def test_what_is_asked_for_is_shown_without_the_words_that_join_it(words, shown):
    assert subject(words) == shown
