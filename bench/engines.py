"""Engines for passages side by side, on made text: how fast they write and answer, how large they are.

    python -m bench.engines [--paragraphs 200000] [--questions SQUAD.json] [--engines whoosh,tantivy,…] [--keep DIR]

Each engine is written and asked in processes of its own, on the same passages of made reports and the same questions:
distinct ones of real length on these reports and, with --questions, as many of a public set. Those that take words get
the terms of our analyser, cut beforehand and not timed; stock Whoosh cuts with jieba as its documentation shows. Ours
read their best 50 hits again, and that is timed (`rerank`); the others return 50 hits. Processor time is told beside
the time waited, for other work on a machine does not lengthen it.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
from jieba.analyse import ChineseAnalyzer
from whoosh import fields, index
from whoosh.qparser import OrGroup, QueryParser

from bench.passages import made_questions, read_passages, set_questions, write_passages
from kb.lang.normalize import folded_text
from kb.lexicon.words import analyser
from kb.store.contracts import TextQuery
from kb.store.registry import engine_named
from kb.store.rerank import DEPTH, Passage, rerank, sought

Ask = Callable[[str], Sequence[Any]]


@dataclass(frozen=True)
class Asked:
    """A question as cut beforehand."""

    text: str
    terms: tuple[str, ...]
    words: tuple[str, ...]


# --- ours ----------------------------------------------------------------------------------------------------------


def write_ours(name: str, passages: Path, folder: Path) -> float:
    """The text is read and parsed outside the time."""
    entries = [one.entry for one in read_passages(passages)]
    gc.freeze()
    start = time.process_time()
    writer = engine_named(name).write(folder, None)
    for entry in entries:
        writer.add(entry)
    writer.finish()
    return time.process_time() - start


def ask_ours(name: str, passages: Path, folder: Path) -> Callable[[Asked], Sequence[Any]]:
    opened = engine_named(name).open(folder)
    texts = {
        (one.report_id, one.number): Passage(one.text, one.head.replace(" ", "")) for one in read_passages(passages)
    }

    def ask(asked: Asked) -> Sequence[Any]:
        hits = opened.search(TextQuery(dict.fromkeys(asked.terms, 1.0), limit=DEPTH))
        wanted = sought(asked.text, asked.words, asked.terms, opened.document_frequency, opened.count())
        return rerank(hits, [texts[hit.report_id, hit.paragraph] for hit in hits], wanted)

    return ask


# --- others --------------------------------------------------------------------------------------------------------


def write_stock(_: str, passages: Path, folder: Path) -> float:
    folder.mkdir()
    kept = list(read_passages(passages))
    start = time.process_time()
    schema = fields.Schema(key=fields.STORED, content=fields.TEXT(stored=True, analyzer=ChineseAnalyzer()))
    writer = index.create_in(folder, schema).writer()
    for one in kept:
        writer.add_document(key=(one.report_id, one.number), content=one.text)
    writer.commit()
    return time.process_time() - start


def ask_stock(_: str, __: Path, folder: Path) -> Callable[[Asked], Sequence[Any]]:
    whole = index.open_dir(folder)
    parser, searcher = QueryParser("content", whole.schema, group=OrGroup), whole.searcher()
    return lambda asked: searcher.search(parser.parse(asked.text), limit=DEPTH)


def write_bm25s(_: str, passages: Path, folder: Path) -> float:
    corpus = [one.terms.split() for one in read_passages(passages)]
    start = time.process_time()
    ranking = bm25s.BM25(k1=0.8, b=0.5)
    ranking.index(corpus, show_progress=False)
    ranking.save(folder)
    return time.process_time() - start


def ask_bm25s(_: str, __: Path, folder: Path) -> Callable[[Asked], Sequence[Any]]:
    ranking = bm25s.BM25.load(folder)
    return lambda asked: ranking.retrieve([list(asked.terms)], k=DEPTH, show_progress=False)


def write_fts5(_: str, passages: Path, folder: Path) -> float:
    folder.mkdir()
    kept = list(read_passages(passages))
    start = time.process_time()
    database = sqlite3.connect(folder / "fts5.sqlite")
    database.execute("CREATE VIRTUAL TABLE passage USING fts5(terms, content='', tokenize='unicode61')")
    database.executemany(
        "INSERT INTO passage (rowid, terms) VALUES (?, ?)", ((at, one.terms) for at, one in enumerate(kept))
    )
    database.commit()
    database.close()
    return time.process_time() - start


def ask_fts5(_: str, __: Path, folder: Path) -> Callable[[Asked], Sequence[Any]]:
    database = sqlite3.connect(folder / "fts5.sqlite")
    sql = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"
    return lambda asked: database.execute(sql, (" OR ".join(f'"{term}"' for term in asked.terms), DEPTH)).fetchall()


ENGINES: dict[str, tuple[Callable[..., float], Callable[..., Callable[[Asked], Sequence[Any]]]]] = {
    "whoosh": (write_ours, ask_ours),
    "tantivy": (write_ours, ask_ours),
    "stock Whoosh + jieba": (write_stock, ask_stock),
    "bm25s": (write_bm25s, ask_bm25s),
    "SQLite FTS5": (write_fts5, ask_fts5),
}


# --- measuring -----------------------------------------------------------------------------------------------------


def peak() -> float:
    """Greatest memory of this process and its children so far, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


