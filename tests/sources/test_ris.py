"""The RIS reader on small files: dialects, damage, and fields whose meaning depends on others."""

from __future__ import annotations

import io

import pytest

from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.lines import LIMIT
from kg.sources.references.people import names
from kg.sources.ris import ris


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(ris.read(io.BytesIO(data), "f.ris"))


def _one(*fields: str, kind: str = "JOUR") -> Record:
    """The record of the fields, which are written as ``TI a title``."""
    lines = [f"TY  - {kind}", *(f"{field[:2]}  - {field[3:]}" for field in fields), "ER  -"]
    (found,) = _read("\n".join(lines))
    assert isinstance(found, Record)
    return found


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra if one.field != "TY"}


def _titles(text: str | bytes) -> list[str]:
    return [item.titles[0].text for item in _read(text) if isinstance(item, Record)]


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"TY  - JOUR\nTI  - A", True),
        (b"\xef\xbb\xbf1.\r\nTY  - JOUR\r\nAU  - A", True),
        ("TY  - JOUR\nTI  - A".encode("utf-16"), True),
        (b"TY - JOUR\nTI - A", True),
        (b"TY  - JOUR\rTI  - A", True),
        (b"Provider: X\nContent: text\n\nTY  - JOUR\nTI  - A", True),
        (b"AU  - A\nTI  - B\nPY  - 2001\nER  - ", True),
        (b"<html>TY  - JOUR\nTI  - A", False),
        (b"TY is a tag of RIS", False),
        (b"PMID- 1\nTI  - A\nAU  - B\nER  - ", False),
        (b"A paper on RIS.\n" * 40 + b"TY  - JOUR\nTI  - A", False),
        (b"TY  - JOUR\nTI  - \0\0", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_first_reference(head: bytes, sure: bool) -> None:
    """In any encoding, with a few lines before it; a text about the format is none."""
    found = detect(head)
    assert (found is not None and found.name == "ris") == sure


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nTI  - A\nER  - \n\nTY  - JOUR\nTI  - B\nER  - \n",
        "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\n",
        "TY  - JOUR\nTI  - A\n\n\nTY  - JOUR\nTI  - B",
        "TY - JOUR\nTI - A\nER -\nTY - JOUR\nTI - B\nER -\n",
        "TY  - JOUR\rTI  - A\rER  -\rTY  - JOUR\rTI  - B\rER  -\r",
        "\ufeffTY  - JOUR\nTI  - A\nER  -\n\ufeffTY  - JOUR\nTI  - B\nER  -\n",
        "TY\t- JOUR\nTI\t- A\nER\t-\nTY  - JOUR\nTI  - B\nER\n",
        "1.\nTY  - JOUR\nTI  - A\nER  - \n2.\nTY  - JOUR\nTI  - B\nER  - \n",
        "AU  - X\nTI  - A\nER  - \n\nAU  - Y\nTI  - B\nER  - \n",
        "TY  - JOUR\nTI  - A\nER  - \n\nTI  - B\n",
    ],
)
def test_references_are_told_apart_whatever_is_missing(text: str) -> None:
    """Ends, beginnings, blank lines, marks of files that were joined: there are two references."""
    assert _titles(text) == ["A", "B"]


def test_lines_between_references_stay_with_one_of_them() -> None:
    """Fields and text behind an end belong to the reference before; text before a beginning to the next."""
    first, second = _read(
        "TY  - JOUR\nTI  - A\nER  - \nNL  - Abbr\n\nLink: x\n\n"
        "Record 2 of 2\n2.\nTY  - JOUR\nTI  - B\nER  - \n"
    )
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.venue is not None
    assert first.venue.abbreviations == ("Abbr",)
    assert _extra(first) == {"after ER": ("Link: x",)}
    assert _extra(second) == {"before TY": ("Record 2 of 2",)}
    assert (first.provenance[0].position, second.provenance[0].position) == ("line 1", "line 8")


def test_a_line_that_looks_like_a_tag_of_one_blank_is_text() -> None:
    """In a reference whose TY has two blanks; its lines and blank lines are one text."""
    (found,) = _read("TY  - JOUR\nAB  - One\nUK - based,\n\nand more\nTI  - A\nER  - ")
    assert isinstance(found, Record)
    assert found.abstracts[0].sections[0].text == "One UK - based, and more"


def test_unknown_and_repeated_tags_are_kept() -> None:
    """A tag that nobody knows is kept as often as it stands; a second volume is kept beside the first."""
    record = _one("TI A", "ZZ one", "ZZ two", "VL 1", "VL 2")
    assert record.volume == "1"
    assert _extra(record) == {"ZZ": ("one", "two"), "VL": ("2",)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TY  - JOUR\nER  - \n", "nothing but its type"),
        ("Some text\n\nAnd more\n", "no reference"),
    ],
)
def test_what_is_no_reference_is_rejected(text: str, reason: str) -> None:
    """With its place, and what is wrong."""
    (found,) = _read(text)
    assert isinstance(found, Reject)
    assert reason in found.reason
    assert found.position == "line 1"


