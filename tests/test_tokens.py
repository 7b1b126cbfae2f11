"""The analyser: names stay whole, both engines cut alike, and the version tells what it cut with."""

from __future__ import annotations

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang import tokens
from kb.lang.normalize import folded_text
from kb.lang.tokens import Analyser, is_number, stop_words
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser
from tests.answer_fixtures import SAMPLES, sample_text

NAMES = sorted({*gazetteer().words(), *indicators().names()})


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:8])
def test_both_engines_cut_the_sample_reports_alike(path):
    own = analyser()._loaded().plain
    for line in folded_text(sample_text(path)).splitlines():
        searched = own.lcut_for_search(line, HMM=False)
        assert analyser().words(line) == own.lcut(line, HMM=False), line
        assert analyser().terms(line) == [
            word for word in searched if any(map(str.isalnum, word)) and word not in stop_words()
        ], line


def test_names_are_never_cut_apart():
    """Marks inside a name (镇(街道)) part it all the same: no cut goes across a mark."""
    whole = [name for name in NAMES if name.isalnum()]
    assert [name for name in whole if analyser().words(name) != [name]] == []


def test_long_names_are_found_by_their_parts_too():
    assert {"行政", "复议", "行政复议"} <= set(analyser().terms("行政复议"))


def test_terms_leave_out_marks_and_words_without_topic():
    assert analyser().terms("的,。!调解 了“纠纷”") == ["调解", "纠纷"]


@given(st.text(max_size=60) | st.text("全年调解纠纷18251件,密云区 abc", max_size=60))
def test_words_hold_each_character_once(text):
    folded = folded_text(text)
    assert "".join(analyser().words(folded)) == folded


@given(st.text(max_size=60))
def test_terms_never_raise_and_are_parts_of_the_text(text):
    folded = folded_text(text)
    assert all(term in folded for term in analyser().terms(folded))


def test_the_version_follows_the_words():
    one, same = Analyser(["密云区", "大兴区"]), Analyser(["大兴区", "密云区", "大兴区"])
    assert one.version == same.version
    assert one.version != analyser().version
    assert jieba.__version__ in one.version


@pytest.mark.parametrize(
    ("word", "expected"),
    [("18251", True), ("98.6%", True), ("2024", True), ("一百", False), ("5g", False), ("", False)],
)
def test_numbers_are_told_from_words(word, expected):
    assert is_number(word) is expected
