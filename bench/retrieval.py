"""How often the right paragraph is found: this project's passages beside stock Whoosh, on public question sets.

    python -m bench.retrieval DATA_DIR [--step N] [--stock-step N]

DATA_DIR holds cmrc2018_dev.json, cmrc2018_trial.json (CMRC 2018), DRCD_dev.json and DRCD_test.json (DRCD), in the
form of SQuAD. A question's right paragraph is the one it was written for; the corpus is every unique paragraph of a
set. Every `step`th question is asked; of stock Whoosh, which is slow, every `stock-step`th.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jieba.analyse import ChineseAnalyzer
from whoosh import fields, index
from whoosh.qparser import OrGroup, QueryParser

from kb.lang.normalize import folded_text
from kb.lang.tokens import Analyser
from kb.store.contracts import PassageEntry, TextQuery
from kb.store.rerank import Passage, rerank, sought
from kb.store.whoosh_index import WhooshIndex
from kb.store.whoosh_writer import WhooshWriter

SETS = {
    "CMRC 2018 dev": ("cmrc2018_dev.json",),
    "DRCD test": ("DRCD_test.json",),
    "pool of all": ("cmrc2018_dev.json", "cmrc2018_trial.json", "DRCD_dev.json", "DRCD_test.json"),
}
REPORT = "all"  # the sets have no reports: one holds all paragraphs


@dataclass(frozen=True)
class Question:
    """`right` is the number of its paragraph."""

    text: str
    right: int


@dataclass(frozen=True)
class Corpus:
    """Unique paragraphs with the title of the article each is from, and the questions on them."""

    paragraphs: tuple[str, ...]
    titles: tuple[str, ...]
    questions: tuple[Question, ...]


def load(folder: Path, names: Sequence[str]) -> Corpus:
    numbers: dict[str, int] = {}
    titles: list[str] = []
    questions: list[Question] = []
    for name in names:
        for article in json.loads((folder / name).read_text("utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                number = numbers.setdefault(paragraph["context"], len(numbers))
                if number == len(titles):
                    titles.append(article.get("title", ""))
                questions += [Question(asked["question"], number) for asked in paragraph["qas"]]
    return Corpus(tuple(numbers), tuple(titles), tuple(questions))


class Ours:
    """The project's index, with or without reading the best hits again."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self._analyser = Analyser([])
        self._folded = [folded_text(text) for text in corpus.paragraphs]
        self._heads = [folded_text(title) for title in corpus.titles]
        writer = WhooshWriter(folder)
        for number, text in enumerate(self._folded):
            writer.add(
                PassageEntry(REPORT, number, self._analyser.terms(text), self._analyser.terms(self._heads[number]))
            )
        writer.finish()
        self._index = WhooshIndex(folder)

    def words(self, question: str) -> list[int]:
        query = TextQuery(dict.fromkeys(self._analyser.terms(folded_text(question)), 1.0))
        return [hit.paragraph for hit in self._index.search(query)]

    def reranked(self, question: str) -> list[int]:
        folded = folded_text(question)
        terms = self._analyser.terms(folded)
        hits = self._index.search(TextQuery(dict.fromkeys(terms, 1.0)))
        passages = [Passage(self._folded[hit.paragraph], self._heads[hit.paragraph]) for hit in hits]
        cut = self._analyser.words(folded)
        asked = sought(folded, cut, terms, self._index.document_frequency, self._index.count())
        return [one.paragraph for one in rerank(hits, passages, asked)]


class Stock:
    """Whoosh and jieba as their documentation shows them, any word of the question being enough."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        schema = fields.Schema(number=fields.STORED, content=fields.TEXT(stored=True, analyzer=ChineseAnalyzer()))
        folder.mkdir()
        whole = index.create_in(folder, schema)
        writer = whole.writer()
        for number, text in enumerate(corpus.paragraphs):
            writer.add_document(number=number, content=f"{corpus.titles[number]}\n{text}")
        writer.commit()
        self._parser = QueryParser("content", schema, group=OrGroup)
        self._searcher = whole.searcher()

    def search(self, question: str) -> list[int]:
        return [hit["number"] for hit in self._searcher.search(self._parser.parse(question), limit=10)]


def measure(search: Callable[[str], list[int]], questions: Sequence[Question]) -> tuple[float, ...]:
    """Recall@1, Recall@5, MRR@10 in per cent, and the median and 99th percentile of milliseconds a question."""
    ranks, times = [], []
    for question in questions:
        start = time.perf_counter()
        found = search(question.text)[:10]
        times.append(1000 * (time.perf_counter() - start))
        ranks.append(found.index(question.right) + 1 if question.right in found else 0)
    recalls = [100 * sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 5)]
    reciprocal = 100 * statistics.fmean(1 / rank if rank else 0 for rank in ranks)
    return (*recalls, reciprocal, statistics.median(times), statistics.quantiles(times, n=100)[98])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--stock-step", type=int, default=10, help="0: leave stock Whoosh out")
    options = parser.parse_args()
    print("| set | engine | questions | R@1 | R@5 | MRR@10 | p50 ms | p99 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, files in SETS.items():
        corpus = load(options.data, files)
        with tempfile.TemporaryDirectory() as scratch:
            ours = Ours(corpus, Path(scratch) / "ours")
            rows = [("words", ours.words, options.step), ("words, re-ranked", ours.reranked, options.step)]
            if options.stock_step:
                stock = Stock(corpus, Path(scratch) / "stock")
                rows.append(("stock Whoosh, sample", stock.search, options.stock_step))
                rows.append(("re-ranked, same sample", ours.reranked, options.stock_step))
            for engine, search, step in rows:
                questions = corpus.questions[::step]
                figures = " | ".join(f"{figure:.2f}" for figure in measure(search, questions))
                print(f"| {name} | {engine} | {len(questions)} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
