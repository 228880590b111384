"""Records that were read, each publication once, with bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np

from kg import naming, parts
from kg.errors import StoreError
from kg.identity.linking import Clusters, uncontested
from kg.identity.merging import folded, newness, source_record
from kg.identity.versions import Standing, of_work, standing
from kg.record import Identifier, Record

__all__ = ["merged"]


_AS_MERGED = """
    SELECT source, line FROM (
        SELECT source, line, age, min(age) OVER (PARTITION BY source) AS newest FROM (
            SELECT source, line, row_number() OVER (
                ORDER BY modified DESC, version DESC, length(line) DESC, line DESC
            ) AS age
            FROM members WHERE label = ?
        )
    ) ORDER BY newest, age
"""
"""The members of a cluster in the order of :func:`kg.identity.merging.folded`; sorted on disk."""


def merged(lines: Callable[[], Iterable[bytes]], clusters: Clusters) -> Iterator[Record]:
    """Records that were read, each publication once, in the order of its first record.

    Records that stand alone are read once and go on; the members of clusters are gathered and sorted
    in a temporary database first. So memory stays bounded, even where all are members of one cluster.

    Args:
        lines: gives the Records as JSON, one a line; asked for them twice.
        clusters: the clusters of these Records.

    Raises:
        StoreError: a part is damaged, or the disk for temporary files is full.
    """
    if not len(clusters.labels):
        return
    together = (clusters.sizes[clusters.labels] > 1) & ~clusters.withdrawn
    shared = np.isin(clusters.labels, clusters.works[:, 0]) & ~clusters.withdrawn
    database = sqlite3.connect("")
    try:
        _gather(database, lines, clusters, (together | shared).tolist())
        works = _named_works(database, clusters)
        labels = clusters.labels.tolist()
        done = set[int]()
        for place, line in enumerate(lines()):
            if clusters.withdrawn[place]:
                continue
            label = labels[place]
            if label in done:
                continue
            if together[place]:
                done.add(label)
                found = _folded(database, label)
            else:
                found = parts.decode(line)
            found = uncontested(found, clusters.contested)
            yield of_work(found, works[label]) if label in works else found
    except sqlite3.Error as error:
        raise StoreError(f"records cannot be sorted in the folder for temporary files: {error}") from error
    finally:
        database.close()


def _named_works(database: sqlite3.Connection, clusters: Clusters) -> dict[int, Identifier]:
    """The name of the work of each cluster that shares one."""
    best = dict[int, tuple[Standing, Identifier]]()
    for cluster, work in clusters.works.tolist():
        record = uncontested(_folded(database, cluster), clusters.contested)
        found = standing(record), naming.name(record)
        best[work] = min(best.get(work, found), found, key=itemgetter(0))
    return {cluster: best[work][1] for cluster, work in clusters.works.tolist()}


def _gather(
    database: sqlite3.Connection,
    lines: Callable[[], Iterable[bytes]],
    clusters: Clusters,
    together: list[bool],
) -> None:
    database.execute(
        "CREATE TABLE members (label INTEGER, source TEXT, modified TEXT, version TEXT, line BLOB)"
    )
    if not any(together):
        return
    rows = (
        (int(clusters.labels[place]), *_order(parts.decode(line), place), line)
        for place, line in enumerate(lines())
        if together[place]
    )
    database.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?)", rows)
    database.execute("CREATE INDEX by_label ON members (label)")


def _order(record: Record, place: int) -> tuple[str, str, str]:
    """Its source record, which is its own if it has no id there, and how new it is."""
    modified, version = newness(record)
    # as text of one width: the greatest versions are too great for a number of the database
    return "\0".join(source_record(record) or (str(place),)), modified, f"{version:020}"


def _folded(database: sqlite3.Connection, label: int) -> Record:
    rows = database.execute(_AS_MERGED, (label,))
    sources = groupby(rows, key=itemgetter(0))
    return folded((parts.decode(line) for _, line in versions) for _, versions in sources)
