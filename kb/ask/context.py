"""Follow-ups: what a turn does not say is taken from the turns before it, and said to be so.

says                                   takes over
a place or a year alone (密云区2024年呢)    what was wanted, intent
a figure alone (审结多少, 满意率呢)         places, years; the earlier words as context
它, 该区                                 the place answered first
当年, 那年                               the year of the turn before
加起来呢, 平均呢, 2023年呢                 all places of the turn before
审结呢                                   its subject: 行政复议审结
两个差多少, 哪个多                         the last two targets answered, and what was wanted
第二名呢, 最少的呢                         the ranking before, with the new order
为什么                                   places, years and words, as a question for passages
a place and a figure, or a ranking       nothing: a new topic
"""

from __future__ import annotations

import re
from dataclasses import replace

from kb.ask import cues
from kb.ask.holdings import Holdings
from kb.ask.intents import told_intent
from kb.ask.resumed import SET_WORDS, bare_verb, mentions_again, of_that_year, other_level, the_set, with_subject
from kb.ask.scopes import scope_of_label
from kb.ask.turns import Turn, inherited, place_text, targets_of, year_text
from kb.lexicon.places import gazetteer
from kb.types import Intent, Question, Reading, Target, Wanted

_PRONOUN = re.compile(r"^(?:那么?|那|而)?(?:它|其|该(?:区|市|县|镇|地|省)?|这(?:个)?(?:区|市|县|镇|地方?)|他们)(?:的)?")
_ELLIPSIS = re.compile(r"^(?:那么?|还有|另外|其中|再|而|那里?|当中|里面)|呢[?。!]*$|^(?:那|换成|改成|改为)")
_BOTH = re.compile(r"^(?:那么?)?(?:这|那|它们?)?(?:两|二|俩)(?:个|者|地|区|市|年|边)?")
_MORE = re.compile(r"呢[?。!]*$")
_AGAINST = re.compile(r"^(?:那么?)?(?:比|较|跟|和|与|同)")
_WHY = re.compile(r"^(?:那)?(?:这是)?(?:为什么|为啥|为何|原因|怎么会|什么原因)")
FIGURES = (Intent.LOOKUP, Intent.RANK, Intent.COMPARE, Intent.TREND, Intent.AGGREGATE, Intent.NUMBERS)


def follow(question: Question, turn: Turn | None, holdings: Holdings) -> Question:
    """The question with what it leaves unsaid filled in from the turn before. Unchanged for a new topic.

    A year taken over that the place said has no report of gives way to the latest year held for it.
    """
    return told_intent(_held_year(_followed(question, turn), question, holdings), "inherited")


def _held_year(followed: Question, said: Question, holdings: Holdings) -> Question:
    if any(target.years for target in said.targets) or not any(target.places for target in said.targets):
        return followed
    targets, readings = [], list(followed.readings)
    for target in followed.targets:
        held = holdings.years([target.places[0].code]) if target.places else ()
        if held and len(target.years) == 1 and target.years[0] not in held:
            text = f"{target.places[0].name}没有{target.years[0]}年的报告，按最近的{held[-1]}年"
            readings = [reading for reading in readings if reading.slot != "year"]
            readings.append(Reading("year", "年份", text, "assumed"))
            targets.append(replace(target, years=(held[-1],)))
        else:
            targets.append(target)
    return replace(followed, targets=tuple(targets), readings=tuple(readings))


def _followed(question: Question, turn: Turn | None) -> Question:
    if turn is None or question.intent in (Intent.SMALLTALK, Intent.REPORTS):
        return question
    question = of_that_year(question, turn)
    placed = any(target.places for target in question.targets)
    dated = any(target.years for target in question.targets)
    words = _own_words(question)
    if _WHY.match(question.folded):
        return _why(question, turn)
    of_all = (
        the_set(question, turn, words=words, placed=placed)
        or mentions_again(question, turn, words=words)
        or other_level(question, turn)
    )
    if of_all is not None:
        return of_all
    if _BOTH.match(question.folded) or (question.intent == Intent.COMPARE and not placed and not dated and not words):
        return _both(question, turn)
    if (question.nth or question.intent == Intent.RANK) and not words and turn.scope is not None:
        return _ranked_again(question, turn)
    if not words and turn.words:
        return _elliptic(question, turn, placed=placed, dated=dated)
    if placed or question.scope is not None or (question.intent == Intent.RANK and not question.items):
        return question
    return _other_words(question, turn)


