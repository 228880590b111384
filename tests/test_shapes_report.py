"""What the report says of a graph: the fault, where it comes from, and what to do."""

from __future__ import annotations

import io
from collections import Counter

import msgspec
import pytest
from rdflib import Graph, Literal
from samples import full
from shape_graphs import cases, graph_of, store_of

from kg import context, shapes
from kg.dates import Date
from kg.errors import ShapeError
from kg.rdf import nquads
from kg.record import Contribution, Record
from kg.shapes.findings import Finding, Report, Tally
from kg.stores import EmbeddedStore


def test_a_full_record_conforms():
    """What the mapping makes of a Record with every field has no fault."""
    report = shapes.validate(graph_of(full()))
    assert report.conforms
    assert [one for one in report.findings if one.severity == "violation"] == []
    assert report.checked > 50


def test_a_finding_leads_to_the_source_record():
    """A fault of a fragment, and one of a node that others share, name the file, record and place."""
    record = full()
    first = record.contributions[0]
    blank = msgspec.structs.replace(first.agent, name=" ")
    broken = msgspec.structs.replace(
        record,
        contributions=(msgspec.structs.replace(first, agent=blank), *record.contributions[1:]),
        publishers=(" ",),
    )
    origin = record.provenance[0]
    found = {one.shape.rpartition("#")[2]: one for one in shapes.validate(graph_of(broken)).findings}
    for name in ("role-named", "agent-name-filled"):
        assert (found[name].file, found[name].record, found[name].position) == (
            origin.file,
            origin.id,
            origin.position,
        )
        assert found[name].value == " "
        assert found[name].severity == "warning"


def test_an_unknown_licence_is_a_warning():
    """A licence that is not in the list leaves the graph conformant, and is reported."""
    licence = msgspec.structs.replace(full().licences[0], licence="https://publisher.example/terms")
    report = shapes.validate(graph_of(msgspec.structs.replace(full(), licences=(licence,))))
    assert report.conforms
    assert ("licence-known", "warning") in {
        (one.shape.rpartition("#")[2], one.severity) for one in report.findings
    }


def test_a_publication_without_anything_is_doubtful_but_not_wrong():
    """What a source lacks is a warning, never a violation."""
    bare = Record(type="Expression", provenance=full().provenance[:1])
    report = shapes.validate(graph_of(bare))
    assert report.conforms
    names = {one.shape.rpartition("#")[2] for one in report.findings if one.severity == "warning"}
    assert {"publication-titled", "publication-dated", "publication-identified"} <= names


def test_a_missing_author_position_is_found():
    """An author taken out of the graph leaves a gap, which the report gives with the role."""
    author = Contribution(role="author", agent=full().contributions[0].agent)
    agents = [msgspec.structs.replace(author.agent, name=f"Author {n}", identifiers=()) for n in range(3)]
    record = msgspec.structs.replace(
        full(), contributions=tuple(Contribution(role="author", agent=one) for one in agents)
    )
    lines = b"".join(nquads([record])).splitlines(keepends=True)
    store = EmbeddedStore()
    store.load(line for line in lines if b"#author-2> " not in line)
    found = {one.shape.rpartition("#")[2] for one in shapes.validate(store).findings}
    assert "positions" in found


def test_dates_of_three_precisions_conform():
    """A year, a month and a day each have their datatype."""
    for text in ("2011", "2011-11", "2011-11-25"):
        record = msgspec.structs.replace(full(), issued=Date(text))
        assert shapes.validate(graph_of(record)).conforms, text


def test_shapes_without_a_node_are_named():
    """A shape that nothing in the graph was a target of proved nothing, and the report says so."""
    unmatched = {one.rpartition("#")[2] for one in shapes.validate(store_of("ex:a a ex:C .")).unmatched}
    assert {"work", "expression", "role", "positions"} <= unmatched
    assert "expression" not in {one.rpartition("#")[2] for one in shapes.validate(graph_of(full())).unmatched}


def test_chunks_find_what_the_store_finds_of_one_node():
    """Validation of chunks applies the core constraints, and places findings by the function it is given."""
    data = cases("role/bad-role-kind-in.ttl")
    report = shapes.validate_chunks(
        [data], locate=lambda nodes: {node: shapes.Place("a.xml", "7", "record 1") for node in nodes}
    )
    grave = [one for one in report.findings if one.severity == "violation"]
    assert [(one.component, one.file, one.record, one.position) for one in grave] == [
        ("InConstraintComponent", "a.xml", "7", "record 1")
    ]


def test_chunks_that_are_no_nquads_are_refused():
    """What cannot be parsed is an error, not a graph that conforms."""
    with pytest.raises(ShapeError, match="N-Quads"):
        shapes.validate_chunks([b"not quads"])


def test_reports_of_one_graph_are_equal():
    """Findings come in one order, whatever the order of the data."""
    lines = io.BytesIO(cases("*/bad-*.ttl")).readlines()
    stores = [EmbeddedStore(), EmbeddedStore()]
    stores[0].load(lines)
    stores[1].load(reversed(lines))
    first, second = (shapes.validate(store) for store in stores)
    assert shapes.as_json(first) == shapes.as_json(second)
    assert shapes.as_turtle(first) == shapes.as_turtle(second)


