"""Files of text, pages and tables that do harm: what nests, repeats or is no text. See tests/hostile_files.py."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile_files import READ, Hostile, book, hostile, report
from tests.word_fixtures import cell, p, row, table, word


def nests() -> Iterator[Hostile]:
    inner = p("甲")
    yield hostile(
        "表套表.docx", lambda: word("<w:tbl><w:tr><w:tc>" * 3_000 + inner + "</w:tc></w:tr></w:tbl>" * 3_000), "damaged"
    )
    yield hostile(
        "控件套.docx",
        lambda: word("<w:sdt><w:sdtContent>" * 3_000 + inner + "</w:sdtContent></w:sdt>" * 3_000),
        "damaged",
    )
    yield hostile(
        "域套域.docx",
        lambda: word("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 100_000 + "</w:p>" + inner),
        READ,
    )
    yield hostile(
        "域代码.docx",
        lambda: word(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            + "<w:r><w:instrText>PAGE PAGE </w:instrText></w:r>" * 100_000
            + "</w:p>"
            + inner
        ),
        READ,
    )
    yield hostile(
        "宽格.docx", lambda: word(table(*[row(*[cell("甲", '<w:gridSpan w:val="9999"/>')] * 60)] * 200)), "too_large"
    )
    yield hostile("百万段.docx", lambda: word("<w:p/>" * 100_000), "empty")
    yield hostile("十万层.html", ("<div>" * 100_000 + report("十万层")).encode, READ)
    yield hostile("百万属性.html", (f"<body {'a=1 ' * 1_000_000}><p>{report('百万属性')}</p>").encode, READ)
    yield hostile("百万标题.html", ("<title>a</title>" * 100_000 + f"<p>{report('百万标题')}</p>" * 3).encode, READ)
    yield hostile("跨行列.html", ("<table>" + ("<tr>" + "<td rowspan=60 colspan=60>a" * 99) * 9).encode, "too_large")
    yield hostile("半标签.html", ("<a" * 200_000 + report("半标签")).encode, READ, "empty")
    yield hostile("引用套.md", (">" * 50_000 + "- " * 50_000 + report("引用套")).encode, READ)
    yield hostile(
        "强调.md",
        ("**a" * 50_000 + "\n" + "*a_" * 50_000 + "\n" + "`" * 50_001 + "\n" + report("强调")).encode,
        READ,
    )
    yield hostile("链接.md", ("[a](" * 40_000 + "\n" + "![[" * 40_000 + "\n" + report("链接")).encode, READ)
    yield hostile("短强调.md", ("\n".join(["**a*_`[" * 300] * 60) + report("短强调")).encode, READ, "timeout")
    yield hostile("宽表.md", ("|" + "a|" * 30_000 + "\n|" + "-|" * 30_000 + "\n" + "|b|\n" * 50).encode, "too_large")
    yield hostile("长题.md", ("# " + "长题" * 100_000 + "\n" + "全年办件3件。\n\n" * 2_000).encode, READ)
    yield hostile("空当.md", ("# a" + " " * 200_000 + "b\n" + report("空当")).encode, READ)


def sheets() -> Iterator[Hostile]:
    yield hostile("声明巨大.xlsx", book('<dimension ref="A1:XFD1048576"/><sheetData/>'), "empty")
    yield hostile(
        "合并.xlsx",
        book(
            "<sheetData>"
            + ("<row>" + "<c><v>1</v></c>" * 50 + "</row>") * 50
            + "</sheetData><mergeCells>"
            + '<mergeCell ref="A1:XFD1048576"/>' * 30_000
            + "</mergeCells>"
        ),
        "too_large",
    )
    yield hostile(
        "十万表.xlsx",
        lambda: book("<sheetData/>", sheets='<sheet name="表" sheetId="1" r:id="r1"/>' * 100_000),
        "too_large",
    )
    yield hostile(
        "隐藏列.xlsx",
        lambda: book("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols><sheetData/>"),
        "empty",
    )
    yield hostile("套标签.xlsx", lambda: book("<sheetData>" + "<row>" * 100_000), "damaged", "too_large")
    yield hostile("巨格.csv", ("地区,2024年\n" + "大" * 3_400_000 + ",3\n").encode, "damaged")
    yield hostile("百万列.csv", ("a," * 1_000_000 + "\n").encode, "too_large")
    yield hostile("万列.csv", ("地区," * 9_000 + "\n" + "3," * 9_000).encode, "too_large")
    yield hostile("引号.csv", ('"' * 300_001).encode, "damaged", "empty", READ)
    yield hostile("换行.csv", ("地区,2024年\n" * 60_000).encode, "too_large")


# --- text ------------------------------------------------------------------------------------------------------------

RUNS = {
    "左方括": "[", "左圆括": "（", "数字": "7", "一": "一", "顿号": "、", "千分": "1,1,", "千分组": "1,111,", "零年": "二〇二〇", "同比": "同比",
    "增长": "同比增长3%，", "件": "3件", "件顿": "3件、", "分别": "分别为3件、2件，", "书名": "《", "引号": "“", "年": "2024年", "年段": "2020-",
    "万亿": "万亿", "分之": "百分之", "地名": "北京市大兴区", "机关": "人民政府", "其中": "其中3件（", "点": "1.", "空格": "a ", "尖": "<", "竖": "|",
}  # fmt: skip


def runs() -> Iterator[Hostile]:
    for name, unit in RUNS.items():
        line = unit * (10_000 // len(unit))
        yield hostile(f"长串{name}.txt", (report(f"长串{name}") + line + "\n").encode(), READ)
    yield hostile("百万括号.txt", (report("百万括号") + "[" * 1_000_000).encode, READ)
    yield hostile("一行.txt", (report("一行") + "一行文字，" * 4_000_001).encode, "too_large")
    yield hostile(
        "大数.txt",
        (
            report("大数")
            + "受理"
            + "9" * 5_000
            + "件，"
            + "九" * 5_000
            + "件，"
            + "亿" * 40
            + "件，1"
            + "0" * 17
            + "亿亿件。\n"
        ).encode(),
        READ,
    )
    yield hostile(
        "年号.txt",
        (
            "---\nyear: 9999\nplace: 北京市房山区\n---\n" + report("年号") + "明年受理3件，去年受理4件，下一年度5件。\n"
        ).encode(),
        READ,
    )
    yield hostile(
        "元年.txt",
        (
            "---\nyear: 0001\nplace: 北京市房山区\n---\n" + report("元年") + "明年受理3件，去年受理4件，近十年5件。\n"
        ).encode(),
        READ,
    )


def encodings() -> Iterator[Hostile]:
    odd = ("encoding", "binary")
    text = report("编码")
    yield hostile("奇数.txt", text.encode("utf-16-le")[:-1], *odd)
    yield hostile("各半.txt", text.encode("gb18030") + report("各半").encode(), *odd)
    yield hostile("七位.txt", text.encode("utf-7"), READ, *odd)
    yield hostile("空字节.txt", text.replace("。", "\0").encode(), *odd)
    yield hostile("代理.txt", text.encode() + "\ud800件".encode("utf-8", "surrogatepass"), *odd)
    yield hostile("代理.html", (f"<p>{report('代理')}&#xD800;&#0;&#1;&#x110000;</p>").encode(), READ)
    yield hostile("代理16.txt", b"\xff\xfe" + (text + "\ud800").encode("utf-16-le", "surrogatepass"), *odd)
    yield hostile("控制.txt", (report("控制") + "".join(map(chr, range(1, 32))) * 200).encode(), *odd)
    yield hostile("反向.txt", report("反向").replace("120", "\u202e021\u202c").encode(), READ)
    yield hostile("零宽.txt", "\u200b".join(report("零宽")).encode(), READ)
    yield hostile("标签字.txt", report("标签字").replace("推进", "<script>alert(1)</script>").encode(), READ)
