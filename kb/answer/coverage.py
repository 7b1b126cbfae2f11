"""How complete a ranking or a sum is: which reports of the scope are held, which give the figure, which do not."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.draft import Draft, listed, period_text
from kb.answer.field import Field
from kb.answer.winnow import Match
from kb.ask.scopes import KINDS
from kb.lexicon.places import gazetteer
from kb.types import Piece, Scope, Status

SHOWN = 20  # places told one by one


def tell_coverage(draft: Draft, found: Field, scope: Scope, years: tuple[int, ...]) -> None:
    """How many reports of that year and level are held, how many give the figure, which do not."""
    when = f"{years[0]}年" if len(years) == 1 else "各年"
    label = level_text(scope)
    if not found.reports and found.matches:
        _tell_from_above(draft, found, scope)
    elif len(years) == 1:
        giving = {match.fact.place_code for match in giving_of(found)}
        count = sum(report.place_code in giving for report in found.reports)
        draft.say(f"{when}收录了{len(found.reports):,}份{label}报告,{count:,}份给出该指标。")
    else:
        places = len({report.place_code for report in found.reports})
        held = f"收录了{label}报告{len(found.reports):,}份({places:,}个地区)"
        draft.say(f"{held},{len(found.matches):,}个地区给出该指标。")
    missing = sorted({draft.desk.name_of(report) for report in found.missing if report.place})
    if missing and found.matches:
        draft.note(f"未给出该数字的有:{listed(missing)}。", charted=True)
    note_count(draft, found, scope)


def level_text(scope: Scope) -> str:
    """区级, 县市区级; of several levels joined (区和县级市) the words as they were said."""
    if not scope.label:
        return ""
    return f"{scope.label}级" if scope.label in KINDS and "级" not in scope.label else f"{scope.label}的"


def giving_of(found: Field) -> tuple[Match, ...]:
    """Figures of the very thing that was asked for, those included that could not be ranked for their unit or stretch of time."""
    alike = {match.fact.indicator for match in found.matches}
    return (*found.matches, *(match for match in found.aside if match.fact.indicator in alike))


def note_count(draft: Draft, found: Field, scope: Scope) -> None:
    """Where a number of places was said (三个县) and another is held, that it is another."""
    held = {report.place_code for report in found.reports} or {match.fact.place_code for match in found.matches}
    if scope.count and len(held) != scope.count:
        draft.note(f"问的是{scope.count}个{scope.label or '地区'},收录的有{len(held)}个,以上按收录的计。")


def _tell_from_above(draft: Draft, found: Field, scope: Scope) -> None:
    """Where no report is about the places themselves: whose reports speak of them."""
    sources = list(dict.fromkeys(draft.desk.report(match.fact).place for match in found.matches))
    where = gazetteer().get(scope.within)
    of = f"{where.name if where else ''}下辖各{scope.label or '地区'}"
    draft.say(
        f"没有收录{of}自己的报告,以上数字出自{listed(sources)}的报告,涉及{len(found.matches):,}个{scope.label or '地区'}。"
    )


def tell_places(draft: Draft, found: Field, scope: Scope, name: str, *, lacking: bool) -> None:
    """Which places give the figure, each with it; or which do not."""
    giving = giving_of(found)
    codes = {match.fact.place_code for match in giving}
    without = sorted(
        {draft.desk.name_of(report) for report in found.reports if report.place_code not in codes and report.place}
    )
    kind = scope.label or "地区"
    if lacking:
        head = f"没有给出“{name}”的{kind}有{len(without)}个:{listed(without, SHOWN)}。"
        draft.say(head if without else f"收录的{kind}都给出了“{name}”。")
    tell_figures(draft, f"给出“{name}”的{kind}有{len(codes)}个:", giving, SHOWN)
    if without and not lacking:
        draft.say(f"没有给出的有{len(without)}个:{listed(without, SHOWN)}。")
    draft.say(f"共读了{len(found.reports):,}份报告。")
    draft.note("按程序读到的数字判断;报告若用了别的说法,可能没有认出。")


def tell_figures(draft: Draft, head: str, matches: Sequence[Match], most: int) -> None:
    """The figures of places one by one behind `head`, at most so many of them."""
    pieces: list[str | Piece] = [head]
    for at, match in enumerate(matches[:most]):
        pieces += [
            f"{';' if at else ''}{draft.desk.name_of(match.fact)}({period_text(match.fact)})",
            draft.figure(match.fact),
        ]
    draft.say(*pieces, "。" if len(matches) <= most else "等。")


def tell_no_reports(draft: Draft, scope: Scope, years: tuple[int, ...]) -> None:
    """That no report of the scope and the years is held; and what is."""
    draft.status = Status.NOT_FOUND
    where = gazetteer().get(scope.within)
    label = f"{where.name if where else ''}{level_text(scope) or ('下辖地区' if where else '')}"
    when = listed([f"{year}年" for year in years])
    draft.say(f"没有找到:未收录{when}{'的' if when and label else ''}{label}{'的' if where or not label else ''}报告。")
    others = [report for report in draft.desk.catalogue.reports if not years or report.year in years]
    same = draft.desk.catalogue.in_scope(scope)
    if others:
        draft.say(f"{when}收录的是:{listed(sorted({draft.desk.dated(report) for report in others}), 6)}。")
    if same:
        draft.say(f"{label}报告收录的年份有:{listed([f'{year}年' for year in sorted({r.year for r in same})])}。")
