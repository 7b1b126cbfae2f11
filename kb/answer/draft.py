"""An answer while it is being written, and the small wordings that all handlers share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kb.answer.desk import Desk
from kb.ask.turns import KEPT, Turn
from kb.types import (
    Answer,
    Chart,
    Fact,
    FactKind,
    FactStatus,
    Intent,
    PeriodKind,
    Piece,
    Question,
    Reading,
    Status,
    Table,
    Trace,
    Wanted,
)

_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_MARK = re.compile(r"“[^”]*”|(?:(?<![0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[,:;?!()](?![0-9])))[,:;?!()]")


def typeset(text: str) -> str:
    """Our own words with the full-width marks of Chinese print; quotations and marks inside numbers stay as they are."""
    return _MARK.sub(lambda match: _WIDE.get(match[0], match[0]), text)


def computed(text: str) -> Piece:
    """A figure that no report states, to be led to its formula."""
    return Piece(typeset(text), computed=True)


@dataclass(slots=True)
class Draft:
    """Collects lines, table, notes; `answered` are (place code, year) in order of importance, for follow-ups.

    `suggestions` are questions to ask next, those in `sure` known to have an answer. `formulas` say how what no report states
    was computed.
    """

    desk: Desk
    question: Question
    status: Status = Status.ANSWERED
    lines: list[tuple[Piece, ...]] = field(default_factory=list)
    table: Table | None = None
    notes: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    sure: set[str] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)
    answered: list[tuple[str, int]] = field(default_factory=list)
    wanted: Wanted | None = None
    chart: Chart | None = None
    charted: list[int] = field(default_factory=list)
    charted_notes: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    conflicts: list[tuple[int, ...]] = field(default_factory=list)

    def say(self, *pieces: str | Piece, charted: bool = False) -> None:
        """Add a line; `charted`: the chart and the table show it too."""
        if charted:
            self.charted.append(len(self.lines))
        self.lines.append(tuple(Piece(typeset(piece)) if isinstance(piece, str) else piece for piece in pieces))

    def say_once(self, text: str) -> None:
        """Add a line unless it is there."""
        if (Piece(typeset(text)),) not in self.lines:
            self.say(text)

    def note(self, text: str, *, charted: bool = False) -> None:
        """Add what a reader should know, once; `charted`: the chart and the table show it too."""
        text = typeset(text)
        if charted:
            self.charted_notes.append(text)
        if text not in self.notes:
            self.notes.append(text)

    def figure(self, fact: Fact) -> Piece:
        """The figure as written, with its citation."""
        return Piece(self.desk.figure_text(fact), (self.desk.cite_fact(fact),), fact.figure)

    def suggest_surely(self, *questions: str) -> None:
        """Propose questions that are known to have an answer."""
        self.suggestions += questions
        self.sure |= set(questions)

    def suggest_figures(self, fact: Fact) -> None:
        """Propose all figures of a fact's place and year: surely there, for this one is."""
        question = f"{self.desk.name_of(fact)}{fact.period.year}年有哪些数字?"
        held = fact.place_code in self.desk.catalogue.by_place
        if held and fact.status is FactStatus.DONE and fact.kind is not FactKind.CHANGE:
            self.suggest_surely(question)
        elif fact.place:
            self.suggestions.append(question)

    def disagree(self, *facts: Fact) -> None:
        """Have figures for one thing that differ shown side by side."""
        group = tuple(dict.fromkeys(self.desk.cite_fact(fact) for fact in facts))
        if len(group) > 1:
            self.conflicts.append(group)

    def remember(self, fact: Fact) -> None:
        """Keep the place and year of a fact for follow-ups."""
        key = (fact.place_code, fact.period.year)
        if key not in self.answered:
            self.answered.append(key)

    def assume(self, slot: str, label: str, value: str) -> None:
        """Say what was taken for granted."""
        self.readings.append(Reading(slot, label, typeset(value), "assumed"))

    def finished(self, generation: str, trace: Trace, suggestions: Sequence[str]) -> Answer:
        """The answer as it goes out; `suggestions` are those of the draft's that are offered."""
        return Answer(
            status=self.status,
            lines=tuple(self.lines),
            generation=generation,
            citations=self.desk.citations(),
            table=self.table,
            query=(*self.question.readings, *self.readings),
            notes=(
                *(_guess(one) for one in (*self.question.readings, *self.readings) if one.origin in _GUESSED),
                *self.notes,
            ),
            suggestions=tuple(dict.fromkeys(map(typeset, suggestions))),
            chart=self.chart,
            charted=tuple(self.charted) if self.chart or self.table else (),
            charted_notes=tuple(self.charted_notes) if self.chart else (),
            trace=trace,
            conflicts=tuple(self.conflicts),
        )

    def turn(self, before: Turn | None) -> Turn:
        """What the next turn may take over."""
        question = self.question
        wanted = self.wanted or (question.wanted[0] if question.wanted else Wanted(""))
        targets = tuple(self.answered) or tuple(
            (target.places[0].code if target.places else "", target.years[-1] if target.years else 0)
            for target in question.targets
            if target.places or target.years
        )
        older = before.targets if before else ()
        kept = tuple(dict.fromkeys((*(pair for pair in older if pair not in targets), *targets)))[-KEPT:]
        scope = question.scope
        return Turn(
            intent=question.intent.value,
            words=wanted.words,
            context=wanted.context,
            unit=wanted.unit,
            kind=wanted.kind,
            targets=kept,
            answered=tuple(self.answered),
            scope=(" ".join(sorted(scope.kinds)), scope.label, scope.within) if scope else None,
            years=question.targets[0].years if question.intent in (Intent.RANK, Intent.AGGREGATE) else (),
            ascending=question.ascending,
            tells=question.tells,
        )


