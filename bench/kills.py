"""Kill builds at random moments while a server is asked all the while: `python -m bench.kills [--kills 30] [--seed 1]`.

Between two builds one figure of one report changes. Every answer must be the one of before or after, no request may
fail, and in the end the index must be sound and hold what the folder holds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTION = "密云区2024年法律援助案件多少件"
REPORT = "北京市密云区2024年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件。\n"
FILLER = "北京市{place}{year}年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件。\n"


@dataclass(slots=True)
class Asked:
    """What the askers saw: how many answers, and what was wrong with any."""

    answers: int = 0
    faults: list[str] = field(default_factory=list)
    allowed: frozenset[int] = frozenset()
    stop: bool = False


def indexer(reports: Path, index: Path, command: str = "build") -> subprocess.Popen[bytes]:
    folders = ["--index", str(index)] if command == "check" else ["--reports", str(reports), "--index", str(index)]
    return subprocess.Popen(
        [sys.executable, "-m", "indexer", command, *folders],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def ask(port: int) -> str:
    query = urllib.parse.urlencode({"question": QUESTION})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/ask?{query}", timeout=20) as reply:
        return str(json.load(reply)["answer"])


def keep_asking(port: int, asked: Asked) -> None:
    while not asked.stop:
        before = asked.allowed
        try:
            answer = ask(port)
        except OSError as error:
            asked.faults.append(f"request failed: {error}")
            continue
        asked.answers += 1
        if not any(f"{cases}件" in answer for cases in before | asked.allowed):
            asked.faults.append(f"wrong answer: {answer}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(index: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KB_INDEX": str(index), "KB_PORT": str(port)}
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(200):
        time.sleep(0.1)
        try:
            ask(port)
        except OSError:
            continue
        return server
    raise SystemExit("the server did not start")


def kill_builds(
    kills: int, draw: random.Random, usual: float, changing: Path, index: Path, asked: Asked
) -> tuple[int, int]:
    """Kill so many builds, each after a change; how many were killed, and the number of the last change that may be."""
    killed = number = 0
    while killed < kills and number < 3 * kills:
        number += 1
        asked.allowed |= {1000 + number}
        changing.write_text(REPORT.format(cases=1000 + number), "utf-8")
        builder = indexer(changing.parent, index)
        try:
            builder.wait(draw.uniform(0.3, 1.1) * usual)
        except subprocess.TimeoutExpired:
            builder.send_signal(signal.SIGKILL)
            builder.wait()
            killed += 1
        else:
            asked.allowed = frozenset({1000 + number})
    return killed, number + 1


def run(kills: int, seed: int, folder: Path) -> int:
    draw = random.Random(seed)
    reports, index = folder / "reports", folder / "index"
    reports.mkdir()
    for year in range(2015, 2024):
        for place in ("大兴区", "通州区", "房山区", "海淀区"):
            (reports / f"{place}{year}.txt").write_text(FILLER.format(place=place, year=year, cases=year), "utf-8")
    changing = reports / "密云区2024.txt"
    changing.write_text(REPORT.format(cases=1000), "utf-8")
    started = time.monotonic()
    indexer(reports, index).wait()
    usual = time.monotonic() - started
    port = free_port()
    server, asked = serve(index, port), Asked(allowed=frozenset({1000}))
    askers = [threading.Thread(target=keep_asking, args=(port, asked)) for _ in range(2)]
    for asker in askers:
        asker.start()
    killed, last = kill_builds(kills, draw, usual, changing, index, asked)
    asked.allowed |= {1000 + last}
    changing.write_text(REPORT.format(cases=1000 + last), "utf-8")
    built = indexer(reports, index).wait()
    time.sleep(0.3)
    final = ask(port)
    asked.stop = True
    for asker in askers:
        asker.join()
    server.terminate()
    server.wait()
    sound = indexer(reports, index, "check").wait()
    if built or sound or f"{1000 + last}件" not in final:
        asked.faults.append(f"in the end: build {built}, check {sound}, {final}")
    print(f"{killed} builds killed, {asked.answers} answers meanwhile, {len(asked.faults)} faults")
    for fault in asked.faults[:10]:
        print(" ", fault)
    return 1 if asked.faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(chosen.kills, chosen.seed, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
