"""DOAJ: articles of the Directory of Open Access Journals, as it gives them away and as it takes them.

It gives them by OAI-PMH (the format ``oai_doaj``), and takes them from publishers as files of records
of the same elements.

See: https://doaj.org/docs/oai-pmh/ and https://doaj.org/docs/xml/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg import dates, ids, tables, text
from kg.dates import Date
from kg.record import (
    Affiliation,
    Contribution,
    Link,
    Provenance,
    Record,
    Reject,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.sources import source
from kg.sources.collected import Member, members, root
from kg.sources.drafting import Draft
from kg.sources.protocols import PROTOCOLS, attributed, deletion, rejected
from kg.sources.streams import peekable
from kg.text import leaves, local
from kg.text.dating import written_date
from kg.text.sections import sections

__all__ = ["doaj"]

_ARTICLE, _RECORD, _RECORDS = "doajArticle", "record", "records"
_FIRST = re.compile(rf"<(?:[\w.-]+:)?{_ARTICLE}(?=[\s>])")
_JOURNAL = re.compile(r"<journalTitle[\s>]")
_CONTENT = re.compile(r"<(?:fullTextUrl|publicationDate|affiliationsList)[\s>]")
_OWN_ID = re.compile(rb"<(?:[\w.-]+:)?(?:doi|publisherRecordId)\b[^>]*>\s*([^<]{1,200})")
_FIRST_DAY = re.compile(r"([0-9]{4})(?:-01-01|(-[0-9]{2})-01)\Z")
_MARKS = " ;,\t\r\n"


def _detect(head: bytes) -> float:
    name, content = root(head)
    if name in PROTOCOLS:
        return 0.8 if _FIRST.search(content) else 0.0
    if name in {_RECORDS, _RECORD}:
        return 0.95 if _JOURNAL.search(content) and _CONTENT.search(content) else 0.0
    return 1.0 if name == _ARTICLE else 0.0


@source(
    name="doaj",
    summary="DOAJ XML: articles in answers of OAI-PMH (oai_doaj), and files that publishers upload",
    recognised="elements doajArticle, or records with journalTitle and fullTextUrl",
    detect=_detect,
    example="kg build oai_doaj.xml.gz",
)
def doaj(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The articles of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the file declares entities, or is in an unknown encoding.
    """
    content = peekable(stream)
    elements = (_ARTICLE,) if root(content.peek(1024)[:1024])[0] in PROTOCOLS else (_ARTICLE, _RECORD)
    for one in members(content, file, elements=elements, collection=_RECORDS, own_id=_OWN_ID):
        yield _member(one, file) if isinstance(one, Member) else one


def _member(one: Member, file: str) -> Record | Reject:
    if one.element is None:
        return deletion("doaj", file, one.unit, one.header)
    draft = Draft(type="JournalArticle")
    _Article(one.element, draft).tell()
    draft.topics += _classes(one.header.sets)
    if not (draft.titles or draft.identifiers):
        reason = "has neither a title nor a DOI: complete it, or leave it out"
        return rejected(file, one.unit, one.header, reason)
    origin = Provenance(
        source="doaj",
        format="DOAJ",
        file=file,
        position=one.unit.position,
        digest=sha256(one.unit.data).hexdigest(),
    )
    return attributed(draft.record(origin), one.unit, one.header)


