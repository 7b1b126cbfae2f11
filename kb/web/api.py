"""The JSON API; `static/openapi.json` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, jsonify, request, send_from_directory

from kb.errors import RequestError
from kb.types import Paragraph, Report
from kb.web.addresses import report_url
from kb.web.answer_json import Json, citation_json, turn_json
from kb.web.citation_view import citation_views
from kb.web.door import conversation_of, json_object, question_of, whole_number, yes_or_no
from kb.web.room import room
from kb.web.views import turn_view

blueprint = Blueprint("api", __name__)

MOST_HITS = 100
STATIC = Path(__file__).parent / "static"


@blueprint.get("/healthz")
def health() -> Response:
    """Whether questions can be answered; an error of status 503 while no index is there."""
    return jsonify(status="ok", generation=room().kb.generation)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of this API."""
    return send_from_directory(STATIC, "openapi.json")


@blueprint.route("/api/v1/ask", methods=["GET", "POST"])
def ask() -> Response:
    """The answer to a question; with `trace`, how it came about too."""
    given: Mapping[str, object] = json_object() if request.method == "POST" else request.args
    question = question_of(given.get("question"))
    traced = yes_or_no("trace", given.get("trace"))
    turn = room().ask(question, conversation_of(given.get("conversation")))
    return jsonify(turn_json(turn_view(turn), traced=traced))


@blueprint.get("/api/v1/search")
def search() -> Response:
    """Paragraphs that fit some words, best first."""
    query = question_of(request.args.get("q"), "q")
    year = whole_number("year", request.args.get("year"), 9999)
    limit = whole_number("limit", request.args.get("limit"), MOST_HITS) or 20
    kb = room().kb
    found = kb.search(query, request.args.get("place", "").strip(), year, limit)
    return jsonify(generation=kb.generation, citations=[citation_json(view) for view in citation_views(found)])


@blueprint.get("/api/v1/reports")
def reports() -> Response:
    """All reports held."""
    kb = room().kb
    newer = kb.superseded()
    return jsonify(generation=kb.generation, reports=[_report_json(report, newer) for report in kb.reports()])


@blueprint.get("/api/v1/reports/<report_id>")
def report(report_id: str) -> Response:
    """One report with its paragraphs."""
    kb = room().kb
    found = kb.report(report_id)
    if found is None:
        raise RequestError(404, "no_report", "没有收录这份报告。", "收录的报告见 /api/v1/reports。")
    paragraphs = [_paragraph_json(paragraph) for paragraph in found[1]]
    return jsonify(generation=kb.generation, report=_report_json(found[0], kb.superseded()), paragraphs=paragraphs)


def _report_json(report: Report, newer: Mapping[str, str]) -> Json:
    """`newer` gives the id of a superseded report that of the latest version."""
    return {
        "id": report.id,
        "source": report.source,
        "title": report.title,
        "place": report.place,
        "place_code": report.place_code,
        "year": report.year,
        "issuer": report.issuer,
        "published": report.published.isoformat() if report.published else None,
        "note": report.note,
        "paragraphs": report.paragraph_count,
        "superseded_by": newer.get(report.id),
        "url": report_url(report.id),
    }


def _paragraph_json(paragraph: Paragraph) -> Json:
    return {
        "number": paragraph.number,
        "kind": paragraph.kind.value,
        "depth": paragraph.depth,
        "section": paragraph.section,
        "text": paragraph.text,
    }
