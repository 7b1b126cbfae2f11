"""Spreadsheets: no text becomes a formula or a link, and no number is rounded."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from kb.web.sheets import Sheet, csv_reply, xlsx_reply

FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "http://x",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_report_becomes_a_formula_or_a_link(text):
    sheet = Sheet("表", ("甲", "乙"), [(text, Decimal("-5.5"))])
    book = load_workbook(io.BytesIO(xlsx_reply([sheet], "x").get_data()))
    cell, number = book["表"]["A2"], book["表"]["B2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.strip() == text.strip()
    assert number.value == -5.5
    written = csv_reply(sheet, "x").get_data().decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
    assert written.startswith("'") or text.startswith("http")
    assert "-5.5" in written


def test_numbers_that_a_spreadsheet_would_round_stay_texts():
    long = Decimal("1234567890123456.78")
    book = load_workbook(io.BytesIO(xlsx_reply([Sheet("表", ("甲",), [(long,)])], "x").get_data()))
    assert book["表"]["A2"].value == "1234567890123456.78"
