"""The web room: the only Flask code beside app.py."""

from __future__ import annotations

from flask import Blueprint, Flask

from kb.answer.draft import typeset
from kb.config import Settings
from kb.web import (
    admin,
    admin_asked,
    admin_files,
    admin_generations,
    admin_reports,
    api,
    chat,
    coverage,
    figures,
    indicators,
    places,
    reports,
    series,
    wrong,
)
from kb.web.admin_session import blueprint as admin_blueprint
from kb.web.admin_session import register_session
from kb.web.errors import register_errors
from kb.web.guard import register_guard
from kb.web.navigation import navigation
from kb.web.room import EXTENSION, Asker, Room
from kb.web.sealing import Sealer, read_key
from kb.web.views import CARDS_OPEN

__all__ = ["Asker", "register"]

_PAGES = (chat, wrong, indicators, series, places, reports, coverage, api, figures)
_ADMIN = (
    admin,
    admin_asked,
    admin_files,
    admin_generations,
    admin_reports,
)  # each gives its addresses to the one blueprint


def register(app: Flask, kb: Asker, settings: Settings) -> None:
    """Give `app` its pages, its API and its guard. Makes the key of conversations on first use."""
    app.extensions[EXTENSION] = Room(kb, Sealer(read_key(settings.index_dir)))
    app.jinja_env.globals |= {"navigation": navigation, "cards_open": CARDS_OPEN}
    app.jinja_env.filters["typeset"] = typeset
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.request_class = admin_files.ReceivingRequest
    register_session(app, settings)
    register_guard(app, settings)
    register_errors(app)
    app.register_blueprint(Blueprint("web", __name__, static_folder="static", static_url_path="/static"))
    for blueprint in (*(pages.blueprint for pages in _PAGES), admin_blueprint):
        app.register_blueprint(blueprint)
