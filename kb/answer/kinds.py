"""Which kind has most, for one place: the parts that a report gives of one whole."""

from __future__ import annotations

from dataclasses import replace

from kb.answer.absence import absent
from kb.answer.charting import ranking_chart
from kb.answer.desk import Desk
from kb.answer.draft import Draft, period_text
from kb.answer.match import Matcher
from kb.answer.ranking import ordered, ranking_table
from kb.answer.winnow import GOOD, Match
from kb.types import Piece, Question


def by_kind(question: Question, desk: Desk) -> Draft:
    """Which kind has most, for one place: the parts that a report gives of one whole are ranked."""
    draft = Draft(desk, question)
    target, wanted = question.targets[0], question.wanted[0]
    matches = [m for m in Matcher(desk, wanted).matches(desk.facts(target)) if m.fact.part_of and m.coverage >= GOOD]
    wholes: dict[tuple[str, int], list[Match]] = {}
    for match in matches:
        wholes.setdefault((match.fact.report_id, match.fact.part_of), []).append(match)
    parts = max(wholes.values(), key=lambda group: (len(group), group[0].score), default=[])
    if len(parts) < 2:
        absent(draft, target, wanted)
        return draft
    ranking = ordered(parts, ascending=question.ascending)
    first = ranking[0].fact
    own = first.phrase.split(" ")[-1]
    word = "最少" if question.ascending else "最多"
    draft.say(
        f"{first.place}{period_text(first)}{wanted.words.replace(' ', '')}中{own}{word},为", draft.figure(first), "。"
    )
    pieces: list[str | Piece] = ["各类:"]
    for at, match in enumerate(ranking):
        pieces += [";" if at else "", match.fact.phrase.split(" ")[-1], draft.figure(match.fact)]
    draft.say(*pieces, "。", charted=True)
    draft.table = ranking_table(draft, ranking)
    topic = f"{first.place}{period_text(first)}{wanted.words.replace(' ', '')}"
    chart = ranking_chart(desk, f"{topic}的各类", [match.fact for match in ranking], ascending=question.ascending)
    marks = (
        replace(mark, label=match.fact.phrase.split(" ")[-1]) for mark, match in zip(chart.marks, ranking, strict=True)
    )
    draft.chart = replace(chart, marks=tuple(marks))
    draft.remember(first)
    return draft
