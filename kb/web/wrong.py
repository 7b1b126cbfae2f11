"""Readers say that an answer is wrong: it is kept for whoever keeps the index."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from kb.errors import FullError, RequestError
from kb.store.kept import Kept, wrong_answers
from kb.web.addresses import ask_url
from kb.web.door import changes_of, check_origin, conversation_of, question_of
from kb.web.office import Throttle, office
from kb.web.room import room

blueprint = Blueprint("wrong", __name__)

LONGEST_REMARK = 500
EXTENSION = "jushi.wrong"


@blueprint.post("/wrong")
def keep() -> ResponseReturnValue:
    """Keep a question, the answer it has, and a remark; ten from one address within a minute are enough.

    The question is asked once more, so that only answers of ours are kept.
    """
    check_origin()
    address, told = request.remote_addr or "", current_app.extensions.setdefault(EXTENSION, Throttle())
    if told.must_wait(address):
        raise RequestError(429, "too_many_remarks", "报错太频繁了，这一条没有存下。", "请过一分钟再试。")
    told.add(address)
    question, remark = question_of(request.form.get("q"), "q"), _remark(request.form.get("remark", ""))
    turn = room().ask(question, conversation_of(request.form.get("c")), changes=changes_of(request.form))
    given = request.form.get("g", "")[:40]
    if given and given != turn.answer.generation:
        remark = f"（报错时看到的是 {given} 的回答）{remark}"
    try:
        wrong_answers(office().index).add(Kept.of(question, turn.state, turn.changes, turn.answer, remark))
    except FullError as error:
        raise RequestError(507, error.code, error.message, error.hint) from error
    except OSError as error:
        raise RequestError(500, "disk", "没有存下。", "请管理员检查索引文件夹的权限和空间后再试。") from error
    if request.accept_mimetypes.best == "application/json":
        return {"message": "已记下，谢谢。管理的人会核对。"}
    return render_template("kept.html", back=ask_url(question, turn.before, turn.changes))


def _remark(text: str) -> str:
    """At most 500 characters, without control characters."""
    if len(text) > LONGEST_REMARK:
        raise RequestError(400, "remark_too_long", f"说明最多 {LONGEST_REMARK} 字。", "请写短些再试。")
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text).strip()
