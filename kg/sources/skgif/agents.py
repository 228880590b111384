"""Who contributed to a research product and who paid for it, by the entities that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from kg import tables
from kg.record import Affiliation, Agent, Contribution, Funding, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.sources.skgif import words
from kg.sources.skgif.entities import Entities
from kg.text import names

__all__ = ["Agents", "identifiers", "listed", "ranked", "schemes"]


class Agents:
    """Adds the people and bodies behind a product to its draft."""

    def __init__(self, draft: Draft, entities: Entities) -> None:
        self._draft = draft
        self._entities = entities

    def contribution(self, one: Members) -> None:
        """A contribution; what it says of nobody, or of a publisher, who is but a name, is kept."""
        agent = self._agent(one.take("by"), "contributions/by")
        role = one.text("role")
        rank = one.take("rank")
        one.keep("rank", None if isinstance(rank, int) else rank)
        if agent is None:
            one.keep("role", role)
        elif role == "publisher":
            self._draft.publishers.append(agent.name)
            _kept(agent, self._draft, "contributions/by")
        else:
            self._draft.contributions.append(self._contributed(one, role, agent))
        one.rest()

    def _contributed(self, one: Members, role: str, agent: Agent) -> Contribution:
        known = role in words.ROLES
        if not known:
            one.keep("role", role)
        credit = []
        for word in one.texts("contribution_types"):
            if term := tables.credit(word):
                credit.append(term)
            else:
                one.keep("contribution_types", word)
        bodies = listed(one.take("declared_affiliations"))
        return Contribution(
            role=role if known else "contributor",
            agent=agent,
            affiliations=tuple([self._affiliation(body) for body in bodies]),
            credit=tuple(credit),
        )

    def grant(self, name: object) -> None:
        """A grant, with who gave it."""
        found = self._entities.told(name, "funding", self._draft)
        found.take("entity_type")
        giver = found.take("funding_agency")
        agency = self._agent(giver, "funding/funding_agency") if giver else None
        number, acronym = found.text("grant_number"), found.text("acronym")
        found.rest()
        if number or acronym or agency:
            funder, known = (agency.name, agency.identifiers) if agency else ("", ())
            self._draft.retain("funding/funding_agency/other_names", *(agency.other_names if agency else ()))
            self._draft.funding.append(
                Funding(number=number, acronym=acronym, funder=funder, identifiers=known)
            )

    def _agent(self, name: object, path: str) -> Agent | None:
        """Whom a name stands for; ``None`` where the file does not say how they are called."""
        found = self._entities.told(name, path, self._draft)
        kind, known = found.text("entity_type"), identifiers(found)
        if kind not in words.KINDS.values():
            found.keep("entity_type", kind)
        if kind == "person":
            agent = _person(found, known)
        elif written := found.text("name"):
            agent = Agent(
                kind="Organization" if kind == "organisation" else "Group",
                name=written,
                other_names=tuple(found.texts("other_names")),
                identifiers=known,
            )
        else:
            agent = None
        if agent is None:
            for one in known:
                found.keep(f"identifiers/{one.scheme}", one.value)
        found.rest()
        return agent

    def _affiliation(self, name: object) -> Affiliation:
        found = self._entities.told(name, "contributions/declared_affiliations", self._draft)
        found.take("entity_type")
        made = Affiliation(
            name=found.text("name"), country=found.text("country").upper(), identifiers=identifiers(found)
        )
        found.rest()
        return made


def _person(found: Members, known: tuple[Identifier, ...]) -> Agent | None:
    """A person by the parts of the name, and by the whole one where there are none.

    A whole name that is not just its parts is kept.
    """
    whole, family, given = (found.text(one) for one in ("name", "family_name", "given_name"))
    if given:
        person = names.person(family=family, given=given, identifiers=known)
        said = sorted(whole.split()) == sorted(f"{given} {family}".split())
        kept = {} if said else {"name": whole}
    else:
        person = names.person(whole, family=family, identifiers=known)
        kept = {"family_name": family} if whole not in {"", family} else {}
    if person is None:
        kept = {"name": whole, "family_name": family, "given_name": given}
    for name, text in kept.items():
        found.keep(name, text or None)
    return person


def _kept(agent: Agent, draft: Draft, path: str) -> None:
    """Keeps what is known of an agent beside the name."""
    draft.retain(f"{path}/other_names", *agent.other_names)
    for one in agent.identifiers:
        draft.retain(f"{path}/identifiers/{one.scheme}", one.value)


def ranked(found: list[Members]) -> list[Members]:
    """Contributions, those of each role by rank, at the places that their role has in the list.

    >>> made = [Members({"by": by, "role": role, "rank": rank}, Draft()) for by, role, rank in (
    ...     ("b", "author", 2), ("e", "editor", 1), ("a", "author", 1), ("c", "author", None))]
    >>> [one.values["by"] for one in ranked(made)]
    ['a', 'e', 'b', 'c']
    """
    roles = [str(one.values.get("role")) for one in found]
    ordered = {
        role: iter(sorted((one for one, its in zip(found, roles, strict=True) if its == role), key=_rank))
        for role in set(roles)
    }
    return [next(ordered[role]) for role in roles]


def _rank(one: Members) -> float:
    rank = one.values.get("rank")
    return rank if isinstance(rank, int) else float("inf")


@cache
def schemes() -> Mapping[str, str]:
    """Our names of schemes, by the words of the framework and by IRIs."""
    return words.turned(words.schemes())


def identifiers(found: Members) -> tuple[Identifier, ...]:
    """The identifiers of somebody or something else; what is none is kept."""
    made: dict[Identifier, None] = {}
    for one in found.objects("identifiers"):
        scheme, value = one.text("scheme"), one.text("value")
        known = identifier(schemes()[scheme], value) if scheme in schemes() else None
        if known:
            made[known] = None
        else:
            one.keep(scheme, value)
        one.rest()
    return tuple(made)


def listed(value: Any) -> list[Any]:
    """The values of a member that is a list, or the one that it is."""
    return value if isinstance(value, list) else [] if value is None else [value]
