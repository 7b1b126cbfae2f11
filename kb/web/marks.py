"""Highlighted words: spans of a text become runs of marked and unmarked text; markup is left to the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.types import Span

_MARK = re.compile(r"([0-9]{1,6})\.([0-9]{1,7})\.([0-9]{1,7})")
_SENTENCE_END = re.compile(r"[。!?;\uff01\uff1f\uff1b\n]")
MOST_MARKS = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text, marked or not; `figure` is the number of the figure that it is (part of), 0 for none, and `first` tells
    that the figure begins here.
    """

    text: str
    marked: bool = False
    figure: int = 0
    first: bool = False


def segments(text: str, spans: Iterable[Span]) -> tuple[Segment, ...]:
    """Cut `text` along `spans`. Joined, the segments are the text again.

    Spans that overlap or touch become one; empty ones and those that leave the text are ignored.
    """
    cut: list[Segment] = []
    done = 0
    for start, end in _merged(text, spans):
        if start > done:
            cut.append(Segment(text[done:start]))
        cut.append(Segment(text[start:end], marked=True))
        done = end
    if done < len(text):
        cut.append(Segment(text[done:]))
    return tuple(cut)


def with_figures(runs: Sequence[Segment], figures: Iterable[tuple[int, Span]]) -> tuple[Segment, ...]:
    """The same text, cut along figures too: pairs of a number and a span of the whole text. Of two that overlap the first
    counts; empty ones and those that leave the text are ignored. Joined, the segments are the text again.
    """
    length = sum(len(run.text) for run in runs)
    number_at: dict[int, int] = {}
    starts: set[int] = set()
    for number, (start, end) in figures:
        inside = range(start, end)
        if 0 <= start < end <= length and number_at.keys().isdisjoint(inside):
            number_at |= dict.fromkeys(inside, number)
            starts.add(start)
    cut: list[Segment] = []
    at = 0
    for run in runs:
        for figure, letters in groupby(range(at, at + len(run.text)), number_at.get):
            places = list(letters)
            text = run.text[places[0] - at : places[-1] + 1 - at]
            cut.append(Segment(text, run.marked, figure or 0, places[0] in starts))
        at += len(run.text)
    return tuple(cut)


def excerpt(text: str, spans: Sequence[Span], longest: int = 180) -> tuple[Segment, ...]:
    """The sentences that hold the marks, with … where others were left out; () when all of `text` should be shown.

    All is shown when it has at most `longest` characters, or nothing is marked, or little would be saved.
    """
    merged = _merged(text, spans)
    if len(text) <= longest or not merged:
        return ()
    kept = _merged(text, (_sentence(text, span) for span in merged))
    if sum(end - start for start, end in kept) > 0.8 * len(text):
        return ()
    shown: list[Segment] = []
    done = 0
    for start, end in kept:
        if start > done:
            shown.append(Segment("……"))
        inside = [Span(a - start, b - start) for a, b in merged if start <= a and b <= end]
        shown.extend(segments(text[start:end], inside))
        done = end
    if done < len(text):
        shown.append(Segment("……"))
    return tuple(shown)


def marks_of(values: Iterable[str]) -> dict[int, list[Span]]:
    """Marks asked for in an address, "PARAGRAPH.START.END" each, by paragraph; what is malformed is ignored."""
    marks: dict[int, list[Span]] = {}
    for value in list(values)[:MOST_MARKS]:
        if found := _MARK.fullmatch(value):
            paragraph, start, end = map(int, found.groups())
            marks.setdefault(paragraph, []).append(Span(start, end))
    return marks


def mark_text(paragraph: int, span: Span) -> str:
    """A mark as an address carries it; `marks_of` reads it back."""
    return f"{paragraph}.{span.start}.{span.end}"


def _merged(text: str, spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if 0 <= span.start < span.end <= len(text)):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return merged


def _sentence(text: str, span: Span) -> Span:
    """The sentence or sentences around a span, end mark included."""
    start = max((found.end() for found in _SENTENCE_END.finditer(text, 0, span.start)), default=0)
    following = _SENTENCE_END.search(text, max(span.start, span.end - 1))
    return Span(start, max(span.end, following.end()) if following else len(text))
