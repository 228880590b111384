"""The fields of a MARC record as a Record: every field has a place, or stays in ``extra``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kg import dates
from kg.record import Provenance, Record, Venue
from kg.sources.collected import Header
from kg.sources.marc import (
    agents,
    classification,
    coded,
    identifiers,
    imprint,
    notes,
    relations,
    subjects,
    titles,
    unimarc,
)
from kg.sources.marc.fields import STRAY, Field, Marc
from kg.sources.marc.scripts import paired
from kg.sources.marc.telling import Telling

__all__ = ["Place", "provenance", "to_record"]

_HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    **titles.HANDLERS,
    **agents.HANDLERS,
    **imprint.HANDLERS,
    **identifiers.HANDLERS,
    **subjects.HANDLERS,
    **classification.HANDLERS,
    **notes.HANDLERS,
    **relations.HANDLERS,
}
_ARTICLES = frozenset({"JournalArticle", "Article", "BookChapter", "NewspaperArticle", "ConferencePaper"})
_SERIALS = frozenset({"Journal", "Periodical", "Magazine", "Newspaper", "BookSeries", "WebContent"})
_CARRIERS = frozenset({"338"})
_IMPRINT = frozenset({"250", "260", "264", "300", "490"})


class Place(NamedTuple):
    """Where a record stands, the digest of its bytes, its format, and what a protocol says of it."""

    file: str
    position: str
    digest: str
    format: str
    header: Header = Header()


def to_record(marc: Marc, place: Place) -> Record | str:
    """The Record of a MARC record, or why it is none."""
    foreign = unimarc.is_unimarc(marc)
    marc = unimarc.converted(marc) if foreign else marc
    kind, level = marc.leader[6:7].strip(), marc.leader[7:8].strip()
    if kind in coded.NOT_PUBLICATIONS:
        return f"is {coded.NOT_PUBLICATIONS[kind]}, and describes no publication"
    draft = Telling(kind=kind, level=level, coded=marc.control("008"), stated=coded.languages(marc))
    fields = paired(marc)
    told = {found.tag for found in fields if not found.name.startswith("880")}
    for found in fields:
        if found.name.startswith("880") and found.tag in _IMPRINT & told:
            draft.retain(found.name, found.written())  # nobody can tell of which it is the same
        else:
            _tell(draft, found)
    own = marc.control("001").strip()
    if not (draft.titles or draft.alternative_titles or own):
        return "has neither a control number (001) nor a title (245): complete it, or leave it out"
    _complete(draft)
    _keep(draft, marc, place.header)
    made = draft.record(provenance(marc, place))
    return unimarc.renamed(made) if foreign else made


def _tell(draft: Telling, found: Field) -> None:
    """Hands a field to whoever knows it; what is left of it stays."""
    handler = _HANDLERS.get(found.tag)
    if found.tag in _CARRIERS:
        draft.formats += [draft.bare(value, f"{found.name}$a") for value in found.take("a")]
    if handler is None and found.tag not in _CARRIERS and found.tag != "041":
        draft.retain(found.name, found.written() if found.subfields else None)
        return
    before = len(found.subfields)
    if handler is not None:
        handler(draft, found)
    if found.subfields and len(found.subfields) == before > 1:
        draft.retain(found.name, found.written())
        found.subfields = []
    for one in (found, *found.pairs):
        for code, value in one.subfields:
            draft.retain(one.name if code == STRAY else f"{one.name}${code}", value)


def _complete(draft: Telling) -> None:
    """Adds what several fields tell together."""
    if not draft.titles and draft.alternative_titles:
        draft.titles.append(draft.alternative_titles.pop(0))
    known = {one.text for one in draft.titles}
    draft.alternative_titles = [one for one in draft.alternative_titles if one.text not in known]
    imprint.series(draft)
    day, written = imprint.issued(draft)
    if not draft.issued or not draft.issued.startswith(day):
        draft.issued = day
    draft.issued_written = "" if written == draft.issued else written
    draft.languages += draft.stated
    coded.classified(draft)
    _numbers(draft)


def _numbers(draft: Telling) -> None:
    """The ISSN of a serial is its own, that of an article is of its journal, that of a book of a series."""
    if not draft.numbers:
        return
    if draft.type in _SERIALS or draft.level in {"s", "i"}:
        draft.identifiers += draft.numbers
    elif draft.type in _ARTICLES:
        known = draft.venue or Venue(type="Journal")
        together = tuple(dict.fromkeys((*known.identifiers, *draft.numbers)))
        draft.venue = Venue(
            type=known.type, title=known.title, abbreviations=known.abbreviations, identifiers=together
        )
    else:
        for one in draft.numbers:
            draft.retain("022$a" if one.scheme == "issn" else "022$l", one.value)


def _keep(draft: Telling, marc: Marc, header: Header) -> None:
    """Keeps the coded fields as they are, what was mended, and what a protocol says."""
    leader = marc.leader.ljust(24)
    draft.retain("leader/05-08", leader[5:9].rstrip())
    draft.retain("leader/17-19", leader[17:20].rstrip())
    for tag, values in marc.controls.items():
        if tag not in {"001", "003", "005"}:
            draft.retain(tag, *(value.rstrip() for value in values))
        else:
            draft.retain(tag, *values[1:])
    if dates.parse(header.datestamp) or not coded.modified(marc):
        draft.retain("005", marc.control("005"))
    draft.retain("damage", *marc.damage)
    for tag, written in marc.miscoded:
        draft.changed(tag, written, "characters")
    if header.id:
        draft.retain("001", marc.control("001").strip())
    draft.retain("header/setSpec", *header.sets)
    draft.retain("header/datestamp", header.datestamp)
    for path, text in header.beside:
        draft.retain(path, text)


def provenance(marc: Marc, place: Place) -> Provenance:
    """Where the record comes from; its id is that of the protocol, if one brought it."""
    status = "deleted" if place.header.deleted else coded.STATUSES.get(marc.leader[5:6], "")
    agency = marc.control("003").strip()
    return Provenance(
        source="marc",
        id=place.header.id or _own_id(marc, agency),
        format=place.format,
        status=status,
        created=coded.created(marc),
        modified=dates.parse(place.header.datestamp) or coded.modified(marc),
        institutions=(agency,) if agency else (),
        file=place.file,
        position=place.position,
        digest=place.digest,
    )


def _own_id(marc: Marc, agency: str) -> str:
    """The control number with what makes it one of all catalogues: its agency, else its day of entry.

    A number alone is not enough: many catalogues begin to count with 1.
    """
    number = marc.control("001").strip()
    if not number or agency:
        return f"({agency}){number}" if number else ""
    entered = marc.control("008")[:6].strip()
    return f"{number}@{entered}" if entered.isdigit() else number
