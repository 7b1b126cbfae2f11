"""Sentences without figures, composed of many parts, so that words are as common or rare as in real reports."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache

from bench.corpus.specs import sentences, words
from bench.corpus.world import place_of
from kb.lexicon.place_table import PlaceTable
from kb.types import Level, Place

_SLOT = re.compile(r"\{(\w+)\}")
_BODIES = {kind: f"{kind}委、{kind}政府" for kind in "省市区县州旗"}
_ORGANS = {"街道": "街道办事处"}


@dataclass(frozen=True, slots=True)
class Local:
    """What a report says of its place: `name` as it calls itself, `kind` its last word, `up` who is above it."""

    place: Place
    name: str
    kind: str
    up: str
    government: str
    towns: tuple[str, ...]


@cache
def local_of(code: str) -> Local:
    """The words of a place."""
    place = place_of(code)
    kind = {"自治区": "区", "直辖市": "市", "地区": "区", "街道": "街道"}.get(place.kind, place.kind)
    above = place_of(place.parent) if place.parent else None
    up = above.name[:-1] + _BODIES[above.name[-1]] if above and above.name[-1] in _BODIES else "党中央、国务院"
    organ = place.full_name + _ORGANS.get(place.kind, "人民政府")
    return Local(place, place.name, kind, up, organ, _below(code) or (place.name,))


@cache
def _children() -> dict[str, tuple[str, ...]]:
    """Names of the living divisions below each, without zones."""
    table, found = PlaceTable(), {}
    for code in table.lines:
        row = table.row(code)
        if not row.until and row.level in {Level.CITY.value, Level.COUNTY.value, Level.TOWN.value}:
            found.setdefault(row.parent, []).append(row.name)
    return {code: tuple(names) for code, names in found.items()}


def _below(code: str) -> tuple[str, ...]:
    return _children().get(code, ())


class Writer:
    """Fills sentences in for one report, by its own random numbers."""

    def __init__(self, code: str, year: int, rng: random.Random) -> None:
        self.local, self.rng, self._words = local_of(code), rng, words()
        self._makers = {
            "town": lambda: rng.choice(self.local.towns),
            "village": self.village,
            "name": lambda: self.local.name,
            "kind": lambda: self.local.kind,
            "up": lambda: self.local.up,
            "year": lambda: str(year),
            "n": lambda: str(rng.randint(3, 40)),
        }

    def pick(self, name: str) -> str:
        """A word of a list, the first ones more often."""
        choices = self._words[name]
        return choices[int(len(choices) * self.rng.random() ** 1.3)]

    def fill(self, template: str) -> str:
        """A template with its slots filled, none twice with the same word where that can be helped."""
        used: set[str] = set()

        def slot(found: re.Match[str]) -> str:
            for _ in range(4):
                name = found[1]
                word = self._makers[name]() if name in self._makers else self.pick(name)
                word = _SLOT.sub(lambda inner: self.pick(inner[1]), word) if "{" in word else word
                if word not in used or name in {"name", "kind", "year"}:
                    break
            used.add(word)
            return word

        return _SLOT.sub(slot, template)

    def sentence(self, part: str = "plain") -> str:
        """A sentence of a part, or one that fits everywhere."""
        lists = sentences()
        return self.fill(self.rng.choice(lists[part if part in lists and self.rng.random() < 0.4 else "plain"]))

    def village(self) -> str:
        """柳井村, 桃坪社区: made of two characters, rare as real names are."""
        chars = words()["village"]
        return f"{self.rng.choice(chars)}{self.rng.choice(chars)}{'村' if self.rng.random() < 0.6 else '社区'}"

    def person(self) -> str:
        """A name of two or three characters."""
        given = words()["given"]
        first = self.rng.choice(given)
        return self.pick("surname") + first + (self.rng.choice(given) if self.rng.random() < 0.75 else "")

    def brand(self) -> str:
        """枫桥夜话: a made name of four characters."""
        one, two = words()["brand1"], words()["brand2"]
        first, second = (2 * self.rng.randrange(len(words_) // 2) for words_ in (one, two))
        return one[first] + one[first + 1] + two[second] + two[second + 1]