def test_a_reference_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than a record may be is rejected, and the next reference is read."""
    monkeypatch.setattr("kg.sources.tagged.LIMIT", 100)
    broken, whole = _read("TY  - JOUR\n" + "AB  - x\n" * 100 + "TY  - JOUR\nTI  - B\nER  - \n")
    assert isinstance(broken, Reject)
    assert "larger than" in broken.reason
    assert isinstance(whole, Record)
    assert LIMIT == 64 * 1024 * 1024


def test_text_without_end_between_references_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that belong to no reference are let go when there are too many; no reference is lost."""
    monkeypatch.setattr("kg.sources.ris.cutting.LIMIT", 100)
    assert _titles("TY  - JOUR\nTI  - A\nER  - \n" + "junk\n\n" * 500 + "TY  - JOUR\nTI  - B\n") == ["A", "B"]


@pytest.mark.parametrize(
    "data",
    [
        b"TY  - JOUR\nTI  - A\0B\nAU  - \0\nSP  - " + b"9" * 6000 + b"\nER  - ",
        b"TY  - JOUR\nTI  - A\nPY  - \xff\xfe\nSN  - " + b"1234-567" * 3000 + b"\nER  - ",
        b"TY  - JOUR\nTI  - A\nAU  - " + b"," * 50000 + b"\nKW  - " + b";" * 50000 + b"\nER  - ",
        b"TY  - JOUR\nTI  - A\nAB  - " + b"A: " * 50000 + b"\nM1  - " + b"(" * 50000 + b"\nER  - ",
        b"TY  - JOUR\nTI  - A\nUR  - " + b"http://" * 20000 + b"\nDO  - " + b"10.1/" * 20000 + b"\nER  - ",
        b"TY  - JOUR\nTI  - A\nAI  - " + b"x; ORCID: " * 20000 + b"\nN1  - " + b"PMID: 1" * 20000,
        b"TY  - JOUR\nTI  - A\nDA  - " + b"/" * 50000 + b"\nLA  - " + b"a and " * 20000,
    ],
)
def test_hostile_fields_cost_neither_the_record_nor_the_time(data: bytes) -> None:
    """Controls, wrong bytes, endless numbers and lists: there is one record, and soon."""
    (found,) = _read(data)
    assert isinstance(found, Record)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Smith, J., Jr", ["Smith, J., Jr"]),
        ("Smith, J.; Doe, A.;", ["Smith, J.", "Doe, A."]),
        ("Smith J, Doe AB, Roe C", ["Smith J", "Doe AB", "Roe C"]),
        ("Smith, John and Doe, Ann", ["Smith, John", "Doe, Ann"]),
        ("Centers for Disease Control and Prevention", ["Centers for Disease Control and Prevention"]),
        ("World Health Organization,", ["World Health Organization"]),
        (" ; ", []),
    ],
)
def test_names_in_one_field(written: str, expected: list[str]) -> None:
    """Several names in one field are told apart where the marks between them are certain."""
    assert names(written) == expected


def test_roles_by_type() -> None:
    """A3 of a thesis is its supervisor, of a chapter the editor of the series, of a book an editor."""
    made = {
        kind: _one("TI A", "A3 Doe, Ann", kind=kind).contributions[0] for kind in ("THES", "CHAP", "BOOK")
    }
    assert [(one.role, one.stated) for one in made.values()] == [
        ("supervisor", ""),
        ("contributor", "series editor"),
        ("editor", ""),
    ]


