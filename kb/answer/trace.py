"""How an answer came about: which figures were looked at, which of them it uses, and why the others were left out.

The desk notes what every matcher scored; this is read only once the answer stands, so that no handler has to tell.
"""

from __future__ import annotations

from heapq import nlargest

from kb.answer.desk import Desk, Looked
from kb.answer.draft import named, period_text
from kb.answer.kin import class_of, stretch_of
from kb.answer.namesakes import told_apart
from kb.types import Considered, Fact, FactKind, FactStatus, Question, Trace

SHOWN = 50  # figures of each list that are shown one by one
_NEAR = 0.3  # score below which a figure is no candidate that anybody would ask about


def trace_of(desk: Desk, asked: Question, formulas: tuple[str, ...]) -> Trace:
    """The trace of the answer that was made at a desk, to a question as understood."""
    used = list(desk.told.values())
    best: dict[tuple[str, int], Looked] = {}
    for one in desk.looked:
        key = (one.fact.report_id, one.fact.number)
        if key not in desk.told and one.score >= _NEAR and (key not in best or one.score > best[key].score):
            best[key] = one
    kept = nlargest(SHOWN, best.values(), key=lambda one: one.score)
    desk.paragraphs((one.fact.report_id, one.fact.paragraph) for one in kept)
    names = told_apart((fact.place_code, fact.place) for fact in (*used[:SHOWN], *(one.fact for one in kept)))
    return Trace(
        used=tuple(_considered(desk, fact, names, "") for fact in used[:SHOWN]),
        used_more=max(0, len(used) - SHOWN),
        left_out=tuple(_considered(desk, one.fact, names, _reason(one, used, asked)) for one in kept),
        left_out_more=len(best) - len(kept),
        formulas=formulas,
    )


def _considered(desk: Desk, fact: Fact, names: dict[str, str], reason: str) -> Considered:
    place = names.get(fact.place_code, fact.place)
    return Considered(
        place, period_text(fact), named(fact), desk.figure_text(fact), fact.report_id, fact.paragraph, fact.figure,
        reason,
    )  # fmt: skip


def _reason(one: Looked, used: list[Fact], asked: Question) -> str:
    """Why a figure was left out: what most plainly sets it apart from those that were used."""
    fact = one.fact
    if fact.status is FactStatus.PLANNED and all(other.status is FactStatus.DONE for other in used):
        return "是计划数，不是完成数"
    if fact.kind is FactKind.CHANGE and all(other.kind is not FactKind.CHANGE for other in used):
        return "是增减幅度，不是数量"
    if not used:
        return "与所问的说法不够相符"
    alike = [other for other in used if fact.indicator and other.indicator == fact.indicator]
    return _other_thing(fact, used) if not alike else _other_scope(fact, alike, asked)


def _other_thing(fact: Fact, used: list[Fact]) -> str:
    if class_of(fact) not in {class_of(other) for other in used}:
        return f"单位是{fact.unit or '无'}，与所用的数字不能比"
    if fact.indicator:
        return f"说的是{fact.indicator}，是另一个指标"
    if fact.part_of:
        return "是其中的一部分，不是总数"
    return "说法与所问不够相符"


def _other_scope(fact: Fact, alike: list[Fact], asked: Question) -> str:
    here = [other for other in alike if other.place_code == fact.place_code]
    if not here:
        return "不在所问的地区或范围内"
    if all(other.period.year != fact.period.year for other in here):
        return _other_year(fact, here, asked)
    if stretch_of(fact) not in {stretch_of(other) for other in here}:
        return "时段不同"
    if class_of(fact) not in {class_of(other) for other in here}:
        return f"单位是{fact.unit or '无'}，与所用的数字不能比"
    if any(other.value == fact.value for other in here):
        return "同一个数字在别处又写了一次"
    if fact.part_of:
        return "是其中的一部分，不是总数"
    return "同一指标的另一种说法，相符程度较低"


def _other_year(fact: Fact, here: list[Fact], asked: Question) -> str:
    """Why another year was taken: it was asked for, or as none was, it is the latest."""
    own = f"是{fact.period.year}年的"
    years = sorted({other.period.year for other in here})
    said = {year for target in asked.targets for year in target.years}
    assumed = any(reading.slot == "year" and reading.origin == "assumed" for reading in asked.readings)
    if said and fact.period.year not in said and not assumed:
        return f"{own}，问的是{_years(sorted(said))}"
    if len(years) == 1 and years[0] > fact.period.year:
        return f"{own}，取最近的{_years(years)}"
    return f"{own}，用的是{_years(years)}"


def _years(years: list[int]) -> str:
    """2024年, 2022年、2024年, 2019年至2024年."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}年至{years[-1]}年"
    return "、".join(f"{year}年" for year in years)
