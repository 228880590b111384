"""Headings in abstracts and dates in words: what is certain is told, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import dates
from kg.text.dating import written_date
from kg.text.sections import sections


def _labels(text: str) -> list[str]:
    return [section.label for section in sections(text)]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", []),
        ("No heading here: none at all.", [""]),
        ("METHODS: One.", ["METHODS"]),
        ("We used DNA: it is long. RNA: it is not.", [""]),
        ("Before. METHODS: One. RESULTS: Two.", ["", "METHODS", "RESULTS"]),
        ("AIM: A. TRIAL REGISTRATION: B. DNA: C.", ["AIM", "TRIAL REGISTRATION"]),
        ("UNLABELLED: A long text. RESULTS: B.", ["UNLABELLED", "RESULTS"]),
        ("MAIN OUTCOME MEASURE(S): A. RESULT(S): B.", ["MAIN OUTCOME MEASURE(S)", "RESULT(S)"]),
        ("Background: A. Methods: B.", ["Background", "Methods"]),
        ("Background: A. And so on.", [""]),
        ("We asked. Background: A. Methods: B.", [""]),
        ("Results: A. Results: B.", [""]),
        ("BACKGROUND. A. METHODS. B in DNA. RESULTS. C.", ["BACKGROUND", "METHODS", "RESULTS"]),
        ("BACKGROUND. Only one.", [""]),
        ("Hintergrund: A. Methoden: B. Ergebnisse: C.", ["Hintergrund", "Methoden", "Ergebnisse"]),
        ("Background\n: A", [""]),
        ("AIM: METHODS: A. RESULTS: B.", ["AIM", "RESULTS"]),
    ],
)
def test_headings_that_are_certain(text: str, labels: list[str]) -> None:
    """A heading is one by the table, its place and its neighbours; else the text stays whole."""
    assert _labels(text) == labels


def test_a_section_has_its_kind() -> None:
    """The kind is that of the table; a heading that the table does not know has none."""
    found = sections("AIM: A. FUNDING: B.")
    assert [section.kind for section in found] == ["ProblemStatement", ""]


@given(st.lists(st.sampled_from(["AIM: ", "METHODS: ", "A word. ", "Results: ", "x\n", "DNA: ", "  "])))
def test_no_word_is_lost(pieces: list[str]) -> None:
    """Whatever is taken for a heading, headings and texts together have all words in order."""
    text = "".join(pieces)
    told = " ".join(f"{part.label} {part.text}" for part in sections(text)).replace(":", " ").split()
    assert told == text.replace(":", " ").split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011", ("2011", "")),
        ("2011///", ("2011", "")),
        ("2011//undefined", ("2011", "")),
        ("2019///nan", ("2019", "")),
        ("2019/10//undefined", ("2019-10", "")),
        ("2018/4/25", ("2018-04-25", "")),
        ("2012/07/03", ("2012-07-03", "")),
        ("2001/05/12/Summer", ("2001-05-12", "2001/05/12/Summer")),
        ("2001/13/40", ("2001", "2001/13/40")),
        ("1999-02-30", ("1999-02", "1999-02-30")),
        ("20180330", ("2018-03-30", "")),
        ("2016 Jan 15", ("2016-01-15", "")),
        ("January 15, 2016", ("2016-01-15", "")),
        ("2017 01 03", ("2017-01-03", "")),
        ("2016 Jan-Feb", ("2016", "2016 Jan-Feb")),
        ("1969 Winter", ("1969", "1969 Winter")),
        ("2019 Sep 15-21", ("2019-09", "2019 Sep 15-21")),
        ("1998-1999", ("1998", "1998-1999")),
        ("12.05.2019", ("2019", "12.05.2019")),
        ("10 15", ("", "10 15")),
        ("in press", ("", "in press")),
        ("", ("", "")),
        ("0000", ("", "0000")),
    ],
)
def test_dates_as_they_are_written(text: str, expected: tuple[str, str]) -> None:
    """As precise as they are certain; the text stays where it says more."""
    assert written_date(text) == expected


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    """What comes back is a date of the calendar or nothing, and then the text is not lost."""
    found, more = written_date(text)
    assert not found or dates.parse(found) == found
    assert found or more == " ".join(text.split())
