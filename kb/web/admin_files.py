"""Files put into the folder of reports and taken out of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO

from flask import Request, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.formparser import FormDataParser

from kb.errors import IndexStateError, RequestError
from kb.web import trash
from kb.web.admin import told, wants_json
from kb.web.admin_session import RECEIVE, blueprint
from kb.web.file_list import opened
from kb.web.office import office
from kb.web.uploads import Arrival, Intray, Outcome


class ReceivingRequest(Request):
    """A request whose files, where it puts some in, are written straight into the folder of reports.

    `admin_session.check` has seen a session before anything of the body is read.
    """

    def make_form_data_parser(self) -> FormDataParser:
        """As always, but for where the files go."""
        parser = super().make_form_data_parser()
        if self.endpoint == RECEIVE:
            parser.stream_factory = _new_part
        return parser


def _new_part(*_about: object, **_more: object) -> IO[bytes]:
    file = Intray(office().reports).part()
    g.setdefault("parts", []).append(file)
    return file


@blueprint.teardown_request
def drop_parts(_error: BaseException | None) -> None:
    """Delete what was written and not taken, however the request ended."""
    for file in g.pop("parts", []):
        file.close()
        Path(file.name).unlink(missing_ok=True)


@blueprint.post("/files")
def receive() -> ResponseReturnValue:
    """Take in files; with `build` the index is brought up to them."""
    intray = Intray(office().reports)
    arrivals = []
    for file in request.files.getlist("files"):
        if file.filename:
            file.stream.flush()
            arrivals.append(intray.take(Path(str(file.stream.name)), file.filename))
    if not arrivals:
        raise RequestError(400, "no_files", "没有选文件。", "请先选择要放入的文件。")
    more = ""
    if request.form.get("build") and any(one.outcome is Outcome.STORED for one in arrivals):
        more = office().builder.start_or_repeat()
    return _answer(arrivals, more)


@blueprint.post("/files/<waiting>")
def decide(waiting: str) -> ResponseReturnValue:
    """Take a file in whose name another one has, as `choice` says."""
    return _answer([Intray(office().reports).decide(waiting, request.form.get("choice", ""))], "")


def _answer(arrivals: list[Arrival], more: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(files=[asdict(one) for one in arrivals], message=more)
    for one in arrivals:
        failed = one.outcome in {Outcome.REFUSED, Outcome.WAITING}
        flash(f"{one.name}：{one.message}", "failure" if failed else "done")
    if more:
        flash(more, "done")
    elif any(one.outcome is Outcome.STORED for one in arrivals):
        flash("新放入的文件要等更新索引后才能查到。", "stale")
    return redirect(url_for("admin.overview"), 303)


@blueprint.get("/remove")
def confirm_removal() -> str:
    """What taking a file out means, and the button that does it."""
    reports = office().reports
    source = trash.file_of(reports, request.args.get("source", ""))
    return render_template("admin/remove.html", source=source, held=_reports_in(source), folder=trash.FOLDER)


@blueprint.post("/remove")
def remove() -> ResponseReturnValue:
    """Move a file to the trash."""
    one = trash.remove(office().reports, request.form.get("source", ""))
    return told(f"“{one.source}”已移入回收站。更新索引后就不再出现在回答里。", "admin.reports", stale=True)


@blueprint.post("/restore/<removed_id>")
def restore(removed_id: str) -> ResponseReturnValue:
    """Put a file back from the trash."""
    source = trash.restore(office().reports, removed_id)
    return told(f"“{source}”已放回原处，更新索引后重新收录。", "admin.reports", stale=True)


def _reports_in(source: str) -> list[str]:
    """Titles of the reports that the index holds of a file, or of an archive."""
    try:
        with opened(office().shelf) as snapshot:
            held = snapshot.reports.reports()
    except IndexStateError:
        return []
    return [one.title for one in held if one.source == source or one.source.startswith(f"{source}/")]
