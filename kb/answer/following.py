"""What to ask next: made of what the answer tells, and offered only where it has an answer."""

from __future__ import annotations

from collections.abc import Callable

from kb.answer.draft import Draft
from kb.lexicon.indicators import indicators
from kb.store.contracts import FactQuery
from kb.types import Fact, FactKind, FactStatus, Intent, PeriodKind, Status

MOST = 4
SLOW = {Intent.RANK, Intent.AGGREGATE}  # what reads many reports is not tried out only to be offered


def propose(draft: Draft) -> None:
    """Add to a draft what leads on from its first figure: other years, other places, other figures of that report."""
    told = list(draft.desk.told.values())
    if draft.question.intent is Intent.TREND:
        told.sort(key=lambda one: -one.period.year)
    fact = next(iter(told), None)
    if fact is None or draft.status is not Status.ANSWERED or fact.kind is FactKind.CHANGE:
        return
    intent, name = draft.question.intent, fact.indicator
    if name and intent is not Intent.TREND and _is_a_series(draft, fact):
        draft.suggest_surely(f"{draft.desk.name_of(fact)}历年{name}有什么变化?")
    if name and intent not in (Intent.RANK, Intent.AGGREGATE) and (ranking := _ranking(draft, fact)):
        draft.suggest_surely(ranking)
    if intent is Intent.TREND:
        draft.suggest_figures(fact)


def _is_a_series(draft: Draft, fact: Fact) -> bool:
    """Whether the place gives the whole of this indicator for more than one year, alike."""
    query = FactQuery(
        places=frozenset({fact.place_code}),
        indicators=frozenset({fact.indicator}),
        kinds=frozenset({fact.kind}),
        status=FactStatus.DONE,
    )
    alike = [one for one in draft.desk.figures(query) if one.period.kind == PeriodKind.YEAR and one.unit == fact.unit]
    return len({one.period.year for one in alike if not one.part_of}) > 1


def _ranking(draft: Draft, fact: Fact) -> str:
    """Which place of its kind has most: it has an answer, for this figure takes part; "" where no other could."""
    report, known = draft.desk.report(fact), indicators().all.get(fact.indicator)
    year = fact.period.year
    own = (report.place_code, report.year) == (fact.place_code, year)
    plain = known is not None and known.units[:1] != ("%",) and not fact.part_of
    if not (own and plain and report.kind) or draft.question.items:
        return ""
    others = any(
        other.kind == report.kind and other.year == year and other.place_code != report.place_code
        for other in draft.desk.catalogue.reports
    )
    return f"哪个{report.kind}{year}年{fact.indicator}最多?" if others else ""


def offered(draft: Draft, answers: Callable[[str], bool]) -> tuple[str, ...]:
    """The questions proposed that are sure to have an answer, or are seen to have one; at most four.

    `answers` tries one out.
    """
    kept: list[str] = []
    for text in dict.fromkeys(draft.suggestions):
        if len(kept) == MOST:
            break
        if text in draft.sure or draft.status is Status.CLARIFY or answers(text):
            kept.append(text)
    return tuple(kept)
