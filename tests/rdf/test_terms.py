"""The context and the nodes are one: every field is a term, every term is a field's."""

from __future__ import annotations

import re

import msgspec
import pytest
from samples import EXPRESSIONS, WORKS, full

from kg import context, ids, resources
from kg.rdf import BASE, describe, described
from kg.rdf.clusters import Member, clustered
from kg.rdf.writer import fields, term
from kg.record import Record, Text

_KINDS = [kind for name in described.__all__ if issubclass(kind := getattr(described, name), described.Node)]
_KINDS.remove(described.Node)
_USED = {field.name for kind in _KINDS for field in fields(kind)}
_TERMS = {name for name, value in context.load().items() if isinstance(value, dict)}
_CLASSES = {
    name
    for name, value in context.load().items()
    if isinstance(value, str) and name[0].isupper() and name not in context.prefixes()
}


def test_every_field_of_a_node_is_a_term() -> None:
    """What a node can say, the context can say; and the nodes are all there."""
    assert len(_KINDS) > 15
    assert set() == _USED - _TERMS


def test_every_term_is_a_field_of_a_node() -> None:
    """The context defines nothing that no node says."""
    assert set() == _TERMS - _USED


def test_every_prefix_is_used() -> None:
    """The context, the tables and the code use every prefix."""
    content = " ".join(path.read_text() for path in resources.files("ontologies", "*.ttl"))
    values = " ".join(
        re.findall(r'"([a-z0-9-]+:)', resources.read_bytes("ontologies", "context.jsonld").decode())
    )
    in_code = {"iso639-2", "mesh", "owl", "rdf", "sh"}
    unused = [name for name in context.prefixes() if f"{name}:" not in values and name not in in_code]
    assert [name for name in unused if f" {name}:" not in content] == []


def test_every_class_is_given_to_something() -> None:
    """A class of the context is given by the description, or is one that readers and tables give."""
    description = describe(full())
    cluster = clustered(
        [Member("expression/pmid/1#author-1", "A"), Member("expression/pmid/2#author-1", "A")], BASE
    )
    given = {name for node in (*description.own, *description.shared, *cluster) for name in node.type}
    assert _CLASSES - given - set(EXPRESSIONS) - set(WORKS) == set()


def test_the_schemes_are_those_of_the_identifiers() -> None:
    """Every scheme that an identifier can have has an IRI, and no other has."""
    assert set(term("scheme").values) == set(ids.SCHEMES)


def test_the_kinds_of_relation_are_fields_of_the_expression() -> None:
    """What a reference can be characterised as is a direct property too, with the same IRI."""
    kinds = term("kind").values
    assert set(kinds) <= set(described.ExpressionNode.__struct_fields__)
    assert {kind: term(kind).iri for kind in kinds} == dict(kinds)


def test_the_fields_of_a_record_reach_the_graph() -> None:
    """A full record without one of its fields gives another graph, but for what stays in the records."""
    record = full()
    whole = describe(record)
    empty = {
        "extra": (),
        "key": None,
        **{field.name: field.default for field in msgspec.structs.fields(Record)},
    }
    silent = [
        name
        for name in record.__struct_fields__
        if name not in {"type", "key"}
        and describe(msgspec.structs.replace(record, **{name: empty[name]})) == whole
    ]
    assert silent == ["extra", "changes"]


@pytest.mark.parametrize("kind", _KINDS)
def test_a_node_is_flat(kind: type[described.Node]) -> None:
    """A field holds literals or IRIs, never another node."""
    assert {field.value for field in fields(kind)} <= {str, int, bool, Text, described.Typed}


def test_no_two_terms_of_a_node_have_one_meaning() -> None:
    """Within one kind of node a property stands for one field: it can be read back."""
    for kind in _KINDS:
        iris = [field.term.iri for field in fields(kind)]
        assert len(iris) == len(set(iris)), kind
