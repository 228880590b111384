"""Dates are as precise as the source, valid, and no more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_text
from strategies import dates as valid

from kg import dates
from kg.dates import Date

_often = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_parts = st.one_of(any_text, st.integers(0, 70).map(str), st.sampled_from(["Jan", "sept.", "2011", "0000"]))


@_often
@given(valid)
def test_a_valid_date_is_parsed_as_it_is(found: Date) -> None:
    """The normal form of every precision is a fixed point."""
    assert dates.parse(found) == found


@_often
@given(any_text | st.text("0123456789-T:Z", max_size=20))
def test_what_is_parsed_is_valid(text: str) -> None:
    """Any text gives a date of the calendar or none."""
    assert _valid(dates.parse(text))


@_often
@given(st.one_of(_parts, st.just("2011")), _parts, _parts, _parts, _parts)
def test_what_is_put_together_is_valid(year: str, month: str, day: str, hour: str, minute: str) -> None:
    """Any parts give a date of the calendar or none."""
    assert _valid(dates.date(year, month, day, hour, minute))


def _valid(found: Date) -> bool:
    if found.startswith("-"):
        return len(found) == 5 and 1 <= int(found[1:]) <= 999
    whole = found + "0001-01-01T00:00:00"[len(found) :]
    known = dt.datetime.fromisoformat(whole).isoformat(timespec="seconds") == whole
    return known and len(found) in {0, 4, 7, 10, 19}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("2011",), "2011"),
        (("2011", "11"), "2011-11"),
        (("2011", "November", "5"), "2011-11-05"),
        (("2011", "Sept."), "2011-09"),
        (("2011", "13", "1"), "2011"),
        (("2011", "2", "29"), "2011-02"),
        (("2012", "2", "29"), "2012-02-29"),
        (("2011", "", "25"), "2011"),
        (("2011", "Spring"), "2011"),
        (("2011", "1", "2", "6"), "2011-01-02T06:00:00"),
        (("2011", "1", "2", "24", "1"), "2011-01-02"),
        (("-0024",), "-0024"),
        (("-0024", "3", "15"), "-0024"),
        (("-0000",), ""),
        (("-1999",), ""),
        (("-24",), ""),
        (("0000", "1"), ""),
        (("11",), ""),
        (("",), ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_valid(parts: tuple[str, ...], found: str) -> None:
    """What the calendar does not have is dropped with everything below it."""
    assert dates.date(*parts) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" 2011-12-29 ", "2011-12-29"),
        ("2012-09-27T14:51:17Z", "2012-09-27T14:51:17"),
        ("2012-09-27T14:51", "2012-09-27T14:51:00"),
        ("2012-09-27T25:51:17Z", "2012-09-27"),
        ("-0024", "-0024"),
        ("-0024-03-15", "-0024"),
        ("-1999", ""),
        ("2019///nan", ""),
        ("2019-2", ""),
        ("20190227", ""),
    ],
)
def test_a_text_is_read_by_iso_8601(text: str, found: str) -> None:
    """Only the forms of ISO 8601 with hyphens are dates."""
    assert dates.parse(text) == found


@_often
@given(valid)
def test_the_year_is_the_first_part(found: Date) -> None:
    """The year of a date has four digits, in antiquity with a hyphen; no date has none."""
    assert dates.year(found) == dates.parse(found[: 5 if found.startswith("-") else 4])
    assert dates.year(Date("")) == ""
