"""The lexicon of indicators and synonyms: what a figure or a question names, and what it must not be taken for."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import DataError
from kb.lang.normalize import fold
from kb.lexicon.indicators import indicators, load
from kb.lexicon.words import as_written, synonyms

TABLE = indicators()
DATA = resources.files("kb.lexicon").joinpath("data")

# A figure's own words, after the subject they hang on where they have one; its base unit; what it counts.
FIGURES = """
行政复议案件 受理 | 件 | 行政复议受理
新受理各类行政复议案件 | 件 | 行政复议受理
全市收到行政复议申请 | 件 | 行政复议申请
行政复议 收案 | 件 | 行政复议申请
审结行政复议申请 | 件 | 行政复议审结
行政复议案件 按期办结 | 件 | 行政复议审结
行政复议申请 不予受理 | 件 | 行政复议不予受理
行政复议案件 决定维持 | 件 | 行政复议维持
行政复议案件 撤销行政行为 | 件 | 行政复议撤销
行政复议案件 申请人撤回复议申请 | 件 | 行政复议撤回
行政复议案件 正在积极办理中 | 件 | 行政复议未审结
行政复议案件 驳回申请 | 件 | 行政复议驳回
行政复议案件 直接纠错 | 件 | 行政复议纠错
行政复议案件 纠错率 | % | 行政复议纠错率
行政复议案件 案前调解 | 件 | 行政复议案前调解
行政复议案件 调解、和解等方式结案 | 件 | 行政复议调解和解
行政复议案件 立案 | 件 | 行政复议立案
行政复议案件 制发意见书 | 份 | 行政复议意见书
协助省政府配合办理行政复议案件 | 件 | 配合上级办理行政复议
以本局为被告的已审结行政复议案件 | 件 | 行政复议被申请人案件
行政复议案件 行政处罚类 | 件 | 行政复议涉行政处罚
行政争议实质性化解率 | % | 行政争议实质性化解率
办理县政府为被告的应诉案件 | 件 | 行政应诉案件
以县政府为被告的应诉案件 审结 | 件 | 行政应诉审结
行政诉讼案件 败诉 | 件 | 行政应诉败诉
行政机关败诉率 | % | 行政应诉败诉率
新收一审行政案件 | 件 | 行政诉讼一审案件
负责人出庭应诉案件 | 件 | 负责人出庭应诉案次
行政机关负责人出庭应诉 | 案次 | 负责人出庭应诉案次
县长带头出庭应诉 | 次 | 负责人出庭应诉次数
负责人出庭应诉案件 出庭应诉率 | % | 负责人出庭应诉率
开展矛盾纠纷大排查 | 次 | 矛盾纠纷排查
受理各类矛盾纠纷 | 件 | 调解受理
各级人民调解组织共调处矛盾纠纷 | 起 | 调解纠纷
矛盾纠纷 成功调解 | 件 | 调解成功
调解各类纠纷 调解成功率 | % | 调解成功率
调解案件 涉及金额 | 元 | 调解涉及金额
乡镇人民调解委员会 | 个 | 乡镇街道调解委员会
村(社区)调委会 | 个 | 村居调解委员会
行业性、专业性调委会 | 个 | 行业性专业性调解委员会
选聘专职人民调解员 | 名 | 专职人民调解员
行政调解 受理案件 | 件 | 行政调解案件
受理指派法律援助案件 | 件 | 法律援助案件
法律援助案件 刑事案件 | 件 | 刑事法律援助案件
法律援助案件 民事(行政)案件 | 件 | 民事法律援助案件
法律援助案件 为受援人挽回经济损失 | 元 | 法律援助挽回损失
法律服务所代写法律文书 | 份 | 代写法律文书
来访、来电等咨询 | 人次 | 法律咨询
“12348”热线接听群众来电 | 个 | 12348热线来电
12348来电 接听满意率 | % | 12348热线满意率
办理各类公证 | 件 | 公证事项
公证事项 贫困户办理公证业务 | 件 | 困难群体公证
司法鉴定机构 | 家 | 司法鉴定机构
审查行政规范性文件 | 件 | 规范性文件审核
规范性文件 提出修改意见建议 | 条 | 规范性文件审核意见
规范性文件 向市级报备 | 件 | 规范性文件备案
清理规范性文件 拟修改 | 件 | 规范性文件修改
清理规范性文件 废止 | 件 | 规范性文件废止
县政府规范性文件 保留 | 件 | 规范性文件保留
县政府部门规范性文件 | 件 | 部门规范性文件
重大行政决策目录事项 | 个 | 重大行政决策事项
重大行政决策事项合法性审查 | 件 | 重大行政决策审查
审查政府合同、协议 | 份 | 合同审查
政府法律顾问参与处理法律事务 | 件 | 法律顾问法律事务
政府法律顾问 出具法律意见书 | 份 | 法律意见书
政府法律顾问列席政府常务会议 | 次 | 法律顾问列席会议
公职律师办理法律事务 | 件 | 公职律师法律事务
动态调整行政职权 | 项 | 行政职权调整
评查行政处罚案卷 | 本 | 执法案卷评查
行政处罚案卷 合格率 | % | 执法案卷合格率
行政执法资格考试 通过 | 人次 | 执法资格考试通过人数
行政执法资格考试 报名 | 人次 | 执法资格考试人数
专项行动 立案 | 起 | 执法立案
受理政府信息公开申请 | 件 | 政府信息公开申请
通过政府网站主动公开政府信息 | 条 | 政府信息主动公开
办理县人大代表建议 | 件 | 人大代表建议
办理政协委员提案 | 件 | 政协提案
人大代表建议 办复率 | % | 建议提案办复率
开展“宪法进万家”普法宣传活动 | 场 | 普法活动
普法责任单位开展普法活动 | 场次 | 普法活动
普法活动 覆盖群众 | 人次 | 普法受众
为群众提供法律咨询、法律援助等法律服务 接待 | 人次 | 公共法律服务接待
律师讲座 | 场 | 律师讲座
政府法律顾问专题讲座 | 期 | 法律顾问讲座
发放宣传资料与宣传品 | 份 | 普法宣传资料
普法公众号发布学法文章 | 篇 | 普法文章
法律知识有奖竞答活动 累计参与 | 人次 | 法律知识竞答参与
政府常务会议专题学法 | 次 | 会前学法
党组理论学习中心组集体学法 | 次 | 中心组学习
法治专题培训班 | 期 | 法治培训
法治专题培训班 参训 | 人次 | 法治培训人次
推出“高效办成一件事”主题 | 个 | 一件事事项
告知承诺制方式 办理 | 件 | 告知承诺办件量
国内生产总值 | 元 | 地区生产总值
国内生产总值增长 | % | 经济增长率
货物进出口总额增长 | % | 进出口总额增长
财政赤字规模 | 元 | 赤字规模
城镇居民人均可支配收入 | 元 | 城镇居民人均可支配收入
为小微企业减免罚款 | 元 | 减免罚款
单笔最高罚款 | 元 | 单案最高罚款
实现罚没收入 | 元 | 罚款金额
全市各级执法机关共下达行政处罚决定 | 件 | 行政处罚案件
城管部门行政处罚立案 | 件 | 执法立案
承办建议提案 | 件 | 建议提案合计
办理市人大代表建议、政协提案 | 件 | 建议提案合计
全年被申请行政复议 | 件 | 行政复议被申请人案件
因政府信息公开引发的行政诉讼 | 件 | 行政诉讼涉信息公开
收到各镇街报备的规范性文件 | 件 | 规范性文件备案审查
每万人口拥有律师 | 名 | 每万人律师数
政府信息公开申请 不予公开 | 件 | 政府信息不予公开
一审行政应诉 | 件 | 行政诉讼一审案件
全区行政机关一审应诉案件 | 件 | 行政诉讼一审案件
全年提供法律援助 | 件 | 法律援助案件
行政执法人员培训班 参训 | 人次 | 执法培训人次
法律援助案件 为群众挽回损失 | 元 | 法律援助挽回损失
信访事项 办结 | 件次 | 信访办结
受理群众来信来访 | 件次 | 信访件
集中清理 宣布失效 | 件 | 规范性文件失效
审核文件、合同 | 份 | 文件合同审查
县社区矫正机构列管社区矫正对象 | 名 | 社区矫正对象
承办群众来电诉求 | 件 | 12345诉求受理
"""

# Wordings that must not be taken for the indicator at the end.
UNLIKE = """
调解成功 | 件 | 调解受理
受理矛盾纠纷 | 件 | 调解成功
矛盾纠纷排查 | 件 | 调解纠纷
行政复议 案前调解 | 件 | 调解纠纷
行政调解案件 | 件 | 调解纠纷
行政复议申请 不予受理 | 件 | 行政复议受理
行政复议申请 不予受理 | 件 | 行政复议申请
行政复议案件 立案 | 件 | 执法立案
行政应诉案件 审结 | 件 | 行政复议审结
行政复议案件 行政处罚 | 件 | 行政处罚案件
行政处罚案卷 | 本 | 行政处罚案件
负责人出庭应诉案件 | 件 | 行政应诉案件
政府法律顾问 | 名 | 公职律师人数
公职律师 | 人 | 执业律师
检察建议 | 件 | 人大代表建议
司法建议 | 件 | 人大代表建议
规范性文件备案审查 | 件 | 规范性文件制定
律师类备案事项 | 件 | 规范性文件备案
专职调解员培训班 | 期 | 法治培训人次
户籍人口城镇化率 | % | 常住人口城镇化率
二三级医院 | 家 | 法治政府示范项目
法律援助工作站 | 件 | 法律援助案件
法律援助典型案例 | 件 | 法律援助案件
信访事项 办结 | 件 | 信访件
一审案件 行政处罚类 | 件 | 行政处罚案件
各行政执法单位办理的行政处罚案件 | 件 | 执法单位
移送问题线索 | 条 | 督察发现问题
"""

# Questions, after synonyms, that name several indicators: each must be found.
TOGETHER = """
行政复议收到多少审结多少 | 行政复议申请 行政复议审结
参加执法资格考试的有多少人次,通过率多高 | 执法资格考试人数 执法资格考试通过率
抽查处罚案卷多少本,合格率多少 | 执法案卷评查 执法案卷合格率
行政复议、法律援助、政府信息公开申请受理最多的是哪一项 | 行政复议受理 法律援助案件 政府信息公开申请
宣传活动、律师讲座、法治培训哪样最多 | 普法活动 律师讲座 法治培训
人大代表建议和政协提案一共多少件 | 人大代表建议 政协提案
12348来电多少,满意率多少 | 12348热线来电 12348热线满意率
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def base_units() -> set[str]:
    lines = resources.files("kb.lang").joinpath("data/units.tsv").read_text("utf-8").splitlines()
    return {line.split("\t")[1] for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize(("phrase", "unit", "name"), rows(FIGURES))
def test_words_of_a_figure_name_its_indicator(phrase: str, unit: str, name: str) -> None:
    assert [found.name for found in TABLE.recognise(fold(phrase).text, unit)][:1] == [name]


@pytest.mark.parametrize(("phrase", "unit", "name"), rows(UNLIKE))
def test_a_figure_is_not_taken_for_its_neighbour(phrase: str, unit: str, name: str) -> None:
    assert name in TABLE.all
    assert name not in [found.name for found in TABLE.recognise(fold(phrase).text, unit)][:1]


@pytest.mark.parametrize(("question", "names"), rows(TOGETHER))
def test_a_question_may_name_several_indicators(question: str, names: str) -> None:
    assert set(names.split()) <= {found.name for found in TABLE.recognise(question)}


@pytest.mark.parametrize(
    ("question", "topic", "head"),
    [
        ("去年调解了多少", "人民调解", "调解纠纷"),
        ("各地行政复议案件从多到少", "行政复议", "行政复议申请"),
        ("法律援助办得怎么样", "法律援助", "法律援助案件"),
        ("12348有多少", "12348热线", "12348热线来电"),
    ],
)
def test_a_topic_named_alone_leads_to_its_first_indicator(question: str, topic: str, head: str) -> None:
    found = TABLE.topics_in(question)[0]
    assert (found.name, found.heads[0]) == (topic, head)


def test_every_topic_has_a_head_of_its_own() -> None:
    for topic in TABLE.topics.values():
        assert topic.heads, topic.name
        assert {TABLE.all[head].topic for head in topic.heads} == {topic.name}


def test_every_indicator_is_explained_and_points_at_known_others() -> None:
    for indicator in TABLE.all.values():
        assert indicator.definition.endswith("。"), indicator.name
        assert set(indicator.unlike) <= TABLE.all.keys() - {indicator.name}, indicator.name
        assert set(indicator.units) <= base_units(), indicator.name


def test_every_alternative_can_match_and_every_indicator_can_win() -> None:
    for indicator in TABLE.all.values():
        unit = indicator.units[0] if indicator.units else None
        found = [TABLE.recognise(" ".join(words), unit) for words in indicator.words]
        assert all(indicator in matches for matches in found), indicator.name
        assert any(matches[0] == indicator for matches in found), indicator.name


def test_words_are_folded() -> None:
    for word in (*TABLE.names(), *synonyms(), *synonyms().values()):
        assert fold(word).text == word


def test_names_are_given_once() -> None:
    names = re.findall(r'^name = "(.+)"$', DATA.joinpath("indicators.toml").read_text("utf-8"), re.MULTILINE)
    assert len(names) == len(TABLE.topics) + len(TABLE.all)


@given(st.lists(st.sampled_from(TABLE.names()), max_size=5), st.sampled_from(sorted(base_units())))
def test_a_unit_only_narrows(words: list[str], unit: str) -> None:
    text = "".join(words)
    narrowed = [found for found in TABLE.recognise(text) if not found.units or unit in found.units]
    assert list(TABLE.recognise(text, unit)) == narrowed


def test_the_example_at_the_head_of_the_table_loads() -> None:
    """A user copies it, so it must stay true."""
    lines = DATA.joinpath("indicators.toml").read_text("utf-8").splitlines()
    # The other topic's indicator that the example names is added, as the user's own table would have it.
    example = "\n".join(line[6:] for line in lines if line.startswith("#     "))
    table = load(example.replace('["行政复议申请", "行政复议受理"]', '["行政复议受理"]', 1), "例子")
    (indicator,) = table.all.values()
    assert [found.name for found in table.recognise("受理行政复议案件", "件")] == ["行政复议受理"]
    assert table.recognise("行政复议不予受理", "件") == ()
    assert table.recognise("受理行政复议案件", "元") == ()
    assert indicator.definition
    assert indicator.unlike == ("行政复议申请",)


TOPIC = '[[topic]]\nname = "水务"\nwords = ["水"]\n'
INDICATOR = '[[indicator]]\nname = "水库"\ntopic = "水务"\nwords = ["库"]\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[topic]\n", "line 1"),
        (TOPIC, "indicator"),
        (INDICATOR, "topic"),
        (TOPIC.replace('["水"]', "3") + INDICATOR, "int"),
        (TOPIC + INDICATOR.replace("words", "word"), "words"),
        (TOPIC + INDICATOR.replace('topic = "水务"', 'topic = "林业"'), "水库"),
        (TOPIC + 'heads = ["闸"]\n' + INDICATOR, "闸"),
    ],
)
def test_a_malformed_table_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(DataError) as caught:
        load(text, "我的.toml")
    assert "我的.toml" in caught.value.message
    assert named in caught.value.message
    assert caught.value.hint


