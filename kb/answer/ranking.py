"""Order figures and lay them out as a table: shared by the rankings of places and of kinds."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.desk import Desk
from kb.answer.draft import Draft, listed, named, period_text
from kb.answer.field import HASTY, Field
from kb.answer.namesakes import told_apart
from kb.answer.winnow import Match
from kb.types import Fact, Question, Table

SHOWN = 10  # rows told in the answer
TABLED = 100  # rows of the table and of the chart: beyond them nobody reads on, and every one is cited


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


def formula_of(question: Question, found: Field) -> str:
    """How the order came about, and over how many reports."""
    order = "从小到大" if question.ascending else "从大到小"
    picked = "" if len(question.targets[0].years) == 1 else "，每地取最近一年"
    return f"读了{len(found.reports):,}份报告，每地取一个数字{picked}，按数值{order}排列，相同的并列。"


def tell_cautions(draft: Draft, found: Field, question: Question) -> None:
    """What a reader should know of figures that stand side by side: years, units, words and levels that differ."""
    facts = [match.fact for match in found.matches]
    if not question.targets[0].years:
        draft.note("未指定年份,各地取其最近一年,年份不尽相同。")
    if len({fact.unit for fact in facts}) > 1:
        draft.note(f"单位不尽相同({'、'.join(sorted({fact.unit for fact in facts}))}),均照原文。")
    apart = len({fact.report_id for fact in facts}) > 1
    if apart and len({fact.indicator or fact.phrase for fact in facts}) > 1:
        draft.note("各报告的说法不尽相同,请对照原文:" + listed(sorted({named(fact) for fact in facts}), 6) + "。")
    if found.hasty:
        draft.note(HASTY)
    if found.aside:
        others = [f"{draft.desk.name_of(match.fact)}{draft.desk.figure_text(match.fact)}" for match in found.aside[:4]]
        draft.note(f"单位、时段或指标不同、未参与排名:{'、'.join(others)}。")
    if len(facts) > 1 and len({_level(draft.desk, fact) for fact in facts}) > 1:
        draft.note("其中有不同层级的地区,口径可能不同。")


def _level(desk: Desk, fact: Fact) -> str:
    return desk.report(fact).level
