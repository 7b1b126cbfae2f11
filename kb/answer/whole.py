"""Which figure is the whole that another is a part of: what a share is computed of, and what a remainder is left of.

The two must stand for one place, one year and one thing: what the question names beside them (药品, 食品) is said of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.answer.asked import COMMON
from kb.answer.desk import Desk
from kb.answer.match import Matcher
from kb.answer.views import views_of, written
from kb.answer.winnow import own_words
from kb.lang.tokens import is_number, stop_words
from kb.lexicon.indicators import indicators
from kb.lexicon.words import analyser
from kb.types import Fact, FactKind, Wanted

FINISHED = frozenset(("审结", "办结", "结案"))  # what is done with a case that was taken in
DECIDED = frozenset(("维持", "撤销", "变更", "纠错", "驳回"))  # how a case ended, of those that did
_IS_FINISHED = re.compile("|".join(FINISHED))
_TAKEN_IN = re.compile(r"(?<!不予)(?<!未)(?:受理|立案|收案|新收)")
_CARRIED = re.compile(r"(?:上年|上一年|往年|旧存).{0,2}(?:结转|未结|存)|旧存")
_FINDING = re.compile(r"[查检找抽]出|发现")
_NEAR = 0.5  # how well a word that the question names must stand by a figure: in its sentence or the one before
_OF_ITS_OWN = 0.6  # the same of words that name it: better than those of another figure of its clause
_OWN = 0.8  # the same of words that must stand in its own words or clause
_SHARE_WORDS = re.compile(r"[约共仅]?占(?:比|全[区市县镇]|总数)?|比例|比重|的")


def side_by_side(one: Fact, other: Fact) -> bool:
    """Whether two figures may stand in one formula: of one place and one stretch of time, both counted, in one unit."""
    counted = one.kind == other.kind == FactKind.AMOUNT
    return counted and one.place_code == other.place_code and one.period == other.period


def is_said_of(desk: Desk, fact: Fact, words: str) -> bool:
    """Whether each telling word stands by a figure: in its own words, its clause or sentence, the one before, the heading."""
    paragraph = desk.paragraph(fact)
    views = views_of(desk, fact, paragraph)
    known = f"{fact.indicator} {written(' '.join(paragraph.section))}"
    close = f"{views.own}{views.sentence}"
    return all(
        word in known or views.holds(word) >= _NEAR or all(char in close for char in word)
        for word in _telling(_FINDING.sub(" ", words))
    )


def in_one_list(desk: Desk, one: Fact, other: Fact) -> bool:
    """Whether a figure stands behind another in one list (治安类30件、土地类12件): neither is the whole of the other."""
    if (one.report_id, one.paragraph) != (other.report_id, other.paragraph):
        return False
    between = desk.paragraph(one).text[one.figure.end : other.figure.start]
    return re.fullmatch(r"、[^,，。;；]*", between) is not None


def is_named(desk: Desk, fact: Fact, words: str, facts: Sequence[Fact]) -> bool:
    """Whether each telling word names the figure itself, and not only another that its clause lists beside it."""
    place = (fact.report_id, fact.paragraph)
    beside = [one for one in facts if (one.report_id, one.paragraph) == place and one.number != fact.number]
    others = " ".join(written(own_words(one)) for one in beside)
    views = views_of(desk, fact, desk.paragraph(fact), others)
    return all(
        word in fact.indicator or word in views.own or (word not in others and views.holds(word) >= _OF_ITS_OWN)
        for word in _telling(words)
    )


def is_of(desk: Desk, fact: Fact, words: str, around: str) -> bool:
    """Whether a figure is of just what `words` name: they stand in its own words or clause, and no kind beside them that
    neither they nor the words around them name (职业索赔类投诉 is not 投诉).
    """
    views = views_of(desk, fact, desk.paragraph(fact))
    named = f"{fact.phrase} {fact.indicator}"
    if not all(word in named or views.holds(word) >= _OWN for word in _telling(words)):
        return False
    said = written(f"{words}{around}")
    further = [word for word in _telling(_SHARE_WORDS.sub(" ", own_words(fact))) if word not in said]
    return not any(set(word) - set(said) for word in further)


def _telling(words: str) -> list[str]:
    found = (word for word in analyser().words(written(words)) if len(word) > 1 and not is_number(word))
    return [word for word in found if word not in stop_words() and word not in COMMON]


def whole_of(desk: Desk, part: Fact, facts: Sequence[Fact], act: str = "", words: str = "") -> Fact | None:
    """The whole of a part among the facts of its place: of what was finished, what was taken in; of what was decided, what
    was finished; what the report says it is a part of; else of the figures before it in its paragraph the one that `words` name, or the last.
    """
    before = [fact for fact in _before(part, facts) if _one_topic(fact, part)]
    if act in FINISHED:
        taken = [fact for fact in before if _TAKEN_IN.search(own_words(fact) + fact.indicator)]
        if any(_CARRIED.search(desk.folded(desk.paragraph(one)).text) for one in _said_again(part, facts)):
            return None  # 审结723件(含上年结转58件): what is left is not the difference
        if taken:
            return taken[-1]
    ended = [fact for fact in before if act in DECIDED and _IS_FINISHED.search(own_words(fact) + fact.indicator)]
    if ended:
        return ended[-1]
    if part.part_of:
        whole = next((f for f in facts if f.report_id == part.report_id and f.number == part.part_of), None)
        return whole if whole is not None and _holds(whole, part) else None
    before = [fact for fact in before if not in_one_list(desk, fact, part)]
    if not before or part.rule.startswith("table"):
        return None  # the row above is no whole
    scored = Matcher(desk, Wanted(words)).matches(before) if words else []
    return scored[0].fact if scored else before[-1]


def _said_again(part: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """The figure itself, and wherever its report states it again."""
    told = (part.report_id, part.indicator, part.value, part.unit)
    return [part, *(f for f in facts if part.indicator and (f.report_id, f.indicator, f.value, f.unit) == told)]


def stated_before(part: Fact, facts: Sequence[Fact], words: str) -> Fact | None:
    """The last figure before a part in its paragraph that may be its whole and whose own words hold just `words` (受理)."""
    told = [fact for fact in _before(part, facts) if words in own_words(fact)]
    return told[-1] if told else None


def shares_a_name(whole: Fact, part: Fact) -> bool:
    """Whether a part is called by its whole's name: 规范性文件废止 of 规范性文件清理."""
    return any(word in f"{part.phrase} {part.indicator}" for word in _telling(f"{own_words(whole)} {whole.indicator}"))


