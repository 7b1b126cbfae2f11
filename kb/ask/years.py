"""Years said in short, spelled out: 23、24两年 → 2023年、2024年; 23-25年 → 2023-2025年; 三年来 → 近三年 where no year is named."""

from __future__ import annotations

import re

_TWO = r"(?:1\d|2\d|3\d)"
_JOINT = r"[、,和与及跟]"
_LISTED = re.compile(rf"(?<![\d.,\-])(?:20)?{_TWO}年?(?:{_JOINT}{_TWO}年?)+(?P<all>这?[两三四五六]年)?(?![\d.%\-])")
_RANGE = re.compile(rf"(?<![\d.\-])(?P<a>{_TWO})年?[-—~至到](?P<b>{_TWO})年(?!级)")
_STRETCH = re.compile(
    r"(?<![近这那去最前后第每续上满年、和\d])(?P<n>[两三四五六七八九十])年(?=来|间|下来|以来|总共|一共|合计|合起来|加起来|加在一起|共|平均|累计|里|之?内"
    r"|(?!行动|计划|规划|期|级|以上)[^,。?]{0,16}(?:变化|走势|趋势|总共|一共|合计|平均|加起来))"
)
_NAMED = re.compile(r"(?:19|20)\d\d")
_UNFINISHED = r"(?:没有?(?:能)?|未)(?:办完|审完|办结|审结|结案|结)的?"
_LEFT_OVER = re.compile(  # no second year: cases of the year before that the year asked for took over
    rf"(?:上一?年度?(?:{_UNFINISHED})?(?:留下来?|遗留(?:下来)?|剩下来?|结转过?来?|结存(?:下来)?|转过?来|转入|带过来)"
    rf"|(?:去年|往年)(?:{_UNFINISHED})?(?:(?:留|遗留|剩|结存)下来|(?:结?转|带)过?来|转入))的?"
)


def spelled_out(folded: str) -> str:
    """The text with its years in four digits, a bare number of years told to be the last ones, and 上年结转 for what the year
    before left over, however it is said.
    """
    text = _LEFT_OVER.sub("上年结转", folded)
    text = _RANGE.sub(lambda m: f"20{m['a']}-20{m['b']}年" if m["a"] < m["b"] else m[0], text)
    text = _LISTED.sub(_in_full, text)
    return text if _NAMED.search(text) else _STRETCH.sub(r"近\g<n>年", text, count=1)


def _in_full(match: re.Match[str]) -> str:
    said = match[0].removesuffix(match["all"] or "")
    if not match["all"] and not said.endswith("年"):
        return match[0]  # 23、24 of anything else
    return "、".join(f"20{year}年" for year in re.findall(rf"(?:20)?({_TWO})", said))
