"""Figures that count less than the indicator that their words name: kinds, shares, opposites."""

from __future__ import annotations

import pytest

from tests.test_facts import read

# A sentence below a title of 北京市大兴区 2024, and the indicators of its figures in order, "-" for none.
SENTENCES = """
全区人民调解组织调解各类民间纠纷3200件,调处医患纠纷46件。 | 调解纠纷 -
各级调解组织共排查化解社会矛盾纠纷812件。 | 矛盾纠纷化解
全年化解涉企纠纷73件。 | -
物业纠纷调解118件,矛盾纠纷调解960件。 | - 调解纠纷
劳动争议调解中心受理欠薪纠纷58件,成功调解欠薪纠纷51件。 | - -
矛盾纠纷受理1028件,调解成功1003件。 | 调解受理 调解成功
查处各类违法行为806起。 | 执法查处案件
查处超限超载806起。 | -
查处食品违法案件61件。 | -
全市律师3400名,每万人拥有律师5.2名。 | 执业律师 每万人律师数
人均调解纠纷21件。 | -
全年罚没款800万元,单案最高罚款60万元,为企业减免罚款45万元。 | 罚款金额 单案最高罚款 减免罚款
承办建议提案300件,其中人大代表建议120件、政协提案180件。 | 建议提案合计 人大代表建议 政协提案
行政处罚立案900件,办结860件。 | 执法立案 行政处罚案件
组织执法人员培训6期,参训540人次。 | 执法培训 执法培训人次
法律援助420件,其中农民工130件。 | 法律援助案件 农民工法律援助案件
审查规范性文件21件、政府合同66份、重大决策事项9件。 | 规范性文件审核 合同审查 重大行政决策审查
行政处罚3300人次,其中行政拘留410人次。 | - 行政拘留
指派法律援助案件80件,其中民事60件、行政20件。 | 法律援助案件 民事法律援助案件 行政法律援助案件
全年开展各类调解900件,其中人民调解700件。 | - 调解纠纷
因信息公开引发的行政复议12件、行政诉讼5件。 | 行政复议涉信息公开 行政诉讼涉信息公开
因政府信息公开被申请行政复议9件、提起行政诉讼4件。 | 行政复议涉信息公开 行政诉讼涉信息公开
"""


@pytest.mark.parametrize(
    ("sentence", "names"), [line.split(" | ") for line in SENTENCES.strip().splitlines()], ids=lambda text: text[:12]
)
def test_a_kind_a_share_or_an_opposite_is_not_the_whole(sentence: str, names: str) -> None:
    facts = read(f"一、主要工作\n{sentence}").extraction.facts
    assert [fact.indicator or "-" for fact in facts] == names.split()


def test_what_a_cause_led_to_is_named_with_its_cause():
    facts = read("一、主要工作\n因征地拆迁引发的行政复议12件、信访5件。").extraction.facts
    assert [fact.phrase for fact in facts] == ["因征地拆迁引发的行政复议", "因征地拆迁引发的 信访"]
