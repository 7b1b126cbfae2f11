"""Reports and figures on the cluster: what SQLite gives for the same reports, for every question one can ask of both."""

from __future__ import annotations

import os
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import pipeline
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery, FileRecord
from kb.store.local_shelf import LocalShelf
from kb.store.quality import quality_of
from kb.store.snapshots import open_snapshot
from kb.types import FactKind, FactStatus, Span
from tests.answer_fixtures import PROJECT
from tests.cluster.nodes import shelf_at
from tests.cluster.test_generations import MADE
from tests.test_store import problems, read_reports, stored

SUSPECT = {
    "a.txt": "北京市大兴区2023年法治政府建设年度情况报告\n一、主要工作\n全年受理法律援助案件500件。\n",
    "b.txt": "北京市大兴区2024年法治政府建设年度情况报告\n一、主要工作\n全年受理法律援助案件6000件，同比增长35%。\n",
    "c.txt": "北京市密云区2024年法治政府建设年度情况报告\n一、主要工作\n调解成功率986%。受理法律援助案件60件，其中农民工案件650件。\n",
    "d.txt": "北京市2024年法治政府建设年度情况报告\n一、主要工作\n密云区受理法律援助案件80件。\n",
    "e.txt": "北京市密云区2023年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件70件，同比下降20%。接待来访群众30批次。\n",
}


@pytest.fixture
def both(shelf, tmp_path):
    """The sample reports, and some with suspect figures, in a folder and on the cluster."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in sorted((PROJECT / "reports").iterdir())[:12]:
        (reports / path.name).write_bytes(path.read_bytes())
    for name, text in SUSPECT.items():
        (reports / name).write_text(text, "utf-8")
    (reports / "空.txt").write_text("", "utf-8")
    for path in reports.iterdir():
        os.utime(path, (10**9, 10**9))  # settled: a file of this moment might still change
    local = LocalShelf(tmp_path / "local")
    pipeline.build(reports, local)
    pipeline.build(reports, shelf)
    return open_snapshot(local, analyser().version), open_snapshot(shelf, analyser().version)


def test_the_stores_agree(both):
    local, far = both
    assert far.manifest.counts == local.manifest.counts
    ids = [report.id for report in local.reports.reports()]
    assert len(ids) > 15
    reads(local.reports, far.reports, ids)
    figures(local.figures, far.figures, ids)
    qualities = [quality_of(one) for one in both]
    assert len({suspicion.kind for suspicion in qualities[0].suspicions}) >= 4
    assert qualities[1].suspicions == qualities[0].suspicions
    assert qualities[1].phrases == qualities[0].phrases


def reads(local, far, ids):
    assert far.reports() == local.reports()
    assert far.problems() == local.problems() != []
    assert far.files() == local.files()
    for report in [*ids, "unknown", ""]:
        assert far.report(report) == local.report(report)
        assert far.paragraphs(report) == local.paragraphs(report)
    assert sorted(far.keys()) == sorted(local.keys())
    assert sorted(far.keys(frozenset(ids[:3]))) == sorted(local.keys(frozenset(ids[:3])))
    assert list(far.keys(frozenset())) == []
    keys = [(ids[1], 2), ("unknown", 1), (ids[0], 1), (ids[0], 9999), (ids[1], 2)]
    assert far.pick(keys) == local.pick(keys)
    assert far.pick([]) == []
    places = [(report, number, Span(1, 5)) for report, number in [*keys, (ids[0], 2)]] + [(ids[0], 1, Span(0, 9999))]
    assert far.written(places) == local.written(places)
    assert far.written([]) == []


def figures(local, far, ids):
    every = local.facts(FactQuery())
    assert far.count() == local.count() == len(every) > 50
    assert far.stating() == local.stating()
    for without in (frozenset(), frozenset(ids[:4]), frozenset(ids)):
        assert far.tally(without) == local.tally(without)
    for without, limit in product((frozenset(), frozenset(ids[:4])), (3, 50)):
        assert far.unnamed(without, limit) == local.unnamed(without, limit)
    for without in (frozenset(), frozenset(ids[:4])):
        assert sorted(map(repr, far.suspects(without))) == sorted(map(repr, local.suspects(without)))
    assert len({one.relation for one in local.suspects(frozenset())}) == 5
    indicators = sorted({fact.indicator for fact in every})
    places = sorted({fact.place_code for fact in every})
    choices = (
        (None, frozenset(), frozenset(ids[:5])),
        (None, frozenset(), frozenset(indicators[:6])),
        (None, frozenset({"调解", "援助"}), frozenset({"无此词"})),
        (None, frozenset({2023, 2024})),
        (None, frozenset(places[:3])),
    )
    found = 0
    for chosen in product(*choices):
        query = FactQuery(*chosen)
        facts = local.facts(query)
        found += bool(facts)
        assert far.facts(query) == facts, query
    assert found > 20
    kinds = (None, frozenset(), frozenset({FactKind.AMOUNT}), frozenset({FactKind.RATE, FactKind.CHANGE}))
    for kind, status, own, latest in product(kinds, (None, *FactStatus), (False, True), (False, True)):
        for years in (None, frozenset({2022, 2023})):
            query = FactQuery(years=years, kinds=kind, status=status, own=own, latest=latest)
            assert far.facts(query) == local.facts(query), query
    assert 0 < len(local.facts(FactQuery(own=True, latest=True))) < len(local.facts(FactQuery(own=True))) < len(every)


@given(
    kept=st.lists(read_reports(), max_size=8, unique_by=lambda one: one.report.id), seen=st.lists(problems, max_size=3)
)
def test_every_field_comes_back_as_it_went_in(place, tmp_path_factory, kept, seen):
    folder = tmp_path_factory.mktemp("cluster")
    shelf = shelf_at(place(), folder)
    files = [FileRecord("a.txt", 5, 7, "f" * 64, "v1", ("a", "b")), FileRecord("b.txt", 0, 0, "", "")]
    with shelf.next(MADE) as writer:
        writer.begin()
        for read in kept:
            writer.add(read)
        writer.finish(files, seen)
    store, local = shelf.open(shelf.current()), stored(folder, kept, seen)
    assert store.reports.reports() == local.reports()
    assert store.reports.problems() == seen
    assert store.reports.files() == files
    for read in kept:
        assert store.reports.report(read.report.id) == read.report
        assert tuple(store.reports.paragraphs(read.report.id)) == read.paragraphs
        query = FactQuery(reports=frozenset({read.report.id}))
        assert repr(store.figures.facts(query)) == repr([row.fact for row in read.facts])
    assert store.figures.facts(FactQuery()) == local.facts(FactQuery())
    local.close()
