"""Passages in a tantivy index: a search engine in Rust, for as many paragraphs as one machine holds.

Terms come cut by our analyser and are kept as they are. tantivy has BM25 with the k1 and b below, and keeps the length of
a field in one byte: exact up to 40 terms, rounded above. What was removed from an index still counts in the rarity of
words and in the mean length until tantivy merges its segment; it is never found.

tantivy adds up a score in 32 bits and in any order, so that scores equal by the formula may differ in their last digit:
they are taken to be equal, and equals stand in the order of the contract. Where more than a thousand are equally good,
the thousand that tantivy names first are put in order.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from kb.errors import BrokenIndexError
from kb.store.contracts import Hit, TextQuery

K1 = 1.2  # fixed in tantivy, as is b
B = 0.75
HEAD_WEIGHT = 0.2  # headings above a paragraph say less than itself
_SAME = 1e-6  # scores that differ by less, relatively, are equal
_SPARE = 200  # hits read beyond the limit, to see whether equals of the last one follow
_EQUALS = 1_000  # hits: of more that are equally good, those count that tantivy names first
_LARGE = 50_000  # paragraphs
_MANY = 200  # reports: to look for so many beforehand takes longer than to pass over the others afterwards
_DEEPEST = 16  # times the limit: how far to pass over others
_Scored = tuple[float, tantivy.DocAddress]  # as tantivy returns hits, best first


def schema() -> tantivy.Schema:
    """`terms` and `head` are words with a blank between them. `report` is found and kept whole, `paragraph` is kept;
    `order` is `order_of` the report.
    """
    builder = tantivy.SchemaBuilder()
    for field in ("terms", "head"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("report", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("paragraph", stored=True, fast=True)
    builder.add_unsigned_field("order", fast=True)
    return builder.build()


def order_of(report_id: str) -> int:
    """A number that stands to those of others as the id does; ids with the same first eight bytes share it."""
    return int.from_bytes(report_id.encode("utf-8", "surrogatepass")[:8].ljust(8, b"\0"), "big")


@contextmanager
def damage_named(folder: Path) -> Iterator[None]:
    """Turn what tantivy says of damaged files into BrokenIndexError."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BrokenIndexError(str(folder)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # Rust gave up; its class cannot be imported
            raise BrokenIndexError(str(folder)) from error
        raise


