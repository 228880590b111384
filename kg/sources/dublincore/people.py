"""Creators and contributors: one name a statement, with what repositories add to it."""

from __future__ import annotations

import re

from kg import tables, text
from kg.record import Affiliation, Contribution, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.dublincore.statements import Statement

__all__ = ["contributed"]

_ORCID = re.compile(
    r"[\s,;]*[(\[]?\s*(?:orcid(?:\s*id)?\s*[:=]?\s*)?(?:https?://)?(?:www\.)?(?:orcid\.org/)?"
    r"(?P<number>[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx])\s*[)\]]?",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"[^,;]+,[^,;]+\Z")
_LIFE = re.compile(
    r",\s*(?:b\.\s*|ca\.?\s*)?[0-9]{4}\??\s*[-–]\s*(?:[0-9]{4}\??)?\.?\Z|,\s*[-–][0-9]{4}\.?\Z"
)
"""The dates of a person, as catalogues write them behind the name."""
_SCHEMES = ("orcid", "isni", "viaf", "gnd", "ror")


def contributed(draft: Draft, creators: list[Statement], contributors: list[Statement]) -> None:
    """Adds those named, in order; a contributor who is a creator too is one."""
    for one in creators:
        for name in _names(one.text):
            _contribution(draft, one, name, "author")
    known = {one.agent.name for one in draft.contributions}
    for one in contributors:
        role = tables.role(one.kind) if one.kind else ""
        for name in _names(one.text):
            count = len(draft.contributions)
            _contribution(draft, one, name, role or "contributor")
            if not role and draft.contributions[count:] and draft.contributions[-1].agent.name in known:
                draft.contributions.pop()


def _names(written: str) -> list[str]:
    """The names of a list in which each is inverted; else the text alone."""
    pieces = [piece.strip() for piece in written.split(";")]
    whole = [piece for piece in pieces if piece]
    if len(whole) > 1 and all(_INVERTED.match(piece) and not tables.body(piece) for piece in whole):
        return whole
    return [written]


def _contribution(draft: Draft, one: Statement, written: str, role: str) -> None:
    numbers = [found for other in one.others if (found := _number(other))]
    match = _ORCID.search(written)
    orcid = identifier("orcid", match["number"]) if match else None
    if match and orcid:
        written = " ".join((written[: match.start()], written[match.end() :])).strip(" ,;")
        numbers.append(orcid)
    name, places = _placed(written)
    bare = text.without_stop(_LIFE.sub("", name))
    if bare != name:
        draft.changed(one.field, one.text, "heading")
        name = bare
    agent = text.agent(name, tuple(dict.fromkeys(numbers)))
    if agent is None:
        draft.retain(one.field, one.text, *one.others)
        return
    draft.retain(f"{one.field}/@", *(other for other in one.others if not _number(other)))
    stated = one.kind if role == "contributor" else ""
    draft.contributions.append(Contribution(role=role, agent=agent, affiliations=places, stated=stated))


def _placed(written: str) -> tuple[str, tuple[Affiliation, ...]]:
    """A name without the body behind a semicolon, as journals write the affiliation of an author."""
    name, mark, place = written.partition(";")
    if mark and _INVERTED.match(name) and tables.body(place) == "Organization":
        return name.strip(), (Affiliation(name=place.strip()),)
    return written, ()


def _number(written: str) -> Identifier | None:
    return next((found for scheme in _SCHEMES if (found := identifier(scheme, written))), None)
