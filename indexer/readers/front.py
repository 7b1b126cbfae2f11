"""The leading block of `key: value` lines between `---` lines, as Markdown and text files carry it."""

from __future__ import annotations

import re

from kb.types import STATED_KEYS

_FRONT = re.compile(
    r"[\s\ufeff]*---[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\r|\n|$)", re.DOTALL
)
_LINE = re.compile(r"(?P<key>[A-Za-z_][\w-]*)\s*[:\uff1a]\s*(?P<value>.*)")
_MAX = 4000  # characters: a longer block between rules is text


def front_matter(text: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """What a leading block states, and where the report begins: (), 0 where there is no such block.

    Every line of it must read `key: value` (or be empty, or a comment), else it is text. Keys that are not in
    STATED_KEYS are passed over; a key may be repeated.
    """
    found = _FRONT.match(text[:_MAX])
    if not found:
        return (), 0
    stated = []
    for raw in re.split(r"[\r\n]+", found["body"]):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        pair = _LINE.fullmatch(line)
        if not pair:
            return (), 0
        key, value = pair["key"].lower(), pair["value"].strip().strip("\"'").strip()
        if key in STATED_KEYS and value:
            stated.append((key, value))
    return tuple(stated), found.end()
