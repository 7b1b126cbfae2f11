"""What our indices look like: one set of five for a generation, and one beside them for who builds.

    PREFIX-gen-000012-passages     words of paragraphs, by which they are found
    PREFIX-gen-000012-paragraphs   paragraphs as published
    PREFIX-gen-000012-figures      facts
    PREFIX-gen-000012-reports      reports; its `_meta` is the manifest of the generation
    PREFIX-gen-000012-files        files that were read, and problems
    PREFIX-gen-000012-draft        the passages while they are written
    PREFIX-current                 an alias for the five of the generation in force
    PREFIX-control                 the lock of a build, and the parts of one that is done in parts

A document has the record as it was, in `record`, which is kept but not indexed, and beside it what it is searched by,
which is indexed but not kept. `batch` tells which build, and which part of it, wrote it.
"""

from __future__ import annotations

from typing import Any

from kb.store.manifest import generation_number

PASSAGES, PARAGRAPHS, FIGURES, REPORTS, FILES = KINDS = ("passages", "paragraphs", "figures", "reports", "files")
DRAFT = "draft"
WRITTEN = (DRAFT, PARAGRAPHS, FIGURES, REPORTS, FILES)  # what a build writes to
LAYOUT = "opensearch-1"  # raise it when anything here changes
K1, B = 0.8, 0.5
# OpenSearch leaves out the factor k1 + 1 of BM25, which changes no order.
FIELDS = (("terms", K1 + 1), ("head", 0.2 * (K1 + 1)))
NOTHING = "\x00"  # stands in a field without words, so that it counts among the paragraphs
_ROOM = {DRAFT, PARAGRAPHS, FIGURES}  # grow with the corpus, and may be cut into shards

_WORD: dict[str, Any] = {"type": "keyword"}
_WHOLE: dict[str, Any] = {"type": "integer"}
_KEY = {"report_id": _WORD, "number": _WHOLE}
_TEXT: dict[str, Any] = {"type": "text", "analyzer": "words", "similarity": "words", "index_options": "freqs"}
_FIELDS: dict[str, dict[str, Any]] = {
    DRAFT: _KEY | {name: _TEXT for name, _ in FIELDS},
    PARAGRAPHS: _KEY,
    FIGURES: {
        **_KEY,
        "paragraph": _WHOLE,
        "words": {"type": "keyword", "doc_values": False},
        "year": _WHOLE,
        "value": {"type": "double"},
        "part_of": _WHOLE,
        "change_of": _WHOLE,
        "own": {"type": "boolean"},  # of the very place that its report is about
        **dict.fromkeys(("indicator", "phrase", "unit", "kind", "status", "precision"), _WORD),
        **dict.fromkeys(("period_kind", "first_day", "last_day", "place_code"), _WORD),
    },
    REPORTS: {"report_id": _WORD, "place_code": _WORD, "year": _WHOLE},
    FILES: {"kind": _WORD, "source": _WORD, "row": _WHOLE},
}


def name_of(prefix: str, generation: str, kind: str) -> str:
    """The index of a kind of a generation."""
    return f"{prefix}-{generation}-{kind}"


def generation_of(prefix: str, index: str) -> str:
    """The generation that an index belongs to, "" for any other index."""
    name, _, kind = index.removeprefix(f"{prefix}-").rpartition("-")
    return name if index.startswith(f"{prefix}-") and kind in {*KINDS, DRAFT} and generation_number(name) else ""


def alias_of(prefix: str) -> str:
    """The alias of the generation in force."""
    return f"{prefix}-current"


def control_of(prefix: str) -> str:
    """The index of who builds."""
    return f"{prefix}-control"


def templates(prefix: str, shards: int) -> dict[str, dict[str, Any]]:
    """The index templates by name."""
    made = {
        f"{prefix}-{kind}": {
            "index_patterns": [f"{prefix}-gen-*-{kind}"],
            "priority": 500,
            "template": {"settings": _settings(kind, shards), "mappings": _mappings(_FIELDS[kind])},
        }
        for kind in WRITTEN
    }
    made[control_of(prefix)] = {
        "index_patterns": [control_of(prefix)],
        "priority": 500,
        "template": {
            "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            "mappings": {"dynamic": "strict", "properties": {"record": {"type": "object", "enabled": False}}},
        },
    }
    return made


def _settings(kind: str, shards: int) -> dict[str, Any]:
    """While it is loaded an index has one copy, and shows nothing new: both come when it is complete."""
    chosen: dict[str, Any] = {
        "number_of_shards": shards if kind in _ROOM else 1,
        "number_of_replicas": 0,
        "refresh_interval": -1,
        "max_terms_count": 1_000_000,
        "merge.policy.expunge_deletes_allowed": 0,
    }
    if kind == DRAFT:
        chosen["analysis"] = {"analyzer": {"words": {"type": "custom", "tokenizer": "cut", "filter": []}}}
        # Words come cut, with one space between; a word of any length stays whole, for our own cutter decides.
        chosen["analysis"]["tokenizer"] = {"cut": {"type": "pattern", "pattern": " "}}
        chosen["similarity"] = {"words": {"type": "BM25", "k1": K1, "b": B}}
    return chosen


def _mappings(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_source": {"includes": ["record"]},
        "properties": fields | {"batch": _WORD, "record": {"type": "object", "enabled": False}},
    }
