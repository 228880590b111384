"""Other publications: what this one is part of, continues, translates, or holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg import tables
from kg.record import Identifier, Relation, Venue, identifier
from kg.sources.marc import agents, host
from kg.sources.marc.fields import Field
from kg.sources.marc.identifiers import controlled
from kg.sources.marc.telling import Telling
from kg.text import unpunctuated, without_stop

__all__ = ["HANDLERS", "is_work"]

_KINDS: Mapping[str, str] = {
    "760": "isPartOf",
    "762": "hasPart",
    "765": "isTranslationOf",
    "767": "hasTranslation",
    "770": "isSupplementedBy",
    "772": "isSupplementTo",
    "773": "isPartOf",
    "774": "hasPart",
    "775": "hasVersion",
    "776": "hasVersion",
    "777": "citesAsRelated",
    "780": "continues",
    "785": "isContinuedBy",
    "786": "isDerivedFrom",
    "787": "citesAsRelated",
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "780": (
        "Continues",
        "Continues in part",
        "Supersedes",
        "Supersedes in part",
        "Formed by the union of",
        "Absorbed",
        "Absorbed in part",
        "Separated from",
    ),
    "785": (
        "Continued by",
        "Continued in part by",
        "Superseded by",
        "Superseded in part by",
        "Absorbed by",
        "Absorbed in part by",
        "Split into",
        "Merged with",
        "Changed back to",
    ),
}
_CONTINUING = frozenset("018 ")
_REPLACING: Mapping[str, str] = {"780": "replaces", "785": "isReplacedBy"}
_CITED = "abcdghmnpst"
_ANALYTIC = "2"
_LEVEL = re.compile(r"\s*\((?:work|expression|manifestation|item)\)\s*", re.IGNORECASE)


def is_work(found: Field) -> bool:
    """Whether an added entry is of a work and not of an agent of this publication."""
    return "t" in found


def _note(found: Field) -> str:
    stated = unpunctuated(" ".join(found.take("i")))
    words = _WORDS.get(found.tag, ())
    coded = words[int(found.second)] if found.second.isdigit() and int(found.second) < len(words) else ""
    return stated or coded


def _kind(found: Field, default: str) -> str:
    """The kind of relation: as the field says in words we know, else what its tag means."""
    stated = _LEVEL.sub("", unpunctuated(" ".join(found.seen("i"))))
    return tables.relation(stated, "marc") or default


def numbers(draft: Telling, found: Field) -> tuple[Identifier, ...]:
    """The identifiers of the other publication; what is none stays."""
    made: dict[Identifier, None] = {}
    left = []
    for code, value in found.subfields:
        one = _number(code, value)
        if one is None:
            left.append((code, value))
        else:
            made[one] = None
            if one.value != value:
                draft.changed(f"{found.name}${code}", value, "identifier")
    found.subfields = left
    return tuple(made)


def _number(code: str, value: str) -> Identifier | None:
    if code == "x":
        return identifier("issn", value)
    if code == "z":
        return identifier("isbn", value)
    if code == "w":
        return controlled(value)
    if code == "o":
        return identifier("doi", value) if "10." in value else None
    return identifier("doi", value) if code in {"u", "1", "0"} and "doi.org/" in value else None


def _default(found: Field) -> str:
    """The kind that tag and indicator mean: what absorbs another publication does more than continue it."""
    if found.second not in _CONTINUING:
        return _REPLACING.get(found.tag, _KINDS[found.tag])
    return _KINDS[found.tag]


def _linked(draft: Telling, found: Field) -> None:
    """Fields 760 to 787."""
    kind, note = _kind(found, _default(found)), _note(found)
    identifiers = numbers(draft, found)
    citation = without_stop(unpunctuated(" ".join(_stopped(found.take(_CITED)))))
    if identifiers or citation:
        draft.relations.append(Relation(kind=kind, identifiers=identifiers, citation=citation, note=note))
    elif note:
        draft.retain(f"{found.name}$i", note)


def _stopped(values: list[str]) -> list[str]:
    """Parts of a citation, a full stop behind each but the last that has no mark of its own."""
    return [
        value if place == len(values) - 1 or not value[-1:].isalnum() else f"{value}."
        for place, value in enumerate(values)
    ]


def work(draft: Telling, found: Field) -> None:
    """An added entry that is a title, or a name with a title: a part of this one, or related to it."""
    default = "hasPart" if found.second == _ANALYTIC else "citesAsRelated"
    if found.tag == "740" and found.second != _ANALYTIC:
        default = "citesAsRelated"
    kind, note = _kind(found, default), _note(found)
    identifiers = numbers(draft, found)
    codes = "".join({code for code, _ in found.subfields if code.isalpha() and code not in "ehiuwx"})
    citation = without_stop(unpunctuated(" ".join(found.take(codes))))
    if citation or identifiers:
        draft.relations.append(Relation(kind=kind, identifiers=identifiers, citation=citation, note=note))


def _host(draft: Telling, found: Field) -> None:
    """Field 773: the first is where the publication stands, if it is a part."""
    if draft.venue is not None or not host.is_part(draft, found):
        _linked(draft, found)
        return
    words = "".join(found.seen("i")[:1])
    title = draft.bare(found.one("t"), "773$t") or draft.bare(found.one("a"), "773$a")
    identifiers = numbers(draft, found)
    short = [draft.bare(value, "773$p") for value in found.take("p")]
    draft.hosted = host.kind(draft, found, identifiers)
    draft.venue = Venue(
        type=draft.hosted, title=title, abbreviations=tuple(filter(None, short)), identifiers=identifiers
    )
    host.located(draft, found)
    if host.IN.match(words):
        found.one("i")


def _entry(draft: Telling, found: Field) -> None:
    """An added entry under a name: of a work, if it has a title, else of an agent."""
    if is_work(found):
        work(draft, found)
    else:
        agents.HANDLERS[found.tag](draft, found)


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    **dict.fromkeys(_KINDS, _linked),
    "773": _host,
    "730": work,
    "740": work,
    **dict.fromkeys(("700", "710", "711"), _entry),
}
"""What each field tells, by tag."""
