"""Open a generation that stands on a cluster."""

from __future__ import annotations

from kb.store.manifest import Manifest
from kb.store.opensearch.connection import Connection
from kb.store.opensearch.figures import ClusterFigures
from kb.store.opensearch.layout import FIGURES, PASSAGES, name_of
from kb.store.opensearch.passages import ClusterPassages
from kb.store.opensearch.reports import ClusterReports
from kb.store.shelf import Snapshot


def open_stores(connection: Connection, generation: str, manifest: Manifest) -> Snapshot:
    """Its indices never change, so a snapshot needs no more than their names. Nothing is asked yet."""
    prefix = connection.access.prefix
    reports = ClusterReports(connection, generation)
    passages = ClusterPassages(connection, name_of(prefix, generation, PASSAGES))
    figures = ClusterFigures(connection, name_of(prefix, generation, FIGURES), reports)
    return Snapshot(generation, manifest, passages, reports, figures)
