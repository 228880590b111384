"""A research product with the entities that it names -> a Record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

from kg import context, dates, ids, tables
from kg.errors import ResourceError
from kg.record import (
    Event,
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
from kg.sources.skgif.agents import Agents, identifiers, listed, ranked, schemes
from kg.sources.skgif.entities import Entities, Product
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
        self._agents = Agents(draft, entities)
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
        for one in ranked(members.objects("contributions")):
            self._agents.contribution(one)
        for number, one in enumerate(members.objects("manifestations")):
            self._manifestation(one, first=not number)
        for grant in listed(members.take("funding")):
            self._agents.grant(grant)
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
        scheme = schemes().get(written)
        if scheme is None:
            one.keep(written, value)
        else:
            self._draft.identify(scheme, value, f"identifiers/{written}")
        one.rest()

    # -- what it is about ----------------------------------------------------------------------

    def _topic(self, one: Members) -> None:
        """A topic with an identifier is one of a scheme, any other a keyword."""
        name = one.take("term")
        one.rest()
        found = self._entities.told(name, "topics/term", self._draft)
        found.take("entity_type")
        labels = list(_by_language(found.object("labels")))
        numbers = found.objects("identifiers")
        for number in numbers[1:]:
            number.rest()
        found.rest()
        if not numbers:
            self._draft.keywords += labels
            return
        scheme, value = numbers[0].text("scheme") or "none", numbers[0].text("value")
        numbers[0].rest()
        concept = next(filter(self._is_concept, (value, str(name))), "")
        first, *others = labels or [Text(text="")]
        self._draft.topics.append(
            Topic(
                label=first.text,
                lang=first.lang,
                scheme=unquote(_LAST.split(scheme.rstrip("/#"))[-1]),
                notation="" if concept == value else value,
                concept=concept,
            )
        )
        for text in others:
            self._draft.retain(f"topics/term/labels/{text.lang or 'none'}", text.text)

    def _is_concept(self, name: str) -> bool:
        """Whether a name is the address of a concept, and none that was minted beside the product."""
        minted = f"{self.name.partition('/work/')[0]}/topic/"
        return (
            name.startswith(("http://", "https://")) and not name.startswith(minted) and bool(ids.iri(name))
        )

    # -- where and when ------------------------------------------------------------------------

    def _manifestation(self, one: Members, *, first: bool) -> None:
        """What is true of the first is true of the publication; of others only licence and address are."""
        draft = self._draft
        one.take("local_identifier")
        for licence in dict.fromkeys((one.text("licence"), one.text("license"))):
            if licence:
                draft.licences.append(Licence(written=licence, licence=ids.iri(licence) or ""))
        for number in one.objects("identifiers"):
            self._address(number)
        if first:
            self._classed(one.object("type"))
            self._dated(one.object("dates"))
            self._access(one.object("access_rights"))
            self._placed(one.object("biblio"))
        one.rest()

    def _classed(self, kind: Members) -> None:
        name = _class(str(kind.values.get("class", "")))
        if name:
            self._draft.type = name
            for told in ("class", "defined_in"):
                kind.take(told)
        kind.rest()

    def _access(self, rights: Members) -> None:
        status = rights.text("status")
        self._draft.access = _ACCESS.get(status, "")
        if not self._draft.access:
            rights.keep("status", status)
        self._draft.rights += filter(None, rights.texts("description"))
        rights.rest()

    def _address(self, one: Members) -> None:
        scheme, value = one.text("scheme"), one.text("value")
        if scheme == "url" and (address := ids.url(value)):
            self._draft.links.append(Link(url=address))
        elif scheme in schemes():
            self._draft.identify(schemes()[scheme], value, f"manifestations/identifiers/{scheme}")
        else:
            one.keep(scheme, value)
        one.rest()

    def _dated(self, found: Members) -> None:
        draft = self._draft
        for word in list(found.values):
            for written in found.texts(word):
                day = dates.parse(written)
                if day and word == "publication" and not draft.issued:
                    draft.issued, draft.issued_written = day, written if written != day else ""
                elif day and word in _STAGES:
                    draft.history.append(Event(stage=_STAGES[word], date=day))
                elif day and word in _STATUSES:
                    draft.statuses.append(Status(status=_STATUSES[word], since=day))
                else:
                    found.keep(word, written)
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
            self._venue(self._entities.told(name, "biblio/in", draft))

    def _venue(self, found: Members) -> None:
        found.take("entity_type")
        kind, title, short = found.text("type"), found.text("name"), tuple(found.texts("acronym"))
        known = identifiers(found)
        if kind not in _VENUES:
            found.keep("type", kind)
        if title or known:
            self._draft.venue = Venue(
                type=_VENUES.get(kind, "Expression"), title=title, abbreviations=short, identifiers=known
            )
        else:
            found.keep("acronym", [*short])
        found.rest()

    # -- relations -----------------------------------------------------------------------------

    def _related(self, found: Members) -> None:
        for word in list(found.values):
            for name in listed(found.take(word)):
                known = self._described(name, word) if isinstance(name, dict) else self._other(name)
                if known and word in _RELATED:
                    self._draft.relations.append(Relation(kind=_RELATED[word], identifiers=known))
                elif not isinstance(name, dict):
                    found.keep(word, name)
        found.rest()

    def _described(self, values: dict[str, Any], word: str) -> tuple[Identifier, ...]:
        """The identifier of a product that stands here itself; what else it says is kept."""
        told = Members({**values}, self._draft, f"related_products/{word}/")
        known = identifiers(told)
        for one in known[1:] if word in _RELATED else known:
            told.keep(f"identifiers/{one.scheme}", one.value)
        told.rest()
        return known[:1]

    def _other(self, name: object) -> tuple[Identifier, ...]:
        """The identifiers of another product: those that it has in the file, else the one in its name."""
        described = self._entities.find(name)
        if described is not None and (found := identifiers(Members(dict(described), Draft()))):
            return found[:1]
        inside = _WORK.match(str(name))
        scheme, value = (inside["scheme"], unquote(inside["value"])) if inside else ("doi", str(name))
        made = identifier(scheme, value) if scheme in schemes().values() else None
        return (made,) if made else ()


# -- words -------------------------------------------------------------------------------------


_ACCESS = words.turned(words.ACCESS)
_STAGES = words.turned(words.DATES)
_STATUSES = words.turned(words.STATUSES)
_RELATED = words.turned(words.RELATED)
_VENUES = words.turned(words.VENUES)


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
