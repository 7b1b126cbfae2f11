"""What the cells that name a figure of a table tell of it: what is counted, for which place and period, of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.cell_kinds import TOTAL, YEAR
from indexer.facts.tables import CellFigure, cell_figures, joined
from indexer.facts.when import period_mentions
from indexer.facts.where import place_of
from indexer.place_labels import PlaceLabels
from indexer.tabular import Figure, Part
from kb.lang.normalize import folded_text
from kb.lang.periods import find_periods
from kb.lexicon.places import NATION, Gazetteer
from kb.types import FactKind, Level, Paragraph, Period, PeriodKind, Place, Report

_PLANNED = re.compile(r"(?:计划|目标|任务|预期)(?:数|值|量)?(?:\(.*\))?$")
_WIDER = re.compile(r"全(?P<of>[国省市区县旗])(?:合计|总计|总数)?")
_NUMBERING = re.compile(
    r"^[\s(]*(?:[一二三四五六七八九十\d]+[)、.]|第.{1,8}[条项](?:第\(.{1,3}\)项)?|表\s*[\d一二三四五六七八九十.-]+)[\s:、]*|^其中:?"
)
_CAPTION_END = re.compile(
    r"(?:主要|基本|有关|工作)*(?:情况|数据|指标)?(?:统计|汇总|一览|对比|比较|明细|登记|报)?(?:数据|年)?(?:表|情况|一览|统计)?$"
)
_NO_SUBJECT = re.compile(
    r"(?:具体|详细|有关)?(?:情况|数据|结果)?(?:如下|详?见?(?:下表|表|附表)).*$"
    r"|\([^()]*\)|单位:.*$|各[省市区县旗镇乡街道(),、]+|分地区|历年|全[省市区县]|[\d—–~至-]+年度?"
)
LEADS_ON = re.compile(r"[:：]\s*$|如下|下表|见表|附表")  # ends words that speak of the table below them
_REPORT = re.compile(r"(?:报告|总结|公报|年报)$")  # ends the title of a report, which names no table
_LONG = 16  # characters: a group with more is no name


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A figure of a table with what its cells tell: `own` words and the `subject` of caption or group, "" for none;
    `period` None where no cell names one.
    """

    cell: CellFigure
    own: str
    subject: str
    place: str
    place_code: str
    period: Period | None
    kind: FactKind
    is_planned: bool

    def is_change_of(self, other: TableFigure) -> bool:
        """Whether this tells how much the other, to its left, grew or shrank."""
        alike = self.period is None or other.period is None or self.period == other.period
        return self.cell.is_change and not other.cell.is_change and self.cell.row == other.cell.row and alike


def table_figures(folded: str, above: tuple[str, ...], report: Report, gazetteer: Gazetteer) -> list[TableFigure]:
    """The figures of a table's folded text, in reading order; `above` are the folded lines right above it."""
    cells = cell_figures(folded, above)
    parts = [part for cell in cells for part in _parts(cell.figure)]
    here = gazetteer.get(report.place_code)
    reader = _Reader(report, gazetteer, here, PlaceLabels(gazetteer, parts, [here] if here else []))
    newest: dict[int, Period] = {}  # by table: the last period that its heads name, the one that 同比 speaks of
    for cell in cells:
        if not cell.is_change:
            period = reader.period(_parts(cell.figure)) or Period.of_year(report.year or 1)
            before = newest.get(cell.figure.table, period)
            if not report.year or period.year <= report.year:
                newest[cell.figure.table] = max(before, period, key=lambda one: one.last)
    return [reader.read(cell, above, newest.get(cell.figure.table)) for cell in cells]


def captions_above(above: tuple[str, ...], paragraph: Paragraph) -> tuple[str, ...]:
    """The short lines right above what follows, as far as they may caption a table; of running text only the words that
    lead on to it (各镇办理情况如下:).
    """
    text = folded_text(paragraph.text).strip()
    if len(text) <= 80 and not re.search("[。;!?]", text):
        return (*above[-2:], text)
    last = re.split("[。;!?]", text.rstrip("。;"))[-1].strip()
    return (last,) if LEADS_ON.search(last[-20:]) and len(last) <= 40 and not re.search(r"\d", last) else ()


def _parts(figure: Figure) -> tuple[Part, ...]:
    """The cells that name a figure, from the outermost in."""
    return (*figure.groups, *figure.labels, *figure.heads)


