"""Whether words that name an indicator count less of it than the whole.

kinds      a word between the verb and the noun, or right before a noun that leads, tells a kind: 调处水上纠纷, 物业纠纷调解;
           those of data/plain.txt tell none: 调处各类民间纠纷
shares     what is told of each or of one is no sum: 每万人律师, 人均调解, 单案最高罚款
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kb.lexicon.words import analyser

if TYPE_CHECKING:
    from kb.lexicon.indicators import Indicator

_OF_ONE = re.compile(
    r"每[万千百十]人|每百?户|人均|户均|村均|件均|案均|平均每(?!年)|最[高低大小长短](?!人民)|最多(?!跑)|最少"
)
_VERB = re.compile(
    r"(?:调解|调处|化解|排查|受理|处理|处置|办理|解决|查处|查办)(?!组织|委员会|中心|工作室|室|平台|机构|机制|员|工作|率|成功)"
)
_ACTOR = re.compile(
    r"(?:组织|委员会|调委会|中心|部门|单位|机关|平台|机构|司法所|派出所|工作室|队伍|[员局办厅省市区县旗镇乡村]|街道)$"
)
_MARKS = re.compile(r"[\s“”‘’()《》、,]+")


def counts_less(indicator: Indicator, phrase: str) -> bool:
    """Whether the words of a figure that name an indicator say that it counts a kind of it, or a share, and not all."""
    text = phrase.replace(" ", "")
    words = indicator.words_in(text)
    share = _OF_ONE.search(text)
    if share and not any(share[0] in word for word in words):
        return True
    found = [(phrase.rfind(noun) + len(noun), phrase.rfind(noun)) for noun in indicator.nouns if noun in phrase]
    return bool(found) and _tells_a_kind(phrase[: min(at for end, at in found if end == max(found)[0])])


def _tells_a_kind(before: str) -> bool:
    """Whether a noun has a word of its own before it: between the last verb and it, else right before it."""
    before = before.rsplit(" ", 1)[-1]
    verbs = list(_VERB.finditer(before))
    if verbs:
        return _plain_words().sub("", before[verbs[-1].end() :]) != ""
    left = _trailing_plain().sub("", before)
    last = next(iter(analyser().words(left)[-1:]), "")
    return len(last) > 1 and not _ACTOR.search(last) and analyser().is_name(last)


@cache
def _plain() -> str:
    lines = resources.files("kb.lexicon").joinpath("data/plain.txt").read_text("utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _plain_words() -> re.Pattern[str]:
    return re.compile(rf"{_plain()}|{_MARKS.pattern}")


@cache
def _trailing_plain() -> re.Pattern[str]:
    return re.compile(rf"(?:{_plain()}|{_MARKS.pattern})+$")
