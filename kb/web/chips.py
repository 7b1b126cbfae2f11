"""How a question was read, as chips: each that can be put right asks again under an address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.ask.changes import ANY, LABELS, SCOPES
from kb.ask.wanted import subject
from kb.types import Change, Reading
from kb.web.addresses import ask_url

ORIGINS = {"inherited": "承上文", "assumed": "推定", "mended": "已纠正", "changed": "已改"}
_HINTS = {"place": "如：密云区", "year": "如：2024；几年用顿号隔开", "topic": "如：行政复议受理", "scope": ""}


@dataclass(frozen=True, slots=True)
class Chip:
    """A reading as shown. `slot` is "" where it cannot be changed. `value` stands in its field, `kept` are the other fields
    that its form sends along, `choices` what may be chosen, `without` the address that takes it out ("": it is not there).
    `links` ask in another way instead: the name of each way, and the address of its question.
    """

    label: str
    text: str
    origin: str
    badge: str
    slot: str = ""
    value: str = ""
    hint: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    without: str = ""
    links: tuple[tuple[str, str], ...] = ()


def chips_of(
    readings: Sequence[Reading],
    question: str,
    conversation: str,
    changes: tuple[Change, ...],
    others: Sequence[tuple[str, str]] = (),
) -> tuple[Chip, ...]:
    """A chip for each reading; where something stands for a slot, no second one that says nothing is set. `others` are the
    other intents and the questions that have them.
    """
    if not readings or any(one.slot == "intent" and one.value == "闲谈" for one in readings):
        return ()
    told = {one.slot for one in readings if one.value != ANY}
    shown = [one for one in readings if one.value != ANY or one.slot not in told]
    slots = {one.slot for one in readings}
    shown += [Reading(slot, LABELS[slot], ANY) for slot in ("place", "year") if slot not in slots]
    links = tuple((name, ask_url(words)) for name, words in others)
    chips = [(one, _chip(one, question, conversation, changes)) for one in shown]
    return tuple(replace(chip, links=links) if one.slot == "intent" else chip for one, chip in chips)


def _chip(reading: Reading, question: str, conversation: str, changes: tuple[Change, ...]) -> Chip:
    text = subject(reading.value) if reading.slot == "topic" else reading.value.replace(" ", "")
    badge = ORIGINS.get(reading.origin, "")
    slot = reading.slot if reading.slot in LABELS else ""
    if not slot:
        return Chip(reading.label, text, reading.origin, badge)
    others = tuple(change for change in changes if change.slot != slot)
    kept = [("q", question), ("c", conversation), *((one.slot, one.value) for one in others)]
    plain = reading.origin not in {"assumed", "mended"} and reading.value != ANY
    without = (
        "" if reading.value == ANY or slot == "topic" else ask_url(question, conversation, (*others, Change(slot, "")))
    )
    return Chip(
        label=reading.label,
        text=text,
        origin=reading.origin,
        badge=badge,
        slot=slot,
        value=text if plain else "",
        hint=_HINTS[slot],
        kept=tuple(pair for pair in kept if pair[1] or pair[0] in LABELS),
        choices=SCOPES if slot == "scope" else (),
        without=without,
    )
