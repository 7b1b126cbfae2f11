"""Reports, paragraphs, figures, files and problems of one generation in one SQLite file (tables: schema.sql)."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.errors import BrokenIndexError
from kb.store.contracts import FactQuery, FileRecord, IndicatorCount, PhraseCount, Suspect
from kb.store.sqlite_facts import facts_statement
from kb.store.sqlite_matrix import COUNTED, LEFT_OUT, tally_of
from kb.store.sqlite_rows import FACT_COLUMNS, fact_of, file_of, paragraph_of, report_of
from kb.store.sqlite_suspects import STATEMENTS, UNNAMED
from kb.types import Fact, Paragraph, Problem, Report, Span

APPLICATION_ID = 0x4A757368  # "Jush" in ASCII: marks the file as ours
SCHEMA_VERSION = 3


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
        return [report_of(row) for row in self._rows("SELECT * FROM report ORDER BY place_code, year, id")]

    def report(self, report_id: str) -> Report | None:
        rows = self._rows("SELECT * FROM report WHERE id = ?", report_id)
        return report_of(rows[0]) if rows else None

    def paragraphs(self, report_id: str) -> Sequence[Paragraph]:
        rows = self._rows("SELECT * FROM paragraph WHERE report_id = ? ORDER BY number", report_id)
        return [paragraph_of(row) for row in rows]

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        chosen = "" if reports is None else " WHERE report_id IN (SELECT value FROM json_each(?))"
        values = () if reports is None else (json.dumps(sorted(reports)),)
        statement = f"SELECT report_id, number FROM paragraph{chosen}"  # noqa: S608 (fixed words)
        return ((row[0], row[1]) for row in self._rows(statement, *values))

    def pick(self, keys: Sequence[tuple[str, int]]) -> list[Paragraph]:
        rows = self._rows(
            "SELECT paragraph.* FROM json_each(?) AS wanted JOIN paragraph"
            " ON report_id = wanted.value ->> 0 AND number = wanted.value ->> 1 ORDER BY wanted.key",
            json.dumps(list(keys)),
        )
        return [paragraph_of(row) for row in rows]

    def written(self, places: Sequence[tuple[str, int, Span]]) -> list[str]:
        rows = self._rows(
            "SELECT coalesce(substr(text, 1 + (wanted.value ->> 2), (wanted.value ->> 3) - (wanted.value ->> 2)), '')"
            " FROM json_each(?) AS wanted LEFT JOIN paragraph"
            " ON report_id = wanted.value ->> 0 AND number = wanted.value ->> 1 ORDER BY wanted.key",
            json.dumps([(report_id, number, *span) for report_id, number, span in places]),
        )
        return [row[0] for row in rows]

    def problems(self) -> Sequence[Problem]:
        rows = self._rows("SELECT source, code, message, line, fatal FROM problem ORDER BY row")
        return [Problem(**{**row, "fatal": bool(row["fatal"])}) for row in rows]

    def files(self) -> Sequence[FileRecord]:
        return [file_of(row) for row in self._rows("SELECT * FROM file ORDER BY source")]

    def facts(self, query: FactQuery) -> list[Fact]:
        return [fact_of(row) for row in self._rows(*facts_statement(query))]

    def count(self) -> int:
        """How many facts are held."""
        return int(self._rows("SELECT count(*) FROM fact")[0][0])

    def stating(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._rows("SELECT DISTINCT report_id FROM fact"))

    def tally(self, without: frozenset[str]) -> list[IndicatorCount]:
        left = self._rows(LEFT_OUT, json.dumps(sorted(without))) if without else []
        return tally_of(self._rows(COUNTED), left)

    def unnamed(self, without: frozenset[str], limit: int) -> list[PhraseCount]:
        return [PhraseCount(*row) for row in self._rows(UNNAMED, json.dumps(sorted(without)), limit)]

    def suspects(self, without: frozenset[str]) -> list[Suspect]:
        left = json.dumps(sorted(without))
        met = {relation: self._rows(statement, left) for relation, statement in STATEMENTS.items()}
        rows = json.dumps(sorted({row for found in met.values() for of in found for row in of if row is not None}))
        chosen = f"SELECT {FACT_COLUMNS}, row FROM fact WHERE row IN (SELECT value FROM json_each(?))"  # noqa: S608 (fixed)
        facts = {row: fact_of(of) for *of, row in self._rows(chosen, rows)}
        return [
            Suspect(relation, facts[row], facts.get(other), facts.get(change))
            for relation, found in met.items()
            for row, other, change in found
        ]

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
