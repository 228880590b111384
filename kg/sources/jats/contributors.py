"""Who took part: people and groups, where they work, and what each of them did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

import msgspec

from kg import tables
from kg.record import Affiliation, Agent, Contribution, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.jats.texts import strays
from kg.text import person, plain, squeezed

__all__ = ["contributed", "named"]

_PERSON_SCHEMES = {"orcid": "orcid", "isni": "isni", "viaf": "viaf"}
_PLACE_SCHEMES = {"ror": "ror", "grid": "grid", "isni": "isni", "ringgold": "ringgold"}
_BESIDE = ("email", "degrees", "bio", "address", "on-behalf-of", "author-comment", "uri", "ext-link")
_CONTRIB = frozenset(
    {
        *_BESIDE,
        "contrib-id",
        "role",
        "aff",
        "xref",
        "name",
        "string-name",
        "name-alternatives",
        "collab",
        "collab-alternatives",
    }
)
_NAME = frozenset({"surname", "given-names", "suffix"})
_GROUP = frozenset({"contrib", "aff", "aff-alternatives", "xref"})


class _Places:
    """The affiliations of an article and the notes on its authors, by the ids that point to them."""

    def __init__(self, meta: Element, draft: Draft) -> None:
        self.by_id: dict[str, Affiliation] = {}
        self.loose = tuple(filter(None, (_affiliation(one, draft) for one in meta.iterfind("aff"))))
        self.equal: set[str] = set()
        for element in meta.iter("aff"):
            self._add(element.get("id"), _affiliation(element, draft))
        for several in meta.iter("aff-alternatives"):
            found = [one for each in several if (one := _affiliation(each, draft))]
            self._add(several.get("id"), found[0] if found else None)
        for note in meta.iterfind("author-notes/fn"):
            if note.get("fn-type") in {"equal", "equal-contrib"}:
                self.equal.add(note.get("id", ""))

    def _add(self, key: str | None, found: Affiliation | None) -> None:
        if key and found:
            self.by_id[key] = found


def contributed(meta: Element, draft: Draft) -> None:
    """The contributions of an article, in its order, and the notes on its authors."""
    places = _Places(meta, draft)
    groups = list(meta.iterfind("contrib-group"))
    linked = any(one.get("ref-type") == "aff" for group in groups for one in group.iter("xref"))
    for group in groups:
        own = [found for one in group.iterfind("aff") if (found := _affiliation(one, draft))]
        shared = tuple(own) or places.loose
        for element in group.iterfind("contrib"):
            draft.contributions += _contributions(element, places, () if linked else shared, draft)
        strays(group, "contrib-group", draft, _GROUP)
    pointed = {key for one in meta.iter("xref") for key in one.get("rid", "").split()}
    draft.retain("aff", *(place.name for key, place in places.by_id.items() if linked and key not in pointed))
    for element in meta.iterfind("author-notes"):
        for child in element:
            kind = child.get("fn-type", "") if child.tag == "fn" else ""
            draft.retain(f"author-notes/{child.tag}/{kind}".rstrip("/"), plain(child))


def _contributions(
    element: Element, places: _Places, shared: tuple[Affiliation, ...], draft: Draft
) -> Iterator[Contribution]:
    """One contribution; and those of the members that a group lists."""
    members = element.findall("collab//contrib")
    stated = element.get("contrib-type", "author")
    role = tables.role(stated) or "contributor"
    agent = _agent(element)
    identifiers, authenticated = _identifiers(element, draft)
    credit, words = _roles(element, role)
    if words and role == "contributor":
        draft.retain("contrib/@contrib-type", stated)
    if agent is not None:
        yield Contribution(
            role=role,
            agent=_with(agent, identifiers),
            affiliations=_affiliations(element, places, draft) or shared,
            corresponding=element.get("corresp") == "yes" or _points(element, "corresp"),
            equal=element.get("equal-contrib") == "yes"
            or _notes(element) <= places.equal != set() != _notes(element),
            stated=words or ("" if role != "contributor" else stated),
            credit=credit,
            authenticated=authenticated,
        )
    else:
        draft.retain("contrib", plain(element))
    for name in _BESIDE:
        for one in element.iterfind(name):
            draft.retain(f"contrib/{name}", plain(one) or one.get("xlink:href", ""))
    strays(element, "contrib", draft, _CONTRIB)
    for one in (*element, *element.iterfind("name-alternatives/*")):
        if one.tag in {"name", "string-name"} and one.find("surname") is not None:
            strays(one, "name", draft, _NAME)
    for member in members:
        yield from _contributions(member, places, (), draft)


def _points(element: Element, kind: str) -> bool:
    return any(one.get("ref-type") == kind for one in element.iterfind("xref"))


def _notes(element: Element) -> set[str]:
    return {one.get("rid", "") for one in element.iterfind("xref") if one.get("ref-type") == "fn"}


def _with(agent: Agent, identifiers: tuple[Identifier, ...]) -> Agent:
    return msgspec.structs.replace(agent, identifiers=identifiers) if identifiers else agent


def _agent(element: Element) -> Agent | None:
    for child in element:
        if child.tag in {"name", "string-name"}:
            return named(child)
        if child.tag == "name-alternatives":
            return _alternatives(child)
        if child.tag in {"collab", "collab-alternatives"}:
            return _body(child)
    return None


def named(element: Element) -> Agent | None:
    """The person of a ``name`` or ``string-name``."""
    parts = {child.tag: plain(child) for child in element}
    get = parts.get
    whole = "" if get("surname") else plain(element)
    return person(whole, family=get("surname", ""), given=get("given-names", ""), suffix=get("suffix", ""))


def _alternatives(element: Element) -> Agent | None:
    """A name in several scripts: the first, with the others beside it."""
    found = [one for child in element if (one := named(child))]
    if not found:
        return None
    return msgspec.structs.replace(found[0], other_names=tuple(one.name for one in found[1:]))


def _body(element: Element) -> Agent | None:
    """A group or an organization, without the members that it lists."""
    first = next(element.iter("collab"), element)
    for part in [child for child in first if child.tag in {"contrib-group", "xref", "fn", "aff", "email"}]:
        first.remove(part)
    name = plain(first)
    return Agent(kind="Group", name=name) if name else None


def _identifiers(element: Element, draft: Draft) -> tuple[tuple[Identifier, ...], bool]:
    """The identifiers of a contributor, and whether the ORCID is one that they signed in to claim."""
    known = _identified(element.findall("contrib-id"), "contrib-id", _PERSON_SCHEMES, draft)
    authenticated = any(made.scheme == "orcid" and one.get("authenticated") == "true" for one, made in known)
    found = [made for _, made in known]
    for one in (*element.iterfind("uri"), *element.iterfind("ext-link")):
        # PLOS and others had ORCID iDs as plain links before there was an element for them
        linked = identifier("orcid", one.get("xlink:href", "") or plain(one))
        found += [linked] if linked else []
    return tuple(dict.fromkeys(found)), authenticated


def _identified(
    elements: Iterable[Element], path: str, schemes: Mapping[str, str], draft: Draft
) -> list[tuple[Element, Identifier]]:
    """The elements that are an identifier by their type; what is none is kept."""
    found = []
    for one in elements:
        kind = one.get(f"{path.rpartition('/')[2]}-type", "").lower()
        made = identifier(schemes[kind], plain(one)) if kind in schemes else None
        if made is None:
            draft.retain(f"{path}/{kind}", plain(one))
        else:
            found.append((one, made))
    return found


def _roles(element: Element, role: str) -> tuple[tuple[str, ...], str]:
    """The terms of CRediT that the roles name, and the words of those that say more than the role."""
    credit: dict[str, None] = {}
    words = []
    for one in element.iterfind("role"):
        address = one.get("vocab-term-identifier", "") or one.get("content-type", "")
        term = tables.credit(one.get("vocab-term", "")) or tables.credit(address) or tables.credit(plain(one))
        if term:
            credit[term] = None
        told = plain(one)
        if told and tables.credit(told) != (term or None) and (tables.role(told) != role or " " in told):
            words.append(told)
    return tuple(credit), "; ".join(words)


# -- where they work ---------------------------------------------------------------------------


def _affiliations(element: Element, places: _Places, draft: Draft) -> tuple[Affiliation, ...]:
    found = [place for child in element.iterfind("aff") if (place := _affiliation(child, draft))]
    for one in element.iter("xref"):
        if one.get("ref-type") == "aff":
            found += [places.by_id[key] for key in one.get("rid", "").split() if key in places.by_id]
    return tuple(dict.fromkeys(found))


def _affiliation(element: Element, draft: Draft) -> Affiliation | None:
    """An affiliation as it is printed, without its label, and its identifiers."""
    known = _identified(element.iter("institution-id"), "aff/institution-id", _PLACE_SCHEMES, draft)
    for one in element.iter("email"):
        draft.retain("aff/email", plain(one))
    country = next((one.get("country", "") for one in element.iter("country")), "").upper()
    name = squeezed(", ".join(filter(None, _pieces(element))))
    draft.retain("aff/country/@country", country if len(country) != 2 else "")
    if not name:
        return None
    return Affiliation(
        name=name,
        country=country if len(country) == 2 else "",
        identifiers=tuple(dict.fromkeys(made for _, made in known)),
    )


def _pieces(element: Element) -> Iterator[str]:
    """The texts of an affiliation; elements that follow each other without a mark get a comma."""
    text = squeezed(element.text).strip(" ,;")
    pieces = [text]
    for child in element:
        if child.tag not in {"label", "institution-id", "email", "sup", "xref", "fn"}:
            inner = ", ".join(_pieces(child)) if child.tag == "institution-wrap" else plain(child)
            pieces.append(inner.strip(" ,;"))
        pieces.append(squeezed(child.tail).strip(" ,;"))
    yield from filter(None, pieces)
