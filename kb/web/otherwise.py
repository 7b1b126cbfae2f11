"""The same figure asked in another way: its ranking, its years, a sum, a comparison, each as a question of its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.ask.changes import SCOPES
from kb.ask.context import FIGURES
from kb.ask.intents import INTENTS
from kb.ask.turns import Turn
from kb.ask.wanted import subject
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.types import Answer, Intent, Place, Report, Status

Asked = tuple[tuple[str, str], ...]  # what each question is called, and its words
_AT_ONCE = 2  # sides of a comparison


def otherwise(answer: Answer, state: str, reports: Callable[[], Sequence[Report]]) -> Asked:
    """Questions for the other intents that what the reports hold lets answer. `state` is the conversation after the answer,
    `reports` gives all that are held.
    """
    turn = Turn.from_json(state)
    used = answer.trace.used
    if turn is None or answer.status is not Status.ANSWERED or not (used and turn.answered):
        return ()
    grows = turn.intent == Intent.TREND.value  # then the words ask how it changed, too
    if turn.intent not in {intent.value for intent in FIGURES} or (turn.kind == "change" and not grows):
        return ()
    known = next((one.name for one in used if one.name in indicators().all), "")
    name = subject(known or turn.words if turn.context or grows else turn.words)
    place, year = gazetteer().get(turn.answered[0][0]), turn.answered[0][1]
    if not name or place is None:
        return ()
    is_rate = used[0].figure.endswith("%")
    asked: dict[Intent, str] = {Intent.LOOKUP: f"{_named(place)}{year}年{name}是多少？"}
    held = [(report.place_code, report.year, report.kind) for report in reports()]
    if len({when for code, when, _ in held if code == place.code}) > 1:
        asked[Intent.TREND] = f"{_named(place)}历年{name}有什么变化？"
    kind, within = _field(turn, place)
    alike = {code for code, when, of in held if when == year and of == kind}
    if kind and len(alike) > 1:
        asked[Intent.RANK] = f"{within}哪个{kind}{year}年{name}最{'高' if is_rate else '多'}？"
        if not is_rate:
            asked[Intent.AGGREGATE] = f"{within}各{kind}{year}年{name}一共多少？"
    sides = [one for code in dict.fromkeys(code for code, _ in turn.answered) if (one := gazetteer().get(code))]
    if len(sides) >= _AT_ONCE:
        both = "和".join(_named(one) for one in sides[:_AT_ONCE])
        asked[Intent.COMPARE] = f"{both}{year}年{name}谁{'高' if is_rate else '多'}？"
    own = Intent(turn.intent)
    return tuple((INTENTS[intent], asked[intent]) for intent in FIGURES if intent in asked and intent is not own)


def _field(turn: Turn, place: Place) -> tuple[str, str]:
    """The kind of places that compete, and the name of what they lie within: as they were asked for, else like the place."""
    if turn.scope is not None and turn.scope[1] in SCOPES:
        above = gazetteer().get(turn.scope[2])
        return turn.scope[1], above.full_name if above else ""
    return (place.kind if place.kind in SCOPES else ""), ""


def _named(place: Place) -> str:
    """The name of a place, in full where another has it too."""
    return place.name if len(gazetteer().by_name(place.name)) == 1 else place.full_name
