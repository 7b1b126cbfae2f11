"""Facts of prose: the docstring of a test is the report it reads, below a title of 北京市大兴区 2024."""

from __future__ import annotations

from datetime import date
from inspect import cleandoc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.clauses import clauses, sentences
from indexer.reading import read_bytes
from kb.lang.normalize import folded_text
from kb.lang.numerals import find_numbers
from kb.lang.quantities import find_quantities
from kb.types import FactKind, FactStatus, PeriodKind, Precision, Span
from tests.answer_fixtures import SAMPLES

TITLE = "北京市大兴区2024年法治政府建设年度情况报告"


def read(text, title=TITLE):
    """The reading of a little report below a title."""
    (reading,) = read_bytes("报告.txt", f"{title}\n\n{text}".encode()).readings
    return reading


@pytest.fixture
def reading(request):
    return read(cleandoc(request.function.__doc__))


@pytest.fixture
def facts(reading):
    return reading.extraction.facts


def figures(reading):
    """The figures of a reading as published."""
    texts = {paragraph.number: paragraph.text for paragraph in reading.read.paragraphs}
    return [texts[fact.paragraph][fact.figure.start : fact.figure.end] for fact in reading.extraction.facts]


def clause_of(reading, fact):
    text = next(p.text for p in reading.read.paragraphs if p.number == fact.paragraph)
    return text[fact.clause.start : fact.clause.end]


# --- what is counted -------------------------------------------------------------------------------------------------


def test_a_chain_of_handlings_hangs_on_its_first_figure(facts):
    """
    一、主要工作
    收到行政复议申请376件,受理342件,审结304件,纠错率8.88%。
    """
    assert [fact.phrase for fact in facts] == [
        "收到行政复议申请",
        "行政复议申请 受理",
        "行政复议申请 审结",
        "行政复议申请 纠错率",
    ]
    assert [fact.indicator for fact in facts] == ["行政复议申请", "行政复议受理", "行政复议审结", "行政复议纠错率"]
    assert [fact.part_of for fact in facts] == [0, 1, 1, 0]


def test_a_chain_goes_on_over_sentences(facts):
    """
    一、主要工作
    收到行政复议申请376件。其中,受理342件;不予受理34件。审结304件。
    """
    assert [fact.indicator for fact in facts] == ["行政复议申请", "行政复议受理", "行政复议不予受理", "行政复议审结"]


def test_a_chain_does_not_go_on_over_sections(facts):
    """
    一、主要工作
    (一)行政复议
    受理案件100件。
    (二)法律援助
    受理案件373件。
    """
    assert [fact.indicator for fact in facts] == ["行政复议受理", "法律援助案件"]


def test_parts_in_brackets_belong_to_the_figure_before(facts):
    """
    一、主要工作
    全年受理行政复议案件775件(其中行政处罚类320件,信息公开类55件),审结700件。
    """
    assert [fact.part_of for fact in facts] == [0, 1, 1, 1]
    assert [fact.indicator for fact in facts] == [
        "行政复议受理",
        "行政复议涉行政处罚",
        "行政复议涉信息公开",
        "行政复议审结",
    ]


def test_parts_behind_of_which_belong_to_the_figure_before(facts):
    """
    一、主要工作
    办理行政复议案件120件,其中受理98件、不予受理22件。
    """
    assert [(fact.value, fact.part_of) for fact in facts] == [(120, 0), (98, 1), (22, 1)]


def test_a_figure_above_the_whole_is_no_part_of_it(facts):
    """
    一、主要工作
    受理行政复议案件20件,其中开展听证50件。
    """
    assert [fact.part_of for fact in facts] == [0, 0]


def test_nouns_behind_the_unit_name_the_figure(facts):
    """
    一、主要工作
    出台35项保水护水新措施,建成12个村级法治文化广场。
    """
    assert [fact.phrase for fact in facts] == ["出台保水护水新措施", "建成村级法治文化广场"]


def test_words_behind_the_unit_are_kept_whole(facts):
    """
    一、主要工作
    开展普法活动800余场次,10万余人参与。组织参加学法用法考试,2800余名干部参加。
    """
    assert [fact.phrase for fact in facts[1:]] == ["普法活动 参与", "组织参加学法用法考试 干部参加"]


