"""The analyser: names stay whole, both engines cut alike, and the version tells what it cut with."""

from __future__ import annotations

import json

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.lang import tokens
from kb.lang.normalize import folded_text
from kb.lang.tokens import Analyser, is_number
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser
from scripts import make_frequencies
from tests.answer_fixtures import PROJECT, SAMPLES, sample_text

NAMES = sorted({*gazetteer().words(), *indicators().names()})


@pytest.fixture(scope="module")
def without_rjieba():
    """The analyser as it is where rjieba is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "rjieba", None)
        plain = Analyser(NAMES)
        plain.words("预热")
    return plain


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:8])
def test_both_engines_cut_the_sample_reports_alike(path, without_rjieba):
    for line in folded_text(sample_text(path)).splitlines():
        assert analyser().words(line) == without_rjieba.words(line), line
        assert analyser().terms(line) == without_rjieba.terms(line), line


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
def test_both_engines_cut_the_golden_questions_alike(without_rjieba):
    golden = (PROJECT / "tests/golden/sample_questions.jsonl").read_text("utf-8").splitlines()
    for question in (folded_text(turn) for line in golden for turn in json.loads(line)["turns"]):
        assert analyser().words(question) == without_rjieba.words(question), question
        assert analyser().terms(question) == without_rjieba.terms(question), question


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
@settings(max_examples=500, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(NAMES)
        | st.sampled_from(NAMES).map(lambda name: name[1:])
        | st.sampled_from(NAMES).map(lambda name: name[:-1])
        | st.text("全年共调解受理办结的纠纷案件2024%.+#&_-gdp,。 \n一二三", max_size=6)
        | st.text(max_size=3),
        max_size=8,
    )
)
def test_both_engines_cut_names_run_together_alike(without_rjieba, parts):
    """Names that overlap, and parts of them beside one another, are where cutters could differ."""
    text = folded_text("".join(parts))
    assert analyser().words(text) == without_rjieba.words(text)
    assert analyser().terms(text) == without_rjieba.terms(text)


def test_the_table_of_frequencies_is_that_of_the_names():
    """Else every process loads jieba's dictionary; `python -m scripts.make_frequencies` writes it anew."""
    assert make_frequencies.TABLE.read_text("utf-8") == make_frequencies.table()


@pytest.mark.skipif(tokens.rjieba is None, reason="rjieba is not installed here: jieba does the work alone")
def test_an_analyser_of_other_names_cuts_by_its_own():
    """A table of frequencies that is not of these very names counts for nothing."""
    names = ["密云水库管理处", "调解云平台"]
    assert Analyser(names, {"密云": 3}).words("密云水库管理处用调解云平台") == ["密云水库管理处", "用", "调解云平台"]


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


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("物业", True),
        ("刑事", True),
        ("消费", True),
        ("到底", False),
        ("成功", False),
        ("市里", False),
        ("近年", False),
    ],
)
def test_both_engines_tell_which_words_name_things(word, names, without_rjieba):
    assert analyser().is_name(word) == names
    assert without_rjieba.is_name(word) == names
