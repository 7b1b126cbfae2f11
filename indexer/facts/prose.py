"""The figures of one sentence: what each counts, which are parts, changes and earlier levels of which."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from indexer.facts.clauses import clauses
from indexer.facts.comparing import LOOK_BACK, comes_from, is_bare, is_level, leads_to, names_a_year
from indexer.facts.lists import respective_names
from indexer.facts.naming import Name, is_dependent, own_words, subject_of, without
from indexer.facts.parts import summing_to, tied
from indexer.facts.slots import kind_of
from kb.lang.periods import find_periods
from kb.types import FactKind, Period, PeriodKind, Span

if TYPE_CHECKING:
    from kb.lang.periods import PeriodMention
    from kb.lexicon.indicators import Indicators
    from kb.types import Fact, Quantity, Report

_INCLUDING = re.compile(r"^(?:含|包括|包含)")
_CAUSE = re.compile(r"因[^,;、]{2,16}?(?=引发|引起|产生|被申请|被提起)")
_NEAR = 6  # figures back that a change may be told of


class Surroundings(Protocol):
    """The paragraph of a sentence: what it says of periods, and what was read so far."""

    text: str
    report: Report
    indicators: Indicators
    mentions: list[PeriodMention]
    facts: list[Fact]
    subject: str  # what the last figure named by words of its own counts
    carried: str  # what the paragraph before in the section counted last

    def fact(self, quantity: Quantity, name: Name, sentence: Span, clause: Span, kind: FactKind, rule: str) -> Fact:
        """The fact of a figure, with the next number; it is not yet added."""

    def heading(self) -> str:
        """The nearest heading, as a last resort for what is counted."""


class SentenceReading:
    """Goes through a sentence's figures and adds a fact for each to the reading of its paragraph.

    `head` is the last whole: parts and handlings of its unit hang on it. Where a ; ended the sentence before, its head
    goes on.
    """

    def __init__(self, reading: Surroundings, sentence: Span, quantities: list[Quantity], head: Fact | None) -> None:
        self._reading, self._sentence, self._quantities = reading, sentence, quantities
        self._text = reading.text
        self._head = head
        self._summed = summing_to(head, quantities)
        self._clauses = clauses(self._text, sentence)
        self._listed = respective_names(self._text, sentence, self._clauses, quantities)
        self._said = False  # whether a figure of this sentence has named a subject
        self._told = Name("")  # of the last figure that tells no change

    def read(self) -> Fact | None:
        """Add the facts, in order; gives the last head."""
        for index, quantity in enumerate(self._quantities):
            self._reading.facts.append(self._read(index, quantity))
        return self._head

    def _read(self, index: int, quantity: Quantity) -> Fact:
        clause = next((c for c in self._clauses if c.start <= quantity.span.start < c.end), self._sentence)
        before, after = self._around(index, clause)
        left = self._text[before.start : before.end]
        dates = [mention.span for mention in self._reading.mentions]
        own = self._listed.get(index) or own_words(self._text, before, after, dates, listed=before.start > clause.start)
        dated = find_periods(own, self._reading.report.year) if index in self._listed else []
        own = own.replace(dated[0].text, "") if dated else own  # 2022年、2023年…分别为85件、103件
        cause = _CAUSE.search(self._text, clause.start, before.start)  # 因信息公开引发的行政复议12件、行政诉讼5件
        reached = index > 0 and leads_to(without(self._text, before, dates))
        again = self._told.phrase != "" and (reached or self._is_again(own, quantity, before))
        part = not again and self._is_part(quantity, own)
        own = _INCLUDING.sub("", own) if part else own
        kind = kind_of(self._text, clause, quantity, left)
        if {index, index - 1} <= self._listed.keys() and self._reading.facts[-1].kind is FactKind.CHANGE:
            kind = FactKind.CHANGE  # 同比分别增长20.3%和22.1%
        if again or (self._told.phrase and kind is FactKind.CHANGE and is_dependent(own)):
            name = self._told if again else Name(own, self._told.phrase)
        elif cause and not is_dependent(own):
            name = Name(own, within=cause[0])
        else:
            name = self._name(own, clause, quantity, part=part, listed=index in self._listed)
        fact = self._reading.fact(
            quantity, name, self._sentence, clause, kind, "list" if index in self._listed else "prose"
        )
        fact = replace(fact, period=dated[0].period) if dated else fact
        if reached:
            self._came_from(self._quantities[index - 1], fact.period)
        if kind is not FactKind.CHANGE:
            self._told = name
        return self._hung(fact, own, name, index, part=part) if not again else fact

    def _around(self, index: int, clause: Span) -> tuple[Span, Span]:
        """The stretches of a clause before and behind a figure, up to the figures on either side."""
        span = self._quantities[index].span
        floor = self._quantities[index - 1].span.end if index else clause.start
        ceiling = self._quantities[index + 1].span.start if index + 1 < len(self._quantities) else clause.end
        return Span(max(clause.start, floor), span.start), Span(span.end, max(span.end, min(clause.end, ceiling)))

    def _hung(self, fact: Fact, own: str, name: Name, index: int, *, part: bool) -> Fact:
        """The fact tied to what it is a part or a change of; what follows may hang on it in its turn."""
        if not name.subject and fact.kind is FactKind.AMOUNT:
            self._reading.subject, self._said = subject_of(own), True
        elif not self._said:
            self._reading.subject, self._said = name.subject, True
        told = [other for other in self._reading.facts[-_NEAR:] if other.kind is not FactKind.CHANGE]
        newest = next((other for other in reversed(told) if other.period.last >= fact.period.last), None)
        fact = tied(fact, self._head, newest or (told[-1] if told else None), part=part)
        if not fact.part_of and fact.kind is FactKind.AMOUNT:
            self._head, self._summed = fact, summing_to(fact, self._quantities[index + 1 :])
        return fact

    def _is_part(self, quantity: Quantity, own: str) -> bool:
        """Whether a figure is included in the head, stands behind 其中 or in a bracket and counts no more than it, or with
        others makes it up.
        """
        head = self._head
        if head is None or _INCLUDING.match(own):
            return head is not None
        if head.unit != quantity.unit or quantity.value > head.value:
            return False
        between = self._text[self._sentence.start : quantity.span.start]
        inside = between.rfind("(") > between.rfind(")") or "其中" in between
        return inside or (quantity.span in self._summed and not self._reading.indicators.topics_in(own))

    def _is_again(self, own: str, quantity: Quantity, before: Span) -> bool:
        """Whether a figure has no words but those of another period: the same thing as the figure before, then."""
        near = reversed(self._reading.facts[-_NEAR:])
        last = next((fact for fact in near if fact.kind is not FactKind.CHANGE), None)
        dated = any(before.start <= mention.span.start < before.end for mention in self._reading.mentions)
        compared = dated or is_level(self._text[before.start : before.end])
        return last is not None and last.unit == quantity.unit and is_bare(own) and compared

    def _came_from(self, earlier: Quantity, later: Period) -> None:
        """Put right the fact read last, that of `earlier`, from which the next, of the period `later`, rose or fell."""
        left = self._text[max(self._sentence.start, earlier.span.start - LOOK_BACK) : earlier.span.start]
        fact = self._reading.facts[-1]
        if comes_from(left) and not names_a_year(left):
            one_year = later.kind is PeriodKind.YEAR
            period = Period.of_year(max(1, later.year - 1)) if one_year else later
            kind = fact.kind if one_year else FactKind.CHANGE
            self._reading.facts[-1] = replace(fact, rule="from", period=period, kind=kind)

    def _name(self, own: str, clause: Span, quantity: Quantity, *, part: bool, listed: bool) -> Name:
        subject = self._reading.subject or self._reading.carried
        if (own.endswith("类") or (listed and len(own) <= 6)) and subject:
            return Name(own, subject)
        joined = "、" in self._text[max(clause.start, quantity.span.start - 24) : quantity.span.start]
        follows = self._head is not None and self._head.unit == quantity.unit and len(own) <= 4 and not joined
        if follows and self._said and not self._reading.indicators.topics_in(own):
            return Name(own, self._reading.subject)  # 其他处理12件 in a chain of one unit
        if not is_dependent(own) and not part:
            return Name(own)
        if (self._said or part) and self._reading.subject:
            return Name(own, self._reading.subject)
        earlier = [self._text[c.start : c.end].strip() for c in self._clauses if c.end <= clause.start]
        spoken = [text for text in earlier if not is_dependent(text) and len(text) > 2]
        if spoken:
            return Name(own, re.split(r"\d", spoken[-1])[0][-30:])
        return Name(own, subject or self._reading.heading())
