"""Identifiers: text as people write it -> its normal form or ``None``; and the minting of IRIs.

Each function takes what a catalogue really holds (a prefix, a URL, a wrong hyphen, text behind the
number) and gives back the one form the graph uses, or ``None`` where the text is not such an
identifier or its check digit is wrong. The normal forms are NewTypes that nothing else makes, so
that mypy finds a reader that passes raw text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from kg.ids.agents import Orcid, crossref, gnd, grid, isni, orcid, ringgold, ror, viaf
from kg.ids.catalogues import isbn, issn, lccn, nlm, oclc
from kg.ids.dois import Doi, doi, fundref, registered
from kg.ids.iris import Iri, iri, mint, slug, url
from kg.ids.works import (
    anything,
    ark,
    arxiv,
    eid,
    handle,
    omid,
    openalex,
    pii,
    pmcid,
    pmid,
    urn,
    wikidata,
    wos,
)

__all__ = [
    "LINKING",
    "PERSONAL",
    "SCHEMES",
    "Doi",
    "Iri",
    "Orcid",
    "arxiv",
    "comparable",
    "doi",
    "handle",
    "iri",
    "isbn",
    "isni",
    "issn",
    "lccn",
    "mint",
    "normalise",
    "oclc",
    "orcid",
    "pii",
    "pmcid",
    "pmid",
    "recognise",
    "registered",
    "ror",
    "slug",
    "url",
]

SCHEMES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "doi": doi,
        "pmid": pmid,
        "pmcid": pmcid,
        "arxiv": arxiv,
        "handle": handle,
        "isbn": isbn,
        "issn": issn,
        "eissn": issn,
        "issnl": issn,
        "nlm": nlm,
        "oclc": oclc,
        "lccn": lccn,
        "pii": pii,
        "nihmsid": anything,
        "bookaccession": anything,
        "orcid": orcid,
        "isni": isni,
        "ror": ror,
        "grid": grid,
        "ringgold": ringgold,
        "crossref": crossref,
        "fundref": fundref,
        "openalex": openalex,
        "omid": omid,
        "ark": ark,
        "urn": urn,
        "wos": wos,
        "eid": eid,
        "wikidata": wikidata,
        "viaf": viaf,
        "gnd": gnd,
        "local": anything,
    }
)
"""Every scheme that an identifier can have, with the function that normalises it."""

_VERSION = re.compile(r"v[0-9]+\Z")

LINKING: tuple[str, ...] = (
    "doi",
    "pmid",
    "pmcid",
    "arxiv",
    "handle",
    "bookaccession",
    "omid",
    "wos",
    "eid",
    "openalex",
)
"""Schemes that name one expression, strongest first: IRIs are minted from the first that a record
has, and two records that share one describe the same expression. Not among them are an ISBN, for the
volumes of a set and the chapters of a book share theirs; a Wikidata identifier, which is of the
work with all its versions; a URN, which may be an ISBN; and an ARK, which may be of a copy, a
page, or the catalogue's record. OpenAlex too puts versions under one identifier, but its record is of one
of them, and other records that carry it mean that record; it comes last."""

PERSONAL: tuple[str, ...] = ("orcid", "isni", "gnd", "viaf", "wikidata")
"""Schemes that name one person, strongest first."""


def normalise(scheme: str, text: str) -> str | None:
    """The normal form of an identifier of a scheme of :data:`SCHEMES`, or ``None``.

    Raises:
        KeyError: there is no such scheme.
    """
    return SCHEMES[scheme](text)


def comparable(scheme: str, value: str) -> str:
    """What is equal for two identifiers that are the same.

    Case and Unicode are folded, the lengths of ISBN, the versions of an arXiv e-print, the final dots of a
    DOI, and what an ARK may be written with or without.

    >>> comparable("doi", "10.1186/1471-2458-11-S5-S4")
    '10.1186/1471-2458-11-s5-s4'
    >>> comparable("isbn", "1558612742"), comparable("arxiv", "2101.00001v2")
    ('9781558612747', '2101.00001')
    """
    if scheme in {"doi", "fundref", "handle"}:
        value = value.lower().rstrip(".")
    elif scheme == "arxiv":
        # records name an e-print without its version as a rule, whichever they mean
        value = _VERSION.sub("", value.lower())
    elif scheme == "ark":
        value = value.replace("ark:/", "ark:", 1).replace("-", "")
    elif scheme == "isbn" and len(value) == 10:
        body = "978" + value[:9]
        total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
        return f"{body}{-total % 10}"
    # the form that an IRI has, or publications that nothing links would meet in one
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def recognise(text: str) -> tuple[str, str] | None:
    """The scheme and normal form of an identifier of unstated scheme, or ``None``.

    A number alone is taken for a PMID.

    >>> recognise("PMC3247027"), recognise("doi:10.1000/1"), recognise("nothing")
    (('pmcid', 'PMC3247027'), ('doi', '10.1000/1'), None)
    """
    for scheme in ("doi", "pmcid", "pmid", "arxiv", "orcid", "issn", "isbn", "ror"):
        value = SCHEMES[scheme](text)
        if value is not None:
            return scheme, value
    return None
