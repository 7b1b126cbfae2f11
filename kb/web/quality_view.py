"""The quality of the index in force for the page of administration, with the addresses of what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.errors import IndexStateError
from kb.lexicon.words import analyser
from kb.store.manifest import Manifest
from kb.store.quality import Quality, ReportName, quality_of
from kb.store.shelf import Shelf
from kb.store.snapshots import open_snapshot
from kb.store.suspicion import LABELS, Spot, Suspicion
from kb.web.addresses import report_url

MOST = 50  # rows of a kind; the command line shows all


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the name of the file, and the address in its report."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A suspicion: its sentence and where its figures stand."""

    sentence: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is alike under a heading: `count` of it, of which `rows` or `places` show the first MOST."""

    label: str
    count: int
    rows: tuple[Row, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityView:
    """`lacking` are reports without place, year or figures, `doubtful` the suspicions, each by kind and never empty."""

    quality: Quality
    lacking: tuple[Group, ...]
    doubtful: tuple[Group, ...]


def quality_view(shelf: Shelf, generation: str, manifest: Manifest) -> QualityView | None:
    """The quality of the generation in force, looked at once; None where it cannot be read, which is told elsewhere."""
    try:
        quality = _quality(shelf, generation, manifest.built_at)
    except IndexStateError:
        return None
    lacking = (
        ("看不出地区的报告", quality.without_place),
        ("看不出年份的报告", quality.without_year),
        ("没有数字的报告", quality.without_figures),
    )
    doubtful = {label: [one for one in quality.suspicions if one.kind is kind] for kind, label in LABELS.items()}
    return QualityView(
        quality,
        tuple(Group(label, len(of), places=_reports(of)) for label, of in lacking if of),
        tuple(Group(label, len(of), rows=tuple(map(_row, of[:MOST]))) for label, of in doubtful.items() if of),
    )


@lru_cache(maxsize=1)
def _quality(shelf: Shelf, generation: str, built_at: str) -> Quality:  # noqa: ARG001 (the key of what is kept)
    snapshot = open_snapshot(shelf, analyser().version)
    try:
        return quality_of(snapshot)
    finally:
        snapshot.close()


def _reports(names: Sequence[ReportName]) -> tuple[Place, ...]:
    return tuple(Place(name.source, report_url(name.id)) for name in names[:MOST])


def _row(one: Suspicion) -> Row:
    return Row(one.sentence, tuple(map(_place, (one.here, *((one.there,) if one.there else ())))))


def _place(spot: Spot) -> Place:
    return Place(f"{spot.source} 第{spot.paragraph}段", report_url(spot.report_id, spot.paragraph, (spot.span,)))
