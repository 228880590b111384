"""The elements of a MODS record as a Record: every text has a place, or stays in ``extra``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

import msgspec

from kg import dates, ids, tables
from kg.dates import Date
from kg.record import Licence, Link, Provenance, Record, Section, Text
from kg.sources.collected import Header
from kg.sources.drafting import Draft
from kg.sources.mods import names, origin, related, subjects
from kg.sources.mods.taking import attribute, children, language, left, localised, take, taken

__all__ = ["Place", "to_record"]

_ARTICLES = {
    "Journal": "JournalArticle",
    "Book": "BookChapter",
    "ConferenceProceedings": "ConferencePaper",
    "Newspaper": "NewspaperArticle",
    "Magazine": "MagazineArticle",
}
_HOSTS = {article: host for host, article in _ARTICLES.items()}
_ISSUANCES = {
    "monographic": "Book",
    "single unit": "Book",
    "multipart monograph": "Book",
    "continuing": "Periodical",
    "serial": "Periodical",
    "integrating resource": "WebContent",
}
_GENERAL = frozenset({"", "Article", "Expression"})
_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{2}(?:\.[0-9]+)?\Z")
_ABSTRACTS = frozenset({"", "abstract", "summary"})


class Place(NamedTuple):
    """Where a record stands, the digest of its bytes, and what a protocol says of it."""

    file: str
    position: str
    digest: str
    header: Header


def to_record(element: Element, place: Place) -> Record | str:
    """The Record of an element, or why it is none."""
    draft = Draft()
    localised(element)
    _titles(draft, children(element, "titleInfo"))
    names.contributions(draft, children(element, "name"))
    words = [subjects.genre(draft, one) for one in children(element, "genre")]
    issuance = ""
    for one in children(element, "originInfo"):
        issuance = origin.origin(draft, one) or issuance
    for one in children(element, "language"):
        origin.languages(draft, one)
    for one in children(element, "physicalDescription"):
        origin.described(draft, one)
    _texts(draft, element)
    for one in children(element, "subject"):
        subjects.subject(draft, one)
    for one in children(element, "part"):
        related.part(draft, one)
    hosts = [related.related(draft, one) for one in children(element, "relatedItem")]
    _identifiers(draft, element)
    _rights(draft, children(element, "accessCondition"))
    _type(draft, words, _resources(draft, element), issuance, next(filter(None, hosts), ""))
    if not (draft.titles or draft.identifiers or draft.contributions):
        return "has neither a title, nor an identifier, nor a name: complete it, or leave it out"
    if not draft.issued:
        draft.issued = next(
            (one.date for one in draft.history if one.stage in {"created", "copyright"}), Date("")
        )
    provenance = _provenance(draft, element, place)
    for path, text in left(element):
        draft.retain(path, text)
    draft.retain("header/setSpec", *place.header.sets)
    draft.retain("header/datestamp", place.header.datestamp)
    for path, text in place.header.beside:
        draft.retain(path, text)
    return draft.record(provenance)


def _titles(draft: Draft, found: Iterable[Element]) -> None:
    """The main title is the first without a type; the same in another script is an alternative one."""
    for info in found:
        kind, lang = attribute(info, "type"), language(info, draft)
        made, subtitle = related.title(info, draft.tidied)
        whole = " : ".join(filter(None, [made, subtitle]))
        if not whole:
            continue
        if kind == "translated":
            draft.translated_titles.append(Text(text=whole, lang=lang))
        elif kind or draft.titles:
            draft.retain("titleInfo/@type", kind if kind != "alternative" else "")
            draft.alternative_titles.append(Text(text=whole, lang=lang))
        else:
            draft.titles.append(Text(text=made or subtitle, lang=lang))
            draft.subtitles += [subtitle] if made and subtitle else []
    known = {one.text for one in draft.titles}
    draft.alternative_titles = [one for one in draft.alternative_titles if one.text not in known]


def _texts(draft: Draft, element: Element) -> None:
    """Abstracts, contents and notes."""
    for one in children(element, "abstract"):
        kind = attribute(one, "type").lower()
        lang, label = language(one, draft), attribute(one, "displayLabel")
        draft.abstract(
            Section(text=take(one), label="" if label.lower() in _ABSTRACTS else label),
            lang=lang,
            kind="" if kind in _ABSTRACTS else kind,
        )
    draft.notes += taken(element, "tableOfContents")
    for one in children(element, "note"):
        kind = attribute(one, "type").lower()
        text = take(one)
        if kind == "statement of responsibility":
            draft.retain("note[statement of responsibility]", text)
        elif text:
            draft.notes.append(text)
            draft.retain("note/@type", kind)


def _identifiers(draft: Draft, element: Element) -> None:
    """Identifiers and addresses; what is none, and what is invalid, stays."""
    for one in children(element, "identifier"):
        kind = attribute(one, "type").lower()
        name = f"identifier[{kind}]" if kind else "identifier"
        written = take(one)
        if attribute(one, "invalid") == "yes":
            draft.retain(f"{name}[invalid]", written)
        elif kind in related.SCHEMES:
            draft.identify(related.SCHEMES[kind], written, name)
        elif kind in {"", "uri", "url"} and (found := _resolved(written)):
            draft.identify(found, written, name)
        elif kind in {"uri", "url"} and (address := ids.url(written)):
            draft.links.append(Link(url=address))
        else:
            draft.retain(name, written)
    for location in children(element, "location"):
        for one in children(location, "url"):
            _link(draft, one)


def _resolved(written: str) -> str:
    """The scheme of an address that resolves an identifier, or of a number that says what it is."""
    for scheme, starts in (
        ("doi", ("doi:", "https://doi.org/", "http://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/")),
        ("handle", ("hdl:", "http://hdl.handle.net/", "https://hdl.handle.net/")),
        ("urn", ("urn:",)),
        ("arxiv", ("arxiv:", "http://arxiv.org/abs/", "https://arxiv.org/abs/")),
    ):
        if written.lower().startswith(starts) and ids.normalise(scheme, written):
            return scheme
    return ""


def _link(draft: Draft, element: Element) -> None:
    written = take(element)
    address = ids.url(written)
    if address is None:
        draft.retain("location/url", written)
        return
    words = (attribute(element, name) for name in ("displayLabel", "note", "access"))
    label = ", ".join(dict.fromkeys(filter(None, words)))
    draft.links.append(Link(url=address, label=label))
    scheme = _resolved(written)
    if scheme:
        draft.identify(scheme, written, "location/url")
    elif address != written:
        draft.changed("location/url", written, "identifier")


def _rights(draft: Draft, found: Iterable[Element]) -> None:
    """Conditions of access and use: the statement, the licence and the access right that they name."""
    for one in found:
        address, text = attribute(one, "href"), take(one)
        draft.retain("accessCondition/@type", attribute(one, "type"))
        for written in filter(None, (address, text)):
            known = tables.licence(written)
            if known and ids.iri(known) and all(licence.licence != known for licence in draft.licences):
                draft.licences.append(Licence(written=written, licence=known))
            draft.access = draft.access or tables.access(written)
        statement = " ".join(filter(None, (text, address)))
        if statement:
            draft.rights.append(statement)


def _resources(draft: Draft, element: Element) -> list[str]:
    found = []
    for one in children(element, "typeOfResource"):
        word = take(one)
        found += ["manuscript"] if attribute(one, "manuscript") == "yes" and word == "text" else []
        found.append(word)
        draft.retain("typeOfResource", word)
    return found


def _type(draft: Draft, words: list[str], resources: list[str], issuance: str, host: str) -> None:
    """The class: of the narrowest genre, of what it stands in, of its issuance, of the kind of resource."""
    known = [tables.source_type("mods", word) for word in words]
    draft.work_types += [term for one in known if one for term in one.work_types]
    told = [one.type if one else tables.format_type(word) for word, one in zip(words, known, strict=True)]
    narrow = next((one for one in told if one not in _GENERAL), "")
    uis = [ui for word in words if (ui := tables.publication_type_ui(word))]
    if uis:
        found = tables.classify(uis)
        draft.work_types += found.work_types
        narrow = narrow or (found.type if found.type not in _GENERAL else "")
    material = next((one.type for word in resources if (one := tables.source_type("mods", word))), "")
    draft.type = (
        narrow
        or _ARTICLES.get(host, "")
        or ("Article" if "Article" in told else "")
        or (material if material not in _GENERAL else "")
        or _ISSUANCES.get(issuance, "")
        or "Expression"
    )
    if draft.type == "Article" and host == "Expression" and (draft.volume or draft.issue or draft.pages):
        draft.type = "JournalArticle"
    if draft.venue is not None and draft.venue.type == "Expression":
        draft.venue = msgspec.structs.replace(draft.venue, type=_HOSTS.get(draft.type, "Expression"))


def _provenance(draft: Draft, element: Element, place: Place) -> Provenance:
    number = agency = ""
    created = modified = Date("")
    institutions: list[str] = []
    for info in children(element, "recordInfo"):
        for one in children(info, "recordIdentifier"):
            if not number:
                number, agency = take(one), attribute(one, "source")
        created = created or _moment(info, "recordCreationDate")
        modified = modified or _moment(info, "recordChangeDate")
        institutions += taken(info, "recordContentSource")
    own = f"({agency}){number}" if agency and number else number
    if number.isdecimal() and not agency and created:
        own = f"{number}@{created}"  # many catalogues begin to count with 1
    if place.header.id:
        draft.retain("recordInfo/recordIdentifier", own)
    draft.retain("@ID", element.get("ID"))
    stamp = dates.parse(place.header.datestamp)
    draft.retain("recordInfo/recordChangeDate", modified if stamp else "")
    return Provenance(
        source="mods",
        id=place.header.id or own,
        format="MODS",
        created=created,
        modified=stamp or modified,
        institutions=tuple(dict.fromkeys(institutions)),
        file=place.file,
        position=place.position,
        digest=place.digest,
    )


def _moment(info: Element, name: str) -> Date:
    """A day in the life of the record; MARC writes two digits for the year."""
    for one in children(info, name):
        text = (one.text or "").strip()
        if attribute(one, "encoding") == "marc" and len(text) == 6 and text.isdecimal():
            text = f"{'19' if text >= '60' else '20'}{text}"
        moment = _MOMENT.match(text)
        found = dates.date(*moment.groups()) if moment else origin.dated(text)
        if found:
            take(one)
            return found
    return Date("")
