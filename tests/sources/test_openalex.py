"""The OpenAlex reader: what golden cases do not show, and all real works."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import msgspec
import pytest

from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import detect, read
from kg.sources.members import leaves
from kg.sources.openalex import openalex

_WORK = {"id": "https://openalex.org/W1", "authorships": [], "referenced_works": [], "cited_by_count": 0}


def _one(**members: object) -> Record:
    data = msgspec.json.encode({**_WORK, **members})
    (found,) = openalex.read(io.BufferedReader(io.BytesIO(data)), "f.json")  # type: ignore[arg-type]
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("written", "links", "kept"),
    [
        ("https://example.org/a.pdf", ["https://example.org/a.pdf"], {}),
        ("https://example.org/b", ["https://example.org/b"], {}),
        ("nowhere", [], {"open_access/oa_url": ("nowhere",)}),
        (None, [], {}),
    ],
)
def test_the_address_of_the_open_copy_is_a_link_once(
    written: object, links: list[str], kept: dict[str, tuple[str, ...]]
) -> None:
    """Mostly it is that of a location, which has it already; what is no address stays."""
    locations = [{"landing_page_url": one} for one in links if one.endswith("b")]
    record = _one(open_access={"is_oa": True, "oa_url": written}, locations=locations)
    assert [one.url for one in record.links] == links
    assert {one.field: one.values for one in record.extra if "oa_url" in one.field} == kept


@pytest.mark.parametrize(("number", "kept"), [("1", []), (1, []), ("2", [("2",)])])
def test_the_number_of_microsoft_academic_graph(number: object, kept: list[tuple[str, ...]]) -> None:
    """It is that of OpenAlex without its letter, as a rule; any other stays."""
    record = _one(ids={"mag": number, "openalex": "https://openalex.org/W1"})
    assert [one.value for one in record.identifiers] == ["W1"]
    assert [one.values for one in record.extra if one.field == "ids/mag"] == kept


@pytest.mark.parametrize(
    ("index", "text"),
    [
        ({"b": [1], "a": [0, 2]}, "a b a"),
        ({"late": [10**12], "early": [5]}, "early late"),
        ({}, ""),
    ],
)
def test_an_abstract_is_put_in_order(index: object, text: str) -> None:
    """Places need not follow each other, however far apart they are."""
    found = _one(abstract_inverted_index=index).abstracts
    assert [section.text for one in found for section in one.sections] == ([text] if text else [])


@pytest.mark.parametrize("index", [["a"], "text", {"a": 1}, {"a": ["x", 1]}, {"a": [None, 2]}])
def test_an_index_that_is_none_is_kept(index: object) -> None:
    """A wrong type costs the abstract, not the work."""
    record = _one(abstract_inverted_index=index)
    assert not record.abstracts
    assert [one.field for one in record.extra if one.field.startswith("abstract")]


@pytest.mark.parametrize(
    ("date", "issued"),
    [("2018-02-13", "2018-02-13"), ("2018-01-01", "2018"), ("soon", "2017"), (None, "2017")],
)
def test_the_first_of_january_is_a_year(date: str | None, issued: str) -> None:
    """OpenAlex writes it where it knows no more; what it wrote stays as a change."""
    record = _one(publication_date=date, publication_year=2017)
    assert record.issued == issued
    assert any(one.rule == "first-of-january" for one in record.changes) == (issued == "2018")


@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}, [[]], [{}], {"a": None}, True])
def test_no_wrong_type_loses_a_work(wrong: object) -> None:
    """Whatever stands in any member, the work is read."""
    names = ("authorships", "primary_location", "locations", "ids", "biblio", "topics", "mesh", "funders")
    names += ("awards", "open_access", "title", "type", "language", "keywords", "is_retracted", "doi")
    for name in names:
        assert _one(**{name: wrong}).provenance[0].id == "W1"


_FLAGS = {"true", "false"}

# -- real works --------------------------------------------------------------------------------


@pytest.fixture(name="works")
def _works(shared: Path) -> Path:
    return shared / "data" / "openalex" / "commonmeta_openalex_works.jsonl.gz"


@pytest.mark.shared
def test_every_real_work_is_read_whole(works: Path) -> None:
    """All 32, by content; each text in a work's JSON stands in its Record, but what is said twice."""
    head = gzip.decompress(works.read_bytes())[:65536]
    assert detect(head) is openalex
    lines = gzip.decompress(works.read_bytes()).splitlines()
    records = list(read(str(works)))
    assert [item for item in records if isinstance(item, Reject)] == []
    assert len(records) == len(lines) == 32
    for line, record in zip(lines, records, strict=True):
        told = _folded(msgspec.json.encode(record).decode())
        twice = {"best_oa_location", "primary_location", "abstract_inverted_index", "primary_topic"}
        twice |= {"countries", "author_position", "license_id", "raw_affiliation_strings"}
        twice |= {"type", "version", "updated_date", "created_date"}  # told in other words
        values = {name: value for name, value in msgspec.json.decode(line).items() if name not in twice}
        lost = [
            (path, text)
            for path, text in leaves(values, "")
            if _folded(text) not in told and not twice & set(path.split("/")) and text not in _FLAGS
        ]
        assert lost == []


@pytest.mark.shared
def test_real_works_can_be_mapped(works: Path) -> None:
    """RDF can hold all that they say."""
    records = [item for item in read(str(works)) if isinstance(item, Record)]
    assert b"".join(nquads(records)).count(b"\n") > 9_000
    assert sum(bool(one.abstracts) for one in records) == 19
    countries = {place.country for one in records for who in one.contributions for place in who.affiliations}
    assert {"US", "NL", "NO"} <= countries


def _folded(text: str) -> str:
    """Letters and digits: addresses of resolvers go, and the markup of titles."""
    for address in ("https://openalex.org/", "https://doi.org/", "https://orcid.org/", "https://ror.org/"):
        text = text.replace(address, "")
    return "".join(character for character in text.casefold() if character.isalnum())
