"""Nothing that axe-core finds wrong, on any page, in any state: wide and light, narrow and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.admin_fixtures import TOKEN, small_copy
from tests.browser.serving import needs_browser, served
from tests.web_fixtures import QUESTION, A, B

pytestmark = needs_browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
PAGES = {
    "start": "/",
    "ranking": f"/?q={QUESTION}",
    "trend": "/?q=大兴区历年调解纠纷有什么变化",
    "comparison": "/?q=大兴区和密云区2024年谁调解纠纷多",
    "figure": "/?q=大兴区2024年行政复议受理多少件",
    "numbers": "/?q=大兴区2024年有哪些数字",
    "passage": "/?q=大兴区2024年有哪些不足",
    "none": "/?q=密云区2020年调解了多少纠纷",
    "moved": f"/?q={QUESTION}&g=gen-000000",
    "changed": f"/?q={QUESTION}&year=2023",
    "talk": "/?q=你好",
    "edit": f"/edit?q={QUESTION}",
    "reports": "/reports",
    "report": f"/reports/{A}?m=4.66.72#p4",
    "hostile": f"/reports/{B}",
    "error": "/unknown",
    "enter": "/admin/enter",
}
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
CLERKS = ("/admin", "/admin/reports", f"/admin/reports/{A}", "/admin/generations", "/admin/asked")


@pytest.fixture(scope="module")
def address():
    with served() as address:
        yield address


def look(browser, address, width, scheme):
    """A page as wide and as light as this, where nothing moves."""
    return browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", base_url=address
    )


def found(page):
    """What axe-core finds, a line each: the rule and the elements."""
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser, address, name, width, scheme):
    page = look(browser, address, width, scheme)
    page.goto(PAGES[name])
    page.evaluate("for (const one of document.querySelectorAll('details:not([name])')) one.open = true")
    page.evaluate("for (const one of document.querySelectorAll('details[name]:last-child')) one.open = true")
    assert found(page) == []
    page.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_in_a_conversation_and_its_history(browser, address, width, scheme):
    page = look(browser, address, width, scheme)
    page.goto("/")
    for count, question in enumerate((QUESTION, "那2023年呢"), 1):
        page.locator("#q").fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(count - 1).wait_for()
    assert found(page) == []
    page.get_by_role("button", name="以前的对话").click()
    page.get_by_role("dialog").wait_for()
    assert found(page) == []
    page.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_pages_of_administration(browser, tmp_path, width, scheme):
    with served(small_copy(tmp_path)) as address:
        page = look(browser, address, width, scheme)
        page.goto(f"/?q={QUESTION}")
        page.get_by_text("答案有误").click()
        page.get_by_role("button", name="告诉管理的人").click()
        page.locator(".done:not(:empty)").wait_for()
        page.goto(f"/admin?token={TOKEN}")
        wrong = {}
        for path in CLERKS:
            page.goto(path)
            wrong[path] = found(page)
        page.goto("/admin/asked")
        page.get_by_role("button", name="定为考题").click()
        page.get_by_text("看这道考题").wait_for()
        wrong["made"] = found(page)
        assert not any(wrong.values()), wrong
        page.close()
