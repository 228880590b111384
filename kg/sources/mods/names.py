"""Who took part: people, bodies, conferences and families."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import msgspec

from kg import tables, text
from kg.record import Affiliation, Agent, Contribution, Identifier
from kg.sources.authorities import authority
from kg.sources.drafting import Draft
from kg.sources.mods.taking import attribute, children, take, taken

__all__ = ["contributions"]

_SUFFIX = re.compile(r"(?:[JS]r|[IVX]{2,4}|[2-9](?:nd|rd|th))\.?\Z", re.IGNORECASE)
_BODIES = frozenset({"corporate", "conference"})
_KINDS = frozenset({"", "personal", "family", *_BODIES})


def contributions(draft: Draft, names: list[Element]) -> None:
    """Adds those named; a name without a role is that of an author, unless another is the primary one."""
    primary = any(attribute(one, "usage") == "primary" for one in names)
    scripts: dict[str, int] = {}
    for one in names:
        default = "author" if not primary or attribute(one, "usage") == "primary" else "contributor"
        group = attribute(one, "altRepGroup")
        agent = _agent(draft, one)
        roles, stated = _roles(draft, one, default)
        affiliations = tuple(Affiliation(name=name) for name in taken(one, "affiliation"))
        if agent is None:
            for affiliation in affiliations:
                draft.retain("name/affiliation", affiliation.name)
            continue
        if group and group in scripts:
            _also(draft, scripts[group], agent.name)
            continue
        if group:
            scripts[group] = len(draft.contributions)
        draft.contributions += [
            Contribution(role=role, agent=agent, affiliations=affiliations, stated=stated) for role in roles
        ]


def _also(draft: Draft, place: int, name: str) -> None:
    """Adds the name in another script to whoever has it, in each of the roles."""
    before = draft.contributions[place].agent
    agent = msgspec.structs.replace(before, other_names=(*before.other_names, name))
    draft.contributions = [
        msgspec.structs.replace(one, agent=agent) if one.agent == before else one
        for one in draft.contributions
    ]


def _agent(draft: Draft, element: Element) -> Agent | None:
    kind = attribute(element, "type")
    draft.retain("name/@type", kind if kind not in _KINDS else "")
    identifiers = _identifiers(element)
    parts = children(element, "namePart")
    whole = [
        take(one)
        for one in parts
        if attribute(one, "type") not in {"family", "given", "date", "termsOfAddress"}
    ]
    told = {
        name: " ".join(take(one) for one in parts if attribute(one, "type") == name)
        for name in ("family", "given", "termsOfAddress")
    }
    others = tuple(
        dict.fromkeys(
            name for one in children(element, "alternativeName") for name in taken(one, "namePart") if name
        )
    )
    made = _named(draft, kind, [one for one in whole if one], told)
    if made is None:
        made = next(
            (found for shown in taken(element, "displayForm") if (found := text.agent(shown)) is not None),
            None,
        )
    return made and msgspec.structs.replace(
        made, identifiers=identifiers, other_names=(*made.other_names, *others)
    )


def _named(draft: Draft, kind: str, whole: list[str], told: dict[str, str]) -> Agent | None:
    if kind in _BODIES or kind == "family":
        name = ". ".join(text.without_stop(part) for part in whole) or told["family"]
        return Agent(kind="Group" if kind == "family" else "Organization", name=name) if name else None
    address = told["termsOfAddress"]
    suffix = address if _SUFFIX.match(address) else ""
    if address and not suffix:
        draft.retain("name/namePart[termsOfAddress]", address)
    if told["family"] or told["given"]:
        return text.person(family=told["family"] or " ".join(whole), given=told["given"], suffix=suffix)
    name = ", ".join(part.rstrip(" ,") for part in whole)
    if not name:
        return None
    made = text.agent(name) if not kind else text.person(name, suffix=suffix)
    if kind and (name[-1:] in ".," or any(map(str.isdecimal, name))):
        made = text.heading(name)
    if made and "; ".join(whole) != made.name:
        draft.changed("name/namePart", "; ".join(whole), "heading")
    return made


def _identifiers(element: Element) -> tuple[Identifier, ...]:
    """Those of the attributes, and of the elements that tell whose they are."""
    found = [authority(attribute(element, "valueURI"))]
    for one in children(element, "nameIdentifier"):
        known = authority(one.text or "", attribute(one, "type") or attribute(one, "authority"))
        if known is not None:
            take(one)
        found.append(known)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _roles(draft: Draft, element: Element, default: str) -> tuple[tuple[str, ...], str]:
    """The roles, and those that we do not know in their own words."""
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for role in children(element, "role"):
        terms = [take(one) for one in children(role, "roleTerm")] or [take(role)]
        found = next(filter(None, map(tables.role, terms)), "")
        if found:
            known[found] = None
            draft.retain("name/role/roleTerm", *(term for term in terms if not tables.role(term)))
        else:
            unknown |= dict.fromkeys(filter(None, terms))
    return tuple(known) or (default,), "; ".join(unknown)
