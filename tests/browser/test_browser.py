"""What a person does on the pages, done in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.serving import needs_browser, served, uncomplaining
from tests.web_fixtures import PARAGRAPHS, QUESTION, A, B

pytestmark = needs_browser

ANSWER = re.compile("大兴区.*18251件")


@pytest.fixture(scope="module")
def address():
    with served() as address:
        yield address


@pytest.fixture
def page(browser, address):
    """A page that must not complain: what the policy refuses and what scripts throw is an error of the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
    with uncomplaining(page):
        yield page


def ask(page, question):
    page.locator("#q").fill(question)
    page.keyboard.press("Enter")


def test_a_figure_is_asked_for_and_followed_to_its_words_in_the_report(page):
    page.goto("/")
    expect(page.locator("#q")).to_be_focused()
    ask(page, QUESTION)
    expect(page.locator(".answer p").first).to_have_text(ANSWER)
    page.locator(".answer .cite").first.click()
    card = page.locator("#a1-c1")
    expect(card).to_be_in_viewport()
    card.get_by_role("link", name="打开原文").click()
    page.wait_for_url("**/reports/**")
    marked = page.locator("#p4 mark")
    expect(marked).to_have_text("18251件")
    expect(marked).to_be_in_viewport()


def test_marked_words_at_the_end_of_a_long_paragraph_are_in_view(page):
    page.set_viewport_size({"width": 390, "height": 320})
    end = len(PARAGRAPHS[A][3].text)
    page.goto(f"/reports/{A}?m=4.{end - 7}.{end - 1}#p4")
    expect(page.locator("#p4 mark")).to_have_text("审结397件")
    expect(page.locator("#p4 mark")).to_be_in_viewport()


def test_the_conversation_goes_on_below_and_the_address_follows(page):
    page.goto("/")
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("")
    ask(page, "那2023年呢")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").nth(1).locator(".gist .inherited .origin")).to_have_text(["承上文"] * 3)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text("那2023年呢")
    expect(page.locator(".gist .inherited .origin")).to_have_text(["承上文"] * 3)


def test_shift_enter_begins_a_line_and_sends_nothing(page):
    page.goto("/")
    page.locator("#q").fill("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("x")
    expect(page.locator("#q")).to_have_value("第一行\nx")
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("sign", [{"isComposing": True}, {"keyCode": 229}])
def test_the_enter_that_ends_a_composition_sends_nothing(page, sign):
    page.goto("/")
    page.locator("#q").fill(QUESTION)
    page.locator("#q").dispatch_event("keydown", {"key": "Enter", "bubbles": True, "cancelable": True, **sign})
    expect(page.locator("#status")).to_be_empty()
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)


def test_examples_and_suggestions_ask_when_clicked(page):
    page.goto("/")
    page.locator(".examples a").first.click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".examples")).to_be_hidden()
    page.locator(".suggestions a").first.click()
    expect(page.locator(".turn")).to_have_count(2)


def test_while_an_answer_is_awaited_nothing_else_is_sent(page):
    waiting = []
    page.route("**/turn", lambda route: waiting.append(route))  # noqa: PLW0108  a built-in takes no wrapper
    page.goto("/")
    ask(page, QUESTION)
    expect(page.get_by_role("button", name="提问")).to_be_disabled()
    expect(page.locator("#status")).to_contain_text("正在查找")
    page.keyboard.press("Enter")
    waiting[0].continue_()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.get_by_role("button", name="提问")).to_be_enabled()
    assert len(waiting) == 1


def test_an_error_is_said_and_the_question_kept(page):
    page.goto("/")
    page.route("**/turn", lambda route: route.abort())
    ask(page, QUESTION)
    expect(page.locator("#status.failure")).to_contain_text("连不上服务")
    expect(page.locator("#q")).to_have_value(QUESTION)
    page.unroute("**/turn")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#status")).to_be_empty()


def test_what_is_said_of_a_report_wraps(page):
    """A telephone shows the whole of a long line above a report, such as where its place and year were read."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/reports/{A}")
    page.evaluate("document.querySelector('.report header dd').textContent = '云南省红河哈尼族彝族自治州'.repeat(5)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", f"/?q={QUESTION}", "/reports", f"/reports/{A}#p4", f"/reports/{B}"])
def test_nothing_is_wider_than_a_telephone(page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_all_works_without_scripts(browser, address):
    page = browser.new_page(java_script_enabled=False, base_url=address)
    page.goto("/")
    page.locator("#q").fill(QUESTION)
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".answer p").first).to_have_text(ANSWER)
    page.locator("#q").fill("那2023年呢")
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".gist .inherited .origin")).to_have_text(["承上文"] * 3)
    page.get_by_role("link", name="打开原文").first.click()
    expect(page.locator("#p4 mark")).to_be_in_viewport()
    page.close()
