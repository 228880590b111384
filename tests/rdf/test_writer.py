"""The writer drops nothing: what RDF cannot hold is an error that names record and field."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import msgspec
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import sampled_from
from samples import full
from strategies import any_text, records

from kg import context
from kg.dates import Date
from kg.errors import MappingError, ResourceError
from kg.ids import Iri
from kg.rdf import PEOPLE, Writer, describe, described, nquads
from kg.rdf.writer import fields, serialiser
from kg.record import (
    Abstract,
    Affiliation,
    Agent,
    Contribution,
    Funding,
    Identifier,
    Licence,
    Provenance,
    Record,
    Relation,
    Section,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)

_SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


def _letter(**changes: object) -> Record:
    changes.setdefault("provenance", (Provenance(source="own", id="7"),))
    return Record(type="Letter", **changes)  # type: ignore[arg-type]


def _parsed(lines: bytes) -> list[ox.Quad]:
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))


_AGENT = Agent(kind="Person", name="A")
_HALF = "half \ud83d a pair"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (_letter(contributions=(Contribution(role="butler", agent=_AGENT),)), "role"),
        (_letter(identifiers=(Identifier(scheme="asin", value="B00"),)), "scheme"),
        (_letter(relations=(Relation(kind="envies", citation="x"),)), "kind"),
        (_letter(access="SecretAccess"), "access"),
        (_letter(statuses=(Status(status="burnt"),)), "status"),
        (_letter(work_types=("Masterpiece",)), "type"),
        (
            _letter(abstracts=(Abstract(sections=(Section(text="x", kind="Moral"), Section(text="y"))),)),
            "type",
        ),
        (_letter(venue=Venue(type="Pub", title="The Ship")), "type"),
        (_letter(topics=(Topic(label="x", concept="not an iri"),)), "concept"),
        (_letter(topics=(Topic(label="x", concept="http://example.org/%zz"),)), "concept"),
        (_letter(publication_types=(Topic(label="x", broader="D01"),)), "broader"),
        (_letter(licences=(Licence(written="x", licence="CC BY"),)), "licence"),
        (_letter(languages=("old norse",)), "language"),
        (_letter(titles=(Text(text="x", lang="en_US"),)), "lang"),
        (_letter(titles=(Text(text=_HALF),)), "text"),
        (_letter(notes=(_HALF,)), "text"),
        (_letter(publishers=(_HALF,)), "text"),
        (_letter(funding=(Funding(funder=_HALF),)), "text"),
        (_letter(identifiers=(Identifier(scheme="doi", value=f"10.1000/{_HALF}"),)), "text"),
        (
            _letter(
                contributions=(
                    Contribution(role="author", agent=_AGENT, affiliations=(Affiliation(name=_HALF),)),
                )
            ),
            "text",
        ),
    ],
)
def test_what_rdf_cannot_hold_is_an_error(record: Record, field: str) -> None:
    """An unknown word, a bad IRI, a bad language tag, half a surrogate: named with record and field."""
    with pytest.raises(MappingError) as caught:
        Writer().write(record)
    assert (caught.value.record, caught.value.field) == ("own 7", field)
    assert "own 7" in str(caught.value)


def test_an_error_names_a_record_without_provenance_by_its_iri() -> None:
    """Without a source, the publication's IRI tells which record it is."""
    record = _letter(provenance=(), identifiers=(Identifier(scheme="pmid", value="1"),), access="Secret")
    with pytest.raises(MappingError, match="expression/pmid/1"):
        Writer().write(record)


def test_half_a_surrogate_in_the_name_of_a_record_is_an_error_too() -> None:
    """A record that has no IRI because of it is refused as any other."""
    record = _letter(provenance=(), identifiers=(Identifier(scheme="doi", value=f"10.1000/{_HALF}"),))
    with pytest.raises(MappingError):
        Writer().write(record)


def test_a_field_without_a_term_is_an_error_when_it_is_compiled() -> None:
    """A node that says more than the context is refused before anything is written."""

    class Novel(described.Node, frozen=True, kw_only=True, gc=False):
        unheard_of: str = ""

    with pytest.raises(ResourceError, match="unheard_of"):
        fields(Novel)
    with pytest.raises(ResourceError, match="unheard_of"):
        serialiser()([Novel(id=Iri("x:a"), type=())], [])


