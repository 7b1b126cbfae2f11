"""One figure over the years: the series, the change from first to last, and the changes that the reports state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kb.answer.absence import absent
from kb.answer.charting import series_title, trend_chart
from kb.answer.desk import Desk
from kb.answer.draft import Draft, computed, named, period_text
from kb.answer.figures import change_of, choose, find, of_one_indicator
from kb.answer.growth import change_formula, change_text, mismatch
from kb.answer.match import Matcher
from kb.answer.winnow import GOOD, Match
from kb.ask import cues
from kb.lang.units import family
from kb.lexicon.places import gazetteer
from kb.types import Fact, Piece, Place, Question, Status, Table, Target, Wanted

_RELATIVE = 0.6  # a figure scored below this share of the best one is another thing, unless it counts what is named
_WHOLE = 0.97  # a figure that holds so much of the question is named by it, whatever the table of indicators says
_GROWTH = re.compile(r"增长率|增速|增幅|涨幅|降幅|增长速度")
_CHANGE_WORDS = re.compile("增长率?|上升|下降|增幅|提高|提升|降低|缩短|压缩|同比|上一年|去年|比")


def answer(question: Question, desk: Desk) -> Draft:
    """A single year: what changed against the year before. Else the series of all years asked for or held."""
    draft = Draft(desk, question)
    target, wanted = question.targets[0], _amount(question)
    years = tuple(sorted({year for one in question.targets for year in one.years}))
    if len(years) == 1 and question.relative_year and cues.OVER_YEARS.search(question.folded):
        years = ()  # 近三年, of which the report of one is held: it may tell of the others
    if not target.places:
        place = _only_place(desk, wanted, Target(years=years))
        if place is None:
            absent(draft, target, wanted)
            draft.say("请写明地区,例如“通州区历年行政复议案件的变化”。")
            return draft
        draft.assume("place", "地区", place.name)
        target = replace(target, places=(place,))
    series = series_of(desk, wanted, Target(target.places, years if len(years) != 1 else (years[0] - 1, years[0])))
    if len(years) == 1:
        _tell_year(draft, target, wanted, series, years[0])
    else:
        _tell_series(draft, target, wanted, series)
    return draft


def _only_place(desk: Desk, wanted: Wanted, target: Target) -> Place | None:
    """The place of the best figure, where no place is named."""
    found = find(desk, wanted, target)
    return gazetteer().get(found.fact.place_code) if found is not None else None


def _amount(question: Question) -> Wanted:
    """What changes: the amount, not the rate of change; where a rate of growth is named, that rate."""
    wanted = question.wanted[0]
    words = wanted.words
    if _GROWTH.search(question.folded):
        return Wanted(" ".join(_GROWTH.sub(" ", words).split()), wanted.context, "", "change")
    words = _CHANGE_WORDS.sub(" ", words)
    unit = "" if family(wanted.unit) == "points" else wanted.unit  # 几个百分点: what changes is a rate
    return Wanted(" ".join(words.split()), wanted.context, unit, "rate" if "率" in words or unit != wanted.unit else "")


def series_of(desk: Desk, wanted: Wanted, target: Target) -> list[Fact]:
    """The figure of each year, ascending, all of the unit and indicator that fits best overall."""
    by_year: dict[int, list[Match]] = {}
    matcher = Matcher(desk, wanted)
    for match in matcher.matches(fact for fact in desk.facts(target) if _of_one_year(fact)):
        by_year.setdefault(match.fact.period.year, []).append(match)
    groups = of_one_indicator(list(by_year.values()))
    chosen = [
        found.match
        for year, matches in zip(by_year, groups, strict=True)
        if (found := choose(desk, matches, Target(years=(year,))))
    ]
    if not chosen:
        return []
    if any(match.named for match in chosen):  # 受理 is no 收到, though more years may state it
        chosen = [match for match in chosen if match.coverage >= _WHOLE or not matcher.unlike(match.fact)]
    best = max(chosen, key=lambda match: match.score)
    near = [m for m in chosen if m.named or m.score >= best.score * _RELATIVE]
    facts = [m.fact for m in near if m.score >= GOOD and m.fact.unit == best.fact.unit]
    return sorted(facts, key=lambda fact: fact.period.year)


def _of_one_year(fact: Fact) -> bool:
    """Whether a figure may stand in a series: what was cumulated over several years is no figure of the last of them."""
    return fact.period.first.year == fact.period.last.year


def _tell_series(draft: Draft, target: Target, wanted: Wanted, series: Sequence[Fact]) -> None:
    if len(series) < 2 and _tell_stated_change(draft, wanted, target):
        for fact in series:
            draft.say(f"{draft.desk.name_of(fact)}{period_text(fact)}{named(fact, wanted)}为", draft.figure(fact), "。")
        return
    if not series:
        absent(draft, target, wanted)
        return
    if len(series) == 1:
        fact = series[0]
        draft.status = Status.NOT_FOUND
        draft.say(
            "没有找到可比的历年数字:",
            f"只有{period_text(fact)}一年,{draft.desk.name_of(fact)}{named(fact, wanted)}为",
            draft.figure(fact),
            "。",
        )
        draft.remember(fact)
        return
    first, last = series[-2 if _asks_last_step(draft.question) else 0], series[-1]
    verdict = _verdict(draft.question, series)
    draft.say(
        f"{verdict}{draft.desk.name_of(first)}{named(last, wanted)}{period_text(first)}为", draft.figure(first),
        f",{period_text(last)}为", draft.figure(last), ",", computed(change_text(first, last)), "。",
    )  # fmt: skip
    if len(series) > 2:
        _tell_each(draft, series)
    for fact in reversed(series):
        draft.remember(fact)
    _tell_gaps(draft, series)
    draft.chart = trend_chart(draft.desk, series_title(series, named(last, wanted)), series)
    draft.formulas.append(change_formula(draft.desk, first, last))
    if len({fact.indicator or fact.phrase for fact in series}) > 1:
        draft.note("各年报告的说法不尽相同:" + "、".join(dict.fromkeys(named(fact) for fact in series)) + "。")
    draft.table = Table(
        ("年份", "数字", "原文指标"),
        tuple((period_text(fact), draft.desk.figure_text(fact), named(fact)) for fact in series),
        tuple((draft.desk.cite_fact(fact),) for fact in series),
        1,
        tuple(fact.figure for fact in series),
    )


def _asks_last_step(question: Question) -> bool:
    """提高了几个百分点, where no year is named: what changed last, from the year before to the latest."""
    asks = cues.LAST_STEP.search(question.folded) is not None and cues.OVER_YEARS.search(question.folded) is None
    return asks and not any(target.years for target in question.targets)


def _verdict(question: Question, series: Sequence[Fact]) -> str:
    """Whether a figure rose or fell year by year, where that is asked: 是不是一年比一年低."""
    asked = cues.YEAR_BY_YEAR.search(question.folded)
    if asked is None:
        return ""
    words = question.folded[asked.start() :]
    down, up = cues.LESS.search(words), cues.MORE.search(words)
    if (down is None) == (up is None):
        return ""
    gaps = [later.value - before.value for before, later in pairwise(series)]
    holds = all(gap < 0 if down else gap > 0 for gap in gaps)
    way = "下降" if down else "上升"
    return f"{'是' if holds else '不是'}逐年{way}:"


def _tell_each(draft: Draft, series: Sequence[Fact]) -> None:
    """The figures of all years in a line."""
    pieces: list[str | Piece] = ["各年:"]
    for index, fact in enumerate(series):
        pieces += [";" if index else "", period_text(fact), draft.figure(fact)]
    draft.say(*pieces, "。", charted=True)


def _tell_gaps(draft: Draft, series: Sequence[Fact]) -> None:
    told = {fact.period.year for fact in series}
    held = {report.year for report in draft.desk.catalogue.of_places([series[0].place_code])}
    asked = {year for target in draft.question.targets for year in target.years} or held
    gaps = [f"{year}年" for year in sorted({*range(min(told), max(told)), *(held & asked)} - told)]
    if gaps:
        draft.note(f"{'、'.join(gaps)}没有这个数字。")


def _tell_year(draft: Draft, target: Target, wanted: Wanted, series: Sequence[Fact], year: int) -> None:
    now = next((fact for fact in series if fact.period.year == year), None)
    before = next((fact for fact in series if fact.period.year == year - 1), None)
    if now is None:
        target = Target(target.places, (year,))
        if not _tell_stated_change(draft, wanted, target):
            absent(draft, target, wanted)
        return
    stated = change_of(draft.desk, now)
    growth = mismatch(draft.desk, now, wanted)
    if growth:
        draft.note(growth)
    draft.remember(now)
    if stated:
        change = stated[0]
        draft.say(f"{draft.desk.name_of(now)}{year}年{named(now, wanted)}{draft.desk.clause_text(change)}", Piece("", (draft.desk.cite_fact(change),)),
                  ",为", draft.figure(now), "。")  # fmt: skip
    if before is not None:
        draft.say(
            f"{draft.desk.name_of(now)}{named(now, wanted)}{year}年为", draft.figure(now), f",{year - 1}年为", draft.figure(before),
            ",", computed(change_text(before, now)), "(由两年数字计算)。",
        )  # fmt: skip
        draft.formulas.append(change_formula(draft.desk, before, now))
        draft.chart = trend_chart(draft.desk, series_title((before, now), named(now, wanted)), (before, now))
    elif not stated and not _tell_stated_change(draft, wanted, Target(target.places, (year,))):
        draft.status = Status.NOT_FOUND
        draft.say(
            f"没有找到{year - 1}年的数字,报告也没有写明变化。{year}年{named(now, wanted)}为", draft.figure(now), "。"
        )


def _tell_stated_change(draft: Draft, wanted: Wanted, target: Target) -> bool:
    """A change that a report states although the figures themselves are not there."""
    found = find(draft.desk, Wanted(wanted.words, wanted.context, "", "change"), target)
    if found is None:
        return False
    fact = found.fact
    draft.say(
        f"{draft.desk.name_of(fact)}{period_text(fact)}:“{draft.desk.clause_text(fact)}”,即", draft.figure(fact), "。"
    )
    draft.remember(fact)
    return True


def by_year(question: Question, desk: Desk) -> Draft:
    """Which year has most, for one place."""
    draft = Draft(desk, question)
    target, wanted = question.targets[0], _amount(question)
    series = series_of(desk, wanted, target)
    if not series:
        absent(draft, target, wanted)
        return draft
    ranking = sorted(series, key=lambda fact: fact.value if question.ascending else -fact.value)
    first = ranking[0]
    draft.say(f"{draft.desk.name_of(first)}{named(first, wanted)}{'最少' if question.ascending else '最多'}的是{period_text(first)},为",
              draft.figure(first), "。")  # fmt: skip
    if len(series) > 1:
        _tell_each(draft, series)
    for fact in ranking:
        draft.remember(fact)
    draft.chart = trend_chart(desk, series_title(series, named(first)), series)
    years = {report.year for report in desk.catalogue.of_places([target.places[0].code])}
    draft.say(f"收录了{draft.desk.name_of(first)}{len(years)}个年份的报告,{len(series)}个年份给出这个数字。")
    _tell_gaps(draft, series)
    return draft
