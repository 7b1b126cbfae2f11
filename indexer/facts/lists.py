"""分别: names listed before, figures listed after, matched one by one.

    A局、B局、C局办理案件分别为3件、2件、1件    A局 办理案件 3件, B局 办理案件 2件, C局 办理案件 1件
    就诊率、满意率分别达98%和97%               就诊率 98%, 满意率 97%
    一季度至三季度受理分别为3件、2件、1件      一季度 受理 3件, 二季度 受理 2件, 三季度 受理 1件

What all of them share stands behind the last name; it is found by the last character that the names have in common, or
by their common length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kb.types import Quantity, Span

InFull = Callable[[Sequence[str]], tuple[list[str], str] | None]
_RESPECTIVELY = re.compile(
    r"分别(?P<verb>[\u4e00-\u9fff]{0,8}?)(?:是|为|有|达到?|占)?(?:约|近)?(?=\d|[一二三四五六七八九十百千万]+[^\u4e00-\u9fff]?)"
)
_ALL_QUARTERS = re.compile(
    r"第?一(?:季度)?(?:至|到|-|—|~|、第?二(?:季度)?、第?三(?:季度)?[、和])第?四个?季度|[四4各]个?季度"
)
_A_YEAR = 4  # quarters
_STRETCH = re.compile(
    r"(?:第?(?P<first>[一二三四])季度|(?P<from>\d{1,2})月份?)(?:至|到|[-—~])(?:第?(?P<last>[一二三四])季度|(?P<to>\d{1,2})月份?)"
)
_BETWEEN = re.compile(r"[\s、,和及与以]*(?:(?:约|近|达到?|为))*[\s、,和及与以]*")
_PLACE_ENDS = "区县市镇乡道局委办院所村队"
_JOINT = re.compile(r"、|和|与|及")
_INTRODUCED = re.compile(r"^.*?(?:为|是|有|包括|:)(?=[^为是有]*$)")


def respective_names(
    folded: str, sentence: Span, clauses: Sequence[Span], quantities: Sequence[Quantity], in_full: InFull
) -> dict[int, str]:
    """Names of the quantities behind 分别, by their index in `quantities` (those of one sentence, in order).

    The names stand before 分别 in its clause, else in the clause before (…的领域为公安、人社,分别为3件、2件), else they are
    those of the list before (噪声类9件、大气类5件,分别占64%、36%). `in_full` gives divisions that a list names in short their
    full names. Where names and figures differ in number, none are given.
    """
    found: dict[int, str] = {}
    bare: list[str] = []  # names of the last list alone, and with what they share
    whole: list[str] = []
    for at, clause in enumerate(clauses):
        mark = _RESPECTIVELY.search(folded, clause.start, clause.end)
        run = _run(folded, mark.end(), quantities) if mark is not None else []
        if mark is None or len(run) < 2:
            continue
        said = folded[clause.start : mark.start()].strip().removeprefix("其中")
        stretch = _stretched(said)
        own = (_quarters(said) if len(run) == _A_YEAR else []) or _split(said)
        if len(stretch) == len(run):
            bare, whole = stretch, [f"{name}{_STRETCH.sub('', said)}" for name in stretch]
        elif len(own) >= len(run):
            bare, shared = in_full(own[-len(run) :]) or _parted(own[-len(run) :])
            whole = [f"{name}{shared}" for name in bare]
        elif len(bare) == len(run):
            whole = [f"{name}{said}" for name in bare] if said else whole
        else:
            before = folded[clauses[at - 1].start : clauses[at - 1].end] if at else ""
            options = (_split(_INTRODUCED.sub("", before)), _listed(folded, sentence, run, quantities))
            option = next((list(names[-len(run) :]) for names in options if len(names) >= len(run)), None)
            if option is None:
                continue
            bare, shared = in_full(option) or _parted(option)
            shared = "" if re.search(r"\d", shared) else shared  # A镇、B镇两地占全市的37%,分别调解14件、10件
            whole = [f"{name}{shared}{said}" for name in bare]
        found |= {index: f"{name}{mark['verb']}" for index, name in zip(run, whole, strict=True)}
    return found


def _quarters(words: str) -> list[str]:
    """一季度至四季度受理 as the names of four figures; none where words name no such row."""
    found = _ALL_QUARTERS.search(words)
    if found is None:
        return []
    rest = f"{words[: found.start()]}{words[found.end() :]}"
    return [f"第{number}季度{rest}" for number in "一二三四"]


def _stretched(words: str) -> list[str]:
    """Each of the quarters or months of a stretch: 一季度至四季度, 1月至6月; none where words name no stretch."""
    found = _STRETCH.search(words)
    if found is None:
        return []
    if found["first"] and found["last"]:
        quarters = "一二三四"
        return [f"{one}季度" for one in quarters[quarters.index(found["first"]) : quarters.index(found["last"]) + 1]]
    if found["from"] and found["to"]:
        return [f"{one}月" for one in range(int(found["from"]), int(found["to"]) + 1)]
    return []


def _split(words: str) -> list[str]:
    return [name.strip() for name in _JOINT.split(words.strip().removeprefix("其中")) if name.strip()]


def _listed(folded: str, sentence: Span, run: Sequence[int], quantities: Sequence[Quantity]) -> list[str]:
    """The names of as many figures right before the run, each the words between it and the figure before it."""
    first = run[0]
    if first < len(run):
        return []
    names = []
    for index in range(first - len(run), first):
        start = quantities[index - 1].span.end if index else sentence.start
        words = re.split(r"[,:(]|其中", folded[start : quantities[index].span.start])[-1]
        names.append(words.strip("、和及与 "))
    return names if all(names) else []


def _run(folded: str, at: int, quantities: Sequence[Quantity]) -> list[int]:
    """Indexes of the quantities that follow one another from `at`, only joints between them."""
    run: list[int] = []
    for index, quantity in enumerate(quantities):
        if quantity.span.start < at:
            continue
        if not _BETWEEN.fullmatch(folded, at, quantity.span.start):
            break
        run.append(index)
        at = quantity.span.end
    return run


def _parted(names: Sequence[str]) -> tuple[list[str], str]:
    """The names alone, and what follows the last one and belongs to all."""
    last, others = names[-1], list(names[:-1])
    ends = {name[-1] for name in others}
    if ends <= set(_PLACE_ENDS) and (place := re.match(rf".{{1,8}}?(?:街道|[{_PLACE_ENDS}](?![镇乡]))", last)):
        return [*others, place[0]], last[place.end() :]
    if len(ends) == 1 and (end := last.find(next(iter(ends)))) >= 0:
        return [*others, last[: end + 1]], last[end + 1 :]
    lengths = {len(name) for name in others}
    if len(lengths) == 1 and len(last) > (length := next(iter(lengths))):
        return [*others, last[:length]], last[length:]
    return [*others, last], ""
