"""Every figure of a paragraph becomes a fact; every other number is passed over for a reason that can be told."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.facts.cells import LEADS_ON, TableFigure, captions_above, table_figures
from indexer.facts.clauses import sentences
from indexer.facts.naming import Name, is_dependent, stocked, thing_changed
from indexer.facts.narrower import counts_a_part, without_those_of_one_body
from indexer.facts.prose import SentenceReading
from indexer.facts.recognising import Recogniser
from indexer.facts.slots import is_plan_section, status_of
from indexer.facts.when import opened, period_mentions, period_of, section_period
from indexer.facts.where import actor_of, named_in_full, outside_places, place_named
from kb.lang.normalize import Folded, fold, folded_text
from kb.lang.quantities import find_quantities
from kb.types import Fact, FactKind, FactStatus, ParagraphKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kb.lang.periods import PeriodMention
    from kb.lexicon.indicators import Indicators
    from kb.lexicon.places import Gazetteer
    from kb.types import Paragraph, Period, Quantity, Report

_REACH = 150  # characters before a figure that may name its place: clauses are shorter
_STATE = re.compile(r"(?:基本|总体|整体|主要)*情况$")  # 行政复议案件基本情况 is about 行政复议案件
_NUMBERING = re.compile(r"^[\s(（]*[一二三四五六七八九十\d]+[)）、.\s]+")
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
        self.recogniser = Recogniser(indicators)

    def extract(self, report: Report, paragraphs: Iterable[Paragraph]) -> Extraction:
        """All facts of a report in reading order, numbered from 1, and the numbers passed over. Never raises."""
        facts: list[Fact] = []
        passed: list[Passed] = []
        carried, led, section, label, leading = "", "", None, "", False
        above: tuple[str, ...] = ()
        for paragraph in paragraphs:
            if paragraph.kind in _READ:
                goes_on = carried if paragraph.kind is not ParagraphKind.TABLE else led if leading else ""
                subject = label or (goes_on if paragraph.section == section else "")
                reading = ParagraphReading(self, report, paragraph, len(facts), subject, above)
                facts += reading.facts
                passed += reading.passed
                carried, led, section = reading.subject or subject, reading.subject, paragraph.section
                label = _label(paragraph) if not reading.facts else ""
            leading = LEADS_ON.search(paragraph.text[-20:]) is not None
            above = captions_above(above, paragraph)
        return Extraction(tuple(without_those_of_one_body(facts, self.indicators)), tuple(passed))


class ParagraphReading:
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
        self.indicators = tools.indicators
        self.recogniser = tools.recogniser
        self.tools, self.report, self.paragraph, self.numbered = tools, report, paragraph, numbered
        self.folded: Folded = fold(paragraph.text)
        self.text = self.folded.text
        section = tuple(folded_text(heading) for heading in paragraph.section)
        self.plans = is_plan_section(section, report)
        self.fallback: Period = section_period(section, report, plans=self.plans)
        self.mentions: list[PeriodMention] = period_mentions(self.text, report)
        self.facts: list[Fact] = []
        self.subject = ""
        self.opened: Period | None = None  # the year that the sentence, or one it goes on with, begins with
        self.carried = carried
        quantities, passed_over = outside_places(self.text, *find_quantities(self.text), tools.gazetteer)
        if paragraph.kind == ParagraphKind.TABLE:
            self._read_table(above)
        else:
            self._read_prose(quantities)
        read = sorted(fact.figure for fact in self.facts)
        self.passed = [
            Passed(paragraph.number, self.folded.published(item.span), item.reason)
            for item in passed_over
            if not _inside(self.folded.published(item.span), read)
        ]

    def _read_prose(self, quantities: list[Quantity]) -> None:
        head, end = None, -1
        for sentence in sentences(self.text):
            inside = [q for q in quantities if sentence.start <= q.span.start < sentence.end]
            goes_on = self.text[end : sentence.start].strip() == ";"
            self.opened = opened(self.text, sentence, self.mentions, self.opened, self.report.year, goes_on=goes_on)
            if inside:
                head = SentenceReading(self, sentence, inside, head if goes_on else None).read()
            end = sentence.end

    def divisions_in_full(self, names: Sequence[str]) -> tuple[list[str], str] | None:
        """The full names of the place's own divisions, where a list names them, and what follows the last."""
        return named_in_full(names, self.report, self.tools.gazetteer)

    def heading(self) -> str:
        """The nearest heading that names a topic, else the report's title where that does, else the nearest heading: a last
        resort for what is counted. Of a sentence only its topic counts.
        """
        told = [_NUMBERING.sub("", folded_text(heading)) for heading in reversed(self.paragraph.section)]
        headings = [_STATE.sub("", heading) or heading for heading in told]
        for heading in (*headings, folded_text(self.report.title)):
            topics = self.indicators.topics_in(heading)
            if topics and (heading not in headings or heading.endswith("。")):
                return max((word for word in topics[0].words if word in heading), key=len)
            if topics:
                return heading[:24]
        return headings[0][:24] if headings else ""

    def _read_table(self, above: tuple[str, ...]) -> None:
        """The figures of a table; a change is tied to the figure to its left."""
        beside: list[tuple[TableFigure, Fact]] = []
        for one in table_figures(self.text, above, self.report, self.tools.gazetteer):
            row = one.cell.row
            fact = self.fact(one.cell.quantity, self._named(one), row, row, one.kind, "table", None)
            period = one.period or self.fallback
            status = FactStatus.PLANNED if one.is_planned else fact.status
            fact = replace(fact, place=one.place, place_code=one.place_code, period=period, status=status)
            whole = next((f for other, f in reversed(beside) if one.is_change_of(other)), None)
            if whole is not None:
                fact = replace(fact, change_of=whole.number, indicator=whole.indicator)
            self.facts.append(fact)
            beside.append((one, fact))

    def _named(self, one: TableFigure) -> Name:
        """A row that says what it counts stands for itself; else it hangs on the caption, on words that lead to the table
        (…如下:), or on a heading that names a topic.
        """
        heading = self.heading()
        if one.own and self.recogniser.names_itself(one.own):
            narrowing = (self.recogniser.narrowing(told, one.own.split(" ")[0]) for told in (one.subject, heading))
            within = next(filter(None, narrowing), "")
            shared = next((told for told in (one.subject, heading) if self.recogniser.makes_another(told, one.own)), "")
            return Name(one.own, within=within) if within else Name(one.own, shared)
        lone = one.own and not is_dependent(one.own)
        above = heading if not lone or self.indicators.topics_in(heading) else ""
        told = [one.subject, self.carried, above]
        telling = (words for words in told if not lone and self.indicators.topics_in(words))
        subject = next(telling, next(filter(None, told), ""))
        return Name(one.own, subject) if one.own else Name(subject)

    def fact(
        self, quantity: Quantity, name: Name, sentence: Span, clause: Span, kind: FactKind, rule: str, near: Fact | None
    ) -> Fact:
        """The fact of a figure, with the next number; it is not yet added. `near` is what it hangs on, whose place is its
        own where its words name none.
        """
        name = replace(name, subject=stocked(name.own, name.subject))
        period = period_of(self.text, self.mentions, sentence, quantity.span, self.opened or self.fallback)
        left_words = (
            name.own
            if rule == "list"
            else self.text[max(clause.start, quantity.span.start - _REACH) : quantity.span.start]
        )
        named = place_named(left_words, self.report, self.tools.gazetteer)
        around = near if near is not None else self.report
        place, code = (named.name, named.code) if named is not None else (around.place, around.place_code)
        status = status_of(self.text, sentence, quantity.span, period, self.report.year, plans=self.plans)
        unit = None if rule == "table" and not quantity.unit else quantity.unit
        indicator = self.recogniser.indicator(name, unit, kind, place)
        if (
            kind is FactKind.CHANGE and not indicator and thing_changed(name.own)
        ):  # 受理案件增长20% is told of 受理; 低于全市平均4个百分点 of no change
            indicator = self.recogniser.indicator(name, None, kind, place)
        if indicator and rule != "table" and code == self.report.place_code:
            here = self.tools.gazetteer.get(code)
            level, meant = here.level if here else None, self.indicators.all[indicator]
            indicator = "" if counts_a_part(meant, name.phrase, quantity.unit, level, self.indicators) else indicator
        return Fact(
            report_id=self.report.id,
            paragraph=self.paragraph.number,
            number=self.numbered + len(self.facts) + 1,
            indicator=indicator,
            phrase=name.phrase,
            actor=actor_of(name.own),
            value=quantity.value,
            unit=quantity.unit,
            precision=quantity.precision,
            kind=kind,
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


def _trimmed(text: str, span: Span) -> Span:
    cut = text[span.start : span.end]
    return Span(span.start + len(cut) - len(cut.lstrip()), span.end - len(cut) + len(cut.rstrip()))


def _inside(span: Span, others: list[Span]) -> bool:
    """Whether a span begins in one of others, which are in order."""
    before = bisect_right(others, span.start, key=lambda other: other.start)
    return before > 0 and span.start < others[before - 1].end
