"""CSL JSON: what it can say comes back, of drawn records and of all real ones, and the items are valid."""

from __future__ import annotations

import json
import re
from typing import Any

import citable
import pytest
import strategies
from hypothesis import given, settings
from writers import csl_rules
from writers.round_trips import back, examples, read, real, written

from kg import tables
from kg.record import Agent, Contribution, Record, Text, Venue, identifier
from kg.sources.cleaning import cleaned
from kg.writers import saying
from kg.writers.keys import key

_ROLES = ("author", "editor", "translator", "illustrator", "compiler", "producer")
_PAGELESS = {"ConferencePaper", "JournalArticle", "MagazineArticle", "NewspaperArticle"}
"""What may have a number of an article instead of pages, for the reader."""


def said(record: Record) -> dict[str, Any]:
    """What CSL can say of a record, field by field: everything else is lost."""
    word = tables.type_word("csl", record.type, record.work_types) or "document"
    narrow = {"DoctoralThesis", "MastersThesis", "BachelorsThesis", "Preprint"}
    own = record.type if record.type in narrow else tables.source_type("csl", word).type
    venue = record.venue or Venue(type="")
    pages = "-".join(dict.fromkeys(filter(None, saying.pages(record))))
    # pages such as e123 are a number
    numbered = record.pages if re.fullmatch("(?:e|E|CD|ID)[0-9]{2,}", record.pages) else ""
    return {
        "type": own,
        "retracted": any(one.status == "retracted" for one in record.statuses),
        "title": saying.title(record),
        **{role: _people(record, role) for role in _ROLES},
        "volume": record.volume,
        "issue": record.issue,
        "pages": pages,
        "edition": record.edition,
        "extent": [one for one in record.extent[:1] if re.fullmatch("[0-9]+ pages", one)],
        "publisher": record.publishers[:1],
        "place": record.places[:1],
        "issued": record.issued[:10],
        "article number": (record.article_number or numbered) if own in _PAGELESS else "",
        "identifiers": {
            next(one for one in record.identifiers if one.scheme == scheme)
            for scheme in {one.scheme for one in record.identifiers} & {"doi", "pmid", "pmcid"}
        },
        "language": record.languages[:1],
        "keywords": set(filter(None, re.split(r"\s*[,;]\s*", ",".join(saying.keywords(record))))),
        "abstract": " ".join(saying.abstract(record).split()),
        "notes": "\n".join(one.strip() for one in record.notes),
        "link": [one.url for one in record.links[:1] if "doi.org/" not in one.url],
        "series or venue": {saying.line(venue.title), *(saying.line(one.title) for one in record.series)}
        - {""},
    }


def _people(record: Record, role: str) -> list[Any]:
    return [citable.said_agent(one.agent) for one in record.contributions if one.role == role]


@settings(max_examples=150)
@given(citable.records())
def test_what_it_says_comes_back(record):
    """Record -> CSL -> Record is the identity on what CSL can say."""
    [found] = back([record], "csl")
    assert said(found) == said(record)


@settings(max_examples=50)
@given(strategies.records())
def test_whatever_a_record_holds_the_list_is_valid(record):
    """Any records, cleaned as readers clean them, make a list of items as the rules of CSL have them."""
    items = json.loads(written([cleaned(record)] * 2, "csl"))
    assert csl_rules.faults(items) == []
    assert len(items) == 2
    for item in items:
        assert tables.source_type("csl", item["type"])


def test_examples():
    """The example records, of whatever format, say what CSL can say after a round trip."""
    records = examples()
    assert len(records) > 5
    for record, found in zip(records, back(records, "csl"), strict=True):
        assert said(found) == said(record)


@pytest.mark.shared
def test_real_items(shared):
    """Every item of the real files says the same when it is written and read again."""
    count = 0
    for name, records in real(shared / "data" / "csl", "csl"):
        for record in records:
            [found] = back([record], "csl")
            assert said(found) == said(record), name
            count += 1
    assert count > 20


def test_no_records():
    """Without records the list is empty, and still a list."""
    assert json.loads(written([], "csl")) == []


def test_item():
    """An item is as the schema has it: parts of a date as numbers, bodies literal, one a line."""
    record = Record(
        type="DoctoralThesis",
        titles=(Text(text="A & B"),),
        contributions=(
            Contribution(
                role="author", agent=Agent(kind="Person", name="Doe, A", family="Doe", initials="AB")
            ),
            Contribution(role="editor", agent=Agent(kind="Organization", name="World Health Organization")),
        ),
        issued="2011-11",
        identifiers=(identifier("pmid", "123"),),
    )
    data = written([record, record], "csl")
    assert data.count(b"\n") == 4
    assert json.loads(data)[0] == {
        "id": key(record),
        "type": "thesis",
        "title": "A & B",
        "author": [{"family": "Doe", "given": "A. B."}],
        "editor": [{"literal": "World Health Organization"}],
        "genre": "Doctoral Thesis",
        "issued": {"date-parts": [[2011, 11]]},
        "PMID": "123",
    }
    assert [one.type for one in read(data, "csl")] == ["DoctoralThesis"] * 2


@pytest.mark.parametrize("year", [-1, -2, -44])
def test_a_year_before_christ_comes_back(year: int) -> None:
    """A year before Christ is read and written as the same, also the first, for which no date stands."""
    item = {"id": "a", "type": "book", "title": "A", "issued": {"date-parts": [[year]]}}
    (record,) = read(json.dumps([item]).encode(), "csl")
    assert json.loads(written([record], "csl"))[0]["issued"] == item["issued"]
