"""Where a figure was counted, and by whom; which numbers are part of the name of a place."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.lang.quantities import PassedOver
from kb.types import Quantity, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.lexicon.places import Gazetteer
    from kb.types import Place, Report

_WHOLE = re.compile(
    r"(?:^|[,、]|(?:同期|目前|年来|期间|同时|此外|去年|今年|当前|其中|全年|年))\s?全(?P<kind>省|市|区|县|州|盟|旗)"
    r"(?!首|率先|第|唯一|前|[一二三四五六七八九]个(?![镇乡街区县市旗])|.{0,6}(?:示范|典型|先进|奖))"
)
_OURSELVES = re.compile(r"(?:^|[,、])\s?(?:其中|全年|年内)?(?:我|本|全)(?:省|市|区|县|州|盟|旗|镇|乡|街道|办|局|院)")
_KINDS = {
    "省": ("省", "自治区"),
    "市": ("市", "直辖市"),
    "区": ("区", "自治区"),
    "县": ("县", "自治县"),
    "州": ("州", "自治州"),
    "盟": ("盟",),
    "旗": ("旗", "自治旗"),
}
LEVEL = re.compile(r"[省市区县州镇]?本级")
WHOLE_AGAIN = re.compile(r"[全各](?:[省市区县州盟旗镇乡]|街道)")
_JOINED = re.compile(r"[、和与及]|以及")
_AND_OTHERS = re.compile(
    r"等(?!级|候)|[两二三四五六七八九十]个?(?:地|[镇乡区县市](?![级区])|街道|镇街|乡镇)|[、和与及][^,。;\d]{2,24}(?:等$|等[^,。;\d])"
)
_EACH = re.compile(r"(?:各|每[镇乡区县市]|均|分别)[^,;。]{0,8}$")
_SEVERAL = 2
_COUNTED = re.compile(r"^(?:等?[两二三四五六七八九十\d]+个?(?:地|区|县|市|旗|镇街|镇|乡镇|乡|街道)|等地)")
_IN_NAMES = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_LONGEST_NAME = 12  # characters


def outside_places(
    folded: str, quantities: list[Quantity], passed: list[PassedOver], gazetteer: Gazetteer
) -> tuple[list[Quantity], list[PassedOver]]:
    """Quantities that are no part of the name of a place (三门峡市, 七台河, 五家渠市); the numbers passed over, those added."""
    named = [one for one in quantities if _is_in_place(folded, one.span, gazetteer)]
    if not named:
        return quantities, passed
    added = [PassedOver(one.span, "name") for one in named]
    return [one for one in quantities if one not in named], sorted([*passed, *added], key=lambda one: one.span)


def _is_in_place(folded: str, span: Span, gazetteer: Gazetteer) -> bool:
    """Whether a number in Chinese numerals stands in a place's name that goes on behind its unit."""
    if _IN_NAMES.match(folded, span.start) is None:
        return False
    start = max(0, span.start - _LONGEST_NAME)
    around = folded[start : span.end + _LONGEST_NAME]
    mentions = (mention.span for mention in gazetteer.find(around, short=True))
    return any(start + at.start <= span.start and span.end < start + at.end for at in mentions)


def place_of(left: str, report: Report, gazetteer: Gazetteer) -> tuple[str, str]:
    """Name and code of the figure's place: the one that the words before it name (`place_named`), else the report's own."""
    named = place_named(left, report, gazetteer)
    return (named.name, named.code) if named is not None else (report.place, report.place_code)


def place_named(left: str, report: Report, gazetteer: Gazetteer) -> Place | None:
    """The place that words name: a division below the report's, the one above that it speaks of (全市 in a district's
    report, 全区 in that of a street), or the report's own (我区); None where they name none. `left` are the words before a
    figure in its clause, or the name in a list.
    """
    if not report.place_code:
        return None
    here = gazetteer.get(report.place_code)
    below: list[tuple[Place, Span]] = []
    for mention in gazetteer.find(left, known=_own_divisions(gazetteer, report.place_code)):
        inside = [place for place in mention.places if gazetteer.contains(report.place_code, place.code)]
        below += [(place, mention.span) for place in inside[:1]]
    if below:
        place, last = below[-1]
        ahead = below[-2][1].end if len(below) > 1 else 0
        return here if _is_one_of_several(left, ahead, last) else place
    whole = _WHOLE.search(left.strip())
    if here is None or (whole is None and not _OURSELVES.search(left.strip())):
        return None
    if whole is None or here.kind in _KINDS[whole["kind"]]:
        return here
    above = (gazetteer.get(code) for code in reversed(here.ancestors))
    return next((place for place in above if place is not None and place.kind in _KINDS[whole["kind"]]), here)


def _is_one_of_several(left: str, ahead: int, last: Span) -> bool:
    """Whether the place at `last`, the nearest before a figure, only ends or begins a row of places that share the figure;
    `ahead` is where the place before it ends, 0 for none. Of 各3个 each place has as many.
    """
    behind = left[last.end :]
    if _EACH.search(behind):
        return False
    return (ahead > 0 and _JOINED.fullmatch(left, ahead, last.start) is not None) or _AND_OTHERS.match(
        behind
    ) is not None


@lru_cache(maxsize=8)
def _own_divisions(gazetteer: Gazetteer, code: str) -> frozenset[str]:
    """The codes of the divisions right below a place: their names are meant even where they are words too (新市镇)."""
    return frozenset(place.code for place in gazetteer.below(code))


def named_in_full(names: Sequence[str], report: Report, gazetteer: Gazetteer) -> tuple[list[str], str] | None:
    """The full names of divisions right below the report's place, where each of a list begins with one, in full or in short,
    and what follows the last and belongs to all (禅城、南海、三水五区办案); None for other lists.
    """
    if not report.place_code or len(names) < _SEVERAL:
        return None
    full = _short_names(gazetteer, report.place_code)
    last = max((name for name in full if names[-1].startswith(name)), key=len, default="")
    found = [full.get(name, "") for name in (*names[:-1], last)]
    if not all(found) or len(set(found)) < len(found):
        return None
    return found, _COUNTED.sub("", names[-1].removeprefix(last))


@lru_cache(maxsize=8)
def _short_names(gazetteer: Gazetteer, code: str) -> dict[str, str]:
    """Names of the divisions right below a place by themselves and by their short names, those that only one has."""
    below = gazetteer.below(code)
    shorts = Counter(place.short for place in below)
    return {
        name: place.name for place in below for name in (place.name, place.short) if name and shorts[place.short] == 1
    }


_ACTOR = re.compile(
    r"^(?:我(?:局|区|市|县|镇|院|中心|单位)|(?:以)?[区市县镇省乡局村]?[^,。;:]{0,12}?(?:调解组织|执法单位|执法部门|责任单位|各单位|各部门|政府|司法局|法院|检察院"
    r"|负责人|班子成员|委员会|法律顾问|公职律师|法治副校长|服务所|中心))"
)


def actor_of(own: str) -> str:
    """Who did it, as far as the figure's own words begin with it; else ""."""
    match = _ACTOR.match(own)
    return match[0] if match and len(match[0]) < len(own) else ""
