"""What the index of VuFind says, completed by the record that it keeps."""

from __future__ import annotations

import io
import json

from marc_records import binary, xml

from kg.record import Record
from kg.sources import embedded
from kg.sources.vufind import vufind

_INNER = """
LDR 00000nam a2200000 a 4500
001 m1
003 XX
005 20190618144412.0
008 990101s1999####xx############000#0#eng##
020 __ $a 0192833987 (pbk.)
100 1_ $a Ash, Ann, $e author. $0 (DE-588)118540238
245 14 $a The kiln : $b a history / $c Ann Ash.
502 __ $a Thesis (Ph. D.)--Yale, 1999.
650 _0 $a Kilns $x History.
700 1_ $a Birch, Bob, $e editor.
"""
_INDEX = {
    "id": "vf-1",
    "record_format": "marc",
    "title": "The kiln : a history",
    "title_sub": "a history",
    "author": ["Ash, Ann"],
    "author2": ["Birch, Bob", "Cedar, Cy"],
    "topic": ["Kilns History", "Local word"],
    "format": ["Book"],
    "publishDate": ["1999"],
    "building": ["Main"],
    "doi_str_mv": ["10.1000/182"],
}


def read(fullrecord: str, **index: object) -> Record:
    """The Record of a document of the index that keeps such a record."""
    data = json.dumps({**_INDEX, "fullrecord": fullrecord, **index}).encode()
    (found,) = vufind.read(io.BytesIO(data), "f")
    assert isinstance(found, Record)
    return found


def extra(record: Record) -> dict[str, tuple[str, ...]]:
    """What the Record keeps, by field."""
    return {one.field: one.values for one in record.extra}


def test_the_record_inside_tells_names_headings_and_titles() -> None:
    """Parts that the index runs together are told apart, and what only the index has is added."""
    record = read(binary(_INNER).decode())
    assert [(one.agent.name, one.role) for one in record.contributions] == [
        ("Ash, Ann", "author"),
        ("Birch, Bob", "editor"),
        ("Cedar, Cy", "contributor"),
    ]
    assert record.contributions[0].agent.identifiers[0].value == "118540238"
    assert [(one.label, one.scheme) for one in record.topics] == [
        ("Kilns", "lcsh"),
        ("Kilns--History", "lcsh"),
        ("Local word", "topic"),
    ]
    assert [one.text for one in record.titles] == ["The kiln"]
    assert record.subtitles == ("a history",)
    assert record.alternative_titles == ()


def test_a_name_with_a_semicolon_is_one_author() -> None:
    """What the index and the record say alike stands once, though it looks like two of something."""
    name = "Ann Roe ; afterword by Jo Doe"
    inner = _INNER.replace("Ash, Ann, $e author. $0 (DE-588)118540238", name)
    record = read(xml(inner), author=[name], record_format="marcxml")
    assert [one.agent.name for one in record.contributions].count(name) == 1


def test_identity_stays_that_of_the_index() -> None:
    """Provenance is VuFind's; the id and the dates of the record inside stand in extra."""
    record = read(binary(_INNER).decode())
    (origin,) = record.provenance
    assert (origin.source, origin.id, origin.collections) == ("vufind", "vf-1", ("Main",))
    assert extra(record)["fullrecord/id"] == ("(XX)m1",)
    assert extra(record)["fullrecord/modified"] == ("2019-06-18T14:44:12",)
    assert "fullrecord" not in extra(record)


def test_identifiers_are_united_and_the_more_precise_class_wins() -> None:
    """The DOI of the index and the ISBN of the record stand side by side; a book that is a thesis is one."""
    record = read(binary(_INNER).decode())
    assert {(one.scheme, one.value) for one in record.identifiers} == {
        ("doi", "10.1000/182"),
        ("isbn", "0192833987"),
    }
    assert record.type == "DoctoralThesis"
    assert read(binary(_INNER).decode(), format=["Journal"]).type == "Journal"


def test_a_title_that_differs_is_that_of_the_index() -> None:
    """Where the two name different things, the index is what the user sees; the other stays beside it."""
    record = read(binary(_INNER).decode(), title="Another name", title_sub="")
    assert [one.text for one in record.titles] == ["Another name"]
    assert [one.text for one in record.alternative_titles] == ["The kiln"]


def test_dates_of_the_index_stand_unless_the_record_is_more_precise() -> None:
    """A year is completed to a day of that year, and not replaced by another year."""
    day = _INNER.replace("s1999####", "e19990203")
    assert read(binary(day).decode()).issued == "1999-02-03"
    assert read(binary(day).decode(), publishDate=["2001"]).issued == "2001"


def test_markup_and_escaped_delimiters_are_read_too() -> None:
    """The record may be MARCXML, or have its delimiters written as old indexes write them."""
    escaped = binary(_INNER).decode()
    for delimiter, escape in (("\x1d", "#29;"), ("\x1e", "#30;"), ("\x1f", "#31;")):
        escaped = escaped.replace(delimiter, escape)
    wanted = read(binary(_INNER).decode()).contributions
    assert read(escaped).contributions == wanted
    assert read(xml(_INNER), record_format="marcxml").contributions == wanted


def test_what_cannot_be_read_stays_whole() -> None:
    """A broken record, or one of no known format, is kept as it was, and the document is read without it."""
    for inner in ("<record><leader>0000", "no record at all", binary(_INNER).decode()[:80]):
        record = read(inner)
        assert extra(record)["fullrecord"] == (inner.strip(),)
        assert [one.text for one in record.titles] == ["The kiln : a history"]


def test_bytes_of_no_format_hold_no_records() -> None:
    """The seam between readers gives nothing rather than a fault."""
    assert list(embedded(b"", "f")) == []
    assert list(embedded(b"no record at all", "f")) == []
