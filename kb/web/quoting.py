"""An answer to be copied: as plain text, as Markdown, and references to its reports after GB/T 7714."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.types import Answer, Citation
from kb.web.addresses import web_address
from kb.web.citation_view import CitationView

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Copies:
    """The three forms of an answer with its sources."""

    plain: str
    markdown: str
    references: str


def copies_of(answer: Answer, views: Sequence[CitationView], question: str, address: str, today: date) -> Copies:
    """`address` is that of the answer, whole; `views` are its citations in order."""
    sources = [f"[{one.citation.n}] {where(one.citation)}" for one in views]
    plain = [
        question,
        answer.text,
        *(["", "出处：", *sources] if sources else []),
        "",
        f"{address}（{answer.generation}）",
    ]
    return Copies("\n".join(plain), _markdown(answer, views, question, address), references(answer.citations, today))


def where(citation: Citation) -> str:
    """Title, section and paragraph of a citation."""
    section = f"，{'›'.join(citation.section)}" if citation.section else ""
    return f"{citation.title}{section}，第{citation.paragraph}段"


def references(citations: Sequence[Citation], today: date) -> str:
    """A reference for each report once, numbered; `today` is the day of looking at what stands on the web."""
    reports = list({one.report_id: one for one in citations}.values())
    return "\n".join(f"[{n}] {reference(one, today)}" for n, one in enumerate(reports, 1))


def reference(citation: Citation, today: date) -> str:
    """责任者. 题名[R/OL]. (发布日期)[引用日期]. 网址.  Without an address: 责任者. 题名[R]. 年.  What is not known is left out."""
    author = f"{citation.issuer}. " if citation.issuer else ""
    published = citation.published.isoformat() if citation.published else ""
    if address := web_address(citation.source_url):
        day = f"({published})" if published else ""
        return f"{author}{citation.title}[R/OL]. {day}[{today.isoformat()}]. {address}."
    return f"{author}{citation.title}[R]. {published[:4]}." if published else f"{author}{citation.title}[R]."


def _markdown(answer: Answer, views: Sequence[CitationView], question: str, address: str) -> str:
    root = address.split("/?", 1)[0]
    lines = [
        "".join(_escaped(piece.text) + "".join(f"[^{n}]" for n in piece.cites) for piece in line)
        for line in answer.lines
    ]
    notes = [f"[^{one.citation.n}]: [{_escaped(where(one.citation))}]({root}{one.url})" for one in views]
    return "\n\n".join(
        [f"**{_escaped(question)}**", *lines, f"[{answer.generation}]({address})", "\n".join(notes)]
    ).strip()


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
