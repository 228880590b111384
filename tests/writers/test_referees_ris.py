"""RIS as rispy reads it, which others use: every field that RIS has says what the Record says.

Our own reader and writer could have the same fault; rispy has none of our code. What it does otherwise than
RIS is meant: it knows no ``ED`` (editors, which Zotero and EndNote take), and it cuts web addresses at
semicolons unless it is told not to.
"""

from __future__ import annotations

from typing import Any

import citable
import pytest
import rispy
import strategies
from hypothesis import given, settings
from writers import referees
from writers.referees import line
from writers.round_trips import examples, written

from kg.record import Agent, Contribution, Identifier, Link, Record, Text, Venue
from kg.sources.cleaning import cleaned

_TYPES = {
    "JournalArticle": "Journal",
    "ReviewArticle": "Journal",
    "Letter": "Journal",
    "MagazineArticle": "Magazine article",
    "NewspaperArticle": "Newspaper",
    "Book": "Whole book",
    "BookChapter": "Book chapter",
    "ConferencePaper": "Conference paper",
    "ConferenceProceedings": "Conference proceeding",
    "DoctoralThesis": "Thesis/Dissertation",
    "MastersThesis": "Thesis/Dissertation",
    "ReportDocument": "Report",
    "DataFile": "Data file",
    "ComputerProgram": "Computer program",
    "PatentDocument": "Patent",
    "Preprint": "Unpublished work",
    "Manuscript": "Manuscript",
    "Movie": "Motion picture",
    "WebContent": "Web Page",
    "Expression": "Generic",
}
"""What rispy calls the type of a reference, for classes that have one of their own."""

_PERIODICAL = {"Journal", "Magazine article", "Newspaper"}
_WHOLE = {
    *("Whole book", "Thesis/Dissertation", "Report", "Manuscript", "Encyclopedia", "Conference proceeding"),
    "Serial publication",
}
"""What has its extent, where others have pages."""


def read(data: bytes) -> list[dict[str, Any]]:
    """The references that rispy finds, with every value that a tag has."""
    found = rispy.loads(data.decode(), enforce_list_tags=False, delimiter_tags_mapping={})
    return rispy.utils.convert_reference_types(found, strict=True)


def values(reference: dict[str, Any], field: str) -> list[str]:
    """The values of a field, with single blanks."""
    found = reference.get(field, [])
    return [line(one) for one in ([found] if isinstance(found, str) else found)]


def some(*texts: str) -> list[str]:
    """The texts that say something."""
    return [told for one in texts if (told := line(one))]


def name(agent: Agent) -> str:
    """``Family, Given, Suffix``, with a place for the given name wherever there is a suffix."""
    if agent.kind != "Person":
        body = line(agent.name)
        return f"{body}," if " " in body and "," not in body else body
    parts = [line(agent.family), referees.given(agent), line(agent.suffix)]
    if not parts[0]:
        return line(agent.name)
    while not parts[-1]:
        parts.pop()
    return line(", ".join(parts))


def names(record: Record, role: str) -> list[str]:
    """The names of those who have a role."""
    return some(*map(name, referees.of_role(record, role)))


def agree(record: Record, reference: dict[str, Any]) -> None:
    """Asserts that a reference says what the Record says."""
    kind = reference["type_of_reference"]
    if record.type in _TYPES and not record.work_types:
        assert kind == _TYPES[record.type]
    found = {field: values(reference, field) for field in said(record)}
    assert found == said(record)
    others = reference.get("unknown_tag", {})
    assert set(others) <= {"ED"}
    editors = [*map(line, others.get("ED", [])), *values(reference, "secondary_authors")]
    assert editors == names(record, "editor")
    _dated(record, reference)
    _placed(record, reference)


def said(record: Record) -> dict[str, list[str]]:
    """What stands in a field of its own, by the names that rispy has for them."""
    year = record.issued[:4] if record.issued and record.issued[0] != "-" else ""
    accessions = [f"PMID: {one}" for one in referees.identifiers(record, "pmid")]
    accessions += referees.identifiers(record, "wos") + referees.identifiers(record, "eid")
    affiliations = [
        place.name for one in record.contributions if one.role == "author" for place in one.affiliations
    ]
    return {
        "authors": names(record, "author"),
        "title": some(referees.title(record)),
        "short_title": some(*(one.text for one in (*record.titles[1:], *record.alternative_titles))),
        "translated_title": some(*(one.text for one in record.translated_titles)),
        "year": some(year),
        "number": some(record.issue),
        "custom7": some(record.article_number),
        "publisher": some(*record.publishers),
        "place_published": some(*record.places),
        "author_address": some(*dict.fromkeys(affiliations)),
        "doi": some(*referees.identifiers(record, "doi")),
        "accession_number": some(*accessions),
        "custom2": some(*referees.identifiers(record, "pmcid")),
        "urls": some(*dict.fromkeys(one.url for one in record.links)),
        "abstract": some(referees.abstract(record)),
        "keywords": referees.keywords(record),
        "notes": some(*record.notes),
    }


