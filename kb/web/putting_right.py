"""What a clerk puts right about a report: the form's fields checked, and kept beside the file where they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.lang.normalize import folded_text
from kb.lexicon.places import gazetteer
from kb.store.corrections import read_corrections, write_corrections
from kb.types import Report

FIELDS = (("place", "地区"), ("year", "年份"), ("title", "标题"), ("issuer", "发文单位"), ("published", "发布日期"))
_NAMES = frozenset(name for name, _ in FIELDS)
_LONGEST = 200  # characters
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MOST_NAMED = 12  # places offered to choose from


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form. `now` is what the index holds, `value` what stands in the field, `corrected` whether that was
    put right by hand. `problem` tells what is wrong with the value, `offers` what it may have meant.
    """

    name: str
    label: str
    now: str
    value: str
    corrected: bool = False
    problem: str = ""
    offers: tuple[str, ...] = ()


def fields_of(report: Report, reports: Path) -> tuple[Field, ...]:
    """The form as it is first shown: what was put right, else what the index holds."""
    kept, held = dict(reversed(read_corrections(reports, report.source))), _held(report)
    return tuple(
        Field(name, label, held[name], kept.get(name, held[name]), corrected=name in kept) for name, label in FIELDS
    )


def put_right(report: Report, reports: Path, given: Mapping[str, str]) -> tuple[Field, ...]:
    """Keep what differs from the index or was put right before; a field left empty goes back to what the file says.

    Returns () when it is kept, else the form with its problems, and nothing is kept. Raises OSError.
    """
    shown = fields_of(report, reports)
    asked = tuple(_checked(field, " ".join(given.get(field.name, "").split())) for field in shown)
    if any(field.problem for field in asked):
        return asked
    others = [(key, value) for key, value in read_corrections(reports, report.source) if key not in _NAMES]
    right = [(field.name, field.value) for field in asked if field.corrected or field.value != field.now]
    write_corrections(reports, report.source, [*right, *others])
    return ()


def undo(report: Report, reports: Path) -> None:
    """Forget what was put right with the form; lines of other keys stay. Raises OSError."""
    kept = read_corrections(reports, report.source)
    write_corrections(reports, report.source, [(key, value) for key, value in kept if key not in _NAMES])


def _held(report: Report) -> dict[str, str]:
    return {
        "place": "".join(report.place_path),
        "year": str(report.year or ""),
        "title": report.title,
        "issuer": report.issuer,
        "published": report.published.isoformat() if report.published else "",
    }


def _checked(field: Field, value: str) -> Field:
    """The field with a value that was sent, or what is wrong with it."""
    problem = ""
    offers: tuple[str, ...] = ()
    if value and value != field.now:
        if len(value) > _LONGEST:
            problem = f"太长了，最多 {_LONGEST} 字。"
        elif field.name == "place":
            value, problem, offers = _place(value)
        else:
            problem = _problem(field.name, value)
    return Field(field.name, field.label, field.now, value, field.corrected, problem, offers)


def _problem(name: str, value: str) -> str:
    if name == "year" and not _YEAR.fullmatch(value):
        return "年份应为四位数字，如 2024。"
    if name == "published":
        try:
            date.fromisoformat(value)
        except ValueError:
            return "日期应如 2025-03-01。"
    if name == "title" and value.endswith(("…", "...")):
        return "标题没有写完；以省略号结尾的标题不会被采用。"
    return ""


def _place(value: str) -> tuple[str, str, tuple[str, ...]]:
    """The full name of the place that is meant; else what is wrong, and the places it may be."""
    name = "".join(folded_text(value).split())
    places = gazetteer().by_name(name)
    full = tuple(dict.fromkeys(place.full_name for place in places))
    own = [place.full_name for place in places if name in {place.name, place.full_name}]
    if name in full or len(full) == 1:
        return (name if name in full else full[0]), "", ()
    if len(own) == 1:  # 密云区's short name is that of a town too
        return own[0], "", ()
    if full:
        return value, f"有 {len(full)} 个地方叫“{value}”，请选一个，或写全称。", full[:_MOST_NAMED]
    mentions = gazetteer().find(name, short=True)
    near = tuple(dict.fromkeys(place.full_name for mention in mentions for place in mention.places))
    return value, f"行政区划里没有“{value}”。请写全称，如北京市大兴区。", near[:_MOST_NAMED]
