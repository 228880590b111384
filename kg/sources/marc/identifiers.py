"""Numbers that identify the publication, and addresses at which it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg import ids, tables
from kg.record import Identifier, Link, Relation, identifier
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling
from kg.text import unpunctuated

__all__ = ["HANDLERS", "controlled"]

_NAMED: Mapping[str, str] = {
    "doi": "doi",
    "hdl": "handle",
    "handle": "handle",
    "urn": "urn",
    "nbn": "urn",
    "ark": "ark",
    "arxiv": "arxiv",
    "pmid": "pmid",
    "pubmed": "pmid",
    "pmcid": "pmcid",
    "pmc": "pmcid",
    "wikidata": "wikidata",
    "isbn": "isbn",
    "pii": "pii",
    "wos": "wos",
    "scopus": "eid",
    "eid": "eid",
}
"""Codes of the source of a standard number (024 $2), with the scheme of each."""

_AGENCIES: Mapping[str, str] = {
    "ocolc": "oclc",
    "oclc": "oclc",
    "dlc": "lccn",
    "doi": "doi",
    "pmid": "pmid",
    "pubmed": "pmid",
    "pmcid": "pmcid",
    "arxiv": "arxiv",
    "handle": "handle",
    "dnlm": "nlm",
}
_CONTROLLED = re.compile(r"\((?P<agency>[^()]{2,20})\)\s*(?P<number>\S.*)")
_OCLC = re.compile(r"(?:ocm|ocn|on)[0-9]{8,}\s*\Z")
_RESOLVERS = re.compile(r"https?://(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net|arxiv\.org)/", re.IGNORECASE)
_EAN = "3"
_RELATED = "2"


def controlled(written: str) -> Identifier | None:
    """The identifier that a control number behind the code of its agency is, if we know the agency.

    >>> controlled("(OCoLC)ocm47013195").value, controlled("(DE-600)1109379-1") is None
    ('47013195', True)
    """
    if _OCLC.match(written):
        return identifier("oclc", written)
    match = _CONTROLLED.match(written.strip())
    scheme = _AGENCIES.get(match["agency"].lower()) if match else None
    return identifier(scheme, match["number"]) if match and scheme else None


def _isbn(draft: Telling, found: Field) -> None:
    """Field 020: the number, with the words behind it, which stay with it as written."""
    words = found.take("q")
    numbers = found.take("a")
    for number in numbers:
        written = f"{number} ({' ; '.join(words)})" if words else number
        draft.identify("isbn", written, f"{found.name}$a")
    if words and not numbers:
        draft.retain(f"{found.name}$q", *words)


def _issn(draft: Telling, found: Field) -> None:
    for code, scheme in (("a", "issn"), ("l", "issnl")):
        for written in found.take(code):
            one = identifier(scheme, written)
            if one is None:
                draft.retain(f"{found.name}${code}", written)
                continue
            draft.numbers.append(one)
            if one.value != written:
                draft.changed(f"{found.name}${code}", written, "identifier")


def _standard(draft: Telling, found: Field) -> None:
    """Field 024: a number whose kind the first indicator or ``$2`` tells."""
    source = "".join(found.seen("2")[:1]).strip().lower()
    scheme = _NAMED.get(source, "")
    if found.first == _EAN:
        scheme = "isbn"
    left = []
    for written in found.take("a"):
        tried = scheme or ("doi" if written.lower().startswith(("doi:", "10.", "https://doi.org/")) else "")
        one = identifier(tried, written) if tried else None
        if one is None:
            left.append(("a", written))
        else:
            draft.identify(tried, written, f"{found.name}$a")
    found.subfields = left + found.subfields
    if not left and source in _NAMED:
        found.take("2")
    elif left:
        draft.retain(found.name, found.written())
        found.subfields = []


def _agency_number(draft: Telling, found: Field) -> None:
    """Field 035: a control number of another system; what we do not know stays."""
    left = []
    for written in found.take("a"):
        one = controlled(written)
        if one is None:
            left.append(("a", written))
        else:
            draft.identifiers.append(one)  # each stands once in the Record, as written in its changes
            draft.changed(f"{found.name}$a", written, "identifier")
    found.subfields = left + found.subfields


def _library_number(draft: Telling, found: Field) -> None:
    for written in found.take("a"):
        draft.identify("lccn", written, f"{found.name}$a")


def _national_number(draft: Telling, found: Field) -> None:
    """Field 016: a number of a national library; that of medicine has a scheme."""
    if "".join(found.seen("2")).strip() != "DNLM":
        return
    values = found.take("a")
    if all(draft.identify("nlm", written, f"{found.name}$a") for written in values):
        found.take("2")


def _electronic(draft: Telling, found: Field) -> None:
    """Field 856: addresses of the publication; those of something related are relations."""
    words = [unpunctuated(value) for value in found.take("3yz")]
    label = ", ".join(dict.fromkeys(filter(None, words)))
    media = "".join(found.take("q")[:1])
    for written in found.take("u"):
        address = ids.url(written)
        if address is None:
            draft.retain(f"{found.name}$u", f"{label}: {written}" if label else written)
        elif found.second == _RELATED:
            draft.relations.append(Relation(kind="citesAsRelated", citation=_cited(label, address)))
        else:
            draft.links.append(Link(url=address, label=label, media=media))
            if address != written:
                draft.changed(f"{found.name}$u", written, "identifier")
            _identified(draft, written)
            label_access = next(filter(None, map(tables.access, words)), "")
            draft.access = draft.access or label_access
            continue
        if media:
            draft.retain(f"{found.name}$q", media)


def _cited(label: str, address: str) -> str:
    return f"{label}: {address}" if label else address


def _identified(draft: Telling, address: str) -> None:
    """The identifier that an address resolves."""
    if _RESOLVERS.match(address):
        for scheme in ("doi", "handle", "arxiv"):
            one = identifier(scheme, address)
            if one is not None:
                if one not in draft.identifiers:
                    draft.identifiers.append(one)
                return


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    "010": _library_number,
    "016": _national_number,
    "020": _isbn,
    "022": _issn,
    "024": _standard,
    "035": _agency_number,
    "856": _electronic,
}
"""What each field tells, by tag."""
