"""The figures of one sentence: what each counts, which are parts, changes and earlier levels of which."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from indexer.facts.all_of import as_handled, handled_to_the_last
from indexer.facts.clauses import clauses
from indexer.facts.comparing import LOOK_BACK, comes_from, is_bare, is_level, leads_to, names_a_year
from indexer.facts.lists import respective_names
from indexer.facts.naming import (
    Name,
    among_what,
    bare_thing,
    is_alike,
    is_among,
    is_dependent,
    is_of_court,
    own_words,
    subject_of,
    thing_changed,
    with_level,
    with_verb,
    without,
)
from indexer.facts.parts import KINDS, as_sum, made_up, may_change, summing_to, tied, whole_of_some
from indexer.facts.slots import kind_of
from indexer.facts.spoken import Spoken
from indexer.facts.where import LEVEL, WHOLE_AGAIN
from kb.lang.periods import find_periods
from kb.types import FactKind, Period, PeriodKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.lang.periods import PeriodMention
    from kb.lexicon.indicators import Indicators
    from kb.types import Fact, Quantity, Report

_INCLUDING = re.compile(r"^(?:含|包括|包含)")
_CAUSE = re.compile(r"因[^,;、]{2,16}?(?:(?:引发|引起|产生)的?|(?=被申请|被提起))")
_SHORT = 6  # characters of a name in a list that says whose it is, not what
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

    def fact(
        self, quantity: Quantity, name: Name, sentence: Span, clause: Span, kind: FactKind, rule: str, near: Fact | None
    ) -> Fact:
        """The fact of a figure, with the next number; it is not yet added. `near` is what it hangs on, whose place is its
        own where its words name none.
        """

    def divisions_in_full(self, names: Sequence[str]) -> tuple[list[str], str] | None:
        """The full names of the place's own divisions, where a list names them, and what follows the last."""

    def heading(self) -> str:
        """What the headings are about, as a last resort for what is counted."""


