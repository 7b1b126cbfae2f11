"""Going back to an earlier generation on the page."""

from __future__ import annotations

import pytest

from kb.store.files import lock_for_build
from kb.store.manifest import current_name
from tests.admin_fixtures import NEW, Clerk, small_copy
from tests.building import build
from tests.web_fixtures import QUESTION


@pytest.fixture
def clerk(tmp_path):
    """With a second generation that knows one report more."""
    clerk = Clerk(small_copy(tmp_path))
    (clerk.reports / "通州区2024.txt").write_text(NEW, "utf-8")
    build(clerk.reports, clerk.index)
    return clerk


def test_all_that_are_kept_are_listed_with_the_one_in_force(clerk):
    entries = clerk.page("/admin/generations").select(".entries > li")
    assert [one.h2.text for one in entries] == ["gen-000002现用", "gen-000001"]
    assert [one.select(".facts span")[1].text for one in entries] == ["4 份报告", "3 份报告"]
    assert [bool(one.form) for one in entries] == [False, True]
    assert entries[1].select_one("details button").text == "确认换用 gen-000001"


def test_after_going_back_the_chat_answers_from_that_generation(clerk):
    assert "20001件" in clerk.ask(QUESTION)
    assert any("gen-000001" in text for text in clerk.said("/admin/generations", name="gen-000001"))
    assert "20001件" not in clerk.ask(QUESTION)
    assert clerk.client.get("/healthz").json["generation"] == "gen-000001"
    clerk.said("/admin/generations", name="gen-000002")
    assert "20001件" in clerk.ask(QUESTION)


def test_a_damaged_one_is_refused_with_the_message(clerk):
    with (clerk.index / "gen-000001" / "store.sqlite").open("ab") as store:
        store.write(b"x")
    assert any("损坏" in text for text in clerk.said("/admin/generations", name="gen-000001"))
    assert current_name(clerk.index) == "gen-000002"


@pytest.mark.parametrize("name", ["gen-000009", "../reports", "x"])
def test_one_that_is_not_there_is_refused(clerk, name):
    assert any("没有可以退回" in text for text in clerk.said("/admin/generations", name=name))
    assert current_name(clerk.index) == "gen-000002"


def test_no_name_goes_nowhere(clerk):
    clerk.said("/admin/generations", name="")
    assert current_name(clerk.index) == "gen-000002"


def test_while_a_build_runs_nothing_is_put_in_force(clerk):
    lock = lock_for_build(clerk.index)
    assert any("另一个构建" in text for text in clerk.said("/admin/generations", name="gen-000001"))
    lock.close()
    assert current_name(clerk.index) == "gen-000002"
