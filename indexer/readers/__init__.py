"""From the bytes of a file to a Document: one reader a format, chosen by suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from indexer.readers import html, markdown, text
from indexer.readers.content import Reader
from indexer.readers.encoding import decode
from kb.errors import ReadError
from kb.types import Document

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": text.read,
        ".md": markdown.read,
        ".markdown": markdown.read,
        ".html": html.read,
        ".htm": html.read,
    },
)
MAX_BYTES = 20_000_000


def read(source: str, data: bytes) -> Document:
    """Read a file; `source` is its path below the folder of reports, its suffix chooses the reader.

    Raises ReadError, and nothing else, with code "unsupported" (suffix), "too_large" (over MAX_BYTES), "empty",
    "binary" or "encoding".
    """
    suffix = PurePosixPath(source).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise ReadError("unsupported", f"不支持“{suffix or source}”格式。", f"请转换为 {'、'.join(READERS)} 之一。")
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", f"文件超过 {MAX_BYTES // 1_000_000} MB。", "请确认它是一份报告，必要时拆分。")
    decoded, encoding = decode(data)
    content = reader(decoded)
    if not content.blocks:
        raise ReadError("empty", "文件里没有正文。", "请确认正文不是图片，也没有只保存到网页的外框。")
    digest = hashlib.sha256(data).hexdigest()
    return Document(source, digest, encoding, decoded, content.blocks, content.stated)
