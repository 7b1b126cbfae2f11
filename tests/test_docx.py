"""Word documents: paragraphs, headings, the numbers of lists, tables, notes, and what is left out."""

from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from indexer.readers import read
from indexer.readers.encoding import decode
from indexer.reading import read_bytes
from kb.errors import ReadError
from kb.types import BlockKind, ParagraphKind
from tests.test_archive import packed
from tests.word_fixtures import (
    STRICT,
    as_word,
    blocks,
    cell,
    cites,
    item,
    level,
    listed,
    model,
    note,
    p,
    row,
    saved,
    style,
    styled,
    table,
    texts,
    told,
    word,
)

REPORTS = Path(__file__).parent.parent / "reports"
SENTENCE = "全年共受理行政复议申请120件，审结98件。"
CHINESE = (
    model(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3."))
    + listed()
)


# --- whole reports ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_report_in_word_tells_what_it_tells_as_text(path):
    text, _ = decode(path.read_bytes())
    assert told("a.docx", as_word(text)) == told("a.txt", path.read_bytes())


def test_a_report_of_styles_with_numbers_by_word():
    styles = (
        style("Title", "a3")
        + style("heading 1", "1", '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>')
        + style("heading 2", "2", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>')
    )
    body = (
        styled("东湖区2023年法治政府建设年度情况报告", "a3"),
        styled("主要举措和成效", "1"),
        styled("推进依法行政", "2"),
        p(SENTENCE),
        styled("加强法治宣传", "2"),
        p("开展宣传活动35场。"),
        styled("存在的不足", "1"),
        p("队伍建设有待加强。"),
    )
    data = word(*body, styles=styles, numbering=CHINESE)
    plain = (
        "东湖区2023年法治政府建设年度情况报告\n一、主要举措和成效\n（一）推进依法行政\n"
        f"{SENTENCE}\n（二）加强法治宣传\n开展宣传活动35场。\n二、存在的不足\n队伍建设有待加强。\n"
    )
    assert told("a.docx", data) == told("a.txt", plain.encode())
    assert [(block.kind, block.level) for block in blocks(data)][:4] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_a_report_under_a_red_head_with_numbers_by_hand():
    document = docx.Document()

    def add(text, align=None, indent=0):
        paragraph = document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.first_line_indent = Pt(indent)
        paragraph.add_run(text[:5]).bold = True
        paragraph.add_run(text[5:])

    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    add("东湖区司法局文件", centre)
    add("东湖区司法局关于2023年法治政府建设\n年度情况的报告", centre)
    add("东湖区人民政府：")
    add("一、主要工作", indent=32)
    add(f"（一）依法行政。{SENTENCE}", indent=32)
    grid = document.add_table(3, 3)
    for at, shown in enumerate("指标 2022年 2023年 行政复议（件） 87 98 调解纠纷（件） 310 352".split()):
        grid.rows[at // 3].cells[at % 3].text = shown
    add("二、存在的不足", indent=32)
    add("队伍建设有待加强。", indent=32)
    add("东湖区司法局", right)
    add("\u3000\u30002024年1月15日\u3000", right)
    (reading,) = read_bytes("a.docx", saved(document)).readings
    kinds = [(one.kind, one.text) for one in reading.read.paragraphs]
    assert (ParagraphKind.TITLE, "东湖区司法局关于2023年法治政府建设年度情况的报告") in kinds
    assert (ParagraphKind.ADDRESS, "东湖区司法局") in kinds
    assert kinds[-1] == (ParagraphKind.ADDRESS, "2024年1月15日")
    (data_table,) = [one for one in reading.read.paragraphs if one.kind is ParagraphKind.TABLE]
    assert data_table.section[0] == "一、主要工作"
    assert {str(one.fact.value) for one in reading.read.facts} >= {"120", "98", "87", "310", "352"}


def test_a_report_pasted_from_a_page():
    lines = (
        "您当前的位置：首页 > 政务公开",
        "东湖区2023年法治政府建设年度情况报告",
        "发布日期：2024-01-15 来源：东湖区司法局 【字体：大 中 小】 打印",
        "一、主要工作",
        f"\u3000\u3000{SENTENCE}",
    )
    broken = "".join(f"<w:r><w:t>{line}</w:t><w:br/></w:r>" for line in lines).replace(">", "&gt;", 0)
    linked = f'<w:p><w:hyperlink r:id="x" xmlns:r="r"><w:r><w:t>附件：</w:t></w:r></w:hyperlink></w:p>{p("数据表")}'
    data = word(table(row(cell(f"<w:p>{broken}</w:p>{linked}"))))
    (document,) = read("a.docx", data).documents
    assert [block.text for block in document.blocks] == [lines[1], lines[3], SENTENCE, "附件：", "数据表"]
    assert document.stated == (("published", "2024-01-15"), ("source", "东湖区司法局"))


# --- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["heading 2", "Heading 2", "标题 2", "標題2"])
def test_headings_by_the_name_of_their_style(name):
    data = word(p(SENTENCE), styled("主要工作", "x"), styles=style(name, "x"))
    assert [(block.kind, block.level) for block in blocks(data)] == [(BlockKind.PARAGRAPH, 0), (BlockKind.HEADING, 2)]


def test_headings_by_outline_level_of_paragraph_or_style():
    body = (
        p("甲部分", '<w:outlineLvl w:val="2"/>'),
        styled("乙部分", "y"),
        styled("丙部分", "y", '<w:outlineLvl w:val="9"/>'),
    )
    data = word(*body, styles=style("小标题", "x", '<w:outlineLvl w:val="1"/>') + style("我的", "y", based="x"))
    assert [block.level for block in blocks(data)] == [3, 2, 0]


def test_styles_based_on_each_other_come_to_an_end():
    styles = style("甲", "x", based="y") + style("乙", "y", based="x")
    assert texts(word(styled("正文。", "x"), styles=styles)) == ["正文。"]


@pytest.mark.parametrize(
    ("used", "levels"),
    [
        (["Title", "heading 1", "heading 2"], [1, 2, 3]),
        (["heading 1", "heading 2", "heading 2"], [1, 2, 2]),
        (["heading 1", "heading 2", "heading 1"], [2, 3, 2]),
        (["heading 2", "heading 3", "heading 2"], [2, 3, 2]),
    ],
)
def test_level_one_is_the_title_alone(used, levels):
    styles = "".join(style(name, name) for name in dict.fromkeys(used))
    data = word(*(styled(f"第{at}个名称", name) for at, name in enumerate(used)), styles=styles)
    assert [block.level for block in blocks(data)] == levels


@pytest.mark.parametrize("text", [f"推进工作。{SENTENCE}", "推进" * 45])
def test_a_paragraph_in_the_style_of_a_heading_is_text(text):
    (block,) = blocks(word(styled(text, "x"), styles=style("heading 2", "x")))
    assert block.kind is BlockKind.PARAGRAPH


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "mark", "start", "shown"),
    [
        ("chineseCounting", "%1、", 1, ["一、甲", "二、甲"]),
        ("chineseCountingThousand", "（%1）", 10, ["（十）甲", "（十一）甲"]),
        ("japaneseCounting", "第%1章", 20, ["第二十章甲", "第二十一章甲"]),
        ("ideographTraditional", "%1、", 1, ["甲、甲", "乙、甲"]),
        ("ideographDigital", "%1、", 19, ["一九、甲", "二〇、甲"]),
        ("chineseLegalSimplified", "%1、", 3, ["叁、甲", "肆、甲"]),
        ("decimal", "%1.", 9, ["9. 甲", "10. 甲"]),
        ("decimal", "（%1）", 1, ["（1）甲", "（2）甲"]),
        ("decimal", "%1、", 0, ["0、甲", "1、甲"]),
        ("decimalZero", "%1.", 9, ["09. 甲", "10. 甲"]),
        ("decimalFullWidth", "%1．", 9, ["９．甲", "１０．甲"]),
        ("decimalEnclosedCircle", "%1", 20, ["⑳甲", "㉑甲"]),
        ("decimalEnclosedCircleChinese", "%1", 50, ["㊿甲", "51 甲"]),
        ("lowerLetter", "%1)", 26, ["z) 甲", "aa) 甲"]),
        ("upperLetter", "%1.", 1, ["A. 甲", "B. 甲"]),
        ("lowerRoman", "%1.", 3, ["iii. 甲", "iv. 甲"]),
        ("upperRoman", "%1、", 9, ["IX、甲", "X、甲"]),
        ("none", "%1", 1, ["甲", "甲"]),
        ("bullet", "●", 1, ["甲", "甲"]),
        ("someDayInvented", "%1、", 1, ["1、甲", "2、甲"]),
        ("decimal", "%1、", "9" * 5000, ["1、甲", "2、甲"]),
        ("lowerRoman", "%1、", 999999, ["999999、甲", "1000000、甲"]),
    ],
)
def test_numbers_are_shown_as_word_shows_them(counts, mark, start, shown):
    data = word(item("甲"), item("甲"), numbering=model(level(0, counts, mark, start)) + listed())
    assert texts(data) == shown


def test_a_number_before_a_year_stays_apart():
    data = word(item("2023年开展培训"), numbering=model(level(0, "decimal", "%1.")) + listed())
    assert texts(data) == ["1. 2023年开展培训"]


def test_inner_numbers_begin_anew_and_name_the_outer():
    numbering = model(level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + listed()
    items = [item("甲", depth=depth) for depth in (0, 1, 1, 0, 1)]
    assert texts(word(*items, numbering=numbering)) == ["1 甲", "1.1 甲", "1.2 甲", "2 甲", "2.1 甲"]


def test_an_outer_number_not_yet_used_shows_its_start():
    numbering = model(level(0, "decimal", "%1", start=3), level(1, "decimal", "%1.%2")) + listed()
    assert texts(word(item("甲", depth=1), numbering=numbering)) == ["3.1 甲"]


@pytest.mark.parametrize(("restart", "last"), [("", "1）甲"), ('<w:lvlRestart w:val="0"/>', "2）甲")])
def test_inner_numbers_run_on_where_the_level_says_so(restart, last):
    numbering = model(level(0, "decimal", "%1、"), level(1, "decimal", "%2）", more=restart)) + listed()
    items = [item("甲", depth=depth) for depth in (0, 1, 0, 1)]
    assert texts(word(*items, numbering=numbering))[-1] == last


def test_legal_numbers_are_digits_throughout():
    numbering = (
        model(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2、", more="<w:isLgl/>")) + listed()
    )
    assert texts(word(item("总则"), item("甲", depth=1), numbering=numbering)) == ["第一章总则", "1.1、甲"]


def test_lists_of_one_model_run_on_unless_they_set_a_start():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = model(level(0, "decimal", "%1、")) + listed(1) + listed(2) + listed(3, more=override)
    items = [item("甲", numbered) for numbered in (1, 1, 2, 3, 3)]
    assert texts(word(*items, numbering=numbering)) == ["1、甲", "2、甲", "3、甲", "1、甲", "2、甲"]


def test_a_list_may_set_its_own_levels():
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "chineseCounting", "（%1）")}</w:lvlOverride>'
    numbering = model(level(0, "decimal", "%1、")) + listed(1, more=override)
    assert texts(word(item("甲"), numbering=numbering)) == ["（一）甲"]


def test_a_style_numbers_its_paragraphs_unless_they_say_no():
    styles = style("列表", "x", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style("其中", "y", based="x")
    plain = styled("丙", "y", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    data = word(styled("甲", "x"), styled("乙", "y"), plain, styles=styles, numbering=CHINESE)
    assert texts(data) == ["一、甲", "二、乙", "丙"]


def test_a_model_may_only_name_a_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="n"/></w:abstractNum>'
    data = word(
        item("甲"), styles=styles, numbering=model(level(0, "decimal", "%1、")) + linked + listed(1, 5) + listed(2)
    )
    assert texts(data) == ["1、甲"]


def test_a_numbered_paragraph_without_text_counts():
    assert texts(word(item("甲"), item(""), item("乙"), numbering=CHINESE)) == ["一、甲", "三、乙"]


def test_a_list_that_is_not_there_has_no_numbers():
    assert texts(word(item("甲", 7), item("乙", 1, 99), numbering=CHINESE)) == ["甲", "乙"]


def test_numbers_with_a_pattern_of_their_own_fall_back():
    counts = (
        '<mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
    )
    levels = f'<w:lvl w:ilvl="0">{counts}<w:lvlText w:val="%1、"/></w:lvl>'
    assert texts(word(item("甲"), numbering=model(levels) + listed())) == ["01、甲"]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_table_stands_in_its_place():
    data = word(p("表前。"), table(row("指标", "数量"), row("复议", "12")), p("表后。"))
    before, data_table, after = blocks(data)
    assert (before.text, after.text) == ("表前。", "表后。")
    assert data_table.kind is BlockKind.TABLE
    assert data_table.cells == (("指标", "数量"), ("复议", "12"))


def test_merged_cells_are_repeated():
    span, first, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    data = word(
        table(
            row(cell("指标", first), cell("数量", span)),
            row(cell("", more), "2022年", "2023年"),
            row("复议", "1", "2"),
        )
    )
    assert blocks(data)[0].cells == (("指标", "数量", "数量"), ("指标", "2022年", "2023年"), ("复议", "1", "2"))


def test_rows_that_begin_further_in_keep_their_columns():
    data = word(table(row("指标", "甲", "乙"), row("1", "2", properties='<w:gridBefore w:val="1"/>')))
    assert blocks(data)[0].cells == (("指标", "甲", "乙"), ("", "1", "2"))


def test_a_cell_merged_over_very_many_rows_moves_none():
    rows = [row(cell("指标", f'<w:vMerge w:val="{"continue" if at else "restart"}"/>'), str(at)) for at in range(90)]
    cells = blocks(word(table(*rows)))[0].cells
    assert set(cells) == {("指标", str(at)) for at in range(90)}


def test_paragraphs_of_a_cell_are_joined_and_their_numbers_shown():
    data = word(table(row(item("行政"), "甲"), row(item("复") + p("议"), "乙")), numbering=CHINESE)
    assert blocks(data)[0].cells == (("一、行政", "甲"), ("二、复议", "乙"))


def test_a_frame_is_text():
    long = SENTENCE * 8
    assert texts(word(table(row("一、", "二、"), row(p(long) + p("其二。"), "")))) == ["一、", "二、", long, "其二。"]


def test_a_table_in_a_frame_is_a_table():
    inner = table(row("指标", "数量"), row("复议", "12"))
    outer = blocks(word(table(row(p("左边") + inner, "右边"), row("下", "末"))))
    assert [block.kind for block in outer][:2] == [BlockKind.PARAGRAPH, BlockKind.TABLE]
    assert [block.text for block in outer][2:] == ["右边", "下", "末"]


def test_rows_and_cells_in_controls_count_and_deleted_rows_do_not():
    held = f"<w:sdt><w:sdtContent>{row('复议', '12')}</w:sdtContent></w:sdt>"
    deleted = row("旧", "9", properties="<w:del/>")
    controlled = f"<w:tr><w:sdt><w:sdtContent>{cell('调解')}</w:sdtContent></w:sdt>{cell('7')}</w:tr>"
    cells = blocks(word(table(row("指标", "数量"), held, deleted, controlled)))[0].cells
    assert cells == (("指标", "数量"), ("复议", "12"), ("调解", "7"))


# --- notes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_stands_behind_what_cites_it(kind):
    apart = f'<w:{kind} w:id="0" w:type="separator">{p("——")}</w:{kind}>'
    data = word(
        cites("甲文。", 2, kind),
        p("乙文。"),
        **{f"{kind}s": apart + note(2, "其中调解12件。", kind) + note(3, "无人引。", kind)},
    )
    assert texts(data) == ["甲文。", "其中调解12件。", "乙文。"]


def test_a_note_cited_in_a_table_stands_behind_it():
    data = word(table(row("指标", "数量"), row(cites("复议"), "12")), p("乙文。"), footnotes=note(2, "不含撤回。"))
    assert texts(data) == ["指标 | 数量\n复议 | 12", "不含撤回。", "乙文。"]


def test_a_note_that_cites_itself_is_read_once():
    data = word(cites("甲文。"), footnotes=f'<w:footnote w:id="2">{cites("注。")}</w:footnote>')
    assert texts(data) == ["甲文。", "注。"]


def test_figures_in_notes_count_under_the_same_heading():
    data = word(p("一、工作情况"), cites("依法办理。"), p("二、不足"), footnotes=note(2, "全年受理行政复议120件。"))
    (reading,) = read_bytes("东湖区2023年报告.docx", data).readings
    (fact,) = [row.fact for row in reading.read.facts]
    assert str(fact.value) == "120"
    assert reading.read.paragraphs[fact.paragraph - 1].section == ("一、工作情况",)


# --- what stands within paragraphs -----------------------------------------------------------------------------------


def run(content):
    return f"<w:r>{content}</w:r>"


def t(text):
    return run(f"<w:t>{text}</w:t>")


def field(code, result):
    def step(kind):
        return run(f'<w:fldChar w:fldCharType="{kind}"/>')

    return step("begin") + run(f"<w:instrText>{code}</w:instrText>") + step("separate") + result + step("end")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (f"{t('见')}<w:hyperlink>{t('网站')}</w:hyperlink>", "见网站"),
        (t("受理") + field("SEQ a", t("12")) + t("件"), "受理12件"),
        (t("受理") + field("IF " + field("REF b", t("7")), t("12")) + t("件"), "受理12件"),
        (f'{t("共")}<w:fldSimple w:instr="REF c">{t("9")}</w:fldSimple>{t("件")}', "共9件"),
        (t("第") + field(" PAGE \\* MERGEFORMAT", t("3")) + t("页"), "第页"),
        (f'{t("第")}<w:fldSimple w:instr="NUMPAGES">{t("9")}</w:fldSimple>{t("页")}', "第页"),
        (t("受理") + run('<w:fldChar w:fldCharType="end"/>') + t("9件"), "受理9件"),
        (f"{t('受理')}<w:del>{run('<w:delText>旧8</w:delText>')}</w:del><w:ins>{t('9')}</w:ins>{t('件')}", "受理9件"),
        (f"<w:moveFrom>{t('旧')}</w:moveFrom><w:moveTo>{t('新')}</w:moveTo>", "新"),
        (t("受理") + run("<w:rPr><w:vanish/></w:rPr><w:t>暗</w:t>") + t("件"), "受理件"),
        (run('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t>'), "明"),
        (run(f"<w:ruby><w:rt>{t('zhèng')}</w:rt><w:rubyBase>{t('政')}</w:rubyBase></w:ruby>"), "政"),
        (run('<w:sym w:font="宋体" w:char="2460"/><w:sym w:font="Wingdings" w:char="F0FC"/>') + t("甲"), "①甲"),
        (run("<w:t>10</w:t><w:noBreakHyphen/><w:t>12月</w:t><w:softHyphen/>"), "10-12月"),
        (run("<w:t>附件</w:t><w:tab/><w:t>表</w:t><w:lastRenderedPageBreak/>"), "附件\t表"),
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{t('甲')}</w:sdtContent></w:sdt>{t('乙')}", "甲乙"),
        (f"<w:smartTag>{t('东湖')}</w:smartTag><w:bookmarkStart/>{t('区')}<!-- 注 -->", "东湖区"),
    ],
)
def test_the_text_of_a_paragraph_is_what_word_shows(content, shown):
    assert texts(word(f"<w:p>{content}</w:p>")) == [shown]


def test_a_field_that_never_ends_ends_with_its_paragraph():
    assert texts(
        word(f"<w:p>{t('甲')}{run('<w:fldChar w:fldCharType=' + chr(34) + 'begin' + chr(34) + '/>')}</w:p>", p("乙"))
    ) == ["甲", "乙"]


def test_a_paragraph_whose_end_is_deleted_runs_on():
    data = word(item("甲，", 1).replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>"), item("乙。"), numbering=CHINESE)
    assert texts(data) == ["一、甲，乙。"]


def test_soft_breaks_part_paragraphs_but_not_a_title():
    broken = "<w:br/>".join(f"<w:t>{part}</w:t>" for part in ("东湖区司法局2023年", "法治政府建设年度报告"))
    lines = "<w:br/>".join(f"<w:t>{part}</w:t>" for part in ("甲文。", "\u3000\u3000乙文。"))
    heading = styled("主要<w:br/>工作", "x").replace("主要<w:br/>工作", "主要</w:t><w:br/><w:t>工作")
    data = word(f"<w:p>{run(broken)}</w:p>", f"<w:p>{run(lines)}</w:p>", heading, styles=style("heading 2", "x"))
    assert texts(data) == ["东湖区司法局2023年法治政府建设年度报告", "甲文。", "乙文。", "主要工作"]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('区司法局')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(word(f"<w:p>{t('甲')}{run(both)}{t('乙')}</w:p>")) == ["甲乙", "区司法局"]
    only = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
    assert texts(word(f"<w:p>{run(only)}</w:p>")) == ["区司法局"]
    empty = both.replace(f"<wps:txbx>{box}</wps:txbx>", "")
    assert texts(word(f"<w:p>{run(empty)}</w:p>")) == ["区司法局"]


def test_blocks_in_controls_and_insertions_are_read():
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>"
    assert texts(word(control, f"<w:customXml>{p('乙')}</w:customXml>", f"<w:ins>{p('丙')}</w:ins>")) == [
        "甲",
        "乙",
        "丙",
    ]


def test_heads_and_feet_of_pages_and_comments_are_left_out():
    document = docx.Document()
    paragraph = document.add_paragraph(SENTENCE)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.add_comment(paragraph.runs, "请核对", author="甲")
    assert texts(saved(document)) == [SENTENCE]


def test_a_table_of_contents_is_left_out():
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    control = f"<w:sdt>{gallery}<w:sdtContent>{p('目录')}{p('一、工作 1')}</w:sdtContent></w:sdt>"
    styles = style("toc 1", "11") + style("TOC Heading", "12")
    data = word(control, styled("目录", "12"), styled("一、工作\t1", "11"), p("一、工作"), p(SENTENCE), styles=styles)
    assert texts(data) == ["一、工作", SENTENCE]


# --- what a document states of itself --------------------------------------------------------------------------------


def test_front_matter_is_stated_and_not_part_of_the_report():
    (document,) = read("a.docx", as_word("---\nplace：东湖区\nyear: 2023\n---\n正文。")).documents
    assert document.stated == (("place", "东湖区"), ("year", "2023"))
    assert [block.text for block in document.blocks] == ["正文。"]


@pytest.mark.parametrize(
    ("title", "line", "stated"),
    [
        ("东湖区2023年法治政府建设年度报告", "正文。", (("title", "东湖区2023年法治政府建设年度报告"),)),
        ("东湖区2021年法治政府建设年度报告", "东湖区2023年法治政府建设年度报告", ()),
        ("Microsoft Word - 文档1", "正文。", ()),
    ],
)
def test_the_title_in_the_properties_counts_where_the_text_has_none(title, line, stated):
    (document,) = read("a.docx", word(p(line), title=title)).documents
    assert document.stated == stated


# --- files that are odd, damaged or hostile --------------------------------------------------------------------------


def test_names_and_spaces_of_other_programs_are_read():
    assert texts(word(p("甲"), where="doc/main2.xml")) == ["甲"]
    assert texts(word(item("甲"), space=STRICT, numbering=CHINESE)) == ["一、甲"]


def test_what_is_no_document_is_damaged():
    other = packed([("word/document.xml", "<workbook/>")])
    missing = packed([("word/styles.xml", "<styles/>")])
    broken = packed([("word/document.xml", "<document><body>")])
    for data in (other, missing, broken):
        with pytest.raises(ReadError) as refused:
            read("a.docx", data)
        assert refused.value.code == "damaged"
        assert refused.value.hint


def test_a_document_without_text_is_told_so():
    with pytest.raises(ReadError) as refused:
        read("a.docx", word("<w:p/>"))
    assert refused.value.code == "empty"


@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_a_truncated_document_is_damaged(share):
    data = as_word(SENTENCE)
    with pytest.raises(ReadError) as refused:
        read("a.docx", data[: int(share * len(data))])
    assert refused.value.code == "damaged"


def test_entities_are_refused():
    entities = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    with pytest.raises(ReadError) as refused:
        read("a.docx", packed([("word/document.xml", f"{entities}<document><body><p>&c;</p></body></document>")]))
    assert refused.value.code == "unsafe"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ],
)
def test_nesting_is_read_or_refused_but_breaks_nothing(begin, end):
    depth = 250 // begin.count("<")
    assert texts(word(begin * depth + p("甲") + end * depth)) == ["甲"]
    with pytest.raises(ReadError) as refused:
        read("a.docx", word(begin * 2000 + p("甲") + end * 2000))
    assert refused.value.code == "damaged"