def above(part: Fact, facts: Sequence[Fact]) -> Iterator[Fact]:
    """What the report says a figure is a part of, and what that is a part of, up to the last whole."""
    numbered = {fact.number: fact for fact in facts if fact.report_id == part.report_id}
    seen = {part.number}
    while part.part_of and part.part_of not in seen and part.part_of in numbered:
        seen.add(part.part_of)
        part = numbered[part.part_of]
        yield part


def may_be_whole(whole: Fact, part: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a figure found by itself may be what another is a part of: stated so, counted before it in one paragraph, or
    the part is called by the whole's name (农民工法律援助案件 of 法律援助案件).
    """
    if not _holds(whole, part) or not side_by_side(whole, part) or whole.value <= 0:
        return False
    if any(one.number == whole.number for one in above(part, facts)):
        return True
    if (whole.report_id, whole.paragraph) == (part.report_id, part.paragraph):
        return whole.number < part.number and whole.clause != part.clause  # what stands in one list with it is no whole
    return shares_a_name(whole, part)


def _before(part: Fact, facts: Sequence[Fact]) -> list[Fact]:
    return [
        fact
        for fact in facts
        if (fact.report_id, fact.paragraph) == (part.report_id, part.paragraph)
        and fact.number < part.number
        and side_by_side(fact, part)
        and _holds(fact, part)
    ]


def _holds(whole: Fact, part: Fact) -> bool:
    return whole.unit == part.unit and whole.value >= part.value and whole.number != part.number


def _one_topic(one: Fact, other: Fact) -> bool:
    """Whether two figures are of one subject, as far as the table of indicators tells."""
    table = indicators().all
    if one.indicator not in table or other.indicator not in table:
        return True
    return table[one.indicator].topic == table[other.indicator].topic
