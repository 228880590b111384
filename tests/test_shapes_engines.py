"""Two engines, one report: whatever pySHACL finds, the compiled engine finds, and nothing else."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import full
from shape_graphs import cases, graph_of, own_shapes, store_of

from kg import shapes, sources
from kg.errors import ShapeError
from kg.rdf import nquads
from kg.record import Record
from kg.shapes.batches import LINES
from kg.shapes.compiled import is_installed
from kg.shapes.engines import choose
from kg.stores import EmbeddedStore

needed = pytest.mark.skipif(not is_installed(), reason="the extra engine shacl is not installed")


def _both(store, chosen=None) -> tuple[shapes.Report, shapes.Report]:
    """The reports of the two engines on one store."""
    reference, compiled = (shapes.validate(store, chosen, engine=name) for name in ("pyshacl", "shacl"))
    return reference, compiled


def _loaded(data: bytes) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load([data])
    return store


@needed
def test_every_case_has_the_same_report():
    """On all bad and all good files the reports are equal, finding by finding, counts and places included."""
    for pattern in ("*/bad-*.ttl", "*/ok-*.ttl"):
        reference, compiled = _both(_loaded(cases(pattern)))
        assert compiled == reference
        assert bool(reference.findings) or pattern.startswith("*/ok")


_LINES = b"".join(nquads([full()])).splitlines(keepends=True)
_VALUES = [
    *sorted({line.split(b" ", 2)[2] for line in _LINES}),
    b'"" .\n',
    b'"2011-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
    b'"-3"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    b'"A \\u0001 \\"b\\""@en .\n',
]


@needed
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_damaged_graphs_have_the_same_report(seed):
    """Statements lost, doubled and given other values: both find the same faults, and there are some."""
    chance = random.Random(seed)
    damaged = list(_LINES)
    for _ in range(30):
        place = chance.randrange(len(damaged))
        subject, predicate, _ = _LINES[place].split(b" ", 2)
        changed = b" ".join((subject, predicate, chance.choice(_VALUES)))
        damaged[place] = chance.choice((b"", changed, damaged[place] + changed))
    reference, compiled = _both(_loaded(b"".join(damaged)))
    assert compiled == reference
    assert reference.findings


OWN = {
    "class": "sh:path ex:p ; sh:class ex:D",
    "closed": "a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( ex:p ex:q )",
    "disjoint": "sh:path ex:p ; sh:disjoint ex:q",
    "equals": "sh:path ex:p ; sh:equals ex:q",
    "flags": 'sh:path ex:q ; sh:pattern "^A" ; sh:flags "i"',
    "language": 'sh:path ex:q ; sh:languageIn ( "en" "fr" )',
    "length": "sh:path ex:q ; sh:minLength 2 ; sh:maxLength 3",
    "less": "sh:path ex:n ; sh:lessThan ex:m",
    "less or equal": "sh:path ex:n ; sh:lessThanOrEquals ex:m",
    "node": "sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    "numbers": "sh:path ex:n ; sh:minExclusive 1 ; sh:maxInclusive 2",
    "path of two": "sh:path ( ex:p ex:q ) ; sh:minCount 1",
    "path back": "sh:path [ sh:inversePath ex:p ] ; sh:minCount 1",
    "path of any length": "sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 2",
    "qualified": "sh:path ex:n ; sh:qualifiedValueShape [ sh:minInclusive 2 ] ; sh:qualifiedMinCount 2",
    "unique language": "sh:path ex:q ; sh:uniqueLang true",
    "exactly one": "sh:path ex:q ; sh:xone ( [ sh:datatype xsd:string ] [ sh:minLength 3 ] )",
}
"""Constraints that users may write, one of each kind."""

DATA = """
ex:1 a ex:C ; ex:p ex:2 ; ex:q "ab"@en, "abc"@en, "Äx"@de ; ex:n 1 , 2 ; ex:m 2 .
ex:2 a ex:C, ex:D ; ex:p ex:3, "x" ; ex:q "x" ; ex:n 3 ; ex:m 2 ; ex:other 1 .
ex:3 a ex:C ; ex:q "abcd" ; ex:n 2.5 .
"""


@needed
@pytest.mark.parametrize("kind", OWN)
def test_shapes_of_ones_own_have_the_same_report(tmp_path, kind):
    """Every kind of constraint finds the same in both engines, also where it looks from node to node."""
    own = own_shapes(tmp_path, f"ex:s sh:targetClass ex:C ; {OWN[kind]} .")
    reference, compiled = _both(store_of(DATA), own)
    told = [
        {(one.focus, one.path, one.term, one.component, one.severity) for one in report.findings}
        for report in (reference, compiled)
    ]
    assert told[0] == told[1] != set()


@needed
def test_nested_shapes_without_a_name_are_known(tmp_path):
    """A finding of a shape that is a blank node has the message and the grade that stand there."""
    own = own_shapes(
        tmp_path,
        """ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property [
            sh:path ex:m ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Give it an m." ] .""",
    )
    reference, compiled = _both(store_of(DATA), own)
    assert compiled == reference
    assert [(one.shape, one.severity, one.message) for one in compiled.findings] == [
        ("https://example.org/s", "warning", "Give it an m.")
    ]


