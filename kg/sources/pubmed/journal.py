"""Journal, issue, date of publication and pages of an article."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from kg.dates import Date
from kg.record import Identifier, Venue
from kg.sources.pubmed.draft import Draft, date, identified
from kg.text.citations import free_date, pages
from kg.text.plain import plain, squeezed

__all__ = ["article_number", "info", "journal", "pages", "pagination", "published", "venue"]

_NUMBER = re.compile(r"[A-Za-z]*[0-9]+[A-Za-z]?\Z")
_NUMBERED = re.compile(r"(?:e|E|CD|Doc|ID|article )[0-9]+\Z")
_ELECTRONIC = frozenset({"Electronic", "Electronic-eCollection"})


def journal(element: Element, draft: Draft) -> None:
    """A ``Journal``."""
    for child in element:
        tag = child.tag
        if tag == "Title":
            draft.journal = plain(child)
        elif tag == "ISOAbbreviation":
            _abbreviated(child, draft)
        elif tag == "ISSN":
            _number("eissn" if child.get("IssnType") == "Electronic" else "issn", child, draft)
        elif tag == "JournalIssue":
            _issue(child, draft)
        else:
            draft.keep(child, f"Journal/{tag}")


def info(element: Element, draft: Draft) -> None:
    """A ``MedlineJournalInfo``."""
    for child in element:
        tag = child.tag
        if tag == "MedlineTA":
            _abbreviated(child, draft)
        elif tag == "NlmUniqueID":
            _number("nlm", child, draft)
        elif tag == "ISSNLinking":
            _number("issnl", child, draft)
        elif tag == "Country":
            draft.country = squeezed(child.text)
        else:
            draft.keep(child, f"MedlineJournalInfo/{tag}")


def _abbreviated(element: Element, draft: Draft) -> None:
    text = plain(element)
    if text and text not in draft.abbreviations:
        draft.abbreviations.append(text)


def _number(scheme: str, element: Element, draft: Draft) -> None:
    text = squeezed(element.text)
    found = identified(scheme, text)
    if found is None:
        draft.retain(element.tag, text)
    else:
        draft.venue_identifiers.append(found)


def _issue(element: Element, draft: Draft) -> None:
    draft.retain("JournalIssue/@CitedMedium", element.get("CitedMedium"))
    for child in element:
        if child.tag == "Volume":
            draft.volume = plain(child)
        elif child.tag == "Issue":
            draft.issue = plain(child)
        elif child.tag == "PubDate":
            draft.issued, draft.issued_written = published(child)
        else:
            draft.keep(child, f"JournalIssue/{child.tag}")


def published(element: Element) -> tuple[Date, str]:
    """A ``PubDate``: as precise as it is sure, and as written where that says more.

    >>> from xml.etree.ElementTree import fromstring
    >>> published(fromstring("<PubDate><MedlineDate>1999 Jan-Mar</MedlineDate></PubDate>"))
    ('1999', '1999 Jan-Mar')
    >>> published(fromstring("<PubDate><Year>1976</Year><Season>Fall</Season></PubDate>"))
    ('1976', '1976 Fall')
    """
    parts = tuple((child.tag, squeezed(child.text)) for child in element)
    return _published(parts)


@lru_cache(maxsize=16384)
def _published(parts: tuple[tuple[str, str], ...]) -> tuple[Date, str]:
    told = dict(parts)
    written = " ".join(text for _, text in parts if text)
    if "MedlineDate" in told:
        found = free_date(told["MedlineDate"])
        return found, "" if found == written else written
    found = date(told.get("Year", ""), told.get("Month", ""), told.get("Day", ""))
    sure = 1 + found.count("-") if found else 0
    return found, "" if sure == len(parts) else written


def pagination(element: Element, draft: Draft) -> None:
    """A ``Pagination``: the pages as written and, where told, the first and last one."""
    told = {child.tag: squeezed(child.text) for child in element}
    start, end = told.pop("StartPage", ""), told.pop("EndPage", "")
    written = told.pop("MedlinePgn", "") or "-".join(filter(None, (start, end)))
    first, last = pages(written)
    draft.pages = (written, start or first, end or last)
    for tag, text in told.items():
        draft.retain(f"Pagination/{tag}", text)


def article_number(draft: Draft) -> str:
    """The number that an article has instead of pages.

    That is pages such as ``e123`` or ``CD000078`` anywhere, one number or letters and a number in a
    journal that is electronic only, and without pages a PII that looks like one.
    """
    written, _, last = draft.pages
    if written:
        numbered = _NUMBERED.match(written) or (draft.model in _ELECTRONIC and _NUMBER.match(written))
        return written if numbered and not last else ""
    piis = (one.value for one in draft.identifiers if one.scheme == "pii")
    return next((pii for pii in piis if _NUMBER.match(pii) and len(pii) < 12), "")


@lru_cache(maxsize=4096)
def venue(
    title: str, abbreviations: tuple[str, ...], identifiers: tuple[Identifier, ...], country: str
) -> Venue | None:
    """The journal; one object for all articles of it."""
    if not (title or abbreviations or identifiers):
        return None
    return Venue(
        type="Journal", title=title, abbreviations=abbreviations, identifiers=identifiers, country=country
    )
