"""Citations as shown: with their address, their words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.namesakes import told_apart
from kb.types import Citation, Span
from kb.web.addresses import report_url
from kb.web.marks import Segment, excerpt, segments


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation with its address. `segments` are the whole paragraph, `excerpt` its answering sentences or (). `place` tells
    its place from those of the other citations.
    """

    citation: Citation
    first: Span
    url: str
    segments: tuple[Segment, ...]
    excerpt: tuple[Segment, ...]
    place: str = ""


def citation_views(citations: Sequence[Citation]) -> tuple[CitationView, ...]:
    """Each citation with the address of its paragraph, its marks within."""
    names = told_apart((citation.place_code, citation.place) for citation in citations)
    return tuple(
        CitationView(
            citation=citation,
            first=citation.marks[0] if citation.marks else Span(0, 0),
            url=report_url(citation.report_id, citation.paragraph, citation.marks),
            segments=segments(citation.text, citation.marks),
            excerpt=excerpt(citation.text, citation.marks),
            place=names.get(citation.place_code, citation.place),
        )
        for citation in citations
    )
