"""Which indicator the words of a figure name, and which words name one by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.facts.naming import Name, subject_of
from indexer.facts.where import LEVEL
from kb.lang.units import is_a_head
from kb.lexicon.narrowing import counts_less
from kb.types import FactKind

if TYPE_CHECKING:
    from kb.lexicon.indicators import Indicator, Indicators

_INTAKE = re.compile(r"^(?:受理|办理|收到|承办|新收|收案)")  # 受理373件 counts the cases themselves
_PLAIN_TOPIC = re.compile(r"(?:案件|工作|服务|业务|基本|开展|主要|办理|情况|数据|统计)+$")


class Recogniser:
    """Knows indicators by the words of figures."""

    def __init__(self, known: Indicators) -> None:
        self.known = known

    def makes_another(self, told: str, own: str) -> bool:
        """Whether a caption that names a topic and no more makes of a row's words a thing of it: 挽回损失 of 法律援助."""
        topics, bare = self.known.topics_in(told), own.replace(" ", "")
        of_own = self.known.recognise(bare)
        if not topics or _PLAIN_TOPIC.sub("", told) not in topics[0].words or not of_own:
            return False
        joined = self.known.recognise(told + bare)
        longer = joined[0] not in of_own and of_own[0].words_in(bare) <= joined[0].any_words_in(told + bare)
        return longer and joined[0].topic == topics[0].name != of_own[0].topic

    def narrowing(self, told: str, head: str) -> str:
        """What a caption says all that it lists are about: 政府信息公开 of 政府信息公开行政复议、行政诉讼, where `head` is one
        of the two; else "".
        """
        first, *others = re.split("[、和及与]", told)
        if not any(other.startswith(head) for other in others) and not (others and first.endswith(head)):
            return ""
        words = [(word, topic) for topic in self.known.topics_in(first) for word in topic.words]
        leading = [(word, topic) for word, topic in words if first.startswith(word) and not word.endswith(head)]
        word, topic = max(leading, key=lambda pair: len(pair[0]), default=("", None))
        rest = self.known.topics_in(first[len(word) :])
        return word if rest and topic not in rest else ""

    def names_itself(self, own: str) -> bool:
        """Whether words of a table say what is counted without its caption."""
        return bool(self.known.topics_in(own) or self.known.recognise(own.replace(" ", "")))

    def indicator(self, name: Name, unit: str | None, kind: FactKind, place: str) -> str:
        """The indicator that the whole phrase names; not the one of its subject, where own words say something else than
        whose it is.
        """
        if is_a_head(name.phrase, unit or ""):
            return ""
        if LEVEL.search(name.phrase):  # 市本级受理 counts what 受理 counts
            name = Name(LEVEL.sub("", name.own), LEVEL.sub("", name.subject), LEVEL.sub("", name.within))

        def recognise(text: str, unit: str | None) -> tuple[Indicator, ...]:
            found = self.known.recognise(text, unit)
            bare = unit is None and (kind is FactKind.AMOUNT or "率" not in name.own)  # 5 below 维持 is no 维持率
            return tuple(one for one in found if not (bare and one.units == ("%",)))

        phrase = name.phrase.replace(" ", "")
        if name.within:
            wider = {*recognise(name.own.replace(" ", ""), unit), *recognise(name.within, unit)}
            known = tuple(one for one in recognise(phrase, unit) if one not in wider)
            return known[0].name if known else ""
        known = recognise(phrase, unit)
        if name.subject and name.own:
            of_subject = recognise(name.subject, unit)
            if name.own.endswith("类"):  # 一审案件 › 行政处罚类 are no 行政处罚案件, unless a name joins both
                known = tuple(one for one in known if one not in recognise(name.own, unit))
            doing = name.own.replace(place, "") if place else name.own  # 大良街道办理, 龙湖镇调解
            alike = not doing or any(w in name.subject for w in (_INTAKE.sub("", doing), subject_of(doing)))
            adding = (one for one in known if self._adds(one, name, of_subject))
            known = tuple(adding) or (of_subject if alike else ())
            own = next((one for one in recognise(name.own, unit) if one in known), None)
            if own is not None:  # what its own words name, unless the subject makes it another thing: 执法培训 › 参训
                known = tuple(one for one in known if one is own or own.words_in(name.own) <= one.any_words_in(phrase))
        return next((one.name for one in known if not counts_less(one, name.phrase)), "")

    def _adds(self, one: Indicator, name: Name, of_subject: tuple[Indicator, ...]) -> bool:
        """Whether own words make an indicator what is counted: the subject does not name it, or less of it than they do
        (建议提案 › 政协提案, 执法人员培训 › 参训).
        """
        said = sum(map(len, one.words_in(name.subject)))
        return one not in of_subject or sum(map(len, one.words_in(name.phrase.replace(" ", "")))) > said
