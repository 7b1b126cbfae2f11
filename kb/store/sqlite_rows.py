"""Records as rows of the tables of schema.sql, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kb.store.contracts import FactRow, FileRecord
from kb.types import (
    Fact,
    FactKind,
    FactStatus,
    Paragraph,
    ParagraphKind,
    Period,
    PeriodKind,
    Precision,
    Report,
    Span,
)

Row = tuple[Any, ...]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def report_row(report: Report) -> Row:
    """In the order of the columns of `report`."""
    return (
        report.id,
        report.source,
        report.sha256,
        report.title,
        report.place,
        report.place_code,
        _json(report.place_path),
        report.level,
        report.kind,
        report.year,
        report.issuer,
        report.published.isoformat() if report.published else None,
        report.traditional,
        report.title_derived,
        report.source_url,
        report.note,
        report.paragraph_count,
        _json(report.reasons),
        report.genre,
        report.part,
        report.modified,
    )


def report_of(row: sqlite3.Row) -> Report:
    """The report in a row."""
    stated = dict(row)
    stated["place_path"] = tuple(json.loads(stated["place_path"]))
    stated["reasons"] = tuple(json.loads(stated["reasons"]))
    stated["published"] = date.fromisoformat(stated["published"]) if stated["published"] else None
    stated["traditional"] = bool(stated["traditional"])
    stated["title_derived"] = bool(stated["title_derived"])
    return Report(**stated)


def paragraph_row(paragraph: Paragraph) -> Row:
    """In the order of the columns of `paragraph`."""
    return (
        paragraph.report_id,
        paragraph.number,
        paragraph.kind,
        paragraph.text,
        _json(paragraph.section),
        *paragraph.span,
        paragraph.depth,
        _json(paragraph.cells),
    )


def paragraph_of(row: sqlite3.Row) -> Paragraph:
    """The paragraph in a row."""
    stated = dict(row)
    return Paragraph(
        kind=ParagraphKind(stated.pop("kind")),
        section=tuple(json.loads(stated.pop("section"))),
        cells=tuple(tuple(cells) for cells in json.loads(stated.pop("cells"))),
        span=Span(stated.pop("span_start"), stated.pop("span_end")),
        **stated,
    )


def fact_row(entry: FactRow) -> Row:
    """In the order of the columns of `fact`, without its row number."""
    fact = entry.fact
    return (
        fact.report_id,
        fact.paragraph,
        fact.number,
        fact.indicator,
        fact.phrase,
        fact.actor,
        str(fact.value),
        fact.unit,
        fact.precision,
        fact.kind,
        fact.status,
        fact.period.first.isoformat(),
        fact.period.last.isoformat(),
        fact.period.kind,
        fact.place,
        fact.place_code,
        *fact.figure,
        *fact.clause,
        fact.rule,
        None if fact.high is None else str(fact.high),
        fact.part_of,
        fact.change_of,
        float(fact.value),
        fact.period.year,
    )


# The columns of `fact` that make a Fact, in the order that `fact_of` takes them.
FACT_COLUMNS = (
    "report_id, paragraph, number, indicator, phrase, actor, value, unit, precision, kind, status, first_day, last_day,"
    " period_kind, place, place_code, figure_start, figure_end, clause_start, clause_end, rule, high, part_of, change_of"
)


def fact_of(row: Iterable[Any]) -> Fact:
    """The fact in a row of FACT_COLUMNS. Rankings read thousands: a row is taken apart by place, not by name."""
    (
        report_id, paragraph, number, indicator, phrase, actor, value, unit, precision, kind, status, first_day, last_day,
        period_kind, place, place_code, figure_start, figure_end, clause_start, clause_end, rule, high, part_of, change_of,
    ) = row  # fmt: skip
    return Fact(
        report_id, paragraph, number, indicator, phrase, actor, Decimal(value), unit, _PRECISIONS[precision], _KINDS[kind],
        _STATUSES[status], _period(first_day, last_day, period_kind), place, place_code, Span(figure_start, figure_end),
        Span(clause_start, clause_end), rule, None if high is None else Decimal(high), part_of, change_of,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _period(first: str, last: str, kind: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last), PeriodKind(kind))


_PRECISIONS = {str(one): one for one in Precision}
_KINDS = {str(one): one for one in FactKind}
_STATUSES = {str(one): one for one in FactStatus}


def file_row(record: FileRecord) -> Row:
    """In the order of the columns of `file`."""
    return record.source, record.size, record.modified, record.sha256, record.reader, _json(record.reports)


def file_of(row: sqlite3.Row) -> FileRecord:
    """The record in a row."""
    return FileRecord(**{**row, "reports": tuple(json.loads(row["reports"]))})
