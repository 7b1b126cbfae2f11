"""Numbers in Chinese, Arabic and mixed writing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.numerals import arabic_number, chinese_number, find_numbers, multiplier, to_chinese

CHINESE = [
    "零",
    "0",
    "〇",
    "0",
    "九",
    "9",
    "十",
    "10",
    "十二",
    "12",
    "二十",
    "20",
    "两百",
    "200",
    "一百零五",
    "105",
    "一百一十",
    "110",
    "三百五",
    "350",
    "三百五十",
    "350",
    "两千零五",
    "2005",
    "两千三",
    "2300",
    "一万二",
    "12000",
    "一万零二",
    "10002",
    "二万零三百零五",
    "20305",
    "一百二十三万",
    "1230000",
    "一亿二千万零五",
    "120000005",
    "百",
    "100",
    "千",
    "1000",
    "万",
    "10000",
    "百万",
    "1000000",
    "三点五",
    "3.5",
    "零点零五",
    "0.05",
    "一百二十三点四五",
    "123.45",
    "三万点五",
    "30000.5",
    "二〇二四",
    "2024",
    "二○二四",
    "2024",
    "一九九八",
    "1998",
    "壹",
    "1",
]


@pytest.mark.parametrize(("text", "value"), list(zip(CHINESE[::2], CHINESE[1::2], strict=True)))
def test_chinese_numerals(text, value):
    assert chinese_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "点五", "三件", "二三十", "十百", "一百二百", "三点十", "abc", "3"])
def test_what_is_no_chinese_numeral_has_no_value(text):
    assert chinese_number(text) is None


@given(st.one_of(st.integers(0, 10**12 - 1), st.integers(0, 20000)))
def test_a_number_written_in_chinese_reads_as_itself(value):
    assert chinese_number(to_chinese(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (20305, "二万零三百零五"),
        (10**8 + 5, "一亿零五"),
        (105000, "十万五千"),
        (100500, "十万零五百"),
    ],
)
def test_numbers_are_written_as_reports_write_them(value, text):
    assert to_chinese(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("373", "373"), ("1,234,567", "1234567"), ("1,234.50", "1234.50"), ("99·5 9", "99.59"), ("3 . 5", "3.5")],
)
def test_arabic_numbers(text, value):
    assert arabic_number(text) == Decimal(value)


@pytest.mark.parametrize(("text", "value"), [("", 1), ("十", 10), ("万", 10**4), ("百万", 10**6), ("万亿", 10**12)])
def test_multipliers(text, value):
    assert multiplier(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("受理376件,审结304件", [("376", 376, False), ("304", 304, False)]),
        ("1,234件", [("1,234", 1234, False)]),
        ("12余万元", [("12余万", 120000, True)]),
        ("百余场", [("百余", 100, True)]),
        ("2000多人", [("2000多", 2000, True)]),
        ("1.5万", [("1.5万", 15000, False)]),
        ("十二个", [("十二", 12, False)]),
        ("二三十个", []),
        ("没有数", []),
        ("", []),
    ],
)
def test_numbers_are_found_with_their_spans(text, found):
    assert [(text[n.span.start : n.span.end], n.value, n.vague) for n in find_numbers(text)] == found


@given(
    st.text(st.sampled_from("0123456789,. ·零一二两三十百千万亿点余多来分之件年%"), max_size=30) | st.text(max_size=30)
)
def test_finding_numbers_never_raises_and_spans_are_in_order(text):
    numbers = find_numbers(text)
    edges = [edge for number in numbers for edge in number.span]
    assert edges == sorted(edges)
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in numbers)
    assert all(n.value >= 0 for n in numbers)
