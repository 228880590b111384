"""What the graph holds of a record, as nodes whose field names are terms of the context.

A node of this module is a JSON-LD node object as it stands: ``ontologies/context.jsonld`` says what
each field means, and nothing here names a vocabulary. A field holds a literal (``str``, ``int``,
``bool``, :class:`~kg.record.Text`, :class:`Typed`) or IRIs, as the context says. All links between
nodes are IRIs: the description is flat.
"""

from __future__ import annotations

import msgspec

from kg.ids import Iri
from kg.record import Text

__all__ = [
    "AbstractNode",
    "AccessionNode",
    "AgentNode",
    "ClassificationNode",
    "ClusteredNode",
    "Description",
    "EventNode",
    "ExpressionNode",
    "GrantNode",
    "IdentifierNode",
    "LabelledNode",
    "LicenceNode",
    "LinkNode",
    "Node",
    "ReferenceNode",
    "RightsNode",
    "RoleNode",
    "SectionNode",
    "SourceRecordNode",
    "StatusNode",
    "TopicNode",
    "Typed",
    "VenueNode",
    "WorkNode",
]


class Typed(msgspec.Struct, frozen=True):
    """A literal whose datatype goes with its form: ``date``, ``gYearMonth``, ``gYear``, ``dateTime``."""

    text: str
    type: str


