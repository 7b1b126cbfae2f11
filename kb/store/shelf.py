"""Where generations stand: the contract that the indexer and the web see, whether it is a folder or a cluster."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from kb.errors import SettingError
from kb.store.contracts import Counts, FigureStore, FileRecord, PassageIndex, ReadReport, ReportStore
from kb.store.files import Hold
from kb.store.manifest import Manifest
from kb.types import Problem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, open: everything that a request sees. Stays whole when a newer one comes into force."""

    generation: str
    manifest: Manifest
    passages: PassageIndex
    reports: ReportStore
    figures: FigureStore
    hold: Hold | None = None

    def close(self) -> None:
        """Free all files. Nothing may be called on the stores afterwards."""
        self.passages.close()
        self.reports.close()
        self.figures.close()
        if self.hold is not None:
            self.hold.close()


@dataclass(frozen=True, slots=True)
class Held:
    """A complete generation that could be put in force, or is."""

    name: str
    manifest: Manifest
    in_force: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What makes a generation: the versions of the analyser and of what reads facts, and the engine's name."""

    analyser: str
    extractor: str = ""
    engine: str = "whoosh"


@dataclass(frozen=True, slots=True)
class Part:
    """One of `of` builds that bring disjoint parts of the files into one generation; `number` counts from 1."""

    number: int
    of: int

    @classmethod
    def parsed(cls, text: str) -> Part:
        """From "2/8". Raises SettingError."""
        found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 0 < number <= of:
            raise SettingError(f"--part 应如 2/8，现为“{text}”。", "前面是第几批，从 1 起；后面是一共几批。")
        return cls(number, of)

    @property
    def folder(self) -> str:
        """Where what belongs to this part stands below `index_dir`."""
        return f"part-{self.number}-of-{self.of}"

    def has(self, source: str) -> bool:
        """Whether a file belongs to this part: the same on every machine."""
        return (
            int.from_bytes(sha256(source.encode("utf-8", "surrogatepass")).digest()[:8], "big") % self.of
            == self.number - 1
        )


Verify = Callable[[Snapshot], Iterable[str]]


class Writing(Protocol):
    """The making of the next generation, a context manager: `begin`, `add` each report, `finish`.

    Leaving the block puts it in force; leaving it by an exception, or without `finish`, leaves all as it was. Raises
    IndexStateError: on entering while another build runs, and wherever it cannot be written.
    """

    @property
    def name(self) -> str:
        """Of the generation that is made; "" before entering."""

    @property
    def before(self) -> str:
        """Of the generation in force when this one was begun; "" where there is none."""

    @property
    def goes_on(self) -> bool | None:
        """Of a build in parts: whether the open generation goes on from the one before; None where none is open yet."""

    @property
    def missing(self) -> tuple[int, ...]:
        """Of a build in parts, after leaving: the parts that are not in yet; while there are any nothing comes into force."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin(self, removed: frozenset[str] | None = None) -> None:
        """Begin with nothing; or where `removed` is given, with the generation in force less these reports."""

    def add(self, read: ReadReport) -> None:
        """Put in a report whose id is not there."""

    def finish(self, files: Iterable[FileRecord] = (), problems: Iterable[Problem] = ()) -> Counts:
        """Everything is in: complete it, once. `files` and `problems` are all there are."""


class Shelf(Protocol):
    """Where generations stand beside one another, one of them in force. Any thread may call any method.

    `index_dir` is the local folder for what belongs to the index beside them: keys, and how far a build is.
    """

    @property
    def index_dir(self) -> Path: ...

    @property
    def engine(self) -> str:
        """Name of the engine of the generations that are made."""

    def __hash__(self) -> int: ...

    def current(self) -> str:
        """Name of the generation in force, "" when there is none. Raises BrokenIndexError where it cannot be told."""

    def open(self, name: str) -> Snapshot:
        """A generation, in force or not, by whatever analyser it was cut. Raises OutdatedIndexError (another layout) or
        BrokenIndexError.
        """

    def next(self, made: Made, verify: Verify | None = None, part: Part | None = None) -> Writing:
        """The next generation, or a part of it. `verify` names what is wrong with it; if anything is, it never comes
        into force. Raises SettingError where generations are not made in parts.
        """

    def history(self) -> list[Held]:
        """The complete generations of this layout, the latest first."""

    def roll_back(self, name: str = "") -> str:
        """Put an earlier generation in force: that of `name`, else the latest complete one before the one in force.

        Returns its name. Raises IndexStateError where there is none, it is damaged, or a build runs.
        """

    def damaged(self) -> list[str]:
        """Parts of the generation in force that are missing or not as they were written. Raises IndexStateError."""

    def condition(self) -> list[str]:
        """How what it stands on is, a Chinese line each, for who looks after it; nothing for a folder."""
