"""The MARC reader on real files: every record comes out, nothing of it is lost, twins are equal."""

from __future__ import annotations

import io
import json
import logging
import re
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec
import pymarc
import pytest
from strings import strings

from kg import ids, tables
from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import detect, read
from kg.sources.marc import marc
from kg.sources.opening import HEAD, opened

pytestmark = pytest.mark.shared

_FOLDERS = ("marc", "oai-doaj-marc", "vufind-core/tests/data", "finna-recordmanager")
_OTHERS = {
    "marc/modsoutput.xml",
    "marc/sample-oai-pmh.xml",
    "oai-doaj-marc/list_records_response.xml",
    "oai-doaj-marc/oai_doaj.xml.gz",
    "finna-recordmanager/record/eaccpf1.xml",
    "finna-recordmanager/record/lrmi1.xml",
    "finna-recordmanager/record/qdc1.xml",
}
_SEVERAL = {
    "marc/1251.dat": 6,
    "marc/bad_records.mrc": 8,
    "marc/batch.json": 2,
    "marc/batch.xml": 2,
    "marc/dataset/dnb.xml.gz": 99,
    "marc/dataset/loc_general.xml.gz": 99,
    "marc/dataset/nlm.xml.gz": 99,
    "marc/marc.dat": 20,
    "marc/regression45.dat": 12,
    "marc/test.dat": 10,
    "marc/test.json": 1,
    "marc/test_data.utf8.marc.xml": 30,
    "marc/test_data.utf8.mrc": 30,
    "oai-doaj-marc/marc.xml.gz": 100,
    "vufind-core/tests/data/collections.mrc": 10,
    "vufind-core/tests/data/fakedoi.mrc": 3,
    "vufind-core/tests/data/geo.mrc": 231,
    "vufind-core/tests/data/geo_titles.mrc": 4,
    "vufind-core/tests/data/journal_article.xml": 2,
    "vufind-core/tests/data/journals.mrc": 10,
    "vufind-core/tests/data/overdrive.mrc": 3,
    "vufind-core/tests/data/weird_ids.mrc": 9,
}
"""Files of more than one record, counted apart: terminators, elements, leaders in JSON."""

_REJECTED = {
    "marc/bad_records.mrc": [
        ("record 4 (byte 381)", "directory"),
        ("record 5 (byte 509)", "directory"),
        ("record 7 (byte 764)", "no fields"),
    ],
    "marc/bad_utf_byte.utf8.marc": [("record 1 (byte 0)", "neither a control number")],
}


def files(shared: Path) -> Iterator[tuple[str, Path]]:
    """The files of MARC, by their names below the folder of data."""
    base = shared / "data"
    for folder in _FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            name = path.relative_to(base).as_posix()
            if path.is_file() and name not in _OTHERS and path.suffix != ".md":
                yield name, path


def test_every_record_comes_out(shared: Path) -> None:
    """Each file gives as many records and rejects as were counted apart, and only the broken are rejected."""
    for name, path in files(shared):
        found = list(read(str(path)))
        assert len(found) == _SEVERAL.get(name, 1), name
        rejects = [one for one in found if isinstance(one, Reject)]
        expected = _REJECTED.get(name, [])
        assert [one.position for one in rejects] == [position for position, _ in expected], name
        assert all(word in one.reason for one, (_, word) in zip(rejects, expected, strict=True)), name


def test_only_files_of_marc_are_taken(shared: Path) -> None:
    """Of all real files of all formats, the MARC reader takes those of MARC."""
    own = {path for _, path in files(shared)}
    taken = set()
    for path in (shared / "data").rglob("*"):
        if path.is_file():
            with opened(str(path)) as stream:
                found = detect(stream.peek(HEAD)[:HEAD])  # type: ignore[attr-defined]
            if found is not None and found.name == "marc":
                taken.add(path)
    assert taken == own


# -- nothing is lost ---------------------------------------------------------------------------

_DERIVED = {("880", "6"), ("689", "A"), ("689", "D")}
"""What is told otherwise: links between scripts, which become pairs, and the kinds of a chain."""


