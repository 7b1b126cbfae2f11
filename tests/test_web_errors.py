"""Errors of the API: one shape, a fitting status, and what to do."""

from __future__ import annotations

import json

import pytest

from app import create_app
from kb.config import Settings
from tests.web_fixtures import QUESTION, FakeKnowledgeBase, error_of


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb, tmp_path):
    return create_app(Settings(index=str(tmp_path)), kb).test_client()


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
