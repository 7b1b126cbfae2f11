"""One indicator of one place: a line over the years, and all that the reports say of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.answer.explore.series import Series
from kb.errors import RequestError
from kb.web.addresses import figure_url
from kb.web.charts import Datum, LineChart, line_chart
from kb.web.matrix_view import (
    LONG_COLUMNS,
    above_text,
    cell_json,
    cell_view,
    fact_words,
    figure_json,
    figure_view,
    long_rows,
    place_json,
    scale_of,
    told,
    written,
)
from kb.web.room import room
from kb.web.sheets import Sheet, csv_reply

blueprint = Blueprint("series", __name__)

LONGEST = 60  # characters of a name


@blueprint.get("/indicators/<name>/<code>")
def page(name: str, code: str) -> str:
    """All that the reports give of an indicator for one place, a line chart first."""
    found = _series(name, code)
    scale = scale_of(found.measure, [cell.figure for cell in found.cells if cell.figure])
    years = [
        (
            cell_view(cell, scale, series_url(name, request.args.get("measure"))),
            cell.report,
            [
                (figure_view(one, scale), written(one), fact_words(one.fact), one is cell.figure, one in cell.conflicts)
                for one in ([cell.figure] if cell.figure else []) + list(cell.others)
            ],
        )
        for cell in reversed(found.cells)
    ]
    return render_template(
        "series.html", series=found, scale=scale, years=years, chart=_line(found), above=above_text(found.place)
    )


@blueprint.get("/indicators/<name>/<code>.json")
def page_json(name: str, code: str) -> Response:
    """The same as JSON."""
    found = _series(name, code)
    return jsonify(
        generation=room().kb.generation,
        indicator=found.indicator.name,
        place=place_json(found.place),
        measure=found.measure.measure.key if found.measure else None,
        cells=[cell_json(cell) | {"others": [figure_json(one) for one in cell.others]} for cell in found.cells],
    )


@blueprint.get("/indicators/<name>/<code>.csv")
def page_csv(name: str, code: str) -> Response:
    """The same as CSV, other figures included."""
    found = _series(name, code)
    rows = list(long_rows(found.indicator.name, found.place, found.cells, others=True))
    return csv_reply(Sheet("数字", LONG_COLUMNS, rows), f"{found.place.name}-{name}")


def series_url(name: str, measure: str | None) -> Callable[[str, int], str]:
    """What gives the address of all that is told of an indicator in a place (its code) and year; `measure` is the key of
    the one to show, None for the fullest.
    """

    def address(code: str, year: int) -> str:
        return url_for("series.page", name=name, code=code, measure=measure, _anchor=f"y{year}")

    return address


def _series(name: str, code: str) -> Series:
    found = room().kb.explorer.series(name, code, request.args.get("measure", ""))
    if found is None:
        raise RequestError(404, "no_series", "没有这个指标或地区。", "请从指标目录或地区目录进入。")
    return found


def _line(found: Series) -> LineChart | None:
    """The figures of a place over the years it spans; None for fewer than two."""
    stated = {cell.year: (cell, cell.figure) for cell in found.cells if cell.figure is not None}
    if len(stated) < 2:
        return None
    scale = scale_of(found.measure, [figure for _, figure in stated.values()])
    data = []
    for year in range(min(stated), max(stated) + 1):
        if year not in stated:
            data.append(Datum(str(year), None))
            continue
        cell, figure = stated[year]
        data.append(Datum(str(year), figure.fact.value, told(cell, scale), figure_url(figure)))
    title = f"{found.place.name}历年{found.indicator.name}"
    return line_chart("line", f"{title}（{scale.unit}）" if scale.unit else title, data)
