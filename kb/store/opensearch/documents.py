"""Records as documents of our indices, and back. A tuple becomes a list, a date and a Decimal their text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from kb.store.contracts import Counts, FactRow, FileRecord, PassageEntry, ReadReport
from kb.store.manifest import Manifest
from kb.store.opensearch.layout import DRAFT, FIGURES, FILES, NOTHING, PARAGRAPHS, REPORTS
from kb.types import (
    Fact,
    FactKind,
    FactStatus,
    Paragraph,
    ParagraphKind,
    Period,
    PeriodKind,
    Precision,
    Problem,
    Report,
    Span,
)

Json = dict[str, Any]


class Document(NamedTuple):
    """What is written: the kind of its index, its id there, and its content."""

    kind: str
    id: str
    body: Json


def key_of(report_id: str, number: int) -> str:
    """The id of the document of a paragraph or fact."""
    return f"{report_id}#{number}"


def documents_of(read: ReadReport, batch: str) -> Iterator[Document]:
    """All documents of a report."""
    yield report_document(read.report, batch)
    for paragraph in read.paragraphs:
        yield _paragraph_document(paragraph, batch)
    for entry in read.passages:
        yield _passage_document(entry, batch)
    for row in read.facts:
        yield _fact_document(row, batch, own=row.fact.place_code == read.report.place_code)


def report_document(report: Report, batch: str) -> Document:
    """A report without its paragraphs."""
    record = asdict(report) | {"published": report.published.isoformat() if report.published else None}
    found_by = {"report_id": report.id, "place_code": report.place_code, "year": report.year}
    return Document(REPORTS, key_of(report.id, 0), found_by | {"record": record, "batch": batch})


def report_of(record: Json) -> Report:
    """The report in a record."""
    published = record["published"]
    return Report(
        **{
            **record,
            "place_path": tuple(record["place_path"]),
            "reasons": tuple(record["reasons"]),
            "published": date.fromisoformat(published) if published else None,
        }
    )


def _paragraph_document(paragraph: Paragraph, batch: str) -> Document:
    record = {
        "report_id": paragraph.report_id,
        "number": paragraph.number,
        "kind": paragraph.kind,
        "text": paragraph.text,
        "section": paragraph.section,
        "span": paragraph.span,
        "depth": paragraph.depth,
        "cells": paragraph.cells,
    }
    found_by = {"report_id": paragraph.report_id, "number": paragraph.number}
    key = key_of(paragraph.report_id, paragraph.number)
    return Document(PARAGRAPHS, key, found_by | {"record": record, "batch": batch})


def paragraph_of(record: Json) -> Paragraph:
    """The paragraph in a record."""
    return Paragraph(
        **{
            **record,
            "kind": ParagraphKind(record["kind"]),
            "section": tuple(record["section"]),
            "span": Span(*record["span"]),
            "cells": tuple(tuple(cells) for cells in record["cells"]),
        }
    )


def _passage_document(entry: PassageEntry, batch: str) -> Document:
    body = {
        "report_id": entry.report_id,
        "number": entry.paragraph,
        "terms": " ".join(entry.terms) or NOTHING,
        "head": " ".join(entry.head_terms) or NOTHING,
        "batch": batch,
    }
    return Document(DRAFT, key_of(entry.report_id, entry.paragraph), body)


def _fact_document(row: FactRow, batch: str, *, own: bool) -> Document:
    fact = row.fact
    first, last = fact.period.first.isoformat(), fact.period.last.isoformat()
    record = {
        "report_id": fact.report_id,
        "paragraph": fact.paragraph,
        "number": fact.number,
        "indicator": fact.indicator,
        "phrase": fact.phrase,
        "actor": fact.actor,
        "value": str(fact.value),
        "unit": fact.unit,
        "precision": fact.precision,
        "kind": fact.kind,
        "status": fact.status,
        "period": (first, last, fact.period.kind),
        "place": fact.place,
        "place_code": fact.place_code,
        "figure": fact.figure,
        "clause": fact.clause,
        "rule": fact.rule,
        "high": None if fact.high is None else str(fact.high),
        "part_of": fact.part_of,
        "change_of": fact.change_of,
    }
    names = "report_id paragraph number indicator phrase unit precision kind status place_code part_of change_of"
    body = {name: record[name] for name in names.split()}
    body |= {"words": sorted(set(row.words)), "year": fact.period.year, "period_kind": fact.period.kind}
    body |= {"first_day": first, "last_day": last, "own": own, "record": record, "batch": batch}
    if math.isfinite(value := float(fact.value)):
        body["value"] = value
    return Document(FIGURES, key_of(fact.report_id, fact.number), body)


def fact_of(record: Json) -> Fact:
    """The fact in a record."""
    first, last, kind = record["period"]
    high = record["high"]
    stated = {name: value for name, value in record.items() if name != "period"}
    return Fact(
        **{
            **stated,
            "value": Decimal(record["value"]),
            "high": None if high is None else Decimal(high),
            "precision": Precision(record["precision"]),
            "kind": FactKind(record["kind"]),
            "status": FactStatus(record["status"]),
            "period": Period(date.fromisoformat(first), date.fromisoformat(last), PeriodKind(kind)),
            "figure": Span(*record["figure"]),
            "clause": Span(*record["clause"]),
        }
    )


def file_document(record: FileRecord, row: int, batch: str, names: Mapping[str, str] | None = None) -> Document:
    """A file that was read; `row` is its place in the order. A build in parts adds the sources of its reports by id."""
    told = asdict(record) if names is None else asdict(record) | {"names": names}
    body = {"kind": "file", "source": record.source, "row": row, "record": told, "batch": batch}
    return Document(FILES, f"{batch}/f{row}", body)


def file_of(record: Json) -> FileRecord:
    """The file in a record."""
    told = {name: value for name, value in record.items() if name != "names"}
    return FileRecord(**{**told, "reports": tuple(record["reports"])})


def problem_document(problem: Problem, row: int, batch: str) -> Document:
    """A problem; `row` is its place in the order."""
    body = {"kind": "problem", "source": problem.source, "row": row, "record": asdict(problem), "batch": batch}
    return Document(FILES, f"{batch}/p{row}", body)


def problem_of(record: Json) -> Problem:
    """The problem in a record."""
    return Problem(**record)


def manifest_record(manifest: Manifest, generation: str) -> Json:
    """What `_meta` holds: a copy of an index holds its manifest too, so it names its generation."""
    return {"generation": generation, **asdict(manifest), "counts": list(manifest.counts)}


def manifest_of(record: Json, generation: str) -> Manifest | None:
    """The manifest in `_meta`, None where it is of another generation, or unreadable."""
    stated = dict(record)
    if stated.pop("generation", "") != generation:
        return None
    try:
        return Manifest(**{**stated, "counts": Counts(*stated["counts"]), "files": ()})
    except (KeyError, TypeError):
        return None
