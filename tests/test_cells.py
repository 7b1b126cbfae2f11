"""Which figure stands for a place and a year, and which contradict it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kb.answer.explore.cells import Measure, bounds, contradicting, measure_of, standing
from kb.store.export import FigureRow
from kb.types import Fact, FactKind, FactStatus, Period, PeriodKind, Precision, Report, Span

WHOLE = Period.of_year(2024)


def a_report(key, year=2024):
    return Report(
        key, f"{key}.txt", "", "", "大兴区", "110115", ("北京市", "大兴区"), "县", "区", year, "", None,
        traditional=False, title_derived=False, source_url="", note="", paragraph_count=9,
    )  # fmt: skip


REPORTS = {one.id: one for one in (a_report("a"), a_report("b"), a_report("z", 2025))}


def fact(value, report="a", paragraph=1, number=1, **more):
    made = Fact(
        report, paragraph, number, "调解纠纷", "调解纠纷", "", Decimal(value), "件", Precision.EXACT, FactKind.AMOUNT,
        FactStatus.DONE, WHOLE, "大兴区", "110115", Span(0, 1), Span(0, 1), "prose",
    )  # fmt: skip
    return replace(made, **more)


def row(one, written="", clause="调解纠纷"):
    return FigureRow(one, f"{one.report_id}.txt", one.report_id, written or f"{one.value}件", clause)


def stands(*facts, offices=frozenset()):
    found = standing(facts, REPORTS.__getitem__, frozenset(offices))
    return found and int(found.value)


# --- what may stand -------------------------------------------------------------------------------------------------


def test_a_whole_year_that_is_done_may_stand_in_the_matrix_of_its_unit():
    assert measure_of(fact(5)) == measure_of(fact(5, unit="起")) == Measure("things", FactKind.AMOUNT)
    assert measure_of(fact(5, unit="元")) == Measure("money", FactKind.AMOUNT)
    assert measure_of(fact(5, unit="%", kind=FactKind.RATE)) == Measure("rate", FactKind.RATE)


@pytest.mark.parametrize(
    "other",
    [
        {"status": FactStatus.PLANNED},
        {"kind": FactKind.CHANGE, "unit": "%"},
        {"rule": "from"},
        {"phrase": "平均每名调解员调解"},
        {"period": Period(date(2024, 1, 1), date(2024, 6, 30), PeriodKind.HALF)},
        {"period": Period(date(2024, 3, 1), date(2024, 3, 31), PeriodKind.MONTH)},
        {"period": Period(date(2021, 1, 1), date(2024, 12, 31), PeriodKind.RANGE)},
    ],
    ids=str,
)
def test_plans_changes_and_other_periods_stand_in_no_cell(other):
    assert measure_of(fact(5, **other)) is None


def test_what_is_cumulated_has_a_matrix_of_its_own_unless_it_is_the_year():
    several = Period(date(2019, 1, 1), date(2024, 12, 31), PeriodKind.CUMULATIVE)
    assert measure_of(fact(5, period=several)) == Measure("things", FactKind.AMOUNT, cumulated=True)
    year = replace(WHOLE, kind=PeriodKind.CUMULATIVE)
    assert measure_of(fact(5, period=year)) == Measure("things", FactKind.AMOUNT)


def test_a_part_of_the_same_place_is_out_and_that_of_a_place_below_is_its_own():
    whole = fact(900)
    part = fact(300, number=2, part_of=1)
    assert measure_of(part, whole) is None
    assert measure_of(replace(part, place_code="110115103"), whole) is not None
    assert measure_of(part, None) is not None  # of another indicator: all of its own


# --- which one stands -----------------------------------------------------------------------------------------------


def test_nothing_stands_where_there_is_nothing():
    assert stands() is None


def test_the_report_of_the_year_comes_before_one_that_looks_back():
    assert stands(fact(7, "z"), fact(5, "b")) == 5
    assert stands(fact(7, "z")) == 7


def test_a_government_comes_before_its_department():
    assert stands(fact(5, "a"), fact(7, "b"), offices={"a"}) == 7


def test_own_words_come_before_a_subject_taken_from_elsewhere():
    assert stands(fact(5, paragraph=1, phrase="调解纠纷 成功"), fact(7, paragraph=2, number=2)) == 7


def test_what_most_paragraphs_state_stands():
    assert stands(fact(5, paragraph=1), fact(7, paragraph=2, number=2), fact(7, paragraph=3, number=3)) == 7


def test_an_exact_figure_comes_before_a_bound():
    assert stands(fact(5, paragraph=1, precision=Precision.AT_LEAST), fact(7, paragraph=2, number=2)) == 7


def test_the_first_stands_where_all_else_is_equal_and_of_a_paragraph_the_total():
    assert stands(fact(7, paragraph=2, number=2), fact(5, paragraph=1)) == 5
    assert stands(fact(5), fact(9, number=2), fact(4, number=3)) == 9
    assert stands(fact(5), fact(90, number=2, unit="份")) == 5


def test_the_order_in_which_figures_are_read_does_not_matter():
    facts = [fact(5), fact(9, number=2), fact(7, "b"), fact(7, "z"), fact(9, paragraph=4, number=8)]
    assert stands(*facts) == stands(*reversed(facts)) == 9


# --- what contradicts it --------------------------------------------------------------------------------------------


def conflicts(one, *others, offices=frozenset()):
    return [int(other.fact.value) for other in contradicting(one, others, frozenset(offices))]


def test_another_value_elsewhere_is_a_conflict_told_once():
    here = row(fact(5))
    assert conflicts(here, row(fact(7, "z")), row(fact(7, "b"))) == [7]
    assert conflicts(here, row(fact(5, "z"))) == []


@pytest.mark.parametrize(
    "other",
    [
        row(fact(7, number=2)),  # beside it
        row(fact(7, "b", phrase="受理 调解纠纷")),  # a subject from elsewhere
        row(fact(7, "b", unit="起")),
        row(fact(7, "b"), clause="旧宫镇调解纠纷7件"),  # of a town below
    ],
    ids=["paragraph", "subject", "unit", "town"],
)
def test_what_counts_something_else_is_no_conflict(other):
    assert conflicts(row(fact(5)), other) == []


def test_a_department_does_not_contradict_its_government():
    assert conflicts(row(fact(5)), row(fact(7, "b")), offices={"b"}) == []


def test_rounding_and_words_of_precision_are_no_conflict():
    exact = row(fact(17512))
    assert conflicts(exact, row(fact(17500, "b"), "1.75万件")) == []
    assert conflicts(exact, row(fact(17500, "b"), "17500件")) == [17500]
    assert conflicts(exact, row(fact(17000, "b", precision=Precision.ABOUT), "1.7万余件")) == []
    assert conflicts(exact, row(fact(19000, "b"), "1.9万件")) == [19000]


def test_a_range_holds_what_lies_in_it():
    wide = row(fact(3, high=Decimal(5)), "3—5件")
    assert bounds(wide) == (3, 5)
    assert conflicts(wide, row(fact(4, "b"))) == []
    assert conflicts(wide, row(fact(6, "b"))) == [6]
