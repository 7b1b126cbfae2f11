"""The documents say what the program does: every setting, command, address and intent, and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import click
import pytest
from flask.testing import FlaskClient

from app import create_app
from indexer.cli import COLUMNS, cli
from indexer.readers import MAX_BYTES, READERS
from kb.answer.service import KnowledgeBase
from kb.ask.holdings import Holdings
from kb.ask.understand import understand
from kb.config import Settings
from kb.lexicon.words import analyser
from kb.store.local_shelf import LocalShelf
from kb.store.snapshots import Snapshots
from kb.types import STATED_KEYS, Intent, Status
from tests.building import build
from tests.test_layers import MAY_IMPORT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ENGLISH, CHINESE = README.split('<a id="中文"></a>')
HALVES = pytest.mark.parametrize("half", [ENGLISH, CHINESE], ids=["English", "中文"])
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
}
DOCUMENT = pytest.mark.parametrize("document", sorted(DOCUMENTS))
ARCHITECTURE, API, LEXICON = (DOCUMENTS[f"docs/{name}.md"] for name in ("architecture", "api", "lexicon"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def section(text, heading):
    """What stands below a heading, up to the next one of that level or a higher one."""
    level = len(heading.split()[0])
    return re.split(rf"^#{{1,{level}}} ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text):
    """The first cell of every row of the tables in a text, without backticks; heads and rules left out."""
    rows = re.findall(r"^\| (.*?) \|", re.sub(r"^.*\n\| --- .*$", "", text, flags=re.MULTILINE), re.MULTILINE)
    return [row.replace("`", "") for row in rows]


INTENTS = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*?) \|$", section(ARCHITECTURE, "### Intents"), re.MULTILINE))


# --- settings and commands -------------------------------------------------------------------------------------------


@HALVES
def test_every_setting_stands_in_the_table_with_its_default(half):
    table = dict(re.findall(r"^\| `(KB_\w+)` \| (.*?) \|", half, re.MULTILINE))
    assert list(table) == [field.metadata["variable"] for field in fields(Settings)]
    for field in fields(Settings):
        shown = table[field.metadata["variable"]]
        assert shown == f"`{field.default}`" if field.default else "`" not in shown


@DOCUMENT
def test_no_setting_is_named_that_is_not_there(document):
    known = {field.metadata["variable"] for field in fields(Settings)}
    assert set(re.findall(r"KB_[A-Z_]+", DOCUMENTS[document])) <= known


@HALVES
def test_every_command_is_documented_with_its_options(half):
    shown = dict(re.findall(r"^    \S+ -m indexer (\w+) +(.*)$", half, re.MULTILINE))
    assert set(shown) == set(cli.commands)
    for name, command in cli.commands.items():
        options = [option for one in command.params if isinstance(one, click.Option) for option in one.opts]
        assert re.findall(r"--\w+", shown[name]) == options


@DOCUMENT
def test_no_command_is_named_that_is_not_there(document):
    assert set(re.findall(r"-m indexer (\w+)", DOCUMENTS[document])) <= set(cli.commands)


@HALVES
def test_every_target_of_make_is_documented_and_no_other(half):
    targets = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    (line,) = re.findall(r"^    make (\w+ \| .*)$", half, re.MULTILINE)
    assert {entry.split()[0] for entry in line.split(" | ")} == targets
    assert set(re.findall(r"`make (\w+)", half)) <= targets


@HALVES
def test_the_columns_of_facts_are_documented(half):
    assert f"`{','.join(COLUMNS)}`" in half


@HALVES
def test_every_format_and_every_key_of_a_report_is_documented(half):
    assert all(f"`{suffix}`" in half for suffix in READERS)
    assert f"{MAX_BYTES // 1_000_000} MB" in half
    assert re.findall(r"^\| `([a-z]+)` \|", half, re.MULTILINE) == list(STATED_KEYS)


# --- the API ---------------------------------------------------------------------------------------------------------


FOR_PROGRAMS = ("/api/", "/healthz", "/openapi.json")
BESIDE = re.compile(r"/(indicators|places|reports|coverage)\b.*\.(json|csv|xlsx)")  # what lies beside a page is too


def is_for_programs(address):
    return address.startswith(FOR_PROGRAMS) or BESIDE.fullmatch(address)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An index of the sample reports."""
    folder = tmp_path_factory.mktemp("index")
    build(ROOT / "reports", folder)
    return folder


@pytest.fixture(scope="module")
def client(index) -> FlaskClient:
    return create_app(Settings(index=str(index))).test_client()


