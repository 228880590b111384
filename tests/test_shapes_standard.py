"""Shapes as the standard allows them: what is found does not depend on how they hang together."""

from __future__ import annotations

import pytest
from shape_graphs import own_shapes, store_of

from kg import shapes
from kg.errors import ShapeError
from kg.shapes import selects

DATA = """
ex:a a ex:C ; ex:p ex:b ; ex:q ex:b ; ex:n 1 .
ex:b ex:r ex:c ; ex:n 2 .
"""


def _found(folder, turtle, data=DATA):
    """The local names of the nodes that are objected to, with the component."""
    report = shapes.validate(store_of(data), own_shapes(folder, turtle))
    short = [(one.focus.removeprefix("https://example.org/"), one.component) for one in report.findings]
    return sorted((focus, name.removesuffix("ConstraintComponent")) for focus, name in short)


def test_the_shapes_of_a_value_are_about_the_value(tmp_path):
    """Property shapes of a property shape look at its values, whatever target stands above."""
    nested = "ex:below sh:path ex:r ; sh:minCount 2 ."
    held = f"ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:on . {nested}"
    assert _found(tmp_path, f"{held} ex:on sh:path ex:p ; sh:property ex:below .") == [("b", "MinCount")]
    aimed = f"ex:on sh:targetNode ex:a ; sh:path ex:p ; sh:property ex:below . {nested}"
    assert _found(tmp_path, aimed) == [("b", "MinCount")]


def test_a_closed_shape_knows_its_properties(tmp_path):
    """A property shape may only list a property, if the shape that holds it is closed."""
    closed = """ex:s a sh:NodeShape ; sh:targetNode ex:b ; sh:closed true ; sh:property [ sh:path ex:n ] ."""
    assert _found(tmp_path, closed) == [("b", "Closed")]
    assert _found(tmp_path, closed.replace("ex:b ;", "ex:b ; sh:ignoredProperties ( ex:r ) ;")) == []


def test_siblings_share_no_values(tmp_path):
    """A value that two disjoint qualified shapes would have counts for neither."""
    one = "sh:path ex:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1"
    siblings = f"""ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property
        [ {one} ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ],
        [ {one} ; sh:qualifiedValueShape [ sh:nodeKind sh:BlankNodeOrIRI ] ] ."""
    assert _found(tmp_path, siblings) == [("a", "QualifiedMinCount")] * 2


def test_a_class_that_is_a_shape_is_about_its_instances(tmp_path):
    """The instances are targets, beside those that are written down."""
    shape = """ex:C a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:targetNode ex:b ;
        sh:property [ sh:path ex:r ; sh:minCount 2 ] ."""
    assert _found(tmp_path, shape) == [("a", "MinCount"), ("b", "MinCount")]


def test_a_text_may_be_a_target(tmp_path):
    """A target that is a literal is looked at, by constraints of the core and of SPARQL."""
    targets = "ex:s a sh:NodeShape ; sh:targetNode 'x', ex:a"
    assert _found(tmp_path, f"{targets} ; sh:nodeKind sh:IRI .") == [("x", "NodeKind")]
    select = "sh:sparql [ sh:select 'SELECT $this { FILTER(isLiteral($this)) }' ]"
    assert _found(tmp_path, f"{targets} ; {select} .") == [("x", "SPARQL")]


def test_prefixes_are_imported(tmp_path):
    """The prefixes of what a declaration imports are declared too."""
    shape = """ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [
        sh:prefixes ex:own ; sh:select 'SELECT $this { $this e:p ?any }' ] .
    ex:own <http://www.w3.org/2002/07/owl#imports> ex:other .
    ex:other sh:declare [ sh:prefix 'e' ; sh:namespace 'https://example.org/' ] ."""
    assert _found(tmp_path, shape) == [("a", "SPARQL")]


def test_blank_nodes_may_stand_in_a_ring(tmp_path):
    """Shapes are loaded, and checked, beside a description that leads back to itself."""
    ring = "_:a ex:next _:b . _:b ex:next _:a ."
    assert _found(
        tmp_path, f"ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal . {ring}"
    ) == [("a", "NodeKind")]


