"""The Record: one bibliographic record of one source, complete, immutable.

It goes through everything: readers make it, identity merges it, :mod:`kg.rdf` writes it. ``""`` and
``()`` mean that the source does not say. Names of classes and kinds (``type``, ``role``, ``kind``)
are terms of ``ontologies/context.jsonld``; no vocabulary IRI stands here.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kg import ids
from kg.dates import Date

__all__ = [
    "Abstract",
    "Accession",
    "Affiliation",
    "Agent",
    "Change",
    "Contribution",
    "Event",
    "Extra",
    "Funding",
    "Identifier",
    "Licence",
    "Link",
    "Provenance",
    "Record",
    "Reject",
    "Relation",
    "Section",
    "Series",
    "Status",
    "Text",
    "Topic",
    "Venue",
    "identifier",
]


class _Struct(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """Frozen, keyword-only, and as small on disk as what it holds."""


class Text(_Struct, frozen=True, kw_only=True):
    """A literal with its language, a BCP 47 tag in lower case, or ``""`` where it is not known."""

    text: str
    lang: str = ""


class Identifier(_Struct, frozen=True, kw_only=True):
    """A value in its normal form, under a scheme of :data:`kg.ids.SCHEMES`."""

    scheme: str
    value: str


class Section(_Struct, frozen=True, kw_only=True):
    """One part of an abstract.

    ``kind`` is the discourse element: ``Background``, ``ProblemStatement``, ``Methods``,
    ``Results``, ``Conclusion``, or ``""``; ``label`` is the heading as printed.
    """

    text: str
    label: str = ""
    kind: str = ""


class Abstract(_Struct, frozen=True, kw_only=True):
    """An abstract in its sections; one section without a label where it is not structured.

    ``kind`` is ``""`` for the abstract of the publication itself, else what the source calls the
    other one ("plain-language-summary", "Publisher").
    """

    sections: tuple[Section, ...]
    lang: str = ""
    kind: str = ""
    rights: str = ""


class Event(_Struct, frozen=True, kw_only=True):
    """A date in the life of the publication: ``received``, ``accepted``, ``electronic``, ..."""

    stage: str
    date: Date


class Affiliation(_Struct, frozen=True, kw_only=True):
    """An affiliation as published, with the identifiers that the source gives it.

    ``country`` is an ISO 3166-1 code of two letters, in upper case, where the source gives one.
    """

    name: str
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()


class Agent(_Struct, frozen=True, kw_only=True):
    """A person, an organization or a group, named as in the source.

    ``name`` is the whole name for display; ``family`` and ``given`` where the source tells them
    apart (both are empty for a person of one name, which stands in ``name``). ``particle`` is the
    beginning of ``family`` that some sort by and others do not: ``van der`` of ``van der Berg``.
    ``other_names`` are the
    same name in another script, as the source gives it.
    """

    kind: Literal["Person", "Organization", "Group"]
    name: str
    family: str = ""
    particle: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    other_names: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


class Contribution(_Struct, frozen=True, kw_only=True):
    """What an agent did; the order of contributions of one role is the order of publication.

    ``role`` is ``author``, ``editor``, ``translator``, ``investigator``, ... (a term of the
    context); ``stated`` is the role in the source's own words where they say more. ``credit`` are
    terms of the Contributor Roles Taxonomy (CRediT), such as ``conceptualization``.
    ``authenticated`` says that the agent signed in to claim the ORCID.
    """

    role: str
    agent: Agent
    affiliations: tuple[Affiliation, ...] = ()
    corresponding: bool = False
    equal: bool = False
    stated: str = ""
    credit: tuple[str, ...] = ()
    authenticated: bool = False


class Topic(_Struct, frozen=True, kw_only=True):
    """A subject heading of a controlled scheme.

    ``concept`` is its IRI where the scheme has IRIs, else ``""``. A heading with a subdivision is a
    topic of its own, whose ``broader`` is the concept of the heading. ``score`` is how sure the source
    is, from 0 to 1, where a machine assigned it.
    """

    label: str
    concept: str = ""
    scheme: str = ""
    notation: str = ""
    major: bool = False
    broader: str = ""
    lang: str = ""
    score: float | None = None


class Licence(_Struct, frozen=True, kw_only=True):
    """A licence: its canonical IRI where known, and always what the source writes.

    ``applies_to`` is the version meant, a word of :func:`kg.tables.version` (``vor``, ``am``,
    ``submitted``) or another of the source (``tdm``), ``start`` the day it begins.
    """

    written: str
    licence: str = ""
    applies_to: str = ""
    start: Date = Date("")


class Funding(_Struct, frozen=True, kw_only=True):
    """A grant, its funder, or both."""

    number: str = ""
    acronym: str = ""
    funder: str = ""
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()


class Relation(_Struct, frozen=True, kw_only=True):
    """A link to another publication, by identifiers, by text, or by both.

    ``kind`` is a word of the context: a property of CiTO (``cites``, ``retracts``, ...) or another that
    links publications (``isVersionOf``, ``isPartOf``, ...).
    """

    kind: str
    identifiers: tuple[Identifier, ...] = ()
    citation: str = ""
    note: str = ""


class Accession(_Struct, frozen=True, kw_only=True):
    """An entry of a data bank or a trial registry that the publication names."""

    bank: str
    number: str


class Link(_Struct, frozen=True, kw_only=True):
    """A web address of the publication; ``label`` is what the source says of it.

    ``version`` is the version that stands there, a word of :func:`kg.tables.version` (``vor``, ``am``,
    ``submitted``), where the source tells.
    """

    url: str
    label: str = ""
    media: str = ""
    version: str = ""


class Series(_Struct, frozen=True, kw_only=True):
    """A series that a monograph belongs to."""

    title: str
    number: str = ""


class Venue(_Struct, frozen=True, kw_only=True):
    """Where the publication stands: a journal, a book, proceedings, a repository.

    ``type`` is a class of the context (``Journal``, ``Book``, ``ConferenceProceedings``, ...).
    Identifiers have the schemes ``issn``, ``eissn``, ``issnl``, ``nlm``, ``isbn``, ``doi``, ...
    """

    type: str
    title: str = ""
    abbreviations: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    country: str = ""


class Extra(_Struct, frozen=True, kw_only=True):
    """A source field that nothing else took, as it was."""

    field: str
    values: tuple[str, ...]


class Change(_Struct, frozen=True, kw_only=True):
    """A text of the source as published, of which a documented rule made something else.

    ``field`` is the source's own field, or that of the Record where the rule is for all formats
    (``controls``, ``access-right``, ``tdm-terms``); ``rule`` is a name of
    :data:`kg.text.rules.EXPLAINED`. What cannot be shown is written out.
    """

    field: str
    written: str
    rule: str


class Status(_Struct, frozen=True, kw_only=True):
    """A status of the publication, a term of the context such as ``retracted``, and since when."""

    status: str
    since: Date = Date("")


class Provenance(_Struct, frozen=True, kw_only=True):
    """Where a record comes from.

    ``source`` is the name of the source ("pubmed", "vufind"), ``id`` the record's own id there;
    ``file`` the input as the user named it, ``position`` the place in it in words, ``digest`` the
    SHA-256 of the record's bytes as hexadecimal. ``status`` is the source's own word, except
    ``deleted``: the source withdraws the record. ``version``, then ``modified``, tells which of two
    records of the same id is newer. ``work_keys`` are the source's own keys of one work.
    """

    source: str
    id: str = ""
    format: str = ""
    status: str = ""
    version: str = ""
    created: Date = Date("")
    modified: Date = Date("")
    institutions: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    work_keys: tuple[str, ...] = ()
    file: str = ""
    position: str = ""
    digest: str = ""


class Record(_Struct, frozen=True, kw_only=True):
    """A bibliographic record.

    ``type`` is the class of the expression and ``work_types`` are classes of the work; neither has
    a node of the other. ``publication_types`` are IRIs of a scheme of types (MeSH) and are kept
    whether or not there is a class for them. A source record has one :class:`Provenance`, a merged
    one has as many as records were merged, newest first. ``contested`` are those of its identifiers
    that other publications claim too, so that they neither name nor link this one. ``key`` is the
    identifier that names it; it is set only where the strongest one cannot, because it is contested.
    ``work`` is the identifier that names its work, set only where that is another version's.
    """

    type: str
    key: Identifier | None = None
    work: Identifier | None = None
    work_types: tuple[str, ...] = ()
    publication_types: tuple[Topic, ...] = ()
    titles: tuple[Text, ...] = ()
    subtitles: tuple[str, ...] = ()
    translated_titles: tuple[Text, ...] = ()
    alternative_titles: tuple[Text, ...] = ()
    abstracts: tuple[Abstract, ...] = ()
    issued: Date = Date("")
    issued_written: str = ""
    history: tuple[Event, ...] = ()
    venue: Venue | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    first_page: str = ""
    last_page: str = ""
    article_number: str = ""
    edition: str = ""
    extent: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    contested: tuple[Identifier, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    topics: tuple[Topic, ...] = ()
    keywords: tuple[Text, ...] = ()
    licences: tuple[Licence, ...] = ()
    rights: tuple[str, ...] = ()
    access: str = ""
    funding: tuple[Funding, ...] = ()
    relations: tuple[Relation, ...] = ()
    accessions: tuple[Accession, ...] = ()
    statuses: tuple[Status, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    extra: tuple[Extra, ...] = ()
    changes: tuple[Change, ...] = ()


class Reject(_Struct, frozen=True, kw_only=True):
    """A record, or a whole file, that could not be read: enough to find it and mend it.

    ``position`` is the place in words, ``""`` for the whole file; ``field`` and ``value`` tell the
    fault where it lies in one field; ``content`` is the start of the record as it was.
    """

    file: str
    reason: str
    position: str = ""
    record: str = ""
    field: str = ""
    value: str = ""
    content: str = ""


def identifier(scheme: str, text: str) -> Identifier | None:
    """The identifier that a source writes, in its normal form; ``None`` where it is none.

    >>> identifier("doi", "doi:10.1000/182")
    Identifier(scheme='doi', value='10.1000/182')
    >>> identifier("orcid", "0000-0002-1825-0098") is None
    True
    """
    value = ids.normalise(scheme, text)
    return None if value is None else Identifier(scheme=scheme, value=value)
