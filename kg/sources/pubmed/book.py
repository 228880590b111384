"""A book or chapter of the NCBI Bookshelf -> a Record.

A document with a title of its own stands in a book, which is its venue; without one it is the book.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from kg.record import Identifier, Record, Series, Venue
from kg.sources.cutting import Unit
from kg.sources.pubmed import abstracts, article, journal, people, subjects
from kg.sources.pubmed.article import Handler, told
from kg.sources.pubmed.draft import Draft, identified, language
from kg.text.plain import plain, squeezed

__all__ = ["to_record"]


class _BookDraft(Draft):
    """What a book tells beyond what an article does."""

    __slots__ = ("book_title", "edition", "places", "publishers", "series")

    def __init__(self) -> None:
        super().__init__()
        self.book_title = ""
        self.edition = ""
        self.places: list[str] = []
        self.publishers: list[str] = []
        self.series: list[Series] = []


def to_record(root: Element, unit: Unit, file: str) -> Record | None:
    """The record of a ``PubmedBookArticle`` or a bare ``BookDocument``; ``None`` without a PMID."""
    draft = _BookDraft()
    if root.tag == "BookDocument":
        _document(root, draft)
    else:
        told(root, _PARTS, draft)
    if not draft.pmid:
        return None
    chapter = bool(draft.title) and draft.title != draft.book_title
    if not draft.title:
        draft.title = draft.book_title
    own, translated = abstracts.titles(draft)
    kind = article.works(draft)
    written, first, last = draft.pages
    return Record(
        type="BookChapter" if chapter else "Book",
        work_types=kind.work_types,
        publication_types=tuple(draft.publication_types),
        titles=own,
        translated_titles=translated,
        abstracts=tuple(draft.abstracts),
        issued=draft.issued,
        issued_written=draft.issued_written,
        history=tuple(draft.events),
        venue=_venue(draft) if chapter else None,
        volume=draft.volume,
        pages=written,
        first_page=first,
        last_page=last,
        edition=draft.edition,
        series=tuple(draft.series),
        publishers=tuple(draft.publishers),
        places=tuple(draft.places),
        languages=tuple([code for code, _ in map(language, draft.languages)]),
        identifiers=draft.identifiers_ranked() + (() if chapter else tuple(draft.venue_identifiers)),
        contributions=tuple(draft.contributions),
        topics=subjects.combined(draft.topics, draft.substances),
        keywords=tuple(draft.keywords),
        licences=tuple(draft.licences),
        funding=tuple(draft.funding),
        relations=tuple(draft.relations),
        statuses=article.statuses(kind.statuses, draft),
        provenance=(article.provenance(draft, unit, file),),
        extra=draft.extras(),
        changes=tuple(draft.changes),
    )


def _venue(draft: _BookDraft) -> Venue:
    return Venue(type="Book", title=draft.book_title, identifiers=tuple(draft.venue_identifiers))


def _document(element: Element, draft: Draft) -> None:
    told(element, _DOCUMENT, draft)


def _book(element: Element, draft: Draft) -> None:
    told(element, _BOOK, draft)


def _book_title(element: Element, draft: Draft) -> None:
    assert isinstance(draft, _BookDraft)
    draft.book_title = draft.titled(element)


def _publisher(element: Element, draft: Draft) -> None:
    assert isinstance(draft, _BookDraft)
    for child in element:
        text = plain(child)
        if child.tag == "PublisherName":
            draft.publishers += [text] * bool(text)
        elif child.tag == "PublisherLocation":
            draft.places += [text] * bool(text)
        else:
            draft.keep(child, f"Publisher/{child.tag}")


def _edition(element: Element, draft: Draft) -> None:
    assert isinstance(draft, _BookDraft)
    draft.edition = plain(element)


def _collection(element: Element, draft: Draft) -> None:
    assert isinstance(draft, _BookDraft)
    text = plain(element)
    if text:
        draft.series.append(Series(title=text))


def _volume(element: Element, draft: Draft) -> None:
    draft.volume = plain(element)


def _isbn(element: Element, draft: Draft) -> None:
    text = squeezed(element.text)
    found: Identifier | None = identified("isbn", text)
    if found is None:
        draft.retain("Isbn", text)
    elif found not in draft.venue_identifiers:
        draft.venue_identifiers.append(found)


def _published(element: Element, draft: Draft) -> None:
    draft.issued, draft.issued_written = journal.published(element)


def _contributed(element: Element, draft: Draft) -> None:
    """The day of the chapter, which is more to the point than the year of its book."""
    day = draft.day(element, element.tag)
    if not day:
        return
    draft.retain("Book/PubDate", draft.issued_written or draft.issued)
    draft.issued, draft.issued_written = day, ""


def _span(element: Element, draft: Draft) -> None:
    """The years between which a book that is published in parts has appeared."""
    day, written = journal.published(element)
    draft.retain(f"Book/{element.tag}", written or day)


def _sections(element: Element, draft: Draft) -> None:
    """The table of contents, its levels one after the other as they are printed."""
    for child in element:
        if child.tag == "Section":
            _sections(child, draft)
        else:
            draft.retain(f"Section/{child.tag}", plain(child))


def _items(element: Element, draft: Draft) -> None:
    kind = element.get("ListType", "")
    for child in element:
        draft.retain(f"ItemList/{kind}", plain(child))


_PARTS: dict[str, Handler] = {"BookDocument": _document, "PubmedBookData": article.data}
_DOCUMENT: dict[str, Handler] = {
    **{
        name: article.HANDLERS[name]
        for name in (
            "PMID",
            "ArticleIdList",
            "ArticleTitle",
            "VernacularTitle",
            "Pagination",
            "Language",
            "AuthorList",
            "InvestigatorList",
            "Abstract",
            "KeywordList",
            "GrantList",
            "ReferenceList",
            "DateRevised",
        )
    },
    "Book": _book,
    "PublicationType": subjects.publication_type,
    "Sections": _sections,
    "ContributionDate": _contributed,
    "ItemList": _items,
}
_BOOK: dict[str, Handler] = {
    "Publisher": _publisher,
    "BookTitle": _book_title,
    "PubDate": _published,
    "BeginningDate": _span,
    "EndingDate": _span,
    "AuthorList": people.authors,
    "InvestigatorList": people.investigators,
    "Volume": _volume,
    "Edition": _edition,
    "CollectionTitle": _collection,
    "Isbn": _isbn,
    "ELocationID": article.HANDLERS["ELocationID"],
}
