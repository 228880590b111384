"""How the work is divided: batches for the engines, queries for the store, the same findings."""

from __future__ import annotations

import io
import random

import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from shape_graphs import cases, graph_of, own_shapes, store_of

from kg import resources, shapes, sources
from kg.record import Record
from kg.shapes.batches import batches, blocks
from kg.shapes.near import near
from kg.shapes.reference import engine
from kg.stores import EmbeddedStore


def test_the_shipped_shapes_look_at_one_node_at_a_time():
    """So a graph may be cut into batches between any two subjects."""
    assert shapes.load_shapes().local


@pytest.mark.parametrize(
    "turtle",
    [
        "sh:path ( ex:p ex:q ) ; sh:minCount 1",
        "sh:path [ sh:inversePath ex:p ] ; sh:minCount 1",
        "sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
        "sh:path ex:p ; sh:or ( [ sh:path ex:q ; sh:minCount 1 ] [ sh:nodeKind sh:Literal ] )",
    ],
)
def test_shapes_that_look_further_see_the_whole_graph(tmp_path, turtle):
    """A user's shape that follows a path beyond its focus node gets the graph in one piece."""
    own = own_shapes(tmp_path, f"ex:s a sh:PropertyShape ; sh:targetClass ex:C ; {turtle} .")
    assert not own.local


def test_a_batch_of_one_subject_finds_what_one_of_all_finds():
    """The size of a batch changes nothing: every case, node by node and all at once."""
    lines = io.BytesIO(cases("*/bad-*.ttl")).readlines()
    check = engine(shapes.load_shapes())
    found = [{one for data in batches(lines, size=size) for one in check(data)} for size in (40, len(lines))]
    assert len(found[1]) > 250
    assert found[0] == found[1]


def test_progress_goes_through_all_statements_and_constraints():
    """Each step begins at nothing and never goes back; the statements end at their number."""
    store = EmbeddedStore()
    store.load([cases("role/bad-*.ttl")])
    told: list[tuple[str, int, int]] = []
    shapes.validate(store, progress=lambda *one: told.append(one))
    steps = {step: [(done, total) for name, done, total in told if name == step] for step, _, _ in told}
    assert list(steps) == ["check statements", "check across nodes"]
    assert steps["check statements"][-1] == (len(store), len(store))
    for found in steps.values():
        assert found[0][0] == 0
        assert found == sorted(found)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), unique=True).map(sorted),
    st.integers(1, 8),
)
def test_batches_part_no_subject(pairs, size):
    """Batches together are the input, and no subject is in two of them."""
    lines = [f"<s{subject}> <p> <o{value}> .\n".encode() for subject, value in pairs]
    made = list(batches(lines, size=size))
    assert b"".join(made) == b"".join(lines)
    subjects = [{line.split()[0] for line in batch.splitlines()} for batch in made]
    assert sum(map(len, subjects)) == len(set().union(*subjects))


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 99)), unique=True).map(sorted),
    st.integers(1, 60),
)
def test_blocks_part_no_subject(pairs, size):
    """Wherever a block of bytes ends, batches together are the input, and no subject is in two."""
    lines = [f"<s{subject}> <p> <o{value}> .\n".encode() for subject, value in pairs]
    made = list(blocks(io.BytesIO(b"".join(lines)), size=size))
    assert b"".join(made) == b"".join(lines)
    subjects = [{line.split()[0] for line in batch.splitlines()} for batch in made]
    assert sum(map(len, subjects)) == len(set().union(*subjects))


@pytest.mark.parametrize("graph", ["", " <https://example.org/g>"])
@pytest.mark.parametrize("folder", ["store", None])
def test_an_embedded_store_gives_whole_subjects(tmp_path, monkeypatch, folder, graph):
    """Each subject is in one batch, on disk and in memory, in named graphs too, whatever came in when."""
    monkeypatch.setattr("kg.shapes.batches._BLOCK", 2000)
    lines = cases("role/ok-*.ttl").replace(b" .\n", f"{graph} .\n".encode()).splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    store = EmbeddedStore(folder and tmp_path / folder)
    store.load(lines)
    with near(store) as found:
        made = list(found.batches())
    assert sorted(b"".join(made).splitlines(keepends=True)) == list(store.quads())
    subjects = [{line.split()[0] for line in batch.splitlines()} for batch in made]
    assert sum(map(len, subjects)) == len(set().union(*subjects))


@pytest.mark.parametrize("folder", ["global", "abstract", "accession", "provenance", "role", "topic"])
def test_queries_over_the_store_find_what_pyshacl_finds(folder):
    """A SPARQL constraint run once as a query gives the results of pySHACL, node by node."""
    whole = Graph()
    for name in (folder, "prefixes"):
        whole.parse(resources.path("shapes", f"{name}.ttl"))
    data = Graph().parse(data=cases(f"{folder}/bad-*sparql*.ttl"), format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=whole)
    rows = results.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?shape ?node ?value { ?r sh:sourceShape ?shape ; sh:focusNode ?node ;
          sh:sourceConstraintComponent sh:SPARQLConstraintComponent OPTIONAL { ?r sh:value ?value } }"""
    )
    expected = {
        (str(shape), str(node), "" if value is None or value == node else str(value))
        for shape, node, value in rows
    }
    store = EmbeddedStore()
    store.load([cases(f"{folder}/bad-*sparql*.ttl")])
    report = shapes.validate(store)
    names = {shape for shape, _, _ in expected}
    found = {
        (one.shape, one.focus, one.value if one.value != one.focus else "")
        for one in report.findings
        if one.shape in names
    }
    assert expected
    assert found == expected


def test_a_value_that_cannot_be_compared_is_a_finding(tmp_path):
    """pySHACL breaks off at it; the report names the node, and the other nodes are still checked."""
    own = own_shapes(
        tmp_path,
        "ex:s sh:targetSubjectsOf ex:a ; sh:path ex:a ; sh:lessThanOrEquals ex:b ; sh:message 'Swap.' .",
    )
    data = [f"ex:right{n} ex:a 1 ; ex:b 2 ." for n in range(5)]
    data += ['ex:ill ex:a "soon"^^xsd:date ; ex:b "2011-01-01"^^xsd:date .', "ex:wrong ex:a 3 ; ex:b 2 ."]
    report = shapes.validate(store_of(" ".join(data)), own)
    assert {(one.focus.rpartition("/")[2], one.component) for one in report.findings} == {
        ("ill", "failure"),
        ("wrong", "LessThanOrEqualsConstraintComponent"),
    }
    assert not report.conforms
    assert shapes.as_turtle(report)


def test_ill_typed_literals_are_not_logged(caplog):
    """A bad date is a finding, not a traceback on standard error."""
    event = "ex:e a <https://w3id.org/research-synthesis-kg/ontology#Event>"
    report = shapes.validate(store_of(f'{event} ; <http://purl.org/dc/terms/date> "2011-02-30"^^xsd:date .'))
    assert "event-date" in {one.shape.rpartition("#")[2] for one in report.findings}
    assert caplog.records == []


@pytest.mark.shared
@pytest.mark.parametrize("name", ["pubmed4.xml", "pubmed7.xml", "pubmed_result_mainfinding_2020.xml.gz"])
def test_real_records_have_no_false_alarm(shared, name):
    """Records of PubMed, mapped, have no violation: a false alarm would hide the true ones."""
    records = [
        found for found in sources.read(str(shared / "data" / "pubmed" / name)) if isinstance(found, Record)
    ]
    report = shapes.validate(graph_of(*records))
    assert records
    assert [(one.shape, one.focus, one.value) for one in report.findings if one.severity == "violation"] == []
