"""Zip archives from elsewhere: office files and users' archives, whole ones and hostile ones."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from indexer.readers import MAX_BYTES
from indexer.readers.archive import MOST_INFLATED, MOST_MEMBERS, checked_zip, members
from kb.errors import ReadError

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def packed(files, method=zipfile.ZIP_DEFLATED):
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return whole.getvalue()


def renamed(data, old, new):
    """The archive with other bytes for a name of the same length, as archivers of a Chinese Windows write it."""
    assert len(old) == len(new)
    return data.replace(old, new)


def locked(data):
    """The archive with the flag of encryption set on every member."""
    raw = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 1)
    return bytes(raw)


def code_of(call):
    with pytest.raises(ReadError) as refused:
        call()
    assert refused.value.message.endswith("。")
    assert refused.value.hint.endswith("。") or refused.value.code == "locked"
    return refused.value.code


# --- office files ----------------------------------------------------------------------------------------------------


def test_a_whole_archive_is_opened():
    archive = checked_zip(packed([("word/document.xml", "<a/>"), ("word/media/p.png", b"\x89PNG")]))
    assert archive.read("word/document.xml") == b"<a/>"


def test_what_is_no_archive_is_damaged():
    assert code_of(lambda: checked_zip(b"hello, no archive")) == "damaged"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_damaged(share):
    data = packed([("a.xml", "<a>" + "正文" * 5000 + "</a>"), ("b.xml", "<b/>")])
    assert code_of(lambda: checked_zip(data[: int(share * len(data))])) == "damaged"


def test_a_member_with_changed_bytes_is_damaged():
    data = bytearray(packed([("a.xml", "<a>正文</a>" * 50)], zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    assert code_of(lambda: checked_zip(bytes(data))) == "damaged"


def test_an_ole_file_with_a_password_is_told_so():
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
        + b"\x22\0"
    )
    with pytest.raises(ReadError) as refused:
        checked_zip(data)
    assert (refused.value.code, refused.value.message) == ("locked", "文件有打开密码，请先取消密码再放入。")


def test_an_encrypted_member_is_a_password():
    assert code_of(lambda: checked_zip(locked(packed([("a.xml", "<a/>")])))) == "locked"


def zeros(archive, name, size):
    """Write a member of so many zeros without holding them."""
    with archive.open(name, "w", force_zip64=True) as file:
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))


def test_a_bomb_is_refused_by_what_it_inflates_to():
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.bin", "b.bin"):
            zeros(archive, name, MOST_INFLATED // 2 + 1_000_000)
    assert len(whole.getvalue()) < 1_000_000
    assert code_of(lambda: checked_zip(whole.getvalue())) == "bomb"


def test_members_that_share_their_bytes_count_each_time():
    """The bomb of overlapping members: a directory of many entries that all point at one stream."""
    data = packed([("a.bin", bytes(60_000_000))])
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 6, 6, 6 * len(entry), start, 0)
    assert code_of(lambda: checked_zip(data[:start] + 6 * entry + tail)) in {"bomb", "damaged"}


def test_too_many_members_are_refused():
    data = packed([(str(number), b"") for number in range(MOST_MEMBERS + 1)], zipfile.ZIP_STORED)
    assert code_of(lambda: checked_zip(data)) == "bomb"
    assert code_of(lambda: list(members(data))) == "bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.RELS"])
def test_xml_with_a_document_type_is_refused(name, encoding):
    assert code_of(lambda: checked_zip(packed([(name, DOCTYPE.encode(encoding))]))) == "unsafe"


def test_a_document_type_across_two_pieces_is_refused():
    begin = "<a/>"
    data = packed([("a.xml", begin + " " * ((1 << 20) - len(begin) - 4) + "<!DOCTYPE a>")])
    assert code_of(lambda: checked_zip(data)) == "unsafe"


def test_a_picture_may_have_a_document_type():
    checked_zip(packed([("word/media/p.svg", "<!DOCTYPE svg><svg/>")]))


def test_compressions_that_office_never_uses_are_refused():
    assert code_of(lambda: checked_zip(packed([("a.xml", "<a/>")], zipfile.ZIP_LZMA))) == "damaged"


# --- archives of reports ---------------------------------------------------------------------------------------------


def test_files_come_with_their_names_and_bytes():
    data = packed([("报告/东湖区.txt", "一"), ("b.docx", b"PK")])
    assert list(members(data)) == [("报告/东湖区.txt", "一".encode()), ("b.docx", b"PK")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_flag_of_utf8_are_chinese_too(encoding):
    written = "东湖区2023年报告.txt".encode(encoding)
    stand_in = b"x" * len(written)
    data = renamed(packed([(stand_in.decode(), "一")]), stand_in, written)
    assert [label for label, _ in members(data)] == ["东湖区2023年报告.txt"]


def test_a_chinese_letter_that_ends_like_a_backslash_stays_whole():
    written = "誠.txt".encode("gb18030")
    assert b"\\" in written
    data = renamed(packed([("xx.txt", "一")]), b"xx.txt", written)
    assert [label for label, _ in members(data)] == ["誠.txt"]


def test_names_that_lead_elsewhere_are_made_harmless():
    names = ["../../etc/a.txt", "/b.txt", "C:/c.txt", "d/./e.txt", "f/../g.txt"]
    data = renamed(packed([(name, "一") for name in [*names, "h+i.txt"]]), b"h+i.txt", b"h\\i.txt")
    assert [label for label, _ in members(data)] == [
        "etc/a.txt",
        "b.txt",
        "c.txt",
        "d/e.txt",
        "f/g.txt",
        "h/i.txt",
    ]


def test_what_is_no_report_is_passed_over():
    names = ["__MACOSX/._a.txt", ".DS_Store", "folder/", "a/.hidden/b.txt", "~$a.docx"]
    assert list(members(packed([(name, b"") for name in names]))) == []


def test_labels_are_distinct():
    labels = [label for label, _ in members(packed([("a.txt", "1"), ("../a.txt", "2"), ("/a.txt", "3")]))]
    assert labels == ["a.txt", "a(2).txt", "a(3).txt"]


def test_archives_within_are_not_opened():
    inner = packed([("a.txt", "一")])
    assert list(members(packed([("b.zip", inner)]))) == [("b.zip", inner)]


def test_a_large_file_is_cut_where_it_is_found_too_large():
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        zeros(archive, "a.txt", MAX_BYTES + 20_000_000)
        archive.writestr("b.txt", "一")
    given = list(members(whole.getvalue()))
    assert [(label, len(content)) for label, content in given] == [("a.txt", MAX_BYTES + 1), ("b.txt", 3)]


def test_a_bomb_among_reports_is_refused():
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(7):
            zeros(archive, f"{number}.txt", MAX_BYTES)
    given = members(whole.getvalue())
    assert [next(given)[0] for _ in range(6)] == [f"{number}.txt" for number in range(6)]
    assert code_of(lambda: next(given)) == "bomb"


def test_good_files_are_given_before_the_bad_are_told():
    data = bytearray(packed([("a.txt", "一" * 30), ("b.txt", "二" * 30)], zipfile.ZIP_STORED))
    data[45] ^= 0xFF
    given = members(bytes(data))
    assert next(given) == ("b.txt", ("二" * 30).encode())
    with pytest.raises(ReadError) as refused:
        next(given)
    assert refused.value.code == "unread"
    assert "“a.txt”" in refused.value.message


def test_a_locked_archive_is_told():
    assert code_of(lambda: list(members(locked(packed([("a.txt", "一")]))))) == "unread"


@pytest.mark.parametrize("begin", [b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
def test_other_archives_are_named(begin):
    assert code_of(lambda: list(members(begin + bytes(100)))) == "format"


def test_a_cut_archive_is_damaged():
    data = packed([("a.txt", zlib.compress(bytes(9)) * 50)])
    assert code_of(lambda: list(members(data[:-30]))) == "damaged"
