"""Pictures of every page: `python -m tests.browser.screenshots FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from kb.config import Settings
from kb.web import trash
from tests.admin_fixtures import NEW, TOKEN, small_copy
from tests.browser.serving import browser_path, opened, served
from tests.building import build
from tests.web_fixtures import A

PAGES = {
    "start": "/",
    "answer": "/?q=哪个区2024年调解纠纷最多",
    "none": "/?q=今天天气",
    "reports": "/reports",
    "report": f"/reports/{A}?m=4.66.72#p4",
    "error": "/reports/unknown",
    "enter": "/admin",
}
CLERKS = {
    "admin": "/admin",
    "admin-reports": "/admin/reports",
    "admin-report": f"/admin/reports/{A}",
    "admin-generations": "/admin/generations",
    "admin-remove": "/admin/remove?source=大兴区2024.txt",
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
                _whole(page, address + path, width, folder / f"{name}-{width}-{scheme}.png")
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(address)
            for question in ("哪个区2024年调解纠纷最多", "那2023年呢"):
                page.locator("#q").fill(question)
                page.keyboard.press("Enter")
                page.get_by_role("heading", name=question, exact=True).wait_for()
            page.screenshot(path=folder / f"conversation-{width}-{scheme}.png")
            page.close()


def _whole(page: Page, address: str, width: int, file: Path) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=file)


def take_clerks(browser: Browser, address: str, folder: Path) -> None:
    """The pages of administration, and what they say after a name was taken and a place was ambiguous."""
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{address}/admin?token={TOKEN}")
            page.get_by_label("放入后立即更新索引").uncheck()
            page.locator("#files").set_input_files(
                [
                    {"name": name, "mimeType": "text/plain", "buffer": NEW.encode()}
                    for name in ("密云区2024.txt", "甲.exe")
                ]
            )
            page.get_by_role("button", name="放入", exact=True).click()
            page.locator("#arrivals .failure").nth(1).wait_for()
            page.set_viewport_size({"width": width, "height": 1400})
            page.screenshot(path=folder / f"admin-arrivals-{width}-{scheme}.png")
            for name, path in CLERKS.items():
                _whole(page, address + path, width, folder / f"{name}-{width}-{scheme}.png")
            page.goto(f"{address}/admin/reports/{A}")
            page.get_by_label("地区").fill("鼓楼区")
            page.keyboard.press("Enter")
            page.locator(".field.wrong").wait_for()
            page.screenshot(path=folder / f"admin-ambiguous-{width}-{scheme}.png")
            page.close()


def _clerks_settings(folder: Path) -> Settings:
    """With a second generation, files that have problems, and one in the trash."""
    settings = small_copy(folder)
    reports = settings.reports_dir
    (reports / "通州区2024.txt").write_text(NEW, "utf-8")
    (reports / "无名总结.txt").write_text("工作总结\n一、主要工作\n全年调解纠纷77件。\n", "utf-8")
    (reports / "扫描件.jpg").write_bytes(b"x")
    build(reports, settings.index_dir)
    trash.remove(reports, "大兴区2023.txt")
    return settings


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
    with opened() as browser, TemporaryDirectory() as clerks:
        with served() as address:
            take(browser, address, folder)
        with served(_clerks_settings(Path(clerks))) as address:
            take_clerks(browser, address, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
