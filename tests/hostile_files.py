"""Files that do harm, each made in a few lines: its name, its bytes, and what must become of it."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexer.readers import READERS
from indexer.readers.archive import OLE
from tests.test_archive import locked, packed, zeros
from tests.word_fixtures import as_word

REPORT = """北京市房山区2024年法治政府建设年度情况报告
一、主要工作
（一）推进{kind}。全年受理行政复议案件{cases}件，同比增长12.5%，调解成功率98%。
二、存在的不足
队伍建设有待加强。
"""
READ = "read"  # what becomes of a file that is merely odd
SPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file: its name, what makes its bytes, and what may become of it: the codes of Problem, READ for a report."""

    name: str
    make: Callable[[], bytes]
    becomes: tuple[str, ...]


def hostile(name: str, make: Callable[[], bytes] | bytes, *becomes: str) -> Hostile:
    return Hostile(name, make if callable(make) else lambda: make, becomes)


def report(kind: str, cases: int = 120) -> str:
    return REPORT.format(kind=kind, cases=cases)


def noise(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def flipped(data: bytes, share: float) -> bytes:
    at = int(len(data) * share)
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def pdf(text: str = "Report 2024", pages: int = 1, encrypt: StandardEncryption | None = None) -> bytes:
    whole = BytesIO()
    canvas = Canvas(whole, encrypt=encrypt, invariant=True)
    for page in range(pages):
        canvas.drawString(80, 700, f"{text} {page}")
        canvas.showPage()
    canvas.save()
    return whole.getvalue()


def book(
    body: str = "<sheetData/>", *, sheets: str = "", strings: str = "", also: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """A workbook of one sheet with this body, or of `sheets` that all are that one."""
    relations = '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>'
    named = sheets or '<sheet name="表" sheetId="1" r:id="r1"/>'
    files = (
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/workbook.xml", f"<workbook {SPACES}><sheets>{named}</sheets></workbook>"),
        ("xl/worksheets/s.xml", f"<worksheet {SPACES}>{body}</worksheet>"),
        *((("xl/sharedStrings.xml", f"<sst {SPACES}>{strings}</sst>"),) if strings else ()),
    )
    return packed([*files, *also])


# --- nothing, noise, and other formats under a name ------------------------------------------------------------------

_NOTHING = ("empty", "damaged", "duplicate")
_NOISE = ("damaged", "encoding", "binary", "locked")


def nothing() -> Iterator[Hostile]:
    for number, suffix in enumerate((*READERS, ".zip"), 1):
        yield hostile(f"无字节{suffix}", b"", *_NOTHING)
        yield hostile(f"空白{suffix}", b" \r\n\t" * number, *_NOTHING)
        yield hostile(f"一字节{suffix}", bytes([0x80 + number]), *_NOISE)
        yield hostile(f"杂音{suffix}", noise(5_000 + number, number), *_NOISE)


def misnamed() -> Iterator[Hostile]:
    yield hostile("文本.pdf", report("文本甲").encode(), "damaged")
    yield hostile("文本.xlsx", report("文本乙").encode(), "damaged")
    yield hostile("文本.docx", report("文本丙").encode(), READ)
    yield hostile("文本.doc", report("文本丁").encode(), READ)
    yield hostile("文档.txt", lambda: as_word(report("文档甲")), "binary", "encoding")
    yield hostile("文档.zip", lambda: as_word(report("文档乙")), "format")
    yield hostile("压缩.docx", packed([("a.txt", report("压缩"))]), "format")
    yield hostile(
        "怪.doc",
        OLE + bytes(600) + "WordDocument".encode("utf-16-le").ljust(64, b"\0") + b"\x1a\0" + noise(9_000, 7),
        "damaged",
        "no_converter",
        "slow",
    )
    yield hostile("无流.doc", OLE + noise(4_000, 8), "damaged")


def broken() -> Iterator[Hostile]:
    whole = {
        ".docx": as_word(report("断裂") * 20),
        ".pdf": pdf("Broken", 3),
        ".xlsx": book("<sheetData>" + "<row><c><v>1</v></c></row>" * 99 + "</sheetData>"),
        ".zip": packed([("a.txt", report("断裂甲")), ("b.txt", report("断裂乙"))]),
    }
    for suffix, data in whole.items():
        for share in (0.25, 0.5, 0.75):
            yield hostile(f"截断{share}{suffix}", data[: int(len(data) * share)], "damaged")
            yield hostile(f"错位{share}{suffix}", flipped(data, share), "damaged", "unread", "empty", "duplicate", READ)


def with_password() -> Iterator[Hostile]:
    package = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0"
    yield hostile("密码.docx", OLE + bytes(600) + package + noise(999, 1), "locked")
    yield hostile("密码.xlsx", OLE + bytes(600) + package + noise(999, 2), "locked")
    yield hostile("密码.pdf", lambda: pdf(encrypt=StandardEncryption("secret")), "locked")
    yield hostile("密码.zip", locked(packed([("a.txt", report("密码"))])), "unread")


# --- what grows when it is opened -----------------------------------------------------------------------------------


def bomb(name: str, size: int, *before: tuple[str, str]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, content in before:
            archive.writestr(other, content)
        zeros(archive, name, size)
    return whole.getvalue()


def overlapping(times: int = 8) -> bytes:
    """Many entries of the directory that all point at one stream."""
    data = packed([("a.txt", bytes(49_000_000))])
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, times * len(entry), start, 0)
    return data[:start] + times * entry + tail


def bombs() -> Iterator[Hostile]:
    one = '<Relationship Id="a" Type="x/officeDocument" Target="/word/document.xml"/>'
    relations = ("_rels/.rels", f"<Relationships>{one}</Relationships>")
    yield hostile("平炸弹.zip", lambda: bomb("a.txt", 400_000_000), "too_large", "empty", "bomb")
    yield hostile("叠炸弹.zip", overlapping, "bomb", "damaged", "unread", "empty")
    yield hostile("套炸弹.zip", lambda: packed([("b.zip", packed([("c.zip", overlapping())]))]), "nested")
    yield hostile("多成员.zip", lambda: packed([(f"{n}.txt", "") for n in range(20_001)], zipfile.ZIP_STORED), "bomb")
    yield hostile("炸弹.docx", lambda: bomb("word/document.xml", 310_000_000, relations), "bomb")
    yield hostile("炸弹.xlsx", lambda: bomb("xl/worksheets/s.xml", 310_000_000), "bomb")
    yield hostile("共享串.xlsx", lambda: book(strings="<si/>" * 310_000), "too_large")
    entities = (
        '<!DOCTYPE a [<!ENTITY a "哈哈哈哈哈哈">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>"
    )
    yield hostile(
        "实体.docx",
        lambda: packed([relations, ("word/document.xml", f'<?xml version="1.0"?>{entities}<a>&i;</a>')]),
        "unsafe",
    )
    yield hostile("实体.xlsx", lambda: book(also=(("xl/styles.xml", f"{entities}<a>&i;</a>"),)), "unsafe")
    yield hostile("实体.html", f"{entities}<html><body><p>{report('实体')}&i;</p></body></html>".encode(), READ)
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield hostile("外部.docx", packed([relations, ("word/document.xml", f"{outside}<a>&x;</a>")]), "unsafe")
    yield hostile("外部.html", f"{outside}<html><body><p>{report('外部')}&x;</p></body></html>".encode(), READ)
    ebcdic = (
        f"<?xml version='1.0' encoding='cp037'?>{outside}<document><body><p><r><t>&x;</t></r></p></body></document>"
    )
    yield hostile(
        "改码.docx",
        packed([relations, ("word/document.xml", ebcdic.encode("cp037", "replace"))]),
        "damaged",
        "empty",
        "unsafe",
    )
    yield hostile(
        "炸弹流.pdf",
        lambda: streamed(zlib.compress(b"0 0 m 9 9 l S\n" * 3_000_000), "/Filter/FlateDecode"),
        "damaged",
        "empty",
        "timeout",
        "memory",
    )


# --- what nests, loops or is too many --------------------------------------------------------------------------------


def objects(*each: str) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalog; readers mend the table that is missing."""
    body = "".join(f"{number} 0 obj{one}endobj\n" for number, one in enumerate(each, 1))
    return f"%PDF-1.7\n{body}trailer<</Root 1 0 R/Size {len(each) + 1}>>\n%%EOF".encode("latin-1")


def streamed(stream: bytes, more: str = "", box: str = "0 0 600 800", resources: str = "") -> bytes:
    """A PDF of one page with this content."""
    content = f"<</Length {len(stream)}{more}>>stream\n{stream.decode('latin-1')}\nendstream "
    return objects(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{resources}>>>>",
        content,
    )


def pdfs() -> Iterator[Hostile]:
    top, odd = "<</Type/Catalog/Pages 2 0 R>>", ("damaged", "empty", "timeout", "memory")
    yield hostile("无页.pdf", objects(top, "<</Type/Pages/Kids[]/Count 0>>"), *odd)
    yield hostile("页树成环.pdf", objects(top, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"), *odd)
    deep = "".join(f"<</Type/Pages/Kids[{n} 0 R]/Count 1>>|" for n in range(3, 30_000)).split("|")
    yield hostile("页树过深.pdf", objects(top, *deep[:-1]), *odd)
    yield hostile(
        "目录成环.pdf",
        objects(
            "<</Type/Catalog/Pages 2 0 R/Outlines 3 0 R>>",
            "<</Type/Pages/Kids[]/Count 0>>",
            "<</First 3 0 R/Next 3 0 R/Parent 3 0 R/Title(a)>>",
        ),
        *odd,
    )
    form = "/XObject<</F 5 0 R>>"
    own = f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{form}>>/Length 10>>stream\n/F Do      \nendstream "
    yield hostile(
        "表单成环.pdf",
        streamed(b"/F Do", resources=form).replace(b"trailer", f"5 0 obj{own}endobj\ntrailer".encode()),
        *odd,
    )
    yield hostile("巨页.pdf", streamed(b"BT (a) Tj ET", box="0 0 1000000000 1000000000"), *odd)
    yield hostile("百万对象.pdf", lambda: objects(top, "<</Type/Pages/Kids[]/Count 0>>", *["[1 2]"] * 1_000_000), *odd)
    yield hostile(
        "假扫描.pdf",
        lambda: streamed(b"q 600 0 0 800 0 0 cm BI /W 8 /H 8 /BPC 8 /CS /G ID " + bytes(64) + b" EI Q"),
        *odd,
        "scanned",
    )
    yield hostile("括号.pdf", lambda: streamed(b"[" * 500_000), *odd)
    yield hostile("重影.pdf", lambda: streamed(b"BT /F 9 Tf " + b"(1,1,1,1) Tj " * 40_000 + b"ET"), *odd, READ)
