"""The command line: what it prints, the columns of the figures, and its exit status."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from indexer.cli import cli
from tests.answer_fixtures import PROJECT, plain

COLUMNS = "source,paragraph,place,year,indicator,phrase,value,unit,precision,status,kind,figure,clause"
DAXING = """北京市大兴区2024年法治政府建设年度情况报告
一、主要工作
受理法律援助案件373件,同比增长12.5%;投入约17.5亿元。
二、2025年工作安排
举办培训20场。
北京市大兴区人民政府
2025年3月1日
"""


@pytest.fixture
def run(monkeypatch):
    """Run a command; the reply has `exit_code`, `stdout` and `stderr`."""
    for name in ("KB_REPORTS", "KB_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "大兴区.txt").write_text(DAXING, "utf-8")
    (tmp_path / "reports" / "[坏].txt").write_bytes(b"")
    return tmp_path / "reports"


@pytest.fixture
def index(run, folder, tmp_path):
    run("build", "--reports", folder, "--index", tmp_path / "index")
    return tmp_path / "index"


def test_build_lists_what_it_skipped_and_is_done(run, folder, tmp_path):
    reply = run("build", "--reports", folder, "--index", tmp_path / "index", "--jobs", 1)
    assert reply.exit_code == 0
    told = plain("".join(reply.stderr.split()))
    assert "2个文件(读取2个),1份报告" in told
    assert "[坏].txt" in told
    assert "跳过" in told
    assert reply.stdout == ""


def test_a_build_tells_where_its_time_went(run, folder, tmp_path):
    plain = run("build", "--reports", folder, "--index", tmp_path / "a")
    told = run("build", "--reports", folder, "--index", tmp_path / "b", "--profile")
    assert "时间用在" not in plain.stderr
    steps = re.findall(r"^  (\S+)  ([\d.]+) 秒$", told.stderr.split("时间用在：")[1], re.MULTILINE)
    assert {"写入", "核对", "完成索引文件"} <= {step for step, _ in steps}
    assert all(float(seconds) < 60 for _, seconds in steps)


def test_settings_name_the_folders_where_no_option_does(run, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("KB_REPORTS", str(folder))
    monkeypatch.setenv("KB_INDEX", str(tmp_path / "index"))
    assert run("build").exit_code == 0
    assert run("status").exit_code == 0


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_setting_chooses_the_engine_and_a_change_of_it_needs_no_reading(run, folder, index, monkeypatch, engine):
    monkeypatch.setenv("KB_STORE", engine)
    reply = run("build", "--reports", folder, "--index", index)
    assert "(读取0个)" in plain("".join(reply.stderr.split()))
    assert f"检索引擎 {engine}" in run("status", "--index", index).stdout
    assert run("check", "--index", index).exit_code == 0


def test_figures_come_as_csv_with_the_columns_of_the_contract(run, index):
    reply = run("facts", "--index", index)
    assert reply.exit_code == 0
    assert reply.stdout.splitlines()[0] == COLUMNS
    rows = list(csv.DictReader(io.StringIO(reply.stdout)))
    assert [
        (row["figure"], row["value"], row["unit"], row["precision"], row["status"], row["kind"]) for row in rows
    ] == [
        ("373件", "373", "件", "exact", "done", "amount"),
        ("12.5%", "12.5", "%", "exact", "done", "change"),
        ("约17.5亿元", "1750000000", "元", "about", "done", "amount"),
        ("20场", "20", "场", "exact", "planned", "amount"),
    ]
    assert {row["source"] for row in rows} == {"大兴区.txt"}
    assert {row["place"] for row in rows} == {"大兴区"}
    assert [row["year"] for row in rows] == ["2024", "2024", "2024", "2025"]
    assert rows[0]["indicator"] == "法律援助案件"
    assert rows[0]["clause"] == "受理法律援助案件373件"
    assert rows[0]["paragraph"] == "3"
    assert rows[0]["phrase"] == "受理法律援助案件"


def test_status_tells_what_is_held_and_what_was_skipped(run, index):
    reply = run("status", "--index", index)
    assert reply.exit_code == 0
    assert "1 份报告" in reply.stdout
    assert "2024年" in reply.stdout
    assert "[坏].txt" in reply.stdout


def test_explain_tells_how_a_file_was_read(run, folder):
    reply = run("explain", folder / "大兴区.txt")
    assert reply.exit_code == 0
    for part in (
        "北京市大兴区2024年法治政府建设年度情况报告",
        "年份:2024",
        "大兴区",
        "373件 = 373件",
        "法律援助案件",
        "依据:",
        "计划",
        "是第1个的变化",
        "2025年3月1日",
    ):
        assert part in plain(reply.stdout), part


def test_explain_says_why_numbers_were_passed_over(run, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(
        "大兴区2024年法治政府建设年度情况报告\n一、工作\n推行“5+2”工作法,召开第3届大会,落实三项制度,接听12345热线,整改数十处。",
        "utf-8",
    )
    told = run("explain", file).stdout
    for reason in ("在引号或书名号里", "是序数", "是固定说法", "是名称或编号的一部分", "是虚指"):
        assert reason in told, reason


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["status", "--index", "nowhere"], 1),
        (["facts", "--index", "nowhere"], 1),
        (["build", "--reports", "nowhere", "--index", "index"], 1),
        (["explain", "empty.txt"], 1),
        (["explain", "nowhere.txt"], 2),
        (["build", "--jobs", "0"], 2),
        (["build", "--no-such-option"], 2),
        (["no-such-command"], 2),
        (["--help"], 0),
    ],
)
def test_exit_status_tells_done_from_failed_from_misused(run, tmp_path, monkeypatch, words, status):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"")
    reply = run(*words)
    assert reply.exit_code == status
    assert reply.output.strip()
    assert "Traceback" not in reply.output


def test_a_missing_index_says_what_to_do(run, tmp_path):
    reply = run("status", "--index", tmp_path / "nowhere")
    assert "python -m indexer build" in reply.stderr


@pytest.mark.parametrize("command", ["build", "status", "facts", "explain", "check", "watch"])
def test_every_command_of_the_contract_tells_its_use(run, command):
    reply = run(command, "--help")
    assert reply.exit_code == 0
    assert "Usage" in reply.output or "用法" in reply.output


def test_a_shell_that_knows_only_ascii_gets_utf8(index):
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    reply = subprocess.run(
        [sys.executable, "-m", "indexer", "facts", "--index", str(index)],
        cwd=PROJECT, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    assert reply.stdout.decode("utf-8").startswith(COLUMNS + "\n大兴区.txt,")
