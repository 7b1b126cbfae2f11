"""Who issued a report: the organ as it is named, its name completed to the official one."""

from __future__ import annotations

import re

from indexer.clues import Parts, without_books
from kb.lexicon.places import Gazetteer
from kb.types import Level, Place

_ORGAN = re.compile(
    r"委(?:全面)?依法治[省市区县旗州](?:委员会办公室|办)|委办公[厅室]|人民政府办公[厅室]|人民政府|政府办公[厅室]|政府|办事处|管理?委(?:员)?会|(?:党工委|工委)|"
    r"(?!和|及|与|在|的|对)[\u4e00-\u9fff]{2,12}?(?:管理局|监督局|执法局|分局|局|委员会|办公[厅室]|厅|研究室|总队|大队|支队|中心)(?![长员面域])"
)
_OWN_OFFICE = re.compile("(?:我|本)(?P<own>局|委|办|厅|中心|队)")
_WORK = re.compile("(?:年|关于|落实|贯彻|推进|法治|依法|工作|坚持|认真)")


def issuer_of(parts: Parts, place: Place | None, places: Gazetteer) -> str:
    """The issuer's full name, Simplified; "" where no place is known and nothing names one.

    What the file states comes first, then the title, the signature and the first sentence; else the government of
    the place, or where the report speaks as 我局 the office that its first sentence names.
    """
    for key, value in parts.stated:
        if key == "issuer":
            return value
    for text in (*(without_books(title) for title in parts.titles), *parts.addresses):
        named = _named(text, place, places)
        if named:
            return named
    if place is None:
        return ""
    office = _office(parts)
    return _official(place, places) + (office or _government(place))


def _named(text: str, place: Place | None, places: Gazetteer) -> str:
    """The organ that a title or signature begins with, its name as it stands there, completed by the place."""
    mention = next(iter(places.find(text)), None)
    before = text[: mention.span.start] if mention else ""
    if mention is None or before not in {"", "中共"} or place not in mention.places or place is None:
        return ""
    organ = _ORGAN.match(text, mention.span.end)
    if not organ or (_WORK.search(organ[0]) and not organ[0].startswith("委")):
        return ""
    official = _official(place, places)
    written = mention.text if len(mention.text) >= len(official) else official
    return before + written + organ[0].replace("政府", "人民政府").replace("人民人民", "人民")


def _office(parts: Parts) -> str:
    """The office that speaks of itself as 我局, named in the opening; "" for a government."""
    text = "\n".join((*parts.opening, parts.body))
    own = [found["own"] for found in _OWN_OFFICE.finditer(text)]
    if not own:
        return ""
    wanted = max(set(own), key=lambda word: (own.count(word), word))
    for opening in parts.opening:
        found = re.search(
            rf"(?:省|市|区|县|旗|州|盟)(?P<office>[\u4e00-\u9fff]{{2,12}}?{wanted}(?:员会|公室)?)", opening
        )
        if found and not _WORK.search(found["office"]):
            return found["office"]
    return ""


def _government(place: Place) -> str:
    if place.level is Level.NATION:
        return "国务院"
    if place.level is Level.ZONE:
        return "管理委员会"
    return "办事处" if place.kind == "街道" else "人民政府"


def _official(place: Place, places: Gazetteer) -> str:
    """A place as organs put it in their names: 北京市大兴区, 兴平市, 北京市大兴区旧宫镇.

    Districts carry their city and towns the division above; counties and cities stand by themselves.
    """
    if place.level is Level.NATION:
        return ""
    above = places.parent(place)
    joined = place.level in {Level.TOWN, Level.ZONE} or (place.level is Level.COUNTY and place.kind == "区")
    if not joined or above is None or above.level is Level.NATION:
        return place.name
    return _official(above, places) + place.name
