"""The pages of the reports: what is held, what stands in it, each report whole, and the file it was read from."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.answer.explore.library import ReportList, ReportQuery
from kb.answer.namesakes import told_apart
from kb.errors import RequestError
from kb.store.export import COLUMNS
from kb.types import Report
from kb.web.addresses import external, figure_url, report_url
from kb.web.citation_view import citation_views
from kb.web.door import LONGEST_QUESTION, arguments, whole_number
from kb.web.downloads import named
from kb.web.marks import marks_of
from kb.web.matrix_view import figure_json
from kb.web.office import office
from kb.web.originals import original_of
from kb.web.report_view import report_view
from kb.web.room import room
from kb.web.sheets import Sheet, Value, csv_reply

blueprint = Blueprint("reports", __name__)

MOST_PAGES = 100_000


@blueprint.get("/reports")
def index() -> str:
    """Reports, the latest first, narrowed by place, year, level and kind; with `q`, paragraphs of theirs that hold the words."""
    query, words = _query(), request.args.get("q", "").strip()[:LONGEST_QUESTION]
    listed = room().kb.explorer.reports(query)
    found = room().kb.explorer.search(words, query) if words else None
    return render_template(
        "reports.html",
        listed=listed,
        names=told_apart((one.place_code, one.place) for one in listed.reports),
        query=query,
        words=words,
        found=found,
        hits=citation_views(found.hits) if found else (),
        chosen=arguments("q", "place", "year", "level", "kind"),
    )


@blueprint.get("/reports.json")
def index_json() -> Response:
    """A page of the list as JSON; /api/v1/reports has all reports, /api/v1/search the paragraphs."""
    listed = room().kb.explorer.reports(_query())
    return jsonify(
        generation=room().kb.generation,
        found=listed.found,
        page=listed.page,
        pages=listed.pages,
        reports=[_report_json(one, listed) for one in listed.reports],
    )


@blueprint.get("/reports.csv")
def index_csv() -> Response:
    """The whole list, narrowed alike, as CSV."""
    listed = room().kb.explorer.reports(_query(whole=True))
    rows: list[tuple[Value, ...]] = [
        (
            one.title, one.place, one.place_code, one.level, one.kind, one.year or None, one.issuer,
            one.published.isoformat() if one.published else None, one.paragraph_count, one.source,
            "较早版本" if one.id in listed.newer else None, external(report_url(one.id)),
        )
        for one in listed.reports
    ]  # fmt: skip
    columns = (
        "标题", "地区", "地区代码", "层级", "类别", "年份", "发布机关", "发布日期", "段落数", "文件", "版本", "地址",
    )  # fmt: skip
    return csv_reply(Sheet("报告", columns, rows), "报告目录")


@blueprint.get("/reports/<report_id>")
def page(report_id: str) -> str:
    """A report whole, with the words marked that `m` names (see `kb.web.marks`), and every figure read from it."""
    kb = room().kb
    found = kb.report(report_id)
    if found is None:
        raise _unknown()
    marks = marks_of(request.args.getlist("m"))
    figures = kb.explorer.figures_of(report_id)
    return render_template("report.html", view=report_view(*found, marks, kb.reports(), kb.superseded(), figures))


@blueprint.get("/reports/<report_id>/figures.json")
def figures_json(report_id: str) -> Response:
    """Every figure read from a report, as JSON."""
    report, rows = _report(report_id), room().kb.explorer.figures_of(report_id)
    listed = [
        figure_json(one) | {"number": one.fact.number, "indicator": one.fact.indicator, "phrase": one.fact.phrase}
        for one in rows
    ]
    return jsonify(generation=room().kb.generation, report_id=report.id, figures=listed)


@blueprint.get("/reports/<report_id>/figures.csv")
def figures_csv(report_id: str) -> Response:
    """The same as CSV, in the columns of `python -m indexer facts` and the address."""
    report = _report(report_id)
    rows = [(*one.cells(), external(figure_url(one))) for one in room().kb.explorer.figures_of(report_id)]
    return csv_reply(Sheet("数字", (*COLUMNS, "url"), rows), f"{report.place}{report.year or ''}年数字")


@blueprint.get("/reports/<report_id>/original")
def original(report_id: str) -> Response:
    """The file that a report was read from, as an attachment that no browser runs."""
    file = original_of(_report(report_id), office().reports)
    response = Response(file.data, content_type=file.mimetype)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return named(response, file.name)


def _query(*, whole: bool = False) -> ReportQuery:
    args = request.args
    return ReportQuery(
        place=args.get("place", "").strip()[:LONGEST_QUESTION],
        year=whole_number("year", args.get("year"), 9999),
        level=args.get("level", ""),
        kind=args.get("kind", ""),
        page=0 if whole else whole_number("page", args.get("page"), MOST_PAGES) or 1,
    )


def _report(report_id: str) -> Report:
    report = next((one for one in room().kb.reports() if one.id == report_id), None)
    if report is None:
        raise _unknown()
    return report


def _unknown() -> RequestError:
    return RequestError(404, "no_report", "没有收录这份报告。", "它可能已被移走或换了新版，请到报告目录中查找。")


def _report_json(one: Report, listed: ReportList) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "place": one.place,
        "place_code": one.place_code,
        "year": one.year,
        "level": one.level,
        "kind": one.kind,
        "superseded_by": listed.newer.get(one.id),
        "url": report_url(one.id),
        "original": url_for("reports.original", report_id=one.id),
    }
