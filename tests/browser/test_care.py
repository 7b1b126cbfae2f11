"""Care: the keyboard, the printer, no network, nothing that jumps, nothing from elsewhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.answering import TREND, ask
from tests.browser.serving import needs_browser
from tests.web_fixtures import QUESTION

pytestmark = needs_browser


def test_everything_is_reached_and_done_with_the_keyboard(page):
    page.goto(f"/?q={QUESTION}")
    seen = []
    page.locator(".skip").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "(() => { const one = document.activeElement; const box = one.getBoundingClientRect();"
            " return [one.className?.baseVal ?? one.className, one.textContent.trim().slice(0, 8),"
            " getComputedStyle(one).outlineStyle, box.width * box.height > 0]; })()"
        )
        seen.append(at)
        if at[1] == "新对话":
            break
    names = " ".join(text for _, text, _, _ in seen)
    for one in ("改问", "18251件", "数字", "SVG", "PNG", "CSV", "怎么得出的", "打开原文", "复制", "答案有误", "提问"):
        assert one in names
    assert all(visible for *_, visible in seen)
    assert all(outline != "none" for name, text, outline, _ in seen if text and name != "q")


def test_what_is_reached_with_the_keyboard_never_lies_under_the_question_box(page):
    page.set_viewport_size({"width": 390, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/?q={QUESTION}")
    for link in page.locator(".suggestions a, .after summary, .card .open a").all():
        page.evaluate("scrollTo(0, 0)")
        link.evaluate("one => scrollTo(0, one.getBoundingClientRect().bottom - innerHeight + 30)")
        link.focus()
        place = link.bounding_box()
        assert place["y"] >= 0
        assert place["y"] + place["height"] <= page.locator(".composer").bounding_box()["y"]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    end = page.locator(".after").bounding_box()
    assert end["y"] + end["height"] < page.locator(".composer").bounding_box()["y"]


def test_the_first_answer_leaves_the_page_at_its_top(page):
    page.goto("/")
    ask(page, QUESTION)
    expect(page.locator(".brand")).to_be_in_viewport(ratio=1)


def test_nothing_jumps_while_an_answer_comes(page):
    page.goto("/")
    ask(page, QUESTION)
    page.evaluate(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) window.shift += one.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    composer = page.locator(".composer").bounding_box()
    page.route("**/turn", lambda route: route.abort())
    page.locator("#q").fill("x")
    page.keyboard.press("Enter")
    expect(page.locator("#status.failure")).to_be_visible()
    assert page.locator(".composer").bounding_box()["height"] == composer["height"]
    assert page.evaluate("window.shift") < 0.1


def test_offline_is_said_in_plain_words(page, context):
    page.goto("/")
    context.set_offline(True)
    page.locator("#q").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#status.failure")).to_contain_text("没有联网")
    expect(page.locator("#q")).to_have_value(QUESTION)
    context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)


def test_no_page_asks_for_anything_elsewhere_and_all_are_light(page, address):
    sizes, asked = {}, []
    page.on("request", lambda request: asked.append(request.url))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda one: sizes.setdefault(one["requestId"], one["encodedDataLength"]))
    for path in ("/", f"/?q={QUESTION}", f"/?q={TREND}", "/reports"):
        sizes.clear()
        page.goto(path, wait_until="networkidle")
        assert sum(sizes.values()) < 150_000
    assert all(url.startswith((address, "data:")) for url in asked)


def test_it_is_printed_with_its_chart_and_without_its_controls(page):
    page.goto(f"/?q={TREND}")
    page.emulate_media(media="print")
    expect(page.locator(".picture svg")).to_be_visible()
    for hidden in (".composer", ".downloads", ".after", ".top", ".edit"):
        expect(page.locator(hidden).first).to_be_hidden()