def test_version_follows_the_content() -> None:
    text = TOPIC + INDICATOR
    assert load(text, "甲").version == load(text, "乙").version
    assert load(text, "甲").version != load(text.replace('["库"]', '["库", "坝"]'), "甲").version


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("法援案子有几件", "法律援助案件有几件"),
        ("复议收了多少", "行政复议收到多少"),
        ("行政复议收了多少", "行政复议收到多少"),
        ("没收了多少违法所得", "没收了多少违法所得"),
        ("政府当被告的官司", "政府为被告的诉讼案件"),
        ("打官司的案件", "诉讼的案件"),
        ("调解成功的比例", "调解成功率"),
        ("调解和解率", "调解和解率"),
        ("有哪些调解案例", "有哪些调解案例"),
        ("依申请公开多少件", "政府信息公开申请多少件"),
        ("政府信息公开申请多少件", "政府信息公开申请多少件"),
        ("法律明白人有多少", "法律明白人有多少"),
        ("各宣传单位发了多少宣传单", "各宣传单位发了多少宣传资料"),
        ("复议没审完的", "行政复议未审结的"),
        ("一把手讲法几次", "主要负责人讲法几次"),
    ],
)
def test_what_is_said_becomes_what_is_written(said: str, written: str) -> None:
    assert as_written(said) == written


def test_synonyms_stand_once_and_are_not_chained() -> None:
    lines = DATA.joinpath("synonyms.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
    assert len({said for said, _ in pairs}) == len(pairs) == len(synonyms())
    for said, written in pairs:
        assert as_written(written) == written, f"{said} → {written} → {as_written(written)}"
