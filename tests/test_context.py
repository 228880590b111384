"""The context: what it expands, and that every term in it exists in its vocabulary, as it is used."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg import context, resources
from kg.errors import ResourceError

_FORMATS = {".ttl": pyoxigraph.RdfFormat.TURTLE, ".nq": pyoxigraph.RdfFormat.N_QUADS}
_CLASSES = ("owl:Class", "rdfs:Class")
_PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property")
_NOT_INDIVIDUALS = (*_CLASSES, *_PROPERTIES, "owl:Ontology")


@cache
def vocabularies(shared: Path) -> Mapping[str, frozenset[str]]:
    """Each IRI that a vocabulary types, with its types; of FaBiO and DataCite the current version."""
    folder = shared / "ontologies"
    found: dict[str, set[str]] = {}
    files = [
        folder / "dcmi/dcterms.ttl",
        folder / "coar/coar_access_rights.ttl",
        resources.path("ontologies", "kg.ttl"),
        resources.path("ontologies", "credit.ttl"),
    ]
    files += [*sorted(folder.glob("spar/*.ttl")), *sorted(folder.glob("zazuko/*.nq"))]
    bibframe = gzip.decompress((folder / "bibframe/bibframe.rdf.gz").read_bytes())
    graphs = [pyoxigraph.parse(bibframe, format=pyoxigraph.RdfFormat.RDF_XML)]
    graphs += [pyoxigraph.parse(path=str(file), format=_FORMATS[file.suffix]) for file in files]
    for graph in graphs:
        for quad in graph:
            if quad.predicate.value == context.iri("rdf:type") and isinstance(
                quad.subject, pyoxigraph.NamedNode
            ):
                found.setdefault(quad.subject.value, set()).add(quad.object.value)
    return {iri: frozenset(types) for iri, types in found.items()}


def uses(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each term of a context with how it is used: as class, property or individual."""
    for name, definition in content.items():
        if isinstance(definition, Mapping):
            yield name, "property"
            yield from ((nested, "individual") for nested in individuals(definition))
        elif isinstance(definition, str) and name not in context.prefixes() and name[0].isupper():
            yield name, "class"


