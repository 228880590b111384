"""BibTeX: what it can say comes back, of drawn records and of all real ones, and the bytes are as wanted."""

from __future__ import annotations

import re
from typing import Any

import citable
import pytest
import strategies
from hypothesis import given, settings
from writers.round_trips import back, cases, examples, of_case, read, real, written

from kg import tables
from kg.record import Agent, Contribution, Record, Text, Venue, identifier
from kg.sources.bibtex.places import IN_BOOKS
from kg.writers import saying
from kg.writers.keys import key


def said(record: Record) -> dict[str, Any]:
    """What BibTeX can say of a record, field by field: everything else is lost."""
    entry = tables.type_word("bibtex", record.type, record.work_types) or "misc"
    article, part = entry in {"article", "periodical"}, entry in IN_BOOKS
    series = record.series[0] if record.series and not article else None
    languages = list(dict.fromkeys(code for code in record.languages if tables.language_name(code)))
    return {
        "type": _class(record, entry),
        "retracted": entry != "misc" and any(one.status == "retracted" for one in record.statuses),
        "title": _line(record.titles[0].text) if record.titles else "",
        "subtitle": ": ".join(map(_line, record.subtitles)),
        **{role: _people(record, role) for role in ("author", "editor", "translator")},
        "venue": _venue(record, part=part),
        "volume": record.volume,
        "issue": record.issue,
        "series": (_line(series.title), series.number) if series and series.title else "",
        "pages": "-".join(dict.fromkeys(filter(None, saying.pages(record)))),
        "article number": record.article_number,
        "edition": record.edition,
        "extent": record.extent[:1],
        "publishers": _publishers(record),
        "places": [_line(one) for one in record.places],
        "issued": record.issued[:10] if re.match("[12]", record.issued) else "",
        "identifiers": {
            next(one for one in record.identifiers if one.scheme == scheme)
            for scheme in {one.scheme for one in record.identifiers} & {"doi", "pmid", "pmcid", "arxiv"}
        },
        "link": [one.url for one in record.links[:1]],
        "languages": languages,
        "keywords": {part.strip() for word in saying.keywords(record) for part in word.split(";")} - {""},
        "abstract": " ".join(saying.abstract(record).split()),
        "notes": " ".join("; ".join(map(_line, record.notes)).split()),
        "licences": {one.licence or one.written for one in record.licences[:1]}
        | {tables.licence(one) for one in record.rights[:1] if tables.licence(one)},
        "rights": [_line(one) for one in record.rights[:1] if not tables.licence(one)],
    }


def _publishers(record: Record) -> list[str]:
    """Each, where a field of BibLaTeX alone (pagetotal) stands beside them; BibTeX takes "and" for a word."""
    names = [_line(one) for one in record.publishers]
    return names if record.extent or len(names) < 2 else [" and ".join(names)]


def _class(record: Record, entry: str) -> str:
    """The class of the entry; a type of document that stands with it makes it narrower."""
    known = tables.source_type("bibtex", entry)
    words = tables.type_words("documents", record.type, record.work_types)
    return record.type if words or record.type == known.type else known.type


def _people(record: Record, role: str) -> list[Any]:
    return [_words(one.agent) for one in record.contributions if one.role == role]


def _words(agent: Agent) -> list[str]:
    """The words of a name: one that nobody has told apart is told apart as BibTeX does it."""
    told = (agent.family, saying.given(agent), agent.suffix) if agent.family else (agent.name,)
    return sorted(re.findall(r"\w+", " ".join(told)))


def _line(text: str) -> str:
    return " ".join(saying.line(text).split())


def _venue(record: Record, *, part: bool) -> Any:
    venue = record.venue
    isbns = {one.value for one in record.identifiers if one.scheme == "isbn"} if not part else set()
    if venue is None:
        return ("", isbns)
    isbns |= {one.value for one in venue.identifiers if one.scheme == "isbn"}
    return (_line(venue.title), isbns)