def _dated(record: Record, reference: dict[str, Any]) -> None:
    """The date stands in numbers, or in the words of the source where they say the same."""
    issued, words = record.issued[:10], some(record.issued_written)
    if issued[:1] == "-":
        assert values(reference, "date") == []
    elif not issued:
        assert values(reference, "date") == words
    else:
        year, month, day = [*issued.split("-"), "", ""][:3]
        assert values(reference, "date") in ([f"{year}/{month}/{day}/"] if month else [], words)


def _placed(record: Record, reference: dict[str, Any]) -> None:
    """Journal, volume and pages; what stands by itself has its series and extent in their places."""
    kind, venue = reference["type_of_reference"], record.venue or Venue(type="")
    first, last = referees.pages(record)
    numbered = kind in {"Whole book", "Serial publication"} and not record.volume
    volume = record.series[0].number if record.series and numbered else record.volume
    assert values(reference, "volume") == some(volume)
    if kind in _PERIODICAL:
        issns = {one.value for one in venue.identifiers if one.scheme in {"issn", "eissn"}}
        assert values(reference, "secondary_title") == some(venue.title)
        assert issns <= {one.split(" (")[0] for one in values(reference, "issn")}
        assert set(values(reference, "alternate_title1")) <= set(some(*venue.abbreviations))
    elif kind == "Book chapter":
        isbns = {one.value for one in venue.identifiers if one.scheme == "isbn"}
        assert values(reference, "secondary_title") == some(venue.title)
        assert isbns <= set(values(reference, "issn"))
    # an encyclopedia and an entry in one have one word
    if kind not in _WHOLE or (kind == "Encyclopedia" and record.type != "ReferenceBook"):
        assert (values(reference, "start_page"), values(reference, "end_page")) == (some(first), some(last))
    elif kind != "Conference proceeding":
        assert values(reference, "start_page") == some(first or "".join(record.extent[:1]))


@settings(max_examples=60)
@given(citable.records())
def test_what_a_library_has(record):
    """Records as a library has them say the same to rispy, field by field."""
    [found] = read(written([record], "ris"))
    agree(record, found)
    assert found["type_of_reference"]


@settings(max_examples=60)
@given(strategies.records())
def test_whatever_a_record_holds(record):
    """Records with anything in every field, cleaned as readers clean them, say the same to rispy."""
    record = cleaned(record)
    found = read(written([record, record], "ris"))
    assert len(found) == 2
    for one in found:
        agree(record, one)


def test_examples():
    """The example records, of whatever format, are as many references and say the same to rispy."""
    records = examples()
    found = read(written(records, "ris"))
    assert len(found) == len(records) > 5
    for record, one in zip(records, found, strict=True):
        agree(record, one)


@pytest.mark.shared
def test_real_records(shared):
    """Real records of many sources are as many references and say the same to rispy."""
    records = [record for _, record in referees.real_records(shared / "data")]
    found = read(written(records, "ris"))
    assert len(found) == len(records) > 1000
    for record, one in zip(records, found, strict=True):
        agree(record, one)


def test_default_reading():
    """As rispy reads it without being told anything, a reference has the fields that screening needs."""
    record = Record(
        type="JournalArticle",
        titles=(Text(text="A trial"),),
        contributions=(Contribution(role="author", agent=Agent(kind="Person", name="Doe", family="Doe")),),
        issued="2011-11-25",
        identifiers=(Identifier(scheme="doi", value="10.1000/182"),),
        links=(Link(url="https://example.org/a"),),
        keywords=(Text(text="Obesity"), Text(text="Cost")),
    )
    assert rispy.loads(written([record], "ris").decode()) == [
        {
            "type_of_reference": "JOUR",
            "authors": ["Doe"],
            "title": "A trial",
            "year": "2011",
            "date": "2011/11/25/",
            "doi": "10.1000/182",
            "urls": ["https://example.org/a"],
            "keywords": ["Obesity", "Cost"],
        }
    ]


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (Agent(kind="Person", name="Doe Jr", family="Doe", suffix="Jr"), "Doe, , Jr"),
        (Agent(kind="Person", name="Doe J Jr", family="Doe", given="J", suffix="Jr"), "Doe, J, Jr"),
        (Agent(kind="Person", name="Doe", family="Doe"), "Doe"),
        (Agent(kind="Organization", name="Test Group"), "Test Group,"),
    ],
)
def test_names(agent, told):
    """The parts of a name are where a program for references looks for them: the suffix comes third."""
    record = Record(type="Book", contributions=(Contribution(role="author", agent=agent),))
    [found] = read(written([record], "ris"))
    assert found["authors"] == [told]
