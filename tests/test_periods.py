"""Periods: the grammar of the module, row by row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.normalize import folded_text
from kb.lang.periods import find_periods
from kb.types import Period, PeriodKind

# Read in a report of 2024: text | the words of the period | first | last | kind
READ = """
2024年受理 | 2024年 | 2024-01-01 | 2024-12-31 | year
2024年度受理 | 2024年度 | 2024-01-01 | 2024-12-31 | year
二〇二三年受理 | 二〇二三年 | 2023-01-01 | 2023-12-31 | year
二○二三年受理 | 二○二三年 | 2023-01-01 | 2023-12-31 | year
二〇二四年上半年 | 二〇二四年上半年 | 2024-01-01 | 2024-06-30 | half
2023年下半年 | 2023年下半年 | 2023-07-01 | 2023-12-31 | half
2024年第三季度 | 2024年第三季度 | 2024-07-01 | 2024-09-30 | quarter
2024年一季度 | 2024年一季度 | 2024-01-01 | 2024-03-31 | quarter
2024年前三季度 | 2024年前三季度 | 2024-01-01 | 2024-09-30 | range
2024年3月受理 | 2024年3月 | 2024-03-01 | 2024-03-31 | month
2024年2月份 | 2024年2月份 | 2024-02-01 | 2024-02-29 | month
2024年十一月 | 2024年十一月 | 2024-11-01 | 2024-11-30 | month
2024年1-11月 | 2024年1-11月 | 2024-01-01 | 2024-11-30 | range
2024年6月至9月 | 2024年6月至9月 | 2024-06-01 | 2024-09-30 | range
2024年3月15日 | 2024年3月15日 | 2024-03-15 | 2024-03-15 | day
2024年底 | 2024年底 | 2024-01-01 | 2024-12-31 | year
2021-2023年 | 2021-2023年 | 2021-01-01 | 2023-12-31 | range
2021年至2023年 | 2021年至2023年 | 2021-01-01 | 2023-12-31 | range
2020年以来 | 2020年以来 | 2020-01-01 | 2024-12-31 | cumulative
2022年至今 | 2022年至今 | 2022-01-01 | 2024-12-31 | cumulative
截至2024年底 | 截至2024年底 | 2024-01-01 | 2024-12-31 | cumulative
截至2023年6月30日 | 截至2023年6月30日 | 2023-01-01 | 2023-06-30 | cumulative
截至11月底 | 截至11月底 | 2024-01-01 | 2024-11-30 | cumulative
截至目前 | 截至目前 | 2024-01-01 | 2024-12-31 | cumulative
“十四五”期间 | “十四五”期间 | 2021-01-01 | 2025-12-31 | range
十三五时期 | 十三五时期 | 2016-01-01 | 2020-12-31 | range
近三年 | 近三年 | 2022-01-01 | 2024-12-31 | range
近3年来 | 近3年来 | 2022-01-01 | 2024-12-31 | range
今年上半年 | 今年上半年 | 2024-01-01 | 2024-06-30 | half
上半年 | 上半年 | 2024-01-01 | 2024-06-30 | half
前三季度 | 前三季度 | 2024-01-01 | 2024-09-30 | range
10月 | 10月 | 2024-10-01 | 2024-10-31 | month
今年 | 今年 | 2024-01-01 | 2024-12-31 | year
本年度 | 本年度 | 2024-01-01 | 2024-12-31 | year
全年 | 全年 | 2024-01-01 | 2024-12-31 | year
去年 | 去年 | 2023-01-01 | 2023-12-31 | year
上年度 | 上年度 | 2023-01-01 | 2023-12-31 | year
上一年 | 上一年 | 2023-01-01 | 2023-12-31 | year
同期 | 同期 | 2023-01-01 | 2023-12-31 | year
前年 | 前年 | 2022-01-01 | 2022-12-31 | year
明年 | 明年 | 2025-01-01 | 2025-12-31 | year
下一年度 | 下一年度 | 2025-01-01 | 2025-12-31 | year
""".strip().splitlines()


@pytest.mark.parametrize("row", READ)
def test_periods_are_read(row):
    text, words, first, last, kind = (cell.strip() for cell in row.split("|"))
    (mention,) = find_periods(text, 2024)
    assert mention.text == words == text[mention.span.start : mention.span.end]
    assert mention.period == Period(date.fromisoformat(first), date.fromisoformat(last), PeriodKind(kind))


@pytest.mark.parametrize("text", ["受理24件", "24年", "2024件", "24年级", "2024", "三年级", "", "5个月"])
def test_what_names_no_period_in_a_report(text):
    assert find_periods(text, 2024) == []


@pytest.mark.parametrize(
    ("text", "year"), [("24年", 2024), ("密云2024", 2024), ("2024通州复议", 2024), ("20年", 2020), ("05年度", 2005)]
)
def test_questions_may_say_years_loosely(text, year):
    assert [m.period for m in find_periods(text, 2026, loose=True)] == [Period.of_year(year)]


@pytest.mark.parametrize("text", ["2024件", "24年级", "12.2024", "2024%"])
def test_a_bare_number_with_a_unit_is_no_year_even_loosely(text):
    assert find_periods(text, 2026, loose=True) == []


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("2023年", False),
        ("2021-2023年", False),
        ("“十四五”期间", False),
        ("去年", True),
        ("近三年", True),
        ("上半年", True),
        ("截至目前", True),
    ],
)
def test_periods_tell_whether_they_count_from_the_base_year(text, relative):
    assert [m.relative for m in find_periods(text, 2024)] == [relative]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023年和2024年分别受理", ["2023年", "2024年"]),
        ("2022年受理3件,2023年上半年受理4件,去年受理5件", ["2022年", "2023年上半年", "去年"]),
        ("2024年2月30日", ["2024年2月30日"]),
    ],
)
def test_several_periods_stand_in_order(text, words):
    assert [m.text for m in find_periods(text, 2024)] == words


def test_a_day_that_is_in_no_calendar_stands_for_its_month():
    (mention,) = find_periods("2024年2月30日", 2024)
    assert mention.period == Period(date(2024, 2, 1), date(2024, 2, 29), PeriodKind.MONTH)


def test_the_year_of_a_period_is_that_of_its_last_day():
    (mention,) = find_periods("2021-2023年", 2024)
    assert mention.period.year == 2023


POOL = """
2024 2023 1999 24 二〇二四 年 年度 月 份 日 底 上半年 下半年 第 前 三 十 二 12 3 31 季度 - 至 到 截至 截止
目前 以来 至今 近 来 十四五 “ ” 期间 去年 今年 同期 全年 , 件
"""
PIECES = st.lists(
    st.sampled_from(POOL.split()),
    max_size=12,
).map("".join)  # fmt: skip


@given(
    st.one_of(PIECES, st.text(max_size=40).map(folded_text), st.text(max_size=40)),
    st.integers(1900, 2100),
    st.booleans(),
)
def test_reading_never_raises_and_spans_are_in_order_and_apart(text, base, loose):
    mentions = find_periods(text, base, loose=loose)
    edges = [edge for m in mentions for edge in m.span]
    assert edges == sorted(edges)
    for mention in mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.text == text[mention.span.start : mention.span.end]
        assert mention.period.first <= mention.period.last


@given(PIECES)
def test_a_text_without_a_known_base_year_is_read_too(text):
    for mention in find_periods(text, 0):
        assert mention.period.first <= mention.period.last
