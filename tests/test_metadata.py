"""Title, place, year, issuer and date. A test's docstring is the little report it reads."""

import inspect
import json
from datetime import date
from pathlib import Path

import pytest

from indexer.metadata import report_of
from indexer.readers import read
from indexer.structure import paragraphs_of
from kb.types import ParagraphKind

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "eval" / "meta_dev.json"


def told(text, source="r.txt"):
    """The report and the codes of its problems."""
    (document,) = read(source, text.encode()).documents
    report, problems = report_of(document, paragraphs_of(document))
    assert not any(problem.fatal for problem in problems)
    assert all(problem.source == source for problem in problems)
    return report, [problem.code for problem in problems]


def docstring(test):
    report, problems = told(inspect.cleandoc(test.__doc__))
    assert problems == []
    return report


def test_the_title_tells_place_year_and_issuer():
    """
    北京市大兴区黄村镇人民政府2022年法治政府建设年度情况报告
    2022年,在区委、区政府的正确领导下,黄村镇有序推进法治政府建设。
    一、主要举措
    全年共组织宣传活动22场。
    """
    report = docstring(test_the_title_tells_place_year_and_issuer)
    assert report.title == "北京市大兴区黄村镇人民政府2022年法治政府建设年度情况报告"
    assert (report.place, report.level, report.kind) == ("黄村镇", "乡", "镇")
    assert report.place_path == ("北京市", "大兴区", "黄村镇")
    assert (report.year, report.issuer) == (2022, "北京市大兴区黄村镇人民政府")
    assert not report.title_derived
    assert not report.traditional
    assert any("标题写明2022年" in reason for reason in report.reasons)


def test_a_bureau_of_a_district_that_names_only_its_city_at_first():
    """
    2020年,北京市司法局坚持依法行政,认真落实区委、区政府决策部署。
    一、主要举措
    制定《大兴区行政规范性文件管理办法》,我区共审核文件24件。
    大兴区政法系统开展培训5次,我局共举办培训2期。全区调解纠纷10件。
    """
    report = docstring(test_a_bureau_of_a_district_that_names_only_its_city_at_first)
    assert (report.place, report.year, report.issuer) == ("大兴区", 2020, "北京市大兴区司法局")
    assert report.title_derived
    assert report.title.startswith("北京市大兴区司法局2020年")


def test_a_year_in_a_cited_title_is_not_that_of_the_report():
    """
    北京市朝阳区人民政府落实区人大常委会对《朝阳区人民政府关于2020年工作情况的报告》评议意见的报告
    区人大常委会:
    2021年4月29日,常委会听取了《朝阳区人民政府关于2020年工作情况的报告》。
    一、落实情况
    2021年2月4日印发工作要点。2021年共举办培训2期。
    """
    report = docstring(test_a_year_in_a_cited_title_is_not_that_of_the_report)
    assert (report.year, report.issuer, report.place_path) == (2021, "北京市朝阳区人民政府", ("北京市", "朝阳区"))


def test_a_letter_is_not_of_whom_it_is_sent_to():
    """
    咸阳市人民政府:
    现随文报来《兴平市2020年法治政府建设工作开展情况》,请审阅。
    兴平市人民政府
    2021年1月21日
    兴平市2020年法治政府建设工作开展情况
    2020年,我市召开会议1次。
    """
    report = docstring(test_a_letter_is_not_of_whom_it_is_sent_to)
    assert (report.place, report.level, report.kind) == ("兴平市", "县", "市")
    assert (report.issuer, report.published) == ("兴平市人民政府", date(2021, 1, 21))


def test_a_traditional_report_without_a_title():
    """
    2024年,密雲區政府堅持依法行政,營造了良好的法治環境,現將有關情況報告如下:
    一、2024年推進法治政府建設情況
    密雲區調解糾紛1251件。
    二、2025年推進法治政府建設的主要安排
    2025年是收官之年,2025年密雲區將繼續努力。
    """
    report = docstring(test_a_traditional_report_without_a_title)
    assert (report.place, report.year, report.traditional) == ("密云区", 2024, True)
    assert report.title == "北京市密云区人民政府2024年法治政府建设年度情况报告"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("长春市朝阳区二〇二四年法治政府建设情况报告", 2024),
        ("长春市朝阳区2020-2021年度法治政府建设情况报告", 2021),
        ("长春市朝阳区2023年工作总结及2024年工作计划的报告", 2023),
        ("长春市朝阳区关于落实《法治政府建设实施纲要(2021—2025年)》2022年度情况报告", 2022),
    ],
)
def test_years_of_titles(title, year):
    report, problems = told(f"{title}\n2019年以来,全区认真落实各项任务。")
    assert (report.year, problems) == (year, [])
    assert report.place_path == ("吉林省", "长春市", "朝阳区")
    assert report.issuer == "长春市朝阳区人民政府"


