"""What a clerk does on the pages of administration, done in a real browser over a real index and real builds."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from kb.store.building import BuildLog, BuildState
from kb.store.files import lock_for_build
from tests.admin_fixtures import NEW, TOKEN, small_copy
from tests.browser.serving import needs_browser, served, uncomplaining
from tests.web_fixtures import QUESTION, TEXTS, B

pytestmark = needs_browser
PATIENCE = 60_000  # milliseconds for a build on a machine that has other things to do


@pytest.fixture
def settings(tmp_path):
    return small_copy(tmp_path)


@pytest.fixture
def address(settings):
    with served(settings) as address:
        yield address


@pytest.fixture
def page(browser, address):
    """A clerk's page, entered by the link, that must not complain of policies or scripts."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
    with uncomplaining(page):
        page.goto(f"/admin?token={TOKEN}")
        yield page


def upload(*files):
    """Files for a file field, each a pair of name and text."""
    return [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files]


def drop(page, *files):
    """Drop files onto the page, as a hand would."""
    transfer = page.evaluate_handle(
        "files => { const data = new DataTransfer();"
        " for (const [name, text] of files) data.items.add(new File([text], name)); return data; }",
        [list(one) for one in files],
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": transfer})
    expect(page.locator("#drop.over")).to_be_visible()
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})


def test_the_link_leads_in_and_the_address_forgets_the_token(page):
    assert page.url.endswith("/admin")
    expect(page.get_by_role("navigation", name="主导航").get_by_role("link", name="管理")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="管理")).to_be_visible()
    page.get_by_role("link", name="管理").click()
    page.get_by_role("button", name="退出管理").click()
    expect(page.get_by_role("link", name="管理")).to_have_count(0)
    page.goto("/admin")
    page.get_by_label("口令").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="现用的索引")).to_be_visible()


def test_files_dropped_are_built_with_progress_and_answered(page):
    drop(page, ("通州区2024.txt", NEW), ("图片.jpg", "x"))
    rows = page.locator("#arrivals li")
    expect(rows.nth(0)).to_contain_text("已放入")
    expect(rows.nth(1)).to_contain_text("不支持")
    expect(page.locator("#build-bar")).to_be_visible()
    expect(page.get_by_role("button", name="取消")).to_be_enabled()
    expect(page.get_by_role("button", name="更新索引")).to_be_disabled()
    expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=PATIENCE)
    expect(page.locator("#build-bar")).to_be_hidden()
    expect(page.locator("#held dd").first).to_have_text("4")
    page.goto(f"/?q={QUESTION}")
    expect(page.locator(".answer p").first).to_have_text(re.compile("通州区.*20001件"))


def test_files_chosen_without_the_tick_wait_for_a_build(page):
    page.locator("#files").set_input_files(upload(("通州区2024.txt", NEW)))
    page.get_by_label("放入后立即更新索引").uncheck()
    page.get_by_role("button", name="放入", exact=True).click()
    expect(page.locator("#arrivals li")).to_contain_text("已放入")
    expect(page.locator("#held dd").first).to_have_text("3")
    page.get_by_role("button", name="更新索引").click()
    expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=PATIENCE)


def test_a_name_that_is_taken_is_asked_about(page, settings):
    drop(page, ("大兴区2024.txt", NEW))
    expect(page.locator("#arrivals li")).to_contain_text("同名")
    page.locator("form.waiting").get_by_role("button", name="保留两份").click()
    expect(page.locator(".said").first).to_contain_text("大兴区2024(2).txt")
    assert (settings.reports_dir / "大兴区2024.txt").read_text("utf-8") == TEXTS["大兴区"]
    assert (settings.reports_dir / "大兴区2024(2).txt").read_text("utf-8") == NEW


def test_the_progress_of_a_build_is_told_as_it_goes_on_and_it_can_be_cancelled(page, settings):
    with closing(lock_for_build(settings.index_dir)):
        log = BuildLog(settings.index_dir)
        page.reload()
        for done in (1, 2):
            log._written = 0.0
            log.step(done, 4, f"第{done}份.txt")
            expect(page.locator("#build-text")).to_contain_text(f"第{done}份.txt")
            expect(page.locator("#build-bar")).to_have_attribute("value", str(done))
        page.get_by_role("button", name="取消").click()
        expect(page.locator(".said")).to_contain_text("已通知停止")
        assert (settings.index_dir / "build.cancel").exists()
        log.end(BuildState.CANCELLED)
        expect(page.locator("#build-text")).to_contain_text("取消")
    expect(page.get_by_role("button", name="更新索引")).to_be_enabled()


