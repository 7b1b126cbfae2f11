"""Two or more side by side: places, years, or things named in one question; with difference and ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.absence import absent
from kb.answer.charting import comparison_chart
from kb.answer.desk import Desk
from kb.answer.draft import Draft, computed, gap_text, named, number_text, period_text
from kb.answer.figures import Found, choose, find, of_one_indicator
from kb.answer.growth import DOWN, change_formula, change_text
from kb.answer.kin import class_of
from kb.answer.match import Matcher
from kb.types import Fact, FactKind, Piece, Precision, Question, Status, Table, Target, Wanted


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called in the answer, and its figure if there is one."""

    label: str
    target: Target
    wanted: Wanted
    found: Found | None


def answer(question: Question, desk: Desk) -> Draft:
    """Compare targets, or items of one target."""
    if question.items:
        return compare_items(question, desk)
    draft = Draft(desk, question)
    if len(question.targets) < 2:
        absent(draft, question.targets[0], question.wanted[0] if question.wanted else None)
        draft.say("比较需要两个地区、年份或事项,请一并写出,例如“大兴区和密云区2024年谁办的法律援助多”。")
        return draft
    sides = target_sides(question, desk)
    _tell(draft, sides)
    return draft


def compare_items(question: Question, desk: Desk) -> Draft:
    """Compare things named side by side, for one place and year."""
    draft = Draft(desk, question)
    sides = item_sides(question, desk)
    if sum(side.found is not None for side in sides) < 2:
        absent(draft, question.targets[0], question.wanted[0])
        _offer_found(draft, sides)
        return draft
    _tell(draft, sides)
    return draft


def target_sides(question: Question, desk: Desk) -> list[Side]:
    """A side for each target, with the figure wanted of it."""
    sides = []
    for index, target in enumerate(question.targets):
        wanted = question.wanted[min(index, len(question.wanted) - 1)]
        found = find(desk, wanted, target, plans=question.plans)
        place = target.places[0].name if target.places else ""
        year = found.fact.period.year if found else (target.years[-1] if target.years else 0)
        sides.append(Side(f"{place}{f'{year}年' if year else ''}", target, wanted, found))
    return _of_one_indicator(_of_one_class(sides, question, desk), question, desk)


def _of_one_indicator(sides: list[Side], question: Question, desk: Desk) -> list[Side]:
    """Where one thing is compared and the sides found different indicators, take the one that all sides state."""
    facts = [side.found.fact for side in sides if side.found is not None]
    names = {fact.indicator or fact.phrase for fact in facts}
    if len(facts) < len(sides) or len(names) < 2 or len({side.wanted.words for side in sides}) > 1:
        return sides
    groups = [Matcher(desk, side.wanted, plans=question.plans).matches(desk.facts(side.target)) for side in sides]
    again = [
        replace(side, found=choose(desk, group, side.target))
        for side, group in zip(sides, of_one_indicator(groups), strict=True)
    ]
    return again if all(side.found is not None for side in again) else sides


def _of_one_class(sides: list[Side], question: Question, desk: Desk) -> list[Side]:
    """Where the sides are counted in different units, look again for figures in the unit of another side."""
    facts = [side.found.fact for side in sides if side.found is not None]
    if len({class_of(fact) for fact in facts}) < 2:
        return sides
    for lead in facts:
        again = [
            replace(side, found=find(desk, replace(side.wanted, unit=lead.unit), side.target, plans=question.plans))
            for side in sides
        ]
        found = [side.found.fact for side in again if side.found is not None]
        if len(found) == len(sides) and len({class_of(fact) for fact in found}) == 1:
            return again
    return sides


def item_sides(question: Question, desk: Desk) -> list[Side]:
    """A side for each item of the question, all of its first target."""
    target = question.targets[0]
    return [
        Side(wanted.words.replace(" ", ""), target, wanted, find(desk, wanted, target, plans=question.plans))
        for wanted in question.wanted
    ]


