"""The table of units: sound data, longest match, and what may not follow."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kb.lang.units import family, unit_pattern, units

FAMILIES = {
    "cases",
    "times",
    "heads",
    "people",
    "papers",
    "pieces",
    "places",
    "money",
    "rate",
    "points",
    "fold",
    "density",
    "area",
    "length",
    "weight",
    "volume",
    "energy",
    "power",
    "time",
    "score",
}


def test_every_base_unit_stands_for_itself_in_its_own_family():
    for unit in units().values():
        base = units()[unit.base]
        assert base.base == base.name
        assert base.factor == 1
        assert base.family == unit.family


def test_factors_are_positive_and_families_known():
    assert all(unit.factor > 0 for unit in units().values())
    assert {unit.family for unit in units().values()} <= FAMILIES


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("件", "件", "1"),
        ("起", "起", "1"),
        ("回", "次", "1"),
        ("万元", "元", "10000"),
        ("亿元", "元", "100000000"),
        ("平米", "平方米", "1"),
        ("千克", "公斤", "1"),
        ("百分点", "个百分点", "1"),
        ("千米", "公里", "1"),
        ("名", "名", "1"),
    ],
)
def test_units_lead_to_their_base(unit, base, factor):
    assert (units()[unit].base, units()[unit].factor) == (base, Decimal(factor))


@pytest.mark.parametrize(
    ("unit", "kin"),
    [
        ("件", "cases"),
        ("人次", "heads"),
        ("人", "people"),
        ("元", "money"),
        ("%", "rate"),
        ("个百分点", "points"),
        ("里格", ""),
        ("", ""),
    ],
)
def test_families(unit, kin):
    assert family(unit) == kin


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("人次参加", "人次"),
        ("人参加", "人"),
        ("人民调解", None),
        ("起案件", "起"),
        ("起诉", None),
        ("个月", "个月"),
        ("个百分点", "个百分点"),
        ("个工作日", "个工作日"),
        ("万元", "万元"),
        ("场次", "场次"),
        ("部门", None),
        ("家庭", None),
        ("条例", None),
        ("平方公里", "平方公里"),
        ("x", None),
    ],
)
def test_the_longest_unit_is_read_and_no_word_is_mistaken_for_one(text, unit):
    match = re.match(unit_pattern(), text)
    assert (match[0] if match else None) == unit
