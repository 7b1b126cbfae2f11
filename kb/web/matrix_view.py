"""View records of cells: what a page shows of a figure, and the address of its words. Made within a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for

from kb.answer.draft import period_text
from kb.answer.explore.cells import Cell, State
from kb.answer.explore.grid import MeasureCount
from kb.lang.normalize import simplify
from kb.lexicon.places import gazetteer
from kb.store.export import FigureRow
from kb.types import Fact, FactKind, FactStatus, Place, Precision
from kb.web.addresses import external, figure_url, report_url
from kb.web.sheets import Value

WAN = Decimal(10_000)
STATES = {State.STATED: "给出", State.OTHER: "只有其他口径", State.GAP: "报告未写", State.ABSENT: "未收录报告"}
CONFLICT = "另一处不同"
PRECISIONS = {
    Precision.EXACT: "",
    Precision.ABOUT: "约数",
    Precision.AT_LEAST: "不少于",
    Precision.AT_MOST: "不多于",
}
LONG_COLUMNS = (
    "指标", "地区代码", "地区", "上级地区", "层级", "年份", "状态", "数值", "单位", "原文数字", "准确度", "原句", "报告文件", "报告年份",
    "段落", "地址",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How a matrix writes its figures: the unit of most of them, as its head says, and what it divides values by."""

    unit: str
    base: str
    divisor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as shown, and the address of its words."""

    text: str
    url: str
    figure: FigureRow


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as shown. `told` says in words what it is, for a reader who cannot see signs. `url` leads to all its figures, or
    to the report that does not state it, "" where there is nothing.
    """

    state: str
    told: str
    year: int
    figure: FigureView | None
    conflicts: tuple[FigureView, ...]
    others: int
    url: str


def scale_of(measure: MeasureCount | None, figures: Iterable[FigureRow]) -> Scale:
    """Money is told in 万元 where there is that much of it; all else in its own unit."""
    base = measure.units[0] if measure and measure.units else ""
    if base == "元" and max((one.fact.value for one in figures), default=Decimal(0)) >= WAN:
        return Scale("万元", base, WAN)
    return Scale(base, base)


def value_text(figure: FigureRow, scale: Scale) -> str:
    """A figure under the head of its scale: 18,251; with its unit where that is another; as written where it is no exact
    number (730余件).
    """
    fact = figure.fact
    if fact.precision is not Precision.EXACT or fact.high is not None:
        return written(figure)
    if fact.unit != scale.base:
        return f"{fact.value:,f}{fact.unit}"
    return f"{(fact.value / scale.divisor if scale.divisor != 1 else fact.value):,f}"


def written(figure: FigureRow) -> str:
    """A figure as the report wrote it, in Simplified characters; a bare cell of a table gets its unit."""
    told = "".join(simplify(figure.figure).split())
    return f"{figure.fact.value:,f}{figure.fact.unit}" if told[-1:].isdigit() and figure.fact.unit != "%" else told


def figure_view(figure: FigureRow, scale: Scale) -> FigureView:
    """A figure as a cell shows it."""
    return FigureView(value_text(figure, scale), figure_url(figure), figure)


def told(cell: Cell, scale: Scale) -> str:
    """What a chart writes beside the figure of a cell: with what contradicts it, "" where there is none."""
    if cell.figure is None:
        return ""
    others = "".join(f" ≠ {value_text(one, scale)}" for one in cell.conflicts)
    return value_text(cell.figure, scale) + others


def cell_view(cell: Cell, scale: Scale, detail: Callable[[str, int], str]) -> CellView:
    """The view of a cell; `detail` gives the address of all that is told of a place and year."""
    url = ""
    if cell.conflicts or cell.state is State.OTHER:
        url = detail(cell.place_code, cell.year)
    elif cell.state is State.GAP and cell.report is not None:
        url = report_url(cell.report.id)
    return CellView(
        state=cell.state.value,
        told=STATES[cell.state],
        year=cell.year,
        figure=figure_view(cell.figure, scale) if cell.figure else None,
        conflicts=tuple(figure_view(one, scale) for one in cell.conflicts),
        others=len(cell.others),
        url=url,
    )


