"""Typos: what sounds like a word of the field or a place held is put right, everything else stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ask.mend import mend
from kb.lang.normalize import folded_text
from tests.answer_fixtures import HOLDINGS

MENDED = [
    ("密运区2024年调解纠纷多少", "密云区2024年调解纠纷多少", ["密运区→密云区"]),
    ("大星区2024年调解纠纷多少", "大兴区2024年调解纠纷多少", ["大星区→大兴区"]),
    ("通洲2024年行政复议多少", "通州区2024年行政复议多少", ["通洲→通州区"]),
    ("大兴区2024年法律缘助案件多少", "大兴区2024年法律援助案件多少", ["法律缘助案件→法律援助案件"]),
    ("大兴区2024年行政复仪多少", "大兴区2024年行政复议多少", ["行政复仪→行政复议"]),
]
KEPT = [
    "密云区2024年调解纠纷多少",
    "通州2024行政复议",
    "大兴区2024年“法律缘助”是什么",
    "大兴区2024年无人机巡查多少次",
    "海淀区2024年调解纠纷多少",
    "哪个区2024年调解纠纷最多",
    "你好",
    "",
]


@pytest.mark.parametrize(("text", "mended", "said"), MENDED)
def test_typos_are_mended_and_said(text, mended, said):
    result = mend(text, HOLDINGS)
    assert result.text == mended
    assert [reading.value for reading in result.readings] == said
    assert {reading.origin for reading in result.readings} == {"mended"}


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_typo_stays(text):
    result = mend(text, HOLDINGS)
    assert (result.text, result.readings) == (text, ())


@pytest.mark.parametrize("text", ["大兴区2024年旧供镇调解多少", "2024年大兴区实现旧供镇就业多少"])
def test_beside_a_place_that_is_named_no_other_is_guessed_but_where_it_is_joined(text):
    assert mend(text, HOLDINGS).readings == ()
    joined = mend("大兴区和密运区2024年调解纠纷哪个多", HOLDINGS)
    assert [reading.value for reading in joined.readings] == ["密运区→密云区"]


def test_a_word_of_the_reports_is_no_misspelt_place():
    known = replace(HOLDINGS, frequency=lambda word: int(word == "大星区"))
    assert mend("大星区2024年调解纠纷多少", known).readings == ()
    assert mend("大星区2024年调解纠纷多少", HOLDINGS).readings


def test_a_word_that_a_report_writes_is_no_typo():
    known = replace(HOLDINGS, frequency=lambda _word: 1)
    assert mend("大兴区2024年法律缘助案件多少", known).readings == ()


@given(st.text(max_size=30) | st.text("密运云区大兴星法律缘援助案件复仪议2024年多少“”", max_size=20))
def test_any_text_is_mended_or_left_and_every_change_is_said(text):
    folded = folded_text(text)
    result = mend(folded, HOLDINGS)
    assert (result.text != folded) == bool(result.readings)