def individuals(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that a field allows; those of ``kind`` are properties."""
    return (
        tuple(definition.get("@context", ()))
        if definition["@id"] != "cito:hasCitationCharacterization"
        else ()
    )


def is_a(types: frozenset[str], kinds: tuple[str, ...]) -> bool:
    """Whether one of the types is one of the kinds."""
    return not types.isdisjoint(map(context.iri, kinds))


def test_prefix_and_term_expand() -> None:
    """A short name and a term expand to the namespace of the prefix and the local name."""
    assert context.iri("skos:notation") == context.prefixes()["skos"] + "notation"
    assert context.iri("titles") == context.iri("dcterms:title")
    assert context.iri("year") == context.iri("fabio:hasPublicationYear")


def test_term_below_a_field_expands() -> None:
    """Terms that the context has only below a field (roles, statuses, schemes) are known as well."""
    assert context.iri("retracted") == context.prefixes()["pso"] + "retracted-from-publication"
    assert context.iri("issnl") == context.iri("fabio:hasIssnL"), "a term of the context itself wins"


@pytest.mark.parametrize("name", ["", "no-such-term", "nosuchprefix:Thing", "@id", "fabio", ":Thing"])
def test_unknown_name_is_an_error(name: str) -> None:
    """What the context cannot expand is an error, never a guess."""
    with pytest.raises(ResourceError):
        context.iri(name)


def test_term_inverts_iri() -> None:
    """The term of a class's IRI is the class, and an IRI without a term is an error."""
    assert context.term(context.iri("RetractionNotice")) == "RetractionNotice"
    assert context.term(context.iri("translator")) == "translator"
    with pytest.raises(ResourceError):
        context.term(context.prefixes()["fabio"] + "Tweet")


def test_prefixes_cannot_be_changed() -> None:
    """The prefixes are read once and shared, so nobody can change them."""
    with pytest.raises(TypeError):
        context.prefixes()["fabio"] = "elsewhere"  # type: ignore[index]


def test_prefixes_are_namespaces() -> None:
    """Every prefix is an IRI that ends where local names begin, and no alias is one."""
    assert {"id", "type", "date", "Article"}.isdisjoint(context.prefixes())
    assert all(namespace.startswith("http") for namespace in context.prefixes().values())


@pytest.mark.shared
def test_every_term_exists_in_its_vocabulary_as_it_is_used(shared: Path) -> None:
    """No term is misspelt or taken for another kind: classes, properties and individuals are such."""
    known = vocabularies(shared)
    wrong = []
    for name, use in uses(context.load()):
        types = known.get(context.iri(name) if use != "individual" else _nested(name), frozenset())
        fits = {
            "class": is_a(types, _CLASSES),
            "property": is_a(types, _PROPERTIES),
            "individual": bool(types) and not is_a(types, _NOT_INDIVIDUALS),
        }[use]
        if not fits:
            wrong.append((name, use, sorted(types)))
    assert not wrong


def _nested(name: str) -> str:
    """The IRI of an individual: ``issnl`` is a property of the context and a scheme below a field."""
    for definition in context.load().values():
        if isinstance(definition, Mapping) and name in individuals(definition):
            return context.iri(definition["@context"][name])
    raise AssertionError(name)


@pytest.mark.shared
def test_kinds_of_relation_are_properties(shared: Path) -> None:
    """Each value of ``kind`` is a property that links, and the field of the same name is it too."""
    kinds: Mapping[str, str] = context.load()["kind"]["@context"]
    assert kinds
    for name, compact in kinds.items():
        types = vocabularies(shared)[context.iri(compact)]
        assert is_a(types, ("owl:ObjectProperty", "rdf:Property")), name
        assert not is_a(types, ("owl:DatatypeProperty",)), name
        assert context.load()[name]["@id"] == compact


def test_no_kind_of_relation_is_another_field_of_a_publication() -> None:
    """A part or a whole that a source relates is not taken for the venue, an abstract or a reference."""
    kinds = context.load()["kind"]["@context"]
    others = [
        definition["@id"]
        for name, definition in context.load().items()
        if isinstance(definition, Mapping) and name not in kinds
    ]
    assert set(others).isdisjoint(kinds.values())
    assert len(set(kinds.values())) == len(kinds)


def test_own_terms_are_defined_and_described() -> None:
    """Every ``kg:`` name in the context is defined in kg.ttl with a label and a comment."""
    own = context.prefixes()["kg"]
    described: dict[str, set[str]] = {}
    for quad in pyoxigraph.parse(resources.read_bytes("ontologies", "kg.ttl"), pyoxigraph.RdfFormat.TURTLE):
        described.setdefault(quad.subject.value, set()).add(quad.predicate.value)
    named = {context.iri(compact) for compact in _compact_names(context.load())}
    missing = {
        iri
        for iri in named
        if iri.startswith(own)
        and not {context.iri("rdfs:label"), context.iri("rdfs:comment")} <= described.get(iri, set())
    }
    assert not missing


def _compact_names(content: Mapping[str, Any]) -> Iterator[str]:
    for name, definition in content.items():
        if isinstance(definition, Mapping):
            yield definition["@id"]
            yield from definition.get("@context", {}).values()
        elif isinstance(definition, str) and name not in context.prefixes() and ":" in definition:
            yield definition


@pytest.mark.shared
def test_classes_of_works_and_expressions_are_apart(shared: Path) -> None:
    """The two groups of classes in the context are branches of FaBiO, and no class is in both."""
    names = [name for name, use in uses(context.load()) if use == "class"]
    expressions = names[names.index("Expression") : names.index("Work")]
    works = names[names.index("Work") :]
    for group, root, other in ((expressions, "Expression", "Work"), (works, "Work", "Expression")):
        assert group[1:] == sorted(group[1:]), "alphabetical"
        for name in group:
            above = superclasses(shared, context.iri(name))
            assert context.iri(root) in above, name
            assert context.iri(other) not in above, name


@cache
def _parents(shared: Path) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in ("fabio", "frbr"):
        for quad in pyoxigraph.parse(path=str(shared / f"ontologies/spar/{name}.ttl")):
            if quad.predicate.value == context.iri("rdfs:subClassOf") and isinstance(
                quad.object, pyoxigraph.NamedNode
            ):
                found.setdefault(quad.subject.value, set()).add(quad.object.value)
    return {iri: frozenset(parents) for iri, parents in found.items()}


def superclasses(shared: Path, iri: str) -> frozenset[str]:
    """The class and all classes above it, in FaBiO and FRBR."""
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(_parents(shared).get(current, ()))
    return frozenset(found)
