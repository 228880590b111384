"""Quads -> Records: what :mod:`kg.rdf` wrote, read back.

What the graph says twice is read once: direct identifiers, the creator shortcut, all topics beside
the main and the other ones, whole abstracts, years, the shortcuts of events, older IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

import msgspec

from kg import context
from kg.dates import Date
from kg.ids import Iri
from kg.rdf.canonical import contested, keyed, ordered, worked
from kg.rdf.describe import BASE
from kg.rdf.described import (
    AbstractNode,
    AccessionNode,
    AgentNode,
    ClassificationNode,
    EventNode,
    ExpressionNode,
    GrantNode,
    IdentifierNode,
    LabelledNode,
    LicenceNode,
    LinkNode,
    Node,
    ReferenceNode,
    RightsNode,
    RoleNode,
    SectionNode,
    SourceRecordNode,
    StatusNode,
    TopicNode,
    Typed,
    VenueNode,
    WorkNode,
)
from kg.rdf.reader import Graph
from kg.rdf.relating import relations
from kg.record import (
    Abstract,
    Accession,
    Affiliation,
    Agent,
    Contribution,
    Event,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Section,
    Series,
    Status,
    Text,
    Topic,
    Venue,
)

__all__ = ["frame"]

_SAME = (
    "titles",
    "subtitles",
    "translated_titles",
    "alternative_titles",
    "issued_written",
    "volume",
    "issue",
    "pages",
    "first_page",
    "last_page",
    "article_number",
    "edition",
    "keywords",
    "access",
    "notes",
)
"""The fields that an expression has as the Record has them."""

_N = TypeVar("_N", bound=Node)
_TRAILING = re.compile(r"-([0-9]+)\Z")


def frame(chunks: Iterable[bytes], *, base: str = BASE) -> Iterator[Record]:
    """The records that quads tell, in the order in which they were written.

    The quads are grouped by subject in memory: this is for a file or a batch, not for a whole large
    graph. A record comes back as :func:`~kg.rdf.canonical.canonical` puts it, without
    ``extra`` and ``changes``. Records that describe the same expression, and shared nodes that were
    written in other words, come back as one; expressions of one work have all its types.

    Args:
        chunks: N-Quads in chunks of whole lines, as :func:`kg.rdf.nquads` makes them.
        base: what minted IRIs begin with.

    Raises:
        MappingError: the quads are not such as :mod:`kg.rdf` writes; the message names the subject.

    >>> from kg.rdf import nquads
    >>> from kg.record import identifier
    >>> letter = Record(type="Letter", identifiers=(identifier("doi", "10.1000/A"),), volume="3")
    >>> list(frame(nquads([letter]))) == [letter]
    True
    """
    graph = Graph(chunks)
    works: dict[Iri, list[WorkNode]] = {}
    for work in graph.having("realization"):
        node = graph.node(WorkNode, work)
        for expression in node.realization:
            works.setdefault(expression, []).append(node)
    for expression in graph.ordered(works):
        realized = works[expression]
        described = graph.node(ExpressionNode, expression)
        framed = ordered(_Framing(graph, base, described, realized).record())
        claimed = contested(framed.identifiers, {expression, *described.same_as}, base)
        shared = worked(expression, realized[0].id, base)
        yield keyed(msgspec.structs.replace(framed, contested=claimed, work=shared), expression, base)


class _Framing:
    """One expression with the graph around it."""

    def __init__(self, graph: Graph, base: str, node: ExpressionNode, works: list[WorkNode]) -> None:
        self._graph = graph
        self._base = base
        self._node = node
        self._works = works

    def record(self) -> Record:
        node = self._node
        same: dict[str, Any] = {name: getattr(node, name) for name in _SAME}
        return Record(
            type=_class(node.type, "Expression"),
            work_types=tuple(name for work in self._works for name in work.type if name != "Work"),
            publication_types=tuple(
                self._topic(one) for work in self._works for one in work.publication_types
            ),
            abstracts=self._abstracts(),
            issued=_date(node.issued),
            history=tuple(
                Event(stage=one.stage, date=_date(one.on)) for one in self._parts(EventNode, node.history)
            ),
            venue=self._venue(),
            extent=self._labels(_numbered(node.extent)),
            series=tuple(self._series()),
            publishers=tuple(_name(self._graph.node(AgentNode, one).name) for one in node.publishers),
            places=self._labels(node.places),
            languages=tuple(one.removeprefix(context.prefixes()["iso639-2"]) for one in node.languages),
            formats=self._labels(node.formats),
            links=tuple(self._link(one) for one in self._parts(LinkNode, node.links)),
            identifiers=self._identifiers(node.identifiers),
            contributions=self._contributions(),
            topics=self._topics(),
            licences=tuple(_licence(one) for one in self._parts(LicenceNode, node.licences)),
            rights=tuple(one.description for one in self._parts(RightsNode, node.rights)),
            funding=tuple(self._grant(one) for one in self._parts(GrantNode, node.funding)),
            relations=tuple(relations(node, self._parts(ReferenceNode, node.references), self._base)),
            accessions=tuple(
                Accession(bank=one.bank, number=one.identifier)
                for one in self._parts(AccessionNode, node.accessions)
            ),
            statuses=tuple(
                Status(status=one.status, since=_date(one.since))
                for one in self._parts(StatusNode, node.statuses)
            ),
            provenance=tuple(self._provenance(one) for one in node.derived_from),
            **same,
        )

    def _parts(self, kind: type[_N], iris: Iterable[Iri]) -> list[_N]:
        """The nodes of fragments, in the order of their numbers."""
        return [self._graph.node(kind, iri) for iri in _numbered(iris)]

    def _labels(self, iris: Iterable[Iri]) -> tuple[str, ...]:
        return tuple(_name(self._graph.node(LabelledNode, iri).label) for iri in iris)

    def _identifiers(self, iris: Iterable[Iri]) -> tuple[Identifier, ...]:
        return tuple(
            Identifier(scheme=one.scheme, value=one.value) for one in self._parts(IdentifierNode, iris)
        )

    # -- text and manifestations ---------------------------------------------------------------

    def _abstracts(self) -> tuple[Abstract, ...]:
        nodes = [self._graph.node(AbstractNode, iri) for iri in self._node.parts]
        return tuple(self._abstract(node) for node in sorted(nodes, key=lambda node: node.position))

    def _abstract(self, node: AbstractNode) -> Abstract:
        parts = [self._graph.node(SectionNode, iri) for iri in node.parts]
        parts.sort(key=lambda part: part.position)
        contents = [part.content for part in parts] or [node.content or Text(text="")]
        sections = tuple(
            Section(text=part.content.text, label=_name(part.label), kind=_kind(part)) for part in parts
        )
        return Abstract(
            sections=sections or (Section(text=contents[0].text),),
            lang=contents[0].lang,
            kind=node.abstract_kind,
            rights=_name([one.description for one in self._parts(RightsNode, node.rights)]),
        )

    def _link(self, node: LinkNode) -> Link:
        return Link(
            url=node.url,
            label=_name(node.label),
            media=_name(self._labels(node.formats)),
            version=node.stands_there,
        )

    # -- where it stands -----------------------------------------------------------------------

    def _venue(self) -> Venue | None:
        if self._node.venue is None:
            return None
        node = self._graph.node(VenueNode, self._node.venue)
        return Venue(
            type=_class(node.type, "Expression"),
            title=_title(node),
            abbreviations=node.abbreviations,
            identifiers=self._identifiers(node.identifiers),
            country=node.country,
        )

    def _series(self) -> Iterator[Series]:
        """The things that it is part of, but for its venue and the volumes and issues of that."""
        for iri in self._node.part_of:
            node = self._graph.node(VenueNode, iri)
            if iri == self._node.venue or not {"JournalVolume", "JournalIssue"}.isdisjoint(node.type):
                continue
            whole = self._graph.node(VenueNode, node.part_of[0]) if node.part_of else node
            yield Series(title=_title(whole), number=node.sequence)

    # -- who -----------------------------------------------------------------------------------

    def _contributions(self) -> tuple[Contribution, ...]:
        nodes = [self._graph.node(RoleNode, iri) for iri in self._node.contributions]
        nodes.sort(key=lambda node: (node.role, node.position))
        return tuple(self._contribution(node) for node in nodes)

    def _contribution(self, node: RoleNode) -> Contribution:
        agent = self._graph.node(AgentNode, node.agent)
        kind = next((kind for kind in ("Person", "Group") if kind in agent.type), "Organization")
        return Contribution(
            role=node.role,
            agent=Agent(
                kind=cast("Any", kind),
                name=node.name_published,
                family=agent.family,
                particle=agent.particle,
                given=agent.given,
                initials=agent.initials,
                suffix=agent.suffix,
                other_names=node.other_names,
                identifiers=self._identifiers(agent.identifiers),
            ),
            affiliations=tuple(self._affiliations(node)),
            corresponding=node.corresponding,
            equal=node.equal,
            stated=node.stated,
            credit=node.credit,
            authenticated=node.authenticated,
        )

    def _affiliations(self, role: RoleNode) -> Iterator[Affiliation]:
        """The affiliations as published; those that name an identified body have its identifiers."""
        bodies = [self._graph.node(AgentNode, iri) for iri in role.organizations]
        for name in role.affiliations:
            named = [body for body in bodies if name in (body.name or ("",))]
            for body in named:
                yield Affiliation(
                    name=name,
                    country=body.country_code,
                    identifiers=self._identifiers(body.identifiers),
                )
            if not named:
                yield Affiliation(name=name)

    def _grant(self, node: GrantNode) -> Funding:
        funder = self._graph.node(AgentNode, node.funder) if node.funder else None
        return Funding(
            number=node.number,
            acronym=node.acronym,
            funder=_name(funder.name) if funder else "",
            country=node.country,
            identifiers=self._identifiers(funder.identifiers) if funder else (),
        )

    # -- topics --------------------------------------------------------------------------------

    def _topics(self) -> tuple[Topic, ...]:
        scored = self._parts(ClassificationNode, self._node.classifications)
        scores = {node.concept: float(node.score) for node in scored}
        main = [self._topic(iri, major=True, score=scores.get(iri)) for iri in self._node.primary_topics]
        return (*main, *(self._topic(iri, score=scores.get(iri)) for iri in self._node.other_topics))

    def _topic(self, iri: Iri, *, major: bool = False, score: float | None = None) -> Topic:
        node = self._graph.node(TopicNode, iri)
        label = node.preferred_label[0] if node.preferred_label else Text(text="")
        return Topic(
            label=label.text,
            concept="" if iri.startswith(f"{self._base}topic/") else iri,
            scheme=_name(self._graph.node(LabelledNode, node.in_scheme).label) if node.in_scheme else "",
            notation=node.notation,
            major=major,
            broader=node.broader or "",
            lang=label.lang,
            score=score,
        )

    # -- provenance ----------------------------------------------------------------------------

    def _provenance(self, iri: Iri) -> Provenance:
        node = self._graph.node(SourceRecordNode, iri)
        return Provenance(
            source=_name(self._graph.node(LabelledNode, node.source).label),
            id=node.identifier,
            format=node.format,
            status=node.record_status,
            version=node.version,
            created=_date(node.created),
            modified=_date(node.modified),
            institutions=node.institutions,
            collections=node.collections,
            work_keys=node.work_keys,
            file=node.file,
            position=node.place,
            digest=node.digest,
        )


def _numbered(iris: Iterable[Iri]) -> list[Iri]:
    """Fragments by the number at their end; the first of several may have none."""
    return sorted(iris, key=lambda iri: int(found[1]) if (found := _TRAILING.search(iri)) else 1)


def _class(types: Iterable[str], general: str) -> str:
    """The class beside the general one; the general one where there is no other."""
    return next((name for name in types if name != general), general)


def _kind(node: SectionNode) -> str:
    return next((name for name in node.type if name != "DiscourseElement"), "")


def _name(values: Iterable[str]) -> str:
    """The first, ``""`` where there is none."""
    return next(iter(values), "")


def _title(node: VenueNode) -> str:
    return node.titles[0].text if node.titles else ""


def _date(found: Typed | None) -> Date:
    return Date(found.text) if found else Date("")


def _licence(node: LicenceNode) -> Licence:
    return Licence(
        written=node.written,
        licence=_name(node.license),
        applies_to=node.applies_to,
        start=_date(node.since),
    )
