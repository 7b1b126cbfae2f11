"""Find passages: the index proposes, the window re-ranking disposes."""

from __future__ import annotations

from collections.abc import Iterable

from kb.answer.desk import Desk
from kb.lang.normalize import folded_text
from kb.lang.tokens import is_number
from kb.lexicon.words import analyser
from kb.store.contracts import TextQuery
from kb.store.rerank import DEPTH, Passage, Ranked, rerank, sought


def search_words(
    desk: Desk, words: str, reports: frozenset[str] | None, limit: int, *, must_hold: Iterable[str] = ()
) -> list[tuple[Ranked, str]]:
    """The best paragraphs for folded `words` with their folded texts, best first; only those of `reports` (None: all).

    A paragraph lacking one of `must_hold` (folded) is left out.
    """
    analyse = analyser()
    terms = {term: 0.5 if is_number(term) else 1.0 for term in analyse.terms(words)}
    if not terms or reports == frozenset():
        return []
    hits = desk.search(TextQuery(terms, reports, max(DEPTH, limit)))
    paragraphs = {(p.report_id, p.number): p for p in desk.paragraphs((hit.report_id, hit.paragraph) for hit in hits)}
    texts = [desk.folded(paragraphs[hit.report_id, hit.paragraph]).text for hit in hits]
    by_key = {(hit.report_id, hit.paragraph): text for hit, text in zip(hits, texts, strict=True)}
    heads = {section: folded_text(" ".join(section)) for section in {p.section for p in paragraphs.values()}}
    passages = [
        Passage(text, heads[paragraphs[hit.report_id, hit.paragraph].section])
        for hit, text in zip(hits, texts, strict=True)
    ]
    index = desk.snapshot.passages
    asked = sought(words, analyse.words(words), terms, index.document_frequency, desk.indexed)
    ranked = rerank(hits, passages, asked)
    held = [(one, by_key[one.report_id, one.paragraph]) for one in ranked]
    wanted = tuple(must_hold)
    return [(one, text) for one, text in held if all(word in text for word in wanted)][:limit]