@settings(max_examples=150)
@given(citable.records())
def test_what_it_says_comes_back(record):
    """Record -> BibTeX -> Record is the identity on what BibTeX can say."""
    [found] = back([record], "bibtex")
    assert said(found) == said(record)
    named = [one.agent for one in record.contributions if one.agent.given and one.role == "author"]
    same = [one.agent for one in found.contributions if one.agent.given and one.role == "author"]
    assert [citable.said_agent(one) for one in named] == [
        citable.said_agent(one) for one in same if one.name != "Smith, A. B."
    ]


@settings(max_examples=50)
@given(strategies.records())
def test_whatever_a_record_holds_it_is_one_entry(record):
    """No text of a record ends its entry or its field early: braces balance in every line."""
    data = written([record, record], "bibtex").decode()
    assert len(re.findall("^@", data, re.MULTILINE)) == 2
    for line in data.splitlines()[1:-2]:
        bare = re.sub(r"\\[%&#_$]", "", line)
        assert line == "}" or line.startswith("@") or not line or bare.count("{") == bare.count("}")


@pytest.mark.parametrize("case", cases("bibtex"))
def test_our_entries(case):
    """The entries of the test cases say the same when they are written and read again."""
    records = of_case("bibtex", case)
    for record, found in zip(records, back(records, "bibtex"), strict=True):
        assert said(found) == said(record)


def test_examples():
    """The example records, of whatever format, say what BibTeX can say after a round trip."""
    records = examples()
    assert len(records) > 5
    for record, found in zip(records, back(records, "bibtex"), strict=True):
        assert said(found) == said(record)


@pytest.mark.shared
def test_real_entries(shared):
    """Every entry of the real files that says anything says the same when it is written and read again."""
    count = 0
    for name, records in real(shared / "data" / "bibtex", "bibtex"):
        telling = [one for one in records if any(said(one)[field] for field in ("title", "author", "pages"))]
        for record, found in zip(telling, back(telling, "bibtex"), strict=True) if telling else ():
            assert said(found) == said(record), name
            count += 1
    assert count > 500


def test_entry():
    """The entry is one that BibTeX and BibLaTeX take: signs escaped, capitals kept, bodies in braces."""
    record = Record(
        type="JournalArticle",
        titles=(Text(text="Effects of DNA & 50% risk in South Africa_1"),),
        contributions=(
            Contribution(
                role="author", agent=Agent(kind="Person", name="Doe, AB", family="van der Doe", initials="AB")
            ),
            Contribution(role="author", agent=Agent(kind="Group", name="Trials and Tests Group")),
        ),
        issued="2011-11-05",
        venue=Venue(type="Journal", title="Tests & Trials"),
        pages="629-34",
        first_page="629",
        last_page="634",
        identifiers=(identifier("doi", "10.1000/a_b"),),
    )
    assert written([record], "bibtex").decode() == (
        f"@article{{{key(record)},\n"
        "  author = {van der Doe, A. B. and {Trials and Tests Group}},\n"
        r"  title = {Effects of {DNA} \& 50\% risk in {South} {Africa}\_1}," + "\n"
        r"  journal = {Tests \& Trials}," + "\n"
        "  year = {2011},\n"
        "  month = nov,\n"
        "  day = {5},\n"
        "  pages = {629--634},\n"
        "  doi = {10.1000/a_b},\n"
        "}\n\n"
    )
    assert re.fullmatch("vanderdoe2011effects-[0-9a-f]{5}", key(record))


def test_keys_are_stable_and_tell_records_apart():
    """A key does not depend on other records, and two records of one author, year and word have two."""
    one = Record(type="Letter", issued="2011", identifiers=(identifier("doi", "10.1000/a"),))
    two = Record(type="Letter", issued="2011", identifiers=(identifier("doi", "10.1000/b"),))
    assert written([one], "bibtex") + written([two], "bibtex") == written([one, two], "bibtex")
    assert key(one) != key(two)
    assert read(written([one, two], "bibtex"), "bibtex")[1].provenance[0].id == key(two)
