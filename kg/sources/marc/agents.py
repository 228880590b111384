"""People, bodies and meetings: main and added entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg import tables
from kg.record import Affiliation, Agent, Contribution, Identifier
from kg.sources.authorities import authority
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling
from kg.text import heading, unpunctuated, without_stop

__all__ = ["HANDLERS", "agent", "label"]


def _identifiers(found: Field) -> tuple[Identifier, ...]:
    """Those of ``$0`` and ``$1`` that are known; the others stay."""
    known: dict[Identifier, None] = {}
    left = []
    for code, value in found.subfields:
        one = authority(value) if code in "01" else None
        if one is None:
            left.append((code, value))
        else:
            known[one] = None
    found.subfields = left
    return tuple(known)


def label(found: Field) -> str:
    """A heading as it is written, which is what it files under: with dates and fuller forms."""
    return " ".join(value for code, value in found.subfields if code in _PARTS[found.tag[-2:]])


_PARTS: Mapping[str, str] = {"00": "abcdjq", "10": "abcdgn", "11": "acdegnq", "20": "a"}


def _person(found: Field) -> Agent:
    names, numeral, titles = found.line("a"), found.line("b"), found.line("c")
    if found.first == "3":
        return Agent(kind="Group", name=without_stop(unpunctuated(names)))
    found.take("dq")
    if found.first == "0" or "," not in names.rstrip(" ,"):
        parts = [unpunctuated(f"{names} {numeral}".strip()), unpunctuated(titles)]
        return Agent(kind="Person", name=without_stop(", ".join(filter(None, parts))))
    return heading(", ".join(filter(None, [names.rstrip(" ,"), numeral, titles.strip("()")])))


def _body(found: Field) -> Agent:
    """A body with its units, or a meeting with its number, date and place."""
    units = "abe" if found.tag.endswith("11") else "ab"
    name = ". ".join(without_stop(unpunctuated(value)) for value in found.take(units))
    told = [unpunctuated(unpunctuated(value.rstrip(" .")).strip("()")) for value in found.take("ndcg")]
    return Agent(kind="Organization", name=f"{name} ({' : '.join(told)})" if told else name)


def _uncontrolled(found: Field) -> Agent:
    if found.first == "2":
        return Agent(kind="Organization", name=without_stop(found.line("a")))
    return heading(found.line("a"))


_KINDS: Mapping[str, Callable[[Field], Agent]] = {
    "00": _person,
    "10": _body,
    "11": _body,
    "20": _uncontrolled,
}


def agent(draft: Telling, found: Field) -> Agent | None:
    """Whom a heading is of, with the same name in other scripts; what is not in the name is noted."""
    written = label(found)
    identifiers = _identifiers(found)
    made = _KINDS[found.tag[-2:]](found)
    if not made.name.strip(" .,;"):
        return None
    if made.name != written:
        draft.changed(found.name, written, "heading")
    others = [agent(draft, pair) for pair in found.pairs if pair.tag[-2:] in _KINDS]
    names = tuple(dict.fromkeys(one.name for one in others if one and one.name != made.name))
    return Agent(
        kind=made.kind,
        name=made.name,
        family=made.family,
        given=made.given,
        suffix=made.suffix,
        other_names=names,
        identifiers=identifiers,
    )


def _roles(found: Field, default: str) -> tuple[tuple[str, ...], str]:
    """The roles that codes and terms mean, and those that mean none in their own words."""
    terms = found.take("4j") if found.tag.endswith("11") else found.take("4e")
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for term in terms:
        role = tables.role(term)
        (known if role else unknown)[role or unpunctuated(term).rstrip(".")] = None
    return tuple(known) or (default,), "; ".join(unknown)


def _entry(draft: Telling, found: Field) -> None:
    default = "author" if found.tag[0] == "1" else "contributor"
    made = agent(draft, found)
    roles, stated = _roles(found, default)
    affiliations = tuple(Affiliation(name=name) for name in found.take("u"))
    if made is None:
        return
    for role in roles:
        one = Contribution(role=role, agent=made, affiliations=affiliations, stated=stated)
        if one not in draft.contributions:
            draft.contributions.append(one)


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = dict.fromkeys(
    ("100", "110", "111", "700", "710", "711", "720"), _entry
)
"""What each field tells, by tag; an added entry with a title is of a work: see :mod:`.relations`."""
