"""From one file to what it tells: documents, structure, reports, facts. What is wrong with it becomes Problems."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from indexer.discover import Found
from indexer.facts.extract import Extraction, Extractor
from indexer.metadata import report_of
from indexer.readers import ARCHIVE, read, refuse_large
from indexer.readers.archive import labels_of, members
from indexer.structure import paragraphs_of
from kb.errors import ReadError
from kb.lang.normalize import folded_text
from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.words import analyser, as_written
from kb.store.contracts import FactRow, PassageEntry, ReadReport
from kb.store.corrections import read_corrections
from kb.types import Document, Paragraph, Problem, Report

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


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a build needs of a FileReading, the SHA-256 of the file's bytes ("" where they could not be read), and the seconds
    of processor time that reading took.
    """

    source: str
    sha256: str = ""
    reports: tuple[ReadReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


def digest(found: Found) -> FileDigest:
    """Read one file. Never raises: this is the door where a file's faults become Problems."""
    started = time.process_time()
    try:
        refuse_large(found.size, found.most)
        data = found.read()
        refuse_large(len(data), found.most)
    except ReadError as error:
        return FileDigest(found.source, problems=(Problem(found.source, error.code, str(error), fatal=True),))
    except OSError as error:
        _log.warning("cannot open %s: %s", found.source, error)
        message = "文件打不开，可能没有读取权限或正被移动；请检查后重新构建。"
        return FileDigest(found.source, problems=(Problem(found.source, "unreadable", message, fatal=True),))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        files = list(_files(found, data))
    except MemoryError:
        return FileDigest(found.source, sha256, problems=(memory_problem(found.name),))
    except Exception:
        _log.exception("unexpected fault while reading %s", found.name)
        message = "读取时程序出错，已跳过此文件；请把文件交给维护者查看。"
        return FileDigest(found.source, sha256, problems=(Problem(found.name, "fault", message, fatal=True),))
    changed = datetime.fromtimestamp(found.modified / 10**9, UTC).isoformat(timespec="seconds")
    reads = [reading.read for file in files for reading in file.readings]
    dated = tuple(replace(one, report=replace(one.report, modified=changed)) for one in reads)
    problems = tuple(problem for file in files for problem in file.problems)
    return FileDigest(found.source, sha256, dated, problems, time.process_time() - started)


def _files(found: Found, data: bytes) -> Iterator[FileReading]:
    if found.is_archive:
        yield from read_archive(found.source, data, found.folder, found.member)
    else:
        yield read_bytes(found.source, data, found.folder)


def memory_problem(source: str) -> Problem:
    """What is said of a file that needs more memory than one may have."""
    message = "读取此文件所需的内存超过上限，已跳过；请拆分后重新放入，或另存为 docx、txt。"
    return Problem(source, "memory", message, fatal=True)


def read_archive(source: str, data: bytes, folder: Path, member: str = "") -> Iterator[FileReading]:
    """Read every file in a zip archive, or the one `member`; what is none of a known format is a problem that stops
    nothing.
    """
    try:
        for label, content in members(data, member):
            if PurePosixPath(label).suffix.lower() != ARCHIVE:
                yield read_bytes(f"{source}/{label}", content, folder)
            else:
                message = "压缩包里又有压缩包，没有读取；请解压后重新放入。"
                yield FileReading(source, problems=(Problem(f"{source}/{label}", "nested", message),))
    except ReadError as error:
        yield FileReading(source, problems=(Problem(source, error.code, str(error), fatal=True),))


def read_bytes(source: str, data: bytes, folder: Path | None = None) -> FileReading:
    """Read the bytes of one report file; what makes it unreadable becomes a fatal Problem.

    `folder` is that of the reports: corrections are looked for in it, beside the file.
    """
    try:
        opened = read(source, data)
    except ReadError as error:
        return FileReading(source, problems=(Problem(source, error.code, str(error), error.line, fatal=True),))
    problems = [Problem(source, remark.code, remark.message) for remark in opened.remarks]
    corrected = read_corrections(folder, source) if folder else ()
    readings = []
    for document in opened.documents:
        reading, met = _reading(replace(document, stated=corrected + document.stated))
        readings.append(reading)
        problems += met
    return FileReading(source, tuple(readings), tuple(dict.fromkeys(problems)))


def labels(found: Found) -> tuple[str, ...]:
    """The labels of the files in an archive, () where it cannot be opened."""
    with suppress(ReadError, OSError):
        return labels_of(found.read())
    return ()


def warm() -> None:
    """Load what every file needs."""
    gazetteer()
    indicators()
    analyser().terms("预热")


def read_again(read: ReadReport) -> ReadReport:
    """The same report with its facts read and its words cut anew, from its paragraphs; the file is not needed."""
    return _read_report(read.report, read.paragraphs)[0]


def _reading(document: Document) -> tuple[Reading, tuple[Problem, ...]]:
    paragraphs = paragraphs_of(document)
    report, problems = report_of(document, paragraphs)
    read, extraction = _read_report(report, paragraphs)
    return Reading(document, read, extraction), problems


def _read_report(report: Report, paragraphs: tuple[Paragraph, ...]) -> tuple[ReadReport, Extraction]:
    extraction = Extractor(gazetteer(), indicators()).extract(report, paragraphs)
    rows = tuple(FactRow(fact, _fact_words(fact.phrase)) for fact in extraction.facts)
    return ReadReport(report, paragraphs, rows, tuple(_passages(report, paragraphs))), extraction


def _fact_words(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(analyser().terms(as_written(phrase))))


def _passages(report: Report, paragraphs: tuple[Paragraph, ...]) -> Iterator[PassageEntry]:
    heads: dict[str, list[str]] = {"": _terms(report.title)}  # a heading stands above many paragraphs
    for paragraph in paragraphs:
        for heading in paragraph.section:
            if heading not in heads:
                heads[heading] = _terms(heading)
        above = [term for heading in (*paragraph.section, "") for term in heads[heading]]
        yield PassageEntry(report.id, paragraph.number, _terms(paragraph.text), above)


def _terms(text: str) -> list[str]:
    return analyser().terms(folded_text(text))
