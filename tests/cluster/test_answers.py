"""Answers over the cluster: those of the embedded engine, also while nodes stop and come back."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from indexer import pipeline
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.store.local_shelf import LocalShelf
from tests.admin_fixtures import TOKEN, Clerk
from tests.answer_fixtures import PROJECT, TODAY
from tests.cluster.nodes import shelf_at
from tests.test_golden import GOLDEN

QUESTIONS = int(os.environ.get("JUSHI_QUESTIONS", "400"))  # asked while a node stops


@pytest.fixture(scope="module")
def store(cluster, tmp_path_factory):
    """The sample reports on the cluster, for this whole file."""
    store = f"{cluster.store}/kept"
    pipeline.build(PROJECT / "reports", shelf_at(store, tmp_path_factory.mktemp("far")))
    return store


@pytest.fixture(scope="module")
def far(store, tmp_path_factory):
    return KnowledgeBase(Settings(store=store, index=str(tmp_path_factory.mktemp("server"))), lambda: TODAY, kept=0)


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    index = tmp_path_factory.mktemp("near")
    pipeline.build(PROJECT / "reports", LocalShelf(index))
    return KnowledgeBase(Settings(index=str(index)), lambda: TODAY, kept=0)


def conversations():
    return [json.loads(line)["turns"] for line in GOLDEN.read_text("utf-8").splitlines() if line.strip()]


def answers(knowledge, turns):
    state = ""
    for turn in turns:
        reply = knowledge.ask(turn, state)
        state = reply.state
        yield replace(reply.answer, generation="")


def test_every_golden_question_is_answered_as_by_the_embedded_engine(near, far):
    asked = conversations()
    assert len(asked) > 100
    for turns in asked:
        assert list(answers(far, turns)) == list(answers(near, turns)), turns


def test_figures_and_search_are_those_of_the_embedded_engine(near, far):
    assert far.reports() == near.reports()
    for words in ("调解", "法治宣传活动", "行政复议受理"):
        assert far.search(words) == near.search(words)


def test_the_pages_serve_and_the_admin_page_tells_of_the_cluster(store, tmp_path):
    settings = Settings(store=store, index=str(tmp_path), reports=str(PROJECT / "reports"), admin_token=TOKEN)
    clerk = Clerk(settings)
    assert clerk.client.get("/healthz").json["status"] == "ok"
    assert "检索集群 jushi-test：正常，3 个节点" in clerk.page().text


def test_no_question_fails_while_a_node_stops_and_comes_back(cluster, near, far):
    """Each node in turn, the one that is the cluster's manager among them, is killed as by a loss of power."""
    asked = [turns for turns in conversations() if len(turns) == 1]
    expected = {turns[0]: next(iter(answers(near, turns))) for turns in asked}
    order = [asked[number % len(asked)][0] for number in range(QUESTIONS)]
    for node in range(3):
        with ThreadPoolExecutor(4) as threads:
            found = threads.map(lambda question: (question, next(iter(answers(far, [question])))), order)
            for number, (question, answer) in enumerate(found):
                assert answer == expected[question], question
                if number == QUESTIONS // 4:
                    cluster.kill(node)
                if number == QUESTIONS // 2:
                    cluster.start(node)
        cluster.wait()


def test_a_build_goes_on_while_a_node_stops(cluster, shelf, tmp_path):
    """Between two reports, a node that is not the only one to have a piece of the index goes away and comes back."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in sorted((PROJECT / "reports").iterdir())[:8]:
        (reports / path.name).write_bytes(path.read_bytes())
    pipeline.build(reports, shelf)
    cluster.kill(1)
    try:
        cluster.wait("yellow")
        assert shelf.current() == "gen-000001"
        assert "缺少副本" in shelf.condition()[0]
        assert shelf.damaged() == []
        (reports / "新.txt").write_text("北京市大兴区2021年法治政府建设年度情况报告\n受理法律援助案件5件。\n", "utf-8")
        result = pipeline.build(reports, shelf)
        assert result.generation == shelf.current() == "gen-000002"
        assert result.counts.reports == 9
    finally:
        cluster.start(1)
        cluster.wait()
    assert shelf.damaged() == []
