"""Which of the scored figures compete: one rule after the other takes out those that what was asked for rules out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.asked import COMMON, NO_KIND, Asked
from kb.answer.views import written
from kb.lang.units import family
from kb.types import Fact, FactStatus

GOOD = 0.44  # below this a figure is not what was asked for


@dataclass(frozen=True, slots=True)
class Match:
    """A fact with its score; `coverage` alone tells whether the words fit, `same` that the indicator is one that may be meant,
    `named` that it is the very one that the question names.
    """

    fact: Fact
    score: float
    coverage: float
    same: bool = False
    named: bool = False


def winnowed(asked: Asked, matches: Sequence[Match]) -> list[Match]:
    """Those of the matches, best first, that compete, best first."""
    counted_so = _in_unit(asked, sorted(matches, key=lambda match: -match.score))
    return _parts_asked_for(asked, _named_first(asked, _planned_first(asked, counted_so)))


def _planned_first(asked: Asked, matches: list[Match]) -> list[Match]:
    """Where plans are asked for and a good figure is planned, what was done is out."""
    planned = [match for match in matches if match.fact.status == FactStatus.PLANNED]
    if asked.plans and any(match.score >= GOOD for match in planned):
        return planned
    return matches


def _named_first(asked: Asked, matches: list[Match]) -> list[Match]:
    """Where a good figure is of the very indicator named, those that the table warns to take for it are out; and where
    no more than the indicator is named, so is all else of its place and year: 行政应诉案件28件 that were only spoken of.
    """
    good = [match for match in matches if match.named and match.score >= GOOD]
    if not good:
        return matches
    alike = [match for match in matches if not asked.unlike(match.fact)]
    further = _said_further(asked, [match.fact for match in good])
    if any(match.score >= GOOD and _holds(match.fact, further) for match in alike):
        return [match for match in alike if not match.named]
    if not asked.is_of_one_indicator:
        return alike
    told = {(match.fact.place_code, match.fact.period.year) for match in good}
    return [m for m in alike if m.named or (m.fact.place_code, m.fact.period.year) not in told]


def _said_further(asked: Asked, facts: Sequence[Fact]) -> list[str]:
    """Words of the question beyond the name of the indicator, and in the words of none of its figures: 邻里(纠纷调解)."""
    name = asked.named.name if asked.named is not None else ""
    words = [term.word for term in asked.terms if len(term.word) > 1 and term.word not in COMMON | NO_KIND]
    phrases = [written(fact.phrase) for fact in facts]
    return [word for word in words if word not in name and not any(word in phrase for phrase in phrases)]


def _parts_asked_for(asked: Asked, matches: list[Match]) -> list[Match]:
    """Put a part before its whole where its own words hold a word of the question that the whole's do not."""
    best = matches[0].fact if matches else None
    for match in matches[1:6]:
        fact = match.fact
        beside = best is not None and (fact.report_id, fact.paragraph) == (best.report_id, best.paragraph)
        if best is None or not beside or match.score < GOOD or not fact.rule.endswith("+subject"):
            continue
        own = written(own_words(fact))
        lacking = [term for term in asked.terms if len(term.word) > 1 and term.word not in written(best.phrase)]
        if any(term.word in own for term in lacking):
            raised = replace(match, score=matches[0].score * 1.02)
            return [raised, *(one for one in matches if one is not match)]
    return matches


def _in_unit(asked: Asked, matches: list[Match]) -> list[Match]:
    """Where a unit was asked for and a good figure has one of its family, those of other families are out; a cell of a
    table may have none.
    """
    wanted = family(asked.wanted.unit)
    same = [match for match in matches if family(match.fact.unit) == wanted]
    if wanted and same and same[0].score >= max(GOOD, 0.5 * matches[0].score):
        return [match for match in matches if family(match.fact.unit) == wanted or not match.fact.unit]
    return matches


def _holds(fact: Fact, words: Sequence[str]) -> bool:
    return any(word in written(fact.phrase) for word in words)


def own_words(fact: Fact) -> str:
    """The own words of a fact, without the subject that it takes from another."""
    return fact.phrase.split(" ")[-1]
