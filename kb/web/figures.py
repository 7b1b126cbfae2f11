"""Figures and indicators as data: JSON, and CSV for a spreadsheet."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from kb.store.export import COLUMNS, FigureRow
from kb.web.addresses import figure_url
from kb.web.door import whole_number
from kb.web.room import room
from kb.web.sheets import Sheet, csv_reply

blueprint = Blueprint("figures", __name__)


@blueprint.get("/api/v1/figures")
def as_json() -> Response:
    """Figures of an indicator, place, year and level; each with the address of its place in the report."""
    kb = room().kb
    return jsonify(generation=kb.generation, figures=[_json(row) for row in _rows()])


@blueprint.get("/api/v1/figures.csv")
def as_csv() -> Response:
    """The same as CSV, UTF-8 with a byte order mark so that spreadsheets read Chinese."""
    return csv_reply(
        Sheet("figures", (*COLUMNS, "url"), [(*row.cells(), figure_url(row)) for row in _rows()]), "figures"
    )


@blueprint.get("/api/v1/indicators")
def indicators() -> Response:
    """Known indicators with what they mean, what they are not, and how many figures the reports give for each."""
    kb = room().kb
    counted = kb.indicators()
    return jsonify(
        generation=kb.generation,
        indicators=[
            {
                "name": one.name,
                "topic": one.topic,
                "definition": one.definition,
                "units": one.units,
                "unlike": one.unlike,
                "figures": count,
            }
            for one, count in counted
        ],
    )


def _rows() -> list[FigureRow]:
    args = request.args
    year = whole_number("year", args.get("year"), 9999)
    named = (args.get(name, "").strip() for name in ("indicator", "place", "level"))
    indicator, place, level = named
    return room().kb.figures(indicator, place, year, level)


def _json(row: FigureRow) -> dict[str, object]:
    cells: dict[str, object] = dict(zip(COLUMNS, row.cells(), strict=True))
    return cells | {"paragraph": row.fact.paragraph, "year": row.fact.period.year, "url": figure_url(row)}
