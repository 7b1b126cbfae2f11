"""What the made reports count and are composed of: figures.txt, words.txt and sentences.txt, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_SIZE = re.compile(
    r"(?P<sort>~|现|份额=|余=|%=|%|)(?P<of>[^\d*/ ]+(?=[*/ ]))?(?:/(?P<under>.+))?[* ]?"
    r"(?:(?P<low>[\d.]+)-(?P<high>[\d.]+)|(?P<base>[\d.]+))?(?P<scale>[万亿])?(?P<unit>\D*)"
)
_SORTS = {"~": "rounded", "现": "stock", "份额=": "share", "余=": "rest", "%=": "computed", "%": "rate", "": "exact"}
_SCALES = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Spec:
    """One thing that is counted.

    `sort` is exact, rounded, stock, share, rest, rate or computed; `base` the size at a county; `of` what it is a share
    of or computed from; `scale` the 万 or 亿 of its unit. `said` are its words in a chain of figures, `alone` by itself.
    """

    name: str
    section: str
    chain: int
    sort: str
    base: float
    low: float
    high: float
    of: tuple[str, ...]
    scale: str
    unit: str
    said: tuple[str, ...]
    alone: tuple[str, ...]
    noun: str

    @property
    def factor(self) -> int:
        return _SCALES.get(self.scale, 1)


@cache
def specs() -> dict[str, Spec]:
    """All specs by name, in the order of the file."""
    found, section, chain = {}, "", 0
    for line in (_HERE / "figures.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        if not line or line.startswith("#"):
            chain += 1
        else:
            spec = _spec(line, section, chain)
            found[spec.name] = spec
    return found


def _spec(line: str, section: str, chain: int) -> Spec:
    name, size, said, *more = (cell.strip() for cell in line.split("|"))
    alone, noun = (*more, "", "")[:2]
    found = _SIZE.fullmatch(size)
    if found is None:
        raise ValueError(line)
    scale, unit = found["scale"] or "", "%" if found["sort"] in {"%", "%="} else found["unit"]
    return Spec(
        name=name,
        section=section,
        chain=chain,
        sort=_SORTS[found["sort"]],
        base=float(found["base"] or 0),
        low=float(found["low"] or 0),
        high=float(found["high"] or 0),
        of=tuple(of for of in (found["of"], found["under"]) if of),
        scale=scale,
        unit=unit,
        said=tuple(said.split(";")),
        alone=tuple((alone or said).split(";")),
        noun=noun,
    )


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The lists of words by name."""
    return {name: tuple(body.split()) for name, body in _parts("words.txt")}


@cache
def sentences() -> dict[str, tuple[str, ...]]:
    """Sentences to fill in, by the name of their part."""
    return {name: tuple(body.strip().split("\n")) for name, body in _parts("sentences.txt")}


def _parts(name: str) -> Iterator[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (_HERE / name).read_text("utf-8"), flags=re.MULTILINE)
    cells = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)[1:]
    return zip(cells[::2], cells[1::2], strict=True)
