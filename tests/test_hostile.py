"""Nothing that arrives can harm the index: files that do harm, all in one folder with two good reports, and one build."""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from indexer import checking
from indexer.discover import Found, discover
from indexer.reading import digest
from indexer.workers import Limits, Workers
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.lexicon.words import analyser
from kb.store.corrections import correction_path
from tests import hostile_files as files
from tests import hostile_texts as texts
from tests.building import build, open_snapshot
from tests.hostile_files import READ, report
from tests.test_archive import packed
from tests.word_fixtures import word

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, sockets and limits are those of Linux")

GOOD = {"北京市大兴区.txt": 373, "北京市密云区.txt": 730}
TEXT = "{place}2024年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件。\n"
LIMITS = Limits(memory=2 * 2**30, seconds=30)
MAKERS = (files.nothing, files.misnamed, files.broken, files.with_password, files.bombs, files.pdfs)
MAKERS += (texts.nests, texts.sheets, texts.runs, texts.encodings)
FILES = {one.name: one for maker in MAKERS for one in maker()}
KNOWN = set("txt md markdown html htm docx doc wps rtf odt xls et pdf xlsx xlsm csv zip Word WPS Excel Office".split())
KNOWN |= set("LibreOffice XML DOCTYPE UTF MB RAR gzip PDF CSV pip install requirements ocr place year".split())
# What lies in the folder besides files with bytes: what makes it, and the code of its problem, READ, or "" for silence.
ODD_NAMES = {
    "换\n行.txt": READ, "引'号\".txt": READ, "<b>&amp;.txt": READ, "-rf.txt": READ, "长" * 80 + ".txt": READ, "$(id).txt": READ,
    "管道.txt": "unreadable", "套接字.txt": "unreadable", "管道.meta.txt": "unreadable", "外链.txt": "outside", "失链.txt": "unreadable",
    "自链.txt": "unreadable", "链目录": "outside", "零填充.txt": "too_large", "零填充.zip": "too_large", "无后缀": "unsupported", "文件夹.txt": "",
}  # fmt: skip


