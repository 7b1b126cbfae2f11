"""From sheets to reports: each place and year that the labels, heads or captions of a sheet name is a Content of its own.

A figure belongs to the place and year among its labels, heads and groups, whichever way the table lies; what these do
not tell, the captions and the name of the sheet tell. A total belongs to the place that the caption names. A sheet in
which neither labels nor heads name places or years is one Content as it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.cell_kinds import TOTAL, YEAR, Kind, kind_of_cell
from indexer.place_labels import PlaceLabels
from indexer.readers.content import Content, Piece, Remark, laid_out
from indexer.readers.excerpt import excerpt
from indexer.readers.sheet_grid import Sheet
from indexer.tabular import Figure, Layout, Part, lay_out
from kb.errors import ReadError
from kb.lang.normalize import folded_text
from kb.lang.periods import find_periods
from kb.lang.quantities import find_quantities
from kb.lexicon.places import gazetteer
from kb.types import BlockKind, PeriodKind, Place

MOST_REPORTS = 5_000
_PARTLY = re.compile("部分|主要|重点|试点|城区|郊区|若干")
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表)\s*\d*", re.IGNORECASE)
_STATED_CAPTION = re.compile(r"[(\s]*(?:单位|计量单位|制表|填报|审核)[^:]{0,4}:")
_UNIT_NOTE = re.compile(r"[(（]\s*单位[:：][^()（）]*[)）]")
_CHANGE = re.compile("同比|环比|增幅|降幅|涨幅|增速|增减|(?:比|较)(?:上年|去年)|^增长")


@dataclass(frozen=True, slots=True)
class _Key:
    """What a report of a sheet is about; "" and 0 for what the sheet does not tell."""

    place: str
    short: str
    year: int

    @property
    def part(self) -> str:
        return self.short + (f"{self.year}年" if self.year else "")


def contents_of(sheets: Sequence[Sheet], encoding: str = "") -> tuple[Content, ...]:
    """The reports in the sheets of a file, no two of one `part`. Raises ReadError "empty" or "too_large"."""
    filled = [sheet for sheet in sheets if sheet.rows]
    found: list[Content] = []
    for sheet in filled:
        for content in _Splitter(sheet, named=len(filled) > 1).contents():
            found.append(replace(content, encoding=encoding))
            if len(found) > MOST_REPORTS:
                message = f"表格里的地区和年份合起来超过 {MOST_REPORTS} 份报告。"
                raise ReadError("too_large", message, "请按地区或年份拆成几个文件，再放入。")
    if not found:
        raise ReadError("empty", "表格里没有内容。", "请确认已经保存完整，再重新放入。")
    return tuple(_distinct(found))


def _distinct(contents: Iterable[Content]) -> Iterator[Content]:
    """Contents whose parts are all different: a second one of a name is numbered."""
    met: Counter[str] = Counter()
    taken: set[str] = set()
    for content in contents:
        part = content.part
        while part in taken:
            met[content.part] += 1
            part = f"{content.part}({met[content.part] + 1})"
        taken.add(part)
        yield replace(content, part=part)


class _Splitter:
    """One sheet. `named`: it is one of several, so that its name tells its reports apart."""

    def __init__(self, sheet: Sheet, *, named: bool) -> None:
        self._sheet, self._rows = sheet, sheet.rows
        folded = [[folded_text(cell) for cell in row] for row in sheet.rows]
        self._layout: Layout = lay_out(folded)
        figures = self._layout.figures
        self._own_name = "" if _DEFAULT_NAME.fullmatch(folded_text(sheet.name).strip()) else sheet.name
        self._prefix = f"{sheet.name} " if named else ""
        first = figures[0].row if figures else len(folded)
        self._opening = [part.text for part in self._layout.lines if part.row < first]
        self._about = _places_in([folded_text(self._own_name), *self._opening])
        labels = {part for figure in figures for part in _parts(figure)}
        self._labels = PlaceLabels(gazetteer(), sorted(labels, key=lambda part: (part.row, part.column)), self._about)
        self._years = {part: _year(part.text) for part in labels}
        self._newest: dict[int, int] = {}  # by table: the last year that names figures of it
        for figure in figures:
            year = max(self._own_year(figure), self._newest.get(figure.table, 0))
            if year or self._own_year(figure):
                self._newest[figure.table] = year
        self._asides: dict[int, list[Part]] = defaultdict(list)  # by row
        for part in self._layout.asides:
            self._asides[part.row].append(part)
        self._named: dict[str, Place | None] = {}  # by text of a caption

    def contents(self) -> Iterator[Content]:
        if not any(self._own_year(figure) or self._own_place(figure) for figure in self._layout.figures):
            yield self._whole()
            return
        groups: dict[_Key, list[Figure]] = defaultdict(list)
        homeless: list[Figure] = []
        for figure in self._layout.figures:
            key = self._key(figure)
            groups[key].append(figure) if key else homeless.append(figure)
        remarks = (*self._sheet.remarks, *self._homeless(homeless))
        if not groups:
            yield replace(self._whole(), remarks=remarks)
        for key, of in groups.items():
            yield self._content(key, of, remarks)
            remarks = ()

    # --- where and when ----------------------------------------------------------------------------------------------

    def _own_place(self, figure: Figure) -> Part | None:
        """The label, head or group that is a place, the lowest where one stands within another."""
        told = [part for part in _parts(figure) if self._labels.name(part)]
        known = [part for part in told if self._labels.place(part)]
        if known:
            return max(known, key=lambda part: len(place.ancestors) if (place := self._labels.place(part)) else 0)
        return told[-1] if told else None

    def _own_year(self, figure: Figure) -> int:
        """The year among the cells that name a figure, 0 for none, -1 for a stretch of several."""
        return next((year for part in reversed(_parts(figure)) if (year := self._years[part])), 0)

    def _key(self, figure: Figure) -> _Key | None:
        """What a figure belongs to, None where nothing tells or it counts several places or years together."""
        year = self._year(figure)
        own = self._own_place(figure)
        if year is None:
            return None
        if own is not None:
            place = self._labels.place(own)
            return _Key(self._labels.name(own), place.name if place else self._labels.name(own), year)
        among = [part for part in _parts(figure) if self._labels.is_among_places(part)]
        about = self._caption_place(figure)
        if not among:
            return _Key(about.full_name, about.name, year) if about else _Key("", "", year)
        whole = about is not None and any(TOTAL.fullmatch(part.text) for part in among)
        if about is None or not whole or any(_PARTLY.search(text) for text in self._captions(figure)):
            return None
        return _Key(about.full_name, about.name, year)

    def _captions(self, figure: Figure) -> list[str]:
        """The lines that speak of a figure's table, the nearest first, the name of the sheet last."""
        own = [part.text for part in (*figure.captions, *figure.groups)]
        return [*reversed(own), *self._opening, folded_text(self._own_name)]

    def _caption_place(self, figure: Figure) -> Place | None:
        """The one place that the nearest caption names which names any; None where it names several."""
        for text in self._captions(figure):
            if text not in self._named:
                self._named[text] = self._place_in(text)
            if self._named[text] is not None or gazetteer().find(text):
                return self._named[text]
        return None

    def _place_in(self, text: str) -> Place | None:
        mentions = gazetteer().find(text)
        if len({mention.places for mention in mentions}) != 1:
            return None
        near = [p for p in mentions[0].places if any(p.code in other.ancestors for other in self._about)]
        return (near or mentions[0].places)[0]

    def _year(self, figure: Figure) -> int | None:
        own = self._own_year(figure)
        if own:
            return own if own > 0 else None
        newest = self._newest.get(figure.table)
        if newest and any(_CHANGE.search(part.text) for part in _parts(figure)):
            return newest
        told = (_year(text, alone=False) for text in self._captions(figure))
        return next((year for year in told if year > 0), None if newest is not None else 0)

    # --- what comes of it --------------------------------------------------------------------------------------------

    def _title(self) -> str:
        line = next((part for part in self._layout.lines if not _STATED_CAPTION.match(part.text)), None)
        above = line is not None and (not self._layout.figures or line.row < self._layout.figures[0].row)
        told = _UNIT_NOTE.sub("", self._rows[line.row][line.column]) if line and above else ""
        return told.strip() or self._own_name or "统计表"

    def _content(self, key: _Key, figures: list[Figure], remarks: tuple[Remark, ...]) -> Content:
        base = self._title()
        title = f"{base}（{key.part}）" if key.part else base
        tables: dict[int, list[Figure]] = defaultdict(list)
        for figure in figures:
            tables[figure.table].append(figure)
        pieces = [Piece(BlockKind.HEADING, title, level=1)]
        shown = {base}
        for of in tables.values():
            lines = [part for part in (*self._lines_above(of[0]), *of[0].captions) if self._is_told(part, key)]
            for text in dict.fromkeys(self._rows[part.row][part.column] for part in lines):
                if text not in shown or "单位" in text:
                    pieces.append(Piece(BlockKind.PARAGRAPH, text))
                    shown.add(text)
            pieces.append(Piece(BlockKind.TABLE, cells=excerpt(self._rows, of, self._asides)))
        last = self._layout.figures[-1].row
        notes = (part for part in self._layout.lines if part.row > last and self._is_told(part, key))
        pieces += (Piece(BlockKind.PARAGRAPH, self._rows[part.row][part.column]) for part in notes)
        text, blocks = laid_out(pieces)
        stated = [("title", title)] + ([("place", key.place)] if key.place else [])
        stated += [("year", str(key.year))] if key.year else []
        return Content(text, blocks, tuple(stated), part=f"{self._prefix}{key.part}".strip(), remarks=remarks)

    def _lines_above(self, figure: Figure) -> list[Part]:
        first = self._layout.figures[0]
        return [part for part in self._layout.lines if part.row < first.row and part.row < figure.row]

    def _is_told(self, line: Part, key: _Key) -> bool:
        """Whether a line is told in a report: one that states figures is told only in that of the place it speaks of."""
        if not find_quantities(line.text)[0]:
            return True
        return bool(key.place) and key.place in {place.full_name for place in self._about}

    def _whole(self) -> Content:
        """The sheet as it stands: lines as paragraphs, the rows between them as tables."""
        pieces: list[Piece] = []
        table: list[tuple[str, ...]] = []
        alone = {part.row for part in self._layout.lines}
        figures = {figure.row for figure in self._layout.figures}
        inner = {row for row in alone if figures and min(figures) < row < max(figures)}
        if self._own_name and not alone:
            pieces.append(Piece(BlockKind.HEADING, self._own_name, level=1))
        for number, row in enumerate(self._rows):
            filled = list(dict.fromkeys(cell for cell in row if cell))
            if (number in alone and number not in inner) or len(filled) < 2:
                pieces += [*_table(table), *(Piece(BlockKind.PARAGRAPH, cell) for cell in filled)]
                table = []
            else:
                table.append(row)
        pieces += _table(table)
        if pieces and pieces[0].kind is BlockKind.PARAGRAPH and len(pieces) > 1:
            pieces[0] = replace(pieces[0], kind=BlockKind.HEADING, level=1)
        text, blocks = laid_out(pieces)
        return Content(text, blocks, self._stated_by_name(), part=self._prefix.strip(), remarks=self._sheet.remarks)

    def _stated_by_name(self) -> tuple[tuple[str, str], ...]:
        """Place and year that only the name of the sheet tells."""
        name, rest = folded_text(self._own_name), " ".join(self._opening)
        mentions = gazetteer().find(name)
        stated = []
        if mentions and len(mentions[0].places) == 1 and not gazetteer().find(rest):
            stated.append(("place", mentions[0].places[0].full_name))
        if (year := _year(name, alone=False)) > 0 and not _year(rest, alone=False):
            stated.append(("year", str(year)))
        return tuple(stated)

    def _homeless(self, figures: list[Figure]) -> Iterator[Remark]:
        """What is said of figures that belong to no place or year of the sheet."""
        if figures:
            parts = [sorted(_parts(figure), key=self._labels.is_among_places, reverse=True) for figure in figures]
            names = list(dict.fromkeys(part.text for of in parts for part in of[:1]))
            shown = "、".join(f"“{name}”" for name in names[:3]) + ("等" if len(names) > 3 else "")
            where = f"工作表“{self._sheet.name}”" if self._sheet.name else "表格"
            message = (
                f"{where}里有 {len(figures)} 个数字看不出属于哪个地区或哪一年，没有收录（{shown}）。"
                "请在表中写明地区全称和年份；合计数请在表的标题里写明地区。"
            )
            yield Remark("unplaced", message)


