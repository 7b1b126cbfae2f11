"""Facts of tables: named by the heads of row and column; the docstring of a test is the table, a | between cells."""

from __future__ import annotations

from decimal import Decimal
from inspect import cleandoc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.tables import cell_figures
from indexer.reading import read_bytes
from kb.types import FactKind

REPORT = "# 北京市大兴区2024年法治政府建设年度情况报告\n\n## 一、主要工作\n\n"


@pytest.fixture
def cells(request):
    """(words of the cell, its name, value, unit) of each figure of the table."""
    text = cleandoc(request.function.__doc__)
    return [
        (text[c.quantity.span.start : c.quantity.span.end], c.name, c.quantity.value, c.quantity.unit)
        for c in cell_figures(text)
    ]


def test_a_unit_in_the_head_of_the_row(cells):
    """
    指标 | 2023年 | 2024年
    行政复议(件) | 351 | 402
    """
    assert cells == [("351", "行政复议 2023年", 351, "件"), ("402", "行政复议 2024年", 402, "件")]


def test_a_unit_in_the_head_of_the_column(cells):
    """
    项目 | 受理数/件 | 金额(万元) | 办结率(%)
    法律援助 | 373 | 56.5 | 98
    """
    assert cells == [
        ("373", "法律援助 受理数", 373, "件"),
        ("56.5", "法律援助 金额", 565000, "元"),
        ("98", "法律援助 办结率", 98, "%"),
    ]


def test_a_unit_in_the_cell(cells):
    """
    项目 | 数量
    法律援助 | 1,200件
    满意率 | 98.5%
    """
    assert cells == [("1,200件", "法律援助", 1200, "件"), ("98.5%", "满意率", Decimal("98.5"), "%")]


def test_serial_numbers_and_years_are_no_figures(cells):
    """
    序号 | 项目 | 年份 | 数量(件)
    1 | 法律援助 | 2024 | 373
    2 | 公证 | 2024 | 120
    """
    assert [(cell[0], cell[1]) for cell in cells] == [("373", "法律援助"), ("120", "公证")]


def test_words_in_a_cell_are_no_figure(cells):
    """
    类别 | 受理(件) | 备注
    行政处罚 | 12 | 其中2件中止,余下的都已办结
    """
    assert [cell[0] for cell in cells] == ["12"]


def test_a_table_without_heads_tells_nothing(cells):
    """
    1 | 2
    3 | 4
    """
    assert cells == []


def test_the_year_of_the_column_is_the_year_of_the_figure():
    """A table of a report, by the whole way."""
    table = "| 指标 | 2023年 | 2024年 |\n|---|---|---|\n| 法律援助案件(件) | 320 | 373 |\n"
    (reading,) = read_bytes("报告.md", (REPORT + table).encode()).readings
    facts = reading.extraction.facts
    assert [(fact.period.year, fact.value, fact.unit, fact.indicator) for fact in facts] == [
        (2023, 320, "件", "法律援助案件"),
        (2024, 373, "件", "法律援助案件"),
    ]
    assert {fact.kind for fact in facts} == {FactKind.AMOUNT}
    (paragraph,) = [p for p in reading.read.paragraphs if p.number == facts[0].paragraph]
    assert [paragraph.text[fact.figure.start : fact.figure.end] for fact in facts] == ["320", "373"]
    assert {paragraph.text[fact.clause.start : fact.clause.end] for fact in facts} == {"法律援助案件(件) | 320 | 373"}


def facts(text, above="", report=REPORT):
    """(name, value, unit, year, place) of the facts of a table in a report, with a caption above it."""
    first, *rest = [f"| {row} |" for row in cleandoc(text).split("\n")]
    rule = "|" + "---|" * (first.count("|") - 1)
    table = "\n".join([first, rule, *rest])
    (reading,) = read_bytes("报告.md", f"{report}{above}\n\n{table}\n".encode()).readings
    return reading.extraction.facts


def short(found):
    return [(fact.phrase, fact.value, fact.unit, fact.period.year, fact.place) for fact in found]


def test_a_unit_in_a_column_of_its_own_and_changes():
    """
    指标 | 单位 | 2023年 | 2024年 | 同比
    调解纠纷 | 件 | 351 | 402 | -14.5%
    罚没收入 | 万元 | 12.5 | 11 | 1.5
    """
    found = facts(test_a_unit_in_a_column_of_its_own_and_changes.__doc__)
    assert short(found) == [
        ("调解纠纷", 351, "件", 2023, "大兴区"),
        ("调解纠纷", 402, "件", 2024, "大兴区"),
        ("调解纠纷 同比", Decimal("-14.5"), "%", 2024, "大兴区"),
        ("罚没收入", 125000, "元", 2023, "大兴区"),
        ("罚没收入", 110000, "元", 2024, "大兴区"),
        ("罚没收入 同比", Decimal("1.5"), "", 2024, "大兴区"),
    ]
    assert [fact.kind for fact in found] == 2 * [FactKind.AMOUNT, FactKind.AMOUNT, FactKind.CHANGE]
    assert [fact.change_of for fact in found] == [0, 0, 2, 0, 0, 5]


