"""What was done, how, why, who, when: sentences of the reports that answer, as published, each cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer import points, sections, talk
from kb.answer.absence import absent
from kb.answer.desk import Desk
from kb.answer.draft import Draft
from kb.answer.people import tell_holder
from kb.answer.prose import ENOUGH, ROOM, from_sentences, say_paragraphs, shortened
from kb.answer.retrieve import search_words
from kb.ask import cues
from kb.lang.normalize import simplify
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser
from kb.types import Piece, Question, Report, Target, Wanted

_GENERAL = re.compile(
    r"法治(?:政府|建设|工作|政府建设)?|政府|建设|工作|存在|推进|开展|主要|方面|薄弱|环节|不足|问题|短板|弱项|困难|差距|缺点|原因|年度?|下一步"
    r"|明年|打算|计划|安排|目标|今后|未来|准备|重点|任务|做了|干了|举措|成效|做法|成绩|反映出?|列出|列举|提到|指出|写|说|主要|哪|几|项|啥|干"
    r"|怎么|怎样|如何|哪些|什么|有|是|的|还|都|了|司法局|履行|履职|职责|情况|第一责任人|主要负责人|党政|依法行政|思路|做|要|将|为|在|上|里|中|会|个|[\s,。?!、;:]"
)
_FROM_THEN = re.compile(  # 2024年的下一步安排 stands in the report of 2024, as does 2024年报告里的安排
    rf"下一?步|今后|明年|来年|下一?年度?|\d年{cues.REPORT_SAYS}"
)
_TO_DO = re.compile(r"举措|重点|任务|措施|(?:要|会|想|该)?[做干](?:些|点)?(?:什么|啥|哪些)|怎么[做干]|工作")


def answer(question: Question, desk: Desk) -> Draft:
    """Items of the section asked for, else the sentences that hold most of the question."""
    draft = Draft(desk, question)
    target = question.targets[0]
    reports = _reports(desk, question, target)
    if not reports:
        absent(draft, target, None)
        return draft
    if target.places and not re.search(r"[\u4e00-\u9fff]", _words(question, question.folded)):
        return talk.reports(question, desk)  # a place alone
    if tell_holder(draft, reports):
        return draft
    ahead = looks_ahead(desk, question, target)
    words, plain = (
        _without_office(desk, reports, _words(question, text)) for text in (question.folded, question.plain)
    )
    told = _from_section(draft, question, reports, words, ahead=ahead) or (
        (_subject(words) or not ahead)
        and any(from_sentences(draft, reports, said) for said in dict.fromkeys((words, plain)))
    )
    if not told:
        wanted = question.wanted[0] if question.wanted else Wanted(words)
        absent(draft, target, wanted)
    if target.places or reports:
        draft.answered += [(report.place_code, report.year) for report in reports[:1]]
    return draft


def _reports(desk: Desk, question: Question, target: Target) -> tuple[Report, ...]:
    """Reports to read: of the place and year; of the year before where plans are asked for; of the place's divisions."""
    catalogue = desk.catalogue
    years = target.years
    ahead = looks_ahead(desk, question, target) and not _FROM_THEN.search(question.folded)
    if ahead and years:
        years = (*years, *(year - 1 for year in years))
    if not target.places:
        return catalogue.in_scope(question.scope, years)
    code = target.places[0].code
    found = catalogue.of_places([code], years)
    if not found and not catalogue.of_places([code]):
        found = catalogue.below(code, years)
    if ahead and target.years:
        before = tuple(report for report in found if report.year == target.years[-1] - 1)
        found = before or found
    if ahead and not target.years and question.relative_year and found:
        latest = max(report.year for report in found)  # 下一年: after the last that is held
        found = tuple(report for report in found if report.year == latest)
    if not target.years and len({report.place_code for report in found}) == 1:
        return tuple(sorted(found, key=lambda report: -report.year))
    return found


def looks_ahead(desk: Desk, question: Question, target: Target) -> bool:
    """Whether plans are asked for: in so many words, or as what is to be done in the year after the last report."""
    if question.plans:
        return True
    held = {report.year for report in desk.catalogue.of_places([place.code for place in target.places[:1]])}
    to_come = bool(held and target.years) and target.years[0] == max(held) + 1
    return to_come and _TO_DO.search(question.folded) is not None


