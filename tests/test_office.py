"""Office files of older formats, and files that are not what their suffix says."""

import shutil
import socket
import subprocess
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from indexer.readers import read
from kb.errors import ReadError
from kb.types import BlockKind
from tests.test_archive import packed
from tests.word_fixtures import as_word, saved, texts, told

SENTENCE = "全年共受理行政复议申请120件，审结98件。"
REPORT = (
    "东湖区2023年法治政府建设年度情况报告\n一、主要工作\n（一）推进依法行政\n"
    f"{SENTENCE}\n二、存在的不足\n队伍建设有待加强。\n东湖区人民政府\n2024年1月15日\n"
)
PAGE = f"<html><head><meta charset=utf-8></head><body><p>{SENTENCE}</p></body></html>"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def converted(data, suffix, target, folder):
    """A file turned into another format by LibreOffice."""
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / f"source.{target.partition(':')[0]}").read_bytes()


def code_of(source, data):
    with pytest.raises(ReadError) as refused:
        read(source, data)
    assert refused.value.message.endswith("。")
    assert refused.value.hint.endswith("。")
    return refused.value.code


# --- through LibreOffice ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The report as an old Word document."""
    return converted(as_word(REPORT), ".docx", "doc", tmp_path_factory.mktemp("old"))


@needs_office
@pytest.mark.parametrize("suffix", [".doc", ".wps", ".docx"])
def test_an_old_document_tells_what_the_text_tells_under_any_suffix(old, suffix):
    assert told(f"a{suffix}", old) == told("a.txt", REPORT.encode())


@needs_office
@pytest.mark.parametrize("target", ["rtf", "odt"])
def test_other_formats_tell_what_the_text_tells(target, tmp_path):
    data = converted(as_word(REPORT), ".docx", target, tmp_path)
    assert told(f"a.{target}", data) == told("a.txt", REPORT.encode())


@needs_office
def test_headings_numbers_and_tables_survive(tmp_path):
    document = docx.Document()
    document.add_paragraph("东湖区2023年法治政府建设年度情况报告", "Title")
    document.add_heading("主要工作", 1)
    document.add_paragraph("推进依法行政。", "List Number")
    document.add_paragraph("加强培训。", "List Number")
    table = document.add_table(2, 2)
    for at, shown in enumerate("指标 数量 复议 12".split()):
        table.rows[at // 2].cells[at % 2].text = shown
    document.add_paragraph(SENTENCE)
    data = converted(saved(document), ".docx", "doc", tmp_path)
    (made,) = read("a.doc", data).documents
    assert [block.text for block in made.blocks] == [
        "东湖区2023年法治政府建设年度情况报告",
        "主要工作",
        "1. 推进依法行政。",
        "2. 加强培训。",
        "指标 | 数量\n复议 | 12",
        SENTENCE,
    ]
    assert [block.level for block in made.blocks] == [1, 2, 0, 0, 0, 0]
    assert made.blocks[-2].kind is BlockKind.TABLE


@needs_office
@pytest.mark.parametrize(("target", "suffix"), [("xls", ".et"), ("ods", ".xls")])
def test_older_tables_are_read(target, suffix, tmp_path):
    data = converted("指标,2023年\n行政复议（件）,120\n".encode(), ".csv", target, tmp_path)
    assert any("120" in text for text in texts(data, f"a{suffix}"))


@needs_office
def test_what_libreoffice_cannot_open_is_damaged(old):
    assert code_of("a.doc", old[:512] + bytes(len(old) - 4608) + old[-4096:]) == "damaged"


@needs_office
def test_nothing_is_fetched_from_elsewhere():
    spaces = "office text drawing manifest".split()
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in spaces)
    mime = "application/vnd.oasis.opendocument.text"
    entries = ((mime, "/"), ("text/xml", "content.xml"))
    listed = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{path}"/>' for kind, path in entries
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        content = (
            f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            f'<office:body><office:text><text:p>120<drawing:frame><drawing:image xlink:href="{address}"/>'
            "</drawing:frame></text:p></office:text></office:body></office:document-content>"
        )
        manifest = f"<manifest:manifest {names}>{listed}</manifest:manifest>"
        data = packed([("mimetype", mime), ("META-INF/manifest.xml", manifest), ("content.xml", content)])
        assert texts(data, "a.odt") == ["120"]
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()


@needs_office
def test_nothing_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert texts(b"{\\rtf1 120 cases\\par}", "a.rtf") == ["120 cases"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"{\\rtf1 120\\par}", packed([("mimetype", "application/vnd.oasis.opendocument.text")])]
)
def test_without_libreoffice_it_is_told_what_to_install(data, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    if any(Path(place).exists() for place in ("/Applications/LibreOffice.app", r"C:\Program Files\LibreOffice")):
        pytest.skip("LibreOffice stands where it is found without PATH")
    with pytest.raises(ReadError) as refused:
        read("a.doc", data)
    assert refused.value.code == "no_converter"
    assert "LibreOffice" in refused.value.hint
    assert ".docx" in refused.value.hint


def test_a_conversion_that_hangs_is_ended_with_all_it_started(monkeypatch, tmp_path):
    started = tmp_path / "started"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {started}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("indexer.readers.office._SECONDS", 1)
    assert code_of("a.rtf", b"{\\rtf1 120\\par}") == "slow"
    command = ["ps", "-o", "stat=", "-p", started.read_text().strip()]
    state = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    assert state.strip()[:1] in {"", "Z"}


# --- files under another suffix --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        as_word(SENTENCE),
        PAGE.encode(),
        f'\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE html>{PAGE}'.encode(),
        SENTENCE.encode("gb18030"),
    ],
    ids=["word", "page", "xhtml", "text"],
)
@pytest.mark.parametrize("suffix", [".doc", ".wps", ".docx", ".xls"])
def test_the_content_decides_how_a_file_is_read(data, suffix):
    assert texts(data, f"a{suffix}") == [SENTENCE]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_archive_is_read_as_its_page(encoding):
    archive = EmailMessage()
    archive.set_content("plain")
    archive.add_alternative(PAGE.replace("utf-8", encoding), subtype="html", charset=encoding, cte="base64")
    assert texts(archive.as_bytes(), "a.doc") == [SENTENCE]


def test_a_web_archive_without_a_page_is_damaged():
    assert code_of("a.doc", b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc") == "damaged"


def test_a_document_with_a_password_is_told_so():
    stream = "EncryptedPackage".encode("utf-16-le")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.ljust(64, b"\0") + b"\x22\0"
    for suffix in (".docx", ".doc", ".xls"):
        with pytest.raises(ReadError) as refused:
            read(f"a{suffix}", data)
        assert str(refused.value) == "文件有打开密码，请先取消密码再放入。"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (b"\x89PNG" + bytes(200), "damaged"),
        (packed([("a.txt", "一")]), "format"),
        (as_word(SENTENCE)[:3000], "damaged"),
    ],
)
def test_what_is_no_office_file_is_refused(data, code):
    assert code_of("a.doc", data) == code