def test_a_work_report_is_of_the_year_it_is_named_for():
    """
    政府工作报告
    ——2024年1月21日在大兴区第六届人民代表大会第五次会议上
    各位代表:
    过去一年,全区经济平稳增长。
    一、2023年工作回顾
    2023年全区生产总值增长5%,2023年新增就业3万人,2023年建成公园2个。
    二、2024年主要任务
    """
    report = docstring(test_a_work_report_is_of_the_year_it_is_named_for)
    assert (report.year, report.place, report.published) == (2024, "大兴区", date(2024, 1, 21))


def test_same_names_are_told_apart_by_the_divisions_above():
    head = "2023年,朝阳区政府坚持依法行政。\n一、举措\n"
    first, _ = told(head + "长春市下达任务12项,朝阳区全部完成。长春市给予肯定。")
    second, _ = told(head + "北京市下达任务12项,朝阳区全部完成。北京市给予肯定。")
    assert first.place_path == ("吉林省", "长春市", "朝阳区")
    assert second.place_path == ("北京市", "朝阳区")


def test_what_the_file_states_decides():
    report, problems = told(
        "---\ntitle: 述职报告\nplace: 吉林省长春市朝阳区\nyear: 2019\nissuer: 朝阳区审计局\npublished: 2020-03-01\n"
        "source: https://a.example/1\nnote: 节选\nnote: 已脱敏\n---\n"
        "北京市大兴区2022年法治政府建设情况报告\n2022年,大兴区举办培训12期。"
    )
    assert (report.title, report.title_derived, report.year, report.issuer) == ("述职报告", False, 2019, "朝阳区审计局")
    assert report.place_path == ("吉林省", "长春市", "朝阳区")
    assert (report.published, report.source_url, report.note) == (
        date(2020, 3, 1),
        "https://a.example/1",
        "节选\n已脱敏",
    )
    assert problems == []


def test_a_short_stated_place_is_told_by_the_report():
    report, _ = told("---\nplace: 朝阳区\n---\n2023年长春市朝阳区工作报告\n全区举办培训12期。")
    assert report.place_path == ("吉林省", "长春市", "朝阳区")


def test_an_unknown_stated_place_is_a_problem():
    report, problems = told("---\nplace: 桃花源县\n---\n大兴区2023年工作报告\n全区举办培训12期。")
    assert (report.place, problems) == ("大兴区", ["unknown_place"])


def test_the_name_of_a_file_may_tell():
    report, problems = told("全年举办培训12期。", "2023/大兴区2022年法治政府建设情况报告.txt")
    assert (report.place, report.year, problems) == ("大兴区", 2022, [])
    assert report.title == "大兴区2022年法治政府建设情况报告"
    hashed, _ = told("全年举办培训12期。", "2019a_2020ffe.txt")
    assert hashed.year == 0


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("大兴区审计局2022年度法治政府建设情况报告", "北京市大兴区审计局"),
        (
            "中共北京市大兴区委全面依法治区委员会办公室关于2022年工作的报告",
            "中共北京市大兴区委全面依法治区委员会办公室",
        ),
        ("关于大兴区2022年法治政府建设情况的报告", "北京市大兴区人民政府"),
        ("北京市朝阳区望京街道2022年法治政府建设情况报告", "北京市朝阳区望京街道办事处"),
        ("吉林省人民政府关于2022年法治政府建设情况的报告", "吉林省人民政府"),
    ],
)
def test_issuers_of_titles(title, issuer):
    assert told(f"{title}\n举办培训12期。")[0].issuer == issuer


def test_no_place_and_no_year_are_problems():
    report, problems = told("举办培训12期。")
    assert problems == ["no_place", "no_year"]
    assert (report.place, report.place_code, report.year, report.issuer, report.published) == ("", "", 0, "", None)
    assert report.title


def test_a_date_that_is_none_is_passed_over():
    report, _ = told("---\npublished: 2023-02-31\n---\n大兴区2022年工作报告\n举办培训12期。")
    assert report.published is None


@pytest.mark.parametrize("name", ["000", "003"])
def test_real_reports(name):
    if not GOLD.exists():
        pytest.skip(f"{GOLD} is absent")
    gold = json.loads(GOLD.read_text("utf-8"))[name]
    (document,) = read(gold["file"], (SHARED / "reports" / gold["file"]).read_bytes()).documents
    paragraphs = paragraphs_of(document)
    report, problems = report_of(document, paragraphs)
    assert report.title in {gold["title"], *gold["title_alternatives"]}
    assert (report.place, list(report.place_path[:-1])) == (gold["place"], gold["parents"])
    assert (report.year, report.issuer) == (gold["year"], gold["issuer"])
    wanted = []
    for section in gold["sections"]:
        wanted += [(1, f"{section['no']}、{section['title']}"), *((2, sub) for sub in section["sub"])]
    assert [(p.depth, p.text) for p in paragraphs if p.kind is ParagraphKind.HEADING] == wanted
    assert problems == ()
