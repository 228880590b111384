"""The Records of a folder of parts, each publication once, with bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kg import parts
from kg.errors import StoreError
from kg.identity.linking import Clusters, uncontested
from kg.identity.merging import merge
from kg.record import Record

__all__ = ["merged"]


def merged(folder: Path, clusters: Clusters) -> Iterator[Record]:
    """The Records of a folder of parts, each publication once, in the order of its first record.

    Records that stand alone are read once and go on; the members of clusters are gathered in a
    temporary database first, so that memory stays bounded.

    Raises:
        StoreError: a part is damaged, or the disk for temporary files is full.
    """
    if not len(clusters.labels):
        return
    together = (clusters.sizes[clusters.labels] > 1) & ~clusters.withdrawn
    database = sqlite3.connect("")
    try:
        _gather(database, folder, clusters, together.tolist())
        labels = clusters.labels.tolist()
        done = set[int]()
        for place, line in enumerate(parts.lines(folder)):
            if clusters.withdrawn[place]:
                continue
            if not together[place]:
                yield uncontested(parts.decode(line), clusters.contested)
            elif labels[place] not in done:
                done.add(labels[place])
                found = database.execute(
                    "SELECT line FROM members WHERE label = ? ORDER BY rowid", (labels[place],)
                )
                records = [parts.decode(row[0]) for row in found]
                yield uncontested(merge(records), clusters.contested)
    except sqlite3.Error as error:
        raise StoreError(f"records cannot be sorted in the folder for temporary files: {error}") from error
    finally:
        database.close()


def _gather(database: sqlite3.Connection, folder: Path, clusters: Clusters, together: list[bool]) -> None:
    database.execute("CREATE TABLE members (label INTEGER, line BLOB)")
    if not any(together):
        return
    rows = (
        (int(clusters.labels[place]), line)
        for place, line in enumerate(parts.lines(folder))
        if together[place]
    )
    database.executemany("INSERT INTO members VALUES (?, ?)", rows)
    database.execute("CREATE INDEX by_label ON members (label)")
