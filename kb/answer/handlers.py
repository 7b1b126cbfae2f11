"""Which module answers which intent. A new intent is a row and a file."""

from __future__ import annotations

from collections.abc import Callable

from kb.answer import aggregate, compare, lookup, mentions, numbers, passage, rank, talk, trend
from kb.answer.desk import Desk
from kb.answer.draft import Draft
from kb.types import Intent, Question

HANDLERS: dict[Intent, Callable[[Question, Desk], Draft]] = {
    Intent.LOOKUP: lookup.answer,
    Intent.RANK: rank.answer,
    Intent.COMPARE: compare.answer,
    Intent.TREND: trend.answer,
    Intent.AGGREGATE: aggregate.answer,
    Intent.NUMBERS: numbers.answer,
    Intent.PASSAGE: passage.answer,
    Intent.ABOUT: talk.about,
    Intent.REPORTS: talk.reports,
    Intent.MENTIONS: mentions.answer,
    Intent.SMALLTALK: talk.small_talk,
}
