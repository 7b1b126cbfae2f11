"""Order figures and lay them out as a table: shared by the rankings of places and of kinds."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.draft import Draft, named, period_text
from kb.answer.namesakes import told_apart
from kb.answer.winnow import Match
from kb.types import Table


def ordered(matches: Sequence[Match], *, ascending: bool) -> list[Match]:
    """By value; equal ones by place code."""
    return sorted(matches, key=lambda m: (m.fact.value if ascending else -m.fact.value, m.fact.place_code))


def ranking_table(draft: Draft, ranking: Sequence[Match]) -> Table:
    """A row a figure, in the order given, each cited; places of one name are told apart. Counted from the least, it says so."""
    names = told_apart((match.fact.place_code, match.fact.place) for match in ranking)
    rows = tuple(
        (
            str(place),
            names.get(m.fact.place_code, m.fact.place),
            period_text(m.fact),
            draft.desk.figure_text(m.fact),
            named(m.fact),
        )
        for place, m in enumerate(ranking, 1)
    )
    cites = tuple((draft.desk.cite_fact(match.fact),) for match in ranking)
    marks = tuple(match.fact.figure for match in ranking)
    order = "倒数名次" if draft.question.ascending else "名次"
    return Table((order, "地区", "时间", "数字", "原文指标"), rows, cites, 3, marks)