def test_a_list_names_each_of_its_figures(facts):
    """
    一、主要工作
    建成48个平台、15个应用,举办宣传活动22场、讲座34场、培训11场。
    """
    assert [fact.phrase for fact in facts] == ["建成平台", "应用", "举办宣传活动", "讲座", "培训"]


def test_a_subject_is_inherited_from_the_clause_before(facts):
    """
    一、主要工作
    开展执法人员培训,共12期、1500人次。
    """
    assert [fact.phrase for fact in facts] == ["开展执法人员培训", "开展执法人员培训"]
    assert [fact.unit for fact in facts] == ["期", "人次"]


def test_mediations_that_succeeded_are_not_those_taken_up(facts):
    """
    一、主要工作
    各级调解组织共受理纠纷1200件,调解成功1180件,成功率98.3%。
    """
    assert [fact.indicator for fact in facts] == ["调解受理", "调解成功", "调解成功率"]


def test_the_doer_in_front_is_no_verb(facts):
    """
    一、主要工作
    各级调解组织共受理1200件,调解成功1180件。
    """
    assert "调解组织" in facts[0].phrase
    assert facts[1].indicator == "调解成功"


def test_a_word_is_not_robbed_of_its_first_character(facts):
    """
    一、主要工作
    计划生育服务站接待群众300人次。与会代表提出建议20条。
    """
    assert [fact.phrase for fact in facts] == ["计划生育服务站接待群众", "与会代表提出建议"]


def test_the_same_thing_in_two_years_counts_the_same(facts):
    """
    一、主要工作
    2023年受理法律援助案件320件,2024年受理373件。
    """
    assert [fact.period.year for fact in facts] == [2023, 2024]
    assert {fact.indicator for fact in facts} == {"法律援助案件"}


def test_who_did_it_is_told(facts):
    """
    一、主要工作
    区法律援助中心受理案件373件,挽回经济损失320万元。
    """
    assert facts[0].actor == "区法律援助中心"
    assert facts[0].indicator == "法律援助案件"
    assert (facts[1].value, facts[1].unit) == (3200000, "元")


def test_traditional_characters_are_read_and_cited_as_published(reading, facts):
    """
    一、主要工作
    調解糾紛18251件,涉及金額1.2億元。
    """
    assert [fact.phrase for fact in facts] == ["调解纠纷", "调解纠纷 涉及金额"]
    assert figures(reading) == ["18251件", "1.2億元"]
    assert clause_of(reading, facts[0]) == "調解糾紛18251件"
    assert facts[1].value == 120000000


def test_parts_that_make_up_a_whole_count_what_it_counts_behind_a_semicolon_too(facts):
    """
    一、主要工作
    受理法律援助案件107件,同比上升9.2%;刑事27件,民事80件。办理公证50件;开展讲座12场、培训9场。
    """
    assert [fact.indicator for fact in facts[2:4]] == ["刑事法律援助案件", "民事法律援助案件"]
    assert [fact.part_of for fact in facts] == [0, 0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("parts", ["刑事27件、民事80件", "其中刑事27件、民事80件"])
def test_parts_in_a_list_that_make_up_a_whole_count_what_it_counts(parts):
    found = read(f"一、主要工作\n受理法律援助案件107件,{parts}。").extraction.facts
    assert [fact.indicator for fact in found[1:]] == ["刑事法律援助案件", "民事法律援助案件"]


@pytest.mark.parametrize(
    "told",
    ["较上年的10条增加2条", "比2023年的10条增加20%", "(上年为10条)", "(2023年为10条),同比上升20%"],
)
def test_the_level_of_an_earlier_year_is_that_of_the_same_thing(told):
    found = read(f"一、主要工作\n2024年,主动公开政府信息12条{',' * (told[0] != '(')}{told}。").extraction.facts
    assert [(f.value, f.period.year, f.kind, f.part_of) for f in found[:2]] == [
        (12, 2024, FactKind.AMOUNT, 0),
        (10, 2023, FactKind.AMOUNT, 0),
    ]
    assert {fact.phrase for fact in found[:2]} == {"主动公开政府信息"}
    assert {fact.indicator for fact in found} == {"政府信息主动公开"}
    assert [(fact.period.year, fact.change_of) for fact in found[2:]] in ([], [(2024, 1)])


def test_the_year_before_is_counted_from_the_year_told():
    found = read("一、主要工作\n2022年受理案件90件,较上年的80件增加10件。").extraction.facts
    assert [fact.period.year for fact in found] == [2022, 2021, 2022]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("审结案件由85件增至103件,结案率98%", [2023, 2024, 2024]),
        ("审结案件从2022年的85件增至103件,结案率98%", [2022, 2024, 2024]),
        ("审结案件由上年的85件增加到2024年的103件", [2023, 2024]),
        ("2022年,办结率由94.69%提高到99.78%", [2021, 2022]),
    ],
)
def test_what_a_figure_rose_from_is_of_an_earlier_year(text, years):
    found = read(f"一、主要工作\n{text}。").extraction.facts
    assert [fact.period.year for fact in found] == years
    assert found[0].phrase == found[1].phrase
    assert FactKind.CHANGE not in {fact.kind for fact in found}