def _parts(figure: Figure) -> tuple[Part, ...]:
    return (*figure.groups, *figure.heads, *figure.labels)


def _places_in(texts: Iterable[str]) -> list[Place]:
    return [place for text in texts for mention in gazetteer().find(text) for place in mention.places]


def _year(text: str, *, alone: bool = True) -> int:
    """The year that folded words name; 0 for none, -1 for several or a stretch. `alone`: a bare 2024 is a year too."""
    if found := YEAR.fullmatch(text):
        return int(found["year"])
    periods = [mention.period for mention in find_periods(text, 0)]
    years = {period.year for period in periods}
    if not years and alone and (bare := re.match(r"(?:19|20)\d\d(?=\s*[^\d\s.,])", text)):
        return int(bare[0])
    stretch = any(
        period.kind in {PeriodKind.RANGE, PeriodKind.CUMULATIVE} and period.first.year < period.year
        for period in periods
    )
    return -1 if stretch or len(years) > 1 else next(iter(years), 0)


def _table(rows: Sequence[tuple[str, ...]]) -> list[Piece]:
    """A table, or for a single row without figures the words of it."""
    if not rows:
        return []
    if len(rows) == 1 and not any(kind_of_cell(folded_text(cell)) is Kind.FIGURE for cell in rows[0]):
        return [Piece(BlockKind.PARAGRAPH, " ".join(cell for cell in rows[0] if cell))]
    return [Piece(BlockKind.TABLE, cells=tuple(rows))]
