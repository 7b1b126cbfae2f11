"""A corpus on three nodes of this machine: `python -m bench.cluster CORPUS [--questions 2000] [--shards 1] [--reports N]`.

CORPUS is what `make corpus` writes. It is built into a folder and onto the cluster; the bytes that each index takes for a
paragraph are told, and the time of both builds. Then questions of the corpus are asked of both, the answers compared, and
a node killed after a quarter of them and started again after half.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from indexer import pipeline
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.store.local_shelf import LocalShelf
from kb.store.opensearch.layout import KINDS, name_of
from tests.cluster.nodes import Cluster, shelf_at

TODAY = date(2026, 11, 22)


def built(reports: Path, shelf) -> pipeline.BuildReport:
    result = pipeline.build(reports, shelf, jobs=os.cpu_count() or 1)
    rate = result.counts.paragraphs / result.seconds
    print(f"{shelf.engine}: {result.counts.reports} reports, {result.counts.paragraphs} paragraphs,"
          f" {result.counts.facts} figures in {result.seconds:.0f} s ({rate:.0f} paragraphs a second)", flush=True)  # fmt: skip
    return result


def tell_sizes(shelf, result: pipeline.BuildReport) -> None:
    """What one copy of each index takes on disk."""
    whole = 0
    for kind in KINDS:
        index = name_of(shelf.access.prefix, result.generation, kind)
        told = shelf.connection.call("GET", f"/{index}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
        whole += told
        print(f"  {kind}: {told / 1e6:.1f} MB, {told / result.counts.paragraphs:.0f} bytes a paragraph")
    print(
        f"  one copy of all: {whole / 1e6:.1f} MB, {whole / result.counts.paragraphs:.0f} bytes a paragraph", flush=True
    )


def asked(knowledge: KnowledgeBase, questions: list[str]):
    """(answer or error, seconds) of each, one after another."""
    for question in questions:
        started = time.perf_counter()
        answer = replace(knowledge.ask(question).answer, generation="")
        yield answer, time.perf_counter() - started


def tell_times(name: str, seconds: list[float]) -> None:
    hundredths = statistics.quantiles(seconds, n=100)
    print(
        f"{name}: median {1e3 * statistics.median(seconds):.0f} ms, 99 % under {1e3 * hundredths[98]:.0f} ms",
        flush=True,
    )


def unlike(cluster: Cluster, near, far: KnowledgeBase, questions: list[str]) -> int:
    """How many answers differ while a node is killed and comes back. A question that fails raises."""
    wrong, taken = 0, []
    with ThreadPoolExecutor(2) as threads:
        found = threads.map(lambda question: next(asked(far, [question])), questions)
        for number, (answer, seconds) in enumerate(found):
            taken.append(seconds)
            wrong += answer != near[number][0]
            if number == len(questions) // 4:
                cluster.kill(1)
            if number == len(questions) // 2:
                cluster.start(1)
    tell_times("while a node stops and comes back, two at a time", taken)
    print(f"  slowest {max(taken):.1f} s")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--reports", type=int, default=0, help="at most so many of them; 0: all")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    reports = chosen.corpus / "reports"
    if chosen.reports:
        files = sorted(path for path in reports.rglob("*") if path.is_file())[: chosen.reports]
        for path in files:
            (folder / "reports" / path.relative_to(reports)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / "reports" / path.relative_to(reports))
        reports = folder / "reports"
    lines = (chosen.corpus / "questions.jsonl").read_text("utf-8").splitlines()
    every = [gold["turns"][0] for gold in map(json.loads, lines) if len(gold["turns"]) == 1]
    questions = [every[number % len(every)] for number in range(chosen.questions)]
    try:
        local = LocalShelf(folder / "near")
        built(reports, local)
        with Cluster() as cluster:
            store = f"{cluster.store}/bench"
            shelf = shelf_at(store, folder / "far", shards=chosen.shards)
            tell_sizes(shelf, built(reports, shelf))
            near = list(asked(KnowledgeBase(Settings(index=str(local.index_dir)), lambda: TODAY, kept=0), questions))
            tell_times("in a folder", [seconds for _, seconds in near])
            far = KnowledgeBase(Settings(store=store, index=str(folder / "server")), lambda: TODAY, kept=0)
            tell_times("on the cluster", [seconds for _, seconds in asked(far, questions[:500])])
            wrong = unlike(cluster, near, far, questions)
            print(
                f"{len(questions)} questions, a node killed in between: none failed, {wrong} answered otherwise than in a folder"
            )
    finally:
        shutil.rmtree(folder)
    return wrong > 0


if __name__ == "__main__":
    raise SystemExit(main())
