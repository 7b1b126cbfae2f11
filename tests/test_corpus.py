"""The corpus of made reports (bench/make_corpus.py) and what its measurements rest on."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus.document import make
from bench.corpus.questions import Asker
from bench.corpus.specs import specs
from bench.corpus.world import World, place_of
from indexer.reading import read_bytes
from kb.lexicon.indicators import indicators

REPORTS = 24


@pytest.fixture(scope="module")
def world():
    return World(REPORTS, 7)


def digest(folder):
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def write(out, hash_seed):
    command = [sys.executable, "-m", "bench.make_corpus", str(out), "--reports", "12", "--seed", "7"]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[1], env={**os.environ, "PYTHONHASHSEED": hash_seed})
    return out


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    first, second = write(tmp_path / "one", "1"), write(tmp_path / "two", "2")
    assert digest(first) == digest(second)
    assert len([path for path in (first / "reports").rglob("*") if path.is_file()]) == 12
    lines = (first / "questions.jsonl").read_text("utf-8").splitlines()
    assert {"id", "kind", "turns", "numbers", "mentions", "forbid", "cite", "refuse", "note"} == set(
        json.loads(lines[0])
    )


def test_planted_figures_are_read(world):
    for code, year in world.plan[::5]:
        made = make(world, code, year)
        (reading,) = read_bytes(made.source, made.data).readings
        assert (reading.read.report.place_code, reading.read.report.year) == (code, year), made.source
        found = [(row.fact.value, row.fact.unit) for row in reading.read.facts]
        for planted in made.body.planted:
            assert (planted.value, planted.unit) in found, (made.source, planted.quote)


def test_questions_rest_on_what_is_written(world):
    texts = {}
    for code, year in world.plan:
        made = make(world, code, year)
        (reading,) = read_bytes(made.source, made.data).readings
        texts[made.source] = "".join(p.text for p in reading.read.paragraphs).translate(
            str.maketrans("，；：（）", ",;:()")
        )
    golds = list(Asker(world).questions(24))
    assert {gold["kind"] for gold in golds} >= {"lookup", "rank", "trend", "aggregate", "unanswerable", "passage"}
    for gold in golds:
        assert all(cite["quote"] in texts[cite["report"]] for cite in gold["cite"]), gold
        assert gold["cite"] or gold["refuse"]


def test_places_differ_in_name_and_years_go_on(world):
    assert len(world.held) == REPORTS
    assert any(len(years) > 2 for years in world.years.values())
    assert all(place_of(code).until is None for code in world.years)


def test_most_of_what_is_counted_is_in_the_lexicon():
    known = [name for name in specs() if name in indicators().all]
    assert len(known) > 0.8 * len(specs())
