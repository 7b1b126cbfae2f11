"""The pages of the reports: what is held, and each report whole."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kb.errors import RequestError
from kb.web.door import whole_number
from kb.web.marks import marks_of
from kb.web.report_view import report_view
from kb.web.room import room

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
def index() -> str:
    """All reports, or those of a `place` or `year`, the latest first."""
    place, year = request.args.get("place", ""), whole_number("year", request.args.get("year"), 9999)
    kb = room().kb
    held = kb.reports()
    shown = [report for report in held if place in {"", report.place} and year in {0, report.year}]
    return render_template(
        "reports.html",
        reports=sorted(shown, key=lambda report: -report.year),
        total=len(held),
        superseded=kb.superseded(),
        places=list(dict.fromkeys(report.place for report in held if report.place)),
        years=sorted({report.year for report in held if report.year}, reverse=True),
        place=place,
        year=year,
    )


@blueprint.get("/reports/<report_id>")
def page(report_id: str) -> str:
    """A report whole, with the words marked that `m` names (see `kb.web.marks`)."""
    kb = room().kb
    found = kb.report(report_id)
    if found is None:
        raise RequestError(404, "no_report", "没有收录这份报告。", "它可能已被移走或换了新版，请到报告目录中查找。")
    report, paragraphs = found
    marks = marks_of(request.args.getlist("m"))
    return render_template("report.html", view=report_view(report, paragraphs, marks, kb.reports(), kb.superseded()))
