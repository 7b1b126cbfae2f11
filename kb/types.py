"""The records that pass between the rooms of the house. All are frozen; none knows how it is stored or shown.

Offsets are counted in characters, from 0, and every span is half-open: `text[span.start:span.end]`.
"Published" text is what the report says, character by character; "folded" text is its searched form
(see `kb.lang.normalize`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters: `text[start:end]`."""

    start: int
    end: int


# --- files -----------------------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a block of a file looks like, as far as its format tells."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One line or element of a file, in file order.

    `text` holds no line break, except that a table has one line a row and " | " between its cells (`cells` has the
    same rows; all rows are of one length, short ones filled with ""). `span` is where it stands in `Document.text`.
    `level` is that of a marked heading (Markdown #, HTML h1–h6), 1 the highest; 0 where the format marks none.
    """

    kind: BlockKind
    text: str
    span: Span
    level: int = 0
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report in a file after reading: the text it was read from and what of it is the report.

    `source` is the path below the folder of reports, with "/" between folders. `text` is the whole decoded file
    (HTML: the markup too), so that spans lead back to it; for formats that are not text, one that the reader laid out.
    `stated` are values that the file states about itself (front matter, HTML meta): pairs of a lower-case key and its
    value, keys of `kb.types.STATED_KEYS` only, the first of a key counts. `encoding` is "" for formats that have none.
    `part` tells apart the reports of one file of tables, "" where the file is one report.
    """

    source: str
    sha256: str
    encoding: str
    text: str
    blocks: tuple[Block, ...]
    stated: tuple[tuple[str, str], ...] = ()
    part: str = ""


STATED_KEYS = ("title", "place", "year", "issuer", "published", "source", "note")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file or a place in it: shown to people, never raised.

    `message` is Chinese, names the cause and the next step. `line` counts from 1; 0 where no line is meant.
    `code` is a stable English word such as "encoding", "empty", "no_year". `fatal`: the file was skipped.
    """

    source: str
    code: str
    message: str
    line: int = 0
    fatal: bool = False


# --- places and time -------------------------------------------------------------------------------------------------


class Level(StrEnum):
    """Administrative level; a zone (开发区, 新区 that is no division) hangs below its parent."""

    NATION = "国"
    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"
    TOWN = "乡"
    ZONE = "开发区"


@dataclass(frozen=True, slots=True)
class Place:
    """A division of the gazetteer.

    `code` is the statistical code (2 → "110000", township "110115001"; the nation "000000"; zones "Z" + number).
    `name` is its own name (大兴区), `full_name` with all ancestors (北京市大兴区), `kind` the last word of the name as
    people ask for it: 国 省 自治区 直辖市 市 区 县 旗 州 盟 镇 乡 街道 开发区 … (兴平市 is kind 市 at level COUNTY).
    `ancestors` are codes from the province down to the parent, without the place itself and without the nation.
    `since` and `until` are years, `until` exclusive, None while it exists. `successors` are codes of today.
    """

    code: str
    name: str
    full_name: str
    level: Level
    kind: str
    ancestors: tuple[str, ...] = ()
    short: str = ""
    since: int = 0
    until: int | None = None
    successors: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """Code of the division above, "" for a province or the nation."""
        return self.ancestors[-1] if self.ancestors else ""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Words that name a place, and every division they may mean, likeliest first."""

    span: Span
    text: str
    places: tuple[Place, ...]


class PeriodKind(StrEnum):
    """What stretch of time a figure covers. Figures of unlike kinds are never ranked against each other."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    RANGE = "range"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both inclusive. A figure of this period belongs to `year`, that of `last`."""

    first: date
    last: date
    kind: PeriodKind = PeriodKind.YEAR

    @property
    def year(self) -> int:
        return self.last.year

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))


# --- reports ---------------------------------------------------------------------------------------------------------


class ParagraphKind(StrEnum):
    """What a paragraph is to the reader of a report."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    TABLE = "table"
    ADDRESS = "address"  # to whom it is sent, signature, date line


@dataclass(frozen=True, slots=True)
class Report:
    """One document about one place and one year, by one issuer.

    `id` are 12 hex digits, made of the file's bytes (and `part`, where a file of tables holds several reports). `year`
    is 0 and `place` "" where nothing told them (a Problem says so). `place` is the division's own name, `place_code`
    its code, `place_path` the names of its ancestors from the province down, itself included. `title_derived`
    tells that the file states no title. `reasons` are short Chinese sentences that say from what title, place and year
    were taken. `genre` tells what kind of report it is (法治政府建设年度情况报告): two of one place, year, genre and issuer
    are versions of one report. `modified` is when the file was last changed, ISO 8601 in UTC, "" where not known.
    """

    id: str
    source: str
    sha256: str
    title: str
    place: str
    place_code: str
    place_path: tuple[str, ...]
    level: str
    kind: str
    year: int
    issuer: str
    published: date | None
    traditional: bool
    title_derived: bool
    source_url: str
    note: str
    paragraph_count: int
    reasons: tuple[str, ...] = ()
    genre: str = ""
    part: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of a report, numbers from 1 in reading order, headings and tables included.

    `section` are the headings above it from the top down, as published, its own left out. `depth` is that of a
    heading (1 for 一、, 2 for (一), 3 for 1., 4 for (1) or 一是), 0 for anything else. `span` lies in `Document.text`.
    """

    report_id: str
    number: int
    kind: ParagraphKind
    text: str
    section: tuple[str, ...]
    span: Span
    depth: int = 0
    cells: tuple[tuple[str, ...], ...] = ()


