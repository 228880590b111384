"""The statements of Dublin Core as a Record: every text has a place, or stays in ``extra``."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple
from xml.etree.ElementTree import Element

import msgspec

from kg import dates, ids, tables
from kg.dates import Date
from kg.record import Event, Licence, Link, Provenance, Record, Section, Text, Topic
from kg.sources.drafting import Draft
from kg.sources.dublincore import numbers, places
from kg.sources.dublincore.people import contributed
from kg.sources.dublincore.statements import Statement, Statements
from kg.text.dating import written_date
from kg.text.sections import sections

__all__ = ["Place", "to_record"]

_WORDS = 25
"""A description of fewer words is a note."""

_STAGES = {
    "available": "available",
    "created": "created",
    "dateAccepted": "accepted",
    "dateSubmitted": "received",
    "dateCopyrighted": "copyright",
    "modified": "modified",
    "valid": "valid",
}
_EMBARGO = re.compile(r"info:eu-repo/date/embargoEnd/(.+)\Z")
_VERSIONS = re.compile(r"info:eu-repo/semantics/|.*/version/", re.IGNORECASE)
_COAR = re.compile(r"https?://\S+/resource_type/([A-Za-z0-9_]+)/?\Z")
_EU_REPO = re.compile(r"info:eu-repo/semantics/(\w+)\Z")
_TYPED = re.compile(r"(?:doc-type|dini:doc-type|type)\s*:\s*", re.IGNORECASE)
_MEDIA = re.compile(r"[a-z]+/[\w.+-]+(?:;.*)?\Z")
_SIZE = re.compile(r"[0-9].*|.*\b[0-9]+ ?(?:p|pp|pages|s|S|kB|MB|bytes)\b\.?.*")
_ADDRESS = re.compile(r"https?://.+\Z")
_CLASSIFIED = re.compile(
    r"(?:info:eu-repo/classification/(?P<named>[\w.-]+)/|(?P<short>ddc|udc|msc|jel|acm|lcc|rvk|pacs|zdc):\s*)"
    r"(?P<code>\S.*)\Z",
    re.IGNORECASE,
)
_PLAIN = frozenset({"", "uri", "w3cdtf", "other"})
_GENERAL = ("JournalArticle", "Article", "Expression", "")
"""Classes that a narrower one beside them says more than, from the narrowest on."""


class Place(NamedTuple):
    """Where an element stands, and its bytes."""

    file: str
    position: str
    data: bytes


def to_record(element: Element, place: Place) -> Record | str:
    """The Record of an element, or why it is none."""
    draft = Draft()
    told = Statements(element, draft)
    own = told.take("recordID", "recordid")
    _typed(draft, told.take("type"))
    for one in told.take("title", "alternative"):
        _title(draft, one)
    contributed(draft, told.take("creator"), told.take("contributor"))
    _dated(draft, told)
    told.keep(numbers.identified(draft, told.take("identifier", "permaddress", "bibliographicCitation")))
    _sources(draft, told)
    told.keep(numbers.related(draft, told.take(*_RELATIONS)))
    for one in told.take("description", "abstract", "tableOfContents"):
        _described(draft, one)
    for one in told.take("subject"):
        _subject(draft, one)
    _languages(draft, told)
    for one in told.take("format", "extent", "medium"):
        _format(draft, one)
    for one in told.take("rights", "license", "accessRights", "rightsHolder"):
        _rights(draft, one)
    draft.publishers += [one.text for one in told.take("publisher")]
    told.rest()
    if not (draft.titles or draft.identifiers or draft.contributions):
        return "has neither a title, nor an identifier, nor a name: complete it, or leave it out"
    _settle(draft)
    draft.retain("recordID", *(one.text for one in own[1:]))
    return draft.record(
        Provenance(
            source="dublincore",
            id=own[0].text if own else "",
            format="Dublin Core",
            file=place.file,
            position=place.position,
            digest=sha256(place.data).hexdigest(),
        )
    )


_RELATIONS = (
    "relation",
    "isPartOf",
    "isPartOfSeries",
    "hasPart",
    "isVersionOf",
    "hasVersion",
    "isReplacedBy",
    "replaces",
    "references",
    "isReferencedBy",
    "requires",
    "isRequiredBy",
    "isFormatOf",
    "hasFormat",
)


# -- what it is --------------------------------------------------------------------------------


def _typed(draft: Draft, found: list[Statement]) -> None:
    """The class is the narrowest that a word tells; the words stay, and so does a version among them."""
    told: list[str] = []
    for one in found:
        draft.retain(one.field, one.text, *one.others)
        word = _bare(one.text)
        known = tables.source_type("repositories", word)
        known = known or tables.source_type("repositories", f"eu-repo:{word}")
        if known:
            told.append(known.type)
            draft.work_types += [term for term in known.work_types if term not in draft.work_types]
        elif kind := tables.format_type(word):
            told.append(kind)
    narrow = next((one for one in told if one not in _GENERAL), "")
    draft.type = narrow or next((one for one in _GENERAL if one in told), "Expression")


def _bare(written: str) -> str:
    """A word of a type as the table of types has it."""
    if coar := _COAR.match(written):
        return f"coar:{coar[1]}"
    if driver := _EU_REPO.match(written):
        return f"eu-repo:{driver[1]}"
    return _TYPED.sub("", written, count=1)


def _settle(draft: Draft) -> None:
    """What only all statements together tell: an article in a journal, the version that stands there."""
    venue = draft.venue.type if draft.venue else ""
    if draft.type in _GENERAL:
        draft.type = "JournalArticle" if venue == "Journal" and (draft.volume or draft.pages) else draft.type
    words = [word for kept in draft.retained("type") for word in [tables.version(kept)] if word]
    if words and draft.links:
        draft.links = [msgspec.structs.replace(one, version=one.version or words[0]) for one in draft.links]


def _title(draft: Draft, one: Statement) -> None:
    if one.name == "alternative" or one.kind in {"alternative", "translated"}:
        made = Text(text=draft.tidied(one.text, one.field), lang=one.lang)
        kept = draft.translated_titles if one.kind == "translated" else draft.alternative_titles
        kept.append(made)
    else:
        draft.title(one.text, one.field, one.lang)
    draft.retain(f"{one.field}/@", *one.others)


def _described(draft: Draft, one: Statement) -> None:
    """A description that is long, or is said to be one, is an abstract; a short one is a note."""
    is_abstract = one.name == "abstract" or one.kind == "abstract"
    if one.name == "description" and not is_abstract:
        is_abstract = len(one.text.split()) >= _WORDS and one.kind in _PLAIN
    if is_abstract:
        found: tuple[Section, ...] = sections(one.text)
        draft.abstract(*found, lang=one.lang)
    elif one.text not in draft.notes:
        draft.notes.append(one.text)
    draft.retain(f"{one.field}/@", *one.others)


def _subject(draft: Draft, one: Statement) -> None:
    """A heading of a scheme, a class of a classification, or keywords, which semicolons set apart."""
    coded = _CLASSIFIED.match(one.text)
    concept = next(filter(None, (ids.iri(other) for other in one.others)), "") or ""
    draft.retain(f"{one.field}/@", *(other for other in one.others if other != concept))
    if coded:
        scheme = (coded["named"] or coded["short"]).lower()
        draft.topics.append(Topic(label=coded["code"], scheme=scheme, notation=coded["code"]))
        draft.changed(one.field, one.text, "identifier")
    elif concept or one.kind not in _PLAIN:
        scheme = one.kind if one.kind not in _PLAIN else ""
        draft.topics.append(Topic(label=one.text, concept=concept, scheme=scheme, lang=one.lang))
    else:
        draft.keywords += [
            Text(text=word, lang=one.lang) for piece in one.text.split(";") if (word := piece.strip())
        ]


# -- when and where ----------------------------------------------------------------------------


def _dated(draft: Draft, told: Statements) -> None:
    """The date of issue: the one that says so, else the first that tells no hour, else the first.

    Repositories write the moments of deposit into the same element, and mostly before it.
    """
    for name, stage in _STAGES.items():
        for one in told.take(name):
            _event(draft, one, stage)
    found = [*told.take("issued"), *told.take("date")]
    known = [(one, *_date(one.text)) for one in found if not _embargo(draft, one)]
    certain = next(((date, rest) for one, date, rest in known if date and "issued" in one.field), None)
    plain = next(((date, rest) for _, date, rest in known if date and "T" not in date), None)
    first = next(((date, rest) for _, date, rest in known if date), None)
    chosen = certain or plain or first
    if chosen:
        draft.issued, draft.issued_written = Date(chosen[0].partition("T")[0]), chosen[1]
    for one, date, _ in known:
        if not date or date != draft.issued or one.others:
            draft.retain(one.field, one.text, *one.others)
    if not draft.issued:
        order = ("copyright", "created", "available")
        draft.issued = next(
            (Date(event.date[:10]) for stage in order for event in draft.history if event.stage == stage),
            Date(""),
        )


def _date(written: str) -> tuple[Date, str]:
    found = dates.parse(written)
    return (found, "") if found else written_date(written)


def _embargo(draft: Draft, one: Statement) -> bool:
    match = _EMBARGO.match(one.text)
    date = dates.parse(match[1]) if match else Date("")
    if date:
        draft.history.append(Event(stage="available", date=date))
        draft.retain(one.field, one.text)
    return bool(date)


def _event(draft: Draft, one: Statement, stage: str) -> None:
    date, rest = _date(one.text)
    if date:
        draft.history.append(Event(stage=stage, date=date))
    draft.retain(one.field, rest if date else one.text, *one.others)


def _sources(draft: Draft, told: Statements) -> None:
    """The journal and the place in it, if the line is certain; the line itself stays."""
    for one in told.take("source"):
        number = numbers.numbered(one)
        if number and number.scheme in {"issn", "eissn", "issnl"}:
            told.keep(numbers.identified(draft, [one]))
            continue
        places.sourced(draft, one.text)
        draft.retain(one.field, one.text, *one.others)
    if draft.venue is None or not draft.venue.title:
        for written in (*draft.retained("bibliographicCitation"), *draft.retained("identifier[citation]")):
            places.sourced(draft, written)


def _languages(draft: Draft, told: Statements) -> None:
    for one in told.take("language"):
        code = tables.language(one.text)
        if code:
            draft.languages.append(code)
        else:
            draft.retain(one.field, one.text)
        draft.retain(f"{one.field}/@", *one.others)


def _format(draft: Draft, one: Statement) -> None:
    """A media type, a size, or a link to a file with its media type."""
    address = _ADDRESS.search(one.text)
    url = ids.url(address[0]) if address else None
    if address and url:
        draft.links.append(Link(url=url, media=one.text[: address.start()].strip()))
        if url != address[0]:
            draft.changed(one.field, address[0], "identifier")
    elif one.name == "extent" or (not _MEDIA.match(one.text) and _SIZE.match(one.text)):
        draft.extent.append(one.text)
    else:
        draft.formats.append(one.text)
    draft.retain(f"{one.field}/@", *one.others)


def _rights(draft: Draft, one: Statement) -> None:
    """Access, a licence, or a statement."""
    for written in (one.text, *one.others):
        access, licence = tables.access(written), tables.licence(written)
        if access and draft.access in {"", access}:
            draft.access = access
            draft.retain(one.field, written)
        elif licence or one.name == "license":
            draft.licences.append(Licence(written=written, licence=licence))
        elif one.name == "rightsHolder":
            draft.retain(one.field, written)
        else:
            draft.rights.append(written)
