"""What a page shows as a file to be kept; a chart as SVG that stands by itself. Tables: see `kb.web.sheets`."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, render_template

from kb.web.addresses import external
from kb.web.charts import BarChart, LineChart

WIDTH = 720  # pixels of a chart in a file of its own

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # the drawing's own style, and nothing else


def svg_file(chart: BarChart | LineChart, name: str, source: str) -> Response:
    """A chart with its title and where it is from, in colours for a white ground; links lead to this server."""
    text = render_template("chart.svg", chart=chart, width=WIDTH, source=source, host=external(""))
    response = Response(text, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = _POLICY
    return named(response, f"{name}.svg")


def named(response: Response, name: str) -> Response:
    """The reply as a file to be kept, under a Chinese name where the browser can take one."""
    ascii_name = "".join(char if char.isascii() and char.isprintable() and char not in '"\\/' else "_" for char in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return response
