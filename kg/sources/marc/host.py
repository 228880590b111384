"""What an article stands in: the kind of the host, and the place in it.

The place is one text in many habits: ``Vol. 24, pt. B no. 9 (Sept. 1993), p. 235-48``,
``volume:16 year:2011 number:2 pages:55-70``, ``Jg. 10 (2010), H. 3, S. 5-10``, ``96:4<23``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.record import Identifier
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling, dated
from kg.text import citations

__all__ = ["IN", "is_part", "kind", "located", "place"]

IN = re.compile(r"(?:in|enthalten in|in\s*:|julkaisussa|dans|en|w)\s*:?\s*\Z", re.IGNORECASE)
"""Words that introduce the host and say nothing else."""

_VOLUME = re.compile(
    r"(?<![^\W\d_])(?:volume|vol|v|jg|jahrg(?:ang)?|bd|band|tome?|t|årg(?:ång)?|vsk|an(?:no|née)?|roč)(?![^\W\d_])[.:]?\s*"
    r"([0-9]+[A-Za-z]?(?:[/-][0-9]+)?|[IVXLC]+\b)",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"(?<![^\W\d_])(?:number|issue|iss|no|nos|nr|núm|num|n[°º]|h|heft|hft|hefte|fasc|numero|č|suppl)(?![^\W\d_])[.:]?\s*"
    r"([0-9]+[A-Za-z]?(?:[/-][0-9]+)?|suppl[^,;()]*)",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?<![^\W\d_])(?:pages?|pp|p|s|ss|seiten?|sid(?:or)?|sivut?|str|págs?|pag|стр|с)(?![^\W\d_])[.:]?\s*"
    r"([A-Za-z]?[0-9]+[A-Za-z]?(?:\s*[-–—]\s*[A-Za-z]?[0-9]+)?|[ivxlc]+\s*[-–—]\s*[ivxlc]+)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*(?P<volume>[0-9]+)(?:\s*\((?P<year>[12][0-9]{3})\))?\s*(?:[:,(]\s*(?P<issue>[0-9]+(?:[/-][0-9]+)?)\)?)?"
    r"\s*(?:<|[,:;]\s*(?:p{1,2}\.|s\.)?\s*)(?P<pages>[A-Za-z]?[0-9]+(?:\s*[-–]\s*[0-9]+)?)\s*\Z"
)
_COUNTED = re.compile(r"\s*(?P<volume>[0-9]+)[:.](?P<issue>[0-9]+(?:[/-][0-9]+)?)\b")
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?![0-9])")
_MONTH = re.compile(
    r"(?<![^\W\d_])(?:([0-3]?[0-9])\.?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?:\s+([0-3]?[0-9]),?)?\s+([12][0-9]{3})",
    re.IGNORECASE,
)
_KEYED = re.compile(r"(volume|year|number|month|day|pages|supplement|elocationid|extent|date)\s*:\s*(\S.*)\Z")
_DASH = re.compile(r"\s*[-–—]+\s*")
_PARTS = frozenset("abd")
_SERIAL_LEVELS = frozenset("bs")


def is_part(draft: Telling, found: Field) -> bool:
    """Whether the record is of a part of the host, and not of a whole that is bound with it."""
    if draft.level in _PARTS:
        return True
    return draft.level not in {"s", "c", "i"} and bool("x" in found or "q" in found or _paged(found))


def _paged(found: Field) -> bool:
    return any(_PAGES.search(value) or value.startswith("pages:") for value in found.seen("g"))


def kind(draft: Telling, found: Field, identifiers: Sequence[Identifier]) -> str:
    """The class of the host: as ``$7`` tells, else a serial if it has an ISSN, else a book."""
    coded = found.one("7")
    if coded:
        found.subfields.append(("7", coded))
    level = coded[3:4]
    schemes = {one.scheme for one in identifiers}
    serial = level in _SERIAL_LEVELS if level else "issn" in schemes
    if serial or (not level and "isbn" not in schemes and draft.level == "b"):
        return "Journal"
    return "Book" if level or "isbn" in schemes or draft.level == "a" else "Expression"


def located(draft: Telling, found: Field) -> None:
    """Adds volume, issue, pages and date of ``$g`` and ``$q``; what is not understood stays."""
    for value in found.take("gq"):
        left = place(draft, value)
        if left:
            draft.retain(f"{found.name}$g", value)


def place(draft: Telling, written: str) -> str:
    """Adds what a text tells of the place in the host, and gives it back where it says more.

    >>> draft = Telling()
    >>> place(draft, "Vol. 24, pt. B no. 9 (Sept. 1993), p. 235-48")
    'Vol. 24, pt. B no. 9 (Sept. 1993), p. 235-48'
    >>> draft.volume, draft.issue, draft.first_page, draft.last_page, draft.issued
    ('24', '9', '235', '248', '1993-09')
    >>> other = Telling()
    >>> place(other, "96:4<23"), other.volume, other.issue, other.pages
    ('', '96', '4', '23')
    """
    keyed = _KEYED.match(written)
    if keyed:
        return _keyed(draft, keyed[1], keyed[2].strip(), written)
    bare = _BARE.match(written)
    if bare:
        _set(draft, *_counted(draft, bare["volume"], bare["issue"] or ""), bare["pages"])
        return written if bare["year"] and not _dated(draft, bare["year"]) else ""
    volume, issue, pages = _VOLUME.search(written), _ISSUE.search(written), _PAGES.search(written)
    counted = None if volume or issue else _COUNTED.match(written)
    if counted:
        _set(draft, *_counted(draft, counted["volume"], counted["issue"]), pages[1] if pages else "")
    else:
        _set(draft, *(match[1].strip() if match else "" for match in (volume, issue, pages)))
    month = _MONTH.search(written)
    if month:
        _dated(draft, month[4], month[2], month[1] or month[3] or "")
    elif years := _YEAR.findall(written):
        _dated(draft, years[0])
    return written


def _counted(draft: Telling, volume: str, issue: str) -> tuple[str, str]:
    """Volume and issue; issues that are counted within a year have no volume."""
    if issue and _YEAR.fullmatch(volume):
        _dated(draft, volume)
        return "", issue
    return volume, issue


def _set(draft: Telling, volume: str, issue: str, pages: str) -> None:
    draft.volume = draft.volume or volume
    draft.issue = draft.issue or issue
    if pages and not draft.pages:
        draft.pages = _DASH.sub("-", pages)
        draft.first_page, draft.last_page = citations.pages(draft.pages)


def _dated(draft: Telling, year: str, month: str = "", day: str = "") -> bool:
    """Whether a date of the issue is that of the publication, which it may make more precise."""
    made = dated(year, month, day)
    if not draft.issued or made.startswith(draft.issued):
        draft.issued = made
    return draft.issued.startswith(made)


def _keyed(draft: Telling, key: str, value: str, written: str) -> str:
    """One part, as library networks in Germany write it: ``volume:16``."""
    if key == "volume":
        draft.volume = draft.volume or value
    elif key == "number":
        draft.issue = draft.issue or value
    elif key == "pages":
        _set(draft, "", "", value)
    elif key == "elocationid":
        draft.article_number = draft.article_number or value
    elif key == "year":
        return "" if _YEAR.fullmatch(value) and _dated(draft, value) else written
    else:
        return written
    return ""
