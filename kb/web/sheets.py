"""Tables for a spreadsheet: CSV, and XLSX. What a report says is never run as a formula, whatever it begins with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response
from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from kb.web.downloads import named

Value = str | int | Decimal | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_000  # of a cell; spreadsheets hold 32,767
_EXACT_DIGITS = 15  # what a spreadsheet's numbers hold
_WIDEST, _NARROWEST = 48, 8  # columns of a cell
# A cell of a CSV that begins so is run as a formula by spreadsheets, with the full-width signs by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f]")  # XML has no such characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the name of its sheet (at most 31 characters). Texts stay texts, numbers are numbers, None is empty."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def csv_reply(sheet: Sheet, name: str) -> Response:
    """The table as comma-separated values, in UTF-8 with a byte order mark, so that spreadsheets read Chinese. `name` is that
    of the file, without suffix.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    writer.writerows([safe_cell(plain(value)) for value in row] for row in sheet.rows)
    return named(Response("\ufeff" + text.getvalue(), mimetype="text/csv"), f"{name}.csv")


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; a plain number stays one."""
    is_number = cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell


def xlsx_reply(sheets: Iterable[Sheet], name: str) -> Response:
    """A workbook. Every text is written as a text, so that none becomes a formula or a link."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(data, options) as book:
        head, whole, broken = (
            book.add_format(how) for how in ({"bold": True}, {"num_format": "#,##0"}, {"num_format": "#,##0.0#######"})
        )
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _head(page, sheet, head)
            _fill(page, sheet, whole, broken)
    return named(Response(data.getvalue(), mimetype=XLSX), f"{name}.xlsx")


def plain(value: Value) -> str:
    """A value as text: numbers in plain digits, nothing as nothing."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _head(page: Worksheet, sheet: Sheet, head: Format) -> None:
    page.freeze_panes(1, 0)
    for column, name in enumerate(sheet.columns):
        page.write_string(0, column, name, head)
        longest = max((_width(plain(row[column])) for row in sheet.rows[:200]), default=0)
        page.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest, _width(name)) + 2))


def _fill(page: Worksheet, sheet: Sheet, whole: Format, broken: Format) -> None:
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _EXACT_DIGITS:
                page.write_number(number, column, value, whole if value == value.to_integral_value() else broken)
            elif isinstance(value, int):
                page.write_number(number, column, value)
            elif value is not None:
                page.write_string(number, column, _UNFIT.sub("", plain(value))[:MOST_CHARACTERS])


def _width(text: str) -> int:
    """Columns that a text takes, a Chinese character two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text[:_WIDEST])
