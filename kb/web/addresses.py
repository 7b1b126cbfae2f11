"""The addresses of answers and of the words they rest on. Made within a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from kb.types import Change, Span
from kb.web.marks import mark_text


def ask_url(
    question: str,
    conversation: str = "",
    changes: Sequence[Change] = (),
    generation: str = "",
    endpoint: str = "chat.page",
) -> str:
    """The address of a question's answer; with `generation` the page tells when another one answers since."""
    values: dict[str, Any] = {"q": question, "c": conversation or None}
    values |= {change.slot: change.value for change in changes}
    return url_for(endpoint, **values, g=generation or None)


def report_url(report_id: str, paragraph: int = 0, marks: Sequence[Span] = ()) -> str:
    """The address of a report, or of a paragraph in it with words marked."""
    return url_for(
        "reports.page",
        report_id=report_id,
        m=[mark_text(paragraph, mark) for mark in marks] or None,
        _anchor=f"p{paragraph}" if paragraph else None,
    )
