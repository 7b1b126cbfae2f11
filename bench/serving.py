"""A server over an index, asked as visitors ask it: `python -m bench.serving INDEX QUESTIONS [--clients 8] [--store whoosh]`.

QUESTIONS are gold questions, such as `make corpus` writes beside its reports. Told are: seconds from the start of a new process
to its first answer; milliseconds of an answer over HTTP, each question asked once, by kind; the share of right answers;
questions a second of one client, of several, and of several that ask two servers over one index, first while nothing is
kept, then asked again; memory of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.error import HTTPError

from bench.kills import ROOT, free_port
from tests.test_golden import faults


@dataclass(frozen=True, slots=True)
class Cited:
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply says, in the shape that the judge of the golden questions takes."""

    text: str
    status: str
    citations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    kind: str
    milliseconds: float


def ask(port: int, question: str, conversation: str = "") -> dict:
    body = json.dumps({"question": question, "conversation": conversation}).encode()
    url = f"http://127.0.0.1:{port}/api/v1/ask"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310 (our own server)
        return json.load(reply)


def play(port: int, gold: dict) -> tuple[Said, list[Turn]]:
    """Ask all turns of a gold question; what the last reply says, and how long each took."""
    conversation, turns, reply = "", [], {}
    for question in gold["turns"]:
        started = time.perf_counter()
        reply = ask(port, question, conversation)
        turns.append(Turn(gold["kind"], (time.perf_counter() - started) * 1000))
        conversation = reply["conversation"]
    cited = tuple(Cited(one["source"], one["text"]) for one in reply["citations"])
    return Said(reply["answer"], reply["status"], cited), turns


def start(index: Path, store: str, question: str) -> tuple[subprocess.Popen[bytes], int, float]:
    """A server, its port, and the seconds until it gave its first answer."""
    port = free_port()
    environment = os.environ | {"KB_INDEX": str(index), "KB_PORT": str(port), "KB_STORE": store}
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while True:
        try:
            ask(port, question)
        except OSError as error:
            if server.poll() is not None or isinstance(error, HTTPError):
                sys.exit(f"the server gives no answer ({error}): is the index built by this version?")
            time.sleep(0.01)
        else:
            return server, port, time.perf_counter() - began


def memory(pid: int) -> str:
    """Resident memory now and at its peak, where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return "not told by this system"
    told = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return f"{told['VmRSS']} MB now, {told['VmHWM']} MB at the peak"


def spread(turns: list[float]) -> str:
    ordered = sorted(turns)
    return f"median {statistics.median(ordered):.1f} ms, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms, worst {ordered[-1]:.1f} ms"


def throughput(ports: list[int], golds: list[dict], clients: int) -> float:
    """Turns a second of clients that ask the servers at these ports in turn."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        turns = sum(len(turns) for _, turns in pool.map(play, cycle(ports), golds))
    return turns / (time.perf_counter() - started)


def measure_throughput(index: Path, store: str, golds: list[dict], clients: int) -> None:
    """Of one server with one client and with several, of two that share the index, and of answers that are kept."""
    servers = [start(index, store, golds[0]["turns"][0]) for _ in range(2)]
    ports = [port for _, port, _ in servers]
    third = len(golds) // 3
    try:
        print(f"1 client, nothing kept: {throughput(ports[:1], golds[:third], 1):.0f} questions a second")
        print(f"{clients} clients, nothing kept: {throughput(ports[:1], golds[third : 2 * third], clients):.0f}")
        print(f"{clients} clients, two servers, nothing kept: {throughput(ports, golds[2 * third :], clients):.0f}")
        few = golds[:100]
        throughput(ports[:1], few, 1)
        print(f"1 client, asked again: {throughput(ports[:1], few, 1):.0f}")
        print(f"{clients} clients, asked again: {throughput(ports[:1], few, clients):.0f}")
    finally:
        for server, _, _ in servers:
            server.terminate()
            server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--store", default="whoosh")
    chosen = parser.parse_args()
    golds = [json.loads(line) for line in chosen.questions.read_text("utf-8").splitlines() if line.strip()]
    server, port, first = start(chosen.index.absolute(), chosen.store, golds[0]["turns"][0])
    try:
        print(f"start to first answer: {first:.2f} s; memory {memory(server.pid)}")
        turns, wrong = [], []
        for gold in golds:
            said, took = play(port, gold)
            turns += took
            wrong += [
                f"{gold['id']} {' → '.join(gold['turns'])}: {'; '.join(found)}"
                for found in [faults(gold, said)]
                if found
            ]
        print(f"each question once: {spread([turn.milliseconds for turn in turns])}")
        kinds = defaultdict(list)
        for turn in turns:
            kinds[turn.kind].append(turn.milliseconds)
        for kind, times in sorted(kinds.items()):
            print(f"  {kind:14} {len(times):4}  {spread(times)}")
        print(f"right answers: {len(golds) - len(wrong)} of {len(golds)}, {1 - len(wrong) / len(golds):.1%}")
        print(*wrong, sep="\n")
        print(f"memory: {memory(server.pid)}")
    finally:
        server.terminate()
        server.wait()
    measure_throughput(chosen.index.absolute(), chosen.store, golds, chosen.clients)
    return 0


if __name__ == "__main__":
    sys.exit(main())
