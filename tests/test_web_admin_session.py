"""Who may enter the pages of administration, and that only they and only their own pages change anything."""

from __future__ import annotations

import logging
import re
import stat
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from app import create_app
from kb.config import Settings
from kb.web.office import MOST_GUESSES, STRETCH, TOKEN_FILE, Throttle, admin_token
from tests.admin_fixtures import SCRIPT, TOKEN, Clerk
from tests.web_fixtures import FakeKnowledgeBase


@pytest.fixture
def settings(tmp_path):
    return Settings(reports=str(tmp_path / "reports"), index=str(tmp_path / "index"), admin_token=TOKEN)


@pytest.fixture
def app(settings):
    return create_app(settings, FakeKnowledgeBase())


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def clerk(settings):
    return Clerk(settings)


def admin_requests(app):
    """Every method and address of administration but the door itself."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and rule.endpoint != "admin.enter":
            for method in rule.methods - {"OPTIONS"}:
                yield method, re.sub("<.*?>", "abc", rule.rule)


# --- the token ---


def test_a_token_is_made_once_readable_by_its_owner_alone(tmp_path):
    settings = Settings(index=str(tmp_path))
    made = admin_token(settings)
    assert len(made) >= 32
    assert admin_token(settings) == made
    assert stat.S_IMODE((tmp_path / TOKEN_FILE).stat().st_mode) == 0o600


def test_a_token_that_is_set_is_used_and_none_is_made(tmp_path):
    assert admin_token(Settings(index=str(tmp_path), admin_token="open sesame")) == "open sesame"  # noqa: S106
    assert not (tmp_path / TOKEN_FILE).exists()


def test_the_link_opens_and_leaves_the_token_behind(client):
    response = client.get("/admin", query_string={"token": TOKEN})
    assert (response.status_code, response.location) == (303, "/admin")
    cookie = client.get_cookie("jushi_admin", path="/admin")
    assert (cookie.path, cookie.http_only, cookie.same_site, cookie.max_age is None) == ("/admin", True, "Strict", True)
    assert TOKEN not in cookie.value
    assert client.get("/admin").status_code == 200
    assert client.get("/admin", query_string={"token": TOKEN}).location == "/admin"


def test_a_pasted_token_opens_too(client):
    response = client.post("/admin/enter", data={"token": f" {TOKEN}\n"})
    assert (response.status_code, response.location) == (303, "/admin")
    assert client.get("/admin").status_code == 200


def test_without_a_session_every_address_is_refused_with_where_the_link_is(app):
    asked = list(admin_requests(app))
    assert len(asked) >= 15
    for method, path in asked:
        response = app.test_client().open(path, method=method)
        assert response.status_code == 403, (method, path)
    page = BeautifulSoup(app.test_client().get("/admin/reports").text, "lxml")
    assert "链接" in page.main.text
    assert "admin.token" in page.main.text
    assert (page.form["action"], page.form["method"], page.form.find("input")["name"]) == (
        "/admin/enter",
        "post",
        "token",
    )


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "口令", "\0", "\ud800"])
def test_a_wrong_token_opens_nothing(client, wrong):
    assert client.get("/admin", query_string={"token": wrong.encode("utf-8", "replace")}).status_code == 403
    assert client.post("/admin/enter", data={"token": wrong.encode("utf-8", "replace")}).status_code == 403
    assert client.get("/admin").status_code == 403


def test_after_many_guesses_even_the_right_token_has_to_wait(client):
    for _ in range(MOST_GUESSES):
        assert client.post("/admin/enter", data={"token": "guess"}).status_code == 403
    refused = client.post("/admin/enter", data={"token": TOKEN})
    assert refused.status_code == 429
    assert "一分钟" in refused.text
    assert client.get("/admin", query_string={"token": TOKEN}).status_code == 429
    other = client.post("/admin/enter", data={"token": TOKEN}, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 303


def test_guesses_are_forgotten():
    now = [0.0]
    guesses = Throttle(lambda: now[0])
    for _ in range(MOST_GUESSES):
        assert not guesses.must_wait("a")
        guesses.add("a")
    assert guesses.must_wait("a")
    now[0] = STRETCH
    assert not guesses.must_wait("a")


def test_the_token_is_logged_nowhere(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.get("/admin", query_string={"token": TOKEN})
    client.post("/admin/enter", data={"token": TOKEN})
    client.post("/admin/enter", data={"token": f"{TOKEN}!"})
    client.post("/admin/build/cancel", data={"token": TOKEN})
    assert TOKEN not in caplog.text


def test_a_link_followed_from_another_site_asks_for_a_click(client):
    response = client.get("/admin", query_string={"token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    form = BeautifulSoup(response.text, "lxml").form
    assert form.find("input")["value"] == TOKEN
    assert client.get("/admin").status_code == 403
    assert client.post(form["action"], data={"token": form.find("input")["value"]}).status_code == 303


# --- the session ---


def test_a_session_ends_with_its_token_or_its_key(settings, clerk):
    cookie = clerk.client.get_cookie("jushi_admin", path="/admin").value
    assert _opens(create_app(settings, FakeKnowledgeBase()), cookie)
    other = Settings(reports=settings.reports, index=settings.index, admin_token="another")  # noqa: S106
    assert not _opens(create_app(other, FakeKnowledgeBase()), cookie)
    (settings.index_dir / "secret.key").unlink()
    assert not _opens(create_app(settings, FakeKnowledgeBase()), cookie)


def test_an_altered_cookie_opens_nothing(app, clerk):
    cookie = clerk.client.get_cookie("jushi_admin", path="/admin").value
    assert not _opens(app, "x" + cookie[1:])


def _opens(app, cookie):
    client = app.test_client()
    client.set_cookie("jushi_admin", cookie, path="/admin")
    return client.get("/admin").status_code == 200


def test_leaving_ends_the_session(clerk):
    assert clerk.post("/admin/leave").location == "/"
    assert clerk.client.get("/admin").status_code == 403


def test_other_pages_show_the_way_only_to_who_has_entered(app, client):
    assert "/admin" not in client.get("/reports").text
    client.get("/admin", query_string={"token": TOKEN})
    assert 'href="/admin"' in client.get("/reports").text
    assert not re.search("jushi_admin=", client.get("/reports").request.headers.get("Cookie", ""))
    stale = app.test_client()
    stale.set_cookie("jushi_admin_shown", "1")
    stale.get("/admin")  # refused: the way is not shown any more
    assert 'href="/admin"' not in stale.get("/reports").text


def test_nothing_is_kept_by_browsers(clerk, client):
    for response in (clerk.client.get("/admin"), client.get("/admin"), clerk.client.get("/admin/build")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]


# --- changes ---


def changes(app):
    return sorted({path for method, path in admin_requests(app) if method == "POST"})


def test_a_change_needs_the_token_of_its_form(app, clerk, settings):
    other = Clerk(settings).csrf
    assert other != clerk.csrf
    for path in changes(app):
        for given in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": other}):
            assert clerk.client.post(path, data=given).status_code == 403, path
    assert clerk.client.get("/admin").status_code == 200


def test_a_script_may_send_it_as_a_header(clerk):
    assert clerk.client.post("/admin/build/cancel", headers={"X-CSRF-Token": clerk.csrf}).status_code == 303


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:9"]
)
def test_a_change_from_another_site_is_refused(app, clerk, origin):
    for path in changes(app):
        assert clerk.post(path, headers={"Origin": origin}).status_code == 403, path
    assert clerk.client.post("/admin/enter", data={"token": TOKEN}, headers={"Origin": origin}).status_code == 403


def test_our_own_origin_is_known(clerk):
    assert clerk.post("/admin/build/cancel", headers={"Origin": "http://localhost"}).status_code == 303


def test_what_changes_something_is_never_a_get(app):
    reading = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert {name for name in reading if name.startswith("admin.")} == {
        *("admin.overview", "admin.reports", "admin.report", "admin.generations", "admin.asked"),
        *("admin.build_state", "admin.build_events", "admin.confirm_removal"),
    }


# --- sizes ---


def test_only_who_has_entered_may_send_much_and_only_files(client, clerk):
    much = {"files": (BytesIO(b"x" * 100_000), "a.txt"), "token": "x"}
    assert client.post("/admin/files", data=much).status_code == 403
    much = {"files": (BytesIO(b"x" * 100_000), "a.txt"), "csrf": clerk.csrf}
    assert clerk.client.post("/admin/build", data=much).status_code == 413
    much = {"files": (BytesIO(b"x" * 100_000), "a.txt"), "csrf": clerk.csrf}
    assert clerk.client.post("/admin/files", data=much).status_code == 303


def test_a_script_is_told_of_errors_in_json(clerk):
    refused = clerk.client.post("/admin/build/cancel", headers=SCRIPT)
    assert refused.status_code == 403
    assert refused.json["error"]["hint"]
