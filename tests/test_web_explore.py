"""The pages that are looked at, over a real index: matrices, places, reports, coverage, and the files beside them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from app import create_app
from kb.answer.explore import library, matrix
from kb.config import Settings
from kb.lexicon.indicators import indicators
from kb.web.matrix_view import LONG_COLUMNS
from kb.web.sheets import Sheet, csv_reply, xlsx_reply
from tests.answer_fixtures import TEXTS, report
from tests.building import build
from tests.web_fixtures import error_of

HOSTILE = "<script>alert(1)</script>"
FILES = TEXTS | {
    "密云区2023.txt": report(
        "北京市密云区", 2023, f"一、主要工作\n此段含有标记{HOSTILE}。受理行政复议案件500余件。行政复议罚没5.5万元。"
    ),
    "北京市2024.txt": report("北京市", 2024, "一、主要工作\n收到行政复议申请32000件。\n二、存在的不足\n力量薄弱。"),
    "大兴区2022.txt": report("北京市大兴区", 2022, "一、主要工作\n上半年收到行政复议申请200件。"),
}
LAW_AID = "/indicators/法律援助案件"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explore")
    (folder / "reports").mkdir()
    for name, text in FILES.items():
        (folder / "reports" / name).write_text(text, "utf-8")
    build(folder / "reports", folder / "index")
    return folder


@pytest.fixture(scope="module")
def client(folder):
    return create_app(Settings(index=str(folder / "index"), reports=str(folder / "reports"))).test_client()


@pytest.fixture
def read(client):
    def read(path, status=200, **query):
        response = client.get(path, query_string=query or None)
        assert response.status_code == status
        return BeautifulSoup(response.text, "lxml")

    return read


def cells_of(page):
    """The cells of a matrix: for each place and year the texts of its links and signs."""
    years = [head.text.strip() for head in page.select(".matrix thead th")][1:]
    return {
        (row.th.a.text, year): cell.get_text(" ", strip=True)
        for row in page.select(".matrix tbody tr")
        if row.th.a
        for year, cell in zip(years, row.select("td"), strict=False)
    }


def table(response):
    head, *rows = csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- indicators -----------------------------------------------------------------------------------------------------


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
    assert page.select_one(".lede").text == known.definition
    assert {link.text for link in page.select(".facts a")} == set(known.unlike)
    assert read("/indicators/无此指标", status=404).select_one("main h1")


def test_a_matrix_has_figures_gaps_and_what_is_not_held_and_never_a_zero(read):
    cells = cells_of(read("/indicators/行政复议申请"))
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
    assert places(level="乡") == ["旧宫镇"]
    assert set(places(within="110115")) == {"旧宫镇"}
    assert places(year=2024, level="县")[:2] == ["通州区", "大兴区"]
    assert places(show="stated") == ["北京市", "通州区", "大兴区"]
    assert places(show="stated", year=2024) == ["北京市", "通州区", "大兴区"]
    read("/indicators/行政复议申请", status=400, year="x")


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
    first = read("/indicators/行政复议申请")
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


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_csv_has_every_cell_with_source_paragraph_and_address(client):
    response = client.get("/indicators/法律援助案件.csv")
    assert unquote(response.headers["Content-Disposition"]).endswith("法律援助案件.csv")
    rows = table(response)
    assert tuple(rows[0]) == LONG_COLUMNS
    stated = [row for row in rows if row["数值"]]
    assert {row["状态"] for row in rows} == {"给出", "另一处不同", "报告未写"}
    for row in stated:
        assert row["报告文件"] in FILES
        assert row["地址"].startswith("http://localhost/reports/")
        marked = BeautifulSoup(client.get(row["地址"].split("#")[0]).text, "lxml").select(f"#p{row['段落']} mark")
        assert [mark.text for mark in marked] == [row["原文数字"]]
    gaps = [row for row in rows if row["状态"] == "报告未写"]
    assert gaps
    assert all(row["数值"] == "" and row["报告文件"] for row in gaps)


def test_a_workbook_has_the_matrix_and_every_figure_and_no_formula(client):
    book = load_workbook(io.BytesIO(client.get("/indicators/法律援助案件.xlsx").get_data()))
    assert book.sheetnames == ["矩阵", "明细"]
    wide = list(book["矩阵"].values)
    column = wide[0].index("2020年")
    by_place = {row[2]: row for row in wide[1:]}
    assert by_place["大兴区"][column] == 373
    assert by_place["北京市"][wide[0].index("2024年")] == "未写"
    assert by_place["密云区"][column] is None
    assert next(book["明细"].values) == LONG_COLUMNS
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "http://x",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_report_becomes_a_formula_or_a_link(text):
    sheet = Sheet("表", ("甲", "乙"), [(text, Decimal("-5.5"))])
    book = load_workbook(io.BytesIO(xlsx_reply([sheet], "x").get_data()))
    cell, number = book["表"]["A2"], book["表"]["B2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.strip() == text.strip()
    assert number.value == -5.5
    written = csv_reply(sheet, "x").get_data().decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
    assert written.startswith("'") or text.startswith("http")
    assert "-5.5" in written


def test_numbers_that_a_spreadsheet_would_round_stay_texts():
    long = Decimal("1234567890123456.78")
    book = load_workbook(io.BytesIO(xlsx_reply([Sheet("表", ("甲",), [(long,)])], "x").get_data()))
    assert book["表"]["A2"].value == "1234567890123456.78"


@pytest.mark.parametrize(
    "path",
    [
        "/indicators",
        "/indicators/行政复议申请",
        "/indicators/行政复议申请/110115",
        "/places",
        "/places/110115",
        "/reports",
        "/coverage",
    ],
)
def test_every_page_with_data_has_json_and_csv_beside_it(read, client, path):
    links = {link.text: link["href"] for link in read(path).select(".downloads a")}
    assert {"CSV", "JSON"} <= set(links)
    assert client.get(links["JSON"]).json["generation"] == "gen-000001"
    assert table(client.get(links["CSV"]))


def test_unknown_names_are_errors_in_the_shape_of_the_reader(client):
    for path in (
        "/indicators/无.json",
        "/indicators/无/110115.json",
        "/places/9.json",
        "/coverage.json?within=9",
        "/reports/9/figures.json",
    ):
        error_of(client.get(path), 404)
    for path in ("/indicators/无", "/indicators/调解纠纷/9", "/places/9", "/coverage?within=9", "/reports/9/original"):
        response = client.get(path)
        assert response.status_code == 404
        assert "</html>" in response.text


@pytest.mark.parametrize("extra", ["_external=1&_scheme=javascript", "endpoint=x", "name=x", "_anchor=x", "page=x"])
def test_arguments_of_an_address_cannot_bend_its_links(client, extra):
    page = client.get(f"/indicators/行政复议申请?level=县&{extra}")
    assert page.status_code == (400 if extra == "page=x" else 200)
    assert "javascript" not in page.text


# --- places ---------------------------------------------------------------------------------------------------------


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


# --- reports --------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_place_level_and_kind_and_turned_over(read, monkeypatch):
    def titles(**query):
        return [link.text for link in read("/reports", **query).select("td.title a")]

    assert len(titles()) == len(titles(place="全国")) == len(FILES)
    assert len(titles(place="大兴区")) == 5  # and the town below it
    assert len(titles(place="110115", year="2024")) == 1
    assert len(titles(level="乡")) == 1
    assert len(titles(kind="市")) == 1
    monkeypatch.setattr(library, "PAGE", 4)
    first = read("/reports", level="县")
    assert len(first.select("td.title")) == 4
    assert len(read(first.select_one(".pager [rel=next]")["href"]).select("td.title")) == 4


def test_words_are_found_in_the_text_and_marked(read):
    page = read("/reports", q="法律援助", place="通州区")
    hits = page.select(".hits li")
    assert hits
    assert {mark.text for mark in hits[0].select("mark")} == {"法律援助"}
    assert all(hit.select("mark") for hit in hits)
    opened = read(hits[0].a["href"].split("#")[0])
    assert opened.select("mark")
    assert "没有找到" in read("/reports", q="火星人").select_one(".none").text


def test_a_report_lists_every_figure_and_each_leads_to_where_it_stands(read, client):
    report_id = next(one["id"] for one in client.get("/reports.json?place=110115&year=2024").json["reports"])
    page = read(f"/reports/{report_id}")
    figures = client.get(f"/reports/{report_id}/figures.json").json["figures"]
    listed = page.select(".read li")
    assert len(listed) == len(figures) > 8
    for line, figure in zip(listed, figures, strict=True):
        shown = page.select_one(line.a["href"])
        assert shown.text == figure["figure"]
        assert page.select_one(f"#p{figure['paragraph']}").find(id=shown["id"])
    planned = next(line for line in listed if "50场" in line.text)
    assert "计划" in planned.text
    town = next(line for line in listed if "300件" in line.text)
    assert "旧宫镇" in town.text


def test_words_marked_across_figures_are_one_mark(read, client):
    report_id = next(one["id"] for one in client.get("/reports.json?place=110115&year=2024").json["reports"])
    mark = read(f"/reports/{report_id}?m=4.2.18").select("#p4 mark")
    assert [one.text for one in mark] == ["行政复议申请486件,受理402"]
    assert [one.text for one in mark[0].select(".fig")] == ["486件", "402"]


def test_the_original_comes_as_an_attachment_and_a_changed_one_does_not(client, folder):
    listed = client.get("/reports.json").json["reports"]
    one = next(report for report in listed if report["place"] == "兴平市")
    response = client.get(one["original"])
    assert response.get_data().decode() == FILES["兴平市2020.txt"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == "text/plain"
    path = folder / "reports" / "兴平市2020.txt"
    path.write_text("改过", "utf-8")
    try:
        changed = client.get(one["original"])
        assert changed.status_code == 409
        assert "改动过" in changed.text
        assert "改过" not in changed.text.replace("改动过", "")
    finally:
        path.write_text(FILES["兴平市2020.txt"], "utf-8")


def test_markup_in_a_report_stays_text(read, client):
    listed = client.get("/reports.json?place=密云区&year=2023").json["reports"]
    page = read(f"/reports/{listed[0]['id']}")
    assert HOSTILE in page.select_one(".text").text
    assert not page.select("main script")
    asked = read("/indicators", q=HOSTILE)
    assert HOSTILE in asked.select_one(".none").text
    assert not read("/reports", q=HOSTILE).select("main script")


# --- coverage -------------------------------------------------------------------------------------------------------


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


def test_without_an_index_every_page_says_what_to_do(tmp_path):
    client = create_app(Settings(index=str(tmp_path))).test_client()
    for path in ("/indicators", "/indicators/调解纠纷", "/places", "/places/110115", "/reports", "/coverage"):
        page = client.get(path)
        assert page.status_code == 503
        assert "python -m indexer build" in page.text
