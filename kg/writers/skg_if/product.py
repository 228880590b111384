"""A Record -> a research product of SKG-IF, and the entities that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

from kg import context, ids, tables
from kg.naming import strongest
from kg.rdf.describe import scoped
from kg.rdf.described import (
    AgentNode,
    ExpressionNode,
    GrantNode,
    IdentifierNode,
    Node,
    RoleNode,
    TopicNode,
    VenueNode,
    WorkNode,
)
from kg.rdf.parts import place, whole
from kg.rdf.scope import Scope, publication, segment
from kg.record import Contribution, Identifier, Licence, Record, Text
from kg.sources.skgif.words import ACCESS, CREDIT, DATES, KINDS, RELATED, ROLES, STATUSES, VENUES, schemes

__all__ = ["Entity", "entities"]

Entity = dict[str, Any]

_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def entities(record: Record, base: str, people: str) -> Iterator[Entity]:
    """The product, then what it names."""
    made = _Making(record, base, people)
    yield made.product()
    yield from made.others.values()


def _said(**values: Any) -> Entity:
    """The members that say something."""
    return {name: value for name, value in values.items() if value}


# -- text --------------------------------------------------------------------------------------


def _key(lang: str) -> str:
    """The key of a language, two letters, or the one for none.

    >>> _key("en-us"), _key("grc"), _key("")
    ('en', 'none', 'none')
    """
    code = lang.partition("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else "none"


def _by_language(found: Iterable[Text]) -> dict[str, list[str]]:
    """Texts by their language, in order, each once."""
    made: dict[str, dict[str, None]] = {}
    for one in found:
        if one.text:
            made.setdefault(_key(one.lang), {})[one.text] = None
    return {lang: list(texts) for lang, texts in made.items()}


def _titles(record: Record) -> dict[str, list[str]]:
    """The title with its subtitle, then every other one."""
    titles = [one for one in record.titles if one.text]
    if titles and record.subtitles:
        full = ": ".join(filter(None, (titles[0].text, *record.subtitles)))
        titles[0] = Text(text=full, lang=titles[0].lang)
    return _by_language((*titles, *record.translated_titles, *record.alternative_titles))


def _identifiers(found: Iterable[Identifier]) -> list[Entity]:
    return [{"scheme": schemes()[one.scheme], "value": one.value} for one in found]


# -- the product -------------------------------------------------------------------------------


class _Making:
    """One product in the making.

    Attributes:
        others: the entities that it names, by their local identifiers.
    """

    def __init__(self, record: Record, base: str, people: str) -> None:
        self._record = record
        self._base = base
        self._scope: Scope = scoped(record, base, people)
        nodes = [*self._scope.own, *(node for group in self._scope.shared for node in group)]
        self._nodes: dict[str, Node] = {node.id: node for node in reversed(nodes)}
        expression, work, *_ = self._scope.own
        assert isinstance(expression, ExpressionNode)
        assert isinstance(work, WorkNode)
        self._expression = expression
        # versions of one work are products of their own, which name each other
        self._product = work.same_as[0] if work.same_as else work.id
        self.others: dict[str, Entity] = {}

    def product(self) -> Entity:
        """The product, while what it names is gathered."""
        record = self._record
        return {
            "local_identifier": self._product,
            "entity_type": "product",
            "product_type": tables.type_word("skg-if", record.type) or "literature",
            **_said(
                identifiers=_identifiers(record.identifiers),
                titles=_titles(record),
                abstracts=_by_language(map(whole, record.abstracts)),
                topics=[{"term": term} for term in self._topics()],
                contributions=self._contributions(),
                manifestations=self._manifestations(),
                funding=[self._grant(one) for one in self._expression.funding],
                related_products=self._related(),
            ),
        }

    def _named(self, iri: str, entity: Entity) -> str:
        """The local identifier of an entity, which is described once."""
        self.others.setdefault(iri, {"local_identifier": iri, **entity})
        return iri

    def _topics(self) -> Iterator[str]:
        for term in self._expression.topics:
            node = self._nodes[term]
            assert isinstance(node, TopicNode)
            scheme = node.in_scheme or ""
            value = node.notation or (term if not term.startswith(f"{self._base}topic/") else "")
            known = [{"scheme": scheme, "value": value}] if scheme and value else []
            label = {_key(one.lang): one.text for one in node.preferred_label if one.text}
            yield self._named(term, {"entity_type": "topic", **_said(identifiers=known, labels=label)})
        for word in filter(attrgetter("text"), self._record.keywords):
            term = ids.mint(self._base, "topic", "none", segment(word.text))
            yield self._named(term, {"entity_type": "topic", **_said(labels={_key(word.lang): word.text})})

    def _related(self) -> dict[str, list[str]]:
        """The works that it is related to, by the kinds that the framework has."""
        found: dict[str, dict[str, None]] = {}
        for one in self._record.relations:
            best = strongest(one.identifiers)
            if best is not None and one.kind in RELATED:
                found.setdefault(RELATED[one.kind], {})[publication(self._base, "work", best)] = None
        return {kind: list(works) for kind, works in found.items()}

    # -- who -----------------------------------------------------------------------------------

    def _contributions(self) -> list[Entity]:
        roles = zip(self._record.contributions, self._expression.contributions, strict=True)
        made = [self._contribution(one, self._nodes[role]) for one, role in roles]
        houses = [iri for iri in self._expression.publishers if any(self._named_as(iri))]
        for rank, iri in enumerate(houses, 1):
            made.append({"by": self._agent(iri), "rank": rank, "role": "publisher"})
        return made

    def _named_as(self, iri: str) -> tuple[str, ...]:
        node = self._nodes[iri]
        assert isinstance(node, AgentNode)
        return node.name

    def _contribution(self, one: Contribution, role: Node) -> Entity:
        assert isinstance(role, RoleNode)
        credit = [CREDIT.get(word) or word.replace("-", " ") for word in one.credit]
        known = {"rank": role.position, "role": one.role} if one.role in ROLES else {}
        bodies = [self._body(place(self._scope, body)) for body in one.affiliations]
        return {
            "by": self._agent(role.agent),
            **_said(declared_affiliations=bodies),
            **known,
            **_said(contribution_types=credit),
        }

    def _body(self, iri: str) -> str:
        for node in self._scope.shared[-1]:  # what has just been described
            self._nodes.setdefault(node.id, node)
        return self._agent(iri)

    def _agent(self, iri: str, *types: str) -> str:
        """A person, an organisation, or a group, which is an agent of no kind."""
        node = self._nodes[iri]
        assert isinstance(node, AgentNode)
        kind = next((KINDS[one] for one in node.type if one in KINDS), "agent")
        name, *others = [*node.name] or [""]
        given = node.given or node.initials
        if kind == "person" and node.family and given:
            name = " ".join(filter(None, (given, node.family, node.suffix)))
        family = " ".join(filter(None, (node.family, node.suffix))) if kind == "person" else ""
        country = node.country_code if _COUNTRY.match(node.country_code) else ""
        said = _said(
            identifiers=self._known(node.identifiers),
            name=name,
            given_name=given if kind == "person" else "",
            family_name=family,
        )
        if kind == "organisation":
            said |= _said(other_names=others, country=country, types=list(types))
        return self._named(iri, {"entity_type": kind, **said})

    def _known(self, identifiers: Iterable[str]) -> list[Entity]:
        """Identifiers by their nodes."""
        found = [self._nodes[iri] for iri in identifiers]
        return [
            {"scheme": schemes()[node.scheme], "value": node.value}
            for node in found
            if isinstance(node, IdentifierNode)
        ]

    def _grant(self, iri: str) -> str:
        node = self._nodes[iri]
        assert isinstance(node, GrantNode)
        funder = self._agent(node.funder, "funder") if node.funder else ""
        said = _said(grant_number=node.number, acronym=node.acronym, funding_agency=funder)
        return self._named(iri, {"entity_type": "grant", **said})

    # -- where and when ------------------------------------------------------------------------

    def _manifestations(self) -> list[Entity]:
        """The expression; and one for each further licence, which holds for another version of it."""
        record = self._record
        licences = [found for one in sorted(record.licences, key=_rank) if (found := _licensed(one))]
        licences = list({one["licence"]: one for one in licences}.values())
        main = {
            "local_identifier": self._expression.id,
            "type": _type(record.type),
            **_said(
                dates=self._dates(),
                identifiers=_addresses(record),
                access_rights=_access(record),
                **(licences[0] if licences else {}),
                biblio=self._biblio(),
            ),
        }
        return [main, *({"type": _type(record.type), **one} for one in licences[1:])]

    def _dates(self) -> dict[str, list[str]]:
        record = self._record
        made: dict[str, dict[str, None]] = {"publication": {record.issued: None}} if record.issued else {}
        for event in record.history:
            if event.stage in DATES and event.date:
                made.setdefault(DATES[event.stage], {})[event.date] = None
        for status in record.statuses:
            if status.status in STATUSES and status.since:
                made.setdefault(STATUSES[status.status], {})[status.since] = None
        return {kind: list(days) for kind, days in made.items()}

    def _biblio(self) -> Entity:
        record = self._record
        first = record.first_page
        return _said(
            volume=record.volume,
            issue=record.issue,
            edition=record.edition,
            number=record.article_number,
            pages={"first": first, "last": record.last_page or first} if first else {},
            **{"in": self._venue(self._expression.venue) if self._expression.venue else ""},
        )

    def _venue(self, iri: str) -> str:
        node, found = self._nodes[iri], self._record.venue
        assert isinstance(node, VenueNode)
        assert found is not None
        said = _said(
            identifiers=self._known(node.identifiers),
            name=found.title,
            acronym=next(iter(found.abbreviations), ""),
            type=VENUES.get(found.type, "other"),
        )
        return self._named(iri, {"entity_type": "venue", **said})


@cache
def _type(name: str) -> Entity:
    """The class of the expression, where it is defined, and its words."""
    found = context.iri(name)
    words = _HUMP.sub(" ", name).lower()
    return {"class": found, "defined_in": found.removesuffix(name), "labels": {"en": words}}


def _addresses(record: Record) -> list[Entity]:
    return [{"scheme": "url", "value": url} for url in dict.fromkeys(link.url for link in record.links)]


def _access(record: Record) -> Entity:
    """The access right, with what the source says of rights in words."""
    if record.access not in ACCESS:
        return {}
    words = [*(one.written for one in record.licences if not one.licence), *record.rights]
    return {"status": ACCESS[record.access], **_said(description="; ".join(dict.fromkeys(words)))}


def _rank(one: Licence) -> tuple[bool, bool]:
    """The licence of the version of record comes first, and one with an address before one without."""
    return not one.licence, one.applies_to not in {"", "vor"}


def _licensed(one: Licence) -> Entity:
    """A licence by its address: under the member that the model documents, and the one of its context."""
    address = ids.iri(one.licence)
    return {"licence": address, "license": address} if address else {}
