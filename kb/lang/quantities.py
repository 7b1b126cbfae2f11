"""Quantities in folded text: a number, its unit and its words of precision; and the numbers that are none, with the reason.

    quantity  = [before] number [range] [余|多|来] unit [多|余] [以上|以下|以内|左右|…]
    range     = (- — ~ 至 到) number
    before    = 近 约 大约 将近 超 超过 逾 突破 不少于 不低于 至少 不超过 …
    also        number 万|亿 before people (6600多万纳税人) · 百分之 number · number 成 [半] · 一半 · number 分之 number

What is not a quantity, in the order of the checks: inside “” 《》 〔〕 【】; an ordinal (第…, …届…次, 9个区中
排名…); a threshold (10亿元以上项目2个); a date, a year, a
duration in years; part of a name (12345, 5+2, V6.0, e码; a hotline's number counts before a unit: 110件, 110万余份); a vague
一个, 数十, 三个典型之一; an idiom (三项制度, 两个维护, 最后一公里); no unit. Names of places are told by the gazetteer, in indexer/facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kb.lang.numerals import ARABIC, CHINESE, arabic_number, chinese_number, multiplier
from kb.lang.units import unit_pattern, units
from kb.types import Precision, Quantity, Span

_ABOUT_BEFORE = "将近|接近|大约|近|(?<![民合契条公签预])约"
_LEAST_BEFORE = "不少于|不低于|超过|突破|至少|最少|高于|多达|超|逾|满|上(?=[百千万亿])"
_MOST_BEFORE = "不超过|不高于|不大于|至多|最多|低于|少于|未满|不满|不到|(?<![题和与、及找在改摆补])不足"
_LEAST_AFTER = "以上|及以上|之多"
_MOST_AFTER = "以下|以内|之内"
_ABOUT_AFTER = "左右|上下"
_QUOTED = re.compile(r"“[^“”]{0,100}”|《[^《》]*》|〔[^〔〕]*〕|【[^【】]*】|\[\d{4}\]")
_IDIOM = re.compile(
    r"项(?:执法)?制度|个(?:维护|确立|意识|自信|全面|导向|一百年|一批|方面|层面|环节|结合|务必|统一|标准|月度|责任|区分)|大(?:调解|体系)"
    r"|个[^,。]{0,4}方面|方面"
)
_VAGUE_BEFORE = frozenset("数几每同某这那逐任另")  # 数十件, 同一件
_NOT_ONE_BEHIND = frozenset("为新进统第唯每的") | {""}  # 统一, 唯一
_ONE_OF = re.compile(r"[^,。;:、\d]{0,10}之一")
_SAYING = re.compile(r"(?:最[后先]|[只跑]|综合查|[只联]查)一$")  # 最后一公里, 最多跑一次, 综合查一次
_DATE_AFTER = re.compile(r"\s?(?:年|月(?!度)|日|时(?!长)|点\d|:\d|号|版|世纪|周年)|[-/.]\d{1,2}[-/.]\d")
_SESSION = re.compile(r"次(?:全体|常委)?(?:会议|全会|大会)")  # 二届人大三次会议
_RANKED = re.compile(r"[^,。;、\d]{0,4}中,?(?:排名?|位[居列]|名列|[居列])第?")  # 9个区中排名第3位
_SIZED = re.compile(r"的?[\u4e00-\u9fff]{0,4}?(?:项目|企业|工程)(?:有|共|达)*\d")  # 10亿元以上项目2个
_MONTHLY = re.compile(r"中有?\d+个月均")  # 12个专区中有4个月均不足10次
_UNTIL_DATE = re.compile(r"(?:-|—+|–|~|至|到)\s?\d{1,4}\s?(?:年|月|日|号)")
_HOTLINES = frozenset(
    "110 119 120 122 10086 12110 12301 12309 12313 12314 12315 12317 12318 12319 12320 12328 12329 12333 12337 12338 "
    "12339 12342 12345 12348 12350 12355 12358 12360 12363 12365 12366 12367 12368 12369 12371 12377 12380 12381 12385 "
    "12388 12389 12390 12393 12395 8890 148".split()
)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A number that is no quantity, with the reason as an English word for developers (`indexer explain` words it)."""

    span: Span
    reason: str


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<before>{_ABOUT_BEFORE}|{_LEAST_BEFORE}|{_MOST_BEFORE})?\s?"
        rf"(?:(?P<per>[百千])分之(?P<share>{ARABIC}|{CHINESE})"
        rf"|(?P<part>[二三四五六七八九十])分之(?P<parts>[一二三四五六七八九])"
        rf"|(?P<half>一半)"
        rf"|(?:(?P<arabic>{ARABIC})(?:\s?(?P<inner>余|多|来)?(?P<factor>[十百千万亿]{{1,3}}))?(?:(?<=[万亿])(?P<rest>\d{{1,4}})(?P<restfactor>[百千万]))?|(?P<chinese>{CHINESE}))"
        rf"(?P<vague>余|多|来)?(?P<sign1>%)?"
        rf"(?:\s?(?:-|—+|–|~|至|到)\s?(?P<high>{ARABIC}|{CHINESE})(?P<highfactor>[十百千万亿]{{1,2}})?(?P<vague2>余|多)?)?"
        rf"\s?(?:(?P<unit>{unit_pattern()})|(?P<people>(?<=[万亿])(?=[\u4e00-\u9fff]{{0,6}}?(?:人口|群众|职工|农民|学生|游客|老人|儿童|纳税人|劳动力|居民)))|(?P<tenths>成(?!立|效|果|功|员|为|熟|就|本|品|交|长)半?))(?P<vague3>多|余)?)"
        rf"(?:\s?(?P<after>{_LEAST_AFTER}|{_MOST_AFTER}|{_ABOUT_AFTER}))?"
    )


