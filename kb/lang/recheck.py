"""Read a figure again where it is said to stand: the last check before it is indexed and before it is answered."""

from __future__ import annotations

import re
from decimal import Decimal

from kb.lang.normalize import folded_text
from kb.lang.numerals import find_numbers
from kb.lang.quantities import find_quantities

_SIZES = (1, 10**4, 10**8)  # a bare number of a table may have its 万 or 亿 in the head


def states(published: str, value: Decimal, unit: str) -> bool:
    """Whether published words state this value in this base unit; for a bare number, the value alone counts."""
    written = folded_text(published)
    sign = -1 if value < 0 and re.match(r"\s*[-−↓▼]", written) else 1  # in a table: -3.5%
    quantities, _ = find_quantities(written)
    if quantities:
        return quantities[0].value * sign == value and quantities[0].unit == unit
    numbers = find_numbers(written)
    return bool(numbers) and any(numbers[0].value * size * sign == value for size in _SIZES)
