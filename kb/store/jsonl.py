"""Small files of records beside the index, one JSON object a line: bounded, appended to, rewritten in one step."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.errors import FullError
from kb.store.files import sync

Row = dict[str, object]
_WRITING = threading.Lock()


class JsonLines:
    """A file of at most `most` bytes. What a killed process left half written is no row."""

    def __init__(self, path: Path, most: int) -> None:
        self.path, self.most = path, most

    def rows(self) -> list[Row]:
        """All rows, the oldest first; () where there is no file. Raises OSError."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text("utf-8", "replace").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                found.append(row)
        return found

    def append(self, row: Row) -> None:
        """Add a row. Raises FullError where the file would grow too large, OSError."""
        data = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        with _WRITING:
            held = self.path.stat().st_size if self.path.exists() else 0
            if held + len(data) > self.most:
                raise FullError(self.path.name)
            with self.path.open("ab") as file:
                file.write(data)

    def change(self, change: Callable[[list[Row]], Sequence[Row]]) -> None:
        """Put what `change` makes of the rows in their place. Raises OSError."""
        with _WRITING:
            rows = change(self.rows())
            draft = self.path.with_name(f"{self.path.name}.new")
            draft.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
            os.replace(draft, self.path)  # noqa: PTH105  says that what is there is replaced
            sync(self.path.parent)
