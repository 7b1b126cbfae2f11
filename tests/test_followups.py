"""Follow-ups: what a turn leaves unsaid is taken from the turns before, and said to be so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ask.context import follow
from kb.ask.turns import Turn
from kb.ask.understand import understand
from kb.types import Intent, Status
from tests.answer_fixtures import HOLDINGS, ask, plain, told

# turn > turn > … | what must stand in the first line of the last answer
CONVERSATIONS = """
大兴区2024年法律援助案件多少 > 密云区呢 | 密云区2024年 730余件
大兴区2024年法律援助案件多少 > 那密云区呢? | 密云区2024年 730余件
大兴区2024年法律援助案件多少 > 那2023年呢 | 大兴区2023年 500件
大兴区2024年法律援助案件多少 > 密云区2024年呢 | 密云区2024年 730余件
大兴区2024年法律援助案件多少 > 兴平市呢 | 兴平市2020年 293件
大兴区2024年法律援助案件多少 > 通州区呢 > 2020年大兴区呢 | 大兴区2020年 373件
大兴区2024年法律援助案件多少 > 调解纠纷呢 | 大兴区2024年 9640件
大兴区2024年收到行政复议申请多少件 > 受理了多少 | 大兴区2024年 402件
大兴区2024年调解纠纷多少 > 成功率呢 | 98.6%
大兴区2020年收到行政复议申请多少件 > 审结率是多少 | 80.85%
哪个区2024年调解纠纷最多 > 它的法律援助案件多少 | 密云区2024年 730余件
哪个区2024年调解纠纷最多 > 该区审结了多少行政复议 | 密云区2024年 700件
哪个区2024年法律援助案件最多 > 第二名呢 | 密云区 730余件
哪个区2024年法律援助案件最多 > 最少的呢 | 最少 大兴区 600件
哪个区2024年法律援助案件最多 > 2020年呢 | 2020年 大兴区 373件
哪个区2024年法律援助案件最多 > 第二名呢 > 第三名呢 | 大兴区 600件
大兴区2024年法律援助案件多少 > 密云区呢 > 两个差多少 | 密云区2024年较多 730余件 600件 约130件
大兴区2024年法律援助案件多少 > 密云区呢 > 哪个多 | 密云区2024年较多
大兴区2024年法律援助案件多少 > 密云区呢 > 两个一共多少 | 合计约1,330件
大兴区2024年法律援助案件多少 > 2023年呢 > 两年差多少 | 600件 500件 100件
大兴区和密云区2024年法律援助案件哪个多 > 通州区呢 | 通州区2024年 900件
大兴区历年法律援助案件 > 行政复议申请呢 | 376件 486件
大兴区2024年有哪些不足 > 密云区呢 | 密云区2024年 不足
大兴区2020年收到行政复议申请多少件 > 审结呢 | 304件
大兴区2020年收到行政复议申请多少件 > 已审结的呢 | 304件
2020年哪个区法律援助案件最多 > 它当年收到多少行政复议申请 | 大兴区2020年 376件
大兴区2020年法律援助案件多少 > 那年兴平市呢 | 兴平市2020年 293件
大兴区、密云区、通州区2024年法律援助案件各有多少 > 加起来呢? | 合计约 600件 730余件
大兴区、密云区2024年法律援助案件分别是多少 > 平均呢 | 平均约665件
大兴区2024年法律援助案件多少 > 密云区呢 > 加起来呢 | 合计约1,330件
大兴区2024年法律援助案件多少 > 密云区呢 > 通州区呢 > 三个一共多少 | 合计约 600件 730余件 900件
大兴区2023年法律援助案件多少 > 2024年呢 > 加起来呢 | 合计1,100件
大兴区、密云区、通州区2024年法律援助案件各有多少 > 哪个最多 | 通州区2024年最多
各区2024年法律援助案件一共多少 > 平均呢 | 平均约743.33件
哪个区2024年法律援助案件最多 > 一共呢 | 合计约2,230件
哪个区2022年讲座最多 > 镇呢 | 镇
大兴区2024年法律援助案件多少 > 谢谢 > 密云区呢 | 密云区2024年 730余件
""".strip().splitlines()


@pytest.mark.parametrize("row", CONVERSATIONS)
def test_follow_ups_take_over_what_they_leave_unsaid(row):
    turns, words = row.split("|")
    answer = ask(*(turn.strip() for turn in turns.split(">")))
    assert answer.status == Status.ANSWERED
    line = plain(answer.text).split("\n")[0]
    assert [word for word in words.split() if word not in line] == [], line


@pytest.mark.parametrize(
    ("turns", "inherited"),
    [
        (("大兴区2024年法律援助案件多少", "密云区呢"), {"intent", "topic", "year"}),
        (("大兴区2024年法律援助案件多少", "那2023年呢"), {"intent", "topic", "place"}),
        (("大兴区2024年法律援助案件多少", "调解纠纷呢"), {"place", "year"}),
        (("哪个区2024年法律援助案件最多", "第二名呢"), {"topic", "scope", "year"}),
        (("大兴区2024年法律援助案件多少", "密云区2024年调解纠纷多少"), set()),
        (("大兴区2024年法律援助案件多少", "哪个区2024年调解纠纷最多"), set()),
        (("大兴区2024年法律援助案件多少", "有哪些报告"), set()),
    ],
)
def test_what_was_taken_over_is_shown(turns, inherited):
    shown = {reading.slot for reading in ask(*turns).query if reading.origin == "inherited"}
    assert shown - {"context"} == inherited


def test_a_year_that_is_not_held_gives_way_and_is_said():
    answer = ask("大兴区2024年法律援助案件多少", "兴平市呢")
    assert "兴平市没有2024年的报告,按最近的2020年" in [plain(reading.value) for reading in answer.query]


def test_a_place_that_is_not_held_is_not_answered_with_the_place_before():
    answer = ask("大兴区2024年法律援助案件多少", "海淀区呢")
    assert answer.status == Status.NOT_FOUND
    assert "600件" not in plain(answer.text)


@pytest.mark.parametrize(
    "turns",
    [
        ("大兴区2024年法律援助案件多少", "化解呢"),
        ("大兴区2024年收到多少行政复议申请", "驳回的呢"),
        ("密云区2024年法律援助案件多少", "审结呢"),
    ],
)
def test_a_verb_alone_is_never_answered_with_another_subject_or_another_verb(turns):
    assert ask(*turns).status == Status.NOT_FOUND


def test_a_list_of_reports_goes_on_in_another_year():
    answer = ask("2024年哪些报告提到律师讲座", "2020年呢")
    assert answer.status == Status.NOT_FOUND
    assert "2020年收录的2份报告都没有提到“律师讲座”" in plain(answer.text)


@pytest.mark.parametrize(
    "topic",
    [
        "密云区2024年调解纠纷多少",
        "哪个区2024年调解纠纷最多",
        "有哪些报告",
        "你好",
        "大兴区和密云区2024年调解纠纷哪个多",
    ],
)
def test_a_new_topic_is_answered_as_if_it_came_first(topic):
    assert told("通州区2024年法律援助案件多少", topic) == told(topic)


def test_why_asks_for_passages_about_the_same():
    question = _follow("大兴区2024年法律援助案件多少", "为什么")
    assert question.intent == Intent.PASSAGE
    assert question.targets[0].years == (2024,)
    assert "法律援助案件" in question.folded


def test_the_first_turn_takes_over_nothing():
    question = understand("密云区呢", HOLDINGS)
    assert follow(question, None, HOLDINGS) == question


def _follow(before, text):
    first = understand(before, HOLDINGS)
    target = first.targets[0]
    wanted = first.wanted[0]
    pairs = ((target.places[0].code, target.years[-1]),)
    turn = Turn(first.intent.value, wanted.words, wanted.context, wanted.unit, wanted.kind, pairs, pairs)
    return follow(understand(text, HOLDINGS), turn, HOLDINGS)


PAIRS = st.lists(
    st.tuples(st.sampled_from(["110115", "110118", "", "999999", "x"]), st.integers(0, 2030)), max_size=4
).map(tuple)
TURNS = st.builds(
    Turn,
    intent=st.sampled_from([*map(str, Intent), "", "other"]),
    words=st.text(max_size=8),
    context=st.text(max_size=8),
    targets=PAIRS,
    answered=PAIRS,
    scope=st.none()
    | st.tuples(st.sampled_from(["区", "区 县", ""]), st.text(max_size=3), st.sampled_from(["", "110000"])),
    years=st.lists(st.integers(2000, 2030), max_size=2).map(tuple),
    ascending=st.booleans(),
)


@given(TURNS)
def test_a_turn_survives_its_json(turn):
    assert Turn.from_json(turn.to_json()) == turn


@given(st.text(max_size=30) | st.sampled_from(["", "null", "[]", "{}", '{"intent":"rank"}', "1"]))
def test_what_is_no_turn_is_none(text):
    assert Turn.from_json(text) is None


POOL = """
那 它 两个 密云区 2023年 海淀区 呢 哪个多 差多少 第二名 最少 为什么 审结 多少 满意率 一共 谢谢 ?
"""
FOLLOW = st.lists(st.sampled_from(POOL.split()), max_size=4).map("".join)  # fmt: skip


@given(TURNS, FOLLOW | st.text(max_size=15))
def test_any_follow_up_of_any_turn_is_a_question(turn, text):
    question = follow(understand(text, HOLDINGS), turn, HOLDINGS)
    assert question.targets
    assert question.intent in (Intent.SMALLTALK, Intent.REPORTS) or question.wanted
