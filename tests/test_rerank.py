"""Passages in the order of how much of the question stands close together in them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.tokens import Analyser
from kb.store.contracts import Hit
from kb.store.rerank import CHARACTER_WEIGHT, COVERAGE_WEIGHT, DEPTH, WINDOW, question_grams, rerank

FILLER = "另有其他工作若干," * 20


def ranked(texts, grams, scores=None):
    hits = [Hit("r", at, score) for at, score in enumerate(scores or [1.0] * len(texts))]
    return rerank(hits, texts, grams)


def order(texts, grams, scores=None):
    return [one.paragraph for one in ranked(texts, grams, scores)]


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


def test_equals_keep_their_order():
    assert order(["调解", "无关", "调解", "无关"], ["调解"]) == [0, 2, 1, 3]


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
    assert rerank([], [], ["调解"]) == []
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
        assert found[at].coverage * sum(weights) == pytest.approx(best_by_trying(text, short, weights))
        assert found[at].score == pytest.approx(1 + COVERAGE_WEIGHT * found[at].coverage)
        assert found[at].window.end - found[at].window.start <= WINDOW
    assert len(ranked(texts, grams)) == len(texts)
