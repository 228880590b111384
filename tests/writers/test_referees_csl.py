"""CSL JSON as citeproc-py holds and prints it: every member that CSL has says what the Record says.

Our own reader and writer could have the same fault; citeproc-py has none of our code, and what is in the
members is held against rules of :mod:`writers.csl_rules` too. citeproc-py is of CSL 1.0.1, which has neither
compilers nor producers: they are looked at before it takes the items.
"""

from __future__ import annotations

import json
import re
from typing import Any

import citable
import pytest
import strategies
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source import Date, LiteralDate, Name, Reference
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from writers import csl_rules, referees
from writers.referees import line
from writers.round_trips import examples, written

from kg import tables
from kg.dates import Date as Day
from kg.record import Agent, Contribution, Identifier, Record, Series, Status, Text, Venue
from kg.sources.cleaning import cleaned
from kg.writers.keys import key

_TYPES = {
    "JournalArticle": "article-journal",
    "ReviewArticle": "article-journal",
    "Letter": "article-journal",
    "MagazineArticle": "article-magazine",
    "NewspaperArticle": "article-newspaper",
    "Book": "book",
    "ConferenceProceedings": "book",
    "BookChapter": "chapter",
    "ConferencePaper": "paper-conference",
    "Thesis": "thesis",
    "DoctoralThesis": "thesis",
    "MastersThesis": "thesis",
    "BachelorsThesis": "thesis",
    "ReportDocument": "report",
    "DataFile": "dataset",
    "ComputerProgram": "software",
    "PatentDocument": "patent",
    "Preprint": "article",
    "Manuscript": "manuscript",
    "Movie": "motion_picture",
    "WebContent": "webpage",
    "Expression": "document",
}
"""The type of an item, for classes that have one of their own."""

_GENRES = {
    "DoctoralThesis": "Doctoral Thesis",
    "MastersThesis": "Master Thesis",
    "BachelorsThesis": "Bachelor Thesis",
    "Preprint": "Preprint",
}
_KNOWN = ("author", "editor", "translator", "illustrator")
_UNKNOWN = ("compiler", "producer")
_STYLE = CitationStylesStyle("harvard-cite-them-right", validate=False)


def read(data: bytes) -> list[Reference]:
    """The references that citeproc-py makes of a file without faults, with what it does not know."""
    items = json.loads(data)
    assert csl_rules.faults(items) == []
    found = []
    for item in items:
        others = {role: [Name(**one) for one in item.pop(role, [])] for role in _UNKNOWN}
        [one] = CiteProcJSON([item]).values()
        one.update(others)
        found.append(one)
    return found


def value(one: Reference, member: str) -> str:
    """The text of a member, with single blanks."""
    return line(str(dict.get(one, member.replace("-", "_"), "")))


def name(one: Name) -> tuple[str, str, str]:
    """Family name with its particles, given name with its own, and suffix.

    No blank follows an apostrophe or a hyphen, as the specification of CSL has it.
    """
    given, family, dropping, staying, suffix = (line(part or "") for part in one.parts())
    joint = "" if staying.endswith(("'", "’", "-")) else " "
    return line(f"{staying}{joint}{family}"), line(f"{given} {dropping}"), suffix


def named(agent: Agent) -> tuple[str, str, str]:
    """The name as the Record has it; in one piece where it knows no family name."""
    if agent.kind == "Person" and line(agent.family):
        return line(agent.family), line(referees.given(agent)), line(agent.suffix)
    return line(agent.name), "", ""


def agree(record: Record, one: Reference) -> None:
    """Asserts that a reference says what the Record says."""
    if record.type in _TYPES and not record.work_types:
        assert one.type == _TYPES[record.type]
    wanted = said(record)
    assert {member: value(one, member) for member in wanted} == wanted
    assert dated(one) == day(record)
    for role in (*_KNOWN, *_UNKNOWN):
        wanted_names = [told for agent in referees.of_role(record, role) if any(told := named(agent))]
        assert [name(each) for each in dict.get(one, role, [])] == wanted_names
    assert one.key == key(record)


