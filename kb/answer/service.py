"""The one door to all answers: `KnowledgeBase`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from kb.answer.absence import same_name, unknown
from kb.answer.desk import Catalogue, Desk
from kb.answer.draft import Draft
from kb.answer.earlier import tell_earlier
from kb.answer.examples import examples_of
from kb.answer.explore.door import Explorer
from kb.answer.explore.grid import rows_of
from kb.answer.explore.library import is_at
from kb.answer.following import SLOW, offered, propose
from kb.answer.handlers import HANDLERS
from kb.answer.recent import Recent
from kb.answer.retrieve import search_words
from kb.answer.trace import trace_of
from kb.ask.changes import put_right
from kb.ask.context import FIGURES, follow
from kb.ask.holdings import Holdings
from kb.ask.turns import Turn
from kb.ask.understand import understand
from kb.config import Settings
from kb.errors import IndexStateError
from kb.lang.normalize import folded_text
from kb.lexicon.indicators import Indicator
from kb.lexicon.words import analyser, related
from kb.store.contracts import FactQuery
from kb.store.export import FigureRow
from kb.store.shelf import Snapshot
from kb.store.shelves import shelf_of
from kb.store.snapshots import Snapshots
from kb.types import Answer, Change, Citation, Fact, Intent, Paragraph, Question, Report, Status

KEPT = 128  # answers: some megabytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the conversation after it as JSON text, to be handed back with the next question."""

    answer: Answer
    state: str


class KnowledgeBase:
    """Answers from the index in force. Every method sees one generation; all may be called from several threads.

    Methods raise IndexStateError where no index can be used.
    """

    def __init__(self, settings: Settings, today: Callable[[], date] = date.today, kept: int = KEPT) -> None:
        """`kept` is how many answers are kept for who asks the same again."""
        self._snapshots = Snapshots(shelf_of(settings, settings.index_dir), analyser().version)
        self._today = today
        self._lock = threading.Lock()
        self._catalogue: tuple[str, Catalogue] | None = None
        self._examples: Recent[tuple[str, ...]] = Recent(1)
        self._replies: Recent[Reply] = Recent(kept)
        self.explorer = Explorer(self._desk)

    def warm(self) -> None:
        """Load lexicons, sounds and patterns now, so that the first question does not wait for them. Needs no index."""
        held = Holdings(frozenset({("110112", 2024)}), self._today(), lambda _word: 0)
        understand("通洲2024年律师讲坐哪个区最多", held)
        related()

    def warm_to_index(self) -> None:
        """Read of the index in force what every question needs, and how the names of its places sound; nothing where there
        is none.
        """
        with suppress(IndexStateError), self._desk() as desk:
            holdings = Holdings(desk.catalogue.covered, self._today(), desk.snapshot.passages.document_frequency)
            understand("蜜匀区去年收到多少", holdings)

    @property
    def generation(self) -> str:
        """Name of the generation in force."""
        return self._snapshots.current().generation

    def ask(self, question: str, state: str = "", changes: Sequence[Change] = ()) -> Reply:
        """Answer a question; `state` is that of the reply before, "" for a new conversation. `changes` overrule what the
        question was understood to mean.
        """
        with self._desk() as desk:
            today = self._today()
            key = (desk.snapshot.generation, today, question, state, tuple(changes))
            return self._replies.get(key, lambda: _reply(desk, today, question, state, changes))

    def search(self, query: str, place: str = "", year: int = 0, limit: int = 20) -> tuple[Citation, ...]:
        """Paragraphs that hold the words of `query`, best first; of a place (name or code) and year where given."""
        with self._desk() as desk:
            at = is_at(place)
            chosen = [
                report.id for report in desk.catalogue.reports if (not year or report.year == year) and at(report)
            ]
            found = search_words(desk, folded_text(query), frozenset(chosen), limit)
            for ranked, _ in found:
                paragraph = desk.paragraphs([(ranked.report_id, ranked.paragraph)])[0]
                desk.cite(paragraph, desk.folded(paragraph).published(ranked.window))
            return desk.citations()

    def examples(self) -> tuple[str, ...]:
        """Questions that the index surely answers: a ranking of the figure that most places give, a figure, a series, a
        section; made once a generation.
        """
        with self._desk() as desk:
            return self._examples.get(desk.snapshot.generation, lambda: examples_of(desk))

    def reports(self) -> Sequence[Report]:
        """All reports held, by place code and year, superseded ones included."""
        with self._desk() as desk:
            return tuple(desk.catalogue.by_id.values())

    def superseded(self) -> Mapping[str, str]:
        """The id of each report that a later version supersedes, and that of the latest version."""
        with self._desk() as desk:
            return desk.catalogue.newer

    def report(self, report_id: str) -> tuple[Report, Sequence[Paragraph]] | None:
        """A report with all its paragraphs, or None."""
        with self._desk() as desk:
            report = desk.catalogue.by_id.get(report_id)
            return None if report is None else (report, desk.snapshot.reports.paragraphs(report_id))

    def figures(self, indicator: str = "", place: str = "", year: int = 0, level: str = "") -> list[FigureRow]:
        """Figures in the order of reports, then of reading; narrowed by an indicator (its name or words that name it),
        a place (name or code, with those below it), the year of the figure, a level or kind of the report's place.
        """
        with self._desk() as desk:
            at = is_at(place)
            reports = {
                report.id
                for report in desk.catalogue.reports
                if at(report) and (not level or level in (report.level, report.kind))
            }
            years = frozenset({year}) if year else None
            facts = desk.figures(FactQuery(reports=frozenset(reports), years=years))
            facts = [fact for fact in facts if not indicator or _is_named(fact, folded_text(indicator))]
            return list(rows_of(desk, facts).values())

    def indicators(self) -> list[tuple[Indicator, int]]:
        """Known indicators in the order of the table, each with how many figures the reports give for it."""
        return [(one.indicator, one.figures) for one in self.explorer.indicators()]

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        with self._snapshots.hold() as snapshot:
            yield Desk(snapshot, self._catalogue_of(snapshot))

    def _catalogue_of(self, snapshot: Snapshot) -> Catalogue:
        with self._lock:
            if self._catalogue is None or self._catalogue[0] != snapshot.generation:
                self._catalogue = (snapshot.generation, Catalogue(snapshot.reports.reports()))
            return self._catalogue[1]


