"""Pictures of every page: `python -m tests.browser.screenshots FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.store.kept import Kept, golden_questions, wrong_answers
from kb.types import Change
from kb.web import trash
from tests.admin_fixtures import NEW, TOKEN, small_copy
from tests.answer_fixtures import TEXTS
from tests.browser.explore_fixtures import explore_settings
from tests.browser.explore_pictures import take_explored
from tests.browser.serving import browser_path, opened, served
from tests.building import build
from tests.web_fixtures import QUESTION, A

PAGES = {
    "start": "/",
    "none": "/?q=今天天气",
    "reports": "/reports",
    "report": f"/reports/{A}?m=4.66.72#p4",
    "error": "/reports/unknown",
    "enter": "/admin",
}
# States of an answer, over the sample reports; of those in OPENED all that folds is open.
ANSWERS = {
    "ranking": "/?q=哪个区行政复议申请最多",
    "ranking-gaps": "/?q=哪个区2024年调解纠纷最多",
    "trend": "/?q=通州区历年行政复议申请有什么变化",
    "comparison": "/?q=大兴区和兴平市2020年谁办的法律援助多",
    "figure": "/?q=通州区2023年行政复议受理了多少件",
    "derived": "/?q=通州区2023年行政复议审结率是多少",
    "sum": "/?q=通州区2022年和2023年行政复议申请一共多少件",
    "numbers": "/?q=密云区2024年有哪些数字",
    "passage": "/?q=密云区2024年有哪些不足",
    "not-found": "/?q=海淀区2023年调解了多少纠纷",
    "no-report": "/?q=密云区2010年调解了多少纠纷",
    "moved": "/?q=通州区2023年行政复议受理了多少件&g=gen-000000",
    "changed": "/?q=哪个区2024年行政复议申请最多&year=",
    "edit": "/edit?q=哪个区行政复议申请最多",
}
OPENED = ("ranking", "figure", "comparison")
CONFLICT = "/?q=通州区2024年法律援助案件多少"
CLERKS = {
    "admin": "/admin",
    "admin-reports": "/admin/reports",
    "admin-report": f"/admin/reports/{A}",
    "admin-generations": "/admin/generations",
    "admin-asked": "/admin/asked",
    "admin-remove": "/admin/remove?source=大兴区2024.txt",
}
ROOT = Path(__file__).parents[2]
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


def take_answers(browser: Browser, address: str, folder: Path) -> None:
    """Every kind of answer, and what the page says while it waits, fails or is offline."""
    for page, width, scheme in _pages(browser):
        for name, path in ANSWERS.items():
            _whole(page, address + path, width, folder / f"{name}-{width}-{scheme}.png")
            if name in OPENED:
                page.evaluate("for (const one of document.querySelectorAll('.turn details')) one.open = true")
                _as_high(page, width, folder / f"{name}-open-{width}-{scheme}.png")
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        page.route("**/turn", lambda _: None)
        page.locator("#q").fill("哪个区行政复议申请最多")
        page.keyboard.press("Enter")
        page.locator(".busy").wait_for()
        page.screenshot(path=folder / f"waiting-{width}-{scheme}.png")
        page.goto(address + ANSWERS["figure"])
        page.unroute_all()
        page.route("**/turn", lambda route: route.abort())
        page.locator("#q").fill("那2022年呢")
        page.keyboard.press("Enter")
        page.locator("#status.failure").wait_for()
        page.screenshot(path=folder / f"failed-{width}-{scheme}.png")
        page.get_by_role("button", name="以前的对话").click()
        page.screenshot(path=folder / f"history-{width}-{scheme}.png")
        page.close()


def take_one(browser: Browser, address: str, folder: Path, name: str) -> None:
    """One page at both widths, light and dark."""
    for page, width, scheme in _pages(browser):
        _whole(page, address, width, folder / f"{name}-{width}-{scheme}.png")
        page.close()


def _pages(browser: Browser) -> Iterator[tuple[Page, int, str]]:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
            )
            yield page, width, scheme


def _as_high(page: Page, width: int, file: Path) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=file)


def _whole(page: Page, address: str, width: int, file: Path) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    _as_high(page, width, file)


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
    answer = KnowledgeBase(settings).ask(QUESTION).answer
    wrong_answers(settings.index_dir).add(
        Kept.of(QUESTION, "", (Change("year", "2024"),), answer, "少了通州区，请核对。")
    )
    golden_questions(settings.index_dir).add(Kept.of(QUESTION, "", (), replace(answer, lines=()), "第一名应是通州区。"))
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
        build(ROOT / "reports", Path(clerks, "samples"))
        with served(Settings(index=str(Path(clerks, "samples")), rate_limit="off")) as address:
            take_answers(browser, address, folder)
        (Path(clerks) / "conflict").mkdir()
        for name, text in TEXTS.items():
            Path(clerks, "conflict", name).write_text(text, "utf-8")
        build(Path(clerks, "conflict"), Path(clerks, "conflicts"))
        with served(Settings(index=str(Path(clerks, "conflicts")))) as address:
            take_one(browser, address + CONFLICT, folder, "conflict")
        with served(Settings(index=str(Path(clerks, "none")))) as address:
            take_one(browser, address, folder, "no-index")
        with served(_clerks_settings(Path(clerks))) as address:
            take_clerks(browser, address, folder)
    with opened() as browser, TemporaryDirectory() as world, served(explore_settings(Path(world))) as address:
        take_explored(browser, address, folder, WIDTHS, _whole)
    return 0


if __name__ == "__main__":
    sys.exit(main())
