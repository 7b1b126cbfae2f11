"""Builds that the server starts: real processes, watched, cancelled, and never in the way of the chat."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import BuildCancelledError
from kb.store.building import BuildLog, BuildState
from kb.store.files import lock_for_build
from kb.store.manifest import current_name
from kb.web.builds import indexer_process
from kb.web.office import MOST_WATCHERS
from tests.admin_fixtures import NEW, SCRIPT, Clerk, small_copy
from tests.web_fixtures import QUESTION


@pytest.fixture
def clerk(tmp_path):
    clerk = Clerk(small_copy(tmp_path))
    yield clerk
    clerk.office.builder.cancel()
    clerk.built()


@pytest.fixture
def other_build(clerk):
    """A build of another process, as far as files tell: it has read one of three."""
    with closing(lock_for_build(clerk.index)):
        log = BuildLog(clerk.index)
        log._written = 0.0
        log.step(1, 3, "大兴区2023.txt")
        yield log
        log.end(BuildState.DONE, generation="gen-000001")


def test_the_overview_tells_what_is_in_force(clerk):
    held = clerk.page().select_one("#held")
    assert held.dd.text == "3"
    assert "gen-000001" in held.text
    assert "whoosh" in held.text
    assert "无" in held.select("dd")[-1].text
    assert "%" in held.select("dd")[3].text


def test_a_build_is_started_told_of_and_its_reports_are_answered(clerk):
    (clerk.reports / "通州区2024.txt").write_text(NEW, "utf-8")
    assert "通州区" not in clerk.ask(QUESTION)
    state = clerk.build()
    assert state["state"] == "done"
    assert "gen-000002" in state["text"]
    assert "20001件" in clerk.ask(QUESTION)
    assert "gen-000002" in clerk.page().select_one("#held").text
    assert "gen-000002" in (clerk.index / "build.log").read_text("utf-8")


def test_rereading_everything_makes_a_generation_though_nothing_changed(clerk):
    clerk.build()
    settled = current_name(clerk.index)
    clerk.build()
    assert current_name(clerk.index) == settled
    clerk.build(full="1")
    assert current_name(clerk.index) > settled


def test_the_chat_answers_while_a_build_runs(clerk):
    clerk.post("/admin/build", full="1")
    answers = {clerk.ask(QUESTION).splitlines()[0]}
    while clerk.client.get("/admin/build").json["running"]:
        answers.add(clerk.ask(QUESTION).splitlines()[0])
    assert len(answers) == 1
    assert current_name(clerk.index) == "gen-000002"


def test_a_build_is_a_process_of_its_own_that_outlives_the_server_and_knows_no_token(clerk, monkeypatch):
    monkeypatch.setenv("KB_ADMIN_TOKEN", "a secret of the server")
    clerk.post("/admin/build")
    process = clerk.office.builder._process
    assert os.getsid(process.pid) == process.pid
    if sys.platform == "linux":
        assert b"a secret" not in Path(f"/proc/{process.pid}/environ").read_bytes()
    clerk.built()


def test_its_process_is_reaped(clerk):
    clerk.post("/admin/build")
    process = clerk.office.builder._process
    while process.returncode is None:  # nobody asks for the state of the build meanwhile
        time.sleep(0.05)
    assert process.returncode == 0


def test_a_second_build_is_refused_kindly(clerk):
    assert clerk.post("/admin/build").status_code == 303
    refused = clerk.post("/admin/build")
    assert refused.status_code == 409
    assert "正在建立" in refused.text
    assert clerk.built()["state"] == "done"


@pytest.mark.usefixtures("other_build")
def test_a_build_of_another_process_is_told_of_and_not_joined(clerk):
    state = clerk.client.get("/admin/build").json
    assert (state["state"], state["done"], state["total"]) == ("running", 1, 3)
    assert "大兴区2023.txt" in state["text"]
    assert clerk.post("/admin/build").status_code == 409
    assert "等它结束后" in clerk.post("/admin/build", headers=SCRIPT, follow="1").json["message"]


def test_files_that_came_during_a_build_are_built_after_it(clerk):
    clerk.post("/admin/build", full="1")
    while clerk.client.get("/admin/build").json["state"] == "starting":
        time.sleep(0.02)
    (clerk.reports / "通州区2024.txt").write_text(NEW, "utf-8")  # too late for the build that runs
    assert "再更新一次" in clerk.post("/admin/build", headers=SCRIPT, follow="1").json["message"]
    assert clerk.built()["state"] == "done"
    assert "20001件" in clerk.ask(QUESTION)
    assert current_name(clerk.index) == "gen-000003"


def test_a_build_can_be_cancelled(clerk, other_build):
    assert any("已通知停止" in text for text in clerk.said("/admin/build/cancel"))
    with pytest.raises(BuildCancelledError):
        other_build.step(2, 3, "大兴区2024.txt")
    other_build.end(BuildState.CANCELLED)
    state = clerk.client.get("/admin/build").json
    assert (state["state"], state["running"]) == ("cancelled", False)
    assert "索引保持原样" in state["text"]


def test_a_build_cancelled_at_once_changes_nothing(clerk):
    clerk.post("/admin/build", full="1")
    clerk.post("/admin/build/cancel")
    assert clerk.built()["state"] == "cancelled"
    assert current_name(clerk.index) == "gen-000001"
    assert "18251件" in clerk.ask(QUESTION)
    assert clerk.build(full="1")["state"] == "done"


def test_a_build_that_fails_says_why_and_the_old_index_answers(clerk):
    clerk.reports.rename(clerk.reports.with_name("elsewhere"))
    state = clerk.build()
    assert state["state"] == "failed"
    assert "没有文件夹" in state["text"]
    assert "Error" not in state["text"]
    assert "18251件" in clerk.ask(QUESTION)


def test_a_build_that_died_is_told_as_such(clerk):
    log = BuildLog(clerk.index)
    log._status = replace(log._status, done=1, total=3)
    log.end(BuildState.RUNNING)
    stated = json.loads((clerk.index / "build.json").read_text("utf-8"))
    (clerk.index / "build.json").write_text(json.dumps({**stated, "updated": "2024-01-01T00:00:00+00:00"}), "utf-8")
    state = clerk.client.get("/admin/build").json
    assert (state["state"], state["running"]) == ("broken_off", False)
    assert "中途断了" in state["text"]


def test_without_an_index_the_overview_says_what_to_do_and_builds_one(clerk):
    (clerk.index / "CURRENT").unlink()
    page = clerk.page()
    assert "还没有索引" in page.select_one("#held .notice").text
    assert "indexer build" not in page.text
    assert clerk.build()["state"] == "done"
    assert not clerk.page().select(".notice")


# --- without and with scripts ---


def test_without_scripts_the_page_refreshes_itself_while_a_build_runs(clerk, other_build):
    page = clerk.page()
    assert page.select_one("noscript meta")["http-equiv"] == "refresh"
    bar = page.select_one("progress")
    assert (bar["max"], bar["value"], bar.has_attr("hidden")) == ("3", "1", False)
    disabled = {form["data-when"]: form.button.has_attr("disabled") for form in page.select("#building form")}
    assert disabled == {"idle": True, "running": False}
    other_build.end(BuildState.DONE, generation="gen-000001")
    page = clerk.page()
    assert not page.select("noscript meta")
    assert page.select_one("progress").has_attr("hidden")


def test_events_tell_of_each_step_and_end_with_the_build(clerk, other_build):
    response = clerk.client.get("/admin/build/events", buffered=False)
    assert response.mimetype == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    chunks = iter(response.response)
    assert next(chunks).startswith(b"retry:")
    assert told(next(chunks))["done"] == 1
    other_build._written = 0.0
    other_build.step(2, 3, "大兴区2024.txt")
    assert told(next(chunks))["done"] == 2
    other_build.end(BuildState.DONE, generation="gen-000001")
    last = told(next(chunks))
    assert (last["state"], last["running"]) == ("done", False)
    assert list(chunks) == []
    response.close()


def told(chunk):
    return json.loads(chunk.decode().removeprefix("data: "))


@pytest.mark.usefixtures("other_build")
def test_a_page_is_told_for_a_while_only(clerk):
    clerk.app.extensions["jushi.admin"] = replace(clerk.office, watched=0.0)
    assert clerk.client.get("/admin/build/events").text.count("data:") == 1


@pytest.mark.usefixtures("other_build")
def test_few_pages_are_told_at_once_so_that_others_are_answered(clerk):
    open_ones = [clerk.client.get("/admin/build/events", buffered=False) for _ in range(MOST_WATCHERS)]
    refused = clerk.client.get("/admin/build/events", headers=SCRIPT)
    assert refused.status_code == 503
    assert refused.json["error"]["hint"]
    open_ones.pop().close()  # unread: its place is free again all the same
    open_ones.append(clerk.client.get("/admin/build/events", buffered=False))
    assert open_ones[-1].status_code == 200
    for one in open_ones:
        one.close()


def test_the_output_of_a_process_without_a_log_is_that_of_the_server(tmp_path, capfd):
    process = indexer_process("status", "--index", str(tmp_path))
    assert process.wait() == 1
    assert "还没有索引" in capfd.readouterr().err
