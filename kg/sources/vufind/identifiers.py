"""Identifiers of a document: from fields made for them, and from addresses."""

from __future__ import annotations

import re

from kg import ids
from kg.record import Identifier, Link, identifier
from kg.sources.vufind.fields import Fields

__all__ = ["linked", "links", "named", "numbers", "unique"]

_ADDRESS = re.compile(r"https?://|ftp://", re.IGNORECASE)
_OWN = re.compile(
    r"(?:clean)?(doi|pmid|pmcid|arxiv|handle)s?(?:_(?:str|txt|isn|txtP)(?:_mv)?)?\Z", re.IGNORECASE
)
# the fields of numbers, and the schemes to try
_NUMBERS = (("isbn", "isbn"), ("issn", "issn"), ("lccn", "lccn"), ("oclc_num", "oclc"))
_OCLC = re.compile(r"\(OCoLC\)|ocm|ocn|on[0-9]", re.IGNORECASE)
_RESOLVERS = re.compile(r"https?://(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net|arxiv\.org)/", re.IGNORECASE)


def unique(found: list[Identifier]) -> tuple[Identifier, ...]:
    """Each identifier once, where two spellings are one, in the order in which they come."""
    kept = {(one.scheme, ids.comparable(one.scheme, one.value)): one for one in reversed(found)}
    return tuple(reversed(kept.values()))


def named(fields: Fields) -> list[Identifier]:
    """Those of local fields that are named for a scheme, such as ``doi_str_mv``."""
    found = []
    for name in fields.names():
        match = _OWN.match(name)
        for value in fields.all(name) if match else ():
            scheme = match[1].lower() if match else ""
            found += _told(fields, name, scheme, value)
    return found


def numbers(fields: Fields) -> list[Identifier]:
    """ISBN, ISSN, LCCN and OCLC numbers; what is none of them stays."""
    found = []
    for name, scheme in _NUMBERS:
        for value in fields.all(name):
            found += _told(fields, name, scheme, value)
    for value in fields.all("ctrlnum"):
        if _OCLC.match(value):
            # "ocm05831268 820113" is a number and a date
            number = value if value.startswith("(") else value.partition(" ")[0]
            found += _told(fields, "ctrlnum", "oclc", number)
        else:
            fields.keep("ctrlnum", value)
    return found


def _told(fields: Fields, name: str, scheme: str, value: str) -> list[Identifier]:
    one = identifier(scheme, value)
    if one is None:
        fields.keep(name, value)
    elif one.value != value:
        fields.changed(name, value, "identifier")
    return [one] if one else []


def links(fields: Fields) -> tuple[Link, ...]:
    """The web addresses, with what the catalogue says of them; what is none stays."""
    labels = fields.beside("url.desc")
    found = []
    for place, value in enumerate(fields.beside("url")):
        address = ids.url(value)
        if address:
            found.append(Link(url=address, label=labels[place] if place < len(labels) else ""))
        elif value:
            fields.keep("url", value)
    return tuple(dict.fromkeys(found))


def linked(fields: Fields, own: str) -> list[Identifier]:
    """The identifiers that the addresses are of, and the record's own id where it is one."""
    found = []
    for value in (*fields.all("url"), own):
        resolved = _RESOLVERS.match(value)
        schemes: tuple[str, ...] = ("doi", "handle", "arxiv") if resolved else ("pmcid", "pmid")
        if not resolved and not _ADDRESS.match(value):
            schemes = ("doi", "pmcid") if value[:3] in {"10.", "PMC", "doi"} else ()
        found += [one for scheme in schemes if (one := identifier(scheme, value))][:1]
    return found
