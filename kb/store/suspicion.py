"""Judge figures that numbers alone make suspect, with their words: few false alarms matter more than finding all.

What rounding and words of precision (约, 余) allow is never told, nor where any other figure held makes the matter right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kb.lang.normalize import folded_text
from kb.lang.units import is_a_head
from kb.store.contracts import FactQuery, FigureStore, Relation, ReportStore, Suspect
from kb.types import Fact, FactKind, FactStatus, Paragraph, PeriodKind, Precision, Report, Span

LABELS = {
    Relation.OVER: "比例超过100%",
    Relation.GROWTH: "增长率与两年数字不符",
    Relation.TENFOLD: "与上年相差十倍",
    Relation.PART: "部分大于总数",
    Relation.CONFLICT: "两份报告不一致",
}
_SHARE = re.compile("率|占|比例|比重")
# Shares of growth, of what was planned, and of other things than their whole may well be above 100 %.
_MAY_EXCEED = re.compile(
    "增|涨|升|降|减|速|幅|同比|环比|[比较]上?[年去]|完成|目标|计划|预算|任务|进度|毛入学|产销|自给|债|杠杆|拨备|周转|换手|充足|回报"
    "|收益|利润|投资|参保|结收|复种|流动|速动|偿付|翻|倍"
)
_LAST_YEAR = re.compile("同比|[较比](?:上一?年|去年|前一年)|上年同期|去年同期")
_UP = re.compile("增|升|提高|上涨|多")
_DOWN = re.compile("下降|减|降低|回落|下跌|下滑|少")
# Words of a clause whose figure is of no one year, or not yet done, whatever it was read as.
_NOT_OF_A_YEAR = re.compile("计划|拟|力争|目标|累计|以来|年来|历年")
_FEWEST = {"元": Decimal(100_000)}  # 十倍 of less is told of nothing
_FEW = Decimal(20)
_ROUNDED = re.compile(r"[万亿千百.]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure as written and where it stands; `span` in the text of the paragraph, as published."""

    report_id: str
    source: str
    paragraph: int
    figure: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A figure that may be wrong, the other figure where there is one, and a Chinese sentence with both."""

    kind: Relation
    here: Spot
    there: Spot | None
    sentence: str


@dataclass(slots=True)
class _Bench:
    """What judging needs: the stores, the reports that count, and the paragraphs and peers read so far."""

    store: ReportStore
    figures: FigureStore
    reports: dict[str, Report]
    paragraphs: dict[tuple[str, int], Paragraph] = field(default_factory=dict)
    peers: dict[tuple[str, str, int], list[Fact]] = field(default_factory=dict)

    def read(self, suspects: Iterable[Suspect]) -> None:
        """Read the paragraphs of all these at once."""
        facts = (fact for one in suspects for fact in (one.fact, one.other, one.change) if fact is not None)
        keys = list(dict.fromkeys((fact.report_id, fact.paragraph) for fact in facts))
        self.paragraphs |= {(one.report_id, one.number): one for one in self.store.pick(keys)}

    def written(self, fact: Fact) -> str:
        """The figure as written; a bare cell of a table gets its unit."""
        told = "".join(self._text(fact)[fact.figure.start : fact.figure.end].split())
        return told + fact.unit if told[-1:].isdecimal() else told

    def clause(self, fact: Fact) -> str:
        """The clause of a fact, folded."""
        return folded_text(self._text(fact)[fact.clause.start : fact.clause.end])

    def between(self, fact: Fact, change: Fact) -> str:
        """The words that lead to a change, folded: from the figure that changed, or from the beginning of its clause."""
        start = change.clause.start
        if fact.paragraph == change.paragraph and start < fact.figure.end <= change.figure.start:
            start = fact.figure.end
        return folded_text(self._text(change)[start : change.figure.end])

    def spot(self, fact: Fact) -> Spot:
        source = self.reports[fact.report_id].source
        return Spot(fact.report_id, source, fact.paragraph, self.written(fact), fact.figure)

    def like(self, fact: Fact, year: int) -> list[Fact]:
        """Every comparable figure of a year, of the place, indicator, unit and kind of `fact`."""
        key = (fact.place_code, fact.indicator, year)
        if key not in self.peers:
            query = FactQuery(
                places=frozenset({fact.place_code}), indicators=frozenset({fact.indicator}), years=frozenset({year})
            )
            self.peers[key] = [one for one in self.figures.facts(query) if one.report_id in self.reports]
        return [one for one in self.peers[key] if _is_whole(one) and (one.unit, one.kind) == (fact.unit, fact.kind)]

    def _text(self, fact: Fact) -> str:
        key = (fact.report_id, fact.paragraph)
        if key not in self.paragraphs:
            self.paragraphs |= {(one.report_id, one.number): one for one in self.store.pick([key])}
        return self.paragraphs[key].text

    def bounds(self, fact: Fact) -> tuple[Decimal, Decimal]:
        """Between what a figure may lie by its rounding and words of precision: 730余 720 to 740, 17.5亿 17.45亿 to 17.55亿."""
        exact = fact.precision is Precision.EXACT
        if exact and not _ROUNDED.search(self.written(fact)):
            return fact.value, fact.value
        last = Decimal(1).scaleb(int(fact.value.normalize().as_tuple().exponent))
        slack = last / 2 if exact else last
        return fact.value - slack, fact.value + slack


def judge(
    store: ReportStore, figures: FigureStore, reports: dict[str, Report], suspects: Iterable[Suspect]
) -> tuple[Suspicion, ...]:
    """The suspicions worth a look, each matter once, in order of kind, place and year. `reports` are those that count, by id."""
    order = list(Relation)

    def rank(one: Suspect) -> tuple[int, bool, str, int, str, int, str, int]:
        fact, report = one.fact, reports[one.fact.report_id]
        restated = (fact.place_code, fact.period.year) != (report.place_code, report.year)
        other = one.other or fact
        return (
            order.index(one.relation), restated, fact.place_code, fact.period.year, fact.report_id, fact.number,
            other.report_id, other.number,
        )  # fmt: skip

    ranked = sorted(suspects, key=rank)
    bench = _Bench(store, figures, reports)
    bench.read(ranked)
    told: dict[tuple[object, ...], Suspicion] = {}
    for one in ranked:
        sentence = _RULES[one.relation](bench, one)
        if sentence:
            there = bench.spot(one.other) if one.other is not None else None
            told.setdefault(_matter(one), Suspicion(one.relation, bench.spot(one.fact), there, sentence))
    return tuple(told.values())


def _matter(one: Suspect) -> tuple[object, ...]:
    """The same for suspects that are one matter: a ratio or conflict is told once for all figures that have it."""
    fact = one.fact
    if one.relation in (Relation.TENFOLD, Relation.CONFLICT):
        return one.relation, fact.place_code, fact.indicator, fact.unit, fact.period.year
    return one.relation, fact.report_id, fact.number


def _is_whole(fact: Fact) -> bool:
    """Whether a figure stands for all of its place and year: what `Relation` calls comparable, and its words agree."""
    return (
        fact.status is FactStatus.DONE
        and fact.kind is not FactKind.CHANGE
        and fact.period.kind is PeriodKind.YEAR
        and not fact.part_of
        and fact.high is None
        and not fact.rule.startswith("from")
        and not is_a_head(fact.phrase, fact.unit)
    )


def _are_alike(bench: _Bench, fact: Fact, other: Fact) -> bool:
    """Whether two figures may be measured by each other: named alike, or both by words of their own, with no subject taken
    from another figure, of which their indicator may come.
    """
    named = fact.phrase == other.phrase or not (" " in fact.phrase or " " in other.phrase)
    return named and all(_is_whole(one) and not _NOT_OF_A_YEAR.search(bench.clause(one)) for one in (fact, other))


def _name(fact: Fact) -> str:
    return fact.indicator or fact.phrase.replace(" ", "")


def _about(fact: Fact) -> str:
    return f"{fact.place}{fact.period.year}年{_name(fact)}"


# --- the rules: a sentence, "" where nothing is to be told -----------------------------------------------------------


def _over(bench: _Bench, one: Suspect) -> str:
    fact = one.fact
    clause = bench.clause(fact)
    if not _SHARE.search(fact.phrase + fact.indicator) or _MAY_EXCEED.search(fact.phrase + fact.indicator + clause):
        return ""
    return f"{_about(fact)}写作{bench.written(fact)}，比例一般不会超过100%，请核对。"


def _growth(bench: _Bench, one: Suspect) -> str:
    fact, before, change = one.fact, one.other, one.change
    if before is None or change is None or not _are_alike(bench, fact, before):
        return ""
    words = bench.between(fact, change)
    up, down = bool(_UP.search(words)), bool(_DOWN.search(words))
    if not _LAST_YEAR.search(words) or up == down or change.high is not None:
        return ""
    sign = -1 if down and change.value > 0 else 1
    exponent = int(change.value.as_tuple().exponent)
    slack = max(Decimal(1).scaleb(min(exponent, 0)), Decimal("0.1"))
    slack = slack if change.precision is Precision.EXACT else max(slack, Decimal(2))
    low, high = change.value * sign - slack, change.value * sign + slack
    for was in bench.like(fact, before.period.year):
        least, most = _growth_bounds(bench.bounds(fact), bench.bounds(was))
        if least <= high and low <= most:
            return ""
    actual = (fact.value - before.value) * 100 / before.value
    shown = f"{'增长' if actual >= 0 else '下降'}{abs(round(actual, 1)).normalize():f}%" if actual else "持平"
    return (
        f"{_about(fact)}为{bench.written(fact)}，报告写“{words.strip('，,。;；')}”；"
        f"按收录的{before.period.year}年数字{bench.written(before)}推算为{shown}，两者不符。"
    )


def _growth_bounds(now: tuple[Decimal, Decimal], was: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    """The least and the greatest growth in per cent between two figures."""
    least = was[0] if was[0] > 0 else was[1]
    return (now[0] / was[1] - 1) * 100, (now[1] / least - 1) * 100


def _tenfold(bench: _Bench, one: Suspect) -> str:
    fact, before = one.fact, one.other
    if before is None or not _are_alike(bench, fact, before):
        return ""
    now, was = ([other.value for other in bench.like(fact, year)] for year in (fact.period.year, before.period.year))
    grown, shrunk = min(now) >= 10 * max(was), min(was) >= 10 * max(now)
    if not (grown or shrunk) or min(*now, *was) < _FEWEST.get(fact.unit, _FEW):
        return ""
    times = fact.value / before.value if grown else before.value / fact.value
    many = f"{round(times, 1).normalize():f}"
    told = f"是上年的{many}倍" if grown else f"只有上年的{many}分之一"
    return f"{_about(fact)}为{bench.written(fact)}，{before.period.year}年为{bench.written(before)}，{told}，请核对是否多写或少写了位数。"


def _part(bench: _Bench, one: Suspect) -> str:
    part, whole = one.fact, one.other
    if whole is None or (part.period, part.place_code, part.status) != (whole.period, whole.place_code, whole.status):
        return ""
    if whole.high is not None or bench.bounds(part)[0] <= bench.bounds(whole)[1]:
        return ""
    name = part.phrase.split(" ")[-1]
    return f"{_about(whole)}为{bench.written(whole)}，其中的“{name}”却为{bench.written(part)}，部分大于总数。"


def _conflict(bench: _Bench, one: Suspect) -> str:
    fact, other = one.fact, one.other
    if other is None or not _are_alike(bench, fact, other):
        return ""
    alike = bench.like(fact, fact.period.year)
    here = [bench.bounds(each) for each in alike if each.report_id == fact.report_id]
    there = [bench.bounds(each) for each in alike if each.report_id == other.report_id]
    if any(a <= d and c <= b for a, b in here for c, d in there):
        return ""
    sources = [bench.reports[each.report_id].source for each in (fact, other)]
    return f"{_about(fact)}，“{sources[0]}”写作{bench.written(fact)}，“{sources[1]}”写作{bench.written(other)}，两者不一致。"


_RULES: dict[Relation, Callable[[_Bench, Suspect], str]] = {
    Relation.OVER: _over,
    Relation.GROWTH: _growth,
    Relation.TENFOLD: _tenfold,
    Relation.PART: _part,
    Relation.CONFLICT: _conflict,
}
