"""The stores of the project, against the contracts and against Whoosh itself."""

from __future__ import annotations

import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index_module
from whoosh import query as whoosh_query
from whoosh import scoring

from kb.errors import BrokenIndexError, SettingError
from kb.store import tantivy_index
from kb.store.contracts import FactQuery, FactRow, FileRecord, PassageEntry, ReadReport, TextQuery
from kb.store.registry import engine_named
from kb.store.sqlite_store import SqliteStore
from kb.store.sqlite_writer import SqliteWriter
from kb.store.whoosh_index import WhooshIndex
from kb.store.whoosh_writer import WhooshWriter
from kb.types import Fact, FactKind, FactStatus, Paragraph, Period, Problem, Report, Span
from tests.store_contract import PassageIndexContract, write


class TestWhoosh(PassageIndexContract):
    engine = engine_named("whoosh")


class TestTantivy(PassageIndexContract):
    engine = engine_named("tantivy")
    k1, b = tantivy_index.K1, tantivy_index.B
    forgets = False


class LuceneIdf(scoring.BM25F):
    """Whoosh's own BM25 with the idf of the contract."""

    def idf(self, searcher, fieldname, text):
        import math

        df = searcher.doc_frequency(fieldname, text)
        return math.log(1 + (searcher.doc_count_all() - df + 0.5) / (df + 0.5))


def kept_large():
    """Long lists (several blocks of 2048), rare words, many lengths, and weights that are all one or all alike."""
    draw = random.Random(7)
    words = [f"词{number}" for number in range(60)]
    return [
        PassageEntry(
            f"r{number // 50:03}",
            number % 50 + 1,
            ["通用", "两次", "两次", *draw.choices(words, range(60), k=draw.randint(0, 400))],
            draw.choices(words, k=2),
        )
        for number in range(4500)
    ]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large") / "passages"
    write(engine_named("whoosh"), folder, kept_large())
    return folder


def whoosh_scores(folder, field, terms):
    """Document numbers and scores of Whoosh's own matchers."""
    with whoosh_index_module.open_dir(folder, readonly=True).searcher(weighting=LuceneIdf(K1=0.8, B=0.5)) as searcher:
        terms = whoosh_query.Or([whoosh_query.Term(field, term) for term in terms])
        return {hit.docnum: hit.score for hit in searcher.search(terms, limit=None)}


@pytest.mark.parametrize("terms", [["通用"], ["两次"], ["词1", "词40", "词59"], ["通用", "词7", "两次", "词30"]])
def test_bulk_reading_scores_as_whoosh_does(large, terms):
    index = WhooshIndex(large)
    own = whoosh_scores(large, "terms", terms)
    for document, score in whoosh_scores(large, "head", terms).items():
        own[document] = own.get(document, 0) + 0.2 * score
    numbers = {(f"r{number // 50:03}", number % 50 + 1): score for number, score in own.items()}
    hits = index.search(TextQuery(dict.fromkeys(terms, 1.0), limit=5000))
    index.close()
    assert len(numbers) > 100
    assert {(hit.report_id, hit.paragraph): hit.score for hit in hits} == pytest.approx(
        numbers, rel=0.02
    )  # Whoosh rounds lengths to a byte


def test_a_small_cache_changes_no_answer(large):
    roomy, tight = WhooshIndex(large), WhooshIndex(large, cache_bytes=20_000)
    for number in [*range(60), *range(60)]:
        query = TextQuery({f"词{number}": 1.0, f"词{59 - number}": 2.0})
        assert tight.search(query) == roomy.search(query)
    roomy.close()
    tight.close()


@pytest.mark.parametrize("limit", [1, 10, 200])
def test_the_best_are_those_of_all(large, limit):
    """However they are looked for: with frequent words and rare ones, and in some of the reports."""
    index = WhooshIndex(large)
    for number in range(0, 60, 7):
        terms = {"通用": 1.0, f"词{number}": 1.0, f"词{59 - number}": 2.0}
        for reports in (None, frozenset({"r003", "r040", "r077"})):
            everything = index.search(TextQuery(terms, reports, limit=5000))
            assert index.search(TextQuery(terms, reports, limit=limit)) == everything[:limit]
    index.close()