class TantivyIndex:
    """A `PassageIndex` over a folder that `TantivyWriter` made."""

    def __init__(self, folder: Path) -> None:
        """Open. Raises BrokenIndexError when the index is missing, damaged or of another make."""
        self._folder = folder
        with damage_named(folder), _writable(folder) as place:
            index = tantivy.Index.open(str(place))
            index.config_reader(reload_policy="manual")
            self._schema = index.schema
            self._searcher = index.searcher()
            segments = json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
            self._is_whole = not any(segment["deletes"] for segment in segments)
        self._frequency = lru_cache(10_000)(self._counted)

    def search(self, query: TextQuery) -> list[Hit]:
        if query.limit <= 0 or not query.terms or query.reports == frozenset():
            return []
        with damage_named(self._folder):
            words = self._words(query)
            if query.reports is not None and len(query.reports) > _MANY:
                passed_over = self._best(words, query.limit, query.reports)
                if passed_over is not None:
                    return passed_over
            return self._best(self._within(words, query.reports), query.limit) or []

    def document_frequency(self, term: str) -> int:
        with damage_named(self._folder):
            return self._frequency(term)

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def keys(self, reports: frozenset[str] | None = None) -> Iterator[tuple[str, int]]:
        with damage_named(self._folder):
            found = self._searcher.search(self._within(Query.all_query(), reports), max(self.count(), 1), count=False)
            keys = [self._key(address) for _, address in found.hits]
        yield from keys

    def close(self) -> None:
        self._frequency.cache_clear()
        del self._searcher  # frees the files

    def _counted(self, term: str) -> int:
        """Where something was removed, tantivy's own count has it still."""
        if self._is_whole:
            return int(self._searcher.doc_freq("terms", term))
        return int(self._searcher.search(self._term("terms", term), 1).count)  # type: ignore[attr-defined]  # left out of its stubs

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, index_option="freq")

    def _words(self, query: TextQuery) -> Query:
        """Any of the terms, in either field."""
        fields = (("terms", 1.0), ("head", HEAD_WEIGHT))
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(self._term(field, term), weight * field_weight))
                for term, weight in query.terms.items()
                for field, field_weight in fields
                if not self._tells_nothing(field, term)
            ]
        )

    def _tells_nothing(self, field: str, term: str) -> bool:
        """Whether a term stands above most paragraphs of a large index: to add its mite takes longer than all others."""
        limit = max(_LARGE, self.count() / 2)
        return field == "head" and self._searcher.doc_freq(field, term) > limit

    def _within(self, query: Query, reports: frozenset[str] | None) -> Query:
        if reports is None:
            return query
        among = Query.term_set_query(self._schema, "report", sorted(reports))
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(among, 0.0))])

    def _best(self, query: Query, limit: int, only: frozenset[str] | None = None) -> list[Hit] | None:
        """The first hits; with `only`, those of these reports, and None where they stand too far down."""
        orders = None if only is None else frozenset(map(order_of, only))
        size = limit + _SPARE
        while True:
            hits = self._searcher.search(query, size, count=False).hits
            kept = hits if orders is None else self._of(hits, orders)
            settled = len(kept) > limit and kept[limit - 1][0] * (1 - _SAME) > hits[-1][0]
            if settled or len(hits) < size or (only is None and size >= _EQUALS):
                return [hit for hit in self._in_order(kept, limit) if only is None or hit.report_id in only][:limit]
            if only is not None and size >= _DEEPEST * limit:
                return None
            size = max(_EQUALS, _DEEPEST * limit)

    def _of(self, hits: Sequence[_Scored], orders: frozenset[int]) -> list[_Scored]:
        numbers = self._searcher.fast_field_values("order", [address for _, address in hits])
        return [hit for hit, number in zip(hits, numbers, strict=True) if number in orders]

    def _in_order(self, hits: Sequence[_Scored], limit: int) -> list[Hit]:
        """The first `limit`, and more where their `order` does not tell the last ones apart."""
        scores = np.array([score for score, _ in hits])
        if len(hits) > limit:
            scores = scores[scores >= scores[limit - 1] * (1 - _SAME)]
        addresses = [address for _, address in hits[: len(scores)]]
        shared = _shared(scores)
        orders = np.array(self._searcher.fast_field_values("order", addresses), np.uint64)
        paragraphs = np.array(self._searcher.fast_field_values("paragraph", addresses), np.int64)
        ranks = np.lexsort((paragraphs, orders, -shared))
        last = ranks[min(limit, len(ranks)) - 1] if len(ranks) else 0
        chosen = [
            at for n, at in enumerate(ranks) if n < limit or (shared[at], orders[at]) == (shared[last], orders[last])
        ]
        found = [Hit(*self._key(addresses[at]), float(shared[at])) for at in chosen]
        found.sort(key=lambda hit: (-hit.score, hit.report_id, hit.paragraph))
        return found

    def _key(self, address: tantivy.DocAddress) -> tuple[str, int]:
        document = self._searcher.doc(address)
        return document["report"][0], document["paragraph"][0]


def _shared(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each of falling scores the first of those that it equals."""
    firsts = np.concatenate(([True], scores[1:] < scores[:-1] * (1 - _SAME)))[: len(scores)]
    return scores[np.maximum.accumulate(np.where(firsts, np.arange(len(scores)), 0))]


@contextmanager
def _writable(folder: Path) -> Iterator[Path]:
    """The folder, or where nothing may be written to it, one of links to its files: to open an index, tantivy takes a lock.

    The links may go once it is open; whether they do, while tantivy has files of its own beside them, does not matter.
    """
    if os.access(folder, os.W_OK) or not folder.is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as beside:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (Path(beside) / path.name).symlink_to(path.resolve())
        yield Path(beside)
