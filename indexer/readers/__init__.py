"""From the bytes of a file to Documents: one module a format, chosen by suffix, loaded when first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import cast

from indexer.readers.content import Content, Reader, Remark
from kb.errors import ReadError
from kb.types import Document

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 5_000_000  # of a file's reports together
ARCHIVE = ".zip"  # holds files of the formats below; `indexer.reading` reads them one by one
MAX_ARCHIVE_BYTES = 200_000_000
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: the module of this package that reads it, its suffixes, and the libraries that it stands on.

    `seconds` is how long a file of it may take; it is given up after that.
    """

    module: str
    suffixes: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    seconds: int = _SECONDS

    def reader(self) -> Reader:
        """Its `read`, imported now."""
        return cast("Reader", import_module(f"indexer.readers.{self.module}").read)


FORMATS = (
    Format("text", (".txt",)),
    Format("markdown", (".md", ".markdown"), ("Markdown",)),
    Format("html", (".html", ".htm")),
    Format("office", (".docx", ".doc", ".wps", ".rtf", ".odt", ".xls", ".et"), ("lxml",)),  # by content, not suffix
    Format("pdf", (".pdf",), ("pypdfium2",), seconds=180),  # scans take long
    Format("sheet", (".xlsx", ".xlsm")),
    Format("delimited", (".csv",)),
)
READERS: Mapping[str, Format] = MappingProxyType({suffix: form for form in FORMATS for suffix in form.suffixes})


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of one file: its documents, and what could not be taken in."""

    documents: tuple[Document, ...]
    remarks: tuple[Remark, ...] = ()


def read(source: str, data: bytes) -> Opened:
    """Read a file; `source` is its path below the folder of reports, its suffix chooses the reader.

    Raises ReadError, and nothing else that can be foreseen, with code "unsupported" (suffix), "too_large" (over
    MAX_BYTES or MAX_CHARACTERS), "empty", or those of the reader.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in READERS:
        raise ReadError("unsupported", f"不支持“{suffix or source}”格式。", f"请转换为 {'、'.join(READERS)} 之一。")
    refuse_large(len(data))
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("empty", "文件是空的。", "请确认文件已经保存完整，再重新放入。")
    contents = READERS[suffix].reader()(data)
    documents = tuple(_documents(source, hashlib.sha256(data).hexdigest(), contents))
    if not documents:
        raise ReadError("empty", "文件里没有正文。", "请确认正文不是图片，也没有只保存到网页的外框。")
    if sum(len(block.text) for document in documents for block in document.blocks) > MAX_CHARACTERS:
        message = f"正文超过 {MAX_CHARACTERS // 10_000} 万字，不像一份报告。"
        raise ReadError("too_large", message, "请确认它是一份报告，必要时拆分。")
    return Opened(documents, tuple(remark for content in contents for remark in content.remarks))


def refuse_large(size: int, most: int = MAX_BYTES) -> None:
    """Raises ReadError "too_large" for a file of more than `most` bytes, best before it is read."""
    if size > most:
        raise ReadError("too_large", f"文件超过 {most // 1_000_000} MB。", "请确认它是一份报告，必要时拆分。")


def seconds_for(source: str) -> int:
    """How long a file of this suffix may take; an archive as long as ten files, before they are read one by one."""
    suffix = PurePosixPath(source).suffix.lower()
    return READERS[suffix].seconds if suffix in READERS else 10 * _SECONDS


def _documents(source: str, digest: str, contents: tuple[Content, ...]) -> Iterator[Document]:
    for one in contents:
        if one.blocks:
            yield Document(source, digest, one.encoding, one.text, one.blocks, one.stated, one.part)
