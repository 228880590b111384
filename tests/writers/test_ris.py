"""RIS: what it can say comes back, of drawn records and of all real ones, and the bytes are as wanted."""

from __future__ import annotations

import re
from typing import Any

import citable
import pytest
import strategies
from hypothesis import given, settings
from writers.round_trips import back, cases, examples, of_case, read, real, written

from kg import tables
from kg.record import Abstract, Agent, Contribution, Record, Section, Text, Venue, identifier
from kg.sources.references.kinds import AS_A_WHOLE, IN_A_BOOK, PERIODICALS, venue_type
from kg.text.dating import written_date
from kg.writers import saying
from kg.writers.ris import kind

_SERIALS = {"Periodical", *PERIODICALS.values()}


def said(record: Record) -> dict[str, Any]:
    """What RIS can say of a record, field by field: everything else is lost."""
    own = _class(record)
    words = tables.type_words("documents", record.type, record.work_types)
    if not words and own == record.type:
        words = [word for word in [tables.type_word("documents", own)] if word in {"Review", "Retraction"}]
    kinds = [tables.source_type("documents", word) for word in words]
    kinds.append(tables.source_type("managers", tables.type_word("managers", record.type) or "GEN"))
    return {
        "type": own,
        "work types": {work for one in kinds for work in one.work_types},
        "retracted": own != "Expression" and any(one.status == "retracted" for one in record.statuses),
        "title": saying.title(record),
        "other titles": {saying.line(one.text) for one in (*record.titles[1:], *record.alternative_titles)}
        - {saying.title(record)},
        "translated titles": [one.text for one in record.translated_titles],
        **{role: _people(record, role) for role in _roles(own)},
        "affiliations": _affiliations(record),
        "abstract": " ".join(saying.abstract(record).split()),
        "keywords": {part.strip() for word in saying.keywords(record) for part in word.split(";")} - {""},
        "languages": record.languages,
        "notes": [saying.line(one) for one in record.notes],
        "issued": _issued(record),
        "volume": record.volume or (record.series[0].number if record.series and own == "Book" else ""),
        "issue": record.issue,
        "article number": _article_number(record, own),
        "edition": record.edition,
        "publishers": record.publishers,
        "places": record.places,
        "identifiers": {
            one
            for one in record.identifiers
            if one.scheme in {"doi", "pmid", "pmcid", "wos", "eid", "nihmsid"}
        },
        "links": [one.url for one in record.links],
        **_placed(record, own),
    }


def _class(record: Record) -> str:
    """The class that comes back; an entry in no work of reference comes back as that work."""
    own = kind(record)
    entry = own == "ReferenceEntry" and not (record.venue and record.venue.title)
    return "ReferenceBook" if entry else own


def _roles(own: str) -> list[str]:
    translated = own in IN_A_BOOK or own in AS_A_WHOLE
    return ["author", "editor", *["translator"] * translated, *["supervisor"] * ("Thesis" in own)]


def _people(record: Record, role: str) -> list[Any]:
    return [citable.said_agent(one.agent) for one in record.contributions if one.role == role]


def _affiliations(record: Record) -> Any:
    """Whose they are is told only where there is one author."""
    authors = [one for one in record.contributions if one.role == "author"]
    return [saying.line(one.name) for one in authors[0].affiliations] if len(authors) == 1 else ()


def _article_number(record: Record, own: str) -> str:
    """Pages such as ``e12`` are the number of the article too; what stands by itself has none."""
    first, last = saying.pages(record)
    numbered = re.fullmatch("(?:e|E|CD|Doc|ID|article )[0-9]+", first) and not last
    return "" if own in AS_A_WHOLE else first if numbered else record.article_number


def _issued(record: Record) -> tuple[str, str]:
    """A date from the year 1000 on; its words, if it can be found in them again."""
    issued, words = record.issued[:10], record.issued_written
    if not issued:
        return "", words
    if not re.match("[12]", issued):
        return "", ""
    return issued, words if issued[:4] in words and written_date(words) == (issued, words) else ""


