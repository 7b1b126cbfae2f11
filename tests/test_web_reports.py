"""The reports: a list that is narrowed, a search in their text, each report whole, and the file it was read from."""

from __future__ import annotations

import pytest

from app import create_app
from kb.answer.explore import library
from kb.config import Settings
from tests.explored import FILES, HOSTILE, explored, explorer_of, read_with


@pytest.fixture(scope="module")
def client():
    return explorer_of(explored())


@pytest.fixture
def read(client):
    return read_with(client)


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


def test_the_original_comes_as_an_attachment_and_a_changed_one_does_not(client):
    listed = client.get("/reports.json").json["reports"]
    one = next(report for report in listed if report["place"] == "兴平市")
    response = client.get(one["original"])
    assert response.get_data().decode() == FILES["兴平市2020.txt"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == "text/plain"
    path = explored() / "reports" / "兴平市2020.txt"
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


def test_without_an_index_every_page_says_what_to_do(tmp_path):
    client = create_app(Settings(index=str(tmp_path))).test_client()
    for path in ("/indicators", "/indicators/调解纠纷", "/places", "/places/110115", "/reports", "/coverage"):
        page = client.get(path)
        assert page.status_code == 503
        assert "python -m indexer build" in page.text
