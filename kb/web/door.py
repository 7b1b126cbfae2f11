"""The door: what a request says is checked here once and becomes strict values, or a RequestError."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import request

from kb.ask.changes import LABELS
from kb.errors import RequestError
from kb.types import Change

LONGEST_QUESTION = 500
LONGEST_CHANGE = 60


def question_of(value: object, name: str = "question") -> str:
    """A question fit to be asked: not empty, at most 500 characters, control characters become blanks."""
    if not isinstance(value, str):
        raise RequestError(400, "bad_question", f"{name} 应为文字。", "请在其中写入要问的话。")
    question = "".join(char if char.isprintable() or char == "\n" else " " for char in value).strip()
    if not question:
        raise RequestError(400, "empty_question", "还没有写问题。", "例如：哪个区2024年调解纠纷最多？")
    if len(question) > LONGEST_QUESTION:
        raise RequestError(
            400,
            "question_too_long",
            f"问题有 {len(question)} 字，最多 {LONGEST_QUESTION} 字。",
            "请只留下要问的那一句。",
        )
    return question


def conversation_of(value: object) -> str:
    """The sealed conversation sent along; "" for none. Whether it is one of ours, the sealer tells."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RequestError(
            400, "bad_conversation", "conversation 应为文字。", "请原样传回上一次答复中的 conversation。"
        )
    return value


def changes_of(given: Mapping[str, object]) -> tuple[Change, ...]:
    """What the reader put right: `place`, `year`, `topic`, `scope` where they are given, "" where taken out."""
    changes = []
    for slot in LABELS:
        value = given.get(slot)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > LONGEST_CHANGE:
            raise RequestError(400, "bad_change", f"{slot} 应为不超过 {LONGEST_CHANGE} 字的文字。", "请改短后再试。")
        changes.append(Change(slot, "".join(char if char.isprintable() else " " for char in value).strip()))
    return tuple(changes)


def check_origin() -> None:
    """Refuse what another site's page sends; browsers say where a form comes from, other programs need not."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin == "null" and site == "same-origin":  # our pages send no referrer, and so their forms no origin
        origin = None
    elsewhere = origin is not None and urlsplit(origin).netloc != request.host
    if elsewhere or site not in {None, "none", "same-origin"}:
        raise RequestError(403, "other_origin", "这个请求来自别的网站，没有照办。", "请在本站的页面里操作。")


def whole_number(name: str, value: object, highest: int) -> int:
    """A number from 0 to `highest`; 0 when it was left out."""
    text = str(value if value is not None else "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= highest and len(text) < 10):
        raise RequestError(400, "bad_number", f"{name} 应为 0 到 {highest} 的整数。", "请改正后再试。")
    return int(text)


def yes_or_no(name: str, value: object) -> bool:
    """Whether something is asked for: true in JSON, 1 in an address; not when it was left out."""
    text = str(value if value is not None else "").strip().lower()
    if text not in {"", "0", "1", "false", "true"}:
        raise RequestError(400, "bad_choice", f"{name} 应为 1 或 0。", "不需要时可以不写。")
    return text in {"1", "true"}


def arguments(*names: str) -> dict[str, str]:
    """Those of these arguments of the address that were given, to be kept in another address."""
    return {name: value for name in names if (value := request.args.get(name, ""))}


def json_object() -> dict[str, object]:
    """The JSON object a request was sent with. A wrong content type or malformed JSON is refused by Flask."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise RequestError(400, "bad_request", "请求内容应为 JSON 对象。", '例如：{"question": "…"}')
    return body
