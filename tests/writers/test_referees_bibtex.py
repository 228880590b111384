"""BibTeX as pybtex and bibtexparser read it: every field that BibTeX has says what the Record says.

pybtex does what BibTeX does with entries and names, and latexcodec, which it takes, knows LaTeX; bibtexparser
is what others take. Our own reader has neither of them. What latexcodec does not know is how LaTeX writes
braces, the circumflex and the dollar: these four are told to it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

import bibtexparser
import citable
import pytest
import strategies
from bibtexparser.middlewares import RemoveEnclosingMiddleware
from hypothesis import given, settings
from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import Parser
from pybtex.richtext import Text as Rich
from writers import referees
from writers.referees import line
from writers.round_trips import examples, written

from kg.record import Agent, Contribution, Record, Text, Venue
from kg.sources.cleaning import cleaned
from kg.writers.keys import key

_TYPES = {
    "JournalArticle": "article",
    "Letter": "article",
    "NewspaperArticle": "article",
    "Book": "book",
    "BookChapter": "incollection",
    "ConferencePaper": "inproceedings",
    "ConferenceProceedings": "proceedings",
    "DoctoralThesis": "phdthesis",
    "MastersThesis": "mastersthesis",
    "ReportDocument": "techreport",
    "InstructionManual": "manual",
    "Manuscript": "unpublished",
    "DataFile": "dataset",
    "ComputerProgram": "software",
    "WebContent": "online",
    "Expression": "misc",
}
"""The entry for classes that have one of their own."""

_LANGUAGES = {"eng": "english", "ger": "german", "spa": "spanish", "fre": "french", "por": "portuguese"}
_UNKNOWN = {
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\$": "$",
}
_PRIVATE = 0xE000
_IN_BOOKS = {"incollection", "inproceedings", "inreference", "inbook"}
_ROLES = ("author", "editor", "translator")


def read(data: bytes) -> list[Entry]:
    """The entries that pybtex finds; bibtexparser finds the same, with the same in every field."""
    found = list(Parser(person_fields=_ROLES).parse_string(data.decode()).entries.values())
    raw = Parser(person_fields=()).parse_string(data.decode()).entries.values()
    library = bibtexparser.parse_string(data.decode(), parse_stack=[RemoveEnclosingMiddleware()])
    assert library.failed_blocks == []
    assert [one.key for one in library.entries] == [one.key for one in found]
    for one, same in zip(library.entries, raw, strict=True):
        fields = {
            field.key: line(_month(field.value) if field.key == "month" else field.value)
            for field in one.fields
        }
        assert fields == {name: line(value) for name, value in same.fields.items()}
        assert one.entry_type == same.type
    return found


def _month(value: str) -> str:
    """bibtexparser leaves the names of months as they stand."""
    return {name.lower(): name for name in calendar.month_name}.get(value.lower()) or dict(
        zip(map(str.lower, calendar.month_abbr), calendar.month_name, strict=True)
    ).get(value, value)


def decoded(latex: str) -> str:
    """What LaTeX prints, with single blanks."""
    for place, command in enumerate(_UNKNOWN, start=_PRIVATE):
        latex = latex.replace(command, chr(place))
    text = str(Rich.from_latex(latex))
    return line(text.translate(dict(enumerate(_UNKNOWN.values(), start=_PRIVATE))))


def name(person: Person) -> tuple[str, str, str]:
    """Family name with all that is before it, given name, and suffix."""
    told = (person.prelast_names + person.last_names, person.bibtex_first_names, person.lineage_names)
    family, forenames, suffix = (decoded(" ".join(parts)) for parts in told)
    return family, forenames, suffix


def agrees(agent: Agent, person: Person) -> bool:
    """Whether a name is told apart as the Record does it, or by BibTeX where the Record does not."""
    family, forenames, suffix = name(person)
    if agent.kind != "Person":
        return (family, forenames, suffix) == (line(agent.name), "", "")
    if not line(agent.family):
        return line(f"{forenames} {family}") == line(agent.name) and not suffix
    if not referees.given(agent):
        return (family, forenames, suffix) == (line(f"{agent.family} {agent.suffix}"), "", "")
    told = (line(agent.family), referees.given(agent), line(agent.suffix))
    return (family, forenames, suffix) == told


def agree(record: Record, entry: Entry) -> None:
    """Asserts that an entry says what the Record says."""
    if record.type in _TYPES and not record.work_types:
        assert entry.type == _TYPES[record.type]
    for role in _ROLES:
        told = [one for one in referees.of_role(record, role) if _named(one)]
        people = entry.persons.get(role, [])
        assert len(people) == len(told)
        assert all(map(agrees, told, people)), (told, people)
    wanted = said(record, entry.type)
    assert {field: decoded(entry.fields.get(field, "")) for field in wanted} == wanted
    _plain(record, entry)
    _paged(record, entry)
    languages = [_LANGUAGES[one] for one in record.languages if one in _LANGUAGES]
    assert set(languages) <= set(decoded(entry.fields.get("language", "")).split(" and "))


def _named(agent: Agent) -> bool:
    return any(map(line, (agent.name, agent.family)))


def said(record: Record, kind: str) -> dict[str, str]:
    """What stands in a field of its own, as it is printed."""
    venue = record.venue or Venue(type="")
    year, month, day = (
        [*record.issued[:10].split("-"), "", ""][:3] if record.issued[:1] in {"1", "2"} else [""] * 3
    )
    house = {"phdthesis": "school", "mastersthesis": "school", "thesis": "school"}
    house |= {"techreport": "institution", "report": "institution"}
    words = referees.keywords(record)
    several = "; " if any("," in word for word in words) else ", "
    fields = {
        "title": next((line(one.text) for one in record.titles), ""),
        "subtitle": ": ".join(told for one in record.subtitles if (told := line(one))),
        "year": year,
        "month": calendar.month_name[int(month)] if month else "",
        "day": str(int(day)) if day else "",
        "booktitle" if kind in _IN_BOOKS else "journal": line(venue.title),
        "volume": line(record.volume),
        "number" if kind in {"article", "periodical"} else "issue": line(record.issue),
        "eid": line(record.article_number),
        "edition": line(record.edition),
        house.get(kind, "publisher"): _and(record.publishers),
        "address": _and(record.places),
        "abstract": referees.abstract(record),
        "annote": line("; ".join(told for one in record.notes if (told := line(one)))),
        "keywords": several.join(words) + ";" * (len(words) == 1 and several == "; "),
        "license": "".join(line(one.written) for one in record.licences[:1]),
        "copyright": "".join(line(one) for one in record.rights[:1]),
    }
    if kind not in {"article", "periodical"}:
        fields["series"] = "".join(line(one.title) for one in record.series[:1])
    return fields


def _and(names: Iterable[str]) -> str:
    return " and ".join(filter(None, map(line, names)))


def _plain(record: Record, entry: Entry) -> None:
    """Numbers and addresses are no LaTeX: they stand as they are, and not at all where braces would break."""
    venue = record.venue or Venue(type="")
    found = {scheme: referees.identifiers(record, scheme)[:1] for scheme in ("doi", "pmid", "pmcid")}
    found["eprint"] = referees.identifiers(record, "arxiv")[:1]
    found["url"] = [one.url for one in record.links[:1]]
    for field, values in found.items():
        told = [one for one in values if one and not re.search(r"[\s{}\\]", one)]
        assert entry.fields.get(field, "") == "".join(told)
    for scheme in ("issn", "eissn"):
        numbers = [one.value for one in venue.identifiers if one.scheme == scheme]
        assert entry.fields.get(scheme, "") == ", ".join(numbers)


def _paged(record: Record, entry: Entry) -> None:
    """Pages have a dash of any length between them; in the place of one page there may be any text."""
    first, last = referees.pages(record)
    found = decoded(entry.fields.get("pages", ""))
    if last:
        dashed = [re.sub(r"\s*[–-]\s*", "-", one) for one in (first, last)]
        assert re.sub("[–-]", "-", found) == line("-".join(dashed))
    else:
        assert found == first


def _once(records: Iterable[Record]) -> list[Record]:
    """The records without those that another has the key of, which no file may hold."""
    return list({key(one): one for one in records}.values())


@settings(max_examples=60)
@given(citable.records())
def test_what_a_library_has(record):
    """Records as a library has them say the same to pybtex, field by field."""
    [found] = read(written([record], "bibtex"))
    agree(record, found)
    assert found.key == key(record)


@settings(max_examples=60)
@given(strategies.records())
def test_whatever_a_record_holds(record):
    """Records with anything in every field, cleaned as readers clean them, say the same to pybtex."""
    record = cleaned(record)
    [found, other] = read(written([record, Record(type="Book")], "bibtex"))
    agree(record, found)
    assert other.type == "book"


def test_lists():
    """A blank name is none, and "and" at an end of one parts no list."""
    record = Record(type="Book", publishers=("", "And Co", "Kiln and Sons"), places=(" ", "Leeds"))
    (found,) = read(written([record], "bibtex"))
    assert decoded(found.fields["publisher"]) == "And Co and Kiln and Sons"
    assert (found.fields["publisher"], found.fields["address"]) == ("{And Co} and {Kiln and Sons}", "Leeds")


def test_examples():
    """The example records, of whatever format, are as many entries and say the same to pybtex."""
    records = _once(examples())
    found = read(written(records, "bibtex"))
    assert len(found) == len(records) > 5
    for record, one in zip(records, found, strict=True):
        agree(record, one)


@pytest.mark.shared
def test_real_records(shared):
    """Real records of many sources are as many entries and say the same to pybtex."""
    records = _once(record for _, record in referees.real_records(shared / "data"))
    found = read(written(records, "bibtex"))
    assert len(found) == len(records) > 1000
    for record, one in zip(records, found, strict=True):
        agree(record, one)


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (
            Agent(kind="Person", name="", family="van der Doe", given="A", suffix="Jr"),
            ("van der Doe", "A", "Jr"),
        ),
        (Agent(kind="Person", name="", family="Doe Roe", given="A"), ("Doe Roe", "A", "")),
        (Agent(kind="Person", name="Doe", family=" ", given="A", suffix="Jr"), ("Doe", "", "")),
        (Agent(kind="Person", name="", family="Doe", suffix="Jr"), ("Doe Jr", "", "")),
        (Agent(kind="Person", name="", family="de la Cruz"), ("de la Cruz", "", "")),
        (Agent(kind="Person", name="", family="Stop and", given="A"), ("Stop and", "A", "")),
        (Agent(kind="Person", name="Ann Doe"), ("Doe", "Ann", "")),
        (Agent(kind="Group", name="Trials and Tests, Ltd."), ("Trials and Tests, Ltd.", "", "")),
    ],
)
def test_names(agent, told):
    """BibTeX tells a name apart as the Record does; a body, and a name without a given name, is one piece."""
    by = Contribution(role="author", agent=agent)
    other = Contribution(role="author", agent=Agent(kind="Person", name="", family="Roe", given="Ann"))
    [entry] = read(written([Record(type="Book", contributions=(by, other))], "bibtex"))
    assert list(map(name, entry.persons["author"])) == [told, ("Roe", "Ann", "")]


@pytest.mark.parametrize(
    "title",
    [
        "Why?`so' and !`so'",
        "a ,,word'' and <<another>>",
        "one -- two --- three",
        "50% of #3 & $5_a ~7^2 {x} \\alpha",
        "post @home DNA of @iPSC",
    ],
)
def test_signs(title):
    """No sign, and no two signs in a row, become others in LaTeX, or an entry of their own."""
    record = Record(type="Book", titles=(Text(text=title),))
    [entry] = read(written([record], "bibtex"))
    assert decoded(entry.fields["title"]) == title
