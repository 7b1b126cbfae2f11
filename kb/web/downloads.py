"""Files made of what a page shows: a chart as SVG that stands by itself, a table as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from flask import Response, render_template, request

from kb.web.charts import BarChart, LineChart

WIDTH = 720  # pixels of a chart in a file of its own

# A cell that begins so is run as a formula by spreadsheets, with the full-width signs by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # the drawing's own style, and nothing else


def svg_file(chart: BarChart | LineChart, name: str, source: str) -> Response:
    """A chart with its title and where it is from, in colours for a white ground; links lead to this server."""
    text = render_template("chart.svg", chart=chart, width=WIDTH, source=source, host=request.host_url.rstrip("/"))
    response = Response(text, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = _POLICY
    return named(response, f"{name}.svg")


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> Response:
    """A table in UTF-8 with a byte order mark, so that spreadsheets read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return named(Response("\ufeff" + text.getvalue(), mimetype="text/csv"), f"{name}.csv")


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; a plain number stays one."""
    plain = cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not plain else cell


def named(response: Response, name: str) -> Response:
    """The reply as a file to be kept, under a Chinese name where the browser can take one."""
    ascii_name = "".join(char if char.isascii() and char.isprintable() and char not in '"\\/' else "_" for char in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return response
