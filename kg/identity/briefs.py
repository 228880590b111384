"""What a Record says that tells its publication from others, short enough to compare with many.

Title, names, year, place of publication and identifiers, each without what people write differently.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from kg import ids
from kg.record import Record
from kg.text.folding import folded, folded_lines

__all__ = ["OF_BOOKS", "Brief", "brief", "reference"]

_MOST = 24
"""How many authors are compared; of the rest nobody prints the same selection."""
_LONGEST = 1000
"""How many characters of a title are compared."""

_NOTE = re.compile(
    r"\s*[\[(][^\[\]()]{0,40}\b(?:abstract|refs?|review|comment|erratum|corrected|in\ process)\b[^\[\]]*\]?"
    r"\s*\.?\s*\Z",
    re.IGNORECASE | re.VERBOSE,
)
"""What databases write behind a title: ``[Review] [31 refs]``, ``[Erratum appears in ...]``."""
_RETRACTED = re.compile(r"\s*(?:retracted(?: article| paper)?|withdrawn)\s*[:.\]-]+\s*", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:(?:author s |authors |authors? )?(?:repl(?:y|ies)|response)|re|comment(?:ary)?s?(?= (?:on|to)\b)"
    r"|errat(?:um|a)|corrigend(?:um|a)|corrections?(?= (?:to|for)\b|\Z)|(?:publisher|author) correction"
    r"|addendum|retraction(?: note| notice)?|expression of concern|editorial expression)\b"
)
"""What begins the title of a publication about another."""
_FIGURES = re.compile(r"\d+")
_ROMAN = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"])
_PAGE = re.compile(r"([a-z]*)0*(\d+)")
_DAY = re.compile(r"(\d\d?)-([a-z]{3})\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEAR = re.compile(r"\d{4}")
_TELLING = frozenset(("doi", "pmid", "pmcid", "arxiv"))
OF_BOOKS = frozenset(("isbn", "lccn", "oclc"))
"""Schemes of identifiers that tell books apart, but not their parts."""


class Brief(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A Record in brief.

    Attributes:
        reference: the source record, as the end of its IRI has it.
        kind: the class of the expression.
        title: its words, folded, with the subtitle.
        others: other titles, alike.
        about: the word that says it is about another publication ("erratum"), or ``""``.
        authors: the words of the name of each, folded: of the family name where it is known.
        year: of publication; 0 where nobody says.
        venue: the title of the journal or book, folded.
        serials: its ISSNs.
        volume, issue: as figures, where there are any.
        page, last: the first page and the last one; ``""`` where nobody says.
        identifiers: ``(scheme, value)`` of those that tell publications apart.
    """

    reference: str
    kind: str
    title: str
    others: tuple[str, ...]
    about: str
    authors: tuple[tuple[str, ...], ...]
    year: int
    venue: str
    serials: tuple[str, ...]
    volume: str
    issue: str
    page: str
    last: str
    identifiers: tuple[tuple[str, str], ...]

    def figures(self) -> tuple[str, ...]:
        """The numbers in the title, in figures or as Roman numerals, in alphabetical order."""
        found = _FIGURES.findall(self.title)
        found += _ROMAN.intersection(self.title.split())
        return tuple(sorted(found))


def reference(record: Record) -> str:
    """The source record that a Record is, as ``source/id/digest``; ``""`` if it does not tell."""
    if not record.provenance:
        return ""
    origin = record.provenance[0]
    return f"{origin.source}/{origin.id}/{origin.digest[:12]}"


def brief(record: Record) -> Brief:
    """What a source record says that tells its publication from others."""
    title = _title(record)
    about = _ABOUT.match(title)
    page, last = _pages(record)
    venue = record.venue
    year = _YEAR.match(record.issued)
    others = (*record.translated_titles, *record.alternative_titles)
    return Brief(
        reference=reference(record),
        kind=record.type,
        title=title,
        others=tuple([folded(other.text[:_LONGEST]) for other in others[:4]]) if others else (),
        about=about.group() if about else "",
        authors=_authors(record),
        year=int(year.group()) if year else 0,
        venue=_named(venue.title) if venue else "",
        serials=tuple([one.value for one in venue.identifiers if one.scheme in _SERIAL]) if venue else (),
        volume=_number(record.volume),
        issue=_number(record.issue),
        page=page,
        last=last,
        identifiers=tuple(
            [
                (one.scheme, ids.comparable(one.scheme, one.value))
                for one in record.identifiers
                if one.scheme in _TELLING or (one.scheme in OF_BOOKS and record.type == "Book")
            ]
        ),
    )


_SERIAL = frozenset(("issn", "eissn", "issnl"))


def _title(record: Record) -> str:
    text = record.titles[0].text[:_LONGEST] if record.titles else ""
    if record.subtitles and record.subtitles[0] not in text:
        text = f"{text} {record.subtitles[0][:_LONGEST]}"
    if "[" in text or "(" in text:
        while (shorter := _NOTE.sub("", text)) != text and shorter:
            text = shorter
    if "R" in text or "W" in text:
        text = _RETRACTED.sub("", text, count=1) if _RETRACTED.match(text) else text
    return folded(text)


def _authors(record: Record) -> tuple[tuple[str, ...], ...]:
    """The words of the family names; of a whole name where it is not told apart, or is short as "Li" is."""
    agents = [one.agent for one in record.contributions[:_MOST] if one.role == "author"]
    if not agents:
        return ()
    names = [agent.family if len(agent.family) > 3 else agent.name[:_LONGEST] for agent in agents]
    return tuple([tuple([word for word in words if len(word) > 1]) for words in folded_lines(names)])


@lru_cache(1 << 12)
def _named(venue: str) -> str:
    """The title of a venue, folded; there are few of them."""
    return folded(venue[:_LONGEST])


def _number(text: str) -> str:
    """The first number of a volume or issue, such as ``24`` of ``24 Suppl 3``; else its words."""
    found = _FIGURES.search(text)
    return found.group().lstrip("0") if found else folded(text)


def _pages(record: Record) -> tuple[str, str]:
    """The first page and the last one, whole: ``288-97`` ends on 297."""
    text = (record.pages or record.first_page or record.article_number).lower()
    if not text:
        return "", ""
    if (day := _DAY.match(text)) and day[2] in _MONTHS:  # what a spreadsheet makes of 5-13
        low, high = sorted((int(day[1]), _MONTHS.index(day[2]) + 1))
        return str(low), str(high)
    found = _PAGE.findall(text)
    if not found:
        return folded(text), ""
    letters, first = found[0]
    last = found[1][1] if len(found) > 1 else record.last_page
    if last.isdecimal() and len(last) < len(first):
        last = first[: -len(last)] + last
    return letters + first, last
