"""The NBIB reader on small files: fields that belong to the one before, names, grants, damage."""

from __future__ import annotations

import io

import pytest

from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.nbib import nbib


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(nbib.read(io.BytesIO(data), "f.nbib"))


def _one(*fields: str) -> Record:
    """The record of the fields, which are written as ``TI a title``."""
    lines = ["PMID- 1", *(f"{tag:<4}- {text}" for tag, text in (field.split(" ", 1) for field in fields))]
    (found,) = _read("\n".join(lines))
    assert isinstance(found, Record)
    return found


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"PMID- 1\nOWN - NLM\nTI  - A\n", True),
        (b"\n\r\nPMID- 1\r\nTI  - A\r\n", True),
        (b"PMC - PMC1\nPMID- 1\nTI  - A\n", True),
        (b"OWN - ERIC\nTI  - A\n", True),
        (b"1: A search\n\nPMID- 1\nTI  - A\n", True),
        (b"TY  - JOUR\nTI  - A\nAN  - PMID- 1\n", False),
        (b"PMID- 1 is a line of NBIB", False),
        (b"<pre>\nPMID- 1\nTI  - A\n", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_first_citation(head: bytes, sure: bool) -> None:
    """A reference in RIS, a page, and a text about the format are none."""
    found = detect(head)
    assert (found is not None and found.name == "nbib") == sure


@pytest.mark.parametrize(
    "text",
    [
        "PMID- 1\nTI  - A\n\nPMID- 2\nTI  - B\n",
        "\n\nPMID- 1\nTI  - A\n\n\n\nPMID- 2\nTI  - B",
        "PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n",
        "PMC - PMC1\nPMID- 1\nTI  - A\n\nPMC - PMC2\nPMID- 2\nTI  - B\n",
        "PMID- 1\rTI  - A\r\rPMID- 2\rTI  - B\r",
    ],
)
def test_citations_are_told_apart(text: str) -> None:
    """By blank lines; where one is missing, by the PMID."""
    assert [item.titles[0].text for item in _read(text) if isinstance(item, Record)] == ["A", "B"]


def test_what_follows_a_name_is_of_that_person() -> None:
    """Its short form, its identifiers and its places."""
    record = _one(
        "FAU Doe, Ann B",
        "AU Doe AB",
        "AUID ORCID: http://orcid.org/0000-0002-1825-0097",
        "AUID ORCID: 0000-0002-1825-0098",
        "AD A place",
        "AD Another",
        "CN A Group",
        "AD Its place",
        "FAU King, Martin Luther Jr",
        "AU King ML Jr",
    )
    doe, group, king = record.contributions
    assert (doe.agent.given, doe.agent.initials) == ("Ann B", "AB")
    assert [one.value for one in doe.agent.identifiers] == ["0000-0002-1825-0097"]
    assert [place.name for place in doe.affiliations] == ["A place", "Another"]
    assert (group.agent.kind, group.affiliations[0].name) == ("Group", "Its place")
    assert (king.agent.given, king.agent.initials, king.agent.suffix) == ("Martin Luther", "ML", "Jr")
    assert _extra(record) == {"AUID": ("ORCID: 0000-0002-1825-0098",)}


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("Mangalam H", ("Mangalam", "H", "")),
        ("van der Molen T", ("van der Molen", "T", "")),
        ("Jenkins FA Jr", ("Jenkins", "FA", "Jr")),
        ("GARTLER SM", ("GARTLER", "SM", "")),
        ("Plato", ("", "", "")),
    ],
)
def test_names_before_2002_are_short(short: str, expected: tuple[str, str, str]) -> None:
    """The initials stand behind the family name, and the suffix behind them."""
    agent = _one("TI A", f"AU {short}").contributions[0].agent
    assert (agent.family, agent.initials, agent.suffix) == expected


def test_nobody_is_no_author() -> None:
    """Nor are the others; a place before all names is that of the first author."""
    record = _one("AD A place", "AU Doe A", "AU et al.")
    assert [one.affiliations[0].name for one in record.contributions] == ["A place"]
    assert _extra(record) == {"AU": ("et al.",)}
    assert _extra(_one("TI A", "AD A place")) == {"AD": ("A place",)}


_NIH, _UK, _US = "NIBIB NIH HHS", "United Kingdom", "United States"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"2R01EB002873/EB/{_NIH}/{_US}", ("2R01EB002873", "EB", _NIH, _US)),
        (f"BB/E009085/1/BB_/BBSRC/{_UK}", ("BB/E009085/1", "BB_", "BBSRC", _UK)),
        (f"088130/Wellcome Trust/{_UK}", ("088130", "", "Wellcome Trust", _UK)),
        (f"N01-CO-12400/CO/{_NIH}", ("N01-CO-12400", "CO", _NIH, "")),
        (f"A Medical Institute/{_US}", ("", "", "A Medical Institute", _US)),
        ("Somebody", ("", "", "Somebody", "")),
        ("R01 1", ("R01 1", "", "", "")),
    ],
)
def test_the_parts_of_a_grant(written: str, expected: tuple[str, ...]) -> None:
    """Whatever parts are missing, and whatever slashes stand in the number."""
    (found,) = _one("TI A", f"GR {written}").funding
    assert (found.number, found.acronym, found.funder, found.country) == expected


