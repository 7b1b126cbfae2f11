"""Versions of one report: a draft and its correction, one text in two formats. Both are kept, and only the latest answers.

Versions are of one place, year, genre and issuer. Whatever else a title says that makes it another document (公报 beside
报告, 上半年) keeps reports apart, for a report wrongly taken for an old version would be silent in every answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from posixpath import splitext

from kb.lang.normalize import folded_text
from kb.types import Report

_FORM = re.compile(
    r"公报|方案|要点|计划|规划|案例|统计|(?<!征求)意见|办法|说明|解读|白皮书|问答|名单|汇编|摘要|附件|述职|上半年|下半年|季度|\d+月"
)
_DIGITS = re.compile(r"(\d+)")

_Kind = tuple[str, ...]
_Name = tuple[tuple[int, str], ...]


def superseded(reports: Iterable[Report]) -> dict[str, str]:
    """The id of each report that has a later version, and the id of the latest. Reports without place or year have none."""
    alike: dict[_Kind, list[Report]] = defaultdict(list)
    for report in reports:
        if report.place_code and report.year and report.genre:
            alike[_kind(report)].append(report)
    found: dict[str, str] = {}
    for group in alike.values():
        for versions in _by_issuer(group) if len(group) > 1 else ():
            latest = max(versions, key=lateness)
            found |= {report.id: latest.id for report in versions if report is not latest}
    return found


def _kind(report: Report) -> _Kind:
    """What versions have in common, the issuer apart. The parts of a file of tables are told apart by their whole title."""
    title = "".join(folded_text(report.title).split())
    told = (title, report.part) if report.part else sorted(set(_FORM.findall(title)))
    return (report.place_code, str(report.year), report.genre, "part" if report.part else "", *told)


def _by_issuer(group: Iterable[Report]) -> Iterable[list[Report]]:
    """Reports of one issuer; one whose issuer is unknown belongs to the others where these are of one."""
    of: dict[str, list[Report]] = defaultdict(list)
    for report in group:
        of[_issuer(report)].append(report)
    known = [issuer for issuer in of if issuer]
    if len(known) == 1:
        of[known[0]] += of.pop("", [])
    return of.values()


def _issuer(report: Report) -> str:
    """The folded issuer without the names of its divisions: 北京市大兴区人民政府 and 大兴区政府 are one."""
    issuer = "".join(folded_text(report.issuer).split()).replace("人民政府", "政府")
    for name in sorted(report.place_path, key=len, reverse=True):
        issuer = issuer.replace(folded_text(name), "")
    return issuer


def lateness(report: Report) -> tuple[str, str, _Name, _Name, str]:
    """A key that sorts the versions of one report, the latest last."""
    name, suffix = splitext(folded_text(report.source))
    published = report.published.isoformat() if report.published else ""
    return published, report.modified, _natural(name), _natural(suffix), report.id


def _natural(name: str) -> _Name:
    """A key that sorts 第2版 before 第10版."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name) if part)
