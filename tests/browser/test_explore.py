"""What a person looks at instead of asks, done in a real browser over a real index."""

from __future__ import annotations

import csv
import re
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.explore_fixtures import FILES, PAGES, explore_settings
from tests.browser.serving import needs_browser, served, uncomplaining

pytestmark = needs_browser

MOST_BYTES = 150_000  # of a page with all that belongs to it, as it is sent


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(explore_settings(tmp_path_factory.mktemp("explore"))) as address:
        yield address


@pytest.fixture
def page(browser, address):
    """A page that must not complain, nor ask anyone else for anything."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
    with uncomplaining(page) as complaints:
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(address) else None)
        yield page


def report_of(page, place, year):
    listed = page.request.get(f"/reports.json?place={place}&year={year}&level=县").json()["reports"]
    return listed[0]["url"]


# --- flows ----------------------------------------------------------------------------------------------------------


def test_from_the_navigation_to_the_exact_words_of_a_cell(page):
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="指标").click()
    page.get_by_label("指标", exact=True).fill("复议申请")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="行政复议申请", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("行政复议申请")
    row = page.get_by_role("row", name=re.compile("大兴区"))
    row.get_by_role("link", name="486").click()
    expect(page.locator("mark")).to_have_text("486件")
    expect(page.locator("mark")).to_be_in_viewport()


def test_a_matrix_is_narrowed_and_put_in_order(page):
    page.goto("/indicators/行政复议申请")
    page.get_by_label("层级").select_option("县级")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".matrix tbody tr")).to_have_count(2)
    page.get_by_role("columnheader", name="2024").get_by_role("link").click()
    expect(page.locator(".matrix tbody th").first).to_contain_text("通州区")
    expect(page.get_by_role("columnheader", name="2024")).to_have_attribute("aria-sort", "descending")
    assert "level=" in page.url


def test_places_that_say_nothing_are_opened_by_one_line(page):
    page.goto("/indicators/行政复议申请")
    expect(page.locator(".matrix tbody tr")).to_have_count(3)
    page.get_by_role("link", name=re.compile("另有 .* 个地区的报告没有写到")).click()
    expect(page.get_by_role("row", name=re.compile("旧宫镇"))).to_be_visible()
    expect(page.get_by_label("显示")).to_have_value("all")


def test_both_sides_of_a_conflict_are_reached_and_told(page):
    page.goto("/indicators/法律援助案件")
    cell = page.locator("td.conflict")
    expect(cell).to_contain_text("900")
    cell.get_by_role("link", name="950").click()
    expect(page.locator("mark")).to_have_text("950件")
    page.go_back()
    page.get_by_role("row", name=re.compile("通州区")).get_by_role("rowheader").get_by_role("link").click()
    expect(page.locator(".said li")).to_have_count(2)
    expect(page.locator(".notice")).to_contain_text("不一致")


def test_what_is_only_told_otherwise_leads_to_it(page):
    page.goto("/indicators/行政复议申请")
    page.get_by_role("link", name="大兴区2022年：只有其他口径").click()
    expect(page.locator("#y2022")).to_contain_text("上半年")
    expect(page.locator("#y2022")).to_be_in_viewport()


def test_the_files_of_a_matrix_are_downloaded_under_its_name(page):
    page.goto("/indicators/行政复议申请?level=县")
    for suffix in ("XLSX", "CSV"):
        with page.expect_download() as waiting:
            page.locator(".downloads").get_by_role("link", name=suffix).first.click()
        assert unquote(waiting.value.suggested_filename) == f"行政复议申请.{suffix.lower()}"
    with waiting.value.path().open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["层级"] for row in rows} == {"县"}


def test_the_line_of_a_place_leads_to_its_words(page):
    page.goto("/indicators/行政复议申请/110115")
    page.locator("svg.trend a").last.click()
    expect(page.locator("mark")).to_have_text("486件")


def test_a_place_is_found_and_leads_to_its_reports_and_places_below(page):
    page.goto("/places")
    page.get_by_label("名称").fill("大兴")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="大兴区", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("大兴区")
    page.get_by_role("link", name="旧宫镇").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("旧宫镇")
    page.get_by_role("link", name="2022年").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("旧宫镇2022年")


def test_words_are_searched_in_the_reports_of_a_place_and_marked(page):
    page.goto("/reports")
    page.get_by_label("正文").fill("法律援助")
    page.get_by_label("地区").fill("通州区")
    page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_have_text("法律援助")
    page.locator(".hits .where a").first.click()
    expect(page.locator(".text mark").first).to_be_in_viewport()


def test_a_clerk_checks_what_was_read_from_a_report(page):
    page.goto(report_of(page, "大兴区", 2024))
    figures = page.get_by_role("complementary")
    expect(figures.get_by_role("heading")).to_contain_text("读出的")
    figures.get_by_role("link", name="50场").click()
    expect(page.locator(".fig:target")).to_have_text("50场")
    expect(page.locator(".fig:target")).to_be_in_viewport()
    expect(figures.locator("li", has_text="50场")).to_contain_text("计划")


def test_the_original_is_downloaded_as_it_was_put_in(page):
    page.goto(report_of(page, "大兴区", 2024))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="大兴区2024.txt").click()
    assert waiting.value.path().read_text("utf-8") == FILES["大兴区2024.txt"]


def test_years_of_a_place_follow_one_another(page):
    page.goto(report_of(page, "大兴区", 2023))
    page.locator(".years").get_by_role("link", name=re.compile("2024年")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2024年")


def test_the_map_leads_down_to_a_report(page):
    page.goto("/coverage")
    page.get_by_role("link", name=re.compile("^北京市：")).click()
    page.get_by_role("row", name=re.compile("^密云区")).get_by_role("link", name=re.compile("2024年本级报告")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("密雲區2024年")


def test_a_matrix_is_walked_through_with_the_keyboard(page):
    page.goto("/indicators/行政复议申请")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    region = page.get_by_role("region", name="行政复议申请：地区与年份")
    for _ in range(30):
        page.keyboard.press("Tab")
        if region.evaluate("region => region === document.activeElement"):
            break
    expect(region).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.matrix td a')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_be_visible()


# --- care -----------------------------------------------------------------------------------------------------------


def paths(page):
    return {**PAGES, "report": report_of(page, "大兴区", 2024)}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(page, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for path in paths(page).values():
        page.goto(path)
        result = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        found += [
            (path, one["id"], node["target"], node["failureSummary"])
            for one in result.response["violations"]
            for node in one["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((path, "wide"))
    assert found == []


def test_all_is_there_without_scripts_and_weighs_little(browser, address, page):
    for path in paths(page).values():
        plain = browser.new_page(java_script_enabled=False, base_url=address)
        sizes = []
        plain.on("response", lambda reply, sizes=sizes: sizes.append(len(reply.body())))
        plain.goto(path)
        expect(plain.get_by_role("heading", level=1)).to_be_visible()
        plain.close()
        assert 0 < sum(sizes) < MOST_BYTES


def test_a_report_and_a_matrix_are_printed_without_what_is_only_for_the_screen(page):
    page.goto(report_of(page, "大兴区", 2024))
    page.emulate_media(media="print")
    expect(page.locator(".read")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".text")).to_be_visible()
    page.goto("/indicators/行政复议申请")
    expect(page.locator(".filter")).to_be_hidden()
    assert page.locator(".grid").evaluate("grid => getComputedStyle(grid).overflowX") == "visible"
