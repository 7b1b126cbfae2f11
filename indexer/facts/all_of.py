"""全部审结: a whole that was handled to the last, told by a clause without a figure: 受理38件,已全部审结."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.lang.units import family
from kb.types import FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.types import Fact

_ALL = re.compile(
    r"(?:目前|现|并)?(?:均?已|现已)?(?:全部|均已?|悉数)(?:按期|按时|依法|如期)?(?P<deed>审结|办结|结案|化解|办复|答复|调解成功)(?:完毕)?"
)
_COUNTED = frozenset({"cases", "pieces", "papers"})


def handled_to_the_last(folded: str, clauses: Sequence[Span], told: Span) -> tuple[str, Span] | None:
    """The deed (审结) that the clause right behind that of the figure `told` says was done to all of it, and the clause."""
    behind = next((clause for clause in clauses if clause.start > told.start), None)
    said = _ALL.fullmatch(folded[behind.start : behind.end].strip()) if behind is not None else None
    return (said["deed"], behind) if said is not None and behind is not None else None


def as_handled(fact: Fact, done: Fact) -> Fact | None:
    """The fact `done`, read as a deed's, of the figure of `fact`; None where it is no count of cases or names no indicator,
    or that of `fact` itself.
    """
    counts = fact.kind is FactKind.AMOUNT and family(fact.unit) in _COUNTED
    if not counts or done.indicator in ("", fact.indicator):
        return None
    return replace(done, part_of=fact.part_of or fact.number, clause=Span(fact.clause.start, done.clause.end))