def _bare(text: str) -> str:
    """Without blanks, controls and the difference between composed and decomposed letters."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(one for one in normal if not one.isspace() and unicodedata.category(one) != "Cc")


def _leaves(path: Path, name: str) -> Iterator[list[tuple[str, str, str]]]:
    """The values of each record by tag and code, as parsers made by others find them."""
    with opened(str(path)) as stream:
        data = stream.read()
    if data.lstrip()[:1] == b"<":
        for element in fromstring(data).iter():
            if element.tag.rpartition("}")[2] == "record" and any(
                True for _ in element.iter(f"{_space(element)}datafield")
            ):
                yield [
                    (one.get("tag", ""), inner.get("code", ""), inner.text or "")
                    for one in element
                    for inner in (one if len(one) else [one])
                    if one.get("tag")
                ]
    elif data.lstrip()[:1] in {b"{", b"["}:
        whole = json.loads(data, strict=False)
        for one in whole if isinstance(whole, list) else [whole]:
            yield list(_json(one.get("f") or {"": one["fields"]} if "fields" in one or "f" in one else one))
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pymarc.MARCReader(io.BytesIO(data), utf8_handling="replace", hide_utf8_warnings=True)
            for record in reader:
                if record is not None:
                    yield [
                        (field.tag, code, value)
                        for field in record.fields
                        for code, value in (
                            [("", field.data or "")]
                            if field.control_field
                            else [(s.code, s.value) for s in field.subfields]
                        )
                    ]


def _json(value: object, tag: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts of MARC in JSON of any form; what stands under a tag is its."""
    if isinstance(value, str):
        for part in value.split("\x1f")[1:] or [value]:
            yield tag, "", part[1:] if "\x1f" in value else part
    elif isinstance(value, list):
        for inner in value:
            yield from _json(inner, tag)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"ind1", "ind2", "i1", "i2", "c", "000"}:
                yield from _json(inner, name if len(name) == 3 else tag)


def _space(element: object) -> str:
    tag = element.tag  # type: ignore[attr-defined]
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def _same_isbn(text: str, record: Record) -> bool:
    """Whether a text is an ISBN that the Record has: in ten digits and in thirteen it stands once."""
    number = ids.isbn(text)
    return number is not None and ids.comparable("isbn", number) in {
        ids.comparable(one.scheme, one.value) for one in record.identifiers
    }


def _told(tag: str, code: str, value: str, record: Record, have: str) -> bool:
    """Whether a value stands in the Record, or what it means."""
    bare = _bare(value)
    if not bare or bare in have or bare.strip(".,;:/=[]()") in have or (tag, code) in _DERIVED:
        return True
    if code == "6" or tag == "005":  # a link to another script; a moment, which stands as a date
        return True
    if code == "0" and bare.rpartition(")")[2] in have:
        return True  # the number of a heading, whose agency is told by its scheme
    if tag in {"020", "024"} and _same_isbn(value, record):
        return True
    if code == "2":
        return bare.lower().partition("/")[0] in have
    if code in {"e", "4", "j", ""} and tag[0] in "17":
        return bool(tables.role(value))
    if tag in {"041", "242"}:
        codes = {tables.language(value[place : place + 3]) for place in range(0, len(value), 3)}
        return codes <= {*record.languages, "eng"}
    return code == "b" and all(_bare(part).strip("=.:/") in have for part in value.split(" = "))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The other parser says on its log what is wrong with the damaged files."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_value_is_lost(shared: Path) -> None:
    """Every value of every subfield stands in the Record, or what it means does."""
    lost: list[tuple[str, str, str, str]] = []
    count = 0
    # what no other parser reads aright: other alphabets and escapes, and codes that are none
    left_out = {
        "1251.dat",
        "bad_marc8_escape.dat",
        "bad_eacc_encoding.dat",
        "testunimarc.dat",
        "bad_subfield_code.dat",
        "bad_subfield_code.marc",
        "escaped_character_reference.marc8.marc",
        "utf8_without_leader_flag.dat",
        "geo_titles.mrc",
    }
    for name, path in files(shared):
        if path.name in left_out:
            continue
        records = [one for one in read(str(path)) if isinstance(one, Record)]
        parsed = list(_leaves(path, name))
        if len(parsed) != len(records):
            assert name in _REJECTED
            continue
        for record, leaves in zip(records, parsed, strict=True):
            count += 1
            have = _bare("\0".join(strings(msgspec.to_builtins(record))))
            lost += [(name, *leaf) for leaf in leaves if not _told(*leaf, record, have)]
    assert lost == []
    assert count > 800


