"""The JSON API: the shape of every reply, as its description promises it."""

from __future__ import annotations

import re

import pytest

from app import create_app
from kb.config import Settings
from tests.test_docs import BESIDE
from tests.web_fixtures import QUESTION, A, B, C, FakeKnowledgeBase, real_client


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb, tmp_path):
    return create_app(Settings(index=str(tmp_path)), kb).test_client()


def test_an_answer_has_the_promised_shape_by_get_and_by_post(client):
    replies = [
        client.get("/api/v1/ask", query_string={"question": QUESTION}).json,
        client.post("/api/v1/ask", json={"question": QUESTION}).json,
    ]
    for reply in replies:
        assert list(reply) == [
            "answer",
            "status",
            "conversation",
            "query",
            "generation",
            "citations",
            "table",
            "notes",
            "suggestions",
            "chart",
        ]
        assert reply["answer"].startswith("大兴区最多,调解纠纷18,251件[1]。")
        assert reply["status"] == "answered"
        assert reply["generation"] == "gen-000001"
        assert reply["table"]["columns"] == ["名次", "地方", "调解纠纷(件)"]
        assert reply["table"]["rows"][1] == ["2", "密云区", "9,640"]
        assert reply["query"]["year"] == [{"label": "年份", "value": "2024年", "origin": "assumed"}]
        assert reply["suggestions"][0].startswith("那2023年呢")


def test_a_citation_leads_to_its_words(client):
    cited = client.get("/api/v1/ask", query_string={"question": QUESTION}).json["citations"][0]
    assert list(cited) == [
        "n",
        "source",
        "report_id",
        "title",
        "place",
        "year",
        "section",
        "paragraph",
        "text",
        "start",
        "end",
        "url",
    ]
    assert cited["text"][cited["start"] : cited["end"]] == "调解纠纷18251件"
    assert cited["url"] == f"/reports/{A}?m=4.{cited['start']}.{cited['end']}#p4"
    assert "<mark>调解纠纷18251件</mark>" in client.get(cited["url"]).text


def test_what_is_not_there_has_no_table_and_no_citations(client):
    reply = client.get("/api/v1/ask", query_string={"question": "天气"}).json
    assert (reply["status"], reply["citations"], reply["table"], reply["chart"]) == ("not_found", [], None, None)


def test_a_chart_comes_as_points_that_name_their_citations():
    reply = real_client().get("/api/v1/ask", query_string={"question": QUESTION}).json
    chart, cited = reply["chart"], {one["n"]: one for one in reply["citations"]}
    assert (chart["kind"], chart["unit"], chart["ascending"]) == ("ranking", "件", False)
    assert chart["title"] == "2024年各区调解纠纷"
    assert [(one["place"], one["year"], one["value"], one["figure"]) for one in chart["points"]] == [
        ("大兴区", 2024, "18251", "18251件"),
        ("密云区", 2024, "9640", "9640件"),
    ]
    assert all(one["figure"] in cited[one["n"]]["text"] for one in chart["points"])
    gap = real_client().get("/api/v1/ask", query_string={"question": "哪个区2024年法律援助案件最多"}).json["chart"]
    assert gap["points"][-1] == {
        "label": "密云区",
        "place": "密云区",
        "year": 2024,
        "value": None,
        "figure": None,
        "n": None,
    }


def test_the_trace_comes_where_it_is_asked_for():
    client, question = real_client(), "大兴区2024年行政复议受理多少件"

    def asked(**more):
        return client.get("/api/v1/ask", query_string={"question": question, **more}).json

    assert "trace" not in asked()
    assert "trace" not in asked(trace="0")
    trace = asked(trace="1")["trace"]
    assert trace == client.post("/api/v1/ask", json={"question": question, "trace": True}).json["trace"]
    assert [one["figure"] for one in trace["used"]] == ["402件"]
    assert all(one["reason"] for one in trace["left_out"])
    for one in (*trace["used"], *trace["left_out"]):
        paragraphs = client.get(f"/api/v1/reports/{one['report_id']}").json["paragraphs"]
        text = next(p["text"] for p in paragraphs if p["number"] == one["paragraph"])
        assert text[one["start"] : one["end"]][:2] == one["figure"][:2]
    assert client.get("/api/v1/ask", query_string={"question": question, "trace": "x"}).status_code == 400


def test_search_takes_place_year_and_limit(client):
    def found(**query):
        reply = client.get("/api/v1/search", query_string={"q": "调解", **query}).json
        assert reply["generation"] == "gen-000001"
        return [(cited["place"], cited["year"]) for cited in reply["citations"]]

    assert len(found()) == 3
    assert found(place="密云区") == [("密云区", 2024)]
    assert found(year=2023) == [("大兴区", 2023)]
    assert len(found(limit=1)) == 1


def test_reports_are_listed_and_read_whole(client):
    listed = client.get("/api/v1/reports").json["reports"]
    assert [report["id"] for report in listed] == [C, A, B]
    whole = client.get(f"/api/v1/reports/{A}").json
    assert whole["report"] == listed[1]
    assert whole["report"]["published"] == "2025-03-01"
    assert [p["number"] for p in whole["paragraphs"]] == list(range(1, whole["report"]["paragraphs"] + 1))
    assert whole["paragraphs"][3]["section"] == ["一、主要举措和成效", "(一)依法化解矛盾纠纷"]


def test_health_names_the_generation(client):
    assert client.get("/healthz").json == {"status": "ok", "generation": "gen-000001"}


def test_the_description_names_every_address_of_the_api_and_no_other(client):
    described = client.get("/openapi.json").json
    served = {
        re.sub(r"<(\w+)>", r"{\1}", str(rule)): {method.lower() for method in rule.methods or ()} - {"head", "options"}
        for rule in client.application.url_map.iter_rules()
        if str(rule).startswith(("/api/", "/healthz", "/openapi")) or BESIDE.fullmatch(str(rule))
    }
    assert {path: set(methods) for path, methods in described["paths"].items()} == served


def test_the_description_lists_the_fields_of_the_replies(client):
    schemas = client.get("/openapi.json").json["components"]["schemas"]
    reply = real_client().get("/api/v1/ask", query_string={"question": QUESTION, "trace": "1"}).json
    assert set(schemas["Answer"]["properties"]) == set(reply)
    assert set(schemas["Answer"]["required"]) == set(reply) - {"trace"}
    assert set(schemas["Chart"]["properties"]) == set(reply["chart"])
    assert set(schemas["Point"]["properties"]) == set(reply["chart"]["points"][0])
    assert set(schemas["Trace"]["properties"]) == set(reply["trace"])
    assert set(schemas["Considered"]["properties"]) == set(reply["trace"]["used"][0])
    assert set(schemas["Citation"]["properties"]) == set(reply["citations"][0])
    whole = client.get(f"/api/v1/reports/{A}").json
    assert set(schemas["Report"]["properties"]) == set(whole["report"])
    assert set(schemas["Paragraph"]["properties"]) == set(whole["paragraphs"][0])
    assert set(schemas["Error"]["properties"]["error"]["properties"]) == {"code", "message", "hint"}
