"""The total that a report states of just the divisions asked for (镇街办理8,926件,其中…): it goes before a sum of some of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kb.answer.desk import Desk
from kb.answer.figures import Found, choose
from kb.answer.match import Matcher
from kb.answer.winnow import Match, own_words
from kb.lexicon.places import gazetteer
from kb.types import FactKind, Scope, Target, Wanted

_TOWNS = re.compile(r"镇街|街镇|乡镇|镇乡|镇\(街道?\)|各镇|各街道|镇、街道|镇和街道")
_COUNTIES = re.compile(r"[各全两三四五六七八九十]区|区县|县区|县市区|区\(县\)|县\(市、区\)|各县|旗县")


def stated_total(
    desk: Desk, wanted: Wanted, scope: Scope, years: tuple[int, ...], parts: Sequence[Match]
) -> Found | None:
    """The figure of the place that the scope lies within which is said of all its divisions of the kind asked for; None where
    none is, or where it is no more than the parts that are stated add up to.
    """
    place = gazetteer().get(scope.within) if scope.within else None
    all_of = _TOWNS if scope.kinds & {"镇", "乡", "街道"} else _COUNTIES if scope.kinds & {"区", "县"} else None
    if place is None or all_of is None or scope.count or scope.without:
        return None
    if any(desk.report(match.fact).place_code != place.code for match in parts):
        return None  # the divisions report themselves
    target = Target((place,), years)
    facts = [
        fact
        for fact in desk.facts(target)
        if fact.kind is FactKind.AMOUNT and fact.place_code == place.code and all_of.search(own_words(fact))
    ]
    found = choose(desk, Matcher(desk, wanted).matches(facts), target) if facts else None
    least = sum((match.fact.value for match in parts), Decimal(0))
    return found if found is not None and found.fact.value > least else None
