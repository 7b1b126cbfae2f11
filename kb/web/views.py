"""View records of an answer: what the page and the API both show. Made within a request, for they hold addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.types import Answer, Considered, Piece, Trace
from kb.web.addresses import ask_url, external, report_url
from kb.web.chart_view import ChartView, CiteView, TableView, chart_view, table_view
from kb.web.chips import Chip, chips_of
from kb.web.citation_view import CitationView, citation_views
from kb.web.quoting import Copies, copies_of
from kb.web.room import Turn
from kb.web.understood import whole_question

LONG_LINE = 70  # characters
RESTARTED = "上文已失效，这一问按新对话回答。"
MOST_CARDS, CARDS_OPEN = 60, 8  # citations shown as cards, and how many of them before a click


@dataclass(frozen=True, slots=True)
class PieceView:
    """A run of an answer; `url` leads to the very words in the report ("": it is no figure), `computed` to the formula."""

    text: str
    url: str
    computed: bool
    cites: tuple[CiteView, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of an answer; `charted`: chart and table show it too."""

    pieces: tuple[PieceView, ...]
    charted: bool


@dataclass(frozen=True, slots=True)
class TracedView:
    """A figure that was looked at, with the address of its words."""

    considered: Considered
    url: str


@dataclass(frozen=True, slots=True)
class TraceView:
    """How the answer came about."""

    trace: Trace
    used: tuple[TracedView, ...]
    left_out: tuple[TracedView, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to ask next, and the address that asks it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn, ready to be shown. `whole` tells the question as understood where its own words do not, "" otherwise; `url` is
    the address under which the same answer is found again.

    `long`: the first line is too long for the large letters of a short answer. `edit` is the address where the question
    stands ready to be changed, `csv` that of the table's file. `conflicts` are groups of cards, `cards` the others,
    `uncarded` how many citations have none. `shown_notes` are the notes that no table shows. `moved` is the generation of an
    address that another one answers now.
    """

    key: str
    question: str
    whole: str
    answer: Answer
    lines: tuple[LineView, ...]
    long: bool
    conversation: str
    url: str
    edit: str
    csv: str
    citations: tuple[CitationView, ...]
    cards: tuple[CitationView, ...]
    conflicts: tuple[tuple[CitationView, ...], ...]
    uncarded: int
    table: TableView | None
    chart: ChartView | None
    chips: tuple[Chip, ...]
    trace: TraceView
    notes: tuple[str, ...]
    shown_notes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    copies: Copies
    wrong: tuple[tuple[str, str], ...]
    moved: str = ""


def turn_view(turn: Turn, shared: str = "", others: Sequence[tuple[str, str]] = ()) -> TurnView:
    """The one view of an answer, for the page and the API; `shared` is the generation that its address names, `others` are
    the other intents to be offered, each with its question.
    """
    answer, key = turn.answer, f"a{turn.number}"
    views = citation_views(answer.citations)
    by_number = {view.citation.n: view for view in views}
    apart = {n for group in answer.conflicts for n in group}
    cards = tuple(view for view in views if view.citation.n not in apart)[:MOST_CARDS]
    carded = apart | {view.citation.n for view in cards}
    url = ask_url(turn.question, turn.before, turn.changes, answer.generation)
    cite = {n: CiteView(n, f"#{key}-c{n}" if n in carded else view.url) for n, view in by_number.items()}
    svg, csv = (
        ask_url(turn.question, turn.before, turn.changes, endpoint=name) for name in ("chat.drawing", "chat.rows")
    )
    whole = whole_question(answer.query)
    told = f"{whole}（{turn.question}）" if whole else turn.question
    notes = ((RESTARTED,) if turn.restarted else ()) + answer.notes
    return TurnView(
        key=key,
        question=turn.question,
        whole=whole,
        answer=answer,
        lines=tuple(
            LineView(tuple(_piece(piece, by_number, cite) for piece in line), at in answer.charted)
            for at, line in enumerate(answer.lines)
        ),
        long=sum(len(piece.text) for line in answer.lines[:1] for piece in line) > LONG_LINE,
        conversation=turn.after,
        url=url,
        edit=ask_url(turn.question, turn.before, endpoint="chat.edit"),
        csv=csv,
        citations=views,
        cards=cards,
        conflicts=tuple(tuple(by_number[n] for n in group) for group in answer.conflicts),
        uncarded=len(views) - len(carded),
        table=table_view(answer.table, answer.chart, by_number, cite) if answer.table else None,
        chart=chart_view(key, answer.chart, answer.table, by_number, cite, svg) if answer.chart else None,
        chips=chips_of(answer.query, turn.question, turn.before, turn.changes, others),
        trace=_trace_view(answer),
        notes=notes,
        shown_notes=tuple(note for note in notes if note not in answer.charted_notes),
        suggestions=tuple(Suggestion(text, ask_url(text, turn.after)) for text in answer.suggestions),
        copies=copies_of(answer, views[:MOST_CARDS], told, external(url), date.today()),  # noqa: DTZ011
        wrong=(
            ("q", turn.question),
            ("c", turn.before),
            *((change.slot, change.value) for change in turn.changes),
            ("g", answer.generation),
        ),
        moved=shared if shared and shared != answer.generation else "",
    )


def examples(texts: Sequence[str]) -> tuple[Suggestion, ...]:
    """Questions to begin with, as links."""
    return tuple(Suggestion(text, ask_url(text)) for text in texts)


def _piece(piece: Piece, views: Mapping[int, CitationView], cite: Mapping[int, CiteView]) -> PieceView:
    url = ""
    if piece.mark is not None and piece.cites and (view := views.get(piece.cites[0])) is not None:
        url = report_url(view.citation.report_id, view.citation.paragraph, (piece.mark,))
    return PieceView(piece.text, url, piece.computed, tuple(cite[n] for n in piece.cites if n in cite))


def _trace_view(answer: Answer) -> TraceView:
    """The figures that were used stand in the order of the chart, where there is one."""

    def traced(considered: Sequence[Considered]) -> tuple[TracedView, ...]:
        return tuple(TracedView(one, report_url(one.report_id, one.paragraph, (one.mark,))) for one in considered)

    trace, marks = answer.trace, answer.chart.marks if answer.chart else ()
    stands = {one.n: (one.report_id, one.paragraph) for one in answer.citations}
    order = {(*stands[mark.cite], mark.mark): at for at, mark in enumerate(marks) if mark.cite in stands}
    used = sorted(trace.used, key=lambda one: order.get((one.report_id, one.paragraph, one.mark), len(order)))
    return TraceView(trace, traced(used), traced(trace.left_out))