def test_an_index_in_several_segments_scores_as_one_does(large, tmp_path):
    writer = WhooshWriter(tmp_path / "parts", most_terms=200_000)
    for entry in kept_large():
        writer.add(entry)
    writer.finish()
    assert len(list((tmp_path / "parts").glob("*.seg"))) == 5
    whole, parts = WhooshIndex(large), WhooshIndex(tmp_path / "parts")
    for number in range(60):
        query = TextQuery({f"词{number}": 1.0, "两次": 2.0})
        assert parts.search(query) == whole.search(query)
    whole.close()
    parts.close()


def test_an_unknown_engine_is_named_with_the_known_ones():
    with pytest.raises(SettingError, match=r"lucene.*whoosh"):
        engine_named("lucene")


# --- reports and figures ---------------------------------------------------------------------------------------------

text = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)  # no reader lets NUL pass
spans = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda pair: Span(*sorted(pair)))
days = st.dates(date(1949, 10, 1), date(2100, 1, 1))
decimals = st.decimals(allow_nan=False, allow_infinity=False)
table = st.lists(st.lists(text, max_size=3).map(tuple), max_size=3).map(tuple)
reports = st.builds(
    Report, id=text, place_path=st.lists(text, max_size=3).map(tuple), year=st.integers(0, 2100),
    published=st.none() | days, reasons=st.lists(text, max_size=3).map(tuple), paragraph_count=st.integers(0, 2**40),
    **dict.fromkeys(("source", "sha256", "title", "place", "place_code", "level", "kind", "issuer"), text),
    **dict.fromkeys(("source_url", "note", "genre", "part", "modified"), text),
)  # fmt: skip
paragraphs = st.builds(
    Paragraph, number=st.integers(1, 10**6), text=text, section=st.lists(text, max_size=3).map(tuple), span=spans,
    depth=st.integers(0, 9), cells=table,
)  # fmt: skip
facts = st.builds(
    Fact, number=st.integers(1, 10**6), value=decimals, high=st.none() | decimals, figure=spans, clause=spans,
    paragraph=st.integers(1, 10**6), part_of=st.integers(0, 10**6), change_of=st.integers(0, 10**6),
    period=st.builds(Period, days, days),
    **dict.fromkeys(("indicator", "phrase", "actor", "unit", "place", "place_code", "rule"), text),
)  # fmt: skip
problems = st.builds(Problem, text, text, text, st.integers(0, 10**6), st.booleans())


@st.composite
def read_reports(draw):
    report = draw(reports)
    own = draw(st.lists(paragraphs, max_size=3, unique_by=lambda one: one.number))
    found = draw(st.lists(facts, max_size=3, unique_by=lambda one: one.number))
    return ReadReport(
        report,
        tuple(replace(one, report_id=report.id) for one in sorted(own, key=lambda one: one.number)),
        tuple(FactRow(replace(one, report_id=report.id)) for one in sorted(found, key=lambda one: one.number)),
    )


def stored(folder, kept, seen=()):
    path = folder / "store.sqlite"
    write_store(path, kept, seen)
    return SqliteStore(path)


def write_store(path, kept, seen=(), files=(), removed=None):
    """A new file of these, or with `removed` the one that is there less these reports and with `kept` added."""
    writer = SqliteWriter(path, removed)
    try:
        for read in kept:
            writer.add(read)
        return writer.finish(files, seen)
    finally:
        writer.close()


@settings(max_examples=50, deadline=None)
@given(
    kept=st.lists(read_reports(), max_size=3, unique_by=lambda one: one.report.id), seen=st.lists(problems, max_size=3)
)
def test_every_field_comes_back_as_it_went_in(tmp_path_factory, kept, seen):
    store = stored(tmp_path_factory.mktemp("store"), kept, seen)
    by_id = {read.report.id: read for read in kept}
    assert {report.id: report for report in store.reports()} == {key: read.report for key, read in by_id.items()}
    for key, read in by_id.items():
        assert store.report(key) == read.report
        assert tuple(store.paragraphs(key)) == read.paragraphs
        assert repr(store.facts(FactQuery(reports=frozenset({key})))) == repr([row.fact for row in read.facts])
    assert store.count() == sum(len(read.facts) for read in kept)
    assert list(store.problems()) == seen
    store.close()


