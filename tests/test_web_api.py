"""The JSON API: the shape of every reply and every error, conversations, and the guard."""

from __future__ import annotations

import json
import re
import stat

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from kb.config import Settings
from kb.errors import SettingError
from kb.web.sealing import Sealer, read_key
from tests.web_fixtures import HOSTILE, FakeKnowledgeBase

QUESTION = "哪个区2024年调解纠纷最多"
A, B = "a" * 12, "b" * 12


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb, tmp_path) -> FlaskClient:
    return create_app(Settings(index=str(tmp_path)), kb).test_client()


def error_of(response, status):
    assert response.status_code == status
    assert response.mimetype == "application/json"
    assert set(response.json) == {"error"}
    assert set(response.json["error"]) == {"code", "message", "hint"}
    assert all(response.json["error"].values())
    return response.json["error"]


# --- replies ---


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
        ]
        assert reply["answer"].startswith("清河区最多,调解纠纷18,251件[1]。")
        assert reply["status"] == "answered"
        assert reply["generation"] == "gen-000001"
        assert reply["table"]["columns"] == ["名次", "地方", "调解纠纷(件)"]
        assert reply["table"]["rows"][1] == ["2", "白沙区", "9,640"]
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
    assert (reply["status"], reply["citations"], reply["table"]) == ("not_found", [], None)


def test_search_takes_place_year_and_limit(client):
    def found(**query):
        reply = client.get("/api/v1/search", query_string={"q": "调解", **query}).json
        assert reply["generation"] == "gen-000001"
        return [(cited["place"], cited["year"]) for cited in reply["citations"]]

    assert len(found()) == 3
    assert found(place="白沙区") == [("白沙区", 2024)]
    assert found(year=2023) == [("清河区", 2023)]
    assert len(found(limit=1)) == 1


def test_reports_are_listed_and_read_whole(client):
    listed = client.get("/api/v1/reports").json["reports"]
    assert [report["id"][0] for report in listed] == ["c", "a", "b"]
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
        if str(rule).startswith(("/api/", "/healthz", "/openapi"))
    }
    assert {path: set(methods) for path, methods in described["paths"].items()} == served


def test_the_description_lists_the_fields_of_the_replies(client):
    schemas = client.get("/openapi.json").json["components"]["schemas"]
    reply = client.get("/api/v1/ask", query_string={"question": QUESTION}).json
    assert set(schemas["Answer"]["properties"]) == set(reply)
    assert set(schemas["Citation"]["properties"]) == set(reply["citations"][0])
    whole = client.get(f"/api/v1/reports/{A}").json
    assert set(schemas["Report"]["properties"]) == set(whole["report"])
    assert set(schemas["Paragraph"]["properties"]) == set(whole["paragraphs"][0])
    assert set(schemas["Error"]["properties"]["error"]["properties"]) == {"code", "message", "hint"}


# --- conversations ---


def test_the_conversation_carries_the_state_to_any_process(kb, tmp_path):
    first = create_app(Settings(index=str(tmp_path)), kb).test_client()
    second = create_app(Settings(index=str(tmp_path)), kb).test_client()
    sealed = first.post("/api/v1/ask", json={"question": QUESTION}).json["conversation"]
    reply = second.post("/api/v1/ask", json={"question": "那2023年呢", "conversation": sealed}).json
    assert [state for _, state in kb.asked] == ["", "1"]
    assert reply["query"]["indicator"][0]["origin"] == "inherited"


@pytest.mark.parametrize("bad", ["x", "a.b.c", "MQ.aa.bb", "…", "x" * 20_000])
def test_a_conversation_that_was_altered_counts_as_new_and_says_so(client, kb, bad):
    reply = client.post("/api/v1/ask", json={"question": QUESTION, "conversation": bad})
    assert reply.status_code == 200
    assert kb.asked == [(QUESTION, "")]
    assert "新对话" in reply.json["notes"][0]


def test_a_conversation_of_another_key_or_of_no_text_is_not_trusted(tmp_path):
    key = read_key(tmp_path)
    assert Sealer("another key").open(Sealer(key).seal("state")) is None
    assert Sealer(key, lifetime=-1).open(Sealer(key).seal("state")) is None
    assert Sealer(key).open(str(URLSafeTimedSerializer(key, salt="conversation").dumps([1]))) is None


@given(st.text())
def test_a_sealed_conversation_opens_to_itself(state):
    sealer = Sealer("key")
    sealed = sealer.seal(state)
    assert re.fullmatch(r"[\w.-]*", sealed)
    assert state == "" or sealer.open(sealed) == state


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "var" / "index"
    key = read_key(folder)
    assert read_key(folder) == key
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_a_damaged_key_or_folder_is_said_and_not_replaced(tmp_path):
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(SettingError, match="已损坏"):
        read_key(tmp_path)
    with pytest.raises(SettingError, match="无法读写"):
        read_key(tmp_path / "secret.key")


