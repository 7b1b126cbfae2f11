"""What the reader puts right: a place, years, a topic or a scope in place of what was understood; "" takes it out.

place   密云区, or several: 密云区、大兴区
year    2024, or several: 2022、2023、2024
topic   the words that name what is asked for
scope   the kind of places a ranking runs over: 区, 县, 镇 …
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.ask import cues
from kb.ask.holdings import Holdings
from kb.ask.intents import told_intent
from kb.ask.scopes import scope_of_label
from kb.ask.targets import find_targets
from kb.ask.wanted import clean, kind_of, unit_of
from kb.lang.normalize import folded_text
from kb.lexicon.words import as_written
from kb.types import Change, Intent, Question, Reading, Scope, Wanted

LABELS = {"place": "地区", "year": "年份", "topic": "主题", "scope": "范围"}
SCOPES = ("区", "县", "市", "镇", "乡", "街道", "省")
ANY = "不限"


def put_right(question: Question, changes: Sequence[Change], holdings: Holdings) -> Question:
    """The question with each change made, and said in its readings. A value that means nothing changes nothing."""
    for change in changes:
        changed = _RULES[change.slot](question, change.value, holdings) if change.slot in _RULES else None
        if changed is not None:
            question = replace(changed, readings=_read(changed.readings, change))
    return told_intent(question, "said")


def _read(readings: tuple[Reading, ...], change: Change) -> tuple[Reading, ...]:
    """The readings with the slot's first one replaced, in its place, and its others gone."""
    told = Reading(change.slot, LABELS[change.slot], change.value or ANY, "changed")
    at = next((at for at, one in enumerate(readings) if one.slot == change.slot), len(readings))
    kept = [one for one in readings if one.slot != change.slot]
    return (*kept[:at], told, *kept[at:])


def _place(question: Question, value: str, holdings: Holdings) -> Question | None:
    found = [target for target in find_targets(folded_text(value), holdings).targets if target.places] if value else []
    if value and not found:
        return None
    if question.scope is not None and question.intent in (Intent.RANK, Intent.AGGREGATE):
        within = found[0].places[0].code if found else ""
        return replace(question, scope=replace(question.scope, within=within), unknown="")
    first = question.targets[0]
    old = [target.places[0].name for target in question.targets if target.places]
    targets = tuple(
        replace(question.targets[min(at, len(question.targets) - 1)], places=one.places) for at, one in enumerate(found)
    ) or (replace(first, places=()),)
    if len(found) == 1 and len(question.targets) > 1 and len(set(old)) < 2:  # two years of one place
        targets = tuple(replace(target, places=found[0].places) for target in question.targets)
    changed = _aligned(replace(question, targets=targets, unknown=""))
    new = "、".join(target.places[0].name for target in found)
    for name in dict.fromkeys(old):
        changed = _reworded(changed, name, new)
    return changed


def _year(question: Question, value: str, _holdings: Holdings) -> Question | None:
    years = tuple(sorted({int(part) for part in cues.YEARS.findall(value)}))
    if value and not years:
        return None
    apart = len(question.targets) > 1 and len({target.years for target in question.targets}) > 1
    if apart and len(years) == len(question.targets):
        targets = tuple(replace(one, years=(year,)) for one, year in zip(question.targets, years, strict=True))
    else:
        targets = tuple(replace(one, years=years, part=one.part if years else None) for one in question.targets)
    if len(set(targets)) < len(targets):  # what told them apart is gone
        targets = tuple(dict.fromkeys(targets))
    changed = _aligned(replace(question, targets=targets, relative_year=""))
    for year in {year for target in question.targets for year in target.years}:
        changed = _reworded(changed, f"{year}年", "、".join(f"{one}年" for one in years))
    return changed


def _topic(question: Question, value: str, _holdings: Holdings) -> Question | None:
    words = as_written(folded_text(value)).strip()
    wanted = Wanted(clean(words) or words, "", unit_of(words), kind_of(words))
    folded = words or question.folded
    return replace(
        question, wanted=(wanted,) * len(question.targets), items=(), folded=folded, plain=folded
    ) if question.intent is Intent.PASSAGE else replace(
        question, wanted=(wanted,) * (len(question.targets) if question.intent is Intent.COMPARE else 1), items=()
    )  # fmt: skip


def _scope(question: Question, value: str, _holdings: Holdings) -> Question | None:
    told = scope_of_label(value)
    if value and not told.kinds:
        return None
    scope = question.scope or Scope()
    return replace(question, scope=replace(told, within=scope.within, without=scope.without))


def _aligned(question: Question) -> Question:
    """With as many wanted figures as targets, and an intent that fits their number."""
    count = len(question.targets)
    if count < 2 and question.intent is Intent.COMPARE and not question.items:
        return replace(question, intent=Intent.LOOKUP, wanted=question.wanted[:1])
    if question.intent is not Intent.COMPARE and len({one.places[:1] for one in question.targets}) > 1:
        intent = Intent.COMPARE if question.intent is Intent.LOOKUP and question.wanted else question.intent
        question = replace(question, intent=intent)
    if question.intent is Intent.COMPARE and question.wanted:
        wanted = (*question.wanted, *(question.wanted[-1:] * count))[:count]
        return replace(question, wanted=wanted)
    return question


def _reworded(question: Question, old: str, new: str) -> Question:
    """With the words of the question changed too, for passages are searched by them."""
    return replace(question, folded=question.folded.replace(old, new), plain=question.plain.replace(old, new))


_RULES: dict[str, Callable[[Question, str, Holdings], Question | None]] = {
    "place": _place, "year": _year, "topic": _topic, "scope": _scope,
}  # fmt: skip
