"""Say what is not there, why, and what is there instead: three kinds of absence, never mixed up."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.asked import LIGHT
from kb.answer.desk import Desk, place_year
from kb.answer.draft import Draft, linked, listed, named, period_text
from kb.answer.figures import Found, find
from kb.answer.match import Matcher
from kb.answer.retrieve import search_words
from kb.ask.wanted import subject
from kb.types import FactStatus, Intent, Piece, Place, Question, Report, Status, Target, Wanted


def unknown(question: Question, desk: Desk) -> Draft:
    """The answer to a question about a place that is in no table."""
    draft = Draft(desk, question, status=Status.NOT_FOUND)
    draft.say(f"没有找到:没有认出“{question.unknown}”是哪个地区。请写全地名,或看看收录了哪些报告。")
    _offer(draft, Target(years=(0,)), None)
    return draft


def same_name(question: Question, desk: Desk) -> Draft | None:
    """A question back where a name means several places that reports are held of; None where each name means one."""
    for target in question.targets:
        if len(target.places) > 1:
            names = [place.full_name for place in target.places]
            draft = Draft(desk, question, status=Status.CLARIFY)
            draft.say(f"收录的报告里有{len(names)}个{target.places[0].name}:{listed(names)}。请问是哪一个?")
            draft.suggestions += [question.folded.replace(target.places[0].name, name, 1) for name in names]
            return draft
    return None


def absent(draft: Draft, target: Target, wanted: Wanted | None, among: Sequence[Report] = ()) -> None:
    """Write that nothing was found for a target: no report; a report without the thing; the thing without a figure.
    `among` are the reports that were read, where a ranking or a sum ran over more than the target's place.
    """
    draft.status = Status.NOT_FOUND
    desk = draft.desk
    place = target.places[0] if target.places else None
    reports = tuple(among) or _reports(desk, target)
    elsewhere = not reports and _tell_elsewhere(draft, target)
    if not reports and not elsewhere:
        draft.say(f"没有找到({_no_report(desk, place, target.years)})。")
    elif reports and wanted is not None and wanted.words:
        _without_figure(draft, target, wanted, reports)
    elif reports:
        draft.say("没有找到。报告中没有与问题相符的内容。")
    if not among and not (elsewhere and place is not None and not desk.catalogue.of_places([place.code])):
        _offer(draft, target, wanted)


def _tell_elsewhere(draft: Draft, target: Target) -> bool:
    """Of a place, or a year of it, that no report is about, the figures that another report gives: they are offered, as such."""
    desk, place = draft.desk, target.places[0] if target.places else None
    facts = [] if place is None else [one for one in desk.facts(target) if one.status is FactStatus.DONE]
    facts = [fact for fact in facts if desk.is_true_to_text(fact)]
    if place is None or not facts:
        return False
    own = desk.catalogue.of_places([place.code])
    of = f"{place.name}{listed([f'{year}年' for year in target.years])}的报告" if own else f"{place.name}自己的报告"
    where = listed(list(dict.fromkeys(desk.dated(desk.report(fact)) for fact in facts)), 3)
    what = f"{listed([f'{year}年' for year in target.years])}的数字" if own else f"关于{place.name}的数字"
    draft.say(f"没有找到:没有收录{of},{where}的报告里{what}没有这一项。")
    pieces: list[str | Piece] = []
    for fact in () if own else facts[:4]:
        pieces += ["、" if pieces else "有的是:", f"{period_text(fact)}{linked(named(fact))}", draft.figure(fact)]
    if pieces:
        draft.say(*pieces, "。")
    return True


def _reports(desk: Desk, target: Target) -> tuple[Report, ...]:
    if target.places:
        return desk.catalogue.of_places([target.places[0].code], target.years)
    return desk.catalogue.in_scope(None, target.years)


def _no_report(desk: Desk, place: Place | None, years: tuple[int, ...]) -> str:
    if place is None:
        return f"未收录{listed([f'{year}年' for year in years])}的报告"
    if desk.catalogue.of_places([place.code]):
        return f"未收录{place.name}{listed([f'{year}年' for year in years])}的报告"
    return f"未收录{place.name}的报告"


def _without_figure(draft: Draft, target: Target, wanted: Wanted, reports: tuple[Report, ...]) -> None:
    place = target.places[0] if target.places else None
    where = place_year(place, target.years[-1] if target.years else 0) or "收录"
    topic = subject(wanted.words)
    if draft.question.intent == Intent.PASSAGE:
        draft.say(f"没有找到:{where}的报告没有说到“{topic}”。")
        return
    mention = _mention(draft.desk, wanted, reports)
    if mention is not None:
        report_id, number = mention
        paragraph = draft.desk.paragraphs([(report_id, number)])[0]
        cited = Piece("", (draft.desk.cite(paragraph),))
        draft.say(f"没有找到:{where}的报告提到“{topic}”的有关内容,但没有给出这个数字", cited, "。")
    else:
        draft.say(f"没有找到:{where}的报告没有提到“{topic}”。")


def _mention(desk: Desk, wanted: Wanted, reports: tuple[Report, ...]) -> tuple[str, int] | None:
    """A paragraph that holds every weighty word of what was wanted, if there is one."""
    terms = [term.word for term in Matcher(desk, wanted).terms if len(term.word) > 1]
    if not terms:
        return None
    for hit, text in search_words(desk, " ".join(terms), frozenset(report.id for report in reports), 5):
        if all(term in text for term in terms):
            return hit.report_id, hit.paragraph
    return None


def _offer(draft: Draft, target: Target, wanted: Wanted | None) -> None:
    """The nearest thing that is there, said to be another: another year of the place, its towns, the same elsewhere."""
    desk = draft.desk
    place = target.places[0] if target.places else None
    if wanted is not None and wanted.words and not draft.question.plans:
        planned = find(desk, wanted, target, plans=True)
        if planned is not None and planned.fact.status == FactStatus.PLANNED:
            fact = planned.fact
            draft.say(
                f"报告写有计划数(不是完成数):{draft.desk.name_of(fact)}{period_text(fact)}{linked(named(fact, wanted))}",
                draft.figure(fact),
                "。",
            )
            return
    if wanted is not None and _reports(desk, target) and _offer_near(draft, target, wanted):
        return
    if place is not None:
        held = desk.catalogue.of_places([place.code])
        if wanted is not None and wanted.words and target.years and held:
            found = find(desk, wanted, Target((place,)))
            if found is not None:
                _offer_figure(draft, place, found, wanted)
                return
    _offer_reports(draft, place, target)


def _offer_reports(draft: Draft, place: Place | None, target: Target) -> None:
    """Which reports are held: of the place, of those below it, of any."""
    desk = draft.desk
    held = desk.catalogue.of_places([place.code]) if place is not None else ()
    if place is not None and held:
        years = sorted({report.year for report in held if report.year})
        if set(years) != set(target.years):  # who asked of the only year held learns nothing from it
            draft.say_once(f"{place.name}收录的是{listed([f'{year}年' for year in years])}的报告。")
        return
    below = desk.catalogue.below(place.code, target.years) or desk.catalogue.below(place.code) if place else ()
    if place is not None and below:
        draft.say(f"收录有{place.name}下辖的{listed([desk.dated(report) for report in below])}的报告。")
        return
    covered = sorted({desk.dated(report) for report in desk.catalogue.reports if report.place})
    if covered and (place is not None or target.years):
        draft.say_once(f"目前收录:{listed(covered, 6)}。")
        draft.suggest_surely("有哪些报告?")


def _offer_near(draft: Draft, target: Target, wanted: Wanted) -> bool:
    """A figure of the same report that shares a telling word with what was wanted, said to be another."""
    if not target.places or not target.years:
        return False
    matcher = Matcher(draft.desk, wanted)
    telling = {term.word for term in matcher.terms if len(term.word) > 1 and term.word not in LIGHT}
    for match in matcher.matches(draft.desk.facts(target))[:5]:
        fact = match.fact
        if any(word in fact.phrase for word in telling) and draft.desk.is_true_to_text(fact):
            draft.say(
                f"相近的有(与所问不是同一个数):{draft.desk.name_of(fact)}{period_text(fact)}{linked(named(fact))}",
                draft.figure(fact),
                "。",
            )
            return True
    return False


def _offer_figure(draft: Draft, place: Place, found: Found, wanted: Wanted) -> None:
    fact = found.fact
    draft.say(f"另有:{place.name}{period_text(fact)}{linked(named(fact, wanted))}", draft.figure(fact), "。")
    draft.suggest_figures(fact)
