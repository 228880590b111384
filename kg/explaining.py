"""What the graph says, who says it, and why: the origin of statements, and what links the source records.

Nothing of it is stored but the source records and the evidence of links: each source record is described
alone, and compared with what they say together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from kg import ids
from kg.errors import StoreError
from kg.graph import Graph, open_graph
from kg.identity import Clusters, Origin, merge, origins, uncontested
from kg.identity.briefs import reference
from kg.identity.links import Link, Verdict
from kg.identity.merging import newest_first
from kg.rdf.attributing import Statement, attributed
from kg.rdf.describe import expression_iri
from kg.rdf.surroundings import source_record, source_record_iris
from kg.record import Identifier, Provenance, Record
from kg.resolving import Names

__all__ = ["Explanation", "Nearby", "Publication", "Reason", "Source", "explain"]

_Key = TypeVar("_Key", str, tuple[int, str])
_MOST = 25
"""How many publications are told of a thing that many share."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source record: its IRI, its name as ``kg link`` has it, and where it comes from."""

    iri: str
    name: str
    origin: Provenance


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why some source records are of one publication.

    Attributes:
        records: places among the sources.
        rule: ``identifier``, ``record id``, ``bytes``, ``likeness`` or ``decision``.
        value: the identifier; or the note of who decided.
        score, parts: of a likeness, see :class:`kg.identity.links.Link`.
    """

    records: tuple[int, ...]
    rule: Literal["identifier", "record id", "bytes", "likeness", "decision"]
    value: str = ""
    score: float | None = None
    parts: dict[str, float] = {}


class Nearby(msgspec.Struct, frozen=True, kw_only=True):
    """A source record of another publication that was compared with one of this one, and what came of it."""

    record: int
    other: str
    rule: str
    verdict: Verdict
    score: float | None = None
    parts: dict[str, float] = {}
    value: str = ""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A publication of the graph and what made it.

    Attributes:
        iri: of the expression.
        work: of its work.
        record: the merged record.
        sources: its source records, the newest first; the other attributes name them by place, from 0.
        reasons: why these are of one publication.
        nearby: what was compared with them and is not of it.
        contested: identifiers of it that other publications claim too, so that they link nothing.
        statements: what the graph says, and which source records say it.
        origins: the values of each field, with those that did not stand.
    """

    iri: str
    work: str
    record: Record
    sources: tuple[Source, ...]
    reasons: tuple[Reason, ...]
    nearby: tuple[Nearby, ...]
    contested: tuple[str, ...]
    statements: tuple[Statement, ...]
    origins: tuple[Origin, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, and the publications that speak of it.

    Attributes:
        iri: the thing.
        kind: a ``publication``, a ``part`` of one, a ``work``, a ``source record``, or a ``thing`` that
            publications share, such as an agent, a venue, or a topic.
        publications: those that speak of it, by IRI; of very many the first.
        more: whether there are more.
    """

    iri: str
    kind: Literal["publication", "part", "work", "source record", "thing"]
    publications: tuple[Publication, ...]
    more: bool = False


def explain(graph: Graph | Path | str, name: str) -> Explanation:
    """Where what the graph says of a thing comes from.

    Args:
        graph: an open graph, or its folder.
        name: an IRI of the graph; or a name of a publication or source record, as
            :mod:`kg.identity.decisions` has them; or a PMID.

    Raises:
        StoreError: there is no such thing in the graph, it is on a server, or its folder is damaged.
    """
    if not isinstance(graph, Graph):
        with open_graph(graph) as opened:
            return explain(opened, name)
    names = Names(graph.store, graph.manifest["base"])
    iri = names.found(name)
    kind = names.kind(iri)
    expressions = names.expressions(iri, kind, _MOST + 1)
    if not expressions:
        raise StoreError(f"no publication of the graph speaks of <{iri}>: ask kg query about it")
    about = _subjects(iri, kind)
    told = _Told(graph, names, about)
    made = told.publications(expressions[:_MOST])
    return Explanation(iri=iri, kind=kind, publications=made, more=len(expressions) > _MOST)


def _subjects(iri: str, kind: str) -> tuple[str, ...]:
    """What statements are told about; all of a publication, where it or one of its records is meant."""
    return () if kind in {"publication", "source record"} else (iri,)


class _Told:
    """A graph under explanation."""

    def __init__(self, graph: Graph, names: Names, about: tuple[str, ...]) -> None:
        self.graph = graph
        self.names = names
        self.about = about
        self.base = str(graph.manifest["base"])
        self.people = str(graph.manifest["people"])
        self.clusters: Clusters = graph.clusters()

    def publications(self, expressions: Sequence[str]) -> tuple[Publication, ...]:
        of = {expression: self.names.records(expression) for expression in expressions}
        digests = {digest for records in of.values() for digest in records.values()}
        found: dict[str, list[Record]] = {}
        for record in self.graph.records_of(digests):
            if record.provenance:
                found.setdefault(source_record(self.base, record.provenance[0]), []).append(record)
        links = list(self.graph.links())
        return tuple(
            self._publication(expression, of[expression], found, links) for expression in expressions
        )

    def _publication(
        self, iri: str, named: dict[str, str], found: dict[str, list[Record]], links: Iterable[Link]
    ) -> Publication:
        records = newest_first(record for one in named for record in found.get(one, ()))
        if len(records) != len(named):
            raise StoreError(
                f"records/ lacks {len(named) - len(records)} of the source records of <{iri}>: build the"
                " graph again"
            )
        merged = uncontested(merge(records), self.clusters.contested)
        if expression_iri(merged, self.base) != iri:
            raise StoreError(f"the records of <{iri}> do not make it any more: build the graph again")
        names = [reference(record) for record in records]
        of = dict(zip(merged.provenance, source_record_iris(self.base, merged.provenance), strict=True))
        work = self.names.work(iri)
        about = self.about or (iri, work)
        return Publication(
            iri=iri,
            work=work,
            record=merged,
            sources=tuple(
                Source(iri=of[one.provenance[0]], name=name, origin=one.provenance[0])
                for one, name in zip(records, names, strict=True)
            ),
            reasons=tuple(reasons(records, merged, links)),
            nearby=tuple(_nearby(names, links)),
            contested=tuple(f"{one.scheme}:{one.value}" for one in merged.contested),
            statements=tuple(
                attributed(merged, records, about, work=work, base=self.base, people=self.people)
            ),
            origins=origins(records),
        )


# -- why they are linked -----------------------------------------------------------------------------


def reasons(records: Sequence[Record], merged: Record, links: Iterable[Link]) -> Iterator[Reason]:
    """Why source records are of one publication, the strongest first.

    Args:
        records: of one publication.
        merged: what became of them.
        links: the evidence of the graph.
    """
    contested = set(_identifiers(merged.contested))
    shared = [
        (place, one) for place, record in enumerate(records) for one in _identifiers(record.identifiers)
    ]
    for (_, value), places in sorted(_several(pair for pair in shared if pair[1] not in contested)):
        yield Reason(records=places, rule="identifier", value=value)
    origins = [(place, origin) for place, record in enumerate(records) for origin in record.provenance]
    own = ((place, f"{one.source}/{one.id}") for place, one in origins if one.id)
    for value, places in sorted(_several(own)):
        yield Reason(records=places, rule="record id", value=value)
    same = ((place, one.digest) for place, one in origins if one.digest and not one.id)
    for value, places in sorted(_several(same)):
        yield Reason(records=places, rule="bytes", value=value)
    yield from _linked([reference(record) for record in records], links)


def _identifiers(found: Iterable[Identifier]) -> Iterator[tuple[int, str]]:
    """Those that link, as text, with their rank."""
    for one in found:
        if one.scheme in ids.LINKING:
            yield ids.LINKING.index(one.scheme), f"{one.scheme}:{ids.comparable(one.scheme, one.value)}"


def _several(found: Iterable[tuple[int, _Key]]) -> list[tuple[_Key, tuple[int, ...]]]:
    """The keys that stand at several places, with these."""
    places: dict[_Key, dict[int, None]] = {}
    for place, key in found:
        places.setdefault(key, {})[place] = None
    return [(key, tuple(there)) for key, there in places.items() if len(there) > 1]


def _linked(names: Sequence[str], links: Iterable[Link]) -> Iterator[Reason]:
    for link in links:
        if link.verdict == "same" and link.left in names and link.right in names:
            yield Reason(
                records=tuple(sorted((names.index(link.left), names.index(link.right)))),
                rule="decision" if link.rule == "decision" else "likeness",
                value=link.value,
                score=link.score,
                parts=link.parts,
            )


def _nearby(names: Sequence[str], links: Iterable[Link]) -> Iterator[Nearby]:
    for link in links:
        if (link.left in names) != (link.right in names):
            inside, other = (link.left, link.right) if link.left in names else (link.right, link.left)
            yield Nearby(
                record=names.index(inside),
                other=other,
                rule=link.rule,
                verdict=link.verdict,
                score=link.score,
                parts=link.parts,
                value=link.value,
            )
