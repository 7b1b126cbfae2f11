"""Run the detectors in order: talk, typos, places and years, scope, intent, the figures wanted."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.ask import cues
from kb.ask.holdings import Holdings
from kb.ask.intents import INTENTS, intent_of, talk_of
from kb.ask.mend import mend, unknown_place
from kb.ask.targets import Targets, find_targets
from kb.ask.wanted import clean, items_of, kind_of, unit_of, wanted_of
from kb.lang.normalize import folded_text
from kb.lang.numerals import chinese_number, find_numbers
from kb.lexicon.words import as_written
from kb.types import Intent, Place, Question, Reading, Scope, Target, Wanted

_CHANGED = re.compile(r"^(?:增长|增加|减少|下降|上升|提高|变化|多|少)了?$")
_RIVAL = re.compile(r"(?:哪|谁|几个|多少个).{0,16}比[^,?]{2,12}?(?:还|更)?(?:要)?[多少高低](?!少|几)")
_GROWTH = re.compile(r"增速|增长率|增幅|涨幅|降幅")
_REPORT_SAYS = re.compile(cues.REPORT_SAYS)
_SIGNS = {
    "超过": ">",
    "大于": ">",
    "多于": ">",
    "高于": ">",
    "少于": "<",
    "低于": "<",
    "小于": "<",
    "不到": "<",
    "不足": "<",
    "不超过": "<=",
}


def understand(text: str, holdings: Holdings) -> Question:
    """Read a question by itself, without the turns before it. Never raises."""
    folded = re.sub(r"\s+", " ", folded_text(text)).strip()
    talk = talk_of(folded)
    if talk is Intent.SMALLTALK:
        return Question(text, folded, folded, talk, (Target(),))
    mended = mend(folded, holdings)
    written = as_written(mended.text)
    found = find_targets(written, holdings)
    if talk is Intent.REPORTS:
        scope, found = _scope(written, found)
        readings = (*mended.readings, *found.readings)
        return Question(text, written, mended.text, talk, found.targets, scope=scope, readings=readings)
    rival = next((t.places[0] for t in found.targets if t.places), None) if _RIVAL.search(written) else None
    scope, found = _scope(written, found)
    intent = intent_of(written, len(found.targets), spread=found.spread, scoped=scope is not None)
    if intent == Intent.PASSAGE:
        found = _of_the_report(found)
    several = len({target.places[:1] for target in found.targets if target.places}) > 1
    if scope is not None and rival is not None:
        intent = Intent.RANK
    if intent == Intent.RANK and several and scope is None:
        intent = Intent.COMPARE  # 大兴区、密云区、通州区谁最多
    question = Question(
        text=text,
        folded=written,
        plain=mended.text,
        intent=intent,
        targets=found.targets,
        scope=scope,
        rival=rival if scope is not None else None,
        plans=bool(cues.PLANS.search(written)),
        relative_year=found.relative,
        readings=(*mended.readings, *found.readings),
    )
    if scope is None and not any(target.places for target in found.targets):
        question = replace(question, unknown=unknown_place(written, holdings))
    question = _settled(_with_figures(question, found), found)
    return replace(question, readings=(*question.readings, *_readings(question)))


def _scope(folded: str, found: Targets) -> tuple[Scope | None, Targets]:
    """哪个区, 各地: the places a ranking runs over. A place named right before (北京各区) is what they lie within."""
    match = cues.SCOPE.search(folded)
    if match is None or (match["counted"] and not cues.BOUND.search(folded)):
        return None, found
    word = match["kind"] or match["which"] or match["tail"] or match["whose"] or ""
    kinds = frozenset(cues.SCOPE_KINDS.get(word, "").split())
    first = found.targets[0]
    within = ""
    without = ""
    if len(found.targets) == 1 and first.places and cues.EXCEPT.search(folded):
        without = first.places[0].code
        found = replace(found, targets=(replace(first, places=(), words=cues.EXCEPT.sub("", first.words)),))
    elif len(found.targets) == 1 and first.places and _RIVAL.search(folded):
        found = replace(found, targets=(replace(first, places=()),))
    elif len(found.targets) == 1 and first.places:
        within = first.places[0].code
        found = replace(found, targets=(replace(first, places=()),))
    return Scope(kinds, word if kinds else "", within, without), found


def _of_the_report(found: Targets) -> Targets:
    """2019年报告提出的2020年工作安排: the year of the report is the one to read; the later one is what it speaks of."""
    first, *later = found.targets
    said = _REPORT_SAYS.match(first.words) if first.years else None
    if said is None or any(target.places != first.places for target in later):
        return found
    words = " ".join(filter(None, [first.words[said.end() :], *(target.words for target in later)]))
    return replace(found, targets=(replace(first, words=words),))


def _settled(question: Question, found: Targets) -> Question:
    """A sum over one place that names several figures (多少家单位?一共多少人) asks for each of them."""
    alone = len(question.targets) == 1 and question.scope is None and not question.items
    if question.intent != Intent.AGGREGATE or not alone or len(question.targets[0].years) > 1:
        return question
    words = " ".join(filter(None, [found.rest, question.targets[0].words]))
    several = wanted_of(words)
    return replace(question, intent=Intent.LOOKUP, wanted=several) if len(several) > 1 else question


def _with_figures(question: Question, found: Targets) -> Question:
    """Fill in what the intent needs: wanted figures, items, order, bounds."""
    words = " ".join(filter(None, [found.rest, *(target.words for target in question.targets)]))
    wanted = _wanted(question, found, words)
    items: tuple[str, ...] = ()
    if question.intent in (Intent.COMPARE, Intent.RANK, Intent.AGGREGATE) and len(question.targets) == 1:
        own = " ".join(filter(None, [found.rest, question.targets[0].words]))
        items, around = items_of(own) if question.scope is None else ((), "")
        if items:
            kinds = [kind_of(item) for item in items]
            shared = kind_of(around) if not any(kinds) else ""
            wanted = tuple(Wanted(item, around, "", kind or shared) for item, kind in zip(items, kinds, strict=True))
    number = cues.NTH.search(question.folded)
    top = cues.TOP.search(question.folded) or cues.MOST_OF.search(question.folded)
    bound = cues.BOUND.search(question.folded) if question.scope is not None else None
    value = find_numbers(bound["value"]) if bound else []
    return replace(
        question,
        wanted=wanted,
        items=items,
        ascending=bool(cues.ASCENDING.search(question.folded)),
        nth=_int(number["n"]) if number else 0,
        top=_int(top["n"]) if top else 0,
        bound=(_SIGNS.get(bound["sign"], ">="), value[0].value) if bound and value else None,
        average=bool(cues.AVERAGE.search(question.folded)),
    )


def _wanted(question: Question, found: Targets, words: str) -> tuple[Wanted, ...]:
    if question.intent == Intent.LOOKUP:
        return wanted_of(words)
    if len(question.targets) > 1:
        return _wanted_of_each(question.targets, found.rest)
    without = cues.BOUND.sub(" ", words) if question.scope is not None else words
    pieces = wanted_of(words)
    unit = next((piece.unit for piece in pieces if piece.unit), "")
    return (Wanted(clean(without), "", unit, kind_of(words)),)


def _wanted_of_each(targets: tuple[Target, ...], rest: str) -> tuple[Wanted, ...]:
    """One for each target: its own words; where only some have words, they serve all."""
    own = [clean(target.words) for target in targets]
    spoken = [words for words in own if words]
    shared = (spoken[0] if own[0] else spoken[-1]) if spoken else clean(rest)
    own = [words if _CHANGED.sub("", words) else "" for words in own]
    spoken = [words for words in own if words]
    shared = (spoken[0] if own[0] else spoken[-1]) if spoken else clean(rest)
    kinds = [kind_of(target.words) for target in targets]
    kind = next((kind for kind in (kind_of(rest), *kinds) if kind in ("money", "rate")), "")
    apart = sum(map(bool, own)) > 1  # each side names a thing of its own
    if not kind and _GROWTH.search(rest + " ".join(target.words for target in targets)):
        kind = "change"
    unit = next((unit for target in targets if (unit := unit_of(target.words))), "")
    around = clean(rest) if spoken else ""
    return tuple(
        Wanted(words or shared, around, unit, (said if said in ("money", "rate") else "") if apart else kind)
        for words, said in zip(own, kinds, strict=True)
    )


def _int(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)


def _readings(question: Question) -> list[Reading]:
    readings = [Reading("intent", "意图", INTENTS[question.intent])]
    places = list(dict.fromkeys(_place_name(target.places[0]) for target in question.targets if target.places))
    if places:
        readings.append(Reading("place", "地区", "、".join(places)))
    years = list(dict.fromkeys(year for target in question.targets for year in target.years))
    if years and not any(reading.slot == "year" for reading in question.readings):
        readings.append(Reading("year", "年份", "、".join(f"{year}年" for year in years)))
    if question.scope is not None:
        readings.append(Reading("scope", "范围", question.scope.label or "所有地区"))
    topic = "、".join(dict.fromkeys(wanted.words for wanted in question.wanted if wanted.words))
    if topic:
        readings.append(Reading("topic", "主题", topic))
    return readings


def _place_name(place: Place) -> str:
    return place.full_name
