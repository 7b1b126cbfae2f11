"""The overview of administration: the index in force, the build that runs, and files put in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict

from flask import Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kb.errors import IndexStateError, RequestError
from kb.web.admin_session import blueprint
from kb.web.builds import BuildView, local_time
from kb.web.errors import reply_to
from kb.web.file_list import manifest_in_force
from kb.web.office import Office, office
from kb.web.quality_view import quality_view
from kb.web.uploads import ACCEPTED, LARGEST_UPLOAD, Intray, disk_message

_LOOK = 0.25  # seconds between two looks at a build that is watched


@blueprint.app_template_global()
def csrf_token() -> str:
    """What a form of this session sends along."""
    return str(session.get("csrf", ""))


blueprint.add_app_template_filter(local_time)


@blueprint.errorhandler(OSError)
def disk_error(error: OSError) -> ResponseReturnValue:
    """What the disk refused is told."""
    return reply_to(RequestError(500, "disk", *disk_message(error)))


@blueprint.get("")
def overview() -> str:
    """What is in force, what is under way, and where files are put in."""
    here = office()
    held = manifest_in_force(here.shelf)
    missing = held if isinstance(held, IndexStateError) else None
    name, manifest = ("", None) if isinstance(held, IndexStateError) else held
    return render_template(
        "admin/overview.html",
        generation=name,
        manifest=manifest,
        missing=missing,
        condition=here.shelf.condition(),
        quality=quality_view(here.shelf, name, manifest) if manifest else None,
        build=here.builder.view(),
        waiting=Intray(here.reports).waiting(),
        folder=here.reports,
        accepted=ACCEPTED,
        largest=LARGEST_UPLOAD,
    )


@blueprint.get("/build")
def build_state() -> Response:
    """How far the build is, for the page's script."""
    return jsonify(asdict(office().builder.view()))


@blueprint.get("/build/events")
def build_events() -> Response:
    """The same as server-sent events, for some seconds; 503 where too many pages are told already."""
    here = office()
    if not here.watchers.acquire(blocking=False):
        raise RequestError(503, "too_many_watchers", "同时观看进度的页面太多。", "进度会改为每隔几秒刷新一次。")
    response = Response(_events(here), mimetype="text/event-stream")
    response.call_on_close(here.watchers.release)
    return response


def _events(here: Office) -> Iterator[str]:
    """An event at once, and whenever something changed; the last when the build is over or the time is up."""
    yield "retry: 500\n\n"
    until = time.monotonic() + here.watched
    told: BuildView | None = None
    while True:
        view = here.builder.view()
        if view != told:
            told = view
            yield f"data: {json.dumps(asdict(view), ensure_ascii=False)}\n\n"
        if not view.running or time.monotonic() >= until:
            return
        time.sleep(_LOOK)


@blueprint.post("/build")
def build_start() -> ResponseReturnValue:
    """Start a build; `full` reads everything anew, `follow` has one follow that which runs."""
    here = office()
    if request.form.get("follow"):
        return told(here.builder.start_or_repeat())
    here.builder.start(full=bool(request.form.get("full")))
    return told("已开始建立索引，其间照常回答提问。")


@blueprint.post("/build/cancel")
def build_cancel() -> ResponseReturnValue:
    """Have the build that runs stop."""
    office().builder.cancel()
    return told("已通知停止，读完手头的文件就停。索引保持原样。")


def told(message: str, endpoint: str = "admin.overview", *, stale: bool = False) -> ResponseReturnValue:
    """Tell what was done: on the next page, or to a script at once. `stale`: the index does not know it yet."""
    if wants_json():
        return jsonify(message=message)
    flash(message, "stale" if stale else "done")
    return redirect(url_for(endpoint), 303)


def wants_json() -> bool:
    """Whether the page's script asks, not its form."""
    return request.headers.get("Accept") == "application/json"
