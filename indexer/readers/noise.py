"""Lines that a web page puts around a report: where you are, share, print, copyright, the line of source and date.

A line is dropped only when it is short and clearly one of these; what it says of source and date is kept. The rules
serve pasted text and HTML alike, and read punctuation of both widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.headings import plain
from indexer.readers.content import Stated
from kb.types import Block, BlockKind

_LONGEST = 90  # characters; chrome is short
_DATE = r"(?:19|20)\d{2}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}\s?日?"
_TIME = r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_LABEL = (
    r"(?:信息来源|稿件来源|文章来源|来源|发布日期|发布时间|发文日期|成文日期|更新时间|生成日期|公开日期|日期|时间|作者|责任编辑|责编|编辑|审核"
    r"|浏览次数|浏览量|点击次数|点击数|点击量|访问次数|访问量|阅读次数|阅读量|阅读|浏览|点击|字体大小|字体|字号|索引号|(?:发布|编制|制作|公开)(?:机构|单位|机关))"
)
_LABELS = re.compile(rf"{_LABEL}\s*:")
_TOOL = (
    r"打印本页|打印正文|打印|关闭窗口|关闭本页|关闭|分享到|分享|收藏|字体大小|字体|字号|大|中|小|默认|超大|返回顶部|返回首页|返回列表|返回|顶部|首页"
    r"|微信|微博|新浪微博|腾讯微博|QQ空间|QQ|朋友圈|复制链接|无障碍阅读|无障碍|适老版|长者模式|手机版|纠错|视力保护色|朗读|下载|保护视力色|简体版?|繁体版?|登录|注册|搜索|邮箱|手机|English|EN|A\+|A-"
)
_TOOLS = re.compile(rf"(?:(?:{_TOOL})|[\s:\[\]【】()|/、\-+>])+")
_STRONG_TOOL = re.compile(r"打印|关闭|分享|收藏|字体|字号|返回|微信|微博|朋友圈|纠错|视力|无障碍|简体|繁体|登录")
_WHERE = re.compile(r"(?:您|你)?(?:的|现在的|当前的|所在的|当前)*(?:所在)?位置\s*(?:是|为)?\s*:")
_CRUMBS = re.compile(r"(?:网站)?首页\s*(?:>|»|›|/|-|→)")
_CHROME = re.compile(
    r"上一[篇条页]\s*(?::|$)|下一[篇条页]\s*(?::|$)|版权所有|copyright|©|网站地图|网站标识码|网站声明|"
    r"[^。]{0,12}(?:ICP备|公网安备)[^。]*\d|(?:主办|承办|协办|技术支持|运行维护|维护)(?:单位)?\s*:[^。]*(?:主办|承办|技术支持|ICP|版权)|"
    r"今天是\s*:|[^。,]{0,20}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s*星期[一二三四五六日天]|扫一扫|扫码|用微信扫|相关(?:链接|文章|新闻|信息|阅读|稿件)\s*(?::|$)|(?:本文|文章|以上)内容(?:均)?来(?:自|源于)网络|"
    r".{0,20}如有侵权.{0,12}(?:联系|删除)|免责声明\s*(?::|$)|(?:建议)?使用.{0,20}浏览器|我要纠错|您访问的链接|"
    r"(?:点击|阅读|访问|浏览)(?:次数|量|数)?\s*:\s*\d*\s*次?$|\[?(?:打印本页|关闭窗口)",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(rf"(?:发布|更新|成文|发文)?(?:日期|时间)\s*:\s*{_DATE}{_TIME}")
_EMPTY_LABEL = re.compile(rf"{_LABEL}\s*:")
_ONLY_SOURCE = re.compile(r"(?:信息|稿件|文章)?来源\s*:\s*\S{2,20}")
_PUBLISHED = re.compile(rf"(?:发布|发文|公开|成文|更新|生成)?(?:日期|时间)\s*:\s*(?P<date>{_DATE})")
_SOURCE = re.compile(r"(?:信息|稿件|文章)?来源\s*:\s*(?P<name>[^\s:|【\[]{2,30}?)(?=\s|$|\||【|\[|发布|日期|时间|作者)")

_ISSUER = re.compile(  # 发布机构 is what the page of a portal says of itself
    r"(?:发布|编制|制作)(?:单位|机关)\s*:\s*(?P<name>[\u4e00-\u9fff]{4,28}(?:局|委|厅|政府|委员会|办公室|办事处|法院|检察院))(?=$|[\s|【\[(])"
)


def is_chrome(line: str) -> bool:
    """Whether a line (stripped, one line) is certainly no part of a report."""
    shown = plain(line[: _LONGEST + 1]).strip()
    if len(shown) > _LONGEST or not shown:
        return False
    return bool(
        _WHERE.match(shown)
        or _CRUMBS.match(shown)
        or (shown.count(">") >= 2 and "。" not in shown)
        or _CHROME.match(shown)
        or _is_record(shown)
        or (_TOOLS.fullmatch(shown) and _STRONG_TOOL.search(shown)),
    )


def _is_record(shown: str) -> bool:
    """The line of source and date under a title: two labels of it, or one with nothing but its value."""
    if "。" in shown:
        return False
    labels = len(_LABELS.findall(shown))
    begins = _LABELS.match(shown.lstrip("【[( ")) is not None
    alone = any(rule.fullmatch(shown) for rule in (_ONLY_SOURCE, _ONLY_DATE, _EMPTY_LABEL))
    return (labels >= 2 and begins) or (begins and _STRONG_TOOL.search(shown) is not None) or alone


def harvest(line: str) -> tuple[tuple[str, str], ...]:
    """What a dropped line states, each at most once: ("published", "2023-03-24"), ("source", "旧宫镇"), ("issuer", "…局")."""
    shown = plain(line)
    stated = []
    if found := _PUBLISHED.search(shown):
        year, month, day = re.findall(r"\d+", found["date"])[:3]
        stated.append(("published", f"{year}-{int(month):02}-{int(day):02}"))
    if found := _SOURCE.search(shown):
        stated.append(("source", line[slice(*found.span("name"))]))
    if found := _ISSUER.search(shown):
        stated.append(("issuer", found["name"]))
    return tuple(stated)


def without_chrome(blocks: Iterable[Block], stated: Stated = ()) -> tuple[tuple[Block, ...], Stated]:
    """`blocks` without the chrome among them, and `stated` with what that states behind it, never overruled."""
    kept, told = [], dict.fromkeys(stated)
    known = {key for key, _ in stated}
    for block in blocks:
        if block.kind is BlockKind.TABLE or not is_chrome(block.text):
            kept.append(block)
            continue
        for key, value in harvest(block.text):
            if key not in known:
                known.add(key)
                told[key, value] = None
    return tuple(kept), tuple(told)
