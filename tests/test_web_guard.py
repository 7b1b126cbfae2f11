"""The guard: hosts, sizes, rates and headers, and markup that stays text."""

from __future__ import annotations

import pytest

from app import create_app
from kb.config import Settings
from tests.web_fixtures import HOSTILE, A, B, FakeKnowledgeBase, error_of


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb, tmp_path):
    return create_app(Settings(index=str(tmp_path)), kb).test_client()


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
    + [f"/static/{name}" for name in ("style.css", "chat.js", "report.js", "icon.svg")],
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
