"""The parts of a reference to a publication: pages, dates in words, and the whole as one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kg import dates
from kg.dates import Date

__all__ = ["citation", "free_date", "pages"]

_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_MONTH = re.compile(r"(?<![A-Za-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_RANGE = re.compile(
    r"(?:[A-Z]+:\s*)?([A-Za-z]{0,5}[0-9]+[A-Za-z]?|[ivxlcdm]+)"
    r"(?:\s*[-–]\s*([A-Za-z]{0,5}[0-9]+[A-Za-z]?|[ivxlcdm]+))?\s*(?:[,;]|\Z)"
)
_PARTS = re.compile(r"([A-Za-z]*)([0-9]+)([A-Za-z]?)\Z")


@lru_cache(maxsize=32768)
def pages(written: str) -> tuple[str, str]:
    """The first and the last page of the first range, what the last one leaves out filled in.

    >>> pages("1234-8"), pages("S12-5"), pages("e123"), pages("1475-6; author reply 1475-6")
    (('1234', '1238'), ('S12', 'S15'), ('e123', ''), ('1475', '1476'))
    >>> pages("[9 words; 2 paragraphs]")
    ('', '')
    """
    match = _RANGE.match(written)
    if not match:
        return "", ""
    first, last = match[1], match[2] or ""
    whole, short = _PARTS.match(first), _PARTS.match(last)
    if not (whole and short) or len(short[2]) > len(whole[2]) or short[1] not in {"", whole[1]}:
        return first, last
    number = whole[2][: len(whole[2]) - len(short[2])] + short[2]
    if int(number) < int(whole[2]):
        return first, last
    return first, whole[1] + number + short[3]


def free_date(text: str) -> Date:
    """The first year of a date in words, with its month where there is only one year and one month.

    >>> free_date("1999 Jan-Mar"), free_date("Fall 1976"), free_date("15 May 2003"), free_date("n.d.")
    ('1999', '1976', '2003-05', '')
    """
    years = _YEAR.findall(text)
    months = {found.lower()[:3] for found in _MONTH.findall(text)}
    if not years:
        return Date("")
    return dates.date(years[0], months.pop() if len(months) == 1 and len(set(years)) == 1 else "")


def citation(
    *,
    authors: Iterable[str] = (),
    year: str = "",
    title: str = "",
    source: str = "",
    volume: str = "",
    issue: str = "",
    pages: str = "",
    others: Iterable[str] = (),
) -> str:
    """A reference in one line, of the parts that a source gives; ``""`` where it gives none.

    >>> citation(authors=["Small R", "Taft AJ"], year="2011", title="The power of connection?",
    ...     source="BMC Public Health", volume="11", issue="5", pages="S4")
    'Small R, Taft AJ (2011) The power of connection? BMC Public Health 11(5): S4.'
    """
    place = f"{volume}({issue})" if issue else volume
    located = ": ".join(filter(None, (place, pages)))
    head = " ".join(filter(None, (", ".join(filter(None, authors)), year and f"({year})")))
    named = " ".join(filter(None, (source, located)))
    told = [head, *map(_sentence, (title, named, *others))]
    return " ".join(filter(None, told))


def _sentence(text: str) -> str:
    text = text.strip(" ,;")
    return text if not text or text[-1] in ".?!" else f"{text}."
