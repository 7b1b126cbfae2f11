"""Which places and years a question runs over: the level that is said is kept, nothing is counted twice, nothing picked silently."""

from __future__ import annotations

import pytest

from kb.ask.conditions import bound_of, mention_of, tells_of
from kb.ask.scopes import kinds_of
from kb.ask.understand import understand
from kb.ask.years import spelled_out
from kb.types import Intent
from tests.answer_fixtures import HOLDINGS, plain
from tests.test_said_otherwise import told, work, world  # noqa: F401 (a fixture)

COUNTY = "区 县 市 旗"


def ask(text):
    return understand(text, HOLDINGS)


@pytest.mark.parametrize(
    ("text", "kinds", "levels"),
    [
        ("2024年三个县法律援助案件合计多少", "县 旗", ""),
        ("2024年两个区平均调解多少纠纷", "区", ""),
        ("北京两个区2024年调解纠纷一共多少", "区", ""),
        ("北京市的3个区2024年调解纠纷加起来多少", "区", ""),
        ("2024年区里平均办了多少件法律援助", "区", ""),
        ("2024年县里谁的法律援助案件最多", "县 旗", ""),
        ("2024年平均每个县办了多少件法律援助", "县 旗", ""),
        ("2024年平均每个乡镇调解多少纠纷", "镇 乡 街道", ""),
        ("2024年法律援助排前三的区", "区", ""),
        ("2024年法律援助排名前两位的县市区", COUNTY, "县"),
        ("2024年法律援助案件前三的旗县区", COUNTY, "县"),
        ("哪三个乡镇2022年讲座最多", "镇 乡 街道", ""),
        ("2022年五个街道讲座排第三的是哪个", "街道", ""),
        ("各旗县区2024年调解纠纷排名", COUNTY, "县"),
        ("各区县市2024年调解纠纷排名", COUNTY, "县"),
        ("北京下辖的区和县级市里2024年谁调解纠纷最多", "区 市", "县"),
        ("北京下辖各区2024年调解纠纷一共多少", "区", ""),
        ("2024年哪个县级市调解纠纷最多", "市", "县"),
        ("2024年哪个地级市调解纠纷最多", "市", "市"),
        ("2024年成功率低于95%的区有哪些", "区", ""),
        ("2024年成功率95%以上的县", "县 旗", ""),
        ("2024年区级调解成功率最高的是哪", "区", ""),
        ("2024年县(市、区)行政处罚案件前五名", COUNTY, "县"),
        ("2024年区县法律援助案件排名", "区 县 旗", "县"),
        ("北京下属各区2024年行政复议申请总量", "区", ""),
        ("大兴区乡镇2022年讲座前三名", "镇 乡 街道", ""),
        ("2024年除了密云区,北京其他区调解纠纷合计多少", "区", ""),
    ],
)
def test_the_level_that_is_said_is_kept(text, kinds, levels):
    scope = ask(text).scope
    assert scope is not None
    assert scope.kinds == frozenset(kinds.split())
    assert scope.levels == frozenset(levels.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("大兴区2024年乡镇街道调解委员会有多少个", "乡镇街道调解委员会"),
        ("大兴区2024年街道司法所多少个", "街道司法所"),
        ("2024年区县法律援助案件排名", "法律援助案件"),
        ("2024年区县法律援助超过100件的有哪些", "法律援助"),
    ],
)
def test_a_kind_of_places_belongs_to_a_name_unless_it_makes_a_set(text, words):
    assert ask(text).wanted[0].words == words


def test_a_place_left_out_is_told_apart_from_the_one_that_holds_the_others():
    scope = ask("2024年除了密云区,北京其他区调解纠纷合计多少").scope
    assert (scope.within, scope.without) == ("110000", "110118")


def test_a_set_of_places_is_never_looked_up_as_one():
    for text in ("2024年北京各区行政复议申请", "2024年各区法律援助案件"):
        assert ask(text).intent is Intent.RANK
    assert ask("2024年北京各区行政复议申请总量").intent is Intent.AGGREGATE