def test_every_address_for_programs_is_a_heading_with_its_methods_and_no_other(client):
    served = {
        ("|".join(sorted(rule.methods - {"HEAD", "OPTIONS"})), rule.rule)
        for rule in client.application.url_map.iter_rules()
        if is_for_programs(rule.rule)
    }
    assert set(re.findall(r"^### `(\S+) (\S+)`$", API, re.MULTILINE)) == served


def test_every_page_is_named(client):
    pages = {rule.rule for rule in client.application.url_map.iter_rules() if not is_for_programs(rule.rule)}
    named = set(re.findall(r"`(/[^?`]*)", section(API, "## Pages")))
    assert named == {page.removesuffix("/<path:filename>") for page in pages}


def test_every_field_of_a_reply_is_documented(client):
    reply = client.get("/api/v1/ask", query_string={"question": "哪个区2024年调解纠纷最多", "trace": "1"}).json
    asking = section(API, "## Asking")
    assert first_cells(asking) == list(reply)
    assert set(re.findall(r'"(\w+)":', asking)) >= {*reply, *reply["citations"][0], *reply["table"]}
    assert all(f"`{status}`" in asking for status in Status)
    looking = section(API, "## Looking")
    report = client.get("/api/v1/reports").json["reports"][0]
    whole = client.get(report["url"].replace("/reports", "/api/v1/reports", 1)).json
    assert set(re.findall(r'"(\w+)"', looking)) >= {*whole, *report, *whole["paragraphs"][0], "reports", "citations"}


@HALVES
def test_the_line_for_curl_asks_something_that_is_answered(half, client):
    address, question = re.search(
        r"curl -G http://127\.0\.0\.1:8000(\S+) --data-urlencode 'question=(.*?)'", half
    ).groups()
    assert client.get(address, query_string={"question": question}).json["status"] == "answered"


# --- examples --------------------------------------------------------------------------------------------------------


def test_both_halves_of_the_readme_ask_the_same():
    assert conversations(ENGLISH) == conversations(CHINESE) != []


def conversations(half):
    """The examples: conversations of (question, beginning of its answer)."""
    found = []
    for kind, question, answer in re.findall(r"^    (问|再问) (.*)\n    答 (.*(?:\n       \S.*)*)", half, re.MULTILINE):
        if kind == "问":
            found.append([])
        found[-1].append((question, re.sub(r"\n +", "\n", answer)))
    return found


@pytest.mark.parametrize("conversation", conversations(README), ids=lambda turns: turns[0][0])
def test_an_example_is_answered_as_the_readme_shows(conversation, index):
    kb, state = KnowledgeBase(Settings(index=str(index))), ""
    for question, shown in conversation:
        reply = kb.ask(question, state)
        state = reply.state
        assert reply.answer.text.split("\n")[: shown.count("\n") + 1] == shown.split("\n")


def test_every_intent_has_an_example_and_no_other():
    assert list(INTENTS) == [intent.value for intent in Intent]


@pytest.mark.parametrize(
    ("intent", "question"), [(intent, question) for intent, said in INTENTS.items() for question in said.split("; ")]
)
def test_an_example_of_an_intent_is_understood_so_and_answered(intent, question, index):
    with Snapshots(LocalShelf(index), analyser().version).hold() as snapshot:
        covered = frozenset((report.place_code, report.year) for report in snapshot.reports.reports())
        holdings = Holdings(covered, date(2025, 6, 1), snapshot.passages.document_frequency)
        assert understand(question, holdings).intent == intent
    status = KnowledgeBase(Settings(index=str(index))).ask(question).answer.status
    assert status is (Status.SMALLTALK if intent == Intent.SMALLTALK else Status.ANSWERED)


# --- the map ---------------------------------------------------------------------------------------------------------


def test_the_table_of_rooms_is_the_one_that_is_enforced():
    rooms = [room.removesuffix(".py").replace("/", ".") for room in first_cells(section(ARCHITECTURE, "## Rooms"))]
    assert rooms == list(MAY_IMPORT)


def test_every_table_of_words_is_explained():
    tables = [*ROOT.glob("kb/lexicon/data/*"), *ROOT.glob("kb/lang/data/*")]
    assert tables
    assert [path.name for path in tables if path.relative_to(ROOT).as_posix() not in LEXICON] == []


@DOCUMENT
def test_every_file_that_is_named_is_there(document):
    named = re.findall(r"`((?:kb|indexer|app|tests|bench|scripts|docs|reports)[/.][\w./-]*)`", DOCUMENTS[document])
    assert [path for path in named if not (ROOT / path).exists()] == []


@DOCUMENT
def test_every_link_leads_somewhere(document):
    text = DOCUMENTS[document]
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        reached = (ROOT / document).parent / path if path else ROOT / document
        assert reached.exists(), target
        assert not anchor or f'<a id="{anchor}"></a>' in reached.read_text("utf-8"), target
