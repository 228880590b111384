"""Who took part: people and bodies, with their identifiers and affiliations; and who paid."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg import tables
from kg.record import Affiliation, Agent, Contribution, Funding, Identifier
from kg.sources.citeproc.mending import identified, mended
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text import agent, person

__all__ = ["ROLES", "contributions", "funders"]

ROLES: Mapping[str, str] = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "illustrator": "illustrator",
    "compiler": "compiler",
    "producer": "producer",
    "contributor": "contributor",
    "chair": "",
    "collection-editor": "",
    "composer": "",
    "container-author": "",
    "curator": "",
    "director": "",
    "editorial-director": "",
    "executive-producer": "",
    "guest": "",
    "host": "",
    "interviewer": "",
    "narrator": "",
    "organizer": "",
    "performer": "",
    "recipient": "",
    "script-writer": "",
    "series-creator": "",
}
"""The members that hold names, in the order of the Record, and their roles; "" where the member's
name is what is stated of a contributor. ``original-author`` and ``reviewed-author`` took no part."""

_ORDER = tuple(ROLES)
_SCHEMES = {
    "ror": "ror",
    "isni": "isni",
    "grid": "grid",
    "ringgold": "ringgold",
    "wikidata": "wikidata",
    "doi": "fundref",
}
_ACRONYM = re.compile(r"[^\W\d_a-z]{2,}\Z")


def contributions(members: Members, draft: Draft) -> None:
    """The people and bodies of all roles, each role in the order of the source."""
    present = ROLES.keys() & members.values.keys()
    for name in sorted(present, key=_ORDER.index) if len(present) > 1 else present:
        role = ROLES[name]
        value = members.take(name)
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, dict):
                _contribution(Members(one, draft, f"{name}/"), place, name, role, draft)
            elif isinstance(one, str) and (named := agent(one)):
                draft.contributions.append(_contributed(named, name, role))
            else:
                members.keep(name, one)


def _contributed(named: Agent, name: str, role: str) -> Contribution:
    return Contribution(role=role or "contributor", agent=named, stated="" if role else name)


def _contribution(one: Members, place: int, name: str, role: str, draft: Draft) -> None:
    orcid = identified("orcid", one.text("ORCID"), f"{name}/ORCID", draft)
    found = (orcid,) if orcid else ()
    named = _agent(one, found, name, draft)
    if named is None:
        for scheme in found:
            draft.retain(f"{name}/ORCID", scheme.value)
        one.rest()
        return
    credit, stated = _roles(one, name)
    sequence = one.text("sequence")
    if sequence and sequence != ("additional" if place else "first"):
        draft.retain(f"{name}/sequence", f"{named.name}: {sequence}")
    draft.contributions.append(
        Contribution(
            role=role or "contributor",
            agent=named,
            affiliations=_affiliations(one, draft),
            stated="; ".join(filter(None, ("" if role else name, *stated))),
            credit=credit,
            authenticated=one.flag("authenticated-orcid") and bool(found),
        )
    )
    one.rest()


def _roles(one: Members, name: str) -> tuple[tuple[str, ...], list[str]]:
    """The terms of CRediT, and the words of other roles than the member's own name."""
    credit, stated = [], []
    for role in one.objects("role"):
        word, vocabulary = role.text("role"), role.text("vocabulary")
        if term := tables.credit(word):
            credit.append(term)
        elif word and word != name:
            stated.append(word)
        elif vocabulary != "crossref":
            role.keep("vocabulary", vocabulary)
        role.rest()
    return tuple(dict.fromkeys(credit)), stated


# -- names -------------------------------------------------------------------------------------


