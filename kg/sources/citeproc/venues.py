"""Where a publication stands: the journal, the book, the series; with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg.record import Identifier, Series, Venue, identifier
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["VENUES", "venue"]

_SHORT = ("short-container-title", "container-title-short", "journalAbbreviation")
VENUES = (
    "container-title",
    *_SHORT,
    "issn-type",
    "ISSN",
    "isbn-type",
    "ISBN",
    "collection-title",
    "collection-number",
)
"""All members that tell of venues."""

_VENUES: Mapping[str, str] = {
    "Article": "Journal",
    "BlogPost": "WebContent",
    "BookChapter": "Book",
    "Comment": "Journal",
    "ConferencePaper": "ConferenceProceedings",
    "DataFile": "Repository",
    "Editorial": "Journal",
    "Entry": "Expression",
    "JournalArticle": "Journal",
    "Letter": "Journal",
    "MagazineArticle": "Magazine",
    "NewspaperArticle": "Newspaper",
    "PeriodicalIssue": "Journal",
    "PeriodicalVolume": "Journal",
    "Preprint": "Repository",
    "ReferenceEntry": "ReferenceBook",
    "RetractionNotice": "Journal",
    "ReviewArticle": "Journal",
    "WebContent": "WebContent",
}
"""The class of what holds a publication of a class."""

_WHOLE = frozenset(
    {"Book", "BookSet", "ConferenceProceedings", "ReferenceBook", "ReportDocument", "SpecificationDocument"}
    | {"DoctoralThesis", "MastersThesis", "BachelorsThesis", "Thesis"}
)
"""Publications that stand in a series rather than in a venue."""

_SERIALS = frozenset({"Journal", "Periodical", "Series", "BookSeries"})
_IN_BOOKS = frozenset({"Book", "ConferenceProceedings", "ReferenceBook"})
_SERIES = re.compile(
    r"\bseries\b|\blecture notes\b|\bbriefs\b|schriften|reihe\b|\badvances in\b|\bstudies in\b"
    r"|\bmonographs?\b|\bcontributions to\b|\bcollection\b|\bcontemporary mathematics\b",
    re.IGNORECASE,
)
_PROCEEDINGS = re.compile(r"\b(?:proceedings|conference|congress|symposium|workshop)\b", re.IGNORECASE)
_RESOLVER = re.compile(r"https?://id\.crossref\.org/is[bs]n/", re.IGNORECASE)
_LIST = re.compile(r"\s*[,;/|]\s*|\s+(?=(?:97[89]-?)?[0-9]{1,5}-?[0-9]{2})")
_KINDS = {"print": "issn", "electronic": "eissn"}


def venue(members: Members, draft: Draft) -> None:
    """The venue of a part, the series of a whole; ISSN and ISBN where they belong."""
    titles = [draft.tidied(title, "container-title") for title in members.texts("container-title")]
    titles = list(dict.fromkeys(filter(None, titles)))
    short = [draft.tidied(title, name) for name in _SHORT for title in members.texts(name)]
    issns, isbns = _issns(members, draft), _isbns(members, draft)
    kind = _VENUES.get(draft.type, "Expression")
    if draft.type in _SERIALS:
        draft.identifiers += issns
        draft.series += _in_series(titles)
        issns = []
    elif draft.type in _WHOLE:
        draft.identifiers += isbns
        draft.series += _in_series(titles)
        isbns, titles = [], []
    if kind in _IN_BOOKS:
        titles, series = _book_and_series(titles)
        draft.series += _in_series(series)
    _collection(members, draft)
    if kind in _IN_BOOKS or draft.type in _WHOLE:
        # of the series, which has no place for it; as that of a book it would make one of all its books
        draft.retain("ISSN", *(one.value for one in issns))
        issns = []
    if draft.type in _SERIALS:
        titles = []
    _stands(kind, titles, short, [*issns, *isbns], draft)


def _stands(kind: str, titles: list[str], short: list[str], numbers: list[Identifier], draft: Draft) -> None:
    for other in titles[1:]:
        draft.retain("container-title", other)
    title = titles[0] if titles else ""
    abbreviations = tuple(dict.fromkeys(one for one in short if one and one != title))
    if not title and not numbers:
        draft.retain("short-container-title", *abbreviations)
        return
    draft.venue = _made(kind, title, abbreviations, tuple(dict.fromkeys(numbers)))


@lru_cache(maxsize=4096)
def _made(
    kind: str, title: str, abbreviations: tuple[str, ...], identifiers: tuple[Identifier, ...]
) -> Venue:
    """The venue; one object for all that stands in it."""
    return Venue(type=kind, title=title, abbreviations=abbreviations, identifiers=identifiers)


def _in_series(titles: Iterable[str]) -> list[Series]:
    return [Series(title=title) for title in titles]


def _book_and_series(titles: list[str]) -> tuple[list[str], list[str]]:
    """The title of the book and those of its series: Crossref gives them in either order.

    Proceedings say that they are; a series says so too; else the book comes first.

    >>> _book_and_series(["Lecture Notes in Computer Science", "Computer Vision"])
    (['Computer Vision'], ['Lecture Notes in Computer Science'])
    >>> _book_and_series(["Structured Matrices", "A Library"])
    (['Structured Matrices'], ['A Library'])
    """
    if len(titles) < 2:
        return titles, []
    series = [bool(_SERIES.search(title)) for title in titles]
    named = [bool(_PROCEEDINGS.search(title)) for title in titles]
    ranked = sorted(range(len(titles)), key=lambda place: (series[place], not named[place], place))
    return [titles[ranked[0]]], [titles[place] for place in sorted(ranked[1:])]


def _collection(members: Members, draft: Draft) -> None:
    """The series as CSL names it."""
    number = members.text("collection-number")
    titles = [draft.tidied(title, "collection-title") for title in members.texts("collection-title")]
    for place, title in enumerate(filter(None, titles)):
        draft.series.append(Series(title=title, number="" if place else number))
    if not any(titles):
        draft.retain("collection-number", number)


# -- numbers -----------------------------------------------------------------------------------


def _issns(members: Members, draft: Draft) -> list[Identifier]:
    """The ISSNs, each as that of the medium that the source tells."""
    found: dict[str, Identifier] = {}
    for one in members.objects("issn-type"):
        written, medium = one.text("value"), one.text("type")
        made = _number(_KINDS.get(medium, "issn"), written)
        if made is None:
            draft.retain("issn-type", written)
        else:
            found.setdefault(made.value, made)
        if medium not in _KINDS:
            draft.retain("issn-type/type", medium)
        one.rest()
    for written in members.texts("ISSN"):
        for part in _divided(written):
            made = _number("issn", part)
            if made is None:
                draft.retain("ISSN", part)
            elif made.value not in found:
                found[made.value] = made
    return list(found.values())


def _isbns(members: Members, draft: Draft) -> list[Identifier]:
    """The ISBNs; which is that of the printed book is kept."""
    found: dict[str, Identifier] = {}
    media = []
    for one in members.objects("isbn-type"):
        written, medium = one.text("value"), one.text("type")
        media.append((written, medium))
        draft.retain("isbn-type", " ".join(filter(None, (medium, written))))
        one.rest()
    for written in [*members.texts("ISBN"), *(written for written, _ in media)]:
        for part in _divided(written):
            made = _number("isbn", part)
            if made is None:
                draft.retain("ISBN", part)
            elif made.value not in found:
                found[made.value] = made
                if made.value != part:
                    draft.changed("ISBN", part, "identifier")
    return list(found.values())


def _divided(written: str) -> list[str]:
    """The numbers of a text, without the addresses that Crossref once put before each."""
    return _LIST.split(_RESOLVER.sub("", written.strip()))


@lru_cache(maxsize=4096)
def _number(scheme: str, written: str) -> Identifier | None:
    return identifier(scheme, _RESOLVER.sub("", written.strip()))
