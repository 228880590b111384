"""What a publication stands in: the journal, volume, issue and pages that a source tells in one line."""

from __future__ import annotations

import re

import msgspec

from kg import dates
from kg.record import Identifier, Series, Venue
from kg.sources.drafting import Draft
from kg.text.citations import pages

__all__ = ["is_series", "numbered", "series", "sourced"]

_NUMBER = r"(?:[A-Za-z]{0,2}[0-9][^\s,;:()]*(?:\s?[-–/]\s?[0-9]+)?|[IVXLC]+)"
_PATTERNS = (
    # as journals that publish with OJS write it, in any language: Title; Vol. 2 No. 1 (2010): Theme; 1-10
    re.compile(
        rf"(?P<title>[^;]+); (?:(?P<mark>[^\W\d][^\d;()]{{0,12}}?)\s?(?P<volume>{_NUMBER}))"
        rf"(?:,? [^\W\d][^\d;()]{{0,12}}?\s?(?P<issue>{_NUMBER}))?"
        r"(?: \((?P<year>[0-9]{4})\))?(?:: [^;]*)?(?:; (?P<pages>[^;]+))?\Z"
    ),
    # as the Directory of Open Access Journals writes it: Title, Vol 2, Iss 1, Pp 1-10 (2010)
    re.compile(
        rf"(?P<title>.+?), Vol (?P<volume>{_NUMBER})(?:, Iss (?P<issue>[^,]+?))?"
        r"(?:, [Pp]p? (?P<pages>[^(]+?))?(?: \((?P<year>[0-9]{4})\))?\Z"
    ),
    # as many repositories do: Title, 2(1), 1-10
    re.compile(
        r"(?P<title>[^.;,()0-9]{4,120}), ?(?P<volume>[0-9]+) ?\((?P<issue>[0-9][0-9–/-]*)\)"
        r"[,:] ?(?:pp?\. ?)?(?P<pages>[0-9]+ ?[-–] ?[0-9]+)\.?(?: \((?P<year>[0-9]{4})\))?\Z"
    ),
)
_LONGEST = 500
_VOLUMES = re.compile(r"v\.?\Z|vol|b(?:an)?d|jg|jahrgang|tom|том|t\.?\Z|cilt|årg|año|ano|anno", re.IGNORECASE)
_SERIES = re.compile(r"(?P<title>[^;]+?)\s*;\s*(?P<number>[^;]+)\Z")
_ENDING = re.compile(r"(?P<title>.*[^\W\d].*?)\s+(?P<number>[0-9][\w:./-]*)\Z")


def sourced(draft: Draft, written: str) -> bool:
    """Adds the place that a line tells, and says whether it tells one for certain."""
    patterns = _PATTERNS if len(written) <= _LONGEST else ()
    match = next(filter(None, (pattern.match(written) for pattern in patterns)), None)
    if match is None:
        return False
    told = match.groupdict()
    volume, issue = told["volume"] or "", told["issue"] or ""
    if "mark" in told and not issue and not _VOLUMES.match(told["mark"]):
        volume, issue = "", volume
    if draft.venue is not None and draft.venue.title:
        return False
    known = draft.venue.identifiers if draft.venue else ()
    draft.venue = Venue(type="Journal", title=told["title"].strip(), identifiers=known)
    draft.volume, draft.issue = draft.volume or volume, draft.issue or issue
    if told["pages"] and not draft.pages:
        draft.pages = told["pages"].strip()
        draft.first_page, draft.last_page = pages(draft.pages)
    if told["year"] and not draft.issued:
        draft.issued = dates.date(told["year"])
    return True


def numbered(draft: Draft, found: Identifier, kind: str) -> None:
    """Adds a number of the whole: an ISSN, or the ISBN of a book that this is a chapter of."""
    venue = draft.venue or Venue(type=kind)
    if found not in venue.identifiers:
        venue = msgspec.structs.replace(venue, identifiers=(*venue.identifiers, found))
    draft.venue = venue


def is_series(written: str) -> bool:
    """Whether a line is a series and a number in it, as repositories put them into one.

    >>> [is_series(one) for one in ("ERS;ERS-2003-086-LIS", "Proceedings;", "one; two", "a;b;1")]
    [True, False, False, False]
    """
    match = _SERIES.match(written)
    return match is not None and any(one.isdigit() for one in match["number"])


def series(written: str) -> Series:
    """A series by its title, with the number behind a semicolon or at its end.

    >>> series("Report Series; ERS-2001-73"), series("Sanitation 5:1").number, series("Notes").number
    (Series(title='Report Series', number='ERS-2001-73'), '5:1', '')
    """
    match = _SERIES.match(written) or _ENDING.match(written)
    return Series(title=match["title"], number=match["number"]) if match else Series(title=written)
