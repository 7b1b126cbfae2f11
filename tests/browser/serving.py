"""A served page and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from app import create_app
from kb.config import Settings
from tests.web_fixtures import small_index

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str:
    """The browser to use: that of JUSHI_CHROMIUM, else the first one found; "" for none."""
    named = os.environ.get("JUSHI_CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")


needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser_path(), reason="no Chromium found; set JUSHI_CHROMIUM to its path"),
]


@contextmanager
def served(settings: Settings | None = None) -> Iterator[str]:
    """The address of the application, over the small index unless told otherwise, served from a thread meanwhile."""
    app = create_app(settings or Settings(index=str(small_index())))
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=5)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser without network but to this machine's addresses."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def uncomplaining(page: Page) -> Iterator[list[str]]:
    """What the policy refuses on a page and what its scripts throw is an error of the test, as is what the test adds."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    yield complaints
    page.close()
    assert not complaints