def said(record: Record) -> dict[str, str]:
    """What stands in a member of its own; "" is what must not be there."""
    venue, series = record.venue or Venue(type=""), record.series or (Series(title=""),)
    numbers = [*venue.identifiers, *record.identifiers]
    counted = re.fullmatch("([0-9]+) pages", "".join(record.extent[:1]))
    first, last = referees.pages(record)
    return {
        "title": referees.title(record),
        "title-short": _first(one.text for one in record.alternative_titles),
        "genre": _GENRES.get(record.type, ""),
        "abstract": referees.abstract(record),
        "keyword": ", ".join(referees.keywords(record)),
        "language": tables.tag(record.languages[0]) if record.languages else "",
        "note": line(" ".join(record.notes)),
        "status": "retracted" if any(one.status == "retracted" for one in record.statuses) else "",
        "URL": record.links[0].url if record.links else "",
        "DOI": _first(referees.identifiers(record, "doi")),
        "PMID": _first(referees.identifiers(record, "pmid")),
        "PMCID": _first(referees.identifiers(record, "pmcid")),
        "container-title": line(venue.title),
        "container-title-short": _first(venue.abbreviations),
        "collection-title": line(series[0].title),
        "collection-number": line(series[0].number) if line(series[0].title) else "",
        "volume": line(record.volume),
        "issue": line(record.issue),
        "page": line(f"{first}-{last}") if last else first,
        "number": line(record.article_number),
        "number-of-pages": counted[1] if counted else "",
        "edition": line(record.edition),
        "publisher": _first(record.publishers),
        "publisher-place": _first(record.places),
        "ISSN": " ".join(dict.fromkeys(one.value for one in numbers if one.scheme in {"issn", "eissn"})),
        "ISBN": " ".join(dict.fromkeys(one.value for one in numbers if one.scheme == "isbn")),
    }


def _first(texts: Any) -> str:
    """The first text that says something."""
    return next((told for one in texts if (told := line(one))), "")


def day(record: Record) -> tuple[int, ...] | str:
    """Year, month and day, as far as they are known; a year of antiquity counts back from 1 BC."""
    if record.issued.startswith("-"):
        return (int(record.issued) - 1,)
    return tuple(map(int, record.issued[:10].split("-"))) if record.issued else line(record.issued_written)


def dated(one: Reference) -> tuple[int, ...] | str:
    """What citeproc-py holds as the date."""
    found = dict.get(one, "issued")
    if isinstance(found, LiteralDate):
        return line(found.text)
    assert found is None or isinstance(found, Date)
    return tuple(found[part] for part in ("year", "month", "day") if part in found) if found else ""


def printed(one: Reference) -> str:
    """The entry of a list of references, in plain text."""
    paper = CitationStylesBibliography(_STYLE, {one.key: one}, formatter.plain)
    paper.register(Citation([CitationItem(one.key)]))
    return line("".join(map(str, paper.bibliography())))


def prints(record: Record, one: Reference) -> None:
    """Asserts that a printed entry has the year, and the family names of up to three authors."""
    found = printed(one)
    authors = [told[0] for each in dict.get(one, "author", []) if any(told := name(each))]
    for family in authors if len(authors) < 4 else authors[:1]:
        assert family in found
    year = record.issued[:4].lstrip("0")
    assert record.issued.startswith("-") or year in found


@settings(max_examples=60)
@given(citable.records())
def test_what_a_library_has(record):
    """Records as a library has them say the same to citeproc-py, and are printed with names and year."""
    [found] = read(written([record], "csl"))
    agree(record, found)
    prints(record, found)
    assert found.type in csl_rules.TYPES


@settings(max_examples=60)
@given(strategies.records())
def test_whatever_a_record_holds(record):
    """Records with anything in every field, cleaned, say the same to citeproc-py, which can print them."""
    record = cleaned(record)
    found = read(written([record, record], "csl"))
    assert len(found) == 2
    for one in found:
        agree(record, one)
    assert isinstance(printed(found[0]), str)


def test_examples():
    """The example records, of whatever format, are as many items, say the same and can be printed."""
    records = examples()
    found = read(written(records, "csl"))
    assert len(found) == len(records) > 5
    for record, one in zip(records, found, strict=True):
        agree(record, one)
        prints(record, one)


@pytest.mark.shared
def test_real_records(shared):
    """Real records of many sources are as many items and say the same to citeproc-py."""
    records = [record for _, record in referees.real_records(shared / "data")]
    found = read(written(records, "csl"))
    assert len(found) == len(records) > 1000
    for record, one in zip(records, found, strict=True):
        agree(record, one)
    for record, one in list(zip(records, found, strict=True))[::10]:
        prints(record, one)


@pytest.mark.parametrize(("issued", "parts"), [("-0043", [-44]), ("-0001", [-2]), ("0033", [33])])
def test_antiquity(issued, parts):
    """44 BC, which ISO 8601 calls the year -43, is -44 for citation processors, and printed as such."""
    record = Record(type="Book", titles=(Text(text="On duties"),), issued=Day(issued))
    data = written([record], "csl")
    [found] = read(data)
    assert json.loads(data)[0]["issued"] == {"date-parts": [parts]}
    assert f"({abs(parts[0])} {'BC' if parts[0] < 0 else 'AD'})" in printed(found)