def test_a_report_is_bounded_and_still_counts():
    """Beyond the limit findings are counted and not kept, a grade apart; but each shape has some."""
    tally = Tally(limit=15)
    for shape, count in (("s", 20), ("t", 3)):
        made = [(shape, str(number)) for number in range(count)]
        tally.add(
            Finding(severity="info", shape=name, component="c", message="m", focus=focus)
            for name, focus in made
        )
    tally.add([Finding(severity="violation", shape="v", component="c", message="m", focus="x")])
    report = tally.report()
    assert Counter(one.shape for one in report.findings) == {"v": 1, "s": 15, "t": 3}
    assert report.findings[0].severity == "violation"
    assert report.counts == {"violation": 1, "warning": 0, "info": 23}
    assert (report.shapes, report.omitted) == ({"s": 20, "t": 3, "v": 1}, 5)


def test_the_same_finding_counts_once():
    """A node that two chunks describe in the same words is one fault."""
    data = cases("role/bad-role-kind-in.ttl")
    assert shapes.validate_chunks([data, data]).counts["violation"] == 1


def test_the_table_says_what_to_do():
    """A row has the grade, the count, the field, an example, where it stands, and what to do about it."""
    heads, rows = shapes.rows(
        shapes.validate(graph_of(Record(type="Expression", provenance=full().provenance[:1])))
    )
    cells = [dict(zip(heads, row, strict=True)) for row in rows]
    titled = next(row for row in cells if row["shape"] == "publication-titled")
    assert (titled["grade"], titled["count"], titled["field"]) == ("warning", "1", "dcterms:title")
    assert full().provenance[0].file in titled["file, position and record"]
    assert "complete the source" in titled["what to do"]
    grades = [row["grade"] for row in cells]
    assert grades == sorted(grades, key=["violation", "warning", "info"].index)


def test_json_holds_the_whole_report():
    """Every finding comes back from JSON as it was, with the counts beside it."""
    report = shapes.validate(store_of("ex:a a <http://purl.org/spar/datacite/Identifier> ."))
    content = msgspec.json.decode(shapes.as_json(report))
    assert msgspec.convert(content["findings"], tuple[Finding, ...]) == report.findings
    assert content["conforms"] is False
    assert content["counts"] == {"violation": 2, "warning": 0, "info": 0}


def test_the_report_graph_is_one_of_shacl():
    """The Turtle holds each result with what SHACL asks of one, and its place in the source."""
    store = graph_of(Record(type="Expression", provenance=full().provenance[:1]))
    report = shapes.validate(store)
    found = Graph().parse(data=shapes.as_turtle(report), format="turtle")
    rows = list(
        found.query(
            """PREFIX sh: <http://www.w3.org/ns/shacl#>
            PREFIX kg: <https://w3id.org/research-synthesis-kg/ontology#>
            SELECT ?node ?shape ?message ?severity ?component ?file {
              ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?r .
              ?r a sh:ValidationResult ; sh:focusNode ?node ; sh:sourceShape ?shape ;
                sh:resultMessage ?message ; sh:resultSeverity ?severity ;
                sh:sourceConstraintComponent ?component ; kg:file ?file }"""
        )
    )
    assert len(rows) == len(report.findings) > 0
    assert {str(row[5]) for row in rows} == {full().provenance[0].file}


def test_the_report_graph_conforms_only_without_any_result():
    """sh:conforms is as the standard has it, though warnings let a graph conform here."""
    found = Graph().parse(data=shapes.as_turtle(Report()), format="turtle")
    conforms = context.iri("sh:conforms")
    assert [str(value) for _, name, value in found if str(name) == conforms] == ["true"]


def test_values_come_back_as_terms():
    """A value with a language or a datatype is the same term in the report graph as in the data."""
    name = "<https://w3id.org/research-synthesis-kg/ontology#nameAsPublished>"
    found = store_of(f'ex:r a <http://purl.org/spar/pro/RoleInTime> ; {name} "a\\n\\"b"@de .')
    report = shapes.validate(found)
    value = next(one for one in report.findings if one.shape.endswith("#role-name"))
    assert (value.value, value.term) == ('a\n"b', '"a\\n\\"b"@de')
    written = Graph().parse(data=shapes.as_turtle(report), format="turtle")
    assert Literal('a\n"b', lang="de") in set(written.objects())


def test_what_is_kept_does_not_depend_on_the_order():
    """The first by shape and node are kept, whichever way findings come: one by one, or counted apart."""
    made = [
        Finding(severity="info", shape="s", component="c", message="m", focus=f"{number:03}")
        for number in range(100)
    ]
    first, second, third = Tally(limit=15), Tally(limit=15), Tally(limit=15)
    first.add(made)
    for part in (made[60:], made[:60], made[50:70]):
        apart = Tally(limit=15)
        apart.add(part)
        second.take(apart)
    third.add(reversed(made))
    assert first.report() == third.report()
    assert [one.focus for one in second.report().findings] == [f"{number:03}" for number in range(15)]
    assert first.report().counts["info"] == 100
