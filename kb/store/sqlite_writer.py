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

    Raises sqlite3.IntegrityError on two reports of one id, on `finish` also on two paragraphs or facts of one number in a
    report, and sqlite3.OperationalError when the disk is full.
    """

    def __init__(self, path: Path, removed: frozenset[str] | None = None) -> None:
        """A new file, which must not exist yet; or where `removed` is given the one that is there, less these reports."""
        self._is_new = removed is None
        self._words = path.with_name(path.name + ".words")  # the words of facts, until they can be put in sorted
        if self._is_new:
            with path.open("xb"):
                pass
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_UNSAFE)
        if self._is_new:
            self._connection.executescript(_MARKS + _script("schema.sql"))
            self._connection.execute("ATTACH ? AS met", (str(self._words),))
            self._connection.executescript(_UNSAFE.replace("PRAGMA ", "PRAGMA met."))
            self._connection.execute(
                "CREATE TABLE met.word (word TEXT NOT NULL, year INTEGER NOT NULL, fact_row INTEGER NOT NULL) STRICT"
            )
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
        rows = list(enumerate(read.facts, self._row + 1))
        self._row += len(rows)
        self._insert("fact", ((row, *fact_row(entry)) for row, entry in rows))
        words = ((word, entry.fact.period.year, row) for row, entry in rows for word in sorted(set(entry.words)))
        self._insert("met.word" if self._is_new else "fact_word", words)

    def finish(self, files: Iterable[FileRecord], problems: Iterable[Problem]) -> Counts:
        """Replace what the file says of files and problems, and complete it."""
        self._connection.execute("DELETE FROM file")
        self._connection.execute("DELETE FROM problem")
        self._insert("file", map(file_row, files))
        self._insert("problem", ((None, p.source, p.code, p.message, p.line, p.fatal) for p in problems))
        if self._is_new:
            self._connection.execute(
                "INSERT INTO fact_word SELECT word, year, fact_row FROM met.word ORDER BY word, year, fact_row"
            )
        self._connection.commit()
        if self._is_new:
            self._connection.execute("DETACH met")
            self._words.unlink()
            self._connection.executescript(_script("indexes.sql"))
        self._connection.execute("PRAGMA optimize")
        tables = ("report", "paragraph", "fact", "fact WHERE indicator != ''", "problem")
        return Counts(*(self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables))  # noqa: S608

    def close(self) -> None:
        """Free the file; what was not finished is lost."""
        self._connection.close()
        self._words.unlink(missing_ok=True)

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (one of ours)


def _script(name: str) -> str:
    return resources.files("kb.store").joinpath(name).read_text("utf-8")
