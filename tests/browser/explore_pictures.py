"""Pictures of the pages that are looked at; taken by tests/browser/screenshots.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.explore_fixtures import PAGES

Taker = Callable[[Page, str, int, Path], None]


def take_explored(browser: Browser, address: str, folder: Path, widths: tuple[int, ...], whole: Taker) -> None:
    """Every page from top to bottom, at these widths, light and dark, and two as they are printed; `whole` takes one."""
    for width in widths:
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, reduced_motion="reduce", base_url=address)
            listed = page.request.get("/reports.json?place=大兴区&year=2024&level=县").json()["reports"]
            report = listed[0]["url"]
            for name, path in {**PAGES, "report-figures": f"{report}#f1"}.items():
                whole(page, address + path, width, folder / f"explore-{name}-{width}-{scheme}.png")
            page.close()
    page = browser.new_page(base_url=address)
    page.emulate_media(media="print")
    for name, path in {"report": report, "matrix": PAGES["indicator"]}.items():
        whole(page, address + path, 794, folder / f"explore-print-{name}.png")
    page.close()
