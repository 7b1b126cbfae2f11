"""Sums and averages over places, years, things, or the parts of one clause; every addend is cited."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.answer import lookup, trend
from kb.answer.absence import absent
from kb.answer.compare import item_sides, target_sides
from kb.answer.coverage import tell_coverage, tell_no_reports
from kb.answer.desk import Desk
from kb.answer.draft import Draft, amount_text, computed, listed, named, number_text, period_text
from kb.answer.field import HASTY, field_of
from kb.answer.figures import find
from kb.answer.kin import class_of
from kb.answer.match import Matcher
from kb.answer.totals import stated_total
from kb.ask import cues
from kb.lang.units import family
from kb.lexicon.places import gazetteer
from kb.types import Fact, FactKind, Piece, Precision, Question, Scope, Status, Table


def answer(question: Question, desk: Desk) -> Draft:
    """Add up what is named side by side; else all places of the scope; else the parts that one clause lists."""
    if question.items or len(question.targets) > 1:
        sides = (item_sides if question.items else target_sides)(question, desk)
        return _add(question, desk, [(side.label, side.found.fact if side.found else None) for side in sides])
    years = question.targets[0].years
    if question.targets[0].places and (len(years) > 1 or (not years and cues.EACH_YEAR.search(question.folded))):
        return _over_years(question, desk)
    if question.scope is not None or not question.targets[0].places:
        return _over_places(question, desk)
    siblings = _siblings(question, desk)
    if len(siblings) > 1:
        return _add(question, desk, [(named(fact), fact) for fact in siblings])
    return lookup.answer(question, desk)


def _over_years(question: Question, desk: Desk) -> Draft:
    target, wanted = question.targets[0], question.wanted[0]
    series = trend.series_of(desk, wanted, target)
    draft = _add(question, desk, [(period_text(fact), fact) for fact in series] or [("", None)])
    missing = [f"{year}年" for year in target.years if year not in {fact.period.year for fact in series}]
    if series and missing:
        draft.note(f"没有{'、'.join(missing)}的数字,未计入。")
    return draft


def _siblings(question: Question, desk: Desk) -> list[Fact]:
    """Figures of one clause that answer equally well, none of them a part of another: 84件、…43份全部上传."""
    target, wanted = question.targets[0], question.wanted[0]
    best = find(desk, wanted, target, plans=question.plans)
    if best is None:
        return []
    lead = best.fact
    if lead.kind != FactKind.AMOUNT:
        return []
    same_clause = [
        match
        for match in Matcher(desk, wanted).matches(desk.facts(target))
        if (match.fact.report_id, match.fact.paragraph, match.fact.clause)
        == (lead.report_id, lead.paragraph, lead.clause)
        and match.score >= best.match.score * 0.5
        and class_of(match.fact) == class_of(lead)
        and not match.fact.part_of
    ]
    return sorted((match.fact for match in same_clause), key=lambda fact: fact.number)


def _add(question: Question, desk: Desk, parts: Sequence[tuple[str, Fact | None]]) -> Draft:
    draft = Draft(desk, question)
    facts = [(label, fact) for label, fact in parts if fact is not None]
    missing = [label for label, fact in parts if fact is None]
    if not facts:
        absent(draft, question.targets[0], question.wanted[0])
        return draft
    if missing:
        draft.status = Status.NOT_FOUND if len(facts) < 2 else Status.ANSWERED
        draft.note(f"没有找到{'、'.join(missing)}的数字,未计入。")
    _tell_sum(draft, question, facts)
    return draft


def _tell_sum(draft: Draft, question: Question, facts: Sequence[tuple[str, Fact]], kind: str = "") -> None:
    """The sum or the mean, its parts and its formula; `kind` is that of the places it runs over."""
    values = [fact.value for _, fact in facts]
    units = list(dict.fromkeys(fact.unit for _, fact in facts))
    total = sum(values, Decimal(0))
    rough = "约" if any(fact.precision != Precision.EXACT for _, fact in facts) else ""
    alike = len(units) == 1 or {family(one) for one in units} == {"cases"}
    unit = units[0] if alike else ""  # 宗 and 件 count one thing
    if question.average:
        mean = total / len(values)
        whole = amount_text(total, unit)
        head = f"平均{rough}{amount_text(mean, unit)}({len(values)}个{kind or '数字'},合计{whole}):"
    else:
        over = f"({len(values)}个{kind})" if kind else ""
        head = f"合计{rough}{amount_text(total, unit)}{over}:"
    pieces: list[str | Piece] = [computed(head)]
    for index, (label, fact) in enumerate(facts[:12]):
        pieces += [" + " if index else "", label, draft.figure(fact)]
    pieces.append(f" 等{len(facts)}项。" if len(facts) > 12 else "。")
    draft.say(*pieces)
    for _, fact in facts:
        draft.remember(fact)
    if len(facts) > 1:
        draft.formulas.append(_formula(draft.desk, question, [fact for _, fact in facts], total, unit))
    if not alike:
        draft.note(f"单位不尽相同({'、'.join(units)}),合计仅供参考。")
    if rough:
        draft.note("其中有约数,合计也是约数。")
    draft.table = Table(
        ("对象", "时间", "数字", "原文指标"),
        tuple((label, period_text(fact), draft.desk.figure_text(fact), named(fact)) for label, fact in facts),
        tuple((draft.desk.cite_fact(fact),) for _, fact in facts),
        2,
        tuple(fact.figure for _, fact in facts),
    )


def _formula(desk: Desk, question: Question, facts: Sequence[Fact], total: Decimal, unit: str) -> str:
    """All addends, at most thirty of them one by one; for an average the division too."""
    shown = " + ".join(desk.figure_text(fact) for fact in facts[:30]) + (" + ……" if len(facts) > 30 else "")
    told = f"{shown} = {amount_text(total, unit)}"
    if question.average:
        told += f"；{number_text(total)} ÷ {len(facts)} = {number_text(total / len(facts))}{unit}"
    return f"{told}。"


def _over_places(question: Question, desk: Desk) -> Draft:
    draft = Draft(desk, question)
    target, wanted = question.targets[0], question.wanted[0]
    scope = question.scope or Scope()
    reports = desk.catalogue.in_scope(scope, target.years)
    above = desk.catalogue.of_places([scope.within], target.years) if scope.within and scope.kinds else ()
    if not reports and not above:
        tell_no_reports(draft, scope, target.years)
        return draft
    found = field_of(desk, wanted, reports, target.years, plans=question.plans, above=above, scope=scope)
    stated = None if question.average else stated_total(desk, wanted, scope, target.years, found.matches)
    if stated is not None:
        lookup.tell_found(draft, target, wanted, stated)
        parts: list[str | Piece] = []
        for match in found.matches[:12]:
            parts += ["、" if parts else "其中写明的有:", desk.name_of(match.fact), draft.figure(match.fact)]
        if parts:
            draft.say(*parts, "。")
        return draft
    if not found.matches:
        absent(draft, target, wanted, reports or above)
        return draft
    facts, inner = _apart([match.fact for match in found.matches])
    _tell_sum(
        draft, question, [(f"{draft.desk.name_of(fact)}{period_text(fact)}", fact) for fact in facts], scope.label
    )
    if inner:
        outer = [
            desk.name_of(fact)
            for fact in facts
            if any(gazetteer().contains(fact.place_code, one.place_code) for one in inner)
        ]
        left = listed([f"{draft.desk.name_of(fact)}{desk.figure_text(fact)}" for fact in inner])
        draft.say(f"未计入{left}:它们在{listed(outer)}之内,再加就重复了。")
    if found.hasty:
        draft.note(HASTY)
    tell_coverage(draft, found, scope, target.years)
    if not target.years:
        draft.note("未指定年份,各地取其最近一年,年份不尽相同。")
    return draft


def _apart(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Figures to be added, and those of places that lie within another of them: a city's figure has its districts' in it."""
    table, codes = gazetteer(), {fact.place_code for fact in facts}
    within = {
        code for code in codes if (place := table.get(code)) is not None and not codes.isdisjoint(place.ancestors)
    }
    outer = [fact for fact in facts if fact.place_code not in within]
    return outer, [fact for fact in facts if fact.place_code in within]
