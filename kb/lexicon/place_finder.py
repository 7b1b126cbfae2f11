"""Find names of places in folded text: runs of nested names, then names that stand alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from kb.lang.tokens import Analyser
from kb.lexicon.place_table import PlaceTable, ordinary_words
from kb.types import Level

# Behind an ordinary word, these tell that a place is meant: 和平法院, 公安县政府.
_PLACELIKE = re.compile("(?:区|县|市|旗|州)?(?:人民)?(?:政府|法院|检察院|司法局|公安局|公安分局|信访局)")
_HAN = re.compile("[\u4e00-\u9fff]")
# A name of two characters (忠县, 杨镇) counts behind these, or where no Chinese character stands before it.
_LINKS = frozenset("在到从与及对由是去问查看比跟将向于")
_AND = frozenset("和与跟同及、")  # between two names, they tell that the second is one: 矿区和郊区
_LONGEST_ORDINARY = 12
# The last word of a name goes with what follows: 建设乡村, 发展镇域经济, 和平县级.
_CUT_IN_TWO = re.compile("乡[村镇土情]|镇[村域街级区乡]|县[域级]")

# Behind a name at the beginning of what is said, this tells that a place is meant, whatever else the word may mean: 矿区2024年.
_YEAR_BEFORE = re.compile(r"\d年$")
_DATED = re.compile(r"\s?(?:19|20)\d\d年")


class Step(NamedTuple):
    """A name at `start:end` of a text, and the codes it may mean there."""

    start: int
    end: int
    codes: tuple[str, ...]


class Names:
    """Names of the table and short names of the towns among `known`, as they begin at a place of a text."""

    def __init__(self, table: PlaceTable, known: frozenset[str]) -> None:
        self._table = table
        self._towns: dict[str, dict[str, tuple[str, ...]]] = {}
        for code in sorted(known & table.lines.keys()):
            row = table.row(code)
            if row.level == Level.TOWN and row.short:
                names = self._towns.setdefault(row.short[:2], {})
                names[row.short] = (*names.get(row.short, ()), code)

    def beginnings(self, text: str) -> list[int]:
        """Where two characters stand with which a name begins: few do, and looking is quick."""
        begins, towns = self._table.begins, self._towns
        return [at for at, pair in enumerate(map(str.__add__, text, text[1:])) if pair in begins or pair in towns]

    def at(self, text: str, start: int) -> list[Step]:
        """Names that begin at `start`, the longest first."""
        first = text[start : start + 2]
        lengths, towns = self._table.lengths(first), self._towns.get(first, {})
        if towns:
            lengths = tuple(sorted({*lengths, *map(len, towns)}, reverse=True))
        steps = []
        for length in lengths:
            name = text[start : start + length]
            codes = (*self._table.full(name), *self._table.short(name), *towns.get(name, ()))
            if codes and len(name) == length:
                steps.append(Step(start, start + length, codes))
        return steps

    def run(self, text: str, start: int, above: tuple[str, ...] = ()) -> list[Step]:
        """Nested names from `start`, each below one of the step before (the first below `above`, if any).

        Of several readings the one that reaches farthest: 济南市中区 is 济南 and 市中区, not 济南市 and 中区.
        """
        best: list[Step] = []
        for step in self.at(text, start):
            codes = step.codes
            if above:
                codes = tuple(code for code in codes if not set(above).isdisjoint(self._table.ancestors(code)))
            if codes:
                run = [step._replace(codes=codes), *self.run(text, step.end, codes)]
                if not best or run[-1].end > best[-1].end:
                    best = run
        return best


@lru_cache(maxsize=4)
def _names(table: PlaceTable, known: frozenset[str]) -> Names:
    """The same for every text that is read against the same places."""
    return Names(table, known)


def find_steps(table: PlaceTable, text: str, *, short: bool, known: frozenset[str]) -> list[Step]:
    """Every mention in `text`, in order, none overlapping; a run is one step with the codes of its last name."""
    text = text.replace("街办", "街道")  # 大良街办 is 大良街道办事处; of the same length
    reader = _Reader(table, text, short=short, known=known)
    found, end = [], 0
    for at in reader.beginnings:
        if at >= end and (step := reader.mention(at, end)) is not None:
            found.append(step)
            end = step.end
    return found


@cache
def _cutter() -> Analyser:
    """Cuts words as any reader would: our own names would cut 行政和司法 to pieces (政和)."""
    return Analyser(())


class _Reader:
    """Judges which names of one text are meant as places."""

    def __init__(self, table: PlaceTable, text: str, *, short: bool, known: frozenset[str]) -> None:
        self._table, self._text, self._short = table, text, short
        self._names = _names(table, known)
        self._held = table.with_ancestors(known)
        self._edges: frozenset[int] | None = None
        self.beginnings = self._names.beginnings(text)

    def mention(self, at: int, last: int = 0) -> Step | None:
        """The run of names that begins at `at`, or else the longest name there that stands alone; `last` is where the
        mention before ends.
        """
        steps = self._names.at(self._text, at)
        if not steps or self._joins(at):
            return None
        run = self._names.run(self._text, at)
        if len(run) > 1 and self._run_stands(run):
            return Step(at, run[-1].end, run[-1].codes)
        joined = last > 0 and self._text[last:at] in _AND
        return next((step for step in steps if self._stands(step, joined=joined)), None)

    def _joins(self, at: int) -> bool:
        """Whether 和 begins no name (和顺) but joins one to the full name of a place held (新抚区和顺城区)."""
        return self._text[at] == "和" and any(
            self._table.is_full(self._text[step.start : step.end]) and not self._held.isdisjoint(step.codes)
            for step in self._names.at(self._text, at + 1)
        )

    def _run_stands(self, run: list[Step]) -> bool:
        """Whether a run holds: with a full name in it, or, in a question, where a word ends behind it."""
        if any(self._table.is_full(self._text[step.start : step.end]) for step in run):
            return True
        return self._short and run[-1].end in self._word_edges()

    def _stands(self, step: Step, *, joined: bool) -> bool:
        name = self._text[step.start : step.end]
        held = not self._held.isdisjoint(step.codes)
        ordinary = self._ordinary_around(step)
        if self._table.is_full(name):
            if self._short and self._text.startswith(
                "市场", step.end - 1
            ):  # 浏阳|市场监管局, as people say for 浏阳市市场…
                return False
            chance = ordinary or _CUT_IN_TWO.match(self._text, step.end - 1)
            asked = self._short and held and not ordinary  # in a question, of a place that reports hold: 甲区和冠县
            if self._begins_here(step.start) and _DATED.match(self._text, step.end):
                return True
            if joined and self._short and ordinary == name and len(name) > 2 and name[-1] in "镇乡":
                return True  # 乾元镇、新市镇: one of several towns that a question names
            return (held or not chance) and (len(name) > 2 or asked or joined or self._begins_here(step.start))
        if not self._short:
            return False
        edges = self._word_edges()
        whole = step.start in edges and step.end in edges
        if ordinary:
            placelike = _PLACELIKE.match(self._text, step.end) is not None
            town = all(self._table.row(code).level == Level.TOWN for code in step.codes)  # 建设乡, 城镇街道
            return ordinary == name and ((held and whole and not town) or placelike)
        return whole or (held and step.start in edges)

    def _begins_here(self, start: int) -> bool:
        before = self._text[max(0, start - 1) : start]
        return not _HAN.match(before) or before in _LINKS or _YEAR_BEFORE.search(self._text[:start]) is not None

    def _ordinary_around(self, step: Step) -> str:
        """The longest ordinary word that the name is, or lies in; "" for none."""
        words, text = ordinary_words(), self._text
        found = [
            text[start:end]
            for start in range(max(0, step.end - _LONGEST_ORDINARY), step.start + 1)
            for end in range(step.end, min(len(text), start + _LONGEST_ORDINARY) + 1)
            if text[start:end] in words
        ]
        return max(found, key=len, default="")

    def _word_edges(self) -> frozenset[int]:
        if self._edges is None:
            edges = [0]
            for word in _cutter().words(self._text):
                edges.append(edges[-1] + len(word))
            self._edges = frozenset(edges)
        return self._edges
