"""Lists of contributors of several sources -> one: each person with what all of them know."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.record import Affiliation, Agent, Contribution, Identifier
from kg.text.folding import folded

__all__ = ["completed_names", "person"]

_Names = tuple[bool, tuple[tuple[str, str], ...]]
"""Whether a list has authors, and the names of these, or of everybody where there are none."""


def person(one: Contribution) -> tuple[str, str]:
    """What is equal for two spellings of a name: the last word of the family name, and an initial.

    >>> names = ("Gertrude van den Brink", "", ""), ("van den Brink, G.", "van den Brink", "G.")
    >>> for name, family, given in names:
    ...     agent = Agent(kind="Person", name=name, family=family, given=given)
    ...     print(person(Contribution(role="author", agent=agent)))
    ('brink', 'g')
    ('brink', 'g')
    """
    agent = one.agent
    if agent.kind != "Person":
        return folded(agent.name), ""
    family, given = agent.family, agent.given or agent.initials
    if not family:
        before, comma, behind = agent.name.partition(",")
        first, _, last = agent.name.strip().rpartition(" ")
        family, given = (before, behind) if comma else (last, first)
    words = folded(family).split()
    return (words[-1] if words else ""), folded(given)[:1]


def completed_names(values: Sequence[tuple[Contribution, ...]]) -> tuple[Contribution, ...]:
    """The longest list of authors, the newest of several, completed by those of the same names."""
    best: tuple[Contribution, ...] = ()
    names: _Names = False, ()
    for value in filter(None, values):
        own = _names(value)
        if best and own == names:
            best = _together(best, value)
        elif (own[0], len(own[1])) > (names[0], len(names[1])):
            best, names = value, own
    return best


def _names(contributions: tuple[Contribution, ...]) -> _Names:
    lead = _lead(contributions)
    return lead[0].role == "author", tuple(map(person, lead))


def _lead(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """The authors; where there are none, everybody."""
    return tuple([one for one in contributions if one.role == "author"]) or contributions


def _together(one: tuple[Contribution, ...], other: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    leading = iter(_lead(other))
    authored = {person(found) for found in _lead(one)}
    lead = frozenset(map(id, _lead(one)))
    theirs = {(found.role, person(found)): found for found in reversed(other)}
    made: list[Contribution] = []
    for mine in one:
        twin = next(leading) if id(mine) in lead else theirs.get((mine.role, person(mine)))
        made.append(_completed(mine, twin) if twin is not None else mine)
    known = {(found.role, person(found)) for found in one}
    others = frozenset(map(id, _lead(other)))
    made += [
        found
        for found in other
        if id(found) not in others
        and person(found) not in authored
        and (found.role, person(found)) not in known
    ]
    return tuple(made)


def _completed(one: Contribution, other: Contribution) -> Contribution:
    if one == other:
        return one
    agent = min((one.agent, other.agent), key=_plainness)
    return Contribution(
        role=one.role,
        agent=msgspec.structs.replace(
            agent,
            other_names=tuple(dict.fromkeys((*one.agent.other_names, *other.agent.other_names))),
            identifiers=_identifiers(one.agent.identifiers, other.agent.identifiers),
        ),
        affiliations=min((one.affiliations, other.affiliations), key=_vagueness),
        corresponding=one.corresponding or other.corresponding,
        equal=one.equal or other.equal,
        stated=one.stated or other.stated,
        credit=one.credit or other.credit,
        authenticated=(one if _has_orcid(one) or not _has_orcid(other) else other).authenticated,
    )


def _plainness(agent: Agent) -> tuple[bool, bool, int]:
    """Least for a name whose parts are told apart, that is not in capitals, with the longest given name."""
    shouted = agent.family.isupper() and len(agent.family) > 3
    return not agent.family and agent.kind == "Person", shouted, -len(folded(agent.given))


def _vagueness(affiliations: tuple[Affiliation, ...]) -> tuple[bool, bool]:
    return not affiliations, not any(one.identifiers for one in affiliations)


def _identifiers(one: tuple[Identifier, ...], other: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """Those of the first, and those of the second under schemes that the first has not."""
    schemes = {found.scheme for found in one}
    return one + tuple([found for found in other if found.scheme not in schemes])


def _has_orcid(one: Contribution) -> bool:
    return any(found.scheme == "orcid" for found in one.agent.identifiers)
