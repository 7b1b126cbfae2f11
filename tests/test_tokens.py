"""The analyser: names stay whole, both engines cut alike, and the version tells what it cut with."""

from __future__ import annotations

from pathlib import Path

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

REPORTS = Path(__file__).parent.parent / "reports"


@pytest.fixture(scope="module")
def own_jieba():
    """jieba itself with the names of the project, put in as the analyser puts them."""
    cutter = jieba.Tokenizer()
    for name in sorted({*gazetteer().words(), *indicators().names()}):
        cutter.add_word(name, cutter.suggest_freq(name))
    return cutter


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
def test_both_engines_cut_the_sample_reports_alike(own_jieba):
    for path in sorted(REPORTS.iterdir()):
        for line in folded_text(path.read_text("utf-8")).splitlines():
            expected = own_jieba.lcut_for_search(line, HMM=False)
            terms = [word for word in expected if tokens._WORD.search(word) and word not in stop_words()]
            assert analyser().terms(line) == terms, line
            assert analyser().words(line) == own_jieba.lcut(line, HMM=False), line


@pytest.mark.parametrize("name", ["密云区", "大兴区", "行政复议申请", "法律援助案件", "旧宫镇"])
def test_names_are_terms_of_their_own(name):
    assert name in analyser().terms(f"2024年{name}情况")


def test_long_names_are_found_by_their_parts_too():
    assert {"行政复议", "复议"} <= set(analyser().terms("行政复议"))


def test_terms_leave_out_marks_and_words_without_topic():
    terms = analyser().terms("的,。!调解 了“纠纷”")
    assert terms == ["调解", "纠纷"]


@given(st.text(max_size=60) | st.text("全年调解纠纷18251件,密云区 abc", max_size=60))
def test_words_hold_each_character_once(text):
    folded = folded_text(text)
    assert "".join(analyser().words(folded)) == folded


@given(st.text(max_size=60))
def test_terms_never_raise_and_are_parts_of_the_text(text):
    folded = folded_text(text)
    assert all(term in folded for term in analyser().terms(folded))


def test_the_version_follows_the_words():
    one, same, other = Analyser(["密云区"]), Analyser(["密云区", "密云区"]), Analyser(["大兴区"])
    assert one.version == same.version
    assert one.version != other.version
    assert jieba.__version__ in one.version


@pytest.mark.parametrize(
    ("word", "expected"), [("18251", True), ("98.6%", True), ("2024", True), ("一百", False), ("5g", False), ("", False)]
)
def test_numbers_are_told_from_words(word, expected):
    assert is_number(word) is expected
