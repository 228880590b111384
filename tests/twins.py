"""What twins are compared by, and how their differences are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kg import ids
from kg.record import Record, Venue

_NOWHERE = Venue(type="Expression")

Told = Callable[[Record], Any]


def letters(text: str) -> str:
    """The letters and figures of a text, without regard to case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _ids(*schemes: str) -> Told:
    return lambda record: {
        ids.comparable(one.scheme, one.value) for one in record.identifiers if one.scheme in schemes
    }


def _authors(told: Callable[[Any], Any]) -> Told:
    return lambda record: [told(one.agent) for one in record.contributions if one.role == "author"]


def _related(record: Record) -> set[tuple[str, str]]:
    return {
        (one.kind, ids.comparable(found.scheme, found.value))
        for one in record.relations
        for found in one.identifiers
        if one.kind != "cites"
    }


FIELDS: Mapping[str, Told] = {
    "type": lambda one: one.type,
    "title": lambda one: letters(" ".join((one.titles[0].text, *one.subtitles))) if one.titles else "",
    "authors": _authors(lambda agent: letters(agent.family or agent.name)),
    "names": _authors(lambda agent: sorted(map(letters, agent.name.replace(".", " ").split()))),
    "initials": lambda one: "".join(
        found.agent.given[:1].casefold() for found in one.contributions if found.role == "author"
    ),
    "persons": _authors(lambda agent: agent.kind),
    "others": lambda one: sorted(
        (found.role, letters(found.agent.family or found.agent.name))
        for found in one.contributions
        if found.role != "author"
    ),
    "year": lambda one: one.issued[:4],
    "issued": lambda one: one.issued,
    "volume": lambda one: one.volume,
    "issue": lambda one: one.issue,
    "first page": lambda one: one.first_page,
    "last page": lambda one: one.last_page,
    "article number": lambda one: one.article_number,
    "edition": lambda one: one.edition,
    "venue": lambda one: letters(one.venue.title) if one.venue else "",
    "numbers of the venue": lambda one: {found.value for found in (one.venue or _NOWHERE).identifiers},
    "series": lambda one: [(letters(found.title), found.number) for found in one.series],
    "publishers": lambda one: [letters(name) for name in one.publishers],
    "doi": _ids("doi"),
    "pmid": _ids("pmid"),
    "pmcid": _ids("pmcid"),
    "isbn": _ids("isbn"),
    "languages": lambda one: one.languages,
    "licences": lambda one: {found.licence for found in one.licences} - {""},
    "access": lambda one: one.access,
    "abstract": lambda one: (
        letters("".join(part.text for part in one.abstracts[0].sections)) if one.abstracts else ""
    ),
    "keywords": lambda one: {letters(word.text) for word in one.keywords},
    "topics": lambda one: {letters(topic.label) for topic in one.topics},
    "agents' identifiers": lambda one: {
        found.value
        for each in one.contributions
        for found in each.agent.identifiers
        if found.scheme in {"orcid", "ror"}
    },
    "grants": lambda one: {found.number for found in one.funding} - {""},
    "relations": _related,
    "statuses": lambda one: {found.status for found in one.statuses},
}
"""What is compared, in letters and figures where writing may differ."""


class Differ(NamedTuple):
    """How many twins have two values, how many have a value on one side only, and why."""

    other: int
    silent: int
    why: str


def differences(
    pairs: list[tuple[Record, Record]], fields: Mapping[str, Told] = FIELDS
) -> dict[str, tuple[int, int]]:
    """How many of the twins have another value in a field, and how many have one on one side only."""
    other, silent = Counter[str](), Counter[str]()
    for one, twin in pairs:
        for field, told in fields.items():
            first, second = told(one), told(twin)
            if first != second:
                (other if first and second else silent)[field] += 1
    return {field: (other[field], silent[field]) for field in fields if other[field] or silent[field]}
