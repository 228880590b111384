"""The reader of Web of Science on small files: names and addresses, references, damage."""

from __future__ import annotations

import io

import pytest

from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.wos import wos


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(wos.read(io.BytesIO(data), "f.txt"))


def _one(*lines: str) -> Record:
    (found,) = _read("\n".join(("FN Clarivate Analytics Web of Science", "VR 1.0", *lines, "ER", "", "EF")))
    assert isinstance(found, Record)
    return found


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n", True),
        (b"\xef\xbb\xbfFN Thomson Reuters Web of Science\r\nVR 1.0\r\n", True),
        (b"PT J\nAU Doe, A\n", True),
        (b"PT J\rAU Doe, A\r", True),
        (b"FN is a tag\nand so is VR\n", False),
        (b"PT\tAU\tTI\nJ\tDoe\tA\n", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_header_or_first_record(head: bytes, sure: bool) -> None:
    """A table of the same database is none."""
    found = detect(head)
    assert (found is not None and found.name == "wos") == sure


@pytest.mark.parametrize(
    "text",
    [
        "PT J\nTI A\nER\n\nPT J\nTI B\nER\n\nEF\n",
        "PT J\nTI A\nPT J\nTI B",
        "FN X\nVR 1.0\nPT J\nTI A\nER\nFN X\nVR 1.0\nPT J\nTI B\nER\nEF\n",
        "PT J\r\nTI A\r\nER\r\n\r\nPT J\r\nTI B\r\nER\r\n",
    ],
)
def test_records_are_told_apart(text: str) -> None:
    """Whatever end is missing, and in files that were joined."""
    items = _read(text)
    assert [item.titles[0].text for item in items if isinstance(item, Record)] == ["A", "B"]
    assert len(items) == 2


def test_addresses_go_to_the_authors_that_they_name() -> None:
    """Lines are broken anywhere; an address of somebody unknown is kept."""
    record = _one(
        "PT J",
        "AU Doe, A",
        "   Roe, B",
        "AF Doe, Ann",
        "   Roe, Bob",
        "TI A",
        "C1 [Doe, Ann; Roe, Bob] A Univ,",
        "   Dept X, Town.",
        "   [Roe, Bob] B Inst, Town.",
        "   [Poe, C] C Inst, Town.",
        "RP Roe, B (corresponding author), B Inst, Town.",
        "OI Roe, Bob/0000-0002-1825-0097; Doe, A/0000-0002-1825-0098",
    )
    doe, roe = record.contributions
    assert [place.name for place in doe.affiliations] == ["A Univ, Dept X, Town"]
    assert [place.name for place in roe.affiliations] == ["A Univ, Dept X, Town", "B Inst, Town"]
    assert (doe.corresponding, roe.corresponding) == (False, True)
    assert [one.value for one in roe.agent.identifiers] == ["0000-0002-1825-0097"]
    assert (doe.agent.given, doe.agent.initials) == ("Ann", "A")
    assert _extra(record)["C1"] == ("[Poe, C] C Inst, Town.",)
    assert _extra(record)["OI"] == ("Doe, A/0000-0002-1825-0098",)


def test_two_authors_of_one_name_keep_what_could_be_of_either() -> None:
    """Nobody knows whose address it is."""
    record = _one("PT J", "AU Doe, A", "   Doe, A", "TI A", "C1 [Doe, A] A Univ, Town.")
    assert [one.affiliations for one in record.contributions] == [(), ()]
    assert _extra(record)["C1"] == ("[Doe, A] A Univ, Town.",)


def test_short_names_that_do_not_go_with_the_full_ones_are_kept() -> None:
    """Where there are as many, those that differ; else all of them."""
    assert _extra(_one("PT J", "AU Poe, A", "AF Doe, Ann", "TI A"))["AU"] == ("Poe, A",)
    assert _extra(_one("PT J", "AU Doe, A", "   Roe, B", "AF Doe, Ann", "TI A"))["AU"] == ("Doe, A\nRoe, B",)


@pytest.mark.parametrize(
    ("line", "dois"),
    [
        ("Doe A, 1990, J, V1, P2, DOI 10.1000/182", ["10.1000/182"]),
        ("Doe A, 1990, J, DOI DOI 10.1000/182", ["10.1000/182"]),
        ("Doe A, 1990, J, DOI [10.1000/1, 10.1000/2]", ["10.1000/1", "10.1000/2"]),
        ("Doe A, 1990, J, V1, P2", []),
    ],
)
def test_cited_references(line: str, dois: list[str]) -> None:
    """Each keeps its words, and has the DOIs in it."""
    (found,) = _one("PT J", "TI A", f"CR {line}").relations
    assert (found.kind, found.citation) == ("cites", line)
    assert [one.value for one in found.identifiers] == dois


@pytest.mark.parametrize(
    ("fields", "kind", "venue"),
    [
        (("PT J", "DT Article; Proceedings Paper"), "JournalArticle", "Journal"),
        (("PT J", "DT Review; Book Chapter"), "ReviewArticle", "Journal"),
        (("PT J", "DT Proceedings Paper"), "ConferencePaper", "ConferenceProceedings"),
        (("PT S", "DT Proceedings Paper"), "ConferencePaper", "ConferenceProceedings"),
        (("PT S", "DT Article; Book Chapter"), "BookChapter", "Book"),
        (("PT B", "DT Article"), "BookChapter", "Book"),
        (("PT J", "DT Correction"), "JournalArticle", "Journal"),
        (("PT J", "DT Editorial Material"), "JournalEditorial", "Journal"),
    ],
)
def test_the_class_by_both_types(fields: tuple[str, ...], kind: str, venue: str) -> None:
    """What stands in a journal stays there, whatever it is besides."""
    record = _one(*fields, "TI A", "SO A WHOLE")
    assert record.type == kind
    assert record.venue is not None
    assert record.venue.type == venue


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        (("PY 2006", "PD JUN 14"), ("2006-06-14", "")),
        (("PY 2011", "PD FEB 2011"), ("2011-02", "")),
        (("PY 2018", "PD JAN-FEB"), ("2018", "2018 JAN-FEB")),
        (("PY 2018", "PD SPR"), ("2018", "2018 SPR")),
        (("PY 2018",), ("2018", "")),
        (("PD SPR",), ("", "SPR")),
    ],
)
def test_the_date_of_two_fields(fields: tuple[str, ...], issued: tuple[str, str]) -> None:
    """The year in one field and the day in another, which may have the year again."""
    record = _one("PT J", "TI A", *fields)
    assert (record.issued, record.issued_written) == issued


