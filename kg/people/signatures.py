"""Signatures: one name on one publication, with what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from kg import dates, ids, naming
from kg.people.names import given_words, surname
from kg.record import Contribution, Identifier, Record

__all__ = ["TEAM", "Signature", "block", "signatures"]

TEAM = 50
"""Of a team of more people, co-authors say little of one of them; they are left out."""

_LONG = 2000
_MANY = 50
"""So many letters of a text, and so many topics or affiliations, tell enough."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ADDRESS = re.compile(r"(?:Electronic address|E-?mail)(?: address)?:?\s*\Z", re.IGNORECASE)


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One name on one publication, with the evidence that stands around it.

    ``publication`` is a key of the publication: two signatures of one publication are never one person.
    ``position`` is the place among its authors, from 1. ``family``, ``given``, ``initials`` and
    ``suffix`` are as published (``given`` may be initials), ``name`` is the whole name. ``coauthors`` are the
    other people who are authors of the publication, none where they are more than :data:`TEAM`. ``year`` is 0
    where it is not known. ``doubted`` are identifiers that the publication gives to others too: they join
    nobody, but who has another is somebody else.
    """

    publication: str
    position: int
    family: str
    given: str
    initials: str = ""
    suffix: str = ""
    name: str = ""
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    coauthors: tuple[str, ...] = ()
    venue: str = ""
    year: int = 0
    title: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    doubted: tuple[Identifier, ...] = ()


def block(signature: Signature) -> str:
    """What signatures that are compared have in common: the family name and the first initial, folded.

    Case, accents, blanks and hyphens make no difference. A name without parts has a block of its own.

    >>> block(Signature(publication="", position=0, family="Müller-Lüdenscheidt", given="Änne"))
    'mullerludenscheidt a'
    """
    words = given_words(signature.given, signature.initials)
    return f"{surname(signature.family, signature.name)} {words[0][0] if words else ''}".rstrip()


def signatures(record: Record) -> Iterator[Signature]:
    """The signatures of a publication: of its authors who are people with a family and a given name.

    An identifier that the publication gives to two of them is doubted.
    """
    authors = [one for one in record.contributions if one.role == "author"]
    people = [place for place, one in enumerate(authors, 1) if one.agent.kind == "Person"]
    given = Counter(found for place in people for found in _identifiers(authors[place - 1]))
    names = {place: authors[place - 1].agent.name for place in people} if len(people) <= TEAM else {}
    topics = [one.label for one in record.topics] + [one.text for one in record.keywords]
    named = naming.name(record)
    around = _Around(
        publication=f"{named.scheme}/{named.value}",
        venue=_venue(record),
        year=_year(record),
        title=record.titles[0].text[:_LONG] if record.titles else "",
        topics=tuple(dict.fromkeys(topics))[:_MANY],
        languages=record.languages,
    )
    for place in people:
        one = authors[place - 1]
        if one.agent.family and (one.agent.given or one.agent.initials):
            others = tuple(name for number, name in names.items() if number != place)
            yield _signature(one, place, given, others, around)


class _Around(NamedTuple):
    """What is the same for all authors of a publication."""

    publication: str
    venue: str
    year: int
    title: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]


def _signature(
    one: Contribution,
    position: int,
    given: Mapping[Identifier, int],
    coauthors: tuple[str, ...],
    around: _Around,
) -> Signature:
    written = [place.name[:_LONG] for place in one.affiliations[:_MANY]]
    return Signature(
        position=position,
        family=one.agent.family,
        given=one.agent.given,
        initials=one.agent.initials,
        suffix=one.agent.suffix,
        name=one.agent.name,
        identifiers=tuple(found for found in _identifiers(one) if given[found] == 1),
        affiliations=tuple(filter(None, map(_without_email, written))),
        emails=tuple(dict.fromkeys(email for text in written for email in _EMAIL.findall(text))),
        coauthors=coauthors,
        doubted=tuple(found for found in _identifiers(one) if given[found] > 1),
        **around._asdict(),
    )


def _identifiers(one: Contribution) -> tuple[Identifier, ...]:
    """Those of a person, in the form in which two that are the same are equal."""
    told = [found for found in one.agent.identifiers if found.scheme in ids.PERSONAL]
    values = [(found.scheme, ids.comparable(found.scheme, found.value)) for found in told]
    return tuple(Identifier(scheme=scheme, value=value) for scheme, value in dict.fromkeys(values))


def _without_email(text: str) -> str:
    parts = [_ADDRESS.sub("", part) for part in _EMAIL.split(text)]
    return " ".join(" ".join(parts).split()).strip(" ;,")


def _venue(record: Record) -> str:
    if record.venue is None:
        return ""
    return record.venue.title or next(iter(record.venue.abbreviations), "")


def _year(record: Record) -> int:
    year = dates.year(record.issued)
    return int(year) if year.isdecimal() else 0
