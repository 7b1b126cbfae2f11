"""Wrong answers and golden questions: kept, bounded, replayed by a process of its own, settled by a clerk."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from indexer.cli import cli
from kb.answer.service import KnowledgeBase
from kb.errors import FullError
from kb.store.kept import Kept, KeptQuestions, golden_questions, wrong_answers
from kb.types import Change
from kb.web import admin_asked
from tests.admin_fixtures import NEW, Clerk, small_copy
from tests.web_fixtures import QUESTION, error_of


@pytest.fixture
def settings(tmp_path):
    return small_copy(tmp_path)


@pytest.fixture
def clerk(settings):
    return Clerk(settings)


def kept(settings, question=QUESTION, state="", changes=(), remark=""):
    answer = KnowledgeBase(settings).ask(question, state, changes).answer
    return Kept.of(question, state, tuple(changes), answer, remark)


def told_wrong(clerk, headers=None, **fields):
    return clerk.client.post("/wrong", data={"q": QUESTION, **fields}, headers=headers)


# --- the files ---


def test_what_is_kept_is_read_back_replaced_and_removed(settings):
    golden = golden_questions(settings.index_dir)
    one, two = kept(settings, changes=[Change("year", "2023")], remark="甲\n乙"), kept(settings)
    golden.add(one)
    golden.add(two)
    assert golden.all() == [one, two]
    again = one.answered(KnowledgeBase(settings).ask(QUESTION).answer)
    golden.replace(again)
    assert golden.get(one.id) == again
    assert "18251" in again.answer
    golden.remove(one.id)
    assert golden.all() == [two]


def test_a_file_does_not_grow_beyond_its_bound(settings, tmp_path):
    one = kept(settings)
    small = KeptQuestions(tmp_path / "x.jsonl", 1000)
    small.add(one)
    small.add(one)
    with pytest.raises(FullError):
        small.add(one)
    assert (tmp_path / "x.jsonl").stat().st_size <= 1000
    assert small.all()


@pytest.mark.parametrize("line", ["", "{", "[]", '{"id": "x"}', '{"id":"x","changes":[{}]}', "\x00"])
def test_lines_that_are_no_questions_are_passed_over(settings, line):
    path = settings.index_dir / "golden.jsonl"
    path.write_text(f"{line}\n", "utf-8")
    golden = golden_questions(settings.index_dir)
    golden.add(kept(settings))
    assert len(golden.all()) == 1


# --- readers ---


def test_what_a_reader_calls_wrong_is_kept_as_it_was_answered(clerk, settings):
    reply = told_wrong(clerk, remark="少了通州区", year="2023", g="gen-000001")
    assert reply.status_code == 200
    (one,) = wrong_answers(settings.index_dir).all()
    assert (one.question, one.changes, one.remark) == (QUESTION, (Change("year", "2023"),), "少了通州区")
    assert "17033件" in one.answer
    told_wrong(clerk, g="gen-000009")
    assert "gen-000009" in wrong_answers(settings.index_dir).all()[1].remark


def test_a_wrong_follow_up_is_kept_with_what_went_before(clerk, settings):
    first = clerk.client.post("/api/v1/ask", json={"question": QUESTION}).json
    told_wrong(clerk, q="那2023年呢", c=first["conversation"])
    (one,) = wrong_answers(settings.index_dir).all()
    assert KnowledgeBase(settings).ask(one.question, one.state).answer.text == one.answer
    assert "17033件" in one.answer


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_other_sites_cannot_tell_for_a_reader(clerk, settings, headers):
    assert told_wrong(clerk, headers=headers).status_code == 403
    assert not wrong_answers(settings.index_dir).all()


def test_a_form_of_ours_without_scripts_is_taken(clerk):
    assert told_wrong(clerk, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_telling_is_limited(clerk, settings):
    replies = [told_wrong(clerk).status_code for _ in range(12)]
    assert replies == [200] * 10 + [429] * 2
    assert len(wrong_answers(settings.index_dir).all()) == 10


@pytest.mark.parametrize(
    ("fields", "status"), [({"q": " "}, 400), ({"remark": "长" * 501}, 400), ({"year": "9" * 61}, 400)]
)
def test_what_is_too_long_or_empty_is_refused(clerk, settings, fields, status):
    assert told_wrong(clerk, **fields).status_code == status
    assert not wrong_answers(settings.index_dir).all()


def test_a_full_file_is_said_to_be(clerk, settings):
    (settings.index_dir / "wrong.jsonl").write_text("x" * 1_000_000, "utf-8")
    reply = told_wrong(clerk, headers={"Accept": "application/json"})
    assert reply.status_code == 507
    assert "满" in reply.text


# --- the clerk ---


def test_one_click_makes_a_golden_question(clerk, settings):
    told_wrong(clerk, remark="<b>查</b>")
    (one,) = wrong_answers(settings.index_dir).all()
    assert "<b>查</b>" in clerk.page("/admin/asked").select_one(".remark").text
    assert clerk.said(f"/admin/asked/{one.id}", choice="golden")
    assert golden_questions(settings.index_dir).all() == [one]
    assert not wrong_answers(settings.index_dir).all()
    assert clerk.post(f"/admin/asked/{one.id}", choice="golden").status_code == 404
    assert clerk.post(f"/admin/asked/{one.id}", choice="?").status_code == 400
    clerk.said(f"/admin/asked/{one.id}", choice="drop")
    assert not golden_questions(settings.index_dir).all()


def test_a_golden_question_says_it_was_made_and_can_be_undone(clerk, settings):
    told_wrong(clerk)
    told_wrong(clerk, remark="又错")
    first, second = wrong_answers(settings.index_dir).all()
    reply = clerk.post(f"/admin/asked/{first.id}", choice="golden")
    page = clerk.page(reply.location)
    said = page.select_one(".said")
    assert f"已定为考题：{QUESTION}" in said.text
    assert page.select_one(said.a["href"]).select_one("a").text == QUESTION
    (left,) = page.select("[aria-labelledby=wrong-title] .entries li")
    assert "又错" in left.text
    assert "这一问已是考题" in left.text
    assert not left.select("[value=golden]")
    shown = clerk.page(left.select_one(".settled a")["href"].split("#")[0])
    assert shown.select_one(f"#golden-{first.id}")
    assert clerk.said(f"/admin/asked/{first.id}", choice="undo") == ["已撤销，这一条回到报错。"]
    assert {one.id for one in wrong_answers(settings.index_dir).all()} == {first.id, second.id}
    assert not golden_questions(settings.index_dir).all()


def test_both_lists_come_in_pages_and_no_page_asks_for_more_than_it_shows(clerk, settings, monkeypatch):
    wrong, golden = wrong_answers(settings.index_dir), golden_questions(settings.index_dir)
    answer = KnowledgeBase(settings).ask(QUESTION).answer
    for at in range(2 * admin_asked.PAGE):
        wrong.add(Kept.of(f"{QUESTION}{at}", "", (), answer, ""))
        golden.add(Kept.of(f"{QUESTION}{at}", "", (), answer, ""))
    asked = []
    kb = clerk.app.extensions["jushi"].kb
    monkeypatch.setattr(kb, "ask", lambda *given, ask=kb.ask: asked.append(given[0]) or ask(*given))
    first = clerk.page("/admin/asked")
    assert len(asked) == 2 * admin_asked.PAGE
    assert [len(one.select("li")) for one in first.select(".entries")] == [admin_asked.PAGE] * 2
    assert first.h1.text == f"报错（{2 * admin_asked.PAGE}）"
    for following, at in zip(first.select(".pager [rel=next]"), (0, 1), strict=True):
        before, now = first.select(".entries"), clerk.page(following["href"]).select(".entries")
        assert now[at].text != before[at].text
        assert now[1 - at].text == before[1 - at].text
    oldest = golden.all()[0]
    assert clerk.page("/admin/asked", at=oldest.id).select_one(f"#golden-{oldest.id}")


def test_what_is_done_is_dropped(clerk, settings):
    told_wrong(clerk)
    (one,) = wrong_answers(settings.index_dir).all()
    clerk.said(f"/admin/asked/{one.id}", choice="done")
    assert not wrong_answers(settings.index_dir).all()


# --- replaying ---


def verify(settings):
    ended = CliRunner().invoke(cli, ["verify", "--index", str(settings.index_dir)], catch_exceptions=False)
    return ended.exit_code, ended.stdout


def test_verify_tells_what_changed(clerk, settings):
    assert verify(settings)[0] == 0
    golden_questions(settings.index_dir).add(kept(settings))
    golden_questions(settings.index_dir).add(kept(settings, "密云区2024年有哪些不足"))
    assert verify(settings) == (0, "考题 2 道，0 道的回答变了。\n")
    (settings.reports_dir / "通州区2024.txt").write_text(NEW, "utf-8")
    built = CliRunner().invoke(
        cli, ["build", "--reports", str(settings.reports_dir), "--index", str(settings.index_dir)]
    )
    code, told = verify(settings)
    assert code == 1
    assert f"变了：{QUESTION}" in told
    assert "18251件" in told
    assert "20001件" in told
    assert "考题 2 道，1 道的回答变了。" in told
    assert told.strip() in "\n".join(line.rstrip() for line in built.stderr.splitlines())
    (view,) = [one for one in clerk.page("/admin/asked").select(".entries li") if one.select(".problem")]
    assert "20001件" in view.text


def test_verify_says_why_it_could_not_be_done(settings):
    golden_questions(settings.index_dir).add(kept(settings))
    (settings.index_dir / "CURRENT").unlink()
    code, told = verify(settings)
    assert code == 1
    assert "没有核对考题" in told


def test_the_api_does_not_take_readings_for_questions(clerk):
    error_of(clerk.client.post("/turn", json={"question": QUESTION, "year": 2023}), 400)
    assert json.loads((clerk.client.post("/api/v1/ask", json={"question": QUESTION})).text)["status"] == "answered"
