"""Pictures of every page: `python -m tests.browser.screenshots FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.serving import browser_path, opened, served
from tests.web_fixtures import A

PAGES = {
    "start": "/",
    "answer": "/?q=哪个区2024年调解纠纷最多",
    "none": "/?q=今天天气",
    "reports": "/reports",
    "report": f"/reports/{A}?m=4.66.72#p4",
    "error": "/reports/unknown",
}
WIDTHS = (1280, 390)


def take(browser: Browser, address: str, folder: Path) -> None:
    """Every page from top to bottom, and a conversation as it stands, at both widths, light and dark."""
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
            )
            for name, path in PAGES.items():
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(address + path)
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(address)
            for question in ("哪个区2024年调解纠纷最多", "那2023年呢"):
                page.locator("#q").fill(question)
                page.keyboard.press("Enter")
                page.get_by_role("heading", name=question, exact=True).wait_for()
            page.screenshot(path=folder / f"conversation-{width}-{scheme}.png")
            page.close()


def main() -> int:
    """Returns 0, 1 when there is no browser, 2 when no folder is named."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m tests.browser.screenshots FOLDER\n")
        return 2
    if not browser_path():
        sys.stderr.write("no Chromium found; set JUSHI_CHROMIUM to its path\n")
        return 1
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, opened() as browser:
        take(browser, address, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
