"""Errors as replies: one JSON shape for programs, one page for people, a fitting status for both."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from kb.errors import IndexStateError, JushiError, RequestError

log = logging.getLogger(__name__)

_PROGRAM_PATHS = ("/api/", "/healthz", "/openapi.json", "/turn")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, for the one who asked."""

    status: int
    code: str
    message: str
    hint: str


_FAILURES = {
    failure.status: failure
    for failure in (
        Failure(400, "bad_request", "看不懂这个请求。", "请检查地址和内容后再试。"),
        Failure(404, "not_found", "没有这一页。", "请核对地址，或从首页、报告目录进入。"),
        Failure(405, "method_not_allowed", "这个地址不接受此种请求方式。", "可用的方式见 /openapi.json。"),
        Failure(413, "too_large", "发来的内容太大。", "一次只发一个问题，不超过 500 字。"),
        Failure(415, "unsupported_media_type", "只接受 JSON。", "请把 Content-Type 设为 application/json。"),
        Failure(429, "too_many_requests", "问得太快了。", "请稍等片刻再问。"),
    )
}
_UNKNOWN = Failure(500, "internal", "服务出了差错，这一次没有答成。", "请再试一次；仍不行，请管理员查看日志。")


def register_errors(app: Flask) -> None:
    """Answer every error of `app`, those that nobody foresaw included."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(JushiError, reply_to)
    app.register_error_handler(Exception, _unforeseen)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    known = _FAILURES.get(status)
    failure = known or Failure(status, "http_error" if status < 500 else "internal", _UNKNOWN.message, _UNKNOWN.hint)
    response = _reply(failure)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def reply_to(error: JushiError) -> Response:
    """The reply to an error that people can cause or mend."""
    if isinstance(error, RequestError):
        status = error.status
    else:
        status = 503 if isinstance(error, IndexStateError) else 500
        log.warning("request refused: %s", error.code, exc_info=status == 500)
    return _reply(Failure(status, error.code, error.message, error.hint))


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen error on %s %s", request.method, request.path, exc_info=error)
    return _http_error(InternalServerError())


def _reply(failure: Failure) -> Response:
    asked_by_script = request.blueprint == "admin" and request.headers.get("Accept") == "application/json"
    if asked_by_script or request.path.startswith(_PROGRAM_PATHS) or request.path.endswith(".json"):
        shape = {"error": {"code": failure.code, "message": failure.message, "hint": failure.hint}}
        return make_response(jsonify(shape), failure.status)
    return make_response(render_template("error.html", failure=failure), failure.status)
