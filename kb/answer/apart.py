"""What must not be taken for what: figures that share the words of a question and count another thing.

Such a figure is offered beside, and never answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kb.answer.asked import GENERAL, KIN, Asked
from kb.answer.views import Views, written
from kb.answer.winnow import own_words
from kb.lang.units import family
from kb.lexicon.indicators import indicators
from kb.lexicon.words import analyser, as_written, related
from kb.types import Fact

_PLAIN = 0.65  # coverage below which a figure of another topic than the one named is not what was asked for
_STAGE = re.compile("收到|受理|立案|审结|办结|结案|撤销|维持|驳回|移送|败诉|胜诉|制定|出台|印发|备案|清理|废止")
_STOCK = re.compile("(?P<all>累计|总计)|(?P<now>在册|现有|实有|结存)|(?P<new>新增|新接收|新建|新设|新聘|新登记)")
_JOINED = re.compile(r"和(?!解|谐)|、|及(?!时)|(?<!参)与")
_TURNED = re.compile(
    "(?P<no>不予|免予|未予)|(?P<less>减免|免除)|(?P<bad>不合格)"  # the opposite: 不予受理, 减免罚款
    "|(?P<one>单[案笔场次](?=最|[罚金])|最[高大多低少小]的?一[单笔案场次件起])"  # one of many: 单案最高罚款
)


class Apart(Asked):
    """One wanted figure, and the rules that tell others apart from it."""

    def is_apart(self, fact: Fact, views: Views, coverage: float, *, same: bool, named: bool) -> bool:
        """Whether a figure can only be offered beside. `same`: it counts an indicator that may be meant; `named`: the very
        one that the question names.
        """
        return (
            self._is_another(fact, coverage, views)
            or self._is_a_part(fact)
            or self._is_another_stage(fact)
            or self._is_counted_otherwise(fact)
            or (not named and self._is_another_kind(views.own))
            or self._is_turned(fact, same=same)
            or self._is_stock_of_another_day(views)
            or any(not (views.holds(word) or views.issued(word)) for word in self.narrowing)
        )

    def is_of_another(self, views: Views, later: Sequence[str]) -> bool:
        """Whether nothing of the question stands in a figure's own words or clause, and all that stands around them names
        a figure further on: 放映法治电影58场,举办模拟法庭11场.
        """
        close = replace(views, sentence="", before="", near="", far="")
        words = [term.word for term in self.terms if len(term.word) > 1 and views.holds(term.word)]
        if not words or any(close.holds(word) for word in words):
            return False
        return all(any(word in written(other) for other in later) for word in words)

    def _is_another(self, fact: Fact, coverage: float, views: Views) -> bool:
        """Whether a question that names one indicator and no more would be answered by one that must not be taken for it, or
        by a kind of it: 法律援助案件 by 行政法律援助案件.
        """
        known = indicators().all.get(fact.indicator)
        if known is None or known in self.meant or not self.is_of_one_indicator:
            return False
        if not self.counts_exactly(self.indicator):  # 普法活动多少人次 is asked of 普法受众
            return False
        own = written(own_words(fact))  # 行政复议申请 纠错: what was applied for is only the subject
        told_apart = any(term.word not in own for term in self.terms if len(term.word) > 1)
        kin = known.topic == self.indicator.topic
        close = (views.own, views.clause, views.sentence)
        lacking = any(all(word not in text for text in close) for word in self.said if word not in GENERAL)
        another = self.unlike(fact) or kin or lacking or coverage < _PLAIN
        joint = self.unlike(fact) and _JOINED.search(own) is not None  # 建议和提案412件 are more than 提案
        return (told_apart and another) or joint or known.is_kind_of(self.indicator)

    def _is_a_part(self, fact: Fact) -> bool:
        """Whether one indicator was asked for, and a figure of none is a part that nobody named (其中物业纠纷28件), and not
        what a report tells of a place below.
        """
        if not self.is_of_one_indicator or fact.indicator:
            return False
        own = written(own_words(fact))
        return fact.part_of > 0 and own not in self.words and self.desk.report(fact).place_code == fact.place_code

    def _is_counted_otherwise(self, fact: Fact) -> bool:
        """Whether a question that names one indicator, and no unit, meets a figure counted in a unit that none of it has:
        执法人员 are not how often they were taught.
        """
        if not self.is_of_one_indicator or self.wanted.unit or self.wanted.kind or not fact.unit:
            return False
        own = {family(unit) for unit in self.indicator.units}
        fitting = {kin for unit in own for kin in KIN.get(unit, (unit,))}
        return bool(own) and family(fact.unit) not in fitting

    def _is_another_stage(self, fact: Fact) -> bool:
        """Whether the question asks how far cases or papers came (办结), and a figure says how many came elsewhere (受理)."""
        asked = _stages_in(self.words)
        said = _stages_in(written(own_words(fact)))
        return bool(asked and said) and not any(
            one == other or other in related().get(one, ()) for one in asked for other in said
        )

    def _is_stock_of_another_day(self, views: Views) -> bool:
        """Whether what there is (在册), what came to it (新增) or what came in all (累计) was asked for, and another is told."""
        own = _stocks_in(views.own.split(" ")[-1])
        asked, said = _stocks_in(self.words), own or (frozenset() if views.rivals else _stocks_in(views.clause))
        return bool(asked and said) and not asked & said

    def _is_turned(self, fact: Fact, *, same: bool) -> bool:
        """Whether a figure is of what was not done (不予受理, 减免罚款) and nobody asked, or is not and that was asked."""
        said = _turns_in(written(own_words(fact)))
        asked = _turns_in(f"{self.words} {as_written(self.wanted.context)}")
        if (said ^ asked) & {"less", "one"}:
            return True
        return not same and bool(said - asked or _turns_in(self.words) - said)

    def _is_another_kind(self, own: str) -> bool:
        """Whether a figure's own words have the last part of a name that was said, and before it tell another kind: 刑事复议
        is no 行政复议.
        """
        for name in self.said:
            kind, head = name[:2], name[2:]
            at = own.find(head) if len(name) == 4 else -1
            if at >= 2 and kind not in own:
                before = own[at - 2 : at]
                return before not in self.words and " " not in before and analyser().is_name(before)
        return False

    def tells(self, fact: Fact, views: Views) -> bool:
        """Whether a figure's clause holds a word that tells the indicator meant from the others of its topic (审结), and from
        the one that the figure counts.
        """
        other = [word for words in indicators().all[fact.indicator].words for word in words]
        topic = [*indicators().topics[self.meant[0].topic].words, *other]
        telling = {
            word
            for words in self.meant[0].words
            for word in words
            if word in self.words and not any(word in name or name in word for name in topic)
        }
        return not telling or any(word in views.clause or word in views.own for word in telling)


@lru_cache(maxsize=4096)
def _stages_in(words: str) -> tuple[str, ...]:
    return tuple(_STAGE.findall(words))


@lru_cache(maxsize=4096)
def _stocks_in(words: str) -> frozenset[str]:
    return frozenset(match.lastgroup or "" for match in _STOCK.finditer(words))


@lru_cache(maxsize=4096)
def _turns_in(words: str) -> frozenset[str]:
    return frozenset(match.lastgroup or "" for match in _TURNED.finditer(words))