class Node(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A subject: its IRI and its classes."""

    id: Iri
    type: tuple[str, ...]


class ExpressionNode(Node, frozen=True, kw_only=True, gc=False):
    """The publication as people cite it: carries nearly everything."""

    titles: tuple[Text, ...] = ()
    subtitles: tuple[str, ...] = ()
    translated_titles: tuple[Text, ...] = ()
    alternative_titles: tuple[Text, ...] = ()
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    arxiv: str = ""
    handle: str = ""
    pii: str = ""
    issued: Typed | None = None
    publication_date: Typed | None = None
    year: str = ""
    issued_written: str = ""
    submitted: tuple[Typed, ...] = ()
    accepted: tuple[Typed, ...] = ()
    available: tuple[Typed, ...] = ()
    venue: Iri | None = None
    part_of: tuple[Iri, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    first_page: str = ""
    last_page: str = ""
    article_number: str = ""
    edition: str = ""
    publishers: tuple[Iri, ...] = ()
    places: tuple[Iri, ...] = ()
    languages: tuple[Iri, ...] = ()
    formats: tuple[Iri, ...] = ()
    extent: tuple[Iri, ...] = ()
    creators: tuple[Iri, ...] = ()
    contributors: tuple[Iri, ...] = ()
    contributions: tuple[Iri, ...] = ()
    topics: tuple[Iri, ...] = ()
    primary_topics: tuple[Iri, ...] = ()
    other_topics: tuple[Iri, ...] = ()
    classifications: tuple[Iri, ...] = ()
    keywords: tuple[Text, ...] = ()
    abstract: tuple[Text, ...] = ()
    parts: tuple[Iri, ...] = ()
    license: tuple[Iri, ...] = ()
    licences: tuple[Iri, ...] = ()
    rights: tuple[Iri, ...] = ()
    access: str = ""
    funding: tuple[Iri, ...] = ()
    links: tuple[Iri, ...] = ()
    identifiers: tuple[Iri, ...] = ()
    history: tuple[Iri, ...] = ()
    accessions: tuple[Iri, ...] = ()
    statuses: tuple[Iri, ...] = ()
    notes: tuple[str, ...] = ()
    cites: tuple[Iri, ...] = ()
    citesAsRelated: tuple[Iri, ...] = ()  # noqa: N815 (a term of CiTO)
    continues: tuple[Iri, ...] = ()
    corrects: tuple[Iri, ...] = ()
    describes: tuple[Iri, ...] = ()
    discusses: tuple[Iri, ...] = ()
    hasPart: tuple[Iri, ...] = ()  # noqa: N815
    hasReplyFrom: tuple[Iri, ...] = ()  # noqa: N815
    hasTranslation: tuple[Iri, ...] = ()  # noqa: N815
    hasVersion: tuple[Iri, ...] = ()  # noqa: N815
    isCitedAsRelatedBy: tuple[Iri, ...] = ()  # noqa: N815
    isCitedBy: tuple[Iri, ...] = ()  # noqa: N815
    isContinuedBy: tuple[Iri, ...] = ()  # noqa: N815
    isCorrectedBy: tuple[Iri, ...] = ()  # noqa: N815
    isDerivedFrom: tuple[Iri, ...] = ()  # noqa: N815
    isDescribedBy: tuple[Iri, ...] = ()  # noqa: N815
    isDiscussedBy: tuple[Iri, ...] = ()  # noqa: N815
    isPartOf: tuple[Iri, ...] = ()  # noqa: N815
    isReplacedBy: tuple[Iri, ...] = ()  # noqa: N815
    isRequiredBy: tuple[Iri, ...] = ()  # noqa: N815
    isRetractedBy: tuple[Iri, ...] = ()  # noqa: N815
    isReviewedBy: tuple[Iri, ...] = ()  # noqa: N815
    isSourceOf: tuple[Iri, ...] = ()  # noqa: N815
    isSupplementTo: tuple[Iri, ...] = ()  # noqa: N815
    isSupplementedBy: tuple[Iri, ...] = ()  # noqa: N815
    isTranslationOf: tuple[Iri, ...] = ()  # noqa: N815
    isUpdatedBy: tuple[Iri, ...] = ()  # noqa: N815
    isVersionOf: tuple[Iri, ...] = ()  # noqa: N815
    replaces: tuple[Iri, ...] = ()
    repliesTo: tuple[Iri, ...] = ()  # noqa: N815
    requires: tuple[Iri, ...] = ()
    retracts: tuple[Iri, ...] = ()
    reviews: tuple[Iri, ...] = ()
    updates: tuple[Iri, ...] = ()
    references: tuple[Iri, ...] = ()
    derived_from: tuple[Iri, ...] = ()
    same_as: tuple[Iri, ...] = ()


class WorkNode(Node, frozen=True, kw_only=True, gc=False):
    """What the expressions of one work have in common: the kind of research."""

    realization: tuple[Iri, ...] = ()
    publication_types: tuple[Iri, ...] = ()
    same_as: tuple[Iri, ...] = ()


class SourceRecordNode(Node, frozen=True, kw_only=True, gc=False):
    """The description of one source record: provenance."""

    refers_to: Iri
    source: Iri
    identifier: str = ""
    format: str = ""
    record_status: str = ""
    version: str = ""
    created: Typed | None = None
    modified: Typed | None = None
    institutions: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    work_keys: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    digest: str = ""


class RoleNode(Node, frozen=True, kw_only=True, gc=False):
    """One contribution: who, as what, at which place in the order, named and affiliated how."""

    role: str
    agent: Iri
    position: int
    name_published: str
    other_names: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    organizations: tuple[Iri, ...] = ()
    corresponding: bool = False
    equal: bool = False
    stated: str = ""
    credit: tuple[str, ...] = ()
    authenticated: bool = False


class ClusteredNode(Node, frozen=True, kw_only=True, gc=False):
    """A contribution in a cluster; the probability is a decimal from 0 to 1, or ``""``."""

    cluster: Iri
    cluster_probability: str = ""


class AgentNode(Node, frozen=True, kw_only=True, gc=False):
    """A person, an organization or a group."""

    name: tuple[str, ...] = ()
    family: str = ""
    particle: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    country_code: str = ""
    identifiers: tuple[Iri, ...] = ()


class IdentifierNode(Node, frozen=True, kw_only=True, gc=False):
    """An identifier, reified; ``notation`` is the form to compare, where it is another."""

    scheme: str
    value: str
    notation: str = ""


class VenueNode(Node, frozen=True, kw_only=True, gc=False):
    """A journal, book or series, or a volume or issue of it."""

    titles: tuple[Text, ...] = ()
    abbreviations: tuple[str, ...] = ()
    issn: str = ""
    eissn: str = ""
    issnl: str = ""
    nlm: str = ""
    isbn: str = ""
    doi: str = ""
    country: str = ""
    sequence: str = ""
    part_of: tuple[Iri, ...] = ()
    identifiers: tuple[Iri, ...] = ()


class TopicNode(Node, frozen=True, kw_only=True, gc=False):
    """A concept of a controlled scheme."""

    preferred_label: tuple[Text, ...] = ()
    notation: str = ""
    in_scheme: Iri | None = None
    broader: Iri | None = None


class ClassificationNode(Node, frozen=True, kw_only=True, gc=False):
    """How sure a source is of a topic that a machine assigned; ``score`` is a decimal from 0 to 1."""

    concept: Iri
    score: str


class LabelledNode(Node, frozen=True, kw_only=True, gc=False):
    """A language, a format, a place, a scheme, a source: a class and a label."""

    label: tuple[str, ...] = ()
    notation: str = ""


class AbstractNode(Node, frozen=True, kw_only=True, gc=False):
    """An abstract: its text where it has no sections, else its sections in order."""

    content: Text | None = None
    abstract_kind: str = ""
    parts: tuple[Iri, ...] = ()
    rights: tuple[Iri, ...] = ()
    position: int


class SectionNode(Node, frozen=True, kw_only=True, gc=False):
    """A section of an abstract."""

    position: int
    label: tuple[str, ...] = ()
    content: Text


class EventNode(Node, frozen=True, kw_only=True, gc=False):
    """A date in the history of the publication."""

    stage: str
    on: Typed


class LinkNode(Node, frozen=True, kw_only=True, gc=False):
    """A manifestation at a web address."""

    url: str
    label: tuple[str, ...] = ()
    stands_there: str = ""
    formats: tuple[Iri, ...] = ()


class LicenceNode(Node, frozen=True, kw_only=True, gc=False):
    """What the source says of a licence."""

    written: str
    license: tuple[Iri, ...] = ()
    applies_to: str = ""
    since: Typed | None = None


class RightsNode(Node, frozen=True, kw_only=True, gc=False):
    """A statement of rights."""

    description: str


class GrantNode(Node, frozen=True, kw_only=True, gc=False):
    """A grant and who awarded it."""

    number: str = ""
    acronym: str = ""
    funder: Iri | None = None
    country: str = ""


class ReferenceNode(Node, frozen=True, kw_only=True, gc=False):
    """A reference as it is printed, to a publication that may have no identifier."""

    position: int
    kind: str
    refers_to: Iri | None = None
    content: str = ""
    cited_identifiers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class AccessionNode(Node, frozen=True, kw_only=True, gc=False):
    """An entry of a data bank or trial registry."""

    bank: str
    identifier: str


class StatusNode(Node, frozen=True, kw_only=True, gc=False):
    """A status of the publication in time."""

    status: str
    since: Typed | None = None


class Description(msgspec.Struct, frozen=True):
    """The nodes of one record.

    ``own`` are the expression, its fragments, its work and its source records; ``shared`` are nodes
    that other records describe too, in the same words: venues, agents, topics, languages.
    """

    own: tuple[Node, ...]
    shared: tuple[Node, ...]
