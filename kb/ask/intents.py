"""What a question wants done: cues in order of precedence, each row a rule that can be read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.ask import cues
from kb.ask.conditions import bound_of
from kb.ask.where import is_where
from kb.lexicon.indicators import indicators
from kb.types import Intent, Question

INTENTS = {
    Intent.LOOKUP: "查数字", Intent.RANK: "排名", Intent.COMPARE: "比较", Intent.TREND: "历年变化", Intent.AGGREGATE: "合计",
    Intent.NUMBERS: "列出数字", Intent.PASSAGE: "查原文", Intent.ABOUT: "报告信息", Intent.REPORTS: "收录情况", Intent.SMALLTALK: "闲谈",
    Intent.MENTIONS: "提到的报告",
}  # fmt: skip


def talk_of(folded: str) -> Intent | None:
    """Talk and questions about the holdings, which need no topic; None for everything else."""
    text = folded.strip()
    if any(p.search(text) for p in (cues.GREETING, cues.THANKS, cues.BYE, cues.ABILITY)):
        return Intent.SMALLTALK
    if not re.search(r"\w", text):
        return Intent.SMALLTALK
    if cues.ORIGIN.search(text) and len(text) < 24:
        return Intent.SMALLTALK
    if cues.HELD.search(text) and len(text) < 30 and not indicators().recognise(text):
        return Intent.REPORTS
    return None


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the detectors saw of a question: its text, and `open`, that without names (《数据安全法》 asks for no 数据);
    `targets` is how many places or years it names side by side.
    """

    folded: str
    open: str
    targets: int
    spread: bool
    scoped: bool

    def has(self, cue: re.Pattern[str]) -> bool:
        return cue.search(self.open) is not None

    @property
    def when(self) -> bool:
        return self.has(cues.ASKS_WHEN) and not self.has(cues.WHICH_YEAR_MORE)

    @property
    def figure(self) -> bool:
        return self.has(cues.ASKS_FIGURE)

    @property
    def prose_who(self) -> bool:
        """Asks for a person, not which side has more."""
        return (
            self.has(cues.ASKS_WHO)
            and not self.figure
            and self.targets < 2
            and not re.search(r"多|[增降减升涨]\w{0,3}[快慢]", self.folded)
        )


def _about(signs: _Signs) -> bool:
    asks = (cues.ABOUT_WHEN, cues.ABOUT_TO, cues.ABOUT_BY)
    return signs.has(cues.ABOUT_REPORT) and any(signs.has(cue) for cue in asks)


def _all_numbers(signs: _Signs) -> bool:
    return (signs.has(cues.NUMBERS) or (signs.has(cues.EACH) and signs.targets < 2)) and not signs.has(cues.RANK)


def _trend(signs: _Signs) -> bool:
    told = signs.figure or not signs.has(cues.OVER_TIME)  # 两年合计
    summed = signs.has(cues.AGGREGATE) and told and not (signs.spread and signs.has(cues.ASKS_CHANGE))
    return signs.targets < 2 and signs.has(cues.TREND) and not summed


def _bare_topic(signs: _Signs) -> bool:
    """通州 2024 复议申请: an indicator and nothing that asks for prose."""
    table = indicators()
    named = table.recognise(signs.folded) or table.topics_in(signs.folded)
    return not signs.has(cues.ASKS_PROSE) and bool(named)


def _told(signs: _Signs) -> bool:
    """在哪个镇试点, 镇长是谁: asks for a place or a person that prose names, and ranks or counts nothing."""
    return is_where(signs.open) or (signs.has(cues.ASKS_HOLDER) and signs.targets < 2 and not signs.figure)


# In order of precedence: the first rule that holds gives the intent.
_RULES: tuple[tuple[Intent, Callable[[_Signs], bool]], ...] = (
    (Intent.ABOUT, _about),
    (Intent.NUMBERS, _all_numbers),
    (Intent.PASSAGE, _told),
    (Intent.RANK, lambda signs: signs.has(cues.RANK)),
    (Intent.TREND, _trend),
    (Intent.AGGREGATE, lambda signs: signs.has(cues.AGGREGATE) and (signs.figure or not signs.when)),
    (Intent.COMPARE, lambda signs: signs.has(cues.COMPARE) and not signs.when and not signs.prose_who),
    (Intent.TREND, lambda signs: signs.targets >= 2 and (signs.spread or signs.has(cues.TREND))),
    (Intent.RANK, lambda signs: signs.scoped and (signs.figure or bound_of(signs.open) is not None)),
    (Intent.RANK, lambda signs: signs.scoped and _bare_topic(signs)),
    (Intent.TREND, lambda signs: signs.spread and not signs.figure and not signs.has(cues.ASKS_PROSE)),
    (Intent.LOOKUP, lambda signs: signs.figure and not signs.when),
    (Intent.LOOKUP, _bare_topic),
)


def intent_of(folded: str, targets: int, *, spread: bool, scoped: bool) -> Intent:
    """The intent of a question that has a topic. `targets` is how many places or years it names side by side.

    `spread`: years were said as a stretch; `scoped`: it asks over places (哪个区, 各地).
    """
    signs = _Signs(folded, cues.NAME.sub("□", folded), targets, spread, scoped)
    return next((intent for intent, holds in _RULES if holds(signs)), Intent.PASSAGE)


def told_intent(question: Question, origin: str) -> Question:
    """The question with the intent that it has by now in its readings; `origin` is where another one than was said is from."""
    name = INTENTS[question.intent]
    readings = tuple(
        replace(one, value=name, origin=origin) if one.slot == "intent" and one.value != name else one
        for one in question.readings
    )
    return replace(question, readings=readings)
