"""The files, copies and addresses of an answer, read as programs read them."""

from __future__ import annotations

import csv
import io
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from kb.types import Citation, Span
from kb.web.quoting import reference, references
from tests.web_fixtures import HOSTILE, QUESTION, real_client

TREND = "大兴区历年调解纠纷有什么变化"


@pytest.fixture(scope="module")
def client():
    return real_client()


def read(client, path, **query):
    reply = client.get(path, query_string=query or None)
    assert reply.status_code == 200
    return BeautifulSoup(reply.text, "lxml")


# --- files ---


def test_a_table_is_kept_with_the_words_each_row_rests_on(client):
    reply = client.get("/table.csv", query_string={"q": "哪个区2024年法律援助案件最多"})
    assert reply.mimetype == "text/csv"
    head, first, gap = csv.reader(io.StringIO(reply.text.removeprefix("\ufeff")))
    assert head == ["名次", "地区", "时间", "数字", "原文指标", "报告", "段落", "地址"]
    assert first[:4] == ["1", "大兴区", "2024年", "373件"]
    address = urlsplit(first[-1])
    page = read(client, f"{address.path}?{address.query}")
    assert [mark.text for mark in page.select(f"#{address.fragment} mark")] == ["373件"]
    assert gap == ["", "密云区", "", "", "", "没有这个数字", "", ""]


def test_a_chart_is_kept_with_gaps_that_are_no_bars(client):
    reply = client.get("/chart.svg", query_string={"q": "哪个区2024年法律援助案件最多"})
    assert reply.mimetype == "image/svg+xml"
    drawing = BeautifulSoup(reply.text, "xml")
    assert len(drawing.find_all("rect", class_="bar")) == 1
    assert "报告未给出" in drawing.text
    assert "gen-000001" in drawing.text
    assert not drawing.find_all("script")


@pytest.mark.parametrize(("path", "question"), [("/chart.svg", "大兴区2024年有哪些不足"), ("/table.csv", "你好")])
def test_an_answer_without_chart_or_table_says_so(client, path, question):
    reply = client.get(path, query_string={"q": question})
    assert reply.status_code == 404
    assert "才有" in reply.text


def test_files_follow_what_was_put_right(client):
    page = read(client, "/", q=QUESTION, year="2023")
    (svg, _) = [link["href"] for link in page.select(".downloads a")]
    assert parse_qs(urlsplit(svg).query)["year"] == ["2023"]
    assert "17033件" in client.get(svg).text


# --- putting right ---


def test_each_chip_is_a_form_that_keeps_the_others(client):
    page = read(client, "/", q=QUESTION, year="2023", topic="调解纠纷")
    for form in page.select("form[data-change]"):
        own = form.find(["input", "select"], attrs={"id": True})["name"]
        sent = {field["name"]: field.get("value") for field in form.select("input[type=hidden]")}
        assert own not in sent
        assert sent["q"] == QUESTION
        assert {"year", "topic"} - {own} <= set(sent)


@pytest.mark.parametrize("changes", [{"year": "x"}, {"place": HOSTILE[:60]}, {"scope": "星球"}, {"topic": ""}])
def test_any_change_is_answered_and_stays_text(client, changes):
    page = read(client, "/", q=QUESTION, **changes)
    assert page.select_one(".answer p")
    assert not page.select(".turn script, .turn img")


def test_a_change_that_is_too_long_is_refused(client):
    assert client.get("/", query_string={"q": QUESTION, "place": "长" * 61}).status_code == 400


# --- addresses and copies ---


def test_an_address_names_the_generation_and_tells_when_another_answers(client):
    page = read(client, "/", q=QUESTION)
    assert parse_qs(urlsplit(page.select_one(".turn")["data-address"]).query)["g"] == ["gen-000001"]
    assert not read(client, "/", q=QUESTION, g="gen-000001").select(".moved")
    assert "gen-000000" in read(client, "/", q=QUESTION, g="gen-000000").select_one(".moved").text


def test_copies_hold_the_answer_its_sources_and_its_address(client):
    page = read(client, "/", q=QUESTION)
    plain, markdown, told = (page.select_one(f"#a1-{name}-text").text for name in ("plain", "markdown", "references"))
    answer = client.get("/api/v1/ask", query_string={"question": QUESTION}).json["answer"]
    assert answer in plain
    assert "http://localhost/?q=" in plain
    assert markdown.count("[^1]") > 1
    assert told.count("\n") == 1


def _citation(**more):
    return Citation(
        1, "a.txt", "r1", "大兴区2024年报告", "大兴区", 2024, (), 3, "共18251件。", (Span(1, 7),),
        **{"issuer": "大兴区人民政府", "published": date(2025, 3, 1)} | more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "大兴区人民政府. 大兴区2024年报告[R]. 2025."),
        ({"published": None}, "大兴区人民政府. 大兴区2024年报告[R]."),
        ({"issuer": ""}, "大兴区2024年报告[R]. 2025."),
        (
            {"source_url": "https://a.gov.cn/x"},
            "大兴区人民政府. 大兴区2024年报告[R/OL]. (2025-03-01)[2026-11-28]. https://a.gov.cn/x.",
        ),
        ({"source_url": "javascript:alert(1)"}, "大兴区人民政府. 大兴区2024年报告[R]. 2025."),
    ],
)
def test_a_reference_is_written_after_gbt_7714(more, expected):
    assert reference(_citation(**more), date(2026, 11, 28)) == expected


def test_each_report_is_referred_to_once():
    assert references([_citation(), _citation()], date(2026, 11, 28)).count("[R]") == 1
