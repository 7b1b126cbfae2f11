"""A fact as a row of text: the columns that the command line, the API and its CSV share. They are a contract."""

from __future__ import annotations

from dataclasses import dataclass

from kb.types import Fact, Paragraph, Report

COLUMNS = (
    "source", "paragraph", "place", "year", "indicator", "phrase", "value", "unit", "precision", "status", "kind", "figure",
    "clause",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A fact with the words of its report: `figure` and `clause` as published; `report_id` leads to the report's page.
    `report_year` is the year that the report is about, 0 where it tells none.
    """

    fact: Fact
    source: str
    report_id: str
    figure: str
    clause: str
    report_year: int = 0

    def cells(self) -> tuple[str, ...]:
        """Texts in the order of COLUMNS; the value in base units, plain digits."""
        fact = self.fact
        return (
            self.source, str(fact.paragraph), fact.place, f"{fact.period.year:04}", fact.indicator, fact.phrase,
            f"{fact.value:f}", fact.unit, fact.precision.value, fact.status.value, fact.kind.value, self.figure, self.clause,
        )  # fmt: skip


def figure_row(fact: Fact, report: Report, paragraph: Paragraph) -> FigureRow:
    """The row of a fact that stands in `paragraph` of `report`."""
    text = paragraph.text
    figure, clause = text[fact.figure.start : fact.figure.end], text[fact.clause.start : fact.clause.end]
    return FigureRow(fact, report.source, report.id, figure, clause, report.year)
