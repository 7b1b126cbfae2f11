"""Which places a question runs over: 哪个区, 各县, 三个县, 排前三的区, 区里, 下辖的区和县级市. The level that is said is kept.

A kind of place (区, 县市区, 乡镇) makes a scope where something picks it out: 哪, 各, 每个, a number, an order, 里 or 下辖. A number
alone (三个县) does so only beside a ranking, a sum or a condition: 设立三个镇工作站 is no scope.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kb.ask import conditions, cues
from kb.ask.targets import Targets
from kb.ask.where import is_where
from kb.lang.numerals import whole_number
from kb.types import Place, Scope

_NUMBER = r"(?:[两二三四五六七八九十]+|\d{1,3})"
_COUNTY = "区 县 市 旗|县"
# What is said, the kinds of Place.kind that it means, and after | the levels where a kind alone would not tell.
KINDS = {
    **dict.fromkeys(
        ("县市区", "县(市、区)", "县(市)区", "县(区、市)", "区(县、市)", "市(县、区)", "区(市、县)", "区县市", "区市县", "市县区", "市区县",
         "县区市", "旗县区", "旗县市区", "旗县(市、区)", "县市旗区", "区县旗", "县区旗", "区旗县", "县旗区"), _COUNTY),
    **dict.fromkeys(("区县", "县区", "区(县)", "县(区)"), "区 县 旗|县"), **dict.fromkeys(("旗县", "县旗"), "县 旗|县"),
    **dict.fromkeys(("县市", "县(市)"), "市 县|县"), "市县": "市 县", "地级市": "市|市", "地市": "市 地区 州 盟|市", "市州": "市 州|市",
    "县级市": "市|县", **dict.fromkeys(("省市", "省份", "省"), "省 自治区 直辖市"),
    **dict.fromkeys(
        ("乡镇街道", "镇乡街道", "镇(街道)", "乡镇(街道)", "镇街道", "街道乡镇", "街镇", "街乡", "镇街", "乡镇", "镇乡"), "镇 乡 街道"),
    "街道": "街道", "区": "区", "市": "市 直辖市", "县": "县 旗", "镇": "镇", "乡": "乡", "旗": "旗", "州": "州",
    "地方": "", "地区": "", "地": "",
}  # fmt: skip
_LEVELS = {  # of the kinds that have one level only
    **dict.fromkeys(("区", "县", "旗"), "县"), **dict.fromkeys(("镇", "乡", "街道"), "乡"),
    **dict.fromkeys(("省", "自治区", "直辖市"), "省"),
}  # fmt: skip
_ONE = "|".join(re.escape(word) for word in sorted(KINDS, key=len, reverse=True))
_NOT_ONE = r"(?![位别委域长图])(?!场|民|容|直|监|政(?!府)|内外|府|人大|法院|直属|本级|领导|道|性法|办公|办事)"
_KIND = rf"(?:{_ONE}){_NOT_ONE}"
_ANY = rf"{_KIND}(?:(?:和|及|与|或者?|以及|、)(?:各|每个)?{_KIND})*"  # 哪个县司法建议最多
_JOINED = rf"{_ANY}(?!司法|公安)"  # 各县司法局
_ORDER = (
    rf"(?:(?:排|位列|位居|居)?(?:名)?(?:在)?前{_NUMBER}(?:名|位)?|最[多少高低大小快慢](?:的)?(?:前{_NUMBER}(?:名|位)?)?"
    rf"|(?:倒数|排|排名|名列)?第{_NUMBER}(?:名|位)?[多少高低大小]?|垫底|末位|居首|首位)"
)
_IN = r"(?:里面?|之?中|当中|之间)?"
_GOES_ON = r"(?=里|中|之中|当中|之间|谁|哪|最|一共|合计|总共|平均|加起来|一起|排|前|各|都|共|有[几多哪]|是[哪谁]|叫|分别|\d|$|[?,。! ])"
_LONG = "|".join(re.escape(word) for word in sorted(KINDS, key=len, reverse=True) if len(word) > 1 and KINDS[word])
_BELOW = r"(?:(?:下辖|所辖|下属|下设|管辖|辖区?内?|底下|下面)的?)"
SCOPE = re.compile(
    rf"哪(?:一|些|几|{_NUMBER})?个?(?P<asked>{_ANY}){_IN}"
    rf"|{_BELOW}?(?:平均)?(?:各|每一?|其[他余]|所有(?:的)?|全部(?:的)?|前{_NUMBER}(?:个|名|位)?的?)个?(?P<each>{_JOINED}){_IN}"
    rf"|{_ORDER}的?(?:{_NUMBER}个|几个)?(?P<which>{_JOINED})(?![\u4e00-\u9fff]?[民政])"
    rf"|(?P<number>{_NUMBER}|几|多少)(?:个|(?<=[几少]))(?P<counted>{_JOINED}){_IN}"
    rf"|{_BELOW}(?:各|所有|全部|{_NUMBER}个)?(?P<under>{_JOINED}){_GOES_ON}{_IN}"
    rf"|的(?P<tail>{_JOINED}){_GOES_ON}{_IN}"
    rf"|(?:^|(?<=[年,、 在把从]))(?P<inside>{_JOINED})(?:里面?|中|当中|之中|之间)"
    rf"|(?:^|(?<=[年,、 区县市州盟旗省]))(?P<bare>(?:{_LONG}){_NOT_ONE}){_IN}"
    rf"|(?:^|(?<=[年,、 ]))(?P<ranked>区|县|镇|街道|乡镇|省|县级市|地级市)级?(?=.{{0,14}}最[多少高低大小].{{0,6}}(?:哪|谁))"
    r"|(?:哪里|哪儿|各地|全国各|全市各|全省各)(?P<whose>[区市县镇省])?"
)
_BUT = re.compile(r"^(?:除[了开去]?|之?外|以外|[, ])+|除[了开去]?$")
_REFERS = re.compile(
    r"(?:这|那|上述|(?<![\d%万亿]及)(?<![\d%万亿件人份次场])以上|上面|前面)的?$"
)  # 这三个县: those of the turn before
_SET = re.compile(
    rf"(?:{cues.RANK.pattern})|(?:{cues.AGGREGATE.pattern})|(?:{cues.COMPARE.pattern})|谁|各[有是自多]|分别|平均|排名"
)


def kinds_of(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """Kinds and levels of places that a label means, of several joined ones (区和县级市) all; levels are empty where any fits."""
    found = [KINDS[word].partition("|") for word in re.findall(_ONE, label)]
    kinds = frozenset(kind for said, _, _ in found for kind in said.split())
    if not any(level for _, _, level in found):
        return kinds, frozenset()
    levels = [level.split() or [_LEVELS.get(kind, "") for kind in said.split()] for said, _, level in found]
    told = frozenset(level for several in levels for level in several)
    return kinds, frozenset() if "" in told else told


def scope_of_label(label: str, within: str = "", without: str = "") -> Scope:
    """The scope that a label such as 县市区 means."""
    kinds, levels = kinds_of(label)
    return Scope(kinds, label if kinds else "", within, without, levels)


def read_scope(
    folded: str, found: Targets, rival: Place | None = None, *, told: bool = False
) -> tuple[Scope | None, Targets]:
    """The scope of a question and its targets without the place that it lies within (北京各区) or leaves out (除了密云区).

    `rival` is the place that others are measured against; `told`: it asks which places give a figure.
    """
    if is_where(folded):
        return None, found
    told = told or conditions.bound_of(folded) is not None
    match = next((one for one in SCOPE.finditer(folded) if _is_set(folded, one, found, told=told)), None)
    named = {target.places[0] for target in found.targets if target.places}
    if match is None:
        asks = conditions.bound_of(folded) is not None and conditions.ASKS_WHICH.search(folded) is not None
        return (Scope(), found) if asks and not named else (None, found)
    label = next((text for name, text in match.groupdict().items() if text and name != "number"), "")
    scope = scope_of_label(label)
    if len(named) > 1 and not cues.EXCEPT.search(folded) and any(place.kind in scope.kinds for place in named):
        return None, found  # 桃源县、石门县两个县里谁多: the places are named one by one
    if match["number"] and match["number"] not in "几多少":
        scope = replace(scope, count=whole_number(match["number"]))
    return _within(folded, scope, found, rival)


def without_scope(words: str) -> str:
    """Words without what picks out places; a kind that nothing beside it makes a set of places (乡镇街道调解委员会) stays."""
    return SCOPE.sub(lambda match: match[0] if match["bare"] and not _SET.search(words) else " ", words)


def _is_set(folded: str, match: re.Match[str], found: Targets, *, told: bool) -> bool:
    """Whether what was matched picks out places, and does not only speak of some."""
    if _REFERS.search(folded[: match.start()]):
        return False
    if match["number"] in ("几", "多少"):
        return told or (match["number"] == "几" and _SET.search(folded[match.end() :]) is not None)
    if match["bare"]:
        return _is_bare_set(folded, match["bare"], found, told=told)
    if match["inside"]:
        kinds = kinds_of(match["inside"])[0]
        named = [target.places[0].kind for target in found.targets if target.places]
        return not kinds.intersection(named) and _SET.search(folded) is not None
    if match["number"] or match["tail"]:
        rest = folded[: match.start()] + " " + folded[match.end() :]
        ends = bool(match["tail"]) and re.match(r"都?有|都?是哪|分别|[?。]?$", folded[match.end() :]) is not None
        return told or _SET.search(rest) is not None or (ends and cues.RANK.search(folded) is not None)
    return True


def _is_bare_set(folded: str, label: str, found: Targets, *, told: bool) -> bool:
    """区县行政处罚排名, 兰考县乡镇办案前三名: a kind of places with no word that picks them out."""
    named = [target.places[0].kind for target in found.targets if target.places]
    if not named:
        return told or _SET.search(folded) is not None
    ordered = cues.TOP.search(folded) or cues.NTH.search(folded) or told
    return bool(ordered) and cues.WHICH_KIND.search(folded) is None and not kinds_of(label)[0].intersection(named)


def _within(folded: str, scope: Scope, found: Targets, rival: Place | None) -> tuple[Scope, Targets]:
    but = cues.EXCEPT.search(folded)
    if but is not None:
        scope, found = _without(scope, found, but[0])
    first = found.targets[0]
    places = {target.places[:1] for target in found.targets}
    if not first.places or len(places) > 1:
        return scope, found
    if rival is None:
        scope = replace(scope, within=first.places[0].code)
    rest = [replace(target, places=()) for target in found.targets[1:]]
    return scope, replace(found, targets=(replace(first, places=()), *rest))


def _without(scope: Scope, found: Targets, but: str) -> tuple[Scope, Targets]:
    """除了江阴市,无锡其他区县: the place left out goes into the scope, its words (but for those) to the targets that are left."""
    named = ((target, (target.places[0].name, target.places[0].short)) for target in found.targets if target.places)
    left_out = next((target for target, names in named if any(name and name in but for name in names)), None)
    if left_out is None:
        return scope, found
    words = _BUT.sub("", cues.EXCEPT.sub("", left_out.words))
    years = next((target.years for target in found.targets if target.years), ())
    first, *others = [one for one in found.targets if one is not left_out] or [replace(left_out, places=(), words="")]
    first = replace(first, words=f"{words} {first.words}".strip(), years=first.years or years)
    scope = replace(scope, without=left_out.places[0].code)
    return scope, replace(found, targets=(first, *others), rest=_BUT.sub("", found.rest))
