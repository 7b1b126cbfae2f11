"""A `FactQuery` as a statement of SQLite."""

from __future__ import annotations

import json

from kb.store.contracts import FactQuery
from kb.store.sqlite_rows import FACT_COLUMNS

_OWN = "EXISTS (SELECT 1 FROM report WHERE report.id = report_id AND report.place_code = fact.place_code)"


def facts_statement(query: FactQuery) -> tuple[str, ...]:
    """The statement, whose rows are of FACT_COLUMNS, and the values of its parameters."""
    conditions, values = ["TRUE"], []
    for wanted, condition in (
        (query.reports, "report_id IN (SELECT value FROM json_each(?))"),
        (query.indicators, "indicator IN (SELECT value FROM json_each(?))"),
        (query.years, "year IN (SELECT value FROM json_each(?))"),
        (query.places, "place_code IN (SELECT value FROM json_each(?))"),
        (query.words, "row IN (SELECT fact_row FROM fact_word WHERE word IN (SELECT value FROM json_each(?)))"),
        (query.kinds, "kind IN (SELECT value FROM json_each(?))"),
        (query.status and {query.status}, "status IN (SELECT value FROM json_each(?))"),
    ):
        if wanted is not None:
            conditions.append(condition)
            values.append(json.dumps(list(wanted)))
    if query.own:
        conditions.append(_OWN)
    chosen = f"FROM fact WHERE {' AND '.join(conditions)}"
    if query.latest:
        chosen = f"FROM (SELECT *, max(year) OVER (PARTITION BY place_code) AS newest {chosen}) WHERE year = newest"
    return f"SELECT {FACT_COLUMNS} {chosen} ORDER BY report_id, number", *values
