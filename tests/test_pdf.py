"""PDF: the same report in three layouts reads like the text of it; what stands around text, breaks it, or is none."""

import sys
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.readers import read
from indexer.reading import read_bytes
from kb.errors import ReadError
from kb.types import BlockKind
from tests.browser.serving import browser_path
from tests.pdf_fixtures import FONT, HIGH, _font, as_markdown, gazette, official, printed, wrapped

BROWSER = pytest.mark.skipif(not browser_path(), reason="no Chromium on this machine: set JUSHI_CHROMIUM")
LAYOUTS = pytest.mark.parametrize("layout", [official, pytest.param(printed, marks=BROWSER), gazette])
TABLE = (
    ("指标", "2022年", "2023年"),
    ("受理行政复议申请（件）", "101", "120"),
    ("审结行政复议案件（件）", "95", "98"),
    ("调解纠纷（件）", "1830", "2044"),
)
LONG = (
    "区政府把行政复议作为化解行政争议的主渠道，全年收到行政复议申请120件，受理118件，审结98件，其中以调解、和解方式结案41件，"
    "直接纠错率12.5%。行政机关负责人出庭应诉率100%，共出庭36次。"
)
REPORT = [
    "北京市密云区人民政府关于2023年法治政府建设年度情况的报告",
    "一、主要举措和成效",
    "（一）推进行政复议体制改革，提高办案质量和办案效率",
    LONG,
    "（二）化解矛盾纠纷",
    "1.人民调解。各级调解组织调解纠纷2044件，成功率99.1%。",
    "2.法律援助。法律援助中心受理案件730件，接听12348热线29432人次，满意率99.8%。",
    "主要指标见下表。",
    TABLE,
    "二、存在的不足和原因",
    *[f"{name}山街道的基层执法力量不足。{LONG}" for name in "东西南北中上下左右前后里外大小"],
    "三、2024年主要安排",
    "2024年，我区将继续完善制度，加强培训，计划培训执法人员500人次。",
    "北京市密云区人民政府",
    "2024年3月1日",
]


@pytest.fixture(scope="module", autouse=True)
def _no_extra():
    """As on a machine without the extra that reads scans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "rapidocr", None)
        yield


def told(source, data):
    """What a report tells: its paragraphs with kind and section, and its facts."""
    (one,) = read_bytes(source, data).readings
    paragraphs = [(p.kind, p.section, p.text) for p in one.read.paragraphs]
    return paragraphs, [(row.fact.phrase, row.fact.value, row.fact.unit) for row in one.read.facts]


def document(data):
    (one,) = read("r.pdf", data).documents
    return one


def texts(data):
    return [block.text for block in document(data).blocks]


def refusal(data):
    with pytest.raises(ReadError) as refused:
        read("r.pdf", data)
    assert refused.value.hint
    return refused.value


def drawn(draw, *, size=A4, **options):
    """A PDF of what `draw` puts on a canvas."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, **options)
    canvas.setFont(_font(), 12)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def write(canvas, lines, *, top=700, left=80, size=12, pitch=20, indent=24):
    """A paragraph in lines from `top` on; where the next may begin."""
    canvas.setFont(FONT, size)
    for number, line in enumerate(lines):
        canvas.drawString(left + (0 if number else indent), top - number * pitch, line)
    return top - len(lines) * pitch


def paragraph(canvas, text, **places):
    return write(canvas, wrapped(text, 12, 420, 24), **places)


# --- layouts ---------------------------------------------------------------------------------------------------------


@LAYOUTS
def test_a_report_reads_the_same_as_its_text(layout):
    data = layout(REPORT)
    assert len(pdfium.PdfDocument(data)) >= 2
    assert told("r.pdf", data) == told("r.md", as_markdown(REPORT))


@BROWSER
def test_paragraphs_without_indent_are_told_by_the_space_between_them():
    data = printed(REPORT, css="p {margin: 12px 0}")
    assert told("r.pdf", data)[0] == told("r.md", as_markdown(REPORT))[0]


@BROWSER
def test_items_of_a_list_with_a_hanging_number_are_whole():
    items = [f"1.{LONG}{LONG}", f"2.{LONG}全文完。"]
    data = printed(["东湖区2023年工作报告", *items], css="p {padding-left: 40px; text-indent: -20px; margin: 0}")
    assert texts(data)[1:] == items


