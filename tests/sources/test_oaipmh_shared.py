"""Answers of repositories on real files: each is known, no text of a record is lost, all of it maps."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest
from strings import strings

from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import read
from kg.sources.opening import opened
from kg.text import local

pytestmark = pytest.mark.shared

_ASIDE = re.compile(r"https?://(?:dx\.)?(?:doi\.org|hdl\.handle\.net)/|(?<=[0-9])Z\b|(?<=[0-9])-(?=[0-9Xx])")
"""Addresses of resolvers, the mark of a time zone, and hyphens in numbers."""
_WORD = re.compile(r"\w+")
_DERIVED = {"language", "issn", "eissn", "affiliationId"}
"""What becomes a code or a number, or only points to a text."""

_FILES = [
    "oai-dc/GetRecord.xml",
    "oai-dc/GetRecord_utf8test.xml",
    "oai-dc/ListRecords.xml",
    "oai-dc/ListRecords2.xml",
    "oai-dc/ListRecords3.xml",
    "oai-dc/ListRecords4.xml",
    "oai-dc/sample_journalarticle1.xml",
    "oai-dc/sample_minimal.xml",
    "oai-dc/mocksample.xml",
    "oai-dc/fake1/00005.xml",
    "oai-dc/fake1/00006.xml",
    "oai-dc/fake2/00001.xml",
    "oai-dc/fake2/00002.xml.gz",
    "oai-doaj-marc/oai_doaj.xml.gz",
    "finna-recordmanager/record/qdc1.xml",
    "marc/sample-oai-pmh.xml",
    "vufind-core/VuFind/tests/fixtures/oai/dc.xml",
]


@cache
def _read(path: Path) -> tuple[Record | Reject, ...]:
    return tuple(read(str(path)))


def _records(path: Path) -> list[Record]:
    return [one for one in _read(path) if isinstance(one, Record) and one.provenance[0].status != "deleted"]


def _elements(path: Path) -> list[Element]:
    """The elements of the records, in their order."""
    with opened(str(path)) as stream:
        root = fromstring(stream.read())
    held = [one for one in root.iter() if local(one) == "metadata"]
    return [one[0] for one in held] or [root]


def _words(text: str) -> set[str]:
    """The words of a text: blanks and marks are the rules' to set."""
    return set(_WORD.findall(_ASIDE.sub("", unquote(text)).casefold()))


@pytest.mark.parametrize("name", _FILES)
def test_no_text_of_a_record_is_lost(shared: Path, name: str) -> None:
    """Every text of every record stands somewhere in its Record, and there are as many of both."""
    path = shared / "data" / name
    records, elements = _records(path), _elements(path)
    assert len(records) == len(elements) > 0
    for record, element in zip(records, elements, strict=True):
        told = _words(" ".join(strings(msgspec.to_builtins(record))))
        lost = [
            text
            for one in element.iter()
            for text in (*([one.text] if local(one) not in _DERIVED else []), one.tail)
            if text and not _words(text) <= told
        ]
        assert not lost, (record.provenance[0].id, lost)


def test_every_record_becomes_statements(shared: Path) -> None:
    """Nothing in them is what RDF cannot hold."""
    records = [one for name in _FILES for one in _records(shared / "data" / name)]
    assert len(records) == 218
    assert b"".join(nquads(records)).count(b"\n") > 9_000


def test_answers_without_records_say_what_they_are(shared: Path) -> None:
    """Each answer that holds none, and each that is no answer, is one reject that says what it is."""
    items = {path.name: _read(path) for path in sorted((shared / "data/oai-dc").glob("*.xml"))}
    without = {name: found for name, found in items.items() if any(isinstance(one, Reject) for one in found)}
    assert all(len(found) == 1 for found in without.values())
    told = {name: found[0].reason for name, found in without.items() if isinstance(found[0], Reject)}
    for verb in ("Identify", "ListSets", "ListMetadataFormats", "ListIdentifiers"):
        assert told[f"{verb}.xml"].startswith(
            f"is the answer of a repository to {verb}, which holds no records"
        )
    for code in (
        "badArgument",
        "badResumptionToken",
        "cannotDisseminateFormat",
        "idDoesNotExist",
        "noRecordsMatch",
        "noSetHierarchy",
        "undefinedError",
    ):
        assert f"the answer of the server is an error: {code}" in told[f"{code}.xml"]
    assert "text of no known format" in told["ListRecordsBroken.xml"]
    assert len(told) == 13


def test_deleted_records_withdraw(shared: Path) -> None:
    """A header that says so gives the deletion of its identifier, whatever the format of the others."""
    found = [
        one.provenance[0]
        for name in (
            "oai-dc/ListRecords.xml",
            "oai-dc/fake2/00000.xml",
            "oai-doaj-marc/list_records_response.xml",
        )
        for one in _read(shared / "data" / name)
        if isinstance(one, Record) and one.provenance[0].status == "deleted"
    ]
    assert [one.id for one in found] == ["oai:test.example.com:1585310", "hdl:1765/1160", "fake:foo1"]


def test_the_articles_of_the_directory_are_whole(shared: Path) -> None:
    """All 100 articles have a journal, a title, authors, a year and a subject; seven have a DOI."""
    records = _records(shared / "data/oai-doaj-marc/oai_doaj.xml.gz")
    assert len(records) == 100
    assert all(one.venue and one.venue.title and one.venue.identifiers for one in records)
    assert all(one.titles and one.issued[:2] == "20" for one in records)
    assert sum(len(one.contributions) for one in records) == 189
    assert (
        sum(bool(place.name) for one in records for who in one.contributions for place in who.affiliations)
        == 27
    )
    assert Counter(number.scheme for one in records for number in one.identifiers) == {"doi": 7}
    assert all(one.topics for one in records)


def test_types_of_a_repository_are_known(shared: Path) -> None:
    """The words of the type of a repository of 2004 tell what its records are."""
    kinds = Counter(
        (one.type, one.work_types)
        for name in ("fake1/00005.xml", "fake2/00002.xml.gz")
        for one in _records(shared / "data/oai-dc" / name)
    )
    assert kinds == {
        ("Expression", ("WorkingPaper",)): 37,
        ("Thesis", ()): 20,
        ("Article", ()): 12,
        ("ReportDocument", ("TechnicalReport",)): 9,
        ("Expression", ()): 7,
        ("BookChapter", ()): 4,
        ("Preprint", ()): 4,
        ("Book", ()): 2,
    }
