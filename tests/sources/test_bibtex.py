"""The BibTeX reader on small files: names, values, dates, and files that are not as they should be."""

from __future__ import annotations

import io

import pytest

from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.bibtex import bibtex, inheritance
from kg.sources.bibtex.people import agents


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(bibtex.read(io.BytesIO(data), "f.bib"))


def _one(text: str) -> Record:
    (found,) = _read(text)
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"@article{a,\n title = {B}}", True),
        (b"% note\n\n@InProceedings { a ,\n Title = {B}", True),
        (b"@misc{title = {no key}}", True),
        (b"@string{a = {b}}", True),
        ("@book{a, year = 1999}".encode("utf-16"), True),
        (b'{"note": "@article{a, title = {B}}"}', False),
        (b"write to me@example.org, please = now", False),
        (b"TY  - JOUR\nTI  - @article", False),
    ],
)
def test_a_file_is_known_by_an_entry(head: bytes, sure: bool) -> None:
    """In any encoding; an address or an entry inside of JSON is none."""
    found = detect(head)
    assert (found is not None and found.name == "bibtex") == sure


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Donald E. Knuth", [("Knuth", "Donald E.", "")]),
        ("Knuth, Donald E.", [("Knuth", "Donald E.", "")]),
        (
            "Ludwig van Beethoven and Jean de La Fontaine",
            [("van Beethoven", "Ludwig", ""), ("de La Fontaine", "Jean", "")],
        ),
        ("King, Jr., Martin Luther", [("King", "Martin Luther", "Jr.")]),
        (r"{\O}rsted, Hans and Erd{\H o}s, P{\'a}l", [("Ørsted", "Hans", ""), ("Erdős", "Pál", "")]),
        ("family=Duchamp, given=Philippe, prefix=de", [("de Duchamp", "Philippe", "")]),
        ("Aristotle", [("", "", "")]),
        ("{\\relax Ch}arles Dickens", [("Dickens", "Charles", "")]),
    ],
)
def test_names_are_told_apart(written: str, expected: list[tuple[str, str, str]]) -> None:
    """By the rules of BibTeX and the names of BibLaTeX."""
    assert [(one.family, one.given, one.suffix) for one in agents(written)] == expected
    assert all(one.kind == "Person" for one in agents(written))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{Barnes and Noble, Inc.} and Doe, J.",
            [("Organization", "Barnes and Noble, Inc."), ("Person", "Doe, J.")],
        ),
        ("The ATLAS Collaboration", [("Group", "The ATLAS Collaboration")]),
        ("World Health Organization and others", [("Organization", "World Health Organization")]),
        ("others", []),
    ],
)
def test_bodies_are_no_people(written: str, expected: list[tuple[str, str]]) -> None:
    """A body with "and" in its name stands in braces; others are nobody."""
    assert [(one.kind, one.name) for one in agents(written)] == expected


@pytest.mark.parametrize(
    ("fields", "issued", "written"),
    [
        ("year = 2011, month = nov", "2011-11", ""),
        ("year = {2011}, month = {8,}", "2011-08", ""),
        ("year = {2011}, month = {MAR 1}", "2011-03-01", ""),
        ("year = {2011}, month = {Jan-Feb}", "2011", "2011 Jan-Feb"),
        ("year = {in press}", "", "in press"),
        ("date = {1999-05-12}, year = {1999}", "1999-05-12", ""),
        ("date = {2010-22}", "2010", "Summer 2010"),
        ("date = {1850~}", "1850", "1850~"),
        ("date = {-0100}", "-0100", ""),
        ("date = {-1999}", "", "-1999"),
    ],
)
def test_a_date_is_as_precise_as_it_is_sure(fields: str, issued: str, written: str) -> None:
    """A range, a season or an uncertain year stays in words."""
    record = _one(f"@article{{a, {fields}}}")
    assert (record.issued, record.issued_written) == (issued, written)


def test_and_divides_publishers_in_biblatex_alone() -> None:
    """To BibTeX it is a word of the name, as in that of the IEEE."""
    name = "Institute of Electrical and Electronics Engineers"
    assert _one(f"@book{{a, title = {{A}}, year = 2001, publisher = {{{name}}}}}").publishers == (name,)
    listed = _one("@book{a, title = {A}, date = {2001}, publisher = {Erster and {Zweiter and Sohn}}}")
    assert listed.publishers == ("Erster", "Zweiter and Sohn")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10.1175/1520(1974)102<0736:WACOJ>2.0.CO;2", ["10.1175/1520(1974)102<0736:WACOJ>2.0.CO;2"]),
        ("10.5555/a; 10.5555/b", ["10.5555/a", "10.5555/b"]),
        ("10.5555/a;https://doi.org/10.5555/b;", ["10.5555/a", "10.5555/b"]),
    ],
)
def test_a_semicolon_belongs_to_a_doi_or_divides_two(written: str, expected: list[str]) -> None:
    """It divides them where another begins behind it."""
    record = _one(f"@article{{a, title = {{A}}, doi = {{{written}}}}}")
    assert [one.value for one in record.identifiers] == expected


def test_a_brace_in_quotes_and_a_quote_in_braces() -> None:
    """Both are values of their own, and pieces are joined."""
    record = _one('@string{x = "X"} @misc(a, title = "a {"} b" # x # {c "d" e}, year = 1999)')
    assert [one.text for one in record.titles] == ['a " bXc "d" e']
    assert record.issued == "1999"


def test_a_percent_sign_begins_no_comment() -> None:
    """BibTeX has no comments in values, LaTeX has: nothing behind the sign is lost."""
    assert _one("@misc{a, abstract = {Half, 50% that is, {\\em all} of it}}").abstracts[0].sections[
        0
    ].text == ("Half, 50% that is, all of it")


def test_an_heir_waits_no_longer_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file with more entries that wait than are held, the rest comes as it stands; none is lost."""
    monkeypatch.setattr(inheritance, "_MOST", 3)
    entries = [f"@inbook{{c{n}, title = {{T}}, crossref = {{p{n}}}}}" for n in range(9)]
    parents = [f"@book{{p{n}, title = {{B}}}}" for n in range(9)]
    records = _read("\n".join(entries + parents))
    assert len(records) == 18
    assert sum(isinstance(one, Record) and one.venue is not None for one in records) == 3


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title = {" + "{" * 5000,
        "@article{a, title = {x}" + "}" * 5000,
        "@article{" * 3000,
        "@a{b, c = d # e # f # }",
        "@article{a, author = { and and and }, title = {\\}}, year = {{{}}}}",
        "@article{a, crossref = {a}} @book{b, crossref = {c}} @book{c, crossref = {b}}",
        "@string{a = a # a # a} @misc{x, title = a}",
        "@misc{x, title = {$$$ \\begin{a} \\end \\frac{}}",
    ],
)
def test_hostile_files_end(text: str) -> None:
    """Unbalanced, circular and senseless files are read or rejected, and no reader fails on them."""
    for item in _read(text):
        assert isinstance(item, (Record, Reject))


def test_addresses_of_bibdesk_are_links() -> None:
    """What BibDesk puts behind a number is an address like any other, and one of a DOI is that DOI too."""
    found = _one(
        "@misc{a, bdsk-url-1 = {http://doi.acm.org/10.5555/1.2}, bdsk-url-2 = {https://kilns.example/}}"
    )
    assert [one.url for one in found.links] == ["http://doi.acm.org/10.5555/1.2", "https://kilns.example/"]
    assert [one.value for one in found.identifiers] == ["10.5555/1.2"]
    assert found.extra == ()