def _elliptic(question: Question, turn: Turn, *, placed: bool, dated: bool) -> Question:
    """A question without words of its own: the figure of the turn before, elsewhere or asked in another way."""
    all_figures = question.intent == Intent.NUMBERS and placed  # 密云区2024年有哪些数字: not the one of the turn before
    if (placed or dated) and not all_figures:
        return _other_target(question, turn)
    if not placed and question.intent in (Intent.TREND, Intent.LOOKUP):
        return _same_again(question, turn)
    if placed or question.scope is not None or (question.intent == Intent.RANK and not question.items):
        return question
    return _other_words(question, turn)


def _own_words(question: Question) -> str:
    """What the question itself says is wanted, pronouns and joints taken out."""
    text = " ".join(wanted.words for wanted in question.wanted)
    text = _PRONOUN.sub("", _ELLIPSIS.sub("", SET_WORDS.sub("", _BOTH.sub("", text))))
    return re.sub(r"第[一二三四五六七八九十\d]+|[的是有差个呢那多少第名]|年|区|市", "", text).strip()


def _why(question: Question, turn: Turn) -> Question:
    targets = targets_of(turn.answered[:1] or turn.targets[-1:])
    folded = f"{turn.context} {turn.words} 原因 为什么".strip()
    return replace(
        question, intent=Intent.PASSAGE, folded=folded, targets=targets, wanted=(Wanted(turn.words, turn.context),),
        readings=inherited(question, ("place", "地区", place_text(targets)), ("year", "年份", year_text(targets)),
                            ("topic", "主题", turn.words)),
    )  # fmt: skip


def _both(question: Question, turn: Turn) -> Question:
    targets = targets_of(turn.targets[-2:])
    intent = Intent.AGGREGATE if cues.AGGREGATE.search(question.folded) else Intent.COMPARE
    wanted = tuple(turn.wanted for _ in targets)
    return replace(
        question, intent=intent, targets=targets, wanted=wanted, scope=None,
        readings=inherited(question, ("place", "地区", place_text(targets)), ("year", "年份", year_text(targets)),
                            ("topic", "主题", turn.words)),
    )  # fmt: skip


def _ranked_again(question: Question, turn: Turn) -> Question:
    _, label, within = turn.scope or ("", "", "")
    said = question.targets[0].years
    return replace(
        question, intent=Intent.RANK, targets=(Target(years=said or turn.years),),
        wanted=(turn.wanted,),
        scope=scope_of_label(label, within),
        ascending=question.ascending or (turn.ascending and (bool(question.nth) or not cues.RANK.search(question.folded))),
        readings=inherited(question, ("topic", "主题", turn.words), ("scope", "范围", label or "所有地区"),
                            ("year", "年份", "" if said else "、".join(f"{year}年" for year in turn.years))),
    )  # fmt: skip


def _other_target(question: Question, turn: Turn) -> Question:
    """密云区呢, 那2023年呢: the same figure elsewhere or in another year."""
    last = targets_of(turn.targets[-1:])[0]
    question = _of_the_same_name(question, turn, last)
    if len(question.targets) == 1 and question.intent == Intent.COMPARE and _AGAINST.match(question.folded):
        return _against(question, turn, last)
    within = _within(question, turn)
    if within:
        kinds, label, _ = turn.scope or ("", "", "")
        elsewhere = replace(turn, scope=(kinds, label, within))
        return _ranked_again(replace(question, targets=(Target(years=question.targets[0].years),)), elsewhere)
    targets = tuple(replace(t, places=t.places or last.places, years=t.years or last.years) for t in question.targets)
    intent = Intent(turn.intent) if turn.intent in set(map(str, Intent)) else Intent.LOOKUP
    scope = None
    if intent == Intent.RANK and turn.scope is not None and not any(t.places for t in question.targets):
        _, label, within = turn.scope
        scope, targets = scope_of_label(label, within), question.targets
    elif intent in (Intent.RANK, Intent.COMPARE, Intent.AGGREGATE):
        intent = Intent.LOOKUP
    folded = f"{question.folded} {turn.context} {turn.words}" if intent == Intent.PASSAGE else question.folded
    inherited_year = "" if question.targets[0].years else year_text(targets)
    inherited_place = "" if question.targets[0].places else place_text(targets)
    return replace(
        question, intent=intent, folded=folded, targets=targets, scope=scope, ascending=turn.ascending,
        wanted=(turn.wanted,),
        readings=inherited(
            question, ("topic", "主题", turn.words), ("place", "地区", inherited_place), ("year", "年份", inherited_year),
            ("scope", "范围", (scope.label or "所有地区") if scope else ""),
        ),
    )  # fmt: skip


