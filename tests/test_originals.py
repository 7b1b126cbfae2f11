"""The file that a report was read from: only from within the folder, and only while it is the same."""

from __future__ import annotations

import io
import os
from hashlib import sha256
from zipfile import ZipFile

import pytest

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import RequestError
from kb.web import originals
from kb.web.originals import OTHER, original_of
from tests.answer_fixtures import TEXTS
from tests.building import build
from tests.test_cells import a_report

DATA = "大兴区2024年报告\n调解纠纷5件。".encode()


def of(source, data=DATA):
    report = a_report("a")
    return type(report)(
        **{name: getattr(report, name) for name in report.__slots__}
        | {"source": source, "sha256": sha256(data).hexdigest()}
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "outside.txt").write_bytes(DATA)
    folder = tmp_path / "reports"
    (folder / "北京").mkdir(parents=True)
    (folder / "北京" / "大兴.txt").write_bytes(DATA)
    return folder


def refused(report, folder):
    with pytest.raises(RequestError) as caught:
        original_of(report, folder)
    assert caught.value.hint
    return caught.value.status, caught.value.code


def test_the_bytes_come_as_they_are_under_their_own_name(folder):
    found = original_of(of("北京/大兴.txt"), folder)
    assert (found.name, found.mimetype, found.data) == ("大兴.txt", "text/plain", DATA)


@pytest.mark.parametrize(
    "source",
    [
        "../outside.txt",
        "北京/../../outside.txt",
        "/etc/hostname",
        "北京",
        "",
        ".",
        "没有.txt",
        "北京/大兴.txt/x",
        "a\0b",
    ],
)
def test_nothing_outside_the_folder_is_sent_and_no_folder(folder, source):
    assert refused(of(source), folder) == (404, "no_original")


def test_a_link_out_of_the_folder_is_not_followed_and_one_within_is(folder):
    (folder / "out.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "in.txt").symlink_to(folder / "北京" / "大兴.txt")
    assert refused(of("out.txt"), folder) == (404, "no_original")
    assert refused(of("up/outside.txt"), folder) == (404, "no_original")
    assert original_of(of("in.txt"), folder).data == DATA


def test_a_pipe_and_a_link_to_itself_are_no_files(folder):
    os.mkfifo(folder / "pipe.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert refused(of("pipe.txt"), folder) == (404, "no_original")
    assert refused(of("self.txt"), folder) == (404, "no_original")


def test_a_changed_file_is_told_and_not_sent(folder):
    (folder / "北京" / "大兴.txt").write_bytes(DATA + b"!")
    assert refused(of("北京/大兴.txt"), folder) == (409, "changed_original")


def test_a_file_that_is_too_large_is_not_read_whole(folder, monkeypatch):
    monkeypatch.setattr(originals, "LARGEST", len(DATA) - 1)
    assert refused(of("北京/大兴.txt"), folder) == (404, "no_original")


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.svg", "a.xml", "a"])
def test_what_a_browser_might_run_has_no_type_of_its_own(folder, name):
    (folder / name).write_bytes(DATA)
    assert original_of(of(name), folder).mimetype == OTHER


# --- archives -------------------------------------------------------------------------------------------------------


def archive(folder, *members, name="包.zip"):
    data = io.BytesIO()
    with ZipFile(data, "w") as made:
        for member, content in members:
            made.writestr(member, content)
    (folder / name).write_bytes(data.getvalue())


def test_a_member_is_known_by_its_bytes_whatever_its_name(folder):
    archive(folder, ("x.txt", b"other"), ("../../´ó.txt", DATA))
    found = original_of(of("包.zip/大兴2024.txt"), folder)
    assert (found.name, found.data) == ("大兴2024.txt", DATA)


def test_a_changed_or_broken_archive_is_told(folder):
    archive(folder, ("x.txt", b"other"))
    assert refused(of("包.zip/大兴.txt"), folder) == (409, "changed_original")
    (folder / "包.zip").write_bytes(b"PK no archive")
    assert refused(of("包.zip/大兴.txt"), folder) == (409, "changed_original")
    (folder / "包.zip").unlink()
    assert refused(of("包.zip/大兴.txt"), folder) == (404, "no_original")


def test_an_archive_is_not_inflated_without_end(folder, monkeypatch):
    monkeypatch.setattr(originals, "MOST_INFLATED", 1000)
    archive(folder, ("bomb", b"\0" * 5000), ("a.txt", DATA))
    assert refused(of("包.zip/a.txt"), folder) == (409, "changed_original")


def test_a_file_is_no_folder_unless_it_is_an_archive(folder):
    assert refused(of("北京/大兴.txt/大兴.txt"), folder) == (404, "no_original")


def test_every_report_of_a_real_index_has_its_original(tmp_path):
    """Files, members of an archive under names of another encoding, and the reports of one table."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "大兴区2024.txt").write_text(TEXTS["大兴区2024.txt"], "utf-8")
    (folder / "各区.csv").write_text("地区,年份,正文\n密云区,2024,调解纠纷5件。\n通州区,2024,调解纠纷6件。\n", "utf-8")
    with ZipFile(folder / "包.zip", "w") as made:
        name = "区/兴平市2020.txt".encode("gbk").decode("cp437")
        made.writestr(name, TEXTS["兴平市2020.txt"])
    build(folder, tmp_path / "index")
    reports = KnowledgeBase(Settings(index=str(tmp_path / "index"))).reports()
    sources = {report.source for report in reports}
    assert any(source.startswith("包.zip/") for source in sources)
    for report in reports:
        found = original_of(report, folder)
        assert sha256(found.data).hexdigest() == report.sha256
    assert {report.place for report in reports} >= {"大兴区", "兴平市"}
