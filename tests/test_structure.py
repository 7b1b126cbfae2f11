"""Paragraphs with their section paths. A test's docstring is the little report it reads."""

import inspect
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import read
from indexer.structure import paragraphs_of
from kb.types import ParagraphKind

TITLE, HEADING, BODY, TABLE, ADDRESS = ParagraphKind


def paragraphs(text, source="r.txt"):
    return paragraphs_of(*read(source, text.encode()).documents)


def report(test):
    return paragraphs(inspect.cleandoc(test.__doc__))


def kinds(found):
    return [(p.kind, p.text) for p in found]


def test_headings_give_depth_and_path():
    """
    东湖区2023年法治政府建设年度情况报告
    一、主要举措和成效
    (一)强化组织领导
    全年召开会议2次。
    1.提升复议质量。共收到申请376件。
    (1)抓培训。举办培训12期。
    2.化解纠纷。调解5216件。
    (三)加强普法
    开展宣传活动22场。
    二、存在的不足
    培训不够。
    """
    found = report(test_headings_give_depth_and_path)
    assert [(p.kind, p.depth, p.section) for p in found] == [
        (TITLE, 0, ()),
        (HEADING, 1, ()),
        (HEADING, 2, ("一、主要举措和成效",)),
        (BODY, 0, ("一、主要举措和成效", "(一)强化组织领导")),
        (BODY, 0, ("一、主要举措和成效", "(一)强化组织领导", "1.提升复议质量。")),
        (BODY, 0, ("一、主要举措和成效", "(一)强化组织领导", "1.提升复议质量。", "(1)抓培训。")),
        (BODY, 0, ("一、主要举措和成效", "(一)强化组织领导", "2.化解纠纷。")),
        (HEADING, 2, ("一、主要举措和成效",)),
        (BODY, 0, ("一、主要举措和成效", "(三)加强普法")),
        (HEADING, 1, ()),
        (BODY, 0, ("二、存在的不足",)),
    ]
    assert [p.number for p in found] == list(range(1, 12))
    assert found[4].text == "1.提升复议质量。共收到申请376件。"


def test_chapters_stand_above_numbers_and_full_width_forms_are_the_same():
    found = paragraphs(
        "第一章 总体情况\n一、2023年举措\n\uff08一\uff09抓学习\n\uff11\uff0e学法。全年学法4次。\n第二部分 不足\n"
        "培训少。"
    )
    assert found[-1].section == ("第二部分 不足",)
    assert found[3].section == ("第一章 总体情况", "一、2023年举措", "\uff08一\uff09抓学习", "\uff11\uff0e学法。")


def test_traditional_headings():
    found = paragraphs("一、2024年推進情況\n(一)化解糾紛\n調解糾紛1251件。")
    assert found[2].section == ("一、2024年推進情況", "(一)化解糾紛")


def test_a_heading_that_ends_in_a_stop_is_a_heading():
    found = paragraphs("(一)拓展宣传途径,提高教育效果。\n开展活动22场。")
    assert [p.kind for p in found] == [HEADING, BODY]


@pytest.mark.parametrize(
    "line",
    [
        "1.5亿元资金已经到位。",
        "3.全年共办理案件50件。",
        "2023年共办理案件50件。",
        "一是加强学习。",
        "一、二审案件都已审结。",
        "1.办理复议案件376件,审结304件;",
    ],
)
def test_lines_with_figures_are_no_headings(line):
    found = paragraphs(f"一、举措\n{line}\n后文说明情况如何。")
    assert (found[1].kind, found[2].section) == (BODY, ("一、举措",))


def test_letter_signature_and_date_are_addresses():
    """
    西山市人民政府:
    现随文报来《东湖市2020年法治政府建设工作开展情况》,请审阅。
    东湖市人民政府
    2021年1月21日
    东湖市2020年法治政府建设工作开展情况
    2020年,全市各部门认真落实各项任务。
    一、主要举措
    全年培训12期。
    特此报告。
    东湖市人民政府办公室
    二〇二一年一月二十一日
    """
    found = report(test_letter_signature_and_date_are_addresses)
    assert [p.kind for p in found] == [
        ADDRESS, BODY, ADDRESS, ADDRESS, TITLE, BODY, HEADING, BODY, ADDRESS, ADDRESS, ADDRESS,
    ]  # fmt: skip
    assert {p.section for p in found[8:]} == {()}


