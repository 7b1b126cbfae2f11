"""What tantivy must be watched for beyond the contract: many equals, many reports, large words, folders nobody may write to."""

from __future__ import annotations

import os
import random
import sys

import pytest

from kb.errors import SettingError
from kb.store.contracts import PassageEntry, TextQuery
from kb.store.registry import engine_named
from kb.store.tantivy_index import TantivyIndex
from kb.store.tantivy_writer import TantivyWriter


def index_of(folder, entries):
    writer = TantivyWriter(folder / "passages")
    for entry in entries:
        writer.add(entry)
    writer.finish()
    return TantivyIndex(folder / "passages")


def keys(hits):
    return [(hit.report_id, hit.paragraph) for hit in hits]


@pytest.mark.parametrize("equals", [40, 240, 900])
def test_however_many_are_equally_good_the_first_by_report_and_number_are_named(tmp_path, equals):
    entries = [PassageEntry(f"r{at // 7:03}", at % 7 + 1, ["调解"]) for at in range(equals)]
    random.Random(1).shuffle(entries)
    index = index_of(tmp_path, [*entries, PassageEntry("z", 1, ["调解", "调解"])])
    expected = [("z", 1), *sorted((entry.report_id, entry.paragraph) for entry in entries)]
    assert keys(index.search(TextQuery({"调解": 1.0}))) == expected[:50]


def test_ids_that_begin_alike_are_told_apart(tmp_path):
    entries = [PassageEntry(f"county-2024-{at:03}", 1, ["调解"]) for at in range(90)]
    random.Random(1).shuffle(entries)
    hits = index_of(tmp_path, entries).search(TextQuery({"调解": 1.0}, limit=20))
    assert keys(hits) == [(f"county-2024-{at:03}", 1) for at in range(20)]


@pytest.mark.parametrize("share", [3, 40])
def test_many_reports_bound_a_search_as_few_do(tmp_path, share):
    """Whether they are most of the index, or stand far down."""
    draw = random.Random(3)
    entries = [
        PassageEntry(f"r{at:05}", 1, ["调解"] * draw.randint(1, 5) + ["其他"] * draw.randint(0, 30))
        for at in range(9000)
    ]
    index = index_of(tmp_path, entries)
    wanted = frozenset(f"r{at:05}" for at in range(0, 9000, share))
    assert len(wanted) > 200
    everything = index.search(TextQuery({"调解": 1.0}, limit=9000))
    among = index.search(TextQuery({"调解": 1.0}, reports=wanted))
    assert keys(among) == [key for key in keys(everything) if key[0] in wanted][:50]


def test_terms_are_kept_as_they_are_cut(tmp_path):
    odd = ["5g", "98.6%", "c++", "县", "x" * 300, "Ⅲ"]
    index = index_of(tmp_path, [PassageEntry("a", at, [term]) for at, term in enumerate(odd, 1)])
    assert [keys(index.search(TextQuery({term: 1.0}))) for term in odd] == [[("a", at)] for at in range(1, 7)]


def test_little_memory_makes_more_segments_and_no_other_answers(tmp_path):
    draw = random.Random(5)
    words = [f"词{at}" for at in range(3000)]
    entries = [PassageEntry(f"r{at // 50:04}", at % 50 + 1, draw.choices(words, k=60)) for at in range(20_000)]
    whole = index_of(tmp_path, entries)
    writer = TantivyWriter(tmp_path / "small", memory=15_000_000)
    for entry in entries:
        writer.add(entry)
    writer.finish()
    parts = TantivyIndex(tmp_path / "small")
    for at in range(40):
        query = TextQuery({f"词{at}": 1.0, f"词{at + 50}": 2.0})
        assert keys(parts.search(query)) == keys(whole.search(query))
    assert len(list((tmp_path / "small").glob("*.idx"))) > 1


def test_a_folder_that_may_not_be_written_to_is_read_and_stays_as_it_is(tmp_path, monkeypatch):
    index_of(tmp_path, [PassageEntry("a", 1, ["调解"])]).close()
    for lock in (tmp_path / "passages").glob(".*.lock"):
        lock.unlink()
    before = sorted(path.name for path in (tmp_path / "passages").iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)  # who runs the tests may write everywhere
    index = TantivyIndex(tmp_path / "passages")
    assert keys(index.search(TextQuery({"调解": 1.0}))) == [("a", 1)]
    assert sorted(path.name for path in (tmp_path / "passages").iterdir()) == before


def test_what_the_disk_refuses_is_an_error_of_the_disk(tmp_path):
    writer = TantivyWriter(tmp_path / "passages")
    writer.add(PassageEntry("a", 1, ["调解"]))
    (tmp_path / "passages").rename(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r".+"):
        writer.finish()


def test_without_its_library_it_says_what_to_install(monkeypatch):
    for module in ("tantivy", "kb.store.tantivy_index", "kb.store.tantivy_writer"):
        monkeypatch.setitem(sys.modules, module, None) if module == "tantivy" else monkeypatch.delitem(
            sys.modules, module, raising=False
        )
    with pytest.raises(SettingError, match=r"tantivy.*没有安装.*pip install"):
        engine_named("tantivy")