# --- errors ---


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_question"),
        ({"question": 7}, "bad_question"),
        ({"question": " \n"}, "empty_question"),
        ({"question": "长" * 501}, "question_too_long"),
        ({"question": QUESTION, "conversation": 7}, "bad_conversation"),
        ([], "bad_request"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(client, kb, body, code):
    assert error_of(client.post("/api/v1/ask", json=body), 400)["code"] == code
    assert not kb.asked


def test_the_longest_question_is_asked(client):
    assert client.post("/api/v1/ask", json={"question": "长" * 500}).status_code == 200


def test_a_body_that_is_no_json_is_refused(client):
    error_of(client.post("/api/v1/ask", data="{", content_type="application/json"), 400)
    error_of(client.post("/api/v1/ask", data={"question": QUESTION}), 415)
    error_of(client.post("/turn", data=json.dumps({"question": QUESTION}), content_type="text/plain"), 415)


def test_a_large_body_is_refused(client):
    error_of(client.post("/api/v1/ask", json={"question": "x" * 70_000}), 413)


@pytest.mark.parametrize(
    "query", ["q=", "q=x&year=abc", "q=x&year=-1", "q=x&year=99999", "q=x&limit=101", "q=x&year=²"]
)
def test_a_search_that_makes_no_sense_is_refused(client, query):
    error_of(client.get(f"/api/v1/search?{query}"), 400)


def test_unknown_addresses_reports_and_methods(client):
    assert error_of(client.get("/api/v1/nothing"), 404)["code"] == "not_found"
    assert error_of(client.get("/api/v1/reports/unknown"), 404)["code"] == "no_report"
    response = client.delete("/api/v1/ask")
    error_of(response, 405)
    assert set(response.headers["Allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize(
    "path", ["/healthz", f"/api/v1/ask?question={QUESTION}", "/api/v1/reports", "/api/v1/search?q=x"]
)
def test_without_an_index_programs_are_told_so(tmp_path, path):
    client = create_app(Settings(index=str(tmp_path)), FakeKnowledgeBase(built=False)).test_client()
    error = error_of(client.get(path), 503)
    assert error["code"] == "no_index"
    assert "python -m indexer build" in error["hint"]


def test_an_unforeseen_error_is_logged_whole_and_told_without_inner_matters(tmp_path, caplog):
    kb = FakeKnowledgeBase(failure=ZeroDivisionError("inner matters"))
    client = create_app(Settings(index=str(tmp_path)), kb).test_client()
    error = error_of(client.get("/api/v1/ask", query_string={"question": QUESTION}), 500)
    page = client.get("/", query_string={"q": QUESTION})
    assert page.status_code == 500
    assert "inner" not in json.dumps(error) + page.text
    assert "ZeroDivisionError: inner matters" in caplog.text


def test_too_many_questions_are_refused_and_pages_are_not_counted(tmp_path):
    client = create_app(Settings(index=str(tmp_path), rate_limit="3/hour"), FakeKnowledgeBase()).test_client()
    for _ in range(5):
        assert client.get("/").status_code == 200
    assert client.get("/api/v1/ask", query_string={"question": QUESTION}).status_code == 200
    assert client.get("/", query_string={"q": QUESTION}).status_code == 200
    assert client.post("/turn", json={"question": QUESTION}).status_code == 200
    refused = client.get("/api/v1/ask", query_string={"question": QUESTION})
    error_of(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0


# --- the guard ---


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example"]
)
def test_another_host_is_refused_when_bound_to_loopback(client, host):
    assert error_of(client.get("/healthz", headers={"Host": host}), 400)["code"]
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9", "LOCALHOST", "[::1]:8000", "127.0.0.1"])
def test_this_machine_is_known_by_its_names(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_any_host_is_served_when_bound_to_all(tmp_path):
    client = create_app(Settings(index=str(tmp_path), host="0.0.0.0"), FakeKnowledgeBase()).test_client()  # noqa: S104
    assert client.get("/healthz", headers={"Host": "reports.example"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=x", "/reports", f"/reports/{A}", "/reports/x", "/x", "/healthz", "/api/v1/reports", "/openapi.json"]
    + [f"/static/{name}" for name in ("style.css", "chat.js", "icon.svg")],
)
def test_every_reply_carries_the_headers(client, path):
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_markup_in_questions_and_reports_goes_through_as_text(client):
    reply = client.get("/api/v1/ask", query_string={"question": HOSTILE})
    assert reply.mimetype == "application/json"
    assert HOSTILE in reply.json["answer"]
    assert HOSTILE in client.get(f"/api/v1/reports/{B}").json["paragraphs"][5]["text"]


def test_characters_that_no_text_has_become_blanks(client, kb):
    client.post("/api/v1/ask", data='{"question": "调解\\u0000\\ud800多少"}', content_type="application/json")
    assert kb.asked == [("调解  多少", "")]


def test_nothing_outside_the_static_folder_is_served(client):
    for path in ("/static/../views.py", "/static/%2e%2e/views.py", "/static/..%2fviews.py", "/reports/../app.py"):
        assert client.get(path).status_code == 404
