"""The sheets of an .xlsx workbook as grids of what its cells show.

The parts of the archive are read as streams, each cell once: of a sheet only cells that hold something cost memory,
whatever size it declares, and a formula is known to have no stored value. Fonts, colours and all else that libraries
stumble over in files of other programs is not looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import ZipFile

from indexer.readers.archive import checked_zip
from indexer.readers.content import Remark
from indexer.readers.grid import squeeze
from indexer.readers.sheet_grid import MOST_CELLS, Sheet, Sparse, refuse_many
from indexer.readers.shown import BUILT_IN, shown
from kb.errors import ReadError

_CELL = re.compile(r"\$?(?P<letters>[A-Z]{1,3})\$?(?P<row>[1-9]\d{0,6})")
_DAMAGED = ReadError("damaged", "表格文件已损坏、不完整，或并非 .xlsx 格式。", "请用 Excel 或 WPS 打开后另存，再放入。")
_MOST_MERGED = 50_000
_MOST_SHEETS = 500
_MOST_STRINGS = MOST_CELLS
_MOST_FORMATS = 70_000  # styles of cells: Excel allows 65,490
_MOST_HIDDEN = 1_000  # elements that hide columns


@dataclass(slots=True)
class _Book:
    """What the parts of a workbook share."""

    archive: ZipFile
    names: frozenset[str]
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    since_1904: bool = False


def sheets_of(data: bytes) -> tuple[tuple[Sheet, ...], tuple[Remark, ...]]:
    """The sheets that are shown, in order, and what was left out.

    Raises ReadError: "damaged", "locked", "bomb", "unsafe", "empty" (no sheet is shown) or "too_large".
    """
    archive = checked_zip(data)
    book = _Book(archive, frozenset(archive.namelist()))
    try:
        return _sheets(book)
    except (ParseError, ValueError, LookupError) as error:  # malformed XML, or in an unknown encoding
        raise _DAMAGED from error


def _sheets(book: _Book) -> tuple[tuple[Sheet, ...], tuple[Remark, ...]]:
    start = next((target for kind, target in _related(book, "") if kind == "officeDocument"), "xl/workbook.xml")
    parts = dict(_related_by_id(book, start))
    strings = _strings(book, posixpath.join(posixpath.dirname(start), "sharedStrings.xml"))
    book.strings = list(islice(strings, _MOST_STRINGS + 1))
    refuse_many(0, MOST_CELLS + 1 if len(book.strings) > _MOST_STRINGS else 0)
    book.formats = list(islice(_formats(book, posixpath.join(posixpath.dirname(start), "styles.xml")), _MOST_FORMATS))
    sheets: list[Sheet] = []
    hidden: list[str] = []
    for element in _elements(book, start):
        if _tag(element) == "workbookPr":
            book.since_1904 = element.get("date1904") in {"1", "true"}
    for element in _elements(book, start):
        if _tag(element) != "sheet":
            continue
        name = squeeze(element.get("name", ""))
        kind, part = parts.get(_attribute(element, "id"), ("", ""))
        if kind != "worksheet" or part not in book.names or not part.lower().endswith(".xml"):
            continue  # a sheet that is a chart
        if element.get("state", "visible") != "visible":
            hidden.append(name)
        elif len(sheets) == _MOST_SHEETS:
            raise ReadError("too_large", f"工作簿里的工作表超过 {_MOST_SHEETS} 个。", "请拆成几个文件，再放入。")
        else:
            sheets.append(_sheet(book, name, part))
            refuse_many(sum(len(sheet.rows) for sheet in sheets), sum(sheet.filled for sheet in sheets))
    if not sheets:
        raise ReadError("empty", "工作簿里没有可见的工作表。", "请取消隐藏含有数据的工作表，保存后再放入。")
    remarks = []
    if hidden:
        shown_names = "、".join(f"“{name}”" for name in hidden[:5]) + ("等" if len(hidden) > 5 else "")
        message = f"有 {len(hidden)} 个隐藏的工作表没有收录：{shown_names}。需要时请取消隐藏，保存后再放入。"
        remarks.append(Remark("hidden", message))
    return tuple(sheets), tuple(remarks)


# --- a sheet ---------------------------------------------------------------------------------------------------------


def _sheet(book: _Book, name: str, part: str) -> Sheet:
    grid = Sparse(name)
    hidden_columns: set[int] = set()
    row_number = hiding = 0
    with book.archive.open(part) as stream:
        for element in _closing(stream, keep="row"):
            tag = _tag(element)
            if tag == "row":
                written = element.get("r", "")
                row_number = int(written) if re.fullmatch(r"[1-9]\d{0,6}", written) else row_number + 1
                _row(book, grid, row_number, element, hidden_columns)
            elif tag == "col" and element.get("hidden") in {"1", "true"} and hiding < _MOST_HIDDEN:
                hiding += 1
                first, last = (int(element.get(edge, "0")) for edge in ("min", "max"))
                hidden_columns.update(range(first, min(last, 16_384) + 1))
            elif tag == "mergeCell" and len(grid.merged) < _MOST_MERGED:
                corners = [_CELL.fullmatch(corner) for corner in element.get("ref", "").split(":")]
                if len(corners) == 2 and corners[0] and corners[1]:
                    top, bottom = (int(corner["row"]) for corner in corners if corner)
                    left, right = (_column(corner["letters"]) for corner in corners if corner)
                    grid.merged.append((top, left, bottom, right))
    return grid.sheet()


def _row(book: _Book, grid: Sparse, number: int, element: Element, hidden_columns: set[int]) -> None:
    hidden = element.get("hidden") in {"1", "true"}
    column = 0
    for cell in element:
        if _tag(cell) != "c":
            continue
        placed = _CELL.fullmatch(cell.get("r", ""))
        column = _column(placed["letters"]) if placed else column + 1
        text, uncomputed = _text(book, cell)
        grid.uncomputed += uncomputed
        if text and (hidden or column in hidden_columns):
            grid.hidden += 1
        elif text:
            grid.put(number, column, text)


def _text(book: _Book, cell: Element) -> tuple[str, bool]:
    """What a cell shows, and whether it is a formula without a stored value."""
    value, formula, inline = "", False, ""
    for child in cell:
        tag = _tag(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = True
        elif tag == "is":
            inline = _run_text(child)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return squeeze(inline), False
    if not value.strip():
        return "", formula and kind != "str"
    if kind == "s":
        at = int(value) if value.strip().isdecimal() else -1
        return (book.strings[at] if 0 <= at < len(book.strings) else ""), False
    if kind in {"e", "b"}:
        return ("" if kind == "e" else "是" if value.strip() == "1" else "否"), False
    if kind in {"str", "d"}:
        return squeeze(value), False
    style = cell.get("s", "")
    code = book.formats[int(style)] if style.isdecimal() and int(style) < len(book.formats) else ""
    return shown(value.strip(), code, since_1904=book.since_1904), False


# --- the parts around ------------------------------------------------------------------------------------------------


def _strings(book: _Book, part: str) -> Iterator[str]:
    for element in _elements(book, part, keep="si"):
        if _tag(element) == "si":
            yield squeeze(_run_text(element))


def _formats(book: _Book, part: str) -> Iterator[str]:
    """The number format of each cell style, in order."""
    codes = dict(BUILT_IN)
    for element in _elements(book, part, keep="cellXfs"):
        if _tag(element) == "numFmt" and element.get("numFmtId", "").isdecimal():
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif _tag(element) == "cellXfs":
            for style in element:
                number = style.get("numFmtId", "0")
                yield codes.get(int(number), "") if number.isdecimal() else ""


def _related_by_id(book: _Book, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    folder, name = posixpath.split(part)
    for element in _elements(book, posixpath.join(folder, "_rels", f"{name}.rels")):
        target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
        yield element.get("Id", ""), (posixpath.basename(element.get("Type", "")), target.lstrip("/"))


def _related(book: _Book, part: str) -> Iterator[tuple[str, str]]:
    return (pair for _, pair in _related_by_id(book, part))


def _elements(book: _Book, part: str, keep: str = "") -> Iterator[Element]:
    """The elements of a part as they close; none where the archive has no such part."""
    if part in book.names and part.lower().endswith((".xml", ".rels")):  # what `checked_zip` looked through
        with book.archive.open(part) as stream:
            yield from _closing(stream, keep)


def _closing(stream: IO[bytes], keep: str) -> Iterator[Element]:
    """Elements as they close. Those within a `keep` stand in it until it closes; what was given is then let go."""
    open_elements: list[Element] = []
    inside = 0
    for event, element in iterparse(stream, ("start", "end")):  # noqa: S314 (checked_zip refuses document types)
        if event == "start":
            open_elements.append(element)
            inside += _tag(element) == keep
            continue
        open_elements.pop()
        inside -= _tag(element) == keep
        if not inside:
            yield element
            element.clear()
            if open_elements:
                open_elements[-1].remove(element)


def _run_text(element: Element) -> str:
    """The text of a string's runs, without what tells how to say it aloud."""
    aloud = {id(inner) for one in element.iter() if _tag(one) == "rPh" for inner in one.iter()}
    return "".join(one.text or "" for one in element.iter() if _tag(one) == "t" and id(one) not in aloud)


def _tag(element: Element) -> str:
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    """A name without its name space."""
    return tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """An attribute in whatever name space."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name and "}" in key), "")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
