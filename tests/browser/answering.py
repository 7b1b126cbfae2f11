"""Questions over the small index, and how a person asks them."""

from __future__ import annotations

from playwright.sync_api import expect

TREND = "大兴区历年调解纠纷有什么变化"
COMPARISON = "大兴区和密云区2024年谁调解纠纷多"
FIGURE = "大兴区2024年行政复议受理多少件"


def ask(page, question):
    """Ask on the page, and wait for the turn that answers."""
    count = page.locator(".turn").count()
    page.locator("#q").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(count + 1)
    return page.locator(".turn").nth(count)
