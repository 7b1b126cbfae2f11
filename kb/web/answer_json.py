"""An answer as JSON, as `static/openapi.json` describes it. Made within a request, for it holds addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from kb.types import Chart, ChartMark
from kb.web.citation_view import CitationView
from kb.web.views import TracedView, TraceView, TurnView

Json = dict[str, object]


def turn_json(view: TurnView, *, traced: bool = False) -> Json:
    """A turn; `traced`: with how the answer came about."""
    table, chart = view.answer.table, view.answer.chart
    query: dict[str, list[Json]] = {}
    for reading in view.answer.query:
        entry: Json = {"label": reading.label, "value": reading.value, "origin": reading.origin}
        query.setdefault(reading.slot, []).append(entry)
    told: Json = {
        "answer": view.answer.text,
        "status": view.answer.status.value,
        "conversation": view.conversation,
        "query": query,
        "generation": view.answer.generation,
        "citations": [citation_json(citation) for citation in view.citations],
        "table": {"columns": table.columns, "rows": table.rows} if table else None,
        "notes": view.notes,
        "suggestions": [suggestion.text for suggestion in view.suggestions],
        "chart": _chart_json(chart) if chart else None,
    }
    return told | ({"trace": _trace_json(view.trace)} if traced else {})


def citation_json(view: CitationView) -> Json:
    """A citation with the address of its words."""
    shown = asdict(view.citation)
    for name in ("marks", "issuer", "published", "source_url", "place_code"):
        del shown[name]
    return shown | {"start": view.first.start, "end": view.first.end, "url": view.url}


def _chart_json(chart: Chart) -> Json:
    return {
        "kind": chart.kind.value,
        "title": chart.title,
        "unit": chart.unit,
        "ascending": chart.ascending,
        "points": [_point_json(mark) for mark in chart.marks],
    }


def _point_json(mark: ChartMark) -> Json:
    return {
        "label": mark.label,
        "place": mark.place,
        "year": mark.year,
        "value": f"{mark.value:f}" if mark.value is not None else None,
        "figure": mark.text if mark.value is not None else None,
        "n": mark.cite or None,
    }


def _trace_json(view: TraceView) -> Json:
    return {
        "used": _considered_json(view.used),
        "used_more": view.trace.used_more,
        "left_out": _considered_json(view.left_out),
        "left_out_more": view.trace.left_out_more,
        "formulas": view.trace.formulas,
    }


def _considered_json(views: Sequence[TracedView]) -> list[Json]:
    return [
        {
            "place": view.considered.place,
            "period": view.considered.period,
            "name": view.considered.name,
            "figure": view.considered.figure,
            "report_id": view.considered.report_id,
            "paragraph": view.considered.paragraph,
            "start": view.considered.mark.start,
            "end": view.considered.mark.end,
            "reason": view.considered.reason,
            "url": view.url,
        }
        for view in views
    ]
