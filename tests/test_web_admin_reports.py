"""What a clerk sees of the reports, puts right, and takes out."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from kb.store.corrections import correction_path, read_corrections
from kb.web import file_list
from kb.web.trash import FOLDER
from tests.admin_fixtures import NEW, Clerk, small_copy
from tests.building import build
from tests.web_fixtures import QUESTION, TEXTS, A, B


@pytest.fixture
def clerk(tmp_path):
    return Clerk(small_copy(tmp_path))


@pytest.fixture
def troubled(clerk):
    """With a report that tells no place and no year, one in an archive, an empty file, and a kind that none reads."""
    (clerk.reports / "无名.txt").write_text("工作总结\n一、主要工作\n全年调解纠纷77件。\n", "utf-8")
    (clerk.reports / "空.txt").write_bytes(b"")
    (clerk.reports / "图.jpg").write_bytes(b"x")
    with ZipFile(clerk.reports / "各区.zip", "w") as archive:
        archive.writestr("通州区.txt", NEW)
    build(clerk.reports, clerk.index)
    return clerk


def titles(page):
    return [one.text for one in page.select(".entries h2")]


def rows(clerk, **query):
    return titles(clerk.page("/admin/reports", **query))


def fields(clerk, report_id):
    page = clerk.page(f"/admin/reports/{report_id}")
    return {one["name"]: one["value"] for one in page.select(".field input")}


# --- the list ---


def test_the_list_shows_what_was_recognised(clerk):
    entries = clerk.page("/admin/reports").select(".entries li")
    assert len(entries) == 3
    text = next(one.text for one in entries if "密云区2024.txt" in one.text)
    for told in ("北京市 › 密云区", "2024年", "密云区2024年法治政府建设年度情况报告", "人民政府", "8 段", "个数字"):
        assert told in text
    assert clerk.page("/admin/reports").select_one(".count").text == "共 3 个"


def test_files_that_were_skipped_come_first_with_the_reason(troubled):
    page = troubled.page("/admin/reports")
    assert titles(page)[:2] == ["没有收录：图.jpg", "没有收录：空.txt"]
    first = page.select_one(".entries li")
    assert "不支持" in first.select_one(".problem").text
    assert first.select_one("a")["href"].startswith("/admin/remove?source=")


def test_those_with_a_problem_are_shown_alone(troubled):
    page = troubled.page("/admin/reports", only="problems")
    assert len(titles(page)) == 3
    assert any("看不出报告属于哪一年" in one.text for one in page.select(".problem"))
    assert {one.text for one in page.select(".lack")} == {"地区不详", "年份不详"}
    assert page.select_one("[name=only]").has_attr("checked")
    assert "7 个中的 3 个" in page.select_one(".count").text


@pytest.mark.parametrize(
    ("words", "found"), [("密云", 1), ("大兴 2023", 1), ("北京市大兴区", 2), (".TXT", 3), ("没有的", 0), ("<b>", 0)]
)
def test_names_are_searched(clerk, words, found):
    page = clerk.page("/admin/reports", q=words)
    assert len(page.select(".entries li:not(.none)")) == found
    assert page.select_one("[type=search]")["value"] == words


def test_many_reports_come_in_pages(clerk, monkeypatch):
    monkeypatch.setattr(file_list, "PAGE", 2)
    first = clerk.page("/admin/reports", q="txt")
    assert len(titles(first)) == 2
    following = first.select_one(".pager [rel=next]")["href"]
    second = clerk.page(following)
    assert len(titles(second)) == 1
    assert {*titles(first), *titles(second)} == set(rows(clerk, page="1") + rows(clerk, page="2"))
    assert rows(clerk, page="99") == rows(clerk, page="2")


def test_versions_of_one_report_are_told(clerk):
    (clerk.reports / "大兴区2024修订.txt").write_text(TEXTS["大兴区"].replace("18251", "18252"), "utf-8")
    build(clerk.reports, clerk.index)
    told = [one for one in clerk.page("/admin/reports").select(".entries li") if "收录了 2 份" in one.text]
    assert len(told) == 2
    assert all("大兴区2024" in one.text for one in told)


def test_without_an_index_it_says_so(clerk):
    (clerk.index / "CURRENT").unlink()
    assert "还没有索引" in clerk.page("/admin/reports").select_one(".notice").text


# --- putting right ---


def test_the_form_shows_what_is_held_and_where_it_is_from(clerk):
    assert fields(clerk, A) == {
        "place": "北京市大兴区",
        "year": "2024",
        "title": "大兴区2024年法治政府建设年度情况报告",
        "issuer": "北京市大兴区人民政府",
        "published": "2025-03-01",
    }
    page = clerk.page(f"/admin/reports/{A}")
    assert any("地区：" in one.text for one in page.select(".reasons li"))
    assert all(page.select_one(f"label[for={one['id']}]") for one in page.select(".field input"))


def put_right(clerk, report_id, **changed):
    return clerk.post(f"/admin/reports/{report_id}", **{**fields(clerk, report_id), **changed})


def test_only_what_differs_is_kept_and_the_next_build_honours_it(clerk):
    response = put_right(clerk, B, place="平谷区", year="2022")
    page = clerk.page(response.location)
    assert page.select_one(".said.stale form")["action"] == "/admin/build"
    assert dict(read_corrections(clerk.reports, "密云区2024.txt")) == {"place": "北京市平谷区", "year": "2022"}
    assert "索引中现为：北京市密云区" in page.text
    assert [one.text for one in page.select(".origin")] == ["已更正", "已更正"]
    build(clerk.reports, clerk.index)
    assert "平谷区2022年调解纠纷9640件" in clerk.ask("平谷区2022年调解纠纷多少件").replace("，为", "")
    assert fields(clerk, B)["place"] == "北京市平谷区"
    put_right(clerk, B, title="新标题")
    assert set(dict(read_corrections(clerk.reports, "密云区2024.txt"))) == {"place", "year", "title"}


def test_a_field_left_empty_goes_back_to_what_the_file_says(clerk):
    put_right(clerk, B, place="平谷区", year="2022")
    put_right(clerk, B, place="")
    assert dict(read_corrections(clerk.reports, "密云区2024.txt")) == {"year": "2022"}


def test_nothing_changed_keeps_nothing(clerk):
    put_right(clerk, B)
    assert not correction_path(clerk.reports, "密云区2024.txt").exists()


def test_an_ambiguous_place_is_asked_back_and_one_click_tells(clerk):
    response = put_right(clerk, B, place="鼓楼区", year="2021")
    assert response.status_code == 422
    page = clerk.page_of(response)
    assert "4 个地方" in page.select_one(".field.wrong strong").text
    offers = page.select(".offers button")
    assert "江苏省南京市鼓楼区" in [one["value"] for one in offers]
    assert {one["name"] for one in offers} == {"chosen"}
    assert page.select_one("[name=year]")["value"] == "2021"
    assert read_corrections(clerk.reports, "密云区2024.txt") == ()
    put_right(clerk, B, place="鼓楼区", year="2021", chosen="江苏省南京市鼓楼区")
    assert dict(read_corrections(clerk.reports, "密云区2024.txt")) == {"place": "江苏省南京市鼓楼区", "year": "2021"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("place", "火星区", "行政区划里没有"),
        ("year", "24", "四位数字"),
        ("year", "３０２４", "四位数字"),
        ("published", "2025年3月", "日期应如"),
        ("published", "2025-02-30", "日期应如"),
        ("title", "没写完……", "没有写完"),
        ("title", "长" * 201, "太长"),
    ],
)
def test_what_cannot_be_is_refused_with_what_it_should_be(clerk, name, value, told):
    response = put_right(clerk, B, **{name: value})
    assert response.status_code == 422
    wrong = clerk.page_of(response).select(".field.wrong")
    assert len(wrong) == 1
    assert told in wrong[0].select_one("strong").text
    assert wrong[0].input["aria-invalid"] == "true"
    assert wrong[0].input["value"] == value
    assert read_corrections(clerk.reports, "密云区2024.txt") == ()


def test_a_misnamed_place_brings_what_it_may_mean(clerk):
    page = clerk.page_of(put_right(clerk, B, place="北京市大兴区人民政府"))
    assert "北京市大兴区" in [one["value"] for one in page.select(".offers button")]


def test_corrections_can_be_undone_and_other_lines_stay(clerk):
    assert not clerk.page(f"/admin/reports/{B}").select("[name=undo]")
    correction_path(clerk.reports, "密云区2024.txt").write_text("note: 手写的\nyear: 2021\n", "utf-8")
    clerk.said(f"/admin/reports/{B}", undo="1")
    assert dict(read_corrections(clerk.reports, "密云区2024.txt")) == {"note": "手写的"}


def test_line_breaks_in_a_field_make_no_lines_of_their_own(clerk):
    put_right(clerk, B, title="甲\nyear: 1999")
    assert dict(read_corrections(clerk.reports, "密云区2024.txt")) == {"title": "甲 year: 1999"}


def test_reports_that_are_parts_of_a_table_cannot_be_put_right_one_by_one(clerk):
    text = "地区,年份,受理行政复议(件)\n大兴区,2021,300\n密云区,2021,200\n"
    (clerk.reports / "各区数字.csv").write_text(text, "utf-8")
    build(clerk.reports, clerk.index)
    parts = clerk.page("/admin/reports", q="各区数字").select(".entries h2 a")
    assert len(parts) == 2
    page = clerk.page(parts[0]["href"])
    assert "不能逐份更正" in page.select_one(".notice").text
    assert not page.select(".correct")
    assert clerk.post(parts[0]["href"], year="2020").status_code == 409


def test_an_unknown_report_is_said(clerk):
    assert clerk.client.get("/admin/reports/unknown").status_code == 404
    assert clerk.post("/admin/reports/unknown", year="2020").status_code == 404


# --- taking out ---


def test_a_file_is_taken_out_after_asking_and_put_back(clerk):
    put_right(clerk, A, year="2022")
    source = "大兴区2024.txt"
    page = clerk.page("/admin/remove", source=source)
    assert page.select_one("[name=source]")["value"] == source
    assert TEXTS["大兴区"].split("\n")[0] in page.main.text
    assert source in clerk.in_folder()  # asking takes nothing out
    assert any("回收站" in text for text in clerk.said("/admin/remove", source=source))
    assert clerk.in_folder() == ["大兴区2023.txt", "密云区2024.txt"]
    build(clerk.reports, clerk.index)
    assert "18251" not in clerk.ask(QUESTION)
    form = clerk.page("/admin/reports").select_one(".trash form")
    clerk.said(form["action"])
    assert clerk.in_folder() == ["大兴区2023.txt", "大兴区2024.txt", "大兴区2024.txt.meta", "密云区2024.txt"]
    assert not list((clerk.reports / FOLDER).iterdir())
    assert not clerk.page("/admin/reports").select(".trash")


def test_a_file_is_not_put_back_over_another(clerk):
    clerk.said("/admin/remove", source="大兴区2024.txt")
    (clerk.reports / "大兴区2024.txt").write_text("另一个", "utf-8")
    action = clerk.page("/admin/reports").select_one(".trash form")["action"]
    refused = clerk.post(action)
    assert refused.status_code == 409
    assert (clerk.reports / "大兴区2024.txt").read_text("utf-8") == "另一个"
    assert clerk.page("/admin/reports").select(".trash form")


def test_of_an_archive_all_is_taken_out_and_so_it_says(troubled):
    with ZipFile(troubled.reports / "各区.zip", "a") as archive:
        archive.writestr("平谷区.txt", NEW.replace("通州区", "平谷区"))
    build(troubled.reports, troubled.index)
    page = troubled.page("/admin/remove", source="各区.zip/通州区.txt")
    assert page.select_one("[name=source]")["value"] == "各区.zip"
    assert "2 份报告" in page.main.text
    troubled.said("/admin/remove", source="各区.zip")
    assert "各区.zip" not in troubled.in_folder()
    assert troubled.page("/admin/reports").select_one(".trash li span").text == "各区.zip"


def test_files_in_folders_keep_their_place(clerk):
    (clerk.reports / "2024" / "北京").mkdir(parents=True)
    (clerk.reports / "2024" / "北京" / "通州区.txt").write_text(NEW, "utf-8")
    clerk.said("/admin/remove", source="2024/北京/通州区.txt")
    assert not (clerk.reports / "2024" / "北京" / "通州区.txt").exists()
    clerk.said(clerk.page("/admin/reports").select_one(".trash form")["action"])
    assert (clerk.reports / "2024" / "北京" / "通州区.txt").read_text("utf-8") == NEW


@pytest.mark.parametrize(
    "source",
    ["", "没有.txt", "../index/CURRENT", "/etc/hostname", "大兴区2024.txt/../密云区2024.txt", ".", ".trash", "a\0b"],
)
def test_nothing_but_files_of_the_folder_is_taken_out(clerk, source):
    assert clerk.client.get("/admin/remove", query_string={"source": source}).status_code == 404
    assert clerk.post("/admin/remove", source=source).status_code == 404
    assert (clerk.index / "CURRENT").exists()
    assert len(clerk.in_folder()) == 3


def test_a_link_out_of_the_folder_is_not_followed(clerk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("x", "utf-8")
    (clerk.reports / "link").symlink_to(tmp_path / "elsewhere")
    assert clerk.post("/admin/remove", source="link/a.txt").status_code == 404
    assert (tmp_path / "elsewhere" / "a.txt").exists()
