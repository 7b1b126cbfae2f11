"""分别: names listed before, figures listed after, matched one by one.

    A局、B局、C局办理案件分别为3件、2件、1件    A局 办理案件 3件, B局 办理案件 2件, C局 办理案件 1件
    就诊率、满意率分别达98%和97%               就诊率 98%, 满意率 97%

What all of them share stands behind the last name; it is found by the last character that the names have in common, or
by their common length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.types import Quantity, Span

_RESPECTIVELY = re.compile(r"分别(?:是|为|有|达到?|占)?(?:约|近)?")
_BETWEEN = re.compile(r"[\s、,和及与以]*(?:(?:其中|约|近|达到?|为))*[\s、,和及与以]*")
_JOINT = re.compile(r"、|和|与|及")


def respective_names(folded: str, clause: Span, quantities: Sequence[Quantity]) -> dict[int, str]:
    """Names of the quantities behind 分别, by their index in `quantities` (those of one sentence, in order).

    Empty where no such list stands in the clause, or names and figures differ in number.
    """
    mark = _RESPECTIVELY.search(folded, clause.start, clause.end)
    if mark is None:
        return {}
    run: list[int] = []
    at = mark.end()
    for index, quantity in enumerate(quantities):
        if quantity.span.start < mark.end():
            continue
        if not _BETWEEN.fullmatch(folded, at, quantity.span.start):
            break
        run.append(index)
        at = quantity.span.end
    names = [name.strip() for name in _JOINT.split(folded[clause.start : mark.start()]) if name.strip()]
    if len(run) < 2 or len(names) < len(run):
        return {}
    names = names[-len(run) :]
    last, shared = _parted(names)
    return dict(zip(run, [*(f"{name}{shared}" for name in names[:-1]), f"{last}{shared}"], strict=True))


def _parted(names: Sequence[str]) -> tuple[str, str]:
    """The last name, and what follows it and belongs to all."""
    last, others = names[-1], names[:-1]
    ends = {name[-1] for name in others}
    if len(ends) == 1 and (end := last.find(next(iter(ends)))) >= 0:
        return last[: end + 1], last[end + 1 :]
    lengths = {len(name) for name in others}
    if len(lengths) == 1 and len(last) > (length := next(iter(lengths))):
        return last[:length], last[length:]
    return last, ""
