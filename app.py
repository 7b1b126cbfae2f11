"""Serve 据实： `python app.py`. The settings are environment variables; see `kb.config`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from contextlib import nullcontext
from pathlib import Path
from types import FrameType

import click
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from waitress import create_server  # type: ignore[import-untyped]

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import JushiError
from kb.web import Asker, register
from kb.web.builds import watching
from kb.web.office import admin_token
from kb.web.uploads import LARGEST_UPLOAD

THREADS = 8
WARM_AFTER = 1.5  # seconds
LARGEST_BODY = (
    LARGEST_UPLOAD + 1024 * 1024
)  # bytes that waitress takes in before the application looks: see kb.web.guard


def create_app(settings: Settings, kb: Asker | None = None) -> Flask:
    """The web application over the index of `settings`, or over a knowledge base given.

    Raises JushiError when the folder of the index cannot be written.
    """
    app = Flask("jushi", root_path=str(Path(__file__).parent), static_folder=None)
    app.json = DefaultJSONProvider(app)
    app.json.sort_keys = app.json.ensure_ascii = False
    register(app, kb or KnowledgeBase(settings), settings)
    return app


def serve() -> int:
    """Serve until SIGTERM or Ctrl+C. Returns 0 then, 1 when the address is taken, 2 when a setting or a table is wrong."""
    try:
        settings = Settings.from_environment()
        kb = KnowledgeBase(settings)
        kb.warm()
        app = create_app(settings, kb)
    except JushiError as error:
        click.echo(f"无法启动：{error}", err=True)
        return 2
    try:
        server = create_server(
            app,
            host=settings.host,
            port=int(settings.port),
            threads=THREADS,
            max_request_body_size=LARGEST_BODY,
            ident=None,
        )
    except OSError as error:
        click.echo(f"无法监听 {settings.host}:{settings.port}：{error}。请换一个 KB_PORT。", err=True)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    _warm_later(kb)
    _greet(settings)
    with watching(settings) if settings.watch == "on" else nullcontext():
        server.run()
    server.close()
    click.echo("已停止。")
    return 0


def _warm_later(kb: KnowledgeBase) -> None:
    """Have what every question needs read while nobody asks yet; who asks at once does not share the processor with it."""
    later = threading.Timer(WARM_AFTER, kb.warm_to_index)
    later.daemon = True
    later.start()


def _greet(settings: Settings) -> None:
    """Say where it serves, and the way into administration: the only place where the token is ever shown."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"据实已启动：http://{host}:{settings.port}（按 Ctrl+C 停止）")
    here = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104  addresses that none can be opened at
    admin = f"http://{here}:{settings.port}/admin"
    if settings.admin_token:
        click.echo(f"管理页面：{admin}（口令是 KB_ADMIN_TOKEN 的值）")
    else:
        click.echo(f"管理页面：{admin}?token={admin_token(settings)}（只给管理的人）")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the server's loop, which lets the answers under way finish."""
    raise SystemExit(0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a question waits a moment is no news
    sys.exit(serve())
