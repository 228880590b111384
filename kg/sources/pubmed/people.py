"""Authors, editors, investigators and groups, with their affiliations and identifiers."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from kg.record import Affiliation, Agent, Contribution, Identifier
from kg.sources.pubmed.draft import Draft, identified
from kg.text.names import displayed
from kg.text.plain import plain

__all__ = ["authors", "investigators", "subjects"]

_NAMES = {
    "LastName": "family",
    "ForeName": "given",
    "FirstName": "given",
    "MiddleName": "middle",
    "Initials": "initials",
    "Suffix": "suffix",
    "CollectiveName": "group",
}
_PERSON_SCHEMES = {"ORCID": "orcid", "ISNI": "isni"}
_PLACE_SCHEMES = {"ROR": "ror", "GRID": "grid", "ISNI": "isni", "RINGGOLD": "ringgold"}
_ROLES = {"editors": "editor", "authors": "author"}


def authors(element: Element, draft: Draft) -> None:
    """An ``AuthorList``; its type tells authors from editors."""
    role = _ROLES.get(element.get("Type", ""), "author")
    if element.get("CompleteYN") == "N":
        draft.retain("AuthorList/@CompleteYN", "N")
    draft.strays(element, "Author")
    for author in element.iterfind("Author"):
        _contributed(author, role, draft)


def investigators(element: Element, draft: Draft) -> None:
    """An ``InvestigatorList``: who took part without being an author."""
    draft.strays(element, "Investigator")
    for investigator in element.iterfind("Investigator"):
        _contributed(investigator, "investigator", draft)


def subjects(element: Element, draft: Draft) -> list[str]:
    """The names of a ``PersonalNameSubjectList``."""
    names = []
    draft.strays(element, "PersonalNameSubject")
    for person in element.iterfind("PersonalNameSubject"):
        draft.strays(person, *_NAMES)
        parts = {_NAMES.get(child.tag, child.tag): plain(child) for child in person}
        get = parts.get
        names.append(displayed(get("family", ""), get("given", ""), get("initials", ""), get("suffix", "")))
    return [name for name in names if name]


def _contributed(element: Element, role: str, draft: Draft) -> None:
    parts: dict[str, str] = {}
    affiliations: list[Affiliation] = []
    identifiers: list[Identifier] = []
    for child in element:
        tag = child.tag
        if tag in _NAMES:
            parts[_NAMES[tag]] = plain(child)
        elif tag == "AffiliationInfo":
            _affiliated(child, affiliations, draft)
        elif tag in {"Identifier", "NameID"}:
            _identified(child, identifiers, draft)
        elif tag == "Affiliation":
            affiliations += [Affiliation(name=text) for text in [plain(child)] if text]
        else:
            draft.keep(child, f"{element.tag}/{tag}")
    agent = _agent(parts, tuple(identifiers))
    if agent is None or element.get("ValidYN") == "N":
        # an author that NLM has replaced by a corrected one, or an entry without a name
        told = [agent.name if agent else "", *(place.name for place in affiliations)]
        draft.retain(f"{element.tag}/@ValidYN=N" if agent else element.tag, "; ".join(filter(None, told)))
        return
    draft.contributions.append(
        Contribution(
            role=role,
            agent=agent,
            affiliations=tuple(affiliations),
            equal=element.get("EqualContrib") == "Y",
        )
    )


def _agent(parts: dict[str, str], identifiers: tuple[Identifier, ...]) -> Agent | None:
    get = parts.get
    family, given, initials = get("family", ""), get("given", ""), get("initials", "")
    if family and given and len(parts) <= 3:
        # nearly everyone
        return Agent(
            kind="Person",
            name=f"{family}, {given}",
            family=family,
            given=given,
            initials=initials,
            identifiers=identifiers,
        )
    if group := get("group"):
        return Agent(kind="Group", name=group, identifiers=identifiers)
    given, suffix = f"{given} {get('middle', '')}".strip(), get("suffix", "")
    name = displayed(family, given, initials, suffix)
    if not name:
        return None
    if not (family and (given or initials)):
        # one name is not told apart into family and given
        family = given = initials = ""
    return Agent(
        kind="Person",
        name=name,
        family=family,
        given=given,
        initials=initials,
        suffix=suffix,
        identifiers=identifiers,
    )


def _identified(element: Element, found: list[Identifier], draft: Draft) -> None:
    source, text = element.get("Source", ""), plain(element)
    scheme = _PERSON_SCHEMES.get(source.upper())
    one = identified(scheme, text) if scheme else None
    if one is None:
        draft.retain(f"Author/Identifier/{source}", text)
    elif one not in found:
        found.append(one)


def _affiliated(element: Element, found: list[Affiliation], draft: Draft) -> None:
    """The affiliation of one ``AffiliationInfo``, a text and perhaps identifiers of the place."""
    if len(element) == 1 and element[0].tag == "Affiliation":
        found += [Affiliation(name=text) for text in [plain(element[0])] if text]
        return
    name = ""
    identifiers: list[Identifier] = []
    for child in element:
        source, text = child.get("Source", ""), plain(child)
        scheme = _PLACE_SCHEMES.get(source.upper())
        one = identified(scheme, text) if scheme else None
        if child.tag != "Identifier":
            name = f"{name}; {text}" if name else text
        elif one is None:
            draft.retain(f"Affiliation/Identifier/{source}", text)
        elif one not in identifiers:
            identifiers.append(one)
    if name:
        found.append(Affiliation(name=name, identifiers=tuple(identifiers)))
    else:
        for one in identifiers:
            draft.retain(f"Affiliation/Identifier/{one.scheme}", one.value)