def fact_words(fact: Fact, year: int = 0, place_code: str = "") -> tuple[str, ...]:
    """What a clerk should know of a figure beside its value: its place and period where they are not those given ("" any
    place, 0 the figure's own year), and whether it is a plan, a part, a change, or no exact number.
    """
    words = [fact.place] if place_code not in ("", fact.place_code) else []
    period = period_text(fact)
    if period != f"{year or fact.period.year}年":
        words.append(period)
    words += ["计划"] if fact.status is FactStatus.PLANNED else []
    words += ["其中"] if fact.part_of else []
    words += ["增减"] if fact.kind is FactKind.CHANGE else []
    words += [PRECISIONS[fact.precision]] if PRECISIONS[fact.precision] else []
    return tuple(words)


def place_name(code: str) -> str:
    """The own name of a division, the code where there is none."""
    place = gazetteer().get(code)
    return place.name if place else code


def above_text(place: Place) -> str:
    """The names of the divisions above a place, from the province down; "" for a province."""
    return "".join(place_name(code) for code in place.ancestors)


def long_rows(
    indicator: str, place: Place, cells: Sequence[Cell], *, others: bool = False
) -> Iterable[tuple[Value, ...]]:
    """A row for each figure that stands in a cell or contradicts it, and one for each cell that has none but could; with
    `others`, a row for every other figure too. Columns are LONG_COLUMNS.
    """
    head = (indicator, place.code, place.name, above_text(place), place.level.value)
    for cell in cells:
        if cell.figure is not None:
            yield (*head, *_row(cell, STATES[State.STATED], cell.figure))
            yield from ((*head, *_row(cell, CONFLICT, other)) for other in cell.conflicts)
        elif cell.state is not State.ABSENT and not (others and cell.others):
            report = cell.report
            told = (report.source, report.year, None, external(report_url(report.id))) if report else (None,) * 4
            yield (*head, cell.year, STATES[cell.state], *(None,) * 5, *told)
        if others:
            left = [one for one in cell.others if one not in cell.conflicts]
            yield from ((*head, *_row(cell, "其他口径", one)) for one in left)


def _row(cell: Cell, state: str, figure: FigureRow) -> tuple[Value, ...]:
    fact = figure.fact
    precision = "、".join(fact_words(fact))
    return (
        cell.year, state, fact.value, fact.unit, figure.figure, precision, figure.clause, figure.source,
        figure.report_year, fact.paragraph, external(figure_url(figure)),
    )  # fmt: skip


def cell_json(cell: Cell) -> dict[str, object]:
    """A cell as JSON."""
    return {
        "year": cell.year,
        "state": cell.state.value,
        "figure": figure_json(cell.figure) if cell.figure else None,
        "conflicts": [figure_json(one) for one in cell.conflicts],
        "others": len(cell.others),
        "report_id": cell.report.id if cell.report else None,
    }


def figure_json(figure: FigureRow) -> dict[str, object]:
    """A figure as JSON: its value in base units as text, and the address of its words."""
    fact = figure.fact
    return {
        "value": f"{fact.value:f}",
        "unit": fact.unit,
        "precision": fact.precision.value,
        "status": fact.status.value,
        "kind": fact.kind.value,
        "period": [fact.period.first.isoformat(), fact.period.last.isoformat()],
        "part": bool(fact.part_of),
        "figure": figure.figure,
        "clause": figure.clause,
        "source": figure.source,
        "paragraph": fact.paragraph,
        "url": figure_url(figure),
    }


def place_json(place: Place) -> dict[str, object]:
    """A division as JSON."""
    return {
        "code": place.code,
        "name": place.name,
        "full_name": place.full_name,
        "level": place.level.value,
        "url": url_for("places.page", code=place.code),
    }
