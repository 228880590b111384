"""The reader of the tables of OpenCitations."""

from __future__ import annotations

import csv
import gzip
import io
import re

import msgspec
import pytest
from strings import strings

from kg.record import Record, Reject
from kg.sources.opencitations import opencitations

_HEADER = "id,title,author,pub_date,venue,volume,issue,page,type,publisher,editor"


def _read(data: bytes) -> list[Record | Reject]:
    return list(opencitations.read(io.BytesIO(data), "f.csv"))


def _row(**values: str) -> Record:
    text = io.StringIO()
    table = csv.DictWriter(text, _HEADER.split(","))
    table.writeheader()
    table.writerow({"id": "doi:10.5555/x", **values})
    (found,) = _read(text.getvalue().encode())
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("head", "score"),
    [
        (_HEADER, 0.98),
        (",".join(f'"{name}"' for name in reversed(_HEADER.split(","))), 0.98),
        ("citing_id,citing_publication_date,cited_id,cited_publication_date", 0.95),
        ("oci,citing,cited,creation,timespan,journal_sc,author_sc", 0.95),
        ("citing,cited", 0.9),
        ("id,title,author", 0.0),
        ('{"citing": 1}', 0.0),
        ("", 0.0),
    ],
)
def test_the_columns_tell_the_format(head: str, score: float) -> None:
    """The names of the columns decide, in any order and quoted or not, and nothing else does."""
    assert opencitations.detect(f"{head}\r\n".encode()) == score
    assert opencitations.detect(b"\xef\xbb\xbf" + head.encode()) == score


@pytest.mark.parametrize(
    ("written", "kind", "name", "family"),
    [
        ("Peroni, Silvio", "Person", "Peroni, Silvio", "Peroni"),
        ("Travers, ", "Person", "Travers", ""),
        (", Travers", "Person", "Travers", ""),
        ("MIT Press", "Organization", "MIT Press", ""),
        ("ENCMM group", "Group", "ENCMM group", ""),
        ("Wright II, Earl", "Person", "Wright, Earl, II", "Wright"),
        ("Eun, Han Jun", "Person", "Eun, Han Jun", "Eun"),
    ],
)
def test_a_comma_makes_a_person(written: str, kind: str, name: str, family: str) -> None:
    """A name with a comma is of a person, even if nothing is on one side of it; any other is of a body."""
    (found,) = _row(author=written).contributions
    assert (found.agent.kind, found.agent.name, found.agent.family) == (kind, name, family)


def test_people_keep_their_order_and_identifiers() -> None:
    """Semicolons part the people; those in brackets part nothing, and what is no identifier is kept."""
    found = _row(
        author="One, A. [orcid:0000-0002-8420-0696 omid:ra/061;2]; Two Corp; Three, C. ;", editor="Four, D."
    )
    assert [(one.role, one.agent.name) for one in found.contributions] == [
        ("author", "One, A."),
        ("author", "Two Corp"),
        ("author", "Three, C."),
        ("editor", "Four, D."),
    ]
    assert [one.scheme for one in found.contributions[0].agent.identifiers] == ["orcid"]
    assert [(one.field, one.values) for one in found.extra] == [("author", ("omid:ra/061;2",))]


@pytest.mark.parametrize(
    ("written", "issued", "words"),
    [
        ("2022", "2022", ""),
        ("2022-9", "2022-09", ""),
        ("2022-9-30", "2022-09-30", ""),
        ("2011-02-31", "2011-02", "2011-02-31"),
        ("2022-13", "2022", "2022-13"),
        ("in press", "", "in press"),
        ("", "", ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_valid(written: str, issued: str, words: str) -> None:
    """A month or a day without its zero is one; what is no date stays in words."""
    found = _row(pub_date=written)
    assert (found.issued, found.issued_written) == (issued, words)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("50-75", "50", "75"),
        ("3-1-3-19", "3-1", "3-19"),
        ("v-xii", "v", "xii"),
        ("12", "12", ""),
        ("", "", ""),
    ],
)
def test_pages_are_the_ends_of_their_range(written: str, first: str, last: str) -> None:
    """Pages that have hyphens in them are the halves of the range."""
    found = _row(page=written)
    assert (found.pages, found.first_page, found.last_page) == (written, first, last)


@pytest.mark.parametrize(
    ("type", "venue", "kind"),
    [
        ("journal article", "A", "Journal"),
        ("book chapter", "A [isbn:9789027211545]", "Book"),
        ("book chapter", "A [issn:2641-3337]", "BookSeries"),
        ("proceedings article", "A [issn:2641-3337]", "ConferenceProceedings"),
        ("", "A", "Expression"),
        ("", "A [issn:2641-3337]", "Journal"),
    ],
)
def test_the_type_tells_what_holds_it(type: str, venue: str, kind: str) -> None:
    """What a venue is follows from what stands in it, and from an ISSN without an ISBN."""
    found = _row(type=type, venue=venue).venue
    assert found is not None
    assert (found.type, found.title) == (kind, "A")


def test_a_faulty_row_costs_only_itself() -> None:
    """A quote that is not closed, a value too many, a zero byte: the rows around them are read."""
    header = _HEADER.encode()
    good = b'"doi:10.5555/%d","T","","","","","","","","",""'
    huge = b'"doi:10.5555/9","' + b"x" * 200_000
    many = b",".join([b'"doi:10.5555/8"'] * 12)
    data = b"\n".join([header, good % 1, many, b'"doi:10.5555/2","a\0b"', huge, good % 3])
    found = _read(b"\xef\xbb\xbf" + data)
    assert [one.position for one in found if isinstance(one, Reject)] == ["line 3", "line 5"]
    read = [one for one in found if isinstance(one, Record)]
    assert [one.identifiers[0].value for one in read] == ["10.5555/1", "10.5555/2", "10.5555/3"]


def test_what_is_not_utf_8_is_told() -> None:
    """A stray byte is read as Windows-1252, and the row as it stands is a change."""
    found = _read(_HEADER.encode() + b'\n"doi:10.5555/1","caf\xe9"\n')
    assert isinstance(found[0], Record)
    assert found[0].titles[0].text == "café"
    assert [(one.field, one.rule) for one in found[0].changes] == [("row", "windows-1252")]


_SCHEME = re.compile(r"\b(?:crossref|doi|isbn|issn|orcid):")
_WORD = re.compile(r"\w+")


def _words(texts: list[str]) -> set[str]:
    """The words; numbers without zeros before them."""
    return {word.lstrip("0") for text in texts for word in _WORD.findall(text)}


@pytest.mark.shared
def test_every_text_of_real_rows_stands_in_the_record(shared) -> None:
    """Of 4,145 rows all are read, and every word of every value is in the Record."""
    count = 0
    for path in sorted((shared / "data" / "opencitations-csv").glob("*.csv.gz")):
        data = gzip.decompress(path.read_bytes())
        rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        for row, found in zip(rows, _read(data), strict=True):
            assert isinstance(found, Record), found
            told = list(strings(msgspec.to_builtins(found)))
            # a scheme is told by its name, the type by a class
            values = [
                re.sub(r"\b(?:crossref|doi|isbn|issn|orcid):", " ", row[name])
                for name in row
                if name != "type"
            ]
            missing = _words(values) - _words(told)
            assert not missing, (path.name, row["id"], missing)
            count += 1
    assert count == 4145
