"""The chat page, the turns that its script adds to it, and the files of an answer."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from kb.errors import IndexStateError, RequestError
from kb.web.addresses import external
from kb.web.chart_view import MOST_BARS, whole_chart
from kb.web.citation_view import citation_views
from kb.web.door import LONGEST_QUESTION, changes_of, conversation_of, json_object, question_of, whole_number
from kb.web.downloads import svg_file
from kb.web.otherwise import otherwise
from kb.web.room import Turn, room
from kb.web.sheets import Sheet, csv_reply
from kb.web.views import TurnView, examples, turn_view

blueprint = Blueprint("chat", __name__)

MOST_TURNS = 10_000


@blueprint.get("/")
def page() -> str:
    """The page, empty or with the answer to `q` as the next turn of conversation `c`, read as `place`, `year`, `topic` and
    `scope` say; `g` is the generation that answered when the address was made.
    """
    if not request.args.get("q", "").strip():
        return _empty_page()
    turn = _view(_asked(), request.args.get("g", "")[:40])
    return render_template("chat.html", turn=turn, longest=LONGEST_QUESTION)


@blueprint.get("/edit")
def edit() -> str:
    """The page with a question ready to be changed, not asked yet."""
    question, conversation = question_of(request.args.get("q"), "q"), conversation_of(request.args.get("c"))
    return render_template("chat.html", draft=question, before=conversation, longest=LONGEST_QUESTION)


@blueprint.post("/turn")
def turn() -> str:
    """One turn as a piece of the page. `turn` in the JSON object is its place on the page, counted from 1."""
    body = json_object()
    question = question_of(body.get("question"))
    number = whole_number("turn", body.get("turn"), MOST_TURNS)
    asked = room().ask(question, conversation_of(body.get("conversation")), number or 1, changes_of(body))
    shared = body.get("generation")
    return render_template("_turn.html", turn=_view(asked, shared[:40] if isinstance(shared, str) else ""))


@blueprint.get("/chart.svg")
def drawing() -> Response:
    """The chart of an answer as a file."""
    answer = _asked().answer
    if answer.chart is None:
        raise RequestError(404, "no_chart", "这个回答没有图。", "排名、比较和历年变化的回答才有图。")
    chart = whole_chart(answer.chart, {view.citation.n: view for view in citation_views(answer.citations)})
    more = len(answer.chart.marks) - MOST_BARS
    cut = f"；只画前{MOST_BARS}行，全部见 CSV" if more > 0 else ""
    return svg_file(chart, answer.chart.title, f"据实，由已收录的报告得出，{answer.generation}{cut}")


@blueprint.get("/table.csv")
def rows() -> Response:
    """The table of an answer as a file, each row with the words it rests on; then the places without the figure."""
    answer = _asked().answer
    table = answer.table
    if table is None:
        raise RequestError(404, "no_table", "这个回答没有表。", "排名、比较、合计和历年变化的回答才有表。")
    views = {view.citation.n: view for view in citation_views(answer.citations)}
    cites = table.cites or ((),) * len(table.rows)
    told = []
    for row, cited in zip(table.rows, cites, strict=True):
        view = views.get(cited[0]) if cited else None
        source = (view.citation.title, str(view.citation.paragraph), external(view.url)) if view else ("", "", "")
        told.append((*row, *source))
    gaps = [mark.label for mark in answer.chart.marks if mark.value is None] if answer.chart else []
    place = min(1, len(table.columns) - 1)
    told += [(*[""] * place, label, *[""] * (len(table.columns) - place - 1), "没有这个数字", "", "") for label in gaps]
    title = answer.chart.title if answer.chart else "table"
    return csv_reply(Sheet("回答", (*table.columns, "报告", "段落", "地址"), told), title)


def _asked() -> Turn:
    """The turn that an address asks for."""
    args = request.args
    return room().ask(question_of(args.get("q"), "q"), conversation_of(args.get("c")), changes=changes_of(args))


def _view(turn: Turn, shared: str) -> TurnView:
    return turn_view(turn, shared, otherwise(turn.answer, turn.follows, room().kb.reports))


def _empty_page() -> str:
    """Where to begin; without an index, what to do first."""
    try:
        reports = room().kb.reports()
    except IndexStateError as error:
        return render_template("chat.html", missing=error, longest=LONGEST_QUESTION)
    return render_template(
        "chat.html",
        examples=examples(room().kb.examples() if reports else ()),
        held=len(reports),
        longest=LONGEST_QUESTION,
    )
