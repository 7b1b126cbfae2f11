"""View records of a report: its text with marks, its contents, and where it stands among the others of its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kb.store.export import FigureRow
from kb.types import Paragraph, ParagraphKind, Report, Span
from kb.web.addresses import web_address
from kb.web.columns import numeric_columns
from kb.web.marks import Segment, segments, with_figures
from kb.web.matrix_view import fact_words, written

CONTENTS_DEPTH = 2

Numbered = tuple[int, Span]  # a figure's number and where it stands


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph as shown. `level` is that of an HTML heading (2 to 6), 0 for what is none. `rows` are of a table,
    `numeric` tells which of its columns hold figures.
    """

    number: int
    kind: str
    level: int
    segments: tuple[Segment, ...]
    rows: tuple[tuple[tuple[Segment, ...], ...], ...] = ()
    numeric: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    number: int
    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Read:
    """A figure read from the report, for the list beside it: `name` is its indicator or, where it has none (`known` is
    false), the words that name it; `words` tell what it is beside its value; `number` leads to where it stands.
    """

    number: int
    paragraph: int
    name: str
    known: bool
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report. `title` are the paragraphs it begins with, when together they are its title; () otherwise.

    `source_url` is "" unless it is an http or https address. `earlier` and `later` are of the same place, in force.
    `newer` is the latest version of this report where that is another, `older` are the versions before this one.
    """

    report: Report
    title: tuple[ParagraphView, ...]
    paragraphs: tuple[ParagraphView, ...]
    contents: tuple[Entry, ...]
    source_url: str
    earlier: Report | None
    later: Report | None
    newer: Report | None = None
    older: tuple[Report, ...] = ()
    figures: tuple[Read, ...] = ()


def report_view(
    report: Report,
    paragraphs: Sequence[Paragraph],
    marks: Mapping[int, Sequence[Span]],
    others: Sequence[Report],
    superseded: Mapping[str, str],
    figures: Sequence[FigureRow] = (),
) -> ReportView:
    """The view of a report with `marks` by paragraph; `others` are all reports held, `superseded` gives the id of each old
    version the id of the latest, `figures` are those that were read from it.
    """
    stand: dict[int, list[Numbered]] = defaultdict(list)
    for figure in figures:
        stand[figure.fact.paragraph].append((figure.fact.number, figure.fact.figure))
    views = [_paragraph_view(one, marks.get(one.number, ()), stand[one.number]) for one in paragraphs]
    titles = _title_length(report, paragraphs)
    same = [
        other
        for other in others
        if other.place_code == report.place_code and report.place_code and other.year and other.id not in superseded
    ]
    return ReportView(
        report=report,
        title=tuple(views[:titles]),
        paragraphs=tuple(views[titles:]),
        contents=tuple(
            Entry(paragraph.number, paragraph.text, paragraph.depth)
            for paragraph in paragraphs
            if paragraph.kind is ParagraphKind.HEADING and 0 < paragraph.depth <= CONTENTS_DEPTH
        ),
        source_url=web_address(report.source_url),
        earlier=max((other for other in same if other.year < report.year), key=_year, default=None),
        later=min((other for other in same if other.year > report.year > 0), key=_year, default=None),
        newer=next((other for other in others if other.id == superseded.get(report.id)), None),
        older=tuple(other for other in others if superseded.get(other.id) == report.id),
        figures=tuple(_read(figure, report) for figure in figures),
    )


def _title_length(report: Report, paragraphs: Sequence[Paragraph]) -> int:
    """How many paragraphs the heading of the page takes the place of: 0 when the title was made up or stands below."""
    lines = list(takewhile(lambda paragraph: paragraph.kind is ParagraphKind.TITLE, paragraphs))
    told, title = "".join(line.text for line in lines), report.title
    return len(lines) if "".join(told.split()) == "".join(title.split()) else 0


def _year(report: Report) -> int:
    return report.year


def _read(figure: FigureRow, report: Report) -> Read:
    fact = figure.fact
    name = fact.indicator or fact.phrase.replace(" ", "")
    words = fact_words(fact, report.year, report.place_code)
    return Read(fact.number, fact.paragraph, name, bool(fact.indicator), written(figure), words)


def _paragraph_view(paragraph: Paragraph, spans: Sequence[Span], figures: Sequence[Numbered]) -> ParagraphView:
    is_heading = paragraph.kind is ParagraphKind.HEADING
    return ParagraphView(
        number=paragraph.number,
        kind=paragraph.kind.value,
        level=min(max(paragraph.depth, 1) + 1, 6) if is_heading else 0,
        segments=with_figures(segments(paragraph.text, spans), figures),
        rows=_rows(paragraph, spans, figures),
        numeric=numeric_columns(paragraph.cells[1:] or paragraph.cells),
    )


def _rows(
    paragraph: Paragraph, spans: Sequence[Span], figures: Sequence[Numbered]
) -> tuple[tuple[tuple[Segment, ...], ...], ...]:
    """The cells of a table with their marks; () where cells and text disagree, and the text is shown as it is."""
    if not paragraph.cells or "\n".join(" | ".join(row) for row in paragraph.cells) != paragraph.text:
        return ()
    at, rows = 0, []
    for row in paragraph.cells:
        cells = []
        for cell in row:
            whole = Span(at, at + len(cell))
            inside = [_inside(span, whole) for span in spans if _meet(span, whole)]
            numbered = [(number, _inside(span, whole)) for number, span in figures if _meet(span, whole)]
            cells.append(with_figures(segments(cell, inside), numbered))
            at = whole.end + len(" | ")
        rows.append(tuple(cells))
        at += len("\n") - len(" | ")
    return tuple(rows)


def _meet(span: Span, whole: Span) -> bool:
    return span.start < whole.end and span.end > whole.start


def _inside(span: Span, whole: Span) -> Span:
    """The part of a span that lies in another, counted from its beginning."""
    return Span(max(span.start, whole.start) - whole.start, min(span.end, whole.end) - whole.start)
