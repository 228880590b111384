"""Dates as bibliographies have them: a year, a month or a day, and no more than the source says."""

from __future__ import annotations

import calendar
import re
import time
from typing import NewType

__all__ = ["NO_DATE", "Date", "date", "moment", "parse", "year"]

Date = NewType("Date", str)
"""ISO 8601 in one of the forms ``2011``, ``2011-11``, ``2011-11-25`` and ``2011-11-25T06:00:00``;
the form is the precision. ``""`` is no date.

The year of an ancient thing is ``-0024``, which is 25 BC: ISO 8601 has a year ``0000``. It is never more
precise than the year, and not before ``-0999``: ``-1999`` is the end of a span, wherever it is met, and
``0000`` stands for an unknown year."""

NO_DATE = Date("")
"""What stands where a source tells no date."""


def moment() -> str:
    """Now, in UTC, as xsd:dateTime has it.

    >>> len(moment()), moment()[-1]
    (20, 'Z')
    """
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(
    r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?.*)?)?)?\Z"
)


_YEAR = re.compile(r"(?!0000)[0-9]{4}\Z|-0(?!000)[0-9]{3}\Z")


def _number(text: str) -> int:
    bare = text.strip().rstrip(".").lower()
    return int(bare) if bare.isascii() and bare.isdigit() else _MONTHS.get(bare, 0)


def _in(text: str, end: int) -> bool:
    bare = text.strip()
    return len(bare) <= 2 and bare.isascii() and bare.isdigit() and int(bare) < end


def date(year: str, month: str = "", day: str = "", hour: str = "", minute: str = "") -> Date:
    """The date that the parts tell, as precise as they are valid; ``""`` without a valid year.

    A month may be a number or an English name. A day that its month does not have is dropped with
    everything below it, and so on upwards.

    >>> date("2011", "Nov", "25"), date("1999", "2", "30"), date("-0024", "3"), date("n.d.")
    ('2011-11-25', '1999-02', '-0024', '')
    """
    found = year.strip()
    if not _YEAR.match(found):
        return Date("")
    months, days = _number(month), _number(day)
    if found.startswith("-") or not 1 <= months <= 12:
        return Date(found)
    found += f"-{months:02}"
    if not 1 <= days <= calendar.monthrange(int(year), months)[1]:
        return Date(found)
    found += f"-{days:02}"
    if _in(hour, 24):
        minutes = int(minute) if _in(minute, 60) else 0
        found += f"T{int(hour):02}:{minutes:02}:00"
    return Date(found)


def parse(text: str) -> Date:
    """A date in ISO 8601, checked against the calendar; ``""`` for anything else.

    >>> parse("2011-12-29"), parse("2019///nan"), parse("2012-09-27T14:51:17Z")
    ('2011-12-29', '', '2012-09-27T14:51:17')
    """
    match = _ISO.match(text.strip())
    if not match:
        return Date("")
    found = date(match[1], match[2] or "", match[3] or "")
    if match[4] and len(found) == 10 and int(match[4]) < 24 and int(match[5]) < 60:
        seconds = match[6] if match[6] and int(match[6]) < 60 else "00"
        return Date(f"{found}T{match[4]}:{match[5]}:{seconds}")
    return found


def year(found: Date) -> str:
    """The year of a date, four digits, in antiquity with a hyphen before them; or ``""``.

    >>> year(Date("2011-11-25")), year(Date("-0024"))
    ('2011', '-0024')
    """
    return found if found.startswith("-") else found[:4]
