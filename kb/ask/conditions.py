"""What a question demands of places or reports: a bound (没到100%的区), that they give a figure or not (哪些区没写), that they mention
a word (哪些报告提到). Each is read and taken out of the text, so that what is left names the topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.ask import cues
from kb.lang.numerals import find_numbers
from kb.lang.units import unit_pattern, units

_VALUE = (
    r"(?P<value>百分之[一二两三四五六七八九十百零点\d.]+|[\d,.]+\s?[百千万亿]*|[一二两三四五六七八九十百千万亿]{1,9})"
)
_SIGNS = {
    **dict.fromkeys(("超过", "大于", "多于", "高于", "突破", "超"), ">"),
    **dict.fromkeys(("少于", "低于", "小于", "不到", "不足", "没到", "没有到", "未到", "没达到", "没有达到", "未达到", "达不到", "不满", "未满"), "<"),
    **dict.fromkeys(("不少于", "不低于", "至少", "不小于", "达到", "达", "满", "到"), ">="),
    **dict.fromkeys(("不超过", "没超过", "没有超过", "未超过", "不高于", "不多于", "不大于", "至多", "最多"), "<="),
    **dict.fromkeys(("等于", "为", "是", "恰好", "刚好", "正好"), "=="),
}  # fmt: skip
_SIGN = "|".join(sorted(_SIGNS, key=len, reverse=True))
_SUFFIXES = {"以上": ">=", "以下": "<=", "以内": "<="}
_BOUND = re.compile(
    rf"在?(?:(?P<sign>{_SIGN})\s?)?(?<![年月第前\d]){_VALUE}(?P<unit>%|{unit_pattern()})?(?:及?(?P<suffix>以上|以下|以内))?"
)
ASKS_WHICH = re.compile(r"哪(?!怕)|谁|(?:有|几)几?[个份]|多少[个份](?=地|区|县|市|镇|乡|街)|名单")

_PLAINLY = (
    "披露|写明|写出|写到|给出|列出|交代|填报"  # verbs that mean a report gives a figure, and can mean nothing else
)
_SAYS = f"{_PLAINLY}|公开|公布|发布|列明|说明|写"
_LACKS = re.compile(
    rf"(?:没有?|未|不)(?:{_SAYS}|透露|提供|报告|说|有(?!几|多|哪|关))(?:出|明)?(?:了|过|的)?|缺(?:少|失)?|空缺"
)
_GIVES = re.compile(rf"(?:{_SAYS})(?:出|明)?(?:了|过)")
_SAID_PLAINLY = re.compile(_PLAINLY)
_FIGURE_NOUN = re.compile(r"数(?![据字学码])|数字|数据|率|量|额|多少|几[件个份次场]|情况")
_ASKED_OF_PLACES = re.compile(
    r"(?:哪(?:些|几个?|个|一个)|(?:有|共|一共)?(?:几个?|多少个?))(?:地方|地区|[省市区县镇乡旗街州])|谁|各地"
    rf"|的{cues.A_PLACE}(?:都)?(?:是|有)?(?:哪|几|多少|谁)"
)

_OF_REPORTS = r"(?:份|个|篇|些)?(?:年份|年度|年)?的?(?:报告|材料|文件)"
_OF_PLACES = rf"(?:个|些)?{cues.A_PLACE}(?:的)?(?:报告)?"
_MENTION = (
    r"(?P<not>没有?|未|不)?(?:提到|提及|说到|讲到|谈到|谈及|写到|涉及|出现|用到|提(?![供出升高前交请起示])"
    r"|(?:搞|开展|推行|实行|建立|设立|推出)(?=[了过]?[“《]))(?:了|过|到)*"  # a name in quotes is the word itself
)
_MENTIONS = re.compile(
    rf"(?:(?:哪(?:些|几|一)?|有?(?:几|多少)|谁)(?:{_OF_REPORTS}|{_OF_PLACES})|谁(?:的报告)?)(?:里面?|中|当中)?(?:都|也|还|曾)?{_MENTION}(?P<topic>.+)"
)
_MENTIONED_IN = re.compile(
    rf"^(?P<topic>.+?)(?:在|被)?(?:哪(?:些|几|一)?|有?(?:几|多少))(?:{_OF_REPORTS}|{_OF_PLACES})(?:里面?|中|当中)?(?:都|有|被|曾)?{_MENTION}$"
)
_MENTIONING = re.compile(
    rf"{_MENTION}(?P<topic>.+?)的(?:{_OF_REPORTS}|{_OF_PLACES})(?:都)?(?:有(?:哪些|几[份个]|多少[份个])|是哪些?(?:几?[份个])?|分别是)"
)
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_FRAME = re.compile(r"^(?:请问|的|里|中|有|过|了|,|\s)+|(?:的|这个?(?:词|说法|提法|字眼)|[?。!,\s])+$")


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a figure: sign, value in base units, its base unit ("" where none is said), and where it stands."""

    sign: str
    value: Decimal
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that reports are asked for by, and whether those that lack it are asked for."""

    topic: str
    lacking: bool


def bound_of(folded: str) -> Bound | None:
    """The condition of a question: 超过1000件, 没到100%, 95%及以上, 是100%的; None where it sets none."""
    for match in _BOUND.finditer(folded):
        sign, suffix = match["sign"], match["suffix"]
        if not sign and not suffix:
            continue
        if sign in ("为", "是", "到", "最多", "满") and not suffix and not _is_a_demand(folded, match):
            continue
        numbers = find_numbers(match["value"].removeprefix("百分之").replace(" ", ""))
        if not numbers:
            continue
        unit = units().get("%" if match["value"].startswith("百分之") else match["unit"] or "")
        value = numbers[0].value * (unit.factor if unit else 1)
        said = _SUFFIXES[suffix] if suffix and sign in (None, "为", "是", "到", "达到", "达", "满") else _SIGNS[sign]
        return Bound(said, value, unit.base if unit else "", *match.span())
    return None


def _is_a_demand(folded: str, match: re.Match[str]) -> bool:
    """Whether 是100% sets a condition: as it does where 的 and a kind of place, or no more, comes behind."""
    number = match["value"][:1].isdigit() or match["value"].startswith("百分之")
    return number and re.match(r"的|$|[?。]", folded[match.end() :]) is not None


def without_bound(folded: str) -> str:
    """The text without its condition."""
    bound = bound_of(folded)
    return f"{folded[: bound.start]} {folded[bound.end :]}" if bound else folded


def tells_of(folded: str) -> tuple[str, str]:
    """Whether places are asked for that give a figure ("given") or do not ("missing"), and the text without the words that
    say so; ("", the text) where neither is asked.
    """
    if not _ASKED_OF_PLACES.search(folded) or re.search(r"最[多少高低]|排名|第[一二三]", folded):
        return "", folded
    lacks = _LACKS.search(folded)
    if lacks is not None and bound_of(folded) is None:
        return "missing", f"{folded[: lacks.start()]} {folded[lacks.end() :]}"
    gives = _SAID_PLAINLY.search(folded) or _GIVES.search(folded)
    if gives is not None and bound_of(folded) is None and _FIGURE_NOUN.search(folded[gives.end() :]):
        at = _GIVES.match(folded, gives.start()) or gives
        return "given", f"{folded[: at.start()]} {folded[at.end() :]}"
    return "", folded


def mention_of(folded: str) -> Mention | None:
    """The word that a list of reports is asked by: 哪些报告提到法律明白人, 没有提到公证的区有哪些."""
    text = folded.strip(" ?。!")
    for pattern in (_MENTIONS, _MENTIONING, _MENTIONED_IN):
        match = pattern.search(text)
        topic = _FRAME.sub("", _FRAME.sub("", match["topic"])) if match else ""
        topic = topic[1:-1] if _QUOTED.fullmatch(topic) else topic
        if match and len(topic) > 1 and not re.search(r"哪些|什么|多少|几[件个份次]", topic):
            return Mention(topic, bool(match["not"]))
    return None
