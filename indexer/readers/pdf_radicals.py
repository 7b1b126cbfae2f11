"""Radicals that PDFs hold in place of the characters that they show; those of another block NFKC knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PAIRS = (
    "⼾户⺟母⺠民⺎兀⺓幺⺡氵⺮竹⺷羊⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻚页⻛风⻜飞⻝食"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺒巳⺊卜⺕彐⺝月⺌小⺍小⺈刀⺁厂"
)
RADICALS: Mapping[str, str] = MappingProxyType(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
