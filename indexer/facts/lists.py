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

_RESPECTIVELY = re.compile(
    r"分别(?P<verb>[\u4e00-\u9fff]{0,8}?)(?:是|为|有|达到?|占)?(?:约|近)?(?=\d|[一二三四五六七八九十百千万]+[^\u4e00-\u9fff]?)"
)
_BETWEEN = re.compile(r"[\s、,和及与以]*(?:(?:约|近|达到?|为))*[\s、,和及与以]*")
_JOINT = re.compile(r"、|和|与|及")
_INTRODUCED = re.compile(r"^.*?(?:为|是|有|包括|:)(?=[^为是有]*$)")


def respective_names(folded: str, clauses: Sequence[Span], quantities: Sequence[Quantity]) -> dict[int, str]:
    """Names of the quantities behind 分别, by their index in `quantities` (those of one sentence, in order).

    The names stand before 分别 in its clause, else in the clause before (…的领域为公安、人社,分别为3件、2件). Empty where no
    such list stands there, or names and figures differ in number.
    """
    for at, clause in enumerate(clauses):
        mark = _RESPECTIVELY.search(folded, clause.start, clause.end)
        if mark is None:
            continue
        run = _run(folded, mark.end(), quantities)
        said = folded[clause.start : mark.start()].strip()
        if not said and at:
            before = clauses[at - 1]
            said = _INTRODUCED.sub("", folded[before.start : before.end])
        names = [name.strip() for name in _JOINT.split(said) if name.strip()]
        if len(run) >= 2 and len(names) >= len(run):
            names = names[-len(run) :]
            last, shared = _parted(names)
            shared += mark["verb"]
            return dict(zip(run, [*(f"{name}{shared}" for name in names[:-1]), f"{last}{shared}"], strict=True))
    return {}


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
