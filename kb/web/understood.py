"""A question told whole: what a follow-up leaves unsaid, or a reader has put right, stands in no words of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.ask.changes import ANY, SCOPES
from kb.ask.intents import INTENTS
from kb.ask.wanted import subject
from kb.types import Intent, Reading

_UNSAID = {"inherited", "changed"}
_TAILS = {
    INTENTS[Intent.LOOKUP]: "是多少",
    INTENTS[Intent.RANK]: "的排名",
    INTENTS[Intent.COMPARE]: "的比较",
    INTENTS[Intent.TREND]: "的历年变化",
    INTENTS[Intent.AGGREGATE]: "的合计",
    INTENTS[Intent.NUMBERS]: "有哪些数字",
    INTENTS[Intent.PASSAGE]: "，查原文",
    INTENTS[Intent.ABOUT]: "，报告信息",
    INTENTS[Intent.REPORTS]: "，收录情况",
}
_YEARS = re.compile(r"\d{4}(?:—\d{4})?(?=年|$|、)")


def whole_question(readings: Sequence[Reading]) -> str:
    """Place, year, what is asked for and the intent, in one phrase; "" where the question says all of it itself."""
    if not any(one.origin in _UNSAID for one in readings):
        return ""
    told = {
        one.slot: one for one in readings if one.value != ANY
    }  # of several of a slot, the last is what was settled on
    place = _value(told, "place").rpartition("→")[2]
    scope = told.get("scope")
    if scope is not None:
        place += f"各{scope.value}" if scope.value in SCOPES else "各地"
    about = "：".join(subject(told[slot].value) for slot in ("context", "topic") if slot in told)
    head = "".join((place, _year(told.get("year")), about))
    intent = _value(told, "intent")
    return f"{head}{_TAILS.get(intent, '')}" if head else intent


def _value(told: dict[str, Reading], slot: str) -> str:
    return told[slot].value.replace(" ", "") if slot in told else ""


def _year(reading: Reading | None) -> str:
    """The years alone; of a sentence that tells why a year was taken, the year it ends with."""
    found = _YEARS.findall(reading.value) if reading else []
    if reading is not None and reading.origin == "assumed":
        found = found[-1:]
    return "、".join(f"{one}年" for one in found)
