"""Facts of tables: named by the heads of row and column; the docstring of a test is the table, a | between cells."""

from __future__ import annotations

from decimal import Decimal
from inspect import cleandoc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.tables import cell_figures
from indexer.reading import read_bytes
from kb.types import FactKind

REPORT = "# 北京市大兴区2024年法治政府建设年度情况报告\n\n## 一、主要工作\n\n"


@pytest.fixture
def cells(request):
    """(words of the cell, its name, value, unit) of each figure of the table."""
    text = cleandoc(request.function.__doc__)
    return [
        (text[c.quantity.span.start : c.quantity.span.end], c.name, c.quantity.value, c.quantity.unit)
        for c in cell_figures(text)
    ]


def test_a_unit_in_the_head_of_the_row(cells):
    """
    指标 | 2023年 | 2024年
    行政复议(件) | 351 | 402
    """
    assert cells == [("351", "行政复议 2023年", 351, "件"), ("402", "行政复议 2024年", 402, "件")]


def test_a_unit_in_the_head_of_the_column(cells):
    """
    项目 | 受理数/件 | 金额(万元) | 办结率(%)
    法律援助 | 373 | 56.5 | 98
    """
    assert cells == [
        ("373", "法律援助 受理数", 373, "件"),
        ("56.5", "法律援助 金额", 565000, "元"),
        ("98", "法律援助 办结率", 98, "%"),
    ]


def test_a_unit_in_the_cell(cells):
    """
    项目 | 数量
    法律援助 | 1,200件
    满意率 | 98.5%
    """
    assert cells == [("1,200件", "法律援助", 1200, "件"), ("98.5%", "满意率", Decimal("98.5"), "%")]


def test_serial_numbers_and_years_are_no_figures(cells):
    """
    序号 | 项目 | 年份 | 数量(件)
    1 | 法律援助 | 2024 | 373
    2 | 公证 | 2024 | 120
    """
    assert [(cell[0], cell[1]) for cell in cells] == [("373", "法律援助"), ("120", "公证")]


def test_words_in_a_cell_are_no_figure(cells):
    """
    类别 | 受理(件) | 备注
    行政处罚 | 12 | 其中2件中止,余下的都已办结
    """
    assert [cell[0] for cell in cells] == ["12"]


def test_a_table_without_heads_tells_nothing(cells):
    """
    1 | 2
    3 | 4
    """
    assert cells == []


def test_the_year_of_the_column_is_the_year_of_the_figure():
    """A table of a report, by the whole way."""
    table = "| 指标 | 2023年 | 2024年 |\n|---|---|---|\n| 法律援助案件(件) | 320 | 373 |\n"
    (reading,) = read_bytes("报告.md", (REPORT + table).encode()).readings
    facts = reading.extraction.facts
    assert [(fact.period.year, fact.value, fact.unit, fact.indicator) for fact in facts] == [
        (2023, 320, "件", "法律援助案件"),
        (2024, 373, "件", "法律援助案件"),
    ]
    assert {fact.kind for fact in facts} == {FactKind.AMOUNT}
    (paragraph,) = [p for p in reading.read.paragraphs if p.number == facts[0].paragraph]
    assert [paragraph.text[fact.figure.start : fact.figure.end] for fact in facts] == ["320", "373"]
    assert {paragraph.text[fact.clause.start : fact.clause.end] for fact in facts} == {"法律援助案件(件) | 320 | 373"}


CELLS = ["", "373", "1,200件", "98%", "2024年", "金额(万元)", "受理/件", "序号", "法律援助", "x", "(", "万"]
ROWS = st.lists(st.sampled_from(CELLS), max_size=5) | st.lists(
    st.text(st.characters(exclude_characters="\n|"), max_size=6), max_size=4
)


@given(st.lists(ROWS, max_size=5))
def test_reading_any_table_never_raises_and_figures_lie_in_their_rows(rows):
    text = "\n".join(" | ".join(row) for row in rows)
    for cell in cell_figures(text):
        assert cell.row.start <= cell.quantity.span.start < cell.quantity.span.end <= cell.row.end
        assert text[cell.quantity.span.start : cell.quantity.span.end].strip()
