"""The addresses of answers and of the words they rest on. Made within a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

from kb.store.export import FigureRow
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


def figure_url(figure: FigureRow) -> str:
    """The address of a figure's words."""
    return report_url(figure.report_id, figure.fact.paragraph, (figure.fact.figure,))


def external(url: str) -> str:
    """An address of ours with the host that was asked, for what is read elsewhere."""
    return request.host_url.rstrip("/") + url


def web_address(url: str) -> str:
    """An address that leads to the web; "" for anything else (javascript:, file:), which is never made a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""
