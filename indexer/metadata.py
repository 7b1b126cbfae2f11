"""What a report is: title, place, year, issuer, date of publication, by the weight of the evidence in its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from indexer.clues import Clue, Parts, parts_of, place_clues, total, weigh, without_books, year_clues
from indexer.headings import is_date_line, is_delivery, is_title, plain
from indexer.issuer import issuer_of
from indexer.structure import report_id
from kb.lang.normalize import folded_text, is_traditional
from kb.lang.numerals import whole_number
from kb.lexicon.places import NATION, Gazetteer, gazetteer
from kb.types import Document, Paragraph, ParagraphKind, Place, Problem, Report

_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2}|[一二][〇零○九一二三四五六七八]{3}) ?[-年/.] ?"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2}) ?[-月/.] ?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NAMESAKE = 0.5  # how much of the weight of the divisions above counts for one of several of the same name
_GENRES = (
    ("法治政府建设", "法治政府建设年度情况报告"),
    ("政府信息公开", "政府信息公开工作年度报告"),
    ("政务公开", "政务公开工作年度报告"),
    ("依法行政", "依法行政工作年度报告"),
    ("法治建设", "法治建设年度情况报告"),
    ("行政复议", "行政复议工作年度报告"),
    ("国民经济", "国民经济和社会发展年度报告"),
)


def report_of(document: Document, paragraphs: tuple[Paragraph, ...]) -> tuple[Report, tuple[Problem, ...]]:
    """The report in a document, and what it does not tell: "no_place", "no_year", "unknown_place"; none is fatal."""
    places = gazetteer()
    parts = parts_of(document, paragraphs)
    stated = dict(reversed(document.stated))
    published = _published(stated, paragraphs)
    place, place_reason = _place(parts, stated, places)
    year, year_reason = _year(parts, stated, published)
    issuer = issuer_of(parts, place, places)
    title, title_reason, derived = _title(document, paragraphs, parts, issuer, year, places)
    report = Report(
        id=report_id(document),
        source=document.source,
        sha256=document.sha256,
        title=title,
        place=place.name if place else "",
        place_code=place.code if place else "",
        place_path=places.path(place) if place else (),
        level=place.level.value if place else "",
        kind=place.kind if place else "",
        year=year,
        issuer=issuer,
        published=published,
        traditional=is_traditional("".join(p.text for p in paragraphs)),
        title_derived=derived,
        source_url=next((value for key, value in document.stated if key == "source" and "://" in value), ""),
        note="\n".join(value for key, value in document.stated if key == "note"),
        paragraph_count=len(paragraphs),
        reasons=tuple(reason for reason in (title_reason, place_reason, year_reason) if reason),
        genre=_genre(title, place, places),
        part=document.part,
    )
    return report, tuple(_problems(report, stated, places))


def _problems(report: Report, stated: dict[str, str], places: Gazetteer) -> Iterator[Problem]:
    source, named = report.source, stated.get("place", "")
    how = "请在管理页面更正，或在文件开头加上 {}（见使用说明），再更新索引。"
    if named and not places.by_name(_spaceless(named)):
        yield Problem(
            source, "unknown_place", f"不认识文件注明的地区“{named}”。请改用行政区划的全称，如“北京市大兴区”。"
        )
    if not report.place_code:
        yield Problem(source, "no_place", "看不出报告属于哪个地区。" + how.format("place: 地区名"))
    if not report.year:
        yield Problem(source, "no_year", "看不出报告属于哪一年。" + how.format("year: 年份"))


def _spaceless(text: str) -> str:
    return re.sub(r"\s+", "", folded_text(text))


# --- place and year --------------------------------------------------------------------------------------------------


def _place(parts: Parts, stated: dict[str, str], places: Gazetteer) -> tuple[Place | None, str]:
    clues = weigh(place_clues(parts, places))
    weights = {code: total(of) for code, of in clues.items()}
    allowed = {place.code for place in places.by_name(_spaceless(stated.get("place", "")))}
    if allowed:
        weights = {code: weights.get(code, 0.0) for code in sorted(allowed)}
    best: tuple[float, bool] = (0.0, False)
    chosen: Place | None = None
    for code, weight in weights.items():
        place = places.get(code)
        if place is None or (code == NATION and weight < 50 and not allowed):
            continue
        above = sum(min(total(clues.get(upper, ())), weight) for upper in place.ancestors)
        rank = (weight + _NAMESAKE * above * _shared(place, clues, places), place.until is None)
        if chosen is None or rank > best:
            best, chosen = rank, place
    if chosen is None:
        return None, ""
    if allowed:
        return chosen, f"地区：文件注明{stated['place']}。"
    return chosen, f"地区：{_reasons(clues[chosen.code])}。"


def _shared(place: Place, clues: dict[str, list[Clue[str]]], places: Gazetteer) -> bool:
    """Whether another division of the same name is in question too."""
    return any(
        (other := places.get(code)) is not None and other.name == place.name != "" and other != place for code in clues
    )


def _year(parts: Parts, stated: dict[str, str], published: date | None) -> tuple[int, str]:
    if found := _YEAR.search(stated.get("year", "")):
        return int(found[0]), f"年份：文件注明{found[0]}年。"
    clues = {
        year: of for year, of in weigh(year_clues(parts, published)).items() if not published or year <= published.year
    }
    if not clues:
        return 0, ""
    best = max(clues, key=lambda year: (total(clues[year]), year))
    return best, f"年份：{_reasons(clues[best])}。"


def _reasons(clues: list[Clue[str]] | list[Clue[int]]) -> str:
    return ",".join(list(dict.fromkeys(clue.reason for clue in clues))[:3])


# --- title and date --------------------------------------------------------------------------------------------------


def _title(
    document: Document, paragraphs: tuple[Paragraph, ...], parts: Parts, issuer: str, year: int, places: Gazetteer
) -> tuple[str, str, bool]:
    """The title, the reason, and whether it was derived."""
    stated = dict(reversed(document.stated)).get("title", "")
    if stated and not stated.endswith(("…", "...")):
        return stated, "标题：文件注明。", False
    titles = [p.text for p in paragraphs if p.kind is ParagraphKind.TITLE]
    if titles:
        # A page often repeats its title in short; the one that names the place itself is the report's own.
        best = max(titles, key=lambda text: (bool(places.find(without_books(folded_text(text)))), len(text)))
        return best, "标题：取自正文。", False
    stem = PurePosixPath(document.source).stem
    if is_title(stem):
        return stem, "标题：取自文件名。", True
    text = "\n".join((*parts.headings, *parts.plans, *parts.opening))
    genre = next((name for word, name in _GENRES if word in text), "年度工作报告")
    return (
        f"{issuer}{year}年{genre}" if year else f"{issuer}{genre}",
        "标题：原文没有标题，由发布机关、年份和内容拟定。",
        True,
    )


def _genre(title: str, place: Place | None, places: Gazetteer) -> str:
    """What kind of report a title names: without place, year and white space, or a known kind that it speaks of."""
    folded = folded_text(title)
    known = next((name for word, name in _GENRES if word in folded), "")
    if known:
        return known
    own = {name for name in (*places.path(place), place.short) if name} if place else set()
    bare = re.sub(r"(?:19|20)\d{2}年?度?|\s", "", folded)
    for name in sorted(own, key=len, reverse=True):
        bare = bare.replace(name, "")
    return bare


def _published(stated: dict[str, str], paragraphs: tuple[Paragraph, ...]) -> date | None:
    """The stated date, else that of a signature or of the meeting where the report was given."""
    told = [stated.get("published", "")]
    told += [
        p.text for p in paragraphs if p.kind is ParagraphKind.ADDRESS and (is_date_line(p.text) or is_delivery(p.text))
    ]
    return next((found for text in told if (found := _date(text)) is not None), None)


def _date(text: str) -> date | None:
    found = _DATE.search(plain(text))
    if not found:
        return None
    try:
        return date(*(_number(found[name]) for name in ("year", "month", "day")))
    except ValueError:  # the thirty-second of a month
        return None


def _number(written: str) -> int:
    return whole_number(written.replace("○", "〇"))
