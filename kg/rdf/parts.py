"""The parts of an expression: contributions, grants, abstracts, links, licences, references, ..."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kg import ids, tables
from kg.errors import MappingError
from kg.ids import Iri
from kg.naming import strongest
from kg.rdf.described import (
    AbstractNode,
    AccessionNode,
    AgentNode,
    EventNode,
    GrantNode,
    LabelledNode,
    LicenceNode,
    LinkNode,
    ReferenceNode,
    RoleNode,
    SectionNode,
    StatusNode,
    Typed,
)
from kg.rdf.scope import (
    Made,
    Scope,
    bodies,
    identified,
    identifier_nodes,
    iri,
    named,
    publication,
    segment,
    typed,
)
from kg.rdf.writer import term
from kg.record import (
    Abstract,
    Affiliation,
    Agent,
    Contribution,
    Event,
    Funding,
    Licence,
    Record,
    Relation,
    Text,
)

__all__ = [
    "abstracts",
    "accessions",
    "contributions",
    "extent",
    "funding",
    "history",
    "licences",
    "links",
    "place",
    "relations",
    "statuses",
    "whole",
]

_EVENT_TERMS = {"received": "submitted", "accepted": "accepted", "electronic": "available"}


# -- who ---------------------------------------------------------------------------------------


def contributions(scope: Scope, record: Record) -> dict[str, Any]:
    """The roles in order, and the shortcuts to the agents who hold them."""
    authors: dict[Iri, None] = {}
    others: dict[Iri, None] = {}
    roles: list[Iri] = []
    counts: dict[str, int] = {}
    for one in record.contributions:
        position = counts[one.role] = counts.get(one.role, 0) + 1
        role = scope.fragment(f"{one.role}-{position}")
        agent = _agent(scope, one.agent, role)
        (authors if one.role == "author" else others)[agent] = None
        scope.own.append(_role(scope, one, role, agent, position))
        roles.append(role)
    return {"creators": tuple(authors), "contributors": tuple(others), "contributions": tuple(roles)}


def _role(scope: Scope, one: Contribution, role: Iri, agent: Iri, position: int) -> RoleNode:
    affiliations: tuple[str, ...] = ()
    organizations: tuple[Iri, ...] = ()
    if one.affiliations:
        affiliations = tuple([body.name for body in one.affiliations])
        organizations = _bodies(scope, one.affiliations)
    return RoleNode(
        id=role,
        type=("RoleInTime",),
        role=one.role,
        agent=agent,
        position=position,
        name_published=one.agent.name,
        other_names=one.agent.other_names,
        affiliations=affiliations,
        organizations=organizations,
        corresponding=one.corresponding,
        equal=one.equal,
        stated=one.stated,
        credit=one.credit,
        authenticated=one.authenticated,
    )


def place(scope: Scope, body: Affiliation) -> Iri:
    """Where someone works: itself by its identifier, else known from this publication, with its country."""
    if body.identifiers:
        return scope.share(
            named(scope.base, body.name, body.identifiers, "Organization", country=body.country)
        )
    found = ids.mint(f"{scope.id}#", f"organization-{body.country.lower()}-{segment(body.name)}")
    names = (body.name,) if body.name else ()
    return scope.share(
        (found, (AgentNode(id=found, type=("Organization",), name=names, country_code=body.country),))
    )


def _bodies(scope: Scope, affiliations: tuple[Affiliation, ...]) -> tuple[Iri, ...]:
    return tuple(
        [
            place(scope, one)
            for affiliation in affiliations
            if affiliation.identifiers or affiliation.country
            for one in bodies(affiliation)
        ]
    )


def _agent(scope: Scope, agent: Agent, role: Iri) -> Iri:
    """An agent with an identifier is itself everywhere; a body is its name; a person without an
    identifier is known from this publication only.
    """
    if agent.kind != "Person":
        return scope.share(
            named(scope.base, agent.name, agent.identifiers, agent.kind, others=agent.other_names)
        )
    alone = Iri(f"{role}-agent")
    if not agent.identifiers:
        scope.own.append(_person(alone, agent))
        return alone
    known = None if scope.people == "published" else identified(scope.base, agent.identifiers)
    found = known or alone
    identifiers = identifier_nodes(found, agent.identifiers)
    nodes = (_person(found, agent, tuple([one.id for one in identifiers])), *identifiers)
    if known is None:
        scope.own += nodes
    else:
        scope.shared.append(nodes)
    return found


def _person(found: Iri, agent: Agent, identifiers: tuple[Iri, ...] = ()) -> AgentNode:
    return AgentNode(
        id=found,
        type=("Person",),
        name=(agent.name, *agent.other_names),
        family=agent.family,
        particle=agent.particle,
        given=agent.given,
        initials=agent.initials,
        suffix=agent.suffix,
        identifiers=identifiers,
    )


def funding(scope: Scope, grants: tuple[Funding, ...]) -> tuple[Iri, ...]:
    """The grants, each with who awarded it."""
    made = []
    for place, grant in enumerate(grants, 1):
        iri = scope.fragment(f"grant-{place}")
        funder = None
        if grant.funder or grant.identifiers:
            funder = scope.share(
                named(scope.base, grant.funder, grant.identifiers, "FundingAgency", "Organization")
            )
        scope.own.append(
            GrantNode(
                id=iri,
                type=("Grant",),
                number=grant.number,
                acronym=grant.acronym,
                funder=funder,
                country=grant.country,
            )
        )
        made.append(iri)
    return tuple(made)


# -- text --------------------------------------------------------------------------------------


def whole(abstract: Abstract) -> Text:
    """The abstract in one piece, each section behind its label, as a reader sees it."""
    pieces = [f"{part.label}: {part.text}" if part.label else part.text for part in abstract.sections]
    return Text(text="\n".join(pieces), lang=abstract.lang)


def abstracts(scope: Scope, found: tuple[Abstract, ...]) -> tuple[Iri, ...]:
    """The abstracts in order, each with its sections."""
    return tuple([_abstract(scope, place, one) for place, one in enumerate(found, 1)])


def _abstract(scope: Scope, place: int, abstract: Abstract) -> Iri:
    name = "abstract" if place == 1 else f"abstract{place}"
    iri = scope.fragment(name)
    sections = abstract.sections
    plain = len(sections) == 1 and not sections[0].label and not sections[0].kind
    parts = () if plain else tuple([Iri(f"{iri}-{number}") for number in range(1, len(sections) + 1)])
    scope.own.append(
        AbstractNode(
            id=iri,
            type=("Abstract",),
            position=place,
            content=Text(text=sections[0].text, lang=abstract.lang) if plain else None,
            abstract_kind=abstract.kind,
            parts=parts,
            rights=scope.rights(f"{name}-rights", (abstract.rights,) if abstract.rights else ()),
        )
    )
    for number, (part, section) in enumerate(zip(parts, sections, strict=False), 1):
        scope.own.append(
            SectionNode(
                id=part,
                type=(section.kind or "DiscourseElement",),
                position=number,
                label=(section.label,) if section.label else (),
                content=Text(text=section.text, lang=abstract.lang),
            )
        )
    return iri


def extent(scope: Scope, written: tuple[str, ...]) -> tuple[Iri, ...]:
    """Pages, minutes, sheets: as the source writes them."""
    made = []
    for place, one in enumerate(written, 1):
        iri = scope.fragment(f"extent-{place}")
        scope.own.append(LabelledNode(id=iri, type=("SizeOrDuration",), label=(one,)))
        made.append(iri)
    return tuple(made)


def links(scope: Scope, record: Record) -> tuple[Iri, ...]:
    """The manifestations at a web address."""
    made = []
    for place, link in enumerate(record.links, 1):
        iri = scope.fragment(f"link-{place}")
        scope.own.append(
            LinkNode(
                id=iri,
                type=("DigitalManifestation",),
                url=link.url,
                stands_there=link.version,
                label=(link.label,) if link.label else (),
                formats=scope.labelled("format", (link.media,), "MediaTypeOrExtent") if link.media else (),
            )
        )
        made.append(iri)
    return tuple(made)


# -- licences ----------------------------------------------------------------------------------


_MINING = "tdm"


@lru_cache(maxsize=1024)
def _licence(text: str) -> Made:
    found = iri("licence", text)
    label = tables.licence_label(found)
    labels = (label,) if label else ()
    return found, (
        LabelledNode(id=found, type=("LicenseDocument",), label=labels, notation=tables.licence_spdx(found)),
    )


def licences(scope: Scope, found: tuple[Licence, ...]) -> dict[str, Any]:
    """The statements of licences, and the licences that they name of more than the mining of the text."""
    statements, documents = [], dict[Iri, None]()
    for place, one in enumerate(found, 1):
        statement = scope.fragment(f"licence-{place}")
        document = (scope.share(_licence(one.licence)),) if one.licence else ()
        if one.applies_to != _MINING:
            documents.update(dict.fromkeys(document))
        scope.own.append(
            LicenceNode(
                id=statement,
                type=("LicenceStatement",),
                written=one.written,
                license=document,
                applies_to=one.applies_to,
                since=typed(one.start),
            )
        )
        statements.append(statement)
    return {"licences": tuple(statements), "license": tuple(documents)}


# -- events, accessions, statuses --------------------------------------------------------------


def history(scope: Scope, events: tuple[Event, ...]) -> dict[str, Any]:
    """Every date in the life of the publication, and the shortcuts to some of them."""
    made: list[Iri] = []
    shortcuts: dict[str, tuple[Typed, ...]] = {}
    for event in events:
        on = typed(event.date)
        if on is None:
            continue
        iri = scope.fragment(f"event-{len(made) + 1}")
        scope.own.append(EventNode(id=iri, type=("Event",), stage=event.stage, on=on))
        made.append(iri)
        name = _EVENT_TERMS.get(event.stage)
        if name and on not in shortcuts.get(name, ()):
            shortcuts[name] = (*shortcuts.get(name, ()), on)
    return {"history": tuple(made), **shortcuts}


def accessions(scope: Scope, record: Record) -> tuple[Iri, ...]:
    """The entries of data banks and trial registries."""
    made = []
    for place, one in enumerate(record.accessions, 1):
        iri = scope.fragment(f"accession-{place}")
        scope.own.append(AccessionNode(id=iri, type=("Accession",), bank=one.bank, identifier=one.number))
        made.append(iri)
    return tuple(made)


def statuses(scope: Scope, record: Record) -> tuple[Iri, ...]:
    """The statuses, such as retracted."""
    made = []
    for place, one in enumerate(record.statuses, 1):
        iri = scope.fragment(f"status-{place}")
        scope.own.append(
            StatusNode(id=iri, type=("StatusInTime",), status=one.status, since=typed(one.since))
        )
        made.append(iri)
    return tuple(made)


# -- relations ---------------------------------------------------------------------------------


def relations(scope: Scope, found: tuple[Relation, ...]) -> dict[str, Any]:
    """The publications that each kind of relation leads to, and the references as printed.

    Raises:
        MappingError: the context has no such kind of relation.
    """
    targets: dict[str, dict[Iri, None]] = {}
    references: list[Iri] = []
    kinds = term("kind").values
    for one in found:
        if one.kind not in kinds:
            raise MappingError("", "kind", one.kind, f"is not one of {', '.join(kinds)}")
        several = len(one.identifiers) > 1
        best = strongest(one.identifiers)
        target = None
        if best is not None:
            target = publication(scope.base, "expression", best)
            targets.setdefault(one.kind, {})[target] = None
        if target is None or several or one.citation or one.note:
            # only what is printed is counted, whichever bare links stand between
            place = len(references) + 1
            iri = scope.fragment(f"reference-{place}")
            references.append(iri)
            scope.own.append(
                ReferenceNode(
                    id=iri,
                    type=("BibliographicReference",),
                    position=place,
                    kind=one.kind,
                    refers_to=target,
                    content=one.citation,
                    cited_identifiers=_written(one) if several or best is None else (),
                    notes=(one.note,) if one.note else (),
                )
            )
    made = {kind: tuple(of_kind) for kind, of_kind in targets.items()}
    if references:
        made["references"] = tuple(references)
    return made


def _written(one: Relation) -> tuple[str, ...]:
    return tuple([f"{other.scheme}:{other.value}" for other in one.identifiers])
