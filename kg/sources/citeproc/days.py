"""Dates of CSL JSON and of Crossref: parts, ranges, seasons, words.

See: https://docs.citationstyles.org/en/stable/specification.html#date-variables (with the schema of
CSL data, and citeproc-js for ``raw``, ``literal`` and dates as plain text).
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from kg import dates
from kg.dates import NO_DATE, Date
from kg.text.citations import free_date

__all__ = ["NOTHING", "Day", "day", "moment", "spoken", "stamp"]

_SEASONS = {"1": "spring", "2": "summer", "3": "autumn", "4": "winter"}
_NUMBERS = re.compile(r"[0-9]+|[^\W\d_]+")
_DASHED = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{1,2}))?\Z")
_BEFORE = re.compile(r"-(?!1\Z)[1-9][0-9]{0,2}\Z|-1000\Z")
_BC_1 = "1 BC"  # the year 0000 of ISO 8601, which no date here has: it would be an unknown year
_LENGTH = len("2015-01-02T03:04:05Z")
_KNOWN = frozenset({"date-parts", "season", "circa", "raw", "literal", "date-time", "timestamp"})


class Day(NamedTuple):
    """A date, and how the source writes it where that says more."""

    date: Date = NO_DATE
    written: str = ""


NOTHING = Day()


def day(value: Any) -> Day:
    """The date that a value means: the first of a range; what says more than it is written out.

    >>> day({"date-parts": [["2016", 12, 20]]}), day({"date-parts": [[2011, 5], [2011, 7]]})
    (Day(date='2016-12-20', written=''), Day(date='2011-05', written='2011-05/2011-07'))
    >>> day({"date-parts": [[1850]], "circa": True}), day({"date-parts": [[2003]], "season": 1})
    (Day(date='1850', written='circa 1850'), Day(date='2003', written='spring 2003'))
    >>> day({"raw": "May 3, 2010"}), day("2010-05-03")
    (Day(date='2010-05-03', written='May 3, 2010'), Day(date='2010-05-03', written=''))
    >>> day({"date-parts": [[-44]]})  # 44 BC
    Day(date='-0043', written='-44')
    >>> day({"date-parts": [[-1]]})
    Day(date='', written='1 BC')
    >>> day({"date-parts": [[None]]}) == NOTHING
    True
    """
    if isinstance(value, dict):
        return _told(value)
    if isinstance(value, list):
        return _told({"date-parts": value if value and isinstance(value[0], list) else [value]})
    if isinstance(value, int) and not isinstance(value, bool):
        return _parts((str(value),))
    if isinstance(value, str):
        return spoken(value)
    return NOTHING if value is None else Day(NO_DATE, _json(value))


def _told(value: dict[str, Any]) -> Day:
    found = value.get("date-parts")
    if len(value) == 1 and isinstance(found, list) and len(found) == 1 and isinstance(found[0], list):
        return _parts(tuple(_number(part) for part in found[0]))
    strange = not isinstance(found, list | None) or not all(isinstance(end, list) for end in found or ())
    if strange or not value.keys() <= _KNOWN:
        return Day(_first(found), _json(value))
    ends = [_parts(tuple(_number(part) for part in end)) for end in found or ()]
    words = [text for name in ("raw", "literal") if isinstance(text := value.get(name), str)]
    start = ends[0] if ends else NOTHING
    if len(ends) > 1:
        start = Day(start.date, "/".join(end.written or end.date for end in ends).rstrip("/"))
    if words:
        said = spoken(words[0])
        start = Day(start.date or said.date, "; ".join(words) if said.date != words[0] or start.date else "")
    return _qualified(start, value.get("season"), value.get("circa"))


def _first(found: Any) -> Date:
    """The first date of parts beside which something unknown stands."""
    if isinstance(found, list) and found and isinstance(found[0], list):
        return _parts(tuple(_number(part) for part in found[0])).date
    return NO_DATE


def _qualified(found: Day, season: Any, circa: Any) -> Day:
    """A date with what stands before it: a season, and that nobody knows it for sure."""
    told = found.written or found.date
    if season is not None and season != "":
        named = str(season) if isinstance(season, str | int) else _json(season)
        told = f"{_SEASONS.get(named, named)} {told}".strip()
    if circa is not None and circa is not False and circa != "":
        sure = (
            circa is True or circa == 1 or (isinstance(circa, str) and circa.lower() in {"1", "true", "yes"})
        )
        told = f"circa {told}" if sure else f"circa ({_json(circa)}) {told}"
    return found if told == (found.written or found.date) else Day(found.date, told.strip())


def _number(part: Any) -> str:
    """A part of a date as text; "" for null."""
    if isinstance(part, str):
        return part.strip()
    return "" if part is None else _json(part)


@lru_cache(maxsize=16384)
def _parts(parts: tuple[str, ...]) -> Day:
    """The date of year, month and day; what is none of these, and more than these, is written out."""
    if not any(parts):
        return NOTHING
    year = parts[0].zfill(4) if parts[0].isdecimal() else _ancient(parts[0])
    found = dates.date(year, *parts[1:3])
    sure = found.count("-") + 1 if found else 0
    written = _BC_1 if parts[0] == "-1" and not any(parts[1:]) else "-".join(parts)
    return Day(found, "" if sure == sum(map(bool, parts)) else written)


def _ancient(written: str) -> str:
    """The year of ISO 8601, which has a year 0, for one that counts back from 1 BC."""
    return f"-{int(written[1:]) - 1:04}" if _BEFORE.match(written) else written


@lru_cache(maxsize=4096)
def spoken(text: str) -> Day:
    """The date that a text means, in ISO 8601 or in words, if it means one; a range begins with it.

    >>> [spoken(text).date for text in ("3 November 2020", "2011/05/03", "Jan-Mar 1999", "n.d.")]
    ['2020-11-03', '2011-05-03', '1999', '']
    """
    bare = text.strip()
    found = dates.parse(bare)
    if found:
        return Day(found, "" if found == bare else text)
    dashed = _DASHED.match(bare)
    if dashed:
        return Day(dates.date(dashed[1], dashed[2], dashed[3] or ""), text)
    whole = free_date(bare)
    days = [number for number in _NUMBERS.findall(bare) if number.isdecimal() and len(number) < 3]
    if len(whole) == 7 and len(days) == 1:
        whole = dates.date(whole[:4], whole[5:], days[0])
    return Day(whole, text if bare else "")


def stamp(value: Any) -> Date:
    """The time of an entry in Crossref's own history, which it tells three times over.

    >>> stamp({"date-parts": [[2015, 1, 2]], "date-time": "2015-01-02T03:04:05Z", "timestamp": 1420167845000})
    '2015-01-02T03:04:05'
    """
    if isinstance(value, dict):
        written = value.get("date-time")
        if isinstance(written, str) and (found := _time(written)):
            return found
        return _first(value.get("date-parts"))
    return dates.parse(value) if isinstance(value, str) else NO_DATE


def _time(written: str) -> Date:
    """A time; that of Crossref is always of one form, which is told at once."""
    if len(written) == _LENGTH and written.endswith("Z"):
        try:
            datetime.fromisoformat(written)
        except ValueError:
            return dates.parse(written)
        return Date(written[:-1])
    return dates.parse(written)


def moment(value: Any) -> Day:
    """The day of a time that Crossref tells three times over.

    >>> moment({"date-time": "2015-01-02T03:04:05Z", "timestamp": 1420167845000}).date
    '2015-01-02'
    """
    if not isinstance(value, dict):
        return NOTHING if value is None else day(value)
    found, time = day({"date-parts": value.get("date-parts")}), value.get("date-time")
    if time is None or (isinstance(time, str) and _time(time)[:10] == found.date):
        return found
    return Day(
        found.date or Date(stamp(value)[:10]),
        "" if value.keys() <= {"date-time", "timestamp"} else _json(value),
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