@pytest.mark.parametrize(
    ("fields", "titles", "translated"),
    [
        (("TI A study.", "LA eng"), [("A study.", "en")], []),
        (("TI [A study].", "LA ger"), [("A study.", "en")], []),
        (("TI [A study].", "TT Eine Studie.", "LA ger"), [("Eine Studie.", "de")], [("A study.", "en")]),
        (("TI [Not Available].", "TT Eine Studie.", "LA ger"), [("Eine Studie.", "de")], []),
        (("TI [18F]CFA.", "LA eng"), [("[18F]CFA.", "en")], []),
        (("TI A study.", "LA ger"), [("A study.", "de")], []),
        (("TI A study.", "LA eng", "LA fre"), [("A study.", "")], []),
    ],
)
def test_titles_and_their_languages(
    fields: tuple[str, ...], titles: list[tuple[str, str]], translated: list[tuple[str, str]]
) -> None:
    """Brackets are the mark of a translation, where the article is in no English."""
    record = _one(*fields)
    assert [(one.text, one.lang) for one in record.titles] == titles
    assert [(one.text, one.lang) for one in record.translated_titles] == translated


def test_headings_have_qualifiers_and_stars() -> None:
    """A topic for the heading and for each qualifier; a star belongs to what it stands before."""
    found = _one("MH Asthma/drug therapy/*epidemiology", "MH *Humans", "RN 0 (Asthma)", "RN 1-2 (X)").topics
    assert [(one.label, one.major) for one in found] == [
        ("Asthma", False),
        ("Asthma/drug therapy", False),
        ("Asthma/epidemiology", True),
        ("Humans", True),
        ("X", False),
    ]


def test_relations_have_the_names_of_the_xml() -> None:
    """The notice retracts and the article is retracted: the two are never swapped."""
    record = _one("ROF J. 2001;1:2. PMID: 22", "RIN J. 2002;1:3. PMID:\n      33")
    assert [(one.kind, one.identifiers[0].value, one.note) for one in record.relations] == [
        ("isRetractedBy", "33", "RetractionIn"),
        ("retracts", "22", "RetractionOf"),
    ]


def test_dates_of_older_exports_are_history() -> None:
    """EDAT, MHDA and CRDT are told once: as what PHST calls them."""
    old = _one("EDAT 2002/09/17 10:00", "MHDA 2003/06/07 05:00")
    assert [(one.stage, one.date) for one in old.history] == [
        ("pubmed", "2002-09-17T10:00:00"),
        ("medline", "2003-06-07T05:00:00"),
    ]
    new = _one("EDAT 2002/09/17 10:00", "PHST 2002/09/17 10:00 [pubmed]")
    assert [(one.stage, one.date) for one in new.history] == [("pubmed", "2002-09-17T10:00:00")]
    assert _extra(_one("EDAT 2002/09/18", "PHST 2002/09/17 10:00 [pubmed]")) == {"EDAT": ("2002/09/18",)}


def test_what_has_neither_number_nor_title_is_rejected() -> None:
    """It could be found nowhere."""
    (found,) = _read("OWN - NLM\nVI  - 3\n")
    assert isinstance(found, Reject)
    assert "neither" in found.reason


def test_unknown_fields_are_kept() -> None:
    """A tag of the next year is no reason to lose what stands in it."""
    assert _extra(_one("TI A", "XYZ1 new", "DP no date")) == {"DP": ("no date",), "XYZ1": ("new",)}


@pytest.mark.parametrize(
    "data",
    [
        b"PMID- 1\nTI  - " + b"[" * 50_000 + b"\nAB  - " + b"AIM: " * 50_000,
        b"PMID- 1\nTI  - A\nMH  - " + b"/" * 50_000 + b"\nGR  - " + b"/" * 50_000 + b"\nPG  - " + b"9" * 9000,
        b"PMID- 1\nTI  - A\nFAU - " + b", " * 50_000 + b"\nAU  - " + b"A " * 50_000,
        b"PMID- 1\nTI  - \0\xff\nCIN - " + b"PMID: " * 50_000 + b"\nAID - " + b"[" * 50_000,
        b"PMID- 1\nTI  - A\nRN  - " + b"(" * 50_000 + b"\nIS  - " + b"1" * 50_000,
    ],
)
def test_hostile_fields_cost_neither_the_record_nor_the_time(data: bytes) -> None:
    """Endless brackets, slashes and numbers: there is one record, and soon."""
    (found,) = _read(data)
    assert isinstance(found, Record)
