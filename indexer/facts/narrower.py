"""Whether a figure counts less than what its indicator names, by whose or which of it the words around it say.

towns      镇街一级办理行政处罚案件 in the report of a county: not all that the county handled
field      自然资源领域败诉率, not the rate of all
foreign    涉外律师, not all lawyers; an indicator that says 涉外 itself is meant
qualified  具备涉外服务能力的律师
rows       企业家、律师等监督员 are counted as the last; 甲、乙、丙三镇执法人员 are those of three towns
one body   以市政府为被告的应诉案件, where a figure of all cases stands in the same report
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.lexicon.indicators import Indicator, Indicators
from kb.types import Fact, FactKind, Level

_HANDLES = "办理|办结|查处|立案|结案|作出|实施|受理|审结|调解|调处"
_TOWNS = re.compile(
    rf"(?:镇街|乡镇|镇(?:、|\()?街道?\)?|街镇|镇级|基层)(?:一级)?(?:综合(?:行政)?执法(?:办公室|办|队|大队|中心)?)?"
    rf"(?:全年|共|累计|依法|已)*(?:{_HANDLES})(?!的)"
)
_FIELD = re.compile(r"(?:^|[\s,、在])(?![各全多等])[\u4e00-\u9fff]{2,8}领域(?!的?执法检查)")
_ANY_FIELD = re.compile(r"(?:各|全|多|等|所有|主要|不同|相关|有关|个)(?:个)?(?:执法|监管)?领域")
_FOREIGN = re.compile(r"涉(?:外|侨|港|澳|台|军|税|农|民营企业|未成年人)|行业性|专业性")
_QUALIFIED = re.compile(r"(?:具备|具有|熟悉|擅长|精通)[^,、]{2,20}的")
_ROW = re.compile(r"、[^,;]*等(?P<last>[^,;、级]{2,})$")
_SOME_TOWNS = re.compile(r"、[^,、]{1,6}[两三四五六七八九]个?(?:镇街|乡镇|街道|镇|乡|区|县)(?![和与及、等])")
_ONE_BODY = re.compile(
    r"以[^,;]{0,6}政府为(?:共同)?被(?:告|申请人)|涉及?[^,;\s]{0,4}政府(?=的?(?:应诉|行政诉讼|诉讼|行政复议|案件))"
)
_PEOPLE = frozenset({"人", "名", "位"})
_ABOVE_TOWNS = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})


def counts_a_part(indicator: Indicator, phrase: str, unit: str, level: Level | None, known: Indicators) -> bool:
    """Whether the words of a figure of the report's own place, one of `level`, tell of a part of what they name."""
    text = phrase.replace(" ", "")
    said = "".join(indicator.words_in(text))
    if level in _ABOVE_TOWNS and (_TOWNS.search(text) or _SOME_TOWNS.search(text)):
        return not any(word in said for word in ("镇", "乡", "街"))
    if _FIELD.search(text) and not _ANY_FIELD.search(text) and "领域" not in said:
        return True
    foreign = _FOREIGN.search(text)
    if (foreign and foreign[0] not in said) or _QUALIFIED.search(text):
        return True
    row = _ROW.search(text) if unit in _PEOPLE else None
    return row is not None and indicator not in known.recognise(row["last"], unit)


def without_those_of_one_body(facts: Sequence[Fact], known: Indicators) -> list[Fact]:
    """The facts of a report, those of the cases against one body, and what hangs on them, without their indicator where the
    cases of all stand beside them.
    """
    taken = {fact.number for fact in facts if _is_narrower(fact, facts, known)}
    subjects = {(fact.paragraph, _tail(fact.phrase)) for fact in facts if fact.number in taken}
    return [
        replace(fact, indicator="")
        if fact.number in taken or any(fact.paragraph == at and f"{tail} " in fact.phrase for at, tail in subjects)
        else fact
        for fact in facts
    ]


def _tail(phrase: str) -> str:
    """What stands for the body and its cases in the phrases that hang on it."""
    found = _ONE_BODY.search(phrase)
    return phrase[found.start() :] if found else phrase


def _is_narrower(fact: Fact, facts: Sequence[Fact], known: Indicators) -> bool:
    if not fact.indicator or fact.kind is not FactKind.AMOUNT or not _ONE_BODY.search(fact.phrase):
        return False
    topic = known.all[fact.indicator].topic
    alike = (one for one in facts if one.indicator and one.unit == fact.unit and one.period == fact.period)
    return any(
        known.all[one.indicator].topic == topic
        and one.value > fact.value
        and one.place_code == fact.place_code
        and not _ONE_BODY.search(one.phrase)
        for one in alike
    )
