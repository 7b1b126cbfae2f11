"""Charts: positions that tell the truth, gaps that are no zeros, and SVG that people and programs can read."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from kb.web import downloads, sheets
from kb.web.charts import Datum, bar_chart, line_chart, number_label, scale
from tests.answer_fixtures import PROJECT

VALUES = st.lists(st.none() | st.decimals(-(10**9), 10**12, allow_nan=False, places=2), min_size=1, max_size=30)


def data(*values):
    return [
        Datum(f"{2000 + at}年", None if value is None else Decimal(value), f"{value}件", f"/reports/r{at}")
        for at, value in enumerate(values)
    ]


def percent(text):
    return float(text.removesuffix("%"))


def drawn(macro, chart):
    app = Flask("charts", root_path=str(PROJECT))
    with app.app_context():
        text = render_template_string(
            f"{{% from '_charts.html' import {macro} %}}{{{{ {macro}(chart) }}}}", chart=chart
        )
    return BeautifulSoup(text, "lxml").svg


def test_bars_are_as_long_as_their_figures_and_a_gap_has_none():
    chart = bar_chart("a", "题", data(200, 50, None, 0))
    assert [bar.width for bar in chart.bars] == ["100%", "25%", "0%", "0%"]
    svg = drawn("bars", chart)
    assert [bar["width"] for bar in svg.select("rect.bar")] == ["100%", "25%", "0%"]
    assert [gap.text for gap in svg.select("text.gap")] == ["没有数字"]


def test_bars_below_zero_go_to_the_left():
    chart = bar_chart("a", "题", data(30, -10))
    assert chart.zero == "25%"
    assert [(bar.x, bar.width) for bar in chart.bars] == [("25%", "75%"), ("0%", "25%")]


@given(VALUES)
def test_every_bar_lies_within_and_is_proportional(values):
    chart = bar_chart("a", "题", data(*values))
    for bar in chart.bars:
        assert -0.02 <= percent(bar.x) <= percent(bar.x) + percent(bar.width) <= 100.03
    known = [(value, percent(bar.width)) for value, bar in zip(values, chart.bars, strict=True) if value]
    for value, width in known:
        largest, widest = max(known, key=lambda pair: abs(pair[0]))
        assert width == pytest.approx(float(abs(value) / abs(largest)) * widest, abs=0.03)


def test_a_line_is_broken_where_a_year_is_missing():
    chart = line_chart("a", "题", data(10, 20, None, 40))
    assert len(chart.points) == 3
    assert len(chart.strokes) == 1
    assert [gap.text for gap in chart.gaps] == ["缺"]
    assert "没有数字：2002年" in chart.summary


@given(VALUES)
def test_every_point_lies_within_the_plot_and_higher_figures_higher(values):
    chart = line_chart("a", "题", data(*values))
    known = [value for value in values if value is not None]
    assert [point.datum.value for point in chart.points] == known
    for point in chart.points:
        assert 0 <= percent(point.x) <= 100
        assert 29 <= point.y <= chart.base + 1
    ranked = sorted(chart.points, key=lambda point: point.datum.value)
    assert [point.y for point in ranked] == sorted((point.y for point in ranked), reverse=True)


@given(st.decimals(-(10**6), 10**12, allow_nan=False, places=2), st.decimals(0, 10**12, allow_nan=False, places=2))
def test_a_scale_holds_its_figures_in_few_even_steps(low, extent):
    levels = scale(low, low + extent)
    assert levels[0] <= low
    assert levels[-1] >= low + extent
    assert 3 <= len(levels) <= 8
    assert len({b - a for a, b in pairwise(levels)}) == 1


def test_a_scale_begins_at_zero_unless_all_lies_far_above():
    assert scale(Decimal(100), Decimal(900))[0] == 0
    assert scale(Decimal(900), Decimal(1000))[0] > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("1250", "1,250"), ("12000", "12,000"), ("120000", "12万"), ("150000000", "1.5亿"), ("0.25", "0.25"),
     ("-2000", "-2,000"), ("123456", "123,456"), ("100", "100")],
)  # fmt: skip
def test_numbers_are_written_as_readers_expect_them(value, text):
    assert number_label(Decimal(value)) == text


@pytest.mark.parametrize(("macro", "make"), [("bars", bar_chart), ("line", line_chart)])
def test_a_chart_says_what_it_shows_and_links_every_figure(macro, make):
    svg = drawn(macro, make("a1", "通州区<b>受理", data(351, None, 402)))
    assert svg.find("title").text == "通州区<b>受理"
    assert (svg["aria-labelledby"], svg["aria-describedby"]) == ("a1-title", "a1-desc")
    assert "2000年351件，2002年402件" in svg.find("desc").text
    assert [(link["href"], link["aria-label"]) for link in svg.select("a") if "没有" not in link.text] == [
        ("/reports/r0", "2000年 351件，看原文"),
        ("/reports/r2", "2002年 402件，看原文"),
    ]
    assert not svg.select("[style], script, style")


def test_a_chart_in_a_file_of_its_own_has_its_style_and_whole_addresses():
    app = Flask("charts", root_path=str(PROJECT))
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        reply = downloads.svg_file(line_chart("a1", "受理案件", data(351, 402)), "受理案件", "通州区历年报告")
    svg = BeautifulSoup(reply.get_data(), "xml").svg
    assert reply.mimetype == "image/svg+xml"
    assert "unsafe-inline" in reply.headers["Content-Security-Policy"]
    assert "filename*=UTF-8''%E5%8F%97" in reply.headers["Content-Disposition"]
    assert [link["href"] for link in svg.find_all("a")] == [f"http://127.0.0.1:8000/reports/r{at}" for at in (0, 1)]
    assert "通州区历年报告" in svg.text


@pytest.mark.parametrize(
    ("cell", "safe"), [("=1+1", "'=1+1"), ("-5.2", "-5.2"), ("-5%", "'-5%"), ("@x", "'@x"), ("35件", "35件"), ("", "")]
)
def test_cells_are_no_formulas(cell, safe):
    assert sheets.safe_cell(cell) == safe
