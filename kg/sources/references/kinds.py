"""What kind of thing a reference is, by its type and by the type of document that a database names."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import tables
from kg.record import Status
from kg.sources.drafting import Draft
from kg.tables import Classification

__all__ = ["AS_A_WHOLE", "IN_A_BOOK", "PERIODICALS", "classify", "document", "retraction", "venue_type"]

PERIODICALS = {
    "JournalArticle": "Journal",
    "ReviewArticle": "Journal",
    "JournalEditorial": "Journal",
    "JournalNewsItem": "Journal",
    "Letter": "Journal",
    "Comment": "Journal",
    "RetractionNotice": "Journal",
    "MagazineArticle": "Magazine",
    "NewspaperArticle": "Newspaper",
}
"""The class of what stands in a periodical, and of the periodical."""

IN_A_BOOK = {
    "BookChapter": "Book",
    "ReferenceEntry": "ReferenceBook",
    "ConferencePaper": "ConferenceProceedings",
}
"""The class of what stands in a book, and of the book."""

AS_A_WHOLE = frozenset(
    {
        "BachelorsThesis",
        "Book",
        "DoctoralThesis",
        "Manuscript",
        "MastersThesis",
        "ReferenceBook",
        "ReportDocument",
        "Thesis",
    }
)
"""Classes of what stands by itself: it has an extent, and may be one of a series."""

_VAGUE = frozenset({"Article", "Expression"})
_RANKED = ("RetractionNotice", "Letter", "JournalEditorial", "Comment", "ReviewArticle", "JournalNewsItem")

_RETRACTED = re.compile(
    r"\W*(?:RETRACTED(?: (?:ARTICLE|PAPER|CHAPTER))?|Retracted(?: [Aa]rticle| [Pp]aper)?)\s*[:\]]"
    r"|.*\((?:Retracted [Aa]rticle|Retracted [Pp]aper|RETRACTED ARTICLE)\b[^()]*\)\W*\Z",
    re.DOTALL,
)
_NOTICE = re.compile(
    r"\W*(?:Retraction (?:Notice|Note|Statement)|(?:Notice|Statement) of Retraction)\b"
    r"|.*\(Retraction of (?:vol|art)\b[^()]*\)\W*\Z",
    re.DOTALL | re.IGNORECASE,
)


def classify(words: list[str], draft: Draft) -> bool:
    """Sets the class by the type of the reference; ``False`` where none of the words is a type."""
    found = [kind for kind in (tables.source_type("managers", word) for word in words) if kind]
    if found:
        # who has a broad type and a narrow one says both, the narrow one last
        _take(draft, next((kind for kind in reversed(found) if kind.type not in _VAGUE), found[0]))
    return bool(found)


def document(word: str, draft: Draft) -> bool:
    """Makes the class narrower by a type of document; ``False`` for a word that is none.

    A database names several types with ``;`` between them. A retracted article keeps its class.
    """
    found = [_document(piece) for piece in word.split(";") if piece.strip()]
    known = [kind for kind in found if kind]
    for kind in known:
        _narrow(draft, kind)
    return bool(found) and len(known) == len(found)


@lru_cache(maxsize=1024)
def _document(word: str) -> Classification | None:
    return tables.source_type("documents", re.sub(r"\s*\(.*\)\s*\d*\Z|\s+\d+\s*\(.*\)\Z", "", word.strip()))


def _narrow(draft: Draft, kind: Classification) -> None:
    now = draft.type
    finer = (now, kind.type) == ("Manuscript", "Preprint") or (now == "Thesis" and "Thesis" in kind.type)
    if now in _VAGUE or finer:
        draft.type = kind.type
    elif now in PERIODICALS and (kind.type in PERIODICALS or kind.type == "ConferencePaper"):
        draft.type = min(now, kind.type, key=_rank)
    if kind.type in PERIODICALS or kind.type == draft.type:
        draft.work_types += [one for one in kind.work_types if one not in draft.work_types]
    draft.statuses += [Status(status=one) for one in kind.statuses]


def _rank(kind: str) -> int:
    if kind in _RANKED:
        return _RANKED.index(kind)
    return len(_RANKED) + (kind != "ConferencePaper")


def _take(draft: Draft, kind: Classification) -> None:
    draft.type = kind.type
    draft.work_types += kind.work_types
    draft.statuses += [Status(status=one) for one in kind.statuses]


def retraction(draft: Draft) -> None:
    """Tells the retracted article and the notice that retracts by what publishers write into titles.

    The word alone is not enough: there are articles about the retraction of the lung.

    >>> from kg.record import Text
    >>> draft = Draft(type="JournalArticle", titles=[Text(text="RETRACTED: A trial of nothing")])
    >>> retraction(draft)
    >>> draft.statuses[0].status
    'retracted'
    """
    title = draft.titles[0].text if draft.titles else ""
    if _NOTICE.match(title):
        draft.type = "RetractionNotice"
        draft.work_types += ["Retraction"] * ("Retraction" not in draft.work_types)
    elif _RETRACTED.match(title):
        draft.statuses.append(Status(status="retracted"))


def venue_type(kind: str) -> str:
    """The class of what a publication of that class stands in; ``Expression`` where it is not told."""
    return PERIODICALS.get(kind) or IN_A_BOOK.get(kind, "Expression")
