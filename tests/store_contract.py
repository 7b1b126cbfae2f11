"""What every engine for passages promises (`kb.store.contracts.PassageIndex`): run for each by its own test class.

`PassageContract` holds for all; `PassageIndexContract` adds what holds for those that are files in a folder.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import BrokenIndexError
from kb.store.contracts import Hit, PassageEntry, PassageIndex, TextQuery
from kb.store.files import link_or_copy
from kb.store.registry import Engine

WORDS = ("调解", "纠纷", "法律", "援助", "行政", "复议")
ENTRIES = (
    PassageEntry("b", 1, ["调解", "纠纷"], ["行政", "复议"]),
    PassageEntry("a", 10, ["调解", "纠纷"], ["行政", "复议"]),
    PassageEntry("a", 2, ["调解", "纠纷"], ["行政", "复议"]),
    PassageEntry("a", 3, ["法律", "援助", "援助"], ["行政"]),
    PassageEntry("c", 1, [], []),
)

# Short paragraphs only: engines may keep greater lengths as one byte, rounded.
entries = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.lists(st.sampled_from(WORDS), max_size=8),
        st.lists(st.sampled_from(WORDS), max_size=3),
    ),
    max_size=8,
).map(lambda rows: [PassageEntry(report, at + 1, terms, head) for at, (report, terms, head) in enumerate(rows)])


def plain_scores(
    kept: Sequence[PassageEntry], query: TextQuery, k1: float = 0.8, b: float = 0.5, empty: int = 0
) -> dict[tuple[str, int], float]:
    """The formula of the contract, written out: the scores of all paragraphs that have one.

    `empty` is how many words long an engine takes a paragraph without any to be.
    """
    scores: Counter[tuple[str, int]] = Counter()
    for field, field_weight in (("terms", 1.0), ("head_terms", 0.2)):
        average = sum(len(getattr(entry, field)) or empty for entry in kept) / max(len(kept), 1)
        for term, weight in query.terms.items():
            df = sum(term in getattr(entry, field) for entry in kept)
            idf = math.log(1 + (len(kept) - df + 0.5) / (df + 0.5))
            for entry in kept:
                words = getattr(entry, field)
                if tf := words.count(term):
                    norm = k1 * (1 - b + b * len(words) / average)
                    scores[entry.report_id, entry.paragraph] += (
                        weight * field_weight * idf * tf * (k1 + 1) / (tf + norm)
                    )
    return dict(scores)


class Step(NamedTuple):
    """What is put into an index after the reports `removed` are taken out; None: it is a new one."""

    kept: Sequence[PassageEntry]
    removed: frozenset[str] | None


def write(engine: Engine, folder: Path, kept: Iterable[PassageEntry], removed: frozenset[str] | None = None) -> None:
    """An index of these, or with `removed` the one that is there less these reports and with `kept` added."""
    writer = engine.write(folder, removed)
    for entry in kept:
        writer.add(entry)
    writer.finish()


class PassageContract:
    """Subclasses give `make` and `grow`: an index of entries, and one that was made in steps; where the engine does not let
    k1 and b be set, those it has; `empty` as in `plain_scores`; and `forgets`: whether what was removed counts no more in
    the statistics of the scores.
    """

    k1, b, empty = 0.8, 0.5, 0
    forgets = True

    @pytest.fixture
    def index(self, make):
        return make(ENTRIES)

    @settings(
        suppress_health_check=[HealthCheck.differing_executors, HealthCheck.function_scoped_fixture],
        max_examples=min(30, settings.default.max_examples),
        deadline=None,
    )
    @given(kept=entries, weights=st.dictionaries(st.sampled_from(WORDS), st.sampled_from([0.5, 1.0, 3.0])))
    def test_scores_are_the_formula(self, make, kept, weights):
        query = TextQuery(weights, limit=100)
        found = {(hit.report_id, hit.paragraph): hit.score for hit in make(kept).search(query)}
        assert found == pytest.approx(plain_scores(kept, query, self.k1, self.b, self.empty), rel=1e-5)

    def test_best_first(self, index):
        hits = index.search(TextQuery({"援助": 1.0, "纠纷": 1.0}))
        assert hits[0].paragraph == 3
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    def test_equal_scores_stand_in_order_of_report_and_number(self, index, limit):
        hits = index.search(TextQuery({"调解": 1.0}, limit=limit))
        assert [(hit.report_id, hit.paragraph) for hit in hits] == [("a", 2), ("a", 10), ("b", 1)][:limit]

    def test_limit_of_nothing(self, index):
        assert index.search(TextQuery({"调解": 1.0}, limit=0)) == []

    def test_a_paragraph_is_found_by_the_headings_above_it_but_less(self, make):
        index = make([PassageEntry("a", 1, ["调解"], ["援助"]), PassageEntry("a", 2, ["援助"], ["调解"])])
        own, heading = index.search(TextQuery({"援助": 1.0}))
        assert (own.paragraph, heading.paragraph) == (2, 1)
        assert heading.score == pytest.approx(own.score * 0.2)

    def test_weights_multiply(self, index):
        single, triple = (index.search(TextQuery({"援助": weight}))[0].score for weight in (1.0, 3.0))
        assert triple == pytest.approx(3 * single)

    def test_reports_bound_the_search(self, index):
        hits = index.search(TextQuery({"调解": 1.0, "行政": 1.0}, reports=frozenset({"b", "unknown"})))
        assert [(hit.report_id, hit.paragraph) for hit in hits] == [("b", 1)]

    def test_a_search_in_no_reports_finds_nothing(self, index):
        assert index.search(TextQuery({"调解": 1.0}, reports=frozenset())) == []

    def test_unknown_terms_are_ignored(self, index):
        known = index.search(TextQuery({"援助": 1.0}))
        assert index.search(TextQuery({"援助": 1.0, "无此词": 1.0, "": 1.0})) == known
        assert index.search(TextQuery({"无此词": 1.0})) == []
        assert index.search(TextQuery({})) == []

    def test_document_frequency_counts_paragraphs_not_occurrences_or_headings(self, index):
        assert [index.document_frequency(term) for term in ("调解", "援助", "复议", "无此词")] == [3, 1, 0, 0]

    def test_count_includes_empty_paragraphs(self, index):
        assert index.count() == len(ENTRIES)

    def test_an_empty_index(self, make):
        index = make([])
        assert index.count() == 0
        assert index.document_frequency("调解") == 0
        assert index.search(TextQuery({"调解": 1.0})) == []

    def test_many_threads_find_the_same(self, make):
        kept = [PassageEntry("a", at, [WORDS[at % 6], WORDS[at % 5], f"词{at % 50}"]) for at in range(1, 300)]
        index, expected = make(kept), make(kept)
        queries = [TextQuery({WORDS[at % 6]: 1.0, f"词{at % 50}": 1.0}) for at in range(200)]
        with ThreadPoolExecutor(8) as threads:
            found: list[list[Hit]] = list(threads.map(index.search, queries))
        assert found == [expected.search(query) for query in queries]

    def test_keys_are_those_of_the_entries(self, index):
        assert sorted(index.keys()) == sorted((entry.report_id, entry.paragraph) for entry in ENTRIES)

    # --- going on from an index -------------------------------------------------------------------------------------

    @settings(
        suppress_health_check=[HealthCheck.differing_executors, HealthCheck.function_scoped_fixture],
        max_examples=min(30, settings.default.max_examples),
        deadline=None,
    )
    @given(steps=st.lists(st.tuples(entries, st.frozensets(st.sampled_from("abc"), max_size=2)), max_size=4))
    def test_an_index_that_was_added_to_is_the_one_written_at_once(self, grow, make, steps):
        """Whatever was taken out and put in: the same paragraphs, frequencies and scores."""
        held, grown = list(ENTRIES), [Step(ENTRIES, None)]
        for at, (added, removed) in enumerate(steps):
            renamed = [replace(entry, report_id=f"{entry.report_id}{at}") for entry in added]
            grown.append(Step(renamed, removed))
            held = [entry for entry in held if entry.report_id not in removed] + renamed
        index, whole = grow(grown), make(held)
        query = TextQuery(dict.fromkeys(WORDS, 1.0), limit=100)
        scores = [{(hit.report_id, hit.paragraph): hit.score for hit in one.search(query)} for one in (index, whole)]
        assert list(scores[0]) == list(scores[1]) or not self.forgets
        assert scores[0] == pytest.approx(scores[1], rel=1e-5 if self.forgets else 10)
        assert sorted(index.keys()) == sorted(whole.keys())
        assert [index.document_frequency(word) for word in WORDS] == [whole.document_frequency(word) for word in WORDS]


class PassageIndexContract(PassageContract):
    """Subclasses give `engine`."""

    engine: Engine

    @pytest.fixture
    def make(self, tmp_path_factory):
        opened: list[PassageIndex] = []

        def make(kept: Iterable[PassageEntry]) -> PassageIndex:
            folder = tmp_path_factory.mktemp("index") / "passages"
            write(self.engine, folder, kept)
            opened.append(self.engine.open(folder))
            return opened[-1]

        yield make
        for index in opened:
            index.close()

    @pytest.fixture
    def grow(self, tmp_path_factory):
        opened: list[PassageIndex] = []

        def grow(steps: Sequence[Step]) -> PassageIndex:
            folder = tmp_path_factory.mktemp("index") / "passages"
            for kept, removed in steps:
                write(self.engine, folder, kept, removed)
            opened.append(self.engine.open(folder))
            return opened[-1]

        yield grow
        for index in opened:
            index.close()

    def test_a_missing_folder_is_a_broken_index(self, tmp_path):
        with pytest.raises(BrokenIndexError, match="nowhere"):
            self.engine.open(tmp_path / "nowhere")

    def test_damaged_files_are_a_broken_index(self, tmp_path: Path):
        """Whichever file is cut short."""
        write(self.engine, tmp_path / "whole", ENTRIES)
        names = sorted(path.name for path in (tmp_path / "whole").iterdir() if path.stat().st_size)
        broken = 0
        for name in names:
            folder = tmp_path / f"without-{name}"
            folder.mkdir()
            for path in (tmp_path / "whole").iterdir():
                content = path.read_bytes()
                (folder / path.name).write_bytes(content[: len(content) // 2] if path.name == name else content)
            try:
                index = self.engine.open(folder)
                index.search(TextQuery(dict.fromkeys(WORDS, 1.0)))
                index.close()
            except BrokenIndexError:
                broken += 1
        assert broken == len(names) > 0

    def test_a_build_that_is_given_up_leaves_no_index(self, tmp_path):
        writer = self.engine.write(tmp_path / "passages", None)
        writer.add(ENTRIES[0])
        writer.abandon()
        with pytest.raises(BrokenIndexError):
            self.engine.open(tmp_path / "passages")

    def test_what_came_last_may_go_again_without_anything_new(self, tmp_path):
        write(self.engine, tmp_path / "index", ENTRIES)
        write(self.engine, tmp_path / "index", [PassageEntry("z", 1, ["调解"])], frozenset())
        write(self.engine, tmp_path / "index", [], frozenset({"z"}))
        index = self.engine.open(tmp_path / "index")
        assert index.count() == len(ENTRIES)
        assert {hit.report_id for hit in index.search(TextQuery({"调解": 1.0}))} == {"a", "b"}
        index.close()

    def test_a_copy_is_added_to_without_touching_the_original(self, tmp_path):
        write(self.engine, tmp_path / "old", ENTRIES)
        original = self.engine.open(tmp_path / "old")
        link_or_copy(tmp_path / "old", tmp_path / "new")
        write(self.engine, tmp_path / "new", [PassageEntry("d", 1, ["调解"])], frozenset({"a"}))
        again, changed = self.engine.open(tmp_path / "old"), self.engine.open(tmp_path / "new")
        for index in (original, again):
            assert {hit.report_id for hit in index.search(TextQuery({"调解": 1.0}))} == {"a", "b"}
            assert index.count() == len(ENTRIES)
        assert {hit.report_id for hit in changed.search(TextQuery({"调解": 1.0}))} == {"b", "d"}
        for index in (original, again, changed):
            index.close()

    def test_many_small_additions_do_not_pile_up(self, tmp_path):
        """Files of an index that grew a report at a time: far fewer than there were additions."""
        write(self.engine, tmp_path / "index", [])
        for number in range(60):
            write(self.engine, tmp_path / "index", [PassageEntry(f"r{number:02}", 1, ["调解"])], frozenset())
        index = self.engine.open(tmp_path / "index")
        assert index.count() == 60
        assert len(index.search(TextQuery({"调解": 1.0}, limit=100))) == 60
        index.close()
        assert len(list((tmp_path / "index").iterdir())) < 60
