"""The fields of the Solr index as a Record: every field has a place, or stays in ``extra``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg import dates, tables
from kg.dates import Date
from kg.record import Abstract, Identifier, Licence, Provenance, Record, Series, Text, Venue
from kg.sources.vufind import fullrecord, identifiers
from kg.sources.vufind.abstracts import abstract
from kg.sources.vufind.fields import Fields, fold
from kg.sources.vufind.people import contributions
from kg.sources.vufind.spelling import Known, Mined, licences, mine
from kg.sources.vufind.subjects import topics
from kg.text import unpunctuated

__all__ = ["Place", "to_record"]

_YEAR = re.compile(r"[\[(]?(?:c|©|p|ca\.?|cop\.?)?\s*([12][0-9]{3})\??[\])]?\??[.,;]?\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"(.+?)\s*;\s*(\S.*)\Z")
_RIGHTS = re.compile(r"(?:usage_?)?(?:rights?|licen[cs]es?)(?:_(?:str|txt|txtP)(?:_mv)?)?\Z", re.IGNORECASE)
_IMPRINT = re.compile(
    r"(?P<place>[^:]{2,80}?)\s*:\s*(?P<publisher>.+?)[,.]?"
    r"\s*[\[(]?c?[0-9]{4}(?:\s*[;-]\s*[0-9]{4})*[\])]?\.?\Z"
)
_LONGEST_IMPRINT = 500
_SERIALS = frozenset({"Journal", "Periodical", "Magazine", "Newspaper"})
_VENUES: Mapping[str, str] = {
    "BookChapter": "Book",
    "ConferencePaper": "ConferenceProceedings",
    "MagazineArticle": "Magazine",
    "NewspaperArticle": "Newspaper",
    "ReferenceEntry": "ReferenceBook",
}


class Place(NamedTuple):
    """Where the document stands, and the digest of its bytes."""

    file: str
    position: str
    digest: str


def to_record(values: Mapping[str, Iterable[str]], place: Place) -> Record | str:
    """The Record of a document, or why it is none."""
    fields = Fields(values)
    own, title = fields.raw("id"), _title(fields)
    if not own and not title:
        return "has neither an id nor a title: complete it, or leave it out"
    mined = _mined(fields, own)
    found = [*identifiers.named(fields), *identifiers.linked(fields, own), *mined.identifiers]
    type_ = _type(fields, mined)
    venue, others = _venue(fields, type_, mined)
    issued, written = _issued(fields, mined)
    statements = _statements(fields, mined)
    first, last = fields.one("container_start_page"), fields.one("container_end_page")
    publishers = fields.bared("publisher")
    inner = fullrecord.read(fields, place.file)
    made = Record(
        type=type_,
        titles=(Text(text=title),) if title else (),
        subtitles=fields.bared("title_sub"),
        alternative_titles=tuple(Text(text=other) for other in fields.bared("title_alt")),
        abstracts=_abstracts(fields),
        issued=issued,
        issued_written=written,
        venue=venue,
        volume=fields.one("container_volume"),
        issue=fields.one("container_issue"),
        pages=f"{first}-{last}" if first and last else first,
        first_page=first,
        last_page=last,
        edition=fields.bare("edition", fields.one("edition"), stop=True),
        extent=fields.all("physical"),
        series=_series(fields),
        publishers=publishers,
        places=_places(fields, mined, publishers),
        languages=_languages(fields, mined),
        formats=fields.all("format"),
        links=identifiers.links(fields),
        identifiers=identifiers.unique([*found, *others]),
        contributions=contributions(fields),
        topics=topics(fields),
        licences=_licences(statements, mined),
        rights=statements,
        notes=fields.all("note"),
        provenance=(_provenance(fields, own, mined, place),),
        extra=fields.rest(tuple(mined.left)),
        changes=fields.changes(),
    )
    return fullrecord.completed(made, inner) if inner else made


def _title(fields: Fields) -> str:
    """The title; where there is none, the part of it that there is."""
    names = ("title", "title_short", "title_full")
    return next(filter(None, (fields.bare(name, fields.one(name)) for name in names)), "")


def _mined(fields: Fields, own: str) -> Mined:
    seen = fields.seen
    known = Known(
        id=own,
        titles=tuple(sorted(seen("title_full", "title"), key=len, reverse=True)),
        authors=seen("author", "author2", "author_corporate"),
        topics=seen("topic"),
        description=" ".join(seen("description")),
        publishers=seen("publisher"),
        formats=seen("format"),
        years=tuple(filter(None, map(_year, seen("publishDate")))),
        urls=seen("url"),
    )
    texts = fields.all("spelling")
    return mine(texts, known) or Mined(left=list(texts))


def _type(fields: Fields, mined: Mined) -> str:
    """The class of the narrowest word for the format; an article of a journal is a journal article."""
    classes = [found for word in fields.all("format") if (found := tables.format_type(word))]
    narrow = next((found for found in classes if found not in {"Expression", "Article"}), "")
    if narrow or "Article" not in classes:
        return narrow or "Expression"
    indexed = any("medline" in value.lower() for value in fields.seen("record_format"))
    return "JournalArticle" if indexed or mined.journal or fields.seen("issn") else "Article"


def _venue(fields: Fields, type_: str, mined: Mined) -> tuple[Venue | None, list[Identifier]]:
    """Where the publication stands, and the numbers that are its own.

    The ISSN and ISBN of a part are those of the whole. The ISSN of a book is that of its series,
    which has no place for it.
    """
    title = fields.one("container_title") or mined.journal
    numbers = identifiers.numbers(fields)
    part = bool(title) or type_ in {"JournalArticle", "Article", *_VENUES}
    whole = [one for one in numbers if one.scheme in {"issn", "isbn"}] if part else []
    own = [one for one in numbers if one not in whole]
    if not part and type_ not in _SERIALS and type_ != "Expression":
        for one in own:
            if one.scheme == "issn":
                fields.keep("issn", one.value)
        own = [one for one in own if one.scheme != "issn"]
    if not title and not whole:
        return None, own
    kind = _VENUES.get(type_, "Journal")
    if kind == "Journal" and type_ == "Expression" and not any(one.scheme == "issn" for one in whole):
        kind = "Expression"
    return Venue(type=kind, title=title, identifiers=identifiers.unique(whole)), own


def _year(written: str) -> str:
    found = dates.parse(written)
    bare = _YEAR.match(written)
    return dates.year(found) or (bare[1] if bare else "")


def _issued(fields: Fields, mined: Mined) -> tuple[Date, str]:
    """The first date that is one, as precise as the index tells it; the others stay."""
    written = fields.all("publishDate")
    chosen = next((text for text in written if _year(text)), "")
    for text in written:
        if text != chosen:
            fields.keep("publishDate", text)
    found = dates.parse(chosen) or Date(_year(chosen))
    if mined.issued and (not found or mined.issued.startswith(found)):
        found = mined.issued
    return found, "" if found.startswith(chosen) else chosen


def _abstracts(fields: Fields) -> tuple[Abstract, ...]:
    text = fields.raw("description")
    return (abstract(text),) if text.strip() else ()


def _series(fields: Fields) -> tuple[Series, ...]:
    """The series, each once: the second field repeats the first as it stands in the book."""
    numbers = dict(zip(fields.beside("series"), fields.beside("series.number"), strict=False))
    found: dict[str, Series] = {}
    for written in fields.all("series", "series2"):
        divided = _NUMBERED.match(written)
        title, number = (divided[1], divided[2]) if divided else (written, "")
        number = numbers.get(written, "").strip(" .;") or number
        key = fold(title)
        if key and (key not in found or (number and not found[key].number)):
            found[key] = Series(title=fields.bare("series", title).rstrip("."), number=unpunctuated(number))
    return tuple(found.values())


def _places(fields: Fields, mined: Mined, publishers: tuple[str, ...]) -> tuple[str, ...]:
    """The places of the imprint, which only the copy for searching has: before a known publisher."""
    found = [*fields.bared("place")]
    if len(mined.left) < 2:
        return tuple(found)  # all in one text: where a place begins, nobody can tell
    left = []
    for value in mined.left:
        imprint = _IMPRINT.match(value) if len(value) <= _LONGEST_IMPRINT else None
        if imprint and unpunctuated(imprint["publisher"]) in publishers:
            found += [unpunctuated(place) for place in imprint["place"].split(" ; ")]
        else:
            left.append(value)
    mined.left = left
    return tuple(dict.fromkeys(found))


def _languages(fields: Fields, mined: Mined) -> tuple[str, ...]:
    found = []
    for written in fields.all("language"):
        code = tables.language(written)
        if code:
            found.append(code)
        else:
            fields.keep("language", written)
    return tuple(dict.fromkeys(found)) or tuple(filter(None, [mined.language]))


def _statements(fields: Fields, mined: Mined) -> tuple[str, ...]:
    own = [value for name in fields.names() if _RIGHTS.match(name) for value in fields.all(name)]
    return tuple(dict.fromkeys(filter(None, [*own, mined.rights])))


def _licences(statements: tuple[str, ...], mined: Mined) -> tuple[Licence, ...]:
    found = {one.licence: one for one in (*mined.licences, *licences(statements))}
    return tuple(found.values())


def _provenance(fields: Fields, own: str, mined: Mined, place: Place) -> Provenance:
    created, modified = (_moment(fields, name) for name in ("first_indexed", "last_indexed"))
    return Provenance(
        source="vufind",
        id=own,
        format=fields.one("record_format"),
        version=fields.one("_version_"),
        created=created,
        modified=modified or mined.stamp,
        institutions=fields.all("institution"),
        collections=fields.all("collection", "building"),
        work_keys=fields.all("work_keys_str_mv"),
        file=place.file,
        position=place.position,
        digest=place.digest,
    )


def _moment(fields: Fields, name: str) -> Date:
    """A moment in the life of the document; what is none is kept."""
    written = fields.one(name)
    found = dates.parse(written)
    if not found:
        fields.keep(name, written)
    return found
