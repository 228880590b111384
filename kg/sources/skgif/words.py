"""The words of SKG-IF for what Records say.

See: https://skg-if.github.io/interoperability-framework/ (the words, and what each of them means).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kg import context

__all__ = [
    "ACCESS",
    "CREDIT",
    "DATES",
    "KINDS",
    "RELATED",
    "ROLES",
    "STATUSES",
    "VENUES",
    "schemes",
    "turned",
]

_SCHEMES: Mapping[str, str] = {
    **{name: name for name in ("arxiv", "crossref", "doi", "eissn", "handle", "isbn", "issn", "omid")},
    **{name: name for name in ("openalex", "orcid", "pmcid", "pmid", "ror", "urn", "viaf")},
    "issnl": "lissn",
}


@cache
def schemes() -> Mapping[str, str]:
    """Each scheme of identifiers with the framework's word for it; one that it has no word for with its IRI.

    >>> schemes()["issnl"], schemes()["gnd"].rpartition("/")[2]
    ('lissn', 'gnd')
    """
    terms: Mapping[str, str] = context.load()["scheme"]["@context"]
    return {name: context.iri(compact) for name, compact in terms.items()} | dict(_SCHEMES)


DATES = {
    "received": "received",
    "accepted": "acceptance",
    "electronic": "distribution",
    "revised": "modified",
    "copyright": "copyright",
    "created": "creation",
    "deposited": "deposit",
}
STATUSES = {"retracted": "retraction", "corrected": "correction"}
ACCESS = {
    "OpenAccess": "open",
    "EmbargoedAccess": "embargoed",
    "RestrictedAccess": "restricted",
    "MetadataOnlyAccess": "unavailable",
}
ROLES = frozenset({"author", "editor"})
CREDIT = {
    "writing-original-draft": "writing \u2013 original draft",
    "writing-review-editing": "writing \u2013 review & editing",
}
RELATED = {
    "cites": "cites",
    "isSupplementedBy": "is_supplemented_by",
    "isDescribedBy": "is_documented_by",
    "replaces": "is_new_version_of",
    "isPartOf": "is_part_of",
}
VENUES = {
    "Journal": "journal",
    "ConferenceProceedings": "conference",
    "Book": "book",
    "BookSeries": "book",
    "ReferenceBook": "book",
    "Repository": "repository",
    "Expression": "unknown",
}
KINDS = {"Person": "person", "Organization": "organisation", "Group": "agent"}


def turned(table: Mapping[str, str]) -> dict[str, str]:
    """A table the other way round; of several names with one word the first counts.

    >>> turned({"Book": "book", "BookSeries": "book"})
    {'book': 'Book'}
    """
    return {word: name for name, word in reversed([*table.items()])}