@pytest.mark.parametrize(
    "text",
    [
        "大兴区2024年建成三个镇法律服务站",
        "大兴区2024年有几个街道",
        "密云区2024年下辖几个镇",
        "大兴区、密云区、通州区三个区2024年谁调解纠纷最多",
        "密云区2024年区里有哪些不足",
        "大兴区2024年区政府常务会议学法多少次",
    ],
)
def test_places_that_are_only_spoken_of_are_no_scope(text):
    assert ask(text).scope is None


def test_a_label_of_several_levels_means_all_of_them():
    assert kinds_of("区和县级市") == (frozenset({"区", "市"}), frozenset({"县"}))
    assert kinds_of("县市区") == (frozenset({"区", "县", "市", "旗"}), frozenset({"县"}))


@pytest.mark.parametrize(
    ("text", "sign", "value", "unit"),
    [
        ("出庭率没到100%的区有哪些", "<", 100, "%"),
        ("出庭率没有达到98%的区", "<", 98, "%"),
        ("有几个区出庭率达到100%", ">=", 100, "%"),
        ("出庭率95%及以上的区", ">=", 95, "%"),
        ("出庭率在90%以下的区", "<=", 90, "%"),
        ("出庭率是100%的区有几个", "==", 100, "%"),
        ("罚款超过500万元的区", ">", 5_000_000, "元"),
        ("哪些区调解纠纷不少于一千件", ">=", 1000, "件"),
        ("哪些区败诉率低于百分之五", "<", 5, "%"),
    ],
)
def test_a_condition_is_read(text, sign, value, unit):
    bound = bound_of(text)
    assert (bound.sign, bound.value, bound.unit) == (sign, value, unit)


@pytest.mark.parametrize("text", ["到2024年调解了多少纠纷", "2024年调解成功率是多少", "十五个区合计多少件"])
def test_a_number_alone_is_no_condition(text):
    assert bound_of(text) is None


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("2024年哪些区没有写公证办了多少件", "missing"),
        ("哪些县没公开法律援助案件数", "missing"),
        ("有几个区未公布败诉率", "missing"),
        ("2024年有几个县公开了行政复议审结数", "given"),
        ("哪几个区写明了罚款金额", "given"),
        ("哪些地方公布了公证数量", "given"),
        ("没有说罚款多少的区是哪些", "missing"),
        ("哪个区公开政府信息最多", ""),
        ("密云区没有公开多少件", ""),
    ],
)
def test_who_gives_a_figure_and_who_does_not(text, tells):
    assert tells_of(text)[0] == tells


@pytest.mark.parametrize("verb", ["写", "写到", "写出", "提供", "披露过", "公布"])
def test_the_words_that_say_so_name_no_topic(verb):
    assert tells_of(f"哪些县没{verb}公证件数")[1].split() == ["哪些县", "公证件数"]


@pytest.mark.parametrize(
    ("text", "topic", "lacking"),
    [
        ("哪些报告提到法律明白人", "法律明白人", False),
        ("2024年哪些地方提到了行政调解?", "行政调解", False),
        ("有几份报告说到“共享法庭”", "共享法庭", False),
        ("提到法治公园的报告有哪些", "法治公园", False),
        ("哪些区没有提到公证", "公证", True),
        ("法治公园在哪些报告里出现过", "法治公园", False),
        ("哪些年份的报告提到“八五”普法", "“八五”普法", False),
        ("哪些地方搞了“首违不罚”", "首违不罚", False),
        ("哪些县推行“综合查一次”?", "综合查一次", False),
    ],
)
def test_a_list_of_reports_by_a_word(text, topic, lacking):
    mention = mention_of(text)
    assert (mention.topic, mention.lacking) == (topic, lacking)
    assert ask(text).intent is Intent.MENTIONS


@pytest.mark.parametrize(
    "text",
    ["密云区2024年报告提到了哪些问题", "报告里提到多少件纠纷", "哪个区调解纠纷最多", "哪些区没提供法律援助数字"],
)
def test_what_a_report_mentions_is_no_list_of_reports(text):
    assert mention_of(text) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("23、24两年一共多少", "2023年、2024年一共多少"),
        ("23年和24年一共多少", "2023年、2024年一共多少"),
        ("2022、23两年一共多少", "2022年、2023年一共多少"),
        ("22-24年的变化", "2022-2024年的变化"),
        ("三年来平均每年多少", "近三年来平均每年多少"),
        ("三年总共多少", "近三年总共多少"),
        ("办理23、24件", "办理23、24件"),
        ("2022年、2023年、2024年三年总共多少", "2022年、2023年、2024年三年总共多少"),
    ],
)
def test_years_in_short_are_spelled_out(said, meant):
    assert spelled_out(said) == meant


