"""Versions of one report: which reports are, which is the latest, and that only that one answers."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import create_app
from kb.answer.desk import Catalogue
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.store.versions import superseded
from kb.types import Report
from tests.answer_fixtures import PROJECT, plain
from tests.building import build
from tests.web_fixtures import REPORTS

ONE = replace(
    REPORTS[0],
    id="one",
    genre="法治政府建设年度情况报告",
    published=None,
    issuer="某市大兴区人民政府",
    source="报告.txt",
    modified="",
)


def other(**changes: object) -> Report:
    return replace(ONE, **{"id": "two", **changes})


# --- which are versions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"source": "报告.docx", "title": "大兴区2023年法治政府建设工作情况"},
        {"issuer": "大兴区政府"},
        {"issuer": ""},
        {"title": "大兴区2023年法治政府建设年度情况报告（征求意见稿）"},
    ],
)
def test_reports_of_one_place_year_genre_and_issuer_are_versions(changes):
    assert len(superseded([ONE, other(**changes)])) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"place_code": "110112"},
        {"year": 2022},
        {"genre": "政府信息公开工作年度报告"},
        {"issuer": "某市大兴区司法局"},
        {"title": "大兴区2023年上半年法治政府建设情况报告"},
        {"title": "大兴区2023年法治政府建设工作要点"},
        {"part": "大兴区2023年"},
    ],
)
def test_reports_that_differ_in_any_of_these_are_none(changes):
    assert superseded([ONE, other(**changes)]) == {}


@pytest.mark.parametrize("changes", [{"place_code": ""}, {"year": 0}, {"genre": ""}])
def test_reports_that_do_not_tell_have_no_versions(changes):
    assert superseded([replace(ONE, **changes), other(**changes)]) == {}


def test_an_unknown_issuer_joins_no_one_where_it_may_be_either():
    office = other(issuer="某市大兴区司法局")
    assert superseded([ONE, office, other(id="three", issuer="")]) == {}


def test_the_tables_of_one_workbook_are_no_versions_of_each_other():
    title = "2023年行政复议{}情况表（大兴区2023年）"
    parts = [
        other(id=name, part=f"{name} 大兴区2023年", title=title.format(name), genre="行政复议工作年度报告")
        for name in ("办案", "人员")
    ]
    assert superseded(parts) == {}
    again = replace(parts[0], id="again", source="更正.xlsx")
    assert set(superseded([*parts, again])) <= {"办案", "again"}
    assert len(superseded([*parts, again])) == 1


# --- which is the latest ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"published": None}, {"published": date(2024, 3, 1)}),
        ({"published": date(2024, 3, 1), "modified": "2026-01-01"}, {"published": date(2024, 4, 1)}),
        ({"modified": "2024-03-01T08:00:00"}, {"modified": "2024-03-01T09:00:00", "source": "a.txt"}),
        ({"source": "报告第2版.txt"}, {"source": "报告第10版.txt"}),
        ({"source": "报告.txt"}, {"source": "报告(修订).txt"}),
    ],
)
def test_the_latest_is_told_by_date_then_change_then_name(earlier, later):
    one, two = replace(ONE, **earlier), other(**later)
    assert superseded([one, two]) == superseded([two, one]) == {"one": "two"}


def test_three_versions_all_lead_to_the_latest():
    reports = [other(id=str(number), source=f"第{number}版.txt") for number in (9, 10, 11)]
    assert superseded(reports) == {"9": "11", "10": "11"}
    catalogue = Catalogue(reports)
    assert [report.id for report in catalogue.reports] == ["11"]
    assert [report.id for report in catalogue.older["11"]] == ["10", "9"]
    assert set(catalogue.by_id) == {"9", "10", "11"}


def test_thirty_thousand_reports_take_a_moment():
    reports = [other(id=str(number), place_code=str(number // 2)) for number in range(30_000)]
    started = time.process_time()
    assert len(superseded(reports)) == 15_000
    assert time.process_time() - started < 5


# --- answers ---------------------------------------------------------------------------------------------------------


def text(place: str, year: int, body: str) -> str:
    return f"北京市{place}{year}年法治政府建设年度情况报告\n一、主要工作\n{body}\n北京市{place}人民政府\n{year + 1}年3月1日\n"


TEXTS = {
    "大兴区2023.txt": text("大兴区", 2023, "全年受理法律援助案件500件。"),
    "大兴区2024草案.txt": text("大兴区", 2024, "全年受理法律援助案件990件。举办法治讲座10场。全年试行彩虹计划。"),
    "大兴区2024正式.txt": text("大兴区", 2024, "全年受理法律援助案件600件。举办法治讲座10场。推行枫叶计划。").replace(
        "3月", "4月"
    ),
    "密云区2024.txt": text("密云区", 2024, "全年受理法律援助案件700件。"),
    "大兴区司法局2024.txt": text("大兴区", 2024, "接待来访300人次。").replace(
        "大兴区2024年", "大兴区司法局2024年"
    ).replace("人民政府", "司法局"),
}  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("versions")
    (folder / "reports").mkdir()
    for name, content in TEXTS.items():
        (folder / "reports" / name).write_text(content, "utf-8")
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index")), lambda: date(2025, 6, 1))


@pytest.fixture(scope="module")
def ids(kb):
    return {report.source: report.id for report in kb.reports()}


def test_the_later_report_supersedes_the_draft_and_nothing_else(kb, ids):
    assert kb.superseded() == {ids["大兴区2024草案.txt"]: ids["大兴区2024正式.txt"]}


def test_the_latest_version_answers_and_says_what_the_draft_said(kb):
    answer = kb.ask("大兴区2024年法律援助案件多少").answer
    lines = plain(answer.text).split("\n")
    assert "600件[1]" in lines[0]
    assert re.search(r"较早版本\(大兴区2024草案.txt\).*990件\[2\]", plain(answer.text))
    assert [citation.source for citation in answer.citations] == ["大兴区2024正式.txt", "大兴区2024草案.txt"]
    assert any("收录了2个版本" in note for note in answer.notes)
    assert not any("不一致" in note for note in answer.notes)


def test_nothing_is_said_where_the_versions_agree(kb):
    answer = kb.ask("大兴区2024年举办法治讲座多少场").answer
    assert "10场[1]" in answer.text
    assert len(answer.citations) == 1
    assert not any("版本" in note for note in answer.notes)


def test_a_ranking_counts_a_report_once(kb):
    text = kb.ask("哪个区2024年法律援助案件最多").answer.text
    assert "密云区" in text.split("\n")[0]
    assert "收录了3份区级报告" in text


def test_a_sum_and_a_series_take_each_figure_once(kb):
    assert "1,300" in kb.ask("北京各区2024年法律援助案件一共多少件").answer.text.split("\n")[0]
    series = kb.ask("大兴区历年法律援助案件变化").answer
    assert "990" not in series.text.split("\n")[0]
    assert [row[1] for row in series.table.rows] == ["500件", "600件"]


def test_passages_are_of_the_latest_version(kb):
    assert kb.search("枫叶计划")
    found = kb.search("彩虹计划试行")
    assert "大兴区2024草案.txt" not in {citation.source for citation in found}
    assert "彩虹" not in kb.ask("大兴区2024年彩虹计划是怎么试行的").answer.text.split("“彩虹")[0]


def test_the_list_of_reports_counts_the_latest_and_tells_of_the_others(kb):
    answer = kb.ask("收录了哪些报告").answer
    assert "共收录4份报告" in answer.text
    assert any("1份较早的版本" in note for note in answer.notes)


def test_figures_are_those_of_the_latest_version(kb):
    assert "大兴区2024草案.txt" not in {row.source for row in kb.figures()}
    assert {one.name: count for one, count in kb.indicators()}["法律援助案件"] == 3


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(kb, tmp_path_factory):
    return create_app(Settings(index=str(tmp_path_factory.mktemp("web"))), kb).test_client()


def test_pages_tell_of_versions(client, ids):
    old, new = ids["大兴区2024草案.txt"], ids["大兴区2024正式.txt"]
    page = client.get(f"/reports/{old}").get_data(as_text=True)
    assert "这份报告有" in page
    assert f'href="/reports/{new}"' in page
    page = client.get(f"/reports/{new}").get_data(as_text=True)
    assert "较早的版本" in page
    assert f'href="/reports/{old}"' in page
    page = client.get(f"/reports/{ids['大兴区2023.txt']}").get_data(as_text=True)
    assert f'rel="next" href="/reports/{old}"' not in page
    assert "版本" not in page
    assert client.get("/reports").get_data(as_text=True).count("较早版本") == 1


def test_data_are_of_the_latest_version(client, ids):
    listed = {one["id"]: one["superseded_by"] for one in client.get("/api/v1/reports").json["reports"]}
    assert {old: new for old, new in listed.items() if new} == {ids["大兴区2024草案.txt"]: ids["大兴区2024正式.txt"]}
    rows = csv.DictReader(io.StringIO(client.get("/api/v1/figures.csv").get_data().decode("utf-8-sig")))
    assert "大兴区2024草案.txt" not in {row["source"] for row in rows}


def test_only_the_desk_asks_the_stores_for_facts_and_passages():
    asking = re.compile(r"snapshot\.(?:figures\.facts|passages\.search)\(")
    files = [path for path in Path(PROJECT, "kb", "answer").glob("*.py") if asking.search(path.read_text("utf-8"))]
    assert [path.name for path in files] == ["desk.py"]