def _words(question: Question, text: str) -> str:
    """The question without its places and years, which the choice of reports has taken care of."""
    named = frozenset(place.code for target in question.targets for place in target.places)
    for mention in reversed(gazetteer().find(text, short=True, known=named)):
        before, behind = text[: mention.span.start], text[mention.span.end :]
        if not named.isdisjoint(place.code for place in mention.places) and not behind.startswith("水库"):
            head = mention.text[-1] if behind.startswith("长") else ""  # 区长 is no part of 密云区
            text = f"{before} {head}{behind}"
            break
    text = re.sub(rf"(?:19|20)?\d\d年(?:{cues.REPORT_SAYS}|度)?|去年|今年|明年", " ", text)
    return re.sub(r"\s+", " ", cues.FILLER.sub(" ", text)).strip()


def _without_office(desk: Desk, reports: Sequence[Report], words: str) -> str:
    """The question without the department that reports, written out or short (市场监管局, 公安): no subject of its own."""
    words = words.lstrip()
    for office in filter(None, (desk.catalogue.office_of.get(report.id) for report in reports[:3])):
        if words.startswith(office[:-1]):
            return words.removeprefix(office).removeprefix(office[:-1])
        named = re.match(rf"{office[0]}[\u4e00-\u9fff]{{1,8}}?{office[-1]}", words)
        if named and re.search(".*".join(named[0]), office):
            return words[named.end() :]
    return words


# --- a section's items -----------------------------------------------------------------------------------------------


def _section_asked(folded: str, *, ahead: bool) -> tuple[re.Pattern[str], str] | None:
    if cues.FIRST_RESPONSIBLE.search(folded):
        return sections.RESPONSIBLE, "履行第一责任人职责的情况"
    if cues.PROBLEMS.search(folded) and not re.search(
        r"(?:解决|处理|应对|克服|整改|破解|化解).{0,20}(?:问题|困难|薄弱)|问题.{0,6}(?:怎么|如何)(?:处理|解决|整改)",
        folded,
    ):
        return sections.PROBLEMS, "不足和问题"
    if ahead:
        return sections.PLANS, "下一步安排"
    if cues.DONE.search(folded):
        return sections.MEASURES, "主要做法"
    return None


def _subject(words: str) -> str:
    """What the question asks about in a section, "" where it asks for the section itself."""
    words = _GENERAL.sub(" ", cues.PROSE_WORDS.sub(" ", words))
    return " ".join(word for word in analyser().words(words) if len(word) > 1)


def _from_section(draft: Draft, question: Question, reports: Sequence[Report], words: str, *, ahead: bool) -> bool:
    asked = _section_asked(question.folded, ahead=ahead)
    if asked is None:
        return False
    heading, label = asked
    for report in reports[:3]:
        inside = sections.section_of(draft.desk.snapshot.reports.paragraphs(report.id), heading, report.year)
        if not inside:
            continue
        if subject := _subject(words):
            if _special(draft, inside, report, subject):
                return True
            continue
        if parts := points.listed(inside) or points.told(inside):
            _list(draft, parts, report, label)
            return True
    return False


def _special(draft: Draft, inside: Sequence[points.Item], report: Report, words: str) -> bool:
    """A section was asked for, and a subject in it: the paragraphs of the section that hold most of the subject."""
    keys = {part.paragraph.number for part in inside}
    found = search_words(draft.desk, words, frozenset({report.id}), 50)
    held = [(one, text) for one, text in found if one.paragraph in keys and one.coverage >= ENOUGH]
    if not held:
        return False
    say_paragraphs(draft, [one.paragraph for one, _ in held[:2]], report, words)
    return True


def _list(draft: Draft, parts: Sequence[points.Item], report: Report, label: str) -> None:
    """A section's points; how many there are is said only where the report sets them apart."""
    count = f"有{len(parts)}项" if len(parts) > 1 else ""
    draft.say(f"{draft.desk.name_of(report)}{report.year}年报告列出的{label}{count}:")
    room = ROOM // len(parts)
    spare = sum(max(0, room - len(point.text)) for point in parts)
    for number, point in enumerate(parts, 1):
        text = simplify(point.text).replace("\n", " ")
        shown = shortened(text, room + spare)
        spare = max(0, spare - max(0, len(shown) - room))
        n = draft.desk.cite(point.paragraph, point.span)
        draft.say(f"{number}. " if count else "", Piece(shown, (n,)))
