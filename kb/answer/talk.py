"""Greetings, what this is, which reports are held, and questions about a report itself."""

from __future__ import annotations

from kb.answer.absence import absent
from kb.answer.desk import Desk
from kb.answer.draft import Draft, listed
from kb.ask import cues
from kb.lang.normalize import simplify
from kb.types import ParagraphKind, Piece, Question, Report, Span, Status, Table


def small_talk(question: Question, desk: Desk) -> Draft:
    """Answer courtesy with courtesy, and say what can be asked."""
    draft = Draft(desk, question, status=Status.SMALLTALK)
    if cues.THANKS.search(question.folded):
        draft.say("不客气。还想查什么,直接问就行。")
    elif cues.BYE.search(question.folded):
        draft.say("再见。")
    elif cues.ORIGIN.search(question.folded):
        draft.say(
            "答案全部来自已收录的报告原文。每个数字和说法后面都有编号,点开就是它在报告中的原处;报告里没有的,会说没有找到。"
        )
    elif cues.ABILITY.search(question.folded):
        draft.say(
            "我是据实,根据已收录的政府报告回答问题:查数字、排名、比较、看历年变化,也查做法、不足和安排。每个数字都注明出处。"
        )
    else:
        draft.say(
            "你好。我根据已收录的政府报告回答问题,每个数字都注明出处。可以问某地某年的数字、排名和比较,也可以问做法和不足。"
        )
    draft.suggest_surely("有哪些报告?")
    return draft


def reports(question: Question, desk: Desk) -> Draft:
    """Which places and years are held, narrowed by what the question names."""
    draft = Draft(desk, question)
    target = question.targets[0]
    held = desk.catalogue.of_places([place.code for place in target.places[:1]], target.years) if target.places else (
        desk.catalogue.in_scope(question.scope, target.years))  # fmt: skip
    if not held and target.places:
        held = desk.catalogue.below(target.places[0].code, target.years)
    if not held:
        absent(draft, target, None)
        return draft
    years = sorted({report.year for report in held if report.year})
    places = list(dict.fromkeys(desk.name_of(report) for report in held if report.place))
    span = f"{years[0]}年至{years[-1]}年" if len(years) > 1 else f"{years[0]}年" if years else ""
    draft.say(
        f"共收录{len(held):,}份报告,涉及{len(places):,}个地区,{span}:{listed([desk.dated(r) for r in held], 12)}。"
    )
    older = sum(len(desk.catalogue.older.get(report.id, ())) for report in held)
    if older:
        draft.note(f"另收录{older}份较早的版本,回答以较晚的版本为准。")
    rows = tuple((desk.name_of(report) or "未识别", f"{report.year or '未识别'}", report.title) for report in held)
    draft.table = Table(("地区", "年份", "标题"), rows)
    draft.suggestions.append(f"{desk.dated(held[0])}有哪些数字?")
    return draft


def about(question: Question, desk: Desk) -> Draft:
    """When a report was published, by whom, to whom, with the lines of it that say so."""
    draft = Draft(desk, question)
    target = question.targets[0]
    held = desk.catalogue.of_places([place.code for place in target.places[:1]], target.years) if target.places else (
        desk.catalogue.in_scope(None, target.years))  # fmt: skip
    if not held:
        absent(draft, target, None)
        return draft
    told = [_tell_report(draft, report) for report in held[:3]]
    if not any(told):
        draft.status = Status.NOT_FOUND
        draft.say("没有找到:报告中没有写明。")
    return draft


def _tell_report(draft: Draft, report: Report) -> bool:
    text = draft.question.folded
    lines = [p for p in draft.desk.snapshot.reports.paragraphs(report.id) if p.kind == ParagraphKind.ADDRESS]
    pieces: list[str | Piece] = []
    if cues.ABOUT_TO.search(text):
        to = next((p for p in lines if p.text.rstrip().endswith((":", "："))), None)
        if to is not None:
            pieces += [
                "报送给",
                Piece(simplify(to.text).rstrip(":： "), (draft.desk.cite(to, Span(0, len(to.text))),)),
                ";",
            ]
    if cues.ABOUT_WHEN.search(text) and report.published is not None:
        day = f"{report.published.year}年{report.published.month}月{report.published.day}日"
        line = next((p for p in lines if day in simplify(p.text).replace(" ", "")), None)
        cites = (draft.desk.cite(line, Span(0, len(line.text))),) if line is not None else ()
        pieces += ["落款日期是" if line is not None else "发布日期是", Piece(day, cites), ";"]
    if cues.ABOUT_BY.search(text) and report.issuer:
        pieces += [f"发文单位是{report.issuer};"]
    if not pieces:
        return False
    last = pieces[-1]
    ending = [*pieces[:-1], "。"] if last == ";" else [*pieces[:-1], str(last).rstrip(";") + "。"]
    draft.say(f"《{report.title}》:", *ending)
    draft.answered.append((report.place_code, report.year))
    return True
