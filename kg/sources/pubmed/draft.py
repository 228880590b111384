"""A record in the making: what the parts of a citation add to, in the order of the source."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from kg import dates, record, tables
from kg.dates import Date
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
    Relation,
    Text,
    Topic,
)
from kg.text.plain import leaves, squeezed
from kg.text.titles import titled

__all__ = ["Draft", "date", "identified", "language"]

_MARKS = re.compile(r"[-T:]")
_RANKS = {"pmid": 0, "doi": 1, "pmcid": 2, "pii": 3}

identified = lru_cache(maxsize=32768)(record.identifier)
"""An identifier in its normal form or ``None``; ISSNs and affiliations come again and again."""


@lru_cache(maxsize=32768)
def date(year: str, month: str, day: str, hour: str = "", minute: str = "") -> Date:
    """A date of its parts; the same days come again and again."""
    if not (hour.isascii() and minute.isascii()):
        hour = minute = ""
    return dates.date(year, month, day, hour, minute)


@lru_cache(maxsize=1024)
def language(written: str) -> tuple[str, str]:
    """The ISO 639-2 code of a language and its BCP 47 tag; ``""`` for what is none.

    Undetermined and multiple are codes, but no language to tag a text with.
    """
    code = tables.language(written)
    return code, "" if code in {"", "und", "mul", "zxx", "mis"} else tables.tag(code).lower()


class Draft:
    """What the elements of one citation have told so far."""

    __slots__ = (
        "_extra",
        "abbreviations",
        "abstracts",
        "accessions",
        "affiliation",
        "changes",
        "cited",
        "contributions",
        "country",
        "created",
        "events",
        "funding",
        "identifiers",
        "issue",
        "issued",
        "issued_written",
        "journal",
        "keywords",
        "languages",
        "licences",
        "model",
        "modified",
        "notes",
        "pages",
        "pmid",
        "publication_types",
        "relations",
        "status",
        "substances",
        "title",
        "topics",
        "venue_identifiers",
        "vernacular",
        "version",
        "volume",
    )

    def __init__(self) -> None:
        self._extra: dict[str, list[str]] = {}
        self.abbreviations: list[str] = []
        self.abstracts: list[Abstract] = []
        self.accessions: list[Accession] = []
        self.changes: list[Change] = []
        self.affiliation = ""  # of the article as a whole: DTDs before 2013
        self.cited: dict[str, int] = {}  # PMID -> its place among the relations
        self.contributions: list[Contribution] = []
        self.country = ""
        self.created = Date("")
        self.events: list[Event] = []
        self.funding: list[Funding] = []
        self.identifiers: list[Identifier] = []
        self.issue = ""
        self.issued = Date("")
        self.issued_written = ""
        self.journal = ""
        self.keywords: list[Text] = []
        self.languages: list[str] = []
        self.licences: list[Licence] = []
        self.model = ""
        self.modified = Date("")
        self.notes: list[str] = []
        self.pages = ("", "", "")
        self.pmid = ""
        self.publication_types: list[Topic] = []
        self.relations: list[Relation] = []
        self.status = ""
        self.substances: list[Topic] = []
        self.title = ""
        self.topics: list[Topic] = []
        self.venue_identifiers: list[Identifier] = []
        self.vernacular = ""
        self.version = ""
        self.volume = ""

    def retain(self, field: str, value: str | None) -> None:
        """Keeps a value that no field of the Record is for."""
        if value:
            self._extra.setdefault(field, []).append(value)

    def changed(self, field: str, written: str, *rules: str) -> None:
        """Keeps the text of a field as published, where a rule makes something else of it."""
        self.changes += [Change(field=field, written=written, rule=rule) for rule in rules]

    def day(self, element: Element, field: str) -> Date:
        """The date of an element with ``Year``, ``Month``, ``Day`` and perhaps ``Hour``, ``Minute``.

        One of which a part is no part of a date is kept under ``field`` as well.
        """
        parts = {child.tag: child.text or "" for child in element}
        get = parts.get
        found = date(get("Year", ""), get("Month", ""), get("Day", ""), get("Hour", ""), get("Minute", ""))
        # a year, a month and a day take ten characters
        if len(found) < 10 or len(parts) > 3:
            told = [text for part in parts.values() if (text := squeezed(part))]
            if len(told) > len(_MARKS.split(found[:16])) or not found:
                self.retain(field, " ".join(told) or squeezed(element.text))
        return found

    def titled(self, element: Element) -> str:
        """A title by the rules of :mod:`kg.text.titles`; as published it stays a change."""
        made, written, rules = titled(element)
        self.changed(element.tag, written, *rules)
        return made

    def keep(self, element: Element, path: str = "") -> None:
        """Keeps every text of an element that is not known."""
        for field, text in leaves(element, path or element.tag):
            self.retain(field, text)

    def strays(self, element: Element, *known: str) -> None:
        """Keeps the children of a list that are none of its items."""
        for child in element:
            if child.tag not in known:
                self.keep(child, f"{element.tag}/{child.tag}")

    def identify(self, scheme: str, text: str, field: str) -> None:
        """Adds an identifier once; what is none under that scheme is kept under ``field``."""
        found = record.identifier(scheme, text) if scheme else None
        if found is None:
            self.retain(field, text)
            return
        if found.value != text:
            self.changed(field, text, "identifier")
        for one in self.identifiers:
            if one.scheme == scheme and one.value.lower() == found.value.lower():
                return
        self.identifiers.append(found)

    def identifiers_ranked(self) -> tuple[Identifier, ...]:
        """The identifiers, the PMID first, then DOI, PMCID, PII and the others."""
        return tuple(sorted(self.identifiers, key=lambda one: _RANKS.get(one.scheme, 9)))

    def extras(self) -> tuple[Extra, ...]:
        """What was kept, each field once."""
        return tuple(Extra(field=field, values=tuple(values)) for field, values in self._extra.items())