_GUESSED = ("mended", "assumed")


def _guess(reading: Reading) -> str:
    """What was guessed, as a note: 大星区→大兴区, or a year or place taken because none was named."""
    if reading.origin == "mended":
        said, _, meant = reading.value.partition("→")
        return f"“{said}”按“{meant}”理解。"
    return f"{reading.label}:{reading.value}。".replace(":", "：")


def named(fact: Fact, wanted: Wanted | None = None) -> str:
    """What a fact counts, in words for an answer: the indicator's name where the phrase says no more, else the phrase."""
    phrase = _short_name(fact) if fact.kind is not FactKind.CHANGE else fact.phrase.replace(" ", "")
    if fact.kind is FactKind.CHANGE:  # 法律援助案件同比增长: it is none of the cases
        return phrase
    if fact.indicator and (not wanted or len(phrase) > 24 or fact.indicator in wanted.words):
        return fact.indicator
    return phrase if len(phrase) <= 30 else fact.indicator or phrase[-24:]


_TURNED_TO = re.compile(r"(?<=[\u4e00-\u9fff]{4})(?:压缩|缩短|提高|提升|降低|下降|上升|压减|[压降升增])(?:到|至|为)?$")
_BEFORE_NAME = re.compile(r"^(?:其中|分别|同时|并|共)(?=[\u4e00-\u9fff]{2})")


def _short_name(fact: Fact) -> str:
    """The phrase of a figure as a name: without sentences that ran into it, its own place, a subject that is said again, and
    the verb that led to the figure (审理期限压缩到).
    """
    parts = [part for part in re.split(r"[。;；]\s*|\s+", fact.phrase) if part]
    parts = [part for at, part in enumerate(parts) if not any(part in later for later in parts[at + 1 :])]
    last = re.split(r"[,，]", parts[-1])[-1] if parts else ""
    parts = [*parts[:-1], _BEFORE_NAME.sub("", last)] if len(last) > 1 else parts
    if "。" in fact.phrase and len(parts) > 1:
        parts = parts[1:]  # a heading: 复议主渠道作用更加凸显。 受理
    name = "".join(parts)
    if fact.place and len(name) > len(fact.place) + 3:
        name = name.replace(fact.place, "", 1)
    return _TURNED_TO.sub("", name)


