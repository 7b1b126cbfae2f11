"""Which reports mention a word, and which do not: 哪些报告提到法律明白人. Every mention is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.absence import absent
from kb.answer.coverage import level_text
from kb.answer.desk import Desk
from kb.answer.draft import Draft, listed
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser, as_written
from kb.store.contracts import TextQuery
from kb.types import Paragraph, Piece, Question, Report, Scope, Span, Status, Table

_READ = 1_000  # paragraphs looked at
SHOWN = 20  # reports named in the answer; the table has all


def answer(question: Question, desk: Desk) -> Draft:
    """The reports of the scope in which the word stands, first mention each; or those in which it does not."""
    draft = Draft(desk, question)
    topic = question.wanted[0].words
    shown = topic.replace("“", "‘").replace("”", "’")
    reports = _reports(question, desk)
    if not reports:
        absent(draft, question.targets[0], None)
        return draft
    found = _mentions(desk, reports, topic)
    mentioning = [report for report in reports if report.id in found]
    lacking = [report for report in reports if report.id not in found]
    if question.tells == "missing":
        _tell_lacking(draft, shown, reports, lacking)
    elif not mentioning:
        draft.status = Status.NOT_FOUND
        draft.say(f"没有找到:{_of(question)}{len(reports):,}份报告都没有提到“{shown}”。")
        return draft
    else:
        _tell_mentioning(draft, shown, reports, mentioning, found)
    for report in (lacking if question.tells == "missing" else mentioning)[:SHOWN]:
        draft.answered.append((report.place_code, report.year))
    return draft


def _reports(question: Question, desk: Desk) -> tuple[Report, ...]:
    target = question.targets[0]
    years = tuple(sorted({year for one in question.targets for year in one.years}))
    codes = list(dict.fromkeys(one.places[0].code for one in question.targets if one.places))
    if question.scope is None and codes:
        own = desk.catalogue.of_places(codes, years)
        return own or desk.catalogue.in_scope(Scope(within=target.places[0].code), years) if target.places else own
    return tuple(sorted(desk.catalogue.in_scope(question.scope, years), key=lambda one: (one.place_code, one.year)))


def _mentions(desk: Desk, reports: Sequence[Report], topic: str) -> dict[str, tuple[Paragraph, Span]]:
    """For each report that has the word its first paragraph with it, and where it stands."""
    ids = frozenset(report.id for report in reports)
    terms = dict.fromkeys(analyser().terms(topic), 1.0)
    hits = desk.search(TextQuery(terms, ids, _READ)) if terms else []
    wanted = as_written(topic).replace(" ", "")
    pattern = re.compile(r"[“”\s]?".join(map(re.escape, re.sub(r"[“”\s]", "", topic))))
    found: dict[str, tuple[Paragraph, Span]] = {}
    for paragraph in desk.paragraphs(sorted((hit.report_id, hit.paragraph) for hit in hits)):
        if paragraph.report_id in found:
            continue
        folded = desk.folded(paragraph)
        match = pattern.search(folded.text)
        if match is not None:
            found[paragraph.report_id] = (paragraph, folded.published(Span(*match.span())))
        elif wanted in as_written(folded_text(paragraph.text)):
            found[paragraph.report_id] = (paragraph, Span(0, len(paragraph.text)))
    return found


def _of(question: Question) -> str:
    years = [f"{year}年" for year in sorted({year for target in question.targets for year in target.years})]
    return f"{listed(years)}收录的{level_text(question.scope) if question.scope is not None else ''}"


def _tell_mentioning(
    draft: Draft, topic: str, reports: Sequence[Report], mentioning: Sequence[Report],
    found: dict[str, tuple[Paragraph, Span]],
) -> None:  # fmt: skip
    places = list(dict.fromkeys(draft.desk.name_of(report) for report in mentioning if report.place))
    pieces: list[str | Piece] = [f"提到“{topic}”的报告有{len(mentioning)}份,涉及{len(places)}个地区:"]
    for at, report in enumerate(mentioning[:SHOWN]):
        pieces += ["、" if at else "", Piece(draft.desk.dated(report), (draft.desk.cite(*found[report.id]),))]
    draft.say(*pieces, f"等{len(mentioning)}份。" if len(mentioning) > SHOWN else "。")
    draft.say(f"共读了{_of(draft.question)}{len(reports):,}份报告。")
    missing = list(dict.fromkeys(draft.desk.dated(report) for report in reports if report.id not in found))
    if missing:
        draft.note(f"没有提到的有:{listed(missing)}。")
    draft.table = Table(
        ("地区", "年份", "原文"),
        tuple((draft.desk.name_of(report), f"{report.year}", _around(found[report.id])) for report in mentioning),
        tuple((draft.desk.cite(*found[report.id]),) for report in mentioning),
    )


def _tell_lacking(draft: Draft, topic: str, reports: Sequence[Report], lacking: Sequence[Report]) -> None:
    if not lacking:
        draft.say(f"没有这样的报告:{_of(draft.question)}{len(reports):,}份报告都提到了“{topic}”。")
        return
    draft.say(
        f"没有提到“{topic}”的报告有{len(lacking)}份:{listed([draft.desk.dated(one) for one in lacking], SHOWN)}。"
    )
    draft.say(f"共读了{_of(draft.question)}{len(reports):,}份报告,其余{len(reports) - len(lacking):,}份提到了。")


def _around(mention: tuple[Paragraph, Span]) -> str:
    """The words of a paragraph around what stands at a span."""
    paragraph, span = mention
    start, end = max(0, span.start - 20), min(len(paragraph.text), span.end + 30)
    return f"{'…' if start else ''}{paragraph.text[start:end]}{'…' if end < len(paragraph.text) else ''}"
