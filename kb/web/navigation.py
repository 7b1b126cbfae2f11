"""The main navigation: the pages that this application has, in the order that people read them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

PAGES = (("提问", "/"), ("指标", "/indicators"), ("地区", "/places"), ("报告", "/reports"), ("收录", "/coverage"))


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the navigation; `here`: it is the page shown, `within`: one below it is."""

    name: str
    url: str
    here: bool
    within: bool


def navigation() -> tuple[Link, ...]:
    """The pages that have an address in this application, marked where the request is."""
    served = {rule.rule for rule in current_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return tuple(
        Link(name, path, request.path == path, path != "/" and request.path.startswith(f"{path}/"))
        for name, path in PAGES
        if path in served
    )
