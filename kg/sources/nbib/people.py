"""Authors, editors and investigators: fields in a row, each of which tells more of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from kg import text
from kg.record import Affiliation, Agent, Contribution, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.tagged import Field
from kg.text import squeezed

__all__ = ["FIELDS", "people"]

_FULL = {"FAU": "author", "FED": "editor", "FIR": "investigator"}
_SHORT = {"AU": "author", "ED": "editor", "IR": "investigator"}
_PLACES = frozenset({"AD", "IRAD"})

FIELDS = (*_FULL, *_SHORT, *sorted(_PLACES), "AUID", "CN")
"""The fields that tell of people."""

_NAME = re.compile(
    r"(?P<family>\S.*?)\s+(?P<initials>[^\W\d_a-z]{1,4})(?:\s+(?P<suffix>[JS]r\.?|I{2,3}|IV|[2-9](?:nd|rd|th)))?\Z"
)
_OTHERS = re.compile(r"et al\.?\Z", re.IGNORECASE)
_SCHEMES = {"ORCID": "orcid", "ISNI": "isni"}


class _Person(msgspec.Struct):
    """Someone, as far as the fields have told."""

    role: str
    tag: str
    full: str = ""
    short: str = ""
    places: list[Affiliation] = msgspec.field(default_factory=list)
    identifiers: list[Identifier] = msgspec.field(default_factory=list)


def people(fields: Iterable[Field], draft: Draft) -> None:
    """Adds the contributors in their order.

    A name in full is followed by the same name short; before 2002 there is the short one alone. An
    affiliation before all names is that of the first author, as it is in the XML of the same records.
    """
    found: list[_Person] = []
    of_all: list[str] = []
    for tag, written in fields:
        line = squeezed(written)
        last = found[-1] if found else None
        if tag in _FULL:
            found.append(_Person(_FULL[tag], tag, full=line))
        elif tag in _SHORT and last is not None and not last.short and _FULL.get(last.tag) == _SHORT[tag]:
            last.short = line
        elif tag in _SHORT:
            found.append(_Person(_SHORT[tag], tag, short=line))
        elif tag == "CN":
            found.append(_Person("author", tag, full=line))
        elif tag in _PLACES and last is not None:
            last.places.append(Affiliation(name=line))
        elif tag in _PLACES:
            of_all.append(line)
        elif tag == "AUID":
            _identified(line, last, draft)
    for one in found:
        _add(one, draft)
    _first(of_all, draft)


def _identified(line: str, last: _Person | None, draft: Draft) -> None:
    name, _, number = line.partition(":")
    scheme = _SCHEMES.get(name.strip().upper(), "")
    known = identifier(scheme, number.strip()) if scheme and last is not None else None
    if known is None or last is None:
        draft.retain("AUID", line)
    elif known not in last.identifiers:
        last.identifiers.append(known)


def _add(one: _Person, draft: Draft) -> None:
    agent = _agent(one)
    if agent is None:
        draft.retain(one.tag, one.full or one.short)
        draft.retain("AD", *(place.name for place in one.places))
        return
    made = msgspec.structs.replace(agent, identifiers=tuple(one.identifiers))
    draft.contributions.append(Contribution(role=one.role, agent=made, affiliations=tuple(one.places)))


def _agent(one: _Person) -> Agent | None:
    if one.tag == "CN":
        return Agent(kind="Group", name=one.full) if one.full else None
    family, comma, given = one.full.partition(", ")
    if comma:
        made = text.person(family=family, given=given)
        return made and msgspec.structs.replace(made, initials=_initials(made, one.short))
    if one.full:
        return Agent(kind="Person", name=one.full)
    if _OTHERS.match(one.short):
        return None
    match = _NAME.match(one.short)
    if not match:
        return text.person(one.short)
    family, initials, suffix = match["family"], match["initials"], match["suffix"] or ""
    name = ", ".join(filter(None, (family, initials, suffix)))
    return Agent(kind="Person", name=name, family=family, initials=initials, suffix=suffix)


def _initials(made: Agent, short: str) -> str:
    """What the short name has behind the family name, without the suffix."""
    if not short.startswith(f"{made.family} "):
        return ""
    return short.removeprefix(made.family).removesuffix(made.suffix).strip()


def _first(places: list[str], draft: Draft) -> None:
    """Gives the affiliations of the article to its first author, unless there are better ones."""
    first = draft.contributions[0] if draft.contributions else None
    if first is None or first.affiliations:
        draft.retain("AD", *places)
    elif places:
        made = tuple(Affiliation(name=place) for place in places)
        draft.contributions[0] = msgspec.structs.replace(first, affiliations=made)
