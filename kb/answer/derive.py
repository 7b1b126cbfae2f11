"""Figures that no report states but that follow from two that it does: a share, a remainder. The formula is shown.

X率         the part that X names ÷ the whole it is part of        审结率 = 审结 304 ÷ 申请 376
X占Y        X ÷ Y                                                  农民工案件占法律援助案件 = 205 ÷ 487
每名X办Y    Y ÷ X                                                  每名调解员调解 = 5400 ÷ 300
未X, 没X    the whole − the part                                   未审结 = 申请 376 − 审结 304
已X         the whole − what is still under way                    已办结 = 涉诉 87 − 正在办理 18
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.answer.desk import Desk
from kb.answer.figures import find
from kb.answer.match import Matcher
from kb.answer.winnow import GOOD, own_words
from kb.lang.units import family
from kb.lexicon.indicators import indicators
from kb.lexicon.words import as_written
from kb.types import Fact, FactKind, Target, Wanted

_RATE = re.compile(r"(?P<act>[\u4e00-\u9fff]{2})率")
_NOT = re.compile(
    r"(?:(?<!罚)没(?!收)有?|未|尚未|不)(?P<act>调解成功|审结|办结|结案|受理|通过|化解|完成|整改|合格|立案|履行|办理|[\u4e00-\u9fff]{1,2})"
)
_DONE = re.compile(r"(?:已经?)(?P<act>办结|办完|审结|结案|完成|处理完)")
_SHARE = re.compile(r"(?P<act>.{2,20}?)占(?P<whole>.{2,20}?)(?:的)?(?:比例|比重|百分之几|百分比|多少|几成|$)")
_EACH = re.compile(
    r"(?:平均)?每(?:一)?(?P<counter>名|位|个|家|件|场)(?P<act>[\u4e00-\u9fff]{2,8}?)(?:平均|人均)?"
    r"(?P<what>(?:调解|办理|受理|审结|解答|接待|开展|举办|培训|审核|查处|发放|覆盖).{0,14})"
)
_UNDER_WAY = "正在办理"


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed value with its unit and name, the two facts it came of in the order of the formula, and its sign."""

    value: Decimal
    unit: str
    name: str
    facts: tuple[Fact, Fact]
    sign: str


def derive(desk: Desk, wanted: Wanted, target: Target) -> Derived | None:
    """The figure that was asked for, computed; None where the two it needs are not both stated."""
    words = as_written(wanted.words.replace(" ", ""))
    for pattern, rule in _RULES:
        match = pattern.search(words)
        if match:
            rest = f"{words[: match.start()]} {words[match.end() :]}".replace("了", "").strip(" 的")
            derived = rule(desk, wanted, target, rest, match["act"])
            if derived is not None:
                return derived
    return None


def _part_and_whole(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> tuple[Fact, Fact] | None:
    """The figure that `act` names and the whole that it is a part of, of one place, year and unit."""
    context = f"{rest} {wanted.context}".strip()
    asked = replace(wanted, words=f"{rest} {act}".strip(), context=wanted.context, kind="", unit=wanted.unit)
    facts = [fact for fact in desk.facts(target) if fact.kind == FactKind.AMOUNT]
    matches = [
        m
        for m in Matcher(desk, asked).matches(facts)
        if m.score >= GOOD * 0.8 and act in own_words(m.fact) + m.fact.indicator
    ]
    for match in matches:
        part = match.fact
        whole = _whole_of(desk, part, facts, context, wanted)
        if whole is not None and whole.value >= part.value and whole.unit == part.unit:
            return part, whole
    return None


def _one_topic(one: Fact, other: Fact) -> bool:
    """Whether two figures are of one subject, as far as the table of indicators tells."""
    table = indicators().all
    if one.indicator not in table or other.indicator not in table:
        return True
    return table[one.indicator].topic == table[other.indicator].topic


def _whole_of(desk: Desk, part: Fact, facts: list[Fact], rest: str, wanted: Wanted) -> Fact | None:
    if part.part_of:
        return next((f for f in facts if f.report_id == part.report_id and f.number == part.part_of), None)
    before = [
        fact
        for fact in facts
        if fact.report_id == part.report_id and fact.paragraph == part.paragraph and fact.number < part.number
        and _one_topic(fact, part)
        and fact.unit == part.unit and fact.value >= part.value
    ]  # fmt: skip
    if not before:
        return None
    scored = Matcher(desk, Wanted(rest or wanted.words)).matches(before)
    return scored[0].fact if scored else before[-1]


def _side_by_side(one: Fact, other: Fact) -> bool:
    """Whether two figures may stand in one formula: of one place, up to one year."""
    return one.place_code == other.place_code and one.period.year == other.period.year


def _rate(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> Derived | None:
    pair = _part_and_whole(desk, wanted, target, rest, act)
    if pair is None or not pair[1].value:
        return None
    return Derived(pair[0].value * 100 / pair[1].value, "%", f"{rest}{act}率".replace(" ", ""), pair, "÷")


def _remainder(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> Derived | None:
    pair = _part_and_whole(desk, wanted, target, rest, act)
    if pair is None:
        return None
    part, whole = pair
    return Derived(whole.value - part.value, whole.unit, f"{rest}未{act}".replace(" ", ""), (whole, part), "−")


def _finished(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> Derived | None:
    stated = find(desk, replace(wanted, words=f"{rest} {act}"), target)
    if stated is not None and act in stated.fact.phrase:
        return None
    pair = _part_and_whole(desk, wanted, target, rest, _UNDER_WAY)
    if pair is None:
        return None
    part, whole = pair
    return Derived(whole.value - part.value, whole.unit, f"已{act}的{rest}".replace(" ", ""), (whole, part), "−")


def _share(desk: Desk, wanted: Wanted, target: Target, _rest: str, act: str) -> Derived | None:
    match = _SHARE.search(wanted.words.replace(" ", ""))
    if match is None:
        return None
    part = find(desk, Wanted(act, wanted.context), target)
    whole = find(desk, Wanted(match["whole"], wanted.context), target)
    if part is None or whole is None or part.fact == whole.fact or not 0 < whole.fact.value >= part.fact.value:
        return None
    if part.fact.unit != whole.fact.unit or part.fact.kind != FactKind.AMOUNT:
        return None
    if not _side_by_side(part.fact, whole.fact):
        return None
    share = part.fact.value * 100 / whole.fact.value
    return Derived(share, "%", f"{act}占{match['whole']}的比例", (part.fact, whole.fact), "÷")


def _each(desk: Desk, wanted: Wanted, target: Target, _rest: str, act: str) -> Derived | None:
    match = _EACH.search(wanted.words.replace(" ", ""))
    if match is None:
        return None
    what = find(desk, Wanted(match["what"], wanted.context), target)
    heads = find(desk, Wanted(act, wanted.context), target)
    if what is None or heads is None or what.fact == heads.fact or not heads.fact.value:
        return None
    if not _side_by_side(what.fact, heads.fact) or what.fact.kind != FactKind.AMOUNT:
        return None
    if family(heads.fact.unit) not in ("people", "places", "pieces", "cases", "times"):
        return None
    unit = f"{what.fact.unit}/{heads.fact.unit}"
    return Derived(
        what.fact.value / heads.fact.value,
        unit,
        f"平均每{match['counter']}{act}{match['what']}",
        (what.fact, heads.fact),
        "÷",
    )


_Rule = Callable[[Desk, Wanted, Target, str, str], Derived | None]
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (_DONE, _finished),
    (_NOT, _remainder),
    (_EACH, _each),
    (_SHARE, _share),
    (_RATE, _rate),
)
