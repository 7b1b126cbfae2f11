"""What a person does with an answer: looks where it is from, and puts its reading right."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.answering import COMPARISON, FIGURE, TREND, ask
from tests.browser.serving import needs_browser
from tests.web_fixtures import QUESTION

pytestmark = needs_browser


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


@pytest.mark.parametrize("scripts", [True, False])
def test_the_intent_is_changed_by_a_link(browser, address, scripts):
    page = browser.new_page(java_script_enabled=scripts, base_url=address)
    page.goto(f"/?q={FIGURE}")
    page.get_by_text("怎么得出的").click()
    page.locator(".chip summary").filter(has_text="意图").click()
    page.get_by_role("link", name="历年变化").click()
    answer = page.locator(".turn").last
    expect(answer.locator(".question")).to_have_text("大兴区历年行政复议受理有什么变化？")
    expect(answer.locator(".gist span").first).to_have_text("历年变化")
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
