"""Creators and contributors, with their identifiers and affiliations."""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import Affiliation, Agent, Contribution, Identifier, identifier
from kg.sources.datacite.telling import told
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text import agent, person, stripped

__all__ = ["contributed"]

_SCHEMES = ("orcid", "isni", "viaf", "gnd", "ror", "wikidata")
_KINDS = {"Person": "Personal", "Organization": "Organizational"}
_ROLES = {
    "Editor": "editor",
    "Producer": "producer",
    "Sponsor": "sponsor",
    "Supervisor": "supervisor",
    "Translator": "translator",
}


def contributed(members: Members, draft: Draft) -> None:
    """The contributions, in order; what a contributor is to DataCite stays in its own word."""
    for one in members.objects("creators"):
        draft.contributions += _contribution(one, "author", "", draft)
    for one in members.objects("contributors"):
        kind = one.text("contributorType")
        role = _ROLES.get(kind, "")
        stated = "" if role == kind.lower() else kind
        draft.contributions += _contribution(one, role or "contributor", stated, draft)


def _contribution(one: Members, role: str, stated: str, draft: Draft) -> Iterator[Contribution]:
    identifiers = tuple(dict.fromkeys(_name_ids(one)))
    places = tuple(_places(one))
    written = told(one, "name")
    stands = one.text("type")
    kind = one.text("nameType").capitalize() or _KINDS.get(stands, "")
    one.keep("type", stands if stands and kind != _KINDS.get(stands) else None)
    family, given = one.text("familyName") or one.text("family"), one.text("givenName") or one.text("given")
    found = _agent(written, kind, family, given, identifiers)
    if kind not in {"", *_KINDS.values()}:
        one.keep("nameType", kind)
    if family and given and kind != "Organizational" and _parts(written) - _parts(f"{given} {family}"):
        one.keep("name", written)
    if kind == "Organizational":
        one.keep("familyName", family or None)  # a body has none: the deposit contradicts itself
        one.keep("givenName", given or None)
    one.rest()
    if found is None:
        draft.retain("creators/name", written)
        draft.retain("creators/affiliation", *(place.name for place in places))
        return
    yield Contribution(role=role, agent=found, affiliations=places, stated=stated)


def _parts(name: str) -> set[str]:
    return {*name.replace(",", " ").split()}


def _agent(
    written: str, kind: str, family: str, given: str, identifiers: tuple[Identifier, ...]
) -> Agent | None:
    if kind == "Organizational":
        return Agent(kind="Organization", name=written, identifiers=identifiers) if written else None
    if family and given:
        return person(family=family, given=given, identifiers=identifiers)
    if kind == "Personal":
        return person(written or family or given, identifiers=identifiers)
    return agent(written or family or given, identifiers)


def _name_ids(one: Members) -> Iterator[Identifier]:
    if found := _own_id(one):
        yield found
    for each in one.objects("nameIdentifiers"):
        value, scheme = each.text("nameIdentifier"), each.text("nameIdentifierScheme")
        found = identifier(scheme.lower(), value) if scheme.lower() in _SCHEMES else None
        if found:
            yield found
            each.take("schemeUri")
        else:
            each.keep(scheme or "nameIdentifier", value or None)
        each.rest()


def _own_id(one: Members) -> Identifier | None:
    """The identifier that programs which read DataCite write as the id of the agent."""
    written = one.text("id")
    found = identifier("orcid", written) or identifier("ror", written) if "://" in written else None
    one.keep("id", written if not found else None)
    return found


def _places(one: Members) -> Iterator[Affiliation]:
    """Affiliations: texts, or objects with an identifier since kernel 4.3."""
    value = one.take("affiliation")
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            yield Affiliation(name=stripped(each.strip("()") if each.startswith("(") else each))
        elif isinstance(each, dict):
            inner = Members(dict(each), Draft())
            name = inner.text("name") or inner.text("affiliation")
            written, scheme = inner.text("affiliationIdentifier"), inner.text("affiliationIdentifierScheme")
            found = identifier(scheme.lower(), written) if scheme.lower() in {"ror", "grid", "isni"} else None
            if written and not found:
                one.keep(f"affiliation/{scheme}", written)
            inner.take("schemeUri")
            for left, value_of in inner.values.items():
                one.keep(f"affiliation/{left}", value_of)
            if name:
                yield Affiliation(name=stripped(name), identifiers=(found,) if found else ())
        elif each is not None:
            one.keep("affiliation", each)
