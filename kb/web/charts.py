"""Charts made on the server: figures become positions, which `templates/_charts.html` writes as SVG.

Positions across are per cent of the width, so that a chart fits any width with letters of one size; positions down are
pixels. Colours and letters are those of the style sheet. A figure that is missing is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kb.answer.draft import number_text

ROW = 46  # height of a row of bars
TOP, PLOT, FOOT = 30, 190, 30  # a line: room for a label above, the plot, room for the years below
LEFT, RIGHT = 12.0, 92.0  # where the first and the last point stand
_LABELLED = 6  # points that all have their figure beside them; of more only the first, the last and the extremes
_BELOW = 26  # pixels that a figure below its point takes
_YEARS, _YEARS_NARROW = 11, 6  # labels that the axis has room for
_FLOOR = Decimal("0.5")  # a line begins at zero unless its lowest figure is above this share of the highest


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure of a chart. `value` None is a gap. `text` is the figure as a reader should see it, `url` where its words
    stand ("": no link), `detail` what a list of missing ones says of it.
    """

    label: str
    value: Decimal | None
    text: str = ""
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BarView:
    """A row of a bar chart: `y` its upper edge, the bar from `x` on, `width` wide; a gap has none. `negative`: it goes to the
    left.
    """

    datum: Datum
    y: int
    x: str
    width: str
    negative: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars below one another, in the order given. `key` tells the charts of a page apart; `zero` is where bars begin, "0%"
    unless some go to the left.
    """

    key: str
    title: str
    summary: str
    height: int
    zero: str
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of a line; `labelled`: its figure stands beside it, below it where the line comes from above."""

    datum: Datum
    x: str
    y: int
    labelled: bool
    below: bool


@dataclass(frozen=True, slots=True)
class TickView:
    """A label of an axis at `x` or `y`. `minor` ones give way where there is little room."""

    text: str
    x: str = "0"
    y: int = 0
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight piece of a line, between two points that follow each other."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line through the figures in the order given, broken where one is missing."""

    key: str
    title: str
    summary: str
    height: int
    base: int
    strokes: tuple[Stroke, ...]
    points: tuple[PointView, ...]
    gaps: tuple[TickView, ...]
    years: tuple[TickView, ...]
    levels: tuple[TickView, ...]


def bar_chart(key: str, title: str, data: Sequence[Datum]) -> BarChart:
    """Bars for a ranking or a comparison; those to the left of zero for figures below it."""
    values = [one.value for one in data if one.value is not None]
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    extent = high - low or Decimal(1)
    zero = -low * 100 / extent
    bars = []
    for at, one in enumerate(data):
        value = _value(one)
        width = abs(value) * 100 / extent
        x = zero - width if value < 0 else zero
        bars.append(BarView(one, at * ROW, _percent(x), _percent(width), value < 0))
    return BarChart(key, title, _summary(data), len(bars) * ROW, _percent(zero), tuple(bars))


def line_chart(key: str, title: str, data: Sequence[Datum]) -> LineChart:
    """A line for a trend; `data` has an entry for every step of its time, gaps included."""
    known = [one.value for one in data if one.value is not None]
    levels = scale(min(known, default=Decimal(0)), max(known, default=Decimal(0)))
    low, high = levels[0], levels[-1]
    step = (RIGHT - LEFT) / max(1, len(data) - 1)
    across = [LEFT + step * at if len(data) > 1 else (LEFT + RIGHT) / 2 for at in range(len(data))]

    def down(value: Decimal) -> int:
        return TOP + round(PLOT - (value - low) * PLOT / (high - low))

    held, told = [at for at, one in enumerate(data) if one.value is not None], _told(data)
    points = tuple(
        PointView(data[at], _percent(across[at]), y, at in told, y < TOP + PLOT - _BELOW and _is_below(data, at))
        for at, y in ((at, down(_value(data[at]))) for at in held)
    )
    strokes = tuple(
        Stroke(_percent(across[a]), down(_value(data[a])), _percent(across[b]), down(_value(data[b])))
        for a, b in pairwise(held)
        if b == a + 1
    )
    base, every = TOP + PLOT, -(-len(data) // _YEARS)
    seldom = every * -(-len(data) // (_YEARS_NARROW * every))
    return LineChart(
        key=key,
        title=title,
        summary=_summary(data),
        height=base + FOOT,
        base=base,
        strokes=strokes,
        points=points,
        gaps=tuple(TickView("缺", _percent(across[at]), base) for at, one in enumerate(data) if one.value is None),
        years=tuple(
            TickView(data[at].label, _percent(across[at]), base + 20, minor=(len(data) - 1 - at) % seldom != 0)
            for at in range((len(data) - 1) % every, len(data), every)
        ),
        levels=tuple(TickView(number_label(level), "0", down(level)) for level in levels),
    )


def scale(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Three to six round levels, ascending, from at most `low` to at least `high`; from zero unless all lie far above it."""
    start = low if low < 0 or low > high * _FLOOR else Decimal(0)
    extent = high - start or abs(high) or Decimal(1)
    power = Decimal(10) ** (extent / 4).adjusted()
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * 4 >= extent)
    first = start // step * step - (step if start < 0 and start % step else 0)
    levels = [first]
    while levels[-1] < high or len(levels) < 3:
        levels.append(levels[-1] + step)
    return tuple(levels)


def number_label(value: Decimal) -> str:
    """A number that no report wrote, as readers expect it: 1,250, 12万, 1.5亿; at most two decimals."""
    for name, size in (("亿", Decimal(10**8)), ("万", Decimal(10**4))):
        scaled = value / size
        if abs(scaled) >= 1 and (size > 10**4 or abs(scaled) >= 10) and scaled == round(scaled, 2):
            return f"{number_text(scaled)}{name}"
    return number_text(value)


def _percent(value: float | Decimal) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".") + "%"


def _value(datum: Datum) -> Decimal:
    return datum.value if datum.value is not None else Decimal(0)


def _told(data: Sequence[Datum]) -> set[int]:
    """Which points have their figure beside them."""
    held = [at for at, one in enumerate(data) if one.value is not None]
    if len(held) <= _LABELLED:
        return set(held)
    return {held[0], held[-1], min(held, key=lambda at: _value(data[at])), max(held, key=lambda at: _value(data[at]))}


def _is_below(data: Sequence[Datum], at: int) -> bool:
    """Whether a point's figure is better written below it: its neighbours stand higher."""
    beside = [data[near].value for near in (at - 1, at + 1) if 0 <= near < len(data)]
    higher = [value for value in beside if value is not None]
    return bool(higher) and all(value > _value(data[at]) for value in higher)


def _summary(data: Sequence[Datum]) -> str:
    """The figures as a sentence, for those who cannot see the chart; of many only how many."""
    told = [f"{one.label}{one.text}" for one in data if one.value is not None]
    gaps = [one.label for one in data if one.value is None]
    shown = "，".join(told[:12]) + (f"，其余{len(told) - 12}个见表" if len(told) > 12 else "")
    without = f"。没有数字：{'、'.join(gaps[:12])}{f'等{len(gaps)}个' if len(gaps) > 12 else ''}" if gaps else ""
    return f"{shown}{without}。"
