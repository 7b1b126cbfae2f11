"""What readers called wrong, and the golden questions that the index is held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.answer.explore.paging import Page, page_of
from kb.ask.changes import LABELS
from kb.errors import FullError, IndexStateError, RequestError
from kb.store.kept import Kept, KeptQuestions, golden_questions, wrong_answers
from kb.types import Answer
from kb.web.addresses import ask_url
from kb.web.admin import told
from kb.web.admin_session import blueprint
from kb.web.door import arguments, whole_number
from kb.web.office import office
from kb.web.room import room

HERE = "admin.asked"
PAGE = 25  # of either list: every one shown is asked again, and both lists fit into the answers that are kept
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class KeptView:
    """A kept question with the answer it has now; `now` is None where no index answers. `golden` is the id of the golden
    question that a wrong answer is already, "" for none.
    """

    kept: Kept
    now: Answer | None
    url: str
    golden: str = ""

    @property
    def changed(self) -> bool:
        """Whether the answer is another one now."""
        return self.now is not None and not self.kept.is_answered_by(self.now)


@blueprint.get("/asked")
def asked() -> str:
    """A page of either list, the latest first; of the golden questions on a page those whose answer changed before the
    others. `made` is the id of a golden question that was made just now, `at` that of one to be shown.
    """
    wrong, golden = wrong_answers(office().index).all(), golden_questions(office().index).all()
    already = {_asked(one): one.id for one in golden}
    args = request.args
    wrong_page, golden_page = _page(wrong, "page"), _page(golden, "golden", args.get("at") or args.get("made", ""))
    made = next((one for one in golden if one.id == args.get("made")), None)
    return render_template(
        "admin/asked.html",
        wrong=[_view(one, already.get(_asked(one), "")) for one in wrong_page.shown],
        wrong_page=wrong_page,
        golden=sorted(map(_view, golden_page.shown), key=lambda view: not view.changed),
        golden_page=golden_page,
        counts=(len(wrong), len(golden)),
        labels=LABELS,
        made=made,
        chosen=arguments("page", "golden"),
    )


@blueprint.post("/asked/<kept_id>")
def settle(kept_id: str) -> ResponseReturnValue:
    """`choice`: "golden" makes a golden question of a wrong answer, "done" drops it; "accept" takes the answer of now for a
    golden question, "drop" drops that, "undo" makes it a wrong answer again.
    """
    wrong, golden = wrong_answers(office().index), golden_questions(office().index)
    choice = request.form.get("choice", "")
    one = (wrong if choice in {"golden", "done"} else golden).get(kept_id)
    if one is None:
        raise RequestError(404, "not_kept", "这一条已经处理过了。", "请刷新本页。")
    match choice:
        case "golden":
            _move(one, wrong, golden)
            return redirect(url_for(HERE, made=kept_id), 303)
        case "done":
            wrong.remove(kept_id)
            return told("已移出报错。", HERE)
        case "accept":
            golden.replace(one.answered(_answer(one)))
            return told("已改以现在的回答为准。", HERE)
        case "drop":
            golden.remove(kept_id)
            return told("已移出考题。", HERE)
        case "undo":
            _move(one, golden, wrong)
            return told("已撤销，这一条回到报错。", HERE)
    raise RequestError(400, "bad_choice", "没有说明怎么处理。", "请点页面上的按钮。")


def _move(one: Kept, source: KeptQuestions, target: KeptQuestions) -> None:
    try:
        target.add(one)
    except FullError as error:
        raise RequestError(507, error.code, error.message, error.hint) from error
    source.remove(one.id)


def _page(kept: Sequence[Kept], argument: str, at: str = "") -> Page[Kept]:
    """The page that the address names; where it names none, the one with the question of the id `at`."""
    latest_first = kept[::-1]
    number = whole_number(argument, request.args.get(argument), MOST_PAGES)
    stands = next((place for place, one in enumerate(latest_first) if one.id == at), 0)
    return page_of(latest_first, number or stands // PAGE + 1, PAGE)


def _asked(one: Kept) -> tuple[object, ...]:
    """What makes two kept questions the same."""
    return one.question, one.state, one.changes


def _view(one: Kept, golden: str = "") -> KeptView:
    try:
        now = _answer(one)
    except IndexStateError:
        now = None
    return KeptView(one, now, ask_url(one.question, room().sealer.seal(one.state), one.changes), golden)


def _answer(one: Kept) -> Answer:
    return room().kb.ask(one.question, one.state, one.changes).answer
