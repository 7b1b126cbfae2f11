"""Ask the golden questions again and tell what changed: `python -m kb.answer.replay INDEX`.

A program of its own, for the indexer starts it and imports nothing of this room. Exit status: 0 all as kept, 1 some changed,
2 it could not be done.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import JushiError
from kb.store.kept import Kept, golden_questions
from kb.types import Answer


@dataclass(frozen=True, slots=True)
class Replayed:
    """A golden question and the answer it has now."""

    kept: Kept
    answer: Answer

    @property
    def changed(self) -> bool:
        return not self.kept.is_answered_by(self.answer)


def replay(index: Path) -> list[Replayed]:
    """Every golden question of an index, asked of its generation in force. Raises JushiError, OSError."""
    kb = KnowledgeBase(replace(Settings.from_environment(), index=str(index)))
    return [Replayed(one, kb.ask(one.question, one.state, one.changes).answer) for one in golden_questions(index).all()]


def lines(replayed: list[Replayed]) -> list[str]:
    """What to tell: those that changed, with both first lines, and how many there are."""
    changed = [one for one in replayed if one.changed]
    told = []
    for one in changed:
        before, after = one.kept, one.answer
        told += [
            f"变了：{before.question}",
            f"  原为（{before.generation}，{before.status}）：{_first(before.answer)}",
            f"  现为（{after.generation}，{after.status.value}）：{_first(after.text)}",
        ]
    return [*told, f"考题 {len(replayed)} 道，{len(changed)} 道的回答变了。"]


def _first(text: str) -> str:
    return text.split("\n", 1)[0]


def main() -> int:
    """See the module."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m kb.answer.replay INDEX\n")
        return 2
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        replayed = replay(Path(sys.argv[1]))
    except (JushiError, OSError) as error:
        sys.stderr.write(f"没有核对考题：{error}\n")
        return 2
    sys.stdout.write("\n".join(lines(replayed)) + "\n")
    return int(any(one.changed for one in replayed))


if __name__ == "__main__":
    sys.exit(main())
