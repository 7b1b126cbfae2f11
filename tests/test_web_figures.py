"""Figures and indicators as data, over a real index."""

from __future__ import annotations

import csv
import io

import pytest

from kb.store.export import COLUMNS
from tests.web_fixtures import error_of, real_client


@pytest.fixture(scope="module")
def client():
    return real_client()


def rows_of(client, query):
    response = client.get(f"/api/v1/figures?{query}")
    assert response.status_code == 200
    return response.get_json()["figures"]


def test_every_figure_leads_to_its_words(client):
    rows = rows_of(client, "")
    assert rows
    for row in rows:
        assert set(COLUMNS) < set(row)
        page = client.get(row["url"].split("#")[0])
        assert page.status_code == 200
        assert "<mark" in page.get_data(as_text=True)


def test_place_year_and_level_narrow(client):
    rows = rows_of(client, "place=大兴区&year=2024")
    assert rows
    assert {(row["place"], row["year"]) for row in rows} == {("大兴区", 2024)}
    assert rows_of(client, "place=火星市") == []
    assert rows_of(client, "level=省") == []


def test_an_indicator_is_named_or_described(client):
    named = {row["indicator"] for row in rows_of(client, "") if row["indicator"]}
    one = min(named)
    assert {row["indicator"] for row in rows_of(client, f"indicator={one}")} >= {one}


def test_the_csv_has_the_columns_of_the_contract_and_no_formulas(client):
    response = client.get("/api/v1/figures.csv?year=2024")
    assert response.mimetype == "text/csv"
    text = response.get_data().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == (*COLUMNS, "url")
    assert rows
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_indicators_say_what_they_mean_and_how_often_they_are_stated(client):
    listed = client.get("/api/v1/indicators").get_json()["indicators"]
    by_name = {one["name"]: one for one in listed}
    assert by_name["行政复议受理"]["definition"]
    assert "行政复议申请" in by_name["行政复议受理"]["unlike"]
    assert sum(one["figures"] for one in listed) > 0


def test_a_year_that_is_no_number_is_an_error_in_the_one_shape(client):
    error_of(client.get("/api/v1/figures?year=abc"), 400)
