"""Write the SQLite file of a generation: a new one, or a copy of the one before with reports taken out and put in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from kb.store.contracts import Counts, FileRecord, ReadReport
from kb.store.sqlite_rows import Row, fact_row, file_row, paragraph_row, report_row
from kb.store.sqlite_store import APPLICATION_ID, SCHEMA_VERSION
from kb.types import Problem

# The file is no one's until its generation is in force, so nothing has to survive a crash here.
_UNSAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;"
_MARKS = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"


class SqliteWriter:
    """`add` reports, then `finish` once with the files and problems, then `close`, which is enough on an error.

    Raises sqlite3.IntegrityError on two reports of one id, or two paragraphs or facts of one number in a report, and
    sqlite3.OperationalError when the disk is full.
    """

    def __init__(self, path: Path, removed: frozenset[str] | None = None) -> None:
        """A new file, which must not exist yet; or where `removed` is given the one that is there, less these reports."""
        if removed is None:
            with path.open("xb"):
                pass
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_UNSAFE)
        if removed is None:
            tables = resources.files("kb.store").joinpath("schema.sql").read_text("utf-8")
            self._connection.executescript(_MARKS + tables)
        self._connection.execute("BEGIN")
        if removed:
            self._remove(json.dumps(sorted(removed)))
        self._row = int(self._connection.execute("SELECT coalesce(max(row), 0) FROM fact").fetchone()[0])

    def _remove(self, ids: str) -> None:
        chosen = "report_id IN (SELECT value FROM json_each(?))"
        words = f"DELETE FROM fact_word WHERE fact_row IN (SELECT row FROM fact WHERE {chosen})"  # noqa: S608 (fixed)
        self._connection.execute(words, (ids,))
        for table in ("fact", "paragraph"):
            self._connection.execute(f"DELETE FROM {table} WHERE {chosen}", (ids,))  # noqa: S608 (one of ours)
        self._connection.execute("DELETE FROM report WHERE id IN (SELECT value FROM json_each(?))", (ids,))

    def add(self, read: ReadReport) -> None:
        """Put in a report with its paragraphs and facts."""
        self._insert("report", [report_row(read.report)])
        self._insert("paragraph", map(paragraph_row, read.paragraphs))
        for entry in read.facts:
            self._row += 1
            self._insert("fact", [(self._row, *fact_row(entry))])
            self._insert("fact_word", [(word, self._row) for word in sorted(set(entry.words))])

    def finish(self, files: Iterable[FileRecord], problems: Iterable[Problem]) -> Counts:
        """Replace what the file says of files and problems, and complete it."""
        self._connection.execute("DELETE FROM file")
        self._connection.execute("DELETE FROM problem")
        self._insert("file", map(file_row, files))
        self._insert("problem", ((None, p.source, p.code, p.message, p.line, p.fatal) for p in problems))
        self._connection.commit()
        self._connection.execute("PRAGMA optimize")
        tables = ("report", "paragraph", "fact", "fact WHERE indicator != ''", "problem")
        return Counts(*(self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables))  # noqa: S608

    def close(self) -> None:
        """Free the file; what was not finished is lost."""
        self._connection.close()

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        for row in rows:
            marks = ", ".join("?" * len(row))
            self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 (one of ours)
