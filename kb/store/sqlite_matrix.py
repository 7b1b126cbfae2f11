"""Statements that count figures by indicator and year.

All are counted from an index that holds nothing else, and those of the reports left out, which are few, are taken off:
the table of facts itself is hardly touched. Both statements give rows of indicator, year, count.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from kb.store.contracts import IndicatorCount

COUNTED = "SELECT indicator, year, count(*) FROM fact GROUP BY indicator, year"
# One parameter: the ids of reports as JSON.
LEFT_OUT = """
    SELECT indicator, year, count(*) FROM fact
    WHERE report_id IN (SELECT value FROM json_each(?1)) GROUP BY indicator, year"""


def tally_of(counted: Iterable[sqlite3.Row], left_out: Iterable[sqlite3.Row]) -> list[IndicatorCount]:
    """What both statements gave, the second taken off the first."""
    counts: Counter[tuple[str, int]] = Counter()
    for sign, rows in ((1, counted), (-1, left_out)):
        for indicator, year, figures in rows:
            counts[indicator, year] += sign * figures
    return [IndicatorCount(*key, figures) for key, figures in sorted(counts.items()) if figures]
