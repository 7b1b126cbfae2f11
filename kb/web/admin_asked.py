"""What readers called wrong, and the golden questions that the index is held to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from kb.ask.changes import LABELS
from kb.errors import FullError, IndexStateError, RequestError
from kb.store.asked import Kept, golden_questions, wrong_answers
from kb.types import Answer
from kb.web.addresses import ask_url
from kb.web.admin import told
from kb.web.admin_session import blueprint
from kb.web.office import office
from kb.web.room import room

HERE = "admin.asked"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class KeptView:
    """A kept question with the answer it has now; `now` is None where no index answers."""

    kept: Kept
    now: Answer | None
    url: str

    @property
    def changed(self) -> bool:
        """Whether the answer is another one now."""
        return self.now is not None and not self.kept.is_answered_by(self.now)


@blueprint.get("/asked")
def asked() -> str:
    """Both lists, the latest first; of golden questions those whose answer changed before the others."""
    wrong, golden = wrong_answers(office().index).all(), golden_questions(office().index).all()
    views = [_view(one) for one in reversed(golden[-MOST_SHOWN:])]
    return render_template(
        "admin/asked.html",
        wrong=[_view(one) for one in reversed(wrong[-MOST_SHOWN:])],
        golden=sorted(views, key=lambda view: not view.changed),
        labels=LABELS,
        more=max(0, len(wrong) - MOST_SHOWN) + max(0, len(golden) - MOST_SHOWN),
    )


@blueprint.post("/asked/<kept_id>")
def settle(kept_id: str) -> ResponseReturnValue:
    """`choice`: "golden" makes a golden question of a wrong answer, "done" drops it; "accept" takes the answer of now for a
    golden question, "drop" drops that.
    """
    wrong, golden = wrong_answers(office().index), golden_questions(office().index)
    choice = request.form.get("choice", "")
    one = (wrong if choice in {"golden", "done"} else golden).get(kept_id)
    if one is None:
        raise RequestError(404, "not_kept", "这一条已经处理过了。", "请刷新本页。")
    match choice:
        case "golden":
            try:
                golden.add(one)
            except FullError as error:
                raise RequestError(507, error.code, error.message, error.hint) from error
            wrong.remove(kept_id)
            return told("已定为考题。以后每次建好索引都会再问一遍，回答变了会说。", HERE)
        case "done":
            wrong.remove(kept_id)
            return told("已移出报错。", HERE)
        case "accept":
            golden.replace(one.answered(_answer(one)))
            return told("已改以现在的回答为准。", HERE)
        case "drop":
            golden.remove(kept_id)
            return told("已移出考题。", HERE)
    raise RequestError(400, "bad_choice", "没有说明怎么处理。", "请点页面上的按钮。")


def _view(one: Kept) -> KeptView:
    try:
        now = _answer(one)
    except IndexStateError:
        now = None
    return KeptView(one, now, ask_url(one.question, room().sealer.seal(one.state), one.changes))


def _answer(one: Kept) -> Answer:
    return room().kb.ask(one.question, one.state, one.changes).answer