# --- answers --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def counties(world):  # noqa: F811 (the fixture)
    return world(
        work("湖南省株洲市", 2024, "全市受理法律援助案件900件。出庭应诉率99%。建成法治公园5个。"),
        work("湖南省攸县", 2024, "全县受理法律援助案件100件。出庭应诉率100%。会前学法5次。"),
        work("湖南省茶陵县", 2024, "全县受理法律援助案件140件。出庭应诉率97.5%。建成法治公园1个。"),
        work("湖南省醴陵市", 2024, "全市受理法律援助案件240件。出庭应诉率100%。会前学法9次。"),
        work("湖南省株洲市天元区", 2024, "全区受理法律援助案件60件。出庭应诉率98%。"),
    )


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("2024年两个县法律援助案件合计多少", ["合计240件(2个县)", "攸县2024年100件", "茶陵县2024年140件"]),
        ("湖南两个县2024年法律援助案件一共多少", ["合计240件(2个县)"]),
        ("2024年县里平均办了多少件法律援助案件", ["平均120件(2个县,合计240件)"]),
        ("2024年平均每个县市区办了多少件法律援助案件", ["平均135件(4个县市区,合计540件)"]),
        ("2024年三个县法律援助案件合计多少", ["合计240件(2个县)"]),
    ],
)
def test_a_set_of_places_is_summed_at_its_level(counties, question, parts):
    answer, text = told(counties, question)
    assert answer.status == "answered"
    assert [part for part in parts if part not in text] == [], text


def test_a_number_of_places_other_than_held_is_said(counties):
    answer, _ = told(counties, "2024年三个县法律援助案件合计多少")
    assert any("问的是3个县,收录的有2个" in plain(note) for note in answer.notes)


def test_a_city_and_what_lies_in_it_are_not_added_together(counties):
    answer, text = told(counties, "2024年法律援助案件一共多少件")
    assert answer.status == "answered"
    assert "合计900件" in text
    assert "在株洲市之内,再加就重复了" in text
    assert "攸县100件" in text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("2024年出庭应诉率没到100%的县市区有哪些", ["县市区有2个", "天元区", "97.5%"]),
        ("2024年有几个县出庭应诉率达到100%", ["县有1个", "攸县"]),
        ("2024年出庭应诉率98%及以上的区", ["区有1个", "天元区"]),
        ("2024年哪些县没有写会前学法多少次", ["没有给出“会前学法”的县有1个:茶陵县"]),
        ("2024年有几个县公布了会前学法次数", ["给出“会前学法”的县有1个", "攸县(2024年)5次"]),
        ("2024年哪些报告提到法治公园", ["有2份", "株洲市2024年", "茶陵县2024年"]),
        ("没有提到法治公园的县有哪些", ["有1份:攸县2024年"]),
    ],
)
def test_places_are_counted_by_a_condition(counties, question, parts):
    answer, text = told(counties, question)
    assert answer.status == "answered"
    assert [part for part in parts if part not in text] == [], text
    assert answer.citations or "没有提到" in question


def test_a_word_that_no_report_mentions_is_said_to_be_missing(counties):
    answer, text = told(counties, "哪些报告提到共享法庭")
    assert answer.status == "not_found"
    assert "都没有提到“共享法庭”" in text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("攸县23、24两年法律援助案件总共多少件", "合计190件"),
        ("攸县三年来平均每年多少件法律援助案件", "平均90件"),
        ("攸县平均每年办多少件法律援助案件", "平均90件"),
        ("攸县近三年法律援助案件一共多少件", "合计270件"),
    ],
)
def test_years_are_summed_and_averaged(world, question, expected):  # noqa: F811 (the fixture)
    kb = world(
        *(
            work("湖南省攸县", year, f"全县受理法律援助案件{count}件。")
            for year, count in ((2022, 80), (2023, 90), (2024, 100))
        )
    )
    answer, text = told(kb, question)
    assert answer.status == "answered"
    assert text.startswith(expected), text


