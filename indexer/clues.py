"""Clues to the place and the year of a report, each with a weight and the reason in words; the heaviest answer wins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from indexer.headings import is_date_line, is_delivery, is_salutation
from kb.lang.normalize import folded_text
from kb.lang.numerals import chinese_number
from kb.lexicon.places import NATION, Gazetteer
from kb.types import Document, Paragraph, ParagraphKind, PlaceMention

Value = TypeVar("Value")

# Weights say how sure a kind of clue is beside another; a mention in running text counts 1.
TITLE, TITLE_LATER, SIGNATURE, FILE_NAME, OPENING, HEADING, ISSUER = 100.0, 15.0, 40.0, 30.0, 12.0, 4.0, 40.0
_BOOK = re.compile("《[^》]{0,200}》")
_RANGE = re.compile(r"(?:(?:19|20)\d{2} ?年? ?[-—–~至到] ?){1,9}(?P<last>(?:19|20)\d{2}) ?(?P<unit>年度|学年|年)")
_YEAR = re.compile(r"(?<!\d)(?:(?P<digits>(?:19|20)\d{2})|(?P<words>[一二][〇零○九一二三四五六七八]{3})) ?年")
_FILE_YEAR = re.compile(r"(?<![0-9a-z])(?:19|20)\d{2}(?![0-9a-z])")
_PLAN = re.compile("下一?年|下一步|下步|明年|主要安排|打算|计划|工作安排|思路|展望|目标|任务")
_OWN = re.compile("(?:我|本|全)(?P<own>省|市|区|县|旗|州|镇|乡|街道)")
_OVER = re.compile("(?P<own>省|市|区|县|旗|州|镇|乡|街道)(?:委|党委|政府|人大|司法局)")
_NATION = re.compile("国务院总理|在第[^ ]{1,6}届全国人民代表大会")


@dataclass(frozen=True, slots=True)
class Clue(Generic[Value]):
    """One piece of evidence; `reason` is a short Chinese phrase for people."""

    value: Value
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The folded parts of a report that tell of it. `opening` is the text before the first heading, at most three
    paragraphs; `plans` are headings about the year after; `body` leaves their sections out.
    """

    stated: tuple[tuple[str, str], ...]
    file_name: str
    titles: tuple[str, ...]
    addresses: tuple[str, ...]
    opening: tuple[str, ...]
    headings: tuple[str, ...]
    plans: tuple[str, ...]
    body: str


_ABOVE = re.compile(r"(?<=[区县市旗])人民政府(?=[\u4e00-\u9fff]{2,8}(?:街道|镇|乡))")


def _named(text: str) -> str:
    """Folded text with 武侯区人民政府玉林街道 read as 武侯区玉林街道: the issuer is the lower one."""
    return _ABOVE.sub("", folded_text(text))


def parts_of(document: Document, paragraphs: tuple[Paragraph, ...]) -> Parts:
    """Sort the paragraphs of a report into the parts that tell of it."""
    first = next((p.number for p in paragraphs if p.kind is ParagraphKind.HEADING), len(paragraphs) + 1)
    headings = [p.text for p in paragraphs if p.kind is ParagraphKind.HEADING]
    plans = {text for text in headings if _PLAN.search(folded_text(text))}
    kept = [p for p in paragraphs if p.kind in {ParagraphKind.BODY, ParagraphKind.TABLE}]
    opening = [p.text for p in kept if p.number < first][:3] or [p.text for p in kept][:1]
    addresses = [p.text for p in paragraphs if p.kind is ParagraphKind.ADDRESS and not is_salutation(p.text)]
    return Parts(
        document.stated,
        folded_text(PurePosixPath(document.source).stem),
        tuple(_named(p.text) for p in paragraphs if p.kind is ParagraphKind.TITLE),
        tuple(map(folded_text, addresses)),
        tuple(map(folded_text, opening)),
        tuple(folded_text(text) for text in headings if text not in plans),
        tuple(map(folded_text, plans)),
        folded_text("\n".join(p.text for p in kept if not plans.intersection(p.section))),
    )


def without_books(folded: str) -> str:
    """The text with the titles it cites (《…》) blanked out, as long as before."""
    return _BOOK.sub(lambda found: " " * len(found[0]), folded)


# --- years -----------------------------------------------------------------------------------------------------------


def years_in(folded: str) -> list[int]:
    """The years that a text names, in order; of a report's range (2020-2021年度) the last, other ranges not at all."""
    shown = _RANGE.sub(lambda found: f"{found['last']}年" if found["unit"] != "年" else "", folded)
    years = []
    for found in _YEAR.finditer(shown):
        value = found["digits"] or chinese_number(found["words"].replace("○", "〇"))
        years.append(int(value or 0))
    return [year for year in years if 1978 <= year <= 2100]


