"""Coverage: a map of the provinces and a grid of divisions by years, level by level."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.answer.explore.coverage import Coverage, Stretch
from kb.errors import RequestError
from kb.web.addresses import report_url
from kb.web.charts import BarChart, Datum, bar_chart
from kb.web.matrix_view import above_text, place_json
from kb.web.room import room
from kb.web.sheets import Sheet, Value, csv_reply

blueprint = Blueprint("coverage", __name__)

SHADES = 4  # from 1 for few to SHADES for most; 0 is nothing


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map: its code in two digits, which the style sheet gives a place, and how dark it is."""

    code: str
    name: str
    url: str
    told: str
    reports: int
    shade: int


@blueprint.get("/coverage")
def page() -> str:
    """What is held below a division (`within`, a code), the provinces where none is named."""
    found = _coverage()
    most = max((held.below + bool(held.report) for one in found.stretches for held in one.held), default=0)
    above = [(one.name, url_for("coverage.page", within=one.code)) for one in found.above]
    return render_template(
        "coverage.html",
        found=found,
        tiles=() if found.within else _tiles(found),
        shade=lambda count: _shade(count, most),
        chart=None if found.within else _by_year(found),
        steps=[("收录", url_for("coverage.page")), *above],
    )


@blueprint.get("/coverage.json")
def page_json() -> Response:
    """The same as JSON."""
    found = _coverage()
    return jsonify(
        generation=room().kb.generation,
        within=place_json(found.within) if found.within else None,
        years=found.years,
        reports=found.reports,
        places=found.places,
        unplaced=found.unplaced,
        divisions=[_stretch_json(one) for one in found.stretches],
        missing=[place_json(one) for one in found.missing],
    )


@blueprint.get("/coverage.csv")
def page_csv() -> Response:
    """The same as CSV: a line for each division and year."""
    found = _coverage()
    rows: list[tuple[Value, ...]] = [
        (
            one.place.code, one.place.name, above_text(one.place), one.place.level.value, held.year,
            held.report.source if held.report else None, held.below,
        )
        for one in (*((found.itself,) if found.itself else ()), *found.stretches)
        for held in one.held
    ]  # fmt: skip
    rows += [(one.code, one.name, above_text(one), one.level.value, None, None, 0) for one in found.missing]
    columns = ("地区代码", "地区", "上级地区", "层级", "年份", "本级报告文件", "下级有报告的地区数")
    return csv_reply(Sheet("收录", columns, rows), "收录")


def _coverage() -> Coverage:
    found = room().kb.explorer.coverage(request.args.get("within", ""))
    if found is None:
        raise RequestError(404, "no_place", "没有这个地区代码。", "请从收录总览进入。")
    return found


def _by_year(found: Coverage) -> BarChart | None:
    """How many reports there are of each year, the latest first; None for a single year."""
    counts = [
        (year, sum(one.held[at].below + bool(one.held[at].report) for one in found.stretches))
        for at, year in enumerate(found.years)
    ]
    data = [
        Datum(f"{year}年", Decimal(count), f"{count:,}份", url_for("reports.index", year=year))
        for year, count in reversed(counts)
    ]
    return bar_chart("byyear-bars", "各年份数", data) if len(data) > 1 else None


def _tiles(found: Coverage) -> list[Tile]:
    """A tile for every province in force, those without reports too."""
    most = max((one.reports for one in found.stretches), default=0)
    tiles = [
        Tile(
            one.place.code[:2], one.place.short or one.place.name, url_for("coverage.page", within=one.place.code),
            f"{one.place.name}：{one.reports} 份报告，{one.places} 个地区", one.reports, _shade(one.reports, most),
        )
        for one in found.stretches
    ]  # fmt: skip
    tiles += [Tile(one.code[:2], one.short or one.name, "", f"{one.name}：没有报告", 0, 0) for one in found.missing]
    return sorted(tiles, key=lambda tile: tile.code)


def _shade(count: int, most: int) -> int:
    """0 for nothing, then 1 to SHADES by the share of the most."""
    return 0 if not count else min(SHADES, 1 + (count * SHADES - 1) // most) if most else 0


def _stretch_json(one: Stretch) -> dict[str, object]:
    return place_json(one.place) | {
        "reports": one.reports,
        "places": one.places,
        "years": [
            {
                "year": held.year,
                "report_id": held.report.id if held.report else None,
                "report_url": report_url(held.report.id) if held.report else None,
                "places_below": held.below,
            }
            for held in one.held
        ],
    }
