"""A made report as the bytes of a file: title, signature and what web pages put around them, in .txt, .md or .html."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache

from opencc import OpenCC

from bench.corpus.prose import local_of
from bench.corpus.report import Block, Body, Reporter, Told
from bench.corpus.stating import Planted
from bench.corpus.world import World, place_of
from kb.lexicon.places import gazetteer
from kb.types import Level

_WIDE = str.maketrans({";": "；", ":": "：", "(": "（", ")": "）"})
_COMMA = re.compile(r",(?!\d{3})")
_MONTHS = {1: 0.45, 2: 0.3, 3: 0.25}


@dataclass(frozen=True, slots=True)
class Made:
    """A made report: its `source` below the folder of reports, its bytes, and what is planted in it."""

    code: str
    year: int
    source: str
    data: bytes
    body: Body


def make(world: World, code: str, year: int) -> Made:
    """The report of a place on a year."""
    rng = random.Random(f"{world.seed} {code} {year} document")
    suffix = rng.choices((".txt", ".md", ".html"), (0.5, 0.25, 0.25))[0]
    traditional = rng.random() < 0.02
    body = Reporter(world, code, year, tables=suffix != ".txt").report()
    frame = _Frame(code, year, rng)
    if rng.random() < 0.75:
        frame.style = _wide
    if traditional:
        frame.style = lambda text: to_traditional(_wide(text))
        body = _converted(body)
    text = {".txt": frame.txt, ".md": frame.markdown, ".html": frame.html}[suffix](body)
    gbk = suffix != ".md" and not traditional and rng.random() < 0.03
    if gbk and suffix == ".html":
        text = text.replace("utf-8", "gb18030")
    return Made(code, year, _folder(code) + frame.file_name(suffix), text.encode("gb18030" if gbk else "utf-8"), body)


def _wide(text: str) -> str:
    return _COMMA.sub("，", text.translate(_WIDE))


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def to_traditional(text: str) -> str:
    """In Traditional characters."""
    return _converter().convert(text)


def _converted(body: Body) -> Body:
    """The quotes of a body in Traditional characters; its blocks are converted as they are written."""
    to = to_traditional
    planted: list[Planted] = [replace(one, quote=to(one.quote)) for one in body.planted]
    told: list[Told] = [
        replace(one, mentions=tuple((*m, *map(to, m)) for m in one.mentions), quotes=tuple(map(to, one.quotes)))
        for one in body.told
    ]
    return Body(body.blocks, planted, told)


def _folder(code: str) -> str:
    names = [place_of(upper).name for upper in place_of(code).ancestors[:2]]
    return "".join(f"{name}/" for name in names or [place_of(code).name])


class _Frame:
    """What stands around the body of a report."""

    def __init__(self, code: str, year: int, rng: random.Random) -> None:
        self.code, self.year, self.rng, self.local = code, year, rng, local_of(code)
        self.style = str
        place = self.local.place
        shared = len([one for one in gazetteer().by_name(place.name) if one.until is None]) > 1
        self.named = place.full_name if shared or rng.random() < 0.5 else place.name
        self.title = rng.choice((
            f"{self.named}{year}年法治政府建设年度情况报告",
            f"{self.local.government}{year}年法治政府建设年度情况报告",
            f"{self.local.government}关于{year}年法治政府建设情况的报告",
            f"{self.named}{year}年度法治政府建设工作报告",
            f"关于{self.named}{year}年度法治政府建设情况的报告",
        ))  # fmt: skip
        month = rng.choices(tuple(_MONTHS), tuple(_MONTHS.values()))[0]
        self.day = (month, rng.randint(1, 28))
        self.titled = rng.random() < 0.95
        self.signed = rng.random() < 0.45 or not self.titled

    def file_name(self, suffix: str) -> str:
        """A name that tells place and year, or for a few of those with a title a number as web pages have."""
        place = self.local.place
        above = place_of(place.parent).name if place.level is Level.TOWN else ""
        month, day = self.day
        if self.titled and self.rng.random() < 0.1:
            return f"t{self.year + 1}{month:02}{day:02}_{self.code}{self.rng.randrange(1000):03}{suffix}"
        return f"{above}{place.name}{self.year}年法治政府建设年度情况报告{suffix}"

    def _ends(self) -> tuple[list[str], list[str]]:
        """Lines before and after the body."""
        month, day = self.day
        before = [self.title] if self.titled else []
        if self.rng.random() < 0.3:
            before.append(f"来源:{self.named}政府网 发布时间:{self.year + 1}-{month:02}-{day:02} 字体:大 中 小 打印")
        signature = [self.local.government, f"{self.year + 1}年{month}月{day}日"]
        return before, signature if self.signed else []

    def txt(self, body: Body) -> str:
        """Plain lines, some with blanks before and empty lines between."""
        before, after = self._ends()
        indent, gap = self.rng.choice((("", "\n"), ("  ", "\n\n"), ("    ", "\n"), ("", "\n\n")))
        lines = [f"{'' if block.sort == 'h1' else indent}{block.text}" for block in body.blocks]
        return self.style(gap.join((*before, *lines, *after))) + "\n"

    def markdown(self, body: Body) -> str:
        """Headings with # signs."""
        before, after = self._ends()
        if before and before[0] == self.title:
            before[0] = f"# {self.title}"
        marks = {"h1": "## ", "h2": "### "}
        lines = [_table(block) or marks.get(block.sort, "") + block.text for block in body.blocks]
        return self.style("\n\n".join((*before, *lines, *after))) + "\n"

    def html(self, body: Body) -> str:
        """A page of a site, with its menu above and its address below."""
        before, after = self._ends()
        head = f"<title>{self.title}-{self.named}人民政府</title>" if self.titled else ""
        menu = "<ul class='nav'><li><a href='/'>首页</a></li><li><a href='/zwgk'>政务公开</a></li></ul>"
        parts = [f"<h1>{self.title}</h1>" if line == self.title else f"<p>{line}</p>" for line in before]
        parts += [_html(block) for block in body.blocks]
        parts += [f"<p style='text-align:right'>{line}</p>" for line in after]
        foot = "<div class='footer'>主办:人民政府办公室 网站地图 联系我们</div>"
        inner = self.style("\n".join(parts)).replace("style='text-align：right'", "style='text-align:right'")
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{menu}"
            f"<div class='content'>\n{inner}\n</div>{foot}</body></html>\n"
        )


def _table(block: Block) -> str:
    if not block.rows:
        return ""
    head, *rows = (f"| {label} | {figure} |" for label, figure in block.rows)
    return "\n".join((head, "| --- | --- |", *rows))


def _html(block: Block) -> str:
    if not block.rows:
        return f"<p>{block.text}</p>"
    cells = "".join(f"<tr><td>{label}</td><td>{figure}</td></tr>" for label, figure in block.rows)
    return f"<table border=1>{cells}</table>"
