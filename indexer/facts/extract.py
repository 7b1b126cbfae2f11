"""Every figure of a paragraph becomes a fact; every other number is passed over for a reason that can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.facts.cells import TableFigure, captions_above, table_figures
from indexer.facts.clauses import clauses, sentences
from indexer.facts.lists import respective_names
from indexer.facts.naming import Name, from_to, is_dependent, own_words, subject_of
from indexer.facts.slots import (
    actor_of,
    is_plan_section,
    kind_of,
    period_mentions,
    period_of,
    place_of,
    section_period,
    status_of,
)
from kb.lang.normalize import Folded, fold, folded_text
from kb.lang.periods import find_periods
from kb.lang.quantities import find_quantities
from kb.lang.units import is_a_head
from kb.types import Fact, FactKind, FactStatus, ParagraphKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb.lang.periods import PeriodMention
    from kb.lexicon.indicators import Indicators
    from kb.lexicon.places import Gazetteer
    from kb.types import Paragraph, Period, Quantity, Report

_INCLUDING = re.compile(r"^(?:含|包括|包含)")
_INTAKE = frozenset({"受理", "办理", "收到", "承办", "新收"})  # 受理373件 counts the cases themselves
_READ = (ParagraphKind.BODY, ParagraphKind.TABLE)


@dataclass(frozen=True, slots=True)
class Passed:
    """A number that became no fact: paragraph number, published span, and the reason as an English word."""

    paragraph: int
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    facts: tuple[Fact, ...]
    passed: tuple[Passed, ...]


class Extractor:
    """Reads facts with a gazetteer and a table of indicators; stateless between reports."""

    def __init__(self, gazetteer: Gazetteer, indicators: Indicators) -> None:
        self.gazetteer = gazetteer
        self.indicators = indicators

    def extract(self, report: Report, paragraphs: Iterable[Paragraph]) -> Extraction:
        """All facts of a report in reading order, numbered from 1, and the numbers passed over. Never raises."""
        facts: list[Fact] = []
        passed: list[Passed] = []
        carried, section, label = "", None, ""
        above: tuple[str, ...] = ()
        for paragraph in paragraphs:
            if paragraph.kind in _READ:
                subject = label or (carried if paragraph.section == section else "")
                reading = _ParagraphReading(self, report, paragraph, len(facts), subject, above)
                facts += reading.facts
                passed += reading.passed
                carried, section = reading.subject or subject, paragraph.section
                label = _label(paragraph) if not reading.facts else ""
            above = captions_above(above, paragraph)
        return Extraction(tuple(facts), tuple(passed))


class _ParagraphReading:
    """One pass over one paragraph. `facts` and `passed` are its result."""

    def __init__(
        self,
        tools: Extractor,
        report: Report,
        paragraph: Paragraph,
        numbered: int,
        carried: str,
        above: tuple[str, ...],
    ) -> None:
        self.tools, self.report, self.paragraph, self.numbered = tools, report, paragraph, numbered
        self.folded: Folded = fold(paragraph.text)
        self.text = self.folded.text
        section = tuple(folded_text(heading) for heading in paragraph.section)
        self.plans = is_plan_section(section, report)
        self.fallback: Period = section_period(section, report, plans=self.plans)
        self.mentions: list[PeriodMention] = period_mentions(self.text, report)
        self.facts: list[Fact] = []
        self.subject = ""
        self.carried = carried  # what the paragraph before in the section counted last
        quantities, passed_over = find_quantities(self.text)
        if paragraph.kind == ParagraphKind.TABLE:
            self._read_table(above)
        else:
            self._read_prose(quantities)
        read = [fact.figure for fact in self.facts]
        self.passed = [
            Passed(paragraph.number, self.folded.published(item.span), item.reason)
            for item in passed_over
            if not _inside(self.folded.published(item.span), read)
        ]

    def _read_prose(self, quantities: list[Quantity]) -> None:
        for sentence in sentences(self.text):
            inside = [q for q in quantities if sentence.start <= q.span.start < sentence.end]
            if inside:
                self._read_sentence(sentence, inside)

    def _read_sentence(self, sentence: Span, quantities: list[Quantity]) -> None:
        parts = clauses(self.text, sentence)
        head: Fact | None = None
        owns: list[str] = []
        said = False  # whether a figure of this sentence has named a subject
        listed = respective_names(self.text, sentence, parts, quantities)
        for index, quantity in enumerate(quantities):
            clause = next((c for c in parts if c.start <= quantity.span.start < c.end), sentence)
            floor = quantities[index - 1].span.end if index else sentence.start
            ceiling = quantities[index + 1].span.start if index + 1 < len(quantities) else sentence.end
            before = Span(max(clause.start, floor), quantity.span.start)
            after = Span(quantity.span.end, max(quantity.span.end, min(clause.end, ceiling)))
            dates = [m.span for m in self.mentions]
            left = self.text[before.start : before.end]
            own = listed.get(index) or own_words(self.text, before, after, dates, listed=floor > clause.start)
            reached = bool(index) and from_to(left)
            if reached:  # 从3万增加到5万: both count the same
                own = owns[-1]
            owns.append(own)
            dated = find_periods(own, self.report.year) if index in listed else []
            if dated:  # 2022年、2023年…分别为85件、103件
                own = own.replace(dated[0].text, "")
            part = self._is_part(head, quantity, sentence) or bool(head and _INCLUDING.match(own))
            own = _INCLUDING.sub("", own) if part else own
            rule = "list" if index in listed else "prose"
            name = self._name(own, parts, clause, head, quantity, said=said, part=part, rule=rule)
            fact = self._fact(quantity, name, sentence, clause, left, rule)
            if dated:
                fact = replace(fact, period=dated[0].period)
            if reached:  # 由2023年的92%提升至96%: the year named is that of the first
                if self.facts[-1].period == self.fallback:
                    self.facts[-1] = replace(self.facts[-1], rule="from")
                fact = replace(fact, period=self.fallback)
            if not name.subject and fact.kind == FactKind.AMOUNT:
                self.subject, said = subject_of(own), True
            elif not said:
                self.subject, said = name.subject, True
            fact = _tied(fact, head, self.facts[-1] if self.facts else None, part=part)
            if not fact.part_of and fact.kind == FactKind.AMOUNT:
                head = fact
            self.facts.append(fact)

    def _is_part(self, head: Fact | None, quantity: Quantity, sentence: Span) -> bool:
        """Whether a figure stands behind 其中 or in a bracket after `head` and counts no more than it."""
        if head is None or head.unit != quantity.unit or quantity.value > head.value:
            return False
        between = self.text[sentence.start : quantity.span.start]
        return between.rfind("(") > between.rfind(")") or "其中" in between

    def _name(
        self,
        own: str,
        parts: list[Span],
        clause: Span,
        head: Fact | None,
        quantity: Quantity,
        *,
        said: bool,
        part: bool,
        rule: str,
    ) -> Name:
        if (own.endswith("类") or (rule == "list" and len(own) <= 6)) and (self.subject or self.carried):
            return Name(own, self.subject or self.carried)
        joined = "、" in self.text[max(clause.start, quantity.span.start - 24) : quantity.span.start]
        follows = head is not None and head.unit == quantity.unit and len(own) <= 4 and not joined
        if follows and said and not self.tools.indicators.topics_in(own):
            return Name(own, self.subject)  # 其他处理12件 in a chain of one unit
        if not is_dependent(own) and not part:
            return Name(own)
        if said and self.subject:
            return Name(own, self.subject)
        earlier = [self.text[c.start : c.end].strip() for c in parts if c.end <= clause.start]
        spoken = [text for text in earlier if not is_dependent(text) and len(text) > 2]
        if spoken:
            return Name(own, re.split(r"\d", spoken[-1])[0][-30:])
        return Name(own, self.subject or self.carried or self._heading())

    def _heading(self) -> str:
        """The nearest heading, as a last resort for what is counted."""
        return (
            re.sub(r"^[\s(（]*[一二三四五六七八九十\d]+[)）、.\s]+", "", folded_text(self.paragraph.section[-1]))[:24]
            if (self.paragraph.section)
            else ""
        )

    def _read_table(self, above: tuple[str, ...]) -> None:
        """The figures of a table; a change is tied to the figure to its left."""
        beside: list[tuple[TableFigure, Fact]] = []
        for one in table_figures(self.text, above, self.report, self.tools.gazetteer):
            row = one.cell.row
            subject = "" if self._names_itself(one.own) else one.subject or self.carried or self._heading()
            name = Name(one.own, subject) if one.own else Name(subject)
            fact = self._fact(one.cell.quantity, name, row, row, "", "table")
            period = one.period or self.fallback
            status = FactStatus.PLANNED if one.is_planned else fact.status
            fact = replace(
                fact, place=one.place, place_code=one.place_code, kind=one.kind, period=period, status=status
            )
            whole = next((f for other, f in reversed(beside) if one.is_change_of(other)), None)
            if whole is not None:
                fact = replace(fact, change_of=whole.number, indicator=whole.indicator)
            self.facts.append(fact)
            beside.append((one, fact))

    def _names_itself(self, own: str) -> bool:
        """Whether words of a table say what is counted without its caption."""
        return bool(self.tools.indicators.topics_in(own) or self.tools.indicators.recognise(own.replace(" ", "")))

    def _indicator(self, name: Name, unit: str | None) -> str:
        """The indicator that the whole phrase names; not the one of its subject, where own words say something else."""
        if is_a_head(name.phrase, unit or ""):
            return ""
        recognise = self.tools.indicators.recognise
        known = recognise(name.phrase.replace(" ", ""), unit)
        if name.subject and name.own:
            of_subject = recognise(name.subject, unit)
            known = tuple(one for one in known if one not in of_subject) or (of_subject if name.own in _INTAKE else ())
        return known[0].name if known else ""

    def _fact(self, quantity: Quantity, name: Name, sentence: Span, clause: Span, left: str, rule: str) -> Fact:
        period = period_of(self.text, self.mentions, sentence, quantity.span, self.fallback)
        left_words = name.own if rule == "list" else self.text[clause.start : quantity.span.start]
        place, code = place_of(left_words, self.report, self.tools.gazetteer)
        status = status_of(self.text, sentence, quantity.span, period, self.report.year, plans=self.plans)
        return Fact(
            report_id=self.report.id,
            paragraph=self.paragraph.number,
            number=self.numbered + len(self.facts) + 1,
            indicator=self._indicator(name, quantity.unit or (None if rule == "table" else "")),
            phrase=name.phrase,
            actor=actor_of(name.own),
            value=quantity.value,
            unit=quantity.unit,
            precision=quantity.precision,
            kind=kind_of(self.text, clause, quantity, left),
            status=status,
            period=period,
            place=place,
            place_code=code,
            figure=self.folded.published(quantity.span),
            clause=self.folded.published(_trimmed(self.text, clause)),
            rule=rule + ("+subject" if name.subject else ""),
            high=quantity.high,
        )


def _label(paragraph: Paragraph) -> str:
    """A line that only names what the next line counts, as tables saved as text have it; "" for any other."""
    text = folded_text(paragraph.text).strip()
    return text if len(text) <= 16 and not re.search(r"[。;:,!?\d]", text) else ""


def _tied(fact: Fact, head: Fact | None, previous: Fact | None, *, part: bool) -> Fact:
    """Tie a change to the figure before it, and a part (其中…, a bracket, a handling of the same unit) to its whole."""
    hangs = fact.rule.endswith("+subject")
    if fact.kind == FactKind.CHANGE:
        if hangs and previous is not None and previous.paragraph == fact.paragraph:
            whole = previous.change_of if previous.kind == FactKind.CHANGE else 0
            return replace(fact, change_of=whole or previous.number, indicator=fact.indicator or previous.indicator)
        return fact
    same = head is not None and head.unit == fact.unit and fact.value <= head.value and fact.kind == FactKind.AMOUNT
    if head is not None and same and (part or (hangs and head.paragraph == fact.paragraph)):
        return replace(fact, part_of=head.number)
    return fact


def _trimmed(text: str, span: Span) -> Span:
    cut = text[span.start : span.end]
    return Span(span.start + len(cut) - len(cut.lstrip()), span.end - len(cut) + len(cut.rstrip()))


def _inside(span: Span, others: list[Span]) -> bool:
    return any(other.start <= span.start < other.end for other in others)