def test_what_is_no_name_is_kept() -> None:
    """The surnames of everybody cited, an address, nobody: they are not people of this reference."""
    record = _one("TI A", "A2 Bacon, Comte, Descartes, Kant, Hume", "AU http://example.org", "AU Anonymous")
    assert record.contributions == ()
    assert set(_extra(record)) == {"A2", "AU"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("SP 12-20",), ("12-20", "12", "20", "")),
        (("SP 349-69",), ("349-69", "349", "369", "")),
        (("SP 12", "EP 20"), ("12-20", "12", "20", "")),
        (("SP 12", "EP 12"), ("12", "12", "12", "")),
        (("EP 12-20",), ("12-20", "12", "20", "")),
        (("SP e0815",), ("e0815", "e0815", "", "e0815")),
        (("SP No", "EP Specified"), ("", "", "", "")),
        (("C7 104501",), ("", "", "", "104501")),
    ],
)
def test_pages(fields: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Programs have a page in each field, or the range in one of them, or words, or an article number."""
    record = _one("TI A", *fields)
    assert (record.pages, record.first_page, record.last_page, record.article_number) == expected


def test_the_empty_values_of_programs_say_nothing() -> None:
    """What Python and JavaScript write for nothing is no volume, no issue and no page."""
    record = _one("VL nan", "IS undefined", "SP 12", "EP nan")
    assert (record.volume, record.issue, record.pages, record.extra[1:]) == ("", "", "12", ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("PY 2011", "DA 2011/05/12"), ("2011-05-12", "")),
        (("PY 2011", "DA Jun"), ("2011-06", "")),
        (("PY 2011", "DA May 12"), ("2011-05-12", "")),
        (("PY 2011", "DA Spring"), ("2011", "2011 Spring")),
        (("Y1 2019//",), ("2019", "")),
        (("PY 2011", "DA 2010/12/01"), ("2011", "")),
        (("PY 10 15",), ("", "10 15")),
    ],
)
def test_the_date_of_two_fields(fields: tuple[str, ...], expected: tuple[str, str]) -> None:
    """Dates that agree make one; a date of another year is that of something else."""
    record = _one("TI A", *fields)
    assert (record.issued, record.issued_written) == expected


def test_a_date_of_another_year_is_kept() -> None:
    """It is not the date of publication, and it is not lost."""
    assert _extra(_one("TI A", "PY 2011", "DA 2010/12/01")) == {"DA": ("2010/12/01",)}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("DO https://doi.org/10.1000/182",), {("doi", "10.1000/182")}),
        (("M3 10.1000/182",), {("doi", "10.1000/182")}),
        (("M3 doi: DOI: 10.1000/182",), {("doi", "10.1000/182")}),
        (("L3 10.1000/182",), {("doi", "10.1000/182")}),
        (("N1 doi: 10.1000/182",), {("doi", "10.1000/182")}),
        (("DO 10.1000/182", "N1 doi: 10.1000/182", "M3 doi: 10.1000/182"), {("doi", "10.1000/182")}),
        (("UR https://dx.doi.org/10.1000/182",), {("doi", "10.1000/182")}),
        (("UR https://doi.org/10.1000/1", "L2 https://doi.org/10.1000/2"), set()),
        (("DO 10.1000/1", "UR https://doi.org/10.1000/2"), {("doi", "10.1000/1")}),
        (("AN WOS:000262259600009",), {("wos", "WOS:000262259600009")}),
        (("AN 2-s2.0-84859263141",), {("eid", "2-s2.0-84859263141")}),
        (("AN 22168441",), set()),
        (("AN 22168441", "DB PubMed"), {("pmid", "22168441")}),
        (("AN 22168441", "DB Ovid MEDLINE(R)"), {("pmid", "22168441")}),
        (("AN 22168441", "DB Embase", "DB Medline"), set()),
        (("C2 22168441", "DB Scopus"), {("pmid", "22168441")}),
        (("C2 PMC3247027",), {("pmcid", "PMC3247027")}),
        (("C2 22168441",), set()),
        (("U2 22168441[pmid]",), {("pmid", "22168441")}),
        (("N1 PMID: 22168441",), {("pmid", "22168441")}),
        (("N1 Comment in: X. PMID: 1234567. PMID: 22168441",), set()),
        (("UR <Go to ISI>://WOS:000298449100001",), {("wos", "WOS:000298449100001")}),
        (("UR https://arxiv.org/abs/2111.09920",), {("arxiv", "2111.09920")}),
    ],
)
def test_identifiers_where_they_are_certain(fields: tuple[str, ...], expected: set[tuple[str, str]]) -> None:
    """By their form, by the database that the reference names, by an address; else they are kept."""
    record = _one("TI A", *fields)
    assert {(one.scheme, one.value) for one in record.identifiers} == expected


def test_identifiers_that_differ_are_kept() -> None:
    """A DOI in a place for links or notes that is not the one of the reference is not lost."""
    record = _one("TI A", "DO 10.1000/1", "L3 10.1000/2", "N1 doi: 10.1000/3")
    assert [one.value for one in record.identifiers] == ["10.1000/1"]
    assert _extra(record) == {"L3": ("10.1000/2",)}
    assert record.notes == ("doi: 10.1000/3",)


def test_the_number_of_a_trial_is_an_accession() -> None:
    """And no article number, though it looks like one."""
    record = _one("TI A", "C7 NCT04567890")
    assert record.article_number == ""
    assert [(one.bank, one.number) for one in record.accessions] == [("ClinicalTrials.gov", "NCT04567890")]


def test_the_number_of_a_database_is_that_of_the_record() -> None:
    """Where no other database has such numbers; a number of a library file is not: two files share it."""
    assert _one("TI A", "AN ISI:000262259600009").provenance[0].id == "WOS:000262259600009"
    assert _one("TI A", "AN CN-01234567").provenance[0].id == "CN-01234567"
    assert _one("TI A", "AN 1", "ID 17").provenance[0].id == ""


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("JOUR", ("SN 1895-5770 1128-045X",), ["issn:1895-5770", "issn:1128-045X"]),
        ("JOUR", ("SN 03064530 (ISSN)", "SN 1471-2458 (electronic)"), ["issn:0306-4530", "eissn:1471-2458"]),
        ("CHAP", ("SN 978-0-470-69951-5",), ["isbn:9780470699515"]),
        ("CHAP", ("SN 0302-9743",), []),
        ("CONF", ("SN 1877-0509",), ["issn:1877-0509"]),
    ],
)
def test_numbers_of_the_venue(kind: str, fields: tuple[str, ...], expected: list[str]) -> None:
    """A journal has ISSNs and a book ISBNs; the ISSN of its series is not that of the book."""
    venue = _one("TI A", "T2 A whole", *fields, kind=kind).venue
    assert venue is not None
    assert [f"{one.scheme}:{one.value}" for one in venue.identifiers] == expected


def test_a_starred_keyword_is_a_main_heading() -> None:
    """Its scheme is MeSH where the reference is of PubMed alone; other keywords stay words."""
    record = _one("TI A", "KW *Asthma/*therapy", "KW lungs; air", "DB PubMed")
    assert [(one.label, one.scheme, one.major) for one in record.topics] == [
        ("Asthma", "mesh", True),
        ("Asthma/therapy", "mesh", True),
    ]
    assert [one.text for one in record.keywords] == ["lungs", "air"]
    assert _one("TI A", "KW *asthma", "DB Embase").topics[0].scheme == ""


@pytest.mark.parametrize(
    ("title", "kind", "statuses"),
    [
        ("RETRACTED: A trial", "JournalArticle", ["retracted"]),
        ("A trial (Retracted article. See vol. 3, pg. 4, 2010)", "JournalArticle", ["retracted"]),
        ("Retraction notice to: A trial", "RetractionNotice", []),
        ("A trial (Retraction of vol 3, pg 4, 2009)", "RetractionNotice", []),
        ("Retraction of the lung: a trial", "JournalArticle", []),
        ("Retracted and protracted tongues", "JournalArticle", []),
    ],
)
def test_the_retracted_and_the_notice(title: str, kind: str, statuses: list[str]) -> None:
    """They are never swapped, and an article about retraction is neither."""
    record = _one(f"TI {title}")
    assert record.type == kind
    assert [one.status for one in record.statuses] == statuses


def test_a_type_of_document_makes_the_class_narrower() -> None:
    """A review in a journal is a review; a retracted publication keeps its class."""
    assert _one("TI A", "M3 Review").type == "ReviewArticle"
    retracted = _one("TI A", "M3 Article; Retracted Publication")
    assert (retracted.type, retracted.statuses[0].status) == ("JournalArticle", "retracted")
    assert _one("TI A", "M3 Phd Thesis 1 (Research)", kind="THES").type == "DoctoralThesis"


def test_an_address_belongs_to_the_only_author() -> None:
    """Of several authors nobody knows whose it is."""
    assert _one("TI A", "AU Doe, Ann", "AD A place").contributions[0].affiliations[0].name == "A place"
    assert _extra(_one("TI A", "AU Doe, Ann", "AU Roe, Bob", "AD A place")) == {"AD": ("A place",)}


def test_the_same_abstract_twice_is_one() -> None:
    """Programs that do not know which field is meant fill both."""
    assert len(_one("TI A", "AB Said once.", "N2 Said once.").abstracts) == 1
    assert len(_one("TI A", "AB Said once.", "N2 Said otherwise.").abstracts) == 2


def test_bytes_that_are_not_utf_8_are_told() -> None:
    """The field and the bytes as they were are a change."""
    (found,) = _read(b"TY  - JOUR\nTI  - Se\xf1al\nER  - ")
    assert isinstance(found, Record)
    assert found.titles[0].text == "Señal"
    assert [(one.field, one.rule) for one in found.changes] == [("TI", "windows-1252")]


def test_funders_as_web_of_science_has_them() -> None:
    """Numbers stand in brackets behind their funder, and semicolons between funders."""
    record = _one("TI A", "FU A Fund [A-1, A-2]; The Trust", "FU Other Fund [3; 4]")
    assert [(one.funder, one.number) for one in record.funding] == [
        ("A Fund", "A-1"),
        ("A Fund", "A-2"),
        ("The Trust", ""),
        ("Other Fund", "3; 4"),
    ]
    assert _extra(record) == {}