@pytest.mark.parametrize(
    ("base", "graph", "field"),
    [("example.org/", "", "base"), ("https://e.org/#", "", "base"), ("https://e.org/", "a graph", "graph")],
)
def test_a_writer_begins_with_iris(base: str, graph: str, field: str) -> None:
    """A base that is no IRI, or leaves no room for fragments, is refused at once."""
    with pytest.raises(MappingError) as caught:
        Writer(base, graph)
    assert caught.value.field == field


def test_nothing_of_a_rejected_record_is_written() -> None:
    """A record that fails late leaves no line, and what it shares with the next is not lost."""
    venue = Venue(type="Journal", title="Lancet")
    bad = _letter(venue=venue, topics=(Topic(label="x"),), titles=(Text(text="x", lang="?"),))
    good = _letter(venue=venue, topics=(Topic(label="x"),), titles=(Text(text="y"),))
    rejected: list[tuple[Record, str]] = []
    lines = b"".join(nquads([bad, good], reject=lambda record, error: rejected.append((record, error.field))))
    assert rejected == [(bad, "lang")]
    assert lines == b"".join(nquads([good]))
    with pytest.raises(MappingError):
        list(nquads([bad, good]))


def test_a_shared_node_that_fails_leaves_nothing() -> None:
    """What is shared is checked before the record is written, and is not taken for written."""
    writer = Writer()
    bad = _letter(topics=(Topic(label="x", lang="?"),))
    for _ in range(2):
        with pytest.raises(MappingError):
            writer.write(bad)


def test_shared_nodes_are_written_once() -> None:
    """The second record of a scope adds its own quads, not those of journal, agents and topics."""
    first = full()
    second = msgspec.structs.replace(first, identifiers=(Identifier(scheme="pmid", value="7"),))
    writer, alone = Writer(), Writer().write(second)
    whole = writer.write(first) + writer.write(second)
    title = [line for line in whole.splitlines() if b'"BMC public health"' in line]
    assert len(title) == 1
    assert set(_parsed(whole)) == set(_parsed(Writer().write(first) + alone))
    assert len(_parsed(whole)) < len(_parsed(Writer().write(first))) + len(_parsed(alone))


def test_a_shared_node_in_other_words_is_written_again() -> None:
    """A body with two names, in one record or in two, has both."""
    ror = identifier("ror", "01rxfrp27")
    assert ror is not None
    one, two = (
        Affiliation(name=name, identifiers=(ror,)) for name in ("Dept A, La Trobe", "Dept B, La Trobe")
    )

    def record(*affiliations: Affiliation) -> Record:
        return _letter(contributions=(Contribution(role="author", agent=_AGENT, affiliations=affiliations),))

    for batch in ([record(one, two)], [record(one), record(two), record(one)]):
        lines = b"".join(nquads(batch))
        names = {
            quad.object.value for quad in _parsed(lines) if quad.subject.value.endswith("/ror/01rxfrp27")
        }
        assert names >= {one.name, two.name}


def test_two_numbers_of_one_scheme_are_two_bodies() -> None:
    """An affiliation with two institutions leads to each of them, and joins neither to the other."""
    ours, theirs = (Identifier(scheme="ror", value=value) for value in ("01rxfrp27", "05gq02987"))
    other = Identifier(scheme="grid", value="grid.1018.8")
    place = Affiliation(name="La Trobe and Brown", identifiers=(ours, theirs, other))
    agent = Agent(kind="Person", name="Small, A")
    record = _letter(contributions=(Contribution(role="author", agent=agent, affiliations=(place,)),))
    quads = _parsed(b"".join(nquads([record])))
    bodies = {
        quad.object.value
        for quad in quads
        if quad.predicate.value == context.iri("pro:relatesToOrganization")
    }
    numbers = [quad for quad in quads if quad.predicate.value == context.iri("datacite:hasIdentifier")]
    of = {body: [quad for quad in numbers if quad.subject.value == body] for body in bodies}
    assert {body.partition("/agent/")[2] for body in bodies} == {
        "ror/01rxfrp27",
        "ror/05gq02987",
        "grid/grid.1018.8",
    }
    assert all(len(found) == 1 for found in of.values())


