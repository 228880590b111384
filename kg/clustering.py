"""The people of a graph that is being made, put into clusters: signatures on disk, block by block.

A signature is what one publication tells of one author. Those that could be of one person have one block,
so only a block at a time has to be in memory. What comes of it are statements beside those of the
records: see docs/decisions/0020-clusters-of-people.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

import msgspec

from kg.authors import Authors
from kg.errors import MappingError, StoreError
from kg.rdf import nquads
from kg.rdf.clusters import Member, cluster_quads
from kg.record import Record

__all__ = ["Clustering", "Crowd", "Method", "quads"]

_Row = tuple[str, str, str, bytes]


class Clustering(Protocol):
    """What a method says of signatures, in their order: the cluster of each, and how probably it is right."""

    @property
    def labels(self) -> Sequence[int]:
        """The cluster of each signature, by any number."""

    @property
    def probability(self) -> Sequence[float | None]:
        """That the signature belongs to its cluster, from 0 to 1; ``None`` where the method does not know."""


class Method(Protocol):
    """A way to tell which signatures are of one person. A signature is a msgspec structure of any fields."""

    def signatures(self, record: Record) -> Iterable[tuple[str, str, Any]]:
        """Those of a publication, each behind the path of its role's IRI and the name as published."""

    def block(self, signature: Any) -> str:
        """What signatures that could be of one person have in common."""

    def identity(self, signature: Any) -> str:
        """Who it is, by an identifier; ``""`` if that is not known. It joins clusters of different blocks."""

    def clusters(self, signatures: Sequence[Any]) -> Clustering:
        """The clusters of the signatures of a block."""


class Crowd:
    """The people of publications that go through it, in a temporary database; closed when it is done.

    Args:
        method: tells signatures, blocks and clusters.
    """

    def __init__(self, method: Method) -> None:
        self._method = method
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE people (block TEXT, role TEXT, name TEXT, signature BLOB)")
        self._database.execute(
            "CREATE TABLE known (identity TEXT, part INTEGER, role TEXT, name TEXT, probability REAL)"
        )
        self._kind: type[Any] | None = None
        self._forgotten = False
        self._parts = 0

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records as they are. One that is forgotten before the next is asked for leaves no signature.

        Raises:
            StoreError: the disk for temporary files is full.
        """
        for record in records:
            self._forgotten = False
            yield record
            if not self._forgotten:
                self._add(record)

    def forget(self) -> None:
        """Leaves out the people of the record that went through last: it does not come into the graph."""
        self._forgotten = True

    def _add(self, record: Record) -> None:
        rows: list[_Row] = []
        for role, name, signature in self._method.signatures(record):
            self._kind = type(signature)
            rows.append((self._method.block(signature), role, name, msgspec.msgpack.encode(signature)))
        try:
            self._database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise _full(error) from error

    def quads(self, base: str) -> Iterator[bytes]:
        """The statements of the clusters of all that went through, as N-Quads in chunks of whole lines.

        The order of the records changes nothing.

        Raises:
            StoreError: the disk for temporary files is full.
        """
        yield from cluster_quads(self.clusters(), base)

    def clusters(self) -> Iterator[list[Member]]:
        """The clusters of two people or more, a block after the other; the database is gone then.

        Raises:
            StoreError: the disk for temporary files is full.
        """
        try:
            yield from self._clusters()
        except sqlite3.Error as error:
            raise _full(error) from error
        finally:
            self._database.close()

    def _clusters(self) -> Iterator[list[Member]]:
        rows: Iterable[_Row] = self._database.execute(
            "SELECT block, role, name, signature FROM people ORDER BY block, role"
        )
        if self._kind is None:
            return
        decode = msgspec.msgpack.Decoder(self._kind).decode
        for _, block in groupby(rows, key=itemgetter(0)):
            people = list(block)
            yield from self._of_block(people, [decode(row[3]) for row in people])
        yield from self._known()

    def _of_block(self, people: list[_Row], signatures: list[Any]) -> Iterator[list[Member]]:
        """The clusters of a block; those of somebody who is known by an identifier are put aside."""
        found = self._method.clusters(signatures)
        together: dict[int, list[Member]] = {}
        identities: dict[int, str] = {}
        columns = zip(people, signatures, found.labels, found.probability, strict=True)
        for row, signature, label, probability in columns:
            together.setdefault(label, []).append(Member(row[1], row[2], probability))
            if identity := self._method.identity(signature):
                identities[label] = min(identity, identities.get(label, identity))
        for label, members in together.items():
            if label in identities:
                self._parts += 1
                aside = [(identities[label], self._parts, *msgspec.structs.astuple(one)) for one in members]
                self._database.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?)", aside)
            elif len(members) > 1:
                yield members

    def _known(self) -> Iterator[list[Member]]:
        """The clusters that were put aside, all of one identifier together.

        Where that would join two contributions to one publication, the identifier is mistaken: they stay
        apart.
        """
        rows: Iterable[tuple[str, int, str, str, float | None]] = self._database.execute(
            "SELECT identity, part, role, name, probability FROM known ORDER BY identity, part, role"
        )
        for _, told in groupby(rows, key=itemgetter(0)):
            parts = [[Member(*row[2:]) for row in part] for _, part in groupby(told, key=itemgetter(1))]
            everybody = [one for part in parts for one in part]
            publications = {one.role.partition("#")[0] for one in everybody}
            joined = [everybody] if len(publications) == len(everybody) else parts
            yield from [members for members in joined if len(members) > 1]


def quads(
    records: Iterable[Record],
    *,
    base: str,
    people: str,
    reject: Callable[[Record, MappingError], None],
) -> Iterator[bytes]:
    """The statements of publications as :func:`kg.rdf.nquads` makes them; then those of clusters of people.

    The clusters are made in the layers ``clustered`` and ``cautious`` only.

    Raises:
        StoreError: the disk for temporary files is full.
    """
    if people not in ("clustered", "cautious"):
        yield from nquads(records, base=base, people=people, reject=reject)
        return
    crowd = Crowd(Authors(cautious=people == "cautious"))

    def rejected(record: Record, error: MappingError) -> None:
        crowd.forget()
        reject(record, error)

    yield from nquads(crowd.through(records), base=base, people=people, reject=rejected)
    yield from crowd.quads(base)


def _full(error: sqlite3.Error) -> StoreError:
    return StoreError(f"people cannot be sorted in the folder for temporary files: {error}")
