"""A Record -> the nodes of the graph: what is said twice, where each part stands, which IRI it has.

IRIs are made from identifiers, never from counters, so that any process on any machine mints the
same one. Parts of an expression are fragments of its IRI; there are no blank nodes.
"""

from __future__ import annotations

import hashlib
from typing import Any

from kg import dates, ids
from kg.ids import Iri
from kg.rdf import parts, surroundings
from kg.rdf.described import Description, ExpressionNode, WorkNode
from kg.rdf.scope import Scope, day, named, numbered, publication, strongest
from kg.record import Provenance, Record

__all__ = ["BASE", "describe", "expression_iri", "path_of", "same_as", "scoped"]

BASE = "https://example.org/kg/"
"""The base of minted IRIs where the user names no other."""

_DIRECT = frozenset({"doi", "pmid", "pmcid", "isbn", "arxiv", "handle", "pii"})


def describe(record: Record, base: str = BASE, people: str = "identified") -> Description:
    """The nodes that say what a record says.

    Args:
        record: a source record or a merged one.
        base: what minted IRIs begin with; ends in ``/``.
        people: a layer of :data:`~kg.rdf.scope.PEOPLE`.

    Raises:
        MappingError: the record holds something that is said to be an IRI and is none.

    >>> from kg.record import identifier
    >>> doi = identifier("doi", "10.1186/1471-2458-11-S5-S4")
    >>> describe(Record(type="Letter", identifiers=(doi,))).own[0].id
    'https://example.org/kg/expression/doi/10.1186/1471-2458-11-s5-s4'
    """
    scope = scoped(record, base, people)
    return Description(tuple(scope.own), tuple(node for group in scope.shared for node in group))


def scoped(record: Record, base: str, people: str) -> Scope:
    """The same, as the scope in which it was made: shared nodes are still in their groups."""
    path = ids.mint("", *path_of(record))
    scope = Scope(base, Iri(f"{base}expression/{path}"), people)
    expression = _expression(scope, record)
    work = _work(scope, record, Iri(f"{base}work/{path}"))
    scope.own = [expression, work, *scope.own]
    return scope


def expression_iri(record: Record, base: str = BASE) -> Iri:
    """The IRI of the publication that a record describes."""
    return ids.mint(base, "expression", *path_of(record))


def path_of(record: Record) -> tuple[str, ...]:
    """The path of the publication: its key, else its strongest identifier, source id, or digest."""
    best = record.key or strongest(record.identifiers)
    if best is not None:
        return best.scheme, ids.comparable(best.scheme, best.value)
    origin = record.provenance[0] if record.provenance else Provenance(source="unknown")
    if origin.id:
        return "source", origin.source, origin.id
    return "digest", origin.digest or hashlib.sha256(repr(record).encode()).hexdigest()


def _expression(scope: Scope, record: Record) -> ExpressionNode:
    venue, part_of = surroundings.venue(scope, record)
    identifiers = numbered(scope.id, record.identifiers)
    scope.own += identifiers
    return ExpressionNode(
        id=scope.id,
        type=("Expression",) if record.type == "Expression" else ("Expression", record.type),
        titles=record.titles,
        subtitles=record.subtitles,
        translated_titles=record.translated_titles,
        alternative_titles=record.alternative_titles,
        issued=day(record.issued),
        publication_date=day(record.issued),
        year=dates.year(record.issued),
        issued_written=record.issued_written,
        venue=venue,
        part_of=part_of,
        volume=record.volume,
        issue=record.issue,
        pages=record.pages,
        first_page=record.first_page,
        last_page=record.last_page,
        article_number=record.article_number,
        edition=record.edition,
        publishers=_publishers(scope, record),
        places=scope.labelled("place", record.places, "Place"),
        languages=surroundings.languages(scope, record.languages),
        formats=scope.labelled("format", record.formats, "MediaTypeOrExtent"),
        extent=parts.extent(scope, record.extent),
        keywords=record.keywords,
        abstract=tuple([parts.whole(abstract) for abstract in record.abstracts]),
        parts=parts.abstracts(scope, record.abstracts),
        rights=scope.rights("rights", record.rights),
        access=record.access,
        funding=parts.funding(scope, record.funding),
        links=parts.links(scope, record),
        identifiers=tuple([node.id for node in identifiers]),
        **parts.history(scope, record.history),
        accessions=parts.accessions(scope, record),
        statuses=parts.statuses(scope, record),
        notes=record.notes,
        derived_from=surroundings.source_records(scope, record),
        same_as=same_as(record, scope.id, scope.base),
        **_direct(record),
        **parts.contributions(scope, record),
        **surroundings.topics(scope, record.topics),
        **parts.licences(scope, record.licences),
        **parts.relations(scope, record.relations),
    )


def _work(scope: Scope, record: Record, iri: Iri) -> WorkNode:
    types = [scope.share(surroundings.topic(scope.base, one)) for one in record.publication_types]
    return WorkNode(
        id=iri,
        type=("Work", *record.work_types),
        realization=(scope.id,),
        publication_types=tuple(dict.fromkeys(types)),
    )


def _publishers(scope: Scope, record: Record) -> tuple[Iri, ...]:
    found = [scope.share(named(scope.base, name, (), "Organization")) for name in record.publishers]
    return tuple(dict.fromkeys(found))


def _direct(record: Record) -> dict[str, Any]:
    """The identifiers that have a property of their own, which holds one value."""
    found: dict[str, Any] = {}
    for one in record.identifiers:
        if one.scheme in _DIRECT:
            found.setdefault(one.scheme, one.value)
    return found


def same_as(record: Record, own: Iri, base: str) -> tuple[Iri, ...]:
    """The IRIs that the other identifiers would give, for whoever links by them; not the contested ones."""
    found = [
        publication(base, "expression", one)
        for one in record.identifiers
        if one.scheme in ids.LINKING and one not in record.contested
    ]
    return tuple(dict.fromkeys([other for other in found if other != own]))
