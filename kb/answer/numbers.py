"""All figures about something: 密云区2024年行政复议方面的数字都有哪些."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.absence import absent
from kb.answer.desk import Desk
from kb.answer.draft import Draft, named, period_text
from kb.answer.match import Matcher
from kb.ask import cues
from kb.ask.wanted import subject
from kb.types import Fact, FactKind, FactStatus, Piece, Question, Table, Wanted

MOST = 24
_ENOUGH = 0.45
_LOOSE = re.compile(r"方面|有关|关于|相关|情况|工作|干了|做了|事情?|列出?|数字|数据|指标")


def answer(question: Question, desk: Desk) -> Draft:
    """List the figures whose own words, clause or sentence name the topic; all of the report when none is named."""
    draft = Draft(desk, question)
    target = question.targets[0]
    wanted = question.wanted[0] if question.wanted else Wanted("")
    wanted = Wanted(" ".join(_LOOSE.sub(" ", wanted.words).split()), wanted.context)
    facts = [fact for fact in desk.facts(target) if fact.status == FactStatus.DONE and fact.kind != FactKind.CHANGE]
    if wanted.words:
        matches = Matcher(desk, wanted).scored(facts)
        named_ones = [match.fact for match in matches if match.coverage >= _ENOUGH]
        whole = _divided(facts, named_ones, each=cues.EACH.search(question.folded) is not None)
        facts = list({(fact.report_id, fact.number): fact for fact in (*named_ones, *whole)}.values())
    facts = sorted(
        (fact for fact in facts if desk.is_true_to_text(fact)), key=lambda f: (-f.period.year, f.report_id, f.number)
    )
    if not facts:
        absent(draft, target, wanted)
        return draft
    if not target.years:
        newest = facts[0].period.year
        facts = [fact for fact in facts if fact.period.year == newest]
        draft.assume("year", "年份", f"未指定,取最近的{newest}年")
    _tell(draft, wanted, facts)
    return draft


def _divided(facts: Sequence[Fact], named_ones: Sequence[Fact], *, each: bool) -> list[Fact]:
    """What the named figures are divided into: the other rows of their table; where it is asked how much each part is
    (各多少), also their parts, and the table right below them.
    """
    tables = {(fact.report_id, fact.paragraph) for fact in named_ones if fact.rule.startswith("table")}
    wholes: set[tuple[str, int]] = set()
    if each:
        tables |= {(fact.report_id, fact.paragraph + 1) for fact in named_ones}
        wholes = {(fact.report_id, fact.number) for fact in named_ones}
    return [
        fact
        for fact in facts
        if (fact.report_id, fact.part_of) in wholes
        or (fact.rule.startswith("table") and (fact.report_id, fact.paragraph) in tables)
    ]


def _tell(draft: Draft, wanted: Wanted, facts: list[Fact]) -> None:
    first = facts[0]
    topic = subject(wanted.words)
    draft.say(f"{draft.desk.name_of(first)}{period_text(first)}{topic}的数字有{len(facts)}个。")
    pieces: list[str | Piece] = []
    for index, fact in enumerate(facts[:MOST]):
        pieces += [";" if index else "", named(fact), draft.figure(fact)]
    draft.say(*pieces, "。" if len(facts) <= MOST else f"……其余{len(facts) - MOST}个见下表。", charted=True)
    draft.table = Table(
        ("指标", "数字", "时间"),
        tuple((named(fact), draft.desk.figure_text(fact), period_text(fact)) for fact in facts),
        tuple((draft.desk.cite_fact(fact),) for fact in facts),
        1,
        tuple(fact.figure for fact in facts),
    )
    draft.remember(first)