_MEASURES = (
    "率",
    "时限",
    "期限",
    "用时",
    "时间",
    "时长",
    "数",
    "量",
    "额",
    "比",
    "比例",
    "占比",
    "总数",
    "人次",
    "次数",
    "金额",
    "件",
)
_CHANGED = re.compile(r"(?:增长|上升|下降|增加|减少|提升|提高|降低|压缩|缩短|上涨|回落)$")
_LEADS = re.compile(r"(?:[到至为达占]|占[^ ]{2,12}的|保持|稳定在)$")  # takes its figure as it is
_VERBS = re.compile(
    r"^(?:共|累计|依法|全力|及时)?(?:我局|[全各]?[区市县镇]?[^ ]{0,8}?)?(?:收到|受理|新收|办理|审结|审核|审查|开展|举办|组织"
    r"|召开|接听|解答|接待|调解|化解|排查|完成|提供|出具|制定|制作|印发|发放|推送"
    r"|推出|实施|作出|抽取|评查|编制|梳理|建立|建成|设立|报备|备案|清理|查处|发布|公布|公开|参与|列席|代写|挽回|配合|履行|新增|新建|分布|聘|选聘|培训|提出|惠及|覆盖|涉及)"
)


def linked(name: str) -> str:
    """A name ready to be followed by its figure: 受理案件 775件 needs no verb, 成功率 takes 为."""
    if _CHANGED.search(name) or _LEADS.search(name):
        return name
    if name.endswith(_MEASURES) or not _VERBS.match(name):
        return f"{name}为"
    return name


def period_text(fact: Fact) -> str:
    """2024年, 2024年上半年, 2020—2024年, 截至2024年11月."""
    period, year = fact.period, fact.period.year
    if period.kind == PeriodKind.YEAR:
        return f"{year}年"
    if period.kind == PeriodKind.DAY:
        return f"{year}年{period.last.month}月{period.last.day}日"
    if period.kind == PeriodKind.HALF:
        return f"{year}年{'上' if period.first.month == 1 else '下'}半年"
    if period.kind == PeriodKind.QUARTER:
        return f"{year}年第{'一二三四'[period.last.month // 3 - 1]}季度"
    if period.kind == PeriodKind.MONTH:
        return f"{year}年{period.last.month}月"
    if period.kind == PeriodKind.CUMULATIVE and period.first.year == year:
        return f"{year}年" if (period.last.month, period.last.day) == (12, 31) else f"截至{year}年{period.last.month}月"
    if period.first.year == year:
        return f"{year}年{period.first.month}—{period.last.month}月"
    return f"{period.first.year}—{year}年"


def number_text(value: Decimal) -> str:
    """A computed number, thousands apart: whole numbers plain, others with at most two decimals."""
    rounded = round(value, 2)
    return f"{rounded.normalize():,f}" if rounded != rounded.to_integral_value() else f"{rounded:,.0f}"


def amount_text(value: Decimal, unit: str) -> str:
    """A computed amount with its unit ("" for none), in 万 or 亿 where that is shorter: 1750000000 元 → 17.5亿元."""
    for name, size in (("万亿", Decimal(10**12)), ("亿", Decimal(10**8)), ("万", Decimal(10**4))):
        scaled = value / size
        if abs(scaled) >= 1 and scaled == round(scaled, 4) and unit == "元":
            return f"{scaled.normalize():,f}{name}{unit}"
    return f"{number_text(value)}{unit}"


def gap_text(gap: Decimal, unit: str) -> str:
    """How far two figures of a unit are apart: 8,611件, 250.4万元, 2.5个百分点."""
    return f"{number_text(gap)}个百分点" if unit == "%" else amount_text(gap, unit)


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names joined by 、, cut with 等N个 when there are many."""
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}个"