# --- how exactly, of what kind ---------------------------------------------------------------------------------------


def test_changes_are_tied_to_the_figure_before(facts):
    """
    一、主要工作
    受理法律援助案件373件,同比增长12.5%。解答咨询2200人次,较上年下降3.2个百分点。
    """
    assert [fact.kind for fact in facts] == [FactKind.AMOUNT, FactKind.CHANGE, FactKind.AMOUNT, FactKind.CHANGE]
    assert [fact.change_of for fact in facts] == [0, 1, 0, 3]


def test_two_changes_are_both_tied_to_the_figure_that_changed(facts):
    """
    一、主要工作
    受理法律援助案件373件,较上年增加53件,增长16.6%。
    """
    assert [fact.kind for fact in facts] == [FactKind.AMOUNT, FactKind.CHANGE, FactKind.CHANGE]
    assert [fact.change_of for fact in facts] == [0, 1, 1]


def test_what_a_rate_rose_to_is_the_rate(facts):
    """
    一、主要工作
    群众满意率由95%提升至98%。
    """
    assert facts[-1].value == 98
    assert facts[-1].kind == FactKind.RATE
    assert "满意率" in facts[-1].phrase


def test_rates_are_told_from_amounts(facts):
    """
    一、主要工作
    受理投诉120件,办结率100%,满意率98.5%。
    """
    assert [fact.kind for fact in facts] == [FactKind.AMOUNT, FactKind.RATE, FactKind.RATE]


def test_words_of_precision_are_kept(reading, facts):
    """
    一、主要工作
    惠及群众约2万余人次,走访企业超过300家,办结率95%以上。
    """
    assert [fact.precision for fact in facts] == [Precision.ABOUT, Precision.AT_LEAST, Precision.AT_LEAST]
    assert figures(reading) == ["约2万余人次", "超过300家", "95%以上"]


def test_a_range_has_two_ends(facts):
    """
    一、主要工作
    每个村配备法律明白人3—5名。
    """
    assert [(fact.value, fact.high) for fact in facts] == [(3, 5)]


