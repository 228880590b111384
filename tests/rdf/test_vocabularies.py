"""Every term is in its vocabulary, and used as that says: kinds, domains, ranges, disjoint classes.

A term's domain and range, and what it narrows, are those that the vocabulary which owns it states.
FaBiO, for one, narrows ``dcterms:dateSubmitted`` to ``xsd:dateTime`` in its own file; DCMI says any
literal, and DCMI counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest
from samples import EXPRESSIONS, full

from kg import context
from kg.rdf import described, nquads
from kg.rdf.writer import fields, term
from kg.record import Identifier, Venue
from ontologies import FILES, Ontology, load, owner

pytestmark = pytest.mark.shared

_CLASS = frozenset({"rdfs:Class", "owl:Class"})
_OBJECT = "owl:ObjectProperty"
_DATA = "owl:DatatypeProperty"
_KINDS = [kind for name in described.__all__ if issubclass(kind := getattr(described, name), described.Node)]
_KINDS.remove(described.Node)
_FIELDS = {field.name: field for kind in _KINDS for field in fields(kind)}


@pytest.fixture
def ontology(shared: Path) -> Ontology:
    """The vocabularies; no test changes them."""
    return _loaded(shared / "ontologies")


_loaded = cache(load)


def _prefix(iri: str) -> str:
    return max((name for name, start in context.prefixes().items() if iri.startswith(start)), key=len)


def _declared(ontology: Ontology, iri: str) -> set[str]:
    names = (
        "rdf:Property",
        _OBJECT,
        _DATA,
        "owl:AnnotationProperty",
        "owl:NamedIndividual",
        "skos:Concept",
        *_CLASS,
    )
    return {name for name in names if context.iri(name) in ontology.types(iri, _prefix(iri))}


@pytest.mark.parametrize("name", sorted(_FIELDS))
def test_a_field_is_a_property_of_its_vocabulary(ontology: Ontology, name: str) -> None:
    """The term of each field is declared a property, and not one of the other kind of values."""
    field = _FIELDS[name]
    kinds = _declared(ontology, field.term.iri)
    links = field.term.coercion in {"@id", "@vocab"}
    assert kinds & {"rdf:Property", _OBJECT, _DATA}
    assert (_DATA if links else _OBJECT) not in kinds


@pytest.mark.parametrize("name", ["access", "credit", "kind", "role", "scheme", "status"])
def test_a_word_is_an_individual_of_its_vocabulary(ontology: Ontology, name: str) -> None:
    """What ``@vocab`` allows in a field is declared, and is not a class."""
    for word, iri in term(name).values.items():
        types = ontology.types(iri, _prefix(iri))
        assert types, word
        assert not types & {context.iri(one) for one in _CLASS}, word


def test_a_class_is_a_class_of_its_vocabulary(ontology: Ontology) -> None:
    """Every class of the context is declared one."""
    names = [
        name
        for name, value in context.load().items()
        if isinstance(value, str) and name[0].isupper() and ":" in value
    ]
    assert len(names) > 90
    assert [name for name in names if not _declared(ontology, context.iri(name)) & _CLASS] == []


# -- inference ---------------------------------------------------------------------------------


class _Inferred:
    """The classes of the nodes of a graph, as RDFS infers them from named classes."""

    def __init__(self, ontology: Ontology, lines: bytes) -> None:
        self._ontology = ontology
        self.quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
        self.types: dict[str, set[str]] = defaultdict(set)
        for quad in self.quads:
            for node, found in self._told(quad):
                self.types[node.value] |= found
        for node, found in self.types.items():
            self.types[node] = ontology.closure(found, "rdfs:subClassOf")

    def _told(self, quad: ox.Quad) -> Iterator[tuple[ox.NamedNode, set[str]]]:
        """What one statement says of the classes of its subject and object."""
        if quad.predicate.value == context.iri("rdf:type"):
            yield quad.subject, {quad.object.value}
            return
        for name, prefix in self._ontology.broader(quad.predicate.value).items():
            yield quad.subject, _only(self._ontology, name, "rdfs:domain", prefix)
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object, _only(self._ontology, name, "rdfs:range", prefix)


def _only(ontology: Ontology, iri: str, name: str, prefix: str) -> set[str]:
    """The named classes that a domain or range is; a union says of no member that it is meant."""
    found = ontology.values(ox.NamedNode(iri), name, prefix)
    return {one.value for one in found if isinstance(one, ox.NamedNode)}


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_nothing_is_of_two_disjoint_classes(ontology: Ontology, kind: str) -> None:
    """A publication of any class, with every field, is consistent: a work is no expression, ..."""
    pairs = ontology.disjoint()
    assert frozenset((context.iri("frbr:Work"), context.iri("frbr:Expression"))) in pairs
    assert _contradictions(ontology, b"".join(nquads([full(kind, kind)]))) == []


def _contradictions(ontology: Ontology, lines: bytes) -> list[tuple[str, frozenset[str]]]:
    """The nodes that are of two disjoint classes, with the classes."""
    pairs, inferred = ontology.disjoint(), _Inferred(ontology, lines)
    return [(node, pair) for node, types in inferred.types.items() for pair in pairs if pair <= types]


@pytest.mark.parametrize(
    "lines",
    [
        "<x:a> <{rdf:type}> <{SystematicReview}> . <x:a> <{rdf:type}> <{JournalArticle}> .",
        "<x:a> <{frbr:realization}> <x:b> . <x:b> <{rdf:type}> <{Erratum}> .",
    ],
)
def test_two_disjoint_classes_are_found(ontology: Ontology, lines: str) -> None:
    """The test above can fail: by what is stated of a node, and by what a property says of it."""
    filled = re.sub(r"\{(.+?)\}", lambda name: context.iri(name[1]), lines).replace(" . ", " .\n")
    assert _contradictions(ontology, filled.encode())


def test_a_union_as_domain_or_range_has_a_member_that_fits(ontology: Ontology) -> None:
    """A node in the place of a union is of no class that excludes all members of the union."""
    pairs = ontology.disjoint()
    inferred = _Inferred(ontology, b"".join(nquads([full()])))
    for quad in inferred.quads:
        prefix = owner(quad.predicate.value)
        for name, node in (("rdfs:domain", quad.subject), ("rdfs:range", quad.object)):
            for union in ontology.values(quad.predicate, name, prefix) if prefix else ():
                members = [one.value for one in ontology.members(union) if isinstance(union, ox.BlankNode)]
                if isinstance(node, ox.NamedNode) and members:
                    fits = [
                        one
                        for one in members
                        if not any(pair <= inferred.types[node.value] | {one} for pair in pairs)
                    ]
                    assert fits, (str(quad), name)


# -- literals ----------------------------------------------------------------------------------

_ANY = frozenset({"rdfs:Literal", "rdfs:Resource"})


def _in_range(ontology: Ontology, literal: ox.Literal, range_: object) -> bool:
    """Whether a literal lies in a datatype, a union of datatypes, or one with a pattern."""
    if isinstance(range_, ox.NamedNode):
        return range_.value in {context.iri(name) for name in _ANY} or literal.datatype.value == range_.value
    members = list(ontology.members(range_))
    if members:
        return any(_in_range(ontology, literal, member) for member in members)
    base = next(ontology.values(range_, "owl:onDatatype"))
    facets = [
        pattern.value
        for cell in ontology.values(range_, "owl:withRestrictions")
        for facet in ontology.listed(cell)
        for pattern in ontology.values(facet, "xsd:pattern")
    ]
    assert facets
    return _in_range(ontology, literal, base) and all(re.fullmatch(facet, literal.value) for facet in facets)


def _violations(ontology: Ontology, lines: bytes) -> list[str]:
    """The statements with a literal beyond the range of the property, or of one that it narrows."""
    return [
        f"{quad} is not in the range of {name}"
        for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.object, ox.Literal)
        for name, prefix in ontology.broader(quad.predicate.value).items()
        for range_ in (ontology.values(ox.NamedNode(name), "rdfs:range", prefix) if prefix else ())
        if not _in_range(ontology, quad.object, range_)
    ]


@pytest.mark.parametrize("kind", ["JournalArticle", "BookChapter", "DoctoralThesis"])
def test_a_literal_lies_in_the_range_of_its_property(ontology: Ontology, kind: str) -> None:
    """No text with a language where a plain string is asked for, no day where a year is."""
    assert _violations(ontology, b"".join(nquads([full(kind, "Book")]))) == []


def test_a_journal_number_with_a_letter_is_reified_only(ontology: Ontology) -> None:
    """FaBiO takes only digits for the NLM's number of a journal; some end in a letter."""
    number = Identifier(scheme="nlm", value="9802571R")
    venue = Venue(type="Journal", title="Lancet", identifiers=(number,))
    lines = b"".join(nquads([msgspec.structs.replace(full(), venue=venue)]))
    assert b'"9802571R"' in lines
    assert _violations(ontology, lines) == []


@pytest.mark.parametrize(
    ("name", "literal"),
    [
        ("subtitles", '"a trial"@en'),
        ("year", '"2011"'),
        ("publication_date", '"2011"'),
        ("nlm", '"100968562R"'),
    ],
)
def test_a_literal_beyond_its_range_is_found(ontology: Ontology, name: str, literal: str) -> None:
    """The test above can fail: for a language, a missing datatype, a union, and a pattern."""
    assert len(_violations(ontology, f"<x:a> <{term(name).iri}> {literal} .\n".encode())) == 1


def test_the_ontologies_are_those_beside_the_checkout(shared: Path) -> None:
    """Each vocabulary that owns a term of the context is there."""
    assert [file for file in FILES.values() if not (shared / "ontologies" / file).is_file()] == []
