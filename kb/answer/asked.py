"""What one wanted figure asks for: its words, weighed, and the indicators that may be meant.

A word weighs by how rare it is in the index (idf) and how long.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.answer.desk import Desk
from kb.lang.tokens import is_number, stop_words
from kb.lang.units import family
from kb.lexicon.indicators import Indicator, indicators
from kb.lexicon.words import analyser, as_written, related
from kb.types import Fact, Wanted

LIGHT = frozenset(  # words that tell little of what is counted
    "金额 人数 人次 次数 件数 场次 场数 司法局 政府 人民政府 区政府 市政府 县政府 镇政府 全区 全市 全县 全镇 全省 单位 部门 各单位 各部门".split()
)
GENERAL = frozenset(
    "案件 数量 总数 总量 情况 工作 开展 组织 举办 制作 出具 办理 承办 完成 实现".split()
)  # said of any indicator
_TAKEN = "□"
_JOINS = frozenset("的 类 型 等 方面 领域".split())  # stand between a kind and its name
COMMON = LIGHT | GENERAL  # name no thing by themselves
# In a question these tell no kind of what is counted. 农村 and 违法 do, which in a report stand plainly before a noun
# (kb/lexicon/data/plain.txt): who asks for 农村纠纷 does not want all of them.
NO_KIND = frozenset(
    "行政机关 机关 个人 社会 群众 群众性 主要负责人 党委 党组 区委 市委 县委 镇党委 党工委 依法 行政 现有 中心 窗口 大厅".split()
)
KIN = {
    "cases": ("cases", "pieces", "papers"), "times": ("times", "cases", "heads"), "heads": ("heads", "people", "times"),
    "people": ("people", "heads", "places"), "papers": ("papers", "cases", "pieces"), "pieces": ("pieces", "cases", "papers", "places", "people"),
    "places": ("places", "pieces", "people"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    word: str
    weight: float


class Asked:
    """One wanted figure as the matcher sees it: weighed words, and the indicators that may be meant."""

    def __init__(self, desk: Desk, wanted: Wanted, *, plans: bool = False) -> None:
        self.desk, self.wanted, self.plans = desk, wanted, plans
        self.words = as_written(wanted.words)
        for office in desk.catalogue.offices:  # who reports is no part of what is counted
            self.words = self.words.replace(office, " ")
        self.named = self._named()
        self.meant = self._meant()
        self.said = self._said()
        self.terms = self._terms(self.words) or self._short_term()
        known = {term.word for term in self.terms}
        self.context = [term for term in self._terms(as_written(wanted.context)) if term.word not in known]

    @property
    def indicator(self) -> Indicator:
        """The indicator that the question names; only where `is_of_one_indicator`."""
        if self.named is None:
            raise ValueError("no indicator was named")
        return self.named

    @property
    def kin(self) -> frozenset[str]:
        """Names of the indicators that may be meant beside the one named."""
        return frozenset(one.name for one in self.meant if one is not self.named)

    @cached_property
    def is_of_one_indicator(self) -> bool:
        """Whether the question names an indicator and, beside it, nothing that would tell its figures apart."""
        if self.named is None or self.plans or self.wanted.kind == "change":
            return False
        alone = self.named in indicators().recognise(self.words.replace(" ", ""))
        return alone and all(self._is_said(term.word) for term in (*self.terms, *self.context))

    def _is_said(self, word: str) -> bool:
        topic = indicators().topics[self.indicator.topic]
        known = (*self.said, self.indicator.name, *topic.words)
        if word in COMMON or any(word in part for part in known):
            return True
        left = _masked(word, (*known, *GENERAL)).replace(_TAKEN, "")
        return len(left) < min(2, len(word))  # 邻里纠纷 says more than 纠纷

    @cached_property
    def narrowing(self) -> tuple[str, ...]:
        """Words of the question that tell a kind of what it names, as they stand right before it: 物业 of 物业纠纷调解. A
        figure that nothing of the kind is said of counts more than was asked for.
        """
        topics = indicators().topics_in(self.words.replace(" ", ""))
        known = {word for topic in topics[:1] for word in topic.words} | self.said
        if self.named is not None:
            known |= {*analyser().terms(self.named.name), *indicators().topics[self.named.topic].words}
        found: list[str] = []
        open_text = _masked(self.words, (*known, *GENERAL))
        at, before_name = len(open_text), False
        for word in reversed(analyser().words(self.words)):
            at -= len(word)
            rest = open_text[at : at + len(word)].replace(_TAKEN, "")
            names = len(word) > 1 and len(rest) < 2
            tells = (before_name or rest != word) and not names and self._tells_a_kind(rest)
            if tells:
                found.append(rest)
            before_name = names or tells or (before_name and word in _JOINS)
        return tuple(found)

    def _tells_a_kind(self, word: str) -> bool:
        empty = len(word) < 2 or word in stop_words() or word in LIGHT or word in NO_KIND
        return not empty and analyser().is_name(word)

    def _terms(self, words: str) -> list[Term]:
        """The words that weigh; a long word by which the indicator is known is never cut into another (行政|调解案件)."""
        names = sorted((name for name in self.said if len(name) > 2), key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, names))})", words) if names else [words]
        kept = dict.fromkeys(
            word
            for piece in pieces
            for word in ([piece] if piece in names else analyser().words(piece))
            if re.search(r"[\u4e00-\u9fffa-z0-9]", word) and word not in stop_words()
        )
        return [Term(word, self._weight(word)) for word in kept if len(word) > 1 or word in related()]

    def _short_term(self) -> list[Term]:
        """The words as they are, where they are so few that they are cut into characters: 涉侨."""
        word = self.words.replace(" ", "").strip("的")
        short = 2 <= len(word) <= 4 and not any(part in stop_words() for part in analyser().words(word))
        return [Term(word, self._weight(word))] if short else []

    def _weight(self, word: str) -> float:
        frequency = self.desk.snapshot.passages.document_frequency(word)
        rarity = math.log(1 + (self.desk.indexed + 1) / (frequency + 1))
        if len(word) == 1 or word in LIGHT:
            return 0.3 * rarity
        if is_number(word):
            return 0.5 * rarity
        if frequency == 0 and word not in _field_words():
            return 0.5 * rarity  # a word no report uses: more likely loose talk than the subject
        return rarity * min(len(word), 4) / 2

    def _named(self) -> Indicator | None:
        """The indicator that the question names: by its words, else with the words around."""
        text = self.words.replace(" ", "")
        around = as_written(self.wanted.context).replace(" ", "")
        for said in filter(None, (text, around and around + text)):
            found = [one for one in indicators().recognise(said) if self._counts(one)]
            if found:
                fitting = [one for one in found if self.counts_exactly(one)] or found
                return next((one for one in fitting if one.name == said), fitting[0])
        return None

    def _meant(self) -> tuple[Indicator, ...]:
        """The indicator named, and the heads of the topic where only the topic or one of them is named."""
        table = indicators()
        found = (self.named,) if self.named is not None else ()
        topics = table.topics_in(self.words.replace(" ", ""))
        if topics:
            heads = [table.all[head] for head in topics[0].heads if self._counts(table.all[head])]
            if not found or found[0] in heads:
                return (*found, *(head for head in heads if head not in found))
        return found

    def _said(self) -> frozenset[str]:
        """Words of the question that name the indicator, whichever of its other names a figure has."""
        if self.named is None:
            return frozenset()
        asked = f"{as_written(self.wanted.context)} {self.words}"
        return frozenset(
            part
            for words in self.named.words
            if all(word in asked for word in words)
            for part in words
            if len(part) > 1
        )

    def unlike(self, fact: Fact) -> bool:
        """Whether the table of indicators warns that what a figure counts is not the indicator that the question names."""
        known = indicators().all.get(fact.indicator)
        if known is None or self.named is None or known is self.named:
            return False
        return known.name in self.named.unlike or self.named.name in known.unlike

    def counts_exactly(self, indicator: Indicator) -> bool:
        """Whether an indicator is counted in the very family of the unit that was asked for, or none was: 多少人次 is asked
        of 执法培训人次, not of 执法培训, counted by the 次.
        """
        wanted = family(self.wanted.unit)
        return not wanted or wanted in {family(unit) for unit in indicator.units}

    def _counts(self, indicator: Indicator) -> bool:
        """Whether an indicator is counted in the kind of unit that was asked for."""
        families = {family(unit) for unit in indicator.units}
        if not families:
            return True
        if self.wanted.kind in ("rate", "money"):
            return self.wanted.kind in families
        if self.wanted.kind == "change":
            return True
        wanted = family(self.wanted.unit)
        return not wanted or bool(families & {wanted, *KIN.get(wanted, ())})


def _masked(text: str, parts: Iterable[str]) -> str:
    """The text with these parts taken out, the longest first; its other characters stay where they are."""
    for part in sorted(filter(None, parts), key=len, reverse=True):
        text = text.replace(part, _TAKEN * len(part))
    return text


@lru_cache(maxsize=1)
def _field_words() -> frozenset[str]:
    return frozenset(indicators().names())
