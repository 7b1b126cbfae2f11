"""One indicator of one place over the years: what stands for each year, and every figure that was read."""

from __future__ import annotations

from dataclasses import dataclass

from kb.answer.desk import Desk
from kb.answer.explore.cells import Cell, State
from kb.answer.explore.grid import Grid, MeasureCount
from kb.lexicon.indicators import Indicator
from kb.types import Place


@dataclass(frozen=True, slots=True)
class Series:
    """`cells` are of all years of which a report is held or a figure is told, the earliest first."""

    indicator: Indicator
    place: Place
    measures: tuple[MeasureCount, ...]
    measure: MeasureCount | None
    cells: tuple[Cell, ...]


def series_of(desk: Desk, grid: Grid, place: Place, measure: str = "") -> Series:
    """The cells of a place, in the measure of this key, or in the one that fills most of them."""
    own = [one for one in grid.measures if any(code == place.code for code, _ in grid.stands[one.measure])]
    fullest = max(own, key=lambda one: sum(code == place.code for code, _ in grid.stands[one.measure]), default=None)
    chosen = next((one for one in own if one.measure.key == measure), fullest)
    years = {year for code, year in (*grid.all, *desk.catalogue.at) if code == place.code}
    wheres = [(place.code, year) for year in sorted(years)]
    cells = grid.cells(desk, chosen.measure if chosen else None, wheres)
    return Series(
        grid.indicator, place, tuple(own), chosen, tuple(cell for cell in cells if cell.state != State.ABSENT)
    )
