"""The quality of an index: what it counts, and for each kind of suspicion a report that has it and one that has not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from app import create_app
from indexer import telling
from indexer.cli import cli
from kb.config import Settings
from kb.lexicon.words import analyser
from kb.store.contracts import Relation
from kb.store.quality import Quality, quality_of
from kb.store.registry import ENGINES, OUTGROWN
from tests.answer_fixtures import PROJECT
from tests.building import build, open_snapshot


def report(place: str, year: int, body: str) -> str:
    return f"{place}{year}年法治政府建设年度情况报告\n一、主要工作\n{body}\n"


def look(folder: Path, *texts: str, **named: str) -> Quality:
    """The quality of an index of these reports."""
    (folder / "reports").mkdir()
    for name, text in {**{f"{number}": text for number, text in enumerate(texts)}, **named}.items():
        (folder / "reports" / f"{name}.txt").write_text(text, "utf-8")
    build(folder / "reports", folder / "index")
    snapshot = open_snapshot(folder / "index", analyser().version)
    try:
        return quality_of(snapshot)
    finally:
        snapshot.close()


def only(quality: Quality, kind: Relation) -> str:
    """The sentence of the only suspicion, which is of this kind."""
    (one,) = quality.suspicions
    assert one.kind is kind
    return one.sentence


# --- suspicions ------------------------------------------------------------------------------------------------------


def test_a_share_above_the_whole_is_suspicious(tmp_path):
    quality = look(tmp_path, report("大兴区", 2024, "全年调解纠纷9640件，调解成功率986%。"))
    assert "986%" in only(quality, Relation.OVER)
    (one,) = quality.suspicions
    assert (one.here.source, one.here.paragraph, one.here.figure) == ("0.txt", 3, "986%")
    assert one.there is None


@pytest.mark.parametrize(
    "body",
    [
        "全年调解纠纷9640件，调解成功率98.6%，满意率100%。",
        "年度任务完成率120%，超额完成目标。",
        "预算执行率105%。",
        "法律援助案件增长率150%。",
        "受理法律援助案件600件，同比增长120%。",
    ],
)
def test_shares_within_the_whole_and_what_may_exceed_it_are_not(tmp_path, body):
    assert look(tmp_path, report("大兴区", 2024, body)).suspicions == ()


BEFORE = report("大兴区", 2023, "全年受理法律援助案件500件。")


@pytest.mark.parametrize("stated", ["同比增长35%", "同比下降20%", "比上年增长约30%", "较去年减少20.0%"])
def test_a_growth_that_two_figures_do_not_bear_out_is_suspicious(tmp_path, stated):
    quality = look(tmp_path, BEFORE, report("大兴区", 2024, f"全年受理法律援助案件600件，{stated}。"))
    sentence = only(quality, Relation.GROWTH)
    assert stated in sentence
    assert all(part in sentence for part in ("600件", "500件", "增长20%"))
    assert quality.suspicions[0].there.source == "0.txt"


@pytest.mark.parametrize(
    "body",
    [
        "全年受理法律援助案件600件，同比增长20%。",
        "全年受理法律援助案件600件，同比增长约19%。",
        "全年受理法律援助案件602件，同比增长20.4%。",
        "全年受理法律援助案件600余件，同比增长21%。",
        "全年受理法律援助案件600件，环比增长35%。",
        "全年受理法律援助案件600件，比2019年增长135%。",
        "全年受理法律援助案件600件（2023年为450件），同比增长33.3%。",
    ],
)
def test_a_growth_that_fits_or_speaks_of_another_time_is_not(tmp_path, body):
    kinds = {one.kind for one in look(tmp_path, BEFORE, report("大兴区", 2024, body)).suspicions}
    assert Relation.GROWTH not in kinds


@pytest.mark.parametrize(("now", "told"), [("6000件", "12倍"), ("50件", "10分之一")])
def test_ten_times_the_year_before_is_suspicious(tmp_path, now, told):
    sentence = only(look(tmp_path, BEFORE, report("大兴区", 2024, f"全年受理法律援助案件{now}。")), Relation.TENFOLD)
    assert all(part in sentence for part in (now, "500件", told))


@pytest.mark.parametrize(
    ("before", "body"),
    [
        ("全年受理法律援助案件500件。", "全年受理法律援助案件2600件。"),
        ("全年受理法律援助案件1件。", "全年受理法律援助案件12件。"),
        ("全年受理法律援助案件500件。", "计划受理法律援助案件6000件。"),
        ("全年受理法律援助案件500件。", "五年来累计受理法律援助案件6000件。"),
        ("全年受理法律援助案件500件。", "全年受理法律援助案件6000件。全年受理法律援助案件600件。"),
        ("全年投入法治经费3万元。", "全年投入法治经费40万元。"),
    ],
)
def test_lesser_changes_small_figures_and_unlike_ones_are_not(tmp_path, before, body):
    quality = look(tmp_path, report("大兴区", 2023, before), report("大兴区", 2024, body))
    assert quality.suspicions == ()


def test_a_part_above_its_whole_is_suspicious(tmp_path):
    body = "全年受理法律援助案件600件，其中农民工案件6050件。"
    sentence = only(look(tmp_path, report("大兴区", 2024, body)), Relation.PART)
    assert "600件" in sentence
    assert "6050件" in sentence


@pytest.mark.parametrize(
    "body",
    [
        "全年受理法律援助案件600件，其中农民工案件205件。",
        "全年受理法律援助案件600余件，其中农民工案件605件。",
        "全年举办法治宣传活动60场，其中发放宣传资料3000份。",
        "全年受理法律援助案件600件，办结560件，其中农民工案件580件。",
    ],
)
def test_a_part_within_its_whole_is_not(tmp_path, body):
    assert look(tmp_path, report("大兴区", 2024, body)).suspicions == ()


def test_reports_that_disagree_of_a_year_are_suspicious(tmp_path):
    body = "2023年全年受理法律援助案件520件，2024年受理法律援助案件600件。"
    sentence = only(look(tmp_path, BEFORE, 次年=report("大兴区", 2024, body)), Relation.CONFLICT)
    assert all(part in sentence for part in ("500件", "520件", "0.txt", "次年.txt"))


@pytest.mark.parametrize("stated", ["500", "498"])
def test_reports_that_agree_but_for_rounding_are_not(tmp_path, stated):
    before = BEFORE if stated == "500" else BEFORE.replace("500件", "约500件")
    body = f"2023年全年受理法律援助案件{stated}件，2024年受理法律援助案件600件。"
    assert look(tmp_path, before, report("大兴区", 2024, body)).suspicions == ()


def test_reports_of_other_genres_places_and_issuers_are_not_measured_by_each_other(tmp_path):
    other = BEFORE.replace("500", "40")
    quality = look(
        tmp_path,
        BEFORE,
        other.replace("法治政府建设年度情况报告", "政府信息公开工作年度报告"),
        other.replace("大兴区2023年", "大兴区民政局2023年"),
        other.replace("大兴区", "密云区"),
    )
    assert quality.suspicions == ()


def test_versions_of_a_report_are_not_measured_by_each_other(tmp_path):
    quality = look(tmp_path, a1=BEFORE.replace("500", "5000"), a2=BEFORE)
    assert quality.versions == 1
    assert quality.suspicions == ()


# --- the rest --------------------------------------------------------------------------------------------------------


def test_what_falls_short_is_counted(tmp_path):
    quality = look(
        tmp_path,
        a=report("大兴区", 2024, "发放彩虹卡片30份。发放彩虹卡片40份。受理法律援助案件600件。"),
        b=report("大兴区", 2024, "发放彩虹卡片30份。发放彩虹卡片40份。受理法律援助案件600件。"),
        c=report("密云区", 2024, "各项工作有序推进。"),
        d="年度工作报告\n一、主要工作\n各项工作有序推进，为民服务50件。\n",
        e="",
    )
    assert (quality.reports, quality.duplicates, quality.versions) == (3, 1, 0)
    assert next(one for one in quality.phrases if "彩虹" in one.phrase).figures == 2
    assert [name.source for name in quality.without_figures] == ["c.txt"]
    assert (
        [name.source for name in quality.without_place] == [name.source for name in quality.without_year] == ["d.txt"]
    )
    assert [tuple(skipped) for skipped in quality.skipped] == [("没有内容", 1)]
    assert 0 < quality.share < 1


def test_the_sample_reports_raise_no_alarm(tmp_path):
    build(Path(PROJECT, "reports"), tmp_path)
    snapshot = open_snapshot(tmp_path, analyser().version)
    assert quality_of(snapshot).suspicions == ()
    snapshot.close()


# --- where it is shown -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A folder with the reports and the index of a report with six figures that may be wrong."""
    folder = tmp_path_factory.mktemp("faulty")
    bodies = (
        f"{name}率{number}01%。" for number, name in enumerate(["合格", "满意", "普及", "知晓", "达标", "覆盖"], 1)
    )
    look(folder, report("大兴区", 2024, "全区平均" + "".join(bodies)), report("密云区", 2024, "有序推进。"))
    return folder


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def test_a_build_ends_with_a_summary(faulty):
    reply = run("build", "--reports", faulty / "reports", "--index", faulty / "index", "--jobs", 1)
    told = "".join(reply.stderr.split())
    assert "1份没有数字" in told
    assert "6处数字可疑" in told
    assert told.count("请核对。") == 5
    assert "另有1处" in told
    assert "indexerquality" in told