@pytest.mark.shared
@needed
@pytest.mark.parametrize(
    "file",
    [
        "pubmed/pubmedsample_2019.xml.gz",
        "vufind-core",
        "nbib",
        "bibtex",
    ],
)
def test_real_records_have_the_same_report(shared, file):
    """Records of many sources, mapped: the same findings in both engines."""
    records = [one for one in sources.read(str(shared / "data" / file)) if isinstance(one, Record)][:150]
    reference, compiled = _both(graph_of(*records))
    assert records
    assert compiled == reference


def test_small_graphs_are_left_to_the_reference():
    """Left to choose, pySHACL takes what is a batch, and shapes that look further."""
    assert choose("auto", shapes.load_shapes(), LINES) == "pyshacl"


@needed
def test_large_graphs_are_for_the_compiled_engine(tmp_path):
    """More than a batch is for the engine that is fast, if the shapes allow batches."""
    further = own_shapes(tmp_path, "ex:s sh:targetClass ex:C ; sh:path ( ex:p ex:q ) ; sh:minCount 1 .")
    assert choose("auto", shapes.load_shapes(), LINES + 1) == "shacl"
    assert choose("auto", further, LINES + 1) == "pyshacl"


def test_an_engine_that_is_not_there(monkeypatch):
    """A name that no engine has, and one that is not installed, are errors that say what to do."""
    with pytest.raises(ShapeError, match="no engine 'jena'; there are: auto, pyshacl, shacl"):
        shapes.validate(store_of(DATA), engine="jena")
    with pytest.raises(ShapeError, match="no engine 'jena'"):
        shapes.validate_chunks([], engine="jena")
    monkeypatch.setitem(sys.modules, "shacl", None)
    assert choose("auto", shapes.load_shapes(), LINES + 1) == "pyshacl"
    with pytest.raises(ShapeError, match=r"pip install .*\[fast\]"):
        shapes.validate(store_of(DATA), engine="shacl")


def test_blank_nodes_of_different_batches_stay_apart(tmp_path):
    """Each blank node that a constraint objects to is found, whichever engine, whole and in a sample."""
    constraint = "ex:s sh:targetSubjectsOf ex:a ; sh:path ex:p ; sh:minCount 1 ; sh:message 'Add.' ."
    own = own_shapes(tmp_path, constraint)
    store = EmbeddedStore()
    triple = "_:b{} <https://example.org/a> <https://example.org/{}> .\n"
    store.load(triple.format(one, value).encode() for one in range(60) for value in range(5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.shapes.batches.batches.__kwdefaults__", {"size": 50})
        for engine in ("pyshacl", "shacl") if is_installed() else ("pyshacl",):
            assert shapes.validate(store, own, engine=engine).counts["violation"] == 60
            assert shapes.validate(store, own, engine=engine, sample=100).counts["violation"] == 60
