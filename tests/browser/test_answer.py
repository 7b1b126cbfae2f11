"""What a person does with an answer: looks where it is from, puts its reading right, keeps, copies, shares and reports it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from kb.config import Settings
from kb.store.asked import golden_questions, wrong_answers
from tests.admin_fixtures import NEW, TOKEN, small_copy
from tests.browser.serving import needs_browser, served, uncomplaining
from tests.web_fixtures import QUESTION, small_index

pytestmark = needs_browser

TREND = "大兴区历年调解纠纷有什么变化"
COMPARISON = "大兴区和密云区2024年谁调解纠纷多"
FIGURE = "大兴区2024年行政复议受理多少件"


@pytest.fixture(scope="module")
def address():
    with served(Settings(index=str(small_index()), rate_limit="off")) as address:
        yield address


@pytest.fixture
def context(browser, address):
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A page that must not complain: what the policy refuses and what scripts throw is an error of the test."""
    page = context.new_page()
    with uncomplaining(page):
        yield page


def ask(page, question):
    count = page.locator(".turn").count()
    page.locator("#q").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(count + 1)
    return page.locator(".turn").nth(count)


# --- the answer ---


@pytest.mark.parametrize("question", [QUESTION, TREND, COMPARISON, FIGURE])
def test_every_figure_of_the_first_sentence_leads_to_its_very_words(page, question):
    page.goto(f"/?q={question}")
    sentence = page.locator(".answer p").first
    links = [(link.inner_text(), link.get_attribute("href")) for link in sentence.locator(".figured").all()]
    computed = "".join(sentence.locator(".computed").all_inner_texts())
    stated = [link for link, _ in links]
    said = re.sub(r"\[\d+\]|\d{4}年", "", sentence.inner_text())
    assert re.findall(r"\d[\d,.]*(?:件|%)?", said.replace(computed, "")) == stated
    for text, href in links:
        page.goto(href)
        expect(page.locator("mark")).to_have_text(text)


def test_a_ranking_is_a_table_with_bars_that_can_be_sorted(page):
    page.goto(f"/?q={QUESTION}")
    places = page.locator(".ranked tbody").first.locator("tr td:nth-child(2)")
    expect(places).to_have_text(["大兴区", "密云区"])
    widths = [float(bar.get_attribute("width").rstrip("%")) for bar in page.locator(".ranked .bar").all()]
    assert widths == [100, pytest.approx(100 * 9640 / 18251, abs=0.01)]
    figures = page.get_by_role("columnheader", name="数字")
    figures.get_by_role("button").click()
    expect(figures).to_have_attribute("aria-sort", "ascending")
    expect(places).to_have_text(["密云区", "大兴区"])
    page.keyboard.press("Enter")
    expect(figures).to_have_attribute("aria-sort", "descending")
    expect(places).to_have_text(["大兴区", "密云区"])


def test_places_without_the_figure_stand_below_as_gaps(page):
    page.goto("/?q=哪个区2024年法律援助案件最多")
    expect(page.locator(".ranked tbody").first.locator("tr")).to_have_count(1)
    gap = page.locator(".gaps tr")
    expect(gap).to_contain_text(["密云区"])
    expect(gap.locator(".bar")).to_have_count(0)
    gap.get_by_role("link", name="密云区").click()
    expect(page.locator("h1")).to_contain_text("密云区2024年")


def test_a_trend_is_a_line_whose_points_lead_to_their_words(page):
    page.goto(f"/?q={TREND}")
    points = page.locator(".picture svg a")
    expect(points).to_have_count(2)
    expect(page.locator(".picture svg")).to_have_attribute("aria-labelledby", "a1-chart-title")
    points.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("17033件")


def test_a_comparison_stands_side_by_side_with_difference_and_ratio(page):
    page.goto(f"/?q={COMPARISON}")
    expect(page.locator(".side .big .figured")).to_have_text(["18251件", "9640件"])
    expect(page.locator(".remark")).to_have_text("大兴区2024年比密云区2024年多8,611件，是后者的1.89倍。")
    page.locator(".computed").click()
    expect(page.locator(".how .formula").first).to_have_text("18251件 − 9640件 = 8,611件。")


def test_a_chart_is_kept_as_svg_png_and_csv(page, tmp_path):
    page.goto(f"/?q={TREND}")
    kept = {}
    for name in ("SVG", "PNG", "CSV"):
        with page.expect_download() as download:
            page.locator(".downloads").get_by_text(re.compile(f"^{name}")).click()
        kept[name] = tmp_path / name
        download.value.save_as(kept[name])
        assert download.value.suggested_filename.endswith(f"调解纠纷.{name.lower()}")
    svg, csv = (kept[name].read_bytes().decode() for name in ("SVG", "CSV"))
    assert "大兴区2023年至2024年调解纠纷" in svg
    assert f'href="{page.url.split("/?")[0]}/reports/' in svg
    assert csv.startswith("\ufeff年份,数字,原文指标,报告,段落,地址\r\n2023年,17033件,调解纠纷,")
    with Image.open(kept["PNG"]) as picture:
        assert picture.width == 2 * 768
        assert len(picture.convert("RGB").resize((96, 48)).getcolors(96 * 48)) > 2


