"""What a person keeps of an answer: conversations, copies, an address to share; and what is done of a wrong one."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from kb.store.kept import golden_questions, wrong_answers
from tests.admin_fixtures import NEW, TOKEN, small_copy
from tests.browser.answering import FIGURE, ask
from tests.browser.serving import needs_browser, served
from tests.web_fixtures import QUESTION

pytestmark = needs_browser


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
    second.get_by_role("button", name="复制本答案的地址").click()
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


def test_the_history_holds_addresses_and_nothing_of_the_answers(page):
    page.goto("/")
    ask(page, QUESTION)
    (kept,) = json.loads(page.evaluate("localStorage.getItem('jushi.history')"))
    assert set(kept) == {"id", "turns", "at"}
    assert [set(turn) for turn in kept["turns"]] == [{"question", "address"}]


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
        expect(page.get_by_role("button", name="告诉管理的人")).to_be_hidden()
        (kept,) = wrong_answers(settings.index_dir).all()
        assert (kept.question, kept.remark) == (QUESTION, "少了通州区")
        page.goto(f"/admin?token={TOKEN}")
        page.get_by_role("link", name="报错和考题").click()
        expect(page.locator(".entries").first).to_contain_text("少了通州区")
        page.get_by_role("button", name="定为考题").click()
        expect(page.locator(".said")).to_contain_text(f"已定为考题：{QUESTION}")
        expect(page.get_by_role("button", name="定为考题")).to_have_count(0)
        page.get_by_role("link", name="看这道考题").click()
        expect(page.locator("[id^=golden-]:target")).to_contain_text(QUESTION)
        page.get_by_role("button", name="撤销").click()
        expect(page.locator(".said")).to_contain_text("已撤销")
        assert not golden_questions(settings.index_dir).all()
        page.get_by_role("button", name="定为考题").click()
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
