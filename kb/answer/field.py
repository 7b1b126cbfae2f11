"""All figures that compete in a ranking or a sum: one a place, of the scope that was asked for.

A question that asks for one known indicator is answered by the facts of that indicator alone: the store gives them, for
each place those of its latest year, and only where a place has several, or none, are words compared. Any other question has
every fact compared that shares a word with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.answer.desk import Desk
from kb.answer.figures import choose, of_one_indicator
from kb.answer.kin import class_of, stretch_of
from kb.answer.match import Matcher
from kb.answer.winnow import Match
from kb.lexicon.places import gazetteer
from kb.lexicon.words import related
from kb.store.contracts import FactQuery
from kb.types import Fact, FactKind, FactStatus, Report, Scope, Target, Wanted

_RELATIVE = 0.62  # a figure scored below this share of the best one is another thing
_SURE = 1.2  # the score of a place's only figure of the very indicator that was asked for
_MOST = 2_000  # paragraphs whose facts are compared word by word for one answer: some tenths of a second
HASTY = "报告很多，没有逐一辨认用别的说法写的数字；列为未给出的地区也可能另有写法。"
_MOST_BESIDE = 500  # the same where most places give the very indicator that was asked for


@dataclass(frozen=True, slots=True)
class Field:
    """All figures that compete: one a place, of one family of units. `reports` are those that were read for it, `missing`
    those of them that give no figure, and `aside` are figures that cannot be set beside the others.
    """

    matches: tuple[Match, ...]
    reports: tuple[Report, ...]
    missing: tuple[Report, ...]
    aside: tuple[Match, ...] = ()
    hasty: bool = False  # figures that share only common words with the question were not looked at: there are too many


def field_of(
    desk: Desk, wanted: Wanted, reports: Sequence[Report], years: tuple[int, ...], *, plans: bool = False,
    above: Sequence[Report] = (), scope: Scope | None = None,
) -> Field:  # fmt: skip
    """The figure of each place that the reports give for `wanted`; of its newest year where no year is asked for.

    A report counts for its own place; reports `above` count for the places of `scope` below them that they speak of.
    """
    matcher = Matcher(desk, wanted, plans=plans)
    sure: list[Match] = []
    rest = reports
    if matcher.is_of_one_indicator and not above:
        sure, rest = _of_the_indicator(desk, matcher, reports, years)
    most = _MOST_BESIDE if sure else _MOST
    facts, hasty = _candidates(desk, matcher, (*rest, *above), years, most)
    groups = _compared(desk, matcher, facts, above, scope or Scope())
    arranged = of_one_indicator([*([match] for match in sure), *groups])[len(sure) :]
    chosen = [found.match for matches in arranged if (found := choose(desk, matches, Target(years=years)))]
    best = max((match.score for match in (*sure, *chosen)), default=0.0)
    chosen = sure + [match for match in chosen if match.same or match.score >= best * _RELATIVE]
    chosen, others = _of_what_was_named(matcher, chosen)
    kept, aside = _comparable(chosen)
    kept.sort(key=lambda match: match.fact.place_code)
    stated = {match.fact.place_code for match in (*kept, *aside, *others)}
    missing = tuple(report for report in reports if report.place_code not in stated)
    return Field(tuple(kept), tuple(reports), missing, (*aside, *others), hasty)


def _of_what_was_named(matcher: Matcher, matches: list[Match]) -> tuple[list[Match], list[Match]]:
    """Where places give the very indicator that was named, those that give only another of its topic, or one that the table
    tells apart from it, are not set beside them: 受理 and 办理 are no 申请.
    """
    if not any(match.named for match in matches):
        return matches, []
    kin = matcher.kin if matcher.is_of_one_indicator else frozenset()
    other = [not match.named and (matcher.unlike(match.fact) or match.fact.indicator in kin) for match in matches]
    pairs = list(zip(matches, other, strict=True))
    return [match for match, is_other in pairs if not is_other], [match for match, is_other in pairs if is_other]


def _of_the_indicator(
    desk: Desk, matcher: Matcher, reports: Sequence[Report], years: tuple[int, ...]
) -> tuple[list[Match], Sequence[Report]]:
    """The matches of places that give just one figure of the indicator asked for, and the reports of all other places."""
    ids = {report.id for report in reports}
    query = FactQuery(
        indicators=frozenset({matcher.indicator.name}),
        years=frozenset(years) or None,
        kinds=frozenset({FactKind.AMOUNT, FactKind.RATE}),
        status=FactStatus.DONE,
        own=True,
        latest=not years,
    )
    found: dict[str, list[Fact]] = {}
    for fact in desk.figures(query):
        if fact.report_id in ids and matcher.admits(fact):
            found.setdefault(fact.place_code, []).append(fact)
    single = [facts[0] for facts in found.values() if len(facts) == 1]
    sure = [
        Match(fact, _SURE, 1.0, same=True, named=True)
        for fact, is_true in zip(single, desk.are_true_to_text(single), strict=True)
        if is_true
    ]
    settled = {match.fact.place_code for match in sure}
    return sure, [report for report in reports if report.place_code not in settled]


def _compared(
    desk: Desk, matcher: Matcher, facts: Iterable[Fact], above: Sequence[Report], scope: Scope
) -> list[list[Match]]:
    """The matches of each place."""
    higher = {report.id for report in above}
    by_place: dict[str, list[Match]] = {}
    for match in matcher.matches(fact for fact in facts if _belongs(desk, fact, higher, scope)):
        by_place.setdefault(match.fact.place_code, []).append(match)
    return list(by_place.values())


def _belongs(desk: Desk, fact: Fact, higher: set[str], scope: Scope) -> bool:
    """Whether a fact is of the place of its report; or, in a report from above, of a place of the scope."""
    if fact.report_id not in higher:
        return fact.place_code == desk.report(fact).place_code
    place = gazetteer().get(fact.place_code)
    if place is None or place.code == scope.within:
        return False
    return place.kind in scope.kinds and (not scope.levels or place.level in scope.levels)


def _candidates(
    desk: Desk, matcher: Matcher, reports: Sequence[Report], years: tuple[int, ...], most: int
) -> tuple[list[Fact], bool]:
    """Facts of the reports that share a word with the question, or count what it means. Where they stand in more than `most`
    paragraphs, common words are left out: what shares those alone is hardly what was asked for; the second value tells whether any were.
    """
    if not reports:
        return [], False
    ids = frozenset(report.id for report in reports)
    within = frozenset(years) or None
    words = {term.word for term in (*matcher.terms, *matcher.context)}
    words |= {near for word in set(words) for near in related().get(word, ())}
    rarest = _rarest(desk, words, len(ids), most)
    found = desk.figures(FactQuery(reports=ids, years=within, words=rarest))
    meant = frozenset(indicator.name for indicator in matcher.meant)
    if meant:
        found += desk.figures(FactQuery(reports=ids, years=within, indicators=meant))
    return list({(fact.report_id, fact.number): fact for fact in found}.values()), len(rarest) < len(words)


def _rarest(desk: Desk, words: Iterable[str], reports: int, most: int) -> frozenset[str]:
    """The words, the rarest first, as long as no more than some `most` paragraphs of so many reports have them."""
    share = reports / max(1, len(desk.catalogue.by_id))
    counted = sorted((desk.snapshot.passages.document_frequency(word), word) for word in words)
    kept: list[str] = []
    paragraphs = 0.0
    for frequency, word in counted:
        paragraphs += frequency * share
        if kept and paragraphs > most:
            break
        kept.append(word)
    return frozenset(kept)


def _comparable(matches: Sequence[Match]) -> tuple[list[Match], list[Match]]:
    """Those of the class of units and the stretch of time that fit best (by the sum of scores), and the others."""
    kin = [(class_of(match.fact), stretch_of(match.fact)) for match in matches]
    weights: dict[object, float] = {}
    for match, of in zip(matches, kin, strict=True):
        weights[of] = weights.get(of, 0.0) + match.score
    if not weights:
        return [], []
    leading = max(weights, key=lambda of: weights[of])
    pairs = list(zip(matches, kin, strict=True))
    return [match for match, of in pairs if of == leading], [match for match, of in pairs if of != leading]
