"""Places of one name in one list, told apart by what lies above them: 南京市鼓楼区, 徐州市鼓楼区."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kb.lexicon.places import gazetteer


def told_apart(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """How to name each place of a list of (code, name), by code: by its name, with the division above it where another one of
    the list has the same, with all above where that does not tell them apart either.
    """
    names = {code: name for code, name in places if code}
    for named in (_with_parent, _in_full):
        sharing: dict[str, list[str]] = defaultdict(list)
        for code, name in names.items():
            sharing[name].append(code)
        names |= {code: named(code, name) for name, codes in sharing.items() if len(codes) > 1 for code in codes}
    return names


def _with_parent(code: str, name: str) -> str:
    place = gazetteer().get(code)
    above = gazetteer().get(place.parent) if place else None
    return f"{above.name}{name}" if above else name


def _in_full(code: str, name: str) -> str:
    place = gazetteer().get(code)
    return place.full_name if place else name
