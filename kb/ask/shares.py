"""Shares in every wording, brought to one: 法律援助里农民工案件占几成, 农民工案件在法律援助中的比重 → 农民工案件占法律援助.

A whole that is not said is left out: 废止的占多少 → 废止的占比. 占了多少件 asks for the part itself, not for its share.
"""

from __future__ import annotations

import re

from kb.lang.units import unit_pattern

_HOW = r"(?:多少|多大|几成|几分之几|百分之(?:几|多少)|百分比|占比|比例|比重|比率)"
_NOUN = r"(?:占比|比例|比重|比率|百分比|份额)"
_IN = r"(?:里面?|之中|当中|其中|(?<!其)中(?![心国央小介医级标专学层期山]))"
_TOLD = r"(?:是|为|有|达|达到)?(?:多少|几何|多大|多高|几成|百分之几|百分之多少)?[?。]?$"
_COUNTED = re.compile(rf"(?:的)?占(?:了|到)?(?:多少|几)(?!成|分)(?=(?:个(?=人))?(?:{unit_pattern()}))")
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"^(?P<part>.{{2,20}}?)(?:的数量)?在(?P<whole>.{{2,20}}?){_IN},?(?:所)?(?:的)?占?(?:了|到|有)?(?:的)?{_HOW}",
        rf"^(?P<whole>.{{2,20}}?){_IN}[,的 ]*(?P<part>.{{2,20}}?)(?:的)?(?:大概|大约|约)?占(?:了|到|有)?(?:其中|总数|全部)?(?:的)?{_HOW}",
        rf"^(?P<whole>.{{2,20}}?){_IN},?(?:有|是)?(?:多大|多高|多少)(?:的)?{_NOUN}(?:被|是|得到|获得|属于)?(?P<part>.{{2,12}})$",
        rf"^(?P<whole>.{{2,20}}?){_IN}[,的 ]*(?P<part>.{{2,20}}?)(?:的)?{_NOUN}{_TOLD}",
        rf"^(?P<part>.{{2,20}}?)(?:的)?占(?:了|到|全部|所有|全年)?(?P<whole>(?!{_HOW}|了|到|的|比).{{2,20}}?)(?:的|总数的?|总量的?)?(?:{_HOW}|$)",
        rf"^(?P<part>.{{2,20}}?)(?:的)?占(?:了|到|有)?(?:总数|全部)?(?:的)?{_HOW}",
        rf"^(?P<part>.{{2,20}}?)(?:的)?{_NOUN}{_TOLD}",
    )
)
_FRAMED = re.compile(rf"^(?P<whole>.{{2,20}}?)(?:的)?{_IN}[,的 ]*(?P<part>.{{2,16}})$")
ONE = re.compile(r"^(?P<part>[^占]{2,24})占(?:比|(?P<whole>[^占]{2,24}))$")  # as `share` writes it


def share(words: str) -> tuple[str, str] | None:
    """The part and the whole ("" where none is said) of which the words ask the share; None where they ask for none."""
    text = words.strip(" ,。?")
    if _COUNTED.search(text):
        return None
    for form in _FORMS:
        match = form.search(text)
        if match is not None:
            said = match.groupdict()
            return said["part"].strip(" ,的了"), (said.get("whole") or "").strip(" ,的了")
    return None


def counted(words: str) -> tuple[str, str] | None:
    """The part whose number is asked for as if it were a share (败诉案件里镇街占了多少件), and its whole ("" where none is
    said); None where it is not asked for so.
    """
    at = _COUNTED.search(words)
    if at is None:
        return None
    framed = _FRAMED.match(words[: at.start()])
    return (framed["part"], framed["whole"]) if framed else (words[: at.start()], "")
