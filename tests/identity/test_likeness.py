"""Two records in brief, and whether they are of one publication."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publications import publication
from strategies import records

from kg.identity.briefs import brief
from kg.identity.likeness import SAME, WEIGHTS, alike
from kg.record import Record, Text, Venue

ZUNA = {
    "title": "Comparison of human papillomavirus distribution in cytologic subgroups",
    "authors": "Zuna, R E and Wang, S S and Schiffman, M and Solomon, D",
    "year": "2006",
    "venue": "Cancer",
    "volume": "108",
    "pages": "288-297",
}


def verdict(one: Record, other: Record) -> str:
    """What comes of a comparison."""
    return alike(brief(one), brief(other)).verdict


def zuna(**changed: str) -> Record:
    """The record of the article, with changes."""
    return publication(**ZUNA | changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": ZUNA["title"].upper() + ". [Review] [31 refs]"},
        {"title": "Comparison of human papilloma-virus distribution in cytological sub-groups"},
        {"authors": "Zuna, Rosemary and Wang, Sophia and Schiffman, Mark"},
        {"authors": "Solomon, D and Zuna, R E"},
        {"venue": "", "volume": "", "pages": ""},
        {"pages": "288-97"},
        {"pages": "S288"},
        {"volume": "108 Suppl 1"},
        {"title": "RETRACTED: " + ZUNA["title"]},
        {"authors": "", "venue": "Cancer (New York)"},
        {"year": "2007"},
    ],
)
def test_what_is_written_in_another_way_is_the_same(changed: dict[str, str]):
    """Case, hyphens, notes of databases, initials, short pages, supplements, and what is left out."""
    assert verdict(zuna(), zuna(**changed)) == "same"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title": "Erratum: " + ZUNA["title"]}, "different"),
        ({"title": "Comment on: " + ZUNA["title"]}, "different"),
        ({"title": "Reply", "pages": "297"}, "different"),
        ({"venue": "Gynecologic Oncology", "volume": "99", "pages": "S12"}, "version"),
        ({"type": "Preprint", "venue": "medRxiv", "volume": "", "pages": ""}, "version"),
        ({"doi": "10.1000/2"}, "review"),
        ({"title": ZUNA["title"].replace("human", "bovine"), "pages": "298-301"}, "review"),
        ({"title": ZUNA["title"] + " II", "pages": "298-301"}, "different"),
        ({"title": "Something else altogether", "authors": "Other, A"}, "different"),
    ],
)
def test_what_is_another_publication_is_not_the_same(changed: dict[str, str], expected: str):
    """Notices, replies, versions in other places, other DOIs of the registrant, parts of a series."""
    assert verdict(zuna(doi="10.1000/1"), zuna(**{"doi": ""} | changed)) == expected


def test_identifiers_forbid_what_likeness_would_link():
    """Two PMIDs, or two DOIs of a registrant, are two publications; of two registrants they may be one."""
    assert verdict(zuna(pmid="1"), zuna(pmid="2")) != "same"
    assert verdict(zuna(doi="10.1000/a"), zuna(doi="10.1000/b")) != "same"
    assert verdict(zuna(doi="10.1000/a"), zuna(doi="10.2000/b")) == "same"


def test_a_part_is_not_its_whole():
    """A chapter that has the title of its book is not the book."""
    told = {"title": "Birds of the northern lakes of Finland", "authors": "Aalto, Anna", "year": "1990"}
    assert verdict(publication(**told, type="Book"), publication(**told, type="BookChapter")) != "same"


def test_editorials_of_one_volume_are_not_one():
    """A title of one word says nothing: two editorials by one editor are two, unless the page is one."""
    told = {"title": "Editorial", "authors": "Aalto, Anna", "year": "1990", "venue": "Birds", "volume": "3"}
    assert verdict(publication(**told), publication(**told, id="2")) == "review"
    assert verdict(publication(**told, pages="1"), publication(**told, pages="1", id="2")) == "same"
    assert verdict(publication(**told, pages="1"), publication(**told, pages="99")) == "different"


def test_pictures_of_one_title_are_not_one():
    """Of photographs, title, maker and year tell nothing apart."""
    told = {"title": "View of the monastery from the east", "authors": "Aalto, Anna", "year": "1910"}
    assert verdict(publication(**told, type="Figure"), publication(**told, type="Figure", id="2")) == "review"


def test_a_translated_title_counts():
    """A record with the original title and one with the translation in brackets are of one article."""
    original = zuna(title="Vergleich der Verteilung von Papillomaviren")
    with_both = Record(
        **{name: getattr(original, name) for name in Record.__struct_fields__ if name != "translated_titles"},
        translated_titles=(Text(text=ZUNA["title"]),),
    )
    assert verdict(zuna(), original) != "same"
    assert verdict(zuna(), with_both) == "same"


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        ("J Clin Oncol", "Journal of Clinical Oncology", "equal"),
        ("JAMA", "Journal of the American Medical Association", "equal"),
        ("Amcis 2017 Proceedings", "Americas Conference on Information Systems", "equal"),
        ("The New England journal of medicine", "New England Journal of Medicine", "equal"),
        ("Chinese Journal of Lung Cancer", "Zhongguo Fei Ai Za Zhi", "other"),
        ("Cancer Research", "Clinical Cancer Research", "equal"),
        ("Cancer Prevention Research", "Clinical Cancer Research", "part"),
        ("", "Cancer", "missing"),
    ],
)
def test_venues_are_abbreviated(one: str, other: str, grade: str):
    """Beginnings of words in their order, and acronyms; what is only alike in part says nothing."""
    assert alike(brief(zuna(venue=one)), brief(zuna(venue=other))).grades.venue == grade


def test_a_score_is_the_sum_of_its_parts():
    """Each grade has its weight, and nothing else counts."""
    found = alike(brief(zuna()), brief(zuna(volume="109", pages="1")))
    assert found.parts() == {
        "title": 5,
        "authors": 3,
        "year": 1,
        "venue": 2,
        "volume": WEIGHTS["volume"]["other"],
        "pages": WEIGHTS["pages"]["other"],
        "figures": 0,
        "identifiers": 0,
    }
    assert found.score == sum(found.parts().values()) == 5 < SAME


@given(records(), records())
def test_likeness_has_no_direction(one: Record, other: Record):
    """Left and right say the same; and a record is like itself, as far as it says anything."""
    left, right = brief(one), brief(other)
    assert alike(left, right) == alike(right, left)
    assert not alike(left, left).veto


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_title_can_be_compared(one: str, other: str):
    """No text breaks it, in whatever script."""
    found = [
        brief(Record(type="Article", titles=(Text(text=text),), venue=Venue(type="Journal", title=text)))
        for text in (one, other)
    ]
    assert alike(*found).verdict in ("same", "version", "review", "different")
