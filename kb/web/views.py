"""View records of an answer: what the page and the API both show. Made within a request, for they hold addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from kb.types import Answer, Citation, Reading, Span, Table
from kb.web.columns import numeric_columns
from kb.web.marks import Segment, excerpt, mark_text, segments
from kb.web.room import Turn

ORIGINS = {"inherited": "承上文", "assumed": "推定", "mended": "已纠正"}
LONG_LINE = 70  # characters
RESTARTED = "上文已失效，这一问按新对话回答。"


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation with its address. `segments` are the whole paragraph, `excerpt` its answering sentences or ()."""

    citation: Citation
    first: Span
    url: str
    segments: tuple[Segment, ...]
    excerpt: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    cells: tuple[str, ...]
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """`numeric` tells for each column whether it holds figures; `cited` whether any row names its source."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[RowView, ...]
    cited: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to ask next, and the address that asks it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn, ready to be shown. `url` is the address under which the same answer is found again.

    `long`: the first line is too long for the large letters of a short answer.
    """

    key: str
    question: str
    answer: Answer
    long: bool
    conversation: str
    url: str
    citations: tuple[CitationView, ...]
    table: TableView | None
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


def turn_view(turn: Turn) -> TurnView:
    """The one view of an answer, for the page and the API."""
    answer = turn.answer
    return TurnView(
        key=f"a{turn.number}",
        question=turn.question,
        answer=answer,
        long=sum(len(piece.text) for line in answer.lines[:1] for piece in line) > LONG_LINE,
        conversation=turn.after,
        url=ask_url(turn.question, turn.before),
        citations=citation_views(answer.citations),
        table=_table_view(answer.table) if answer.table else None,
        readings=answer.query,
        notes=((RESTARTED,) if turn.restarted else ()) + answer.notes,
        suggestions=tuple(Suggestion(text, ask_url(text, turn.after)) for text in answer.suggestions),
    )


def citation_views(citations: Sequence[Citation]) -> tuple[CitationView, ...]:
    """Each citation with the address of its paragraph, its marks within."""
    return tuple(
        CitationView(
            citation=citation,
            first=citation.marks[0] if citation.marks else Span(0, 0),
            url=report_url(citation.report_id, citation.paragraph, citation.marks),
            segments=segments(citation.text, citation.marks),
            excerpt=excerpt(citation.text, citation.marks),
        )
        for citation in citations
    )


def ask_url(question: str, conversation: str = "") -> str:
    """The address of a question's answer."""
    return url_for("chat.page", q=question, c=conversation or None)


def report_url(report_id: str, paragraph: int = 0, marks: Sequence[Span] = ()) -> str:
    """The address of a report, or of a paragraph in it with words marked."""
    return url_for(
        "reports.page",
        report_id=report_id,
        m=[mark_text(paragraph, mark) for mark in marks] or None,
        _anchor=f"p{paragraph}" if paragraph else None,
    )


def examples(texts: Sequence[str]) -> tuple[Suggestion, ...]:
    """Questions to begin with, as links."""
    return tuple(Suggestion(text, ask_url(text)) for text in texts)


def _table_view(table: Table) -> TableView:
    cites = table.cites or ((),) * len(table.rows)
    return TableView(
        columns=table.columns,
        numeric=numeric_columns(table.rows),
        rows=tuple(RowView(row, cited) for row, cited in zip(table.rows, cites, strict=False)),
        cited=any(cites),
    )