class SentenceReading:
    """Goes through a sentence's figures and adds a fact for each to the reading of its paragraph.

    `head` is the last whole: parts and handlings of its unit hang on it. Where a ; ended the sentence before, its head
    goes on.
    """

    def __init__(self, reading: Surroundings, sentence: Span, quantities: list[Quantity], head: Fact | None) -> None:
        self._reading, self._sentence, self._quantities = reading, sentence, quantities
        self._text = reading.text
        self._among = self._text[sentence.start : sentence.end].lstrip().startswith("其中")
        self._head = head
        self._summed = summing_to(head, quantities)
        self._clauses = clauses(self._text, sentence)
        self._spoken = Spoken(self._text, self._clauses, [mention.span for mention in reading.mentions])
        self._listed = respective_names(self._text, sentence, self._clauses, quantities, reading.divisions_in_full)
        self._before = len(reading.facts)
        self._goes_on = head is not None or self._among
        self._scope = ""  # 市本级, once it was said
        self._said = False  # whether a figure of this sentence has named a subject
        self._told = Name("")  # of the last figure that tells no change, or of the one whose change was told
        self._told_of: Fact | None = None  # that one
        self._own_before = ""  # own words of the figure before

    def read(self) -> Fact | None:
        """Add the facts, in order; gives the last head."""
        for index, quantity in enumerate(self._quantities):
            fact = self._read(index, quantity)
            self._reading.facts.append(fact)
            self._handled(quantity, fact)
        return self._head

    def _handled(self, quantity: Quantity, fact: Fact) -> None:
        """Add what the next clause says was done to all that was counted (已全部审结), a fact of the same figure."""
        said = handled_to_the_last(self._text, self._clauses, quantity.span)
        if said is not None and self._reading.subject:
            name, clause = Name(said[0], self._reading.subject), Span(quantity.span.start, said[1].end)
            done = self._reading.fact(quantity, name, self._sentence, clause, fact.kind, "all", fact)
            self._reading.facts += filter(None, [as_handled(fact, done)])

    def _read(self, index: int, quantity: Quantity) -> Fact:
        clause = next((c for c in self._clauses if c.start <= quantity.span.start < c.end), self._sentence)
        before, after = self._around(index, clause)
        left = self._text[before.start : before.end]
        dates = [mention.span for mention in self._reading.mentions]
        own = self._listed.get(index) or own_words(self._text, before, after, dates, listed=before.start > clause.start)
        own = with_verb(own, self._told.own) if left.startswith("、") and index not in self._listed else own
        dated = find_periods(own, self._reading.report.year) if index in self._listed else []
        own = own.replace(dated[0].text, "") if dated else own  # 2022年、2023年…分别为85件、103件
        cause = _CAUSE.search(self._text, clause.start, before.start)  # 因信息公开引发的行政复议12件、行政诉讼5件
        own = with_level(own, self._own_before) if left.startswith("、") else own
        own = self._spoken.with_dispute(own, clause, self._reading.facts)
        self._own_before = own
        self._take_up(index, own)
        reached = index > 0 and leads_to(without(self._text, before, dates))
        again = self._told.phrase != "" and (reached or self._is_again(own, quantity, before))
        among = index > 0 and is_among(left)
        part = not again and self._is_part(quantity, own, among=among)
        own = _INCLUDING.sub("", own) if part else own
        kind = kind_of(quantity, left, self._text[self._sentence.start : quantity.span.start])
        if {index, index - 1} <= self._listed.keys() and self._reading.facts[-1].kind is FactKind.CHANGE:
            kind = FactKind.CHANGE  # 同比分别增长20.3%和22.1%
        grew = kind is FactKind.CHANGE and is_dependent(own) and not bare_thing(thing_changed(own))
        if again or (self._told.phrase and grew):
            name = self._told if again else Name(own, self._told.phrase)
        elif cause and not is_dependent(own):
            name = Name(own, within=cause[0])
        elif part and among:
            name = Name(own, self._told.own)
        else:
            name = self._name(own, clause, quantity, part=part, listed=index in self._listed)
        name = self._scoped(name, clause, quantity)
        rule = "list" if index in self._listed else "prose"
        near = self._last() if again or name.subject else None
        fact = self._reading.fact(quantity, name, self._sentence, clause, kind, rule, near)
        fact = replace(fact, period=dated[0].period) if dated else fact
        if reached:
            self._came_from(self._quantities[index - 1], fact.period)
        if again:
            of = self._told_of
            return replace(fact, phrase=of.phrase, indicator=of.indicator) if of is not None else fact
        fact = as_sum(self._hung(fact, own, name, index, part=part), left.strip(), self._reading.facts[self._before :])
        if kind is not FactKind.CHANGE:
            self._told, self._told_of = name, None
        elif changed := self._changed(own):
            self._told, self._told_of = Name(changed.phrase), changed
            fact = replace(fact, change_of=changed.number, indicator=changed.indicator)
        elif not name.subject and (thing := thing_changed(own)):
            self._told, self._told_of = Name(thing), None
        return fact

    def _take_up(self, index: int, own: str) -> None:
        """Make a figure told before the head, where this sentence tells of its parts, the first in its `own` words."""
        if index or self._head is not None:
            return
        facts, named = self._reading.facts, self._reading.indicators.recognise(own, self._quantities[0].unit)
        whole = made_up(facts, self._quantities)
        if whole is None and (own.endswith("类") or (self._among and not named)):
            whole = whole_of_some(facts, self._quantities)
        if whole is not None:
            self._head, self._summed = whole, summing_to(whole, self._quantities)
            if self._reading.subject not in whole.phrase:
                self._reading.subject = subject_of(whole.phrase.split(" ")[-1])

    def _last(self) -> Fact | None:
        """The last figure of this sentence that tells no change; of the one before where this one goes on with it."""
        facts = self._reading.facts
        mine = facts[self._before :] or (facts if self._goes_on else [])
        return next((fact for fact in reversed(mine) if fact.kind is not FactKind.CHANGE), None)

    def _changed(self, own: str) -> Fact | None:
        """The figure told before of what the own words of a change name again: (立案数)同比上升, 立案1562宗 standing before."""
        thing = bare_thing(thing_changed(own))
        facts = [fact for fact in self._reading.facts if fact.kind is not FactKind.CHANGE]
        alike = (fact for fact in reversed(facts) if is_alike(thing, bare_thing(fact.phrase.split(" ")[-1])))
        return next(alike, None) if thing else None

    def _scoped(self, name: Name, clause: Span, quantity: Quantity) -> Name:
        """The name with 市本级 where that was said before and goes on: 市本级收到643件,受理560件."""
        left = self._text[clause.start : quantity.span.start]
        if said := LEVEL.search(left):
            self._scope = said[0]
        elif not name.subject or WHOLE_AGAIN.search(left):
            self._scope = ""
        goes_on = self._scope and not name.within and self._scope not in name.phrase
        return replace(name, within=self._scope) if goes_on else name

    def _around(self, index: int, clause: Span) -> tuple[Span, Span]:
        """The stretches of a clause before and behind a figure, up to the figures on either side."""
        span = self._quantities[index].span
        floor = self._quantities[index - 1].span.end if index else clause.start
        ceiling = self._quantities[index + 1].span.start if index + 1 < len(self._quantities) else clause.end
        return Span(max(clause.start, floor), span.start), Span(span.end, max(span.end, min(clause.end, ceiling)))

    def _hung(self, fact: Fact, own: str, name: Name, index: int, *, part: bool) -> Fact:
        """The fact tied to what it is a part or a change of; what follows may hang on it in its turn."""
        one_place = fact.rule.startswith("list") and fact.place_code != self._reading.report.place_code
        if not name.subject and fact.kind is FactKind.AMOUNT and not one_place:
            self._reading.subject, self._said = subject_of(own), True
        elif not self._said:
            self._reading.subject, self._said = name.subject, True
        near = self._reading.facts[-_NEAR:]
        told = may_change(fact, [other for other in near if other.kind is not FactKind.CHANGE])
        newest = next((other for other in reversed(told) if other.period.last >= fact.period.last), None)
        last = told[-1] if told else None
        if bare_thing(thing_changed(own)):
            newest = last = None  # it says itself what has changed
        if last is not None and newest is not None and newest is not last and last.phrase != newest.phrase:
            newest = None  # what is compared was told of the earlier year alone
        fact = tied(fact, self._head, newest or last, part=part)
        if fact.part_of and self._head and fact.place_code == self._reading.report.place_code != self._head.place_code:
            fact = replace(fact, part_of=0)  # 全市5000件,我区376件: of the city's report it would be a part
        if LEVEL.search(fact.phrase) and fact.indicator and fact.kind is FactKind.AMOUNT:
            whole = (f for f in reversed(self._reading.facts) if f.indicator == fact.indicator and f.unit == fact.unit)
            whole = (
                f for f in whole if f.value >= fact.value and f.period == fact.period and not LEVEL.search(f.phrase)
            )
            fact = replace(fact, part_of=next((f.number for f in whole), fact.part_of))
        if not fact.part_of and fact.kind is FactKind.AMOUNT:
            self._head, self._summed = fact, summing_to(fact, self._quantities[index + 1 :])
        return fact

    def _is_part(self, quantity: Quantity, own: str, *, among: bool) -> bool:
        """Whether a figure is included in the head, stands behind 其中, behind …中 or in a bracket and counts no more than it,
        or with others makes it up.
        """
        head = self._head
        if head is None or _INCLUDING.match(own):
            return head is not None
        if head.unit != quantity.unit or quantity.value > head.value:
            return False
        between = self._text[self._sentence.start : quantity.span.start]
        inside = between.rfind("(") > between.rfind(")") or among or "其中" in between
        return inside or (quantity.span in self._summed and not self._reading.indicators.topics_in(own))

    def _is_again(self, own: str, quantity: Quantity, before: Span) -> bool:
        """Whether a figure has no words but those of another period: the same thing as the figure before, then."""
        near = reversed(self._reading.facts[-_NEAR:])
        last = self._told_of or next((fact for fact in near if fact.kind is not FactKind.CHANGE), None)
        dated = any(before.start <= mention.span.start < before.end for mention in self._reading.mentions)
        compared = dated or is_level(self._text[max(self._sentence.start, before.end - LOOK_BACK) : before.end])
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
        if is_of_court(own) and "复议" in subject and "诉" not in subject:
            return Name(own)  # 应诉案件19件 behind 复议机构收案44件
        if own.endswith(KINDS) and (split := among_what(own)):
            self._reading.subject, own = split  # 一审案件中行政处罚类83件、行政强制类41件
            return Name(own, self._reading.subject)
        one_of = listed and len(own) <= _SHORT
        # 以镇街为被申请人的案件增加,A镇、B镇分别为11件、9件; 承担改革任务(12项)
        leads = (
            self._spoken.last(clause)
            if one_of and not self._said
            else ""
            if own
            else self._spoken.before_bracket(clause, said=self._said)
        )
        if leads or ((own.endswith(KINDS) or one_of) and subject):
            return Name(own, leads or subject)
        joined = "、" in self._text[max(clause.start, quantity.span.start - 24) : quantity.span.start]
        follows = self._head is not None and self._head.unit == quantity.unit and len(own) <= 4 and not joined
        if follows and self._said and not self._reading.indicators.topics_in(own):
            return Name(own, self._reading.subject)  # 其他处理12件 in a chain of one unit
        if not is_dependent(own) and not part:
            return Name(own)
        if (self._said or part) and self._reading.subject:
            return Name(own, self._reading.subject)
        if self._reading.indicators.recognise(own, quantity.unit):
            return Name(own)
        return Name(own, self._spoken.last(clause) or subject or self._reading.heading())
