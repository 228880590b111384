"""When an entry was published."""

from __future__ import annotations

import re

from kg import dates
from kg.dates import Date
from kg.sources.bibtex.taking import Fields
from kg.sources.drafting import Draft
from kg.text.citations import free_date

__all__ = ["dated"]

_SEASONS = {"21": "Spring", "22": "Summer", "23": "Autumn", "24": "Winter"}
_EDTF = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T[0-9:Z+-]*)?)?)?[~?%]*\Z")


def dated(fields: Fields, draft: Draft) -> None:
    """The date: of BibLaTeX by EDTF, which may be a range or a season; else year, month and day."""
    written = fields.raw("date")
    if written:
        draft.issued, draft.issued_written = _edtf(written)
    year, month, day = fields.text("year"), fields.text("month"), fields.text("day")
    if draft.issued:
        for name, value in (("year", year), ("month", month), ("day", day)):
            draft.retain(name, value if value and value not in draft.issued else "")
        return
    words = " ".join(filter(None, (year, month, day)))
    number, _, rest = month.rstrip(",. ").partition(" ")
    told = dates.date(year, number, day or rest)
    draft.issued = told or free_date(words)
    sure = 1 + told.count("-") if told else 0
    if words and sure < len(words.split()):
        draft.issued_written = words


def _edtf(written: str) -> tuple[Date, str]:
    """A date of BibLaTeX and, where it says more than a date can, its words.

    >>> _edtf("1967-02"), _edtf("1999-05/1999-06"), _edtf("2010-21"), _edtf("1850~"), _edtf("soon")
    (('1967-02', ''), ('1999', '1999-05/1999-06'), ('2010', 'Spring 2010'), ('1850', '1850~'), ('', 'soon'))
    """
    match = _EDTF.match(written)
    if match is None:
        return Date(free_date(written)[:4]), written
    if match[2] in _SEASONS:
        return dates.date(match[1]), f"{_SEASONS[match[2]]} {match[1]}"
    found = dates.date(match[1], match[2] or "", match[3] or "")
    return found, written if not found or written[-1] in "~?%" else ""