def _tell(draft: Draft, sides: Sequence[Side]) -> None:
    told = [side for side in sides if side.found is not None]
    for side in sides:
        if side.found is None:
            absent(draft, side.target, side.wanted)
    if len(told) < 2:
        draft.status = Status.NOT_FOUND
        _offer_found(draft, sides)
        return
    facts = [side.found.fact for side in told if side.found]
    draft.status = Status.ANSWERED
    _tell_order(draft, told, facts)
    for side, fact in zip(told, facts, strict=True):
        draft.remember(fact)
        draft.say(f"{side.label}原文:“{draft.desk.clause_text(fact)}”。")
    draft.table = Table(
        ("对象", "时间", "数字", "原文指标"),
        tuple(
            (side.label, period_text(f), draft.desk.figure_text(f), named(f))
            for side, f in zip(told, facts, strict=True)
        ),
        tuple((draft.desk.cite_fact(fact),) for fact in facts),
        2,
        tuple(fact.figure for fact in facts),
    )
    labels = [side.label for side in told]
    draft.chart = comparison_chart(
        draft.desk, f"{'、'.join(labels)}比较", list(zip(labels, facts, strict=True)), _remark(facts, labels)
    )
    if len({fact.unit for fact in facts}) > 1:
        draft.note("单位不尽相同,均照原文,比较仅供参考。")
    if len({fact.period.year for fact in facts}) > 1 and len({side.target.years for side in told}) == 1:
        draft.note("两边取的不是同一年,请留意。")
    if len({fact.indicator or fact.phrase for fact in facts}) > 1 and not draft.question.items:
        draft.note("两边报告的说法不同:" + "、".join(dict.fromkeys(named(fact) for fact in facts)) + "。")


def _tell_order(draft: Draft, sides: Sequence[Side], facts: Sequence[Fact]) -> None:
    """The first sentence: who has more, both figures, the difference; each side with its own figure where units differ."""
    if all(fact.kind is FactKind.CHANGE and fact.unit == "%" for fact in facts):
        _tell_growth(draft, sides, facts)
        return
    order = sorted(range(len(facts)), key=lambda at: -facts[at].value)
    first, last = order[0], order[-1]
    pieces: list[str | Piece] = []
    if not _alike(facts):
        draft.note("单位不同,不作大小比较。")
        for at in order:
            pieces += ["" if not pieces else ";", f"{sides[at].label}{named(facts[at])}为", draft.figure(facts[at])]
        draft.say(*pieces, "。")
        return
    word = "较高" if facts[0].unit == "%" else "较多"
    if facts[first].value == facts[last].value:
        draft.say(
            "相同:" + "、".join(side.label for side in sides) + "都为",
            draft.figure(facts[first]),
            draft.figure(facts[last]),
            "。",
        )
        return
    pieces = [
        f"{sides[first].label}{word if len(facts) == 2 else word.replace('较', '最')},为",
        draft.figure(facts[first]),
    ]
    for at in order[1:]:
        pieces += [f",{sides[at].label}为", draft.figure(facts[at])]
    told = _difference(facts[first], facts[last])
    if (years := _two_years(facts)) is not None:
        before, later = years
        told += f",{period_text(later)}比{period_text(before)}{change_text(before, later)}"
        draft.say(*pieces, ",", computed(told), "。")
        draft.formulas.append(change_formula(draft.desk, before, later))
        return
    if "百分" in draft.question.folded and facts[last].value and facts[last].unit != "%":
        told += f",多{number_text((facts[first].value - facts[last].value) * 100 / facts[last].value)}%"
    draft.say(*pieces, ",", computed(told), "。")
    draft.formulas += _formulas(draft.desk, facts[first], facts[last])


