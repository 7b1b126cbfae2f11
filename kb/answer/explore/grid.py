"""All figures of one indicator by place and year, made once a generation; pages and downloads cut what they show out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.answer.desk import Catalogue, Desk
from kb.answer.explore.cells import Cell, Measure, State, contradicting, measure_of, standing
from kb.lexicon.indicators import Indicator
from kb.store.contracts import FactQuery
from kb.store.export import FigureRow, figure_row
from kb.types import Fact

Where = tuple[str, int]  # place code, year


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """A measure with the units of its figures, most frequent first, and how many cells it fills."""

    measure: Measure
    units: tuple[str, ...]
    cells: int

    @property
    def label(self) -> str:
        return self.measure.label(self.units)


class Grid:
    """The figures of one indicator, those of superseded reports left out.

    `all` has every figure by place and year in reading order; `stands` for each measure what stands in its cells.
    `measures` are in order of the cells they fill, the fullest first.
    """

    def __init__(self, indicator: Indicator, facts: Iterable[Fact], catalogue: Catalogue) -> None:
        self.indicator = indicator
        self.all: dict[Where, list[Fact]] = defaultdict(list)
        self._fits: dict[Measure, dict[Where, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        facts = list(facts)
        numbered = {(fact.report_id, fact.number): fact for fact in facts}
        for fact in facts:
            where = (fact.place_code, fact.period.year)
            self.all[where].append(fact)
            measure = measure_of(fact, numbered.get((fact.report_id, fact.part_of)))
            if measure is not None:
                self._fits[measure][where].append(fact)
        self._catalogue = catalogue
        self.stands = {measure: self._standing(fits) for measure, fits in self._fits.items()}
        self.measures = tuple(sorted(map(self._counted, self.stands), key=lambda one: (-one.cells, one.measure.key)))

    def _standing(self, fits: dict[Where, list[Fact]]) -> dict[Where, Fact]:
        held = self._catalogue
        chosen = {where: standing(of, held.by_id.__getitem__, held.by_offices) for where, of in fits.items()}
        return {where: fact for where, fact in chosen.items() if fact is not None}

    def _counted(self, measure: Measure) -> MeasureCount:
        units = [fact.unit for fact in self.stands[measure].values()]
        often = sorted(set(units), key=lambda unit: (-units.count(unit), unit))
        return MeasureCount(measure, tuple(often), len(units))

    def measure(self, key: str) -> MeasureCount | None:
        """The measure of this key; the fullest where there is none such, None where there is none at all."""
        return next((one for one in self.measures if one.measure.key == key), next(iter(self.measures), None))

    def cells(self, desk: Desk, measure: Measure | None, wheres: Sequence[Where]) -> list[Cell]:
        """The cells of these places and years, in that order, with the words of the reports. A figure that its text does not
        bear out stands in none.
        """
        facts = [fact for where in wheres for fact in self.all.get(where, ())]
        rows = rows_of(desk, facts)
        return [self._cell(desk, measure, where, rows) for where in wheres]

    def _cell(self, desk: Desk, measure: Measure | None, where: Where, rows: dict[tuple[str, int], FigureRow]) -> Cell:
        report = self._catalogue.at.get(where)
        every = [rows[fact.report_id, fact.number] for fact in self.all.get(where, ())]
        fact = self.stands.get(measure, {}).get(where) if measure is not None else None
        if measure is None or fact is None or not desk.is_true_to_text(fact):
            state = State.OTHER if every else State.GAP if report is not None else State.ABSENT
            return Cell(*where, state, others=tuple(every), report=report)
        figure = rows[fact.report_id, fact.number]
        others = tuple(one for one in every if one is not figure)
        fitting = {(one.report_id, one.number) for one in self._fits[measure][where]}
        rivals = [one for one in others if (one.report_id, one.fact.number) in fitting]
        conflicts = contradicting(figure, rivals, self._catalogue.by_offices)
        return Cell(*where, State.STATED, figure, conflicts, others, report)


def grid_of(desk: Desk, indicator: Indicator) -> Grid:
    """Read the figures of an indicator."""
    facts = desk.figures(FactQuery(indicators=frozenset({indicator.name})))
    return Grid(indicator, facts, desk.catalogue)


def rows_of(desk: Desk, facts: Sequence[Fact]) -> dict[tuple[str, int], FigureRow]:
    """Facts with their words, by report id and number; the paragraphs are read at once."""
    keys = list(dict.fromkeys((fact.report_id, fact.paragraph) for fact in facts))
    texts = dict(zip(keys, desk.paragraphs(keys), strict=True))
    return {
        (fact.report_id, fact.number): figure_row(fact, desk.report(fact), texts[fact.report_id, fact.paragraph])
        for fact in facts
    }
