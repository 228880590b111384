"""Which source record says which statement, also where parts have other numbers."""

from __future__ import annotations

from kg.identity import merge
from kg.identity.merging import newest_first
from kg.rdf import BASE, expression_iri
from kg.rdf.attributing import Statement, attributed
from kg.record import Agent, Contribution, Funding, Link, Provenance, Record, Venue, identifier

IRI = f"{BASE}expression/doi/10.1000/a"
WORK = f"{BASE}work/doi/10.1000/a"


def _of(source: str, **fields: object) -> Record:
    origin = Provenance(source=source, id="1", digest=source)
    return Record(
        type="Letter", provenance=(origin,), **{"identifiers": (identifier("doi", "10.1000/a"),), **fields}
    )


def _told(*records: Record, work: str = WORK) -> tuple[list[str], list[Statement]]:
    """The sources in their order, and what is said of the publication and its work."""
    sources = newest_first(records)
    merged = merge(sources)
    names = [record.provenance[0].source for record in sources]
    return names, attributed(
        merged, sources, (expression_iri(merged), work), work=work, base=BASE, people="identified"
    )


def _who(told: tuple[list[str], list[Statement]], text: str) -> set[str]:
    """The sources of the one statement whose object has this text."""
    names, statements = told
    (records,) = {one.records for one in statements if text in one.object}
    return {names[place] for place in records}


def test_parts_with_other_numbers():
    """The second link of one record is the third of the publication, and still its own."""
    one = _of("aa", links=(Link(url="http://a.org/1"), Link(url="http://a.org/2")))
    other = _of("b", links=(Link(url="http://a.org/3"), Link(url="http://a.org/2")))
    told = _told(one, other)
    assert _who(told, "a.org/1") == {"aa"}
    assert _who(told, "a.org/2") == {"aa", "b"}
    assert _who(told, "a.org/3") == {"b"}
    assert all(one.records for one in told[1])


def test_an_identifier_with_another_number():
    """The only PMID of a record is the second of the publication."""
    one = _of("aa", identifiers=(identifier("doi", "10.1000/a"), identifier("isbn", "9780306406157")))
    other = _of("b", identifiers=(identifier("doi", "10.1000/a"), identifier("isbn", "9783161484100")))
    told = _told(one, other)
    values = {one.object: one for one in told[1] if one.predicate.endswith("hasLiteralValue>")}
    assert {told[0][values[f'"{isbn}"'].records[0]] for isbn in ("9780306406157", "9783161484100")} == {
        "aa",
        "b",
    }
    assert all(one.records for one in told[1])


def test_equal_parts_of_one_record():
    """A funder that a record names twice is its own both times."""
    told = _told(_of("aa", funding=(Funding(funder="X"), Funding(funder="X"), Funding(funder="Y"))), _of("b"))
    grants = [one for one in told[1] if "#grant-" in one.subject]
    assert {told[0][place] for one in grants for place in one.records} == {"aa"}
    assert all(one.records for one in grants)


def _author(name: str) -> Contribution:
    family, given = name.split(", ")
    return Contribution(role="author", agent=Agent(kind="Person", name=name, family=family, given=given))


def test_people_by_their_names():
    """Whom a shorter list has in another place, or with an initial alone, is the same person."""
    full = _of("aa", contributions=(_author("Aalto, Anna"), _author("Berg, Bo")))
    short = _of("b", contributions=(_author("Berg, B."),))
    told = _told(full, short)
    assert _who(told, '"Berg, Bo"') == {"aa"}
    roles = {one.subject: one for one in told[1] if one.predicate.endswith("withRole>")}
    assert {told[0][place] for place in roles[f"<{IRI}#author-2>"].records} == {"aa", "b"}
    assert {told[0][place] for place in roles[f"<{IRI}#author-1>"].records} == {"aa"}


def test_a_work_named_by_another_version():
    """What the records say of the work is told of it under its name in the graph."""
    work = f"{BASE}work/doi/10.1000/other"
    _, statements = _told(_of("aa", work_types=("ClinicalTrialReport",)), _of("b"), work=work)
    about = [one for one in statements if one.subject == f"<{work}>"]
    assert {one.object.rpartition("/")[2] for one in about} >= {"ClinicalTrialReport>", "Work>"}
    assert not [one for one in statements if one.subject == f"<{WORK}>"]


def test_what_only_several_make():
    """A statement that no record makes alone is nobody's: a volume of a journal that another knows."""
    journal = Venue(type="Journal", title="Ecology", identifiers=(identifier("issn", "0012-9658"),))
    told = _told(_of("aa", venue=journal), _of("b", volume="7"))
    (part,) = [one for one in told[1] if one.predicate.endswith("partOf>") and "/volume/7" in one.object]
    assert part.records == ()
