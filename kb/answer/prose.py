"""Sentences of the reports that answer, found by the words of the question, as published, each cited."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from kb.answer.desk import Desk
from kb.answer.draft import Draft
from kb.answer.retrieve import search_words
from kb.answer.sentences import best_sentences, is_dated, is_placed
from kb.ask import cues
from kb.ask.where import is_where, told_words
from kb.lang.normalize import simplify
from kb.lexicon.words import analyser
from kb.types import Paragraph, ParagraphKind, Piece, Report, Span

ROOM = 520  # characters of an answer made of items
ENOUGH = 0.24  # share of the question that a passage must hold to be an answer
_SHARE = 0.4
_NO_ANSWER = (ParagraphKind.TITLE, ParagraphKind.ADDRESS)


def from_sentences(draft: Draft, reports: Sequence[Report], words: str) -> bool:
    """Say the sentences that hold most of `words`; whether there are any."""
    desk = draft.desk
    when, where = bool(cues.ASKS_WHEN.search(words)), is_where(words)
    said = told_words(words)
    topic = cues.PROSE_WORDS.sub(" ", said).strip() or said or words
    must, placed = _must_hold(words), bool(draft.question.targets[0].places)
    found = search_words(desk, topic, frozenset(report.id for report in reports), 12, must_hold=must)
    paragraphs = desk.paragraphs(
        (one.report_id, one.paragraph)
        for one, text in found
        if must or _fits(one.coverage, _share(desk, topic, text), placed=placed)
    )
    paragraphs = _below_headings(desk, [paragraph for paragraph in paragraphs if paragraph.kind not in _NO_ANSWER])
    holding = is_dated if when else is_placed if where else None
    chosen = best_sentences([(p, desk.folded(p)) for p in paragraphs], topic, holding)
    if not chosen:
        return False
    for sentence in chosen:
        n = desk.cite(sentence.paragraph, sentence.span)
        draft.say(Piece(simplify(sentence.text).strip(), (n,)))
    _more_evidence(draft, paragraphs)
    report = desk.catalogue.by_id[chosen[0].paragraph.report_id]
    if len(reports) > 1 and not draft.question.targets[0].places:
        draft.assume("place", "地区", f"{draft.desk.name_of(report)}{report.year}年")
    return True


def _below_headings(desk: Desk, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """A heading answers by what stands below it: each gives way to its first two paragraphs, where it has any."""
    kept: dict[tuple[str, int], Paragraph] = {}
    for paragraph in paragraphs:
        chosen = [paragraph]
        if paragraph.kind == ParagraphKind.HEADING:
            following = desk.paragraphs((paragraph.report_id, paragraph.number + step) for step in (1, 2))
            below = [p for p in following if p.kind == ParagraphKind.BODY and paragraph.text in p.section]
            chosen = below or chosen
        kept |= {(p.report_id, p.number): p for p in chosen if (p.report_id, p.number) not in kept}
    return list(kept.values())


def _fits(coverage: float, share: float, *, placed: bool) -> bool:
    """Whether a passage holds enough of the question; more is asked for where no place narrows the search."""
    if not placed:
        return coverage >= ENOUGH * 1.5 and share >= _SHARE * 1.25
    return coverage >= ENOUGH or share >= _SHARE


def _share(desk: Desk, topic: str, text: str) -> float:
    """Share of the question's words, by rarity in the index, that stand in a paragraph."""
    weights = {
        word: math.log(1 + (desk.indexed + 1) / (desk.snapshot.passages.document_frequency(word) + 1))
        for word in analyser().terms(topic)
        if len(word) > 1
    }
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in text) / whole if whole else 0.0


def _must_hold(words: str) -> tuple[str, ...]:
    """Words in quotation marks are names: a passage without them is about something else."""
    return tuple(re.findall(r"[“\"「]([^”\"」]{2,12})[”\"」]", words))


def _more_evidence(draft: Draft, paragraphs: Sequence[Paragraph]) -> None:
    """Up to three further paragraphs stand below the answer, so that a reader may judge."""
    for paragraph in paragraphs[:3]:
        if paragraph.kind in (ParagraphKind.BODY, ParagraphKind.TABLE, ParagraphKind.HEADING):
            draft.desk.cite(paragraph)


def say_paragraphs(draft: Draft, numbers: Sequence[int], report: Report, words: str) -> None:
    """Say of the given paragraphs of a report what holds most of `words`."""
    desk = draft.desk
    paragraphs = desk.paragraphs((report.id, number) for number in numbers)
    chosen = best_sentences([(p, desk.folded(p)) for p in paragraphs], words)
    if not chosen:
        chosen_paragraph = paragraphs[0]
        span = Span(0, len(chosen_paragraph.text))
        draft.say(Piece(shortened(simplify(chosen_paragraph.text), ROOM), (desk.cite(chosen_paragraph, span),)))
        return
    for sentence in chosen:
        draft.say(Piece(simplify(sentence.text).strip(), (desk.cite(sentence.paragraph, sentence.span),)))


def shortened(text: str, room: int) -> str:
    """Text up to `room` characters, cut at the last mark before it; whole where it fits."""
    if len(text) <= room + 8:
        return text.rstrip(";；,，")
    marks = [match.start() for match in re.finditer(r"[,,;;。、]", text[:room])]
    return f"{text[: marks[-1] if marks and marks[-1] > room // 2 else room]}……"
