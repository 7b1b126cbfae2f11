"""Conversations: sealed, carried by the visitor, trusted only when they are ours."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from kb.config import Settings
from kb.errors import SettingError
from kb.web.sealing import Sealer, read_key
from tests.web_fixtures import QUESTION, FakeKnowledgeBase


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb, tmp_path):
    return create_app(Settings(index=str(tmp_path)), kb).test_client()


def test_the_conversation_carries_the_state_to_any_process(kb, tmp_path):
    first = create_app(Settings(index=str(tmp_path)), kb).test_client()
    second = create_app(Settings(index=str(tmp_path)), kb).test_client()
    sealed = first.post("/api/v1/ask", json={"question": QUESTION}).json["conversation"]
    reply = second.post("/api/v1/ask", json={"question": "那2023年呢", "conversation": sealed}).json
    assert [state for _, state in kb.asked] == ["", "1"]
    assert reply["query"]["indicator"][0]["origin"] == "inherited"


@pytest.mark.parametrize("bad", ["x", "a.b.c", "MQ.aa.bb", "…", "x" * 20_000])
def test_a_conversation_that_was_altered_counts_as_new_and_says_so(client, kb, bad):
    reply = client.post("/api/v1/ask", json={"question": QUESTION, "conversation": bad})
    assert reply.status_code == 200
    assert kb.asked == [(QUESTION, "")]
    assert "新对话" in reply.json["notes"][0]


def test_a_conversation_of_another_key_or_of_no_text_is_not_trusted(tmp_path):
    key = read_key(tmp_path)
    assert Sealer("another key").open(Sealer(key).seal("state")) is None
    assert Sealer(key, lifetime=-1).open(Sealer(key).seal("state")) is None
    assert Sealer(key).open(str(URLSafeTimedSerializer(key, salt="conversation").dumps([1]))) is None


@given(st.text())
def test_a_sealed_conversation_opens_to_itself(state):
    sealer = Sealer("key")
    sealed = sealer.seal(state)
    assert re.fullmatch(r"[\w.-]*", sealed)
    assert state == "" or sealer.open(sealed) == state


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "var" / "index"
    key = read_key(folder)
    assert read_key(folder) == key
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read_key, [tmp_path] * 16))) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_key_or_folder_is_said_and_not_replaced(tmp_path):
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(SettingError, match="已损坏"):
        read_key(tmp_path)
    with pytest.raises(SettingError, match="无法读写"):
        read_key(tmp_path / "secret.key")