def test_a_sound_index_has_no_summary():
    sound = Quality("gen-000001", 1, 3, 2, 2, (), (), (), (), 0, 0, (), ())
    assert list(telling.summary(sound)) == []
    assert "没有发现可疑的数字。" in list(telling.whole(sound))
    assert list(telling.summary(replace(sound, versions=2))) == [
        "提请留意：2 份另有较新的版本。",
        "详见 python -m indexer quality。",
    ]


def test_a_build_that_outgrew_its_engine_names_the_larger_one():
    most, larger = OUTGROWN["whoosh"]
    assert list(telling.outgrown("whoosh", most)) == list(telling.outgrown("tantivy", most * 9)) == []
    (line,) = telling.outgrown("whoosh", most + 1)
    assert f"KB_STORE={larger}" in line
    assert str(most + 1) in line
    assert larger in ENGINES


def test_the_command_tells_all(faulty):
    reply = run("quality", "--index", faulty / "index")
    assert reply.exit_code == 0
    assert "比例超过100%（6 处）" in reply.stdout
    assert "没有数字的报告（1 份）" in reply.stdout
    told = json.loads(run("quality", "--index", faulty / "index", "--json").stdout)
    assert told["reports"] == 2
    assert {one["kind"] for one in told["suspicions"]} == {"over"}
    assert set(told["suspicions"][0]) == {"kind", "here", "there", "sentence"}


def test_without_an_index_the_command_says_so(tmp_path):
    assert run("quality", "--index", tmp_path).exit_code == 1


def test_the_page_of_administration_shows_it_with_links(faulty):
    token = "correct horse battery staple"  # noqa: S105
    settings = Settings(reports=str(faulty / "reports"), index=str(faulty / "index"), admin_token=token)
    client = create_app(settings).test_client()
    client.get("/admin", query_string={"token": token})
    block = BeautifulSoup(client.get("/admin").text, "lxml").select_one("#quality")
    assert "比例超过100%（6 处）" in block.text
    link = block.select_one("li a")
    assert "第3段" in link.text
    assert client.get(link["href"]).status_code == 200
    assert "没有数字的报告（1 份）" in block.text
