"""Questions for a place that prose tells (在哪个镇试点, 设在哪里), which rank and count nothing; and their words without the asking."""

from __future__ import annotations

import re

from kb.ask import cues
from kb.ask.conditions import bound_of

_COUNTS = (cues.RANK, cues.COMPARE, cues.ASKS_FIGURE, cues.AGGREGATE)
_ASKING = re.compile(
    r"(?:[请邀]|邀请|由)了?(?:谁|哪位(?:[\u4e00-\u9fff]{2})?)来?|(?:谁|哪位)来(?=[讲作做])|(?:是|在)?几月份?|是?什么时[候间]|是?哪[一]?[年月日天](?![\u4e00-\u9fff]{0,6}[多少])"
)


def is_where(folded: str) -> bool:
    """Whether a question asks where something is or was done."""
    text = cues.NAME.sub("□", folded)
    return cues.ASKS_WHERE.search(text) is not None and bound_of(text) is None and not any(
        cue.search(text) for cue in _COUNTS
    )  # fmt: skip


def told_words(words: str) -> str:
    """What a question for a place, a person or a time is about: 法治文化广场 建 for 在哪几个镇建了法治文化广场."""
    words = cues.ASKS_WHERE.sub(lambda match: f" {match['act'] or ''} ", words) if is_where(words) else words
    return " ".join(_ASKING.sub(" ", words).split())
