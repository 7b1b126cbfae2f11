"""Reports, paragraphs, figures and problems of one generation in one SQLite file (tables: schema.sql)."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from kb.errors import BrokenIndexError
from kb.store.contracts import FactQuery, FactRow, ReadReport
from kb.types import (
    Fact,
    FactKind,
    FactStatus,
    Paragraph,
    ParagraphKind,
    Period,
    PeriodKind,
    Precision,
    Problem,
    Report,
    Span,
)

APPLICATION_ID = 0x4A757368  # "Jush" in ASCII: marks the file as ours
SCHEMA_VERSION = 1

Row = tuple[Any, ...]
_MARKS = f"PRAGMA journal_mode = OFF; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"


def write_reports(path: Path, reports: Iterable[ReadReport], problems: Iterable[Problem] = ()) -> None:
    """Make the file with all of `reports`; it must not exist yet.

    Raises sqlite3.IntegrityError on two reports of one id, or two paragraphs or facts of one number in a report.
    """
    with path.open("xb"):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_MARKS + resources.files("kb.store").joinpath("schema.sql").read_text("utf-8"))
        connection.execute("BEGIN")
        row = 0
        for read in reports:
            _insert(connection, "report", [_report_row(read.report)])
            _insert(connection, "paragraph", map(_paragraph_row, read.paragraphs))
            for fact_row in read.facts:
                row += 1
                _insert(connection, "fact", [(row, *_fact_row(fact_row))])
                _insert(connection, "fact_word", ((word, row) for word in sorted(set(fact_row.words))))
        _insert(connection, "problem", ((None, p.source, p.code, p.message, p.line, p.fatal) for p in problems))
        connection.commit()
        connection.execute("PRAGMA optimize")


class SqliteStore:
    """Both a `ReportStore` and a `FigureStore` over one file, which is never written to."""

    def __init__(self, path: Path) -> None:
        """Open. Raises BrokenIndexError when the file is missing, damaged or none of ours."""
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                path.resolve().as_uri() + "?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise BrokenIndexError(str(path)) from error
        self._connection.row_factory = sqlite3.Row
        try:
            self._check()
        except BrokenIndexError:
            self.close()
            raise

    def _check(self) -> None:
        marks = [self._rows(f"PRAGMA {name}")[0][0] for name in ("application_id", "user_version")]
        if marks != [APPLICATION_ID, SCHEMA_VERSION]:
            raise BrokenIndexError(str(self._path))

    def reports(self) -> Sequence[Report]:
        return [_report(row) for row in self._rows("SELECT * FROM report ORDER BY place_code, year, id")]

    def report(self, report_id: str) -> Report | None:
        rows = self._rows("SELECT * FROM report WHERE id = ?", report_id)
        return _report(rows[0]) if rows else None

    def paragraphs(self, report_id: str) -> Sequence[Paragraph]:
        rows = self._rows("SELECT * FROM paragraph WHERE report_id = ? ORDER BY number", report_id)
        return [_paragraph(row) for row in rows]

    def pick(self, keys: Sequence[tuple[str, int]]) -> list[Paragraph]:
        rows = self._rows(
            "SELECT paragraph.* FROM json_each(?) AS wanted JOIN paragraph"
            " ON report_id = wanted.value ->> 0 AND number = wanted.value ->> 1 ORDER BY wanted.key",
            json.dumps(list(keys)),
        )
        return [_paragraph(row) for row in rows]

    def problems(self) -> Sequence[Problem]:
        rows = self._rows("SELECT source, code, message, line, fatal FROM problem ORDER BY row")
        return [Problem(**{**row, "fatal": bool(row["fatal"])}) for row in rows]

    def facts(self, query: FactQuery) -> list[Fact]:
        conditions, values = ["TRUE"], []
        for wanted, condition in (
            (query.reports, "report_id IN (SELECT value FROM json_each(?))"),
            (query.indicators, "indicator IN (SELECT value FROM json_each(?))"),
            (query.years, "year IN (SELECT value FROM json_each(?))"),
            (query.places, "place_code IN (SELECT value FROM json_each(?))"),
            (query.words, "row IN (SELECT fact_row FROM fact_word WHERE word IN (SELECT value FROM json_each(?)))"),
        ):
            if wanted is not None:
                conditions.append(condition)
                values.append(json.dumps(list(wanted)))
        # Only the fixed conditions above are joined; what the caller gave stands in `values`.
        statement = f"SELECT * FROM fact WHERE {' AND '.join(conditions)} ORDER BY report_id, number"  # noqa: S608
        return [_fact(row) for row in self._rows(statement, *values)]

    def count(self) -> int:
        """How many facts are held."""
        return int(self._rows("SELECT count(*) FROM fact")[0][0])

    def close(self) -> None:
        """Free the file; a second call does nothing."""
        with self._lock:
            self._connection.close()

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Run one statement. One connection serves all threads, so only one reads at a time."""
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.ProgrammingError):  # a closed store: a mistake of the caller, not of the file
                raise
            raise BrokenIndexError(str(self._path)) from error


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 (`table` is one of ours)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _report_row(report: Report) -> Row:
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
    )


def _report(row: sqlite3.Row) -> Report:
    stated = dict(row)
    stated["place_path"] = tuple(json.loads(stated["place_path"]))
    stated["reasons"] = tuple(json.loads(stated["reasons"]))
    stated["published"] = date.fromisoformat(stated["published"]) if stated["published"] else None
    stated["traditional"] = bool(stated["traditional"])
    stated["title_derived"] = bool(stated["title_derived"])
    return Report(**stated)


def _paragraph_row(paragraph: Paragraph) -> Row:
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


def _paragraph(row: sqlite3.Row) -> Paragraph:
    stated = dict(row)
    return Paragraph(
        kind=ParagraphKind(stated.pop("kind")),
        section=tuple(json.loads(stated.pop("section"))),
        cells=tuple(tuple(cells) for cells in json.loads(stated.pop("cells"))),
        span=Span(stated.pop("span_start"), stated.pop("span_end")),
        **stated,
    )


def _fact_row(entry: FactRow) -> Row:
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


def _fact(row: sqlite3.Row) -> Fact:
    stated = dict(row)
    for searched_only in ("row", "value_real", "year"):
        del stated[searched_only]
    first, last = (date.fromisoformat(stated.pop(name)) for name in ("first_day", "last_day"))
    high = stated.pop("high")
    return Fact(
        value=Decimal(stated.pop("value")),
        high=None if high is None else Decimal(high),
        precision=Precision(stated.pop("precision")),
        kind=FactKind(stated.pop("kind")),
        status=FactStatus(stated.pop("status")),
        period=Period(first, last, PeriodKind(stated.pop("period_kind"))),
        figure=Span(stated.pop("figure_start"), stated.pop("figure_end")),
        clause=Span(stated.pop("clause_start"), stated.pop("clause_end")),
        **stated,
    )
