"""Files put in by a clerk: names, conflicts, disks, and that none is ever half there or lost."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.discover import discover
from indexer.readers import ARCHIVE, READERS
from kb.config import Settings
from kb.errors import RequestError
from kb.web.uploads import ACCEPTED, FOLDER, LARGEST_UPLOAD, disk_message, safe_name
from tests.admin_fixtures import NEW, SCRIPT, TOKEN, Clerk, small_copy
from tests.web_fixtures import QUESTION, TEXTS


@pytest.fixture
def clerk(tmp_path):
    return Clerk(small_copy(tmp_path))


def hidden(clerk):
    """Files in the hidden folder."""
    return sorted(path.name for path in (clerk.reports / FOLDER).rglob("*") if path.is_file())


def outcomes(response):
    return [(one["name"], one["outcome"]) for one in response.json["files"]]


# --- names ---


def test_what_is_accepted_is_what_the_indexer_reads():
    assert set(ACCEPTED) == {*READERS, ARCHIVE}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("密云区2024年报告.txt", "密云区2024年报告.txt"),
        ("../../etc/报告.txt", "报告.txt"),
        ("C:\\Users\\办公室\\报告.TXT", "报告.TXT"),
        ("/报告.md", "报告.md"),
        (".隐藏.txt", "隐藏.txt"),
        ("~$报告.docx", "报告.docx"),
        ("  报 告\t一.txt ", "报 告一.txt"),
        ("报告\x00\x1f\u202e.txt", "报告.txt"),
        ('报告<>:"|?*.txt', "报告_______.txt"),
        ("CON.txt", "_CON.txt"),
        ("com1.报告.txt", "_com1.报告.txt"),
        ("console.txt", "console.txt"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("报告.txt...", "报告.txt"),
        ("乱\ufffd码.txt", "乱_码.txt"),
    ],
)
def test_names_become_safe_and_chinese_is_kept(given, name):
    assert safe_name(given) == name


def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix():
    name = safe_name("很" * 200 + ".docx")
    assert len(name.encode()) <= 200
    assert name == "很" * (len(name) - 5) + ".docx"


@pytest.mark.parametrize(
    "given", ["", ".", "..", ".txt", "报告", "报告.exe", "报告.txt.meta", "a/..", "README.md", "readme.txt"]
)
def test_names_that_would_not_be_read_are_refused(given):
    with pytest.raises(RequestError) as refused:
        safe_name(given)
    assert refused.value.hint


@given(st.text(max_size=300), st.sampled_from(ACCEPTED))
def test_a_name_is_safe_or_refused(stem, suffix):
    try:
        name = safe_name(stem + suffix)
    except RequestError:
        return
    assert safe_name(name) == name
    assert not set(name) & set('/\\<>:"|?*\0\ufffd')
    assert not name.startswith((".", "~$", " "))
    assert len(name.encode()) <= 200
    assert unicodedata.is_normalized("NFC", name)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80))
def test_a_safe_name_can_be_written_and_is_found(tmp_path_factory, stem):
    try:
        name = safe_name(stem + ".txt")
    except RequestError:
        return
    folder = tmp_path_factory.mktemp("named")
    (folder / name).write_text("x", "utf-8")
    assert [file.source for file in discover(folder).files] == [name]


# --- putting in ---


def test_files_are_put_in_built_and_answered(clerk):
    response = clerk.put(("通州区2024.txt", NEW), ("说明.exe", "x"), build="1")
    assert response.status_code == 303
    said = {one.text.strip(): one["class"] for one in clerk.page().select(".said")}
    assert said["通州区2024.txt：已放入。"] == ["said", "done"]
    assert any("不支持" in text and "failure" in kind for text, kind in said.items())
    assert any("已开始更新索引" in text for text in said)
    assert clerk.built()["state"] == "done"
    assert "20001件" in clerk.ask(QUESTION)
    assert hidden(clerk) == []


def test_without_the_tick_nothing_is_built_and_a_build_is_offered(clerk):
    clerk.put(("通州区2024.txt", NEW))
    page = clerk.page()
    assert page.select_one(".said.stale form")["action"] == "/admin/build"
    assert clerk.client.get("/admin/build").json["state"] == "done"  # that of the fixture
    assert "通州区" not in clerk.ask(QUESTION)


def test_a_script_is_told_what_became_of_each(clerk):
    reply = clerk.put(
        ("通州区2024.txt", NEW), ("空.txt", ""), ("../密云区2024.txt", TEXTS["密云区"]), ("a.exe", "x"), headers=SCRIPT
    )
    assert outcomes(reply) == [
        ("通州区2024.txt", "stored"),
        ("空.txt", "refused"),
        ("密云区2024.txt", "same"),
        ("a.exe", "refused"),
    ]
    assert (clerk.reports / "通州区2024.txt").read_text("utf-8") == NEW
    assert clerk.in_folder() == ["大兴区2023.txt", "大兴区2024.txt", "密云区2024.txt", "通州区2024.txt"]
    assert hidden(clerk) == []


def test_others_may_read_what_was_put_in(clerk):
    clerk.put(("通州区2024.txt", NEW))
    assert stat.S_IMODE((clerk.reports / "通州区2024.txt").stat().st_mode) == 0o644


def test_sending_nothing_is_said(clerk):
    assert "没有选文件" in clerk.client.post("/admin/files", data={"csrf": clerk.csrf}).text
    assert clerk.put(("", b"")).status_code == 400


def test_the_folder_is_made_where_it_is_not_there(tmp_path):
    clerk = Clerk(Settings(reports=str(tmp_path / "new" / "reports"), index=str(tmp_path / "index"), admin_token=TOKEN))
    assert outcomes(clerk.put(("通州区2024.txt", NEW), headers=SCRIPT)) == [("通州区2024.txt", "stored")]


class Watched(BytesIO):
    """A body that looks at the hidden folder while it is being read."""

    def __init__(self, data, folder):
        super().__init__(data)
        self.folder, self.seen = folder, []

    def _look(self):
        self.seen += [path.stat().st_size for path in self.folder.glob("*.part")]

    def read(self, size=-1):
        self._look()
        return super().read(size)

    def readinto(self, buffer):
        self._look()
        return super().readinto(buffer)


def test_a_large_file_goes_to_the_folder_as_it_comes(clerk):
    large = b"x" * 5_000_000
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{clerk.csrf}\r\n'
        '--edge\r\nContent-Disposition: form-data; name="files"; filename="large.txt"\r\n\r\n'
    )
    body = Watched(head.encode() + large + b"\r\n--edge--\r\n", clerk.reports / FOLDER)
    response = clerk.client.post(
        "/admin/files", input_stream=body, content_length=len(body.getvalue()), content_type="multipart/form-data; boundary=edge"
    )  # fmt: skip
    assert response.status_code == 303
    assert len(set(body.seen)) > 5
    assert (clerk.reports / "large.txt").read_bytes() == large
    assert hidden(clerk) == []


def test_more_than_the_limit_is_refused_before_it_is_read(clerk):
    response = clerk.client.post(
        "/admin/files",
        input_stream=BytesIO(b""),
        environ_overrides={"CONTENT_LENGTH": str(LARGEST_UPLOAD + 1)},
        content_type="multipart/form-data; boundary=edge",
        headers=SCRIPT,
    )
    assert response.status_code == 413
    assert "200 MB" in response.json["error"]["message"]


def test_a_request_without_its_token_leaves_nothing_behind(clerk):
    data = {"csrf": "wrong", "files": (BytesIO(NEW.encode()), "通州区2024.txt")}
    assert clerk.client.post("/admin/files", data=data).status_code == 403
    assert hidden(clerk) == []
    assert "通州区2024.txt" not in clerk.in_folder()


def test_parts_of_uploads_that_died_are_cleared_away(clerk):
    (clerk.reports / FOLDER).mkdir()
    for name, age in (("old.part", 0), ("new.part", None)):
        (clerk.reports / FOLDER / name).write_bytes(b"x")
        if age is not None:
            os.utime(clerk.reports / FOLDER / name, (age, age))
    clerk.put(("通州区2024.txt", NEW))
    assert hidden(clerk) == ["new.part"]


def test_what_the_disk_refuses_is_said(clerk):
    (clerk.reports / FOLDER).write_text("in the way", "utf-8")
    refused = clerk.put(("通州区2024.txt", NEW), headers=SCRIPT)
    assert refused.status_code == 500
    assert "读写文件" in refused.json["error"]["message"]
    assert "报告文件夹" in refused.json["error"]["hint"]


def test_a_full_disk_and_a_barred_one_are_told_apart():
    assert "磁盘已满" in disk_message(OSError(errno.ENOSPC, "no space"))[0]
    assert "权限" in disk_message(OSError(errno.EACCES, "barred"))[0]
    assert "报告文件夹" in disk_message(OSError(errno.EIO, "broken"))[1]


# --- names that are taken ---


@pytest.fixture
def waiting(clerk):
    """A file that waits, and its form on the overview."""
    reply = clerk.put(("大兴区2024.txt", NEW), headers=SCRIPT)
    assert outcomes(reply) == [("大兴区2024.txt", "waiting")]
    form = clerk.page().select_one("form.waiting")
    assert "大兴区2024.txt" in form.text
    assert form["action"].endswith(reply.json["files"][0]["waiting"])
    assert [button["value"] for button in form.select("button")] == ["both", "replace", "drop"]
    assert (clerk.reports / "大兴区2024.txt").read_text("utf-8") == TEXTS["大兴区"]
    return form["action"]


def test_the_same_file_waits_once(clerk, waiting):
    again = clerk.put(("大兴区2024.txt", NEW), headers=SCRIPT)
    assert waiting.endswith(again.json["files"][0]["waiting"])
    assert outcomes(clerk.put(("大兴区2024.txt", NEW + "改"), headers=SCRIPT)) == [("大兴区2024.txt", "waiting")]
    assert len(clerk.page().select("form.waiting")) == 2


def test_both_are_kept(clerk, waiting):
    (clerk.reports / "大兴区2024(2).txt").write_text("第二份", "utf-8")
    assert any("大兴区2024(3).txt" in text for text in clerk.said(waiting, choice="both"))
    assert (clerk.reports / "大兴区2024.txt").read_text("utf-8") == TEXTS["大兴区"]
    assert (clerk.reports / "大兴区2024(3).txt").read_text("utf-8") == NEW
    assert not clerk.page().select("form.waiting")
    assert hidden(clerk) == []


def test_the_one_that_is_there_is_replaced(clerk, waiting):
    assert any("已替换" in text for text in clerk.said(waiting, choice="replace"))
    assert (clerk.reports / "大兴区2024.txt").read_text("utf-8") == NEW
    assert hidden(clerk) == []


def test_the_new_one_is_dropped(clerk, waiting):
    clerk.said(waiting, choice="drop")
    assert (clerk.reports / "大兴区2024.txt").read_text("utf-8") == TEXTS["大兴区"]
    assert hidden(clerk) == []


def test_a_choice_that_is_none_or_comes_twice_is_refused(clerk, waiting):
    assert clerk.post(waiting, choice="burn").status_code == 400
    assert hidden(clerk) == ["大兴区2024.txt"]
    clerk.said(waiting, choice="drop")
    assert clerk.post(waiting, choice="replace").status_code == 404
    assert clerk.post("/admin/files/..", choice="drop").status_code == 404


@pytest.mark.usefixtures("waiting")
def test_what_waits_is_no_report(clerk):
    assert [file.source for file in discover(clerk.reports).files] == clerk.in_folder()