def test_a_build_that_someone_else_starts_is_seen(page, settings):
    expect(page.locator("#build-bar")).to_be_hidden()
    with closing(lock_for_build(settings.index_dir)):
        log = BuildLog(settings.index_dir)
        expect(page.locator("#build-bar")).to_be_visible(timeout=PATIENCE)
        log.end(BuildState.FAILED, message="磁盘已满。")
        expect(page.locator("#build-text")).to_contain_text("磁盘已满")


def test_where_too_many_pages_watch_the_progress_is_still_told(page, settings):
    page.route("**/admin/build/events", lambda route: route.fulfill(status=503))
    with closing(lock_for_build(settings.index_dir)):
        log = BuildLog(settings.index_dir)
        page.reload()
        log._written = 0.0
        log.step(3, 4, "第三份.txt")
        expect(page.locator("#build-text")).to_contain_text("第三份.txt")
        log.end(BuildState.CANCELLED)


def test_a_place_is_put_right_and_the_next_build_honours_it(page):
    page.goto("/admin/reports?q=密云")
    page.get_by_role("link", name="更正").click()
    page.get_by_label("地区").fill("鼓楼区")
    page.keyboard.press("Enter")
    expect(page.locator(".field.wrong")).to_contain_text("个地方")
    page.get_by_role("button", name="江苏省南京市鼓楼区").click()
    expect(page.locator(".said")).to_contain_text("已保存更正")
    expect(page.get_by_label("地区")).to_have_value("江苏省南京市鼓楼区")
    page.locator(".said").get_by_role("button", name="更新索引").click()
    expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=PATIENCE)
    page.goto("/?q=鼓楼区2024年调解纠纷多少件")
    expect(page.locator(".answer p").first).to_contain_text("9640件")


def test_a_file_is_taken_out_and_put_back(page, settings):
    page.goto("/admin/reports?q=密云")
    page.get_by_role("link", name=re.compile("移走")).click()
    page.get_by_role("button", name="移走").click()
    assert not (settings.reports_dir / "密云区2024.txt").exists()
    page.get_by_text("回收站（1）").click()
    page.get_by_role("button", name=re.compile("放回")).click()
    expect(page.locator(".said")).to_contain_text("已放回")
    assert (settings.reports_dir / "密云区2024.txt").exists()


def test_going_back_a_generation_changes_the_answers(page):
    drop(page, ("通州区2024.txt", NEW))
    expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=PATIENCE)
    page.get_by_role("link", name="索引版本").click()
    page.get_by_text("换用这一版").click()
    page.get_by_role("button", name="确认换用 gen-000001").click()
    expect(page.locator(".said")).to_contain_text("已启用 gen-000001")
    page.goto(f"/?q={QUESTION}")
    expect(page.locator(".answer p").first).to_have_text(re.compile("大兴区.*18251件"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["", "/reports", "/reports?only=problems", f"/reports/{B}", "/generations", "/remove?source=密云区2024.txt"]
)
def test_nothing_is_wider_than_a_telephone(page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/admin{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_all_works_without_scripts(browser, address, settings):
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/admin")
    page.get_by_label("口令").fill(TOKEN)
    page.get_by_role("button", name="进入").click()
    page.locator("#files").set_input_files(upload(("通州区2024.txt", NEW), ("大兴区2024.txt", NEW + "改")))
    page.get_by_role("button", name="放入", exact=True).click()
    expect(page.locator(".said").nth(0)).to_contain_text("通州区2024.txt：已放入")
    page.get_by_role("button", name="不放入").click()
    expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=PATIENCE)  # the page refreshes itself
    page.goto(f"/?q={QUESTION}")
    expect(page.locator(".answer p").first).to_have_text(re.compile("通州区.*20001件"))
    context.close()
    assert (settings.reports_dir / "大兴区2024.txt").read_text("utf-8") == TEXTS["大兴区"]
