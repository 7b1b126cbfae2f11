"""Questions kept beside the index: answers that readers called wrong, and golden questions with the answers they should keep.

KB_INDEX/wrong.jsonl     what readers reported, for the keeper of the index
KB_INDEX/golden.jsonl    what `python -m indexer verify` replays
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.store.jsonl import JsonLines, Row
from kb.types import Answer, Change

WRONG, GOLDEN = "wrong.jsonl", "golden.jsonl"
MOST_WRONG, MOST_GOLDEN = 1_000_000, 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A question and the answer it had. `state` is the conversation before it, as JSON text, `changes` what the reader had
    put right, `remark` what was said of the answer, `kept_at` a time of ISO 8601.
    """

    id: str
    question: str
    state: str
    changes: tuple[Change, ...]
    status: str
    answer: str
    generation: str
    remark: str
    kept_at: str

    @classmethod
    def of(cls, question: str, state: str, changes: tuple[Change, ...], answer: Answer, remark: str) -> Kept:
        """A question as it was answered just now, with a new id."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        status, text = answer.status.value, answer.text
        return cls(secrets.token_hex(6), question, state, changes, status, text, answer.generation, remark, now)

    def answered(self, answer: Answer) -> Kept:
        """The same question with the answer it has now."""
        return replace(self, status=answer.status.value, answer=answer.text, generation=answer.generation)

    def is_answered_by(self, answer: Answer) -> bool:
        """Whether an answer is the one kept, whatever generation it is of."""
        return (answer.status.value, answer.text) == (self.status, self.answer)


class KeptQuestions:
    """One of the two files. All methods raise OSError."""

    def __init__(self, path: Path, most: int) -> None:
        self._lines = JsonLines(path, most)

    def all(self) -> list[Kept]:
        """The oldest first; what no longer reads as a question is left out."""
        return [kept for row in self._lines.rows() if (kept := _read(row)) is not None]

    def get(self, kept_id: str) -> Kept | None:
        """The one of this id."""
        return next((one for one in self.all() if one.id == kept_id), None)

    def add(self, kept: Kept) -> None:
        """Keep one more. Raises FullError."""
        self._lines.append(_row(kept))

    def replace(self, kept: Kept) -> None:
        """Put `kept` in the place of the one of its id."""
        self._lines.change(lambda rows: [_row(kept) if row.get("id") == kept.id else row for row in rows])

    def remove(self, kept_id: str) -> None:
        """Drop the one of this id, if it is there."""
        self._lines.change(lambda rows: [row for row in rows if row.get("id") != kept_id])


def wrong_answers(index: Path) -> KeptQuestions:
    """What readers reported, of the index in this folder."""
    return KeptQuestions(index / WRONG, MOST_WRONG)


def golden_questions(index: Path) -> KeptQuestions:
    """The golden questions of the index in this folder."""
    return KeptQuestions(index / GOLDEN, MOST_GOLDEN)


def _row(kept: Kept) -> Row:
    return asdict(kept)


def _read(row: Row) -> Kept | None:
    try:
        changes = row.pop("changes")
        texts = {name: str(row[name]) for name in Kept.__dataclass_fields__ if name != "changes"}
        if not isinstance(changes, list):
            return None
        return Kept(**texts, changes=tuple(Change(str(one["slot"]), str(one["value"])) for one in changes))
    except (KeyError, TypeError):
        return None
