"""The door of administration: who may enter, and that a change was asked for by a page of ours.

Opening the link that the server prints, or pasting its token, begins a session: Flask's signed cookie, sent to /admin
alone. A second cookie without any power makes other pages show the way there.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kb.config import Settings
from kb.errors import RequestError
from kb.web.door import check_origin
from kb.web.office import EXTENSION, make_office, office
from kb.web.sealing import read_key
from kb.web.uploads import LARGEST_UPLOAD

LIFETIME = timedelta(hours=12)
SHOWN = "jushi_admin_shown"  # tells other pages to show the link; opens nothing
RECEIVE = "admin.receive"  # where files are put in
_PATH = "/admin"
_HEADERS = {
    "Cache-Control": "no-store",
    # With no-referrer, which other pages have, browsers send `Origin: null` with forms.
    "Referrer-Policy": "same-origin",
}

blueprint = Blueprint("admin", __name__, url_prefix=_PATH)


def register_session(app: Flask, settings: Settings) -> None:
    """Give `app` its office and the cookie of its sessions; another token or key ends all sessions."""
    made = make_office(settings)
    app.extensions[EXTENSION] = made
    app.secret_key = sha256(f"{read_key(settings.index_dir)} {made.token}".encode()).hexdigest()
    app.permanent_session_lifetime = LIFETIME
    app.config.update(
        SESSION_COOKIE_NAME="jushi_admin",
        SESSION_COOKIE_PATH=_PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )


@blueprint.before_request
def check() -> ResponseReturnValue | None:
    """Every address of administration passes here first. Raises RequestError."""
    if request.endpoint == "admin.enter":
        return None
    if request.method == "GET" and "token" in request.args:
        return _by_link(request.args["token"])
    if "csrf" not in session:
        return refused()
    if request.endpoint == RECEIVE:
        request.max_content_length = LARGEST_UPLOAD
        if (request.content_length or 0) > LARGEST_UPLOAD:
            raise RequestError(413, "too_large", "一次放入的文件合计超过 200 MB。", "请分几次放入。")
    if request.method not in {"GET", "HEAD"}:
        check_origin()
        given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
        if not secrets.compare_digest(given.encode("utf-8", "replace"), str(session["csrf"]).encode()):
            raise RequestError(
                403, "stale_page", "这一页已经过期，没有作任何改动。", "请返回管理页面，刷新后再做一次。"
            )
    return None


@blueprint.after_request
def set_headers(response: Response) -> Response:
    """Nothing of administration is kept by browsers or proxies."""
    response.headers.update(_HEADERS)
    return response


@blueprint.post("/enter")
def enter() -> ResponseReturnValue:
    """Begin a session with a token that was pasted."""
    check_origin()
    return _enter(request.form.get("token", ""))


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    response = redirect(url_for("chat.page"), 303)
    response.delete_cookie(SHOWN)
    return response


def refused(problem: str = "", status: int = 403, token: str = "") -> Response:
    """The page for who has no session: where the link is, and a field for the token."""
    response = make_response(render_template("admin/enter.html", problem=problem, token=token), status)
    response.delete_cookie(SHOWN)
    return response


def _by_link(token: str) -> ResponseReturnValue:
    # Followed from elsewhere (a message on the web), the cookie would not come along to the next page: ask for a click.
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return refused(status=200, token=token)
    return _enter(token)


def _enter(token: str) -> ResponseReturnValue:
    address = request.remote_addr or ""
    guesses = office().guesses
    if guesses.must_wait(address):
        return refused("口令错得太多，请过一分钟再试。", 429)
    if not office().is_token(token):
        guesses.add(address)
        return refused("口令不对。请核对是否复制完整，或服务是否重新设置过口令。")
    session.clear()
    session.permanent = True
    session["csrf"] = secrets.token_urlsafe(24)
    response = redirect(url_for("admin.overview"), 303)
    response.set_cookie(SHOWN, "1", max_age=LIFETIME, httponly=True, samesite="Lax")
    return response
