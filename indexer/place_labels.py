"""Which labels of a table are places: 大兴区, 大兴 or 北京市大兴区 beside their neighbours, and which 朝阳区 is meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.cell_kinds import TOTAL
from indexer.tabular import Part
from kb.lexicon.places import Gazetteer
from kb.types import Level, Place

_HEAD = re.compile(
    r"地区|区县|县区|市县|区域|辖区|行政区|省份|省市|城市|乡镇|镇街|街镇|街道|镇\(|区划|地市|市州|州市|盟市|旗县|县市|市\(|区\(|县\("
    r"|^(?:省|市|区|县|旗|镇|乡|单位)$|各[省市区县旗镇乡]"
)
_FULL = re.compile(r"(?:[省市区县旗州盟镇乡]|街道|特区|办事处|管委会)$")
_OFFICE = re.compile(r"(?:人民政府|政府|司法局|办事处|管委会|管理委员会|人民法院|检察院|公安局|信访局)$")
Axis = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    places: tuple[Place, ...]
    full: bool


class PlaceLabels:
    """The labels of one table, read together: what one of them may mean is told by the others and by `context`.

    `context` are places that captions, a sheet's name or the report name; places among and below them come first.
    """

    def __init__(self, gazetteer: Gazetteer, parts: Iterable[Part], context: Iterable[Place]) -> None:
        self._gazetteer = gazetteer
        around = list(context)
        self._context = frozenset(place.code for place in around)
        self._near = self._context.union(*(place.ancestors for place in around))
        axes: dict[Axis, dict[str, Part]] = defaultdict(dict)
        for part in parts:
            axes[_axis(part)].setdefault(part.text, part)
        self._known: dict[str, _Label] = {}
        self._meant: dict[tuple[Axis, str], tuple[Place, ...]] = {}
        for axis, labels in axes.items():
            self._read(axis, labels.values())
        self._axes = {axis for axis, _ in self._meant}

    def place(self, part: Part) -> Place | None:
        """The place that a label is, None where it is none or nothing tells which of several."""
        meant = self._meant.get((_axis(part), part.text), ())
        return meant[0] if len(meant) == 1 else None

    def name(self, part: Part) -> str:
        """The full name of the place that a label is, as it stands there where several bear it; "" for no place."""
        meant = self._meant.get((_axis(part), part.text), ())
        return meant[0].full_name if len(meant) == 1 else _spaceless(part.text) if meant else ""

    def is_among_places(self, part: Part) -> bool:
        """Whether other labels of its row or column are places."""
        return _axis(part) in self._axes

    def _read(self, axis: Axis, parts: Iterable[Part]) -> None:
        labels = [(part, self._label(part.text)) for part in parts if not TOTAL.fullmatch(part.text)]
        named = [label for _, label in labels if label.places]
        if not named:
            return
        votes = Counter(code for label in named for code in {up for place in label.places for up in place.ancestors})
        alike = len(named) >= 2 and 2 * len(named) >= len(labels)
        for part, label in labels:
            headed = _HEAD.search(part.over) is not None
            own = any(place.code in self._context for place in label.places)
            if label.places and (label.full or headed or alike or own):
                meant = self._choose(label, votes, sure=headed or label.full)
                if meant:
                    self._meant[axis, part.text] = meant

    def _label(self, text: str) -> _Label:
        if text not in self._known:
            bare = _spaceless(text)
            name = bare if self._gazetteer.by_name(bare) else _OFFICE.sub("", bare)
            places = self._gazetteer.by_name(name) if 2 <= len(name) <= 20 else ()
            self._known[text] = _Label(bare, places, len(name) > 2 and _FULL.search(name) is not None)
        return self._known[text]

    def _choose(self, label: _Label, votes: Counter[str], *, sure: bool) -> tuple[Place, ...]:
        """The likeliest places of a label; a short name needs others beside it below the same place, or the context."""

        def rank(place: Place) -> tuple[int, int, bool]:
            around = {*place.ancestors, place.code}
            return len(around & self._near), max((votes[up] for up in place.ancestors), default=0), place.until is None

        best = max(map(rank, label.places))
        if not sure and best[0] == 0 and best[1] < 2:
            return ()
        chosen = tuple(place for place in label.places if rank(place) == best)
        chosen = tuple(place for place in chosen if place.level is chosen[0].level)
        return () if len(chosen) > 1 and chosen[0].level is Level.ZONE else chosen  # 开发区, who knows of which city


def _axis(part: Part) -> Axis:
    """Labels of one column, or heads of one row, stand side by side."""
    return ("column", part.column) if part.is_label else ("row", part.row)


def _spaceless(text: str) -> str:
    return re.sub(r"\s+", "", text)
