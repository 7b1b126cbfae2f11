"""The chat page, and the turns that its script adds to it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kb.errors import IndexStateError
from kb.web.door import LONGEST_QUESTION, conversation_of, json_object, question_of, whole_number
from kb.web.room import room
from kb.web.views import examples, turn_view

blueprint = Blueprint("chat", __name__)

MOST_TURNS = 10_000


@blueprint.get("/")
def page() -> str:
    """The page, empty or with the answer to `q` as the next turn of conversation `c`."""
    if not request.args.get("q", "").strip():
        return _empty_page()
    question = question_of(request.args["q"], "q")
    turn = turn_view(room().ask(question, conversation_of(request.args.get("c"))))
    return render_template("chat.html", turn=turn, longest=LONGEST_QUESTION)


@blueprint.post("/turn")
def turn() -> str:
    """One turn as a piece of the page. `turn` in the JSON object is its place on the page, counted from 1."""
    body = json_object()
    question = question_of(body.get("question"))
    number = whole_number("turn", body.get("turn"), MOST_TURNS)
    asked = room().ask(question, conversation_of(body.get("conversation")), number or 1)
    return render_template("_turn.html", turn=turn_view(asked))


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