def _tell_growth(draft: Draft, sides: Sequence[Side], facts: Sequence[Fact]) -> None:
    """Which of stated changes is the greater: growth against growth; a fall is told as a fall, whatever its size."""
    falls = [DOWN.search(draft.desk.clause_text(fact)) is not None for fact in facts]
    order = sorted(range(len(facts)), key=lambda at: (falls[at], -facts[at].value))
    alike = len(set(falls)) == 1
    pieces: list[str | Piece] = []
    for at in order:
        way = "下降" if falls[at] else "增长"
        first = f"{sides[at].label}{way}较{'多' if falls[at] else '快'},为" if alike else f"{sides[at].label}{way}"
        pieces += [f",{sides[at].label}为" if alike else ","] if pieces else []
        pieces += [draft.figure(facts[at])] if alike and len(pieces) > 1 else [first, draft.figure(facts[at])]
    most, least = facts[order[0]], facts[order[-1]]
    if alike:
        draft.say(*pieces, ",", computed(f"相差{_gap(most, least)}"), "。")
        draft.formulas.append(_formulas(draft.desk, most, least)[0])
    else:
        draft.say(*pieces, "。")


def _two_years(facts: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """The earlier and the later of two figures for one thing and place; None of anything else."""
    if len(facts) != 2 or facts[0].place_code != facts[1].place_code or facts[0].indicator != facts[1].indicator:
        return None
    before, later = sorted(facts, key=lambda fact: fact.period.last)
    counted = before.unit == later.unit != "%" and before.value > 0
    return (before, later) if counted and before.period.last < later.period.first else None


def _alike(facts: Sequence[Fact]) -> bool:
    return len({class_of(fact) for fact in facts}) == 1


def _difference(more: Fact, less: Fact) -> str:
    if more.unit == "%":
        return f"相差{_gap(more, less)}"
    rough, ratio = _rough(more, less), ""
    if less.value and more.value >= less.value * 2 and more.indicator == less.indicator:
        ratio = f",前者{rough}是后者的{number_text(more.value / less.value)}倍"
    return f"相差{rough}{_gap(more, less)}{ratio}"


def _gap(more: Fact, less: Fact) -> str:
    """The difference with its unit: 8,611件, 2.5个百分点."""
    return gap_text(more.value - less.value, more.unit)


def _rough(more: Fact, less: Fact) -> str:
    """The word before what is computed from figures of which one is not exact."""
    return "约" if {more.precision, less.precision} != {Precision.EXACT} else ""


def _formulas(desk: Desk, more: Fact, less: Fact) -> list[str]:
    """The difference, and of what is no rate the ratio where both are above zero, with the figures as written."""
    large, small = desk.figure_text(more), desk.figure_text(less)
    told = [f"{large} − {small} = {_gap(more, less)}。"]
    if less.value > 0 and more.unit != "%":
        told.append(f"{large} ÷ {small} = {number_text(more.value / less.value)}倍。")
    return told


def _remark(facts: Sequence[Fact], labels: Sequence[str]) -> str:
    """What a comparison comes to: 密云区比大兴区多8,611件，是它的1.89倍."""
    if not _alike(facts):
        return "单位不同，不作比较。"
    order = sorted(range(len(facts)), key=lambda at: -facts[at].value)
    more, less = facts[order[0]], facts[order[-1]]
    if more.value == less.value:
        return "两边相同。" if len(facts) == 2 else "几边相同。"
    rough, word = _rough(more, less), "高" if more.unit == "%" else "多"
    ratio = f"，{rough}是后者的{number_text(more.value / less.value)}倍" if less.value > 0 and more.unit != "%" else ""
    return f"{labels[order[0]]}比{labels[order[-1]]}{word}{rough}{_gap(more, less)}{ratio}。"


def _offer_found(draft: Draft, sides: Sequence[Side]) -> None:
    for side in sides:
        if side.found is not None:
            fact = side.found.fact
            draft.say(f"只找到{side.label}{named(fact, side.wanted)}为", draft.figure(fact), "。")
            draft.remember(fact)