# -- twins -------------------------------------------------------------------------------------


def _alone(items: Iterator[Record | Reject]) -> list[Record]:
    return [msgspec.structs.replace(one, provenance=()) for one in items if isinstance(one, Record)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("test_data.utf8.mrc", "test_data.utf8.marc.xml"),
        ("batch.xml", "batch.json"),
        ("one.dat", "one.json"),
        ("utf8_with_leader_flag.dat", "utf8_without_leader_flag.dat"),
    ],
)
def test_real_twins_are_the_same(shared: Path, one: str, other: str) -> None:
    """The same record in two serialisations, made by others, gives the same Record."""
    first, second = (_alone(read(str(shared / "data/marc" / name))) for name in (one, other))
    assert first
    assert first == second


def test_what_another_writer_makes_of_a_record_is_the_same(shared: Path) -> None:
    """Sound records, written as MARCXML and as JSON by another library, read as before."""
    compared = 0
    for name in (
        "marc/marc.dat",
        "marc/test_data.utf8.mrc",
        "marc/hebrew880s.marc",
        "vufind-core/tests/data/journals.mrc",
    ):
        path = shared / "data" / name
        wanted = _alone(read(str(path)))
        with path.open("rb") as stream:
            records = [one for one in pymarc.MARCReader(stream) if one is not None]
        xml = b"<collection>" + b"".join(map(pymarc.record_to_xml, records)) + b"</collection>"
        lines = "\n".join(json.dumps(one.as_dict()) for one in records)
        assert _alone(marc.read(io.BytesIO(xml), "x")) == wanted
        assert _alone(marc.read(io.BytesIO(lines.encode()), "x")) == wanted
        compared += len(wanted)
    assert compared == 61


# -- what comes of it --------------------------------------------------------------------------


def test_every_record_maps(shared: Path) -> None:
    """Nothing that a real record holds is refused by the graph."""
    for name, path in files(shared):
        for record in _records(path):
            assert b"".join(nquads([record])), name


def _records(path: Path) -> Iterator[Record]:
    yield from (one for one in read(str(path)) if isinstance(one, Record))


def test_known_things_are_found(shared: Path) -> None:
    """Numbers of what stands in the real files, counted there: pairs of scripts, GND numbers, FAST topics."""
    records = [record for _, path in files(shared) for record in _records(path)]
    agents = [one.agent for record in records for one in record.contributions]
    assert sum(len(agent.other_names) for agent in agents) > 30
    assert sum(one.scheme == "gnd" for agent in agents for one in agent.identifiers) > 30
    assert any(one.scheme == "fast" and one.concept for record in records for one in record.topics)
    assert {
        "Book",
        "Periodical",
        "BookSeries",
        "DoctoralThesis",
        "ConferenceProceedings",
        "AudioDocument",
    } <= {record.type for record in records}
    assert not any(
        re.search(r"[\x00-\x08\x0e-\x1f]", one.text) for record in records for one in record.titles
    )


def test_indexes_of_vufind_are_completed_by_their_records(shared: Path) -> None:
    """Each document whose record can be read gains what only the record says, and keeps its identity."""
    path = shared / "data/vufind-core/VuFindSearch/tests/fixtures/solr/response/multi-record"
    records = list(_records(path))
    assert {record.provenance[0].source for record in records} == {"vufind"}
    assert all(any(one.field == "fullrecord/leader/05-08" for one in record.extra) for record in records)
    assert not any(one.field == "fullrecord" for record in records for one in record.extra)
    first = records[0]
    assert first.provenance[0].id == "12345"
    assert ("International economic relations--Bibliography", "lcsh") in {
        (one.label, one.scheme) for one in first.topics
    }
    assert first.places == ("Westport, Conn.",)