def test_a_change_stands_behind_the_figure_it_speaks_of():
    """
    类别 | 受理(件) | 同比 | 审结(件) | 同比
    行政复议 | 12 | 3% | 11 | 1%
    """
    found = facts(test_a_change_stands_behind_the_figure_it_speaks_of.__doc__)
    assert [fact.change_of for fact in found] == [0, 1, 0, 3]


def test_heads_of_two_rows_and_labels_that_span_rows():
    """
    类型 | 结果 | 2023年 |  | 2024年 |
     |  | 受理 | 审结 | 受理 | 审结
    行政复议 | 本级 | 1 | 2 | 3 | 4
     | 镇街 | 5 | 6 | 7 | 8
    """
    found = facts(test_heads_of_two_rows_and_labels_that_span_rows.__doc__, "（单位：件）")
    assert [(f.phrase, f.value, f.unit, f.period.year) for f in found][-2:] == [
        ("行政复议 镇街 受理", 7, "件", 2024),
        ("行政复议 镇街 审结", 8, "件", 2024),
    ]
    assert [f.period.year for f in found] == [2023, 2023, 2024, 2024] * 2


@pytest.mark.parametrize("head", ["地区", "镇街"])
def test_figures_of_the_places_in_a_table_belong_to_them(head):
    table = f"{head} | 调解纠纷(件) | 成功率\n旧宫镇 | 12 | 97%\n亦庄 | 13 | 98%\n合计 | 25 | 97.5%\n全市 | 900 | 96%"
    found = facts(table)
    assert [(fact.place, fact.value) for fact in found if fact.unit == "件"] == [
        ("旧宫镇", 12),
        ("亦庄镇", 13),
        ("大兴区", 25),
        ("北京市", 900),
    ]
    assert {fact.phrase for fact in found if fact.unit == "件"} == {"调解纠纷"}


def test_a_neighbour_in_a_table_is_not_the_report_s_own_place():
    """
    指标 | 大兴区 | 朝 阳 区 | 合计
    调解纠纷(件) | 12 | 13 | 25
    """
    found = facts(test_a_neighbour_in_a_table_is_not_the_report_s_own_place.__doc__)
    assert [(fact.place, fact.place_code[:4]) for fact in found] == [
        ("大兴区", "1101"),
        ("朝阳区", "1101"),
        ("大兴区", "1101"),
    ]


@pytest.mark.parametrize(
    ("above", "unit", "year"),
    [
        ("表1 2023年法律援助情况（单位：件、%）", "件", 2023),
        ("单位：件", "件", 2024),
        ("法律援助受理（万件）", "件", 2024),
        ("以下单位：件的数字来自年报。", "", 2024),
    ],
)
def test_the_caption_above_a_table_tells_unit_and_year(above, unit, year):
    found = facts("类别 | 受理 | 办结率\n刑事 | 12 | 98", above)
    assert (found[0].unit, found[0].period.year) == (unit, year)
    assert found[1].unit == ("%" if "%" in above else "")
    assert found[1].kind is FactKind.RATE


def test_money_and_cases_under_one_caption():
    found = facts("项目 | 案件 | 经费\n法律援助 | 12 | 3.5", "单位：件、万元")
    assert [(fact.value, fact.unit) for fact in found] == [(12, "件"), (35000, "元")]


def test_plans_and_last_year_in_the_heads():
    found = facts("项目 | 上年数 | 本年数 | 年度目标 | 比上年增减(%)\n法律援助案件(件) | 351 | 400 | 390 | 14")
    assert [(f.period.year, f.status.value, f.kind.value) for f in found] == [
        (2023, "done", "amount"),
        (2024, "done", "amount"),
        (2024, "planned", "amount"),
        (2024, "done", "change"),
    ]


def test_a_number_like_a_year_is_a_figure_below_a_name(cells):
    """
    地区 | 年份 | 调解(件)
    大兴区 | 2023 | 2010
    """
    assert [(cell[0], cell[2]) for cell in cells] == [("2010", 2010)]


def test_rows_that_number_columns_and_ranks_are_no_figures(cells):
    """
    栏目 | 受理(件) | 排名
    甲 | 1 | 2
    行政复议 | 12 | 3
    """
    assert [cell[:2] for cell in cells] == [("12", "行政复议 受理")]


def test_numerals_in_the_names_of_places_are_no_figures():
    table = "地区 | 调解(件)\n三门峡市 | 12\n七台河 | 13\n五家渠 | 14"
    assert [fact.value for fact in facts(table)] == [12, 13, 14]


@pytest.mark.parametrize("mark", ["-", "—", "…", "/", "无", "空", ""])
def test_no_figure_is_not_zero_and_no_head(mark):
    found = facts(f"类别 | 受理(件)\n复议 | {mark}\n诉讼 | 0")
    assert [(fact.value, fact.unit) for fact in found] == [(0, "件")]


