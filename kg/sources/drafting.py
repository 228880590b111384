"""A record in the making, for readers: they add what they find, field by field, and keep the rest.

The lists are those of :class:`~kg.record.Record`; what a list may hold twice in the source stands
once in the Record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from kg import ids, tables, text
from kg.dates import NO_DATE, Date
from kg.record import (
    Abstract,
    Accession,
    Change,
    Contribution,
    Event,
    Extra,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Relation,
    Section,
    Series,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)

__all__ = ["NAMELESS", "Draft", "named"]

NAMELESS = "has neither a title, a name nor an identifier: complete it, or leave it out"
"""Why a record is none that nothing names."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """What the fields of one source record have told so far; :meth:`record` makes the Record."""

    type: str = "Expression"
    work_types: list[str] = field(default_factory=list)
    publication_types: list[Topic] = field(default_factory=list)
    titles: list[Text] = field(default_factory=list)
    subtitles: list[str] = field(default_factory=list)
    translated_titles: list[Text] = field(default_factory=list)
    alternative_titles: list[Text] = field(default_factory=list)
    abstracts: list[Abstract] = field(default_factory=list)
    issued: Date = NO_DATE
    issued_written: str = ""
    history: list[Event] = field(default_factory=list)
    venue: Venue | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    first_page: str = ""
    last_page: str = ""
    article_number: str = ""
    edition: str = ""
    extent: list[str] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    keywords: list[Text] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    access: str = ""
    funding: list[Funding] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    accessions: list[Accession] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    _extra: dict[str, list[str]] = field(default_factory=dict)

    def retain(self, name: str, *values: str | None) -> None:
        """Keeps values of a source field that no field of the Record is for."""
        for value in values:
            if value and value.strip():
                self._extra.setdefault(name, []).append(value)

    def retained(self, name: str) -> tuple[str, ...]:
        """The values that were kept of a source field so far."""
        return tuple(self._extra.get(name, ()))

    def changed(self, name: str, written: str, *rules: str) -> None:
        """Keeps the text of a source field as published, where a rule makes something else of it."""
        for rule in rules:
            self.changes.append(Change(field=name, written=written, rule=rule))

    def identify(self, scheme: str, written: str, name: str, *, registered: bool = False) -> bool:
        """Adds an identifier once, and says whether it is one; what is none is retained under ``name``.

        What is taken off to find it, such as the address of a resolver, is a change. A DOI is
        ``registered`` in the field of its agency, where a final dot belongs to it.
        """
        found = identifier(scheme, written)
        if found and registered:
            found = Identifier(scheme=scheme, value=ids.registered(written) or found.value)
        if found is None:
            self.retain(name, written)
            return False
        if found.value != written:
            self.changed(name, written, "identifier")
        folded = (scheme, ids.comparable(scheme, found.value))
        if folded not in {(one.scheme, ids.comparable(one.scheme, one.value)) for one in self.identifiers}:
            self.identifiers.append(found)
        return True

    def linked(self, scheme: str, written: str, name: str) -> Identifier | None:
        """The identifier of another publication; what is taken off a DOI to find it is a change."""
        found = identifier(scheme, written)
        if found and scheme == "doi" and found.value != written.strip():
            self.changed(name, written, "identifier")
        return found

    def tag(self, written: str, name: str) -> str:
        """The tag of a language that a source names, ``""`` without one; a word that is none is retained."""
        code = tables.language(written)
        if not code:
            self.retain(name, written)
        return tables.tag(code).lower() if code else ""

    def tidied(self, written: str, name: str) -> str:
        """A title or the like by the rules of :mod:`kg.text.titles`; as published it stays a change."""
        made, rules = text.tidied(written)
        self.changed(name, written, *rules)
        return made

    def titled(self, element: Element, name: str) -> str:
        """A title in an element of XML, by the same rules; as published it stays a change."""
        made, written, rules = text.titled(element)
        self.changed(name, written, *rules)
        return made

    def plain(self, element: Element, name: str) -> str:
        """Any other text in an element, without the tags that are written in it, which are a change."""
        written = text.plain(element)
        made = text.stripped(written)
        if made != written:
            self.changed(name, written, "markup")
        return made

    def title(self, written: str, name: str, lang: str = "") -> None:
        """Adds a title, tidied; the second and later ones are alternative titles."""
        made = Text(text=self.tidied(written, name), lang=lang)
        if not made.text or made in self.titles:
            return
        (self.alternative_titles if self.titles else self.titles).append(made)

    def abstract(self, *sections: Section, lang: str = "", kind: str = "", rights: str = "") -> None:
        """Adds an abstract of the sections that say something."""
        told = tuple(section for section in sections if section.text)
        if told:
            self.abstracts.append(Abstract(sections=told, lang=lang, kind=kind, rights=rights))

    def record(self, provenance: Provenance) -> Record:
        """The Record of all that was added."""
        values: dict[str, Any] = {}
        for name in _FIELDS:
            value = getattr(self, name)
            if value:
                values[name] = _told(name, value) if isinstance(value, list) else value
        extra = tuple(Extra(field=name, values=tuple(kept)) for name, kept in self._extra.items())
        return Record(**values, provenance=(provenance,), extra=extra)


_AS_OFTEN = frozenset({"contributions", "relations", "history", "funding", "notes"})
"""Lists that may say the same twice: there are authors of one name."""


def _told(name: str, values: list[Any]) -> tuple[Any, ...]:
    if not values:
        return ()
    return tuple(values) if name in _AS_OFTEN else tuple(dict.fromkeys(values))


_FIELDS = tuple(name for name in Draft.__slots__ if not name.startswith("_"))


def named(record: Record) -> bool:
    """Whether there is anything in a record that a publication could be known by, be it its own id.

    >>> from kg.record import Text
    >>> named(Record(type="Book", issued="2011")), named(Record(type="Book", titles=(Text(text="A"),)))
    (False, True)
    """
    titles = (*record.titles, *record.translated_titles, *record.alternative_titles)
    numbers = (*record.identifiers, *(one.id for one in record.provenance if one.id))
    return bool(titles or record.contributions or numbers)
