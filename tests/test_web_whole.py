"""The web room over a real index: from a question to the words of a report, through every room of the house."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from app import create_app
from kb.config import Settings
from kb.web.sealing import Sealer, read_key
from tests.web_fixtures import HOSTILE, QUESTION, A, B, C, real_client, small_index


@pytest.fixture(scope="module")
def client():
    return real_client()


def ask(client, question, conversation=""):
    response = client.post("/api/v1/ask", json={"question": question, "conversation": conversation})
    assert response.status_code == 200
    return response.json


def read(client, path):
    return BeautifulSoup(client.get(path).text, "lxml")


def test_a_ranking_is_answered_and_every_citation_leads_to_its_words(client):
    reply = ask(client, QUESTION)
    assert reply["status"] == "answered"
    assert "大兴区" in reply["answer"].splitlines()[0]
    assert [cited["report_id"] for cited in reply["citations"]] == [A, B]
    for cited, figure in zip(reply["citations"], ["18251件", "9640件"], strict=True):
        assert cited["text"][cited["start"] : cited["end"]] == figure
        paragraphs = client.get(f"/api/v1/reports/{cited['report_id']}").json["paragraphs"]
        assert paragraphs[cited["paragraph"] - 1]["text"] == cited["text"]
        assert [mark.text for mark in read(client, cited["url"]).select(f"#p{cited['paragraph']} mark")] == [figure]


def test_a_follow_up_is_understood_by_another_process(client):
    first = ask(client, QUESTION)
    second = ask(real_client(), "那2023年呢?", first["conversation"])
    assert "17033件" in second["answer"]
    assert "inherited" in [reading["origin"] for readings in second["query"].values() for reading in readings]
    assert [cited["report_id"] for cited in second["citations"]] == [C]


def test_the_page_shows_what_the_api_tells(client):
    reply = ask(client, QUESTION)
    turn = read(client, f"/?q={quote(QUESTION)}").select_one(".turn")
    first, ranking, coverage = reply["answer"].split("\n")
    assert [line.text for line in turn.select(".answer p")] == [first, coverage]
    assert ranking.startswith("排名")  # the table shows it
    assert [row.text.split() for row in turn.select(".ranked tbody tr")] == [
        [*row, f"[{n}]"] for n, row in enumerate(reply["table"]["rows"], 1)
    ]
    assert [link.text for link in turn.select(".suggestions a")] == reply["suggestions"]
    assert [mark.text for mark in turn.select(".card > blockquote mark")] == ["18251件", "9640件"]


def test_every_example_and_suggestion_can_be_asked(client):
    start = read(client, "/")
    answered = [read(client, link["href"]) for link in start.select(".examples a")]
    answered += [read(client, link["href"]) for page in answered for link in page.select(".suggestions a")]
    assert len(answered) >= 4
    assert all(page.select(".turn .answer p") for page in answered)


def test_markup_stays_text_all_the_way(client):
    assert HOSTILE in ask(client, HOSTILE)["answer"]
    page = read(client, f"/?q={quote(HOSTILE)}")
    assert HOSTILE in page.select_one(".answer").text
    assert not page.select("img, main script")


def test_search_finds_words_in_the_reports_of_a_place(client):
    found = client.get("/api/v1/search", query_string={"q": "法律援助", "place": "大兴区", "year": 2024}).json[
        "citations"
    ]
    assert found
    assert {cited["report_id"] for cited in found} == {A}
    assert "法律援助" in found[0]["text"]


@pytest.mark.parametrize("state", ["not json", "[]", "{}", '{"intent":"no such"}', "null", '{"targets":[[1,"x"]]}'])
def test_a_conversation_of_another_version_does_not_stop_the_next_question(client, state):
    sealed = Sealer(read_key(small_index())).seal(state)
    assert "18251件" in ask(client, QUESTION, sealed)["answer"]


def test_without_an_index_it_says_what_to_do(tmp_path):
    client = create_app(Settings(index=str(tmp_path))).test_client()
    assert "python -m indexer build" in client.get("/").text
    refused = client.get("/api/v1/ask", query_string={"question": QUESTION})
    assert refused.status_code == 503
    assert refused.json["error"]["code"] == "no_index"
