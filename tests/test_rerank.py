"""Passages in the order of how much of the question stands close together in them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.tokens import Analyser
from kb.store.contracts import Hit
from kb.store.rerank import (
    CHARACTER_WEIGHT,
    COVERAGE_WEIGHT,
    DEPTH,
    HEAD_WEIGHT,
    RUN_WEIGHT,
    WINDOW,
    WORDS_WEIGHT,
    Passage,
    Sought,
    longest_run,
    question_grams,
    rerank,
    sought,
)

FILLER = "另有其他工作若干," * 20


def ranked(texts, grams, scores=None, **other):
    """`texts` are strings, or passages with their headings; `other` is what is sought besides grams."""
    hits = [Hit("r", at, score) for at, score in enumerate(scores or [1.0] * len(texts))]
    passages = [Passage(text) if isinstance(text, str) else text for text in texts]
    return rerank(hits, passages, Sought(**{"text": "", "grams": tuple(grams), **other}))


def order(texts, grams, scores=None, **other):
    return [one.paragraph for one in ranked(texts, grams, scores, **other)]


@pytest.mark.parametrize(
    ("question", "grams"),
    [
        ("调解纠纷", "调 解 纠 纷 调解 解纠 纠纷"),
        ("调解,调解", "调 解 调解"),
        ("区的县", "区 县 区的 的县"),
        ("什么是调解", "调 解 是调 调解"),
        ("gdp的12345热线", "gdp 12345 热 线 热线"),
        ("增长3.5%吗", "增 长 3 5 增长"),
        ("什么", ""),
        ("", ""),
    ],
)
def test_grams_of_a_question(question, grams):
    assert question_grams(Analyser(["12345热线"]).words(question)) == tuple(grams.split())


def test_words_close_together_beat_the_same_words_far_apart():
    apart = "人民调解" + FILLER + "案件受理"
    assert order([apart, FILLER + "人民调解案件受理"], ["人民", "调解", "案件", "受理"]) == [1, 0]


def test_what_all_passages_have_counts_less_than_what_tells_them_apart():
    texts = ["法治政府建设。", "法治政府建设。", "建设复议。"]
    assert order(texts, ["法治", "政府", "复议"])[0] == 2


def test_the_score_of_the_index_counts_too():
    assert order(["调解纠纷", "调解纠纷"], ["调解"], [2.0, 1.0]) == [0, 1]
    assert order(["无关", "调解纠纷", "无关"], ["调解"], [2.0, 1.0, 1.0]) == [1, 0, 2]


def test_words_that_are_rare_in_the_index_count_more_than_frequent_ones():
    texts = ["工作" + FILLER + "衔接", "工作" + FILLER + "会议"]
    assert order(texts, [], words=("工作", "会议", "衔接"), rarities=(0.1, 0.5, 4.0)) == [0, 1]
    assert order(texts, [], words=("工作", "会议", "衔接"), rarities=(0.1, 4.0, 0.5)) == [1, 0]
    (first, _) = ranked(texts, [], words=("会议", "衔接"), rarities=(1.0, 3.0))
    assert first.score == pytest.approx(1 + WORDS_WEIGHT * 3 / 4)


def test_words_count_within_a_window_too():
    apart = "会议" + FILLER + "衔接"
    assert order([apart, FILLER + "衔接会议"], [], words=("会议", "衔接"), rarities=(1.0, 1.0)) == [1, 0]


def test_the_same_words_in_the_order_of_the_question_come_first():
    assert order(["机制衔接", "衔接机制"], [], text="衔接机制") == [1, 0]
    (first, second) = ranked(["机制衔接", "衔接机制"], [], text="衔接机制?")
    assert first.score - second.score == pytest.approx(RUN_WEIGHT * (4 - 2) / 4)


@pytest.mark.parametrize(
    ("question", "text", "run"),
    [
        ("调解纠纷多少", "全年调解纠纷", 4),
        ("调解", "无关", 0),
        ("", "调解", 0),
        ("调解", "", 0),
        ("解调解", "调解调解", 3),
    ],
)
def test_the_longest_run(question, text, run):
    assert longest_run(question, text) == run


def test_what_the_headings_say_need_not_be_said_again():
    texts = [
        Passage("共受理三百件。", "二、其他工作"),
        Passage("共受理三百件。", "三、人民调解"),
        Passage("人民调解", ""),
    ]
    found = ranked(texts, ["调解", "受理"])
    assert found[0].paragraph == 1
    weights = {"受理": math.log(1 + 1.5 / 2.5), "调解": math.log(1 + 2.5 / 1.5)}
    scores = {one.paragraph: one.score for one in found}
    assert scores[1] - scores[0] == pytest.approx(HEAD_WEIGHT * weights["调解"] / sum(weights.values()))
    assert {one.coverage for one in found if one.paragraph < 2} == {found[0].coverage}


def test_a_question_knows_how_rare_its_words_are():
    asked = sought(
        "调解的纠纷", ["调解", "的", "纠纷"], ["调解", "纠纷", "调解"], {"调解": 3, "纠纷": 9}.__getitem__, 10
    )
    assert asked.words == ("调解", "纠纷")
    assert asked.grams == question_grams(["调解", "的", "纠纷"])
    assert asked.rarities == pytest.approx((math.log(1 + 7.5 / 3.5), math.log(1 + 1.5 / 9.5)))


def test_equals_keep_their_order():
    assert order(["调解", "无关", "调解", "无关"], ["调解"]) == [0, 2, 1, 3]
    grams = ["行政", "复议", "调解", "受理", "案件"]
    assert order(["案件受理及行政复议"] * DEPTH, grams) == list(range(DEPTH))


def test_the_window_is_the_narrowest_that_holds_the_best_part():
    text = "调解" + "。" * 30 + "调解和纠纷" + "。" * 10 + "调解"
    (one,) = ranked([text], ["调解", "纠纷"])
    assert text[slice(*one.window)] == "调解和纠纷"
    assert one.coverage == pytest.approx(1)


def test_nothing_of_the_question_in_a_text():
    (one,) = ranked(["无关"], ["调解"])
    assert (one.score, one.coverage, tuple(one.window)) == (1, 0, (0, 0))


def test_hits_beyond_the_depth_follow_in_their_order():
    texts = ["无关"] * DEPTH + ["调解", "调解"]
    scores = [float(len(texts) - at) for at in range(len(texts))]
    assert order(texts, ["调解"], scores) == list(range(len(texts)))


def test_no_hits_and_no_grams():
    assert rerank([], [], Sought("调解", ("调解",))) == []
    assert order(["甲", "乙"], [], [2.0, 1.0]) == [0, 1]


def best_by_trying(text, grams, weights):
    """Every window there is, one after another."""
    best = 0.0
    for start in range(len(text)):
        part = text[start : start + WINDOW]
        best = max(best, sum(weight for gram, weight in zip(grams, weights, strict=True) if gram in part))
    return best


@given(
    texts=st.lists(
        st.lists(st.sampled_from(["甲", "乙", "丙", "。" * 30, "x" * 150]), max_size=12).map("".join),
        min_size=1,
        max_size=4,
    ),
    grams=st.lists(st.sampled_from(["甲", "乙", "甲乙", "乙丙", "丙甲", "x" * 150]), unique=True),
)
def test_coverage_is_that_of_the_best_of_all_windows(texts, grams):
    short = [gram for gram in grams if len(gram) <= WINDOW]
    found = {one.paragraph: one for one in ranked(texts, short)}
    df = [sum(gram in text for text in texts) for gram in short]
    factors = [CHARACTER_WEIGHT if len(gram) == 1 else 1 for gram in short]
    weights = [factor * math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for factor, n in zip(factors, df, strict=True)]
    for at, text in enumerate(texts):
        assert found[at].coverage * sum(weights) == pytest.approx(best_by_trying(text, short, weights), abs=1e-8)
        assert found[at].score == pytest.approx(1 + COVERAGE_WEIGHT * found[at].coverage)
        window = text[slice(*found[at].window)]
        assert len(window) <= WINDOW
        assert best_by_trying(window, short, weights) == pytest.approx(best_by_trying(text, short, weights), abs=1e-8)
        assert not window or best_by_trying(window[1:], short, weights) < best_by_trying(window, short, weights)
        assert not window or best_by_trying(window[:-1], short, weights) < best_by_trying(window, short, weights)
    assert len(ranked(texts, grams)) == len(texts)
