"""Where an entry stands: in a journal, a book, proceedings; at which pages; published by whom."""

from __future__ import annotations

import re

from kg.record import Identifier, Series, Venue, identifier
from kg.sources.bibtex.people import parts
from kg.sources.bibtex.taking import Fields
from kg.sources.drafting import Draft
from kg.text import stripped
from kg.text.citations import pages
from kg.text.latex import unlatexed

__all__ = ["IN_BOOKS", "placed"]

IN_BOOKS = frozenset({"inbook", "incollection", "inproceedings", "conference", "suppbook", "inreference"})
"""Types of entries that are part of a book."""

_PROCEEDINGS = frozenset({"inproceedings", "conference"})
_NUMBER = re.compile(
    r"(?<![0-9-])[0-9]{4}-?[0-9]{3}[0-9Xx](?![0-9Xx-])|97[89][0-9-]{10,14}|[0-9][0-9-]{8,11}[0-9Xx]"
)
_AND = re.compile(r"\s+and\s+")
_RANGE = re.compile(r"\s*(?:--+|[–—‒]|(?<=[0-9])\s+-\s+(?=[0-9]))\s*")


def placed(fields: Fields, draft: Draft) -> None:
    """The venue with volume, issue and pages; series, edition, publishers and places."""
    in_book = fields.type in IN_BOOKS
    volume, number, issue = fields.text("volume"), fields.text("number"), fields.text("issue")
    series = fields.text("series")
    if fields.type in {"article", "periodical", "suppperiodical"}:
        draft.volume, draft.issue = volume, number or issue
        draft.retain("issue", issue if number and issue != number else "")
        draft.retain("series", series)
    else:
        draft.volume = volume
        if series:
            draft.series.append(Series(title=series, number=number))
        else:
            draft.retain("number", number)
        draft.issue = issue
    _venue(fields, draft, in_book=in_book)
    _pages(fields, draft)
    draft.edition = fields.first("edition", "version")
    for name in ("publisher", "school", "institution", "organization"):
        whole = fields.raw(name)
        for written in parts(whole, _AND) if fields.has_lists else filter(None, [whole]):
            body = stripped(unlatexed(written))
            draft.changed(name, written, *(["latex"] if body != written else []))
            if body and not (name == "organization" and fields.type in _PROCEEDINGS):
                draft.publishers.append(body)
            else:
                draft.retain(name, body)
    place = "address" if fields.has("address") else "location"
    for written in parts(fields.raw(place), _AND):
        draft.places += filter(None, [stripped(unlatexed(written))])


def _venue(fields: Fields, draft: Draft, *, in_book: bool) -> None:
    numbers = _numbers(fields)
    journal = fields.first("journaltitle", "journal")
    title, subtitle = fields.text("booktitle"), fields.text("booksubtitle")
    short = [
        text for name in ("shortjournal", "journal-iso", "journal_abbrev") if (text := fields.text(name))
    ]
    issns = tuple(one for one in numbers if one.scheme != "isbn")
    if journal or (issns and not in_book):
        draft.venue = Venue(type="Journal", title=journal, abbreviations=tuple(short), identifiers=issns)
        draft.identifiers += [one for one in numbers if one.scheme == "isbn"]
        draft.retain("booktitle", title)
    elif in_book:
        kind = "ConferenceProceedings" if fields.type in _PROCEEDINGS else "Book"
        whole = ": ".join(filter(None, (title, subtitle)))
        if whole or numbers:
            draft.venue = Venue(type=kind, title=whole, identifiers=numbers)
        main = fields.text("maintitle")
        draft.series += [Series(title=main, number=draft.volume)] if main else []
    else:
        draft.identifiers += [one for one in numbers if one.scheme == "isbn"]
        for one in issns:
            draft.retain("issn", one.value)
        draft.retain("booktitle", title)
        draft.retain("booksubtitle", subtitle)


def _numbers(fields: Fields) -> tuple[Identifier, ...]:
    """The ISSNs and ISBNs; each field may hold several, and what is none of them stays."""
    found: dict[Identifier, None] = {}
    for name, schemes in (("issn", ("issn", "isbn")), ("eissn", ("eissn",)), ("isbn", ("isbn", "issn"))):
        written = fields.raw(name)
        made = [
            one
            for number in _NUMBER.findall(written)
            if (one := next(filter(None, (identifier(scheme, number) for scheme in schemes)), None))
        ]
        found |= dict.fromkeys(made)
        if written and not made:
            fields.leave(name, written)
    return tuple(found)


def _pages(fields: Fields, draft: Draft) -> None:
    written = fields.raw("pages")
    draft.pages = _RANGE.sub("-", unlatexed(written.replace("--", "-")))
    draft.first_page, draft.last_page = pages(draft.pages)
    draft.article_number = fields.first("eid", "article-number", "articleno", "art_number", "article_number")
    for name in ("pagetotal", "numpages"):
        total = fields.text(name)
        draft.extent += [f"{total} pages" if total.isdigit() else total] if total else []
