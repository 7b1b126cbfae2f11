"""How well a figure is the one asked for.

    coverage     share, by weight, of the question's words that name the figure: a word counts whole in the figure's own
                 words, less in its clause, its sentence, its paragraph and headings; related words count in part
    specificity  share of the figure's own words that the question named: 调解成功 says more than 调解 asked for
    score        coverage × (0.7 + 0.3 × specificity), and then what the unit and the indicator say for or against it

A word weighs by how rare it is in the index (idf) and how long. All figures of a question are judged by this one scale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.answer.desk import Desk
from kb.answer.views import Views, views_of, written
from kb.lang.tokens import is_number, stop_words
from kb.lang.units import family, is_a_head
from kb.lexicon.indicators import Indicator, indicators
from kb.lexicon.words import analyser, as_written, related
from kb.types import Fact, FactKind, FactStatus, Wanted

GOOD = 0.44  # below this a figure is not what was asked for
_SAID = 0.15  # share of the question's own words below which the words around it count for nothing
_OTHER = 0.6  # a figure that the table of indicators tells apart from the one meant
_NAMED = 0.85  # what a word is worth that names the very indicator that the figure counts
_LIGHT = frozenset(
    "金额 人数 人次 次数 件数 场次 场数 司法局 政府 人民政府 区政府 市政府 县政府 镇政府 全区 全市 全县 全镇 全省 单位 部门 各单位 各部门".split()
)
_KIN = {
    "cases": ("cases", "pieces", "papers"), "times": ("times", "cases", "heads"), "heads": ("heads", "people", "times"),
    "people": ("people", "heads", "places"), "papers": ("papers", "cases", "pieces"), "pieces": ("pieces", "cases", "papers", "places", "people"),
    "places": ("places", "pieces", "people"),
}  # fmt: skip

_A_HEAD = re.compile(r"每|均")


@dataclass(frozen=True, slots=True)
class Match:
    """A fact with its score; `coverage` alone tells whether the words fit, `same` that the indicator is the one meant."""

    fact: Fact
    score: float
    coverage: float
    same: bool = False


@dataclass(frozen=True, slots=True)
class _Term:
    word: str
    weight: float


class Matcher:
    """Scores facts for one wanted figure."""

    def __init__(self, desk: Desk, wanted: Wanted, *, plans: bool = False) -> None:
        self.desk, self.wanted, self.plans = desk, wanted, plans
        self.words = as_written(wanted.words)
        for office in desk.catalogue.offices:  # who reports is no part of what is counted
            self.words = self.words.replace(office, " ")
        self.terms = self._terms(self.words)
        known = {term.word for term in self.terms}
        self.context = [term for term in self._terms(as_written(wanted.context)) if term.word not in known]
        self.meant = self._meant()

    # --- the question's side -----------------------------------------------------------------------------------------

    def _terms(self, words: str) -> list[_Term]:
        kept = dict.fromkeys(
            word
            for word in analyser().words(words)
            if re.search(r"[\u4e00-\u9fffa-z0-9]", word) and word not in stop_words()
        )
        return [_Term(word, self._weight(word)) for word in kept if len(word) > 1 or word in related()]

    def _weight(self, word: str) -> float:
        frequency = self.desk.snapshot.passages.document_frequency(word)
        rarity = math.log(1 + (self.desk.indexed + 1) / (frequency + 1))
        if len(word) == 1 or word in _LIGHT:
            return 0.3 * rarity
        if is_number(word):
            return 0.5 * rarity
        if frequency == 0 and word not in _field_words():
            return 0.5 * rarity  # a word no report uses: more likely loose talk than the subject
        return rarity * min(len(word), 4) / 2

    def _meant(self) -> tuple[Indicator, ...]:
        """Indicators that the question names: by its words, else with the words around, else the heads of its topic."""
        text = self.words.replace(" ", "")
        table = indicators()
        found = [one for one in table.recognise(text) if self._counts(one)]
        if not found and self.wanted.context:
            around = as_written(self.wanted.context).replace(" ", "")
            found = [one for one in table.recognise(around + text) if self._counts(one)]
        topics = table.topics_in(text)
        if topics:
            heads = [table.all[head] for head in topics[0].heads if self._counts(table.all[head])]
            if not found or found[0] in heads:
                return (*found[:1], *(head for head in heads if head not in found[:1]))
        return tuple(found[:1])

    def _counts(self, indicator: Indicator) -> bool:
        """Whether an indicator is counted in the kind of unit that was asked for."""
        families = {family(unit) for unit in indicator.units}
        if not families:
            return True
        if self.wanted.kind in ("rate", "money"):
            return self.wanted.kind in families
        if self.wanted.kind == "change":
            return True
        wanted = family(self.wanted.unit)
        return not wanted or bool(families & {wanted, *_KIN.get(wanted, ())})

    # --- the figures' side -------------------------------------------------------------------------------------------

    def matches(self, facts: Iterable[Fact]) -> list[Match]:
        """Facts that may be meant, best first, equals in reading order."""
        facts = [fact for fact in facts if self._admissible(fact)]
        self.desk.paragraphs((fact.report_id, fact.paragraph) for fact in facts)
        listed: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            listed.setdefault((fact.report_id, fact.paragraph, fact.clause), []).append(fact)
        scored = []
        for fact in facts:
            beside = listed[fact.report_id, fact.paragraph, fact.clause]
            rivals = " ".join(written(_own(one)) for one in beside if one is not fact)
            if (match := self.match(fact, rivals)) is not None:
                scored.append(match)
        return self._parts_asked_for(self._in_unit(sorted(scored, key=lambda match: -match.score)))

    def _parts_asked_for(self, matches: list[Match]) -> list[Match]:
        """Put a part before its whole where its own words hold a word of the question that the whole's do not."""
        best = matches[0].fact if matches else None
        for match in matches[1:6]:
            fact = match.fact
            beside = best is not None and (fact.report_id, fact.paragraph) == (best.report_id, best.paragraph)
            if best is None or not beside or match.score < GOOD or not fact.rule.endswith("+subject"):
                continue
            own = written(_own(fact))
            lacking = [term for term in self.terms if len(term.word) > 1 and term.word not in written(best.phrase)]
            if any(term.word in own for term in lacking):
                raised = replace(match, score=matches[0].score * 1.02)
                return [raised, *(one for one in matches if one is not match)]
        return matches

    def _in_unit(self, matches: list[Match]) -> list[Match]:
        """Where a unit was asked for and a good figure has one of its family, those of other families are out."""
        wanted = family(self.wanted.unit)
        same = [match for match in matches if family(match.fact.unit) == wanted]
        if wanted and same and same[0].score >= max(GOOD, 0.5 * matches[0].score):
            return same
        return matches

    def _admissible(self, fact: Fact) -> bool:
        if fact.rule.startswith("from"):  # 从3万增加到5万: 3万 is of another time
            return False
        if fact.status == FactStatus.PLANNED and not self.plans:
            return False
        if is_a_head(fact.phrase, fact.unit) and not _A_HEAD.search(self.wanted.words):
            return False
        if (fact.kind == FactKind.CHANGE) != (self.wanted.kind == "change"):
            return False
        if self.wanted.kind in ("money", "rate"):
            return family(fact.unit) == self.wanted.kind
        wanted = family(self.wanted.unit)
        has = family(fact.unit)
        if wanted in ("money", "rate", "points", "area"):
            return has == wanted
        return not (wanted and has in ("money", "rate", "area", "points", "fold"))

    def match(self, fact: Fact, rivals: str = "") -> Match | None:
        """The match of one fact, None where none of the question's own words name it.

        `rivals` are the own words of the other figures of its clause.
        """
        paragraph = self.desk.paragraph(fact)
        views = views_of(self.desk, fact, paragraph, rivals)
        factor, same = self._indicator_factor(fact)
        coverage = self._coverage(self.terms, views, explained=same)
        if not self.terms:
            coverage = self._coverage(self.context, views)
        elif coverage < _SAID:
            return None
        elif self.context:
            around = self._coverage(self.context, views)
            coverage = coverage * 0.75 + around * 0.25
        if coverage <= 0:
            return None
        if factor == _OTHER and self._tells(views):
            # the more its own words say what was asked for, the less the table's other name weighs
            factor += 0.25 * min(1.0, max(0.0, (coverage - 0.5) / 0.3))
        specificity = self._specificity(views.own)
        score = coverage * (0.7 + 0.3 * specificity) * self._unit_factor(fact)
        if fact.part_of and "其中" not in self.words:
            factor *= 0.97
        return Match(fact, score * factor, coverage, same)

    def _tells(self, views: Views) -> bool:
        """Whether a figure's clause holds a word that tells the indicator meant from the others of its topic (审结)."""
        topic = indicators().topics[self.meant[0].topic].words
        telling = {
            word
            for words in self.meant[0].words
            for word in words
            if word in self.words and not any(word in name or name in word for name in topic)
        }
        return not telling or any(word in views.clause or word in views.own for word in telling)

    def _coverage(self, terms: Sequence[_Term], views: Views, *, explained: bool = False) -> float:
        """`explained`: the figure counts the indicator meant, so the words that name the indicator are as good as held."""
        whole = sum(term.weight for term in terms)
        held = 0.0
        for term in terms:
            held += term.weight * max(
                views.holds(term.word), _NAMED if explained and self._names(term.word, views.own) else 0.0
            )
        return held / whole if whole else 0.0

    def _names(self, word: str, own: str) -> bool:
        """Whether a word of the question is one by which the indicator meant is known, and the figure is named by."""
        topic = indicators().topics.get(self.meant[0].topic) if self.meant else None
        known = {part for indicator in self.meant for words in indicator.words for part in words}
        known |= set(topic.words) if topic else set()
        return any((word in part or part in word) and part in own for part in known if len(part) > 1)

    def _specificity(self, own: str) -> float:
        words = [word for word in analyser().words(own) if len(word) > 1 and word not in stop_words()]
        if not words:
            return 0.5
        asked = f"{self.words} {as_written(self.wanted.context)}"
        said = sum(
            len(word) for word in words if word in asked or any(near in asked for near in related().get(word, ()))
        )
        return said / sum(map(len, words))

    def _unit_factor(self, fact: Fact) -> float:
        if fact.kind == FactKind.RATE and self.wanted.kind != "rate" and not re.search(r"率|比", self.words):
            return 0.75
        if not self.wanted.unit or not fact.unit:
            return 1.0
        if self.wanted.unit == fact.unit:
            return 1.08
        wanted, has = family(self.wanted.unit), family(fact.unit)
        if wanted == has:
            return 1.04
        return 0.92 if has in _KIN.get(wanted, ()) else 0.6

    def _indicator_factor(self, fact: Fact) -> tuple[float, bool]:
        if is_a_head(fact.phrase, fact.unit):
            return 1.35, False  # asked for as such, else it would not be admissible
        if not self.meant or not fact.indicator:
            return 1.0, False
        for rank, indicator in enumerate(self.meant):
            if fact.indicator == indicator.name:
                return 1.25 - 0.1 * rank, True
        known = indicators().all.get(fact.indicator)
        told_apart = known is not None and known.topic == self.meant[0].topic
        return (_OTHER if told_apart else 0.85), False


def _own(fact: Fact) -> str:
    """The own words of a fact, without the subject that it takes from another."""
    return fact.phrase.split(" ")[-1]


def class_of(fact: Fact) -> str:
    """Units that may be ranked side by side, with a word of caution where they differ: things counted one by one (件, 个, 份,
    项 …) are one class, any other family is its own.
    """
    kin = family(fact.unit) or fact.unit
    return "things" if kin in ("cases", "pieces", "papers") else kin


def stretch_of(fact: Fact) -> tuple[int, int, int]:
    """How many years a figure spans, and its first and last month: figures of unlike stretches are never ranked together."""
    period = fact.period
    return (period.last.year - period.first.year, period.first.month, period.last.month)


@lru_cache(maxsize=1)
def _field_words() -> frozenset[str]:
    return frozenset(indicators().names())
