"""Quantities: number, unit and precision; and numbers that count nothing, with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.normalize import folded_text
from kb.lang.numerals import find_numbers
from kb.lang.quantities import find_quantities
from tests.answer_fixtures import SAMPLES, sample_text

# text | value | unit | precision | the words of the quantity | upper end
READ = """
受理案件373件 | 373 | 件 | exact | 373件 |
调解纠纷1,234起 | 1234 | 起 | exact | 1,234起 |
投入17.5亿元 | 1750000000 | 元 | exact | 17.5亿元 |
挽回损失320万元 | 3200000 | 元 | exact | 320万元 |
补贴1亿2000万元 | 120000000 | 元 | exact | 1亿2000万元 |
培训约3.2万人次 | 32000 | 人次 | about | 约3.2万人次 |
举办近百场 | 100 | 场 | about | 近百场 |
举办百余场 | 100 | 场 | about | 百余场 |
办理12余万件 | 120000 | 件 | about | 12余万件 |
办理2万余件 | 20000 | 件 | about | 2万余件 |
惠及2000多人 | 2000 | 人 | about | 2000多人 |
惠及群众5万人左右 | 50000 | 人 | about | 5万人左右 |
三十多场次 | 30 | 场次 | about | 三十多场次 |
办结三百五十件 | 350 | 件 | exact | 三百五十件 |
两千零五件 | 2005 | 件 | exact | 两千零五件 |
不少于20次 | 20 | 次 | at_least | 不少于20次 |
超1000人次 | 1000 | 人次 | at_least | 超1000人次 |
突破10万件 | 100000 | 件 | at_least | 突破10万件 |
办结率95%以上 | 95 | % | at_least | 95%以上 |
不超过30人 | 30 | 人 | at_most | 不超过30人 |
压缩到3天以内 | 3 | 天 | at_most | 3天以内 |
每队3—5人 | 3 | 人 | exact | 3—5人 | 5
罚款3至5万元 | 30000 | 元 | exact | 3至5万元 | 50000
百分之九十五 | 95 | % | exact | 百分之九十五 |
千分之三 | 3 | ‰ | exact | 千分之三 |
三成半 | 35 | % | exact | 三成半 |
占一半以上 | 50 | % | at_least | 一半以上 |
通过三分之二 | 66.67 | % | about | 三分之二 |
满意率99·5 9% | 99.59 | % | exact | 99·5 9% |
上升2.5个百分点 | 2.5 | 个百分点 | exact | 2.5个百分点 |
增长1.2倍 | 1.2 | 倍 | exact | 1.2倍 |
接听12345件 | 12345 | 件 | exact | 12345件 |
发放资料110万余份 | 1100000 | 份 | about | 110万余份 |
培训120余人次 | 120 | 人次 | about | 120余人次 |
挽回119万元 | 1190000 | 元 | exact | 119万元 |
110接警12万件 | 120000 | 件 | exact | 12万件 |
面积500平米 | 500 | 平方米 | exact | 500平米 |
流转20亩 | 20 | 亩 | exact | 20亩 |
限3个工作日 | 3 | 个工作日 | exact | 3个工作日 |
新收0件 | 0 | 件 | exact | 0件 |
共立案5起,起诉 | 5 | 起 | exact | 5起 |
新设调委会一个。 | 1 | 个 | exact | 一个 |
""".strip().splitlines()

PASSED = """
第3届 | 3 | ordinal
十四届三次会议 | 十四 三 | ordinal
第十二项 | 十二 | ordinal
2024年 | 2024 | date
3月15日 | 3 15 | date
十五日内 | 十五 | date
2024-03-15 | 2024 03 15 | date
1-3月 | 1 3 | date
京政发〔2024〕5号 | 2024 5 | quoted date
“5+2”工作法 | 5 2 | quoted
《2024年100件实事》 | 2024 100 | quoted
“三项100个”活动 | 三 100 | quoted
5+2工作法 | 5 2 | name
7×24小时 | 7 24 | name
12345热线 | 12345 | name
拨打110、119联动 | 110 119 | name
110接警 | 110 | name
110处警 | 110 | name
落实三项制度 | 三 | idiom
落实两个责任 | 两 | idiom
打通最后一公里。 | 一 | idiom
最多跑一次 | 一 | idiom
综合查一次 | 一 | idiom
做到两个维护 | 两 | idiom
四个方面 | 四 | idiom
数十件 | 十 | vague
几百人 | 百 | vague
全市三个典型之一 | 三 一 | vague no_unit
全国30个试点城市之一 | 30 一 | vague no_unit
一个平台 | 一 | vague
一支队伍 | 一 | vague
同一件事 | 一 | vague
一网通办 | 一 | no_unit
双随机一公开 | 一 | no_unit
5起诉讼 | 5 | no_unit
零件 | 零 |
十几件 | 十 | no_unit
""".strip().splitlines()


def _read(text):
    return [
        (
            f"{q.value:f}",
            q.unit,
            str(q.precision),
            text[q.span.start : q.span.end],
            "" if q.high is None else f"{q.high:f}",
        )
        for q in find_quantities(text)[0]
    ]


@pytest.mark.parametrize("row", READ)
def test_quantities_are_read(row):
    text, *expected = (cell.strip() for cell in row.split("|"))
    assert _read(text) == [tuple(expected)]


@pytest.mark.parametrize("row", PASSED)
def test_numbers_that_count_nothing_are_passed_over_with_the_reason(row):
    text, numbers, reasons = (cell.strip() for cell in row.split("|"))
    quantities, passed = find_quantities(text)
    assert quantities == []
    assert [text[p.span.start : p.span.end] for p in passed] == numbers.split()
    assert {p.reason for p in passed} == set(reasons.split()) or not reasons


def test_every_quantity_of_a_sentence_is_read_in_order():
    assert [one[3] for one in _read("受理376件,审结304件,纠错率8.88%,涉及3类15项,约2万元。")] == [
        "376件", "304件", "8.88%", "3类", "15项", "约2万元",
    ]  # fmt: skip


POOL = """
0 1 12 373 1,234 2024 一 两 十 百 三百五十 万 亿 余 多 近 约 超过 不少于 件 人次 万元 % 个 个百分点 成 倍 以上
左右 至 — - “ ” 《 》 第 届 年 月 日 , 。 ( ) . · 分之 百分之 一半 起 诉
"""
PIECES = st.lists(
    st.sampled_from(POOL.split()),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(PIECES, st.text(max_size=40).map(folded_text), st.text(max_size=40)))
def test_reading_never_raises_and_spans_are_in_order_and_apart(text):
    quantities, passed = find_quantities(text)
    for found in (quantities, passed):
        edges = [edge for one in found for edge in one.span]
        assert edges == sorted(edges)
        assert all(0 <= one.span.start < one.span.end <= len(text) for one in found)
    taken = [q.span for q in quantities]
    assert not any(q.start <= p.span.start < q.end for p in passed for q in taken)


@given(PIECES)
def test_the_upper_end_is_above_the_lower(text):
    assert all(q.high is None or q.high > q.value for q in find_quantities(text)[0])


@given(PIECES)
def test_the_words_of_a_quantity_alone_give_its_value_again(text):
    for quantity in find_quantities(text)[0]:
        _assert_says_again(text, quantity)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:8])
def test_quantities_of_the_sample_reports_say_their_value_again(path):
    text = folded_text(sample_text(path))
    quantities, _ = find_quantities(text)
    assert quantities
    for quantity in quantities:
        _assert_says_again(text, quantity)


def _assert_says_again(text, quantity):
    """Read alone, the words give the same value and unit; a lone 一个 is vague there, but its numeral is the same."""
    words = text[quantity.span.start : quantity.span.end]
    again, _ = find_quantities(words)
    if again:
        assert (again[0].value, again[0].unit, again[0].high) == (quantity.value, quantity.unit, quantity.high), words
    else:
        assert [number.value for number in find_numbers(words)][:1] == [Decimal(1)], words
