"""What a cell of a workbook shows: its number in its number format, as a reader of the sheet sees it.

Formats of digits, thousands, decimals, percents and dates are kept to; of any other the number stands as it is.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
            40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00"} | dict.fromkeys(
    (*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)), "yyyy-m-d")  # fmt: skip
_UNSHOWN = re.compile(r"\[[^\]]*\]|_.|\*.")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[#0?]+))?(?P<scale>,*)")
_UNIT = re.compile(r"\s*(?P<percent>%?)\s*(?P<unit>[\u4e00-\u9fff()（）]{0,6})\s*")
_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


def shown(written: str, code: str, *, since_1904: bool = False) -> str:
    """The number `written` in a file as the format `code` shows it, "" where it is none."""
    if code in {"", "General"} and written.isdecimal() and len(written) <= 15:
        return written
    try:
        value = Decimal(written)
    except InvalidOperation:
        return written.strip()
    section = _UNSHOWN.sub("", code.split(";", maxsplit=1)[0])
    if _is_date(section):
        return _date(value, section, since_1904=since_1904)
    bare = _QUOTED.sub(lambda found: found[1] or found[2] or "", section)
    digits = _DIGITS.search(bare)
    behind = _UNIT.fullmatch(bare, digits.end()) if digits else None
    if digits is None or behind is None or digits["scale"]:
        return _general(value)
    if behind["percent"]:
        value *= 100
    decimals = digits["decimals"] or ""
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP) if abs(value) < 10**20 else value
    text = f"{rounded:,f}" if "," in digits[0] else f"{rounded:f}"
    for _ in range(len(decimals) - len(decimals.rstrip("#?"))):
        text = text.removesuffix("0")
    return text.removesuffix(".") + behind["percent"] + behind["unit"]


def _general(value: Decimal) -> str:
    """At most fifteen digits, as Excel keeps them, without an exponent or zeros that say nothing."""
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return str(value)
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_date(section: str) -> bool:
    return re.search("[yd]|m.*月", _QUOTED.sub("", section).lower()) is not None and "general" not in section.lower()


def _date(value: Decimal, section: str, *, since_1904: bool) -> str:
    """A date in words, as far as its format shows it; the number itself where it is none."""
    if not 1 <= value <= 2_958_465:
        return _general(value)
    day = _EPOCHS[since_1904] + timedelta(days=int(value))
    code = _QUOTED.sub("", section).lower()
    words = [f"{day.year}年" if "y" in code else "", f"{day.month}月" if "m" in code else ""]
    return "".join((*words, f"{day.day}日" if "d" in code else ""))
