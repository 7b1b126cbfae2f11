"""What the words around a table give its columns: sections, captions, the words that lead on to it."""

from __future__ import annotations

from datetime import date
from inspect import cleandoc

import pytest

from indexer.reading import read_bytes
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from tests.building import build


@pytest.fixture
def facts(request):
    """The facts of a little report below a title of 大兴区 2024."""
    text = f"# 北京市大兴区2024年法治政府建设年度情况报告\n\n{cleandoc(request.function.__doc__)}"
    (reading,) = read_bytes("报告.md", text.encode()).readings
    return reading.extraction.facts


def test_bare_columns_are_of_the_topic_that_a_heading_above_names(facts):
    """
    ## 一、行政复议基本情况

    ### (一)近年对比

    | 年度 | 新收 | 办结 | 驳回 |
    | --- | --- | --- | --- |
    | 2023 | 81 | 77 | 9 |
    | 2024 | 96 | 90 | 12 |
    """
    assert [(fact.period.year, fact.indicator, fact.value) for fact in facts] == [
        (2023, "行政复议申请", 81),
        (2023, "行政复议审结", 77),
        (2023, "行政复议驳回", 9),
        (2024, "行政复议申请", 96),
        (2024, "行政复议审结", 90),
        (2024, "行政复议驳回", 12),
    ]


def test_a_bare_verb_of_prose_is_of_that_topic_too(facts):
    """
    ## 一、行政复议基本情况

    ### (一)收案

    共收到行政复议申请96件。经审查,依法受理88件,不予受理5件。

    ### (二)结果

    全年审结90件,其中维持41件。
    """
    assert [fact.indicator for fact in facts] == [
        "行政复议申请",
        "行政复议受理",
        "行政复议不予受理",
        "行政复议审结",
        "行政复议维持",
    ]


def test_what_the_sentence_before_counted_does_not_leak_into_a_table(facts):
    """
    ## 一、行政执法

    下达处罚决定30件,免予处罚8家。各镇办案情况如下:

    | 镇 | 处罚决定(件) | 罚款(万元) |
    | --- | --- | --- |
    | 采育镇 | 18 | 6.5 |
    | 青云店镇 | 12 | 3.1 |
    """
    assert [(fact.place, fact.indicator, fact.phrase) for fact in facts[2:]] == [
        ("采育镇", "行政处罚案件", "处罚决定"),
        ("采育镇", "罚款金额", "罚款"),
        ("青云店镇", "行政处罚案件", "处罚决定"),
        ("青云店镇", "罚款金额", "罚款"),
    ]


def test_a_line_of_its_own_that_leads_on_carries_nothing_over(facts):
    """
    ## 一、执法

    开展培训5期。

    各队情况如下:

    | 队 | 巡查河道(公里) |
    | --- | --- |
    | 一队 | 18 |
    """
    assert "培训" not in facts[1].phrase


def test_a_caption_that_is_a_topic_makes_rows_things_of_it(facts):
    """
    ## 一、法律援助工作

    | 项目 | 2024年 |
    | --- | --- |
    | 受理案件(件) | 455 |
    | 挽回损失(万元) | 620.5 |
    """
    assert [fact.indicator for fact in facts] == ["法律援助案件", "法律援助挽回损失"]


def test_quarters_of_a_table_and_of_a_stretch_are_quarters(facts):
    """
    ## 一、行政复议

    一季度至三季度受理案件分别为21件、34件、28件。

    | 季度 | 受理(件) |
    | --- | --- |
    | 二季度 | 34 |
    """
    assert [(fact.period.first, fact.period.last, fact.indicator) for fact in facts] == [
        (date(2024, 1, 1), date(2024, 3, 31), "行政复议受理"),
        (date(2024, 4, 1), date(2024, 6, 30), "行政复议受理"),
        (date(2024, 7, 1), date(2024, 9, 30), "行政复议受理"),
        (date(2024, 4, 1), date(2024, 6, 30), "行政复议受理"),
    ]


def test_months_of_a_stretch_are_months(facts):
    """
    ## 一、行政复议

    1月至3月受理案件分别为8件、6件、7件。
    """
    assert [fact.period.first.month for fact in facts] == [1, 2, 3]


MONEY = """# 内蒙古自治区包头市生态环境局2024年法治政府建设年度情况报告

## 一、执法

各旗县区处罚情况如下:

| 旗县区 | 处罚决定(件) | 罚款(万元) |
| --- | --- | --- |
| 达茂旗 | 1,204 | 88.5 |
| 土右旗 | 19 | 1,020.0 |
"""


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("达茂旗2024年罚款多少", "88.5万元"),
        ("土默特右旗2024年罚款多少", "1,020.0万元"),
        ("达茂旗2024年处罚决定多少件", "1,204件"),
    ],
)
def test_a_bare_cell_is_told_in_the_unit_of_its_head(tmp_path, question, figure):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "包头.md").write_text(MONEY, "utf-8")
    build(tmp_path / "reports", tmp_path / "index")
    answer = KnowledgeBase(Settings(index=str(tmp_path / "index"))).ask(question).answer
    assert figure in answer.text.splitlines()[0]
