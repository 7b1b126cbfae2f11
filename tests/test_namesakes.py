"""Places of one name in one table, chart or list are told apart by their cities; rankings from below count from below."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app import create_app
from kb.answer.namesakes import told_apart
from kb.config import Settings
from kb.lexicon.places import gazetteer
from tests.answer_fixtures import report
from tests.building import build

REPORTS = {
    "南京市鼓楼区": "调解纠纷1890件。",
    "徐州市鼓楼区": "调解纠纷980件。",
    "南京市玄武区": "调解纠纷1200件。",
    "福州市鼓楼区": "行政复议工作规范开展。",
}
RANKING = "哪个区2023年调解纠纷最多"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("namesakes")
    (folder / "reports").mkdir()
    for place, body in REPORTS.items():
        text = report(place[3:], 2023, f"一、主要工作\n{body}")
        (folder / "reports" / f"{place}.txt").write_text(text, "utf-8")
        (folder / "reports" / f"{place}.txt.meta").write_text(f"place: {place}\n", "utf-8")
    build(folder / "reports", folder / "index")
    return create_app(Settings(index=str(folder / "index"), reports=str(folder / "reports"))).test_client()


@pytest.fixture
def read(client):
    return lambda path, **query: BeautifulSoup(client.get(path, query_string=query or None).text, "lxml")


def code(name):
    return gazetteer().by_name(name)[0].code


def test_a_name_held_once_stays_as_it_is_and_others_get_what_lies_above():
    places = [(code(name), gazetteer().by_name(name)[0].name) for name in REPORTS]
    assert list(told_apart(places).values()) == ["南京市鼓楼区", "徐州市鼓楼区", "玄武区", "福州市鼓楼区"]
    assert told_apart([("", "鼓楼区"), places[0]]) == {places[0][0]: "鼓楼区"}


def test_towns_whose_counties_share_a_name_too_are_told_in_full():
    drums = [code("南京市鼓楼区"), code("徐州市鼓楼区")]
    towns = [gazetteer().below(one)[0].code for one in drums]
    told = told_apart([(one, "中心街道") for one in towns])
    assert list(told.values()) == [gazetteer().get(one).full_name for one in towns]


def test_table_chart_and_trace_of_an_answer_tell_the_cities(client):
    reply = client.get("/api/v1/ask", query_string={"question": RANKING, "trace": "1"}).json
    names = ["南京市鼓楼区", "玄武区", "徐州市鼓楼区"]
    assert [row[1] for row in reply["table"]["rows"]] == names
    assert [one["label"] for one in reply["chart"]["points"]] == [*names, "福州市鼓楼区"]
    assert {one["place"] for one in reply["trace"]["used"]} == set(names)


def test_the_sides_of_a_comparison_tell_the_cities(client, read):
    question = "南京鼓楼区和徐州鼓楼区2023年谁调解纠纷多"
    points = client.get("/api/v1/ask", query_string={"question": question}).json["chart"]["points"]
    assert [one["label"] for one in points] == ["南京市鼓楼区2023年", "徐州市鼓楼区2023年"]
    assert [one.text for one in read("/", q=question).select(".side h3")] == [one["label"] for one in points]


def test_every_list_of_a_page_tells_the_cities(read):
    answer = read("/", q=RANKING)
    assert {one.text for one in answer.select(".card .where span")} >= {"南京市鼓楼区", "徐州市鼓楼区"}
    assert {"南京市鼓楼区", "徐州市鼓楼区"} <= {one.text for one in read("/reports").select("td.place")}
    hits = read("/reports", q="调解纠纷").select(".hits .where")
    assert {"南京市鼓楼区", "徐州市鼓楼区"} <= {one.select("span")[0].text for one in hits}
    bars = read("/indicators/调解纠纷").select("svg.bars .label")
    assert [one.text for one in bars] == ["南京市鼓楼区", "玄武区", "徐州市鼓楼区"]
    series = read(f"/indicators/调解纠纷/{code('徐州市鼓楼区')}")
    assert series.select_one(".within").text == "江苏省徐州市"
    assert series.title.text.startswith("江苏省徐州市鼓楼区")


def test_a_ranking_from_below_counts_from_below(client):
    reply = client.get("/api/v1/ask", query_string={"question": "2023年调解纠纷倒数第二的区"}).json
    assert reply["answer"].startswith("倒数第2名是玄武区")
    assert reply["table"]["columns"][0] == "倒数名次"
    assert reply["table"]["rows"][1][:2] == ["2", "玄武区"]
    assert reply["chart"]["ascending"] is True
    drawn = client.get("/chart.svg", query_string={"q": "2023年调解纠纷倒数第二的区"}).text
    assert "倒数第2　玄武区" in drawn
    above = client.get("/api/v1/ask", query_string={"question": RANKING}).json
    assert above["table"]["columns"][0] == "名次"
    state = above["conversation"]
    again = client.post("/api/v1/ask", json={"question": "倒数第二名呢", "conversation": state}).json
    assert again["answer"].startswith("倒数第2名是玄武区")
    least = client.post("/api/v1/ask", json={"question": "哪个区2023年调解纠纷最少"}).json
    assert "倒数第二名呢？" in least["suggestions"]