def test_who_gave_a_work_report_and_to_whom():
    """
    政府工作报告
    ——2024年1月21日在东湖市第十六届人民代表大会第二次会议上
    东湖市市长 李明
    各位代表:
    现在,我代表市人民政府向大会报告工作。
    一、2023年工作回顾
    """
    found = report(test_who_gave_a_work_report_and_to_whom)
    assert [p.kind for p in found] == [TITLE, ADDRESS, ADDRESS, ADDRESS, BODY, HEADING]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("东湖市西山区人民政府落实区人大常委会对", "《西山区人民政府关于2020年工作的报告》评议意见的报告"),
        ("东湖市西山区人民政府", "关于2023年法治政府建设情况的报告"),
        ("东湖市西山区司法局2023年度法治政府", "建设情况报告"),
        ("东湖市西山区2023年法治政府建设", "年度情况报告"),
    ],
)
def test_a_title_of_two_lines_is_one(first, second):
    text = f"{first}\n\n{second}\n\n区人大常委会:\n\n现将情况报告如下。"
    found = paragraphs(text)
    assert kinds(found)[0] == (TITLE, first + second)
    assert text[slice(*found[0].span)] == f"{first}\n\n{second}"
    assert [p.kind for p in found] == [TITLE, ADDRESS, BODY]


def test_two_titles_are_not_glued():
    found = paragraphs("西山区2020年工作报告\n\n东湖市西山区2020年工作报告\n\n现将情况报告如下。")
    assert [p.kind for p in found] == [TITLE, TITLE, BODY]


def test_the_name_of_a_site_is_not_glued_to_a_title():
    found = paragraphs("东湖市西山区人民政府\n\n西山区2020年工作报告\n\n现将情况报告如下。")
    assert kinds(found)[1] == (TITLE, "西山区2020年工作报告")


def test_a_table_of_contents_opens_no_section():
    """
    目 录
    一、主要举措……1
    二、不足……3
    东湖区2023年工作报告
    一、主要举措
    全年培训12期。
    二、不足
    培训少。
    """
    found = report(test_a_table_of_contents_opens_no_section)
    assert [p.kind for p in found] == [BODY, BODY, BODY, TITLE, HEADING, BODY, HEADING, BODY]
    assert [p.section for p in found[:4]] == [()] * 4


def test_a_sentence_broken_in_the_middle_is_joined():
    text = "二、夯实责任\n2020年,全市印发工作要点,对法治政府建设各\n项工作任务进行安排部署。\n三、后续"
    found = paragraphs(text)
    assert kinds(found)[1] == (BODY, "2020年,全市印发工作要点,对法治政府建设各项工作任务进行安排部署。")
    assert text[slice(*found[1].span)].replace("\n", "") == found[1].text
    assert len(found) == 3


def test_a_file_wrapped_to_one_width_is_unwrapped():
    """A heading that fills its line goes on too."""
    body = "全区各部门认真落实法治政府建设各项任务取得积极成效并且持续改进" * 6 + "。"
    heading = "三、2020年党政主要负责人履行推进法治政府建设第一责任人职责加强建设有关情况"
    whole = [f"　　{body}", f"　　{heading}", f"　　{body}"]
    width = 30
    text = "\n".join(line[at : at + width] for line in whole for at in range(0, len(line), width))
    found = paragraphs(text)
    assert kinds(found) == [(BODY, body), (HEADING, heading), (BODY, body)]


def test_indented_and_parted_lines_stay_apart():
    """
    全区认真落实各项任务,主要做法有三条
    \u3000\u3000第一条是抓学习,举办培训十二期
    \u3000\u3000第二条是抓宣传,举办讲座三十场
    """
    assert len(report(test_indented_and_parted_lines_stay_apart)) == 3
    assert len(paragraphs("全区落实任务,主要做法有三条\n\n抓学习,举办培训")) == 2


def test_unnumbered_headings():
    """
    2023年工作情况总结报告
    全年各项工作有序推进,成效明显,现将有关情况报告如下。
    复议应诉工作
    全年共受理行政复议申请376件,审结304件,行政机关负责人出庭应诉12次,没有败诉案件发生。
    调解工作
    调解组织开展矛盾纠纷排查495次,调解案件521件,调解成功517件,调解成功率达到99%以上。
    """
    found = report(test_unnumbered_headings)
    assert [p.kind for p in found] == [TITLE, BODY, HEADING, BODY, HEADING, BODY]
    assert [p.section for p in found][-1] == ("调解工作",)


def test_headings_of_markdown_nest_by_level():
    found = paragraphs("# 东湖区报告\n## 举措\n### 复议\n受理3件。\n## 一、不足\n(一)培训\n少。\n## 安排\n多。", "a.md")
    assert found[0].kind is TITLE
    assert found[3].section == ("举措", "复议")
    assert found[6].section == ("一、不足", "(一)培训")
    assert found[8].section == ("安排",)


def test_tables_are_paragraphs_of_their_own():
    found = paragraphs("## 一、数据\n\n|指标|数量|\n|--|--|\n|复议|120件|\n", "a.md")
    assert found[1].kind is TABLE
    assert found[1].cells == (("指标", "数量"), ("复议", "120件"))
    assert found[1].section == ("一、数据",)


