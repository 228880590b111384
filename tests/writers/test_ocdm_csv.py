"""The CSV of OpenCitations: what is written is read back as it was."""

from __future__ import annotations

import csv
import gzip
import io

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import records, sayable

from kg import writers
from kg.dates import Date
from kg.record import Agent, Contribution, Extra, Link, Record, Relation, Text, Venue, identifier
from kg.sources.cleaning import cleaned
from kg.sources.opencitations import opencitations
from kg.text import printable, tidied


def _written(*found: Record) -> bytes:
    return b"".join(writers.write(found, "ocdm-csv"))


def _row(found: Record) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(_written(found).decode(), newline=""))
    return row


def _read(data: bytes) -> list[Record]:
    return [one for one in opencitations.read(io.BytesIO(data), "f.csv") if isinstance(one, Record)]


def _told(found: Record) -> Record:
    """The record without where it was read, and what was made otherwise in reading."""
    return msgspec.structs.replace(found, provenance=(), changes=())


def _named(found: Record) -> Record:
    """The same without what stands where a name is expected and is none."""
    kept = tuple(one for one in found.extra if one.field not in {"author", "editor"})
    return msgspec.structs.replace(_told(found), extra=kept)


def _people(*agents: Agent) -> Record:
    made = tuple(Contribution(role="author", agent=agent) for agent in agents)
    return Record(type="Letter", contributions=made)


