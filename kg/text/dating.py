"""Dates as people and programs write them, in figures and in words."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import dates
from kg.dates import Date
from kg.text.citations import free_date

__all__ = ["written_date"]

_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])\Z")
_PARTED = re.compile(r"([12][0-9]{3})([/-])([^/-]*)(?:\2([^/-]*)(?:\2(.*))?)?\Z", re.DOTALL)
_PIECE = re.compile(r"[^\W\d_]+|[0-9]+")
_NOISE = frozenset({"", "undefined", "nan", "null", "none", "0", "00"})


@lru_cache(maxsize=16384)
def written_date(text: str) -> tuple[Date, str]:
    """The date that a text tells, and the text itself where it tells more than that date.

    In figures behind the year the month comes first; elsewhere it is never guessed which number it is.
    What programs write for nothing, such as ``undefined``, tells nothing.

    >>> written_date("2001/05/12/Summer"), written_date("2011//undefined"), written_date("2019 Jan 3")
    (('2001-05-12', '2001/05/12/Summer'), ('2011', ''), ('2019-01-03', ''))
    >>> written_date("1999 Jan-Mar"), written_date("20180330"), written_date("12.05.2019")
    (('1999', '1999 Jan-Mar'), ('2018-03-30', ''), ('2019', '12.05.2019'))
    >>> written_date("10 15")
    ('', '10 15')
    """
    bare = " ".join(text.split())
    if bare.isascii() and bare.isdigit():
        compact = _COMPACT.match(bare)
        found = dates.date(*compact.groups()) if compact else dates.date(bare)
        return found, "" if found else bare
    parted = _PARTED.match(bare)
    if parted and (parted[2] == "/" or parted[3].isdigit()):
        told = [parted[1], *(piece.strip() for piece in (parted[3], parted[4] or "", parted[5] or ""))]
        if told[1].isdigit() or parted[2] == "/":
            return _of_parts(told, bare)
    return _of_words(bare)


def _of_parts(told: list[str], written: str) -> tuple[Date, str]:
    said = ["" if piece.strip(" /-").lower() in _NOISE else piece for piece in told]
    found = dates.date(said[0], said[1], said[2])
    whole = sum(map(bool, said[:3])) == found.count("-") + 1
    return found, "" if whole and not said[3] else written


def _of_words(written: str) -> tuple[Date, str]:
    pieces = [piece for piece in _PIECE.findall(written) if piece.lower() not in _NOISE]
    years = [piece for piece in pieces if len(piece) == 4 and piece[0] in "12" and piece.isdigit()]
    days = [piece for piece in pieces if len(piece) < 3 and piece.isdigit()]
    months = [piece for piece in pieces if not piece.isdigit()]
    if len(pieces) == 3 and not months and pieces[0] in years and len(days) == 2:
        found = dates.date(*pieces)
        return found, "" if len(found) == 10 else written
    if len(years) == 1 and len(months) <= 1 and len(days) <= len(months):
        found = dates.date(years[0], months[0] if months else "", days[0] if days else "")
        return found, "" if found.count("-") + 1 == len(pieces) else written
    return free_date(written), written