# --- cutting ---------------------------------------------------------------------------------------------------------

ITEM = "是加强监督管理,严格落实“统一登记。统一编号”制度(保留7件;废止2件。),全年清理文件14件,提高质量和实效,形成长效机制"


def test_a_long_line_is_cut_at_its_items():
    line = "(一)完善制度体系,强化制度建设。" + "".join(f"{n}{ITEM * 2};" for n in "一二三四") + f"五{ITEM}。"
    text = f"三、举措\n{line}\n四、不足"
    found = paragraphs(text)[1:-1]
    assert [p.text[:2] for p in found] == ["(一", "二是", "三是", "四是", "五是"]
    assert {p.section for p in found} == {("三、举措", "(一)完善制度体系,强化制度建设。")}
    assert [text[slice(*p.span)] for p in found] == [p.text for p in found]
    assert "".join(p.text for p in found) == line


def test_items_of_a_short_paragraph_stay_together():
    line = f"存在不足:一{ITEM};二{ITEM};三{ITEM}。"
    assert len(line) < 400
    assert kinds(paragraphs(line)) == [(BODY, line)]


def test_a_long_line_without_items_is_cut_at_sentences():
    line = "全区共办理行政复议案件120件,审结98件,依法化解行政争议。" * 30
    found = paragraphs(line)
    assert "".join(p.text for p in found) == line
    assert all(p.text.endswith("。") and 100 <= len(p.text) <= 350 for p in found)


def test_nothing_is_cut_inside_quotes():
    line = "会议提出“" + "坚持依法行政。" * 80 + "”要求。"
    assert len(paragraphs(line)) == 1


LINES = st.sampled_from(
    [
        "一、主要举措",
        "(二)加强普法。开展活动22场。",
        "东湖区2023年工作报告",
        "\u3000\u3000全年共办理案件120件,",
        "审结98件。",
        "区人民政府:",
        "2024年1月2日",
        "东湖区人民政府",
        "特此报告。",
        "1.抓学习。",
        "调解工作",
        "一是" + "加强学习(含自学;讨论)。" * 50,
        "“" * 3 + "甲》;乙。" * 90,
        "",
        " \u3000",
    ],
)


@given(st.lists(LINES, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_nothing_stands_twice(lines, end):
    text = end.join(lines)
    if not text.strip():
        return
    (doc,) = read("r.txt", text.encode()).documents
    found = paragraphs_of(doc)
    assert "".join(p.text for p in found) == "".join(block.text for block in doc.blocks)
    assert [p.number for p in found] == list(range(1, len(found) + 1))
    for one in found:
        assert re.sub(r"[\r\n]+[ \u3000]*", "", text[slice(*one.span)]) == one.text
        assert set(one.section) <= {
            part for line in lines for part in (line.strip(), line.strip().split("。")[0] + "。")
        }
    for one, two in itertools.pairwise(found):
        assert one.span.end <= two.span.start


@given(st.text("报告一、。(“;》1是\n ", max_size=700), st.sampled_from(["txt", "md", "html"]))
@settings(max_examples=100, deadline=None)
def test_any_text_has_paragraphs(text, suffix):
    (doc,) = read(f"r.{suffix}", ("报告" + text).encode()).documents
    assert "".join(p.text for p in paragraphs_of(doc)) == "".join(block.text for block in doc.blocks)


@pytest.mark.parametrize(
    "items",
    [
        ("(一)学法形式单一。", "(二)执法人员偏少,全区仅35人。", "(三)部门协同不畅。"),
        ("1.乡镇司法所平均仅1.8人。", "2.复议人员不足。", "3.企业守法意识不强。"),
        ("1. 装备陈旧;", "2. 平均办案72天;", "3. 培训还不够多"),
        ("(1)制度不全。", "(2)监督不严。"),
    ],
)
def test_numbered_sentences_with_nothing_below_are_items(items):
    found = paragraphs("\n".join(("二、存在的问题", *items, "三、下一步", "全区继续努力。")))
    inside = [p for p in found if p.section == ("二、存在的问题",)]
    assert [(p.kind, p.text) for p in inside] == [(BODY, item) for item in items]
    assert found[-1].section == ("三、下一步",)


def test_the_last_sentence_of_a_report_is_an_item_too():
    found = paragraphs("二、不足\n1.人员少。\n2.经费紧。\n东湖市人民政府\n2024年1月21日")
    assert [p.kind for p in found] == [HEADING, BODY, BODY, ADDRESS, ADDRESS]


def test_a_numbered_sentence_with_text_below_heads_it():
    found = paragraphs("一、举措\n(一)健全机制。\n1.抓培训。\n全年培训12期。\n(二)强化监督。")
    assert [p.kind for p in found] == [HEADING, HEADING, HEADING, BODY, BODY]
