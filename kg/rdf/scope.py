"""What all parts of a description share: the base, the expression's IRI, and the nodes so far."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import cast

from kg import dates, ids
from kg.dates import Date
from kg.errors import MappingError
from kg.ids import Iri
from kg.rdf.described import AgentNode, IdentifierNode, LabelledNode, Node, RightsNode, Typed
from kg.record import Affiliation, Identifier

__all__ = [
    "PEOPLE",
    "Scope",
    "bodies",
    "day",
    "identifier_nodes",
    "iri",
    "labelled",
    "least",
    "named",
    "numbered",
    "publication",
    "segment",
    "typed",
]

_DATATYPES = {4: "gYear", 5: "gYear", 7: "gYearMonth", 10: "date", 19: "dateTime"}
# OpenAlex tells people apart by machine, and a body by its ROR as a rule
_BODIES = ("ror", "isni", "fundref", "grid", "ringgold", "gnd", "viaf", "wikidata", "openalex")

PEOPLE = ("identified", "published", "clustered", "cautious")
"""Who is one person: who has one identifier, such as an ORCID; or each only within a publication; or as
identified, with clusters of contributions beside, which are no matter of a single record; or so, with
clusters of what is rather sure."""

Made = tuple[Iri, tuple[Node, ...]]
"""An IRI, and the shared nodes that describe it and what it needs."""


class Scope:
    """The state of one description.

    Attributes:
        base: what minted IRIs begin with.
        id: the IRI of the expression.
        people: a layer of :data:`PEOPLE`.
        fragment: gives the IRI of a part of the expression by its name.
        own: nodes of this expression alone, in order.
        shared: groups of nodes that other expressions share, in order, perhaps repeated; a group
            that is described again is, as a rule, the same object.
    """

    __slots__ = ("base", "fragment", "id", "own", "people", "shared")

    def __init__(self, base: str, expression: Iri, people: str = "identified") -> None:
        self.base = base
        self.id = expression
        self.people = people
        # A record has dozens of parts: this is the one way to name them without a call in Python.
        self.fragment = cast("Callable[[str], Iri]", f"{expression}#".__add__)
        self.own: list[Node] = []
        self.shared: list[tuple[Node, ...]] = []

    def share(self, made: Made) -> Iri:
        """The IRI of shared nodes, which are taken into the description."""
        self.shared.append(made[1])
        return made[0]

    def labelled(self, kind: str, labels: tuple[str, ...], type: str) -> tuple[Iri, ...]:
        """Nodes of a class and a label, shared by all records that use the same words."""
        if not labels:
            return ()
        return tuple(dict.fromkeys([self.share(labelled(self.base, kind, label, type)) for label in labels]))

    def rights(self, name: str, statements: tuple[str, ...]) -> tuple[Iri, ...]:
        """Statements of rights, as fragments of that name."""
        if not statements:
            return ()
        made = []
        for place, statement in enumerate(statements, 1):
            iri = self.fragment(f"{name}-{place}")
            self.own.append(RightsNode(id=iri, type=("RightsStatement",), description=statement))
            made.append(iri)
        return tuple(made)


@lru_cache(maxsize=4096)
def typed(date: Date) -> Typed | None:
    """A date with the datatype of its precision.

    Raises:
        MappingError: it has none of the forms of a date.
    """
    if not date:
        return None
    if dates.parse(date) != date:
        raise MappingError("", "date", date, "is not a date in ISO 8601")
    return Typed(date, _DATATYPES[len(date)])


def day(date: Date) -> Typed | None:
    """A date without the time of day."""
    return typed(Date(date[:10]))


def iri(field: str, text: str) -> Iri:
    """An IRI that a source gives, checked.

    Raises:
        MappingError: it is none; the message names the field.
    """
    found = ids.iri(text)
    if found is None:
        raise MappingError("", field, text, "is not an absolute IRI")
    return found


def segment(name: str) -> str:
    """A name as a segment of an IRI: folded, or its digest where folding leaves nothing."""
    return ids.slug(name) or hashlib.sha256(name.encode()).hexdigest()[:16]


def publication(base: str, level: str, found: Identifier) -> Iri:
    """The IRI of a publication by its identifier, as an ``expression`` or a ``work``."""
    return ids.mint(_below(base, level, found.scheme), ids.comparable(found.scheme, found.value))


@lru_cache(maxsize=64)
def _below(base: str, level: str, scheme: str) -> Iri:
    return ids.mint(base, level, scheme, "")


def identifier_nodes(owner: Iri, identifiers: tuple[Identifier, ...]) -> tuple[IdentifierNode, ...]:
    """The identifiers of an agent or a venue, reified, as fragments with their values.

    Another record may know others of one scheme: so no node has the values of two.

    >>> isni = Identifier(scheme="isni", value="1")
    >>> [one.id for one in identifier_nodes(Iri("urn:x"), (isni, isni))]
    ['urn:x#isni-1']
    """
    if not identifiers:
        return ()
    joint = "-" if "#" in owner else "#"
    return tuple(
        [
            _identifier(ids.mint(f"{owner}{joint}{one.scheme}-", one.value), one)
            for one in dict.fromkeys(identifiers)
        ]
    )


def numbered(owner: Iri, identifiers: tuple[Identifier, ...]) -> tuple[IdentifierNode, ...]:
    """The identifiers of an expression, reified, as fragments in their order: ``#doi``, then ``#doi-2``."""
    counts: dict[str, int] = {}
    made = []
    for one in identifiers:
        number = counts[one.scheme] = counts.get(one.scheme, 0) + 1
        name = one.scheme if number == 1 else f"{one.scheme}-{number}"
        made.append(_identifier(Iri(f"{owner}#{name}"), one))
    return tuple(made)


