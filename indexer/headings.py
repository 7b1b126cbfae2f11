"""Recognise the lines that order a report: its title, its numbered headings, whom it is sent to, signature and date.

All functions take one line as published, of either script and width; offsets they give are offsets into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.lang.normalize import simplify

_WIDE = re.compile("[\uff01-\uff5e\u00a0\u3000]")
_NUMERAL = "[〇零一二三四五六七八九十百]{1,4}"
# (rank, depth, pattern): ranks order the kinds from the outermost in, depths are those of `Paragraph.depth`.
_MARKERS = tuple(
    (rank, depth, re.compile(pattern))
    for rank, depth, pattern in (
        (0, 1, rf"第{_NUMERAL}(?:章|编|部分)[ 、:]*"),
        (1, 2, rf"第{_NUMERAL}节[ 、:]*"),
        (2, 1, rf"{_NUMERAL} ?(?:、(?![二三四五六七八九十][、审产级类])|\.(?!\d)) ?"),  # but not 一、二审案件
        (3, 2, rf"\( ?{_NUMERAL} ?\) ?[、.]? ?"),
        (4, 3, r"\d{1,2} ?(?:、|\.(?!\d)) ?"),
        (5, 4, r"\( ?\d{1,2} ?\) ?[、.]? ?|\d{1,2}\) ?"),
        (6, 4, r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫] ?"),
    )
)
_LONGEST = 100  # characters: no title, signature or the like is longer
_LINE_HEADING, _SHORT_HEADING, _RUN_IN = 80, 50, 45  # longest headings: unpunctuated, ending in a stop, before text
_FIGURE = re.compile(r"\d(?!\d*(?:年|[-—]\d+年|\+))")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|〈[^〉]*〉|\"[^\"]*\"|‘[^’]*’|「[^」]*」")
_ENDS = re.compile(r"[。!?;]")

_GENRE = (
    r"(?:(?:工作|年度|情况|总结|专项|自查|评估|述法|述职|分析|发展|统计|执行|完成|执法|开展|落实|建设|审议|评议)*"
    r"(?:报告|总结|汇报|公报|年报|白皮书)|(?:工作|建设|开展|落实|实施|完成|执行|执法|年度)情况(?:的?说明|通报)?|"
    r"(?:工作|实施|行动|整改)(?:方案|计划|要点|安排|意见)|工作述评)"
)
_TITLE = re.compile(rf".*{_GENRE}(?:\((?:[^()]{{1,20}})\)|全文|公告|公示)*")
_DATE = (
    r"(?:(?:19|20)\d{2}|[一二][九〇零○0-9一二三四五六七八九]{3}) ?年 ?"
    r"[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日"
)
_DATE_LINE = re.compile(rf"\(?(?:日期:|时间:)? ?{_DATE} ?\)?")
_ORGAN = (
    r"(?:人民政府|政府|办公室|委员会|常委会|人大|政协|[局厅委署办]|办事处|管委会|领导小组|司法所|工作部门|监察委|法院|检察院|研究室|大队|支队"
    r"|中心|镇|街道|乡|党委|党组)"
)
_SALUTATION = re.compile(rf".*(?:{_ORGAN}|代表|委员|同志们|领导|单位|部门|主任|厅长|局长|书记)(?:\([^()]*\))?:")
_SIGNATURE = re.compile(rf"[一-鿿]{{2,28}}{_ORGAN}(?:\((?:盖?章|公章|印)\))?")
_SPEAKER = re.compile(
    r"[—\-]{1,2}.{6,60}(?:会议|大会)上|"
    r"(?:[一-鿿]{0,16}(?:人民政府)?)(?:(?:代|副)?[市县区省镇乡州]长|国务院总理|自治区主席|盟长) +"
    r"[一-鿿·]{1,12}(?: [一-鿿])?"
)
_CLOSING = re.compile(
    r"(?:特此|专此|以上)(?:报告|函告|函复|通知|汇报|说明|公布|公告)"
    r"(?:,?请(?:予)?(?:审阅|审议|审查|批示))?[。!]?|此(?:报|复)[。!]?",
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The number a line begins with: its rank among kinds (lower is further out), its depth, its length."""

    rank: int
    depth: int
    length: int