@dataclass(frozen=True, slots=True)
class _Reader:
    report: Report
    gazetteer: Gazetteer
    here: Place | None
    places: PlaceLabels

    def read(self, cell: CellFigure, above: tuple[str, ...], newest: Period | None) -> TableFigure:
        figure = cell.figure
        place, code = self._place(figure)
        period = self.period(_parts(figure))
        if period is None:
            period = newest if cell.is_change else self._captioned([*above, *(part.text for part in figure.captions)])
        unit = cell.quantity.unit
        kind = FactKind.RATE if cell.is_rate else FactKind.AMOUNT
        return TableFigure(
            cell=cell,
            own=joined(self._names(figure)),
            subject=self._subject(figure, above),
            place=place,
            place_code=code,
            period=period,
            kind=FactKind.CHANGE if cell.is_change or unit in {"倍", "个百分点"} else kind,
            is_planned=self._is_planned(figure, period),
        )

    def _is_planned(self, figure: Figure, period: Period | None) -> bool:
        later = period is not None and 0 < self.report.year < period.first.year
        return later or any(_PLANNED.search(part.text) for part in figure.heads)

    def _names(self, figure: Figure) -> Iterator[str]:
        """Labels and heads without places, periods and words for a total, behind the group that they stand in."""
        for part in _parts(figure):
            group = part in figure.groups
            if self.places.place(part) is None and not TOTAL.fullmatch(part.text) and not YEAR.fullmatch(part.text):
                name = _NUMBERING.sub("", part.text)
                for mention in find_periods(name, self.report.year):
                    rest = name.replace(mention.text, " ", 1)
                    name = rest if not mention.relative or not rest.strip(" 数值") else name
                if not (group and (len(name) > _LONG or not name.strip())):
                    yield re.sub(r"\s+", "", name) if re.search(r"[一-鿿] [一-鿿]", name) else name.strip()

    def _subject(self, figure: Figure, above: tuple[str, ...]) -> str:
        """What the caption says that the table counts, the nearest that says something."""
        for line in (*reversed([part.text for part in figure.captions]), *reversed(above)):
            name = _NO_SUBJECT.sub("", _NO_SUBJECT.sub("", _NUMBERING.sub("", line)))
            for mention in reversed(self.gazetteer.find(name)):
                name = name[: mention.span.start] + name[mention.span.end :]
            name = _CAPTION_END.sub("", name.strip()).strip(" :、,。的")
            if len(name) > 1 and not _REPORT.search(name):
                return name[:24]
        return ""

    # --- place and period --------------------------------------------------------------------------------------------

    def _place(self, figure: Figure) -> tuple[str, str]:
        """The place that a label or head is; 全市 the city; else a place below the report's that they speak of."""
        told = [place for part in _parts(figure) if (place := self.places.place(part)) is not None]
        if told:
            lowest = max(told, key=lambda place: len(place.ancestors))
            return lowest.name, lowest.code
        for part in _parts(figure):
            wider = _WIDER.fullmatch(part.text.strip())
            if wider and (place := self._wider(wider["of"])) is not None:
                return place.name, place.code
        return place_of(" ".join(part.text for part in (*figure.labels, *figure.heads)), self.report, self.gazetteer)

    def _wider(self, kind: str) -> Place | None:
        """The division of a kind that the report's place is or lies in."""
        if self.here is None:
            return None
        if kind == "国":
            return self.gazetteer.get(NATION)
        wanted = {"省": {Level.PROVINCE}, "市": {Level.CITY, Level.PROVINCE}}.get(kind, {Level.COUNTY})
        around = [self.here, *(place for code in self.here.ancestors if (place := self.gazetteer.get(code)))]
        fitting = [place for place in around if place.level in wanted or place.kind == kind]
        return max(fitting, key=lambda place: (place.kind.endswith(kind), len(place.ancestors)), default=None)

    def period(self, parts: Iterable[Part]) -> Period | None:
        """The period that cells name, whole years before parts of a year: 2023年, then 上半年."""
        texts = [f"{found['year']}年" if (found := YEAR.fullmatch(part.text)) else part.text for part in parts]
        ordered = sorted(texts, key=lambda text: YEAR.fullmatch(text) is None)
        years = [text for text in ordered if YEAR.fullmatch(text)]
        others = " ".join(ordered[len(years) :])
        mentions = period_mentions(f"{years[-1] if years else ''}{others}", self.report)
        if not mentions:
            return None
        chosen = mentions[-1].period
        return Period.of_year(chosen.year) if chosen.kind is PeriodKind.DAY else chosen

    def _captioned(self, lines: Iterable[str]) -> Period | None:
        """The one year that a caption names, of the nearest caption that names any."""
        for line in reversed(list(lines)):
            mentions = [m.period for m in period_mentions(line, self.report) if m.period.kind is PeriodKind.YEAR]
            if mentions:
                return mentions[0] if len({period.year for period in mentions}) == 1 else None
        return None
