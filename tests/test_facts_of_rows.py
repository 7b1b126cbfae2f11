"""Facts of prose: whose a figure is where a sentence names several places, what stands under a bare verb, and numbers that
count nothing.
"""

from __future__ import annotations

import pytest

from kb.types import FactKind, FactStatus
from tests.test_facts import read

CITY = "广东省佛山市2023年法治政府建设年度报告"
DISTRICT = "广东省佛山市顺德区2023年法治政府建设年度报告"
COUNTY = "浙江省德清县2023年法治政府建设年度报告"
DEPARTMENT = "浙江省德清县司法局2023年行政复议工作情况报告"


def facts_of(text, title=COUNTY, section="一、主要工作\n"):
    return read(section + text, title).extraction.facts


def told(text, title=COUNTY):
    return [(str(fact.value), fact.indicator) for fact in facts_of(text, title)]


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "对乾元镇、雷甸镇等5个镇开展法治督察,发现问题37个",
        "在洛舍镇、禹越镇建成法治广场2个",
        "莫干山镇、钟管镇两地调解量占全县的三成",
        "在武康街道等地设立联系点4个",
        "对乾元镇和县水利局等4个单位开展法治督察",
    ],
)
def test_what_several_places_share_is_no_figure_of_the_last_of_them(text):
    assert {fact.place for fact in facts_of(f"{text}。")} == {"德清县"}


@pytest.mark.parametrize("text", ["乾元镇调解纠纷31件、雷甸镇22件", "乾元镇、雷甸镇分别调解纠纷31件、22件"])
def test_each_of_several_places_has_a_figure_of_its_own(text):
    assert [fact.place for fact in facts_of(f"{text}。")] == ["乾元镇", "雷甸镇"]


@pytest.mark.parametrize(
    ("text", "title", "places"),
    [
        ("禅城、高明、三水三区分别办理公证31件、22件、13件", CITY, "禅城区 高明区 三水区"),
        ("南海、顺德分别办理公证31件、22件", CITY, "南海区 顺德区"),
        ("办案最多的是龙江、均安,分别为31件、22件", DISTRICT, "龙江镇 均安镇"),
        ("下渚湖、乾元两地分别调解31件、22件", COUNTY, "下渚湖街道 乾元镇"),
        ("公证、仲裁分别办理31件、22件", COUNTY, "德清县 德清县"),
    ],
)
def test_a_list_may_name_its_divisions_in_short(text, title, places):
    assert [fact.place for fact in facts_of(f"{text}。", title)] == places.split()


def test_the_name_of_a_town_that_is_a_word_too_is_meant_in_the_report_of_its_county():
    assert [fact.place for fact in facts_of("新市镇办理公证31件。")] == ["新市镇"]
    assert [fact.place for fact in facts_of("新市镇办理公证31件。", DISTRICT)] == ["顺德区"]


# --- what is counted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("对违法行为不予处罚120件,涉及金额31万元", ""),
        ("审查合同120份,标的额31亿元", ""),
        ("化解各类纠纷120件,标的额31万元", "调解涉及金额"),
        ("调解纠纷120件,成功率99%,涉及金额31万元", "调解涉及金额"),
    ],
)
def test_an_amount_of_money_hangs_on_what_was_counted_before_it(text, known):
    assert facts_of(f"{text}。")[-1].indicator == known


@pytest.mark.parametrize(
    "text",
    [
        "行政复议申请量再创新高,全年收案120件,受理110件,审结95件",
        "县行政复议局收到申请120件,受理110件,审结95件",
    ],
)
def test_what_a_bare_verb_counts_is_told_by_who_or_what_stands_before_it(text):
    assert told(f"{text}。") == [("120", "行政复议申请"), ("110", "行政复议受理"), ("95", "行政复议审结")]


def test_what_was_carried_over_leads_to_no_figure():
    found = facts_of("收到行政复议申请120件。连同上年结转15件,全年办结102件。")
    assert [fact.indicator for fact in found] == ["行政复议申请", "", "行政复议审结"]


def test_what_there_is_and_what_came_in_all_are_told_apart():
    found = facts_of("累计接收社区矫正对象1200人,累计解除1100人,在册100人。全年新接收80人。")
    assert [fact.indicator for fact in found] == ["", "", "社区矫正对象", ""]
    assert [fact.phrase for fact in found[2:]] == ["社区矫正对象 在册", "社区矫正对象 新接收"]


def test_of_what_is_new_there_is_a_number_in_all():
    assert facts_of("新建法治广场3个,总数19个。")[1].phrase == "法治广场 总数"


def test_withdrawn_reviews_are_no_withdrawn_lawsuits():
    assert told("收到行政复议申请120件,调撤率40%。")[1] == ("40", "")


# --- numbers that count nothing, and whether it is done ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("满意率在全市9个区中排名第3位", ""),
        ("镇二届人大三次会议确定的任务已完成", ""),
        ("新签约项目14个,其中10亿元以上项目2个", "14 2"),
        ("争取资金10亿元以上", "1000000000"),
        ("列席会议三次", "3"),
    ],
)
def test_ranks_sessions_and_thresholds_count_nothing(text, figures):
    assert [str(fact.value) for fact in facts_of(f"{text}。")] == figures.split()


