"""One figure or several: 密云区2024年调解了多少纠纷."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.answer.absence import absent
from kb.answer.derive import Derived, derive
from kb.answer.desk import Desk
from kb.answer.draft import Draft, computed, linked, money_text, named, number_text, period_text
from kb.answer.figures import Found, find
from kb.answer.growth import mismatch
from kb.answer.match import Matcher
from kb.lexicon.words import analyser
from kb.types import Fact, FactStatus, Piece, Question, Status, Target, Wanted

_NEGATED = re.compile(r"(?<!罚)没(?!收)|未|不(?!予|少|超)|剩|已经?(?:办|审|结|完|处)")
# A question that may ask for a computed figure, and how the phrase of a figure that states it outright looks.
_COMPUTED = (
    (re.compile(r"每(?:一)?[名位个家件场]"), re.compile(r"每|人均|平均")),
    (_NEGATED, re.compile(r"没|未|尚|正在")),
)
_RATE_WORD = re.compile(r"[\u4e00-\u9fff]{2}率")
_JOINED = re.compile(r"(?P<first>[^ ]{2,14}?)(?:和(?!解|谐)|(?<![涉普])及(?!时)|(?<!参)与)(?P<second>[^ ]{2,20})")


def answer(question: Question, desk: Desk) -> Draft:
    """Look up each wanted figure for each target."""
    draft = Draft(desk, question)
    told: list[Found | Derived | None] = []
    for target in question.targets:
        for wanted in question.wanted:
            told += _look_up(draft, target, wanted)
    draft.status = Status.ANSWERED if any(told) else Status.NOT_FOUND
    return draft


def _look_up(draft: Draft, target: Target, wanted: Wanted) -> list[Found | Derived | None]:
    parts = _parts(draft, target, wanted)
    for found, part in parts:
        _tell(draft, target, part, found)
    return [found for found, _ in parts]


def _parts(draft: Draft, target: Target, wanted: Wanted) -> list[tuple[Found | Derived | None, Wanted]]:
    """One figure; two where two things are named side by side (执法单位和执法人员) and each has a figure of its own."""
    joined = _JOINED.search(wanted.words)
    if joined:
        rest = f"{wanted.words[: joined.start()]} {wanted.words[joined.end() :]}"
        halves = [
            Wanted(joined[half], f"{rest} {wanted.context}".strip(), wanted.unit, wanted.kind)
            for half in ("first", "second")
        ]
        found = [find(draft.desk, half, target, plans=draft.question.plans) for half in halves]
        if all(one is not None for one in found) and len({one.fact.number for one in found if one}) == 2:
            whole = find(draft.desk, wanted, target, plans=draft.question.plans)
            if whole is None or not _says_both(whole.fact, joined):
                return list(zip(found, halves, strict=True))
    return [(_figure(draft, target, wanted), wanted)]


def _states_rate(fact: Fact, wanted: Wanted) -> bool:
    """Whether a figure is the very rate that was asked for (合格率): a stated rate goes before a computed one."""
    rate = _RATE_WORD.search(wanted.words)
    return rate is None or rate[0] in fact.phrase


def _is_other_rate(found: Found) -> bool:
    """Whether a figure is a known rate, and none that may be meant: 纠错率 is no 申请率."""
    return found.fact.indicator.endswith("率") and not found.match.same


def _says_both(fact: Fact, joined: re.Match[str]) -> bool:
    """Whether one figure counts both things together (废止和失效18件): it names a word of each that the other lacks."""
    first, second = (set(analyser().words(joined[half])) for half in ("first", "second"))
    return any(word in fact.phrase for word in first - second) and any(word in fact.phrase for word in second - first)


def _figure(draft: Draft, target: Target, wanted: Wanted) -> Found | Derived | None:
    desk = draft.desk
    found = find(desk, wanted, target, plans=draft.question.plans)
    for asks, states in _COMPUTED:
        if asks.search(wanted.words) and not (found is not None and states.search(found.fact.phrase)):
            derived = derive(desk, wanted, target)
            if derived is not None:
                return derived
    if found is None and draft.question.relative_year and len(target.years) > 1:
        found = find(desk, wanted, replace(target, years=()), plans=draft.question.plans)  # 过去五年 as a report has it
    if wanted.kind == "rate" and not (found is not None and _states_rate(found.fact, wanted)):
        return derive(desk, wanted, target) or (None if found is not None and _is_other_rate(found) else found)
    return found


def _tell(draft: Draft, target: Target, wanted: Wanted, found: Found | Derived | None) -> None:
    if found is None:
        absent(draft, target, wanted)
    elif isinstance(found, Derived):
        tell_derived(draft, target, found)
    else:
        tell_found(draft, target, wanted, found)


def tell_found(draft: Draft, target: Target, wanted: Wanted, found: Found) -> None:
    """The figure first, then the clause it stands in, then what a reader should know."""
    desk, fact = draft.desk, found.fact
    place = fact.place or desk.report(fact).title
    draft.say(f"{place}{period_text(fact)}{linked(named(fact, wanted))}", draft.figure(fact), "。")
    draft.say(f"原文:“{desk.clause_text(fact)}”。")
    if fact.status is FactStatus.PLANNED:
        draft.say("这是计划数,不是完成数。")
    draft.remember(fact)
    for rival in found.rivals:
        draft.say(f"另一处说法不同:{desk.report(rival.fact).title}为", draft.figure(rival.fact), "。")
        draft.note("报告之间(或同一报告内)的数字不一致,均照原文列出。")
    draft.disagree(fact, *(rival.fact for rival in found.rivals))
    _tell_other(draft, wanted, fact)
    growth = mismatch(desk, fact, wanted)
    if growth:
        draft.note(growth)
    if not target.years:
        _assume_year(draft, fact)
        earlier = sorted({match.fact.period.year for match in found.earlier}, reverse=True)
        for year in earlier[:2]:
            draft.suggestions.append(f"那{year}年呢?")
    if found.others:
        others: list[str | Piece] = ["相近的还有:"]
        for index, other in enumerate(found.others):
            others += [
                "、" if index else "",
                named(other.fact, None if other.fact.indicator else wanted),
                draft.figure(other.fact),
            ]
        draft.say(*others, "。")
    if not target.places and fact.place:
        draft.assume("place", "地区", fact.place)
    draft.suggest_figures(fact)


def _tell_other(draft: Draft, wanted: Wanted, fact: Fact) -> None:
    """Where an indicator was named and the report gives another of its kin (受理 for 申请), that it is another."""
    matcher = Matcher(draft.desk, wanted)
    if matcher.is_of_one_indicator and matcher.unlike(fact):
        draft.note(f"问的是“{matcher.indicator.name}”,报告给出的是“{fact.indicator}”,两者不是同一个数。")


def _assume_year(draft: Draft, fact: Fact) -> None:
    draft.assume("year", "年份", f"未指定,取最近的{fact.period.year}年")


def tell_derived(draft: Draft, target: Target, derived: Derived) -> None:
    """A computed figure with its formula, both parts cited."""
    first, second = derived.facts
    value = f"{number_text(derived.value)}%" if derived.unit == "%" else money_text(derived.value, derived.unit)
    draft.say(
        f"{first.place}{period_text(first)}{derived.name}为", computed(value), f"(由报告数字计算:{named(first)}", draft.figure(first),
        f" {derived.sign} {named(second)}", draft.figure(second), f" = {value})。",
    )  # fmt: skip
    draft.note("报告没有直接给出这个数字,以上由两个原文数字算出。")
    parts = [f"{named(fact)}{draft.desk.figure_text(fact)}" for fact in derived.facts]
    draft.formulas.append(f"{parts[0]} {derived.sign} {parts[1]} = {value}。")
    if not target.years:
        _assume_year(draft, first)
    draft.remember(first)
