"""One figure or several: 密云区2024年调解了多少纠纷."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.answer.absence import absent
from kb.answer.derive import LEFT_STATED, NEGATED, Derived, derive
from kb.answer.desk import Desk
from kb.answer.draft import Draft, amount_text, computed, linked, named, period_text
from kb.answer.everywhere import of_every_place
from kb.answer.figures import Found, choose, find
from kb.answer.growth import mismatch
from kb.answer.match import Matcher
from kb.answer.whole import is_of, is_said_of
from kb.answer.winnow import own_words
from kb.ask import shares
from kb.lexicon.words import analyser
from kb.types import Fact, FactStatus, Piece, Precision, Question, Status, Target, Wanted

_PER_HEAD = re.compile(
    r"每(?!年|月|天|日|季|周|次|个?(?:季度|月)|所|起)[一万百千十]{0,2}[\u4e00-\u9fff]|人均|户均|件均|平均(?![\u4e00-\u9fff]{0,6}(?:年限|多久|时|分|天|期限))"
)
_AIM = re.compile(r"(?:年度|工作)?(?:目标|任务)(?:值|数|量|指标)?")
_AIMS = re.compile(rf"{_AIM.pattern}(?:是|为|定[在为]?|要达到)(?:多少|几|$|\?)|目标(?:值|数)?(?:多少|$|\?)")
_PER_DAY = re.compile(r"平均每(?!年)|[日月]均")
_HEADED = re.compile(r"每|均")
_IN_SHARES = re.compile(r"占|比例|比重|比率|%|率")
_RATE_WORD = re.compile(r"[\u4e00-\u9fff]{2}率")
_JOINED = re.compile(r"(?P<first>[^ ]{2,14}?)(?:和(?!解|谐)|(?<![涉普])及(?!时)|(?<!参)与)(?P<second>[^ ]{2,20})")


def answer(question: Question, desk: Desk) -> Draft:
    """Look up each wanted figure for each target; where no place is named, that of every place."""
    if told_of_all := of_every_place(question, desk):
        return told_of_all
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
    if _AIMS.search(draft.question.folded):
        return _aim(draft, target, wanted)
    if shares.ONE.search(wanted.words):
        return _share(draft, target, wanted)
    found = find(desk, wanted, target, plans=draft.question.plans)
    if NEGATED.search(wanted.words):
        return _left(draft, target, wanted, found)
    if (_PER_HEAD.search(wanted.words) or _PER_DAY.search(draft.question.folded)) and not (
        found is not None and _HEADED.search(found.fact.phrase)
    ):
        return _such(draft, target, wanted, _HEADED) or derive(desk, wanted, target)
    if found is None and draft.question.relative_year and len(target.years) > 1:
        found = find(desk, wanted, replace(target, years=()), plans=draft.question.plans)  # 过去五年 as a report has it
    if wanted.kind == "rate" and not (found is not None and _states_rate(found.fact, wanted)):
        return derive(desk, wanted, target) or (None if found is not None and _is_other_rate(found) else found)
    return found


def _aim(draft: Draft, target: Target, wanted: Wanted) -> Found | None:
    """What was to be reached, never what was: of the year asked for, else of the latest that a report is held of."""
    desk = draft.desk
    wanted = replace(wanted, words=_AIM.sub(" ", wanted.words).strip())
    held = {report.year for report in desk.catalogue.of_places([place.code for place in target.places[:1]])}
    for years in [target.years] if target.years else [(max(held, default=0),), ()]:
        aimed = replace(target, years=years)
        facts = [f for f in desk.facts(aimed) if f.status is FactStatus.PLANNED or _AIM.search(own_words(f))]
        found = choose(desk, Matcher(desk, wanted, plans=True).matches(facts), aimed)
        if found is not None:
            return found
    return None


def _such(draft: Draft, target: Target, wanted: Wanted, names: re.Pattern[str]) -> Found | None:
    """The figure that is wanted, of those whose own words hold what tells it from a plain count."""
    facts = [fact for fact in draft.desk.facts(target) if names.search(own_words(fact))]
    return choose(draft.desk, Matcher(draft.desk, wanted, plans=draft.question.plans).matches(facts), target)


def _left(draft: Draft, target: Target, wanted: Wanted, found: Found | None) -> Found | Derived | None:
    """What was not done, or is done already: as the report states it, else computed; a count of the whole is no answer."""
    rest = NEGATED.sub(" ", wanted.words)
    for stated in (found, _such(draft, target, wanted, LEFT_STATED)):
        if (
            stated is not None
            and LEFT_STATED.search(own_words(stated.fact))
            and is_said_of(draft.desk, stated.fact, rest)
        ):
            return stated
    return derive(draft.desk, wanted, target)


def _share(draft: Draft, target: Target, wanted: Wanted) -> Found | Derived | None:
    """The share of a part: as the report states it of that very part, else computed."""
    desk, said = draft.desk, shares.ONE.search(wanted.words)
    if said is None:
        return None
    part, whole = said["part"], said["whole"] or ""
    stated = find(
        desk, Wanted(part, f"{whole} {wanted.context}".strip(), "", "rate"), target, plans=draft.question.plans
    )
    if (
        stated is not None
        and _IN_SHARES.search(desk.clause_text(stated.fact))
        and is_of(desk, stated.fact, part, whole)
    ):
        return stated
    return derive(desk, wanted, target)


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
    place = desk.name_of(fact) or desk.report(fact).title
    verdict = _verdict(draft.question, fact)
    draft.say(f"{verdict}{place}{period_text(fact)}{linked(named(fact, wanted))}", draft.figure(fact), "。")
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


def _verdict(question: Question, fact: Fact) -> str:
    """达到了, 没有达到: the first word of an answer to whether a figure reached a threshold; "" where none was asked about."""
    if question.bound is None or question.scope is not None:
        return ""
    sign, threshold = question.bound
    said = "达到" if sign == ">=" else "超过"
    reached = (
        fact.value >= threshold if sign == ">=" or fact.precision is Precision.AT_LEAST else fact.value > threshold
    )
    text = amount_text(threshold, fact.unit)
    if fact.precision is Precision.AT_LEAST and not reached:
        return f"看不出是否{said}{text}:"
    return f"{said}了{text}:" if reached else f"没有{said}{text}:"


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
    value = amount_text(derived.value, derived.unit)
    draft.say(
        f"{draft.desk.name_of(first)}{period_text(first)}{derived.name}为", computed(value), f"(由报告数字计算:{named(first)}", draft.figure(first),
        f" {derived.sign} {named(second)}", draft.figure(second), f" = {value})。",
    )  # fmt: skip
    draft.note("报告没有直接给出这个数字,以上由两个原文数字算出。")
    parts = [f"{named(fact)}{draft.desk.figure_text(fact)}" for fact in derived.facts]
    draft.formulas.append(f"{parts[0]} {derived.sign} {parts[1]} = {value}。")
    if not target.years:
        _assume_year(draft, first)
    draft.remember(first)
