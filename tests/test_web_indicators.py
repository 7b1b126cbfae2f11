"""The indicators, their matrices by place and year, and the charts of the greatest figures."""

from __future__ import annotations

import pytest

from kb.answer.draft import typeset
from kb.answer.explore import matrix
from kb.lexicon.indicators import indicators
from tests.explored import LAW_AID, cells_of, explored, explorer_of, read_with


@pytest.fixture(scope="module")
def client():
    return explorer_of(explored())


@pytest.fixture
def read(client):
    return read_with(client)


def test_indicators_are_listed_by_topic_and_found_by_name_other_name_and_meaning(read):
    names = [link.text for link in read("/indicators").select(".tally a")]
    assert {"行政复议申请", "法律援助案件", "调解纠纷"} <= set(names)
    assert next(link.text for link in read("/indicators", q="复议 申请").select(".tally a")) == "行政复议申请"
    assert next(link.text for link in read("/indicators", topic="人民调解").select(".tally a")) == "调解纠纷"
    nothing = read("/indicators", q="火星").select_one(".none")
    assert "直接提问" in nothing.text


def test_an_indicator_says_what_it_is_and_what_it_is_not(read):
    page = read("/indicators/行政复议申请")
    known = indicators().all["行政复议申请"]
    assert page.h1.text == "行政复议申请"
    assert "单位：件" in page.select_one(".matrix thead .name").text
    assert page.select_one(".lede").text == typeset(known.definition)
    assert "," not in page.select_one(".lede").text
    assert {link.text for link in page.select(".facts a")} == set(known.unlike)
    assert read("/indicators/无此指标", status=404).select_one("main h1")


def test_a_matrix_has_figures_gaps_and_what_is_not_held_and_never_a_zero(read):
    cells = cells_of(read("/indicators/行政复议申请", show="all"))
    assert cells["大兴区", "2020"] == "376"
    assert cells["大兴区", "2024"] == "486"
    assert cells["北京市", "2024"] == "32,000"
    assert cells["通州区", "2024"] == "1,696"
    assert cells["大兴区", "2022"] == "另"  # half a year
    assert cells["旧宫镇", "2022"] == "未写"
    assert cells["密云区", "2020"] == "未收录报告"
    assert "0" not in cells.values()


def test_every_cell_leads_to_its_exact_words(read):
    page = read("/indicators/行政复议申请")
    links = page.select(".matrix td.figure:not(.sign) a")
    assert len(links) == 5
    for link in links:
        marks = read(link["href"].split("#")[0]).select("mark")
        assert [mark.text.removesuffix("件").replace(",", "") for mark in marks] == [link.text.replace(",", "")]


def test_two_figures_for_one_year_are_both_reachable_and_marked(read):
    cell = next(one for one in read(LAW_AID).select("td.conflict"))
    assert [link.text for link in cell.select("a")] == ["900", "950"]
    assert "另一处写作" in cell.text
    code = "110112"
    page = read(f"{LAW_AID}/{code}")
    assert [line.select_one("a").text for line in page.select(".said li")] == ["900件", "950件"]
    assert [one.text for one in page.select(".said b")] == ["取用", "不一致"]


def test_an_inexact_figure_stays_as_it_was_written(read):
    cells = cells_of(read("/indicators/行政复议受理"))
    assert cells["密云区", "2023"] == "500余件"
    assert cells["密云区", "2024"] == "775"


def test_level_parent_order_and_show_narrow_a_matrix(read):
    def places(**query):
        return [row.th.a.text for row in read("/indicators/行政复议申请", **query).select(".matrix tbody tr")]

    assert places()[0] == "北京市"
    assert places(level="乡", show="all") == ["旧宫镇"]
    assert set(places(within="110115", show="all")) == {"旧宫镇"}
    assert places(year=2024, level="县")[:2] == ["通州区", "大兴区"]
    assert places(show="stated") == ["北京市", "通州区", "大兴区"]
    assert places(show="stated", year=2024) == ["北京市", "通州区", "大兴区"]
    read("/indicators/行政复议申请", status=400, year="x")


def test_places_that_say_nothing_are_folded_away_and_counted(read, client):
    def places(page):
        return [row.th.a.text for row in page.select(".matrix tbody tr")]

    page = read("/indicators/行政复议申请")
    assert places(page) == ["北京市", "通州区", "大兴区"]
    line = page.select_one(".folded a")
    silent = client.get("/indicators/行政复议申请.json").json["silent"]
    assert line.text == f"另有 {silent} 个地区的报告没有写到，一并列出"
    every = read(line["href"])
    assert len(places(every)) == 3 + silent
    assert places(every)[:3] == places(page)
    assert not every.select(".folded")
    nothing = read("/indicators/行政复议申请", level="乡")
    assert "都没有写到" in nothing.select_one(".none").text
    assert places(read(nothing.select_one(".none a")["href"])) == ["旧宫镇"]


def test_unlike_units_never_share_a_matrix(client):
    listed = client.get("/indicators/行政复议受理.json").json["measures"]
    assert len({(one["key"]) for one in listed}) == len(listed)
    money = client.get("/indicators/调解纠纷.json?measure=money-amount").json
    assert money["measure"] == "cases-amount" or money["measure"] == "things-amount"  # no such figures: the fullest


def test_figures_that_stand_in_no_matrix_are_shown_all_the_same(read):
    page = read("/indicators/法治文化阵地")
    assert cells_of(page)["大兴区", "2025"] == "另"  # a plan
    assert "没有全年的数字" in page.select_one(".notes").text


def test_a_page_holds_no_more_rows_than_a_page(read, monkeypatch):
    monkeypatch.setattr(matrix, "PAGE", 3)
    first = read("/indicators/行政复议申请", show="all")
    assert len(first.select(".matrix tbody tr")) == 3
    following = first.select_one(".pager [rel=next]")["href"]
    assert len(read(following).select(".matrix tbody tr")) == 3
    assert (
        first.select_one("tfoot td:last-child").text.strip()
        == read(following).select_one("tfoot td:last-child").text.strip()
    )
    assert len(read("/indicators/行政复议申请", page=99).select(".matrix tbody tr")) > 0


def test_the_chart_shows_the_greatest_figures_with_their_words(read, client):
    page = read("/indicators/行政复议申请", level="县")
    bars = page.select("svg.bars a")
    assert page.select_one(".drawn h2").text == "2024年行政复议申请最多的2个县级地区（件）"
    assert (
        len(read("/indicators/行政复议申请").select("svg.bars a")) == 2
    )  # a city is not measured against its districts
    assert "900 ≠ 950" in read(LAW_AID).select_one("svg.bars").text
    assert [bar.select_one(".label").text for bar in bars] == ["通州区", "大兴区"]
    assert client.get("/indicators/行政复议申请.svg?level=县").mimetype == "image/svg+xml"
    assert client.get("/indicators/行政复议申请.svg?level=乡").status_code == 404
