"""The browser that the tests of a module share, and a page over the small index unless a module has its own."""

from __future__ import annotations

import pytest

from kb.config import Settings
from tests.browser.serving import opened, served, uncomplaining
from tests.web_fixtures import small_index


@pytest.fixture(scope="module")
def browser():
    with opened() as browser:
        yield browser


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
