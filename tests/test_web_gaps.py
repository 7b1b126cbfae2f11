"""Places whose reports do not give what is ranked: a few stand as rows, many are folded away under one line."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app import create_app
from kb.config import Settings
from kb.web.chart_view import MOST_GAPS
from tests.answer_fixtures import report
from tests.building import build

SILENT = ("密云区", "通州区", "房山区", "海淀区", "朝阳区")


@pytest.mark.parametrize("count", [MOST_GAPS, MOST_GAPS + 1, len(SILENT)])
def test_many_places_without_the_figure_are_folded_away_and_counted(tmp_path, count):
    (tmp_path / "reports").mkdir()
    bodies = {"大兴区": "调解纠纷9000件。", **dict.fromkeys(SILENT[:count], "行政复议工作规范开展。")}
    for place, body in bodies.items():
        text = report(f"北京市{place}", 2024, f"一、主要工作\n{body}")
        (tmp_path / "reports" / f"{place}.txt").write_text(text, "utf-8")
    build(tmp_path / "reports", tmp_path / "index")
    client = create_app(Settings(index=str(tmp_path / "index"))).test_client()
    page = BeautifulSoup(client.get("/", query_string={"q": "哪个区2024年调解纠纷最多"}).text, "lxml")
    folded, rows = page.select_one(".silent"), page.select(".gaps tr")
    links = (folded or page).select("a" if folded else ".gaps a")
    assert {link.text for link in links} == set(SILENT[:count])
    assert bool(folded) == (count > MOST_GAPS)
    assert bool(rows) != bool(folded)
    if folded:
        assert folded.summary.text == f"另有 {count} 个地区有报告，没有这个数字"
