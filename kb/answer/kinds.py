"""Which kind, channel or field has most, for one place: the figures that its report lists side by side are ranked.

What is listed side by side: the figures of one clause (食品类402件、产品质量类171件), and clauses that go on from one another
(征地拆迁类居首位,共238件;其次为规划建设类97件). Of several lists the one is taken that the question's words are said of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.answer.absence import absent
from kb.answer.charting import ranking_chart
from kb.answer.desk import Desk
from kb.answer.draft import Draft, period_text
from kb.answer.match import Matcher
from kb.answer.ranking import ordered, ranking_table
from kb.answer.views import fold_slice, written
from kb.answer.winnow import GOOD, Match, own_words
from kb.types import Fact, FactKind, FactStatus, Piece, Question, Span, Status, Target

_ORDER_WORDS = re.compile(
    r"(?:位?居(?:首位?|第[一二三四五]|前[列三]位?)|占比?最[多高大]|最[多高大]|数量|排名?第[一二三四五])+$"
    r"|^(?:其中|其次(?:为|是)?|再次(?:为|是)?|依次(?:为|是)|分别(?:为|是)|主要(?:为|是))"
)
_GOES_ON = re.compile(r"其次|次之|再次|居首|首位|最多|第[一二三]")
_MOST_PARTS = 15
_WHOLES = 5  # figures looked at that may be what the parts add up to
_SUM = 0.5  # what it tells for a list that its parts add up to the figure asked for
_SAID = 0.54  # score below which no list is what was asked for
_STAGE = re.compile(  # steps of one thing are no kinds of it
    r"^(?:共|全年|依法|其中)*(?:申请|收到|受理|审结|办结|结案|立案|排查|化解|成功|完成|调解成功)$"
)
_REST = re.compile(r"^(?:其他|其它|其余|另有)")
_ASKS = re.compile(
    r"各(?:类|种)的?|(?:属于|来自|通过|是)?(?:哪|什么)(?:一)?(?:个|些|类|种|项)?"
    r"(?:类型?|类别|种类?|项目?|方面|领域|部分|渠道|途径|方式|来源|环节|行业|案由)?(?:的)?"
)
_LEFT = re.compile(r"(?:的|里面?|之?中|当中|方面|,|\s)*(?:领域|渠道|途径|方式|类型|种类|方面)?\s*$")
_Key = tuple[str, int, Span, str]  # report, paragraph, clause, unit


@dataclass(frozen=True, slots=True)
class _List:
    """Figures that a report lists side by side, and how well the question's words fit them."""

    matches: tuple[Match, ...]
    score: float


def by_kind(question: Question, desk: Desk) -> Draft:
    """Rank the parts that the report of the place lists of what is asked for."""
    draft = Draft(desk, question)
    target = question.targets[0]
    words = _LEFT.sub("", _ASKS.sub(" ", question.wanted[0].words))
    wanted = replace(question.wanted[0], words=" ".join(words.split()))
    best = _best(desk, Matcher(desk, wanted), target)
    if best is None:
        absent(draft, target, wanted)
        return draft
    ranking = ordered(best.matches, ascending=question.ascending)
    ranking = sorted(ranking, key=lambda match: _REST.search(_name(match.fact)) is not None)  # 其他 comes last
    if question.nth > len(ranking):
        draft.status = Status.NOT_FOUND
        draft.say(f"没有找到:报告只列出{len(ranking)}类,没有第{question.nth}位。")
        return draft
    _tell(draft, question, wanted.words.replace(" ", ""), ranking)
    if not target.years:
        draft.assume("year", "年份", f"未指定,取最近的{ranking[0].fact.period.year}年")
    return draft


def _best(desk: Desk, matcher: Matcher, target: Target) -> _List | None:
    """The list that the question's words fit best, of the newest year that has one."""
    facts = [
        fact
        for fact in desk.facts(target)
        if fact.kind is FactKind.AMOUNT and fact.status is FactStatus.DONE and fact.place_code == target.places[0].code
    ]
    scored = {(match.fact.report_id, match.fact.number): match for match in matcher.scored(facts)}
    best = sorted(scored.values(), key=lambda match: -match.score)[:_WHOLES]
    wholes = [match.fact for match in best if match.score >= GOOD]
    groups = list(_lists(desk, facts))
    groups += [parts for whole in wholes if (parts := _parts_of(whole, facts)) and parts not in groups]
    lists = [one for group in groups if (one := _fit(group, scored, wholes)) is not None]
    over = [_over(desk, one, facts) for one in lists]
    own = [word for term in matcher.terms if len(word := term.word) > 1 and sum(word in text for text in over) == 1]
    lists = [
        replace(one, score=one.score + any(word in text for word in own)) for one, text in zip(lists, over, strict=True)
    ]
    lists = [one for one in lists if one.score >= _SAID]
    newest = max((one.matches[0].fact.period.year for one in lists), default=0)
    lists = [one for one in lists if one.matches[0].fact.period.year == newest]
    return max(lists, key=lambda one: (round(one.score, 2), len(one.matches)), default=None)