def test_quads_of_a_named_graph_stand_in_it() -> None:
    """With a graph, every line is a quad of that graph, and says what it says without."""
    plain, named = (
        _parsed(b"".join(nquads([full()], graph=graph))) for graph in ("", "http://example.org/g")
    )
    assert {quad.graph_name for quad in plain} == {ox.DefaultGraph()}
    assert {quad.graph_name for quad in named} == {ox.NamedNode("http://example.org/g")}
    assert {quad.triple for quad in plain} == {quad.triple for quad in named}


def test_chunks_are_whole_lines_of_bounded_size() -> None:
    """Each chunk can be parsed on its own; together they are all quads of all records."""
    batch = [
        msgspec.structs.replace(full(), identifiers=(Identifier(scheme="pmid", value=str(number)),))
        for number in range(1, 30)
    ]
    chunks = list(nquads(batch))
    assert len(chunks) > 2
    assert all(chunk.endswith(b" .\n") and len(chunk) < 600_000 for chunk in chunks)
    assert sum(len(_parsed(chunk)) for chunk in chunks) == len(_parsed(b"".join(chunks)))
    assert list(nquads([])) == []


def test_the_bytes_are_the_same_in_every_process() -> None:
    """The order of quads does not hang on the seed of hashing."""
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]; "
        "from samples import full; from kg.rdf import nquads; "
        "print(hashlib.sha256(b''.join(nquads([full()]))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, *sys.path],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_sici_doi_is_percent_encoded_in_iris_only() -> None:
    """What an IRI cannot hold is escaped there; the literal is the DOI as it is."""
    doi = identifier("doi", _SICI)
    assert doi is not None
    quads = _parsed(Writer().write(_letter(identifiers=(doi,))))
    escaped = _SICI.lower().replace("<", "%3C").replace(">", "%3E")
    assert quads[0].subject.value == f"https://example.org/kg/expression/doi/{escaped}"
    assert Counter(quad.object.value for quad in quads)[_SICI] == 2


def test_a_day_is_a_date_and_a_year_a_year() -> None:
    """The datatype goes with the precision; the day of publication has no time of day."""

    def issued(date: str) -> list[tuple[str, str]]:
        lines = Writer().write(_letter(issued=Date(date)))
        found = [quad.object for quad in _parsed(lines) if date[:4] in quad.object.value]
        return sorted((one.value, one.datatype.value.rpartition("#")[2]) for one in found)

    assert issued("2011") == [("2011", "gYear")] * 3
    assert issued("2011-11") == [("2011", "gYear"), ("2011-11", "gYearMonth"), ("2011-11", "gYearMonth")]
    assert issued("2011-11-25T06:00:00") == [
        ("2011", "gYear"),
        ("2011-11-25", "date"),
        ("2011-11-25", "date"),
    ]
    assert ("2011-11-25", "date") in issued("2011-11-25T06:00:00")


@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(records())
def test_no_line_is_a_blank_node_or_broken(record: Record) -> None:
    """Whatever a record holds, its lines are quads between IRIs and literals, each its own line."""
    lines = Writer().write(record)
    quads = _parsed(lines)
    assert lines.count(b"\n") == len(quads)
    assert all(isinstance(quad.subject, ox.NamedNode) for quad in quads)
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in quads)


@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(records(), sampled_from(PEOPLE))
def test_the_bytes_are_those_of_the_description(record: Record, people: str) -> None:
    """Whatever way a record is written in, its lines are those of its nodes, in their order, none twice."""
    description = describe(record, people=people)
    pieces: list[bytes] = []
    serialiser()(description.own, pieces)
    shared: dict[str, list[described.Node]] = {}
    for node in description.shared:
        found = shared.setdefault(node.id, [])
        if node not in found:
            found.append(node)
    for nodes in shared.values():
        serialiser()(nodes, pieces)
    assert Writer(people=people).write(record) == b"".join(pieces)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(any_text)
def test_any_text_is_written_or_refused(text: str) -> None:
    """A text comes out as it went in; only half a surrogate pair is refused."""
    halved = any("\ud800" <= character <= "\udfff" for character in text)
    record = _letter(notes=(text,))
    if halved:
        with pytest.raises(MappingError):
            Writer().write(record)
    else:
        assert text in [quad.object.value for quad in _parsed(Writer().write(record))]
