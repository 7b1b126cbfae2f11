"""Workbooks and CSV: split by place and year, whichever way the table lies; what is left out is told; none does harm."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from indexer.reading import read_bytes
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.lexicon.places import gazetteer
from kb.types import FactKind, ParagraphKind, Status
from tests.building import build

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LIST = [
    ["北京市各区人民调解情况统计表", None, None, None],
    ["地区", "年份", "调解纠纷（件）", "成功率"],
    ["大兴区", 2023, 12000, "97.5%"],
    ["大 兴", 2024, 2024, "98%"],
    ["北京市密云区", "2024年度", "18,251", "-"],
    ["朝阳区", 2024, 300, "—"],
    ["合计", 2024, 40000, None],
]


def sheet(book, name, rows, merged=()):
    made = book.create_sheet(name)
    for row in rows:
        made.append(row)
    for cells in merged:
        made.merge_cells(cells)
    return made


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(rows, *merged, name="Sheet1", more=()):
    book = Workbook()
    book.remove(book.active)
    sheet(book, name, rows, merged)
    for other, cells in more:
        sheet(book, other, cells)
    return saved(book)


def readings(data, source="表.xlsx"):
    return read_bytes(source, data).readings


def codes(data, source="表.xlsx"):
    return [problem.code for problem in read_bytes(source, data).problems]


def told(data, source="表.xlsx"):
    """For each report (place, year): (phrase, value, unit) of its figures."""
    return {
        (one.read.report.place, one.read.report.year): [
            (fact.phrase, float(fact.value), fact.unit) for fact in one.extraction.facts
        ]
        for one in readings(data, source)
    }


# --- layouts ---------------------------------------------------------------------------------------------------------


def test_a_list_of_places_and_years():
    assert told(workbook(LIST, "A1:D1")) == {
        ("大兴区", 2023): [("调解纠纷", 12000, "件"), ("人民调解 成功率", 97.5, "%")],
        ("大兴区", 2024): [("调解纠纷", 2024, "件"), ("人民调解 成功率", 98, "%")],
        ("密云区", 2024): [("调解纠纷", 18251, "件")],
        ("朝阳区", 2024): [("调解纠纷", 300, "件")],
        ("北京市", 2024): [("调解纠纷", 40000, "件")],
    }


def test_a_report_of_a_sheet_has_title_part_and_a_table_of_its_own_figures():
    (one,) = [one for one in readings(workbook(LIST, "A1:D1")) if one.document.part == "大兴区2023年"]
    assert one.read.report.title == "北京市各区人民调解情况统计表（大兴区2023年）"
    assert one.read.report.place_path == ("北京市", "大兴区")
    assert [(p.kind, p.text) for p in one.read.paragraphs] == [
        (ParagraphKind.TITLE, "北京市各区人民调解情况统计表（大兴区2023年）"),
        (ParagraphKind.TABLE, "地区 | 年份 | 调解纠纷（件） | 成功率\n大兴区 | 2023 | 12000 | 97.5%"),
    ]
    assert [one.read.paragraphs[1].text[slice(*fact.figure)] for fact in one.extraction.facts] == ["12000", "97.5%"]


def test_places_by_years_with_the_indicator_and_the_unit_in_the_captions():
    rows = [
        ["北京市各区2023—2024年调解纠纷数量", None, None],
        [None, None, "单位：件"],
        ["区县", 2023, "2024年"],
        ["大兴区", 1, 2],
        ["密云区", 3, 4],
        ["合计", 4, 6],
    ]
    assert told(workbook(rows, "A1:C1")) == {
        ("大兴区", 2023): [("调解纠纷数量", 1, "件")],
        ("大兴区", 2024): [("调解纠纷数量", 2, "件")],
        ("密云区", 2023): [("调解纠纷数量", 3, "件")],
        ("密云区", 2024): [("调解纠纷数量", 4, "件")],
        ("北京市", 2023): [("调解纠纷数量", 4, "件")],
        ("北京市", 2024): [("调解纠纷数量", 6, "件")],
    }


def test_indicators_by_places():
    rows = [
        ["北京市2024年公共法律服务情况", None, None, None, None],
        ["序号", "指标", "单位", "大兴区", "密云区"],
        [1, "法律援助案件", "件", 11, 12],
        [2, "法律援助经费", "万元", 1.5, 2],
    ]
    assert told(workbook(rows, "A1:E1")) == {
        ("大兴区", 2024): [("法律援助案件", 11, "件"), ("法律援助经费", 15000, "元")],
        ("密云区", 2024): [("法律援助案件", 12, "件"), ("法律援助经费", 20000, "元")],
    }


def test_indicators_by_years_of_the_place_in_the_file_name():
    rows = [["指标", "2023年", "2024年", "同比"], ["调解纠纷（件）", 100, 110, "10%"]]
    found = readings(workbook(rows), "大兴区.xlsx")
    assert [(one.read.report.place, one.read.report.year) for one in found] == [("大兴区", 2023), ("大兴区", 2024)]
    amount, change = found[1].extraction.facts
    assert (change.kind, change.change_of, change.period.year) == (FactKind.CHANGE, amount.number, 2024)
    assert [fact.value for fact in found[0].extraction.facts] == [100]


def test_two_levels_of_heads():
    rows = [
        ["北京市各区调解工作情况（单位：件）", None, None, None, None],
        ["地区", "2023年", None, "2024年", None],
        [None, "受理", "成功", "受理", "成功"],
        ["大兴区", 1, 2, 3, 4],
        ["密云区", 5, 6, 7, 8],
    ]
    found = told(workbook(rows, "A1:E1", "A2:A3", "B2:C2", "D2:E2"))
    assert found["大兴区", 2023] == [("调解 受理", 1, "件"), ("调解 成功", 2, "件")]
    assert found["密云区", 2024] == [("调解 受理", 7, "件"), ("调解 成功", 8, "件")]
    assert len(found) == 4


def test_years_as_groups_of_rows_and_merged_labels():
    rows = [
        ["地区", "类型", "件数"],
        ["2023年", None, None],
        ["大兴区", "行政复议", 1],
        [None, "法律援助", 2],
        ["2024年", None, None],
        ["大兴区", "行政复议", 3],
        [None, "法律援助", 4],
    ]
    assert told(workbook(rows, "A2:C2", "A3:A4", "A5:C5", "A6:A7")) == {
        ("大兴区", 2023): [("行政复议", 1, "件"), ("法律援助", 2, "件")],
        ("大兴区", 2024): [("行政复议", 3, "件"), ("法律援助", 4, "件")],
    }


def test_several_sheets_tell_place_and_year_by_their_names():
    rows = [["指标", "件数"], ["调解纠纷", 5]]
    data = workbook(
        [["地区", "调解纠纷(件)"], ["大兴区", 7], ["密云区", 8]], name="2024年", more=[("大兴区2023年", rows)]
    )
    assert told(data) == {
        ("大兴区", 2024): [("调解纠纷", 7, "件")],
        ("密云区", 2024): [("调解纠纷", 8, "件")],
        ("大兴区", 2023): [("调解纠纷", 5, "件")],
    }
    assert [one.document.part for one in readings(data)] == [
        "2024年 大兴区2024年",
        "2024年 密云区2024年",
        "大兴区2023年",
    ]


def test_a_sheet_without_places_and_years_is_one_report_of_the_caption():
    rows = [
        ["北京市大兴区2024年法律援助工作情况", None],
        ["项目", "数量"],
        ["法律援助案件", "373件"],
        ["说明：不含咨询。"],
    ]
    (one,) = readings(workbook(rows, "A1:B1"))
    assert (one.read.report.place, one.read.report.year, one.document.part) == ("大兴区", 2024, "")
    assert [(p.kind, p.text) for p in one.read.paragraphs] == [
        (ParagraphKind.TITLE, "北京市大兴区2024年法律援助工作情况"),
        (ParagraphKind.TABLE, "项目 | 数量\n法律援助案件 | 373件"),
        (ParagraphKind.BODY, "说明：不含咨询。"),
    ]


# --- whose figure it is ----------------------------------------------------------------------------------------------


def test_a_total_without_a_place_in_the_caption_is_left_out_and_told():
    rows = [["地区", "2024年"], ["大兴区", 1], ["密云区", 2], ["合计", 3]]
    data = workbook(rows)
    assert {place for place, _ in told(data)} == {"大兴区", "密云区"}
    (problem,) = read_bytes("表.xlsx", data).problems
    assert (problem.code, problem.fatal) == ("unplaced", False)
    assert "合计" in problem.message


@pytest.mark.parametrize("caption", ["北京市部分区2024年调解纠纷(件)", "大兴区、密云区2024年调解纠纷(件)"])
def test_a_total_of_some_places_is_not_that_of_the_city(caption):
    rows = [[caption, None], ["地区", "数量"], ["大兴区", 1], ["密云区", 2], ["合计", 3]]
    assert set(told(workbook(rows, "A1:B1"))) == {("大兴区", 2024), ("密云区", 2024)}


@pytest.mark.parametrize("label", ["市本级", "城六区小计", "平均", "火星区"])
def test_a_row_that_is_no_place_is_nobody_s(label):
    rows = [["北京市2024年调解纠纷(件)", None], ["地区", "数量"], ["大兴区", 1], ["密云区", 2], [label, 3]]
    data = workbook(rows, "A1:B1")
    assert set(told(data)) == {("大兴区", 2024), ("密云区", 2024)}
    assert codes(data) == ["unplaced"]


def test_a_sum_of_years_belongs_to_none():
    rows = [["地区", "2023年", "2024年", "2023—2024年", "合计"], ["大兴区", 1, 2, 3, 3], ["密云区", 4, 5, 9, 9]]
    assert [[fact[1] for fact in facts] for facts in told(workbook(rows)).values()] == [[1], [2], [4], [5]]


@pytest.mark.parametrize(("others", "path"), [(["大兴区"], "北京市"), (["宽城区"], "吉林省"), ([], "吉林省")])
def test_a_name_that_several_bear_is_told_by_its_neighbours_or_the_caption(others, path):
    caption = "各区2024年" if others else "长春市各区2024年"
    rows = [[caption, None], ["地区", "调解纠纷(件)"], ["朝阳区", 1], *([other, 2] for other in others)]
    (one,) = [one for one in readings(workbook(rows, "A1:B1")) if one.read.report.place == "朝阳区"]
    assert one.read.report.place_path[0] == path


def test_short_names_that_are_words_are_places_only_beside_places():
    rows = [["2024年项目", "个数"], ["新建", 5], ["改建", 6], ["扩建", 7]]
    assert {place for place, _ in told(workbook(rows), "大兴区.xlsx")} == {"大兴区"}
    rows = [["地区", "2024年"], ["新建", 5], ["进贤", 6], ["安义", 7]]
    assert {place for place, _ in told(workbook(rows))} == {"新建区", "进贤县", "安义县"}


def test_ranks_and_serial_numbers_are_no_figures():
    rows = [["序号", "地区", "2024年调解纠纷(件)", "排名"], [1, "大兴区", 77, 2], [2, "密云区", 88, 1]]
    assert list(told(workbook(rows)).values()) == [
        [("调解纠纷", 77, "件")],
        [("调解纠纷", 88, "件")],
    ]


def test_a_note_is_kept_and_one_with_figures_told_only_of_the_place_it_speaks_of():
    data = workbook([*LIST, ["注：密云区未报成功率。"], ["注：全市共调解纠纷9万件。"]], "A1:D1")
    texts = {one.read.report.place: [p.text for p in one.read.paragraphs] for one in readings(data)}
    assert all("注：密云区未报成功率。" in shown for shown in texts.values())
    assert {place for place, shown in texts.items() if "注：全市共调解纠纷9万件。" in shown} == {"北京市"}


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.125, "0.00%", "12.50%"),
        (0.125, "0.0%", "12.5%"),
        (0.975, "0%", "98%"),
        (12345.678, "#,##0", "12,346"),
        (12345.6, "#,##0.00", "12,345.60"),
        (0.1 + 0.2, "General", "0.3"),
        (1.50, "0.##", "1.5"),
        (1200, '0"件"', "1200件"),
        (3, '_-* #,##0_-;-* #,##0_-;_-* "-"_-', "3"),
        (12345678901, "General", "12345678901"),
        (date(2024, 12, 31), "yyyy-mm-dd", "2024年12月31日"),
        (date(2024, 3, 1), 'yyyy"年"m"月"', "2024年3月"),
        ("１，２００", "@", "１，２００"),
        (True, "General", "是"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value, code, shown):
    book = Workbook()
    book.active.append(["项目", "数值"])
    book.active.append(["法律援助", value])
    book.active["B2"].number_format = code
    (one,) = readings(saved(book), "大兴区2024年.xlsx")
    assert one.read.paragraphs[-1].cells[-1] == ("法律援助", shown)


@pytest.mark.parametrize("empty", ["-", "—", "——", "…", "空", "无", "/", "#DIV/0!", None, " "])
def test_what_says_that_there_is_no_figure_is_not_zero(empty):
    rows = [["地区", "2023年", "2024年"], ["大兴区", empty, 2], ["密云区", 3, 0]]
    found = told(workbook(rows))
    assert ("大兴区", 2023) not in found
    assert found["密云区", 2024][0][1] == 0


def test_dates_in_a_column_of_years_are_years():
    book = Workbook()
    for row in (["地区", "年份", "调解纠纷(件)"], ["大兴区", date(2023, 12, 31), 5], ["大兴区", date(2024, 12, 31), 6]):
        book.active.append(row)
    book.active["B3"].number_format = "yyyy"
    assert told(saved(book)) == {("大兴区", 2023): [("调解纠纷", 5, "件")], ("大兴区", 2024): [("调解纠纷", 6, "件")]}


def test_formulas_without_a_stored_result_are_told():
    rows = [["地区", "2023年", "2024年"], ["大兴区", 1, "=1+1"], ["密云区", 3, 4]]
    data = workbook(rows)
    assert ("大兴区", 2024) not in told(data)
    assert codes(data) == ["uncomputed"]


def test_hidden_sheets_rows_and_columns_are_left_out_and_told():
    book = Workbook()
    for row in (["地区", "2023年", "2024年"], ["大兴区", 1, 2], ["密云区", 3, 4]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    sheet(book, "草稿", [["地区", "2024年"], ["通州区", 5]]).sheet_state = "hidden"
    data = saved(book)
    assert set(told(data)) == {("大兴区", 2024)}
    assert codes(data) == ["hidden", "hidden"]
    assert "草稿" in read_bytes("表.xlsx", data).problems[0].message


def test_a_figure_merged_over_rows_counts_once():
    rows = [["项目", "2024年"], ["调解", 7], ["调解", None]]
    assert told(workbook(rows, "B2:B3"), "大兴区.xlsx") == {("大兴区", 2024): [("调解", 7, "")]}


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv(delimiter, encoding):
    rows = [
        ["地区", "年份", "调解纠纷（件）", "说明"],
        ["大兴区", "2024", '"1,200"', "按年报口径统计的纠纷"],
        ['"密云\n区"', "2024", "6", ""],
    ]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert told(data, "表.csv") == {
        ("大兴区", 2024): [("调解纠纷", 1200, "件")],
        ("密云区", 2024): [("调解纠纷", 6, "件")],
    }
    assert {one.document.encoding for one in readings(data, "表.csv")} == {encoding.removesuffix("-sig")}


@given(st.text('地区大兴,;\t"\n 2024年件-.|', max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_csv_gives_reports_or_a_refusal(text):
    found = read_bytes("a.csv", text.encode())
    assert found.readings or found.problems[0].fatal
    for one in found.readings:
        for block in one.document.blocks:
            assert one.document.text[slice(*block.span)] == block.text


# --- hostile files ---------------------------------------------------------------------------------------------------


def raw(body, sheets='<sheet name="s" sheetId="1" r:id="r1"/>'):
    """A workbook whose one sheet has this XML within its element."""
    spaces = 'xmlns="http://x/main" xmlns:r="http://x/rel"'
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>',
        )
        archive.writestr("xl/workbook.xml", f"<workbook {spaces}><sheets>{sheets}</sheets></workbook>")
        archive.writestr("xl/worksheets/s.xml", f"<worksheet {spaces}>{body}</worksheet>")
    return out.getvalue()


DIAGONAL = "".join(
    f'<row r="{n}"><c r="{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}{n}"><v>1</v></c></row>' for n in range(1, 20_000)
)


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_huge_declared_size_with_few_cells_is_read():
    body = (
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{cell("A1", "地区")}{cell("XFD1", "2024年")}</row>'
        f'<row r="1048576">{cell("A1048576", "大兴区")}<c r="XFD1048576"><v>7</v></c></row></sheetData>'
    )
    assert [facts[0][1] for facts in told(raw(body)).values()] == [7]


def test_formatted_empty_cells_cost_nothing():
    empty = '<c r="B9" s="1"/>' * 1000
    body = f'<sheetData><row>{cell("A1", "地区")}{cell("B1", "2024年")}</row><row>{cell("A2", "大兴区")}<c r="B2"><v>7</v></c></row>'
    assert len(told(raw(body + f"<row>{empty}</row>" * 300 + "</sheetData>"))) == 1


def test_formats_of_cells_without_text_do_not_count():
    book = Workbook()
    for row in range(1, 300):
        book.active.cell(row, 40).fill = PatternFill("solid", fgColor="FF0000")
    for row in (["地区", "2024年"], ["大兴区", 7]):
        book.active.append(row)
    assert set(told(saved(book))) == {("大兴区", 2024)}


@pytest.mark.parametrize(
    "body",
    [
        "<sheetData>" + "<row><c><v>1</v></c></row>" * 60_000 + "</sheetData>",
        "<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 200 + "</row>") * 2600 + "</sheetData>",
        f"<sheetData>{DIAGONAL}</sheetData>",
        "<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 50 + "</row>") * 50 + "</sheetData><mergeCells>"
        + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>",
    ],
    ids=["rows", "cells", "area", "merged"],
)  # fmt: skip
def test_too_much_is_refused(body):
    assert codes(raw(body)) == ["too_large"]


def test_too_many_places_and_years_are_refused():
    names = [place.full_name for code in range(110101, 110119) if (place := gazetteer().get(str(code)))]
    names += [place.full_name for code in range(130102, 130635) if (place := gazetteer().get(str(code)))]
    rows = [f"{name},{year},1" for name in names[:60] for year in range(1978, 2063)]
    assert codes("\n".join(["地区,年份,调解(件)", *rows]).encode(), "表.csv") == ["too_large"]
    assert len(readings("\n".join(["地区,年份,调解(件)", *rows[:50]]).encode(), "表.csv")) == 50


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (raw("", sheets=""), "empty"),
        (raw("<sheetData/>"), "empty"),
        (raw("<sheetData><row>"), "damaged"),
        (raw('<sheetData><row r="x"><c r="?"><v>1</v></c></row></sheetData>')[:-40], "damaged"),
        (b"PK\x03\x04nothing", "damaged"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0", "locked"),
        (OLE + bytes(600), "damaged"),
        (raw("<sheetData/>", sheets='<!DOCTYPE a><sheet name="s"/>'), "unsafe"),
    ],
    ids=["no sheets", "empty", "cut", "cut archive", "no archive", "locked", "old format", "doctype"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data, code):
    (problem,) = read_bytes("表.xlsx", data).problems
    assert (problem.code, problem.fatal) == (code, True)
    assert "请" in problem.message


def test_odd_attributes_do_no_harm():
    body = (
        '<cols><col min="x" max="99999999" hidden="1"/></cols><sheetData><row r="-1"><c r="?" s="99"><v>7</v></c>'
        '<c t="s"><v>99</v></c><c t="s"><v>x</v></c><c t="n"><v>1e999999</v></c><c t="n"><v>NaN</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1"/><mergeCell ref="B2:A1"/></mergeCells>'
    )
    assert "fault" not in codes(raw(body))


# --- questions -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    rows = [
        ["北京市各区调解纠纷统计表", None, None, None],
        [None, None, None, "单位：件"],
        ["地区", "2022年", "2023年", "2024年"],
        ["大兴区", 9000, 12000, 9640],
        ["密云区", 8000, "—", 18251],
        ["通州区", 500, 400, 300],
        ["合计", 17500, 12400, 28191],
    ]
    (folder / "reports").mkdir()
    (folder / "reports" / "各区.xlsx").write_bytes(workbook(rows, "A1:D1"))
    build(folder / "reports", folder / "index")
    return KnowledgeBase(Settings(index=str(folder / "index")), lambda: date(2026, 11, 22)).ask


def marked(answer):
    return [one.text[slice(*mark)] for one in answer.citations for mark in one.marks]


def test_which_district_has_most(ask):
    answer = ask("哪个区2024年调解纠纷最多", "").answer
    assert answer.text.startswith("2024年调解纠纷最多的是密云区")
    assert "28191" not in answer.text
    assert marked(answer) == ["18251", "9640", "300"]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("大兴区2023年调解纠纷多少件", ["12000"]),
        ("大兴区历年调解纠纷多少件", ["9000", "9640", "12000"]),
        ("北京市2024年调解纠纷多少件", ["28191"]),
    ],
)
def test_a_figure_is_answered_with_the_cell_it_stands_in(ask, question, figures):
    answer = ask(question, "").answer
    assert answer.status is Status.ANSWERED
    assert marked(answer) == figures
    assert all(figure in answer.text for figure in figures)


def test_a_total_or_a_neighbour_never_answers_for_a_district(ask):
    answer = ask("密云区2023年调解纠纷多少件", "").answer
    assert answer.status is Status.NOT_FOUND
    assert not {"12400", "12000", "400"} & set(marked(answer))