def test_how_it_came_about_is_told_with_what_was_left_out(page):
    page.goto(f"/?q={FIGURE}")
    page.get_by_text("怎么得出的").click()
    used, left_out = page.locator(".traced").all()
    expect(used.locator("tbody tr")).to_have_count(1)
    expect(left_out.locator("tbody")).to_contain_text("行政复议申请")
    assert all(left_out.locator("tbody tr td:nth-child(5)").all_inner_texts())


# --- putting the reading right ---


def test_a_chip_is_changed_and_asks_again(page):
    page.goto(f"/?q={FIGURE}")
    page.get_by_text("怎么得出的").click()
    page.locator(".chip summary").filter(has_text="年份").click()
    page.get_by_label("年份改为").fill("2023")
    page.keyboard.press("Enter")
    turn = page.locator("#a2")
    expect(turn.locator(".answer p").first).to_contain_text("大兴区2023年")
    expect(turn.locator(".gist .changed .origin")).to_have_text("已改")
    assert parse_qs(urlsplit(page.url).query)["year"] == ["2023"]
    page.reload()
    expect(page.locator(".answer p").first).to_contain_text("大兴区2023年")


def test_a_chip_is_taken_out_without_scripts(browser, address):
    page = browser.new_page(java_script_enabled=False, base_url=address)
    page.goto(f"/?q={QUESTION}")
    page.get_by_text("怎么得出的").click()
    page.locator(".chip summary").filter(has_text="年份").click()
    page.get_by_role("link", name="不限年份").click()
    expect(page.locator(".answer p").first).to_contain_text("各地按最近一年")
    page.get_by_text("怎么得出的").click()
    page.locator(".chip summary").filter(has_text="地区").click()
    page.get_by_label("地区改为").fill("密云区")
    page.get_by_role("button", name="重问").locator("visible=true").click()
    assert parse_qs(urlsplit(page.url).query, keep_blank_values=True)["year"] == [""]
    page.close()


def test_a_question_is_edited_and_asked_again_where_it_stood(page):
    page.goto("/")
    ask(page, QUESTION)
    second = ask(page, "那2023年呢")
    second.get_by_role("link", name="改问").click()
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("那2023年呢")
    third = ask(page, "第二名呢")
    expect(third.locator(".answer p").first).to_contain_text("密云区")


def test_a_question_is_edited_without_scripts(browser, address):
    page = browser.new_page(java_script_enabled=False, base_url=address)
    page.goto(f"/?q={QUESTION}")
    page.get_by_role("link", name="改问").click()
    expect(page.locator("#q")).to_have_value(QUESTION)
    page.locator("#q").fill(FIGURE)
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".answer p").first).to_contain_text("402件")
    page.close()


# --- keeping, copying, sharing ---


