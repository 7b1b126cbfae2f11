"""Stretches of time in folded text, in reports and in questions.

    period   = year [part] | range of years | year 以来 | plan | relative [part] | part alone (in the base year)
    year     = 2024年[度] | 二〇二四年 | loose only: 24年, 2024 alone
    part     = 上半年 | 下半年 | 第N季度 | 前三季度 | N月[份] | N-M月 | 年底 (the whole year) | N月N日
    relative = 今年 本年[度] 全年 | 去年 上年[度] 上一年 同期 | 前年 | 明年 下一年[度] 来年
    range    = 2021-2023年 | 近N年 | N年来 | "十四五"(期间|时期) | "八五"普法期间
    until    = 截至 | 截止 … period: cumulative up to its end; from its year's first day when the year is the base year
    since    = year (以来 | 至今): cumulative from that year to the end of the base year

The base year is that of the report, or of today for a question.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kb.lang.numerals import whole_number
from kb.types import Period, PeriodKind, Span

_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "七五": 2016, "八五": 2021}
_RELATIVE = {
    "今年": 0, "本年度": 0, "本年": 0, "全年": 0, "当年": 0, "去年": -1, "上年度": -1, "上年": -1, "上一年度": -1, "上一年": -1,
    "前一年": -1, "同期": -1, "前年": -2, "明年": 1, "下一年度": 1, "下一年": 1, "来年": 1, "下年度": 1,
}  # fmt: skip
_PART = (
    r"(?:(?P<half>[上下])半年|(?P<first>前|第?)(?P<quarter>[一二三四1-4])季度"
    r"|(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份?)?(?:[-—–~至到](?P<last>1[0-2]|0?[1-9]|十[一二]?)月份?)?"
    r"(?<=[月份])(?:(?P<day>[0-3]?\d)日|(?P<bottom>底))?|(?P<end>年?底))?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})\s?年度?"


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """Words that name a period. `relative` where they count from the base year (去年, 全年, 近三年, 上半年 alone)."""

    span: Span
    period: Period
    text: str
    relative: bool = False


def find_periods(folded: str, base: int, *, loose: bool = False) -> list[PeriodMention]:
    """All periods, left to right, not overlapping. `loose` (for questions) reads 24年 and a bare 2024 too. Never raises."""
    found: list[PeriodMention] = []
    taken = 0
    for match in _pattern(loose).finditer(folded):
        if match.start() < taken:
            continue
        groups = match.groupdict()
        rule = next(name for name in _RULES if groups.get(name))
        if base < 1900 and rule in _FROM_BASE:
            continue  # the base year is unknown
        period = _RULES[rule](match, base)
        if period is not None:
            relative = rule in ("near", "years", "rel", "alone", "now")
            found.append(PeriodMention(Span(*match.span()), period, match[0], relative))
            taken = match.end()
    return found


def _named(pattern: str, rule: str) -> str:
    """Make the group names of a sub-pattern its rule's own."""
    return f"(?P<{rule}>" + re.sub(r"\(\?P<(\w+)>", rf"(?P<{rule}_\1>", pattern) + ")"


def _pattern(loose: bool) -> re.Pattern[str]:  # noqa: FBT001 (a cache key)
    if loose not in _COMPILED:
        rules = [
            _named(r"截[至止]到?\s?(?:目前|现在|年底|年末)", "now"),
            _named(rf"截[至止]到?\s?{_YEAR}{_PART}", "until"),
            _named(rf"截[至止]到?\s?{_PART}(?<!截至)(?<!截止)(?<!到)", "untilpart"),
            _named(rf"{_YEAR}(?:以来|至今)", "since"),
            _named(r"(?P<a>(?:19|20)\d\d)\s?年?\s?[-—–~至到]+\s?(?P<b>(?:19|20)\d\d)\s?年?", "range"),
            _named(r"“?(?P<plan>十[一二三四五]五|[七八]五)”?(?:普法)?(?:规划)?(?:期间|时期|以来)", "plan"),
            _named(r"(?:近|过去|最近|这)(?P<n>[两二三四五六七八九十]|\d)年(?:来|间)?", "near"),
            _named(r"(?<![\d第一二三四五六七八九十百数几多])(?P<n>[两二三四五六七八九十]|\d)年来", "years"),
            _named(rf"{_YEAR}\s?{_PART}", "plain"),
            _named(rf"(?P<word>{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})(?!级)(?:以来)?{_PART}", "rel"),
        ]
        if loose:
            rules.append(_named(r"(?<!\d)(?P<short>[0-3]\d)年度?(?!级)", "short"))
            rules.append(_named(r"(?<![\d.+\-/])(?P<year>20[0-3]\d)(?![\d.+\-/%个件次人项份万])", "bare"))
        rules.append(_named(r"(?<![\d年.])" + _PART.removesuffix("?").replace("|(?P<end>年?底)", ""), "alone"))
        _COMPILED[loose] = re.compile("|".join(rules))
    return _COMPILED[loose]


