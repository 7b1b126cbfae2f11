"""What the web asks of the house: the contract of the answer room, and one turn of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from kb.answer.explore.door import Explorer
from kb.lexicon.indicators import Indicator
from kb.store.export import FigureRow
from kb.types import Answer, Change, Citation, Paragraph, Report
from kb.web.sealing import Sealer

EXTENSION = "jushi"


class AskerReply(Protocol):
    """An answer and the conversation after it."""

    @property
    def answer(self) -> Answer: ...
    @property
    def state(self) -> str: ...


class Asker(Protocol):
    """Answers questions from one index at a time; `kb.answer.service.KnowledgeBase` is one.

    Every method raises an `IndexStateError` while no usable index is there, and may be called from several threads.
    """

    @property
    def generation(self) -> str:
        """Name of the index in force."""

    @property
    def explorer(self) -> Explorer:
        """What is looked at instead of asked."""

    def ask(self, question: str, state: str = "", changes: Sequence[Change] = ()) -> AskerReply:
        """Answer; `state` is that of the last reply, "" begins a conversation. `changes` overrule what was understood."""

    def search(self, query: str, place: str = "", year: int = 0, limit: int = 20) -> tuple[Citation, ...]:
        """Paragraphs, best first; place "" and year 0 stand for any."""

    def examples(self) -> tuple[str, ...]:
        """Questions to begin with, each of which has an answer."""

    def reports(self) -> Sequence[Report]:
        """All reports held, in the order of the store, superseded ones included."""

    def superseded(self) -> Mapping[str, str]:
        """The id of each report that a later version supersedes, and that of the latest version."""

    def figures(self, indicator: str = "", place: str = "", year: int = 0, level: str = "") -> list[FigureRow]:
        """Figures, narrowed by what is given."""

    def indicators(self) -> list[tuple[Indicator, int]]:
        """Known indicators, each with the number of its figures."""

    def report(self, report_id: str) -> tuple[Report, Sequence[Paragraph]] | None:
        """One report whole, or None."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer. `before` and `after` are the sealed conversation, "" where a new one began.

    `number` tells turns on one page apart. `restarted`: the conversation sent along could not be trusted. `changes` are
    what the reader put right. `state` is the conversation before, unsealed, `follows` the one after.
    """

    question: str
    answer: Answer
    before: str
    after: str
    number: int = 1
    restarted: bool = False
    changes: tuple[Change, ...] = ()
    state: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """All that requests share."""

    kb: Asker
    sealer: Sealer

    def ask(self, question: str, conversation: str, number: int = 1, changes: tuple[Change, ...] = ()) -> Turn:
        """Answer as the next turn of a sealed conversation; one that cannot be trusted counts as new."""
        state = self.sealer.open(conversation) if conversation else ""
        reply = self.kb.ask(question, state or "", changes)
        return Turn(
            question=question,
            answer=reply.answer,
            before=conversation if state else "",
            after=self.sealer.seal(reply.state),
            number=number,
            restarted=state is None,
            changes=changes,
            state=state or "",
            follows=reply.state,
        )


def room() -> Room:
    """The room of the application that serves this request."""
    return cast("Room", current_app.extensions[EXTENSION])