# --- figures ---------------------------------------------------------------------------------------------------------


class Precision(StrEnum):
    """How exactly a figure is stated: 余 多 近 约 超 以上 以内 and their kin."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class FactStatus(StrEnum):
    DONE = "done"
    PLANNED = "planned"


class FactKind(StrEnum):
    AMOUNT = "amount"
    RATE = "rate"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as read from text: `value` in base units (17.5亿元 → 1750000000 元), `high` the upper end
    of a range (3—5件) or None, `span` of number and unit and words of precision in the text it was read from.
    """

    value: Decimal
    unit: str
    precision: Precision
    span: Span
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure in a paragraph.

    `number` counts facts of a report from 1 in reading order; `part_of` and `change_of` are such numbers or 0.
    `indicator` is the canonical name of the lexicon or ""; `phrase` are the folded words that name what is counted;
    `actor` those that say who did it. `figure` and `clause` are spans in the published text of the paragraph.
    `place_code` is that of the figure's own place, mostly the report's. `rule` names the rule that read it.
    """

    report_id: str
    paragraph: int
    number: int
    indicator: str
    phrase: str
    actor: str
    value: Decimal
    unit: str
    precision: Precision
    kind: FactKind
    status: FactStatus
    period: Period
    place: str
    place_code: str
    figure: Span
    clause: Span
    rule: str
    high: Decimal | None = None
    part_of: int = 0
    change_of: int = 0


# --- answers ---------------------------------------------------------------------------------------------------------


class Status(StrEnum):
    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    CLARIFY = "clarify"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing understood from a question, for the line "怎么理解的" and the API's `query`.

    `slot` is a stable English word (intent, place, year, indicator, scope, topic …), `label` its Chinese name,
    `value` what was understood, `origin` one of said, inherited (from the turn before), assumed (a default), mended (a typo),
    changed (by the reader, who put it right).
    """

    slot: str
    label: str
    value: str
    origin: str = "said"


@dataclass(frozen=True, slots=True)
class Change:
    """A reading that the reader puts right: `slot` is place, year, topic or scope, `value` what it should be, "" takes it
    out.
    """

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph that an answer rests on. `n` counts from 1 in order of use. `text` is the whole paragraph as
    published; `marks` are the spans in it that answer, in order, the first the one the contract calls start and end.
    `issuer`, `published` and `source_url` are those of the report, for a reference to it; `place_code` tells its place from
    another of the same name.
    """

    n: int
    source: str
    report_id: str
    title: str
    place: str
    year: int
    section: tuple[str, ...]
    paragraph: int
    text: str
    marks: tuple[Span, ...]
    issuer: str = ""
    published: date | None = None
    source_url: str = ""
    place_code: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an answer's text; `cites` are numbers of citations whose marks follow it: 18,251件[1].

    `mark` is where in the paragraph of its first citation the very words stand, None where the text is not a figure
    of it. `computed`: a figure that no report states, made by a formula of the answer's trace.
    """

    text: str
    cites: tuple[int, ...] = ()
    mark: Span | None = None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of text to show under an answer; `cites` has a tuple of citation numbers for each row.

    `figure` is the column that holds figures as written, -1 for none; `marks` tells for each row where in the paragraph
    of its first citation that figure stands.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cites: tuple[tuple[int, ...], ...] = ()
    figure: int = -1
    marks: tuple[Span, ...] = ()


