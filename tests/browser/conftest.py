"""The browser that the tests of a module share."""

from __future__ import annotations

import pytest

from tests.browser.serving import opened


@pytest.fixture(scope="module")
def browser():
    with opened() as browser:
        yield browser
