"""The files beside the pages that are looked at: CSV, XLSX and JSON, and what is asked for amiss."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from kb.web.matrix_view import LONG_COLUMNS
from tests.explored import FILES, explored, explorer_of, read_with, table
from tests.web_fixtures import error_of


@pytest.fixture(scope="module")
def client():
    return explorer_of(explored())


@pytest.fixture
def read(client):
    return read_with(client)


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
