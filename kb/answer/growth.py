"""What changed from one figure to a later one, in words and as a formula; and whether a change that a report states fits the two
figures it speaks of, where both are held: a mismatch is told, never mended.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kb.answer.desk import Desk
from kb.answer.draft import gap_text, number_text, period_text
from kb.answer.figures import change_of, find
from kb.types import Fact, FactKind, Precision, Target, Wanted

_TOLERANCE = Decimal("0.6")  # percentage points: figures are rounded, and so are shares
_AGAINST_LAST_YEAR = re.compile(r"同比|较上年|比上年|较去年|比去年|较前一年")
DOWN = re.compile(r"下降|减少|降低|回落|下跌|降幅")


def change_text(first: Fact, last: Fact) -> str:
    """增加52件(+15.3%), 减少约3件, 减少3个百分点, 持平."""
    gap = last.value - first.value
    if not gap:
        return "持平"
    share = ""
    rough = "约" if {first.precision, last.precision} != {Precision.EXACT} else ""
    if first.value and first.unit != "%":
        share = f"({rough}{'+' if gap > 0 else ''}{number_text(gap * 100 / first.value)}%)"
    return f"{'增加' if gap > 0 else '减少'}{rough}{gap_text(abs(gap), first.unit)}{share}"


def change_formula(desk: Desk, first: Fact, last: Fact) -> str:
    """1,620 − 339 = 1,281件；1,281 ÷ 339 = 377.88%."""
    gap = last.value - first.value
    told = f"{period_text(last)}{desk.figure_text(last)} − {period_text(first)}{desk.figure_text(first)} = {gap_text(gap, first.unit)}"
    if not first.value or first.unit == "%":
        return f"{told}。"
    return f"{told}；{number_text(gap)} ÷ {number_text(first.value)} = {number_text(gap * 100 / first.value)}%。"


def mismatch(desk: Desk, fact: Fact, wanted: Wanted) -> str:
    """A note where the report's own 同比 does not fit the figure held for the year before; "" otherwise."""
    place = desk.place(fact)
    if fact.kind != FactKind.AMOUNT or place is None:
        return ""
    stated = next((c for c in change_of(desk, fact) if c.unit == "%" and _compares_years(desk, c, fact)), None)
    before = find(desk, wanted, Target((place,), (fact.period.year - 1,))) if stated else None
    if stated is None or before is None or before.fact.unit != fact.unit or not before.fact.value:
        return ""
    if before.fact.indicator != fact.indicator or before.fact.report_id == fact.report_id:
        return ""
    actual = (fact.value - before.fact.value) * 100 / before.fact.value
    said = -stated.value if DOWN.search(desk.clause_text(stated)) else stated.value
    if abs(actual - said) <= _TOLERANCE:
        return ""
    return (
        f"报告称“{desk.clause_text(stated)}”,但按收录的{fact.period.year - 1}年报告({desk.figure_text(before.fact)})"
        f"推算为{number_text(actual)}%,两者不符,均照原文列出。"
    )


def _compares_years(desk: Desk, change: Fact, fact: Fact) -> bool:
    clause = desk.clause_text(change)
    return bool(_AGAINST_LAST_YEAR.search(clause)) or f"{fact.period.year - 1}年" in clause
