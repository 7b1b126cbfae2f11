"""How well a figure is the one asked for.

    coverage     share, by weight, of the question's words that name the figure: a word counts whole in the figure's own
                 words, less in its clause, its sentence, its paragraph and headings; related words count in part
    specificity  share of the figure's own words that the question named: 调解成功 says more than 调解 asked for
    score        coverage × (0.7 + 0.3 × specificity), and then what the unit and the indicator say for or against it

All figures of a question are judged by this one scale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.answer.apart import Apart
from kb.answer.asked import KIN, Term
from kb.answer.desk import Looked
from kb.answer.views import Views, views_of, written
from kb.answer.winnow import GOOD, Match, own_words, winnowed
from kb.lang.tokens import stop_words
from kb.lang.units import family, is_a_head
from kb.lexicon.indicators import indicators
from kb.lexicon.words import analyser, as_written, related
from kb.types import Fact, FactKind, FactStatus

_SAID = 0.15  # share of the question's own words below which the words around it count for nothing
_NEAR = 0.95 * GOOD  # the most that a figure is worth which can only be offered beside
_OTHER = 0.6  # a figure that the table of indicators tells apart from the one meant
_NAMED = 0.85  # what a word is worth that names the very indicator that the figure counts
_RENAMED = 0.6  # the same where the figure has another name for it

_RATE = re.compile(r"率|比|占|度|面|幅|成[数左]")
_A_HEAD = re.compile(r"每|均")


class Matcher(Apart):
    """Scores facts for one wanted figure."""

    def matches(self, facts: Iterable[Fact]) -> list[Match]:
        """Facts that may be the one that is meant, best first, equals in reading order."""
        return winnowed(self, self.scored(facts))

    def scored(self, facts: Iterable[Fact]) -> list[Match]:
        """All facts that the question's words are said of, in reading order; many of them may be meant together."""
        facts = list(facts)
        beside_of: dict[tuple[str, int], list[Fact]] = {}
        for fact in facts:
            beside_of.setdefault((fact.report_id, fact.paragraph), []).append(fact)
        facts = self._admitted(facts)
        self.desk.paragraphs((fact.report_id, fact.paragraph) for fact in facts)
        listed: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            listed.setdefault((fact.report_id, fact.paragraph, fact.clause), []).append(fact)
        scored = []
        for fact in facts:
            beside = listed[fact.report_id, fact.paragraph, fact.clause]
            rivals = " ".join(written(own_words(one)) for one in beside if one is not fact)
            later = [own_words(one) for one in beside_of[fact.report_id, fact.paragraph] if one.number > fact.number]
            if (match := self.match(fact, rivals, later)) is not None:
                scored.append(match)
        self.desk.looked += (Looked(match.fact, match.score) for match in scored)
        return scored

    def _admitted(self, facts: Sequence[Fact]) -> list[Fact]:
        """Facts that may be meant; of the others those that share a long word with the question are noted for its trace."""
        admitted, words = [], [term.word for term in self.terms if len(term.word) > 1]
        for fact in facts:
            if self.admits(fact):
                admitted.append(fact)
            elif words and all(word in fact.phrase for word in words):
                self.desk.looked.append(Looked(fact, GOOD))
        return admitted

    def admits(self, fact: Fact) -> bool:
        """Whether a figure is of a kind that may answer at all, whatever it is called."""
        if fact.rule.startswith("from"):  # 从3万增加到5万: 3万 is of another time
            return False
        if fact.status == FactStatus.PLANNED and not self.plans:
            return False
        if fact.kind == FactKind.RATE and self._counted():
            return False
        if is_a_head(fact.phrase, fact.unit) and not _A_HEAD.search(self.wanted.words):
            return False
        if (fact.kind == FactKind.CHANGE) != (self.wanted.kind == "change"):
            return False
        if self.wanted.kind in ("money", "rate"):
            return family(fact.unit) == self.wanted.kind
        return self._fits(fact.unit)

    def _fits(self, unit: str) -> bool:
        """Whether a unit may answer the one that was asked for, if any was."""
        wanted, has = family(self.wanted.unit), family(unit)
        if (_is_event(self.wanted.unit) and has in ("heads", "people")) or (wanted == "heads" and _is_event(unit)):
            return False  # how often something was held is not how many came
        if wanted in ("money", "rate", "points", "area", "time"):
            return has == wanted
        return not (wanted and has in ("money", "rate", "area", "points", "fold", "time"))

    def _counted(self) -> bool:
        """Whether the question names what is counted one by one, and no rate of it."""
        asks = self.wanted.kind == "rate" or _RATE.search(self.words)
        units = self.named.units if self.named is not None else ()
        return not asks and bool(units) and not any(family(unit) == "rate" for unit in units)

    def match(self, fact: Fact, rivals: str = "", later: Sequence[str] = ()) -> Match | None:
        """The match of one fact, None where none of the question's own words name it.

        `rivals` are the own words of the other figures of its clause, `later` those of the figures behind it in its paragraph.
        """
        paragraph = self.desk.paragraph(fact)
        views = views_of(self.desk, fact, paragraph, rivals)
        factor, same = self._indicator_factor(fact)
        named = same and self.named is not None and fact.indicator == self.named.name
        coverage = self._coverage(self.terms, views, explained=same, named=named)
        if not self.terms:
            coverage = self._coverage(self.context, views)
        elif coverage < _SAID or (not same and self.is_of_another(views, later)):
            return None
        elif self.context:
            around = self._coverage(self.context, views)
            coverage = coverage * 0.75 + around * 0.25
        if coverage <= 0:
            return None
        if factor == _OTHER and self.tells(fact, views):
            # the more its own words say what was asked for, the less the table's other name weighs
            factor += 0.25 * min(1.0, max(0.0, (coverage - 0.5) / 0.3))
        specificity = self._specificity(views.own)
        score = coverage * (0.7 + 0.3 * specificity) * self._unit_factor(fact)
        if fact.part_of and "其中" not in self.words:
            factor *= 0.97
        score *= factor
        near = self.is_apart(fact, views, coverage, same=same, named=named)
        near = near or (self.wanted.must not in fact.indicator and not views.says(self.wanted.must))
        return Match(fact, min(score, _NEAR) if near else score, coverage, same, named)

    def _coverage(self, terms: Sequence[Term], views: Views, *, explained: bool = False, named: bool = False) -> float:
        """`explained`: the figure counts an indicator that may be meant, so the words that name it are as good as held where
        the figure has them; `named`: it counts the very one, so they are whichever name the figure has.
        """
        terms = [term for term in terms if not views.issued(term.word)]
        whole = sum(term.weight for term in terms)
        held = 0.0
        for term in terms:
            known = _NAMED if explained and self._names(term.word, views.own) else 0.0
            if named and self._renames(term.word):
                known = max(known, _RENAMED)
            held += term.weight * max(views.holds(term.word), known)
        return held / whole if whole else 0.0

    def _renames(self, word: str) -> bool:
        """Whether a word of the question is of one of the names of the indicator, which a figure of it may have by another."""
        name = self.named.name if self.named is not None and self.named.name in self.words.replace(" ", "") else ""
        return word in name or any(word in part or part in word for part in self.said)

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
        return 0.92 if has in KIN.get(wanted, ()) else 0.6

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


def _is_event(unit: str) -> bool:
    """Whether a unit counts what is held: 场, 期. 次 is said of people who came, too."""
    return family(unit) == "times" and unit != "次"