def _of_the_same_name(question: Question, turn: Turn, last: Target) -> Question:
    """鼓楼区: 南京市 or 徐州市? — 徐州的: the place of that name there, where none was answered."""
    said = question.targets[0].places
    if turn.answered or not said or not last.places or len(question.targets) > 1:
        return question
    table = gazetteer()
    there = [one for one in table.by_name(last.places[0].name) if table.contains(said[0].code, one.code)]
    if len(there) != 1 or there[0].code == said[0].code:
        return question
    readings = tuple(reading for reading in question.readings if reading.slot != "place")
    readings = (*readings, Reading("place", "地区", there[0].full_name))
    return replace(question, targets=(replace(question.targets[0], places=(there[0],)),), readings=readings)


def _against(question: Question, turn: Turn, last: Target) -> Question:
    """比2022年多多少, 跟大兴区比呢: the figure answered last beside that of the year or place said."""
    said = question.targets[0]
    other = replace(said, places=said.places or last.places, years=said.years or last.years)
    targets = (replace(last, words=""), replace(other, words=""))
    wanted = turn.wanted
    return replace(
        question, targets=targets, wanted=(wanted, wanted), scope=None,
        readings=inherited(question, ("place", "地区", place_text(targets)), ("year", "年份", year_text(targets)),
                            ("topic", "主题", turn.words)),
    )  # fmt: skip


def _within(question: Question, turn: Turn) -> str:
    """The code of the place said, where places were ranked and it holds some of that kind: 哪个区最多? — 徐州呢."""
    said = question.targets[0].places if len(question.targets) == 1 else ()
    if turn.intent != Intent.RANK or turn.scope is None or not turn.scope[0] or not said:
        return ""
    kinds = turn.scope[0].split()
    if said[0].kind in kinds or not any(one.kind in kinds for one in gazetteer().below(said[0].code)):
        return ""
    return said[0].code


def _same_again(question: Question, turn: Turn) -> Question:
    """比上年增长多少, 变化呢: the same figure, asked in another way."""
    targets = targets_of(turn.answered[:1] or turn.targets[-1:])
    wanted = (turn.wanted,)
    return replace(
        question, targets=targets, wanted=wanted,
        readings=inherited(question, ("place", "地区", place_text(targets)), ("year", "年份", year_text(targets)),
                            ("topic", "主题", turn.words)),
    )  # fmt: skip


def _other_words(question: Question, turn: Turn) -> Question:
    """审结多少, 满意率呢, 它的行政复议案件有多少: another figure of the same place and year."""
    pronoun = _PRONOUN.match(question.folded)
    pairs = turn.answered[:1] if turn.answered else turn.targets[-1:]
    targets = targets_of(pairs)
    said = question.targets[0].years
    if said:
        targets = tuple(replace(target, years=said) for target in targets)
    wanted = tuple(_in_context(w, turn, own=bool(pronoun)) for w in question.wanted or (Wanted(question.folded),))
    intent = question.intent
    if intent == Intent.PASSAGE and turn.intent in FIGURES and _MORE.search(question.folded):
        intent = Intent.LOOKUP
    if turn.intent == Intent.TREND and intent == Intent.LOOKUP and _MORE.search(question.folded) and not said:
        intent, targets = Intent.TREND, tuple(replace(target, years=()) for target in targets)
    folded = f"{turn.words} {question.folded}" if intent == Intent.PASSAGE else question.folded
    plain = f"{turn.words} {question.plain}"
    return replace(
        question, intent=intent, folded=folded, plain=plain, targets=targets, wanted=wanted,
        readings=inherited(question, ("place", "地区", place_text(targets)),
                            ("year", "年份", "" if said else year_text(targets)),
                            ("context", "承接", "" if pronoun else turn.words)),
    )  # fmt: skip


def _in_context(wanted: Wanted, turn: Turn, *, own: bool) -> Wanted:
    words = _PRONOUN.sub("", _ELLIPSIS.sub("", wanted.words)).strip(" 的,")
    if not own and (verb := bare_verb(words)) and (joined := with_subject(wanted, turn, verb)):
        return joined
    context = "" if own else " ".join(filter(None, [turn.context, turn.words, wanted.context]))
    return replace(wanted, words=words or wanted.words, context=context)
