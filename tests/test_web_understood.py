"""A question told whole where its words leave something unsaid, and the same figure asked with another intent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from kb.types import Reading
from kb.web.understood import whole_question
from tests.web_fixtures import QUESTION, real_client

FIGURE = "大兴区2024年调解纠纷多少件"


@pytest.fixture(scope="module")
def client():
    return real_client()


@pytest.fixture
def read(client):
    def read(path="/", **query):
        return BeautifulSoup(client.get(path, query_string=query or None).text, "lxml")

    return read


def after(page):
    """The conversation after the answer of a page."""
    return page.select_one(".turn")["data-conversation"]


@pytest.mark.parametrize(
    ("first", "then", "whole"),
    [
        (FIGURE, "那2023年呢", "大兴区2023年调解纠纷是多少"),
        (FIGURE, "密云区呢", "北京市密云区2024年调解纠纷是多少"),
        ("大兴区2024年行政复议受理了多少件", "那2023年呢", "大兴区2023年行政复议受理是多少"),
        (QUESTION, "那2023年呢", "各区2023年调解纠纷的排名"),
        (QUESTION, "倒数第二名呢", "各区2024年调解纠纷的排名"),
        ("大兴区历年调解纠纷", "行政复议受理呢", "大兴区调解纠纷：行政复议受理的历年变化"),
    ],
)
def test_a_follow_up_is_told_whole_above_its_words_and_in_the_title(read, first, then, whole):
    page = read(q=then, c=after(read(q=first)))
    asked = page.select_one(".understood")
    assert asked.find(string=True, recursive=False) == whole
    assert asked.find_next(class_="question").text == then
    assert page.title.text == f"{whole} · 据实"
    assert page.select_one(".turn")["data-title"] == whole
    assert page.select_one(".copy pre").text.startswith(f"{whole}（{then}）")


def test_a_question_that_says_all_of_it_is_its_own_heading(read):
    page = read(q=QUESTION)
    assert not page.select(".understood")
    assert page.title.text == f"{QUESTION} · 据实"


def test_what_was_put_right_is_told_whole(read):
    page = read(q=FIGURE, year="2023")
    assert page.title.text == "北京市大兴区2023年调解纠纷是多少 · 据实"


@pytest.mark.parametrize(
    ("readings", "whole"),
    [
        (
            [("year", "去年（2025年）未收录，按最近的2024年", "assumed"), ("topic", "调解 纠纷", "inherited")],
            "2024年调解纠纷",
        ),
        ([("year", "2022、2023", "changed"), ("topic", "不足", "said")], "2022年、2023年不足"),
        ([("year", "不限", "changed"), ("scope", "所有地区", "said"), ("intent", "排名", "said")], "各地的排名"),
        ([("place", "大星区→大兴区", "mended"), ("year", "2024年", "inherited")], "大兴区2024年"),
        ([("intent", "闲谈", "inherited")], "闲谈"),
        ([("topic", "不足", "said")], ""),
    ],
)
def test_readings_become_one_phrase(readings, whole):
    assert whole_question([Reading(slot, slot, value, origin) for slot, value, origin in readings]) == whole


def test_the_intent_of_a_follow_up_is_that_of_the_question_before(client):
    first = client.post("/api/v1/ask", json={"question": QUESTION}).json
    then = client.post("/api/v1/ask", json={"question": "那2023年呢", "conversation": first["conversation"]}).json
    assert [(one["value"], one["origin"]) for one in then["query"]["intent"]] == [("排名", "inherited")]


def test_the_figures_that_were_used_stand_in_the_order_of_the_chart(read):
    page = read(q="2024年调解纠纷倒数第一的区")
    used = [row.select("td")[3].text for row in page.select(".traced")[0].select("tbody tr")]
    assert used == [row.select("td")[3].a.text for row in page.select(".ranked tbody")[0].select("tr")]


def ways(page):
    """The other intents that are offered, and the questions they ask."""
    return {link.text: parse_qs(urlsplit(link["href"]).query)["q"][0] for link in page.select(".how .ways a")}


def test_the_intent_is_changed_by_links_that_ask_anew(read):
    assert ways(read(q=FIGURE)) == {
        "排名": "哪个区2024年调解纠纷最多？",
        "历年变化": "大兴区历年调解纠纷有什么变化？",
        "合计": "各区2024年调解纠纷一共多少？",
    }
    assert ways(read(q=QUESTION)) == {
        "查数字": "大兴区2024年调解纠纷是多少？",
        "比较": "大兴区和密云区2024年调解纠纷谁多？",
        "历年变化": "大兴区历年调解纠纷有什么变化？",
        "合计": "各区2024年调解纠纷一共多少？",
    }


@pytest.mark.parametrize(
    "question",
    [
        FIGURE,
        QUESTION,
        "大兴区历年调解纠纷有什么变化",
        "大兴区和密云区2024年谁调解纠纷多",
        "各区2024年调解纠纷一共多少",
    ],
)
def test_each_other_intent_is_answered_as_that(client, read, question):
    offered = ways(read(q=question))
    assert len(offered) >= 3
    for intent, other in offered.items():
        reply = client.get("/api/v1/ask", query_string={"question": other}).json
        assert (reply["status"], reply["query"]["intent"][0]["value"]) == ("answered", intent), other
        assert all("调解纠纷" in one["text"] for one in reply["citations"])


@pytest.mark.parametrize(
    "question", ["大兴区2024年有哪些不足", "你好", "密云区2020年调解了多少纠纷", "大兴区2024年调解成功率多少"]
)
def test_no_intent_is_offered_that_makes_no_sense(read, question):
    assert "合计" not in ways(read(q=question))
