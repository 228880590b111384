"""What constraints look at: counted in a graph, and recorded for the real input."""

from __future__ import annotations

from mutants import reporting
from real_constraints import GOLDEN, HEADS, rows, table
from shape_graphs import store_of

DATA = """
@prefix datacite: <http://purl.org/spar/datacite/> .
@prefix literal: <http://www.essepuntato.it/2010/06/literalreification/> .
ex:1 a datacite:Identifier ; datacite:usesIdentifierScheme datacite:pmid ; literal:hasLiteralValue "12" .
ex:2 a datacite:Identifier ; datacite:usesIdentifierScheme datacite:pmid ; literal:hasLiteralValue "a", "12" .
"""


def test_nodes_and_findings_are_counted():
    """A constraint of the core and one of SPARQL: the nodes of its target, and what it objects to."""
    found = {(name, part): (nodes, count) for name, part, nodes, count in rows(store_of(DATA))}
    assert found["identifier-value", "MaxCount"] == (2, 1)
    assert found["identifier-value", "MinCount"] == (2, 0)
    assert found["identifier-pmid", "SPARQL"] == (2, 1)
    assert found["role-kind", "In"] == (0, 0)


def test_the_table_has_a_line_for_each():
    """The table that is printed names the columns, and each constraint at least once."""
    lines = [line.split("\t") for line in table(store_of(DATA)).splitlines()]
    assert lines[0] == list(HEADS)
    assert {line[0] for line in lines[1:]} == {str(one).rpartition("#")[2] for one in reporting()}


def test_the_recorded_table_is_of_these_constraints():
    """Each constraint is in the recorded table; else look, and run tests/real_constraints.py."""
    lines = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    now = [[name, part] for name, part, _, _ in rows(store_of(DATA))]
    assert [line[:2] for line in lines] == [list(HEADS[:2]), *now]


def test_each_constraint_has_real_data_to_look_at():
    """No constraint is about a kind of node that no real record makes."""
    lines = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines()[1:]]
    assert [line[0] for line in lines if int(line[2]) == 0] == []
