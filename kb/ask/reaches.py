"""Whether a figure reached a threshold: 有没有达到400场 asks for the figure (多少场), and then whether it is so many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.lang.quantities import find_quantities

_SIGN = r"(?P<sign>达到|达成|超过|突破|超出|达|超)了?(?=[约百\d一二两三四五六七八九十])"
_ASKED = re.compile(rf"(?:有没有|是否|是不是|有无|能否)(?:已经?)?{_SIGN}")
_ASKED_BEHIND = re.compile(rf"{_SIGN}(?=[^,。?]{{1,12}}?(?:了吗|了没有?|吗|没有|了么)[?。]?$)")
_END = re.compile(r"以上|了|吗|没有|没|么|[?。]")


@dataclass(frozen=True, slots=True)
class Threshold:
    """`asked` is the question for the figure itself; `sign` is ">=" or ">", `value` in base units."""

    asked: str
    sign: str
    value: Decimal


def threshold_of(folded: str) -> Threshold | None:
    """The threshold that the question asks about, None where it asks about none."""
    match = _ASKED.search(folded) or _ASKED_BEHIND.search(folded)
    if match is None:
        return None
    behind = folded[match.end() :]
    quantity = next((one for one in find_quantities(behind)[0] if one.span.start == 0), None)
    if quantity is None:
        return None
    how_many = "是多少" if quantity.unit == "%" else f"多少{quantity.unit}"
    rest = _END.sub("", behind[quantity.span.end :])
    sign = ">=" if match["sign"].startswith("达") else ">"
    return Threshold(f"{folded[: match.start()]}{how_many}{rest}", sign, quantity.value)
