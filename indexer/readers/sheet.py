"""Read workbooks (.xlsx, .xlsm): the sheets that are shown, split into a report for each place and year."""

from __future__ import annotations

from dataclasses import replace

from indexer.readers.content import Content
from indexer.readers.split import contents_of
from indexer.readers.workbook import sheets_of


def read(data: bytes) -> tuple[Content, ...]:
    """A Content for each place and year of each sheet (see indexer/readers/split.py).

    Raises ReadError: those of `sheets_of`, or "too_large".
    """
    sheets, remarks = sheets_of(data)
    first, *others = contents_of(sheets)
    return (replace(first, remarks=(*remarks, *first.remarks)), *others)
