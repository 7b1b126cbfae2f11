"""One new report into an index that stands: `python -m bench.incremental REPORTS [--index DIR] [--times 5]`.

REPORTS is a folder of reports, such as `make corpus` writes; the index is built first where it is not up to date. Then
one report at a time is added, and two ways are timed: a build in a new process, from the file's arrival until a server
that runs answers from it; and the same build in a process that is warm, as `indexer watch` is. The peer is a build anew.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.kills import ROOT, ask, free_port, serve
from indexer.pipeline import build
from kb.store.local_shelf import LocalShelf

REPORT = "北京市密云区{year}年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件。\n"


def until_answered(port: int, wanted: str, started: float) -> float:
    while wanted not in ask(port):
        time.sleep(0.02)
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    index = chosen.index or Path(tempfile.mkdtemp())
    command = [sys.executable, "-m", "indexer", "build", "--reports", str(chosen.reports), "--index", str(index)]
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    print(f"first build, or bringing up to date: {time.perf_counter() - started:.1f} s")
    port, added = free_port(), chosen.reports / "密云区2024年新到.txt"
    server = serve(index, port)
    cold, warm, answered = [], [], []
    try:
        for number in range(chosen.times):
            for times, run in (
                (cold, lambda: subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)),
                (warm, lambda: build(chosen.reports, LocalShelf(index))),
            ):
                cases = 100_000 + 2 * number + (times is warm)
                added.write_text(REPORT.format(year=2024, cases=cases), "utf-8")
                started = time.perf_counter()
                run()
                times.append(time.perf_counter() - started)
                if times is cold:
                    answered.append(until_answered(port, f"{cases}件", started))
    finally:
        server.terminate()
        added.unlink(missing_ok=True)
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    for name, times in (
        ("in a new process", cold),
        ("  until a server answers", answered),
        ("in a warm process", warm),
    ):
        print(f"{name}: median {statistics.median(times):.2f} s, worst {max(times):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
