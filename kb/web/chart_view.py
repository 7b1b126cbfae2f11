"""The chart and the table of an answer as shown: figures linked to their words, bars beside rows, places without a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.types import Chart, ChartKind, ChartMark, Table
from kb.web.addresses import report_url
from kb.web.charts import BarChart, Datum, LineChart, bar_chart, line_chart
from kb.web.citation_view import CitationView
from kb.web.columns import numeric_columns

MOST_ROWS = 50  # rows of a table on a page; its file has all
MOST_GAPS = 3  # places without the figure that stand as rows; more are folded away
MOST_BARS = 200  # rows of a chart in a file
NOT_GIVEN = "报告未给出"


@dataclass(frozen=True, slots=True)
class CiteView:
    """A mark [n] behind a figure: it leads to its card, or where there is none to the report."""

    n: int
    url: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row; `figure` is the column whose cell leads to `url` and has `bar` ("": none) below it, `order` the value of that."""

    cells: tuple[str, ...]
    cites: tuple[CiteView, ...]
    figure: int = -1
    url: str = ""
    bar: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class GapView:
    """A place whose report does not give the figure, and the address of that report."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TableView:
    """`numeric` tells for each column whether it holds figures; `cited` whether any row names its source. `more` rows and
    `more_gaps` gaps are not shown. `ranked`: the rows are those of a ranking, with bars.
    """

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[RowView, ...]
    cited: bool
    gaps: tuple[GapView, ...] = ()
    more: int = 0
    more_gaps: int = 0
    ranked: bool = False

    @property
    def folded(self) -> bool:
        """Whether the gaps are too many to stand as rows of the table."""
        return len(self.gaps) > MOST_GAPS


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a comparison: its figure large, a bar, and `facts`: its time and what the report calls it."""

    label: str
    text: str
    url: str
    facts: tuple[str, ...]
    bar: str
    cite: CiteView | None


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart on a page: `line` of a trend, `sides` of a comparison; a ranking is seen in its table. `svg` is its file."""

    kind: str
    title: str
    remark: str
    svg: str
    line: LineChart | None
    sides: tuple[SideView, ...]


Views = Mapping[int, CitationView]


def table_view(table: Table, chart: Chart | None, views: Views, marks: Mapping[int, CiteView]) -> TableView:
    """The table of an answer, with the bars of its chart where that is a ranking; `marks` are those of its citations."""
    cites = table.cites or ((),) * len(table.rows)
    held = _held(chart)
    ranked = chart is not None and chart.kind is ChartKind.RANKING and len(held) == len(table.rows)
    bars = bar_chart("t", "", [_datum(mark, views) for mark in held]).bars if ranked else ()
    rows = tuple(
        _row(
            table,
            at,
            tuple(marks[n] for n in cited if n in marks),
            bars[at].width if ranked else "",
            str(held[at].value) if ranked else "",
            views,
        )
        for at, cited in zip(range(min(MOST_ROWS, len(table.rows))), cites, strict=False)
    )
    gaps = tuple(GapView(mark.label, report_url(mark.report_id)) for mark in _gaps(chart)) if ranked else ()
    return TableView(
        columns=table.columns,
        numeric=numeric_columns(table.rows),
        rows=rows,
        cited=any(cites),
        gaps=gaps[:MOST_ROWS],
        more=len(table.rows) - len(rows),
        more_gaps=max(0, len(gaps) - MOST_ROWS),
        ranked=ranked,
    )


def chart_view(
    key: str, chart: Chart, table: Table | None, views: Views, marks: Mapping[int, CiteView], svg: str
) -> ChartView:
    """The chart of an answer; `marks` are those of its citations, `svg` is the address of its file."""
    held = _held(chart)
    line = line_chart(f"{key}-chart", chart.title, _data(chart, views)) if chart.kind is ChartKind.TREND else None
    sides: tuple[SideView, ...] = ()
    if chart.kind is ChartKind.COMPARISON:
        bars = bar_chart("s", "", [_datum(mark, views) for mark in held]).bars
        rows = table.rows if table and len(table.rows) == len(held) else ((),) * len(held)
        sides = tuple(
            SideView(mark.label, mark.text, mark_url(mark, views), row[1:2] + row[3:], bar.width, marks.get(mark.cite))
            for mark, row, bar in zip(held, rows, bars, strict=True)
        )
    return ChartView(chart.kind.value, chart.title, chart.remark, svg, line, sides)


def whole_chart(chart: Chart, views: Views) -> BarChart | LineChart:
    """The chart by itself, for a file."""
    data = _data(chart, views)
    if chart.kind is ChartKind.TREND:
        return line_chart("chart", chart.title, data)
    ranked, order = chart.kind is ChartKind.RANKING, "倒数第" if chart.ascending else ""
    numbered = [
        replace(one, label=f"{order}{n}　{one.label}") if ranked and one.value is not None else one
        for n, one in enumerate(data[:MOST_BARS], 1)
    ]
    return bar_chart("chart", chart.title, numbered)


def mark_url(mark: ChartMark, views: Views) -> str:
    """Where the words of a figure stand; of a gap the report that lacks it."""
    view = views.get(mark.cite)
    if view is None:
        return report_url(mark.report_id) if mark.report_id else ""
    spans = (mark.mark,) if mark.mark is not None else view.citation.marks
    return report_url(view.citation.report_id, view.citation.paragraph, spans)


def _row(table: Table, at: int, cited: tuple[CiteView, ...], bar: str, order: str, views: Views) -> RowView:
    row = tuple(table.rows[at])
    view = views.get(cited[0].n) if cited else None
    if table.figure < 0 or view is None or at >= len(table.marks):
        return RowView(row, cited)
    url = report_url(view.citation.report_id, view.citation.paragraph, (table.marks[at],))
    return RowView(row, cited, table.figure, url, bar, order)


def _held(chart: Chart | None) -> tuple[ChartMark, ...]:
    return tuple(mark for mark in chart.marks if mark.value is not None) if chart else ()


def _gaps(chart: Chart | None) -> tuple[ChartMark, ...]:
    return tuple(mark for mark in chart.marks if mark.value is None) if chart else ()


def _data(chart: Chart, views: Views) -> list[Datum]:
    return [_datum(mark, views) for mark in chart.marks]


def _datum(mark: ChartMark, views: Views) -> Datum:
    detail = NOT_GIVEN if mark.report_id else "未收录报告"
    return Datum(mark.label, mark.value, mark.text, mark_url(mark, views), detail if mark.value is None else "")
