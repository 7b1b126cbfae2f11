"""One made report: its paragraphs, the figures planted in them, and the passages that questions may ask for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import groupby

from bench.corpus.prose import Writer
from bench.corpus.specs import Spec, sentences, specs, words
from bench.corpus.stating import Planted, Stater
from bench.corpus.world import World, place_of
from kb.types import Level

_NUMERALS = "一二三四五六七八九十"
_HEADS = {
    "组织领导": ("加强组织领导,统筹推进法治建设", "坚持高位推动,压实法治建设责任", "抓住关键少数,提升依法行政能力"),
    "政务服务": ("转变政府职能,优化营商环境", "深化“放管服”改革", "提升政务服务水平,激发市场活力"),
    "制度建设": ("完善依法行政制度体系", "加强规范性文件监督管理", "提高制度建设质量"),
    "行政决策": ("推进科学民主依法决策", "健全行政决策机制", "严格落实重大行政决策程序"),
    "行政执法": ("严格规范公正文明执法", "深化行政执法体制改革", "加强重点领域执法和执法监督"),
    "矛盾纠纷": ("依法有效化解社会矛盾纠纷", "完善多元预防调处化解机制", "坚持和发展新时代“枫桥经验”"),
    "行政复议": ("加强行政复议和应诉工作", "发挥行政复议主渠道作用", "强化行政权力制约监督"),
    "公共法律服务": ("健全公共法律服务体系", "优化公共法律服务供给", "推动法律服务惠民利企"),
    "法治宣传": ("深入开展法治宣传教育", "落实普法责任制,建设法治社会", "推进全民守法"),
    "监督公开": ("推进政务公开,自觉接受监督", "主动接受各方面监督", "深化政务公开和行政监督"),
}  # fmt: skip
_PROSE = {"行政执法": "执法", "矛盾纠纷": "纠纷", "法治宣传": "普法", "政务服务": "服务", "公共法律服务": "服务",
          "行政决策": "决策", "制度建设": "决策", "行政复议": "复议", "组织领导": "领导"}  # fmt: skip

_SECTIONS = {section: [spec for spec in specs().values() if spec.section == section] for section in _HEADS}


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that a question may ask for: `asked` follows the place, the answer must mention one of each."""

    kind: str
    asked: str
    mentions: tuple[tuple[str, ...], ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading ("h1", "h2"), a paragraph ("p") or a table ("table", with its rows)."""

    sort: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Body:
    """What a report says below its title."""

    blocks: list[Block] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


class Reporter:
    """Writes the body of one report. `tables` allows tables."""

    def __init__(self, world: World, code: str, year: int, *, tables: bool) -> None:
        self.world, self.code, self.year, self.tables = world, code, year, tables
        self.rng = random.Random(f"{world.seed} {code} {year} body")
        self.write = Writer(code, year, self.rng)
        self.state = Stater(world, code, year, self.rng)
        self.body = Body(planted=self.state.planted)

    def report(self) -> Body:
        """All sections in order."""
        self._p(self.write.fill(self.rng.choice(sentences()["开头"])))
        self._h1(f"{self._dated()}推进法治政府建设的{self.rng.choice(('主要举措和成效', '主要工作情况', '工作成效'))}")
        stated = {section: self._stated(section) for section in _HEADS}
        sections = [section for section in _HEADS if stated[section]]
        if self.rng.random() < 0.5:
            first, *others = sections
            self.rng.shuffle(others)
            sections = [first, *others]
        for number, section in enumerate(sections):
            self._h2(number, self.rng.choice(_HEADS[section]))
            self._section(section, stated[section])
        self._problems()
        self._leaders()
        self._plans()
        return self.body

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _p(self, text: str) -> None:
        self.body.blocks.append(Block("p", text))

    def _h1(self, text: str) -> None:
        number = sum(block.sort == "h1" for block in self.body.blocks)
        self.body.blocks.append(Block("h1", f"{_NUMERALS[number]}、{text}"))

    def _h2(self, number: int, text: str) -> None:
        self.body.blocks.append(Block("h2", f"({_NUMERALS[number]}){text}"))

    def _dated(self) -> str:
        return f"{self.year}年" if self.rng.random() < 0.6 else ""

    # --- sections ----------------------------------------------------------------------------------------------------

    def _stated(self, section: str) -> list[Spec]:
        return [spec for spec in _SECTIONS[section] if self.world.states(self.code, spec.name, self.year)]

    def _section(self, section: str, stated: list[Spec]) -> None:
        prose = _PROSE.get(section, "plain")
        for number, (_, chain) in enumerate(groupby(stated, key=lambda spec: spec.chain), 1):
            found = list(chain)
            if self.tables and len(found) > 2 and self.rng.random() < 0.25:
                opening = self.rng.choice(("有关情况见下表。", "具体数据如下:", "主要数据见下表。"))
                self._p(self.write.sentence(prose) + opening)
                self.body.blocks.append(Block("table", rows=self.state.table(found)))
                continue
            lead = f"{number}.{self.write.pick('lead')}。" if self.rng.random() < 0.5 else ""
            before = "".join(self.write.sentence(prose) for _ in range(self.rng.randint(0, 2)))
            after = "".join(self.write.sentence(prose) for _ in range(self.rng.randint(0, 2)))
            self._p(lead + before + self.state.chain(found) + after)
        for _ in range(self.rng.randint(1, 2)):
            self._p("".join(self.write.sentence(prose) for _ in range(self.rng.randint(2, 3))))
        if self.rng.random() < 0.4:
            self.rng.choice((self._brand, self._lecture, self._document))()
        if section == "矛盾纠纷" and self.rng.random() < 0.2:
            self._towns()
        if self.rng.random() < 0.15:
            self._p(self.write.fill(self.rng.choice(sentences()["数字干扰"])))

    def _towns(self) -> None:
        """What places below did, where they hold no reports of their own to disagree."""
        below = set(self.write.local.towns) - {place_of(code).name for code in self.world.years}
        if place_of(self.code).level is Level.COUNTY and len(below) > 1:
            spec = specs()[self.rng.choice(("调解纠纷", "矛盾纠纷排查"))]
            self._p(self.write.sentence() + self.state.of_towns(spec, self.rng.sample(sorted(below), 2)))

    # --- what passages are asked for ---------------------------------------------------------------------------------

    def _brand(self) -> None:
        brand, kind = self.write.brand(), self.write.pick("brandkind")
        if any(brand in told.asked for told in self.body.told):
            return
        who = self.rng.sample(words()["group"], 3)
        text = f"创新推出“{brand}”{kind},由{who[0]}、{who[1]}和{who[2]}共同参与,{self.write.fill('{how}{do},{goal}')}。"
        self._p(self.write.sentence() + text)
        asked = self.rng.choice(
            (f"{self.year}年的“{brand}”{kind}由哪些人参与?", f"{self.year}年“{brand}”{kind}是怎么做的?")
        )
        self.body.told.append(Told("passage", asked, tuple((one,) for one in who), (text[:-1],)))

    def _lecture(self) -> None:
        person, law = self.write.person(), self.write.pick("law")
        if any(law in told.asked for told in self.body.told):
            return
        text = f"邀请{self.write.pick('school')}教授{person}就{law}作专题辅导"
        self._p(f"{self.write.sentence()}{text},{self.write.fill('{group}、{group}代表旁听')}。")
        self.body.told.append(Told("who_when", f"{self.year}年请谁就{law}作了专题辅导?", ((person,),), (text,)))

    def _document(self) -> None:
        month, day = self.rng.randint(2, 12), self.rng.randint(1, 28)
        name = self.write.fill("《{name}{field}{kindofdoc}》")
        if any(name in told.asked for told in self.body.told):
            return
        text = f"{month}月{day}日,第{self.rng.randint(11, 90)}次政府常务会议审议通过{name}"
        self._p(f"{text},{self.write.fill('{dept}牵头实施,{goal}')}。{self.write.sentence()}")
        self.body.told.append(
            Told("who_when", f"{self.year}年{name}是哪天审议通过的?", ((f"{month}月{day}日",),), (text,))
        )

    # --- the sections at the end -------------------------------------------------------------------------------------

    def _items(self, texts: list[str]) -> None:
        """一是…。二是…。 in one paragraph, or a paragraph each."""
        if self.rng.random() < 0.5:
            self._p("".join(f"{_NUMERALS[number]}是{text}。" for number, text in enumerate(texts)))
        else:
            for number, text in enumerate(texts):
                self._p(f"{_NUMERALS[number]}是{text}。{self.write.sentence() if self.rng.random() < 0.5 else ''}")

    def _problems(self) -> None:
        self._h1(self.rng.choice(("存在的不足和原因", "存在的主要问题和不足", "存在的问题")))
        chosen = self.rng.sample(words()["problem"], self.rng.randint(3, 5))
        self._items(chosen)
        asked = f"{self.year}年" + self.rng.choice(("法治政府建设还有哪些不足?", "有哪些不足?", "存在什么问题?"))
        self.body.told.append(Told("passage", asked, tuple((one,) for one in chosen), tuple(chosen)))

    def _leaders(self) -> None:
        self._h1("党政主要负责人履行推进法治建设第一责任人职责情况")
        for _ in range(self.rng.randint(2, 4)):
            self._p(self.write.sentence("领导") + self.write.sentence("领导"))

    def _plans(self) -> None:
        self._h1(f"{self.year + 1}年{self.rng.choice(('主要安排', '工作安排', '工作打算'))}")
        chosen = self.rng.sample(words()["plan"], self.rng.randint(4, 6))
        tails = [self.write.fill("{how}{do}") for _ in chosen]
        spec = specs()[self.rng.choice(("法治培训", "普法活动", "行政检查", "法治讲座", "执法培训"))]
        goal = int(self.world.amount(self.code, spec.name, self.year) * 1.1) + 1
        tails[-1] = f"全年{spec.alone[0].replace('{}', f'不少于{goal}{spec.unit}')}"
        self._items([f"{one},{tail}" for one, tail in zip(chosen, tails, strict=True)])
        after = self.year + 1
        asked = self.rng.choice(
            (
                f"{after}年计划做哪些工作?",
                f"{after}年打算怎么推进法治政府建设?",
                f"{self.year}年报告提出的{after}年工作安排有哪些?",
            )
        )
        self.body.told.append(Told("passage", asked, tuple((one,) for one in chosen[:3]), tuple(chosen)))
