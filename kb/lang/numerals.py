"""Numbers in folded Chinese text: Arabic, Chinese and mixed.

    number     = arabic [multiplier] | chinese
    arabic     = digits with commas or blanks every three, a decimal point, stray blanks around a point or a middle dot (99·5 9)
    multiplier = one or more of 十 百 千 万 亿, with 余 or 多 before the last (12余万)
    chinese    = 零…九 两 十 百 千 万 亿 in the usual order, with 点 and decimals (三点五); a bare multiplier counts one
                 of itself when 余, 多 or a unit follows (百余场); years read digit by digit (二〇二四) are `digits`
    fraction   = 百分之 number | 千分之 number | number 成 [半]

Everything is pure: text in, values and half-open spans out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.types import Span

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0, "壹": 1, "贰": 2, "叁": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_FACTORS = _SMALL | _LARGE
_LONGEST = 24  # characters of a Chinese numeral: 九千九百九十九万九千九百九十九亿 and so on have fewer
_TOO_GREAT = 10**18
_CHINESE = "零〇一二两三四五六七八九十百千万亿"

ARABIC = r"(?<![\d.])[1-9]\d{0,2}(?: \d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?: ?[.·] ?\d+(?: \d(?=%))?)?"
CHINESE = rf"[{_CHINESE}]+(?:点[零〇一二三四五六七八九]+)?"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its span; `vague` where 余, 多 or 来 stands inside or right behind it (12余万, 百余)."""

    value: Decimal
    span: Span
    vague: bool = False


def chinese_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral (一百二十三万, 三点五, 十, 两千零五, 二〇二四), or None where it is malformed."""
    whole, _, fraction = text.partition("点")
    if not whole or len(text) > _LONGEST or any(c not in DIGITS and c not in _FACTORS for c in whole):
        return None
    if any(c not in DIGITS for c in fraction):
        return None
    if len(whole) > 1 and all(c in DIGITS for c in whole):
        value: int | None = int("".join(str(DIGITS[c]) for c in whole))
    else:
        value = _sections(whole)
    if value is None or value >= _TOO_GREAT:
        return None
    decimals = "".join(str(DIGITS[c]) for c in fraction)
    return Decimal(f"{value}.{decimals}") if decimals else Decimal(value)


def whole_number(text: str) -> int:
    """A whole number in digits or in Chinese numerals (25, 二十五); 0 where it is none."""
    return int(text) if text.isdecimal() else int(chinese_number(text) or 0)


def _sections(text: str) -> int | None:
    """Value by sections of 亿 and 万: 一亿二千万零五 → 120000005. None where a digit stands where it cannot."""
    total = section = 0
    digit: int | None = None
    last = before = 10**16
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
            before = 10 if digit == 0 else before
        elif char in _SMALL:
            before = _SMALL[char]
            if before >= last:
                return None
            last = before
            section += (1 if digit is None else digit) * last
            digit = None
        else:
            before = _LARGE[char]
            section += digit or 0
            if char == "亿":
                total = (total + section or 1) * before
            else:
                total += (section or 1) * before
            section, digit, last = 0, None, 10**16
    # 三百五 is 350 and 一万二 is 12000: a last digit without 零 counts tenths of the factor before it
    tail = (digit or 0) * (before // 10 if before in (100, 1000, 10**4, 10**8) else 1)
    return total + section + tail


def to_chinese(value: int) -> str:
    """A whole number from 0 below 10^12 in Chinese numerals, as reports write it: 12 → 十二, 20305 → 二万零三百零五."""
    if value == 0:
        return "零"
    groups = []
    for name, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        groups.append((value // size, name))
        value %= size
    text = ""
    for group, name in groups:
        if group:
            text += ("零" if text and group < 1000 else "") + _group(group) + name
    return text[1:] if text.startswith("一十") else text


def _group(value: int) -> str:
    """A number below 10000 in Chinese numerals, 十 always with its 一."""
    text = ""
    for name, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, size)
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and value and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def arabic_number(text: str) -> Decimal:
    """The value of digits with commas, blanks and a point or middle dot: "1,234.5" → 1234.5."""
    return Decimal(re.sub(r"[, ]", "", text).replace("·", "."))


def multiplier(text: str) -> int:
    """The product of multiplier characters: 百万 → 1000000; "" → 1."""
    product = 1
    for char in text:
        product *= _FACTORS[char]
    return product


_NUMBER = re.compile(
    rf"(?P<per>[百千]分之)?(?:(?P<arabic>{ARABIC})(?:\s?(?P<inner>余|多|来)?(?P<factor>[十百千万亿]{{1,3}}))?"
    rf"|(?P<chinese>{CHINESE}))(?P<vague>余|多|来)?"
)


def find_numbers(folded: str) -> list[Number]:
    """All numbers, left to right, without judging whether they are quantities. 百分之三 and 3% are judged by units."""
    found = []
    for match in _NUMBER.finditer(folded):
        number = _number(match)
        if number is not None:
            found.append(number)
    return found


def _number(match: re.Match[str]) -> Number | None:
    if match["arabic"]:
        value: Decimal | None = arabic_number(match["arabic"]) * multiplier(match["factor"] or "")
    else:
        value = chinese_number(match["chinese"])
    if value is None:
        return None
    return Number(value, Span(match.start(), match.end()), bool(match["inner"] or match["vague"]))
