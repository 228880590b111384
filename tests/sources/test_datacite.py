"""The DataCite reader: wrong types, damage, and all real resources."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import msgspec
import pytest

from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import read
from kg.sources.datacite import datacite
from kg.sources.members import leaves


def _read(data: bytes) -> list[Record | Reject]:
    return list(datacite.read(io.BufferedReader(io.BytesIO(data)), "f"))  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}, [[]], [{}], {"a": None}, True, [None, "y"]])
def test_no_wrong_type_loses_a_resource(wrong: object) -> None:
    """Whatever stands in any member, the resource is read."""
    names = ("creators", "contributors", "titles", "subjects", "dates", "types", "identifiers", "publisher")
    names += ("container", "rightsList", "descriptions", "fundingReferences", "relatedIdentifiers")
    names += ("relatedItems", "language", "publicationYear", "sizes", "formats", "url", "version")
    for name in names:
        (found,) = _read(msgspec.json.encode({"doi": "10.5555/1", "creators": [], name: wrong}))
        assert isinstance(found, Record), name
        assert found.provenance[0].id == "10.5555/1"


@pytest.mark.parametrize("prefix", ["", "ns0:"])
def test_a_prefix_changes_nothing(prefix: str) -> None:
    """The namespace may be that of all names or have a prefix."""
    space = f'xmlns{":" + prefix[:-1] if prefix else ""}="http://datacite.org/schema/kernel-4"'
    p = prefix
    data = f"<{p}resource {space}><{p}identifier identifierType='DOI'>10.5555/1</{p}identifier></{p}resource>"
    assert datacite.detect(data.encode()) > 0.9
    (found,) = _read(data.encode())
    assert isinstance(found, Record)
    assert [one.value for one in found.identifiers] == ["10.5555/1"]


def test_a_file_that_declares_entities_is_no_resource() -> None:
    """Whatever they would expand to."""
    text = b'<!DOCTYPE r [<!ENTITY a "b">]><resource xmlns="http://datacite.org/schema/kernel-4"/>'
    with pytest.raises(Exception, match="entities"):
        _read(text)


@pytest.mark.parametrize(
    ("written", "links"),
    [("http://example.org/net/x", ["http://example.org/net/x"]), ("net/x", [])],
)
def test_a_persistent_address_is_a_link(written: str, links: list[str]) -> None:
    """An identifier of type PURL is one where it is an address, and stays where it is none."""
    stated = [{"identifier": written, "identifierType": "PURL"}]
    (found,) = _read(msgspec.json.encode({"doi": "10.5555/1", "creators": [], "identifiers": stated}))
    assert isinstance(found, Record)
    assert [one.url for one in found.links] == links
    kept = [one.values for one in found.extra if one.field == "identifiers/PURL"]
    assert kept == ([] if links else [(written,)])


def test_a_blank_size_is_none() -> None:
    """What is left empty says nothing of the extent."""
    resource = {
        "doi": "10.5555/a",
        "creators": [],
        "titles": [{"title": "A"}],
        "sizes": ["", " ", "12 pages"],
    }
    (found,) = _read(msgspec.json.encode(resource))
    assert isinstance(found, Record)
    assert found.extent == ("12 pages",)


def test_the_id_of_a_creator_is_an_orcid() -> None:
    """Programs that read DataCite write it so; what is no identifier of an agent is kept."""
    creators = [
        {"name": "Roe, Ann", "type": "Person", "id": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "Pots Ltd", "type": "Organization", "id": "https://ror.org/05vghhr25"},
        {"name": "Doe, Jo", "id": "17"},
    ]
    (found,) = _read(msgspec.json.encode({"doi": "10.5555/1", "creators": creators}))
    assert isinstance(found, Record)
    agents = [one.agent for one in found.contributions]
    assert [(one.kind, *(known.scheme for known in one.identifiers)) for one in agents] == [
        ("Person", "orcid"),
        ("Organization", "ror"),
        ("Person",),
    ]
    assert ("creators/id", ("17",)) in [(one.field, one.values) for one in found.extra]


# -- real resources ----------------------------------------------------------------------------

_TWICE = {"bibtex", "ris", "schemaOrg", "citeproc", "published", "resourceType", "id", "type", "nameType"}
_TWICE |= {"resourceTypeGeneral", "nameIdentifierScheme", "funderIdentifierType", "relationType"}
_TWICE |= {"relatedIdentifierType", "identifierType", "contributorType", "dateType", "titleType"}
_TWICE |= {
    "descriptionType",
    "language",
    "lang",
    "schemeUri",
    "rightsIdentifierScheme",
    "updated",
    "registered",
}
_TWICE |= {"created", "date", "rightsUri", "url"}
"""What is told in other words, or in the normal form of a date or an address."""


@pytest.mark.shared
def test_every_real_resource_is_read_whole(shared: Path) -> None:
    """All 1,000 of the dump; each text of its JSON stands in its Record, blanks and markup aside."""
    path = shared / "data" / "datacite" / "datacite_1k_records.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines()
    records = list(read(str(path)))
    assert [item for item in records if isinstance(item, Reject)] == []
    assert len(records) == len(lines) == 1000
    lost = {}
    for line, record in zip(lines, records, strict=True):
        told = _folded(msgspec.json.encode(record).decode())
        for place, text in leaves(msgspec.json.decode(line)["attributes"], ""):
            name = place.rpartition("/")[2]
            if name not in _TWICE and _folded(text) not in told and "<" not in text and "&" not in text:
                lost[place] = text
    assert lost == {}


@pytest.mark.shared
def test_every_real_kernel_is_read(shared: Path) -> None:
    """XML of the kernels 2.2 to 4.6; the one file that is not well-formed is one reject."""
    files = sorted((shared / "data" / "datacite").glob("*.xml"))
    others = {"crossref.xml", "crossref_schema_4.6_values.xml", "datacite-example-relateditems.xml"}
    for path in files:
        items = list(read(str(path)))
        assert len(items) == 1, path.name
        assert isinstance(items[0], Reject) == (path.name in others), (path.name, items[0])
    assert len(files) > 40


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1, "publicationYear": 2011}',
        b"[{}]",
        b"<resource xmlns='http://datacite.org/schema/kernel-4'><publicationYear>2011</publicationYear></resource>",
    ],
)
def test_a_resource_that_nothing_names(data: bytes) -> None:
    """What has no title, name or identifier is no record."""
    (found,) = _read(data)
    assert isinstance(found, Reject)
    assert found.reason == "has neither a title, a name nor an identifier: complete it, or leave it out"
    assert found.position.startswith(("record 1", "line 1"))


def _contained(container: dict[str, str], **members: object) -> Record:
    data = msgspec.json.encode({"doi": "10.5555/1", "creators": [], "container": container, **members})
    (found,) = _read(data)
    assert isinstance(found, Record)
    return found


def test_a_repository_holds_a_file() -> None:
    """A container that is a repository of data is one."""
    held = {
        "type": "DataRepository",
        "title": "Climate",
        "identifier": "10.5555/all",
        "identifierType": "DOI",
    }
    found = _contained(held)
    assert found.venue is not None
    assert (found.venue.type, found.venue.title) == ("Repository", "Climate")
    assert [one.value for one in found.venue.identifiers] == ["10.5555/all"]
    assert found.extra == ()


@pytest.mark.parametrize("again", [True, False])
def test_a_container_of_an_address(again: bool) -> None:
    """The address of a container is what the resource is part of, and that once."""
    address = "https://example.org/communities/kilns"
    related = {
        "relatedIdentifier": address,
        "relatedIdentifierType": "URL",
        "relationType": "IsPartOf",
    }
    held = {"type": "Series", "identifier": address, "identifierType": "URL"}
    found = _contained(held, relatedIdentifiers=[related] if again else [])
    assert [(one.kind, one.citation, one.note) for one in found.relations] == [("isPartOf", address, "URL")]
    assert found.extra == ()
    (other,) = _contained({**held, "identifier": "nowhere"}).extra
    assert (other.field, other.values) == ("container/identifier/url", ("nowhere",))


@pytest.mark.shared
def test_real_resources_can_be_mapped(shared: Path) -> None:
    """RDF can hold all that they say."""
    found = read(str(shared / "data" / "datacite" / "datacite_1k_records.jsonl.gz"))
    assert b"".join(nquads(item for item in found if isinstance(item, Record))).count(b"\n") > 100_000


def _folded(text: str) -> str:
    """Letters and digits; addresses of resolvers go."""
    for address in (
        "https://doi.org/",
        "https://orcid.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "doi:",
        "ISBN",
    ):
        text = text.replace(address, "")
    return "".join(character for character in text.casefold() if character.isalnum())


def test_what_older_json_says_several_times_is_a_flat_list() -> None:
    """Names that are said twice or three times are mapped like those that are said once."""
    data = (
        b'{"doi": "10.1000/1", "doi": "10.1000/2", "doi": "https://doi.org/10.1000/1", "title": "A",'
        b' "title": "B", "title": "C", "resource-type-general": "Dataset", "publication-year": "2016",'
        b' "keyword": "x", "keyword": ["y", "z"], "keyword": "x", "date-published": "2016-05-01",'
        b' "date-published": "2016-05-01", "date-published": "2016-06-01"}'
    )
    (found,) = _read(data)
    assert isinstance(found, Record)
    assert [(one.scheme, one.value) for one in found.identifiers] == [
        ("doi", "10.1000/1"),
        ("doi", "10.1000/2"),
    ]
    assert [one.text for one in found.titles] == ["A"]
    assert [one.text for one in found.alternative_titles] == ["B", "C"]
    assert {one.field: one.values for one in found.extra}["keyword"] == ("x", "y", "z")
    assert found.issued == "2016-05-01"
