"""Statements that find figures to be looked at; each gives rows of `fact`: of the figure, of the other, of the change.

They compare `value_real` and are rough: what rounding and words of precision allow is for who reads the rows to tell.
A statement has one parameter, the ids of reports left out as JSON. CROSS JOIN keeps the order of the tables, and nothing is
sorted: SQLite knows nothing of how the values lie, and would begin with the wrong table or index. The facts of a report
have rows one after another.
"""

# ruff: noqa: S608 (only fixed words stand in the statements)

from __future__ import annotations

from kb.store.contracts import Relation

MOST = 20_000  # rows a statement gives at most

_LEFT = "(SELECT value FROM json_each(?1))"


def _held(*names: str) -> str:
    return " AND ".join(f"{name}.report_id NOT IN {_LEFT}" for name in names)


def _comparable(*names: str) -> str:
    """The condition of the index fact_comparable, in its words, for these."""
    of = "{0}.indicator != '' AND {0}.status = 'done' AND {0}.period_kind = 'year' AND {0}.part_of = 0 AND {0}.kind != 'change'"
    return " AND ".join(of.format(name) for name in names)


_ALIKE = (
    f"a.place_code = b.place_code AND a.indicator = b.indicator AND a.unit = b.unit AND a.kind = b.kind"
    f" AND {_comparable('a', 'b')}"
)

_SIGNED = "iif(c.value_real > 0 AND c.phrase GLOB '*[降减少落跌]*', -c.value_real, c.value_real)"

_FOUND = {
    Relation.OVER: f"""
        SELECT a.row, NULL, NULL FROM fact AS a
        WHERE a.kind = 'rate' AND a.unit = '%' AND a.value_real > 100 AND a.status = 'done' AND {_held("a")}""",
    Relation.GROWTH: f"""
        SELECT a.row, b.row, c.row
        FROM fact AS c
        JOIN fact AS a ON a.report_id = c.report_id AND a.number = c.change_of
        JOIN fact AS b ON b.year = a.year - 1 AND {_ALIKE}
        WHERE c.kind = 'change' AND c.unit = '%' AND c.change_of > 0 AND a.kind = 'amount' AND b.value_real > 0
            AND abs((a.value_real - b.value_real) * 100 - {_SIGNED} * b.value_real) > 0.1 * b.value_real
            AND {_held("a", "b")}""",
    Relation.TENFOLD: f"""
        SELECT a.row, b.row, NULL
        FROM fact AS a JOIN fact AS b ON b.year = a.year - 1 AND {_ALIKE}
        WHERE a.kind = 'amount' AND a.value_real > 0 AND b.value_real > 0
            AND (a.value_real >= 10 * b.value_real OR b.value_real >= 10 * a.value_real) AND {_held("a", "b")}""",
    Relation.PART: f"""
        SELECT a.row, b.row, NULL
        FROM fact AS b
        CROSS JOIN fact AS a ON a.row = b.row + 1 AND a.report_id = b.report_id AND a.number = b.number + 1
        CROSS JOIN paragraph AS p ON p.report_id = a.report_id AND p.number = a.paragraph
        WHERE b.kind = 'amount' AND a.kind = 'amount' AND a.unit = b.unit AND a.paragraph = b.paragraph
            AND a.value_real > b.value_real AND {_held("a")}
            AND substr(p.text, b.figure_end + 1, a.figure_start - b.figure_end) LIKE '_其中%'
            AND NOT EXISTS (
                SELECT 1 FROM fact AS e
                WHERE e.report_id = a.report_id AND e.number < a.number AND e.paragraph = p.number
                    AND e.unit = a.unit AND e.value_real >= a.value_real
            )""",
    Relation.CONFLICT: f"""
        SELECT a.row, b.row, NULL
        FROM fact AS a
        CROSS JOIN fact AS b ON b.year = a.year AND a.report_id < b.report_id AND {_ALIKE}
        CROSS JOIN report AS r ON r.id = a.report_id
        CROSS JOIN report AS s ON s.id = b.report_id
        WHERE a.value_real != b.value_real AND r.genre = s.genre
            AND (r.issuer = s.issuer OR r.place_code != s.place_code) AND {_held("a", "b")}""",
}

STATEMENTS = {relation: f"{statement} LIMIT {MOST}" for relation, statement in _FOUND.items()}
UNNAMED = f"""
    SELECT phrase, count(*) FROM fact AS a WHERE a.indicator = '' AND a.phrase != '' AND {_held("a")}
    GROUP BY phrase ORDER BY 2 DESC, 1 LIMIT ?2"""
