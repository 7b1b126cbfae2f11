"""The indicators: which are known, and the matrix of each by place and year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.answer.explore.cells import State
from kb.answer.explore.door import IndicatorEntry
from kb.answer.explore.matrix import Matrix, MatrixQuery, Show
from kb.answer.namesakes import told_apart
from kb.errors import RequestError
from kb.lexicon.indicators import indicators as table
from kb.web.addresses import figure_url
from kb.web.charts import BarChart, Datum, bar_chart
from kb.web.door import arguments, whole_number
from kb.web.downloads import svg_file
from kb.web.matrix_view import (
    LONG_COLUMNS,
    above_text,
    cell_json,
    cell_view,
    long_rows,
    place_json,
    place_name,
    scale_of,
    told,
    written,
)
from kb.web.room import room
from kb.web.series import LONGEST, series_url
from kb.web.sheets import Sheet, Value, csv_reply, xlsx_reply

blueprint = Blueprint("indicators", __name__)

MOST_PAGES = 100_000


@blueprint.get("/indicators")
def index() -> str:
    """Known indicators by topic; `q` narrows by words, `topic` to one topic."""
    entries = _entries()
    held = [one for one in entries if one.figures]
    return render_template(
        "indicators.html",
        topics=[(topic, list(of)) for topic, of in groupby(held, key=lambda one: one.indicator.topic)],
        names=list(table().topics),
        unstated=[one for one in entries if not one.figures],
        words=_words(),
        topic=request.args.get("topic", ""),
        found=len(held),
        figures=sum(one.figures for one in held),
    )


@blueprint.get("/indicators.json")
def index_json() -> Response:
    """The same as JSON."""
    listed = [_entry_json(one) for one in _entries()]
    return jsonify(generation=room().kb.generation, indicators=listed)


@blueprint.get("/indicators.csv")
def index_csv() -> Response:
    """The same as CSV."""
    rows: list[tuple[Value, ...]] = [
        (
            one.indicator.name, one.indicator.topic, one.figures, one.first or None, one.last or None,
            "、".join(one.indicator.units), one.indicator.definition, "、".join(one.indicator.unlike),
        )
        for one in _entries()
    ]  # fmt: skip
    columns = ("指标", "主题", "数字个数", "最早年份", "最近年份", "单位", "含义", "不是")
    return csv_reply(Sheet("指标", columns, rows), "指标")


@blueprint.get("/indicators/<name>")
def page(name: str) -> str:
    """An indicator: what it means, and its matrix."""
    query = _query(Show.SPEAKING)
    matrix = _matrix(name, query)
    figures = [cell.figure for row in matrix.rows for cell in row.cells if cell.figure]
    scale = scale_of(matrix.measure, figures or [cell.figure for cell in matrix.bars if cell.figure])
    detail = series_url(name, request.args.get("measure"))
    rows = [
        (row.place, above_text(row.place), [cell_view(cell, scale, detail) for cell in row.cells])
        for row in matrix.rows
    ]  # fmt: skip
    return render_template(
        "indicator.html",
        matrix=matrix,
        query=query,
        scale=scale,
        rows=rows,
        chart=_bars(matrix),
        mixed=len({row.place.level for row in matrix.rows}) > 1,
        conflicts=sum(bool(cell.conflicts) for row in matrix.rows for cell in row.cells),
        others=_other_names(matrix),
        chosen=arguments("measure", "level", "within", "year", "show"),
    )


@blueprint.get("/indicators/<name>.json")
def page_json(name: str) -> Response:
    """A page of the matrix as JSON."""
    matrix = _matrix(name, _query())
    chosen = matrix.measure
    return jsonify(
        generation=room().kb.generation,
        indicator=_about(matrix),
        measures=[{"key": one.measure.key, "label": one.label, "units": one.units, "cells": one.cells} for one in matrix.measures],
        measure=chosen.measure.key if chosen else None,
        years=[{"year": one.year, "held": one.held, "stated": one.stated} for one in matrix.years],
        found=matrix.found,
        stating=matrix.stating,
        speaking=matrix.speaking,
        silent=matrix.silent,
        page=matrix.page,
        pages=matrix.pages,
        rows=[place_json(row.place) | {"cells": [cell_json(cell) for cell in row.cells]} for row in matrix.rows],
    )  # fmt: skip


@blueprint.get("/indicators/<name>.csv")
def page_csv(name: str) -> Response:
    """All rows of the matrix, a line for each figure, with source, paragraph and address."""
    matrix = _matrix(name, _query(whole=True))
    return csv_reply(_long(matrix), name)


@blueprint.get("/indicators/<name>.xlsx")
def page_xlsx(name: str) -> Response:
    """All rows of the matrix as a workbook: the matrix itself, and a line for each figure."""
    matrix = _matrix(name, _query(whole=True))
    return xlsx_reply((_wide(matrix), _long(matrix)), name)


@blueprint.get("/indicators/<name>.svg")
def page_svg(name: str) -> Response:
    """The chart of the greatest figures as a file."""
    matrix = _matrix(name, _query())
    chart = _bars(matrix)
    if chart is None:
        raise RequestError(404, "no_chart", "这里没有可画的数字。", "请换一个口径、层级或年份。")
    return svg_file(chart, chart.title, "据实：各地政府年度报告")


# --- what is asked for -----------------------------------------------------------------------------------------------


def _words() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _entries() -> tuple[IndicatorEntry, ...]:
    return room().kb.explorer.indicators(_words(), request.args.get("topic", ""))


def _query(shown: Show = Show.ALL, *, whole: bool = False) -> MatrixQuery:
    """What an address asks for; `shown` are the places where it does not say which."""
    args = request.args
    show = args.get("show", "")
    return MatrixQuery(
        measure=args.get("measure", ""),
        level=args.get("level", ""),
        within=args.get("within", ""),
        year=whole_number("year", args.get("year"), 9999),
        show=Show(show) if show in set(Show) else shown,
        page=0 if whole else whole_number("page", args.get("page"), MOST_PAGES) or 1,
    )


def _matrix(name: str, query: MatrixQuery) -> Matrix:
    matrix = room().kb.explorer.matrix(name, query)
    if matrix is None:
        raise RequestError(404, "no_indicator", f"没有“{name[:LONGEST]}”这个指标。", "请从指标目录中查找，或直接提问。")
    return matrix


# --- what is shown ---------------------------------------------------------------------------------------------------


def _bars(matrix: Matrix) -> BarChart | None:
    """The greatest figures of a year; None where fewer than two are there to be compared."""
    stated = [(cell, cell.figure) for cell in matrix.bars if cell.figure is not None]
    if len(stated) < 2:
        return None
    scale = scale_of(matrix.measure, [figure for _, figure in stated])
    names = told_apart((cell.place_code, place_name(cell.place_code)) for cell, _ in stated)
    data = [
        Datum(names[cell.place_code], figure.fact.value, told(cell, scale), figure_url(figure))
        for cell, figure in stated
    ]
    most = "最高" if scale.base == "%" else "最多"
    where = matrix.within.name if matrix.within else ""
    title = f"{where}{matrix.bar_year}年{matrix.indicator.name}{most}的{len(data)}个{matrix.bar_level}级地区"
    return bar_chart("bars", f"{title}（{scale.unit}）" if scale.unit else title, data)


def _long(matrix: Matrix) -> Sheet:
    rows = [line for row in matrix.rows for line in long_rows(matrix.indicator.name, row.place, row.cells)]
    return Sheet("明细", LONG_COLUMNS, rows)


def _wide(matrix: Matrix) -> Sheet:
    """Places by years, values in base units; what is no figure is told in words."""
    unit = matrix.measure.label if matrix.measure else ""
    columns = (
        "地区代码",
        "上级地区",
        f"地区（{unit}）" if unit else "地区",
        *(f"{one.year}年" for one in matrix.years),
    )
    return Sheet("矩阵", columns, list(_wide_rows(matrix)))


def _wide_rows(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    signs = {State.GAP: "未写", State.OTHER: "其他口径", State.ABSENT: None, State.STATED: None}
    units = matrix.measure.units if matrix.measure else ()
    for row in matrix.rows:
        values: list[Value] = []
        for cell in row.cells:
            if cell.figure is None:
                values.append(signs[cell.state])
            elif cell.figure.fact.unit != units[0] or cell.figure.fact.high is not None:
                values.append(written(cell.figure))
            else:
                values.append(cell.figure.fact.value)
        yield (row.place.code, above_text(row.place), row.place.name, *values)


def _entry_json(one: IndicatorEntry) -> dict[str, object]:
    return {
        "name": one.indicator.name,
        "topic": one.indicator.topic,
        "definition": one.indicator.definition,
        "units": one.indicator.units,
        "unlike": one.indicator.unlike,
        "figures": one.figures,
        "first_year": one.first or None,
        "last_year": one.last or None,
        "url": url_for("indicators.page", name=one.indicator.name),
    }


def _about(matrix: Matrix) -> dict[str, object]:
    one = matrix.indicator
    return {
        "name": one.name,
        "topic": one.topic,
        "definition": one.definition,
        "other_names": _other_names(matrix),
        "unlike": one.unlike,
    }


def _other_names(matrix: Matrix) -> list[str]:
    """The words by which figures are known for this indicator, those of several parts with … between them."""
    names = ["…".join(sorted(words, key=lambda word: (-len(word), word))) for words in matrix.indicator.words]
    return [name for name in dict.fromkeys(names) if name != matrix.indicator.name]