def test_conversations_of_this_browser_are_kept_opened_again_and_dropped(page):
    page.goto("/")
    ask(page, QUESTION)
    ask(page, "那2023年呢")
    page.get_by_role("link", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, FIGURE)
    page.get_by_role("button", name="以前的对话").click()
    kept = page.locator("#conversations a")
    expect(kept).to_have_text([FIGURE, QUESTION])
    kept.nth(1).click()
    expect(page.locator(".question")).to_have_text([QUESTION, "那2023年呢"])
    expect(page.locator("#a2 .answer p").first).to_contain_text("17033件")
    page.get_by_role("button", name="以前的对话").click()
    page.get_by_role("button", name=f"删除：{FIGURE}").click()
    expect(kept).to_have_text([QUESTION])
    page.get_by_role("button", name="全部删除").click()
    expect(page.get_by_text("还没有对话")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_looking_at_an_answer_again_begins_no_conversation(page):
    page.goto("/")
    ask(page, QUESTION)
    ask(page, "那2023年呢")
    page.reload()
    page.reload()
    page.get_by_role("button", name="以前的对话").click()
    expect(page.locator("#conversations a")).to_have_text([QUESTION])
    expect(page.locator("#conversations .when")).to_contain_text("2 问")


def test_an_answer_that_came_is_said_to_screen_readers(page):
    page.goto("/")
    ask(page, QUESTION)
    expect(page.locator("#spoken")).to_contain_text("18251件")


def test_a_damaged_history_does_no_harm(page):
    page.goto("/")
    page.evaluate("localStorage.setItem('jushi.history', '{')")
    page.reload()
    ask(page, QUESTION)
    page.get_by_role("button", name="以前的对话").click()
    expect(page.locator("#conversations a")).to_have_text([QUESTION])


def test_suggestions_have_answers(page):
    page.goto(f"/?q={FIGURE}")
    offered = page.locator("#a1 .suggestions a")
    count = offered.count()
    assert count
    for at in range(count):
        offered.nth(at).click()
        expect(page.locator(f"#a{at + 2} .answer.answered")).to_be_visible()


def test_an_answer_is_copied_in_three_forms(page):
    page.goto(f"/?q={FIGURE}")
    page.locator(".copy > summary").click()
    copied = []
    for name in ("文字和出处", "Markdown", "参考文献"):
        page.get_by_role("button", name=re.compile(rf"复制\s*{name}")).click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        page.get_by_role("button", name="已复制").click()  # a hand is quick to press twice
        copied.append(page.evaluate("navigator.clipboard.readText()"))
        expect(page.get_by_role("button", name="已复制")).to_have_count(0)
    expect(page.locator(".copy button")).to_have_text([re.compile("^复制")] * 3)
    plain, markdown, references = copied
    assert "402件[1]" in plain
    assert "[1] 大兴区2024年法治政府建设年度情况报告" in plain
    assert "402件[^1]" in markdown
    assert "[^1]: [大兴区2024年" in markdown
    assert references == "[1] 北京市大兴区人民政府. 大兴区2024年法治政府建设年度情况报告[R]. 2025."


def test_an_address_replays_the_answer_elsewhere_and_tells_of_a_newer_index(page, browser):
    page.goto("/")
    ask(page, QUESTION)
    second = ask(page, "那2023年呢")
    second.get_by_role("button", name="复制地址").click()
    expect(second.get_by_role("button", name="已复制")).to_be_visible()
    shared = page.evaluate("navigator.clipboard.readText()")
    told = second.locator(".answer").inner_text()
    elsewhere = browser.new_page()
    elsewhere.goto(shared)
    assert elsewhere.locator(".answer").inner_text() == told
    expect(elsewhere.locator(".moved")).to_have_count(0)
    elsewhere.goto(shared.replace("gen-000001", "gen-000000"))
    expect(elsewhere.locator(".moved")).to_contain_text("gen-000000")
    elsewhere.close()


# --- wrong answers ---


def test_a_wrong_answer_becomes_a_golden_question(browser, tmp_path):
    settings = small_copy(tmp_path)
    with served(settings) as address:
        page = browser.new_page(base_url=address)
        page.goto(f"/?q={QUESTION}")
        page.get_by_text("答案有误").click()
        page.get_by_label(re.compile("哪里不对")).fill("少了通州区")
        page.get_by_role("button", name="告诉管理的人").click()
        expect(page.get_by_text("已记下")).to_be_visible()
        (kept,) = wrong_answers(settings.index_dir).all()
        assert (kept.question, kept.remark) == (QUESTION, "少了通州区")
        page.goto(f"/admin?token={TOKEN}")
        page.get_by_role("link", name="报错和考题").click()
        expect(page.locator(".entries").first).to_contain_text("少了通州区")
        page.get_by_role("button", name="定为考题").click()
        expect(page.locator(".said")).to_contain_text("已定为考题")
        assert [one.question for one in golden_questions(settings.index_dir).all()] == [QUESTION]
        (settings.reports_dir / "通州区2024.txt").write_text(NEW, "utf-8")
        page.get_by_role("link", name="概况").click()
        page.get_by_role("button", name="更新索引").click()
        expect(page.locator("#build-text")).to_contain_text("gen-000002", timeout=60_000)
        page.get_by_role("link", name="报错和考题").click()
        expect(page.get_by_text("现在的回答变了")).to_be_visible()
        page.get_by_role("button", name="以现在的回答为准").click()
        expect(page.get_by_text("现在的回答变了")).to_have_count(0)
        page.close()


def test_a_wrong_answer_is_told_without_scripts(browser, tmp_path):
    settings = small_copy(tmp_path)
    with served(settings) as address:
        page = browser.new_page(java_script_enabled=False, base_url=address)
        page.goto(f"/?q={QUESTION}")
        page.get_by_text("答案有误").click()
        page.get_by_role("button", name="告诉管理的人").click()
        expect(page.get_by_role("heading", name="已记下，谢谢")).to_be_visible()
        page.get_by_role("link", name="回到刚才的回答").click()
        expect(page.locator(".question")).to_have_text(QUESTION)
        page.close()


# --- care ---


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


def test_the_history_holds_addresses_and_nothing_of_the_answers(page):
    page.goto("/")
    ask(page, QUESTION)
    (kept,) = json.loads(page.evaluate("localStorage.getItem('jushi.history')"))
    assert set(kept) == {"id", "turns", "at"}
    assert [set(turn) for turn in kept["turns"]] == [{"question", "address"}]