@given(st.lists(sayable(), max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_can_be_said_is_read_back(found: list[Record]) -> None:
    """Records of what the format has a place for are the same when they were written and read."""
    assert [_told(one) for one in _read(_written(*found))] == found


def _titles(found: Record) -> list[str]:
    """What is tidied where it is read."""
    whole = ": ".join([*(one.text for one in found.titles[:1]), *found.subtitles])
    return [whole, found.venue.title if found.venue else ""]


def _settled(text: str) -> bool:
    """Whether tidying it once is all that there is to do, which it is not for a title such as "a : :"."""
    once = tidied(printable(text))[0]
    return tidied(once)[0] == once


@given(records())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_what_is_read_back_stays(found: Record) -> None:
    """Of a Record with anything in it the row is read, and written again it is the same row."""
    assume(all(_settled(text) for text in (*_titles(found), *found.publishers)))
    first = _read(_written(cleaned(found)))
    second = _read(_written(*first))
    assert [_named(one) for one in second] == [_named(one) for one in first]
    assert _written(*second) == _written(*first)


def test_columns() -> None:
    """The header stands first, even above nothing, every value is in quotes, and a line ends with LF."""
    names = ["id", "title", "author", "pub_date", "venue", "volume", "issue", "page", "type", "publisher"]
    assert _written() == (",".join(f'"{name}"' for name in [*names, "editor"]) + "\n").encode()
    quoted = _written(Record(type="Article", titles=(Text(text='A "b"'),))).splitlines()[1]
    assert quoted.startswith(b'"","A ""b""","",')


@pytest.mark.parametrize(
    ("agent", "written"),
    [
        (Agent(kind="Person", name="One, A.", family="One", given="A."), "One, A."),
        (Agent(kind="Person", name="King, M, Jr", family="King", given="M", suffix="Jr"), "King Jr, M"),
        (Agent(kind="Person", name="Varmus, H", family="Varmus", initials="H"), "Varmus, H"),
        (Agent(kind="Person", name="Aristotle"), "Aristotle, "),
        (Agent(kind="Organization", name="Press, of [a]; b"), "Press of (a) b"),
        (Agent(kind="Group", name="ENCMM group"), "ENCMM group"),
    ],
)
def test_names(agent: Agent, written: str) -> None:
    """A person has a comma and a body has none, and no name holds what parts names."""
    assert _row(_people(agent))["author"] == written


def test_identifiers_are_in_their_syntax() -> None:
    """Scheme, colon, value; what they have no scheme for is not written, and an ISSN is one, of any kind."""
    doi, issn = identifier("doi", "10.5555/X"), identifier("eissn", "2641-3337")
    handle, orcid = identifier("handle", "10036/4298"), identifier("orcid", "0000-0002-8420-0696")
    assert doi
    assert issn
    assert handle
    assert orcid
    one = Agent(kind="Person", name="One, A.", family="One", given="A.", identifiers=(orcid,))
    found = msgspec.structs.replace(
        _people(one),
        identifiers=(handle, doi),
        venue=Venue(type="Journal", title="J [x]", identifiers=(issn,)),
        extra=(Extra(field="id", values=("jid:a1", "shelf:9", "no")),),
    )
    row = _row(found)
    assert row["id"] == "doi:10.5555/X jid:a1"
    assert row["author"] == "One, A. [orcid:0000-0002-8420-0696]"
    assert row["venue"] == "J (x) [issn:2641-3337]"
    alone = Agent(kind="Person", name="Aristotle", identifiers=(orcid,))
    assert _row(_people(alone))["author"] == "Aristotle, [orcid:0000-0002-8420-0696]"


def test_an_address_identifies_for_want_of_another() -> None:
    """A web address is an identifier where there is no other, or where it was read as one."""
    doi = identifier("doi", "10.5555/x")
    assert doi
    links = (Link(url="https://example.org/1"), Link(url="https://example.org/2", label="url"))
    assert _row(Record(type="Article", links=links[:1]))["id"] == "url:https://example.org/1"
    assert _row(Record(type="Article", links=links[:1], identifiers=(doi,)))["id"] == "doi:10.5555/x"
    both = Record(type="Article", links=links, identifiers=(doi,))
    assert _row(both)["id"] == "doi:10.5555/x url:https://example.org/2"


@pytest.mark.parametrize(
    ("pages", "first", "last", "written"),
    [
        ("1234-8", "1234", "1238", "1234-1238"),
        ("50\u201375", "50", "75", "50-75"),
        ("12", "12", "", "12-12"),
        ("3-1-3-19", "3-1", "3-19", "3-1-3-19"),
        ("", "7", "9", "7-9"),
        ("521-559-6", "", "", "521-559-6"),
        ("3 leaves", "", "", ""),
    ],
)
def test_pages_are_a_range(pages: str, first: str, last: str, written: str) -> None:
    """First and last page are written whole, and one page as a range too."""
    found = Record(type="Article", pages=pages, first_page=first, last_page=last)
    assert _row(found)["page"] == written


@pytest.mark.parametrize(
    ("type", "work_types", "word"),
    [
        ("JournalArticle", (), "journal article"),
        ("ReviewArticle", ("SystematicReview",), "journal article"),
        ("DoctoralThesis", (), "dissertation"),
        ("ReportDocument", (), "report"),
        ("ReportDocument", ("Review",), "peer review"),
        ("Movie", (), ""),
        ("Expression", (), ""),
    ],
)
def test_types_are_words_of_theirs(type: str, work_types: tuple[str, ...], word: str) -> None:
    """A class is written by its own word, or by that of a wider class, or not at all."""
    assert _row(Record(type=type, work_types=work_types))["type"] == word


def test_a_word_that_was_read_is_written() -> None:
    """Of several words for one class the one that the source used is written, if the class is still that."""
    read = (Extra(field="type", values=("book section",)),)
    assert _row(Record(type="BookChapter", extra=read))["type"] == "book section"
    assert _row(Record(type="JournalArticle", extra=read))["type"] == "journal article"


@pytest.mark.shared
def test_real_rows_are_written_as_they_were(shared) -> None:
    """All 4,145 rows are read, written and read as the same Records; what was canonical is the same bytes.

    The others have a day without its zero, or blanks that are none of theirs.
    """
    same = other = 0
    for path in sorted((shared / "data" / "opencitations-csv").glob("*.csv.gz")):
        data = gzip.decompress(path.read_bytes())
        found = _read(data)
        written = _written(*found)
        assert [_told(one) for one in _read(written)] == [_told(one) for one in found]
        for old, new in zip(data.splitlines(), written.splitlines(), strict=True):
            same += old == new
            if old != new:
                other += 1
                assert _canonical(old.decode()) == next(csv.reader([new.decode()]))
    assert (same, other) == (2926, 1223)


def _canonical(line: str) -> list[str]:
    """The values of a row, its date with zeros, and one blank where there are several."""
    cells = [
        cell if name in (2, 10) else " ".join(cell.split())
        for name, cell in enumerate(next(csv.reader([line])))
    ]
    cells[3] = "-".join(part.zfill(2) for part in cells[3].split("-"))
    return cells


def test_citations_are_rows_of_their_own_table() -> None:
    """A row for each publication cited by what they know it by, once; it is read back as the citation."""
    doi, pmid = identifier("doi", "10.5555/x"), identifier("pmid", "11")
    handle = identifier("handle", "10036/4")
    assert doi
    assert pmid
    assert handle
    cites = [Relation(kind="cites", identifiers=found) for found in ((pmid, handle), (pmid,), (handle,), ())]
    other = Relation(kind="retracts", identifiers=(pmid,))
    found = Record(type="Article", issued=Date("2020-02-03"), identifiers=(doi,), relations=(*cites, other))
    unknown = msgspec.structs.replace(found, identifiers=(handle,))
    data = b"".join(writers.write([found, unknown], "ocdm-citations"))
    assert data == (
        b'"citing_id","citing_publication_date","cited_id","cited_publication_date"\n'
        b'"doi:10.5555/x","2020-02-03","pmid:11",""\n'
    )
    (read,) = _read(data)
    assert (read.identifiers, read.issued, read.relations) == ((doi,), "2020-02-03", (cites[1],))