def _reply(desk: Desk, today: date, question: str, state: str, changes: Sequence[Change]) -> Reply:
    before = Turn.from_json(state)
    holdings = Holdings(desk.catalogue.covered, today, desk.snapshot.passages.document_frequency)
    asked = put_right(follow(understand(question, holdings), before, holdings), changes, holdings)
    draft = _draft(asked, desk)
    tell_earlier(draft)
    trace = trace_of(desk, asked, tuple(draft.formulas))
    turn = draft.turn(before)
    after = state if asked.intent == Intent.SMALLTALK and before else turn.to_json()

    def answers(text: str) -> bool:
        other = follow(understand(text, holdings), turn, holdings)
        if other.intent in SLOW:
            return False
        return _draft(other, Desk(desk.snapshot, desk.catalogue)).status is Status.ANSWERED

    propose(draft)
    return Reply(draft.finished(desk.snapshot.generation, trace, offered(draft, answers)), after)


def _draft(question: Question, desk: Desk) -> Draft:
    """The answer to a question as understood, or a question back."""
    lost = question.unknown and not any(target.places for target in question.targets)
    asking_back = unknown(question, desk) if lost and question.intent in FIGURES else same_name(question, desk)
    return asking_back or HANDLERS[question.intent](question, desk)


def _is_named(fact: Fact, words: str) -> bool:
    """Whether a fact is of the indicator of this name, or its phrase holds the words."""
    return words == fact.indicator or words in fact.phrase.replace(" ", "")
