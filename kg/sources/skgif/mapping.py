"""A research product with the entities that it names -> a Record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from kg import context, dates, ids, tables
from kg.errors import ResourceError
from kg.record import (
    Affiliation,
    Agent,
    Contribution,
    Event,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Relation,
    Section,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.sources.skgif import words
from kg.sources.skgif.entities import Entities, Product
from kg.text import names
from kg.text.sections import sections

__all__ = ["to_record"]

_WORK = re.compile(r".*/work/(?P<scheme>[a-z]+)/(?P<value>.+)\Z")
_LAST = re.compile(r"[/#]")


def to_record(product: Product, entities: Entities, file: str) -> Record:
    """The Record of a product.

    Args:
        product: its members, bytes and place.
        entities: what it may name.
        file: the name of the file, for provenance.
    """
    draft = Draft()
    told = _Telling(Members(product.values, draft), draft, entities)
    told.tell()
    return draft.record(
        Provenance(
            source="skg-if",
            id=told.name,
            format="SKG-IF",
            file=file,
            position=product.position,
            digest=hashlib.sha256(product.data).hexdigest(),
        )
    )


class _Telling:
    """One product as it is told."""

    def __init__(self, members: Members, draft: Draft, entities: Entities) -> None:
        self._members = members
        self._draft = draft
        self._entities = entities
        self.name = members.text("local_identifier")

    def tell(self) -> None:
        """Adds all that the product says to the draft."""
        members, draft = self._members, self._draft
        members.take("entity_type")
        self._typed(members.text("product_type"))
        for one in members.objects("identifiers"):
            self._numbered(one)
        for text in _by_language(members.object("titles")):
            draft.title(text.text, "titles", text.lang)
        for text in _by_language(members.object("abstracts")):
            draft.abstract(*map(_section, text.text.split("\n")), lang=text.lang)
        for one in members.objects("topics"):
            self._topic(one)
        for one in members.objects("contributions"):
            self._contribution(one)
        for number, one in enumerate(members.objects("manifestations")):
            self._manifestation(one, first=not number)
        for grant in _list(members.take("funding")):
            self._grant(grant)
        self._related(members.object("related_products"))
        members.rest()

    def _typed(self, word: str) -> None:
        known = tables.source_type("skg-if", word)
        if known:
            self._draft.type, self._draft.work_types = known.type, [*known.work_types]
        else:
            self._draft.retain("product_type", word)

    def _numbered(self, one: Members) -> None:
        written, value = one.text("scheme"), one.text("value")
        scheme = _schemes().get(written)
        if scheme is None:
            one.keep(written, value)
        else:
            self._draft.identify(scheme, value, f"identifiers/{written}")
        one.rest()

    def _named(self, name: object, kept: str) -> Members:
        """The entity of that name, without members if it is not in the file: then its name stays."""
        found = self._entities.find(name)
        if found is None:
            self._members.keep(kept, name)
        told = Members({**(found or {})}, self._draft, f"{kept}/")
        told.take("local_identifier")
        return told

    # -- what it is about ----------------------------------------------------------------------

    def _topic(self, one: Members) -> None:
        """A topic with an identifier is one of a scheme, any other a keyword."""
        name = one.take("term")
        one.rest()
        found = self._named(name, "topics/term")
        found.take("entity_type")
        number = next(iter(found.objects("identifiers")), None)
        labels = list(_by_language(found.object("labels")))
        found.rest()
        if number is None:
            self._draft.keywords += labels
            return
        scheme, value = number.text("scheme") or "none", number.text("value")
        number.rest()
        concept = next(filter(self._is_concept, (value, str(name))), "")
        for text in labels[:1]:
            self._draft.topics.append(
                Topic(
                    label=text.text,
                    lang=text.lang,
                    scheme=unquote(_LAST.split(scheme.rstrip("/#"))[-1]),
                    notation="" if concept == value else value,
                    concept=concept,
                )
            )
        for text in labels[1:]:
            self._draft.retain(f"topics/term/labels/{text.lang}", text.text)

    def _is_concept(self, name: str) -> bool:
        """Whether a name is the address of a concept, and none that was minted beside the product."""
        minted = f"{self.name.partition('/work/')[0]}/topic/"
        return (
            name.startswith(("http://", "https://")) and not name.startswith(minted) and bool(ids.iri(name))
        )

    # -- who -----------------------------------------------------------------------------------

    def _contribution(self, one: Members) -> None:
        agent = self._agent(one.take("by"), "contributions/by")
        role, places = one.text("role"), _list(one.take("declared_affiliations"))
        credit: list[str] = []
        for word in one.texts("contribution_types"):
            if term := tables.credit(word):
                credit.append(term)
            else:
                one.keep("contribution_types", word)
        one.take("rank")
        one.rest()
        if agent is None:
            return
        if role == "publisher":
            self._draft.publishers.append(agent.name)
            return
        self._draft.contributions.append(
            Contribution(
                role=role if role in words.ROLES else "contributor",
                agent=agent,
                affiliations=tuple([self._affiliation(place) for place in places]),
                credit=tuple(credit),
            )
        )

    def _agent(self, name: object, kept: str) -> Agent | None:
        found = self._named(name, kept)
        kind, known = found.text("entity_type"), _identifiers(found)
        written, family, given = (found.text(one) for one in ("name", "family_name", "given_name"))
        if kind == "person":
            found.rest()
            return names.person(written if not given else "", family=family, given=given, identifiers=known)
        others = tuple(found.texts("other_names"))
        found.take("types")
        found.rest()
        if not written:
            return None
        if kind == "organisation":
            return Agent(kind="Organization", name=written, other_names=others, identifiers=known)
        return Agent(kind="Group", name=written, other_names=others, identifiers=known)

    def _affiliation(self, name: object) -> Affiliation:
        found = self._named(name, "contributions/declared_affiliations")
        for known in ("entity_type", "types"):
            found.take(known)
        made = Affiliation(
            name=found.text("name"), country=found.text("country").upper(), identifiers=_identifiers(found)
        )
        found.rest()
        return made

    def _grant(self, name: object) -> None:
        found = self._named(name, "funding")
        found.take("entity_type")
        funder = found.take("funding_agency")
        agency = self._agent(funder, "funding/funding_agency") if funder else None
        number, acronym = found.text("grant_number"), found.text("acronym")
        found.rest()
        if number or acronym or agency:
            named, known = (agency.name, agency.identifiers) if agency else ("", ())
            self._draft.funding.append(
                Funding(number=number, acronym=acronym, funder=named, identifiers=known)
            )

    # -- where and when ------------------------------------------------------------------------

    def _manifestation(self, one: Members, *, first: bool) -> None:
        """What is true of the first is true of the publication; of others only licence and address are."""
        draft = self._draft
        kind = one.object("type")
        name = _class(kind.text("class")) if first else ""
        if name:
            draft.type = name
        elif first:
            kind.rest()
        one.take("local_identifier")
        licence = one.text("licence") or one.text("license")
        one.take("license")
        if licence:
            draft.licences.append(Licence(written=licence, licence=ids.iri(licence) or ""))
        for number in one.objects("identifiers"):
            self._address(number)
        if first:
            self._dated(one.object("dates"))
            rights = one.object("access_rights")
            draft.access = _ACCESS.get(rights.text("status"), "")
            draft.rights += [text] if (text := rights.text("description")) else []
            rights.rest()
            self._placed(one.object("biblio"))
        one.rest()

    def _address(self, one: Members) -> None:
        scheme, value = one.text("scheme"), one.text("value")
        if scheme == "url" and (address := ids.url(value)):
            self._draft.links.append(Link(url=address))
        elif scheme in _schemes():
            self._draft.identify(_schemes()[scheme], value, f"manifestations/identifiers/{scheme}")
        else:
            one.keep(scheme, value)
        one.rest()

    def _dated(self, found: Members) -> None:
        for issued in found.texts("publication"):
            self._draft.issued = self._draft.issued or dates.parse(issued)
        for word in list(found.values):
            for written in found.texts(word):
                day = dates.parse(written)
                if day and word in _STAGES:
                    self._draft.history.append(Event(stage=_STAGES[word], date=day))
                elif day and word in _STATUSES:
                    self._draft.statuses.append(Status(status=_STATUSES[word], since=day))
                else:
                    self._draft.retain(f"dates/{word}", written)
        found.rest()

    def _placed(self, found: Members) -> None:
        draft = self._draft
        draft.volume, draft.issue = found.text("volume"), found.text("issue")
        draft.edition, draft.article_number = found.text("edition"), found.text("number")
        pages = found.object("pages")
        draft.first_page, draft.last_page = pages.text("first"), pages.text("last")
        draft.pages = "-".join(dict.fromkeys(filter(None, (draft.first_page, draft.last_page))))
        pages.rest()
        name = found.take("in")
        found.rest()
        if name:
            self._venue(self._named(name, "biblio/in"))

    def _venue(self, found: Members) -> None:
        found.take("entity_type")
        kind, title, short = found.text("type"), found.text("name"), tuple(found.texts("acronym"))
        known = _identifiers(found)
        found.rest()
        if title or known:
            if kind not in _VENUES:
                self._draft.retain("biblio/in/type", kind)
            self._draft.venue = Venue(
                type=_VENUES.get(kind, "Expression"), title=title, abbreviations=short, identifiers=known
            )

    # -- relations -----------------------------------------------------------------------------

    def _related(self, found: Members) -> None:
        for word in list(found.values):
            for name in _list(found.take(word)):
                known = self._other(name)
                if known and word in _RELATED:
                    self._draft.relations.append(Relation(kind=_RELATED[word], identifiers=known))
                else:
                    self._members.keep(f"related_products/{word}", name)
        found.rest()

    def _other(self, name: object) -> tuple[Identifier, ...]:
        """The identifiers of another product: those that it has in the file, else the one in its name."""
        described = self._entities.find(name)
        if described is not None and (found := _identifiers(Members(dict(described), Draft()))):
            return found[:1]
        inside = _WORK.match(str(name))
        scheme, value = (inside["scheme"], unquote(inside["value"])) if inside else ("doi", str(name))
        made = identifier(scheme, value) if scheme in _schemes().values() else None
        return (made,) if made else ()


# -- words -------------------------------------------------------------------------------------


def _turned(table: Mapping[str, str]) -> dict[str, str]:
    """A table the other way round; of several names with one word the first counts."""
    return {word: name for name, word in reversed([*table.items()])}


_ACCESS = _turned(words.ACCESS)
_STAGES = _turned(words.DATES)
_STATUSES = _turned(words.STATUSES)
_RELATED = _turned(words.RELATED)
_VENUES = _turned(words.VENUES)


@cache
def _schemes() -> Mapping[str, str]:
    """Our names of schemes, by the words of the framework and by IRIs."""
    return _turned(words.schemes())


@cache
def _term(iri: str) -> str:
    try:
        return context.term(iri)
    except ResourceError:
        return ""


def _class(iri: str) -> str:
    """The class of an expression that is meant, where it is one of ours."""
    name = _term(iri)
    return name if name[:1].isupper() else ""


def _identifiers(found: Members) -> tuple[Identifier, ...]:
    """The identifiers of somebody or something else; what is none is kept."""
    made: dict[Identifier, None] = {}
    for one in found.objects("identifiers"):
        scheme, value = one.text("scheme"), one.text("value")
        known = identifier(_schemes()[scheme], value) if scheme in _schemes() else None
        if known:
            made[known] = None
        else:
            one.keep(scheme, value)
        one.rest()
    return tuple(made)


def _section(line: str) -> Section:
    """A section of an abstract, one a line; the label before it is told apart, the text stays as it is."""
    label, _, rest = line.partition(": ")
    found = next(iter(sections(line)), None)
    if found and found.label == label:
        return Section(text=rest, label=label, kind=found.kind)
    return Section(text=line)


def _by_language(found: Members) -> Iterator[Text]:
    """Texts by their languages; ``none`` is for those without one."""
    for lang in list(found.values):
        for text in found.texts(lang):
            yield Text(text=text, lang="" if lang == "none" else lang)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
