"""Figures that stand beside another one of the same thing: its level in another year, and what it rose or fell from.

level     (较|比|同|与) earlier [的|(] figure: 比上年的180件, 较上年(180件)减少20件
again     a figure with a period and no other words: (上年为180件)
from, to  (由|从) [earlier 的] figure (增至|提高到|调整为|…) [period 的] figure: 由94.69%提高到99.78%; the first is of the
          year it names, else of the year before the second's
start     年初 [的|为] figure: the January of the year
more      (较|比) … (多|少|高|低) figure: how much the two differ
earlier   去年 | 上年 | 前年 | … | 2023年
"""

from __future__ import annotations

import re
from datetime import date

from kb.types import Period, PeriodKind

_EARLIER = r"(?:(?P<year>(?:19|20)\d\d)年|(?P<word>去年|上年|上一年|前一年|前年|同期))(?:度|全年)?(?:同期|初|底|末)?"
_WITH = re.compile(rf"(?:较|比|同|与){_EARLIER}(?:的|\()?\s?$")
_START = re.compile(r"(?<!完成)年初(?:的|时)?(?:为|约|仅|仅为|只有)?\s?$")
_MORE = re.compile(r"(?:较|(?<!占)比)[^,;。]{0,16}?(?<!最)(?:多|少|高|低|快|慢)(?:出|了)?近?$")
_FROM = re.compile(rf"[由从](?:原来|原先|原有|最初|过去|此前|法定)?(?:{_EARLIER}|年初)?的?\s?$")
REACHING = (
    "(?:增长|上升|下降|增加|减少|提升|提高|降低|压缩|压减|精简|缩减|缩短|扩大|扩展|拓展|扩充|上涨|回落|下调|上调|调整|优化|整合|归并|合并"
    "|变更|升|降|增|减|缩)"
)
_END = "(?:年[末底]|目前|现在|如今|现)"
_TO = re.compile(rf"的?{_END}?(?:大幅|逐步|进一步|稳步|统一)?{REACHING}[到至为](?:近|约|了)?{_END}?的?")
_NO_WORDS = re.compile(r"[\s的(]*")
LOOK_BACK = 24  # characters before a figure that tell of an earlier one


def level_of(left: str, year: int) -> Period | None:
    """The earlier year whose level the figure behind `left` is (较上年的), `year` being the one compared with it; its
    January for 年初.
    """
    if _START.search(left[-LOOK_BACK:]):
        return Period(date(year, 1, 1), date(year, 1, 31), PeriodKind.MONTH)
    compared = _WITH.search(left[-LOOK_BACK:])
    if compared is None:
        return None
    return Period.of_year(int(compared["year"] or 0) or max(1, year - (2 if compared["word"] == "前年" else 1)))


def is_level(left: str) -> bool:
    """Whether the figure behind `left` is the level of an earlier year, or what something rose or fell from."""
    near = left[-LOOK_BACK:]
    return _WITH.search(near) is not None or _START.search(near) is not None or comes_from(left)


def is_more(left: str) -> bool:
    """Whether the figure behind `left` is by how much one thing is more or less than another (比上年少)."""
    return _MORE.search(left[-LOOK_BACK:]) is not None


def comes_from(left: str) -> bool:
    """Whether the figure behind `left` is what something rose or fell from (由94.69%, 从2023年的85件)."""
    return _FROM.search(left[-LOOK_BACK:]) is not None


def names_a_year(left: str) -> bool:
    """Whether 从2023年的 names the year of what something rose or fell from."""
    found = _FROM.search(left[-LOOK_BACK:])
    return found is not None and (bool(found["year"] or found["word"]) or "年初" in found[0])


def leads_to(left: str) -> bool:
    """Whether the words between two figures, periods aside, only lead from one to the other: 从3万(增加到)5万."""
    return _TO.fullmatch(left.strip()) is not None


def is_bare(own: str) -> bool:
    """Whether the own words of a figure are none."""
    return _NO_WORDS.fullmatch(own) is not None
