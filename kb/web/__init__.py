"""The web room: the only Flask code beside app.py."""

from __future__ import annotations

from flask import Blueprint, Flask

from kb.config import Settings
from kb.web import api, chat, figures, reports
from kb.web.errors import register_errors
from kb.web.guard import register_guard
from kb.web.room import EXTENSION, Asker, Room
from kb.web.sealing import Sealer, read_key
from kb.web.views import ORIGINS

__all__ = ["Asker", "register"]


def register(app: Flask, kb: Asker, settings: Settings) -> None:
    """Give `app` its pages, its API and its guard. Makes the key of conversations on first use."""
    app.extensions[EXTENSION] = Room(kb, Sealer(read_key(settings.index_dir)))
    app.jinja_env.globals["origins"] = ORIGINS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    register_guard(app, settings)
    register_errors(app)
    app.register_blueprint(Blueprint("web", __name__, static_folder="static", static_url_path="/static"))
    for blueprint in (chat.blueprint, reports.blueprint, api.blueprint, figures.blueprint):
        app.register_blueprint(blueprint)
