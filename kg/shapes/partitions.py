"""A graph in partitions: each has whole publications, so that one at a time is held in memory.

The IRI of a part of a publication is that of the publication with a fragment behind it. So a partition by
the digest of what stands before the ``#`` parts no publication. A constraint that reads nothing else of
other nodes than their classes is asked of one partition after another, each in a store in memory, where
queries take a quarter of the time that they take on disk.

See: ``kg:isWithinPublication`` in ``ontologies/kg.ttl``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import pyoxigraph as ox

from kg import context
from kg.shapes.batches import LINES, batches, blocks
from kg.shapes.sets import InFolder, Queryable, embedded, subjects

__all__ = ["LARGEST", "Partition", "Split", "crosses"]

LARGEST = 250_000
"""Statements of a partition, which are 100 MB in memory, unless a single bucket has more."""

_BUCKETS = 256
_HELD = 32 * 1024 * 1024
_KNOWN = 20_000

_OUTSIDE = """SELECT DISTINCT ?node {
  ?any ?link ?node FILTER(isIRI(?node)) FILTER NOT EXISTS { ?node ?property ?value }
}"""

_CROSSING = """SELECT ?node {{
  ?node <{property}> ?part FILTER(isIRI(?part))
  FILTER(STRBEFORE(CONCAT(STR(?node), "#"), "#") != STRBEFORE(CONCAT(STR(?part), "#"), "#"))
}} LIMIT 1"""


class Split:
    r"""Takes N-Quads, in any order, and writes each line into the file of its bucket.

    It may stand where a file does: what comes need not end with a line. Memory is bounded.

    Args:
        folder: where the files may lie.
        grouped: whether the lines of one subject come side by side, and each once.

    >>> import tempfile
    >>> from kg.stores import EmbeddedStore
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     split, store = Split(Path(folder)), EmbeddedStore(Path(folder) / "store")
    ...     _ = split.write(b"<x:1> <p:a> 1 .\n<x:1#b> <p:a> 2 .\n<x:2> <p:")
    ...     _ = split.write(b"a> 3 .\n")
    ...     [chunk for part in split.partitions(store, size=1) for chunk in part.batches()]
    [b'<x:2> <p:a> 3 .\n', b'<x:1#b> <p:a> 2 .\n<x:1> <p:a> 1 .\n']
    """

    def __init__(self, folder: Path, *, grouped: bool = False) -> None:
        self._folder = folder
        self._grouped = grouped
        self._buckets: list[list[bytes]] = [[] for _ in range(_BUCKETS)]
        self._counts = [0] * _BUCKETS
        self._held = 0
        self._rest = b""
        self._subject = b"\n"  # no line begins so
        self._lines = self._buckets[0]
        self.has_blank = False

    def write(self, data: bytes) -> int:
        """Takes more of the N-Quads."""
        whole = self._rest + data
        end = whole.rfind(b"\n") + 1
        self._rest = whole[end:]
        self._take(whole[:end])
        return len(data)

    @property
    def taken(self) -> int:
        """How many whole lines came."""
        return sum(self._counts) + sum(map(len, self._buckets))

    def _take(self, whole: bytes) -> None:
        self.has_blank = self.has_blank or b"> _:" in whole
        subject, lines = self._subject, self._lines
        for line in whole.splitlines(keepends=True):
            if not line.startswith(subject):
                subject = line[: line.index(b" ") + 1]
                lines = self._buckets[_bucket(subject)]
                self.has_blank = self.has_blank or subject.startswith(b"_:")
            lines.append(line)
        self._subject, self._lines = subject, lines
        self._held += len(whole)
        if self._held > _HELD:
            self._spill()

    def _spill(self) -> None:
        for number, lines in enumerate(self._buckets):
            if lines:
                with open(self._file(number), "ab") as stream:
                    stream.write(b"".join(lines))
                self._counts[number] += len(lines)
                lines.clear()
        self._held = 0

    def _file(self, number: int) -> Path:
        return self._folder / f"bucket-{number}.nq"

    def partitions(self, store: InFolder, size: int = LARGEST) -> list[Partition]:
        """What came, in as few partitions of so many statements as the buckets allow.

        Args:
            store: has the same statements.
            size: how many there may be in one, unless a single bucket has more.
        """
        self._take(self._rest)
        self._rest = b""
        self._spill()
        made: list[list[int]] = []
        room = 0
        for number, count in enumerate(self._counts):
            if count > room or not made:
                made.append([])
                room = size
            made[-1].append(number)
            room -= count
        classes = _Classes(store.oxigraph)
        return [Partition(store, classes, numbers, self._files(numbers), self._grouped) for numbers in made]

    def _files(self, numbers: Iterable[int]) -> list[Path]:
        return [self._file(number) for number in numbers if self._counts[number]]


class Partition:
    """Whole publications of a graph.

    Args:
        whole: the store of the graph.
        classes: those of its nodes.
        buckets: the numbers of its buckets.
        files: their files.
        grouped: whether the lines of one subject stand side by side there, and each once.
    """

    def __init__(
        self, whole: InFolder, classes: _Classes, buckets: Iterable[int], files: Iterable[Path], grouped: bool
    ) -> None:
        self._whole = whole
        self._classes = classes
        self._buckets = frozenset(buckets)
        self._files = tuple(files)
        self._grouped = grouped

    def has(self, node: str) -> bool:
        """Whether what the graph says of a node stands here, if it says anything."""
        return _bucket(f"<{node}> ".encode()) in self._buckets

    def batches(self) -> Generator[bytes]:
        """Its statements, in batches that part no subject from its triples."""
        if not self._grouped:
            lines = {line for file in self._files for line in file.read_bytes().splitlines(keepends=True)}
            yield from batches(sorted(lines), size=LINES)
            return
        for file in self._files:
            with file.open("rb") as stream:
                yield from blocks(stream)

    def store(self) -> tuple[Queryable, int]:
        """It in memory, with the classes of the nodes that it names, and how many nodes it describes."""
        made = self._whole.of_files(self._files)
        described = subjects(made)
        self._classes.complete(made)
        return made, described


def _bucket(subject: bytes) -> int:
    """The number of the bucket of a subject, as N-Quads write it, with the blank behind."""
    return crc32(subject.partition(b"#")[0].removesuffix(b"> ")) % _BUCKETS


def crosses(part: Queryable, property: str) -> bool:
    """Whether a property links what a partition describes to anything but a part of the same publication."""
    return any(True for _ in part.query(_CROSSING.format(property=property)).rows)


class _Classes:
    """The classes that a graph gives its nodes, and what these are subclasses of.

    Args:
        store: the graph.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._type = ox.NamedNode(context.iri("rdf:type"))
        self._above = ox.NamedNode(context.iri("rdfs:subClassOf"))
        self._of = lru_cache(maxsize=_KNOWN)(self._kinds)
        self._over = lru_cache(maxsize=_KNOWN)(self._closure)

    def complete(self, part: Queryable) -> None:
        """Adds to a partition in memory the classes of the nodes that it names and does not describe."""
        held = embedded(part)
        if held is None:
            return
        held.bulk_extend([quad for node in _column(held, _OUTSIDE) for quad in self._of(node)])
        kinds = _column(held, f"SELECT DISTINCT ?kind {{ ?node {self._type} ?kind }}")
        held.bulk_extend([quad for kind in kinds for quad in self._over(kind)])

    def _kinds(self, node: Any) -> tuple[ox.Quad, ...]:
        """What says of which classes a node is."""
        return tuple(self._said(node, self._type))

    def _said(self, node: Any, property: ox.NamedNode) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(node, property, None)

    def _closure(self, kind: Any) -> tuple[ox.Quad, ...]:
        """What says of which classes a class is a subclass, and of which these are, and so on."""
        found: dict[ox.Quad, None] = {}
        waiting, seen = [kind], {kind}
        while waiting:
            one = waiting.pop()
            if isinstance(one, ox.NamedNode):
                said = list(self._said(one, self._above))
                found |= dict.fromkeys(said)
                fresh = {quad.object for quad in said} - seen
                seen |= fresh
                waiting += fresh
        return tuple(found)


def _column(store: ox.Store, query: str) -> list[Any]:
    found = store.query(query, use_default_graph_as_union=True)
    return [row[0] for row in cast("ox.QuerySolutions", found)]