def written(name: str, passages: Path, folder: Path, base: float) -> list[float]:
    """Seconds of processor time, all threads together, and the memory above that of the text (of ours: 0 for the others,
    which hold it otherwise).
    """
    return [ENGINES[name][0](name, passages, folder), peak() - base if ENGINES[name][0] is write_ours else 0.0]


def answered(name: str, passages: Path, folder: Path, questions: Sequence[Asked]) -> list[float]:
    """Milliseconds at the median and the 99th percentile, each question asked once; then of processor time."""
    ask = ENGINES[name][1](name, passages, folder)
    gc.freeze()
    waited, used = [], []
    for asked in questions:
        start, worked = time.perf_counter(), time.process_time()
        ask(asked)
        used.append(1000 * (time.process_time() - worked))
        waited.append(1000 * (time.perf_counter() - start))
    return [
        figure
        for times in (waited, used)
        for figure in (statistics.median(times), statistics.quantiles(times, n=100)[98])
    ]


def apart(function: Callable[..., list[float]], *arguments: Any) -> list[float]:
    """What a function returns, run in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def holding(passages: Path) -> list[float]:
    """Memory that the text takes as the writers hold it."""
    kept = [one.entry for one in read_passages(passages)]
    return [peak(), len(kept)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=200_000)
    parser.add_argument("--questions", type=Path, metavar="SQUAD.json")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where passages and indexes stand and are used again")
    options = parser.parse_args()
    scratch = options.keep or Path(tempfile.mkdtemp())
    scratch.mkdir(exist_ok=True)
    passages = scratch / f"passages-{options.paragraphs}.jsonl"
    if not passages.exists():
        write_passages(passages, options.paragraphs)
    questions = made_questions(options.paragraphs, 500)
    if options.questions:
        questions += set_questions(options.questions)[
            :: max(1, len(set_questions(options.questions)) // len(questions))
        ]
    cut = analyser()
    asked = [
        Asked(text, tuple(dict.fromkeys(cut.terms(text))), tuple(cut.words(text)))
        for text in map(folded_text, questions)
    ]
    base = apart(holding, passages)[0]
    print(
        f"{options.paragraphs} paragraphs, {passages.stat().st_size / 2**20:.0f} MB of text and terms, {len(asked)} questions"
    )
    print(
        "| engine | write CPU s | index MB | write peak MB | p50 ms | p99 ms | CPU p50 | CPU p99 | of ours: write, size, CPU p50, p99 |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    ours: list[float] = []
    for name in options.engines.split(","):
        folder = scratch / f"{name.split()[0]}-{options.paragraphs}-index"
        shutil.rmtree(folder, ignore_errors=True)
        seconds, memory = apart(written, name, passages, folder, base)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        row = [seconds, size, memory, *apart(answered, name, passages, folder, asked)]
        ours = ours or row
        ratios = " / ".join(f"{row[at] / ours[at]:.2f}" for at in (0, 1, 5, 6))
        print(f"| {name} | {' | '.join(f'{figure:.1f}' for figure in row)} | {ratios} |", flush=True)
    if not options.keep:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
