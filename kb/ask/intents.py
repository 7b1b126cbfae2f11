"""What a question wants done: cues in order of precedence, each row a rule that can be read aloud."""

from __future__ import annotations

from kb.ask import cues
from kb.lexicon.indicators import indicators
from kb.types import Intent


def talk_of(folded: str) -> Intent | None:
    """Talk and questions about the holdings, which need no topic; None for everything else."""
    text = folded.strip()
    if any(p.search(text) for p in (cues.GREETING, cues.THANKS, cues.BYE, cues.ABILITY)):
        return Intent.SMALLTALK
    if cues.ORIGIN.search(text) and len(text) < 24:
        return Intent.SMALLTALK
    if cues.HELD.search(text) and len(text) < 30 and not indicators().recognise(text):
        return Intent.REPORTS
    return None


def intent_of(folded: str, targets: int, *, spread: bool, scoped: bool) -> Intent:
    """The intent of a question that has a topic. `targets` is how many places or years it names side by side.

    `spread`: years were said as a stretch; `scoped`: it asks over places (哪个区, 各地).
    """
    when = bool(cues.ASKS_WHEN.search(folded)) and not cues.WHICH_YEAR_MORE.search(folded)
    who = bool(cues.ASKS_WHO.search(folded))
    figure = bool(cues.ASKS_FIGURE.search(folded))
    ranked = bool(cues.RANK.search(folded))
    if cues.ABOUT_REPORT.search(folded) and any(
        p.search(folded) for p in (cues.ABOUT_WHEN, cues.ABOUT_TO, cues.ABOUT_BY)
    ):
        return Intent.ABOUT
    if (cues.NUMBERS.search(folded) or (cues.EACH.search(folded) and targets < 2)) and not ranked:
        return Intent.NUMBERS
    if ranked:
        return Intent.RANK
    if targets < 2 and cues.TREND.search(folded) and not (cues.AGGREGATE.search(folded) and figure and not spread):
        return Intent.TREND
    if cues.AGGREGATE.search(folded) and (figure or not when):
        return Intent.AGGREGATE
    if cues.COMPARE.search(folded) and not (when or (who and not figure and targets < 2 and "多" not in folded)):
        return Intent.COMPARE
    if targets >= 2 and spread:
        return Intent.TREND
    if scoped and cues.BOUND.search(folded):
        return Intent.RANK
    if scoped and figure:
        return Intent.RANK
    if figure and not when:
        return Intent.LOOKUP
    named = indicators()
    if not cues.ASKS_PROSE.search(folded) and (named.recognise(folded) or named.topics_in(folded)):
        return Intent.LOOKUP  # 通州 2024 复议申请
    return Intent.PASSAGE