def test_blanks():
    """What is blank is left out, and what stands behind it in a list is said in its place."""
    blank = Contribution(role="author", agent=Agent(kind="Group", name=" "))
    record = Record(
        type="Book",
        contributions=(blank, blank),
        alternative_titles=(Text(text=" "), Text(text="Short")),
        volume=" ",
        publishers=("", "Test & Sons"),
        places=(" ", "Leeds"),
        series=(Series(title=" ", number="7"),),
        issued_written="\u2003",
    )
    [item] = json.loads(written([record], "csl"))
    assert {name: value for name, value in item.items() if name != "id"} == {
        "type": "book",
        "title-short": "Short",
        "publisher": "Test & Sons",
        "publisher-place": "Leeds",
    }


@pytest.mark.parametrize("type", ["JournalArticle", "ReviewArticle", "Letter", "ConferencePaper"])
def test_article_numbers(type):
    """The number of an article is its number, whatever sort of article it is."""
    [item] = json.loads(written([Record(type=type, article_number="e1000097")], "csl"))
    assert item["number"] == "e1000097"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (Agent(kind="Person", name="", family="van der Doe", given="A", suffix="Jr"), "van der Doe, A., Jr"),
        (Agent(kind="Person", name="", family="Doe", initials="AB"), "Doe, A.B."),
        (Agent(kind="Person", name="Ann Doe"), "Ann Doe"),
        (Agent(kind="Group", name="Trials and Tests, Ltd."), "Trials and Tests, Ltd."),
    ],
)
def test_names(agent, told):
    """A name is printed by its parts where the Record tells them apart, and as it is where it does not."""
    by = Contribution(role="author", agent=agent)
    record = Record(type="Book", contributions=(by,), titles=(Text(text="T"),), issued=Day("2011"))
    [found] = read(written([record], "csl"))
    assert told in printed(found)


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"type": "booklet"}, "type"),
        ({"author": []}, "author"),
        ({"author": [{"literal": ""}]}, "author[0]"),
        ({"author": [{"family": "A", "literal": "A"}]}, "author[0]"),
        ({"author": [{"given": "A"}]}, "author[0]"),
        ({"author": [{"family": "A", "orcid": "1"}]}, "author[0]"),
        ({"issued": {"date-parts": [[]]}}, "issued"),
        ({"issued": {"date-parts": [[0]]}}, "issued"),
        ({"issued": {"date-parts": [[2011, 13]]}}, "issued"),
        ({"issued": {"date-parts": [["2011"]]}}, "issued"),
        ({"issued": {}}, "issued"),
        ({"title": "  "}, "title"),
        ({"volume": 3}, "volume"),
    ],
)
def test_rules_find_faults(item, place):
    """The rules find a type, a name, a date or a text that no list of items should have, and only it."""
    sound = {"id": "a", "type": "book", "custom": {"anything": [1]}}
    assert csl_rules.faults([sound]) == []
    [fault] = csl_rules.faults([sound | item])
    assert fault.startswith(f"$[0].{place}: ")


def test_unknown_members():
    """A member that CSL does not have is a fault, and so is an item without an id."""
    assert csl_rules.faults([{"id": "a", "type": "book", "orcid": "x"}]) != []
    assert csl_rules.faults([{"type": "book"}]) != []


def test_roles():
    """Who has a role that CSL has stands under it; who has another is not told."""
    roles = ("author", "editor", "translator", "illustrator", "compiler", "producer", "supervisor")
    people = tuple(
        Contribution(role=role, agent=Agent(kind="Person", name="", family=f"Doe of {role}"))
        for role in roles
    )
    [found] = read(written([Record(type="Book", contributions=people)], "csl"))
    agree(Record(type="Book", contributions=people), found)
    assert {role for role in roles if role in found} == {*_KNOWN, *_UNKNOWN}


def test_identifiers_and_status():
    """DOI, PMID and PMCID stand in members of their own, and a retraction in that of the status."""
    told = (
        Identifier(scheme="doi", value="10.1000/182"),
        Identifier(scheme="pmid", value="12"),
        Identifier(scheme="pmcid", value="PMC12"),
    )
    record = Record(type="Letter", identifiers=told, statuses=(Status(status="retracted"),))
    [found] = read(written([record], "csl"))
    names = ("DOI", "PMID", "PMCID", "status")
    assert [value(found, member) for member in names] == ["10.1000/182", "12", "PMC12", "retracted"]