def _agent(one: Members, found: tuple[Identifier, ...], name: str, draft: Draft) -> Agent | None:
    """The person of parts, or whoever a name in one piece is of."""
    body, literal, family, given, suffix = (
        mended(one.text(part), f"{name}/{part}", draft)
        for part in ("name", "literal", "family", "given", "suffix")
    )
    if family or given:
        particle = one.text("non-dropping-particle")
        joint = "" if particle.endswith(("'", "’", "-")) else " "
        family = joint.join(filter(None, (particle, family)))
        given = " ".join(filter(None, (given, one.text("dropping-particle"))))
        one.keep("name", body or None)
        one.keep("literal", literal or None)
        if given and family:
            return person(family=family, particle=particle, given=given, suffix=suffix, identifiers=found)
        named = agent(family or given, found)
        one.keep("suffix", suffix if suffix and named and suffix not in named.name else None)
        return named
    one.keep("suffix", suffix or None)
    if body:
        one.keep("literal", literal or None)
        return _body(body, found)
    return _literal(literal, found, institution=one.flag("isInstitution"))


def _body(name: str, found: tuple[Identifier, ...]) -> Agent | None:
    """What has a ``name`` is a body, of which sort its words may tell."""
    written = " ".join(name.split())
    if not written.strip(" ,;."):
        return None
    if tables.body(written) == "Group":
        return Agent(kind="Group", name=written, identifiers=found)
    return Agent(kind="Organization", name=written, identifiers=found)


def _literal(name: str, found: tuple[Identifier, ...], *, institution: bool) -> Agent | None:
    """A name in one piece: a body by its words or because it is an acronym, else a person."""
    if institution or _ACRONYM.match(name.strip()):
        return _body(name, found)
    return agent(name, found)


# -- where they work ---------------------------------------------------------------------------


def _affiliations(one: Members, draft: Draft) -> tuple[Affiliation, ...]:
    value = one.take("affiliation")
    if not value:
        return ()
    found = []
    for place in value if isinstance(value, list) else [value]:
        if isinstance(place, dict):
            found.append(_affiliation(Members(place, draft, "affiliation/"), draft))
        elif isinstance(place, str) and place.strip():
            found.append(Affiliation(name=" ".join(place.split())))
        else:
            one.keep("affiliation", place)
    return tuple(dict.fromkeys(place for place in found if place))


def _affiliation(place: Members, draft: Draft) -> Affiliation | None:
    """An affiliation with its department before it and its place behind it, and its identifiers."""
    name = mended(place.text("name"), "affiliation/name", draft)
    parts = [*place.texts("department"), name] if "department" in place.values else [name]
    parts += [town for town in place.texts("place") if town not in name] if "place" in place.values else []
    found = _identifiers(place, draft, "affiliation/id") if "id" in place.values else ()
    place.rest()
    whole = " ".join(", ".join(filter(None, parts)).split())
    if not whole and not found:
        return None
    return Affiliation(name=whole or found[0].value, identifiers=found)


def _identifiers(members: Members, draft: Draft, path: str) -> tuple[Identifier, ...]:
    """The identifiers of a body, each with its type."""
    found = []
    for one in members.objects("id"):
        kind, written = one.text("id-type"), one.text("id")
        scheme = _SCHEMES.get(kind.lower(), "")
        name = f"{path}/{kind}".rstrip("/")
        made = identified(scheme, written, name, draft) if scheme else None
        if not scheme:
            draft.retain(name, written)
        elif made and made not in found:
            found.append(made)
        one.rest()
    return tuple(found)


# -- who paid ----------------------------------------------------------------------------------


def funders(members: Members, draft: Draft) -> None:
    """The funders, once for each of their awards."""
    for one in members.objects("funder"):
        name, awards = mended(one.text("name"), "funder/name", draft), one.texts("award")
        found = list(_identifiers(one, draft, "funder/id"))
        registered = identified("fundref", one.text("DOI"), "funder/DOI", draft)
        if registered and registered not in found:
            found.insert(0, registered)
        for award in [award for award in awards if award.strip()] or [""]:
            if award or name or found:
                draft.funding.append(Funding(number=award, funder=name, identifiers=tuple(found)))
        one.rest()