@lru_cache(maxsize=256)  # each line is looked at from many sides, one after the other
def plain(text: str) -> str:
    """Simplified and half-width, character for character: as long as `text`."""
    return _WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0) if found[0] > "\u3000" else " ", simplify(text))


def marker(line: str) -> Marker | None:
    """The number that a line begins with (一、 (一) 1. (1) 第一章), or None. 1.5亿元 and 一是 are none."""
    shown = plain(line[:16])
    for rank, depth, pattern in _MARKERS:
        if found := pattern.match(shown):
            return Marker(rank, depth, found.end())
    return None


def heading_end(line: str) -> int:
    """Where the heading that a numbered line begins with ends: len(line) for a line that is all heading, 0 for none.

    "(一)健全机制。2021年印发…" is a heading and the text that runs on; a numbered sentence that states figures is
    an item, no heading.
    """
    mark = marker(line)
    if not mark:
        return 0
    shown = _QUOTED.sub(lambda found: "“" * len(found[0]), plain(line[: 2 * _LONGEST]))
    stop = _ENDS.search(shown, mark.length)
    if not stop:
        named = mark.length < len(line) <= _LINE_HEADING and not shown.endswith((",", "、"))
        return len(line) if named and not (mark.rank > 3 and _states_figures(shown[mark.length :])) else 0
    end = stop.end()
    if shown[stop.start()] == ";" or _states_figures(shown[mark.length : stop.start()]):
        return 0
    longest = _SHORT_HEADING if end == len(line) else _RUN_IN + mark.length
    return end if stop.start() - mark.length >= 2 and end <= longest else 0


def _states_figures(text: str) -> bool:
    return _FIGURE.search(text) is not None


def is_title(line: str) -> bool:
    """Whether a line reads like the title of a report: no sentence, and a word such as 报告 or 工作情况 at its end."""
    if len(line) > _LONGEST:
        return False
    shown = plain(line)
    bare = _QUOTED.sub("“”", shown)
    return 6 <= len(shown) <= 80 and not re.search(r"[。;!?]", bare) and _TITLE.fullmatch(shown) is not None


def is_date_line(line: str) -> bool:
    """Whether a line is nothing but a date: 2021年1月21日, 二〇二一年一月二十一日."""
    return len(line) <= _LONGEST and _DATE_LINE.fullmatch(plain(line).strip()) is not None


def is_salutation(line: str) -> bool:
    """Whether a line names whom a report is sent to: 咸阳市人民政府: ; 各位代表:"""
    shown = plain(line[:_LONGEST]).strip()
    return len(line) <= _LONGEST and len(shown) <= 40 and "。" not in shown and _SALUTATION.fullmatch(shown) is not None


def is_signature(line: str) -> bool:
    """Whether a line may be a signature: the name of an organ and nothing else."""
    return len(line) <= _LONGEST and _SIGNATURE.fullmatch(plain(line).replace(" ", "")) is not None


def is_delivery(line: str) -> bool:
    """Whether a line says where or by whom a report was given: ——2024年1月21日在…会议上; 北京市市长 某某."""
    return len(line) <= _LONGEST and _SPEAKER.fullmatch(plain(line).strip()) is not None


def is_contents(line: str) -> bool:
    """Whether a line heads a table of contents."""
    return plain(line[:_LONGEST]).replace(" ", "") in {"目录", "目次"}


def is_closing(line: str) -> bool:
    """Whether a line is 特此报告。 or its kin, which belongs to no section."""
    return len(line) <= _LONGEST and _CLOSING.fullmatch(plain(line).strip()) is not None