def a_report(key, place_code="110115", year=2024):
    return Report(
        key, f"{key}.txt", "", "", "大兴区", place_code, (), "县", "", year, "", None,
        traditional=False, title_derived=False, source_url="", note="", paragraph_count=2,
    )  # fmt: skip


def a_fact(key, number, indicator="", year=2024, place_code="110115"):
    return Fact(
        key, 1, number, indicator, "", "", Decimal(number), "件", *A_KIND, Period.of_year(year), "", place_code,
        Span(0, 1), Span(0, 1), "",
    )  # fmt: skip


A_KIND = ("exact", "amount", "done")


@pytest.fixture
def store(tmp_path):
    def read(report, *rows):
        own = (Paragraph(report.id, number, "body", f"{report.id}{number}", (), Span(0, 1)) for number in (1, 2))
        return ReadReport(report, tuple(own), rows)

    kept = [
        read(
            a_report("c", "110115", 2024),
            FactRow(a_fact("c", 2, "人民调解", 2023), ("调解", "纠纷", "调解")),
            FactRow(a_fact("c", 1, "法律援助"), ("援助",)),
        ),
        read(a_report("b", "110115", 2023), FactRow(a_fact("b", 1, "人民调解"), ("调解",))),
        read(a_report("a", "120101", 2020), FactRow(a_fact("a", 1, place_code="120101"), ("纠纷",))),
    ]
    store = stored(tmp_path, kept)
    yield store
    store.close()


def test_reports_stand_in_order_of_place_year_and_id(store):
    assert [report.id for report in store.reports()] == ["b", "c", "a"]


def test_unknown_reports(store):
    assert store.report("x") is None
    assert list(store.paragraphs("x")) == []


def test_paragraphs_are_picked_in_the_order_asked(store):
    picked = store.pick([("c", 2), ("x", 1), ("a", 1), ("a", 9), ("c", 1), ("c", 2)])
    assert [paragraph.text for paragraph in picked] == ["c2", "a1", "c1", "c2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (FactQuery(), ["a1", "b1", "c1", "c2"]),
        (FactQuery(reports=frozenset("ac")), ["a1", "c1", "c2"]),
        (FactQuery(indicators=frozenset({"人民调解"})), ["b1", "c2"]),
        (FactQuery(indicators=frozenset({""})), ["a1"]),
        (FactQuery(years=frozenset({2023})), ["c2"]),
        (FactQuery(words=frozenset({"纠纷"})), ["a1", "c2"]),
        (FactQuery(words=frozenset({"纠纷", "援助"})), ["a1", "c1", "c2"]),
        (FactQuery(words=frozenset({"调解"}), years=frozenset({2024}), reports=frozenset("bc")), ["b1"]),
        (FactQuery(places=frozenset({"110115"}), years=frozenset({2024})), ["b1", "c1"]),
        (FactQuery(kinds=frozenset({FactKind.AMOUNT}), status=FactStatus.DONE, words=frozenset({"援助"})), ["c1"]),
        (FactQuery(kinds=frozenset({FactKind.RATE, FactKind.CHANGE})), []),
        (FactQuery(status=FactStatus.PLANNED), []),
        (FactQuery(latest=True), ["a1", "b1", "c1"]),
        (FactQuery(indicators=frozenset({"人民调解"}), latest=True), ["b1"]),
        (FactQuery(indicators=frozenset({"人民调解"}), reports=frozenset("c"), latest=True), ["c2"]),
        (FactQuery(words=frozenset()), []),
        (FactQuery(reports=frozenset()), []),
        (FactQuery(indicators=frozenset({"' OR 1=1 --"})), []),
    ],
)
def test_facts_hold_every_condition(store, query, found):
    assert [f"{fact.report_id}{fact.number}" for fact in store.facts(query)] == found


