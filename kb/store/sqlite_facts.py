"""A `FactQuery` as a statement of SQLite."""

from __future__ import annotations

import json

from kb.store.contracts import FactQuery
from kb.store.sqlite_rows import FACT_COLUMNS

_WORDS = "SELECT fact_row FROM fact_word WHERE word IN (SELECT value FROM json_each(?))"
_OF_YEARS = " AND year IN (SELECT value FROM json_each(?))"
_OWN = "EXISTS (SELECT 1 FROM report WHERE report.id = report_id AND report.place_code = fact.place_code)"


def facts_statement(query: FactQuery) -> tuple[str, ...]:
    """The statement, whose rows are of FACT_COLUMNS, and the values of its parameters."""
    words = (query.words, query.years) if query.years is not None else (query.words,)
    given = (
        ("report_id IN (SELECT value FROM json_each(?))", (query.reports,)),
        ("indicator IN (SELECT value FROM json_each(?))", (query.indicators,)),
        ("year IN (SELECT value FROM json_each(?))", (query.years,)),
        ("place_code IN (SELECT value FROM json_each(?))", (query.places,)),
        (f"row IN ({_WORDS}{_OF_YEARS if len(words) > 1 else ''})", words),
        ("kind IN (SELECT value FROM json_each(?))", (query.kinds,)),
        ("status IN (SELECT value FROM json_each(?))", (query.status and {query.status},)),
    )
    held = [(condition, wanted) for condition, wanted in given if wanted[0] is not None]
    conditions = ["TRUE", *(condition for condition, _ in held)]
    values = [json.dumps(list(one or ())) for _, wanted in held for one in wanted]
    if query.own:
        conditions.append(_OWN)
    chosen = f"FROM fact WHERE {' AND '.join(conditions)}"
    if query.latest:
        chosen = f"FROM (SELECT *, max(year) OVER (PARTITION BY place_code) AS newest {chosen}) WHERE year = newest"
    return f"SELECT {FACT_COLUMNS} {chosen} ORDER BY report_id, number", *values
