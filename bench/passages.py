"""Paragraphs of made reports for measuring engines: as many as wanted, with the terms that the indexer would give them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.corpus.document import make
from bench.corpus.questions import Asker
from bench.corpus.report import Block
from bench.corpus.world import World
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser
from kb.store.contracts import PassageEntry

SEED = 1
_PER_REPORT = 75  # paragraphs a report has, on average


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph: its folded text, and its terms and those of the headings above it, with blanks between them."""

    report_id: str
    number: int
    text: str
    terms: str
    head: str

    @property
    def entry(self) -> PassageEntry:
        return PassageEntry(self.report_id, self.number, self.terms.split(), self.head.split())


def write_passages(path: Path, wanted: int) -> None:
    """Write `wanted` passages, one a line."""
    with path.open("w", encoding="utf-8") as out:
        for one in islice(_passages(_world(wanted)), wanted):
            row = (one.report_id, one.number, one.text, one.terms, one.head)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_passages(path: Path) -> Iterator[Passage]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Passage(*json.loads(line))


def made_questions(paragraphs: int, wanted: int) -> list[str]:
    """Distinct questions on the reports of so many passages."""
    golds = Asker(_world(paragraphs)).questions(wanted)
    return list(dict.fromkeys(str(gold["turns"][0]) for gold in golds))  # type: ignore[index]


def set_questions(path: Path) -> list[str]:
    """Distinct questions of a public set in the form of SQuAD."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    return list(dict.fromkeys(asked["question"] for a in articles for p in a["paragraphs"] for asked in p["qas"]))


def _world(paragraphs: int) -> World:
    return World(paragraphs * 5 // 4 // _PER_REPORT + 1, SEED)


def _passages(world: World) -> Iterator[Passage]:
    cut = analyser().terms
    for number, (code, year) in enumerate(world.plan):
        heads: dict[str, str] = {}
        at = 0
        for block in make(world, code, year).body.blocks:
            if block.sort in ("h1", "h2"):
                heads = (
                    {"h1": heads.get("h1", ""), block.sort: block.text} if block.sort == "h2" else {"h1": block.text}
                )
            for line in _lines(block):
                at += 1
                text = folded_text(line)
                head = folded_text(" ".join(heads.values()))
                yield Passage(f"{number:012x}", at, text, " ".join(cut(text)), " ".join(cut(head)))


def _lines(block: Block) -> list[str]:
    return [" | ".join(row) for row in block.rows] if block.sort == "table" else [block.text]
