"""The EndNote reader on small files: tagged text of either lineage, and XML."""

from __future__ import annotations

import io

import pytest

from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.endnote import endnote


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(endnote.read(io.BytesIO(data), "f.enw"))


def _titles(text: str) -> list[str]:
    return [item.titles[0].text for item in _read(text) if isinstance(item, Record)]


def _xml(record: str) -> str:
    return f'<?xml version="1.0"?><xml><records>{record}</records></xml>'


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"%0 Journal Article\n%A A", True),
        (b"\xef\xbb\xbf%0 Book\r\n%T A", True),
        (b"%T A\n%A B\n%D 1990\n", True),
        (b"<?xml version='1.0'?><xml><records><record><rec-number>1</rec-number>", True),
        (b"%!PS-Adobe-3.0\n%%Title: x\n", False),
        (b"%PDF-1.4\n%\xe2", False),
        (b"% A comment of TeX\n%T which looks like it", False),
        (b"%A comment\n\\documentclass{article}\n", False),
        (b"<xml><records><item/></records></xml>", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_first_fields(head: bytes, sure: bool) -> None:
    """A comment, a page of PostScript and any other XML are none."""
    found = detect(head)
    assert (found is not None and found.name == "endnote") == sure


@pytest.mark.parametrize(
    "text",
    [
        "%0 Book\n%T A\n\n%0 Book\n%T B\n",
        "%0 Book\n%T A\n%0 Book\n%T B\n",
        "%T A\n%D 1990\n\n%T B\n%D 1991\n",
        "%0 Book\n%T A\n%X One\n\ntwo\n\n%Z three\n\n%0 Book\n%T B",
        "%0 Book\n%T A\n\n%T B\n",
        "%0 Serial\n%0 Book\n%T A\n\n\n%0 Book\n%T B\n",
        "%0 Book\r%T A\r\r%0 Book\r%T B\r",
    ],
)
def test_records_are_told_apart(text: str) -> None:
    """By %0, or by blank lines where there is none; a blank line in an abstract is part of it."""
    assert _titles(text) == ["A", "B"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("%T A\n%J B", "JournalArticle"),
        ("%T A\n%B B", "BookChapter"),
        ("%T A\n%I B", "Book"),
        ("%T A\n%D 1990", "Expression"),
        ("%0 Serial\n%0 Audio\n%T A", "AudioDocument"),
        ("%0 Edited Book\n%T A", "Book"),
    ],
)
def test_the_class_of_a_record(fields: str, kind: str) -> None:
    """By its type, the narrower of two; without a type by the fields that it has."""
    (found,) = _read(fields)
    assert isinstance(found, Record)
    assert found.type == kind


def test_names_in_another_script_go_with_the_authors() -> None:
    """One for each author; else nobody knows whose they are, and they are kept."""
    (both,) = _read("%0 Journal Article\n%A 余敏\n%A 朱江\n%H Yu Min\n%H Zhu Jiang\n%T A")
    assert isinstance(both, Record)
    assert [one.agent.other_names for one in both.contributions] == [("Yu Min",), ("Zhu Jiang",)]
    (one,) = _read("%0 Journal Article\n%A 余敏\n%A 朱江\n%H Yu Min\n%T A")
    assert isinstance(one, Record)
    assert ("%H", ("Yu Min",)) in {(kept.field, kept.values) for kept in one.extra}


def test_the_title_of_a_journal_in_two_languages() -> None:
    """The first one is the title, whichever is longer."""
    (found,) = _read("%0 Journal Article\n%T A\n%J 现代情报\n%J JOURNAL OF MODERN INFORMATION")
    assert isinstance(found, Record)
    assert found.venue is not None
    assert (found.venue.title, found.venue.abbreviations) == ("现代情报", ("JOURNAL OF MODERN INFORMATION",))


def test_unknown_fields_are_kept_under_their_own_names() -> None:
    """Of tagged text with the percent sign, of XML with the path and the attributes."""
    (tagged,) = _read("%0 Book\n%T A\n%2 mine\n")
    assert isinstance(tagged, Record)
    assert ("%2", ("mine",)) in {(one.field, one.values) for one in tagged.extra}
    (found,) = _read(_xml("<record><ref-type name='Book'>6</ref-type><titles><title>A</title></titles>"
                          "<custom9 a='b'>mine<x>deep</x></custom9></record>"))  # fmt: skip
    assert isinstance(found, Record)
    kept = {one.field: one.values for one in found.extra}
    assert kept["custom9/x"] == ("deep",)
    assert kept["custom9/@a"] == ("b",)


def test_styles_of_xml_are_told_in_characters() -> None:
    """What is lowered or raised stays so; other styles go."""
    (found,) = _read(
        _xml(
            "<record><ref-type name='Book'>6</ref-type><titles><title><style face='italic'>H</style>"
            "<style face='subscript'>2</style><style face='normal'>O</style></title></titles></record>"
        )
    )
    assert isinstance(found, Record)
    assert found.titles[0].text == "H₂O"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("%0 Book\n", "nothing but its type"),
        (_xml("<record><ref-type name='Book'>6</ref-type></record>"), "nothing but its type"),
        (_xml("<record><titles><title>A</titels></record>"), "not well-formed"),
        (_xml("<record>" + "<a>" * 50_000 + "</a>" * 50_000 + "</record>"), "nested too deeply"),
        ("<?xml version='1.0'?><xml><records><record><titles>", "truncated"),
    ],
)
def test_a_broken_record_costs_itself(text: str, reason: str) -> None:
    """It is rejected with what is wrong with it."""
    rejects = [item for item in _read(text) if isinstance(item, Reject)]
    assert rejects
    assert reason in rejects[0].reason


def test_text_that_is_no_record_is_rejected() -> None:
    """Where the format is named, whatever the file holds."""
    (found,) = _read("just text\n")
    assert isinstance(found, Reject)
    assert "no record" in found.reason