def test_a_year_that_tells_which_papers_were_gone_through_is_not_the_year_of_that():
    found = facts_of("对2008年以来的63件规范性文件进行全面清理,废止9件。")
    assert [(fact.period.first.year, fact.period.last.year) for fact in found] == [(2023, 2023)] * 2
    assert found[0].phrase == "对2008年以来的规范性文件进行全面清理"


def test_a_multiple_of_an_earlier_year_is_told_of_the_later_one():
    found = facts_of("企业合规官118名,几乎是2022年的两倍。")
    assert (found[1].period.year, found[1].kind) == (2023, FactKind.CHANGE)


def test_what_goes_on_to_the_next_year_is_counted_in_this_one():
    found = facts_of("办结申请131件,结转下年度继续办理4件。")
    assert [(fact.period.year, fact.status) for fact in found] == [(2023, FactStatus.DONE)] * 2


def test_what_is_to_be_repealed_is_not_repealed_yet():
    found = facts_of("清理规范性文件89件,拟废止6件,已废止4件。")
    assert [fact.status.value for fact in found] == ["done", "planned", "done"]


# --- a part of what an indicator names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "镇街一级办理行政处罚案件120件",
        "自然资源领域败诉率12%",
        "全县仅有涉外律师9名",
        "全县精通国际贸易规则的律师9名",
        "聘请律师、教师等特邀监督员12名",
        "清退不合格执法人员12名",
        "武康、乾元、雷甸三镇执法人员12名",
    ],
)
def test_a_figure_of_a_part_does_not_stand_under_what_the_whole_is_called(text):
    assert told(f"{text}。")[0][1] == ""


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("全县办理行政处罚案件120件", "行政处罚案件"),
        ("全县败诉率12%", "行政应诉败诉率"),
        ("全县有律师90名", "执业律师"),
        ("全县有执法人员120名", "执法人员"),
        ("对武康、乾元两镇和县水利局等3个单位开展法治督察", "法治督察"),
    ],
)
def test_the_whole_stands_under_its_name(text, known):
    assert told(f"{text}。")[0][1] == known


def test_a_town_handles_what_it_handles():
    assert told("办理行政处罚案件120件,乾元镇、雷甸镇分别办理31件、22件。") == [
        ("120", "行政处罚案件"), ("31", "行政处罚案件"), ("22", "行政处罚案件"),
    ]  # fmt: skip
    found = facts_of("镇街一级办理行政处罚案件120件,办案量居前两位的是乾元、雷甸,分别为31件、22件。")
    assert [(fact.place, fact.indicator) for fact in found[1:]] == [
        ("乾元镇", "行政处罚案件"),
        ("雷甸镇", "行政处罚案件"),
    ]


def test_the_cases_against_one_government_are_not_those_of_all_where_all_are_told():
    both = told("办理行政应诉案件33件。以县政府为被告的行政应诉案件9件,胜诉8件。")
    assert both == [("33", "行政应诉案件"), ("9", ""), ("8", "")]
    assert told("以县政府为被告的行政应诉案件9件。") == [("9", "行政应诉案件")]


@pytest.mark.parametrize(
    "text",
    [
        "排查矛盾纠纷400件,调解380件,成功370件",
        "开展矛盾纠纷大化解专项行动,排查400件次,调解380件,成功370件",
    ],
)
def test_what_was_mediated_after_a_search_are_the_disputes(text):
    assert told(f"{text}。")[1:] == [("380", "调解纠纷"), ("370", "调解成功")]


def test_levels_in_all_stand_beside_what_is_new():
    found = facts_of("新增国家级民主法治示范村1个、省级5个,至2022年底累计建成国家级4个、省级61个。")
    assert [fact.phrase for fact in found[2:]] == ["民主法治示范村 累计建成国家级", "民主法治示范村 累计建成省级"]


def test_what_there_only_is_now_is_no_figure_of_the_years_added_up_before():
    found = facts_of("2021年至2023年三年累计收案942件,专职复议人员只有7名。")
    assert [fact.period.first.year for fact in found] == [2021, 2023]


def test_a_grade_called_rather_good_is_no_change():
    assert facts_of("评定“好”等次13个、“较好”等次18个。")[1].kind is FactKind.AMOUNT


def test_so_many_of_them_a_month_are_no_months():
    assert [fact.unit for fact in facts_of("12个专区中有4个月均使用不足10人次。")] == ["个", "人次"]


def test_a_sum_is_of_all_that_stands_before_it():
    found = facts_of("审查重大行政决策6件、政府合同158件、行政规范性文件26件,合计190件。")
    assert (found[3].indicator, found[3].phrase.count("、"), found[3].phrase[-2:]) == ("", 2, "合计")
    assert facts_of("审查重大行政决策6件、政府合同158件,合计190件。")[2].phrase.count("、") == 0
