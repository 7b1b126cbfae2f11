"""Figures that no report states but that follow from two that it does: a share, a remainder. The formula is shown.

X率, X占比  the part that X names ÷ the whole it is part of        审结率 = 审结 304 ÷ 受理 376
X占Y        X ÷ Y                                                  农民工案件占法律援助案件 = 205 ÷ 487
每名X办Y    Y ÷ X                                                  每名调解员调解 = 5400 ÷ 300
未X, 还剩   the whole − the part                                   未审结 = 受理 376 − 审结 304
已X         the whole − what is still under way                    已办结 = 涉诉 87 − 正在办理 18

What a report itself calls 不合格, 不予受理 or 未成年 is a name: it is looked up, and never taken for what is left of a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.answer.desk import Desk
from kb.answer.figures import find
from kb.answer.match import Matcher
from kb.answer.whole import (
    DECIDED,
    above,
    in_one_list,
    is_named,
    is_said_of,
    may_be_whole,
    shares_a_name,
    side_by_side,
    stated_before,
    whole_of,
)
from kb.answer.winnow import GOOD, own_words
from kb.ask import shares
from kb.lang.units import family
from kb.lexicon.words import as_written
from kb.types import Fact, FactKind, Target, Wanted

_RATE = re.compile(r"(?P<act>[\u4e00-\u9fff]{2})率")
_ACTS = "调解成功|审结|办结|办完|结案|受理|通过|化解|解决|完成|整改|合格|达标|立案|履行|办理|答复|采纳|成功"
NOT = re.compile(
    rf"(?:(?<![罚有])没(?!收)有?|尚未|未(?![来诉检保遂予]|成年))(?:能)?(?P<act>{_ACTS}|[\u4e00-\u9fff]{{2}}|结)|不(?P<short>合格|达标|通过)"
)
LEFT = re.compile(r"剩余?(?:下)?(?:了|有)?(?:没|未)?")
LEFT_STATED = re.compile(r"未|没|尚|正在|剩|(?<!上年)(?<!上一年)结转|在办|不(?!予|服)")
_DONE = re.compile(r"(?:已经?)(?P<act>办结|办完|审结|结案|完成|处理完)")
NEGATED = re.compile(
    f"{NOT.pattern.replace('(?P<act>', '(?:').replace('(?P<short>', '(?:')}|{LEFT.pattern}|{_DONE.pattern}"
)
_EACH = re.compile(
    r"(?:平均)?每(?:一)?(?P<counter>名|位|个|家|件|场)(?P<act>[\u4e00-\u9fff]{2,8}?)(?:平均|人均)?"
    r"(?P<what>(?:调解|办理|受理|审结|解答|接待|开展|举办|培训|审核|查处|发放|覆盖).{0,14})"
)
_TAKEN_IN = re.compile(r"(?:受理|收到|立案|接收)了?的")  # tells of the whole: 受理的复议还有几件没办完
_UNDER_WAY = "正在办理"
_SAME = (  # what reports call the same step
    ("审结", "办结", "结案", "办完"),
    ("完成", "整改", "销号"),
    ("解决", "化解"),
    ("调解成功", "达成协议", "成功"),
)
_ENDS = ("办结", "完成", "整改", "化解")  # what 剩余 is left of, where no act is named


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
            said = match.groupdict()
            derived = rule(desk, wanted, target, rest, said.get("act") or said.get("short") or "")
            if derived is not None:
                return derived
    return None


def _same_act(act: str) -> tuple[str, ...]:
    act = "审结" if act == "结" else act
    return next((group for group in _SAME if act in group), (act,))


def _part_and_whole(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> tuple[Fact, Fact] | None:
    """The figure that `act` names and the whole that it is a part of, of one place, year and unit; what else the question
    names is said of both.
    """
    facts = [fact for fact in desk.facts(target) if fact.kind == FactKind.AMOUNT]
    rest = _TAKEN_IN.sub("", rest)
    for one in dict.fromkeys((act, *_same_act(act))):
        asked = replace(wanted, words=f"{rest} {one}".strip(), kind="", unit=wanted.unit)
        for match in Matcher(desk, asked).matches(facts):
            part = match.fact
            own = own_words(part)
            if match.score < GOOD * 0.8 or one not in own + part.indicator or _is_negated(own, one):
                continue
            whole = whole_of(
                desk, part, facts, one if one in _SAME[0] or one in DECIDED else "", f"{rest} {wanted.context}".strip()
            )
            if whole is None or not side_by_side(part, whole) or _is_a_grade(part, facts):
                continue
            if is_said_of(desk, part, rest) and is_said_of(desk, whole, rest):
                return part, whole
    return None


def _is_a_grade(part: Fact, facts: list[Fact]) -> bool:
    """Whether a part is one grade of several (优秀57宗,合格119宗): those that passed are more."""
    beside = [
        f for f in facts if (f.report_id, f.paragraph) == (part.report_id, part.paragraph) and f.unit == part.unit
    ]
    return own_words(part).endswith("合格") and any(re.search("优秀|优良|良好", own_words(f)) for f in beside)


def _is_negated(own: str, act: str) -> bool:
    return re.search(rf"[未没不](?:予|有|能)?{act}", own) is not None


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
    rest = LEFT.sub("", rest)
    name = f"{rest}未{'审结' if act == '结' else act}".replace(" ", "")
    return Derived(whole.value - part.value, whole.unit, name, (whole, part), "−")


def _left(desk: Desk, wanted: Wanted, target: Target, rest: str, _act: str) -> Derived | None:
    for act in _ENDS:
        derived = _remainder(desk, wanted, target, rest, act)
        if derived is not None:
            return replace(derived, name=f"{rest}剩余".replace(" ", ""))
    return None


def _finished(desk: Desk, wanted: Wanted, target: Target, rest: str, act: str) -> Derived | None:
    stated = find(desk, replace(wanted, words=f"{rest} {act}"), target)
    if stated is not None and act in stated.fact.phrase:
        return None
    pair = _part_and_whole(desk, wanted, target, rest, _UNDER_WAY)
    if pair is None:
        return None
    part, whole = pair
    return Derived(whole.value - part.value, whole.unit, f"已{act}的{rest}".replace(" ", ""), (whole, part), "−")


def _share(desk: Desk, wanted: Wanted, target: Target, _rest: str, _act: str) -> Derived | None:
    said = shares.ONE.search(wanted.words.replace(" ", ""))
    if said is None:
        return None
    part_words, whole_words = said["part"], said["whole"] or ""
    facts = [fact for fact in desk.facts(target) if fact.kind == FactKind.AMOUNT]
    for part in _parts(desk, wanted, facts, part_words, whole_words):
        whole = _whole_named(desk, wanted, target, part, facts, whole_words)
        if whole is None or in_one_list(desk, whole, part):
            continue
        if whole.value and is_said_of(desk, whole, whole_words):
            name = f"{part_words}占{whole_words}的比例" if whole_words else f"{part_words}的占比"
            return Derived(part.value * 100 / whole.value, "%", name, (part, whole), "÷")
    return None


def _parts(desk: Desk, wanted: Wanted, facts: list[Fact], part: str, whole: str) -> Iterator[Fact]:
    """Figures that the words of the part name by their own words, the likeliest first."""
    asked = Wanted(part, f"{whole} {wanted.context}".strip())
    fitting = [
        match.fact
        for match in Matcher(desk, asked).matches(facts)
        if match.score >= GOOD * 0.8 and desk.is_true_to_text(match.fact) and is_named(desk, match.fact, part, facts)
    ]
    words = as_written(part)
    yield from sorted(fitting, key=lambda fact: not own_words(fact).endswith(words))


def _whole_named(desk: Desk, wanted: Wanted, target: Target, part: Fact, facts: list[Fact], words: str) -> Fact | None:
    """The whole of a part: the one that `words` name among those that the report counts it in, else wherever it stands."""
    chain = [one for one in above(part, facts) if side_by_side(one, part) and one.unit == part.unit]
    if not words:
        before = None if chain else whole_of(desk, part, facts)
        return chain[0] if chain else before if before is not None and shares_a_name(before, part) else None
    if exact := stated_before(part, facts, words):
        return exact
    named = Matcher(desk, Wanted(words)).matches(chain)
    if named and named[0].score >= GOOD:
        return named[0].fact
    found = find(desk, Wanted(words, wanted.context, part.unit), target)
    return found.fact if found is not None and may_be_whole(found.fact, part, facts) else None


def _each(desk: Desk, wanted: Wanted, target: Target, _rest: str, act: str) -> Derived | None:
    match = _EACH.search(wanted.words.replace(" ", ""))
    if match is None:
        return None
    what = find(desk, Wanted(match["what"], wanted.context), target)
    heads = find(desk, Wanted(act, wanted.context), target)
    if what is None or heads is None or what.fact == heads.fact or not heads.fact.value:
        return None
    if not side_by_side(what.fact, heads.fact):
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
    (NOT, _remainder),
    (LEFT, _left),
    (_EACH, _each),
    (shares.ONE, _share),
    (_RATE, _rate),
)