def _placed(record: Record, own: str) -> dict[str, Any]:
    """What it stands in, by the group that its class is of."""
    venue, series = record.venue or Venue(type=""), [one.title for one in record.series]
    own_numbers = () if record.type == "ReferenceEntry" else record.identifiers
    pages = "-".join(dict.fromkeys(filter(None, saying.pages(record))))
    issns = {one.value for one in venue.identifiers if "issn" in one.scheme}
    isbns = {one for one in (*venue.identifiers, *own_numbers) if one.scheme == "isbn"}
    if own in AS_A_WHOLE:
        extent = pages if re.fullmatch("[0-9]+", pages) else "" if pages else "".join(record.extent[:1])
        told = {"extent": extent, "pages": "" if extent else pages, "series": series, "isbn": isbns}
        return told | ({"venue": ""} if own != "Book" else {})
    told = {"pages": pages}
    if own in PERIODICALS:
        title, short = venue.title, set(venue.abbreviations)
        return told | {
            "venue": title,
            "short": {one for one in short if one.casefold() != title.casefold()},
            "numbers": issns,
        }
    if own in IN_A_BOOK:
        within = {one for one in venue.identifiers if one.scheme == "isbn"}
        journal = own == "ConferencePaper" and issns and not within and not series
        named = "Journal" if journal else venue_type(own)
        exists = venue.title or venue.abbreviations or within or journal
        return told | {
            "venue": (named, venue.title) if exists else "",
            "numbers": issns if journal else within,
            "series": series,
        }
    return told | {"venue": venue.title, "numbers": issns}


@settings(max_examples=150)
@given(citable.records())
def test_what_it_says_comes_back(record):
    """Record -> RIS -> Record is the identity on what RIS can say."""
    [found] = back([record], "ris")
    assert said(found) == said(record)


@settings(max_examples=50)
@given(strategies.records())
def test_whatever_a_record_holds_it_is_one_reference(record):
    """No text of a record begins another field or reference, and what came back once comes back again."""
    data = written([record, record], "ris")
    assert re.findall(rb"^(TY|ER)  -", data, re.MULTILINE) == [b"TY", b"ER"] * 2
    assert all(re.fullmatch(rb"[A-Z][A-Z0-9]  - [^\r\n]*|", one) for one in data.split(b"\r\n"))
    assert len(read(data, "ris")) == 2


@pytest.mark.parametrize("case", cases("ris"))
def test_our_references(case):
    """The references of the test cases say the same when they are written and read again."""
    records = of_case("ris", case)
    for record, found in zip(records, back(records, "ris"), strict=True):
        assert said(found) == said(record)


def test_examples():
    """The example records, of whatever format, say what RIS can say after a round trip."""
    records = examples()
    assert len(records) > 5
    for record, found in zip(records, back(records, "ris"), strict=True):
        assert said(found) == said(record)


@pytest.mark.shared
def test_real_references(shared):
    """Every reference of the real files says the same when it is written and read again."""
    count = 0
    for name, records in real(shared / "data" / "ris", "ris"):
        for record, found in zip(records, back(records, "ris"), strict=True):
            assert said(found) == said(record), name
            count += 1
    assert count > 300


def test_lines():
    """The lines are those that EndNote and Zotero write: type first, end last, one value a line, CR LF."""
    record = Record(
        type="ReviewArticle",
        work_types=("ReviewPaper",),
        titles=(Text(text="Trials\nin two lines"),),
        contributions=(
            Contribution(
                role="author", agent=Agent(kind="Person", name="Doe, AB", family="Doe", initials="AB")
            ),
            Contribution(role="author", agent=Agent(kind="Organization", name="Data Sharing for All")),
        ),
        abstracts=(Abstract(sections=(Section(label="AIM:", text="To weigh."), Section(text="Much."))),),
        issued="2011-11-25",
        venue=Venue(type="Journal", title="BMC Tests", identifiers=(identifier("eissn", "1471-2458"),)),
        pages="629-34",
        first_page="629",
        last_page="634",
        identifiers=(identifier("pmid", "123"), identifier("doi", "10.1000/182")),
        languages=("ger",),
    )
    assert written([record], "ris").decode() == "".join(
        f"{line}\r\n"
        for line in (
            "TY  - JOUR",
            "AU  - Doe, A. B.",
            "AU  - Data Sharing for All,",
            "TI  - Trials in two lines",
            "M3  - Review",
            "PY  - 2011",
            "DA  - 2011/11/25/",
            "T2  - BMC Tests",
            "SN  - 1471-2458 (Electronic)",
            "SP  - 629",
            "EP  - 634",
            "DO  - 10.1000/182",
            "AN  - PMID: 123",
            "AB  - AIM: To weigh. Much.",
            "LA  - de",
            "ER  - ",
            "",
        )
    )
    [found] = back([record], "ris")
    assert [one.agent.kind for one in found.contributions] == ["Person", "Organization"]
    assert found.abstracts[0].sections[0].kind == "ProblemStatement"


def test_several_files_are_one():
    """References written by themselves, one behind the other, are one file."""
    one, two = Record(type="Book", volume="1"), Record(type="Book", volume="2")
    assert written([one], "ris") + written([two], "ris") == written([one, two], "ris")
