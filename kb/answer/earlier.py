"""Tell where an earlier version of a cited report gave another value for the same figure."""

from __future__ import annotations

from kb.answer.desk import Desk
from kb.answer.draft import Draft, linked, named, period_text
from kb.types import Fact, Report

MOST = 3  # figures told one by one


def tell_earlier(draft: Draft) -> None:
    """Add what earlier versions say otherwise of the figures that the draft tells; nothing where they agree."""
    desk = draft.desk
    differing = [
        (fact, old)
        for fact in desk.told.values()
        for report in desk.catalogue.older.get(fact.report_id, ())
        if (old := _otherwise(desk, fact, report)) is not None
    ]
    for fact, old in differing[:MOST]:
        name = linked(named(fact))
        draft.say(
            f"较早版本({desk.report(old).source})的{draft.desk.name_of(old)}{period_text(old)}{name}",
            draft.figure(old),
            "。",
        )
    for report_id in dict.fromkeys(fact.report_id for fact, _ in differing):
        count = 1 + len(desk.catalogue.older[report_id])
        title = desk.catalogue.by_id[report_id].title
        draft.note(f"《{title}》收录了{count}个版本,以较晚的为准;较早版本的数字不同。")


def _otherwise(desk: Desk, fact: Fact, report: Report) -> Fact | None:
    """What `report` gives for a figure, where it gives another value and not this one too."""
    alike = [one for one in desk.facts_of(report) if _is_the_same(one, fact)]
    if any(one.value == fact.value for one in alike):
        return None
    alike.sort(key=lambda one: one.phrase != fact.phrase)
    return next((one for one in alike if desk.is_true_to_text(one)), None)


def _is_the_same(one: Fact, other: Fact) -> bool:
    """Whether two facts are the same figure, whatever its value."""
    if (one.unit, one.kind, one.status, one.period, one.place_code) != (
        other.unit, other.kind, other.status, other.period, other.place_code
    ):  # fmt: skip
        return False
    if one.phrase == other.phrase:
        return True
    return bool(one.indicator) and one.indicator == other.indicator and not (one.part_of or other.part_of)