@pytest.mark.parametrize(
    "pattern",
    [
        "FILTER($this = ex:a)",
        "{ FILTER(false) } UNION { FILTER($this = ex:a) }",
        "{ { FILTER($this = ex:a) } FILTER(bound($this)) } FILTER(true)",
        "BIND($this AS ?that) FILTER(?that = ex:a)",
        "{ SELECT $this WHERE { FILTER($this = ex:a) } }",
        "$this ex:n ?n . FILTER NOT EXISTS { { ?any ex:n 1 } FILTER($this != ex:a) }",
        "{ SELECT $this (COUNT(?n) AS ?count) { $this ex:p ?n } GROUP BY $this } FILTER(?count = 1)",
    ],
)
def test_the_node_is_known_in_every_group(tmp_path, pattern):
    """What a group says of ``$this`` holds for the node, also where the group binds it by no triple."""
    prefixed = pattern.replace("ex:", "e:")
    shape = f"""ex:s a sh:NodeShape ; sh:targetNode ex:a, ex:b ; sh:sparql [
        sh:prefixes ex:own ; sh:select "SELECT $this {{ {prefixed} }}" ] .
    ex:own sh:declare [ sh:prefix 'e' ; sh:namespace 'https://example.org/' ] ."""
    assert _found(tmp_path, shape) == [("a", "SPARQL")]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("$this ex:p ?value", ["a"]),
        ("$this ex:n ?value", ["a"]),
        ("{ $this ex:n ?value } UNION { $this ex:p ?value }", ["a"]),
        ("{ $this ex:p ?value } UNION { $this ex:p ?other }", ["a"]),
        ("OPTIONAL { $this ex:p ?value }", ["a"]),
        ("$this ex:n ?n . FILTER NOT EXISTS { $this ex:p ?value . $this ex:n 2 }", ["a"]),
        ("$this ex:n ?n # $this ex:p ?value", ["a"]),
        ("$this ex:n ?n . FILTER(STR(?n) != ' $this ex:p ')", ["a"]),
        ("{ SELECT $this (COUNT(?o) AS ?n) { $this ex:n ?o } GROUP BY $this }", ["a"]),
        ("{ SELECT $this (COUNT(?o) AS ?n) { $this ex:p ?o } GROUP BY $this }", ["a"]),
        ("{ $this ex:p ?value } { FILTER($this = ex:a) } UNION { $this ex:q ?value }", ["a"]),
        ("?any ex:p ex:b . $this ex:n ?n", ["a"]),
        ("$this ex:n ?n . $this ?q ?o FILTER(?n > 1)", []),
    ],
)
def test_only_targets_are_looked_at(tmp_path, pattern, found):
    """Whether a query says by itself that a node is a target, or speaks of other nodes too.

    All nodes have ``ex:n``; only ``ex:a`` has ``ex:p`` and is a target.
    """
    prefixed = pattern.replace("ex:", "e:")
    shape = f"""ex:s a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql [
        sh:prefixes ex:own ; sh:select \"\"\"SELECT $this {{ {prefixed}
        }}\"\"\" ] .
    ex:own sh:declare [ sh:prefix 'e' ; sh:namespace 'https://example.org/' ] ."""
    assert _found(tmp_path, shape) == [(name, "SPARQL") for name in found]


def test_a_target_is_not_said_twice():
    """The pattern of targets stands where a solution may lack them, and nowhere else."""
    properties = {"e:p", "<http://example.org/p>"}
    said = (
        "$this e:p ?o",
        "$this e:q ?x . $this <http://example.org/p> ?o",
        "?x e:q 1 . { $this e:p 1 } UNION { $this e:p 2 . $this e:q 3 }",
        "{ SELECT $this (COUNT(?o) AS ?n) WHERE { $this e:p ?o } GROUP BY $this } FILTER(?n > 1)",
    )
    unsaid = (
        "$this e:q ?o",
        "OPTIONAL { $this e:p ?o }",
        "GRAPH ?g { $this e:p ?o }",
        "{ $this e:p 1 } UNION { $this e:q 2 }",
        "FILTER EXISTS { $this e:p ?o } $this e:q ?o",
        "?x e:q $this ; e:p ?o",
    )
    kept = [selects.over(f"SELECT $this {{ {one} }}", "TARGETS", properties) for one in (*said, *unsaid)]
    assert ["TARGETS" in one for one in kept] == [False] * len(said) + [True] * len(unsaid)


@pytest.mark.parametrize(
    ("select", "why"),
    [
        ("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
        ("SELECT $this { values ?any { true } }", "VALUES"),
        ("SELECT $this { BIND(1 AS $this) }", "no other value"),
        ("SELECT $this { { SELECT ?o { ?s ?p ?o } } }", "must select"),
        ("SELECT $this { { SELECT * { $this ?p ?o } } }", "must select"),
        ("SELECT ?value { $this ?p ?value }", "must select"),
    ],
)
def test_queries_that_the_standard_forbids_are_refused(tmp_path, select, why):
    """What would mean another thing once the node stands in the query is an error that says what is wrong."""
    with pytest.raises(ShapeError, match=why):
        own_shapes(tmp_path, f"ex:s sh:targetClass ex:C ; sh:sparql [ sh:select '{select}' ] .")


def test_what_stands_in_texts_and_comments_is_not_forbidden():
    """The words are looked for in the query itself, and a name that is one of them is another."""
    assert selects.fault('SELECT $this { $this <http://x/MINUS> "SERVICE" } # VALUES') == ""
    assert selects.fault("SELECT $this { $this ?minus ?o ; e:values 1 }") == ""