_BARE = re.compile(rf"{ARABIC}|{CHINESE}")
_MOST_DIGITS = 18  # of a number that counts something: a longer run is a code, or no number at all
_GREATEST = 16  # power of ten, before the unit; a hundred 万亿 is the fourteenth


def find_quantities(folded: str) -> tuple[list[Quantity], list[PassedOver]]:
    """Every quantity and every number passed over, each in reading order, with spans in `folded`. Never raises."""
    quoted = [Span(*match.span()) for match in _QUOTED.finditer(folded)]
    found: list[Quantity] = []
    passed: list[PassedOver] = []
    at = 0
    while number := _BARE.search(folded, at):
        start = number.start()
        match = _match_around(folded, start, at)
        reason = _reason(folded, number, match, quoted)
        quantity = None if reason or match is None else _quantity(match)
        if quantity is None:
            passed.append(PassedOver(Span(*number.span()), reason or "malformed"))
            at = number.end()
        else:
            found.append(quantity)
            at = quantity.span.end
    return found, passed


def _match_around(folded: str, number: int, floor: int) -> re.Match[str] | None:
    """The quantity whose number begins at `number`, words of precision before it included."""
    for back in (3, 2, 1, 0):
        if number - back >= floor:
            match = _pattern().match(folded, number - back)
            if match is not None and (back == 0 or match["before"]) and match.end() > number:
                return match
    return None


def _reason(folded: str, number: re.Match[str], match: re.Match[str] | None, quoted: list[Span]) -> str:
    """Why the number is no quantity, or ""."""
    start, end = number.span()
    before, after, text = folded[max(0, start - 4) : start], folded[end : end + 4], number[0]
    until_date = _UNTIL_DATE.match(folded, end)
    in_date = re.search(r"\d{4}[-/.](?:\d{1,2}[-/.])?$", folded[max(0, start - 8) : start])
    reasons = (
        ("name", sum(map(str.isdigit, text)) > _MOST_DIGITS),
        ("quoted", any(span.start <= start < span.end for span in quoted)),
        (
            "ordinal",
            re.search(r"[第前][(\s]?$|届$", before) or re.match(r"届", after) or _is_session(folded, start, end),
        ),
        ("ordinal", match is not None and _RANKED.match(folded, match.end())),
        ("date", until_date or in_date or _DATE_AFTER.match(folded, end)),
        ("name", re.search(r"[+×/a-z]$|\d[-:]$", before) or re.match(r"[+×a-z>]", after) or re.search(r"\d$", before)),
        ("name", text in _HOTLINES and match is None),  # 110接警, 12345热线; not 110件, 110万余份
        ("name", text == "24" and re.match(r"\s?小时", after)),  # 24小时自助服务
        ("no_unit", match is None),
        ("threshold", match is not None and match["after"] and _SIZED.match(folded, match.end())),
        (
            "vague",
            match is not None
            and match["unit"] == "个月"
            and _MONTHLY.search(folded, max(0, start - 2), match.end() + 1),
        ),
        ("vague", match is not None and _ONE_OF.match(folded, match.end())),  # 三个典型之一
    )
    return next((reason for reason, holds in reasons if holds), "") or (
        _vague_or_idiom(folded, number, match) if match is not None else ""
    )


