"""Facts of prose, the finer things: earlier years, targets, changes, whose figure it is, what it hangs on."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kb.types import FactKind, FactStatus, PeriodKind, Precision
from tests.test_facts import figures, read

STREET = "广东省佛山市顺德区容桂街道2024年法治政府建设年度情况报告"
TOWN = "江苏省昆山市巴城镇2023年法治政府建设年度情况报告"
CITY = "江苏省无锡市2023年法治政府建设年度情况报告"


def facts_of(text, title=None, section="一、主要工作\n"):
    reading = read(section + text, title) if title else read(section + text)
    return reading.extraction.facts


# --- earlier years ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "years", "kinds"),
    [
        ("造成损失640万元,较上年(900万元)减少260万元", [2024, 2023, 2024], "amount amount change"),
        ("收到来信640件,比2022年(900件)减少260件", [2024, 2022, 2024], "amount amount change"),
        ("办理公证640件,同比上升12%,去年同期为571件", [2024, 2024, 2023], "amount change amount"),
        ("办理公证640件(2023年571件)", [2024, 2023], "amount amount"),
        ("行政许可事项由568项调整为521项", [2023, 2024], "amount amount"),
        ("服务窗口由16个整合为5个", [2023, 2024], "amount amount"),
        ("清单事项从上年的40项优化至36项", [2023, 2024], "amount amount"),
    ],
)
def test_the_level_of_the_year_before_is_of_that_year_and_of_the_same_thing(text, years, kinds):
    found = facts_of(f"{text}。")
    assert [fact.period.year for fact in found] == years
    assert [fact.kind.value for fact in found] == kinds.split()
    levels = [fact for fact in found if fact.kind is not FactKind.CHANGE]
    assert len({fact.phrase for fact in levels}) == 1


@pytest.mark.parametrize("text", ["案卷合格率年初41%,年末升至93%", "案卷合格率由年初的41%上升到年末的93%"])
def test_what_was_so_at_the_start_of_a_year_is_not_of_the_whole_year(text):
    first, last = facts_of(f"{text}。")
    assert (first.period.kind, first.period.last) == (PeriodKind.MONTH, date(2024, 1, 31))
    assert last.period.kind is PeriodKind.YEAR
    assert (first.phrase, last.phrase) == ("案卷合格率", "案卷合格率")


def test_a_change_that_names_again_what_changed_is_its_change_and_leads_to_its_level():
    found = facts_of("立案300宗,办结298宗,罚款62万元。立案数同比上升20%,去年同期为250宗。")
    assert found[3].change_of == 1
    assert (found[4].phrase, found[4].period.year) == (found[0].phrase, 2023)


@pytest.mark.parametrize(
    "told",
    [
        "比上年少68件",
        "比2023年多3.7万件",
        "较上年同期多出近30件",
        "较去年增加68件",
        "降幅16%",
        "同比增幅近三成",
    ],
)
def test_more_and_less_than_before_are_changes(told):
    found = facts_of(f"收到投诉3100件,{told}。")
    assert [fact.kind for fact in found] == [FactKind.AMOUNT, FactKind.CHANGE]
    assert found[1].change_of == 1


def test_points_above_another_are_a_change_of_nothing_told():
    found = facts_of("出庭应诉率98.5%,比全市平均高0.5个百分点。负责人出庭应诉率低于全市平均4个百分点。")
    assert [(fact.kind, fact.change_of) for fact in found[1:]] == [(FactKind.CHANGE, 0)] * 2
    assert not found[2].indicator
    assert facts_of("投诉占比最高80%,较高的3个。")[1].kind is FactKind.AMOUNT


# --- stretches, and dates that tell which ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("“七五”普法期间,累计开展普法活动1460场", 2016, 2020),
        ("“八五”普法期间(2021—2025年)累计开展普法活动2700余场", 2021, 2025),
        ("规划期(2021—2025年)累计开展普法活动27场", 2021, 2025),
        ("三年来累计开展普法活动2100场", 2022, 2024),
        ("对2023年底前的84件规范性文件集中清理", 2024, 2024),
        ("对2020年以来制定的84件规范性文件集中清理", 2024, 2024),
        ("将本区2018年至2022年印发的84件规范性文件纳入清理", 2024, 2024),
        ("2020年以来制定规范性文件84件", 2020, 2024),
    ],
)
def test_stretches_are_told_from_dates_that_tell_which_things(text, first, last):
    (fact,) = facts_of(f"{text}。")
    assert (fact.period.first.year, fact.period.last.year) == (first, last)


@pytest.mark.parametrize(
    "row",
    ["一季度至四季度受理投诉分别为152件、187件、214件、189件", "一至四季度分别受理投诉152件、187件、214件、189件"],
)
def test_a_row_of_quarters_gives_each_its_figure(row):
    found = facts_of(f"{row}。")
    assert [(fact.period.kind, fact.period.first.month) for fact in found] == [
        (PeriodKind.QUARTER, month) for month in (1, 4, 7, 10)
    ]
    assert all("受理投诉" in fact.phrase and not fact.part_of for fact in found)


# --- targets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("拆除违法建设5.8万平方米,完成年度任务(5万平方米)的116%", [True, False, True]),
        ("普法目标400场次,实际开展382场次", [False, True]),
        ("开展普法活动382场次,与400场次的预期目标仍有差距", [True, False]),
        ("行政败诉案件12件,低于15件的年度控制目标", [True, False]),
        ("年度目标为30件,办理32件", [False, True]),
        ("年度重点任务12项全部完成", [True]),
        ("承担改革任务(12项)", [True]),
        ("完成年度目标任务30件", [True]),
        ("办结率达年度目标98%", [True]),
        ("对拟出台的14件规范性文件进行审查", [True]),
        ("对拟签订的14份合同进行审查", [True]),
        ("拟新建占地30亩的公园1个", [False, False]),
    ],
)
def test_targets_and_things_yet_to_come_are_told_from_deeds(text, done):
    assert [fact.status is FactStatus.DONE for fact in facts_of(f"{text}。")] == done


def test_a_target_counts_what_was_counted_before_it():
    found = facts_of("开展普法活动382场次,与400场次的预期目标仍有差距。")
    assert found[1].phrase == "普法活动 预期目标"


# --- how exactly, in what unit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "precision", "figure"),
    [
        ("专职人员不足3人。", Precision.AT_MOST, "不足3人"),
        ("持证率不到60%。", Precision.AT_MOST, "不到60%"),
        ("查摆问题和不足3项。", Precision.EXACT, "3项"),
        ("每村培养一项以上品牌。", Precision.AT_LEAST, "一项以上"),
        ("每村配备一至三名联络员。", Precision.EXACT, "一至三名"),
        ("举办执法大讲堂6讲。", Precision.EXACT, "6讲"),
        ("检验特种设备70台(套)。", Precision.EXACT, "70台(套)"),
    ],
)
def test_bounds_and_rarer_measures_are_read(text, precision, figure):
    reading = read(f"一、主要工作\n{text}")
    assert figures(reading) == [figure]
    assert reading.extraction.facts[0].precision is precision


# --- whose figure it is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text", "places"),
    [
        (STREET, "全区十个镇街共立案9845宗,我街道占15.9%。", ["顺德区", "顺德区", "容桂街道"]),
        (STREET, "全市共受理5000件,办结4900件。", ["佛山市", "佛山市"]),
        (STREET, "全街道受理300件,办结290件。", ["容桂街道", "容桂街道"]),
        (TOWN, "同期,全市23个平台受理纠纷3.2万件,我镇约占7%。", ["昆山市", "昆山市", "巴城镇"]),
        (TOWN, "全市受理信访500件,全镇受理30件。", ["昆山市", "巴城镇"]),
        (CITY, "全省受理9000件,全市受理3000件,办结2900件。", ["江苏省", "无锡市", "无锡市"]),
        (CITY, "江阴市受理90件,办结85件。", ["江阴市", "江阴市"]),
        (CITY, "参加全省统一考试90人。", ["无锡市"]),
    ],
)
def test_a_figure_is_of_the_place_that_its_words_or_those_it_hangs_on_name(title, text, places):
    assert [fact.place for fact in facts_of(text, title)] == places


@pytest.mark.parametrize("joint", ["。其中", ",其中", ",", "。"])
def test_what_the_city_itself_did_is_told_from_the_whole_city(joint):
    found = facts_of(f"全市收到行政复议申请2100件,受理1573件{joint}市本级收到643件,受理560件。", CITY)
    assert all("市本级" not in fact.phrase for fact in found[:2])
    assert all("市本级" in fact.phrase for fact in found[2:])
    assert [fact.indicator for fact in found[2:]] == ["行政复议申请", "行政复议受理"]
    assert all(fact.part_of for fact in found[2:])


def test_the_parts_of_a_list_of_places_count_what_the_clause_before_says():
    text = "公安类中,交通违法处罚214件。以镇街为被申请人的案件增加,旧宫镇、黄村镇分别为11件、9件。"
    found = facts_of(text)
    assert not any(fact.part_of for fact in found)
    assert [(fact.place, fact.phrase) for fact in found[1:]] == [
        ("旧宫镇", "以镇街为被申请人的案件 旧宫镇"),
        ("黄村镇", "以镇街为被申请人的案件 黄村镇"),
    ]


# --- what it hangs on ------------------------------------------------------------------------------------------------


def test_a_chain_goes_on_over_a_full_stop_where_only_verbs_follow():
    found = facts_of("收到行政复议申请816件,比2023年的655件增加161件。经审查,依法受理742件,不予受理31件。审结723件。")
    assert [fact.indicator for fact in found[3:]] == ["行政复议受理", "行政复议不予受理", "行政复议审结"]


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("北京市大兴区2024年行政复议工作报告", "一、总体情况\n"),
        (None, "一、行政复议工作\n(一)总体情况\n"),
        (None, "一、复议主渠道作用更加凸显。\n"),
        (None, "一、行政复议案件基本情况\n"),
    ],
)
def test_bare_handlings_are_of_what_the_title_or_the_sections_are_about(title, section):
    found = facts_of("2024年,我局共受理742件,审结723件,其中维持321件。", title, section)
    assert [fact.indicator for fact in found] == ["行政复议受理", "行政复议审结", "行政复议维持"]
    assert not any(word in fact.phrase for word in ("。", "情况") for fact in found)


def test_how_cases_ended_is_no_head_for_what_follows():
    found = facts_of("收到行政复议申请284件;调解、和解结案92件,直接纠错12件。受理案件增长近五成(2023年受理169件)。")
    assert [fact.indicator for fact in found] == [
        "行政复议申请",
        "行政复议调解和解",
        "行政复议纠错",
        "行政复议受理",
        "行政复议受理",
    ]
    assert found[-1].period.year == 2023


def test_cases_in_court_do_not_hang_on_those_of_review():
    found = facts_of("复议机构收案44件,结案39件,纠错2件。应诉案件19件,败诉1件。")
    assert [(fact.phrase, fact.indicator) for fact in found[3:]] == [
        ("应诉案件", "行政应诉案件"),
        ("应诉案件 败诉", "行政应诉败诉"),
    ]


# --- phrases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("约谈负责人12人次,现场观众30人,达标单位5家", ["约谈负责人", "现场观众", "达标单位"]),
        ("公职律师增至32名,信件收到643件", ["公职律师", "信件收到"]),
        ("平均到场时间由7.5分钟缩短为6.2分钟", ["平均到场时间", "平均到场时间"]),
        ("将案件差错率降至10%以下", ["将案件差错率"]),
        ("全县的律师只有29人", ["全县的律师"]),
        ("共享接口调用12次,计量类投诉9件", ["共享接口调用", "计量类投诉"]),
        ("为2105名工人追回工资2986万元", ["工人", "追回工资"]),
        ("组织12家单位开展活动20场", ["组织单位", "开展活动"]),
        ("16个乡镇、454个村人民调解委员会", ["乡镇", "村人民调解委员会"]),
        ("政务服务事项1324项中可网上办理1291项", ["政务服务事项", "政务服务事项 可网上办理"]),
        ("**执法更加规范。**办理投诉30件", ["办理投诉"]),
    ],
)
def test_phrases_are_cut_where_words_end(text, phrases):
    assert [fact.phrase for fact in facts_of(f"{text}。")] == phrases


def test_kinds_of_goods_are_not_garbled():
    found = facts_of("立案900件。食品类402件、产品质量类171件、计量类97件。")
    assert [fact.phrase.split(" ")[-1] for fact in found[1:]] == ["食品类", "产品质量类", "计量类"]


def test_what_is_counted_among_others_is_a_part_of_them():
    whole, part = facts_of("17件败诉案件中镇街占11件。")
    assert (part.part_of, part.phrase) == (whole.number, "败诉案件 镇街占")


# --- parts told in a sentence of their own ---------------------------------------------------------------------------


def test_kinds_that_make_up_a_whole_told_before_are_its_parts():
    found = facts_of("立案查处违法案件300件,罚款62万元。从类别看,食品类102件、广告类98件、其他100件。")
    assert [fact.part_of for fact in found[2:]] == [1, 1, 1]
    assert [fact.phrase for fact in found[2:]] == ["违法案件 食品类", "违法案件 广告类", "违法案件 其他"]


def test_kinds_are_no_parts_of_one_another():
    found = facts_of("立案查处违法案件300件,罚款62万元。从类别看,食品类102件、广告类98件。")
    assert [fact.part_of for fact in found[2:]] == [1, 1]
    found = facts_of("从类别看,食品类102件、广告类98件、价格类3件。")
    assert [fact.part_of for fact in found] == [0, 0, 0]


def test_of_which_goes_back_to_the_whole_counted_alike():
    found = facts_of("“八五”普法期间,累计开展法治宣传活动1460场次,发放资料62万份。其中2024年开展活动230场次。")
    assert (found[2].part_of, found[2].indicator, found[2].period.year) == (1, "普法活动", 2024)
    assert found[2].period.kind is PeriodKind.YEAR


def test_of_which_does_not_go_back_where_it_names_another_thing():
    found = facts_of("法院受理一审行政案件9000件。其中全市受理行政复议案件5816件。")
    assert (found[1].part_of, found[1].indicator) == (0, "行政复议受理")


def test_a_whole_made_up_by_those_behind_it_is_no_part():
    found = facts_of("清理文件24件。清理规范性文件12件,保留7件,修改3件,废止2件。")
    assert [fact.part_of for fact in found] == [0, 0, 2, 2, 2]


def test_days_changed_are_of_days_not_of_their_share():
    found = facts_of("优良天数309天,优良天数比例84.7%,较上年增加6天。")
    assert found[2].change_of == 1


# --- plans to their end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "section", "years"),
    [
        ("2025年,我区将推进普法,力争开展普法活动400场;新建站点6处。建成公园3个。", "一、工作\n", [2025, 2025, 2025]),
        ("2023年,受理投诉40件;办结39件。接待来访30人次。", "一、工作\n", [2023, 2023, 2024]),
        ("新建站点6处。", "二、下一步打算\n", [2025]),
        ("新建站点6处。", "二、2025年工作安排\n", [2025]),
        ("新建站点6处。", "二、下半年工作安排\n", [2024]),
    ],
)
def test_a_plan_is_of_its_year_to_its_end(text, section, years):
    assert [fact.period.year for fact in facts_of(text, None, section)] == years


# --- all of it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["已全部审结", "全部审结", "均已办结", "目前均已全部审结"])
def test_a_whole_handled_to_the_last_is_a_figure_of_the_handling(words):
    reading = read(f"一、主要工作\n收到行政复议申请45件,受理38件,{words}。")
    done = reading.extraction.facts[2]
    assert (done.indicator, done.value, figures(reading)[2]) == ("行政复议审结", 38, "38件")
    text = reading.read.paragraphs[-1].text
    assert text[done.clause.start : done.clause.end] == f"受理38件,{words}"


@pytest.mark.parametrize(
    "text", ["建议111件、提案158件全部按期办结。", "培训38人,全部合格。", "受理热线诉求38件,拟全部办结。"]
)
def test_what_is_not_said_of_one_count_of_cases_gives_no_further_figure(text):
    assert len(facts_of(text)) == len(re.findall(r"\d+", text))


def test_kinds_of_cases_in_court_are_none_of_what_they_are_about():
    found = facts_of("“一把手”出庭22次。一审案件中行政处罚类83件、行政强制类41件、其他41件。")
    assert [(fact.phrase, fact.indicator) for fact in found[1:]] == [
        ("一审案件 行政处罚类", ""),
        ("一审案件 行政强制类", ""),
        ("一审案件 其他", ""),
    ]
