"""A real index for the pages that are looked at: what tests/test_web_indicators.py, _places, _reports and _files share."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bs4 import BeautifulSoup

from app import create_app
from kb.config import Settings
from tests.answer_fixtures import TEXTS, report
from tests.building import build

HOSTILE = "<script>alert(1)</script>"
FILES = TEXTS | {
    "密云区2023.txt": report(
        "北京市密云区", 2023, f"一、主要工作\n此段含有标记{HOSTILE}。受理行政复议案件500余件。行政复议罚没5.5万元。"
    ),
    "北京市2024.txt": report("北京市", 2024, "一、主要工作\n收到行政复议申请32000件。\n二、存在的不足\n力量薄弱。"),
    "大兴区2022.txt": report("北京市大兴区", 2022, "一、主要工作\n上半年收到行政复议申请200件。"),
}
LAW_AID = "/indicators/法律援助案件"
_FOLDER = TemporaryDirectory()


@cache
def explored():
    """The folder of the reports and of an index over them, built once."""
    folder = Path(_FOLDER.name)
    (folder / "reports").mkdir()
    for name, text in FILES.items():
        (folder / "reports" / name).write_text(text, "utf-8")
    build(folder / "reports", folder / "index")
    return folder


def explorer_of(folder):
    """A client of the application over such a folder."""
    return create_app(Settings(index=str(folder / "index"), reports=str(folder / "reports"))).test_client()


def read_with(client):
    """What reads a page as a tree, after checking its status."""

    def read(path, status=200, **query):
        response = client.get(path, query_string=query or None)
        assert response.status_code == status
        return BeautifulSoup(response.text, "lxml")

    return read


def cells_of(page):
    """The cells of a matrix: for each place and year the texts of its links and signs."""
    years = [head.text.strip() for head in page.select(".matrix thead th")][1:]
    return {
        (row.th.a.text, year): cell.get_text(" ", strip=True)
        for row in page.select(".matrix tbody tr")
        if row.th.a
        for year, cell in zip(years, row.select("td"), strict=False)
    }


def table(response):
    """The rows of a CSV file."""
    head, *rows = csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]