class _Article:
    """The elements of an article, which go as they are taken."""

    def __init__(self, element: Element, draft: Draft) -> None:
        self._draft = draft
        self._found: dict[str, list[Element]] = {}
        for child in element:
            self._found.setdefault(local(child), []).append(child)

    def tell(self) -> None:
        self._titled()
        self._placed()
        self._contributed()
        for name, found in self._found.items():
            for one in found:
                for path, value in leaves(one, name):
                    self._draft.retain(path, value)

    def _take(self, name: str) -> list[tuple[str, Element]]:
        """The elements of a name with their texts; those that say nothing are left out."""
        found = [(self._plain(one), one) for one in self._found.pop(name, ())]
        return [(told, one) for told, one in found if told]

    def _plain(self, element: Element) -> str:
        name = local(element)
        return self._draft.titled(element, name) if name == "title" else self._draft.plain(element, name)

    def _language(self, element: Element) -> str:
        """The tag of the language of an element; a word that is none is kept."""
        return self._draft.tag(element.get("language", ""), f"{local(element)}/language")

    def _text(self, name: str) -> str:
        """The first text of a name; any others stay."""
        first, *others = [told for told, _ in self._take(name)] or [""]
        self._draft.retain(name, *others)
        return first

    def _titled(self) -> None:
        draft = self._draft
        for told, one in self._take("title"):
            draft.title(told, "title", self._language(one))
        for told, one in self._take("abstract"):
            draft.abstract(*sections(told), lang=self._language(one))
        for group in self._found.pop("keywords", ()):
            lang = self._language(group)
            for one in group:
                if word := self._plain(one).strip(_MARKS):
                    draft.keywords.append(Text(text=word, lang=lang))
        for told, _ in self._take("language"):
            code = tables.language(told)
            draft.languages += [code] if code else []
            draft.retain("language", "" if code else told)
        for told, _ in self._take("documentType"):
            known = tables.source_type("repositories", told)
            if known and known.type not in {"Expression", "Article"}:
                draft.type, draft.work_types = known.type, list(known.work_types)
            draft.retain("documentType", told)

    def _placed(self) -> None:
        draft = self._draft
        journal, numbers = self._text("journalTitle"), []
        for scheme in ("issn", "eissn"):
            written = self._text(scheme)
            found = identifier(scheme, written)
            numbers += [found] if found else []
            draft.retain(scheme, "" if found and found.value == written else written)
        if journal or numbers:
            draft.venue = Venue(type="Journal", title=journal, identifiers=tuple(numbers))
        draft.publishers += [told for told, _ in self._take("publisher")]
        draft.volume, draft.issue = self._text("volume"), self._text("issue")
        draft.first_page, draft.last_page = self._text("startPage"), self._text("endPage")
        draft.pages = "-".join(dict.fromkeys(filter(None, (draft.first_page, draft.last_page))))
        self._dated(self._text("publicationDate"))
        if written := self._text("doi"):
            draft.identify("doi", written, "doi")
        for told, one in self._take("fullTextUrl"):
            address = ids.url(told)
            if address:
                draft.links.append(Link(url=address, label="full text", media=one.get("format", "")))
            else:
                draft.retain("fullTextUrl", told)
                draft.retain("fullTextUrl/format", one.get("format"))

    def _dated(self, written: str) -> None:
        """The date of publication: its first day stands for a month, and that of a year for the year."""
        draft, first = self._draft, _FIRST_DAY.match(written)
        parsed = dates.parse(written)
        if first and parsed:
            draft.issued = Date(first[1] + (first[2] or ""))
            draft.retain("publicationDate", written)
        elif parsed:
            draft.issued = Date(parsed[:10])
        else:
            draft.issued, draft.issued_written = written_date(written)

    def _contributed(self) -> None:
        places: dict[str, str] = {}
        for group in self._found.pop("affiliationsList", ()):
            for one in group:
                places[one.get("affiliationId", "").strip()] = self._plain(one)
        named: set[str] = set()
        for group in self._found.pop("authors", ()):
            for one in group:
                if local(one) == "author":
                    named |= self._author(one, places)
                else:
                    self._draft.retain(f"authors/{local(one)}", self._plain(one))
        self._draft.retain(
            "affiliationsList/affiliationName", *(told for key, told in places.items() if key not in named)
        )

    def _author(self, element: Element, places: dict[str, str]) -> set[str]:
        """Adds an author, and tells which affiliations are theirs."""
        told: dict[str, list[str]] = {}
        for child in element:
            told.setdefault(local(child), []).append(self._plain(child))
        name = next(iter(told.pop("name", [])), "")
        keys = told.pop("affiliationId", [])
        own = [key for key in keys if places.get(key)]
        told["affiliationId"] = [key for key in keys if not places.get(key)]
        orcids = [identifier("orcid", one) for one in told.get("orcid_id", [])]
        numbers = tuple(one for one in orcids if one)
        if numbers:
            told.pop("orcid_id")
        agent = text.agent(name, numbers)
        for key, values in told.items():
            self._draft.retain(f"authors/author/{key}", *values)
        if agent is None:
            self._draft.retain("authors/author/name", name)
            return set()
        affiliations = tuple(Affiliation(name=places[key]) for key in dict.fromkeys(own))
        self._draft.contributions.append(Contribution(role="author", agent=agent, affiliations=affiliations))
        return set(own)


def _classes(sets: Iterable[str]) -> Iterator[Topic]:
    """The classes of the Library of Congress that sets of the directory stand for.

    >>> [one.label for one in _classes(["TENDOk1lZGljaW5lIChHZW5lcmFsKQ~~", "open"])]
    ['Medicine (General)']
    """
    for written in sets:
        try:
            name = base64.b64decode(written.replace("~", "="), altchars=b"-_", validate=True).decode()
        except ValueError:
            continue
        scheme, mark, label = name.partition(":")
        if mark and scheme == "LCC":
            yield Topic(label=label, scheme="lcc")
