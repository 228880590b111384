"""The order of what has none in a graph: a Record as it comes back from its quads.

A graph is a set. What has a place in it (contributions, abstracts, links, grants, ...) keeps its
order; everything else comes back sorted, and once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec

from kg import ids
from kg.dates import Date
from kg.naming import strongest
from kg.rdf.describe import BASE, expression_iri, same_as, work_iri
from kg.rdf.scope import bodies
from kg.record import Affiliation, Contribution, Identifier, Provenance, Record, Relation, Topic

__all__ = ["EXPRESSION", "canonical", "contested", "folded", "keyed", "ordered", "worked"]

EXPRESSION = "expression/"
"""What stands between the base and the identifier in the IRI of an expression."""
WORK = "work/"
"""The same of a work."""

_SETS = (
    "titles",
    "subtitles",
    "translated_titles",
    "alternative_titles",
    "keywords",
    "notes",
    "publishers",
    "places",
    "formats",
    "languages",
    "work_types",
    "series",
)
_S = TypeVar("_S", bound=msgspec.Struct | str)


def canonical(record: Record) -> Record:
    """The record that its quads tell.

    Sets are sorted and without repetition, among them the identifiers of agents and venues;
    contributions stand by role, identifiers of the publication by scheme,
    relations with a printed reference before those without; an identifier that stands only in the
    IRI of a cited publication is folded; an event without a date, the time of day at which it was
    issued, ``extra`` and ``changes`` are gone.

    >>> canonical(Record(type="Letter", notes=("b", "a", "b"))).notes
    ('a', 'b')
    """
    iri, tidy = expression_iri(record), ordered(record)
    claimed = contested(tidy.identifiers, {iri, *same_as(record, iri, BASE)}, BASE)
    work = worked(iri, work_iri(record), BASE)
    return keyed(msgspec.structs.replace(tidy, contested=claimed, work=work), iri, BASE)


def ordered(record: Record) -> Record:
    """The record with everything but its key and its first provenance in canonical order."""
    changed: dict[str, Any] = {name: _sorted(getattr(record, name)) for name in _SETS}
    if record.venue is not None:
        changed["venue"] = msgspec.structs.replace(
            record.venue,
            abbreviations=_sorted(record.venue.abbreviations),
            identifiers=_sorted(record.venue.identifiers),
        )
    return msgspec.structs.replace(
        record,
        **changed,
        publication_types=_sorted(
            msgspec.structs.replace(one, major=False, score=None) for one in record.publication_types
        ),
        topics=_topics(record.topics),
        issued=Date(record.issued[:10]),
        history=tuple([event for event in record.history if event.date]),
        identifiers=_by_scheme(record.identifiers),
        contributions=tuple(sorted(map(_contribution, record.contributions), key=lambda one: one.role)),
        funding=tuple(
            msgspec.structs.replace(one, identifiers=_sorted(one.identifiers)) for one in record.funding
        ),
        relations=_relations(record.relations),
        provenance=_provenance(record.provenance),
        extra=(),
        changes=(),
    )


def contested(identifiers: Iterable[Identifier], iris: Collection[str], base: str) -> tuple[Identifier, ...]:
    """The identifiers that could give a publication an IRI, and give it none of those that it has."""
    linking = [(one, folded(one)) for one in identifiers if one.scheme in ids.LINKING]
    return tuple(
        [one for one, path in linking if ids.mint(base, "expression", path.scheme, path.value) not in iris]
    )


def keyed(record: Record, iri: str, base: str) -> Record:
    """The record with the key, or the first provenance, that gives it its IRI."""
    key = _key(record, iri.removeprefix(base + EXPRESSION))
    if strongest(record.identifiers) is not None:
        plain = msgspec.structs.replace(record, key=None)
        return plain if expression_iri(plain, base) == iri else msgspec.structs.replace(record, key=key)
    for place, origin in enumerate(record.provenance):
        others = record.provenance[:place] + record.provenance[place + 1 :]
        plain = msgspec.structs.replace(record, key=None, provenance=(origin, *others))
        if expression_iri(plain, base) == iri:
            return plain
    return msgspec.structs.replace(record, key=None if key.scheme == "digest" else key)


def worked(iri: str, work: str, base: str) -> Identifier | None:
    """The identifier in the IRI of a work, where it is not that of the expression."""
    path = work.removeprefix(base + WORK)
    if path == iri.removeprefix(base + EXPRESSION):
        return None
    scheme, _, value = path.partition("/")
    return Identifier(scheme=scheme, value=unquote(value))


def _key(record: Record, path: str) -> Identifier:
    """The identifier in a path, spelled as among the identifiers of the record if it is there."""
    scheme, _, rest = path.partition("/")
    value = unquote(rest)
    for one in record.identifiers:
        if one.scheme == scheme and folded(one).value == value:
            return one
    return Identifier(scheme=scheme, value=value)


def _plain(value: msgspec.Struct | str) -> Any:
    return value if isinstance(value, str) else msgspec.structs.astuple(value)


def _sorted(values: Iterable[_S]) -> tuple[_S, ...]:
    return tuple(sorted(dict.fromkeys(values), key=_plain))


def _by_scheme(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """By scheme; within one, as they stand."""
    return tuple(sorted(identifiers, key=lambda one: one.scheme))


def _topics(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """A topic that is a main one somewhere is one everywhere, and has its highest score; the main ones
    come first.
    """
    plain = [msgspec.structs.replace(one, major=False, score=None) for one in topics]
    main = {found for one, found in zip(topics, plain, strict=True) if one.major}
    scores: dict[Topic, float] = {}
    for one, found in zip(topics, plain, strict=True):
        if one.score is not None:
            scores[found] = max(one.score, scores.get(found, 0))
    return tuple(
        msgspec.structs.replace(found, major=found in main, score=scores.get(found))
        for found in (*_sorted(main), *(one for one in _sorted(plain) if one not in main))
    )


def _contribution(one: Contribution) -> Contribution:
    return msgspec.structs.replace(
        one,
        agent=msgspec.structs.replace(
            one.agent,
            identifiers=_sorted(one.agent.identifiers),
            other_names=_sorted(one.agent.other_names),
        ),
        credit=_sorted(one.credit),
        affiliations=tuple(sorted(_affiliations(one.affiliations), key=_affiliation_order)),
    )


def _affiliations(affiliations: tuple[Affiliation, ...]) -> Iterator[Affiliation]:
    """Each once; one that is told more of elsewhere in the same role is not left with its name alone."""
    apart = [body for one in affiliations for body in bodies(one)]
    told = {one.name for one in apart if one.identifiers or one.country}
    for one in dict.fromkeys(apart):
        if one.identifiers or one.country or one.name not in told:
            yield msgspec.structs.replace(one, identifiers=_sorted(one.identifiers))


def _affiliation_order(one: Affiliation) -> tuple[Any, ...]:
    return one.name, one.country, [_plain(identifier) for identifier in one.identifiers]


def _relations(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Those with something printed in their order, then the bare links that they do not make."""
    found = [_relation(one) for one in relations]
    printed = [one for one in found if not _bare(one)]
    linked = {(one.kind, folded(best)) for one in printed if (best := strongest(one.identifiers))}
    bare = {(one.kind, one.identifiers[0]): one for one in found if _bare(one)}
    rest = sorted(bare.keys() - linked, key=lambda pair: (pair[0], _plain(pair[1])))
    return (*printed, *(bare[pair] for pair in rest))


