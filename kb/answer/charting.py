"""The charts of answers: a ranking with the reports that lack the figure, a series with the years that do, a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.desk import Desk
from kb.answer.draft import period_text
from kb.answer.namesakes import told_apart
from kb.types import Chart, ChartKind, ChartMark, Fact, PeriodKind, Report

_MOST_YEARS = 40  # steps of a trend; a series that is longer has no chart


def ranking_chart(
    desk: Desk, title: str, facts: Sequence[Fact], missing: Sequence[Report] = (), *, ascending: bool = False
) -> Chart:
    """Figures in the order given, then the places whose reports do not give it, each once, by name; places of one name are
    told apart.
    """
    gaps: dict[str, Report] = {}
    for report in sorted(missing, key=lambda one: (one.place, -one.year)):
        gaps.setdefault(report.place_code or report.id, report)
    places = [
        *((fact.place_code, fact.place) for fact in facts),
        *((one.place_code, one.place) for one in gaps.values()),
    ]
    names = told_apart(places)
    return Chart(
        ChartKind.RANKING,
        title,
        (
            *(_mark(desk, fact, names.get(fact.place_code, fact.place)) for fact in facts),
            *(_gap(one, names.get(one.place_code, one.place) or one.title) for one in gaps.values()),
        ),
        ascending=ascending,
        unit=_unit(facts),
    )


def trend_chart(desk: Desk, title: str, series: Sequence[Fact]) -> Chart | None:
    """A point a year, from the first to the last, gaps where a year has no figure; None where there is nothing to see.

    `series` ascends by year, one figure a year, all of one kind of period.
    """
    if len(series) < 2 or len({fact.period.kind for fact in series} - {PeriodKind.YEAR, PeriodKind.CUMULATIVE}) > 1:
        return None
    by_year = {fact.period.year: fact for fact in series}
    years = range(min(by_year), max(by_year) + 1)
    if len(years) > _MOST_YEARS:
        return None
    held = {report.year: report.id for report in desk.catalogue.of_places([series[0].place_code])}
    marks = [
        _mark(desk, by_year[year], f"{year}年")
        if year in by_year
        else ChartMark(f"{year}年", None, report_id=held.get(year, ""), place=series[0].place, year=year)
        for year in years
    ]
    return Chart(ChartKind.TREND, title, tuple(marks), unit=_unit(series))


def comparison_chart(desk: Desk, title: str, sides: Sequence[tuple[str, Fact]], remark: str) -> Chart:
    """Figures side by side, in the order of the question, two places of one name told apart; `remark` tells difference and
    ratio.
    """
    names: dict[str, str] = {}
    if len({label for label, _ in sides}) < len(sides):
        names = told_apart((fact.place_code, fact.place) for _, fact in sides)
    marks = tuple(
        _mark(desk, fact, label.replace(fact.place, names.get(fact.place_code, fact.place), 1)) for label, fact in sides
    )
    return Chart(ChartKind.COMPARISON, title, marks, remark, unit=_unit([fact for _, fact in sides]))


def series_title(series: Sequence[Fact], name: str) -> str:
    """通州区2020年至2024年行政复议受理."""
    return f"{series[0].place}{period_text(series[0])}至{period_text(series[-1])}{name}"


def _mark(desk: Desk, fact: Fact, label: str) -> ChartMark:
    text, cite = desk.figure_text(fact), desk.cite_fact(fact)
    return ChartMark(label, fact.value, text, cite, fact.figure, place=fact.place, year=fact.period.year)


def _gap(report: Report, label: str) -> ChartMark:
    return ChartMark(label, None, report_id=report.id, place=report.place, year=report.year)


def _unit(facts: Sequence[Fact]) -> str:
    """The unit that all share."""
    units = {fact.unit for fact in facts}
    return units.pop() if len(units) == 1 else ""
