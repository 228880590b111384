"""The record from which the index was made, which it keeps in ``fullrecord``.

It is read by whatever reader knows its format, and completes what the index says:

- the identity of the source record, its dates and its collections are those of the index;
- numbers, dates and the class of the publication are those of the index where it has any, unless the
  other is the same and more precise;
- names, titles, headings, publishers, series and notes are taken from the record inside, which keeps
  their parts apart; what only the index says is added, and a title that differs is the main one;
- identifiers, links, licences, rights and formats are united.

What the record inside has and no field is for stands in ``extra`` as ``fullrecord/`` and its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from kg import ids, sources
from kg.dates import Date
from kg.record import Abstract, Extra, Identifier, Record, Text, Venue
from kg.sources.vufind.fields import Fields, fold

__all__ = ["completed", "read"]

_T = TypeVar("_T", bound=Hashable)

_NAME = "fullrecord"
_ESCAPES = (("#29;", "\x1d"), ("#30;", "\x1e"), ("#31;", "\x1f"))
_GENERAL: Mapping[str, frozenset[str]] = {
    "Article": frozenset({"JournalArticle", "BookChapter", "NewspaperArticle", "ConferencePaper"}),
    "Book": frozenset(
        {
            "BookChapter",
            "BachelorsThesis",
            "ConferenceProceedings",
            "DoctoralThesis",
            "Manuscript",
            "MastersThesis",
            "ReferenceBook",
            "ReportDocument",
            "Thesis",
        }
    ),
}
"""Classes that formats of catalogues often mean, and those that say the same more precisely."""


def read(fields: Fields, file: str) -> Record | None:
    """The record inside; ``None``, and the field stays as it is, where there is none or it is broken."""
    text = fields.raw(_NAME)
    if not text:
        return None
    if "\x1e" not in text:
        # the index of old versions cannot hold the delimiters of MARC
        for escape, delimiter in _ESCAPES:
            text = text.replace(escape, delimiter)
    hint = fields.seen("record_format", "recordtype")[:1]
    found = sources.embedded(text.encode("utf-8", "replace"), file, hint="".join(hint))
    first = next(found, None)
    if not isinstance(first, Record) or next(found, None) is not None:
        fields.keep(_NAME, fields.raw(_NAME))
        return None
    return first


def completed(record: Record, inner: Record) -> Record:
    """The record of the index with what the record inside it says more."""
    found: dict[str, Any] = {
        name: _first(getattr(record, name), getattr(inner, name)) for name in Record.__struct_fields__
    }
    found |= {name: _united(getattr(record, name), getattr(inner, name)) for name in _SETS}
    found |= {
        name: _said(getattr(inner, name), getattr(record, name), label) for name, label in _TOLD.items()
    }
    found["provenance"] = record.provenance
    found["type"] = _type(record.type, inner.type)
    found["identifiers"] = _identifiers(record.identifiers, inner.identifiers)
    found["venue"] = _venue(record.venue, inner.venue)
    found["abstracts"] = _abstracts(record.abstracts, inner.abstracts)
    found["issued"], found["issued_written"] = _issued(record, inner)
    found |= _titles(record, inner)
    found["extra"] = (*record.extra, *_extra(inner))
    changes = (msgspec.structs.replace(one, field=f"{_NAME}/{one.field}") for one in inner.changes)
    found["changes"] = (*record.changes, *changes)
    return Record(**found)


_SETS = (
    "work_types",
    "publication_types",
    "translated_titles",
    "languages",
    "formats",
    "keywords",
    "licences",
    "rights",
    "accessions",
    "statuses",
)
_TOLD: Mapping[str, Callable[[Any], str]] = {
    "contributions": lambda one: one.agent.name,
    "topics": lambda one: one.label,
    "publishers": str,
    "places": str,
    "extent": str,
    "notes": str,
    "series": lambda one: one.title,
    "links": lambda one: one.url,
    "relations": repr,
    "funding": repr,
    "history": repr,
}
"""Fields that the record inside tells better, and what tells that two of their values are the same."""


def _first(own: Any, other: Any) -> Any:
    return own or other


def _united(own: Iterable[_T], other: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*own, *other)))


def _said(better: tuple[_T, ...], own: tuple[_T, ...], label: Callable[[_T], str]) -> tuple[_T, ...]:
    """The values of the record inside, and those of the index that none of them is, nor several."""
    known = {fold(label(one)) for one in better}
    return (*better, *(one for one in own if not _is_said(label(one), known)))


def _is_said(value: str, known: set[str]) -> bool:
    return fold(value) in known or known.issuperset(map(fold, value.split(" ; ")))


def _type(own: str, other: str) -> str:
    return other if own == "Expression" or other in _GENERAL.get(own, ()) else own


def _identifiers(own: Iterable[Identifier], other: Iterable[Identifier]) -> tuple[Identifier, ...]:
    found: dict[tuple[str, str], Identifier] = {}
    for one in (*own, *other):
        found.setdefault((one.scheme, ids.comparable(one.scheme, one.value)), one)
    return tuple(found.values())


def _venue(own: Venue | None, other: Venue | None) -> Venue | None:
    if own is None or other is None:
        return own or other
    return Venue(
        type=own.type if own.type != "Expression" else other.type,
        title=own.title or other.title,
        abbreviations=_united(own.abbreviations, other.abbreviations),
        identifiers=_identifiers(own.identifiers, other.identifiers),
        country=own.country or other.country,
    )


def _abstracts(own: tuple[Abstract, ...], other: tuple[Abstract, ...]) -> tuple[Abstract, ...]:
    """Those of the record inside; that of the index too, unless it is these."""
    said = fold("".join(section.text for one in other for section in one.sections))
    text = fold("".join(section.text for one in own for section in one.sections))
    return other if other and text in said else (*own, *other)


def _issued(own: Record, other: Record) -> tuple[Date, str]:
    same = not own.issued or other.issued.startswith(own.issued)
    found = other.issued if same and other.issued else own.issued
    written = own.issued_written or (other.issued_written if same else "")
    return found, written


def _titles(own: Record, other: Record) -> dict[str, Any]:
    """The titles of the record inside, if the title of the index is the same or a part of it."""
    whole = fold("".join([*(one.text for one in other.titles), *other.subtitles]))
    named = [one for one in own.titles if fold(one.text) not in whole]
    first, second = (other, own) if other.titles and not named else (own, other)
    titles, subtitles = first.titles or second.titles, first.subtitles
    known = {fold(one.text) for one in titles} | {whole} | {fold(text) for text in subtitles}
    others: dict[str, Text] = {}
    for one in (*other.alternative_titles, *own.alternative_titles, *second.titles):
        if fold(one.text) not in known:
            others.setdefault(fold(one.text), one)
    extra_subtitles = [text for text in second.subtitles if fold(text) not in whole]
    return {
        "titles": titles,
        "subtitles": tuple(dict.fromkeys((*subtitles, *extra_subtitles))),
        "alternative_titles": tuple(others.values()),
    }


def _extra(inner: Record) -> Iterable[Extra]:
    """What the record inside keeps, and what it says of itself."""
    for one in inner.extra:
        yield Extra(field=f"{_NAME}/{one.field}", values=one.values)
    for origin in inner.provenance:
        for name, value in (
            ("id", origin.id),
            ("institution", "; ".join(origin.institutions)),
            ("created", origin.created),
            ("modified", origin.modified),
        ):
            if value:
                yield Extra(field=f"{_NAME}/{name}", values=(value,))