class ChartKind(StrEnum):
    """How figures are best seen: side by side in their order, over time, or two and a few more against each other."""

    RANKING = "ranking"
    TREND = "trend"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A figure of a chart. `value` is in base units, None for a gap: `report_id` is then the report that does not give it
    ("" where none is held). `cite` is the citation it stands in, `mark` where in that paragraph. `place` and `year` are those
    of the figure, or of the report that lacks it.
    """

    label: str
    value: Decimal | None
    text: str = ""
    cite: int = 0
    mark: Span | None = None
    report_id: str = ""
    place: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures of one thing in the order to be shown, gaps of a ranking last, those of a trend in their year.

    `remark` tells what a comparison comes to. The marks of a ranking that are no gaps are the rows of the answer's table;
    `ascending`: it counts from the least. `unit` is the base unit of the values, "" where they do not share one.
    """

    kind: ChartKind
    title: str
    marks: tuple[ChartMark, ...]
    remark: str = ""
    ascending: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A figure that was looked at for an answer; `reason` says why it was left out, "" where it was used."""

    place: str
    period: str
    name: str
    figure: str
    report_id: str
    paragraph: int
    mark: Span
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about: figures used and left out, the first of each; how many more there were; the formulas."""

    used: tuple[Considered, ...] = ()
    used_more: int = 0
    left_out: tuple[Considered, ...] = ()
    left_out_more: int = 0
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out: to the page, as JSON, as text. `lines` are the lines of the answer, each a run of pieces.

    `charted` are the numbers, from 0, of lines that the chart and the table show too, `charted_notes` notes that they show.
    `conflicts` are groups of citations that state different figures for the same thing.
    """

    status: Status
    lines: tuple[tuple[Piece, ...], ...]
    generation: str
    citations: tuple[Citation, ...] = ()
    table: Table | None = None
    query: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    chart: Chart | None = None
    charted: tuple[int, ...] = ()
    charted_notes: tuple[str, ...] = ()
    trace: Trace = Trace()
    conflicts: tuple[tuple[int, ...], ...] = ()

    @property
    def text(self) -> str:
        """The answer as plain text, complete by itself, with [n] marks."""
        return "\n".join(
            "".join(piece.text + "".join(f"[{n}]" for n in piece.cites) for piece in line) for line in self.lines
        )


# --- questions -------------------------------------------------------------------------------------------------------


class Intent(StrEnum):
    """What a question wants done."""

    LOOKUP = "lookup"  # one figure or several
    RANK = "rank"
    COMPARE = "compare"
    TREND = "trend"
    AGGREGATE = "aggregate"
    NUMBERS = "numbers"  # all figures about something
    PASSAGE = "passage"
    ABOUT = "about"  # of a report itself: when published, to whom, by whom
    REPORTS = "reports"  # which reports are held
    MENTIONS = "mentions"  # which reports mention a word
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Target:
    """A place and years that a question speaks of, and the words that it says of them alone. `part` is the half, quarter
    or months of the year that it names, None for whole years.

    `places` are what the words for the place may mean, likeliest first; () where none is said. `years` likewise
    () where none is said. `words` are folded.
    """

    places: tuple[Place, ...] = ()
    years: tuple[int, ...] = ()
    words: str = ""
    part: Period | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure asked for: folded `words` that name it, `context` words that stand elsewhere in the question, `unit`
    said after 多少 or 几 (base unit or ""), `kind` when the words ask for a rate, a change or money ("" otherwise). `must` is
    a word that the figure has to be named by, where the question hangs on it (审结呢).
    """

    words: str
    context: str = ""
    unit: str = ""
    kind: str = ""
    must: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which places a ranking or a sum runs over: `kinds` of Place.kind (empty: all), `within` a place code or "",
    `without` the code of a place left out (除了密云区) or "", `levels` where a kind alone does not tell (县级市: 市 of the
    level 县), `count` how many places the question speaks of (三个县; 0: it does not say).
    """

    kinds: frozenset[str] = frozenset()
    label: str = ""
    within: str = ""
    without: str = ""
    levels: frozenset[str] = frozenset()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. `folded` has colloquial words in the words of reports, `plain` as they were said.

    `targets` has at least one entry, which may be empty. `wanted` are the figures asked for, at least one for the
    intents that need figures. `items` are alternatives named side by side (宣传活动、讲座和培训). `top` is how many of a
    ranking are asked for (0: all), `nth` which one alone (0: none), `bound` a condition (超过1000件) as sign and value, `tells` whether
    places are asked for that give the figure ("given") or do not ("missing"),
    `rival` the place that others are measured against (哪个区比大兴区多), `unknown` a word that stands where a place would and
    is none (火星市).
    """

    text: str
    folded: str
    plain: str
    intent: Intent
    targets: tuple[Target, ...]
    wanted: tuple[Wanted, ...] = ()
    items: tuple[str, ...] = ()
    scope: Scope | None = None
    ascending: bool = False
    top: int = 0
    nth: int = 0
    bound: tuple[str, Decimal] | None = None
    tells: str = ""
    average: bool = False
    rival: Place | None = None
    unknown: str = ""
    plans: bool = False
    relative_year: str = ""
    readings: tuple[Reading, ...] = ()
