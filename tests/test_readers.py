"""From bytes to a Document, for each format; and which files of a folder are read."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.discover import discover
from indexer.readers import MAX_BYTES, read, text
from indexer.readers.noise import is_chrome
from kb.errors import ReadError
from kb.types import BlockKind

SENTENCES = "全年共受理行政复议申请120件,审结98件。区司法局组织培训12期,参加干部3000余人次。"


def document(text, source="r.txt"):
    (one,) = read(source, text.encode()).documents
    return one


def texts(doc):
    return [block.text for block in doc.blocks]


def test_text_has_a_block_a_line_with_exact_spans():
    doc = document("标题\r\n\r\n\u3000\u3000第一段。\r\n 第二段。 \n")
    assert texts(doc) == ["标题", "第一段。", "第二段。"]
    assert [doc.text[slice(*block.span)] for block in doc.blocks] == texts(doc)
    assert "\r\n" in doc.text


@pytest.mark.parametrize("source", ["a.exe", "a", "a.txt.bak"])
def test_other_formats_are_refused(source):
    with pytest.raises(ReadError) as refused:
        read(source, b"text")
    assert refused.value.code == "unsupported"


def test_a_huge_file_is_refused():
    with pytest.raises(ReadError) as refused:
        read("a.txt", b"a" * (MAX_BYTES + 1))
    assert refused.value.code == "too_large"


def test_a_page_without_text_is_refused():
    with pytest.raises(ReadError) as refused:
        document("<html><body><img src=a></body></html>", "a.html")
    assert refused.value.code == "empty"


@pytest.mark.parametrize("suffix", ["txt", "md", "markdown", "html", "htm"])
@given(data=st.binary(max_size=200) | st.text("<>!-[]|#*&;/a报\n 'p=\"", max_size=60).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_document_or_a_refusal(suffix, data):
    try:
        (doc,) = read(f"a.{suffix}", data).documents
    except ReadError as refused:
        assert refused.message  # noqa: PT017 (a document or a refusal, both are right)
    else:
        for block in doc.blocks:
            assert 0 <= block.span.start < block.span.end <= len(doc.text)
            assert block.text.strip()
            assert "\n" not in block.text or block.kind is BlockKind.TABLE


# --- front matter ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["a.txt", "a.md"])
def test_front_matter_is_stated_and_not_part_of_the_report(source):
    doc = document(
        '---\ntitle: "东湖区报告"\nYear: 2023\nsource: https://a.example/1\nsource: https://a.example/2\n'
        "color: red\n---\n正文。\n",
        source,
    )
    assert doc.stated == (
        ("title", "东湖区报告"),
        ("year", "2023"),
        ("source", "https://a.example/1"),
        ("source", "https://a.example/2"),
    )
    assert texts(doc) == ["正文。"]


def test_rules_around_text_are_no_front_matter():
    doc = document("---\n这是正文,没有键。\n---\n后文。")
    assert doc.stated == ()
    assert "这是正文,没有键。" in texts(doc)


# --- web chrome ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "您当前的位置:首页>>人大会议>>常委会会议>>第三次会议",
        "您当前的位置\uff1a首页 > 政务公开 > 法治政府",
        "首页 > 政府信息公开 > 年度报告",
        "来源:旧桥镇  日期:2023-03-24 11:26 打印 【字体:",
        "发布时间\uff1a2023-03-24 来源\uff1a区司法局 浏览次数\uff1a120",
        "发布日期:2023年3月24日",
        "【字体:大 中 小】 打印 关闭窗口",
        "分享到:微信 微博",
        "上一篇:东湖区2021年报告",
        "下一篇:没有了",
        "版权所有:东湖区人民政府办公室",
        "京ICP备05060933号 京公网安备11010202000001号",
        "网站地图",
        "文章内容来自网络,如有侵权,联系删除、联系电话:010-00000000",
        "扫一扫在手机打开当前页",
        "今天是:2019年10月31日 星期三",
        "东湖区人民政府 2019年12月3日 星期二",
        "无障碍 简体| 繁体",
        "访问次数:",
    ],
)
def test_chrome_is_dropped(line):
    assert texts(document(f"{line}\n{SENTENCES}\n")) == [SENTENCES]


@pytest.mark.parametrize(
    "line",
    [
        "一、主要举措和成效",
        "时间:全年共组织培训12期。",
        "来源于群众的意见建议得到及时办理。",
        "打印报告3000余份,分享经验12次。",
        "大力推进政务公开,网站访问量达到120万次。",
        "附件:东湖区2023年法治政府建设数据表",
        "承办单位:区司法局负责全年培训工作。",
        "上一年度报告指出的问题已经整改。",
        "关闭违法企业12家",
        "中小企业",
    ],
)
def test_text_that_only_resembles_chrome_stays(line):
    assert not is_chrome(line)
    assert line in texts(document(f"{SENTENCES}\n{line}\n{SENTENCES}\n"))


def test_source_and_date_of_a_dropped_line_are_kept():
    doc = document(f"来源\uff1a旧橋镇  日期:2023-3-4 11:26 打印 【字体:\n{SENTENCES}")
    assert doc.stated == (("published", "2023-03-04"), ("source", "旧橋镇"))


def test_front_matter_is_not_overruled_by_chrome():
    doc = document(f"---\npublished: 2022-01-01\n---\n发布日期:2023-03-24\n{SENTENCES}")
    assert doc.stated == (("published", "2022-01-01"),)


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_markdown_headings_marks_and_links_become_plain_text():
    doc = document(
        "# 东湖区报告\n\n## 一、**主要**举措 ##\n- 受理[复议](https://a.example)`120`件,*审结*98件。\n"
        "1. 调解纠纷\\*5件 &amp; 其他<br>\n> 引文\n<!-- 隐藏\n文字 -->\n***\n成效\n---\n",
        "a.md",
    )
    assert [(block.kind, block.level, block.text) for block in doc.blocks] == [
        (BlockKind.HEADING, 1, "东湖区报告"),
        (BlockKind.HEADING, 2, "一、主要举措"),
        (BlockKind.PARAGRAPH, 0, "受理复议120件,审结98件。"),
        (BlockKind.PARAGRAPH, 0, "1. 调解纠纷*5件 & 其他"),
        (BlockKind.PARAGRAPH, 0, "引文"),
        (BlockKind.HEADING, 2, "成效"),
    ]
    assert doc.text[slice(*doc.blocks[2].span)] == "- 受理[复议](https://a.example)`120`件,*审结*98件。"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("`__init__` 与 `a<b` 各1个", "__init__ 与 a<b 各1个"),
        ("收案 &lt;12件&gt;,`&lt;`原样,&amp;lt;也是", "收案 <12件>,&lt;原样,&lt;也是"),
        (r"\*12件\*<br>结案 ~~10~~件", "*12件*结案 10件"),
        ("受理\x02wzxhzdk:7\x0312件 **共**", "受理wzxhzdk:712件 共"),
        ("[" * 3000 + "**12件**", "[" * 3000 + "**12件**"),
    ],
)
def test_a_line_of_markdown_becomes_what_a_reader_sees(markup, shown):
    assert [block.text for block in document(markup, "r.md").blocks] == [shown]


def test_markdown_tables_have_cells_of_one_width():
    doc = document("说明\n\n| 指标 | **数量** |\n|---|:-:|\n| 复议 | 120件 |\n| 调解 |\n\n后文", "a.md")
    table = doc.blocks[1]
    assert table.kind is BlockKind.TABLE
    assert table.cells == (("指标", "数量"), ("复议", "120件"), ("调解", ""))
    assert table.text == "指标 | 数量\n复议 | 120件\n调解 | "
    assert doc.text[slice(*table.span)].startswith("| 指标")
    assert texts(doc)[2] == "后文"


# --- HTML: three layouts of government sites -------------------------------------------------------------------------

META_PAGE = f"""<!DOCTYPE html><html><head><title>东湖区2023年法治政府建设年度情况报告_东湖区人民政府</title>
<meta name="SiteName" content="东湖区人民政府"><meta name="ArticleTitle" content="东湖区2023年法治政府建设年度情况报告">
<meta name="PubDate" content="2024-03-28 10:00"><meta name="ContentSource" content="东湖区司法局">
<style>p {{color: red}}</style></head><body>
<div class="top-nav"><a href="/">首页</a><a href="/zw">政务公开</a>天气:晴,微风,今日限行。</div>
<div class="crumbs">您的位置:<a href="/">首页</a> &gt; 年报</div>
<div class="main"><h1>东湖区2023年法治政府建设年度情况报告</h1>
<div class="info">发布时间:2024-03-28 来源:东湖区司法局 【字体:<a href="#">大</a> 中 小】</div>
<div class="TRS_Editor"><p style="text-align:center"><strong>一、主要举措</strong></p>
<p>&emsp;&emsp;{SENTENCES}</p><p>调解纠纷<span>1.2</span>万件&#65292;成功率
99%。<script>var a = "假的,不是正文。";</script></p></div></div>
<div class="share-box">分享到:微信</div><ul class="related"><li><a href="/1">东湖区2022年报告,全文,公开。</a></li></ul>
<footer>主办:东湖区人民政府,版权所有。</footer></body></html>"""

TABLE_PAGE = f"""<html><head><title>东湖区报告</title></head><body><table width="100%">
<tr><td><a href="/">首页</a></td></tr>
<tr><td><table><tr><td>相关链接:</td><td><a href="/2">区政府</a></td></tr></table></td></tr>
<tr><td class="content">东湖区2023年法治政府建设<br>年度情况报告<br><br>　　{SENTENCES}<br>
<br>　　二、存在的不足<br>　　{SENTENCES}
<table border=1><tr><th rowspan=2>类别</th><th colspan=2>数量</th></tr><tr><td>受理</td><td>审结</td></tr>
<tr><td>复议</td><td>120</td><td>98</td></tr></table></td></tr></table></body></html>"""

FORM_PAGE = f"""<html><body><form id="aspnetForm"><div id="header"><ul><li><a href="/">首页</a></li></ul></div>
<div id="print-content"><h2>关于2023年工作情况的报告</h2><p>{SENTENCES}<p>{SENTENCES}</p>
<div style="display:none">隐藏的,文字,不算。</div><p><a href="/f.doc">附件下载</a></p></div>
<p>上一篇:<a href="/3">旧文</a></p></form></body></html>"""


def test_html_with_meta_tags():
    doc = document(META_PAGE, "a.html")
    assert texts(doc) == [
        "东湖区2023年法治政府建设年度情况报告",
        "一、主要举措",
        SENTENCES,
        "调解纠纷1.2万件\uff0c成功率99%。",
    ]
    assert dict(doc.stated) == {
        "title": "东湖区2023年法治政府建设年度情况报告",
        "published": "2024-03-28 10:00",
        "source": "东湖区司法局",
    }
    assert doc.blocks[0].kind is BlockKind.HEADING
    source = doc.text[slice(*doc.blocks[3].span)]
    assert source.startswith("调解纠纷<span>1.2")
    assert source.endswith("99%。")


def test_html_in_layout_tables_with_line_breaks():
    doc = document(TABLE_PAGE, "a.htm")
    assert texts(doc)[:5] == ["东湖区2023年法治政府建设", "年度情况报告", SENTENCES, "二、存在的不足", SENTENCES]
    table = doc.blocks[5]
    assert table.cells == (("类别", "数量", "数量"), ("类别", "受理", "审结"), ("复议", "120", "98"))
    assert len(doc.blocks) == 6


def test_html_wrapped_in_a_form_with_misleading_names():
    doc = document(FORM_PAGE, "a.html")
    assert texts(doc) == ["关于2023年工作情况的报告", SENTENCES, SENTENCES]
    assert doc.blocks[0].level == 2


def test_html_states_what_our_own_meta_tags_say():
    doc = document(
        f'<meta name="jushi:note" content="节选"><meta name="jushi:source" content="https://a.example">{SENTENCES}',
        "a.html",
    )
    assert doc.stated == (("note", "节选"), ("source", "https://a.example"))


def test_the_title_of_a_page_counts_without_the_name_of_the_site():
    doc = document(f"<title>东湖区2023年工作报告 - 东湖政府网</title><p>{SENTENCES}</p>", "a.html")
    assert doc.stated == (("title", "东湖区2023年工作报告"),)


@pytest.mark.parametrize(
    "broken", ["<![foo bar]>", "<!-- ", "</p></div></td>", "<p" * 50, "<div>" * 3000, "&#xD800;&bogus;"]
)
def test_broken_html_still_gives_its_text(broken):
    assert SENTENCES in "".join(texts(document(f"<p>{SENTENCES}</p>{broken}", "a.html")))


def test_html_text_is_never_markup():
    doc = document(f"<p>{SENTENCES}&lt;script&gt;alert(1)&lt;/script&gt;</p>", "a.html")
    assert texts(doc) == [f"{SENTENCES}<script>alert(1)</script>"]


# --- finding files ---------------------------------------------------------------------------------------------------


def test_discover_lists_reports_in_order_and_passes_over_what_is_none(tmp_path):
    for name in ["b.txt", "a/c.HTML", "README.md", ".hidden.txt", "~$b.txt", ".git/x.txt", "a/Readme.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("报告", encoding="utf-8")
    found = discover(tmp_path)
    assert [(one.source, one.size) for one in found.files] == [("a/c.HTML", 6), ("b.txt", 6)]
    assert found.problems == ()
    assert found.files[1].sha256() == read("b.txt", "报告".encode()).documents[0].sha256


def test_discover_reports_what_it_cannot_read(tmp_path):
    reports = tmp_path / "reports"
    (reports / "in").mkdir(parents=True)
    (reports / "old.ppt").write_bytes(b"x")
    (reports / "in" / "a.txt").write_text("报告", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (reports / "out.txt").symlink_to(tmp_path / "secret.txt")
    (reports / "up").symlink_to(tmp_path)
    (reports / "gone.txt").symlink_to(tmp_path / "nothing")
    (reports / "again").symlink_to(reports / "in")
    found = discover(reports)
    assert [one.source for one in found.files] == ["in/a.txt"]
    assert [(problem.source, problem.code) for problem in found.problems] == [
        ("gone.txt", "unreadable"),
        ("old.ppt", "unsupported"),
        ("out.txt", "outside"),
        ("up", "outside"),
    ]
    assert all(problem.fatal and re.search("请", problem.message) for problem in found.problems)


def test_discover_names_a_file_whose_name_is_no_text(tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xb1\xa8.txt", "wb") as file:  # noqa: PTH123 (a name in bytes)
        file.write(b"x")
    found = discover(tmp_path)
    assert [problem.code for problem in found.problems] == ["name"]
    assert found.files == ()
    assert found.problems[0].source.encode()


def test_discover_says_that_a_folder_is_missing(tmp_path):
    assert [problem.code for problem in discover(tmp_path / "none").problems] == ["no_folder"]


def test_lines_parted_by_tabs_are_a_table():
    """As many cells a line, lines behind one another: copied from a page. A lone line with a tab stays a line."""
    lines = "各街道情况:\n街道\t调解(件)\n甲街道\t420\n乙街道\t615\n联系人\t张三\t电话\n".replace("\n", "\r\n")
    (content,) = text.read(lines.encode())
    assert [block.kind for block in content.blocks] == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    table = content.blocks[1]
    assert table.cells == (("街道", "调解(件)"), ("甲街道", "420"), ("乙街道", "615"))
    assert content.text[table.span.start : table.span.end].startswith("街道\t调解")