# --- when, where, how far done ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("一、工作\n办理案件56件。", (2024, 1, 1), (2024, 12, 31), PeriodKind.YEAR),
        ("一、工作\n2023年,办理案件56件。", (2023, 1, 1), (2023, 12, 31), PeriodKind.YEAR),
        ("一、工作\n去年办理案件56件。", (2023, 1, 1), (2023, 12, 31), PeriodKind.YEAR),
        ("一、工作\n较去年同期相比,办理案件56件。", (2024, 1, 1), (2024, 12, 31), PeriodKind.YEAR),
        ("一、工作\n上半年办理案件56件。", (2024, 1, 1), (2024, 6, 30), PeriodKind.HALF),
        ("一、工作\n截至2024年6月底,累计办理案件56件。", (2024, 1, 1), (2024, 6, 30), PeriodKind.CUMULATIVE),
        ("一、工作\n2020年以来办理案件56件。", (2020, 1, 1), (2024, 12, 31), PeriodKind.CUMULATIVE),
        ("一、工作\n近三年办理案件56件。", (2022, 1, 1), (2024, 12, 31), PeriodKind.RANGE),
        ("一、工作\n2024年3月15日,办理案件56件。", (2024, 1, 1), (2024, 12, 31), PeriodKind.YEAR),
        ("一、工作\n按照《2023年工作要点》办理案件56件。", (2024, 1, 1), (2024, 12, 31), PeriodKind.YEAR),
        ("一、工作\n对照2023年督察反馈的问题,办理案件56件。", (2024, 1, 1), (2024, 12, 31), PeriodKind.YEAR),
        ("一、工作\n落实要求,2023年办理案件56件。", (2023, 1, 1), (2023, 12, 31), PeriodKind.YEAR),
        ("一、2023年工作回顾\n办理案件56件。", (2023, 1, 1), (2023, 12, 31), PeriodKind.YEAR),
        ("一、2023年工作回顾\n2022年办理案件56件。", (2022, 1, 1), (2022, 12, 31), PeriodKind.YEAR),
    ],
)
def test_the_period_comes_from_the_clause_else_from_the_section_else_from_the_report(text, first, last, kind):
    (fact,) = read(text).extraction.facts
    assert (fact.period.first, fact.period.last, fact.period.kind) == (date(*first), date(*last), kind)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("一、工作\n办理法律援助案件500件。", FactStatus.DONE),
        ("一、工作\n力争办理法律援助案件500件。", FactStatus.PLANNED),
        ("一、工作\n计划开展普法活动30场。", FactStatus.PLANNED),
        ("一、工作\n2025年将新建站点30个。", FactStatus.PLANNED),
        ("一、工作\n2025年新建站点30个。", FactStatus.PLANNED),
        ("二、2025年工作安排\n举办培训20场。", FactStatus.PLANNED),
        ("二、下一步工作打算\n举办培训20场。", FactStatus.PLANNED),
        ("一、2024年计划完成情况\n举办培训20场。", FactStatus.DONE),
        ("一、工作\n完成年度立法计划项目6项。", FactStatus.DONE),
        ("一、工作\n年度计划完成项目6项。", FactStatus.DONE),
        ("一、工作\n举办模拟法庭29场。", FactStatus.DONE),
        ("一、工作\n起草拟订文件5件。", FactStatus.DONE),
        ("一、工作\n拟于年底前建成站点5个。", FactStatus.PLANNED),
        ("一、工作\n拟开展培训5场。", FactStatus.PLANNED),
        ("一、工作\n将组织调解纳入考核,调解纠纷29件。", FactStatus.DONE),
        ("一、工作\n将组织培训29场。", FactStatus.PLANNED),
        ("一、工作\n争取资金29万元。", FactStatus.DONE),
        ("一、工作\n预计投入29万元。", FactStatus.PLANNED),
    ],
)
def test_plans_are_told_from_deeds(text, status):
    assert [fact.status for fact in read(text).extraction.facts] == [status]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("调解纠纷120件。", ["大兴区"]),
        ("全市共受理行政复议案件5000件,我区受理376件。", ["北京市", "大兴区"]),
        ("全市首批3个示范点在我区建成。", ["大兴区"]),
        ("全市率先设立3个工作站。", ["大兴区"]),
        ("旧宫镇调解纠纷120件,黄村镇调解纠纷95件。", ["旧宫镇", "黄村镇"]),
        ("赴密云区考察3次。", ["大兴区"]),
    ],
)
def test_a_figure_belongs_to_the_place_its_clause_names(text, places):
    assert [fact.place for fact in read(f"一、主要工作\n{text}").extraction.facts] == places


def test_a_city_speaks_of_itself_as_the_whole_city():
    (fact,) = read("一、工作\n全市受理案件500件。", "陕西省兴平市2024年法治政府建设工作情况").extraction.facts
    assert fact.place == "兴平市"


# --- what is no figure -----------------------------------------------------------------------------------------------


def test_numbers_that_count_nothing_become_no_facts(reading, facts):
    """
    一、主要工作
    第3届法治大会召开,落实京兴发〔2024〕5号文件,推行“5+2”工作法,12345热线接听顺畅。
    3月15日起落实三项制度,坚持两个维护,做好一个平台,整改数十处。
    """
    assert facts == ()
    assert {passed.reason for passed in reading.extraction.passed} == {
        "ordinal",
        "quoted",
        "date",
        "name",
        "idiom",
        "vague",
    }


