"""Gold questions over a made world, in the form of tests/golden. Each has one right answer by construction: a figure that a
report states once, rankings without ties over all that any report states, sums over places that all state it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from bench.corpus.document import Made, make, to_traditional
from bench.corpus.golds import Gold, gold_of
from bench.corpus.specs import Spec, specs
from bench.corpus.stating import Planted
from bench.corpus.world import World, place_of
from kb.types import Level

_MUCH = {"元": "多少", "%": "多少"}
_KINDS = {"区": Level.COUNTY, "县": Level.COUNTY, "镇": Level.TOWN}  # 市 may be a city or a county: not asked of


class Asker:
    """Draws questions of a world. Reports are made again where their words are needed."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, random.Random(f"{world.seed} questions")
        self._made: dict[tuple[str, int], Made] = {}
        self._asked: set[tuple[str, ...]] = set()
        self._exact = [one for one in specs().values() if one.noun and one.sort in {"exact", "stock", "share"}]
        self._sound = [one for one in specs().values() if one.noun]

    def questions(self, wanted: int) -> Iterator[Gold]:
        """About `wanted` questions of all kinds, numbered."""
        number = 0
        for kind, share in _SHARES:
            found, tries = 0, 0
            while found < max(2, round(share * wanted)) and tries < 20 * wanted:
                tries += 1
                gold = kind(self)
                if gold and tuple(gold["turns"]) not in self._asked:
                    self._asked.add(tuple(gold["turns"]))
                    found, number = found + 1, number + 1
                    yield {"id": f"c{number:03}", **gold}

    # --- what is at hand ---------------------------------------------------------------------------------------------

    def made(self, code: str, year: int) -> Made:
        """The report of a place on a year."""
        if len(self._made) > 64:
            self._made.clear()
        if (code, year) not in self._made:
            self._made[code, year] = make(self.world, code, year)
        return self._made[code, year]

    def planted(self, code: str, spec: Spec, year: int) -> Planted:
        """The figure of a report's own year, as planted."""
        body, value = self.made(code, year).body, self.world.figure(code, spec, year).value
        return next(one for one in body.planted if one.name == spec.name and one.value == value)

    def _report(self) -> tuple[str, int]:
        return self.rng.choice(self.world.plan)

    def _noun(self, spec: Spec, code: str) -> str:
        return self.rng.choice(spec.noun.split(";")).replace("{kind}", place_of(code).kind)

    def _ask(self, code: str, spec: Spec, year: int) -> str:
        noun, much = self._noun(spec, code), _MUCH.get(spec.unit, f"多少{spec.unit}")
        if self.rng.random() < 0.4:  # in a report's own words: 举办法治培训多少期
            said = self.rng.choice(spec.alone).replace("{kind}", place_of(code).kind).removeprefix("全年")
            noun, ends = said.replace("{}", much), ("?",)
        else:
            ends = ("是多少?", "有多高?") if spec.unit == "%" else (f"是{much}?", f"有{much}?", "是多少?")
        when = self.rng.choice((f"{self.world.called(code)}{year}年", f"{year}年{self.world.called(code)}"))
        return when + noun + self.rng.choice(ends)

    def _cite(self, code: str, spec: Spec, year: int) -> dict[str, str]:
        return {"report": self.made(code, year).source, "quote": self.planted(code, spec, year).quote}

    def _number(self, code: str, spec: Spec, year: int) -> str:
        """As judged: without the words of roundness and the unit."""
        text = self.world.figure(code, spec, year).text.removesuffix(spec.unit)
        return text.strip("近超余") if spec.sort == "rounded" else text

    def _one(self, choices: list[Spec]) -> tuple[str, Spec, int] | None:
        (code, year), spec = self._report(), self.rng.choice(choices)
        return (code, spec, year) if self.world.states(code, spec.name, year) else None

    # --- kinds -------------------------------------------------------------------------------------------------------

    def lookup(self) -> Gold | None:
        found = self._one(self._sound)
        if not found:
            return None
        return gold_of("lookup", [self._ask(*found)], [self._number(*found)], cite=[self._cite(*found)])

    def traditional(self) -> Gold | None:
        gold = self.lookup()
        return gold and {**gold, "kind": "traditional", "turns": [to_traditional(gold["turns"][0])]}

    def rank(self) -> Gold | None:
        """哪个区…最多, over the whole country or one city or province."""
        code, year = self._report()
        spec, place = self.rng.choice(self._exact), place_of(code)
        if _KINDS.get(place.kind) is not place.level:
            return None
        within = self.rng.choice(("", "", *(place.ancestors[:2] if place.level is Level.COUNTY else ())))
        rivals = self._known(spec, year, place.kind, within)
        if len(rivals) < 2 or not self._clear(rivals):
            return None
        best = rivals[0][1]
        if not self.world.states(best, spec.name, year):
            return None
        scope = self._scope(within)
        noun = self._noun(spec, code)
        asked = [f"{scope}{year}年{noun}最多的是哪个{place.kind}?", f"{year}年{scope}哪个{place.kind}{noun}最多?"]
        if spec.alone[0].endswith("{}"):
            asked.append(f"{scope}哪个{place.kind}{year}年{spec.alone[0].replace('{}', '最多')}?")
        turns = [self.rng.choice(asked).replace("{kind}", place.kind)]
        mentions = [[place_of(best).name]]
        return gold_of(
            "rank", turns, [self._number(best, spec, year)], mentions=mentions, cite=[self._cite(best, spec, year)]
        )

    def _scope(self, within: str) -> str:
        return place_of(within).name if within else ""

    def _known(self, spec: Spec, year: int, kind: str, within: str) -> list[tuple[float, str]]:
        """Places of a kind and what reports state of them, the most first."""
        amounts = [
            (self.world.amount(code, spec.name, year), code)
            for code in self._candidates(year)
            if place_of(code).kind == kind
            and place_of(code).level is _KINDS[kind]
            and (not within or within in place_of(code).ancestors)
            and self.world.known(code, spec.name, year)
        ]
        return sorted(amounts, reverse=True)

    def _candidates(self, year: int) -> list[str]:
        """Places that report on this year or the next."""
        by_year = self.world.by_year
        return sorted({*by_year.get(year, ()), *by_year.get(year + 1, ())})

    def _clear(self, rivals: list[tuple[float, str]]) -> bool:
        return rivals[0][0] > 1.02 * rivals[1][0]

    def compare(self) -> Gold | None:
        """Two places in one year: who has more."""
        found = self._one(self._exact)
        if not found:
            return None
        code, spec, year = found
        others = [
            one
            for one in self.world.by_year[year]
            if one != code and place_of(one).level is place_of(code).level and self.world.states(one, spec.name, year)
        ]
        if not others:
            return None
        other = self.rng.choice(others)
        amounts = {one: self.world.amount(one, spec.name, year) for one in (code, other)}
        more = max(amounts, key=lambda one: amounts[one])
        if amounts[code] == amounts[other] or place_of(code).name == place_of(other).name:
            return None
        names = (self.world.called(code), self.world.called(other))
        noun = self._noun(spec, code)
        asked = (f"{names[0]}和{names[1]}{year}年{noun}哪个多?", f"{year}年{names[0]}的{noun}比{names[1]}多吗?")
        turns = [self.rng.choice(asked)]
        numbers = [self._number(one, spec, year) for one in amounts]
        less = place_of(min(amounts, key=lambda one: amounts[one])).name
        return gold_of(
            "compare",
            turns,
            numbers,
            mentions=[[place_of(more).name]],
            forbid=[f"{less}比{place_of(more).name}多"],
            cite=[self._cite(one, spec, year) for one in amounts],
        )

    def trend(self) -> Gold | None:
        """A figure over all the years of a place."""
        found = self._one(self._exact)
        if not found:
            return None
        code, spec, _ = found
        years = [year for year in self.world.years[code] if self.world.states(code, spec.name, year)]
        if not 3 <= len(years) <= 6 or any(
            self.world.known(code, spec.name, year) and year not in years for year in range(years[0] - 1, years[-1])
        ):
            return None
        turns = [f"{self.world.called(code)}历年{self._noun(spec, code)}{self.rng.choice(('有多少', '变化如何', ''))}?"]
        cite = [self._cite(code, spec, year) for year in years]
        return gold_of("trend", turns, [self._number(code, spec, year) for year in years], cite=cite)

    def total(self) -> Gold | None:
        """A sum over the districts or counties of a city, or over named places."""
        code, year = self._report()
        spec, place = self.rng.choice([one for one in self._exact if not one.scale]), place_of(code)
        if place.level is not Level.COUNTY or place.kind not in _KINDS:
            return None
        within = place.ancestors[-1]
        rivals = self._known(spec, year, place.kind, within)
        codes = [one for _, one in rivals if self.world.states(one, spec.name, year)]
        if len(codes) < 2 or len(codes) != len(rivals):
            return None
        noun = self._noun(spec, code)
        if len(codes) > 3 or self.rng.random() < 0.5:
            codes = sorted(self.rng.sample(codes, 2))
            named = "和".join(self.world.called(one) for one in codes)
            turns = [f"{named}{year}年{noun}一共多少{spec.unit}?"]
        else:
            turns = [f"{place_of(within).name}各{place.kind}{year}年{noun}一共多少{spec.unit}?"]
        amount = sum(int(self.world.amount(one, spec.name, year)) for one in codes)
        return gold_of("aggregate", turns, [str(amount)], cite=[self._cite(one, spec, year) for one in codes])

    def growth(self) -> Gold | None:
        """How much more than the year before, from two reports."""
        found = self._one([one for one in self._exact if not one.scale])
        if not found:
            return None
        code, spec, year = found
        if not self.world.states(code, spec.name, year - 1):
            return None
        change = self.world.amount(code, spec.name, year) - self.world.amount(code, spec.name, year - 1)
        if change == 0:
            return None
        more = "多了" if change > 0 else "少了"
        turns = [f"{self.world.called(code)}{year}年{self._noun(spec, code)}比{year - 1}年{more}多少{spec.unit}?"]
        cite = [self._cite(code, spec, one) for one in (year, year - 1)]
        return gold_of("derived", turns, [str(abs(int(change)))], cite=cite)

    def missing(self) -> Gold | None:
        """No report of that place and year, or a report that does not say."""
        code, year = self._report()
        spec = self.rng.choice(self._sound)
        if self.rng.random() < 0.5:
            held = self.world.years[code]
            year = self.rng.choice([one for one in range(2012, 2026) if one not in held] or [2012])
        if self.world.known(code, spec.name, year):
            return None
        return gold_of("unanswerable", [self._ask(code, spec, year)], [], refuse=True)

    def passage(self) -> Gold | None:
        """What a report tells in words."""
        code, year = self._report()
        made = self.made(code, year)
        told = self.rng.choice(made.body.told)
        turns = [f"{self.world.called(code)}{told.asked}"]
        cite = [{"report": made.source, "quote": quote} for quote in told.quotes]
        return gold_of(told.kind, turns, [], mentions=[list(one) for one in told.mentions], cite=cite)

    def follow_place(self) -> Gold | None:
        """The same of another place."""
        return self._follow(same_place=False)

    def follow_year(self) -> Gold | None:
        """The same of another year."""
        return self._follow(same_place=True)

    def _follow(self, *, same_place: bool) -> Gold | None:
        found = self._one(self._sound)
        if not found:
            return None
        code, spec, year = found
        pairs = [(code, one) for one in self.world.years[code]] if same_place else None
        pairs = pairs or [(one, year) for one in self.world.by_year[year]]
        pairs = [pair for pair in pairs if pair != (code, year) and self.world.states(pair[0], spec.name, pair[1])]
        if not pairs:
            return None
        other = self.rng.choice(pairs)
        then = f"{other[1]}年呢?" if same_place else f"那{self.world.called(other[0])}呢?"
        now = (other[0], spec, other[1])
        return gold_of("followup", [self._ask(*found), then], [self._number(*now)], cite=[self._cite(*now)])


_SHARES: tuple[tuple[Callable[[Asker], Gold | None], float], ...] = (
    (Asker.lookup, 0.26),
    (Asker.rank, 0.15),
    (Asker.compare, 0.09),
    (Asker.trend, 0.07),
    (Asker.total, 0.08),
    (Asker.growth, 0.05),
    (Asker.missing, 0.1),
    (Asker.passage, 0.1),
    (Asker.follow_place, 0.04),
    (Asker.follow_year, 0.04),
    (Asker.traditional, 0.02),
)
