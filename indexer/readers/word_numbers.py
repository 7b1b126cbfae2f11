"""The numbers that Word shows before the paragraphs of its lists: 一、 (一) 1. ① 1.1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from indexer.readers.word_package import Node, child, children, is_on, name, number, value
from indexer.readers.word_styles import Look, Styles
from kb.lang.numerals import to_chinese

_LEVELS = 9
_LONGEST = 60  # characters of a mark as the file writes it: Word allows fewer
_PLACE = re.compile(r"%([1-9])")
_ENDS_NARROW = re.compile(r"[!-~]$")
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))  # 1 to 50
_WORTHS = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN = tuple(zip("M CM D CD C XC L XL X IX V IV I".split(), _WORTHS, strict=True))
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _pick(letters: str) -> Callable[[int], str]:
    """Counts by letters: 甲 乙 丙; beyond the last by digits."""
    return lambda count: letters[count - 1] if 0 < count <= len(letters) else str(count)


def _letters(count: int) -> str:
    """By the alphabet, as Word counts: a … z, aa, bb …"""
    turns, rest = divmod(count - 1, 26)
    return chr(ord("a") + rest) * (turns + 1) if 0 < count <= 780 else str(count)


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    written = ""
    for letters, worth in _ROMAN:
        times, count = divmod(count, worth)
        written += letters * times
    return written


_COUNTED: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "none": lambda _: "",
        "decimalZero": "{:02}".format,
        "decimalFullWidth": lambda count: str(count).translate(_WIDE),
        "decimalEnclosedCircle": _pick(_CIRCLED),
        "decimalEnclosedCircleChinese": _pick(_CIRCLED),
        "decimalEnclosedParen": _pick("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
        "decimalEnclosedFullstop": _pick("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
        "ideographTraditional": _pick("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac": _pick("子丑寅卯辰巳午未申酉戌亥"),
        "ideographDigital": lambda count: str(count).translate(_DIGITS),
        "japaneseDigitalTenThousand": lambda count: str(count).translate(_DIGITS),
        "chineseCounting": to_chinese,
        "chineseCountingThousand": to_chinese,
        "japaneseCounting": to_chinese,
        "taiwaneseCounting": to_chinese,
        "taiwaneseCountingThousand": to_chinese,
        "chineseLegalSimplified": lambda count: to_chinese(count).translate(_FORMAL),
        "lowerLetter": _letters,
        "upperLetter": lambda count: _letters(count).upper(),
        "lowerRoman": lambda count: _roman(count).lower(),
        "upperRoman": _roman,
    },
)


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list. `counts` is how it counts, by the word of the format; `mark` has %1 to %9 for the counts of
    the levels; it begins anew after a paragraph of any of the first `anew` levels; `digits` is for all levels shown.
    """

    counts: str = "none"
    start: int = 1
    mark: str = ""
    anew: int = 0
    digits: bool = False


class Numbering:
    """Counts the numbered paragraphs of one document, which must be asked for in reading order."""

    def __init__(self, numbering: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {value(one, "numId"): one for one in children(numbering, "num")}
        self._models = {value(one, "abstractNumId"): one for one in children(numbering, "abstractNum")}
        self._counts: defaultdict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self._levels: dict[str, tuple[_Level, ...]] = {}

    def mark(self, look: Look) -> str:
        """The number before the next paragraph, a blank behind one that ends narrow; "" for a bullet or no number."""
        if look.numbered not in self._lists:
            return ""
        counts = self._counts[value(child(self._lists[look.numbered], "abstractNumId"))]
        if look.numbered not in self._levels:
            self._levels[look.numbered] = self._begin(look.numbered, counts)
        levels = self._levels[look.numbered]
        level, before = levels[look.depth], counts[look.depth]
        counts[look.depth] = level.start if before is None else before + 1
        for below in range(look.depth + 1, _LEVELS):
            if look.depth < levels[below].anew:
                counts[below] = None
        shown = _PLACE.sub(lambda place: _shown(int(place[1]) - 1, level, levels, counts), level.mark).strip()
        return f"{shown} " if _ENDS_NARROW.search(shown) else shown

    def _begin(self, listed: str, counts: list[int | None]) -> tuple[_Level, ...]:
        """The levels of a list at its first paragraph: those it sets a start for begin anew, though lists share counts."""
        model = self._model(listed)
        levels = [_Level()] * _LEVELS
        for node in children(model, "lvl"):
            _put(levels, node)
        for override in children(self._lists[listed], "lvlOverride"):
            for node in children(override, "lvl"):
                _put(levels, node)
            at = number(value(override, "ilvl"), -1)
            start = child(override, "startOverride")
            if start is not None and 0 <= at < _LEVELS:
                levels[at] = replace(levels[at], start=number(value(start), 1))
                counts[at] = None
        return tuple(levels)

    def _model(self, listed: str) -> Node | None:
        """What a list is modelled on; that of a style's list where the model only names the style."""
        model = self._models.get(value(child(self._lists[listed], "abstractNumId")))
        named = value(child(model, "numStyleLink"))
        linked = self._lists.get(self._styles.list_of(named)) if named else None
        return model if linked is None else self._models.get(value(child(linked, "abstractNumId")))


def _put(levels: list[_Level], node: Node) -> None:
    """Put what an element w:lvl says in its place among the levels."""
    at = number(value(node, "ilvl"), -1)
    if not 0 <= at < _LEVELS:
        return
    formats = [value(one) for one in node.iter() if name(one) == "numFmt"]  # the last is for readers like this one
    counts = formats[-1] if formats else "decimal"
    levels[at] = _Level(
        counts,
        number(value(child(node, "start")), 1),
        "" if counts == "bullet" else value(child(node, "lvlText"))[:_LONGEST],
        number(value(child(node, "lvlRestart")), at),
        is_on(node, "isLgl"),
    )


def _shown(place: int, level: _Level, levels: tuple[_Level, ...], counts: list[int | None]) -> str:
    """The count of a level in the mark of another; one not yet used shows its start."""
    count = counts[place]
    counted = _COUNTED.get(levels[place].counts, str)
    return (str if level.digits else counted)(max(0, levels[place].start if count is None else count))
