"""The reports as a clerk sees them: what was recognised, what was wrong, and a form to put it right."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import IndexStateError, RequestError
from kb.types import Report
from kb.web import trash
from kb.web.admin import told
from kb.web.admin_session import blueprint
from kb.web.door import arguments, whole_number
from kb.web.file_list import Entry, entry_of, list_files, opened
from kb.web.office import office
from kb.web.putting_right import fields_of, put_right, undo


@blueprint.get("/reports")
def reports() -> str:
    """All files with what became of them, a page at a time; `q` searches, `only=problems` shows those with a problem."""
    here = office()
    words, troubled = request.args.get("q", "").strip(), request.args.get("only") == "problems"
    chosen, removed = arguments("q", "only"), trash.removed(here.reports)
    try:
        with opened(here.shelf) as snapshot:
            page = whole_number("page", request.args.get("page"), 1_000_000)
            shown = list_files(snapshot, words, troubled=troubled, page=page)
    except IndexStateError as error:
        return render_template("admin/reports.html", missing=error, removed=removed)
    return render_template(
        "admin/reports.html", shown=shown, words=words, troubled=troubled, removed=removed, chosen=chosen
    )


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> str:
    """One report, with the form."""
    entry, found = _found(report_id)
    return render_template("admin/report.html", entry=entry, report=found, fields=fields_of(found, office().reports))


@blueprint.post("/reports/<report_id>")
def correct(report_id: str) -> ResponseReturnValue:
    """Keep what was put right, or with `undo` forget it."""
    entry, found = _found(report_id)
    if found.part:
        raise RequestError(409, "part", "表格文件里的报告不能逐份更正。", "请改正表格本身，再重新放入。")
    here = office()
    if request.form.get("undo"):
        undo(found, here.reports)
        return told("已撤销更正，更新索引后恢复为自动识别的结果。", "admin.reports", stale=True)
    given = request.form.to_dict()
    if wrong := put_right(found, here.reports, given | {"place": given.get("chosen") or given.get("place", "")}):
        return render_template("admin/report.html", entry=entry, report=found, fields=wrong), 422
    flash("已保存更正，更新索引后生效；以后每次建立索引都照此办理。", "stale")
    return redirect(url_for("admin.report", report_id=report_id), 303)


def _found(report_id: str) -> tuple[Entry, Report]:
    with opened(office().shelf) as snapshot:
        entry = entry_of(snapshot, report_id)
    if entry is None or entry.report is None:
        raise RequestError(404, "no_report", "没有收录这份报告。", "它可能已被移走或换了新版，请到报告列表中查找。")
    return entry, entry.report