def year_clues(parts: Parts, published: date | None) -> Iterator[Clue[int]]:
    """What year a report is about, by everything but what it states itself."""
    for title in parts.titles:
        if published and "政府工作报告" in title:  # given early in the year that it is named for
            yield Clue(published.year, 0.6 * TITLE, f"政府工作报告作于{published.year}年")
        for weight, years in ((TITLE, years_in(without_books(title))), (TITLE_LATER, years_in(title))):
            yield from (Clue(year, weight, f"标题写明{year}年") for year in years[:1])
    named = years_in(parts.file_name) or [int(year) for year in _FILE_YEAR.findall(parts.file_name)]
    yield from (Clue(year, FILE_NAME, f"文件名写明{year}年") for year in named[:1])
    for text in parts.opening[:1]:
        yield from (Clue(year, OPENING, f"正文开头写明{year}年") for year in years_in(without_books(text))[:1])
    for text in parts.headings:
        yield from (Clue(year, 2 * HEADING, f"小标题写明{year}年") for year in years_in(without_books(text))[:1])
    for text in parts.plans:
        yield from (Clue(year - 1, 2 * HEADING, f"下一年的安排是{year}年") for year in years_in(text)[:1])
    counted = Counter(years_in(without_books(parts.body)))
    for year, count in counted.items():
        yield Clue(year, min(float(count), 20.0), f"正文{count}处写到{year}年")
    if published:
        last = published.year - 1 if published.month <= 8 else published.year
        yield Clue(last, 2 * HEADING, f"发布于{published.year}年{published.month}月")


# --- places ----------------------------------------------------------------------------------------------------------


def place_clues(parts: Parts, places: Gazetteer) -> Iterator[Clue[str]]:
    """Which division a report is of, as codes; a name that several bear is a clue to each."""
    for title in parts.titles:
        first = places.find(without_books(title))[:1]
        yield from _mentions(first, TITLE, "标题写明{}")
        yield from _mentions((one for one in places.find(title) if one not in first), TITLE_LATER, "标题提到{}")
    for text in (value for key, value in parts.stated if key in {"issuer", "source"} and "://" not in value):
        yield from _mentions(places.find(folded_text(text)), ISSUER, "发布机关写明{}")
    yield from _mentions(places.find(parts.file_name)[:1], FILE_NAME, "文件名写明{}")
    for text in parts.addresses:
        if not is_date_line(text):
            yield from _mentions(places.find(text)[:1], SIGNATURE, "落款写明{}")
        if is_delivery(text) and _NATION.search(text):
            yield Clue(NATION, TITLE, "向全国人民代表大会报告")
    own = own_kind(parts)
    for clue in _running(parts, places):
        place = places.get(clue.value)
        fits = place is not None and bool(own) and place.kind.endswith(own)
        yield Clue(clue.value, clue.weight * (2.0 if fits else 0.25 if own else 1.0), clue.reason)
        if fits:
            yield Clue(clue.value, 3.0, f"行文自称“我{own}”")


def _running(parts: Parts, places: Gazetteer) -> Iterator[Clue[str]]:
    for text in parts.opening[:1]:
        yield from _mentions(places.find(without_books(text))[:1], OPENING, "正文开头写到{}")
    for text in (*parts.headings, *parts.plans):
        yield from _mentions(places.find(text), HEADING, "小标题写到{}")
    counted: Counter[tuple[str, ...]] = Counter()
    for mention in places.find(parts.body):
        counted[tuple(place.code for place in mention.places)] += 1
    for codes, count in counted.items():
        known = [place for code in codes if (place := places.get(code)) is not None]
        yield from (Clue(place.code, min(float(count), 30.0), f"正文{count}处写到{place.name}") for place in known)


def own_kind(parts: Parts) -> str:
    """What the report calls itself (我区, 全区 → 区), "" where it does not. 区委 and 区政府 only add to that: they
    stand in the reports of the towns below too.
    """
    text = "\n".join((*parts.opening, parts.body))
    counted = Counter(found["own"] for found in _OWN.finditer(text))
    over = Counter(found["own"] for found in _OVER.finditer(text))
    return max(counted, key=lambda own: (2 * counted[own] + over[own] / 2, own), default="")


def _mentions(mentions: Iterable[PlaceMention], weight: float, reason: str) -> Iterator[Clue[str]]:
    for mention in mentions:
        for place in mention.places:
            yield Clue(place.code, weight, reason.format(place.name))


# --- the verdict -----------------------------------------------------------------------------------------------------


def weigh(clues: Iterable[Clue[Value]]) -> dict[Value, list[Clue[Value]]]:
    """The clues by value, in the order in which values were first named, each value's heaviest clue first."""
    gathered: dict[Value, list[Clue[Value]]] = {}
    for clue in clues:
        gathered.setdefault(clue.value, []).append(clue)
    return {value: sorted(of, key=lambda clue: -clue.weight) for value, of in gathered.items()}


def total(clues: Iterable[Clue[Value]]) -> float:
    """The weight of clues together; one that says the same as another (a title repeated) adds nothing."""
    heaviest: dict[str, float] = {}
    for clue in clues:
        heaviest[clue.reason] = max(clue.weight, heaviest.get(clue.reason, 0.0))
    return sum(heaviest.values())
