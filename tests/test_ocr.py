"""Scans are read with the extra of requirements-ocr.txt, and without network."""

import socket
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.readers import read
from indexer.reading import read_bytes

LETTERS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
pytestmark = [
    pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra of requirements-ocr.txt is not installed"),
    pytest.mark.skipif(not LETTERS.exists(), reason="fonts-noto-cjk is not installed"),
]
LINES = [
    "东湖区2023年法治政府建设年度情况报告",
    "",
    "　　一、主要举措和成效",
    "　　全年共受理行政复议申请1205件，审结986件，直接纠错率12.5%。行政机",
    "关负责人出庭应诉36次，出庭应诉率100%，办理法律援助案件730件，调解纠",
    "纷2044件。",
]


def scanned(pages):
    """A PDF that holds pictures of lines, a little tilted, and no letters."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for lines in pages:
        image = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(image)
        for number, line in enumerate(lines):
            draw.text((130, 200 + 52 * number), line, font=ImageFont.truetype(str(LETTERS), 28, index=2), fill=20)
        canvas.drawImage(ImageReader(image.rotate(0.3, fillcolor=255)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def no_network(*_, **__):
    raise AssertionError("a connection was tried")


def test_a_scan_gives_its_figures_without_network_and_says_that_it_was_one(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    reading = read_bytes("东湖区2023年报告.pdf", scanned([LINES]))
    (one,) = reading.readings
    assert {str(row.fact.value) for row in one.read.facts} >= {"1205", "986", "36", "730", "2044"}
    assert [p.text for p in one.read.paragraphs][-1].endswith("调解纠纷2044件。")
    (told,) = [problem for problem in reading.problems if problem.code == "recognised"]
    assert "第1页由扫描件识别，数字可能有误，请核对。" in told.message
    assert not told.fatal


def test_a_blank_scan_has_no_text():
    opened = read("r.pdf", scanned([LINES, []]))
    assert "审结986件" in "".join(block.text for block in opened.documents[0].blocks)
