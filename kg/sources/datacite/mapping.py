"""The attributes of a resource -> a Record. Whatever no part takes is kept under its path."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from kg import dates, ids, tables
from kg.record import (
    Funding,
    Licence,
    Link,
    Provenance,
    Record,
    Relation,
    Section,
    Series,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.sources.datacite.people import contributed
from kg.sources.datacite.places import dated, located
from kg.sources.datacite.telling import titled, told
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text.citations import citation, pages

__all__ = ["Origin", "to_record"]

_SCHEMES = {
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "arxiv": "arxiv",
    "handle": "handle",
    "isbn": "isbn",
    "urn": "urn",
    "ark": "ark",
    "url": "doi",
}
_FUNDER_SCHEMES = {"crossref funder id": "fundref", "ror": "ror", "isni": "isni", "grid": "grid"}
_TITLES = {"AlternativeTitle": "alternative", "TranslatedTitle": "translated", "Subtitle": "subtitle"}
_PUBLISHED = frozenset({"IsPublishedIn", "IsPartOf"})


class Origin(NamedTuple):
    """Where the bytes of a resource stand."""

    file: str
    position: str
    data: bytes
    format: str


def to_record(values: dict[str, Any], origin: Origin) -> Record:
    """The record of a resource."""
    draft = Draft()
    members = Members(values, draft)
    for part in _PARTS:
        part(members, draft)
    created = members.day("registered") or members.day("created")
    modified = members.day("updated")
    version = members.text("metadataVersion")
    own = next((one.value for one in draft.identifiers if one.scheme == "doi"), "")
    if ids.comparable("doi", str(members.values.get("id", ""))) == ids.comparable("doi", own):
        members.take("id")
    members.rest()
    return draft.record(
        Provenance(
            source="datacite",
            id=own,
            format=origin.format,
            version=version,
            created=created,
            modified=modified,
            file=origin.file,
            position=origin.position,
            digest=sha256(origin.data).hexdigest(),
        )
    )


# -- what it is --------------------------------------------------------------------------------


def _typed(members: Members, draft: Draft) -> None:
    """The class by the general type, refined by the type in words, then by that of citation processors."""
    types = members.object("types")
    general, words, cited = (
        types.text("resourceTypeGeneral"),
        types.text("resourceType"),
        types.text("citeproc"),
    )
    known = [tables.source_type("datacite", word) for word in (words, general, f"citeproc:{cited}") if word]
    address = types.text("resourceTypeUri")
    known.insert(0, tables.source_type("repositories", f"coar:{address.rstrip('/').rpartition('/')[2]}"))
    kind = next((one for one in known if one and one.type != "Expression"), None)
    kind = kind or next((one for one in known if one), None)
    if kind:
        draft.type, draft.work_types = kind.type, list(kind.work_types)
    draft.retain("types/resourceType", words)
    draft.retain("types/resourceTypeUri", address)
    draft.retain("types/resourceTypeGeneral", general)
    for name in ("bibtex", "ris", "schemaOrg"):
        types.take(name)  # the same again, in other vocabularies
    types.rest()


def _identified(members: Members, draft: Draft) -> None:
    draft.identify("doi", members.text("doi"), "doi", registered=True)
    for name in ("identifiers", "alternateIdentifiers"):
        for one in members.objects(name):
            value = one.text("identifier") or one.text("alternateIdentifier")
            kind = one.text("identifierType") or one.text("alternateIdentifierType")
            scheme = _SCHEMES.get(kind.lower(), "")
            if scheme and identifier(scheme, value):
                draft.identify(scheme, value, f"identifiers/{kind}")
            elif kind.lower() == "purl" and (address := ids.url(value)):
                draft.links.append(Link(url=address))
            else:
                draft.retain(f"identifiers/{kind}", value)
            one.rest()
    for name in ("url", "contentUrl"):
        for written in members.texts(name):
            address = ids.url(written)
            if address:
                draft.links.append(Link(url=address))
            else:
                draft.retain(name, written)
    for one in members.objects("files"):
        written = one.text("url")
        address = ids.url(written)
        rights = one.text("accessRights")
        draft.access = draft.access or tables.access(rights)
        one.keep("accessRights", None if tables.access(rights) else rights or None)
        if address:
            version, label = one.text("version"), one.text("label")
            draft.links.append(Link(url=address, media=one.text("media"), label=label, version=version))
        else:
            draft.retain("files/url", written)
        one.rest()


# -- text --------------------------------------------------------------------------------------


def _titled(members: Members, draft: Draft) -> None:
    for written in (members.text("language"), *members.texts("languages")):
        code = tables.language(written)
        draft.languages += [code] if code else []
        draft.retain("language", "" if code else written)
    for one in members.objects("titles"):
        lang = _lang(one)
        title, kind = titled(one, "title"), one.text("titleType")
        if not title:
            pass
        elif kind == "Subtitle":
            draft.subtitles.append(title)
        elif kind == "TranslatedTitle":
            draft.translated_titles.append(Text(text=title, lang=lang))
        elif kind or draft.titles:
            draft.alternative_titles.append(Text(text=title, lang=lang))
            draft.retain("titles/titleType", kind if kind not in _TITLES else "")
        else:
            draft.titles.append(Text(text=title, lang=lang))
        one.rest()
    _described(members, draft)
    draft.edition = told(members, "version")
    draft.formats += members.texts("formats")
    draft.extent += filter(str.strip, members.texts("sizes"))


def _described(members: Members, draft: Draft) -> None:
    for one in members.objects("descriptions"):
        lang = _lang(one)
        text, kind = told(one, "description"), one.text("descriptionType")
        if kind == "Abstract":
            draft.abstract(Section(text=text), lang=lang)
        elif kind in {"Methods", "TechnicalInfo"}:
            draft.abstract(Section(text=text), lang=lang, kind=kind)
        elif text and kind == "SeriesInformation":
            draft.series.append(Series(title=text))
        else:
            draft.notes += [text] if text else []
            draft.retain("descriptions/descriptionType", kind if kind != "Other" else "")
        one.rest()


def _lang(one: Members) -> str:
    written = one.text("lang")
    code = tables.language(written)
    if written and not code:
        one.keep("lang", written)
    return tables.tag(code).lower() if code else ""


def _topics(members: Members, draft: Draft) -> None:
    for one in members.objects("subjects"):
        lang = _lang(one)
        label, scheme = told(one, "subject"), one.text("subjectScheme")
        concept, code = one.text("valueUri"), one.text("classificationCode")
        if not label:
            for name, value in (
                ("valueUri", concept),
                ("subjectScheme", scheme),
                ("classificationCode", code),
            ):
                one.keep(name, value or None)
        elif scheme or ids.iri(concept):
            one.keep("valueUri", concept if concept and not ids.iri(concept) else None)
            draft.topics.append(
                Topic(label=label, concept=ids.iri(concept) or "", scheme=scheme, notation=code, lang=lang)
            )
        else:
            draft.keywords.append(Text(text=label, lang=lang))
            one.keep("valueUri", concept or None)
        one.rest()


# -- rights, funding, relations ----------------------------------------------------------------


def _licensed(members: Members, draft: Draft) -> None:
    for one in members.objects("rightsList"):
        words, address, spdx = told(one, "rights"), one.text("rightsUri"), one.text("rightsIdentifier")
        licence = next(filter(None, map(tables.licence, filter(None, (address, spdx, words)))), "")
        access = tables.access(address) or tables.access(words)
        if licence or (address and not access):
            start = one.text("startDate")
            draft.licences.append(
                Licence(written=words or address or spdx, licence=licence, start=dates.parse(start))
            )
            one.keep("startDate", start if start and not dates.parse(start) else None)
            draft.retain("rightsList/rightsUri", "" if tables.licence(address) else address)
            if spdx and tables.licence(spdx) != licence:
                one.keep("rightsIdentifier", spdx)
        elif access:
            draft.access = draft.access or access
            draft.retain("rightsList/rights", address, words, spdx)
        else:
            draft.rights += [words] if words else []
            one.keep("rightsIdentifier", spdx or None)
        one.take("lang")
        for name in ("schemeUri", "rightsIdentifierScheme"):
            one.take(name) if licence else None
        one.rest()


def _funded(members: Members, draft: Draft) -> None:
    for one in members.objects("fundingReferences"):
        name, number, acronym = told(one, "funderName"), one.text("awardNumber"), ""
        written, kind = one.text("funderIdentifier"), one.text("funderIdentifierType")
        found = identifier(_FUNDER_SCHEMES.get(kind.lower(), "fundref"), written)
        if written and not found:
            one.keep(f"funderIdentifier/{kind}", written)
        elif kind and kind.lower() not in _FUNDER_SCHEMES:
            one.keep("funderIdentifierType", kind)
        if name or number or found:
            draft.funding.append(
                Funding(number=number, acronym=acronym, funder=name, identifiers=(found,) if found else ())
            )
        one.rest()


def _related(members: Members, draft: Draft) -> None:
    for one in members.objects("relatedIdentifiers"):
        written, kind = one.text("relatedIdentifier").strip(), one.text("relatedIdentifierType")
        word = one.text("relationType")
        relation = tables.relation(word)
        scheme = _SCHEMES.get(kind.lower(), "")
        found = draft.linked(scheme, written, "relatedIdentifiers") if scheme else None
        if relation and found:
            draft.relations.append(Relation(kind=relation, identifiers=(found,)))
        elif relation and written:
            draft.relations.append(Relation(kind=relation, citation=written, note=kind))
        else:
            draft.retain(f"relatedIdentifiers/{word}", written)
        one.rest()
    for one in members.objects("relatedItems"):
        _item(one, draft)


def _item(one: Members, draft: Draft) -> None:
    """A related item: the venue where the resource is published in it, else a reference in words."""
    word, kind = one.text("relationType"), one.text("relatedItemType")
    title = _title(one)
    written, scheme = _number(one)
    schemes = {**_SCHEMES, "issn": "issn", "eissn": "eissn", "lissn": "issnl"}
    found = draft.linked(schemes[scheme], written, "relatedItems") if scheme in schemes else None
    if not found and (title or scheme not in {"", "url"}):
        one.keep(f"relatedItemIdentifier/{scheme}".rstrip("/"), written or None)
    volume, issue, year = one.text("volume"), one.text("issue"), one.text("publicationYear")
    first, last = one.text("firstPage"), one.text("lastPage")
    span = "-".join(dict.fromkeys(filter(None, (first, last))))
    if word in _PUBLISHED and draft.venue is None and title:
        own = {"Journal": "Journal", "Book": "Book", "ConferenceProceeding": "ConferenceProceedings"}
        venue = own.get(kind, "Expression")
        draft.venue = Venue(type=venue, title=title, identifiers=(found,) if found else ())
        draft.volume, draft.issue = draft.volume or volume, draft.issue or issue
        draft.pages = draft.pages or span
        draft.first_page, draft.last_page = pages(draft.pages)
        one.keep("publicationYear", year or None)
        one.keep("relatedItemType", None if kind in own else kind)
    else:
        text = citation(title=title, year=year, volume=volume, issue=issue, pages=span)
        known = (found,) if found and found.scheme not in {"issn", "eissn", "issnl"} else ()
        draft.relations.append(
            Relation(
                kind=tables.relation(word) or "citesAsRelated", identifiers=known, citation=text or written
            )
        )
        one.keep("relationType", None if tables.relation(word) else word)
        one.keep("relatedItemType", kind or None)
    one.rest()


def _title(one: Members) -> str:
    """The first title of a related item; the others are kept."""
    first = ""
    for each in one.objects("titles"):
        first = first or told(each, "title")
        each.rest()
    return first


def _number(one: Members) -> tuple[str, str]:
    """The identifier of a related item, which JSON has in an object, and the word for its scheme."""
    if not isinstance(one.values.get("relatedItemIdentifier"), dict):
        return one.text("relatedItemIdentifier"), one.text("relatedItemIdentifierType").lower()
    held = one.object("relatedItemIdentifier")
    found = held.text("relatedItemIdentifier"), held.text("relatedItemIdentifierType").lower()
    held.rest()
    return found


_PARTS: tuple[Callable[[Members, Draft], None], ...] = (
    _typed,
    _identified,
    _titled,
    _topics,
    contributed,
    dated,
    located,
    _licensed,
    _funded,
    _related,
)
