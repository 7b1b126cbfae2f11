"""What bytes become text, and which are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from indexer.readers.encoding import decode
from kb.errors import ReadError

REPORT = (
    "东湖区2023年法治政府建设年度情况报告\r\n一、主要举措\r\n全年共受理行政复议申请120件,审结98件。"
    "区司法局组织“法治大讲堂”12期,参加干部3000余人次;调解纠纷1.2万件。\n"
)
TRADITIONAL = OpenCC("s2t").convert(REPORT)


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
@pytest.mark.parametrize("length", [12, 40, None])
def test_simplified_text_comes_back_from_each_encoding(codec, told, length):
    assert decode(REPORT[:length].encode(codec)) == (REPORT[:length], told)


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_marks_of_wide_encodings_are_read_and_left_out(codec):
    text, encoding = decode(REPORT.encode(codec))
    assert text == REPORT
    assert encoding.startswith(codec)


@pytest.mark.parametrize("length", [20, None])
def test_big5_is_told_from_gb18030_which_accepts_its_bytes(length):
    data = TRADITIONAL[:length].encode("big5hkscs")
    assert data.decode("gb18030") != TRADITIONAL[:length]
    assert decode(data) == (TRADITIONAL[:length], "big5hkscs")


def test_traditional_text_in_gb18030():
    assert decode(TRADITIONAL.encode("gb18030")) == (TRADITIONAL, "gb18030")


def test_full_width_punctuation_counts_as_everyday_text():
    text = "全区共办理案件\uff08含复议\uff09\uff1a\uff11\uff12件\uff0c其中\uff1b\uff05"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_a_false_charset_of_a_page_is_not_trusted():
    page = f'<meta charset="big5"><p>{REPORT}</p>'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n\t\n", "empty"),
        ("\u3000\u3000\n\u00a0".encode(), "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04\x00\x00\x08\x00\x00\x00\x21\x00", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", "binary"),
        ("调解\0纠纷".encode(), "binary"),
        (b"caf\xe9 cr\xe8me br\xfbl\xe9e", "encoding"),
        ("\ufffd\ufffd调解\ufffd\ufffd纠纷\ufffd".encode(), "encoding"),
        (b"\xff\xfe\x00\xd8\x01\x02", "encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data, code):
    with pytest.raises(ReadError) as refused:
        decode(data)
    assert refused.value.code == code
    assert refused.value.hint


def test_a_broken_utf8_file_names_the_line():
    data = REPORT.encode() + b"\xe8\xb0\n" + REPORT.encode()
    with pytest.raises(ReadError, match="第 4 行") as refused:
        decode(data)
    assert refused.value.code == "encoding"


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_decoded_without_loss_or_refused(data):
    try:
        text, encoding = decode(data)
    except ReadError as refused:
        assert refused.code in {"empty", "binary", "encoding"}  # noqa: PT017 (text or refusal, both are right)
    else:
        assert data.endswith(text.encode(encoding))
        assert "\0" not in text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60))
@settings(max_examples=80, deadline=None)
def test_utf8_needs_no_guess(text):
    assert decode(("报告" + text).encode()) == ("报告" + text, "utf-8")