PUBLICITY = """<h1>北京市大兴区2024年政府信息公开工作年度报告</h1><p>一、总体情况，按照要求，现报告如下。</p><table>
<tr><td colspan=3>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>1</td></tr>
<tr><td colspan=3>第二十条第（八）项</td></tr><tr><td>信息内容</td><td colspan=2>本年收费金额（单位：万元）</td></tr>
<tr><td>行政事业性收费</td><td colspan=2>12.5</td></tr></table><table>
<tr><td colspan=2 rowspan=2>（数据的勾稽关系）</td><td colspan=2>法人或其他组织</td></tr><tr><td>商业企业</td><td>总计</td></tr>
<tr><td rowspan=2>（三）不予公开</td><td>1.属于国家秘密</td><td>4</td><td>5</td></tr><tr><td>2.其他</td><td>6</td><td>7</td></tr></table>"""


def test_the_tables_of_a_report_on_publicity():
    """Tables within a table, groups over the whole row, cells over several columns, heads of two rows."""
    (reading,) = read_bytes("公开.html", PUBLICITY.encode()).readings
    found = [(fact.phrase, fact.value, fact.unit) for fact in reading.extraction.facts]
    assert [one[1:] for one in found] == [(3, "件"), (1, "件"), (125000, "元"), (4, ""), (5, ""), (6, ""), (7, "")]
    assert found[0][0] == "行政规范性文件 本年制发件数"
    assert found[3][0].endswith("不予公开 属于国家秘密 法人或其他组织 商业企业")
    assert found[6][0].endswith("不予公开 其他 法人或其他组织")


def test_a_row_stands_for_itself():
    """
    项目 | 数量
    重大行政决策合法性审查 | 12件
    审查政府合同 | 34件
    审查招标文件 | 5件
    """
    found = facts(test_a_row_stands_for_itself.__doc__, "开展普法活动30场。")[1:]
    assert [fact.phrase for fact in found] == ["重大行政决策合法性审查", "审查政府合同", "审查招标文件"]
    assert [fact.indicator for fact in found] == ["重大行政决策审查", "合同审查", ""]


@pytest.mark.parametrize(
    ("above", "indicator"),
    [("受理法律援助案件107件，具体如下：", "刑事法律援助案件"), ("受理法律援助案件107件。", "")],
)
def test_words_that_lead_to_a_table_tell_what_it_counts(above, indicator):
    found = facts("类别 | 数量\n刑事 | 27件\n民事 | 80件", above)
    assert found[1].indicator == indicator


SUITS = """<h1>北京市大兴区2024年政府信息公开工作年度报告</h1><p>一、总体情况，按照要求，现报告如下。</p>
<h2>四、政府信息公开行政复议、行政诉讼情况</h2><table>
<tr><td colspan=4>行政复议</td><td colspan=6>行政诉讼</td></tr>
<tr><td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>尚未审结</td><td rowspan=2>总计</td>
<td colspan=3>未经复议直接起诉</td><td colspan=3>复议后起诉</td></tr>
<tr><td>结果维持</td><td>其他结果</td><td>总计</td><td>结果维持</td><td>其他结果</td><td>总计</td></tr>
<tr><td>5</td><td>1</td><td>2</td><td>8</td><td>3</td><td>4</td><td>7</td><td>6</td><td>3</td><td>9</td></tr></table>"""


def test_suits_and_reviews_over_publicity_are_not_all_suits_and_reviews():
    (reading,) = read_bytes("公开.html", SUITS.encode()).readings
    found = reading.extraction.facts
    assert [fact.phrase.removeprefix("政府信息公开 ") for fact in found] == [
        "行政复议 结果维持",
        "行政复议 结果纠正",
        "行政复议 尚未审结",
        "行政复议",
        "行政诉讼 未经复议直接起诉 结果维持",
        "行政诉讼 未经复议直接起诉 其他结果",
        "行政诉讼 未经复议直接起诉",
        "行政诉讼 复议后起诉 结果维持",
        "行政诉讼 复议后起诉 其他结果",
        "行政诉讼 复议后起诉",
    ]
    assert [fact.indicator for fact in found] == ["", "", "", "行政复议涉信息公开", *6 * [""]]


def test_a_number_without_a_unit_is_no_rate():
    found = facts("类型 | 维持 | 纠错率\n行政复议 | 5 | 8.5")
    assert [fact.indicator for fact in found] == ["行政复议维持", "行政复议纠错率"]


CELLS = ["", "373", "1,200件", "98%", "2024年", "金额(万元)", "受理/件", "序号", "法律援助", "x", "(", "万"]
ROWS = st.lists(st.sampled_from(CELLS), max_size=5) | st.lists(
    st.text(st.characters(exclude_characters="\n|"), max_size=6), max_size=4
)


@given(st.lists(ROWS, max_size=5))
def test_reading_any_table_never_raises_and_figures_lie_in_their_rows(rows):
    text = "\n".join(" | ".join(row) for row in rows)
    for cell in cell_figures(text):
        assert cell.row.start <= cell.quantity.span.start < cell.quantity.span.end <= cell.row.end
        assert text[cell.quantity.span.start : cell.quantity.span.end].strip()