@LAYOUTS
def test_a_table_over_pages_is_one_with_its_head_once(layout):
    table = (("街道", "调解纠纷（件）", "成功率"), *((f"第{n}街道办事处", f"{n * 7}", f"{n}%") for n in range(10, 99)))
    data = layout(["东湖区2023年法治政府建设年度情况报告", "各街道情况如下。", table, "以上数据由区司法局提供。"])
    blocks = document(data).blocks
    assert [block.kind for block in blocks[-3:]] == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    assert blocks[-2].cells == table


def test_larger_letters_are_headings_with_levels():
    def draw(canvas):
        canvas.setFont(FONT, 22)
        canvas.drawCentredString(290, 760, "东湖区2023年法治政府建设")
        canvas.drawCentredString(290, 728, "年度情况报告")
        write(canvas, ["复议工作"], top=690, size=15)
        paragraph(canvas, LONG, top=660)

    shown = [(block.kind, block.level, block.text) for block in document(drawn(draw)).blocks]
    assert shown == [
        (BlockKind.HEADING, 1, "东湖区2023年法治政府建设年度情况报告"),
        (BlockKind.HEADING, 3, "复议工作"),
        (BlockKind.PARAGRAPH, 0, LONG),
    ]


def test_bold_lines_are_headings_and_bold_words_are_not():
    def draw(canvas):
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(80, 720, "Legal Aid")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(80, 690, "The bureau accepted 120 cases in 2023 and closed 98 of them within the term, and")
        canvas.drawString(80, 674, "visited 12 villages.")

    assert [block.kind for block in document(drawn(draw)).blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert texts(drawn(draw))[1].endswith("within the term, and visited 12 villages.")


# --- around the text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["{}", "- {} -", "— {} —", "第{}页", "第{}页 共3页", "{}/3", "Page {} of 3"])
def test_numbers_of_pages_are_dropped_and_figures_of_the_text_are_not(number):
    def draw(canvas):
        for page in (1, 2, 3):
            paragraph(canvas, f"第{page}部分：{page * 7}个街道都设了复议咨询点。", top=740)
            paragraph(canvas, "120", top=500)
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(290, 40, number.format(page))
            canvas.showPage()

    assert texts(drawn(draw)) == [
        text for page in (1, 2, 3) for text in (f"第{page}部分：{page * 7}个街道都设了复议咨询点。", "120")
    ]


def test_running_heads_are_dropped_where_they_repeat_and_headings_at_the_top_stay():
    def draw(canvas):
        for page, name in enumerate(["复议", "调解", "普法"], 1):
            canvas.setFont(FONT, 12)
            canvas.drawString(80, 800, f"东湖区年报 {page}")
            canvas.drawString(80, 760, f"{name}工作")
            paragraph(canvas, f"{name}方面{LONG}", top=720)
            canvas.showPage()

    shown = texts(drawn(draw))
    assert shown == [text for name in ["复议", "调解", "普法"] for text in (f"{name}工作", f"{name}方面{LONG}")]


def test_small_letters_at_the_very_top_of_a_single_page_are_a_running_head():
    def draw(canvas):
        write(canvas, ["东湖区政府公报 第3期"], top=800, size=8)
        paragraph(canvas, LONG, top=740)

    assert texts(drawn(draw)) == [LONG]


def test_lines_of_a_table_of_contents_stay_apart():
    lines = [f"{name}工作{'.' * 50}{number}" for number, name in enumerate(["复议", "调解", "普法", "应诉", "执法"], 1)]

    def draw(canvas):
        for number, line in enumerate(lines):
            canvas.drawString(80, 700 - 20 * number, line)

    assert texts(drawn(draw)) == lines


def test_a_sentence_that_repeats_at_the_foot_of_pages_is_kept():
    def draw(canvas):
        for page in (1, 2, 3):
            paragraph(canvas, f"第{page}部分的说明写在下面。", top=400)
            paragraph(canvas, "全区受理行政复议申请120件，审结98件。", top=100)
            canvas.showPage()
            canvas.setFont(FONT, 12)

    assert texts(drawn(draw))[1::2] == ["全区受理行政复议申请120件，审结98件。"] * 3


def test_a_note_at_the_foot_of_a_page_follows_the_paragraph_that_it_would_cut():
    lines = wrapped(LONG + LONG, 12, 420, 24)

    def draw(canvas):
        write(canvas, lines[:3], top=180)
        write(canvas, ["① 指区人民政府本级办理的案件。"], top=90, size=8, indent=0)
        canvas.showPage()
        write(canvas, lines[3:], top=740, indent=0)
        paragraph(canvas, "调解纠纷2044件。", top=500)

    assert texts(drawn(draw)) == [LONG + LONG, "① 指区人民政府本级办理的案件。", "调解纠纷2044件。"]


def test_chrome_of_a_web_page_is_dropped_and_what_it_states_is_kept():
    def draw(canvas):
        write(canvas, ["来源：东湖区司法局 发布时间：2024-03-28 【打印】"], top=760)
        paragraph(canvas, LONG, top=720)

    one = document(drawn(draw))
    assert [block.text for block in one.blocks] == [LONG]
    assert ("published", "2024-03-28") in one.stated


# --- letters ---------------------------------------------------------------------------------------------------------


def test_a_raised_figure_is_an_exponent_or_the_mark_of_a_note():
    def draw(canvas):
        at = 80
        for text, raised in [("受理120", "1"), ("件，面积95m", "2"), ("，审结98件。", "")]:
            canvas.setFont(FONT, 12)
            canvas.drawString(at, 600, text)
            at += canvas.stringWidth(text, FONT, 12)
            canvas.setFont(FONT, 7)
            canvas.drawString(at, 605, raised)
            at += canvas.stringWidth(raised, FONT, 7)

    assert texts(drawn(draw))[-1] == "受理120件，面积95m²，审结98件。"


@BROWSER
def test_radicals_and_ligatures_are_the_letters_that_they_show():
    data = printed(["东湖区报告", "⼀、⻔⼾⼯作：of\ufb01ce与\ufb02ow各12件。"])
    assert texts(data)[-1] == "一、门户工作：office与flow各12件。"


def test_blanks_part_english_words_and_not_chinese_letters():
    def draw(canvas):
        canvas.drawString(80, 700, "目　　录")
        canvas.drawString(80, 650, "关于 Rule of Law 的培训12期")
        for at, char in enumerate("法治政府"):
            canvas.drawString(80 + at * 15, 600, char)
        canvas.drawString(80, 550, "工 作 总 结")

    assert texts(drawn(draw)) == ["目录", "关于 Rule of Law 的培训12期", "法治政府", "工作总结"]


def test_english_lines_are_joined_with_a_blank():
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(80, 700, "The bureau accepted one hundred and twenty cases in the year and closed")
        canvas.drawString(80, 684, "ninety-eight.")

    assert texts(drawn(draw)) == [
        "The bureau accepted one hundred and twenty cases in the year and closed ninety-eight."
    ]


def test_text_is_read_by_its_place_not_by_its_order_in_the_file():
    def draw(canvas):
        canvas.drawString(80, 600, "三、后面")
        canvas.drawString(128, 700, "120件。")
        canvas.drawString(80, 700, "一、受理")
        canvas.drawString(80, 650, "二、中间")

    assert texts(drawn(draw)) == ["一、受理120件。", "二、中间", "三、后面"]


def test_a_slanting_watermark_and_hidden_text_are_dropped():
    def draw(canvas):
        paragraph(canvas, LONG, top=700)
        canvas.saveState()
        canvas.rotate(45)
        canvas.setFont(FONT, 40)
        canvas.drawString(600, 100, "内部资料")
        canvas.restoreState()
        hidden = canvas.beginText(80, 680)
        hidden.setTextRenderMode(3)
        hidden.textOut("看不见的字999件")
        canvas.drawText(hidden)
        canvas.setFont(FONT, 12)
        canvas.drawString(80, 2000, "页外的字888件")

    assert texts(drawn(draw)) == [LONG]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_lying_on_its_side_is_read(turn):
    def draw(canvas):
        canvas.rotate(turn)
        canvas.translate(*{90: (0, -A4[0]), 180: (-A4[0], -A4[1]), 270: (-A4[1], 0)}[turn])
        write(canvas, wrapped(LONG, 12, 420, 24), top=500)

    assert texts(drawn(draw)) == [LONG]


def test_a_page_turned_by_its_own_mark_is_read():
    def draw(canvas):
        canvas.setPageRotation(90)  # the box of the page is then a lying one
        paragraph(canvas, LONG, top=400)

    assert texts(drawn(draw)) == [LONG]


def test_text_and_tables_within_a_form_are_read():
    def draw(canvas):
        canvas.beginForm("part")
        paragraph(canvas, LONG, top=400)
        canvas.grid([80, 180, 280], [200, 220, 240])
        for x, y, text in [(90, 225, "指标"), (190, 225, "数量"), (90, 205, "复议"), (190, 205, "120件")]:
            canvas.drawString(x, y, text)
        canvas.endForm()
        canvas.translate(10, 100)
        canvas.doForm("part")

    one = document(drawn(draw))
    assert one.blocks[0].text == LONG
    assert one.blocks[1].cells == (("指标", "数量"), ("复议", "120件"))


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_cell_over_rows_or_columns_stands_in_each_of_its_places():
    def draw(canvas):
        for line in [(80, 600, 320, 600), (160, 580, 320, 580), (80, 560, 320, 560), (80, 540, 320, 540)]:
            canvas.line(*line)
        for line in [(80, 540, 80, 600), (160, 540, 160, 600), (240, 540, 240, 580), (320, 540, 320, 600)]:
            canvas.line(*line)
        for x, y, text in [(90, 575, "类别"), (200, 585, "数量"), (170, 565, "受理"), (250, 565, "审结")]:
            canvas.drawString(x, y, text)
        for x, text in [(90, "复议"), (170, "120"), (250, "98")]:
            canvas.drawString(x, 545, text)

    (table,) = document(drawn(draw)).blocks
    assert table.cells == (("类别", "数量", "数量"), ("类别", "受理", "审结"), ("复议", "120", "98"))


def test_a_table_without_upright_lines_is_told_by_its_columns():
    def draw(canvas):
        paragraph(canvas, LONG, top=760)
        canvas.line(80, 620, 500, 620)
        for at, row in enumerate(TABLE):
            for column, text in enumerate(row):
                canvas.drawString(80 + 180 * column, 600 - 20 * at, text)
        canvas.line(80, 535, 500, 535)
        paragraph(canvas, LONG, top=500)

    blocks = document(drawn(draw)).blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    assert blocks[1].cells == TABLE


def test_a_frame_around_text_and_an_underline_are_no_tables():
    def draw(canvas):
        canvas.rect(60, 400, 460, 360)
        canvas.line(80, 695, 300, 695)
        paragraph(canvas, LONG, top=700)

    assert [(block.kind, block.text) for block in document(drawn(draw)).blocks] == [(BlockKind.PARAGRAPH, LONG)]


def test_a_row_that_the_end_of_a_page_cuts_is_whole():
    def draw(canvas):
        for top, rows in [
            (140, [("问题", "措施"), ("力量不足", "增加人员，")]),
            (780, [("", "加强培训。"), ("案多", "调解")]),
        ]:
            canvas.grid([80, 200, 400], [top - 20 * at for at in range(len(rows) + 1)])
            for at, row in enumerate(rows):
                for x, text in zip((85, 205), row, strict=True):
                    canvas.drawString(x, top - 20 * at - 15, text)
            canvas.showPage()
            canvas.setFont(FONT, 12)

    (table,) = document(drawn(draw)).blocks
    assert table.cells == (("问题", "措施"), ("力量不足", "增加人员，加强培训。"), ("案多", "调解"))


# --- what cannot be read ---------------------------------------------------------------------------------------------


WHOLE = drawn(lambda canvas: paragraph(canvas, LONG, top=700))


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7\n", b"PK\x03\x04" + b"x" * 99, WHOLE[: len(WHOLE) // 3]])
def test_what_is_no_whole_pdf_is_damaged(data):
    assert refusal(data).code == "damaged"


def test_a_file_without_pages_is_damaged():
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    assert refusal(data).code == "damaged"


def test_a_file_that_asks_for_a_password_is_locked():
    locked = drawn(lambda canvas: paragraph(canvas, LONG), encrypt=StandardEncryption("secret"))
    assert refusal(locked).code == "locked"


def test_a_file_that_only_forbids_changes_is_read():
    free = StandardEncryption("", ownerPassword="owner", canModify=0, canCopy=0)
    assert texts(drawn(lambda canvas: paragraph(canvas, LONG), encrypt=free)) == [LONG]


def test_a_file_of_too_many_pages_is_refused():
    assert refusal(drawn(lambda canvas: [canvas.showPage() for _ in range(2001)])).code == "too_large"


def test_empty_pages_are_empty():
    assert refusal(drawn(lambda canvas: canvas.rect(1, 1, 5, 5))).code == "empty"


def test_a_page_with_too_much_on_it_is_left_out_and_told():
    def draw(canvas):
        paragraph(canvas, LONG)
        canvas.showPage()
        canvas.setFont("Helvetica", 1.2)
        for y in range(610):
            canvas.drawString(5, 1.3 * y + 5, "xy" * 50)

    opened = read("r.pdf", drawn(draw))
    assert [block.text for block in opened.documents[0].blocks] == [LONG]
    assert [(remark.code, "第2页" in remark.message) for remark in opened.remarks] == [("damaged_pages", True)]


@BROWSER
def test_letters_that_no_font_explains_are_no_text():
    data = printed(["Rule of Law", "The bureau accepted 120 cases. " * 20], css="* {font-family: serif}", head=False)
    assert texts(data)[0] == "Rule of Law"
    assert refusal(data.replace(b"/ToUnicode", b"/ToNothing")).code == "garbled"


@given(cut=st.integers(0, len(WHOLE)), put=st.binary(max_size=12))
@settings(max_examples=60)
def test_a_spoilt_file_is_read_or_refused(cut, put):
    try:
        opened = read("r.pdf", WHOLE[:cut] + put + WHOLE[cut + len(put) :])
    except ReadError as refused:
        assert refused.message  # noqa: PT017 (a document or a refusal, both are right)
    else:
        assert all(block.text.strip() for one in opened.documents for block in one.blocks)


# --- scans -----------------------------------------------------------------------------------------------------------


def picture():
    image = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(image).rectangle((100, 100, 300, 120), fill=0)
    return ImageReader(image)


def scan(canvas):
    canvas.drawImage(picture(), 0, 0, *A4)
    canvas.showPage()
    canvas.setFont(FONT, 12)


def test_a_scan_is_refused_with_what_to_install():
    refused = refusal(drawn(lambda canvas: [scan(canvas) for _ in range(3)]))
    assert refused.code == "scanned"
    assert "requirements-ocr.txt" in refused.hint


def test_of_a_file_partly_scanned_the_text_is_read_and_the_other_pages_are_named():

    def draw(canvas):
        scan(canvas)
        paragraph(canvas, LONG)
        canvas.showPage()
        for _ in range(3):
            scan(canvas)

    opened = read("r.pdf", drawn(draw))
    assert [block.text for block in opened.documents[0].blocks] == [LONG]
    assert [remark.code for remark in opened.remarks] == ["scanned"]
    assert "第1、3—5页" in opened.remarks[0].message


def test_the_invisible_letters_over_a_scan_are_read_and_told_to_be_guessed():
    def draw(canvas):
        canvas.drawImage(picture(), 0, 0, *A4)
        layer = canvas.beginText(80, 700)
        layer.setFont(FONT, 12)
        layer.setTextRenderMode(3)
        layer.textOut("全年受理行政复议申请120件。")
        canvas.drawText(layer)

    opened = read("r.pdf", drawn(draw))
    assert [block.text for block in opened.documents[0].blocks] == ["全年受理行政复议申请120件。"]
    assert [remark.code for remark in opened.remarks] == ["recognised"]


def test_a_wide_page_is_read():
    data = drawn(lambda canvas: paragraph(canvas, LONG, top=400), size=landscape(A4))
    assert texts(data) == [LONG]
    assert HIGH > 800