def test_numbers_of_other_databases_name_the_record() -> None:
    """A record of MEDLINE has its PMID; one of any other database keeps its number."""
    medline = _one("PT J", "TI A", "UT MEDLINE:16842170")
    assert [(one.scheme, one.value) for one in medline.identifiers] == [("pmid", "16842170")]
    other = _one("PT J", "TI A", "UT BCI:BCI200600000001")
    assert other.identifiers == ()
    assert other.provenance[0].id == "BCI:BCI200600000001"
    assert _extra(other)["UT"] == ("BCI:BCI200600000001",)


def test_a_record_of_nothing_is_rejected() -> None:
    """As is text where the format is named."""
    (empty,) = _read("PT J\nER\n")
    assert isinstance(empty, Reject)
    (text,) = _read("just text\n")
    assert isinstance(text, Reject)
    assert "PT J" in text.reason


@pytest.mark.parametrize(
    "data",
    [
        b"PT J\nTI A\nC1 " + b"[" * 50_000 + b"\nER",
        b"PT J\nTI A\nFU " + b"[a, " * 20_000 + b"\nRP " + b"(x" * 20_000 + b"\nER",
        b"PT J\nTI A\nCR " + b"DOI [" * 20_000 + b"\nBP " + b"9" * 9000 + b"\nER",
        b"PT J\nTI A\nAU " + b"a;" * 20_000 + b"\nPY " + b"2 " * 20_000 + b"\0\xff\nER",
    ],
)
def test_hostile_fields_cost_neither_the_record_nor_the_time(data: bytes) -> None:
    """Endless brackets, numbers and names: there is one record, and soon."""
    (found,) = _read(data)
    assert isinstance(found, Record)
