"""How far engines for passages agree: their first ten passages on the same corpus and questions.

    python -m bench.agreement INDEX QUESTIONS [--other SQUAD.json] [--also STORE]

INDEX is a built index: its paragraphs are put into a new index of each engine. QUESTIONS are gold questions (as of
bench.make_corpus or tests/golden); `--other` adds those of a public set. `--also`
names a further store by its value of KB_STORE (opensearch+http://…), where the same reports are indexed. Told are, for each pair of engines, how many of
the first ten passages both name, and how often both name the same first one: as the index has them, and once read again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

from bench.passages import set_questions
from kb.config import Settings
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser
from kb.store.contracts import PassageEntry, PassageIndex, TextQuery
from kb.store.local_shelf import LocalShelf
from kb.store.registry import ENGINES, engine_named
from kb.store.rerank import DEPTH, Passage, rerank, sought
from kb.store.shelf import Snapshot
from kb.store.shelves import shelf_of
from kb.store.snapshots import open_snapshot

Key = tuple[str, int]
FIRST = 10


def passages_of(snapshot: Snapshot) -> dict[Key, Passage]:
    """Every paragraph of an index, folded, with the headings above it."""
    found = {}
    for report in snapshot.reports.reports():
        for one in snapshot.reports.paragraphs(report.id):
            found[report.id, one.number] = Passage(folded_text(one.text), folded_text(" ".join(one.section)))
    return found


def entries(passages: dict[Key, Passage]) -> Iterator[PassageEntry]:
    cut = analyser().terms
    for (report, number), passage in passages.items():
        yield PassageEntry(report, number, cut(passage.text), cut(passage.head))


def first_ten(index: PassageIndex, passages: dict[Key, Passage], text: str) -> tuple[list[Key], list[Key]]:
    """The first passages as the index orders them, and as they are once read again."""
    terms = tuple(dict.fromkeys(analyser().terms(text)))
    hits = index.search(TextQuery(dict.fromkeys(terms, 1.0), limit=DEPTH))
    asked = sought(text, analyser().words(text), terms, index.document_frequency, index.count())
    again = rerank(hits, [passages[hit.report_id, hit.paragraph] for hit in hits], asked)
    return _keys(hits), _keys(again)


def _keys(found: Sequence[object]) -> list[Key]:
    return [(one.report_id, one.paragraph) for one in found[:FIRST]]  # type: ignore[attr-defined]


def report(names: tuple[str, str], kind: str, one: list[list[Key]], two: list[list[Key]]) -> None:
    """A line on how far two engines agree; questions that find nothing in both are left out."""
    asked = [(a, b) for a, b in zip(one, two, strict=True) if a or b]
    shared = statistics.fmean(len({*a} & {*b}) / max(len(a), len(b)) for a, b in asked)
    first = statistics.fmean(a[:1] == b[:1] for a, b in asked)
    print(f"| {' and '.join(names)} | {kind} | {len(asked)} | {100 * shared:.1f} | {100 * first:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path, metavar="INDEX")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS")
    parser.add_argument("--other", type=Path, metavar="SQUAD.json")
    parser.add_argument("--also", metavar="STORE")
    parser.add_argument("--most", type=int, default=500, help="questions of each kind")
    options = parser.parse_args()
    lines = options.questions.read_text("utf-8").splitlines()
    questions = list(dict.fromkeys(json.loads(line)["turns"][-1] for line in lines if line.strip()))[: options.most]
    if options.other:
        questions += set_questions(options.other)[: options.most]
    with closing(open_snapshot(LocalShelf(options.index), analyser().version)) as snapshot:
        passages = passages_of(snapshot)
    found: dict[str, list[tuple[list[Key], list[Key]]]] = {}
    for name in ENGINES:
        with tempfile.TemporaryDirectory() as scratch:
            writer = engine_named(name).write(Path(scratch) / "passages", None)
            for entry in entries(passages):
                writer.add(entry)
            writer.finish()
            with closing(engine_named(name).open(Path(scratch) / "passages")) as index:
                found[name] = [first_ten(index, passages, folded_text(question)) for question in questions]
    if options.also:
        with closing(
            open_snapshot(shelf_of(Settings(store=options.also), options.index), analyser().version)
        ) as snapshot:
            name = options.also.partition("+")[0]
            found[name] = [first_ten(snapshot.passages, passages, folded_text(question)) for question in questions]
    print("| engines | order | questions | same of the first ten, % | same first, % |")
    print("| --- | --- | --- | --- | --- |")
    for names in combinations(found, 2):
        for at, kind in enumerate(("of the index", "read again")):
            report(names, kind, *([both[at] for both in found[name]] for name in names))


if __name__ == "__main__":
    main()