def test_the_unit_that_is_ranked_is_the_one_asked_for(world):  # noqa: F811 (the fixture)
    kb = world(
        work("湖南省攸县", 2024, "组织执法人员培训12场、300人次。"),
        work("湖南省茶陵县", 2024, "组织执法人员培训4场、900人次。"),
    )
    assert "茶陵县,为900人次" in told(kb, "2024年执法培训人次最多的县")[1]
    assert "攸县,为12场" in told(kb, "2024年执法培训场次最多的县")[1]


# --- what stands inside one report ----------------------------------------------------------------------------------------


@pytest.fixture
def inside(world):  # noqa: F811 (the fixture)
    return world(
        work(
            "湖南省攸县",
            2024,
            "全年立案查处违法案件300件,从类别看,食品类120件、广告类30件、价格类90件、其他60件。\n"
            "乡镇执法队办案60件,其中网岭镇、皇图岭镇、黄丰桥镇分别为31件、17件、12件。",
        )
    )


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("攸县立案的案件里哪一类最多", ["食品类最多,为120件", "其他60件"]),
        ("攸县2024年立案的案件中哪类最少", ["广告类最少,为30件"]),
        ("攸县哪两个乡镇执法队办案最多", ["网岭镇", "31件", "皇图岭镇", "没有收录攸县下辖各乡镇自己的报告"]),
        ("攸县三个乡镇执法队办案排第二的是哪个", ["皇图岭镇", "17件"]),
        ("攸县各乡镇执法队办案一共多少件", ["合计60件"]),
        ("攸县乡镇执法队办案前两名", ["网岭镇", "31件", "皇图岭镇"]),
        ("攸县执法队办案超过15件的乡镇有几个", ["乡镇有2个", "网岭镇", "皇图岭镇"]),
        ("攸县各类立案里排名第二的是什么", ["价格类排第2,为90件"]),
        ("网岭镇2024年执法队办案多少件", ["31件"]),
    ],
)
def test_the_parts_of_one_report_are_ranked(inside, question, parts):
    answer, text = told(inside, question)
    assert answer.status == "answered", text
    assert [part for part in parts if part not in text] == [], text


def test_of_several_lists_the_one_is_taken_that_the_question_speaks_of(world):  # noqa: F811 (the fixture)
    kb = world(
        work(
            "湖南省攸县",
            2024,
            "收到信息公开申请90件,其中自然人申请70件、法人申请20件。从内容上看,征地类居首位,共48件;其次为规划类21件。",
        )
    )
    assert "征地类最多,为48件" in told(kb, "攸县2024年信息公开申请的内容哪类最多")[1]
    assert "自然人申请最多,为70件" in told(kb, "攸县2024年哪类人的信息公开申请最多")[1]


def test_of_a_place_that_a_report_only_speaks_of_what_is_there_is_offered(inside):
    answer, text = told(inside, "网岭镇2024年公证多少件")
    assert answer.status == "not_found"
    assert "没有收录网岭镇自己的报告" in text
    assert "31件" in text


def test_an_empty_scope_is_told_in_a_whole_sentence(inside):
    answer, text = told(inside, "2023年哪个街道调解纠纷最多")
    assert answer.status == "not_found"
    assert "未收录2023年的街道级报告" in text
    assert "未收录的报告" not in text


def test_what_the_issuer_says_is_satisfied_by_its_report(world):  # noqa: F811 (the fixture)
    body = "一、主要工作\n全市罚款120.5万元,其中攸县、茶陵县分别为88.5万元、32万元。"
    kb = world(f"株洲市生态环境局2024年法治政府建设年度情况报告\n{body}\n\n株洲市生态环境局\n2025年2月1日\n")
    answer, text = told(kb, "攸县2024年环保罚款多少")
    assert answer.status == "answered", text
    assert "88.5万元" in text
    assert "攸县" in told(kb, "株洲哪个县环保罚款最多")[1].split("。")[0]