def made(folder):
    """The folder with everything in it."""
    folder.mkdir()
    for one in FILES.values():
        (folder / one.name).write_bytes(one.make())
    for name, cases in GOOD.items():
        (folder / name).write_text(TEXT.format(place=name.removesuffix(".txt"), cases=cases), "utf-8")
    for number, name in enumerate(one for one, becomes in ODD_NAMES.items() if becomes == READ):
        (folder / name).write_text(report("怪名", 900 + number), "utf-8")
    for name in ("管道.txt", "管道.meta.txt", "北京市大兴区.txt.meta"):
        os.mkfifo(folder / name)
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(folder)  # the name of a socket must be short
        one.bind("套接字.txt")
    (folder / "外链.txt").symlink_to("/etc/passwd")
    (folder / "链目录").symlink_to("/etc")
    (folder / "失链.txt").symlink_to("nowhere")
    (folder / "自链.txt").symlink_to("自链.txt")
    (folder / "绕.txt.meta").symlink_to("/")
    (folder / "文件夹.txt").mkdir()
    (folder / "北京市密云区.txt.meta").mkdir()
    (folder / "-rf.txt.meta").write_bytes(bytes(range(256)) * 99)
    (folder / "$(id).txt.meta").write_text("note: 长\n" * 2_000_000, "utf-8")
    (folder / "无后缀").write_bytes(b"\0")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_bytes(b"a")
    for suffix in ("txt", "zip"):
        with (folder / f"零填充.{suffix}").open("wb") as file:
            file.truncate(500_000_000)
    for path in filter(Path.is_file, folder.iterdir()):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # what changed a moment ago would be looked at once more
    deep = folder
    for _ in range(100):
        deep = deep / "深"
        deep.mkdir()
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The folder, the index, and what the build told."""
    top, before = tmp_path_factory.mktemp("hostile"), Path.cwd()
    try:
        folder = made(top / "reports")
    finally:
        os.chdir(before)
    return folder, top / "index", build(folder, top / "index", jobs=2, limits=LIMITS)


@pytest.fixture(scope="module")
def snapshot(world):
    opened = open_snapshot(world[1], analyser().version)
    yield opened
    opened.close()


def becomes_of(world, snapshot, name):
    """The codes of the fatal problems of a file, with READ where reports of it, or of files in it, are in the index."""
    codes = [one.code for one in world[2].problems if one.source == name and one.fatal]
    codes += [one.code for one in world[2].problems if one.source.startswith(f"{name}/")]
    return codes + [READ for one in snapshot.reports.reports() if one.source.partition("/")[0] == name][:1]


def test_there_are_enough_of_them():
    assert len(FILES) + len(ODD_NAMES) >= 70


@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_one_problem_or_a_report(world, snapshot, name):
    found = becomes_of(world, snapshot, name)
    wanted = FILES[name].becomes
    if name.endswith(".zip"):  # what is wrong with files in it is told too
        assert set(found) <= {*wanted, READ}
    else:
        assert len(found) == 1
    assert set(found) & set(wanted)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_what_is_no_plain_file_is_told_or_passed_over(world, snapshot, name):
    assert becomes_of(world, snapshot, name) == ([ODD_NAMES[name]] if ODD_NAMES[name] else [])


def test_every_message_tells_a_clerk_what_to_do(world):
    for problem in world[2].problems:
        assert re.search("请|可删去", problem.message), problem
        assert problem.message.endswith(("。", "）")), problem
        assert str(world[0]) not in problem.message
        words = set(re.findall("[A-Za-z]{2,}", re.sub("“[^”]*”", "", problem.message)))
        assert words <= KNOWN, problem


def test_the_index_is_whole_and_holds_nothing_of_the_machine(snapshot):
    assert list(checking.faults(snapshot)) == []
    every = [one for made in snapshot.reports.reports() for one in snapshot.reports.paragraphs(made.id)]
    assert not any("root:" in one.text for one in every)
    assert not any(re.search("[\ud800-\udfff]", one.text) for one in every)
    assert max(len(one.text) for one in every if not one.cells) <= 1_000


def test_the_good_reports_answer(world):
    knowledge = KnowledgeBase(Settings(index=str(world[1])), lambda: date(2025, 6, 1))
    for name, cases in GOOD.items():
        question = f"{name.removesuffix('.txt')}2024年法律援助案件多少件"
        assert f"{cases}件" in knowledge.ask(question).answer.text


def test_workers_kept_to_their_memory(world):
    assert world[2].files > 70
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < LIMITS.memory


def test_a_second_build_reads_nothing_again(world):
    again = build(world[0], world[1], jobs=2, limits=LIMITS)
    assert (again.read, again.generation) == (0, world[2].generation)


# --- limits ----------------------------------------------------------------------------------------------------------

SLOW = (report("慢") + "3件" * 800_000 + "\n").encode()
GREEDY = word("<w:p/>" * 8_000_000)


def read_with(limits, folder, name, data):
    (folder / name).write_bytes(data)
    with Workers(2, limits) as workers:
        (read,) = workers.read([Found(name, folder / name, len(data), 0, folder)])
    return read


def test_a_file_that_takes_too_long_is_given_up(tmp_path):
    read = read_with(Limits(seconds=1.5), tmp_path, "慢.txt", SLOW)
    assert [(one.source, one.code, one.fatal) for one in read.problems] == [("慢.txt", "timeout", True)]
    assert "1.5 秒" in read.problems[0].message
    assert read.sha256


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path):
    read = read_with(Limits(memory=400_000_000), tmp_path, "大.docx", GREEDY)
    assert [(one.source, one.code, one.fatal) for one in read.problems] == [("大.docx", "memory", True)]


@pytest.mark.parametrize(
    ("name", "bad", "limits", "code"),
    [
        ("坏.txt", SLOW, Limits(seconds=4), "timeout"),
        ("坏.docx", GREEDY, Limits(memory=400_000_000), "memory"),
    ],
    ids=["slow", "greedy"],
)
def test_of_an_archive_only_the_bad_file_is_lost(tmp_path, name, bad, limits, code):
    files = [("好一.txt", report("好", 1)), (f"夹/{name}", bad), ("好二.txt", report("好", 2)), ("图.png", "x")]
    read = read_with(limits, tmp_path, "包.zip", packed(files))
    assert [one.report.source for one in read.reports] == ["包.zip/好一.txt", "包.zip/好二.txt"]
    assert [(one.source, one.code) for one in read.problems if one.fatal] == [
        (f"包.zip/夹/{name}", code),
        ("包.zip/图.png", "unsupported"),
    ]


def test_an_archive_of_bad_files_is_given_up_after_some(tmp_path):
    files = [(f"{at}.txt", SLOW + bytes([48 + at])) for at in range(8)]
    read = read_with(Limits(seconds=1.5), tmp_path, "包.zip", packed(files))
    assert [one.code for one in read.problems] == ["timeout"] * 5 + ["unread"]
    assert "其余 3 个" in read.problems[-1].message
    assert read.reports == ()


# --- files that change while they are read ----------------------------------------------------------------------------


def test_a_file_that_grew_since_it_was_found_is_too_large(tmp_path):
    path = tmp_path / "长.txt"
    path.write_text("短", "utf-8")
    found = Found("长.txt", path, 3, 0, tmp_path)
    os.truncate(path, 60_000_000)
    assert [one.code for one in digest(found).problems] == ["too_large"]


def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "变.txt")
    found = Found("变.txt", tmp_path / "变.txt", 3, 0, tmp_path)
    assert [one.code for one in digest(found).problems] == ["unreadable"]
    with pytest.raises(OSError, match="regular"):
        found.sha256()


@pytest.fixture
def deep(tmp_path):
    """A folder in which folders go deeper than Python calls, and than a path is long."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(2_100):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield tmp_path
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest itself fails at it


def test_folders_are_looked_into_as_deep_as_can_be(deep):
    (deep / "a.txt").write_text("a", "utf-8")
    found = discover(deep)
    assert [one.source for one in found.files] == ["a.txt"]
    assert [one.code for one in found.problems] == ["unreadable"]


def test_corrections_that_are_none_are_passed_over(world):
    assert correction_path(world[0], "北京市大兴区.txt").is_fifo()
