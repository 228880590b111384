"""Reads the concept schemes of ``ontologies/*.ttl``: what they say stands there, not here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import msgspec
import pyoxigraph

from kg import context, resources
from kg.errors import ResourceError

__all__ = ["Concept", "by_label", "concepts", "denoted", "fold", "members", "noted"]

_LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
_BLANKS = re.compile(r"\s+")


class Concept(msgspec.Struct, frozen=True):
    """A concept: its IRI and its values, the text of literals or the IRI of resources, by property."""

    iri: str
    values: Mapping[str, tuple[str, ...]]

    def all(self, *names: str) -> tuple[str, ...]:
        """The values of the properties, each a short name such as ``skos:altLabel``."""
        return tuple(value for name in names for value in self.values.get(context.iri(name), ()))

    def one(self, name: str) -> str:
        """The first value of the property, ``""`` where there is none."""
        return next(iter(self.all(name)), "")

    def spellings(self) -> tuple[str, ...]:
        """Its labels, preferred, alternative and hidden."""
        return self.all(*_LABELS)


@cache
def concepts(file: str) -> Mapping[str, Concept]:
    """The resources that a file describes, by IRI, in the order of the file.

    Raises:
        ResourceError: the file is missing or is not Turtle.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for triple in _triples(file):
        if not isinstance(triple.subject, pyoxigraph.NamedNode):
            continue
        value = "" if isinstance(triple.object, pyoxigraph.Triple) else triple.object.value
        properties = found.setdefault(triple.subject.value, {})
        properties.setdefault(triple.predicate.value, []).append(value)
    return MappingProxyType(
        {
            iri: Concept(iri, {name: tuple(values) for name, values in properties.items()})
            for iri, properties in found.items()
        }
    )


def _triples(file: str) -> Iterator[pyoxigraph.Quad]:
    try:
        yield from pyoxigraph.parse(resources.read_bytes("ontologies", file), pyoxigraph.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise ResourceError(f"ontologies/{file} is not Turtle: {error}") from error


def members(file: str, kind: str = "Concept") -> tuple[Concept, ...]:
    """The resources of one class, a term or a short name, in the order of the file."""
    sought = context.iri(kind)
    return tuple(found for found in concepts(file).values() if sought in found.all("rdf:type"))


def fold(text: str) -> str:
    """A label without what people write differently: case, runs of blanks, a final colon or dot.

    >>> fold("  Main  Results: ")
    'main results'
    """
    return _BLANKS.sub(" ", text).strip(" :;,.").casefold()


def by_label(found: Iterable[Concept]) -> Mapping[str, Concept]:
    """Each folded label with its concept; where two concepts share one, the first keeps it."""
    index: dict[str, Concept] = {}
    for concept in found:
        for label in concept.spellings():
            index.setdefault(fold(label), concept)
    return index


@cache
def denoted(file: str) -> Mapping[str, str]:
    """Each folded label and notation of a file with the term that its concept denotes."""
    found = members(file)
    index = {label: context.term(concept.one("kg:denotes")) for label, concept in by_label(found).items()}
    for concept in found:
        for notation in concept.all("skos:notation"):
            index.setdefault(fold(notation), context.term(concept.one("kg:denotes")))
    return MappingProxyType(index)


@cache
def noted(file: str) -> Mapping[str, str]:
    """Each folded label and notation of a file with the notation of its concept."""
    found = members(file)
    index = {label: concept.one("skos:notation") for label, concept in by_label(found).items()}
    return MappingProxyType({**index, **{fold(one): one for one in index.values()}})