def _over(desk: Desk, one: _List, facts: Sequence[Fact]) -> str:
    """What stands over a list and in it, behind the figure before it: 从内容上看,征地拆迁类238件."""
    parts = [match.fact for match in one.matches]
    first, last = min(fact.figure.start for fact in parts), max(fact.figure.end for fact in parts)
    beside = [fact for fact in facts if (fact.report_id, fact.paragraph) == (parts[0].report_id, parts[0].paragraph)]
    start = max((fact.figure.end for fact in beside if fact.figure.end <= first), default=0)
    return written(fold_slice(desk.paragraph(parts[0]).text, start, last))


def _lists(desk: Desk, facts: Sequence[Fact]) -> Iterable[list[Fact]]:
    """Figures side by side; see the module."""
    clauses: dict[_Key, list[Fact]] = {}
    home: dict[tuple[str, int], _Key] = {}
    for fact in sorted(facts, key=lambda one: (one.report_id, one.number)):
        if fact.rule.startswith("table"):
            continue
        key = (fact.report_id, fact.paragraph, fact.clause, fact.unit)
        led = home.get((fact.report_id, fact.part_of))
        if led is not None and led != key and _GOES_ON.search(desk.clause_text(fact) + own_words(fact)):
            key = led
        clauses.setdefault(key, []).append(fact)
        home[fact.report_id, fact.number] = key
    return (_without_whole(group) for group in clauses.values() if len(group) > 1)


def _without_whole(group: list[Fact]) -> list[Fact]:
    """The figures of a list without the first, where it is what the others add up to."""
    rest = group[1:]
    return rest if len(rest) > 1 and sum(fact.value for fact in rest) == group[0].value else group


def _parts_of(whole: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Figures that follow one another behind a whole and add up to it, whatever clauses they stand in; [] where there are none."""
    behind = sorted(
        (one for one in facts if one.report_id == whole.report_id and one.unit == whole.unit
         and one.number > whole.number and 0 <= one.paragraph - whole.paragraph < 2),
        key=lambda one: one.number,
    )  # fmt: skip
    for start in range(len(behind)):
        total = Decimal(0)
        for end, part in enumerate(behind[start : start + _MOST_PARTS], start + 1):
            total += part.value
            if total == whole.value and end - start > 1:
                return behind[start:end]
            if total > whole.value:
                break
    return []


def _fit(group: Sequence[Fact], scored: dict[tuple[str, int], Match], wholes: Sequence[Fact]) -> _List | None:
    """The list of a group; None where the words are not said of it, nor of a figure that its parts add up to."""
    matches = [scored.get((fact.report_id, fact.number)) for fact in group]
    held = [match.coverage for match in matches if match is not None]
    total, lead = sum((fact.value for fact in group), Decimal(0)), group[0]
    adds_up = any(_is_sum(whole, lead, total) for whole in wholes)
    fits = adds_up or max(held, default=0.0) >= GOOD
    if (
        not fits
        or all(_STAGE.search(_name(fact)) for fact in group)
        or len({_name(fact) for fact in group}) < len(group)
    ):
        return None
    told = tuple(match or Match(fact, 0.0, 0.0) for match, fact in zip(matches, group, strict=True))
    return _List(told, _SUM * adds_up + max(held, default=0.0) * 0.5 + sum(held) / len(group) * 0.5)


def _is_sum(whole: Fact, lead: Fact, total: Decimal) -> bool:
    """Whether parts led by `lead` that come to `total` stand right behind a whole of that value."""
    beside = whole.report_id == lead.report_id and 0 <= lead.paragraph - whole.paragraph < 2
    return beside and whole.unit == lead.unit and whole.value == total


def _name(fact: Fact) -> str:
    """What a part is called, without the words of order around it."""
    own = own_words(fact)
    return _ORDER_WORDS.sub("", _ORDER_WORDS.sub("", own)) or own


def _tell(draft: Draft, question: Question, topic: str, ranking: Sequence[Match]) -> None:
    at = max(question.nth - 1, 0)
    first = ranking[at].fact
    word = f"排第{question.nth}" if question.nth else "最少" if question.ascending else "最多"
    head = f"{draft.desk.name_of(first)}{period_text(first)}{topic}中,{_name(first)}{word},为"
    draft.say(head, draft.figure(first), "。")
    pieces: list[str | Piece] = ["各类:"]
    for index, match in enumerate(ranking):
        pieces += [";" if index else "", _name(match.fact), draft.figure(match.fact)]
    draft.say(*pieces, "。", charted=True)
    draft.note("按报告列出的各类比较;报告没有列出的不在其中。")
    draft.table = ranking_table(draft, ranking)
    label = f"{draft.desk.name_of(first)}{period_text(first)}{topic}的各类"
    chart = ranking_chart(draft.desk, label, [match.fact for match in ranking], ascending=question.ascending)
    marks = (replace(mark, label=_name(match.fact)) for mark, match in zip(chart.marks, ranking, strict=True))
    draft.chart = replace(chart, marks=tuple(marks))
    draft.remember(first)