def _relation(one: Relation) -> Relation:
    """With the identifier first that names the publication."""
    identifiers = _sorted(one.identifiers)
    best = strongest(one.identifiers)
    if best is not None:
        named = folded(best)
        identifiers = tuple(sorted(identifiers, key=lambda other: folded(other) != named))
    if best is not None and len(identifiers) == 1:
        identifiers = (folded(best),)
    return msgspec.structs.replace(one, identifiers=identifiers)


def _bare(one: Relation) -> bool:
    """Whether it is no more than a link to a publication that has an IRI."""
    return (
        not one.citation
        and not one.note
        and len(one.identifiers) == 1
        and one.identifiers[0].scheme in ids.LINKING
    )


def folded(one: Identifier) -> Identifier:
    """An identifier as it stands in an IRI.

    >>> folded(Identifier(scheme="doi", value="10.1000/A")).value
    '10.1000/a'
    """
    return Identifier(scheme=one.scheme, value=ids.comparable(one.scheme, one.value))


def _provenance(found: tuple[Provenance, ...]) -> tuple[Provenance, ...]:
    """The newest first."""
    changed = [
        msgspec.structs.replace(
            one,
            institutions=_sorted(one.institutions),
            collections=_sorted(one.collections),
            work_keys=_sorted(one.work_keys),
        )
        for one in found
    ]
    changed.sort(key=_plain)
    return tuple(sorted(changed, key=lambda one: one.modified[:10], reverse=True))
