"""From one file to what it tells: document, structure, report, facts. What is wrong with it becomes Problems."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from indexer.discover import Found
from indexer.facts.extract import Extraction, Extractor
from indexer.metadata import report_of
from indexer.readers import read, refuse_large
from indexer.structure import paragraphs_of
from kb.errors import ReadError
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser, as_written
from kb.store.contracts import FactRow, ReadReport
from kb.types import Document, Problem

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, the report in it, and what became of its numbers."""

    document: Document
    read: ReadReport
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of one file: its reports, none where it could not be read, and the problems met."""

    source: str
    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_file(found: Found) -> FileReading:
    """Read one file. Never raises: this is the door where a file's faults become Problems."""
    try:
        refuse_large(found.size)
        return read_bytes(found.source, found.path.read_bytes())
    except ReadError as error:
        return FileReading(found.source, problems=(Problem(found.source, error.code, str(error), fatal=True),))
    except OSError as error:
        _log.warning("cannot open %s: %s", found.source, error)
        message = "文件打不开，可能没有读取权限或正被移动；请检查后重新构建。"
        return FileReading(found.source, problems=(Problem(found.source, "unreadable", message, fatal=True),))
    except Exception:
        _log.exception("unexpected fault while reading %s", found.source)
        message = "读取时程序出错，已跳过此文件；请把文件交给维护者查看。"
        return FileReading(found.source, problems=(Problem(found.source, "fault", message, fatal=True),))


def read_bytes(source: str, data: bytes) -> FileReading:
    """Read the bytes of one file; what makes it unreadable becomes a fatal Problem."""
    try:
        opened = read(source, data)
    except ReadError as error:
        return FileReading(source, problems=(Problem(source, error.code, str(error), error.line, fatal=True),))
    problems = [Problem(source, remark.code, remark.message) for remark in opened.remarks]
    readings = []
    for document in opened.documents:
        reading, met = _reading(document)
        readings.append(reading)
        problems += met
    return FileReading(source, tuple(readings), tuple(dict.fromkeys(problems)))


def _reading(document: Document) -> tuple[Reading, tuple[Problem, ...]]:
    paragraphs = paragraphs_of(document)
    report, problems = report_of(document, paragraphs)
    extraction = Extractor(gazetteer(), indicators()).extract(report, paragraphs)
    rows = tuple(FactRow(fact, _fact_words(fact.phrase)) for fact in extraction.facts)
    return Reading(document, ReadReport(report, paragraphs, rows), extraction), problems


def _fact_words(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(analyser().terms(as_written(phrase))))
