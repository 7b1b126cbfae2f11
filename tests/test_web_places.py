"""The places with their figures over the years, and what is held of which."""

from __future__ import annotations

import pytest

from tests.explored import FILES, cells_of, explored, explorer_of, read_with


@pytest.fixture(scope="module")
def client():
    return explorer_of(explored())


@pytest.fixture
def read(client):
    return read_with(client)


def test_a_place_shows_its_figures_reports_and_kin(read):
    page = read("/places/110115")
    assert page.h1.text == "大兴区"
    assert [link.text for link in page.select(".chips a")] == ["2024年", "2023年", "2022年", "2020年"]
    cells = cells_of(page)
    assert cells["行政复议申请", "2023"] == "420"
    assert cells["调解成功率", "2024"] == "98.6"
    assert [link.text for link in page.select(".province li a")] == ["旧宫镇"]
    assert [link.text for link in page.select(".crumbs a")] == ["地区", "北京市"]


def test_a_series_is_drawn_with_its_gaps_and_says_what_else_was_read(read):
    page = read("/indicators/行政复议申请/110115")
    assert [point.text for point in page.select("svg.trend .value")] == ["376", "420", "486"]
    assert [gap.text for gap in page.select("svg.trend .gap")] == ["缺", "缺"]
    half = page.select_one("#y2022")
    assert "只有其他口径" in half.h2.text
    assert "上半年" in half.text


def test_places_are_reached_by_name_and_by_province(read):
    assert [one.text for one in read("/places").select("h2 a")] == ["北京市", "云南省", "陕西省"]
    found = read("/places", q="大兴")
    assert {"大兴区", "旧宫镇"} <= {link.text for link in found.select(".found a")}
    assert "没有叫" in read("/places", q="火星市").select_one(".none").text


def test_coverage_leads_from_the_provinces_to_each_report(read):
    page = read("/coverage")
    tiles = {tile.contents[0].strip(): tile for tile in page.select(".tile")}
    assert len(tiles) == 34
    assert tiles["北京"].name == "a"
    assert tiles["上海"].name == "span"
    below = read(tiles["北京"]["href"])
    rows = {row.th.a.text: row for row in below.select("tbody tr")}
    assert set(rows) == {"北京市", "大兴区", "密云区", "通州区"}
    assert rows["大兴区"].select("td a")
    assert "西城区" in below.select_one(".missing").text
    town = read(rows["大兴区"].th.a["href"])
    assert "旧宫镇" in [row.th.a.text for row in town.select("tbody tr")]


def test_coverage_counts_every_place_and_year_once(client):
    counted = client.get("/coverage.json").json
    assert counted["reports"] == len(FILES)
    years = [
        sum(year["places_below"] + bool(year["report_id"]) for year in one["years"]) for one in counted["divisions"]
    ]
    assert sum(years) == len(FILES)
    assert client.get("/coverage.json?within=000000").json == counted  # below the nation lie the provinces