_FROM_BASE = frozenset({"near", "years", "rel", "alone", "now", "untilpart", "since"})
_COMPILED: dict[bool, re.Pattern[str]] = {}


def _part(match: re.Match[str], rule: str, year: int) -> Period:
    """The period of the part words inside `year`; the whole year where there are none."""
    get = match.groupdict().get
    if half := get(f"{rule}_half"):
        first, last, kind = (1, 6, PeriodKind.HALF) if half == "上" else (7, 12, PeriodKind.HALF)
    elif quarter := get(f"{rule}_quarter"):
        q = whole_number(quarter)
        first, last, kind = (1, 3 * q, PeriodKind.RANGE) if get(f"{rule}_first") == "前" else (
            3 * q - 2, 3 * q, PeriodKind.QUARTER)  # fmt: skip
    elif month := get(f"{rule}_month"):
        first = whole_number(month)
        last, kind = first, PeriodKind.MONTH
        if end := get(f"{rule}_last"):
            last, kind = whole_number(end), PeriodKind.RANGE
        elif (day := get(f"{rule}_day")) and 1 <= int(day) <= calendar.monthrange(year, first)[1]:
            on = date(year, first, int(day))
            return Period(on, on, PeriodKind.DAY)
        if last <= first and kind == PeriodKind.RANGE:
            last, kind = first, PeriodKind.MONTH
    else:
        return Period.of_year(year)
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), kind)


def _until(match: re.Match[str], year: int, rule: str, base: int) -> Period:
    part = _part(match, rule, year)
    return Period(date(min(year, base), 1, 1), part.last, PeriodKind.CUMULATIVE)


def _plain(match: re.Match[str], _base: int) -> Period:
    return _part(match, "plain", whole_number(match["plain_year"]))


def _range(match: re.Match[str], _base: int) -> Period | None:
    first, last = int(match["range_a"]), int(match["range_b"])
    return Period(date(first, 1, 1), date(last, 12, 31), PeriodKind.RANGE) if first < last else None


def _years(first: int, last: int, kind: PeriodKind) -> Period | None:
    return Period(date(first, 1, 1), date(last, 12, 31), kind) if first <= last else None


_RULES: dict[str, Callable[[re.Match[str], int], Period | None]] = {
    "now": lambda _match, base: Period(date(base, 1, 1), date(base, 12, 31), PeriodKind.CUMULATIVE),
    "until": lambda match, base: _until(match, whole_number(match["until_year"]), "until", base),
    "untilpart": lambda match, base: _until(match, base, "untilpart", base),
    "since": lambda match, base: _years(whole_number(match["since_year"]), base, PeriodKind.CUMULATIVE),
    "range": _range,
    "plan": lambda match, _base: _years(_PLANS[match["plan_plan"]], _PLANS[match["plan_plan"]] + 4, PeriodKind.RANGE),
    "near": lambda match, base: _years(base - whole_number(match["near_n"]) + 1, base, PeriodKind.RANGE),
    "years": lambda match, base: _years(base - whole_number(match["years_n"]) + 1, base, PeriodKind.RANGE),
    "plain": _plain,
    "rel": lambda match, base: _part(match, "rel", base + _RELATIVE[match["rel_word"]]),
    "short": lambda match, _base: Period.of_year(2000 + int(match["short_short"])),
    "bare": lambda match, _base: Period.of_year(int(match["bare_year"])),
    "alone": lambda match, base: _part(match, "alone", base),
}
