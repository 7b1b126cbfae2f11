"""Sentences and tables that state the figures of one made report, each figure planted with the clause it stands in."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from bench.corpus.prose import Local, local_of
from bench.corpus.specs import Spec, specs
from bench.corpus.world import World

_FIRST = {next(chain).name for _, chain in groupby(specs().values(), key=lambda spec: spec.chain)}
_OPENED = ("全年", "年末", "对", "现", "截至")  # clauses that take no 全年 before them


@dataclass(frozen=True, slots=True)
class Planted:
    """A figure in a report: what it is, and `quote`, the clause it stands in. `soft` ones are not judged."""

    name: str
    value: Decimal
    unit: str
    quote: str
    year: int
    place: str
    rounded: bool = False
    soft: bool = False
    said: str = ""


class Stater:
    """States figures of one report; what it has stated is in `planted`."""

    def __init__(self, world: World, code: str, year: int, rng: random.Random) -> None:
        self.world, self.code, self.year, self.rng = world, code, year, rng
        self.local: Local = local_of(code)
        self.commas = rng.random() < 0.12
        self.planted: list[Planted] = []

    def chain(self, chain: list[Spec]) -> str:
        """The sentence that states these figures one after the other."""
        text = ""
        while chain:
            spec, *chain = chain
            if self._pairs(spec, chain):
                clause = self._pair(spec, chain.pop(0))
            else:
                alone = not text or text.endswith(";") or not self._follows(spec, text)
                clause = self._clause(spec, self.rng.choice(spec.alone if alone else spec.said))
            if not text:
                text = self._when(spec, clause)
            text += clause + (";" if self.rng.random() < 0.1 else ",")
        return text[:-1] + "。"

    def _follows(self, spec: Spec, text: str) -> bool:
        """Whether what was said before tells what the short words of a spec count."""
        heads = [one for one in specs().values() if one.chain == spec.chain and one.name in _FIRST]
        return any(said.split("{}")[0] in text for said in (*heads[0].said, *heads[0].alone)) and "分别" not in text

    def _when(self, spec: Spec, clause: str) -> str:
        if clause.startswith(_OPENED):
            return ""
        if spec.sort == "stock":
            return self.rng.choice(("", "目前,", f"截至{self.year}年底,"))
        return self.rng.choice(("", "", "全年", f"{self.year}年,", "一年来,"))

    def _clause(self, spec: Spec, template: str) -> str:
        figure = self.world.figure(self.code, spec, self.year, commas=self.commas)
        said = template.replace("{kind}", self.local.kind)
        text = said.replace("{}", figure.text)
        words = said.replace("{}", "")
        back = self.world.looks_back(self.code, spec.name, self.year)
        if back == "from":
            before = self.world.figure(self.code, spec, self.year - 1)
            text = said.replace("{}", f"由{before.text}提高到{figure.text}").replace("达由", "由").replace("为由", "由")
            text = text.replace("达到由", "由")
            self._plant(spec, before.value, text, words, year=self.year - 1, soft=True)
        self._plant(spec, figure.value, text, words, rounded=figure.rounded)
        if back in {"past", "growth"}:
            return text + self._back(spec, back, words)
        return text + self._aside(spec, words)

    def _back(self, spec: Spec, back: str, words: str) -> str:
        """The year before: how many, or how much more."""
        now, before = (int(self.world.amount(self.code, spec.name, year)) for year in (self.year, self.year - 1))
        if back == "growth":
            rate = round(100 * abs(now - before) / before, 1)
            text = f"同比{self.rng.choice(('增长', '上升') if now > before else ('下降', '减少'))}{rate}%"
            self._plant(spec, Decimal(str(rate)), text, words, unit="%")
            return f",{text}"
        if self.rng.random() < 0.5:
            text = self.rng.choice(("上年为", "上年同期为", "去年为", f"{self.year - 1}年为")) + f"{before}{spec.unit}"
            self._plant(spec, Decimal(before), text, words, year=self.year - 1)
            return f"({text})"
        than = self.rng.choice(("较上年的", "比上年的", f"较{self.year - 1}年的"))
        text = f"{than}{before}{spec.unit}{'增加' if now > before else '减少'}{abs(now - before)}{spec.unit}"
        self._plant(spec, Decimal(before), text, words, year=self.year - 1)
        self._plant(spec, Decimal(abs(now - before)), text, words)
        return f",{text}"

    def _aside(self, spec: Spec, words: str) -> str:
        """What else may stand beside a figure: its share of the whole, what was left over, all since some year."""
        chance = self.rng.random()
        if spec.sort == "share" and chance < 0.1 and self.world.states(self.code, spec.of[0], self.year):
            part, whole = (self.world.amount(self.code, name, self.year) for name in (spec.name, spec.of[0]))
            text = f"占{round(100 * part / whole, 1)}%"
            self._plant(spec, Decimal(str(round(100 * part / whole, 1))), text, words, unit="%", soft=True)
            return f",{text}"
        if spec.name in {"行政复议受理", "行政应诉案件"} and chance < 0.1:
            left = int(self.world.amount(self.code, spec.name, self.year) * 0.06) + 1
            text = f"含上年结转{left}{spec.unit}"
            self._plant(spec, Decimal(left), text, words, soft=True)
            return f"({text})"
        if spec.sort == "exact" and not spec.scale and self.year > 2021 and chance < 0.03:
            years = range(2021, self.year + 1)
            whole = int(sum(self.world.amount(self.code, spec.name, year) for year in years))
            text = f"2021年以来累计{whole}{spec.unit}"
            self._plant(spec, Decimal(whole), text, words, soft=True)
            return f",{text}"
        return ""

    def _pairs(self, spec: Spec, after: list[Spec]) -> bool:
        """Whether to state two figures with 分别为: things by name, of one unit, with nothing else said of them."""
        if not after or self.rng.random() > 0.12:
            return False
        two = (spec, after[0])
        plain = all(one.noun and one.sort in {"exact", "stock"} and not one.scale for one in two)
        return plain and spec.unit == after[0].unit and not any(self._looks_back(one) for one in two)

    def _looks_back(self, spec: Spec) -> bool:
        return bool(self.world.looks_back(self.code, spec.name, self.year))

    def _pair(self, one: Spec, other: Spec) -> str:
        figures = [self.world.figure(self.code, spec, self.year, commas=self.commas) for spec in (one, other)]
        nouns = [spec.noun.split(";")[0].replace("{kind}", self.local.kind) for spec in (one, other)]
        text = f"{nouns[0]}、{nouns[1]}分别为{figures[0].text}、{figures[1].text}"
        for spec, figure, noun in zip((one, other), figures, nouns, strict=True):
            self._plant(spec, figure.value, text, noun)
        return text

    def table(self, chain: list[Spec]) -> tuple[tuple[str, str], ...]:
        """Rows of name and figure, with a head."""
        rows = [self.rng.choice((("项目", "数量"), ("指标", "完成情况"), ("内容", "数据")))]
        for spec in chain:
            figure = self.world.figure(self.code, spec, self.year, commas=self.commas)
            label = (spec.noun.split(";")[0] or spec.name).replace("{kind}", self.local.kind)
            rows.append((label, figure.text))
            self._plant(spec, figure.value, f"{label} | {figure.text}", label, rounded=figure.rounded)
        return tuple(rows)

    def of_towns(self, spec: Spec, towns: list[str]) -> str:
        """A sentence of two places below, whose figures are not the report's own."""
        whole = self.world.amount(self.code, spec.name, self.year)
        counts = [int(whole * (0.03 + 0.05 * self.rng.random())) + 1 for _ in towns]
        text = f"{'、'.join(towns)}分别{spec.alone[0].replace('{}', '')}{'、'.join(f'{n}{spec.unit}' for n in counts)}"
        for town, count in zip(towns, counts, strict=True):
            self.planted.append(
                Planted(spec.name, Decimal(count), spec.unit, text, self.year, town, soft=True, said=spec.name)
            )
        return text + "。"

    def _plant(
        self, spec: Spec, value: Decimal, quote: str, said: str, *,
        unit: str = "", year: int = 0, rounded: bool = False, soft: bool = False,
    ) -> None:  # fmt: skip
        self.planted.append(
            Planted(spec.name, value, unit or spec.unit, quote, year or self.year, self.local.name, rounded, soft, said)
        )
