"""What an expression shares with others: its venue, topics, languages, sources."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from kg import context, dates, ids, tables
from kg.ids import Iri
from kg.rdf.described import ClassificationNode, LabelledNode, Node, SourceRecordNode, TopicNode, VenueNode
from kg.rdf.scope import Made, Scope, identifier_nodes, iri, least, segment, typed
from kg.record import Provenance, Record, Text, Topic, Venue

__all__ = ["languages", "source_record", "source_record_iris", "source_records", "topic", "topics", "venue"]

_VENUE_KEYS = ("issnl", "issn", "eissn", "nlm", "isbn", "doi")
_VENUE_DIRECT = ("issn", "eissn", "issnl", "isbn", "doi")


# -- venue -------------------------------------------------------------------------------------


def venue(scope: Scope, record: Record) -> tuple[Iri | None, tuple[Iri, ...]]:
    """The venue, and the innermost things that the expression is part of: issue, volume, series."""
    series = tuple([scope.share(_series(scope.base, one.title, one.number)) for one in record.series])
    found = record.venue
    if found is None:
        return None, series
    known = _venue(scope.base, found)
    if known is None:
        whole = scope.fragment("venue")
        scope.own += _venue_nodes(whole, found)
    else:
        whole = scope.share(known)
    if found.type != "Journal" or not (record.volume or record.issue):
        return whole, (whole, *series)
    inner = _innermost(whole, record.volume, record.issue, dates.year(record.issued))
    return whole, (scope.share(inner), *series)


@lru_cache(maxsize=4096)
def _venue(base: str, found: Venue) -> Made | None:
    whole = _venue_iri(base, found)
    return None if whole is None else (whole, _venue_nodes(whole, found))


def _venue_iri(base: str, found: Venue) -> Iri | None:
    """A venue is itself by its ISSN or other identifier, a journal by its title, a book is not."""
    for scheme in _VENUE_KEYS:
        if value := least(found.identifiers, scheme):
            name = "issn" if "issn" in scheme else scheme
            return ids.mint(base, "venue", name, ids.comparable(scheme, value))
    if found.type == "Book" or not found.title:
        return None
    return ids.mint(base, "venue", "title", segment(found.title))


def _venue_nodes(whole: Iri, found: Venue) -> tuple[Node, ...]:
    direct: dict[str, Any] = {}
    for one in found.identifiers:
        # FaBiO allows only digits here; an NLM identifier with a letter is reified and no more.
        if one.scheme in _VENUE_DIRECT or (one.scheme == "nlm" and one.value.isdigit()):
            direct[one.scheme] = min(one.value, direct.get(one.scheme, one.value))
    identifiers = identifier_nodes(whole, found.identifiers)
    node = VenueNode(
        id=whole,
        type=("Expression",) if found.type == "Expression" else ("Expression", found.type),
        titles=(Text(text=found.title),) if found.title else (),
        abbreviations=found.abbreviations,
        country=found.country,
        identifiers=tuple(one.id for one in identifiers),
        **direct,
    )
    return (node, *identifiers)


@lru_cache(maxsize=4096)
def _innermost(whole: Iri, volume: str, issue: str, year: str) -> Made:
    """The issue, else the volume. An issue without a volume is told apart by its year."""
    nodes: list[Node] = []
    inner, above = whole, whole
    if volume:
        inner = above = ids.mint(f"{whole}/", "volume", volume)
        nodes.append(
            VenueNode(id=inner, type=("Expression", "JournalVolume"), sequence=volume, part_of=(whole,))
        )
    elif year:
        inner = ids.mint(f"{whole}/", "year", year)
    if issue:
        inner = ids.mint(f"{inner}/", "issue", issue)
        nodes.append(
            VenueNode(id=inner, type=("Expression", "JournalIssue"), sequence=issue, part_of=(above,))
        )
    return inner, tuple(nodes)


@lru_cache(maxsize=1024)
def _series(base: str, title: str, number: str) -> Made:
    whole = ids.mint(base, "venue", "series", segment(title))
    node = VenueNode(id=whole, type=("Expression", "BookSeries"), titles=(Text(text=title),))
    if not number:
        return whole, (node,)
    inner = ids.mint(f"{whole}/", "number", number)
    return inner, (node, VenueNode(id=inner, type=("Expression",), sequence=number, part_of=(whole,)))


# -- topics and languages ----------------------------------------------------------------------


def topics(scope: Scope, found: tuple[Topic, ...]) -> dict[str, Any]:
    """The concepts that the expression is about: all, the main ones, the others; each in order."""
    primary: dict[Iri, None] = {}
    other: dict[Iri, None] = {}
    scores: dict[Iri, float] = {}
    base, shared = scope.base, scope.shared
    for one in found:
        if one.score is None:
            concept, nodes = topic(base, one)
        else:
            concept, nodes = topic(base, msgspec.structs.replace(one, score=None))
            scores[concept] = max(one.score, scores.get(concept, 0))
        shared.append(nodes)
        (primary if one.major else other)[concept] = None
    for concept in primary:
        other.pop(concept, None)
    return {
        "topics": (*primary, *other),
        "primary_topics": tuple(primary),
        "other_topics": tuple(other),
        "classifications": _classifications(scope, scores) if scores else (),
    }


def _classifications(scope: Scope, scores: dict[Iri, float]) -> tuple[Iri, ...]:
    """The scores of concepts, numbered in the order of their IRIs, which no record changes."""
    made = []
    for place, concept in enumerate(sorted(scores), 1):
        found = scope.fragment(f"classification-{place}")
        score = format(Decimal(repr(scores[concept])), "f")
        scope.own.append(ClassificationNode(id=found, type=("Classification",), concept=concept, score=score))
        made.append(found)
    return tuple(made)


@lru_cache(maxsize=8192)
def topic(base: str, found: Topic) -> Made:
    """A concept and its scheme."""
    if found.concept:
        concept = iri("concept", found.concept)
    else:
        concept = ids.mint(base, "topic", found.scheme or "none", segment(found.label))
    scheme, described = _scheme(base, found.scheme) if found.scheme else (None, ())
    node = TopicNode(
        id=concept,
        type=("Concept", "SubjectTerm"),
        preferred_label=(Text(text=found.label, lang=found.lang),),
        notation=found.notation,
        in_scheme=scheme,
        broader=iri("broader", found.broader) if found.broader else None,
    )
    return concept, (node, *described)


@lru_cache(maxsize=64)
def _scheme(base: str, name: str) -> Made:
    found = ids.mint(base, "scheme", name)
    return found, (LabelledNode(id=found, type=("ConceptScheme",), label=(name,)),)


def languages(scope: Scope, codes: tuple[str, ...]) -> tuple[Iri, ...]:
    """The languages, by their ISO 639-2 codes."""
    return tuple([scope.share(_language(code)) for code in codes])


@lru_cache(maxsize=1024)
def _language(code: str) -> Made:
    found = iri("language", context.prefixes()["iso639-2"] + code)
    name = tables.language_name(code)
    return found, (LabelledNode(id=found, type=("LinguisticSystem",), label=(name,) if name else ()),)


# -- provenance --------------------------------------------------------------------------------


def source_records(scope: Scope, record: Record) -> tuple[Iri, ...]:
    """The source records that the expression is derived from."""
    named = source_record_iris(scope.base, record.provenance)
    for found, origin in zip(named, record.provenance, strict=True):
        _source_record(scope, origin, found)
    return named


def source_record_iris(base: str, origins: Iterable[Provenance]) -> tuple[Iri, ...]:
    """The IRIs of source records of one publication; one of the same bytes again has a number behind it."""
    seen: dict[Iri, int] = {}
    found = []
    for origin in origins:
        plain = source_record(base, origin)
        number = seen[plain] = seen.get(plain, 0) + 1
        found.append(Iri(f"{plain}-{number}") if number > 1 else plain)
    return tuple(found)


def source_record(base: str, origin: Provenance) -> Iri:
    """The IRI of a source record that is alone with its bytes."""
    if origin.id:
        return ids.mint(base, "record", origin.source, origin.id, origin.digest[:12])
    return ids.mint(base, "record", origin.source, origin.digest)


def _source_record(scope: Scope, origin: Provenance, found: Iri) -> None:
    scope.own.append(
        SourceRecordNode(
            id=found,
            type=("BibliographicRecord",),
            refers_to=scope.id,
            source=scope.share(_database(scope.base, origin.source)),
            identifier=origin.id,
            format=origin.format,
            record_status=origin.status,
            version=origin.version,
            created=typed(origin.created),
            modified=typed(origin.modified),
            institutions=origin.institutions,
            collections=origin.collections,
            work_keys=origin.work_keys,
            file=origin.file,
            place=origin.position,
            digest=origin.digest,
        )
    )


@lru_cache(maxsize=64)
def _database(base: str, name: str) -> Made:
    found = ids.mint(base, "source", name)
    return found, (LabelledNode(id=found, type=("BibliographicDatabase",), label=(name,)),)
