"""What one answer works with: a snapshot, the reports in it, folded paragraphs, and the citations made so far."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kb.answer.namesakes import told_apart
from kb.lang.normalize import Folded, fold, folded_text, simplify
from kb.lang.recheck import states
from kb.lexicon.places import gazetteer
from kb.store.contracts import FactQuery, Hit, TextQuery
from kb.store.versions import lateness, superseded
from kb.types import Citation, Fact, Paragraph, Place, Report, Scope, Span, Target

if TYPE_CHECKING:
    from kb.store.shelf import Snapshot


class Catalogue:
    """The reports of a snapshot, by id, place and year; made once a snapshot, shared by its requests.

    `by_id` has all; everything else only those that no later version supersedes. `newer` gives for the id of a
    superseded report that of the latest version, `older` for that one's the versions before it, latest first. `by_offices`
    are the ids of reports that departments issued, `office_of` gives for each of them the department; `at` gives for a
    place code and year the report held, of several the first that is none of them; `names` how to call each place of a
    report among all of them, by its code.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        self.by_id = {report.id: report for report in reports}
        self.newer = superseded(reports)
        self.older: dict[str, list[Report]] = defaultdict(list)
        for old in sorted((self.by_id[one] for one in self.newer), key=lateness, reverse=True):
            self.older[self.newer[old.id]].append(old)
        self.reports = reports = tuple(report for report in reports if report.id not in self.newer)
        self.ids = frozenset(report.id for report in reports)
        self.by_place: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            self.by_place[report.place_code].append(report)
        self.office_of = {report.id: office for report in reports if (office := _office(report))}
        self.by_offices = frozenset(self.office_of)
        self.offices = tuple(sorted(set(self.office_of.values()), key=len, reverse=True))
        self.at = _held(reports, self.by_offices)
        self.names = told_apart((report.place_code, report.place) for report in reports)
        self.covered = frozenset((report.place_code, report.year) for report in reports if report.place_code)

    def of_places(self, codes: Iterable[str], years: Sequence[int] = ()) -> tuple[Report, ...]:
        """Reports of exactly these places; of all years where none is given. Ordered by place as given, then year."""
        return tuple(
            report
            for code in codes
            for report in sorted(self.by_place.get(code, ()), key=lambda one: (one.year, one.id))
            if not years or report.year in years
        )

    def below(self, code: str, years: Sequence[int] = ()) -> tuple[Report, ...]:
        """Reports of divisions below a place."""
        return tuple(
            report
            for report in self.reports
            if gazetteer().contains(code, report.place_code) and (not years or report.year in years)
        )

    def in_scope(self, scope: Scope | None, years: Sequence[int] = ()) -> tuple[Report, ...]:
        """Reports of the places a ranking runs over."""
        return tuple(
            report
            for report in self.reports
            if (not years or report.year in years)
            and (scope is None or not scope.kinds or report.kind in scope.kinds)
            and (scope is None or not scope.levels or report.level in scope.levels)
            and (scope is None or report.place_code != scope.without or not scope.without)
            and (scope is None or not scope.within or gazetteer().contains(scope.within, report.place_code))
        )


def _held(reports: Sequence[Report], by_offices: frozenset[str]) -> dict[tuple[str, int], Report]:
    held: dict[tuple[str, int], Report] = {}
    for report in sorted(reports, key=lambda one: one.id in by_offices):
        if report.place_code and report.year:
            held.setdefault((report.place_code, report.year), report)
    return held


