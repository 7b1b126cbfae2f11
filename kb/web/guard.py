"""The guard: what every request must satisfy, and what every reply carries."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from kb.config import Settings
from kb.errors import RequestError

LARGEST_BODY = 64 * 1024  # bytes

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SEARCHING = frozenset(
    (
        "api.ask",
        "api.search",
        "chat.turn",
        "chat.drawing",
        "chat.rows",
        "wrong.keep",
        "figures.as_json",
        "figures.as_csv",
        # What reads much of the index, or a file from disk.
        "indicators.page_csv",
        "indicators.page_xlsx",
        "reports.index_csv",
        "reports.original",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register_guard(app: Flask, settings: Settings) -> None:
    """Limit the size and rate of requests to `app`, check the host they name, and set headers on every reply."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    allowed = _LOOPBACK | {settings.host.lower()} if settings.host.lower() in _LOOPBACK else None

    @app.before_request
    def check_host() -> None:
        # A page elsewhere may point its own name at this machine; its requests then name that host.
        if allowed and _host_name(request.host) not in allowed:
            raise RequestError(
                400, "bad_host", "不认识请求中的主机名。", f"请用 http://{settings.host}:{settings.port} 访问。"
            )

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    if settings.rate_limit != "off":
        Limiter(
            get_remote_address,
            app=app,
            application_limits=[settings.rate_limit],
            application_limits_exempt_when=lambda: not _searches(),
            headers_enabled=True,
            storage_uri="memory://",
        )


def _host_name(host: str) -> str:
    """The host without its port, in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


def _searches() -> bool:
    """Whether the request makes the index work; looking at the bare page does not."""
    if request.endpoint in {"chat.page", "reports.index"}:
        return bool(request.args.get("q", "").strip())
    return request.endpoint in _SEARCHING
