"""`python app.py` as a process: what it prints, how it ends."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start(tmp_path, **settings):
    environment = os.environ | {"KB_INDEX": str(tmp_path / "index"), "PYTHONUTF8": "1"} | settings
    return subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell lets what it starts with & ignore Ctrl+C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (no threads here)
    )  # fmt: skip


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_serves_answers_without_an_index_and_ends_cleanly(tmp_path, port, ending):
    process = start(tmp_path, KB_PORT=str(port))
    try:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert "python -m indexer build" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
        process.send_signal(ending)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_link_to_administration_is_printed_once_and_opens(tmp_path, port):
    process = start(tmp_path, KB_PORT=str(port))
    try:
        process.stdout.readline()
        link = process.stdout.readline().split("：", 1)[1].split("（")[0]
        assert link.startswith(f"http://127.0.0.1:{port}/admin?token=")
        jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with jar.open(link) as page:
            assert page.url == f"http://127.0.0.1:{port}/admin"
            assert "建立索引" in page.read().decode()
        process.send_signal(signal.SIGTERM)
        rest = "".join(process.communicate(timeout=20))
        assert link.split("=")[1] not in rest
    finally:
        process.kill()
        process.communicate()


def test_a_token_that_is_set_is_not_printed(tmp_path, port):
    process = start(tmp_path, KB_PORT=str(port), KB_ADMIN_TOKEN="open sesame")  # noqa: S106
    try:
        told = process.stdout.readline() + process.stdout.readline()
        assert f"http://127.0.0.1:{port}/admin（" in told
        process.send_signal(signal.SIGTERM)
        assert "sesame" not in told + "".join(process.communicate(timeout=20))
    finally:
        process.kill()
        process.communicate()


def test_a_wrong_setting_is_said_with_what_to_do(tmp_path):
    process = start(tmp_path, KB_PORT="eighty")
    _, complaint = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "KB_PORT" in complaint
    assert "Traceback" not in complaint


def test_a_port_in_use_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, KB_PORT=str(taken.getsockname()[1]))
        _, complaint = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "KB_PORT" in complaint
    assert "Traceback" not in complaint


def test_nothing_happens_at_import(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    importlib.reload(importlib.import_module("app"))
    assert not list(tmp_path.iterdir())
