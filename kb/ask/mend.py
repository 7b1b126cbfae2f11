"""Mend what a question misspells: words that sound like a word of the field, and names of places.

A run of whole words, two to six characters long, that sounds exactly like a known word, tones aside, is taken for it
when the run itself is in no report. Names of places are mended by the gazetteer, among the places that reports hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kb.ask.holdings import Holdings
from kb.lang.tokens import stop_words
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.sounds import final_of, sounds
from kb.lexicon.words import analyser, synonyms
from kb.types import Place, Reading

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|\"[^\"]*\"")
_ASKS = re.compile("[哪各几每某]")
_BEFORE_ANOTHER = re.compile(r"(?:^|[和与跟同比及、,]|那)$")
_PLACE_LIKE = re.compile(r"[\u4e00-\u9fffa-z]{2,12}?(?:区|县|市|镇|乡|街道)|[a-z]{4,20}")


@dataclass(frozen=True, slots=True)
class Mended:
    text: str
    readings: tuple[Reading, ...] = ()


@cache
def _by_sound() -> Mapping[tuple[str, ...], str]:
    """Words of the field by their sound; of two that sound alike, the first in order of code points."""
    table: dict[tuple[str, ...], str] = {}
    for word in sorted({*indicators().names(), *synonyms().values()}):
        if _CHINESE.fullmatch(word) and 2 <= len(word) <= 6:
            table.setdefault(sounds(word), word)
    return table


def mend(folded: str, holdings: Holdings) -> Mended:
    """The question with places and words put right, and a Reading (origin "mended") for each change."""
    text, readings = _mend_places(folded, holdings)
    text, more = _mend_words(text, holdings)
    return Mended(text, (*readings, *more))


def _mend_places(text: str, holdings: Holdings) -> tuple[str, list[Reading]]:
    book, known = gazetteer(), holdings.places
    readings: list[Reading] = []
    named = [mention.span for mention in book.find(text, short=True, known=known)]
    for match in _PLACE_LIKE.finditer(text):
        if any(span.start < match.end() and match.start() < span.end for span in named) or _ASKS.search(match[0]):
            continue
        for start in range(match.start(), max(match.start(), match.end() - 2) + 1):
            word = text[start : match.end()]
            if (len(word) > 6 and not word.isascii()) or holdings.frequency(word):
                continue  # 下乡 is a word of the reports, though a place held sounds like it
            if named and not _BEFORE_ANOTHER.search(text[:start]):
                continue  # beside a place that is named, another stands only where it is joined to it
            near = book.near(word, known) or _one_off(word, known)
            if near and near[0].name != word:
                readings.append(Reading("place", "地区", f"{word}→{near[0].name}", "mended"))
                text = text.replace(word, near[0].name)
                break
    if not named and not readings:
        text, readings = _mend_bare_place(text, holdings)
    return text, readings


def _one_off(word: str, known: frozenset[str]) -> tuple[Place, ...]:
    """Places held whose name differs from `word` in one character of the same final sound: 塘西镇 → 塘栖镇."""
    return tuple(
        place
        for place in _by_shape(known).get((len(word), word[-1]), ())
        if len(apart := [(a, b) for a, b in zip(place.name, word, strict=True) if a != b]) == 1
        and len({final_of(syllable) for one in apart[0] for syllable in sounds(one)}) == 1
    )


@lru_cache(maxsize=2)
def _by_shape(known: frozenset[str]) -> dict[tuple[int, str], list[Place]]:
    """The places held, in order of code, by the length of the name, from three on, and its last character."""
    found: defaultdict[tuple[int, str], list[Place]] = defaultdict(list)
    for place in gazetteer().all(sorted(known)):
        if len(place.name) >= 3:
            found[len(place.name), place.name[-1]].append(place)
    return found


def _mend_bare_place(text: str, holdings: Holdings) -> tuple[str, list[Reading]]:
    """A question that begins with a word no report knows, which sounds like a place held: 通洲 2024 → 通州区."""
    match = re.match(r"[\u4e00-\u9fff]{2,3}?(?=[^\u4e00-\u9fff]|$)|[\u4e00-\u9fff]{2}", text)
    word = match[0] if match else ""
    if not word or word in _known_words() or holdings.frequency(word):
        return text, []
    near = gazetteer().near(word, holdings.places)
    if not near or near[0].short == word:
        return text, []
    return near[0].name + text[len(word) :], [Reading("place", "地区", f"{word}→{near[0].name}", "mended")]


def _mend_words(text: str, holdings: Holdings) -> tuple[str, list[Reading]]:
    readings: list[Reading] = []
    open_text = _QUOTED.sub(" ", text)
    for mention in gazetteer().find(open_text, short=True, known=holdings.places):
        open_text = open_text.replace(mention.text, " " * len(mention.text))
    for run in _CHINESE.findall(open_text):
        words = analyser().words(run)
        at = 0
        while at < len(words):
            for size in range(min(5, len(words) - at), 0, -1):
                piece = "".join(words[at : at + size])
                # a word of the dictionary is no typo by itself: 巡查 is not 巡察
                fits = 2 <= len(piece) <= 6 and not (size == 1 and len(piece) > 1)
                word = _word_sounding_like(piece, holdings) if fits else ""
                if word:
                    readings.append(Reading("word", "字词", f"{piece}→{word}", "mended"))
                    text = text.replace(piece, word)
                    at += size - 1
                    break
            at += 1
    return text, readings


def _word_sounding_like(piece: str, holdings: Holdings) -> str:
    word = _by_sound().get(sounds(piece), "")
    if not word or word == piece or len(word) != len(piece):
        return ""
    same = sum(a == b for a, b in zip(word, piece, strict=True))
    if piece in _known_words() or same == 0 or holdings.frequency(piece):
        return ""
    return word if len(piece) > 2 or not holdings.frequency(piece) else ""


@cache
def _known_words() -> frozenset[str]:
    return frozenset({*indicators().names(), *synonyms().keys(), *synonyms().values()})


_NAME_LIKE = re.compile(
    r"^(?:在|问|查|看)?(?P<name>[\u4e00-\u9fff]{1,7}?(?:自治县|街道|[区县市镇乡省州岛]))(?=[\d的在有去今上前]|行政|法律|人民|政府|司法|调解|办|收|受|审|开|举|共)"
)
_NO_NAME = re.compile(r"[哪各全几每某本该这那多少]|社区|小区|辖区|地区|城市|园区|城区|市区|乡镇|景区")


def unknown_place(text: str, holdings: Holdings) -> str:
    """A word at the head of a question without a place that looks like one and is none (火星市), or that no report and no
    table knows (纽约); "" where there is none.
    """
    match = _NAME_LIKE.match(text)
    if match and not _NO_NAME.search(match["name"]):
        return match["name"]
    head = re.match(r"[\u4e00-\u9fff]{2,}", text)
    word = next((one for one in analyser().words(head[0]) if one not in stop_words()), "") if head else ""
    begins = head is not None and head[0].startswith(word)
    unheard = len(word) > 1 and word not in _known_words() and not holdings.frequency(word)
    return word if begins and unheard and not _NO_NAME.search(word) and _is_subject(text, word) else ""


def _is_subject(text: str, word: str) -> bool:
    """Whether what follows a word is a year or something that is counted, as it is behind the name of a place."""
    rest = text[len(word) :]
    return bool(re.match(r"的?(?:19|20)\d\d", rest)) or bool(indicators().topics_in(rest[:8]))
