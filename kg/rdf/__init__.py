"""Records <-> quads: the one way out of Records, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg import ids
from kg.errors import MappingError
from kg.rdf.describe import BASE, describe, expression_iri, scoped
from kg.rdf.described import Node
from kg.rdf.framing import frame
from kg.rdf.scope import PEOPLE
from kg.rdf.writer import serialiser
from kg.record import Record

__all__ = ["BASE", "PEOPLE", "Writer", "describe", "expression_iri", "frame", "nquads"]

# A chunk and the record that overflows it stay, as a rule, below the 128 KiB from which malloc asks the
# system for new pages; chunks of 256 KiB cost three page faults a record until malloc has adapted.
_CHUNK = 64 * 1024
_RECORDS_PER_SCOPE = 4096


class Writer:
    """Writes Records as N-Quads; what several of them share is written once.

    Args:
        base: what minted IRIs begin with; without a fragment, which the parts of a publication have.
        graph: the IRI of the named graph; the default graph if empty.
        people: a layer of :data:`PEOPLE`.

    Raises:
        MappingError: base or graph is no absolute IRI, base does not end in ``/`` or has a fragment,
            or there is no such layer.
    """

    def __init__(self, base: str = BASE, graph: str = "", people: str = PEOPLE[0]) -> None:
        for field, given in (("base", base), ("graph", graph or base)):
            if ids.iri(given) is None:
                raise MappingError("", field, given, "is not an absolute IRI")
        if "#" in base or not base.endswith("/"):
            raise MappingError(
                "", "base", base, "must end in / and have no fragment: both are for what follows"
            )
        if people not in PEOPLE:
            raise MappingError("", "people", people, f"is not one of {', '.join(PEOPLE)}")
        self._base = base
        self._people = people
        self._serialise = serialiser(graph)
        self._seen: dict[str, tuple[Node, ...]] = {}
        self._groups: dict[int, tuple[Node, ...]] = {}
        self._count = 0

    def write(self, record: Record) -> bytes:
        """The quads of one record, one a line, without those of shared nodes written before.

        Raises:
            MappingError: a value cannot stand in RDF; nothing of the record is written.
        """
        if self._count % _RECORDS_PER_SCOPE == 0:
            self._seen.clear()
            self._groups.clear()
        self._count += 1
        out: list[bytes] = []
        try:
            scope = scoped(record, self._base, self._people)
            self._serialise(scope.own, out)
            # A group that was written is known by its identity, without a look at its nodes.
            groups = [group for group in scope.shared if id(group) not in self._groups]
            new = self._unseen(groups)
            for nodes in new.values():
                self._serialise(nodes, out)
        except MappingError as error:
            raise MappingError(_named(record), error.field, error.value, error.reason) from error
        except UnicodeEncodeError as error:
            half = error.object[error.start : error.end]
            raise MappingError(_named(record), "text", half, "is half a surrogate pair") from error
        for iri, nodes in new.items():
            self._seen[iri] = self._seen.get(iri, ()) + nodes
        for group in groups:
            self._groups[id(group)] = group
        return b"".join(out)

    def _unseen(self, groups: Iterable[tuple[Node, ...]]) -> dict[str, tuple[Node, ...]]:
        """The shared nodes that this scope has not written, or has written in other words."""
        new: dict[str, tuple[Node, ...]] = {}
        for group in groups:
            for node in group:
                found = new.get(node.id, ())
                if node not in found and node not in self._seen.get(node.id, ()):
                    new[node.id] = (*found, node)
        return new


def _named(record: Record) -> str:
    """What tells a person which record it is."""
    if record.provenance:
        first = record.provenance[0]
        return f"{first.source} {first.id or first.position}"
    try:
        return expression_iri(record)
    except UnicodeEncodeError:
        return f"a record of type {record.type} without provenance"


def nquads(
    records: Iterable[Record],
    *,
    base: str = BASE,
    graph: str = "",
    people: str = PEOPLE[0],
    reject: Callable[[Record, MappingError], None] | None = None,
) -> Iterator[bytes]:
    """N-Quads of the records, in their order, in chunks of whole lines of some 64 KiB.

    Args:
        records: source records or merged ones.
        base: what minted IRIs begin with.
        graph: the IRI of the named graph; the default graph if empty.
        people: a layer of :data:`PEOPLE`.
        reject: called with a record that RDF cannot hold, which is then left out.

    Raises:
        MappingError: a record cannot be mapped and there is no ``reject``.
    """
    writer = Writer(base, graph, people)
    chunk: list[bytes] = []
    size = 0
    for record in records:
        try:
            written = writer.write(record)
        except MappingError as error:
            if reject is None:
                raise
            reject(record, error)
            continue
        chunk.append(written)
        size += len(written)
        if size >= _CHUNK:
            yield b"".join(chunk)
            chunk, size = [], 0
    if chunk:
        yield b"".join(chunk)
