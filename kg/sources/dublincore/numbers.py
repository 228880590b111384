"""Identifiers, links and relations: numbers with or without a word of their scheme, and addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from kg import ids, tables
from kg.record import Funding, Identifier, Link, Relation, identifier
from kg.sources.drafting import Draft
from kg.sources.dublincore import places
from kg.sources.dublincore.statements import Statement

__all__ = ["identified", "numbered", "related"]

_SCHEMES = {
    "doi": "doi",
    "pmid": "pmid",
    "pubmed": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "arxiv": "arxiv",
    "hdl": "handle",
    "handle": "handle",
    "isbn": "isbn",
    "eisbn": "isbn",
    "pisbn": "isbn",
    "issn": "issn",
    "pissn": "issn",
    "eissn": "eissn",
    "issnl": "issnl",
    "lissn": "issnl",
    "urn": "urn",
    "ark": "ark",
    "wos": "wos",
    "isi": "wos",
    "scopus": "eid",
}
"""Words for schemes: of attributes, before a colon, in info:eu-repo."""

_SERIALS = frozenset({"issn", "eissn", "issnl"})
_SERIAL_TYPES = frozenset({"Journal", "Periodical", "Magazine", "Newspaper", "Series", "BookSeries"})
_LABELLED = re.compile(r"(?:info:)?(?:urn:(?=is[bs]n))?([A-Za-z-]{2,8})\s*[:/ ]\s*(\S.*)\Z", re.IGNORECASE)
_RESOLVED = (
    ("doi", re.compile(r"https?://(?:dx\.|www\.)?doi\.org/|10\.[0-9]{4,9}/", re.IGNORECASE)),
    ("handle", re.compile(r"https?://hdl\.handle\.net/", re.IGNORECASE)),
    ("arxiv", re.compile(r"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/", re.IGNORECASE)),
    ("pmcid", re.compile(r"PMC[0-9]+\Z|https?://\S*\bpmc/articles/PMC[0-9]+/?\Z", re.IGNORECASE)),
    (
        "pmid",
        re.compile(
            r"https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)[0-9]+", re.IGNORECASE
        ),
    ),
    ("urn", re.compile(r"urn:(?!is[bs]n:)[a-z0-9-]{2,}:", re.IGNORECASE)),
    ("ark", re.compile(r"ark:/?[0-9]{5}", re.IGNORECASE)),
    ("isbn", re.compile(r"97[89][0-9 –-]{10,14}\Z|[0-9]{1,5}(?:-[0-9]{1,7}){1,2}-[0-9Xx]\Z")),
    ("issn", re.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]\Z")),
)
"""How numbers look that are certain without a word."""

_URN = re.compile(r"urn:nbn:[^\s&?#]+", re.IGNORECASE)
_WORDS = re.compile(r"info:eu-repo/(\w+)/(.+)\Z")
_GRANT = re.compile(
    r"(?P<funder>[^/]+)/(?P<programme>[^/]*)/(?P<number>[^/]+)"
    r"(?:/(?P<place>[^/]*))?(?:/(?P<title>[^/]*))?(?:/(?P<acronym>[^/]*))?/?\Z"
)


def numbered(one: Statement) -> Identifier | None:
    """The identifier that a statement tells for certain.

    >>> numbered(Statement("identifier", "ISSN: 0947-6539")).scheme
    'issn'
    >>> numbered(Statement("identifier", "http://urn.kb.se/resolve?urn=urn:nbn:se:uu:diva-1")).value
    'urn:nbn:se:uu:diva-1'
    """
    kind = _SCHEMES.get(one.kind.replace("-", ""), "")
    if kind and (found := identifier(kind, one.text)):
        return found
    label = _LABELLED.match(one.text)
    scheme = _SCHEMES.get(label[1].lower().replace("-", ""), "") if label else ""
    if label and scheme and (found := identifier(scheme, label[2])):
        return found
    for scheme, pattern in _RESOLVED:
        if pattern.match(one.text) and (found := identifier(scheme, one.text)):
            return found
    inside = _URN.search(one.text) if ids.url(one.text) else None
    return identifier("urn", unquote(inside[0])) if inside else None


def _place(draft: Draft, found: Identifier, one: Statement) -> None:
    """Adds a number to the publication, or to what it stands in."""
    if found.scheme in _SERIALS and draft.type not in _SERIAL_TYPES:
        places.numbered(draft, found, "Journal")
    elif found.scheme == "isbn" and draft.type in {"BookChapter", "ConferencePaper"}:
        places.numbered(draft, found, "Book" if draft.type == "BookChapter" else "ConferenceProceedings")
    else:
        draft.identify(found.scheme, found.value, one.field)
    if found.value != one.text:
        draft.changed(one.field, one.text, "identifier")


def identified(draft: Draft, found: list[Statement]) -> list[Statement]:
    """Adds identifiers and addresses of the publication; what is none is given back."""
    left = []
    for one in found:
        number, address = numbered(one), ids.url(one.text)
        if number:
            _place(draft, number, one)
        if address and (not number or number.scheme not in {"doi", "pmid", "pmcid", "arxiv"}):
            draft.links.append(Link(url=address))
            if address != one.text and not number:
                draft.changed(one.field, one.text, "identifier")
        elif not number:
            left.append(one)
    return left


def related(draft: Draft, found: list[Statement]) -> list[Statement]:
    """Adds what a publication is related to; what nobody can tell is given back."""
    hosts = {urlsplit(one.url).netloc for one in draft.links}
    return [one for one in found if not (_worded(draft, one) or _other(draft, one, hosts))]


def _worded(draft: Draft, one: Statement) -> bool:
    """Adds what a value of info:eu-repo tells, which says itself what it is."""
    match = _WORDS.match(one.text)
    if not match:
        return False
    if match[1] == "grantAgreement":
        return _granted(draft, one, match[2])
    kind, _, rest = match[2].partition("/")
    scheme, _, value = rest.partition("/")
    number = numbered(Statement(one.name, value, kind=scheme.lower()))
    draft.retain(one.field, one.text)
    if match[1] != "semantics" or number is None:
        return True
    if kind == "altIdentifier":
        _place(draft, number, Statement(one.name, number.value))
    elif kind in {"reference", "dataset", "humanReadableProject"}:
        word = "cites" if kind == "reference" else "citesAsRelated"
        draft.relations.append(Relation(kind=word, identifiers=(number,)))
    return True


def _granted(draft: Draft, one: Statement, path: str) -> bool:
    match = _GRANT.match(path)
    if not match:
        return False
    told = {name: unquote(value or "").strip() for name, value in match.groupdict().items()}
    draft.funding.append(Funding(number=told["number"], acronym=told["acronym"], funder=told["funder"]))
    draft.retain(one.field, one.text)
    return True


def _other(draft: Draft, one: Statement, hosts: set[str]) -> bool:
    """Adds a relation that is named, or one whose number or address says what is meant."""
    kind = tables.relation(one.name if one.name != "relation" else one.kind)
    number, address = numbered(one), ids.url(one.text)
    if one.name == "isPartOfSeries" or one.kind.startswith("ispartofseries"):
        draft.series.append(places.series(one.text))
    elif kind == "isPartOf" and places.sourced(draft, one.text):
        draft.retain(one.field, one.text)
    elif number and number.scheme in _SERIALS:
        _place(draft, number, one)
    elif number:
        draft.relations.append(Relation(kind=kind or "citesAsRelated", identifiers=(number,)))
        if number.value != one.text:
            draft.changed(one.field, one.text, "identifier")
    elif address and not kind and urlsplit(address).netloc in hosts:
        draft.links.append(Link(url=address))  # the text itself, on the server of the repository
    elif kind or address:
        draft.relations.append(Relation(kind=kind or "citesAsRelated", citation=one.text))
    elif places.is_series(one.text):
        draft.series.append(places.series(one.text))
    else:
        return False
    draft.retain(f"{one.field}/@", *one.others)
    return True