def _office(report: Report) -> str:
    """The department that issued a report, without the name of its place: 生态环境局; "" for a government itself."""
    issuer = folded_text(report.issuer)
    for name in report.place_path:
        issuer = issuer.replace(folded_text(name), "")
    return issuer if 3 <= len(issuer) <= 14 and not issuer.endswith("政府") else ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A figure that a matcher looked at, and how well it fitted."""

    fact: Fact
    score: float


@dataclass(slots=True)
class _Cited:
    paragraph: Paragraph
    marks: list[Span] = field(default_factory=list)


class Desk:
    """Everything a handler needs. One desk serves one question and is then thrown away."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue) -> None:
        self.snapshot = snapshot
        self.catalogue = catalogue
        self._paragraphs: dict[tuple[str, int], Paragraph] = {}
        self._folded: dict[tuple[str, int], Folded] = {}
        self._cited: dict[tuple[str, int], _Cited] = {}
        self.told: dict[tuple[str, int], Fact] = {}  # the facts cited, by report id and number
        self.looked: list[Looked] = []  # the facts that were matched against the question, for the trace of its answer

    # --- reading -----------------------------------------------------------------------------------------------------

    def paragraphs(self, keys: Iterable[tuple[str, int]]) -> list[Paragraph]:
        """Paragraphs by (report id, number), in that order, read at once and kept for this answer."""
        keys = list(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in self._paragraphs]
        for paragraph in self.snapshot.reports.pick(missing) if missing else ():
            self._paragraphs[paragraph.report_id, paragraph.number] = paragraph
        return [self._paragraphs[key] for key in keys if key in self._paragraphs]

    def paragraph(self, fact: Fact) -> Paragraph:
        """The paragraph that a fact stands in."""
        return self.paragraphs([(fact.report_id, fact.paragraph)])[0]

    def folded(self, paragraph: Paragraph) -> Folded:
        """The paragraph in its searched form, kept for this answer."""
        key = (paragraph.report_id, paragraph.number)
        if key not in self._folded:
            self._folded[key] = fold(paragraph.text)
        return self._folded[key]

    def figures(self, query: FactQuery) -> list[Fact]:
        """Facts that fit; those of superseded reports take no part."""
        newer = self.catalogue.newer
        return [fact for fact in self.snapshot.figures.facts(query) if fact.report_id not in newer]

    def search(self, query: TextQuery) -> list[Hit]:
        """Paragraphs that fit, best first; those of superseded reports take no part."""
        ids = self.catalogue.ids
        if self.catalogue.newer:
            query = replace(query, reports=ids if query.reports is None else query.reports & ids)
        return self.snapshot.passages.search(query)

    def facts(self, target: Target, reports: Sequence[Report] = ()) -> list[Fact]:
        """Facts of a target's place and years, whichever report states them; else those of `reports`."""
        years = frozenset(target.years) if target.years else None
        if target.places:
            places = frozenset({target.places[0].code})
            return self.figures(FactQuery(places=places, years=years))
        ids = frozenset(report.id for report in reports) if reports else None
        return self.figures(FactQuery(reports=ids, years=years))

    def facts_of(self, report: Report) -> list[Fact]:
        """The facts of one report, superseded or not."""
        return self.snapshot.figures.facts(FactQuery(reports=frozenset({report.id})))

    def report(self, fact: Fact) -> Report:
        """The report that states a fact."""
        return self.catalogue.by_id[fact.report_id]

    def place(self, fact: Fact) -> Place | None:
        """The division a fact is of, None where the gazetteer has none."""
        return gazetteer().get(fact.place_code)

    def name_of(self, told: Fact | Report) -> str:
        """The place of a fact or report, with what lies above it where reports of another one of its name are held."""
        return self.catalogue.names.get(told.place_code, told.place)

    def dated(self, report: Report) -> str:
        """The place and year of a report: 密云区2024年."""
        return f"{self.name_of(report)}{report.year}年"

    @cached_property
    def indexed(self) -> int:
        """How many paragraphs the index holds."""
        return self.snapshot.passages.count()

    def are_true_to_text(self, facts: Sequence[Fact]) -> list[bool]:
        """`is_true_to_text` of each of many facts, without their paragraphs."""
        written = self.snapshot.reports.written([(fact.report_id, fact.paragraph, fact.figure) for fact in facts])
        return [states(text, fact.value, fact.unit) for text, fact in zip(written, facts, strict=True)]

    # --- citing ------------------------------------------------------------------------------------------------------

    def cite(self, paragraph: Paragraph, *marks: Span) -> int:
        """The number of the citation of a paragraph, with `marks` added to it."""
        key = (paragraph.report_id, paragraph.number)
        cited = self._cited.setdefault(key, _Cited(paragraph))
        cited.marks += [mark for mark in marks if mark not in cited.marks]
        return list(self._cited).index(key) + 1

    def cite_fact(self, fact: Fact) -> int:
        """The number of the citation of a fact's figure."""
        self.told.setdefault((fact.report_id, fact.number), fact)
        return self.cite(self.paragraph(fact), fact.figure)

    def citations(self) -> tuple[Citation, ...]:
        """All citations made, in order of their numbers."""
        return tuple(self._citation(n, cited) for n, cited in enumerate(self._cited.values(), 1))

    def _citation(self, n: int, cited: _Cited) -> Citation:
        paragraph = cited.paragraph
        report = self.catalogue.by_id[paragraph.report_id]
        return Citation(
            n, report.source, report.id, report.title, report.place, report.year, paragraph.section, paragraph.number,
            paragraph.text, tuple(cited.marks), report.issuer, report.published, report.source_url,
            report.place_code,
        )  # fmt: skip

    # --- wording -----------------------------------------------------------------------------------------------------

    def figure_text(self, fact: Fact) -> str:
        """The figure as the report wrote it, in Simplified characters; a bare table cell gets the unit of its head."""
        text = self.paragraph(fact).text
        written = re.sub(r"(?<=\d)\s+(?=\d)", "", simplify(text[fact.figure.start : fact.figure.end]).strip())
        if fact.unit in ("", "%") or not written[-1:].isdigit():
            return written
        return f"{written}{unit}" if (unit := _unit_of_head(written, fact)) else f"{fact.value:f}{fact.unit}"

    def clause_text(self, fact: Fact) -> str:
        """The clause that a fact stands in, as published."""
        return self.paragraph(fact).text[fact.clause.start : fact.clause.end].strip()

    def is_true_to_text(self, fact: Fact) -> bool:
        """Whether the published text at the fact's span still gives its value: the last check before it is answered."""
        text = self.paragraph(fact).text
        return states(text[fact.figure.start : fact.figure.end], fact.value, fact.unit)


def _unit_of_head(written: str, fact: Fact) -> str:
    """The unit in which a bare number was written (402.6 below 罚款(万元)); "" where the number does not tell."""
    number = written.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?", number) or not Decimal(number):
        return ""
    factors = {Decimal(1): "", Decimal(10**4): "万", Decimal(10**8): "亿"}
    factor = factors.get(fact.value / Decimal(number))
    return "" if factor is None else f"{factor}{fact.unit}"


def place_year(place: Place | None, year: int) -> str:
    """密云区2024年, 密云区, 2024年 or ""."""
    return (place.name if place else "") + (f"{year}年" if year else "")
