"""The places: the way from the provinces down, and each with its figures over the years and its reports."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.answer.explore.place_page import Branch, Line, PlacePage
from kb.errors import RequestError
from kb.web.addresses import report_url
from kb.web.matrix_view import (
    LONG_COLUMNS,
    CellView,
    Scale,
    above_text,
    cell_json,
    cell_view,
    long_rows,
    place_json,
    scale_of,
)
from kb.web.room import room
from kb.web.series import series_url
from kb.web.sheets import Sheet, csv_reply

blueprint = Blueprint("places", __name__)

LONGEST = 40  # characters of a search

LineView = tuple[Line, Scale, list[CellView]]


@blueprint.get("/places")
def index() -> str:
    """Provinces and cities that hold reports; with `q` the places of that name."""
    words = _words()
    return render_template("places.html", tree=room().kb.explorer.places(words), words=words, above_text=above_text)


@blueprint.get("/places.json")
def index_json() -> Response:
    """The same as JSON."""
    tree = room().kb.explorer.places(_words())
    return jsonify(
        generation=room().kb.generation, found=tree.places, places=[_branch_json(one) for one in tree.branches]
    )


@blueprint.get("/places.csv")
def index_csv() -> Response:
    """The same as CSV."""
    tree = room().kb.explorer.places(_words())
    rows = [
        (one.place.code, one.place.name, above_text(one.place), one.place.level.value, one.own, one.below)
        for top in tree.branches
        for one in (top, *top.branches)
    ]
    return csv_reply(Sheet("地区", ("地区代码", "地区", "上级地区", "层级", "本级报告", "下级报告"), rows), "地区")


@blueprint.get("/places/<code>")
def page(code: str) -> str:
    """One place."""
    found = _place(code)
    views = _line_views(found)
    topics = [(topic, list(of)) for topic, of in groupby(views, key=lambda one: one[0].indicator.topic)]
    above = [(one.name, url_for("places.page", code=one.code)) for one in found.above]
    return render_template(
        "place.html",
        found=found,
        topics=topics,
        above_text=above_text(found.place),
        steps=[("地区", url_for("places.index")), *above],
    )


@blueprint.get("/places/<code>.json")
def page_json(code: str) -> Response:
    """One place as JSON."""
    found = _place(code)
    return jsonify(
        generation=room().kb.generation,
        place=place_json(found.place),
        above=[place_json(one) for one in found.above],
        below=[_branch_json(one) for one in found.children],
        reports=[
            {"id": one.id, "title": one.title, "year": one.year, "url": report_url(one.id)} for one in found.reports
        ],
        years=found.years,
        lines=[
            {
                "indicator": line.indicator.name,
                "topic": line.indicator.topic,
                "measure": line.measure.measure.key if line.measure else None,
                "cells": [cell_json(cell) for cell in line.cells],
            }
            for line in found.lines
        ],
        unnamed=found.unnamed,
    )


@blueprint.get("/places/<code>.csv")
def page_csv(code: str) -> Response:
    """Every figure of a place that stands in a cell, as CSV."""
    found = _place(code)
    rows = [
        row for line in found.lines for row in long_rows(line.indicator.name, found.place, [c for c in line.cells if c.figure])
    ]  # fmt: skip
    return csv_reply(Sheet("数字", LONG_COLUMNS, rows), found.place.full_name)


def _words() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _place(code: str) -> PlacePage:
    found = room().kb.explorer.place(code)
    if found is None:
        raise RequestError(404, "no_place", "没有这个地区代码。", "请从地区目录中查找。")
    return found


def _line_views(found: PlacePage) -> list[LineView]:
    """The lines as shown. A year that one line of an indicator states is no gap of its other lines."""
    stated = {(line.indicator.name, cell.year) for line in found.lines for cell in line.cells if cell.figure}
    shown = []
    for line, scale, cells in map(_line_view, found.lines):
        name = line.indicator.name
        views = [
            replace(one, state="elsewhere", told="见这个指标的另一行")
            if not one.figure and (name, one.year) in stated
            else one
            for one in cells
        ]
        shown.append((line, scale, views))
    return shown


def _line_view(line: Line) -> LineView:
    scale = scale_of(line.measure, [cell.figure for cell in line.cells if cell.figure])
    detail = series_url(line.indicator.name, line.measure.measure.key if line.measure else None)
    return line, scale, [cell_view(cell, scale, detail) for cell in line.cells]


def _branch_json(one: Branch) -> dict[str, object]:
    below = [_branch_json(inner) for inner in one.branches]
    return (
        place_json(one.place) | {"reports": one.own, "reports_below": one.below} | ({"below": below} if below else {})
    )