def test_words_of_done_end_a_plan():
    found = read("一、工作\n计划建设站点30个,已建成12个。").extraction.facts
    assert [fact.status for fact in found] == [FactStatus.PLANNED, FactStatus.DONE]


@pytest.mark.parametrize("name", ["三门峡市", "七台河", "五家渠市", "四门子镇", "三亚", "六盘水市", "三棵树镇"])
def test_numerals_in_the_names_of_places_are_no_figures(name):
    reading = read(f"一、主要工作\n赴{name}考察12次。")
    assert figures(reading) == ["12次"]


@pytest.mark.parametrize("text", ["金额(万元)见附表。", "单位:万元。", "生产零件。", "共(件)。"])
def test_a_unit_without_a_number_is_no_figure(text):
    assert read(f"一、主要工作\n{text}").extraction.facts == ()


def test_headings_and_addresses_give_no_facts(facts):
    """
    大兴区人民政府:
    一、办好3件实事
    文明执法。
    大兴区司法局
    2025年3月1日
    """
    assert facts == ()


def test_a_report_without_a_year_is_read_too():
    reading = read("一、主要工作\n去年受理案件100件,近三年办理300件。", "法治政府建设年度情况报告")
    assert [fact.value for fact in reading.extraction.facts] == [100, 300]


# --- everywhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:8])
def test_facts_of_the_sample_reports_say_their_value_again(path):
    (reading,) = read_bytes(path.name, path.read_bytes()).readings
    texts = {paragraph.number: paragraph.text for paragraph in reading.read.paragraphs}
    facts = reading.extraction.facts
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    for fact in facts:
        text = texts[fact.paragraph]
        assert 0 <= fact.clause.start <= fact.figure.start < fact.figure.end <= len(text)
        assert fact.part_of < fact.number
        assert fact.change_of < fact.number
        assert _says_again(folded_text(text[fact.figure.start : fact.figure.end]), fact)


def _says_again(words, fact):
    """A bare number of a table has its unit, and its 万, in the head."""
    again, _ = find_quantities(words)
    if again:
        return (again[0].value, again[0].unit) == (fact.value, fact.unit)
    return any(number.value * size == fact.value for number in find_numbers(words)[:1] for size in (1, 10**4, 10**8))


POOL = """
2024年 全年 去年 受理 审结 行政复议案件 法律援助 其中 ( ) , 、 。 373 12 一 三 近 余 件 人次 万元 % 同比增长
全市 旧宫镇 计划 “ ” 第 | 纠錯率
"""
TALK = st.lists(
    st.sampled_from(["\n", "一、工作\n", *POOL.split()]),
    max_size=16,
).map("".join)  # fmt: skip


@given(TALK | st.text(max_size=40), st.sampled_from([TITLE, "情况报告"]))
def test_reading_any_report_never_raises_and_figures_lie_inside(text, title):
    file = read_bytes("报告.txt", f"{title}\n\n{text}".encode())
    assert bool(file.readings) != any(problem.fatal for problem in file.problems)
    for reading in file.readings:
        _figures_lie_inside(reading)


def _figures_lie_inside(reading):
    texts = {paragraph.number: paragraph.text for paragraph in reading.read.paragraphs}
    for fact in reading.extraction.facts:
        assert _says_again(folded_text(texts[fact.paragraph][fact.figure.start : fact.figure.end]), fact)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收到376件,受理342件。审结304件;纠错8.88%", ["收到376件,受理342件", "审结304件", "纠错8.88%"]),
        ("落实《条例。办法》要求。完成", ["落实《条例。办法》要求", "完成"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("。。", []),
        ("", []),
    ],
)
def test_sentences(text, parts):
    assert [text[span.start : span.end] for span in sentences(text)] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收到1,234件,受理342件", ["收到1,234件", "受理342件"]),
        ("受理775件(其中处罚320件)", ["受理775件", "其中处罚320件"]),
        ("16个镇(街道)全覆盖", ["16个镇(街道)全覆盖"]),
        ("推行“一窗受理,集成服务”模式", ["推行“一窗受理,集成服务”模式"]),
    ],
)
def test_clauses(text, parts):
    assert [text[span.start : span.end] for span in clauses(text, Span(0, len(text)))] == parts