def _is_session(folded: str, start: int, end: int) -> bool:
    """Whether a number tells which session of a congress met: 镇二届人大三次会议."""
    return "届" in folded[max(0, start - 8) : start] and _SESSION.match(folded, end) is not None


def _vague_or_idiom(folded: str, number: re.Match[str], match: re.Match[str]) -> str:
    """Chinese numerals with a unit that count nothing: 一个, 数十件, 三项制度."""
    if match["arabic"] or match["per"] or match["part"] or match["half"]:
        return ""
    if match["chinese"] in ("零", "〇"):
        return "vague"  # 零件
    if match["chinese"] in ("百", "千", "万", "亿") and not (match["before"] or match["vague"]):
        return "vague"  # 金额(万元), 百姓
    before = folded[: number.start()][-1:]
    if before in _VAGUE_BEFORE:
        return "vague"
    counts_one = match["chinese"] == "一" and not match["high"] and match["unit"] not in ("倍", "成", "%")
    saying = counts_one and _SAYING.search(folded[max(0, number.start() - 3) : number.end()])
    if saying or _IDIOM.match(folded, number.end()) or match["unit"] == "分":
        return "idiom"
    at_least = match["after"] in _LEAST_AFTER.split("|")  # 一项以上
    one_by_itself = re.match(r"[,。;、:!?)\s]|$", folded[match.end() : match.end() + 2])
    if counts_one and not at_least and (not one_by_itself or before in _NOT_ONE_BEHIND):
        return "vague"
    return ""


def _quantity(match: re.Match[str]) -> Quantity | None:
    value, unit = _value_and_unit(match)
    if value is None:
        return None
    high = _high(match)
    if high is not None:
        factor = units()[match["unit"]].factor if match["unit"] else Decimal(1)
        high *= factor
        if high <= value:
            high = None
    start = match.start() if match["before"] else match.start() + len(match[0]) - len(match[0].lstrip())
    return Quantity(value, unit, _precision(match), Span(start, match.end()), high)


def _value_and_unit(match: re.Match[str]) -> tuple[Decimal | None, str]:
    if match["half"]:
        return Decimal(50), "%"
    if match["part"]:
        parts, whole = chinese_number(match["parts"]), chinese_number(match["part"])
        if not parts or not whole:
            return None, ""
        return round(parts * 100 / whole, 2), "%"
    if match["per"]:
        share = _plain(match["share"])
        return share, "%" if match["per"] == "百" else "‰"
    number = _plain(match["arabic"] or match["chinese"])
    if number is not None:
        number *= multiplier(match["factor"] or (match["highfactor"] or "" if match["high"] else ""))
    if number is None or number.adjusted() > _GREATEST:
        return None, ""
    if match["rest"]:
        number += arabic_number(match["rest"]) * multiplier(match["restfactor"])  # 5万7千
    if match["tenths"]:
        return number * 10 + (5 if match["tenths"].endswith("半") else 0), "%"
    if match["people"] is not None:
        return _trim(number), "人"
    unit = units()[match["unit"]]
    return _trim(number * unit.factor), unit.base


def _high(match: re.Match[str]) -> Decimal | None:
    if not match["high"]:
        return None
    number = _plain(match["high"])
    return None if number is None else number * multiplier(match["highfactor"] or match["factor"] or "")


def _plain(text: str) -> Decimal | None:
    number = arabic_number(text) if text[0].isdigit() else chinese_number(text)
    return None if number is None or number.adjusted() > _GREATEST else number


def _trim(value: Decimal) -> Decimal:
    """17.50 × 10^8 as 1750000000: no exponent, no zeros after the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _precision(match: re.Match[str]) -> Precision:
    before, after = match["before"] or "", match["after"] or ""
    if after in _LEAST_AFTER.split("|") or re.fullmatch(_LEAST_BEFORE, before) or before == "上":
        return Precision.AT_LEAST
    if after in _MOST_AFTER.split("|") or re.fullmatch(_MOST_BEFORE, before):
        return Precision.AT_MOST
    vague = any(match[name] for name in ("inner", "vague", "vague2", "vague3"))
    return Precision.ABOUT if vague or before or after or match["part"] or match["half"] else Precision.EXACT
