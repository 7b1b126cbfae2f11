"""One report in every format, and in every encoding, is one report: the same paragraphs and the same figures."""

from __future__ import annotations

import shutil
from dataclasses import replace
from html import escape
from pathlib import Path

import docx
import pytest
from opencc import OpenCC

from indexer.readers import read
from indexer.readers.encoding import decode
from indexer.reading import read_bytes
from kb.types import BlockKind
from tests.pdf_fixtures import as_markdown, official
from tests.test_office import converted
from tests.word_fixtures import saved

REPORTS = Path(__file__).parent.parent / "reports"
REAL = Path(__file__).parent.parent.parent / "shared" / "reports"
SAMPLES = ("密云区2024年", "武清区2023年", "大兴区2020年", "浦江县2024年", "通州区2023年")  # the last two hold tables
ENCODINGS = {
    "utf-8 with mark": "utf-8-sig", "gb18030": "gb18030", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
}  # fmt: skip
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def sample(name):
    """The blocks of a sample report: a text, or the cells of a table."""
    (path,) = REPORTS.glob(f"{name}*")
    (document,) = read(path.name, path.read_bytes()).documents
    return [one.cells if one.kind is BlockKind.TABLE else one.text for one in document.blocks]


def as_page(items):
    body = "".join(f"<p>{escape(one)}</p>" if isinstance(one, str) else as_table(one) for one in items)
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def as_table(cells):
    rows = ("".join(f"<td>{escape(one)}</td>" for one in row) for row in cells)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def as_docx(items):
    document = docx.Document()
    for item in items:
        if isinstance(item, str):
            document.add_paragraph(item)
            continue
        grid = document.add_table(len(item), len(item[0]))
        for row, cells in zip(grid.rows, item, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def index_of(source, data):
    """What a file brings into the index, without what names the file and places in it."""
    (reading,) = read_bytes(source, data).readings
    one = reading.read
    report = replace(one.report, id="", source="", sha256="", reasons=())
    paragraphs = [replace(paragraph, report_id="", span=(0, 0)) for paragraph in one.paragraphs]
    return report, paragraphs, [replace(row.fact, report_id="") for row in one.facts]


def assert_same(one, other):
    """Equal, and where not the first difference is shown."""
    assert one[0] == other[0]
    for first, second in zip(one[1], other[1], strict=False):
        assert first == second
    assert len(one[1]) == len(other[1])
    assert one[2] == other[2]


# --- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("suffix", [".txt", ".html", ".docx", ".pdf"])
def test_a_report_is_the_same_in_every_format(name, suffix):
    items = sample(name)
    if suffix == ".txt" and not all(isinstance(item, str) for item in items):
        pytest.skip("text has no tables")
    make = {".txt": lambda them: "\n".join(them).encode(), ".html": as_page, ".docx": as_docx, ".pdf": official}
    assert_same(index_of(f"a{suffix}", make[suffix](items)), index_of("a.md", as_markdown(items)))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", [SAMPLES[0], SAMPLES[-1]])
def test_an_old_document_is_the_same(name, tmp_path):
    items = sample(name)
    old = converted(as_docx(items), ".docx", "doc", tmp_path)
    assert_same(index_of("a.doc", old), index_of("a.md", as_markdown(items)))


def test_the_samples_hold_what_they_should():
    held = [sample(name) for name in SAMPLES]
    assert sum(any(not isinstance(item, str) for item in items) for items in held) >= 1
    assert all(index_of("a.md", as_markdown(items))[2] for items in held)


# --- encodings -------------------------------------------------------------------------------------------------------


def encoded(text, encoding):
    return MARKS.get(encoding, b"") + text.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("path", sorted(REPORTS.iterdir()), ids=lambda path: path.stem[:8])
def test_a_sample_is_decoded_alike(path, encoding):
    text, _ = decode(path.read_bytes())
    assert decode(encoded(text, encoding))[0] == text


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")
@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_a_real_report_is_the_same_in_every_encoding(encoding):
    paths = sorted(REAL.glob("*.txt"))
    assert len(paths) >= 5
    for path in paths:
        text, _ = decode(path.read_bytes())
        assert_same(index_of("a.txt", encoded(text, encoding)), index_of("a.txt", text.encode()))


@pytest.mark.parametrize("suffix", [".txt", ".html"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_traditional_report_in_big5_is_the_same(name, suffix):
    text = "\n\n".join(item for item in sample(name) if isinstance(item, str))
    traditional = "".join(
        char if can(char) else "某" for char in OpenCC("s2t").convert(f"<p>{text}</p>" if suffix == ".html" else text)
    )
    big5, utf8 = (index_of(f"a{suffix}", traditional.encode(one)) for one in ("big5hkscs", "utf-8"))
    assert_same(big5, utf8)
    assert big5[0].traditional


def can(char):
    """Whether Big5 has a character."""
    return len(char.encode("big5hkscs", "ignore")) > 0
