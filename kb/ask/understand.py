"""Run the detectors in order: talk, typos, places and years, scope, intent, the figures wanted."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.ask import cues
from kb.ask.conditions import bound_of, mention_of, tells_of, without_bound
from kb.ask.holdings import Holdings
from kb.ask.intents import INTENTS, intent_of, talk_of
from kb.ask.mend import mend, unknown_place
from kb.ask.reaches import threshold_of
from kb.ask.scopes import SCOPE, read_scope
from kb.ask.targets import Targets, find_targets
from kb.ask.wanted import clean, items_of, kind_of, unit_of, wanted_of
from kb.ask.years import spelled_out
from kb.lang.normalize import folded_text
from kb.lang.numerals import whole_number
from kb.lang.units import family
from kb.lexicon.words import as_written
from kb.types import Intent, Place, Question, Reading, Scope, Target, Wanted

_CHANGED = re.compile(r"^(?:增长|增加|减少|下降|上升|提高|变化|多|少)了?$")
_RIVAL = re.compile(r"(?:哪|谁|几个|多少个).{0,16}比[^,?]{2,12}?(?:还|更)?(?:要)?[多少高低](?!少|几)")
_GROWTH = re.compile(r"增速|增长率|增幅|涨幅|降幅")
_REPORT_SAYS = re.compile(cues.REPORT_SAYS)


def understand(text: str, holdings: Holdings) -> Question:
    """Read a question by itself, without the turns before it. Never raises."""
    folded = re.sub(r"\s+", " ", folded_text(text)).strip()
    talk = talk_of(folded)
    if talk is Intent.SMALLTALK:
        return Question(text, folded, folded, talk, (Target(),))
    mended = mend(folded, holdings)
    if mentioned := _mentioned(text, spelled_out(mended.text), holdings):
        return replace(mentioned, readings=(*mended.readings, *mentioned.readings, *_readings(mentioned)))
    tells, written = tells_of(spelled_out(as_written(mended.text)))
    threshold = threshold_of(written) if talk is None and not tells and not SCOPE.search(written) else None
    written = threshold.asked if threshold is not None else written
    found = find_targets(written, holdings)
    if talk is Intent.REPORTS:
        scope, found = read_scope(written, found)
        readings = (*mended.readings, *found.readings)
        return Question(text, written, mended.text, talk, found.targets, scope=scope, readings=readings)
    rival = next((t.places[0] for t in found.targets if t.places), None) if _RIVAL.search(written) else None
    scope, found = read_scope(written, found, rival, told=bool(tells))
    intent = intent_of(written, len(found.targets), spread=found.spread, scoped=scope is not None)
    if tells:
        intent, scope = Intent.RANK, scope or Scope()
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
        tells=tells,
        plans=bool(cues.PLANS.search(written)),
        relative_year=found.relative,
        readings=(*mended.readings, *found.readings),
    )
    if scope is None and not any(target.places for target in found.targets):
        question = replace(question, unknown=unknown_place(written, holdings))
    question = _settled(_with_figures(question, found), found)
    if threshold is not None and question.intent == Intent.LOOKUP:
        question = replace(question, bound=(threshold.sign, threshold.value))
    return replace(question, readings=(*question.readings, *_readings(question)))


def _mentioned(text: str, folded: str, holdings: Holdings) -> Question | None:
    """哪些报告提到X: the word is taken out before places and years are read; None where no list of reports is asked for."""
    mention = mention_of(folded)
    if mention is None:
        return None
    around = folded.replace(mention.topic, " ", 1)
    scope, found = read_scope(around, find_targets(around, holdings), told=True)
    tells = "missing" if mention.lacking else "given"
    wanted = (Wanted(mention.topic),)
    return Question(
        text, folded, folded, Intent.MENTIONS, found.targets, wanted,
        scope=scope, tells=tells, readings=found.readings,
    )  # fmt: skip


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
    bound = bound_of(question.folded) if question.scope is not None else None
    return replace(
        question,
        wanted=wanted,
        items=items,
        ascending=bool(cues.ASCENDING.search(question.folded)),
        nth=whole_number(number["n"]) if number else 0,
        top=whole_number(top["n"]) if top else 0,
        bound=(bound.sign, bound.value) if bound else None,
        average=bool(cues.AVERAGE.search(question.folded)),
    )


def _wanted(question: Question, found: Targets, words: str) -> tuple[Wanted, ...]:
    if question.intent == Intent.LOOKUP:
        return wanted_of(words)
    if len(question.targets) > 1:
        return _wanted_of_each(question.targets, found.rest)
    bound = bound_of(words) if question.scope is not None else None
    without = without_bound(words) if bound else words
    without = SCOPE.sub(" ", without) if question.scope is not None else without
    pieces = wanted_of(without)
    counted = ("个", "") if bound or question.tells else ("",)  # 的区有几个: places are counted, not what they did
    unit = next((piece.unit for piece in pieces if piece.unit not in counted), bound.unit if bound else "")
    kind = kind_of(words) or (family(unit) if bound and family(unit) in ("money", "rate") else "")
    return (Wanted(clean(without), "", unit, kind),)


def _wanted_of_each(targets: tuple[Target, ...], rest: str) -> tuple[Wanted, ...]:
    """One for each target: its own words; where only some have words, they serve all."""
    own = [words if _CHANGED.sub("", words) else "" for words in (clean(target.words) for target in targets)]
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
