"""Find the places and years of a question, and which words are said of which of them.

A new target begins with a place (or a year) once the target before has one already: 大兴区2020年和密云区2024年 are two,
2023年和2024年 too. Words after the mentions are the target's own, up to the next one. A place or year that a target lacks
is taken from the one before, else from the one behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.ask.holdings import Holdings
from kb.lang.periods import find_periods
from kb.lang.units import unit_pattern
from kb.lexicon.places import gazetteer
from kb.types import Period, PeriodKind, Place, Reading, Span, Target

_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_JOINT = re.compile(
    r"^(?:的|在(?![册职编岗校建押矫])|,|、|和|与|跟|(?<![合协共相])同|及|以及|还是|或者?|比|vs|[\s])+|(?:,|、|和|与|跟|(?<![合协共相])同|及|以及|还是|或者?|(?<!占)比|vs|[\s])+$"
)
_RELATIVE_YEAR = re.compile(r"去年|今年|前年|上年|本年|明年|来年|上一年|下一年")
_A_UNIT = re.compile(rf"\s?(?:{unit_pattern()})")
_CARRIED = re.compile(r"上年度?(?=结转|结存|未结)")


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    places: tuple[Place, ...] = ()
    years: tuple[int, ...] = ()
    part: Period | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """`rest` is the text before the first mention; `relative` a word such as 去年 that the years came from; `spread` tells
    that years were said as a stretch (近三年, 2020-2024年).
    """

    targets: tuple[Target, ...]
    rest: str = ""
    relative: str = ""
    spread: bool = False
    readings: tuple[Reading, ...] = ()


def find_targets(folded: str, holdings: Holdings) -> Targets:
    """Read places and years; see the module. At least one target comes back, an empty one where nothing is named."""
    places = _place_mentions(folded, holdings)
    years, relative, spread = _year_mentions(folded, holdings)
    mentions = sorted(
        [m for m in [*places, *years] if not any(_overlap(m.span, p.span) for p in places if p is not m)],
        key=lambda m: m.span,
    )
    if not mentions:
        return Targets((Target(words=folded.strip()),))
    rest = _JOINT.sub("", folded[: mentions[0].span.start])
    targets, readings = _group(folded, mentions, holdings)
    targets, assumed = _settle_years(targets, relative, holdings, spread=spread)
    return Targets(tuple(targets), rest, relative, spread, (*readings, *assumed))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _place_mentions(folded: str, holdings: Holdings) -> list[_Mention]:
    quoted = [Span(*match.span()) for match in _QUOTED.finditer(folded)]
    found: list[_Mention] = []
    for mention in gazetteer().find(folded, short=True, known=holdings.places):
        inside = any(q.start <= mention.span.start < q.end for q in quoted)
        again = any(m.places[:1] == mention.places[:1] for m in found)
        if again and not re.match(r".{0,2}\d", folded[mention.span.end :]):
            continue
        span = Span(mention.span.start, mention.span.start) if inside else mention.span
        found.append(_Mention(span, places=mention.places))
    outside = [mention for mention in found if mention.span.start < mention.span.end]
    return outside or found  # what a title or a saying holds is no place to ask about where one is named beside it


def _year_mentions(folded: str, holdings: Holdings) -> tuple[list[_Mention], str, bool]:
    quoted = [Span(*match.span()) for match in _QUOTED.finditer(folded)]
    found, relative, spread = [], "", False
    for mention in find_periods(_CARRIED.sub(lambda m: "□" * len(m[0]), folded), holdings.today.year, loose=True):
        if any(_overlap(mention.span, q) for q in quoted) or mention.text in ("全年", "同期"):
            continue
        if mention.text.isdigit() and _A_UNIT.match(folded, mention.span.end):
            continue  # 超过2000场
        if mention.relative and re.search(r"(?:比|较|同)$", folded[: mention.span.start]):
            continue  # what is compared with, not what is asked for
        within = mention.period.first.year == mention.period.last.year
        part = mention.period if within and mention.period.kind != PeriodKind.YEAR else None
        if part is not None and part.kind in (PeriodKind.DAY, PeriodKind.MONTH):
            continue  # 3月15日, 12月: a day to ask about, not a stretch that figures are stated for
        if part is not None and mention.relative:  # 上半年 alone: of the year that is named beside it
            found.append(_Mention(mention.span, part=part))
            continue
        years = tuple(range(mention.period.first.year, mention.period.last.year + 1))
        spread = spread or (mention.period.kind == PeriodKind.RANGE and not within)
        if mention.relative:
            relative = mention.text
        found.append(_Mention(mention.span, years=years, part=part))
    return found, relative, spread


def _group(folded: str, mentions: list[_Mention], holdings: Holdings) -> tuple[list[Target], list[Reading]]:
    targets: list[Target] = []
    readings: list[Reading] = []
    current = Target()
    for index, mention in enumerate(mentions):
        if current.places and not current.words and _lies_in(mention.places, current.places):
            current = replace(current, places=())  # 青田县2024年鹤城街道: the inner one is meant
        full = current.places if mention.places else mention.years and current.years
        if full:
            targets.append(current)
            current = Target()
        current = replace(
            current,
            places=_preferred(_beside(mention, mentions), holdings) if mention.places else current.places,
            years=mention.years or current.years,
            part=mention.part or current.part,
        )
        following = mentions[index + 1].span.start if index + 1 < len(mentions) else len(folded)
        words = _JOINT.sub("", folded[mention.span.end : following])
        if words:
            current = replace(current, words=f"{current.words} {words}".strip())
    targets.append(current)
    return _shared(targets), readings


def _lies_in(inner: tuple[Place, ...], outer: tuple[Place, ...]) -> bool:
    return any(place.code in one.ancestors for one in inner for place in outer)


def _beside(mention: _Mention, mentions: Sequence[_Mention]) -> tuple[Place, ...]:
    """Of several divisions of one name those that lie in a place named with it (新郑的龙湖镇), else beside one (龙湖镇和薛店镇)."""
    places, own = mention.places, {place.name for place in mention.places}
    others = [place for one in mentions for place in one.places if place.name not in own]
    if len(places) < 2 or not others:
        return places
    named, parents = {place.code for place in others}, {place.parent for place in others}
    within = tuple(place for place in places if named.intersection(place.ancestors))
    return within or tuple(place for place in places if place.parent in parents) or places


def _preferred(places: tuple[Place, ...], holdings: Holdings) -> tuple[Place, ...]:
    """Only the divisions that reports hold, where they hold any of the candidates; else those below a division held."""
    held = tuple(place for place in places if place.code in holdings.places)
    below = tuple(place for place in places if any(code in holdings.places for code in place.ancestors))
    return held or below[:1] or places[:1]


def _shared(targets: list[Target]) -> list[Target]:
    filled: list[Target] = []
    for target in targets:
        before = filled[-1] if filled else Target()
        filled.append(replace(target, places=target.places or before.places, years=target.years or before.years))
    for index in range(len(filled) - 2, -1, -1):
        behind = filled[index + 1]
        filled[index] = replace(
            filled[index],
            places=filled[index].places or behind.places,
            years=filled[index].years or (behind.years if not filled[index].years else ()),
        )
    return filled


def _settle_years(
    targets: list[Target], relative: str, holdings: Holdings, *, spread: bool
) -> tuple[list[Target], list[Reading]]:
    """去年 is the calendar's where it is held, else the latest year held for the place; the reading says which.

    近三年 ends with the calendar's year where that is held, else with the latest year held.
    """
    if relative and spread:
        return _settle_spread(targets, relative, holdings)
    if relative in ("明年", "来年", "下一年", "下一年度", "下年度"):  # what is planned stands in the latest report
        return [replace(target, years=()) for target in targets], []
    if not _RELATIVE_YEAR.fullmatch(relative):
        return targets, []
    settled, readings = [], []
    for target in targets:
        held = holdings.years([place.code for place in target.places] or None)
        if target.years and held and target.years[-1] not in held:
            year = held[-1]
            readings.append(
                Reading("year", "年份", f"{relative}（{target.years[-1]}年）未收录，按最近的{year}年", "assumed")
            )
            settled.append(replace(target, years=(year,)))
        else:
            if target.years:
                readings.append(Reading("year", "年份", f"{relative}→{target.years[-1]}年", "assumed"))
            settled.append(target)
    return settled, readings


def _settle_spread(targets: list[Target], relative: str, holdings: Holdings) -> tuple[list[Target], list[Reading]]:
    settled, readings = [], []
    for target in targets:
        held = holdings.years([place.code for place in target.places] or None)
        years = target.years
        if years and held and held[-1] < years[-1]:
            years = tuple(range(held[-1] - len(years) + 1, held[-1] + 1))
            readings.append(
                Reading("year", "年份", f"{relative}按已收录的最近年份算：{years[0]}—{years[-1]}年", "assumed")
            )
        settled.append(replace(target, years=years))
    return settled, readings
