"""The documents of a Whoosh segment, in a table beside its file: which paragraph each is, and how long.

Whoosh keeps such things in columns that are read value by value, and lengths in one byte, rounded. A table of arrays
opens at once whatever its size, and scores do not depend on how documents lie in segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Documents:
    """Arrays of one length, a place a document: id of the report, number of the paragraph, terms in each field."""

    report: NDArray[np.str_]
    paragraph: NDArray[np.int32]
    terms: NDArray[np.int32]
    head: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, int, int, int]]) -> Self:
        """A table of rows in the order of the fields."""
        columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
        return cls(np.array(columns[0], np.str_), *(np.array(column, np.int32) for column in columns[1:]))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All rows of `parts`, in their order; an empty table for none."""
        if not parts:
            return cls.of([])
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def __len__(self) -> int:
        return len(self.paragraph)

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """The rows where `kept` is true."""
        return type(self)(*(getattr(self, field.name)[kept] for field in fields(self)))

    def save(self, path: Path) -> None:
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises OSError, ValueError, KeyError or zipfile.BadZipFile where the file is missing or damaged."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(*(stored[field.name] for field in fields(cls)))


def table_path(folder: Path, segment: Any) -> Path:
    """Where the table of a segment lies: by a name that Whoosh deletes together with the segment."""
    return folder / f"{segment.segment_id()}.documents.npz"


def alive(segment: Any) -> NDArray[np.bool_]:
    """Which documents of a segment are not deleted."""
    kept = np.ones(segment.doc_count_all(), np.bool_)
    kept[list(segment.deleted_docs())] = False
    return kept
