"""Who holds an office (镇长是谁, 局长叫什么名字): answered only where a report writes a name beside that office."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.desk import place_year
from kb.answer.draft import Draft
from kb.ask import cues
from kb.lang.normalize import simplify
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser
from kb.types import Paragraph, Piece, Report, Span, Status

_READ = 6  # reports looked through where a place is named
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤尚温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁符阮"
)
_ENDS = r"(?=$|[\s,。、;:!?()“”]|同志|主持|作(?!为)|就|讲|带|出席|出庭|参加|率|亲自|代表|在|对|任|担任|向|为|赴)"


def tell_holder(draft: Draft, reports: Sequence[Report]) -> bool:
    """Answer a question for the name of who holds an office, if it is one: the words that name them, else that none do."""
    asked = cues.ASKS_HOLDER.search(draft.question.folded)
    if asked is None:
        return False
    role = asked["role"] or asked["named"]
    target = draft.question.targets[0]
    code = target.places[0].code if target.places else ""
    for report in reports[:_READ] if code else ():
        for paragraph in draft.desk.snapshot.reports.paragraphs(report.id):
            if role in (text := draft.desk.folded(paragraph).text) and (span := _named(text, role, code)):
                _tell(draft, report, paragraph, span)
                return True
    draft.status = Status.NOT_FOUND
    where = place_year(target.places[0] if target.places else None, target.years[-1] if target.years else 0) or "收录"
    draft.say(f"没有找到:{where}的报告没有写出{role}的姓名。")
    return True


def _named(text: str, role: str, code: str) -> Span | None:
    """Where a text writes a name beside the role, of the place meant: from the role to the name."""
    name = rf"[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}}?|\s[\u4e00-\u9fff])"
    beside = re.compile(
        rf"(?<!副)(?<!原){role}(?:的?是|为|由|:)?\s*(?P<behind>{name}){_ENDS}|(?P<before>{name})(?:同志)?(?:任|担任|为)?{role}"
    )
    for found in beside.finditer(text):
        called = found["behind"] or found["before"]
        if _is_a_word(called) or not _is_of(text[: found.start()], code):
            continue
        return Span(found.start(), found.end())
    return None


def _is_a_word(name: str) -> bool:
    """Whether what looks like a name is a word or begins with one: 高度, 安排, 任组长."""
    first = analyser().words(name)[:1]
    return bool(first) and len(first[0]) > 1 and (len(name) == len(first[0]) or len(first[0]) == 2)


def _is_of(before: str, code: str) -> bool:
    """Whether the office is that of the place meant, as far as the words before it name one."""
    named = [mention for mention in gazetteer().find(before[-24:]) if mention.places]
    return not named or any(place.code == code for place in named[-1].places)


def _tell(draft: Draft, report: Report, paragraph: Paragraph, span: Span) -> None:
    desk = draft.desk
    text = desk.folded(paragraph).text
    start = max((match.end() for match in re.finditer(r"[。!?;\n]", text[: span.start])), default=0)
    end = re.search(r"[。!?;\n]", text[span.end :])
    whole = Span(start, span.end + end.end() if end else len(text))
    published = desk.folded(paragraph).published(whole)
    shown = simplify(paragraph.text[published.start : published.end]).strip()
    draft.say(f"{desk.name_of(report)}{report.year}年的报告写有:", Piece(shown, (desk.cite(paragraph, published),)))
    draft.answered.append((report.place_code, report.year))
