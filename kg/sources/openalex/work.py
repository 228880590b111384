"""A work -> a Record: what it is, its text, its date; the other parts stand in modules of their own."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from kg import dates, tables
from kg.record import Provenance, Record, Section, Status
from kg.sources.documents import Document
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.sources.openalex.authorships import authored, funded
from kg.sources.openalex.locations import located
from kg.sources.openalex.topics import about, cited
from kg.text import stripped

__all__ = ["to_record"]

_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "openalex": "openalex"}
_LONGEST = 100_000
"""The most words that an abstract may have: the index tells places, which may be anything."""


def to_record(values: dict[str, Any], document: Document, file: str) -> Record:
    """The record of a work."""
    draft = Draft()
    members = Members(values, draft)
    work = members.number("id", "openalex")
    for part in _PARTS:
        part(members, draft)
    created, modified = members.day("created_date"), members.day("updated_date")
    members.rest()
    return draft.record(
        Provenance(
            source="openalex",
            id=work.value if work else "",
            format="OpenAlex work",
            created=created,
            modified=modified,
            file=file,
            position=document.position,
            digest=sha256(document.data).hexdigest(),
        )
    )


def _typed(members: Members, draft: Draft) -> None:
    word = members.text("type")
    kind = tables.source_type("openalex", word)
    if kind is None:
        draft.retain("type", word)
    else:
        draft.type, draft.work_types = kind.type, list(kind.work_types)
    if members.flag("is_retracted"):
        draft.statuses.append(Status(status="retracted"))
    if members.values.get("is_paratext") is False:
        members.take("is_paratext")


def _identified(members: Members, draft: Draft) -> None:
    told = members.object("ids")
    names = sorted(told.values, key="mag".__eq__)
    for name, value in (("doi", members.text("doi")), *((name, told.text(name)) for name in names)):
        if value and name in _SCHEMES:
            draft.identify(_SCHEMES[name], value, f"ids/{name}")
        elif name != "mag" or not any(one.value == f"W{value}" for one in draft.identifiers):
            # works of Microsoft Academic Graph have kept their numbers
            draft.retain(f"ids/{name}", value)


def _titled(members: Members, draft: Draft) -> None:
    written = members.text("language")
    code = tables.language(written)
    if code:
        draft.languages.append(code)
    else:
        draft.retain("language", written)
    lang = tables.tag(code).lower() if code else ""
    for name in ("title", "display_name"):
        for title in members.texts(name):
            draft.title(title, name, lang)
    words = _words(members.take("abstract_inverted_index"), draft)
    draft.abstract(Section(text=stripped(" ".join(words))), lang=lang)


def _words(index: Any, draft: Draft) -> list[str]:
    """The words of an inverted index in their order; an index that is none is kept."""
    if index is None:
        return []
    try:
        placed = sorted((place, word) for word, places in index.items() for place in places)
    except (AttributeError, TypeError):
        draft.retain("abstract_inverted_index", msgspec.json.encode(index).decode()[:_LONGEST])
        return []
    return [str(word) for _, word in placed[:_LONGEST]]


def _dated(members: Members, draft: Draft) -> None:
    """The date; the first of January is what OpenAlex writes where it knows the year alone."""
    written, year = members.text("publication_date"), members.text("publication_year")
    day = dates.parse(written)
    found = day or dates.parse(year)
    if found.endswith("-01-01"):
        draft.changed("publication_date", written, "first-of-january")
        found = dates.parse(found[:4])
    draft.issued = found
    draft.retain("publication_date", "" if day else written)
    draft.retain("publication_year", year if year and not found.startswith(year) else "")


_PARTS = (_typed, _identified, _titled, _dated, authored, located, about, funded, cited)
