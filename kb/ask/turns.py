"""The turn before, as a later one may take it over, and the small wordings of what was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from kb.lexicon.places import gazetteer
from kb.types import Question, Reading, Target, Wanted

KEPT = 4  # targets remembered


@dataclass(frozen=True, slots=True)
class Turn:
    """What a later turn may take over. `targets` are (place code, year) answered, last the newest; `words` name what was
    wanted, `context` the words around.
    """

    intent: str = ""
    words: str = ""
    context: str = ""
    unit: str = ""
    kind: str = ""
    targets: tuple[tuple[str, int], ...] = ()
    answered: tuple[tuple[str, int], ...] = ()
    scope: tuple[str, str, str] | None = None
    years: tuple[int, ...] = ()
    ascending: bool = False
    tells: str = ""

    @property
    def wanted(self) -> Wanted:
        """What was wanted, whole."""
        return Wanted(self.words, self.context, self.unit, self.kind)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Turn | None:
        """The turn that `to_json` wrote; None for "" or anything else."""
        try:
            raw = json.loads(text) if text else None
            if not isinstance(raw, dict) or set(raw) != set(cls.__dataclass_fields__):
                return None
            pairs = {name: tuple((str(a), int(b)) for a, b in raw[name]) for name in ("targets", "answered")}
            scope = tuple(str(part) for part in raw["scope"]) if raw["scope"] else None
            return cls(**(raw | pairs | {"scope": scope, "years": tuple(int(year) for year in raw["years"])}))
        except (ValueError, TypeError, KeyError):
            return None


def targets_of(pairs: Sequence[tuple[str, int]]) -> tuple[Target, ...]:
    """The targets of (place code, year) pairs; an empty one where there are none."""
    found = []
    for code, year in pairs:
        place = gazetteer().get(code)
        found.append(Target((place,) if place else (), (year,) if year else ()))
    return tuple(found) or (Target(),)


def inherited(question: Question, *slots: tuple[str, str, str]) -> tuple[Reading, ...]:
    """The readings of a question with those added that were taken over, (slot, label, value) each."""
    added = tuple(Reading(slot, label, value, "inherited") for slot, label, value in slots if value)
    taken = {reading.slot for reading in added}
    return (*(reading for reading in question.readings if reading.slot not in taken), *added)


def place_text(targets: tuple[Target, ...]) -> str:
    """The names of the places of targets, joined."""
    return "、".join(dict.fromkeys(target.places[0].name for target in targets if target.places))


def year_text(targets: tuple[Target, ...]) -> str:
    """The years of targets, joined."""
    return "、".join(dict.fromkeys(f"{year}年" for target in targets for year in target.years))