def _identifier(found: Iri, one: Identifier) -> IdentifierNode:
    folded = ids.comparable(one.scheme, one.value)
    return IdentifierNode(
        id=found,
        type=("Identifier",),
        scheme=one.scheme,
        value=one.value,
        notation=folded if folded != one.value else "",
    )


@lru_cache(maxsize=4096)
def labelled(base: str, kind: str, label: str, type: str) -> Made:
    """A node of a class and a label."""
    found = ids.mint(base, kind, segment(label))
    return found, (LabelledNode(id=found, type=(type,), label=(label,)),)


@lru_cache(maxsize=4096)
def named(
    base: str,
    name: str,
    identifiers: tuple[Identifier, ...],
    *types: str,
    country: str = "",
    others: tuple[str, ...] = (),
) -> Made:
    """An organization or group: itself by its identifier, else by its name."""
    found = identified(base, identifiers, _BODIES) or ids.mint(base, "agent", "name", segment(name))
    nodes = identifier_nodes(found, identifiers)
    agent = AgentNode(
        id=found,
        type=types,
        name=tuple(filter(None, (name, *others))),
        country_code=country,
        identifiers=tuple(node.id for node in nodes),
    )
    return found, (agent, *nodes)


def bodies(place: Affiliation) -> tuple[Affiliation, ...]:
    """The bodies of an affiliation: more than one where it has two identifiers of one scheme.

    Which other identifier is of which body nobody tells, so each is by itself; all have the text as
    published.

    >>> two = tuple(Identifier(scheme="ror", value=value) for value in ("01rxfrp27", "05gq02987"))
    >>> len(bodies(Affiliation(name="A and B", identifiers=two)))
    2
    """
    schemes = {one.scheme for one in place.identifiers}
    if len(schemes) == len(place.identifiers):
        return (place,)
    return tuple(
        [
            Affiliation(name=place.name, country=place.country, identifiers=(one,))
            for one in dict.fromkeys(place.identifiers)
        ]
    )


def identified(
    base: str, identifiers: tuple[Identifier, ...], schemes: tuple[str, ...] = ids.PERSONAL
) -> Iri | None:
    """The IRI of an agent who has an identifier of one of the schemes, strongest first."""
    for scheme in schemes if identifiers else ():
        if value := least(identifiers, scheme):
            return ids.mint(base, "agent", scheme, ids.comparable(scheme, value))
    return None


def least(identifiers: tuple[Identifier, ...], scheme: str) -> str:
    """The least value of a scheme, ``""`` if there is none: records may have them in any order."""
    return min((one.value for one in identifiers if one.scheme == scheme), default="")