def test_figures_are_counted_by_indicator_and_year(store):
    assert store.tally(frozenset()) == [
        ("", 2024, 1),
        ("人民调解", 2023, 1),
        ("人民调解", 2024, 1),
        ("法律援助", 2024, 1),
    ]
    assert store.tally(frozenset({"c", "unknown"})) == [("", 2024, 1), ("人民调解", 2024, 1)]
    assert store.tally(frozenset("abc")) == []


def test_own_facts_are_of_the_place_that_the_report_is_about(tmp_path):
    facts = (FactRow(a_fact("a", 1)), FactRow(a_fact("a", 2, place_code="110118")))
    store = stored(tmp_path, [ReadReport(a_report("a", "110115", 2024), (), facts)])
    assert [fact.number for fact in store.facts(FactQuery(own=True))] == [1]
    store.close()


def test_words_as_published(store):
    places = [
        ("c", 2, Span(0, 1)),
        ("c", 2, Span(1, 2)),
        ("x", 1, Span(0, 1)),
        ("a", 1, Span(0, 9)),
        ("c", 2, Span(0, 1)),
    ]
    assert store.written(places) == ["c", "2", "", "a1", "c"]


def test_threads_share_a_store(store):
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: len(store.facts(FactQuery())) + len(store.paragraphs("c")), range(100)))
    assert counts == [6] * 100


def test_a_store_is_never_written_over(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_text("something of a user")
    with pytest.raises(FileExistsError):
        write_store(path, [])
    assert path.read_text() == "something of a user"


def test_two_reports_of_one_id_are_refused(tmp_path):
    twin = ReadReport(a_report("a"), ())
    with pytest.raises(sqlite3.IntegrityError):
        write_store(tmp_path / "store.sqlite", [twin, twin])


def test_a_store_goes_on_less_some_reports_and_with_others(tmp_path):
    rows = [FactRow(a_fact("a", 1, "人民调解"), ("调解",)), FactRow(a_fact("a", 2), ("纠纷",))]
    own = tuple(Paragraph("a", number, "body", "调解", (), Span(0, 1)) for number in (1, 2))
    old = [ReadReport(a_report("a"), own, tuple(rows)), ReadReport(a_report("b"), (), ())]
    path = tmp_path / "store.sqlite"
    files = [FileRecord("a.txt", 5, 7, "f" * 64, "v1", ("a",)), FileRecord("b.txt", 0, 0, "", "v1")]
    assert write_store(path, old, [Problem("x", "y", "z")], files) == (2, 2, 2, 1, 1)
    new = ReadReport(a_report("c"), (), (FactRow(a_fact("c", 1), ("调解",)),))
    assert write_store(path, [new], [], files[1:], removed=frozenset({"a", "unknown"})) == (2, 0, 1, 0, 0)
    store = SqliteStore(path)
    assert [report.id for report in store.reports()] == ["b", "c"]
    assert list(store.keys()) == list(store.problems()) == []
    assert list(store.files()) == files[1:]
    assert [fact.report_id for fact in store.facts(FactQuery(words=frozenset({"调解", "纠纷"})))] == ["c"]
    store.close()


@pytest.mark.parametrize("change", ["missing", "text", "cut", "application_id", "user_version", "no_table"])
def test_a_file_that_is_not_ours_or_damaged_is_a_broken_index(tmp_path, change):
    path = tmp_path / "store.sqlite"
    stored(tmp_path, [ReadReport(a_report("a"), ())]).close()
    if change == "missing":
        path.unlink()
    elif change == "text":
        path.write_text("not a database, but long enough to be looked at as one" * 20)
    elif change == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        connection = sqlite3.connect(path)
        connection.execute("DROP TABLE report" if change == "no_table" else f"PRAGMA {change} = 7")
        connection.commit()
        connection.close()
    with pytest.raises(BrokenIndexError, match=r"store\.sqlite"):
        SqliteStore(path).reports()
