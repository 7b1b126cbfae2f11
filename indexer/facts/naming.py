"""What a figure counts, from the words around it.

own words   those of its clause before the number (受理法律援助案件373件) and right behind its unit (35项保水护水新措施),
            up to the figures on either side
dependent   own words that only handle or measure something (审结, 纠错率, 涉及…人次) take their subject from the
            figure before them in the sentence, else from the clause before, else from the figure of the sentence before
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.facts.comparing import REACHING, leads_to
from kb.types import Span

_LEAD = re.compile(
    r"^(?:(?:较|比|同|与)(?:去年同期|上年同期|去年|上年度?|上一年度?|同期|前年|(?:19|20)\d\d年(?:度|同期|底|末)?)|[、,;:\s并*]|和(?![解谐平])"
    r"|及(?!时)|与(?![会民])|以及|其中|同时|另外|另有|此外|目前|现(?![场行代状金役实职])|已|全年|至(?=累计)|当年|本年度?|今年|年内|期间|以来|累计|总计|合计|共计|总共|共(?![享同治]|建(?![成立设有]))|一共"
    r"|分别|各(?![级类部单镇街区县乡方])|均(?!衡)"
    r"|[一二三四五六七八九十]是|达到|达(?![成标])|为|约(?![谈束定见请访])|计(?![划量算])|底?前(?=完成|建成|实现|办结)|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、]|[一二三四五六七八九十]+、)+"
)
_TAIL = re.compile(
    rf"(?:的?(?:大幅|逐步|进一步)?{REACHING}[到至为]|累计|总计|合计|共计|总共|一共|[共只仅尚现]有|分别|各|(?<!平)均|已|约|计|共|达到|高达|达|(?<!行)为|是|有|了|(?<![收接做得受])到|至|[由从](?:年初)?|的?年初的?|以及|[、\s和]|(?<!参)与|(?<![涉惠普])及)+$"
)
_AFTER = re.compile(r"^[\u4e00-\u9fffa-z“《(][^,。;:!?]*")
_CHANGED = re.compile(r",|同比|较上年|比上年|增长|上升|下降|减少|增加|提高|提升|降低|精简|压减|[增减升降](?=[至到])")
_JOINED_ON = re.compile(r"(?:[、和及以 (]|(?<!参)与)+$")
_JOINTS = ("、", "和", "及", "与", "以", "")
_JOINT = re.compile(r"、|和|以及|及(?!时)")
_AMONG = re.compile(r"(?P<first>[^,、\d]{0,14}?)(?:当|之|(?<!其))中,?(?![心国小华介央期层等医])的?(?P<second>.*)$")
_DOES = re.compile(
    r"(?P<first>[^,、\d]{0,10}?)(?P<second>(?:追[回讨缴索]|讨回|挽回|发放|兑付|补[发缴]|提供|减[免轻]|节[约省]|筹集|拨付|办理|开展|举办|化解|解决|调解(?!委|组织|员|室|中心|平台|协议|队)"
    r"|受理(?!点|窗口|中心)|出具|提出|发现|完成|接待|解答|惠及|覆盖|投入|配备|出动|查处|立案|参[与加训]).*)$"
)
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万近约超逾]")
_GROWN = re.compile(
    r"(?:明显|大幅|持续|有所|略有|显著|进一步|相对|较为|比较|较|十分|更加|日益|尤为|仍)*(?:增加|增多|增长|减少|上升|下降|提升|提高|集中|突出)$|量?(?:再|又|屡|连)?创(?:历史)?新高$"
)
_COMPARED_TO = re.compile(
    r"(?:较|比|同|与)(?:(?:19|20)\d\d年|去年|上年|上一年)(?:度|同期)?的?$|同期$|(?<=[数量率额值])[较比]$"
)
_GREW = re.compile(
    r"同比|环比|[较比](?!例)|增长|上升|下降|增加|减少|提升|提高|降低|大幅|明显|持续|有所|新增|压缩|压减|缩短|[增降涨升跌]幅|[多少]出?$"
)
_COUNTED = re.compile(
    r"^(?:[我本全](?:[省市区县州旗镇乡局]|街道))?(?:依法|共|新|分别|均|各|年均|首次|实现|连续)?|(?:案件)?(?:总?[数量])?$"
)
_COURT = re.compile(r"[应败胜]诉|出庭|[一二]审|诉讼")
_GOAL = re.compile(r"的((?:预期|年度|控制|既定|预定|工作)*(?:目标|任务|指标))")
_FILL = re.compile(r"[\s、“”《》()的和与]|及(?!时)")


_SHARED = re.compile(r"(?:合法性)?(?:审查|审核)(?!意见|率|员|机构)|制发(?!机关)")
_HAS_VERB = re.compile(
    r"[审办组举参评受查完培备]|开展|制[定发]|提[出供]|出具|发[出放送]|化解|调解|接[待听]|建成|报送|类$|印发"
)


@dataclass(frozen=True, slots=True)
class Name:
    """`own` words of a figure, the `subject` they hang on ("" when they stand by themselves).

    `within` is what narrows them: (政府信息公开) 行政复议 are not all 行政复议.
    """

    own: str
    subject: str = ""
    within: str = ""

    @property
    def phrase(self) -> str:
        return " ".join(part for part in (self.within, self.subject, self.own) if part)


@cache
def _dependent_words() -> re.Pattern[str]:
    lines = resources.files("kb.lang").joinpath("data/dependent.txt").read_text("utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def own_words(folded: str, before: Span, after: Span, dates: list[Span], *, listed: bool = False) -> str:
    """The words of a figure from the stretch before its number and the one behind its unit; `dates` are taken out.

    `listed`: another figure of the clause stands before; in 48个平台、15个应用 the words up to the 、 are that figure's.
    """
    left = without(folded, before, dates)
    if listed and left[:1] not in _JOINTS:
        left = _divided(_JOINT.split(left)[-1])[1]
    lead = _LEAD.match(left.strip())
    left = _TAIL.sub("", _LEAD.sub("", left.strip()))
    if lead and "累计" in lead[0] and is_dependent(left):
        left = f"累计{left}"  # 新增2个,累计9个
    if lead and "累计" in lead[0] and left.startswith(("接收", "建成", "创建", "获评")):
        left = f"累计{left}"  # 累计接收4127人,在册386人
    left = re.sub(r"[由从]的?$", "", left)
    left = re.sub(r"(?<=[对将把就])的", "", left)  # 对(2008年以来)的(63件)文件进行清理
    match = _AFTER.match(folded[after.start : after.end])
    right = match[0][:24] if match else ""
    right = "" if leads_to(right) else _CHANGED.split(right)[0]
    if _FIGURE.match(folded, after.end):
        right = _divided(right)[0]
    left = uncompared(left)
    goal = _GOAL.match(right)
    return goal[1] if goal else (left[-60:] + _JOINED_ON.sub("", right)).strip()


def _divided(between: str) -> tuple[str, str]:
    """Words between two figures, as those of the first and of the second: 工人|追回工资, 败诉案件(中)|镇街占; for want of such
    a joint, both have all. What only handles something (镇街共|立案) needs the words before it.
    """
    among = _AMONG.match(between)
    if among is not None:
        return among["first"], among["second"]
    does = _DOES.match(between)
    if does is None:
        return between, between
    return does["first"], between if is_dependent(does["second"]) else does["second"]


def among_what(own: str) -> tuple[str, str] | None:
    """Own words that say among what a kind is counted, and the kind: 一审案件(中)行政处罚类; None where they do not."""
    found = _AMONG.match(own)
    return (found["first"], found["second"]) if found and found["first"] and found["second"] else None


def is_among(between: str) -> bool:
    """Whether words between two figures say that the second is counted among the first: 17件(败诉案件中镇街占)11件."""
    return _AMONG.match(between) is not None


def without(folded: str, span: Span, dates: list[Span]) -> str:
    """The text of a span, the dates taken out."""
    text, at = "", span.start
    for date in dates:
        if at <= date.start < span.end:
            text += folded[at : date.start]
            at = max(at, date.end)
    return text + folded[at : span.end] if at < span.end else text


def with_verb(own: str, before: str) -> str:
    """Own words with the verb of the figure before, whose object they are too: 审查文件19件、(审查)政府合同327份."""
    shared = _SHARED.search(before)
    return f"{shared[0]}{own}" if shared and not is_dependent(own) and not _HAS_VERB.search(own) else own


def is_dependent(own: str) -> bool:
    """Whether own words name no subject of their own."""
    return len(_FILL.sub("", _dependent_words().sub("", own))) <= 1


def uncompared(words: str) -> str:
    """Words without the year at their end with which they compare: 立案数(比2023年的)."""
    return _COMPARED_TO.sub("", words)


def ungrown(words: str) -> str:
    """Words without what they say of growth at their end: 以镇街为被申请人的案件(明显增加)."""
    return _GROWN.sub("", words) or words


def thing_changed(own: str) -> str:
    """What the own words of a change say has changed: 立案数(同比上升); "" where they name nothing, or tell no growth."""
    thing, *grew = _GREW.split(own)
    return thing.strip() if grew and len(thing.strip()) > 1 else ""


def bare_thing(words: str) -> str:
    """Words that name what is counted, without those that only say that it is: 受理案件, 立案数, 依法受理."""
    return _COUNTED.sub("", words)


def is_alike(thing: str, other: str) -> bool:
    """Whether two bare things are one: 受理, 受理行政复议; not 受理, 不予受理."""
    short, long = sorted((thing, other), key=len)
    return len(short) > 1 and short in long and long[:1] not in ("不", "未")


def is_of_court(own: str) -> bool:
    """Whether own words tell of cases in court, which no figure of 行政复议 leads to."""
    return _COURT.search(own) is not None


def subject_of(own: str) -> str:
    """The subject that following dependent figures hang on: own words without the verb before the object."""
    words = re.sub(r"^(?:(?:依法|全力|及时|认真|积极|深入|扎实|有效|成功|主动)+)", "", own)
    bare = _VERB.sub("", words)
    return bare if bare and not is_dependent(bare) else words or own  # 县行政复议局收到申请187件,受理166件


def stocked(own: str, subject: str) -> str:
    """The subject without the verb of what came new, where own words tell of what there is or came otherwise: (新建)公园4个,
    总数25个; (累计接收)矫正对象,在册386人,新接收312人.
    """
    if not _STOCK.match(own):
        return subject
    came = _CAME.sub("", subject) or subject
    return _LEVEL.sub("", came) if _LEVEL.search(own) else came


def with_level(own: str, before: str) -> str:
    """Own words that are no more than a level, with what the figure before says of it: 累计建成国家级4个、(累计建成)省级61个."""
    verb = _LEVEL.split(before)[0] if before.endswith("级") else ""
    return f"{verb}{own}" if _LEVEL.fullmatch(own) else own


def is_bare_mediation(own: str) -> bool:
    """Whether own words say only that something was mediated, and where: 调解3826件, 龙湖镇调解1406件."""
    return _MEDIATED.fullmatch(own) is not None


_MEDIATED = re.compile(r"(?:[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|区|县|市))?(?:调解|调处)")
_LEVEL = re.compile(r"(?:国家|全国|省|市|区|县)级")


_STOCK = re.compile(r"总数|总量|总计|累计|现有|在册|存量|新接收|解除|保有")
_CAME = re.compile(r"^(?:全年)?(?:累计|新(?:增|建|设立?|接收|成立|培养|培育|发展|登记|创建?))?(?:接收)?(?=[^,]{2})")
_VERB = re.compile(
    r"^[^,]{0,14}?(?:收到|受理|新收|办理|审结|办结|审核|审查|开展|举办|(?<!解)组织(?=[开召举实培学专各全])|召开|接听|解答|接待|完成|提供|出具|制定|制作|印发|发放|推送|推出"
    r"|实施|作出|做出|抽取|抽查|评查|编制|梳理|建立|建成|设立|报备|备案|清理|处理|查处|发布|公布|公开)(?:解答|组织|开展|办理|处理|各类|各项|的|了)*(?=[^,]{2})"
)
