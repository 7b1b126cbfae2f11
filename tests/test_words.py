"""The project's own words: what people say for what reports write, and how well words answer for one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexicon.words import analyser, as_written, related, synonyms

SAID = [
    ("复议纠错率", "行政复议纠错率"),
    ("行政复议案件", "行政复议案件"),
    ("法援案件", "法律援助案件"),
    ("不受理的", "不予受理的"),
    ("民告官", "行政诉讼"),
    ("没有这些词", "没有这些词"),
    ("", ""),
]


@pytest.mark.parametrize(("said", "written"), SAID)
def test_what_people_say_becomes_what_reports_write(said, written):
    assert as_written(said) == written


@given(st.lists(st.sampled_from(sorted(synonyms())), max_size=4).map(",".join))
def test_each_word_is_replaced_once_and_nothing_is_chained(text):
    assert as_written(text) == ",".join(as_written(word) for word in text.split(","))


@given(st.text(max_size=40))
def test_any_text_may_be_put_into_words_of_reports(text):
    assert isinstance(as_written(text), str)


def test_degrees_lie_between_nothing_and_the_same_and_hold_both_ways():
    for word, others in related().items():
        for other, degree in others.items():
            assert 0 < degree <= 1
            assert related()[other][word] == degree
            assert other != word


def test_of_two_related_words_one_can_be_asked_for():
    """A degree for two words that are never cut out of a question would never be used."""
    pairs = {(word, other) for word, others in related().items() for other in others}
    assert {pair for pair in pairs if not any(word in analyser().terms(word) for word in pair)} == set()


def test_the_analyser_is_made_once():
    assert analyser() is analyser()
