"""Write a corpus of made reports of real places, with gold questions and the figures planted in them.

    python -m bench.make_corpus OUT [--reports N] [--seed S]

OUT must be new or empty. It gets reports/ (in folders by province and city), questions.jsonl in the form of tests/golden,
and facts.jsonl, a planted figure a line. The same N and S give the same bytes everywhere. The figures are invented: they
say nothing about the places.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from bench.corpus.document import make
from bench.corpus.golds import fact_of
from bench.corpus.questions import Asker
from bench.corpus.world import World

AT_LEAST, AT_MOST = 60, 500  # questions; else one for every ten reports


def write_corpus(out: Path, reports: int, seed: int) -> int:
    """Write the whole corpus, report by report; return how many questions it has."""
    world = World(reports, seed)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "facts.jsonl").open("w", encoding="utf-8", newline="\n") as facts:
        for code, year in world.plan:
            made = make(world, code, year)
            path = out / "reports" / made.source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.data)
            facts.writelines(_line(fact_of(made, planted)) for planted in made.body.planted)
    wanted = min(AT_MOST, max(AT_LEAST, reports // 10))
    lines = [_line(gold) for gold in Asker(world).questions(wanted)]
    (out / "questions.jsonl").write_bytes("".join(lines).encode())
    return len(lines)


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--reports", type=int, default=3000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    options = parser.parse_args()
    if options.out.exists() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty")
    start = time.perf_counter()
    questions = write_corpus(options.out, options.reports, options.seed)
    print(f"{options.reports} reports, {questions} questions in {time.perf_counter() - start:.0f} s: {options.out}")


if __name__ == "__main__":
    main()
